"""A practice counter whose outbox goes to a practice portal, with clocks that only a test moves."""

import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from counter.models.dossier import DossierView
from counter.models.staff import Role, StaffView
from counter.models.sync import Outcome, ProcedureCard, SyncDossier, SyncStep
from counter.models.tables import Staff
from counter.portal.credentials import Credentials
from counter.portal.gateway import AdapterGateway, AdapterSettings
from counter.portal.practice import PracticePortal, Rule, gateways
from counter.portal.transport import Transport
from counter.sender import Sender
from counter.services.office import Office
from counter.services.store.store import Store
from counter.settings import WardSettings
from counter.text import fold
from tests.conftest import START, Clock
from tests.portal.practice_portal_calls import PROCEDURES
from tests.services.journeys import certified_copy, received

WARD = WardSettings(
    unit_code="H57.15",
    sending="gateway",
    sync_variant="adapter",
    sync_address="http://127.0.0.1:1",
    sync_auth_path=gateways.AUTH,
    sync_data_path=gateways.INTEGRATION,
    sync_share_path=gateways.SHARE,
    sync_destination="VN:TAP",
    sync_unit="H57.15",
)
ADAPTER = AdapterSettings(
    auth_path=gateways.AUTH,
    data_path=gateways.INTEGRATION,
    share_path=gateways.SHARE,
    destination="VN:TAP",
    unit="H57.15",
)


@dataclass
class Ticks:
    """A monotonic clock that goes on only by `wait`."""

    at: float = 1000.0
    waited: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.at

    def wait(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self.at += seconds
        self.waited.append(seconds)


def practice_office(path: Path, clock: Clock) -> Office:
    """A practice store with one clerk."""
    store = Store.open(path, practice=True)
    clerk = StaffView(1, "Nguyễn Thị Tiếp", Role.CLERK)
    row = Staff(
        id=1,
        name=clerk.name,
        folded=fold(clerk.name),
        role=clerk.role,
        pin_hash="$argon2id$none",
        created_at=START,
    )
    with store.write(START) as transaction:
        transaction.session.add(row)
        transaction.record(None, "staff.added", subject=("staff", 1), operation="")
    return Office(store=store, actor=clerk, ward=WARD, practice=True, now=clock)


def gateway_to(
    portal: PracticePortal, ticks: Ticks, deadline: float = 5.0, kind: type[AdapterGateway] = AdapterGateway
) -> AdapterGateway:
    """The adapter of a practice portal."""
    account = Credentials(gateways.USER, gateways.PASSWORD)
    transport = Transport(portal.url, deadline=deadline)
    return kind(transport, ADAPTER, account, practice=True, clock=ticks)


def sender_to(
    portal: PracticePortal,
    office: Office,
    ticks: Ticks,
    seed: int = 1,
    kind: type[AdapterGateway] = AdapterGateway,
) -> Sender:
    """A sender whose pauses are those of a seed."""
    return Sender(office, gateway_to(portal, ticks, kind=kind), clock=ticks, dice=random.Random(seed))


def drain(sender: Sender, ticks: Ticks, most: int = 5000) -> None:
    """Turn until nothing stands in the queue; waiting costs nothing."""
    for _ in range(most):
        pause = sender.turn()
        if not sender.waiting() and pause:
            return
        ticks.wait(pause)
    raise AssertionError("it never ends")


@contextmanager
def portal_with(rules: Iterable[Rule] = (), seed: int = 1) -> Iterator[PracticePortal]:
    """A practice portal that never makes anybody wait."""
    with PracticePortal(PROCEDURES, rules, seed, marked_only=True, wait=lambda _: None) as portal:
        yield portal


def states(office: Office) -> dict[int, tuple[str, ...]]:
    """Each dossier's rows as they are stored, in order."""
    with office.store.query() as connection:
        rows = connection.execute("SELECT dossier_id, state FROM outbox ORDER BY dossier_id, sequence")
        found: dict[int, tuple[str, ...]] = {}
        for dossier, state in rows:
            found[dossier] = (*found.get(dossier, ()), state)
        return found


def accept(office: Office, count: int = 1) -> list[DossierView]:
    """So many dossiers, accepted one after the other."""
    return [received(office, replace(certified_copy(office), duplicate_reason="thử")) for _ in range(count)]


class Keyless(AdapterGateway):
    """The twin: the same gateway with the idempotency key taken away."""

    def send(
        self,
        dossier: SyncDossier,
        steps: Sequence[SyncStep] = (),
        *,
        card: ProcedureCard | None,
        taken: int = 0,
        key: str = "",
    ) -> Outcome:
        """Without the key."""
        return super().send(dossier, steps, card=card, taken=taken, key="")
