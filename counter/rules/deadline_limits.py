"""What must be told by when while a dossier runs, and how near its deadline is.

* A shortage (hồ sơ thiếu): 8 working hours from when the system receives an online dossier, 1 working day
  from receipt at the counter or by post (one-stop-law 1.4).
* A supplement after the substantive check: 3 working days from receipt, once (Decree 61/2018 Art. 15.3,
  19.4). A second one counts the dossier as overdue in the national index (one-stop-law 1.5).
* The apology (xin lỗi và hẹn lại): at the latest one day before the end, once (Art. 19.9). "One day" is read
  as the working day before, so that it is never a day on which nobody could send it.
* Paper goes on the same day, or at the start of the next working day when it came after 15:00 (Art. 18.2).
"""

from datetime import date, datetime, time, timedelta

from counter.i18n import LOCAL_ZONE
from counter.i18n import moment as moment_words
from counter.models.catalogue import Channel, TimeLimit, TimeUnit
from counter.models.deadline import Level, Notice, RunningFacts
from counter.models.states import DossierState
from counter.rules.calendar import Hours, WorkCalendar
from counter.rules.deadlines import CUTOFF_HOUR, appointment, walk

SHORTAGE_HOURS = 8
SHORTAGE_DAYS = 1
SUPPLEMENT_DAYS = 3
RUNNING = frozenset({DossierState.REGISTERED, DossierState.RECEIVED, DossierState.PROCESSING})
"""States in which the clock runs: it waits neither for papers nor for a payment of the resident."""


def shortage_by(channel: Channel, received: datetime, calendar: WorkCalendar, hours: Hours) -> datetime:
    """Until when a shortage must be told. Online: `received` is the moment the system had the dossier."""
    if channel is Channel.ONLINE:
        local = received.astimezone(LOCAL_ZONE)
        reckoned = walk(timedelta(hours=SHORTAGE_HOURS), local, calendar, hours)
        return datetime.combine(reckoned.day, reckoned.at, LOCAL_ZONE)
    return _working_days(SHORTAGE_DAYS, received, calendar, hours)


def supplement_by(received: datetime, calendar: WorkCalendar, hours: Hours) -> datetime:
    """Until when papers may be asked for after the substantive check, unless sector law says otherwise."""
    return _working_days(SUPPLEMENT_DAYS, received, calendar, hours)


def forward_by(received: datetime, calendar: WorkCalendar, hours: Hours) -> datetime:
    """Until when papers go on to the competent agency (chuyển hồ sơ giấy)."""
    local = received.astimezone(LOCAL_ZONE)
    if calendar.is_working(local.date()) and local.time() <= time(CUTOFF_HOUR):
        return datetime.combine(local.date(), hours.closing, LOCAL_ZONE)
    return datetime.combine(calendar.next_working(local.date()), hours.opening, LOCAL_ZONE)


def apology_by(due: datetime, received: datetime, calendar: WorkCalendar, hours: Hours) -> datetime | None:
    """Until when to apologise and re-appoint; None where the dossier came too late for any such day."""
    before = calendar.previous_working(_day(due))
    last = datetime.combine(before, hours.closing, LOCAL_ZONE)
    return last if last > received else None


def days_left(due: datetime, now: datetime, calendar: WorkCalendar) -> int:
    """Working days after today up to the day due: 0 today, 1 when it is due on the next working day.

    A promised day counts itself, also when it was made a day off later: the promise stands.
    """
    today, last = _day(now), _day(due)
    return 0 if last <= today else calendar.working_days_between(today, last - timedelta(days=1)) + 1


def outlook(facts: RunningFacts, now: datetime, calendar: WorkCalendar, hours: Hours) -> tuple[Notice, ...]:
    """What to mind about a dossier now, the most pressing first; nothing while its clock stands still."""
    if facts.state not in RUNNING:
        return ()
    found = [notice for notice in (_near(facts, now, calendar, hours),) if notice]
    found += _shortage(facts, now, calendar, hours)
    found += _forward(facts, now, calendar, hours)
    return tuple(found)


