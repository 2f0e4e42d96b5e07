"""The desk (bàn làm việc): what is to be done, in the order it should be done. Plain SQL, no ORM.

Drafts first (mine, then those a colleague left), then dossiers by lane: late, due today, unsent, owing money,
ready to hand over, later. A dossier stands in the first lane that fits; only what is shown is read.
"""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from counter.i18n import local
from counter.i18n import money as money_text
from counter.models.desk import DeskCounts, DeskRow, DeskView, Near
from counter.models.instant import from_micros, instant_or_none, to_micros
from counter.models.numbers import mask_phone
from counter.models.states import DossierState, MoneyState, ResultWay, SyncState
from counter.rules.rights import Act
from counter.services.office import Office, act
from counter.services.outbox import outbox_rows
from counter.services.search import desk_lanes
from counter.services.search.desk_lanes import ALIVE, LOOKS, OPEN, OWING, READY, RUNNING, TO_FILE, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from counter.rules.calendar import WorkCalendar
    from counter.services.store.connection import Connection, Row

LANES = ("drafts", "late", "today", "unsent", "owing", "ready", "later")
LEFT_AFTER = timedelta(minutes=10)  # a colleague's draft not saved for this long is offered to everybody
MOST_DRAFTS = 30

_WAITING_FOR_MONEY = {
    MoneyState.DUE: "desk.next.take_money",
    MoneyState.LATER: "desk.next.take_money",
    MoneyState.UNKNOWN: "desk.next.ask_amount",
}
CHECK = "desk.next.check"
_RUNNING = frozenset({DossierState.REGISTERED, DossierState.RECEIVED, DossierState.PROCESSING})
_STEPS = ("resident", "procedure", "papers", "questions", "contact", "review")


@act(Act.READ, writes=False)
def desk(office: Office, *, limit: int = 50, after: str | None = None, lane: str = "all") -> DeskView:
    """A page of the desk. `after`: the `more` of the page before; `lane`: "all" or one of LANES.

    Counts and drafts come with the first page only.
    """
    now = office.now()
    tonight = end_of_day(now)
    with office.store.query() as connection:
        first = not after
        rows = _drafts(connection, office, now) if first and lane in ("all", "drafts") else []
        last = Place.read(after)
        room = limit - len(rows)
        for found in desk_lanes.page(connection, lane, last, room, to_micros(now), to_micros(tonight)):
            rows.append(_row(found.part.lane, found.part.mark, found.row))
            last = found.place
        figures = counts_in(connection, office, now) if first else DeskCounts()
    return DeskView(tuple(rows), figures, more=last.written() if len(rows) >= limit else "")


@act(Act.READ, writes=False)
def counts(office: Office) -> DeskCounts:
    """The desk's line of figures alone."""
    with office.store.query() as connection:
        return counts_in(connection, office, office.now())


@act(Act.READ, writes=False)
def near(office: Office, rows: "Sequence[DeskRow]") -> Near:
    """The next three working days, by which a row is one or two before its date; and the shortage limits.

    Apart from `desk`, because it reads the calendar, which the first frame does not wait for.
    """
    calendar, day, found = office.calendar, local(office.now()).date(), list[date]()
    while len(found) < 3:
        day = calendar.next_working(day)
        found.append(day)
    new = [int(row.id) for row in rows if row.next_action == CHECK]
    return Near(tuple(found), _shortages(office, calendar, new) if new else {})


def _shortages(office: Office, calendar: "WorkCalendar", ids: "Sequence[int]") -> dict[str, datetime]:
    from counter.models.catalogue import Channel
    from counter.rules.calendar import parse_hours
    from counter.rules.deadline_limits import shortage_by

    hours, places = parse_hours(office.ward.hours), ",".join("?" * len(ids))
    statement = f"SELECT id, channel, received_at FROM dossier WHERE id IN ({places}) AND state = 1"  # noqa: S608 - only question marks
    with office.store.query() as connection:
        rows = connection.execute(statement, tuple(ids)).fetchall()
    return {
        str(id_): shortage_by(Channel(channel), from_micros(received), calendar, hours)
        for id_, channel, received in rows
    }


def end_of_day(now: datetime) -> datetime:
    """Midnight at the end of the counter's day."""
    here = local(now)
    return datetime.combine(here.date() + timedelta(days=1), time(0), tzinfo=here.tzinfo)


FIGURE = "SELECT {what} FROM dossier INDEXED BY {index} WHERE {condition}"


