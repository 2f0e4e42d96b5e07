"""The days the head of the centre adds to the official calendar, and the promised dates they would move.

They are kept in the ward's settings and logged, one event a change. No dossier changes by them: those whose
date would be another are listed, and a person decides (issue of the life of a dossier, section 2).
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from counter.errors import NotFound, Refused
from counter.i18n import day as show
from counter.i18n import midnight
from counter.models.catalogue import Channel
from counter.models.days_off import CalendarView, DaysDraft, LocalDay, MovedDate, YearNotice
from counter.models.instant import from_micros, to_micros
from counter.rules import days_off
from counter.rules.calendar import DayKind, DayRule, WorkCalendar
from counter.rules.rights import Act
from counter.services.intake.appointments import appoint
from counter.services.office import Office, act
from counter.services.store import setting_rows
from counter.services.store.store import Connection, Store, Transaction
from counter.text import one_line

_KEY = "calendar.days"  # of the ward's settings
_OPEN = (
    "SELECT id, code, short_code, applicant_name, procedure_name, procedure_code, channel, received_at,"
    " due_at, due_warnings FROM dossier INDEXED BY dossier_open"
    " WHERE state IN (1, 2, 4, 5, 6) AND due_at >= ? ORDER BY due_at, id"
)


def local_rules(store: Store) -> tuple[DayRule, ...]:
    """The added days as the calendar takes them. Every date that is reckoned asks."""
    with store.query() as connection:
        return _rules(_stored(connection))


@act(Act.READ, writes=False)
def calendar(office: Office) -> CalendarView:
    """The years with their notices, the added days, when the centre is open."""
    shipped = office.load_calendar()
    with office.store.query() as connection:
        days = _days(_stored(connection))
    return CalendarView(
        years=tuple(
            YearNotice(year=year, source=shipped.notices.get(year, ""), decided=year in shipped.noticed)
            for year in sorted(shipped.years)
        ),
        days=days,
        hours=office.ward.hours,
        saturdays=office.ward.receives_saturday,
    )


@act(Act.READ, writes=False)
def would_move(office: Office, draft: DaysDraft) -> tuple[MovedDate, ...]:
    """The open dossiers whose date would be another with these days. Refused when they cannot be added."""
    before = _with(office, local_rules(office.store))
    return _moved_by(office, before, before.with_days(_checked(draft, before)), draft.first, draft.last)


@act(Act.CHANGE_SETTINGS)
def add(office: Office, draft: DaysDraft, *, operation: str) -> tuple[MovedDate, ...]:
    """Add days, and list what they would move. Refused with every problem at once.

    The same operation again changes nothing and lists the same.
    """
    with office.store.write(office.now()) as transaction:
        stored = _stored(transaction.connection)
        if transaction.earlier(operation) is None:
            before = _with(office, _rules(stored))
            added = _checked(draft, before)
            who, now = office.actor.name if office.actor else "", transaction.now
            new = {rule.day: _day_of(rule, who, now) for rule in added}
            kept = [day for day in _days(stored) if day.day not in new]
            _keep(transaction, office, (*kept, *new.values()))
            _log(transaction, office, "days_off.event.added", draft, operation)
    after = _with(office, local_rules(office.store))
    others = _with(
        office, (one for one in local_rules(office.store) if not draft.first <= one.day <= draft.last)
    )
    return _moved_by(office, others, after, draft.first, draft.last)


@act(Act.CHANGE_SETTINGS)
def remove(office: Office, day: date, *, operation: str) -> tuple[MovedDate, ...]:
    """Take an added day out again, and list what that would move. NotFound when it was not added here."""
    with office.store.write(office.now()) as transaction:
        if transaction.earlier(operation) is not None:
            return ()
        days = _days(_stored(transaction.connection))
        gone = next((one for one in days if one.day == day), None)
        if gone is None:
            raise NotFound("days_off.not_added", day=show(day))
        _keep(transaction, office, tuple(one for one in days if one.day != day))
        draft = DaysDraft(first=day, last=day, kind=gone.kind, name=gone.name, source=gone.source)
        _log(transaction, office, "days_off.event.removed", draft, operation)
    after = _with(office, local_rules(office.store))
    return _moved_by(office, after.with_days(_rules_of([gone])), after, day, day)


@act(Act.READ, writes=False)
def differing(office: Office) -> tuple[MovedDate, ...]:
    """Every open dossier whose promised date is not what the calendar gives now.

    By the days that were added since, or because its year had no notice when it was promised.
    """
    added = local_rules(office.store)
    shipped, now = office.load_calendar(), office.calendar
    days = tuple(rule.day for rule in added)
    found = []
    for row in _open_rows(office, date.min):
        reckon = _reckoner(office, row)
        moved = None
        if days_off.lie_between(row.received, row.promised, days):
            moved = days_off.moved(row.promised, reckon, shipped, now)
        elif row.warned and (new := reckon(now)) not in (None, row.promised):
            moved = days_off.Moved(new)
        if moved:
            found.append(_listed(office, row, moved))
    return tuple(found)


# -- the days as they are kept -----------------------------------------------------------------


def _stored(connection: Connection) -> str:
    return setting_rows.stored(connection, _KEY) or "[]"


@lru_cache(maxsize=8)
def _days(text: str) -> tuple[LocalDay, ...]:
    """What is stored, by date; an entry of another shape than today's is as good as none."""
    found = []
    for entry in json.loads(text):
        if isinstance(entry, dict) and entry.get("kind") in set(DayKind):
            found.append(
                LocalDay(
                    day=date.fromisoformat(str(entry["day"])),
                    kind=str(entry["kind"]),
                    name=str(entry["name"]),
                    source=str(entry["source"]),
                    added_by=str(entry["by"]),
                    added_at=from_micros(int(entry["at"])),
                )
            )
    return tuple(sorted(found, key=lambda one: one.day))


