"""The sender: joins the outbox of the store with a gateway of the portal. One for each store, one thread.

It takes the first open row of a dossier, tells it, tells its steps, asks what the portal has, and goes on
with the next; a row that fails waits alone. With nothing to send it asks from time to time what the portal
has of the open dossiers (`counter.sender_looks`). Due times, pauses and the pace are reckoned on a clock that
nobody can set (`clock`, monotonic); what the store keeps of them is for people to see. Nothing waits for the
sender: the store is held for milliseconds, never during a call.
"""

import heapq
import random
import threading
import time
from collections.abc import Callable
from typing import Final

from counter.errors import Problem, StoreError
from counter.models.outbox import Head, Task
from counter.models.queue import SenderStanding
from counter.models.states import AttemptOutcome, OutboxTarget, SyncState
from counter.portal.gateway import Gateway
from counter.rules import sending
from counter.rules.sending import Breaker, Verdict
from counter.sender_looks import Looks
from counter.sender_trial import Trial
from counter.services.office import Office
from counter.services.outbox import outbox_sending
from counter.services.outbox.outbox_lease import Lease

LOOK_AGAIN: Final = 5.0  # seconds after which new rows are looked for
NOT_OURS: Final = 15.0  # seconds before asking again whether the other sender is gone


class Sender:
    """Sends what is due. `turn` does one thing and says how many seconds may pass before the next.

    `dice` spreads the pauses; give it a seed and the same run comes again.
    """

    def __init__(
        self,
        office: Office,
        gateway: Gateway,
        *,
        clock: Callable[[], float] = time.monotonic,
        dice: random.Random | None = None,
    ) -> None:
        self.lease = Lease(office.store.path)
        self._office = office
        self._gateway = gateway
        self._clock = clock
        self._dice = dice or random.Random()  # noqa: S311  pauses, no secrets
        self._breaker = Breaker()
        self._due: list[tuple[int, int]] = []  # row, dossier: the oldest first
        self._later: list[tuple[float, int, int]] = []  # due, row, dossier
        self._queued: set[int] = set()  # dossiers in either
        self._offline: set[int] = set()  # rows that wait only because the portal could not be reached
        self._failed: dict[int, int] = {}  # row → failures in a row
        self._trial = Trial(office, gateway)
        dice = random.Random(self._dice.random())  # noqa: S311  its own, so that a look changes no pause
        self._looks = Looks(office, gateway, self._breaker, self._answered, clock, dice)
        self._looked: float | None = None
        self._next_send = 0.0
        self._others = False
        self._nudged = False

    # -- for people ------------------------------------------------------------------------

    def standing(self) -> SenderStanding:
        """What it does now. Safe to read from another thread."""
        if self._others:
            return SenderStanding(paused=Problem("", "outbox.pause.other"), seconds=int(NOT_OURS))
        wait = self._breaker.wait(self._clock())
        if wait <= 0:
            return SenderStanding(running=True)
        return SenderStanding(
            running=True,
            paused=self._breaker.why,
            seconds=round(wait) or 1,
            needs_person=self._breaker.needs_person,
        )

    def waiting(self) -> int:
        """How many dossiers stand in its queue."""
        return len(self._queued)

    @property
    def pace(self) -> float:
        """Seconds between two sendings."""
        return 1.0 / self._office.ward.sync_per_second

    def nudge(self) -> None:
        """Look at the store at the next turn; what a person just mended is tried at once."""
        self._nudged = True

    # -- the loop --------------------------------------------------------------------------

    def turn(self) -> float:
        """Do the next thing that is due. The seconds until something can be due again; 0: go on at once."""
        self._others = not self.lease.take()
        if self._others:
            return NOT_OURS
        now = self._clock()
        if self._nudged:
            self._nudged, self._looked = False, None
            self._breaker.answered()
            self._offline.update(row_id for _, row_id, _ in self._later)
            self._line_is_back()
        wait = self._breaker.wait(now)
        if wait > 0:
            return min(wait, LOOK_AGAIN)
        self._look(now)
        while self._later and self._later[0][0] <= now:
            _, row_id, dossier_id = heapq.heappop(self._later)
            heapq.heappush(self._due, (row_id, dossier_id))
        if not self._due:
            return self._idle(now)
        if self._next_send > now:
            return self._next_send - now
        row_id, dossier_id = heapq.heappop(self._due)
        self._queued.remove(dossier_id)
        self._next_send = now + self.pace
        self._send(row_id, dossier_id)
        return max(0.0, self._next_send - self._clock())

    def _idle(self, now: float) -> float:
        """Nothing is to be sent: ask the portal what it has, at the same pace, if that is due."""
        rest = min(self._later[0][0] - now, LOOK_AGAIN) if self._later else LOOK_AGAIN
        if self._next_send > now:
            return min(self._next_send - now, rest)
        wait = self._looks.turn(now)
        if wait is not None:
            return min(wait, rest)
        self._next_send = now + self.pace
        return max(0.0, self._next_send - self._clock())

    def close(self) -> None:
        """End the use of the line and let another program send."""
        self._gateway.close()
        self.lease.give_back()

    def _look(self, now: float) -> None:
        """Bring rows that were written meanwhile into the queue; the failed keep their pause."""
        if self._looked is not None and now - self._looked < LOOK_AGAIN:
            return
        self._looked = now
        outbox_sending.go_this_way(self._office, OutboxTarget.GATEWAY)
        for head in outbox_sending.heads(self._office):
            if head.dossier_id not in self._queued:
                self._add(head, now)

    def _add(self, head: Head, due: float) -> None:
        self._queued.add(head.dossier_id)
        if due <= self._clock():
            heapq.heappush(self._due, (head.id, head.dossier_id))
        else:
            heapq.heappush(self._later, (due, head.id, head.dossier_id))

    def _line_is_back(self) -> None:
        """Whatever waited only for the line goes on in its old order."""
        kept = [entry for entry in self._later if entry[1] not in self._offline]
        for _, row_id, dossier_id in self._later:
            if row_id in self._offline:
                heapq.heappush(self._due, (row_id, dossier_id))
        heapq.heapify(kept)
        self._later = kept
        self._offline.clear()

    def _send(self, row_id: int, dossier_id: int) -> None:
        began = self._office.now()
        task = outbox_sending.claim(self._office, row_id, self.lease.name)
        if task is not None:
            verdict = self._trial.judge(task)
            again = self._after(task, verdict)
            look = self._looks.begin(row_id) if verdict.state is SyncState.CONFIRMED else None
            outbox_sending.settle(self._office, task, verdict, began=began, again_in=again or look)
            if again is not None:
                self._add(Head(id=row_id, dossier_id=dossier_id, state=verdict.state), self._clock() + again)
                return
        head = outbox_sending.head_of(self._office, dossier_id)
        if head is not None:
            self._add(head, self._clock())

    def _answered(self) -> None:
        """The portal answered: the line is there."""
        if self._breaker.opened:
            self._line_is_back()
        self._breaker.answered()

    def _after(self, task: Task, verdict: Verdict) -> float | None:
        """Seconds until the row is due again, None when it is not; and what the breaker makes of it."""
        if verdict.line is not None:
            share = self._dice.random()
            self._breaker.failed(verdict.line, self._clock(), share, needs_person=verdict.needs_person)
        else:
            self._answered()
        if verdict.outcome is AttemptOutcome.UNREACHABLE:
            self._offline.add(task.id)
        if verdict.state in (SyncState.CONFIRMED, SyncState.HELD):
            self._failed.pop(task.id, None)
            return None
        if verdict.at_once:
            self._failed.pop(task.id, None)
            return 0.0
        failures = self._failed[task.id] = self._failed.get(task.id, 0) + 1
        return sending.pause(failures, self._dice.random())


def run(sender: Sender, stop: threading.Event) -> None:
    """Send until told to stop. A store that is busy or full is tried again; one that was closed ends it."""
    try:
        while not stop.is_set():
            try:
                pause = sender.turn()
            except StoreError as fault:
                if fault.message_id == "store.closed":
                    return
                pause = LOOK_AGAIN
            stop.wait(pause)
    finally:
        sender.close()


def run_once(sender: Sender, wait: Callable[[float], None] = time.sleep) -> bool:
    """Send until everything left has to wait. False when another program is the sender."""
    pace = sender.pace
    try:
        while (pause := sender.turn()) <= pace:
            wait(pause)
        return sender.lease.take()
    finally:
        sender.close()
