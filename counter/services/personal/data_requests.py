"""The register of what residents ask of their own data (sổ yêu cầu của chủ thể dữ liệu). Plain SQL.

Luật 91/2025/QH15, Nghị định 356/2025/NĐ-CP Điều 5: a reply within working days, the doing within days by
kind, put off once with the reason told, refused only with a ground in law. What was entered keeps its days.
"""

from datetime import date
from typing import Final

from counter.errors import NotFound, Problem, Refused
from counter.i18n import local
from counter.models.data_request import (
    AskerKind,
    RequestDraft,
    RequestKind,
    RequestStep,
    RequestStepDraft,
    RequestView,
)
from counter.models.instant import to_micros
from counter.rules import data_requests as rules
from counter.rules.calendar import parse_hours
from counter.rules.data_requests import Reckoner
from counter.rules.rights import Act, require
from counter.services.catalogue import data_clocks
from counter.services.office import Office, act
from counter.services.people.resident_views import standing
from counter.services.personal import data_request_rows
from counter.services.personal.erasure_scope import deleted_for
from counter.services.store.connection import Connection
from counter.services.store.transaction import Transaction
from counter.text import one_line

SUBJECT: Final = "data_request"
_MOST_ID: Final = (1 << 63) - 1  # typed: the store has no number as long as that
_PENDING = (
    "WITH RECURSIVE same(id) AS (SELECT ?1"
    " UNION SELECT r.merged_into FROM resident r JOIN same s ON r.id = s.id WHERE r.merged_into > 0"
    " UNION SELECT r.id FROM resident r JOIN same s ON r.merged_into = s.id)"
    " SELECT 1 FROM data_request q JOIN same s ON s.id = q.resident_id WHERE NOT EXISTS (SELECT 1"
    " FROM data_request_step e WHERE e.request_id = q.id AND e.step IN ('done', 'refused')) LIMIT 1"
)
_ADD = (
    "INSERT INTO data_request (resident_id, kind, asked_by, asker, paper, about, third_party, received_on,"
    " reply_by, due_on, recorded_by, recorded_at, operation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " RETURNING id"
)
_STEP = (
    "INSERT INTO data_request_step (request_id, step, reason, ground, due_on, made_by, made_at, operation)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


def pending(connection: Connection, resident_id: int) -> bool:
    """Whether a request of this person is not ended, under this record or one that was merged with it.

    What is kept on them is then not deleted for its age.
    """
    return connection.execute(_PENDING, (resident_id,)).fetchone() is not None


@act(Act.DATA_REQUEST)
def add(office: Office, draft: RequestDraft) -> RequestView:
    """Enter a request; its days are reckoned from the day of receipt and kept.

    Refused with every problem; NotFound `resident.unknown`; DataFault when the clocks cannot be read.
    """
    actor = require(office.actor, Act.DATA_REQUEST)
    today = local(office.now()).date()
    if problems := rules.draft_problems(draft, today):
        raise Refused(problems)
    reckoner, received = reckoner_of(office), draft.received_on or today
    reply_by = reckoner.reply_by(received)
    due_on = reckoner.due_on(draft.kind, received, third_party=draft.third_party)
    with office.store.write(office.now()) as transaction:
        connection = transaction.connection
        if done := transaction.earlier(draft.operation):
            return _one(office, connection, int(done["request"]))
        resident = standing(connection, min(draft.resident_id, _MOST_ID))
        if connection.execute("SELECT 1 FROM resident WHERE id = ?", (resident,)).fetchone() is None:
            raise NotFound("resident.unknown")
        for_self = draft.asked_by is AskerKind.SELF
        asker, paper = ("", "") if for_self else (one_line(draft.asker), one_line(draft.paper))
        row = connection.execute(
            _ADD,
            (resident, draft.kind.value, draft.asked_by.value, asker, paper, one_line(draft.about),
             int(draft.third_party), received.isoformat(), reply_by.isoformat(), due_on.isoformat(),
             actor.id, to_micros(transaction.now), draft.operation),
        ).fetchall()[0]  # fmt: skip
        ident = int(row[0])
        transaction.record(
            actor, "data_request.event.added", subject=("resident", resident), operation=draft.operation,
            detail={"request": ident, "kind": draft.kind.value, "due": due_on.isoformat()},
            result={"request": ident},
        )  # fmt: skip
        return _one(office, connection, ident)


@act(Act.DATA_REQUEST)
def answer(office: Office, draft: RequestStepDraft) -> RequestView:
    """Note that the person was answered; `reason` says how and what. Refused, NotFound."""
    return make(office, RequestStep.ANSWERED, draft)


@act(Act.DECIDE_REQUEST)
def extend(office: Office, draft: RequestStepDraft) -> RequestView:
    """Put the period off, once, by the length of its kind; `reason` was told.

    Refused, NotFound, DataFault.
    """
    return make(office, RequestStep.EXTENDED, draft)


@act(Act.DECIDE_REQUEST)
def done(office: Office, draft: RequestStepDraft) -> RequestView:
    """Note that it was done; `reason` says what. Refused, NotFound.

    A deletion is done by deleting: `data_request_erasing.erase`, or before this by its own command.
    """
    with office.store.query() as connection:
        view = _one(office, connection, draft.request_id)
        if view.kind is RequestKind.DELETE and not view.ended and not _deleted(connection, view):
            params: dict[str, str | int] = {"number": view.id, "resident": view.resident_id or 0}
            raise Refused((Problem("", "data_request.delete_erases", params),))
    return make(office, RequestStep.DONE, draft)


@act(Act.DECIDE_REQUEST)
def refuse(office: Office, draft: RequestStepDraft) -> RequestView:
    """Refuse it with a reason and the law it rests on. Refused, NotFound."""
    return make(office, RequestStep.REFUSED, draft)


@act(Act.DATA_REQUEST, writes=False)
def listing(office: Office, *, ended: bool = False, limit: int = 500) -> tuple[RequestView, ...]:
    """The open requests, what ends first on top; with the ended ones, the newest first, when asked."""
    with office.store.query() as connection:
        views = data_request_rows.views(connection, _today(office), office.calendar, limit=limit, ended=ended)
    return tuple(sorted(views, key=_order))


@act(Act.DATA_REQUEST, writes=False)
def get(office: Office, request_id: int) -> RequestView:
    """One request. NotFound."""
    with office.store.query() as connection:
        return _one(office, connection, request_id)


@act(Act.DATA_REQUEST, writes=False)
def pressing(office: Office) -> tuple[RequestView, ...]:
    """Those that are late or end within two working days, what ends first on top."""
    return tuple(one for one in listing(office) if one.clock is not None and one.clock.presses)


def reckoner_of(office: Office) -> Reckoner:
    """The clocks as they run at this counter. DataFault."""
    return Reckoner(data_clocks.clocks(), office.calendar, parse_hours(office.ward.hours))


def make(office: Office, step: RequestStep, draft: RequestStepDraft) -> RequestView:
    """Make one step, once; who may is asked by who calls. Refused, NotFound, DataFault."""
    actor = require(office.actor, Act.DATA_REQUEST)
    if problems := rules.step_problems(step, draft):
        raise Refused(problems)
    with office.store.write(office.now()) as transaction:
        connection = transaction.connection
        if transaction.earlier(draft.operation) is not None:
            return _one(office, connection, draft.request_id)
        before = _one(office, connection, draft.request_id)
        if problem := rules.follows(step, tuple(one.step for one in before.steps)):
            raise Refused((problem,))
        due = (
            reckoner_of(office).extended(before.kind, before.due_on) if step is RequestStep.EXTENDED else None
        )
        ground = one_line(draft.ground) if step is RequestStep.REFUSED else ""
        connection.execute(
            _STEP,
            (draft.request_id, step.value, one_line(draft.reason), ground, due.isoformat() if due else None,
             actor.id, to_micros(transaction.now), draft.operation),
        )  # fmt: skip
        _record(transaction, office, step, before, draft.operation)
        return _one(office, connection, draft.request_id)


def _record(
    transaction: Transaction, office: Office, step: RequestStep, view: RequestView, operation: str
) -> None:
    transaction.record(
        office.actor, f"data_request.event.{step}",
        subject=("resident", view.resident_id) if view.resident_id else (SUBJECT, view.id),
        operation=operation, detail={"request": view.id, "kind": view.kind.value},
    )  # fmt: skip


def _one(office: Office, connection: Connection, request_id: int) -> RequestView:
    if request_id > 0:  # 0 would be all of them
        today = _today(office)
        for view in data_request_rows.views(connection, today, office.calendar, only=request_id, ended=True):
            return view
    raise NotFound("data_request.unknown", number=request_id)


def _deleted(connection: Connection, view: RequestView) -> bool:
    """Whether this person's data were deleted because of this request."""
    return view.resident_id is not None and deleted_for(connection, view.id, view.resident_id)


def _today(office: Office) -> date:
    return local(office.now()).date()


def _order(view: RequestView) -> tuple[bool, date, int]:
    """Open ones by what ends first; ended ones below them, the newest first."""
    by = view.clock.by if view.clock else date.min
    return (view.ended, by, -view.id if view.ended else view.id)
