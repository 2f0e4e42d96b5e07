"""How the screens say a moment, a deadline, a procedure; quick to load, for the first frame."""

from datetime import date, datetime

from counter.i18n import clock, local, t, weekday
from counter.i18n import moment as moment
from counter.rules.procedure_names import short


def due_words(due: datetime | None, now: datetime, left: int = 0) -> str:
    """A deadline as people say it: "quá hạn 2 giờ", "hôm nay 16:30", "mai 10:00", "thứ Năm 27/11".

    `left`: working days left, where that is known and few: "2 ngày · 27/11".
    """
    if due is None:
        return t("wording.due_unknown")
    if due < now:
        return _late(due, now)
    days = (local(due).date() - local(now).date()).days
    if days == 0:
        return t("wording.due_today", time=clock(due))
    if days == 1:
        return t("wording.due_tomorrow", time=clock(due))
    due_day = local(due).date()
    if left:
        return t("wording.due_left", n=left, day=f"{due_day.day:02}/{due_day.month:02}")
    return t("wording.due_on", weekday=weekday(due_day), day=f"{due_day.day:02}/{due_day.month:02}")


def _late(due: datetime, now: datetime) -> str:
    days = (local(now).date() - local(due).date()).days
    if days:
        return t("wording.late_days", n=days)
    hours = int((now - due).total_seconds() // 3600)
    return t("wording.late_hours", n=hours) if hours else t("wording.late_minutes")


def since(instant: datetime, now: datetime) -> str:
    """How long ago: "3 phút trước", "09:12 hôm nay", "24/11 16:05"."""
    minutes = int((now - instant).total_seconds() // 60)
    if minutes < 60:
        return t("wording.minutes_ago", n=max(minutes, 0))
    at = local(instant)
    if at.date() == local(now).date():
        return t("wording.earlier_today", time=clock(instant))
    return f"{at.day:02}/{at.month:02} {clock(instant)}"


def age(dob: date | None, today: date) -> str:
    """ "(30 tuổi)", empty when the day of birth is not known."""
    if dob is None:
        return ""
    years = today.year - dob.year - ((today.month, today.day) < (dob.month, dob.day))
    return t("wording.age", n=years)


def short_name(procedure: str) -> str:
    """A procedure's name as people say it: without "Thủ tục", as short as it still says what it is."""
    name = procedure.removeprefix(t("wording.procedure_prefix"))
    return short(name[:1].upper() + name[1:])
