"""Requests read from their tables."""

from collections import defaultdict
from datetime import date
from typing import Final

from counter.i18n import local
from counter.models.data_request import AskerKind, RequestKind, RequestStep, RequestView, StepView
from counter.models.instant import from_micros
from counter.rules.calendar import WorkCalendar
from counter.rules.data_requests import clock, state_of
from counter.services.store.connection import Connection, Row

_ENDED = (
    "EXISTS (SELECT 1 FROM data_request_step e WHERE e.request_id = q.id AND e.step IN ('done', 'refused'))"
)
_REQUESTS: Final = (
    "SELECT q.id, q.resident_id, iif(x.resident_id IS NULL, coalesce(r.full_name, ''), ''), q.kind,"  # noqa: S608  all of it is written here
    " q.asked_by, q.asker, q.paper, q.about, q.third_party, q.received_on, q.reply_by, q.due_on, s.name"
    " FROM data_request q"
    " JOIN staff s ON s.id = q.recorded_by LEFT JOIN resident o ON o.id = q.resident_id"
    " LEFT JOIN resident r ON r.id = coalesce(o.merged_into, o.id)"
    " LEFT JOIN erased_resident x ON x.resident_id = r.id"
    f" WHERE (?1 = 0 OR q.id = ?1) AND (?2 OR NOT {_ENDED}) ORDER BY q.id DESC LIMIT ?3"
)
_STEPS: Final = (
    "SELECT e.request_id, e.step, e.made_at, s.name, e.reason, e.ground, e.due_on FROM data_request_step e"
    " JOIN staff s ON s.id = e.made_by WHERE (?1 = 0 OR e.request_id = ?1) ORDER BY e.id"
)


def views(
    connection: Connection,
    today: date,
    calendar: WorkCalendar,
    *,
    only: int = 0,
    ended: bool = False,
    limit: int = 500,
) -> tuple[RequestView, ...]:
    """The newest requests first; `only` one of them, by its number; `ended`: those too."""
    if only < 0 or only >= 1 << 63:
        return ()
    steps: dict[int, list[StepView]] = defaultdict(list)
    rows = connection.execute(_REQUESTS, (only, int(ended), limit)).fetchall()
    for ident, *row in connection.execute(_STEPS, (only,)):
        steps[ident].append(_step(tuple(row)))
    return tuple(_view(row, tuple(steps[row[0]]), today, calendar) for row in rows)


def _step(row: Row) -> StepView:
    step, at, by, reason, ground, due = row
    return StepView(
        step=RequestStep(step),
        on=local(from_micros(at)).date(),
        by=by,
        reason=reason,
        ground=ground,
        due_on=date.fromisoformat(due) if due else None,
    )


def _view(row: Row, steps: tuple[StepView, ...], today: date, calendar: WorkCalendar) -> RequestView:
    (ident, resident, name, kind, asked_by, asker, paper, about, third, received, reply, due, by) = row
    made = tuple(one.step for one in steps)
    reply_by = date.fromisoformat(reply)
    due_on = next((one.due_on for one in steps if one.due_on), None) or date.fromisoformat(due)
    return RequestView(
        id=ident, resident_id=resident, resident=name, kind=RequestKind(kind), asked_by=AskerKind(asked_by),
        asker=asker, paper=paper, about=about, third_party=bool(third),
        received_on=date.fromisoformat(received), reply_by=reply_by, due_on=due_on, recorded_by=by,
        state=state_of(made), steps=steps, clock=clock(made, reply_by, due_on, today, calendar),
    )  # fmt: skip
