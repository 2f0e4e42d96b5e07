"""What the rules of deadlines need to know of a dossier: its time limit, the hours, what was asked before."""

from dataclasses import dataclass

from sqlmodel import Session

from counter.errors import NotFound
from counter.models.catalogue import TimeLimit
from counter.models.deadline import RunningFacts
from counter.models.states import PapersHeld
from counter.models.tables import Dossier
from counter.rules.calendar import Hours, parse_hours
from counter.rules.deadlines import limit_for
from counter.services.dossier.dossier_rows import id_of
from counter.services.life import life_rows
from counter.services.office import Office


@dataclass(frozen=True, slots=True)
class Running:
    """The dossier as `counter.rules.deadline_limits` looks at it, with its limit and the opening hours."""

    facts: RunningFacts
    limit: TimeLimit
    hours: Hours


def running(office: Office, session: Session, row: Dossier) -> Running:
    """The facts of a dossier; of a procedure that has gone from the data no time limit is known."""
    ident = id_of(row)
    facts = RunningFacts(
        state=row.state,
        channel=row.channel,
        received_at=row.received_at,
        due=row.due_at,
        supplements=len(life_rows.supplements(session, ident)),
        extended=life_rows.extended(session, ident),
        papers_here=row.papers_held is PapersHeld.COUNTER,
    )
    return Running(facts, _limit(office, row), hours_of(office))


def hours_of(office: Office) -> Hours:
    """The opening hours of the counter."""
    return parse_hours(office.ward.hours)


def _limit(office: Office, row: Dossier) -> TimeLimit:
    try:
        return limit_for(office.catalogue.get(row.procedure_code).time_limit, row.channel)
    except NotFound:
        return TimeLimit(value=None, unit=None)
