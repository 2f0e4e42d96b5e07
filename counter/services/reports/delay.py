"""The delay ledger (sổ trễ) of a dossier and of a month, read from what was recorded anyway.

Nothing is written for it: the events of the audit trail, the rows of the outbox and the tries to send are
its proofs (`counter.rules.delay`).
"""

from datetime import timedelta
from typing import Final

from counter.errors import NotFound, Problem, Refused
from counter.i18n import midnight
from counter.models.delay import DelayLedger, MonthDelay
from counter.models.instant import to_micros
from counter.rules import delay
from counter.rules.calendar import parse_hours
from counter.rules.delay_evidence import Faults
from counter.rules.delay_month import month as month_of
from counter.rules.deposits import next_month, read_month
from counter.rules.rights import Act
from counter.rules.work_time import WorkTime
from counter.services.dossier.brought import is_brought
from counter.services.office import Office, act
from counter.services.reports import delay_rows

LONGEST: Final = timedelta(days=400)
"""How long before a month a dossier that ended in it was received at most. One still open may be older."""


@act(Act.READ, writes=False)
def ledger(office: Office, dossier_id: int) -> DelayLedger:
    """The ledger of one dossier until its result and the news of it, or until now.

    NotFound `delay.not_accepted`: there is none, or it was not accepted, so that no minute runs;
    `delay.brought`: it came from the system of before, and what happened there is not recorded here.
    """
    now, hours = office.now(), _hours(office)
    with office.store.query() as connection:
        if is_brought(connection, dossier_id):
            raise NotFound("delay.brought")
        rows = connection.execute(delay_rows.ONE, (dossier_id,)).fetchall()
        if not rows:
            raise NotFound("delay.not_accepted")
        (facts,) = delay_rows.facts(office, connection, rows)
        told = [message.made_at for message in facts.messages]
        outages = delay_rows.outages(connection, min(told), now) if told else ()
    return delay.ledger(facts, Faults(outages), hours, now)


@act(Act.READ, writes=False)
def month(office: Office, month: str) -> MonthDelay:
    """The sum of a month written YYYY-MM. Refused `delay.month` when it is none, or has not begun.

    What was brought over from the system of before is left out: nothing proves whose its minutes were.
    """
    now, first = office.now(), read_month(month)
    if first is None or midnight(first) > now:
        raise Refused((Problem("month", "delay.month", {"month": month[:20]}),))
    after = next_month(first)
    began, until = midnight(first), midnight(after)
    hours = _hours(office)
    with office.store.query() as connection:
        days = ((first - LONGEST).isoformat(), after.isoformat())
        rows = connection.execute(delay_rows.UNDER_WAY, (*days, to_micros(began))).fetchall()
        elsewhere = {row[0] for row in connection.execute("SELECT dossier_id FROM dossier_brought")}
        rows = [row for row in rows if row[0] not in elsewhere]
        outages = delay_rows.outages(connection, began, until)
        dossiers = delay_rows.facts(office, connection, rows, all_tries=False)
        return month_of(month, dossiers, outages, hours, began=began, until=until, now=now)


def _hours(office: Office) -> WorkTime:
    return WorkTime(office.calendar, parse_hours(office.ward.hours))