def _near(facts: RunningFacts, now: datetime, calendar: WorkCalendar, hours: Hours) -> Notice | None:
    """Overdue, due today, T-1, T-2; with what can still be done about it."""
    if facts.due is None:
        return None
    if facts.due < now:
        said = "deadline.overdue_again" if facts.extended else "deadline.overdue"
        return Notice(level=Level.LOUD, message_id=said, params={"due": moment_words(facts.due)})
    left = days_left(facts.due, now, calendar)
    if left > 2:
        return None
    last = apology_by(facts.due, facts.received_at, calendar, hours)
    open_ = not facts.extended and last is not None and last >= now
    step = ("today", "one", "two")[left]
    if left == 0 and last is None and not facts.extended:
        return None  # taken today for today: the date itself says all of it
    # Taken so late that no working day was left to apologise on: no such limit has passed.
    end = "extended" if facts.extended else "open" if open_ else "shut" if last else "none"
    params: dict[str, str | int] = {
        "due": moment_words(facts.due),
        "last": moment_words(last) if last else "–",
    }
    return Notice(
        level=Level.INFO if left == 2 else Level.WARN,
        message_id=f"deadline.{step}.{end}",
        params=params,
        by=last if open_ else facts.due,
    )


def _shortage(facts: RunningFacts, now: datetime, calendar: WorkCalendar, hours: Hours) -> list[Notice]:
    """Until when a shortage may be told in time; silent once papers were asked for or work has begun."""
    if facts.supplements or facts.state is DossierState.PROCESSING:
        return []
    last = shortage_by(facts.channel, facts.received_at, calendar, hours)
    if last < now:
        if facts.state is not DossierState.REGISTERED:
            return []
        return [
            Notice(level=Level.WARN, message_id="deadline.shortage_late", params={"last": moment_words(last)})
        ]
    if facts.due is not None and facts.due <= last:
        return []  # the result is due first
    return [
        Notice(level=Level.INFO, message_id="deadline.shortage", params={"last": moment_words(last)}, by=last)
    ]


def _forward(facts: RunningFacts, now: datetime, calendar: WorkCalendar, hours: Hours) -> list[Notice]:
    """Until when papers that lie at the counter go on; silent once they went, or where the result comes
    first."""
    if facts.state is not DossierState.RECEIVED or not facts.papers_here:
        return []
    last = forward_by(facts.received_at, calendar, hours)
    if facts.due is not None and facts.due <= last:
        return []
    params: dict[str, str | int] = {"last": moment_words(last)}
    if last < now:
        return [Notice(level=Level.WARN, message_id="deadline.forward_late", params=params)]
    return [Notice(level=Level.INFO, message_id="deadline.forward", params=params, by=last)]


def supplement_notices(
    facts: RunningFacts, now: datetime, calendar: WorkCalendar, hours: Hours
) -> tuple[Notice, ...]:
    """What to say before papers are asked for (Mẫu 02). `facts.supplements` counts the earlier requests.

    The law asks for one complete request; a second one is not forbidden, it is loud.
    """
    found = []
    if facts.supplements:
        found.append(
            Notice(level=Level.LOUD, message_id="deadline.second", params={"n": facts.supplements + 1})
        )
    if facts.due is not None and facts.due < now:
        found.append(
            Notice(
                level=Level.LOUD, message_id="deadline.asked_late", params={"due": moment_words(facts.due)}
            )
        )
    shortage = shortage_by(facts.channel, facts.received_at, calendar, hours)
    last = supplement_by(facts.received_at, calendar, hours)
    checked = facts.state is DossierState.PROCESSING
    if (now > last) if checked else (now > shortage):
        said, limit = ("deadline.after_three", last) if checked else ("deadline.shortage_late", shortage)
        found.append(Notice(level=Level.WARN, message_id=said, params={"last": moment_words(limit)}))
    return tuple(found)


def extension_notices(
    facts: RunningFacts, now: datetime, calendar: WorkCalendar, hours: Hours
) -> tuple[Notice, ...]:
    """What to say before a date is put off: that it is the only time, and whether the apology is late."""
    found = [Notice(level=Level.INFO, message_id="deadline.only_once")]
    if facts.due is not None:
        last = apology_by(facts.due, facts.received_at, calendar, hours)
        if last is not None and now > last:
            params = {"last": moment_words(last)}
            found.insert(0, Notice(level=Level.WARN, message_id="deadline.apology_late", params=params))
    return tuple(found)


def _working_days(days: int, received: datetime, calendar: WorkCalendar, hours: Hours) -> datetime:
    due = appointment(TimeLimit(value=days, unit=TimeUnit.WORKING_DAY), received, calendar, hours).due
    if due is None:
        raise ValueError(days)
    return due


def _day(moment: datetime) -> date:
    return moment.astimezone(LOCAL_ZONE).date()