def _rules(text: str) -> tuple[DayRule, ...]:
    return _rules_of(_days(text))


def _rules_of(days: Iterable[LocalDay]) -> tuple[DayRule, ...]:
    return tuple(
        DayRule(day=one.day, kind=DayKind(one.kind), name=one.name, source=one.source) for one in days
    )


def _day_of(rule: DayRule, who: str, now: datetime) -> LocalDay:
    return LocalDay(
        day=rule.day, kind=rule.kind.value, name=rule.name, source=rule.source, added_by=who, added_at=now
    )


def _keep(transaction: Transaction, office: Office, days: tuple[LocalDay, ...]) -> None:
    value = [
        {
            "day": one.day.isoformat(),
            "kind": one.kind,
            "name": one.name,
            "source": one.source,
            "by": one.added_by,
            "at": to_micros(one.added_at),
        }
        for one in sorted(days, key=lambda one: one.day)
    ]
    setting_rows.keep(transaction, office.actor, {_KEY: value})


def _log(transaction: Transaction, office: Office, event: str, draft: DaysDraft, operation: str) -> None:
    transaction.record(
        office.actor,
        event,
        subject=("ward", ""),
        operation=operation,
        detail={
            "first": show(draft.first),
            "last": show(draft.last),
            "kind": draft.kind,
            "name": one_line(draft.name),
            "source": one_line(draft.source),
        },
    )


def _checked(draft: DaysDraft, before: WorkCalendar) -> tuple[DayRule, ...]:
    if problems := days_off.day_problems(draft, before):
        raise Refused(problems)
    return days_off.rules_of(draft)


def _with(office: Office, added: Iterable[DayRule]) -> WorkCalendar:
    return office.load_calendar().with_days(added)


# -- the dates they would move -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Open:
    """An open dossier with a date. `warned`: the date was said to be uncertain when it was promised."""

    id: int
    code: str
    short_code: str
    applicant: str
    procedure: str
    procedure_code: str
    channel: Channel
    received: datetime
    promised: datetime
    warned: bool


def _open_rows(office: Office, since: date) -> Iterator[_Open]:
    start = to_micros(midnight(since))
    with office.store.query() as connection:
        rows = connection.execute(_OPEN, (start,)).fetchall()
    for ident, code, short, name, procedure, procedure_code, channel, received, due, warnings in rows:
        yield _Open(
            ident, code, short, name, procedure, procedure_code, Channel(channel), from_micros(received),
            from_micros(due), bool(json.loads(warnings)),
        )  # fmt: skip


def _reckoner(office: Office, row: _Open) -> days_off.Reckon:
    """What a calendar gives for a dossier; None where its procedure is gone or has no limit."""
    try:
        procedure = office.catalogue.get(row.procedure_code)
    except NotFound:
        return lambda _: None
    return lambda by: appoint(office, procedure, row.channel, row.received, calendar=by).due


def _moved_by(
    office: Office, before: WorkCalendar, after: WorkCalendar, first: date, last: date
) -> tuple[MovedDate, ...]:
    """The open dossiers that some days touch and whose date would not stand."""
    days = tuple(first + timedelta(days=n) for n in range((last - first).days + 1))
    found = []
    for row in _open_rows(office, first):
        if days_off.lie_between(row.received, row.promised, days):
            moved = days_off.moved(row.promised, _reckoner(office, row), before, after)
            if moved:
                found.append(_listed(office, row, moved))
    return tuple(found)


def _listed(office: Office, row: _Open, moved: days_off.Moved) -> MovedDate:
    try:
        title = office.catalogue.get(row.procedure_code).title
    except NotFound:
        title = row.procedure
    return MovedDate(
        dossier_id=row.id,
        code=row.code,
        short_code=row.short_code,
        applicant=row.applicant,
        procedure=title,
        promised=row.promised,
        reckoned=moved.reckoned,
    )
