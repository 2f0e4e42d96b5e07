"""The life of a made-up dossier: when it is ready, paid, filed, handed over, and where it stands at the end.

Nothing happens after `end`; what would is simply not yet done. States follow `rules.moves`, and no result is
handed over before its fee is settled.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from counter.models.catalogue import Channel, TimeUnit
from counter.models.dossier import DossierState, PapersHeld, PaperState
from counter.models.money import MoneyState, PaymentMeans, Quote
from counter.models.staff import Role
from counter.rules import fees, payments
from counter.rules.moves import SETTLED
from counter.services.practice_cases import Case
from counter.services.practice_data import Habits
from counter.services.practice_days import Days
from counter.services.practice_filing import Filing, filing

_NOTES = (1_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000)  # banknotes people pay with, đồng
_LATE, _WAITS, _ENDED = 5, 4, 1  # of a hundred dossiers
_WAITS_LATELY = 15  # of those of the last days, so that a learner meets some
_REGISTERED, _NOT_RECEIVED = 30, 1  # of a hundred filed online: in the last days, and before
_LATER, _AT_THE_END = 6, 12  # of a hundred fees are agreed for later, or paid when the result is there
_NOT_COLLECTED = 3  # of a hundred results of the last two months
_LATELY, _FRESH = timedelta(days=60), timedelta(days=4)
_ENDS = (
    (DossierState.WITHDRAWN, "practice.event.withdrawn"),
    (DossierState.WITHDRAWN, "practice.event.withdrawn"),
    (DossierState.STOPPED, "practice.event.stopped"),
)
_WAITING = (
    (DossierState.SUPPLEMENT, "practice.event.supplement_asked", "practice.event.supplemented"),
    (DossierState.SUPPLEMENT, "practice.event.supplement_asked", "practice.event.supplemented"),
    (DossierState.PAYMENT, "practice.event.duty_asked", "practice.event.duty_done"),
)
Detail = Mapping[str, str | int]
NOTHING: Detail = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money taken, or an exemption. The receipt's number is given when the payments before it have theirs."""

    means: PaymentMeans
    amount: int
    tendered: int | None = None
    reference: str = ""
    receipt_later: str = ""
    exempt_group: str = ""
    ground: str = ""
    proof: str = ""
    waived: int = 0
    stated: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing done to a dossier, by somebody of a role."""

    at: datetime
    name: str
    by: Role = Role.CLERK
    detail: Detail = field(default_factory=dict)
    payment: Payment | None = None


@dataclass(slots=True)
class Life:
    """Where a dossier stands at the end, and everything that happened to it."""

    state: DossierState
    money: MoneyState
    quote: Quote
    held: PapersHeld
    began: str = "dossier.event.accepted"
    ready_at: datetime | None = None
    returned_at: datetime | None = None
    filing: Filing | None = None
    events: list[Event] = field(default_factory=list)


class Lives:
    """Draws lives."""

    def __init__(self, rng: random.Random, habits: Habits, days: Days) -> None:
        self._rng, self._habits, self._days, self._end = rng, habits, days, days.end

    def draw(self, case: Case, received: datetime, due: datetime | None, collector: str) -> Life:
        """The life of a case received at a moment and due at another; `collector` takes the result."""
        kept = any(mark.state is PaperState.SUBMITTED for mark in case.papers)
        life = Life(
            state=DossierState.RECEIVED,
            money=fees.money_state(case.quote),
            quote=case.quote,
            held=PapersHeld.COUNTER if kept else PapersHeld.NONE,
        )
        online = case.channel is Channel.ONLINE
        if online and self._registered_only(life, received):
            return life
        if not online:
            slip: Detail = {"paper": "slip", "copy": 1}
            self._happens(life, received + timedelta(seconds=50), "dossier.event.printed", slip)
        pays = self._fee(life, case, received)
        if self._worked(life, case, received, due):
            self._collected(life, case, pays, collector)
        if online:
            settled = life.state in (DossierState.DONE, DossierState.RETURNED)
            life.filing = filing(self._rng, received, self._end, settled=settled)
        return life

    def _happens(
        self, life: Life, at: datetime, name: str, detail: Detail = NOTHING, by: Role = Role.CLERK
    ) -> bool:
        """Whether this comes before the end; noted if so."""
        if at < self._end:
            life.events.append(Event(at, name, by, detail))
        return at < self._end

    def _chance(self, of_a_hundred: int) -> bool:
        return self._rng.randrange(100) < of_a_hundred

    def _after(self, start: datetime, least: float, most: float) -> datetime:
        """Some hours later, at a time the counter is open."""
        return self._days.open_at(start + timedelta(hours=self._rng.uniform(least, most)))

    # -- before it is taken -----------------------------------------------------------------

    def _registered_only(self, life: Life, received: datetime) -> bool:
        """Whether it was registered online by the resident and never taken at this counter."""
        fresh = self._end - received < _FRESH
        if not self._chance(_REGISTERED if fresh else _NOT_RECEIVED):
            return False
        life.state, life.began, life.held = (
            DossierState.REGISTERED,
            "practice.event.registered",
            PapersHeld.NONE,
        )
        if not fresh and self._happens(life, self._after(received, 1, 9), "practice.event.not_received"):
            life.state = DossierState.NOT_RECEIVED
        return True

    # -- money ------------------------------------------------------------------------------

    def _fee(self, life: Life, case: Case, received: datetime) -> bool:
        """What is settled when it is taken; whether the fee is paid only with the result."""
        at = received + timedelta(seconds=self._rng.randrange(120, 400))
        if case.exempt_group:
            proof = self._rng.choice(self._habits.texts["exempt_proof"])
            freed = Payment(
                means=PaymentMeans.EXEMPT, amount=0, exempt_group=case.exempt_group, ground=case.grounds,
                proof=proof, waived=case.waived,
            )  # fmt: skip
            self._takes(life, at, freed)
        if life.money in SETTLED:
            return False
        if life.money is MoneyState.DUE and self._chance(_LATER):
            if self._happens(life, at, "payment.event.later"):
                life.money = MoneyState.LATER
            return True
        if self._chance(_AT_THE_END):
            return True
        self._pays(life, at + timedelta(seconds=30))
        return False

    def _pays(self, life: Life, at: datetime) -> None:
        """The fee by cash or transfer; an amount the data does not know is read from the made-up table."""
        rng, stated = self._rng, None
        if life.quote.total is None:
            stated = rng.choice(self._habits.stated_amounts)
            life.quote = payments.stated(life.quote, stated, self._habits.stated_source)
        total = life.quote.total or 0
        cash = self._chance(70)
        note = rng.choice(_NOTES)
        payment = Payment(
            means=PaymentMeans.CASH if cash else PaymentMeans.TRANSFER,
            amount=total,
            tendered=-(-total // note) * note if cash else None,
            reference="" if cash else f"FT{rng.randrange(10**10):010}",
            receipt_later="Hết biên lai (tập)" if self._chance(1) else "",
            stated=stated,
        )
        self._takes(life, at, payment)
        life.money = MoneyState.PAID if total else MoneyState.NONE

    def _takes(self, life: Life, at: datetime, payment: Payment) -> None:
        at = min(at, self._end - timedelta(seconds=1))
        life.events.append(Event(at, f"payment.event.{payment.means}", payment=payment))

    # -- work -------------------------------------------------------------------------------

    def _worked(self, life: Life, case: Case, received: datetime, due: datetime | None) -> bool:
        """Whether the result is there before the end."""
        if self._chance(_ENDED):
            self._ended(life, received)
            return False
        same_day = case.procedure.time_limit.unit is TimeUnit.SAME_DAY
        start: datetime | None = received
        if not same_day:
            start = self._forwarded(life, received)
        lately = self._end - received < 3 * _FRESH
        if start is not None and self._chance(_WAITS_LATELY if lately else _WAITS):
            start = self._waited(life, start)
        if start is None:
            return False
        ready = self._ready(start, due, same_day)
        if not self._happens(life, ready, "dossier.event.ready"):
            return False
        life.state, life.ready_at = DossierState.DONE, ready
        return True

    def _ended(self, life: Life, received: datetime) -> None:
        """Withdrawn by the resident, or stopped by whoever was at work on it."""
        state, name = self._rng.choice(_ENDS)
        start = self._forwarded(life, received) if state is DossierState.STOPPED else received
        if start is not None and self._happens(life, self._after(start, 3, 90), name, by=Role.SUPERVISOR):
            life.state = state

    def _forwarded(self, life: Life, received: datetime) -> datetime | None:
        at = self._after(received, 0.5, 4)
        if not self._happens(life, at, "practice.event.forwarded"):
            return None
        life.state = DossierState.PROCESSING
        if life.held is PapersHeld.COUNTER:
            life.held = PapersHeld.FORWARDED
        return at

    def _waited(self, life: Life, start: datetime) -> datetime | None:
        """A paper is asked for afterwards, or a duty to pay; None while it is waited for."""
        state, asked, came = self._rng.choice(_WAITING)
        if not self._happens(life, at := self._after(start, 1, 9), asked):
            return None
        life.state = state
        if not self._happens(life, back := self._after(at, 8, 190), came):
            return None
        life.state = DossierState.PROCESSING
        return back

    def _ready(self, start: datetime, due: datetime | None, same_day: bool) -> datetime:
        if due is None:
            return self._after(start, 50, 400)
        if self._chance(_LATE):
            return self._after(max(due, start), 4, 140)
        if start >= due:
            return self._after(start, 2, 40)
        if same_day:
            return min(self._after(start, 0.2, 2.5), due)
        return min(self._days.open_at(start + (due - start) * self._rng.uniform(0.4, 1)), due)

    # -- the end ------------------------------------------------------------------------------

    def _collected(self, life: Life, case: Case, pays: bool, collector: str) -> None:
        ready = life.ready_at or self._end
        if self._end - ready < _LATELY and self._chance(_NOT_COLLECTED):
            return
        at = self._after(ready, 0.1, 0.6) if self._chance(50) else self._after(ready, 1, 190)
        if at >= self._end:
            return
        if pays:
            self._pays(life, at - timedelta(seconds=90))
        self._happens(
            life,
            at,
            "dossier.event.returned",
            {"collector": "self", "name": collector, "paper": "", "seen": "card"},
        )
        life.state, life.returned_at = DossierState.RETURNED, at
        if life.held is not PapersHeld.NONE:
            life.held = PapersHeld.RETURNED
