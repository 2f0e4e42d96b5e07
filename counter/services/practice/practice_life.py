"""The life of a made-up dossier: when it is ready, paid, filed, handed over, and where it stands at the end.

Nothing happens after `end`; what would is simply not yet done. States follow `rules.moves`, and no result is
handed over before its fee is settled.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from counter.models.catalogue import Channel, TimeUnit
from counter.models.dossier import DossierState, PapersHeld, PaperState
from counter.models.money import MoneyState, Payer, PaymentKind, PaymentMeans, Quote
from counter.models.staff import Role
from counter.rules import fees, payments
from counter.rules.moves import SETTLED
from counter.services.practice.practice_cases import Case
from counter.services.practice.practice_data import Habits
from counter.services.practice.practice_days import Days
from counter.services.practice.practice_filing import Filing, filing
from counter.services.practice.practice_money import Exempted, Money, Part, Payment, Purse

_LATE, _WAITS, _ENDED = 5, 4, 1  # of a hundred dossiers
_WAITS_LATELY = 15  # of those of the last days, so that a learner meets some
_REGISTERED, _NOT_RECEIVED = 30, 1  # of a hundred filed online: in the last days, and before
_TO_SEND = 80  # of a hundred filed online in the last days: a learner finds some that are not sent
_LATER, _AT_THE_END = 6, 12  # of a hundred fees are agreed for later, or paid when the result is there
_IN_PART, _WITHOUT_RECEIPT = 1, 1  # of a hundred are paid in two parts, or while no receipt is at hand
_VOIDED, _REFUNDED = 5, 4  # of a thousand payments at the counter
_ASKED = 40  # of a hundred that pay with the result: a code was given already
_MONEY_BACK_UNTIL = 16  # o'clock: the drawer is still open some minutes later
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


@dataclass(frozen=True, slots=True)
class Event:
    """One thing done to a dossier, by somebody of a role."""

    at: datetime
    name: str
    by: Role = Role.CLERK
    detail: Detail = field(default_factory=dict)
    money: Money | None = None  # told by the till itself; the name is not used


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
    paid: dict[str, int] = field(default_factory=dict)  # by kind of fee, đồng
    awaited: Payment | None = None  # a code was given, and no money has come
    events: list[Event] = field(default_factory=list)


class Lives:
    """Draws lives."""

    def __init__(self, rng: random.Random, habits: Habits, days: Days) -> None:
        self._rng, self._habits, self._days, self._end = rng, habits, days, days.end
        self._purse = Purse(rng, habits)

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
        pays = self._fee(life, case, received, collector)
        if not self._still_to_send(online, received) and self._worked(life, case, received, due):
            self._collected(life, case, pays, collector)
        if pays and self._end - received < _FRESH and self._chance(_ASKED):
            self._asked_in_vain(life, collector)
        if online:
            settled = life.state in (DossierState.DONE, DossierState.RETURNED)
            life.filing = filing(self._rng, received, self._end, settled=settled)
        return life

    def _still_to_send(self, online: bool, received: datetime) -> bool:
        """Whether it was only just filed on somebody's behalf, so that nobody has worked on it yet."""
        return online and self._end - received < 2 * _FRESH and self._chance(_TO_SEND)

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

    def _fee(self, life: Life, case: Case, received: datetime, applicant: str) -> bool:
        """What is settled when it is taken; whether the fee is paid only with the result."""
        at = received + timedelta(seconds=self._rng.randrange(120, 400))
        if case.exempt_group:
            proof = self._rng.choice(self._habits.texts["exempt_proof"])
            freed = Exempted(group=case.exempt_group, ground=case.grounds, proof=proof, waived=case.waived)
            life.events.append(Event(at, "", money=freed))
        if life.money in SETTLED:
            return False
        if life.money is MoneyState.DUE and self._chance(_LATER):
            if self._happens(life, at, "payment.event.later"):
                life.money = MoneyState.LATER
            return True
        if self._chance(_AT_THE_END):
            return True
        at += timedelta(seconds=30)
        if life.money is MoneyState.DUE and self._chance(_IN_PART):
            total = life.quote.total or 0
            part = total // 2000 * 1000
            if part:
                self._pays(life, case, at, applicant, part)
                return True
        payment = self._pays(life, case, at, applicant, alone=False)
        if at.hour < _MONEY_BACK_UNTIL and not payment.waits:
            self._given_back(life, case, at, applicant, payment)
        return False

    def _pays(
        self,
        life: Life,
        case: Case,
        at: datetime,
        applicant: str,
        amount: int | None = None,
        *,
        alone: bool = True,
    ) -> Payment:
        """The fee, all of it or an amount; what the data does not know is read from the made-up table.

        `alone`: not in one payment with the next resident's.
        """
        stated = None
        if life.quote.total is None:
            stated = self._rng.choice(self._habits.stated_amounts)
            life.quote = payments.stated(life.quote, stated, self._habits.stated_source)
        due = (life.quote.total or 0) - sum(life.paid.values())
        paying = due if amount is None else amount
        missing = at.hour < _MONEY_BACK_UNTIL and self._chance(_WITHOUT_RECEIPT)
        payment = self._purse.payment(
            life.quote.lines,
            paying,
            channel=case.channel,
            applicant=applicant,
            paid=life.paid,
            left=due - paying,
            stated=stated,
            receipt_later=self._rng.choice(self._habits.till["receipt_later"]) if missing else "",
            may_wait=not alone and stated is None and not missing and paying == due,
        )
        life.events.append(Event(at, "", money=payment))
        for kind, part in payment.kinds:
            life.paid[kind] = life.paid.get(kind, 0) + part
        if paying == due:
            life.money = MoneyState.PAID
        return payment

    def _given_back(self, life: Life, case: Case, at: datetime, applicant: str, payment: Payment) -> None:
        """A few payments are voided at once and taken anew, a few refunded: both stay in the books."""
        drawn = self._rng.randrange(1000)
        if drawn >= _VOIDED + _REFUNDED:
            return
        kind = PaymentKind.VOID if drawn < _VOIDED else PaymentKind.REFUND
        life.events[-1] = Event(at, "", money=replace(payment, goes_back=True))
        back = self._purse.back(kind, payment)
        life.events.append(Event(at + timedelta(seconds=self._rng.randrange(150, 240)), "", money=back))
        if kind is PaymentKind.VOID:
            life.paid.clear()
            self._pays(life, case, at + timedelta(seconds=300), applicant)

    def _asked_in_vain(self, life: Life, applicant: str) -> None:
        """A code was given on the last days, and nothing of the fee was paid yet."""
        if life.money in SETTLED or life.paid or not life.quote.total:
            return
        part = Part(means=PaymentMeans.TRANSFER, amount=life.quote.total)
        kinds = payments.kinds(life.quote.lines, {}, life.quote.total)
        life.awaited = Payment(parts=(part,), kinds=kinds, payer=Payer.SELF, payer_name=applicant)

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
        if pays and life.money not in SETTLED:
            self._pays(life, case, at - timedelta(seconds=90), collector)
        self._happens(
            life,
            at,
            "dossier.event.returned",
            {"collector": "self", "name": collector, "paper": "", "seen": "card"},
        )
        life.state, life.returned_at = DossierState.RETURNED, at
        if life.held is not PapersHeld.NONE:
            life.held = PapersHeld.RETURNED
