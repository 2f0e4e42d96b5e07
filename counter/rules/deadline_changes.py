"""An appointment that moves: after a supplement (bổ sung) was answered, or by an extension (hẹn lại).

Decree 61/2018 Art. 19.4: the limit starts from zero once the dossier is whole (`restart`); a provincial
system pushes the date by the time waited (`pause`); a sector law may leave the date alone (`none`). Which of
them holds is data of each procedure. Art. 19.9: a date is put off at most once, with an apology (xin lỗi) at
the latest one day before it. No date that was promised ever comes earlier by any of this.
"""

from datetime import date, datetime, timedelta

from counter.errors import Problem
from counter.i18n import LOCAL_ZONE, day_with_weekday, t
from counter.i18n import day as show
from counter.i18n import moment as moment_words
from counter.models.catalogue import SupplementPolicy, TimeLimit, TimeUnit
from counter.models.deadline import DateChange
from counter.models.dossier import Appointment
from counter.rules import deadline_words
from counter.rules.calendar import Hours, WorkCalendar
from counter.rules.deadlines import Reckoning, advance, appointment, landed, walk
from counter.rules.work_time import WorkTime, minute_of
from counter.text import one_line

_DAYS = frozenset({TimeUnit.CALENDAR_DAY, TimeUnit.MONTH})
FARTHEST = timedelta(days=366)
"""No law names a longest extension; a day further off than a year is a year typed wrongly."""


def resume(
    limit: TimeLimit,
    before: Appointment,
    asked: datetime,
    answered: datetime,
    calendar: WorkCalendar,
    hours: Hours,
    *,
    policy: SupplementPolicy | None = None,
    keep_hour: bool = False,
) -> DateChange:
    """What the appointment becomes when papers asked for at one moment are whole at a later one.

    `policy` None: that of the procedure's data. Pausing shifts by what was waited in the unit of the limit:
    working days, open minutes, calendar days; a same-day rule starts anew, which is the same. Where the data
    knows no limit nothing is made up: a date that was given is pushed by the working days waited, one that
    was not stays unknown.
    """
    policy = policy or limit.supplement
    answered = max(answered, asked)
    known = limit.value is not None and limit.unit is not None
    if policy is SupplementPolicy.NONE or (before.due is None and not known):
        return DateChange(before=before, after=_kept(before, "due.change.none", answered))
    restarts = policy is SupplementPolicy.RESTART or limit.unit is TimeUnit.SAME_DAY
    if before.due is None or (restarts and known):
        found = appointment(limit, answered, calendar, hours, keep_hour=keep_hour)
        said = t("due.change.restart", day=_on(answered), reason=found.reason)
    else:
        found, waited = _pushed(limit.unit, before.due, asked, answered, calendar, hours)
        said = t("due.change.pause", waited=waited, first=_on(asked), last=_on(answered))
        said = ", ".join(filter(None, (said, found.reason)))
    if before.due is not None and found.due is not None:
        if found.due <= before.due:
            return DateChange(before=before, after=_kept(before, "due.change.not_earlier", answered))
        said = t("due.change.old", said=said, old=moment_words(before.due))
    return DateChange(before=before, after=Appointment(due=found.due, reason=said, warnings=found.warnings))


def _kept(before: Appointment, message_id: str, answered: datetime) -> Appointment:
    said = t(message_id, day=_on(answered))
    reason = "; ".join(filter(None, (said, before.reason)))
    return Appointment(due=before.due, reason=reason, warnings=before.warnings)


def _pushed(
    unit: TimeUnit | None,
    due: datetime,
    asked: datetime,
    answered: datetime,
    calendar: WorkCalendar,
    hours: Hours,
) -> tuple[Appointment, str]:
    """A date later by the time waited, and that time in words."""
    start, begun, ended = due.astimezone(LOCAL_ZONE), _day(asked), _day(answered)
    if unit in _DAYS:
        days = (ended - begun).days
        reckoned, waited = landed(start.date() + timedelta(days=days), calendar, hours), _said("day", days)
    elif unit is TimeUnit.WORKING_HOUR:
        minutes = WorkTime(calendar, hours).between(minute_of(asked), minute_of(answered))
        reckoned, waited = walk(timedelta(minutes=minutes), start, calendar, hours), _said("minute", minutes)
    else:
        days = calendar.working_days_between(begun, ended)
        reckoned, waited = Reckoning(start.date(), start.time()), _said("working_day", days)
        for _ in range(days):
            advance(reckoned, calendar)
    found = Appointment(
        due=datetime.combine(reckoned.day, reckoned.at, LOCAL_ZONE),
        reason=", ".join(deadline_words.met(reckoned, calendar)),
        warnings=deadline_words.warnings(ended, reckoned.day, calendar),
    )
    return found, waited


def extension_problems(
    before: Appointment, new_due: datetime, *, extended: bool, now: datetime, calendar: WorkCalendar
) -> tuple[Problem, ...]:
    """Why a date may not be put off to another (hẹn lại ngày trả); all reasons at once, none: it may.

    `extended`: it was put off before, which the law allows once. An apology that comes too late is owed all
    the same and so no reason here: `counter.rules.deadline_limits` warns of it.
    """
    problems = []
    new_day = _day(new_due)
    if extended:
        problems.append(Problem("new_due", "deadline.extended_already"))
    if before.due is None:
        problems.append(Problem("new_due", "deadline.no_date"))
    elif new_due <= before.due:
        problems.append(Problem("new_due", "deadline.not_later", {"old": moment_words(before.due)}))
    if new_due <= now:
        problems.append(Problem("new_due", "deadline.past", {"new": moment_words(new_due)}))
    if new_day > _day(now) + FARTHEST:
        problems.append(Problem("new_due", "deadline.too_far", {"new": day_with_weekday(new_day)}))
    if not calendar.is_working(new_day):
        free = calendar.next_working(new_day)
        params = {"new": day_with_weekday(new_day), "free": day_with_weekday(free)}
        problems.append(Problem("new_due", "deadline.day_off", params))
    return tuple(problems)


def extend(before: Appointment, new_due: datetime, calendar: WorkCalendar, *, reason: str = "") -> DateChange:
    """Put a date off to another, after `extension_problems` found none; `reason` in the agency's words."""
    why, old = one_line(reason), moment_words(before.due) if before.due else "?"
    said = t("due.change.extended" if why else "due.change.extended_bare", reason=why, old=old)
    new_day = _day(new_due)
    return DateChange(
        before=before,
        after=Appointment(
            due=new_due.astimezone(LOCAL_ZONE),
            reason=said,
            warnings=deadline_words.warnings(new_day, new_day, calendar),
        ),
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(LOCAL_ZONE).date()


def _on(moment: datetime) -> str:
    return show(_day(moment))


def _said(unit: str, count: int) -> str:
    return t(f"due.waited.{unit}", n=count)
