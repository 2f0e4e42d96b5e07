"""The portal behind a line that loses requests and answers, and the sender that has to live with it."""

import random
from collections.abc import Iterator
from contextlib import ExitStack

from counter.portal.credentials import Credentials
from counter.portal.gateway import AdapterGateway
from counter.portal.practice import Fault, PracticePortal, Rule, gateways
from counter.portal.transport import Transport
from counter.sender import Sender
from counter.services.office import Office
from tests.portal.outbox_ward import ADAPTER, Ticks
from tests.portal.practice_portal_calls import PROCEDURES

FAULTS = (
    Fault.LOSE_REQUEST,
    Fault.LOSE_ANSWER,
    Fault.ERROR_BEFORE,
    Fault.ERROR_AFTER,
    Fault.CUT,
    Fault.BUSY,
    Fault.EXPIRE_SESSION,
    Fault.ANSWER_TWICE,
)
_LEFT = (
    "SELECT o.id, o.state FROM outbox o"
    " WHERE o.target = 'gateway' AND o.state IN ('waiting', 'sending', 'unknown') AND NOT EXISTS"
    " (SELECT 1 FROM outbox h WHERE h.dossier_id = o.dossier_id AND h.state = 'held'"
    "  AND h.sequence < o.sequence)"
)
MOST = 4000  # turns within which everything must be sent once the line is good


class Network:
    """One portal for a run; a sender for each life of the program."""

    def __init__(self, seed: int, undo: ExitStack) -> None:
        rules = [Rule(fault=fault, chance=0.06) for fault in FAULTS]
        self.portal = undo.enter_context(
            PracticePortal(PROCEDURES, rules, seed, marked_only=False, wait=lambda _: None)
        )
        self.ticks = Ticks()
        self._seed = seed
        self._sender: Sender | None = None
        undo.callback(self.gone)

    def gone(self) -> None:
        """The program is gone, and the line with it."""
        if self._sender is not None:
            self._sender.close()
            self._sender = None

    def turns(self, office: Office, count: int) -> bool:
        """Send for a while; whether nothing is left to be sent."""
        if self._sender is None:
            account = Credentials(gateways.USER, gateways.PASSWORD)
            line = Transport(self.portal.url, deadline=5.0)
            gateway = AdapterGateway(line, ADAPTER, account, practice=False, clock=self.ticks)
            self._sender = Sender(office, gateway, clock=self.ticks, dice=random.Random(self._seed))
        pause = 0.0
        for _ in range(count):
            pause = self._sender.turn()
            self.ticks.wait(pause)
        return pause > 0 and not self._sender.waiting()

    def end(self, office: Office) -> Iterator[str]:
        """The line is good: everything is told, nothing of it twice; what was held waits for a person."""
        self.portal.set_faults(())
        self.turns(office, 1)
        if self._sender is not None:
            self._sender.nudge()  # look at the store now, not in five seconds
        if not any(self.turns(office, 1) for _ in range(MOST)):
            yield "the queue never ends"
        told = self.portal.state()
        for what in ("doubles", "doubled_steps"):
            if told[what]:
                yield f"{told[what]} {what} at the portal"
        with office.store.query() as raw:
            for ident, state in raw.execute(_LEFT):
                yield f"message {ident} is still {state}"
