"""How the screens say a date, a deadline, a state and a person: the same words everywhere."""

from datetime import date, datetime

from counter.i18n import clock, day, local, money, t, weekday
from counter.models.catalogue import Procedure, TimeLimit, TimeUnit
from counter.models.dossier import Contact, ContactKind, DossierState, SyncState
from counter.models.money import MoneyState, Quote

MARKS = {"!": "late", "~": "today", "»": "unsent", "$": "owing", "√": "ready", "·": "draft"}


def due_words(due: datetime | None, now: datetime) -> str:
    """A deadline as people say it: "quá hạn 2 giờ", "hôm nay 16:30", "mai 10:00", "thứ Năm 27/11"."""
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
    return t("wording.due_on", weekday=weekday(due_day), day=f"{due_day.day:02}/{due_day.month:02}")


def _late(due: datetime, now: datetime) -> str:
    days = (local(now).date() - local(due).date()).days
    if days:
        return t("wording.late_days", n=days)
    hours = int((now - due).total_seconds() // 3600)
    return t("wording.late_hours", n=hours) if hours else t("wording.late_minutes")


def moment(instant: datetime) -> str:
    """Hour, weekday and day: "16:30 thứ Tư 25/11/2026"."""
    at = local(instant)
    return t("wording.moment", time=clock(instant), weekday=weekday(at.date()), day=day(at.date()))


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


def state_words(state: DossierState) -> str:
    """The official name of a business state (trạng thái hồ sơ)."""
    return t(f"wording.state.{int(state)}")


def sync_words(state: SyncState) -> str:
    """Where the filing stands, mark and word."""
    return t(f"wording.sync.{state}")


def money_words(state: MoneyState, total: int | None) -> str:
    """What is owed or was paid, in words and figures."""
    return t(
        f"wording.money.{state}", amount=money(total) if total is not None else t("wording.amount_unknown")
    )


def total_words(quote: Quote) -> str:
    """The sum of a quote, or that the data does not know it."""
    return money(quote.total) if quote.total is not None else t("wording.amount_unknown")


def contact_words(contact: Contact) -> str:
    """How the resident is reached; "không có" is a full answer."""
    if contact.kind in (None, ContactKind.NONE):
        back = t("wording.comes_back", day=day(contact.comes_back_on)) if contact.comes_back_on else ""
        return t("wording.contact.none") + back
    whose = f" ({contact.whose})" if contact.whose else ""
    return f"{t(f'wording.contact.{contact.kind}')} {contact.phone}{whose}".strip()


def limit_words(limit: TimeLimit) -> str:
    """A processing time: "trong ngày", "3 ngày làm việc", or that it was not found."""
    if limit.unit is TimeUnit.SAME_DAY:
        return t("wording.limit.same_day")
    if limit.value is None or limit.unit is None:
        return t("wording.limit.unknown")
    return t(f"wording.limit.{limit.unit}", n=limit.value)


def fee_words(procedure: Procedure) -> str:
    """Whether a procedure costs anything, in one word."""
    if not procedure.fees or all(fee.amount == 0 or fee.optional for fee in procedure.fees):
        return t("wording.fee.free")
    return t("wording.fee.some")
