"""Periods and what is due in words, the same on the screen and the command line."""

from counter.i18n import day, number, t
from counter.models.retention import Due, Period


def kept(period: Period) -> str:
    """How long: "24 tháng", "hỏi", "vĩnh viễn"."""
    if period.for_ever:
        return t("retention.period.ever")
    if period.months is None:
        return t("retention.period.ask")
    return t("retention.period.months", n=period.months)


def source(period: Period) -> str:
    """By what, marked when nobody has confirmed it; or that the head has set it."""
    said = period.source if period.confirmed else f"{period.source} ({t('retention.unconfirmed')})"
    return f"{t('retention.set_here')}; {said}" if period.set_here else said


def over(due: Due) -> str:
    """How much has been kept long enough, the oldest of when; "" where nobody has set a period."""
    if due.before is None:
        return ""
    if due.count and due.oldest:
        return t("retention.due", n=number(due.count), oldest=day(due.oldest))
    return t("retention.none")


def standing(due: Due) -> str:
    """The same, and how much waits."""
    waits = t("retention.waiting", n=number(due.waiting)) if due.waiting else ""
    return " · ".join(part for part in (over(due), waits) if part)
