"""Breaches of personal data (vi phạm quy định bảo vệ dữ liệu cá nhân), with the clock of their notice.

Luật 91/2025/QH15 Điều 23: the authority is told within 72 hours of the finding; a record (biên bản) is kept.
Plain SQL. What is known grows: each version of the facts stays, the newest counts.
"""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta
from typing import Final

from counter.errors import Conflict, NotFound, Problem, Refused
from counter.i18n import number, t
from counter.models.breach import BreachDraft, BreachFacts, BreachView
from counter.models.instant import from_micros, instant_or_none, to_micros
from counter.rules import data_requests as rules
from counter.rules.free_text import text_problems
from counter.rules.rights import Act, require
from counter.services.catalogue import data_clocks
from counter.services.office import Office, act
from counter.services.personal import holdings
from counter.services.store.audit import device
from counter.services.store.connection import Connection, Row
from counter.services.store.transaction import Transaction
from counter.text import as_typed, one_line

FIELDS: Final = tuple(one.name for one in fields(BreachFacts))
MOST_TEXT: Final = 500  # characters of one fact
MOST_NAMED: Final = 4  # old stores by name, in one fact
_COUNTED: Final = (
    "residents", "with_number", "with_phone", "drafts", "drafts_with_number", "drafts_with_phone", "dossiers",
    "files", "papers",
)  # fmt: skip
_COLUMNS = ", ".join(f"f.{name}" for name in FIELDS)
_LIST = (
    "SELECT b.id, b.found_at, b.due_at, b.device, s.name, b.recorded_at, o.told_at, coalesce(o.whom, ''),"  # noqa: S608  all of it is written here
    f" (SELECT count(*) FROM breach_facts c WHERE c.breach_id = b.id), {_COLUMNS} FROM breach b"
    " JOIN staff s ON s.id = b.recorded_by LEFT JOIN breach_told o ON o.breach_id = b.id"
    " JOIN breach_facts f ON f.id = (SELECT max(id) FROM breach_facts WHERE breach_id = b.id)"
    " WHERE (?1 = 0 OR b.id = ?1) ORDER BY o.told_at IS NOT NULL, b.id DESC LIMIT ?2"
)
_ADD = (
    "INSERT INTO breach (device, found_at, due_at, recorded_by, recorded_at, operation)"
    " VALUES (?, ?, ?, ?, ?, ?) RETURNING id"
)
_FACTS = (
    f"INSERT INTO breach_facts (breach_id, {', '.join(FIELDS)}, written_by, written_at, operation)"  # noqa: S608  names of ours
    f" VALUES (?, {', '.join('?' * len(FIELDS))}, ?, ?, ?)"
)
_TOLD = (
    "INSERT INTO breach_told (breach_id, whom, told_at, recorded_by, recorded_at, operation)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)


@act(Act.BREACH)
def record(office: Office, draft: BreachDraft) -> BreachView:
    """Keep that something happened; the clock runs from the finding.

    Refused with every problem; DataFault when the clock cannot be read.
    """
    actor, now = require(office.actor, Act.BREACH), office.now()
    found_at = draft.found_at or now
    late = (Problem("found_at", "breach.found_later"),) if found_at > now else ()
    if found_at.date() < rules.EARLIEST:
        late = (Problem("found_at", "breach.found_early", {"year": rules.EARLIEST.year}),)
    if problems := (*late, *_problems(draft.facts, {"device": draft.device})):
        raise Refused(problems)
    due_at = rules.breach_due(found_at, data_clocks.clocks())
    with office.store.write(now) as transaction:
        connection = transaction.connection
        if done := transaction.earlier(draft.operation):
            return _one(office, connection, int(done["breach"]))
        found, due = to_micros(found_at), to_micros(due_at)
        values = (one_line(draft.device) or device(), found, due, actor.id, to_micros(transaction.now))
        ident = int(connection.execute(_ADD, (*values, draft.operation)).fetchall()[0][0])
        _write_facts(transaction, actor.id, ident, draft.facts, draft.operation)
        transaction.record(
            actor, "breach.event.recorded", subject=("breach", ident), operation=draft.operation,
            detail={"breach": ident, "found": found}, result={"breach": ident},
        )  # fmt: skip
        return _one(office, connection, ident)


@act(Act.BREACH)
def update(office: Office, breach_id: int, facts: BreachFacts, *, operation: str) -> BreachView:
    """Write what is known now, as the newest version. Refused, NotFound."""
    actor = require(office.actor, Act.BREACH)
    if problems := _problems(facts, {}):
        raise Refused(problems)
    with office.store.write(office.now()) as transaction:
        before = _one(office, transaction.connection, breach_id)
        if transaction.earlier(operation) is not None:
            return before
        _write_facts(transaction, actor.id, breach_id, facts, operation)
        transaction.record(
            actor, "breach.event.updated", subject=("breach", breach_id), operation=operation,
            detail={"breach": breach_id},
        )  # fmt: skip
        return _one(office, transaction.connection, breach_id)


@act(Act.BREACH)
def told(
    office: Office, breach_id: int, whom: str, *, operation: str, at: datetime | None = None
) -> BreachView:
    """Note that the authority was told: whom, by which document.

    Refused, NotFound, Conflict: noted before.
    """
    actor, now = require(office.actor, Act.BREACH), office.now()
    told_at, said = at or now, {"whom": whom}
    missing = () if rules.is_said(whom) else (Problem("whom", "breach.whom_missing"),)
    later = (Problem("told_at", "breach.found_later"),) if told_at > now else ()
    if problems := (*missing, *later, *_long(said), *text_problems(said)):
        raise Refused(problems)
    with office.store.write(now) as transaction:
        before = _one(office, transaction.connection, breach_id)
        if transaction.earlier(operation) is not None:
            return before
        if before.told_at is not None:
            raise Conflict("breach.told_already")
        if told_at < before.found_at:
            raise Refused((Problem("told_at", "breach.told_early"),))
        stamp = to_micros(told_at)
        values = (breach_id, one_line(whom), stamp, actor.id, to_micros(transaction.now), operation)
        transaction.connection.execute(_TOLD, values)
        transaction.record(
            actor, "breach.event.told", subject=("breach", breach_id), operation=operation,
            detail={"breach": breach_id, "told": stamp},
        )  # fmt: skip
        return _one(office, transaction.connection, breach_id)


@act(Act.BREACH)
def note_print(office: Office, breach_id: int, *, operation: str) -> BreachView:
    """Note that the notice was printed, and give what it says. NotFound."""
    with office.store.write(office.now()) as transaction:
        view = _one(office, transaction.connection, breach_id)
        if transaction.earlier(operation) is None:
            transaction.record(
                office.actor, "breach.event.printed", subject=("breach", breach_id), operation=operation,
                detail={"breach": breach_id},
            )  # fmt: skip
        return view


@act(Act.BREACH, writes=False)
def listing(office: Office, limit: int = 200) -> tuple[BreachView, ...]:
    """Those the authority was not told of first, then the newest."""
    with office.store.query() as connection:
        rows = connection.execute(_LIST, (0, limit)).fetchall()
    return tuple(_view(office, row) for row in rows)


@act(Act.BREACH, writes=False)
def get(office: Office, breach_id: int) -> BreachView:
    """One of them. NotFound."""
    with office.store.query() as connection:
        return _one(office, connection, breach_id)


@act(Act.BREACH, writes=False)
def suggested(office: Office) -> BreachFacts:
    """What this store itself can say for a notice: kinds and amount of what it holds, whom to ask."""
    held = holdings.holdings(office)
    counts = {name: number(getattr(held, name)) for name in _COUNTED}
    amount = t("breach.suggested.amount", **counts)
    if held.old_stores:
        names = ", ".join(held.old_stores[:MOST_NAMED])
        amount += t("breach.suggested.old_stores", n=len(held.old_stores), names=names)
    return BreachFacts(
        kinds=t("breach.suggested.kinds" if held.encrypted else "breach.suggested.kinds_plain"),
        amount=amount,
        contact=", ".join(filter(None, (office.ward.centre_name, office.ward.phone))),
    )


def over(before: BreachFacts, said: BreachFacts) -> BreachFacts:
    """What is known, with what is said now in its place; what is not said stays."""
    return replace(before, **{name: text for name, text in asdict(said).items() if text})


def _problems(facts: BreachFacts, also: Mapping[str, str]) -> tuple[Problem, ...]:
    texts = {**asdict(facts), **also}
    missing = () if rules.is_said(facts.act) else (Problem("act", "breach.act_missing"),)
    return (*missing, *_long(texts), *text_problems(texts))


def _long(texts: Mapping[str, str]) -> tuple[Problem, ...]:
    return tuple(
        Problem(name, "breach.text_long", {"most": MOST_TEXT})
        for name, text in texts.items()
        if len(as_typed(text)) > MOST_TEXT
    )


def _write_facts(
    transaction: Transaction, staff_id: int, ident: int, facts: BreachFacts, operation: str
) -> None:
    texts = (one_line(text) for text in asdict(facts).values())
    values: tuple[str | int, ...] = (ident, *texts, staff_id, to_micros(transaction.now), operation)
    transaction.connection.execute(_FACTS, values)


def _one(office: Office, connection: Connection, breach_id: int) -> BreachView:
    if 0 < breach_id < 1 << 63:
        for row in connection.execute(_LIST, (breach_id, 1)).fetchall():
            return _view(office, row)
    raise NotFound("breach.unknown", number=breach_id)


def _view(office: Office, row: Row) -> BreachView:
    ident, found_at, due, name, by, at, told_at, whom, versions, *texts = row
    facts, due_at = BreachFacts(**dict(zip(FIELDS, texts, strict=True))), from_micros(due)
    left = (due_at - office.now()) // timedelta(minutes=1)
    return BreachView(
        id=ident, found_at=from_micros(found_at), due_at=due_at, device=name, recorded_by=by,
        recorded_at=from_micros(at), facts=facts, versions=versions, told_at=instant_or_none(told_at),
        told_whom=whom, missing=tuple(one for one in FIELDS if not getattr(facts, one)),
        minutes_left=left if told_at is None else None, ground=data_clocks.clocks().breach_ground,
    )  # fmt: skip