def counts_in(connection: "Connection", office: Office, now: datetime) -> DeskCounts:
    """The figures, each from one index range."""
    at, tonight = to_micros(now), to_micros(end_of_day(now))

    def figure(what: str, index: str, condition: str, *values: int) -> int | None:
        statement = FIGURE.format(what=what, index=index, condition=condition)
        row = connection.execute(statement, values).fetchone()
        return None if row is None else row[0]

    def count(index: str, condition: str, *values: int) -> int:
        return figure("count(*)", index, condition, *values) or 0

    drafts = connection.execute(_DRAFTS_COUNT, _whose(office, now)).fetchone()
    queue = outbox_rows.count_in(connection)
    return DeskCounts(
        late=count("dossier_open", f"{OPEN} AND {RUNNING} AND due_at < ?1", at),
        today=count("dossier_open", f"{OPEN} AND {RUNNING} AND due_at >= ?1 AND due_at < ?2", at, tonight),
        open=count("dossier_open", OPEN),
        ready=count("dossier_ready", READY),
        unsent=count("dossier_unsent", TO_FILE),
        owing=count("dossier_owing", f"{OWING} AND {ALIVE}"),
        drafts=int(drafts[0]) if drafts else 0,
        unsent_since=instant_or_none(figure("min(sync_since)", "dossier_unsent", TO_FILE)),
        queued=queue.unsent,
        queued_held=queue.held,
        queued_since=queue.since,
        looks=_looks(connection),
    )


def _looks(connection: "Connection") -> int:
    """Those of `second_looks.waiting`."""
    rows = connection.execute(f"SELECT count(*) FROM second_look l WHERE {LOOKS}").fetchall()  # noqa: S608
    return int(rows[0][0])


# Mine, and what a colleague left; one they are at work on is neither counted nor listed.
_DRAFTS_SHOWN = "(d.owner_id = ?1 OR d.saved_at < ?2 OR s.role = 'volunteer' OR s.active = 0)"
_DRAFTS_COUNT = f"SELECT count(*) FROM draft d JOIN staff s ON s.id = d.owner_id WHERE {_DRAFTS_SHOWN}"  # noqa: S608  constants
_DRAFTS = f"""
SELECT d.id, d.applicant_name, p.name, d.procedure_code, d.step, d.saved_at, s.name, h.code
FROM draft d JOIN staff s ON s.id = d.owner_id LEFT JOIN procedure p ON p.code = d.procedure_code
LEFT JOIN household_visit h ON d.procedure_code <> '' AND h.visit_id = json_extract(d.body, '$.visit_id')
WHERE {_DRAFTS_SHOWN} ORDER BY d.owner_id <> ?1, d.saved_at DESC, d.id LIMIT ?3
"""  # noqa: S608  constants


def _whose(office: Office, now: datetime) -> tuple[int, int]:
    """The actor, and since when a colleague's draft must lie still to be shown."""
    return office.actor.id if office.actor else 0, to_micros(now - LEFT_AFTER)


def _drafts(connection: "Connection", office: Office, now: datetime) -> list[DeskRow]:
    found = connection.execute(_DRAFTS, (*_whose(office, now), MOST_DRAFTS))
    return [
        DeskRow(
            kind="draft", id=id_, mark="·", due=None, short_code="", resident=name,
            procedure=procedure or office.procedure_name(code),
            next_action="desk.next.visit" if visit else "desk.next.resume",
            lane="drafts", owner=owner, since=from_micros(saved), visit=visit or "",
            next_params={"step": _STEPS.index(step) + 1, "steps": len(_STEPS), "code": visit or ""},
        )
        for id_, name, procedure, code, step, saved, owner, visit in found
    ]  # fmt: skip


def _row(lane: str, mark: str, row: "Row") -> DeskRow:
    (id_, due, short, name, procedure, state, money, sync, way, total, phone, sync_since, ready_at) = row
    action, amount = _next(
        lane, DossierState(state), MoneyState(money), SyncState(sync), ResultWay(way), total
    )
    since = sync_since if lane == "unsent" else ready_at
    return DeskRow(
        kind="dossier", id=str(id_), mark=mark, due=instant_or_none(due), short_code=short, resident=name,
        procedure=procedure, next_action=action, lane=lane, next_params={"amount": money_text(amount)},
        phone=mask_phone(phone) if phone else "", since=instant_or_none(since),
        running=state in _RUNNING,
    )  # fmt: skip


def _next(
    lane: str, state: DossierState, money: MoneyState, sync: SyncState, way: ResultWay, total: int | None
) -> tuple[str, int]:
    """The message id of what a clerk does next with a dossier, and the amount it speaks of (đồng)."""
    due = total or 0
    if sync == SyncState.UNKNOWN:
        return "desk.next.look_up", due
    if sync in (SyncState.PREPARED, SyncState.WAITING, SyncState.SENDING, SyncState.HELD):
        return "desk.next.file", due
    if lane == "late":
        return "desk.next.apologise", due
    if state == DossierState.REGISTERED:
        return CHECK, due
    if money in _WAITING_FOR_MONEY:
        return _WAITING_FOR_MONEY[money], due
    if state == DossierState.SUPPLEMENT:
        return "desk.next.wait_for_papers", due
    if state == DossierState.DONE:
        return ("desk.next.post" if way == ResultWay.POST else "desk.next.hand_over"), due
    return (
        "desk.next.portal" if sync in (SyncState.FILED, SyncState.CONFIRMED) else "desk.next.process"
    ), due
