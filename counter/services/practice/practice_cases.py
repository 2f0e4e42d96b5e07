"""What made-up people ask for: a real procedure, with papers, answers and fee by the real rules."""

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from counter.models.catalogue import Channel, Fee, Procedure, TimeUnit, Waiver
from counter.models.dossier import Answer, Appointment, PaperMark
from counter.models.money import Quote
from counter.rules import fee_answers, fees, payments
from counter.rules.calendar import Hours, WorkCalendar
from counter.rules.deadlines import CUTOFF_HOUR, appointment
from counter.rules.fee_inputs import DAYS, InputKind, NeededInput, needs, parse_inputs
from counter.services.catalogue.catalogue import Catalogue
from counter.services.practice.practice_data import Habits
from counter.services.practice.practice_forms import answer_variants, paper_variants
from counter.services.practice.practice_people import Shares

_LATE_EVENTS = 12  # of a hundred births and deaths are registered late
_EXEMPT = 6  # of a hundred who could be exempt are
_CHANNELS = {"direct": 75, "online": 22, "post": 3}

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing asked for on one day."""

    procedure: Procedure
    channel: Channel
    fee_inputs: Pairs
    answers: tuple[Answer, ...]
    papers: tuple[PaperMark, ...]
    quote: Quote  # the exempt group counted
    exempt_group: str = ""  # only where it frees something
    grounds: str = ""  # of the exemption
    waived: int = 0  # by it, đồng


@dataclass(frozen=True, slots=True)
class _Kit:
    """What is drawn from for one procedure."""

    procedure: Procedure
    papers: tuple[tuple[PaperMark, ...], ...]
    answers: tuple[tuple[Answer, ...], ...]
    needs: tuple[NeededInput, ...]
    groups: tuple[str, ...]
    channels: Shares


class Cases:
    """Draws cases; every quote and appointment comes from the rules of the counter."""

    def __init__(
        self, rng: random.Random, catalogue: Catalogue, habits: Habits, calendar: WorkCalendar, hours: Hours
    ) -> None:
        self._rng = rng
        self._calendar, self._hours = calendar, hours
        self._kits = {p.code: self._kit(p, catalogue, habits) for p in catalogue.all()}
        self._procedures = Shares({code: _share(kit.procedure, habits) for code, kit in self._kits.items()})
        self._turns = sorted({day for kit in self._kits.values() for day in _turns(kit.procedure)})
        self._quoted = lru_cache(maxsize=50_000)(self._quote)
        self._due = lru_cache(maxsize=50_000)(self._appointment)

    def draw(self, day: date) -> Case:
        """A case of a day."""
        rng = self._rng
        kit = self._kits[self._procedures.draw(rng)]
        while kit.procedure.ends is not None and day > kit.procedure.ends:
            kit = self._kits[self._procedures.draw(rng)]
        channel = Channel(kit.channels.draw(rng))
        answers = rng.choice(kit.answers)
        days = self._days(kit)
        answers = _with_days(kit.procedure, answers, days, day)
        pairs = self._inputs(kit, answers, days, channel, day)
        case = Case(
            procedure=kit.procedure,
            channel=channel,
            fee_inputs=pairs,
            answers=answers,
            papers=rng.choice(kit.papers),
            quote=self._quoted(kit.procedure.code, pairs, channel, "", self._period(day)),
        )
        if kit.groups and rng.randrange(100) < _EXEMPT:
            return self._exempted(case, rng.choice(kit.groups), day)
        return case

    def _exempted(self, case: Case, group: str, day: date) -> Case:
        """The case for a member of a group, unless that frees nothing."""
        freed = self._quoted(case.procedure.code, case.fee_inputs, case.channel, group, self._period(day))
        grounds, waived = payments.exemption(group, case.quote, freed)
        if not grounds:
            return case
        return replace(case, quote=freed, exempt_group=group, grounds="; ".join(grounds), waived=waived)

    def appointment(self, procedure: Procedure, received: datetime) -> Appointment:
        """When a case received at a local moment is due; reckoned once for moments that come to the same."""
        limit = procedure.time_limit
        if limit.unit is not TimeUnit.WORKING_HOUR:
            late = received.time() > time(limit.cutoff_hour or CUTOFF_HOUR)
            moment = time(23) if late else self._hours.opening
            received = datetime.combine(received.date(), moment, received.tzinfo)
        return self._due(procedure.code, received)

    def _appointment(self, code: str, received: datetime) -> Appointment:
        return appointment(self._kits[code].procedure.time_limit, received, self._calendar, self._hours)

    def _quote(self, code: str, pairs: Pairs, channel: Channel, group: str, on: date) -> Quote:
        procedure = self._kits[code].procedure
        inputs = parse_inputs(procedure, dict(pairs))
        return fees.quote(procedure, inputs, channel=channel, on=on, exempt_group=group or None)

    def _period(self, day: date) -> date:
        """The first day on which every fee was as it is on this one."""
        return max((turn for turn in self._turns if turn <= day), default=date.min)

    def _kit(self, procedure: Procedure, catalogue: Catalogue, habits: Habits) -> _Kit:
        known = {c.value: share for c, share in _allowed(procedure).items()}
        return _Kit(
            procedure=procedure,
            papers=paper_variants(self._rng, procedure),
            answers=answer_variants(self._rng, procedure, habits),
            needs=needs(procedure),
            groups=tuple(group.id for group in catalogue.groups_for(procedure)),
            channels=Shares(known),
        )

    def _days(self, kit: _Kit) -> dict[str, int]:
        """Days since a birth or a death, mostly within the time the law gives."""
        rng = self._rng
        late = rng.randrange(100) < _LATE_EVENTS
        return {
            n.name: rng.randrange(61, 900) if late else rng.randrange(1, 15)
            for n in kit.needs
            if n.name in DAYS
        }

    def _inputs(
        self, kit: _Kit, answers: tuple[Answer, ...], days: dict[str, int], channel: Channel, day: date
    ) -> Pairs:
        """The fee inputs: what the form says, and for the rest what a resident may ask for."""
        rng = self._rng
        said = fee_answers.from_answers(kit.procedure, {a.key: a.value for a in answers}, day)
        found: dict[str, str] = {}
        for need in kit.needs:
            if need.name in days:
                found[need.name] = str(days[need.name])
            elif need.kind is InputKind.SHEETS:
                papers = rng.choices((1, 2, 3), (80, 15, 5))[0]
                found[need.name] = ",".join(
                    f"{rng.randrange(1, 5)}x{rng.randrange(1, 9)}" for _ in range(papers)
                )
            elif need.kind is InputKind.CHOICE:
                found[need.name] = rng.choices(need.options, (90, 10)[: len(need.options)])[0]
            elif need.kind is InputKind.YES_NO:
                found[need.name] = (
                    "true" if channel is Channel.ONLINE and rng.randrange(100) < 30 else "false"
                )
            elif need.kind is InputKind.COUNT:
                found[need.name] = str(rng.choices((1, 2, 3, 5), (60, 25, 10, 5))[0])
        return tuple(sorted((found | said).items()))


def _share(procedure: Procedure, habits: Habits) -> int:
    usual = habits.usual_share if procedure.priority == 1 else habits.rare_share
    return habits.procedures.get(procedure.short or "", usual)


def _allowed(procedure: Procedure) -> dict[Channel, int]:
    """The ways of filing that the data lists, with their shares; directly where it lists none."""
    listed = {c: _CHANNELS[c] for c in Channel if procedure.channels.get(c)}
    return listed or {Channel.DIRECT: 1}


def _turns(procedure: Procedure) -> set[date]:
    """The days on which what the procedure costs may change."""
    dated: tuple[Fee | Waiver, ...] = (*procedure.fees, *procedure.waivers)
    starts = {rule.valid_from for rule in dated if rule.valid_from}
    return starts | {rule.valid_to + timedelta(days=1) for rule in dated if rule.valid_to}


def _with_days(
    procedure: Procedure, answers: tuple[Answer, ...], days: dict[str, int], today: date
) -> tuple[Answer, ...]:
    """The same answers with the day of the birth or death so many days ago."""
    if not days:
        return answers
    dated = {f.key: today - timedelta(days=days[f.gives]) for f in procedure.fields if f.gives in days}
    return tuple(
        replace(a, value=f"{dated[a.key]:%d/%m/%Y}{a.value[10:]}") if a.key in dated else a for a in answers
    )
