"""How the screens speak of what must go to the Treasury; quick to load, for the desk."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from counter.i18n import day, day_with_weekday, money, t
from counter.models.transfers import DepositDue, MonthStanding

if TYPE_CHECKING:
    from counter.screens.parts.intake_facts import Fact


def month_words(month: str) -> str:
    """YYYY-MM as people write it: "11/2026"."""
    return f"{month[5:]}/{month[:4]}"


def standing_words(month: MonthStanding, today: date) -> str:
    """By when a month is due, or that nothing of it is."""
    due = day(month.due_on)
    if month.left <= 0:
        return t("deposit_screen.state.none" if not month.collected else "deposit_screen.state.done")
    if month.late:
        return t("deposit_screen.state.late", n=(today - month.due_on).days, due=due)
    if month.soon:
        left = (month.due_on - today).days
        return t("deposit_screen.state.soon", n=left, due=due) if left else t("deposit_screen.state.today")
    return day_with_weekday(month.due_on)


def due_words(due: DepositDue) -> str:
    """The desk's one line: how much of which month, and by when; mark and word say how it stands."""
    months = ", ".join(month_words(month) for month in due.months)
    state = "late" if due.late else "soon"
    return t(
        f"deposit_screen.desk.{state}", sum=money(due.left), months=months, due=day_with_weekday(due.due_on)
    )


def alarm(months: Iterable[MonthStanding]) -> tuple["Fact", ...]:
    """The loud lines above the list: each month that is late or due within five days."""
    from counter.screens.parts.intake_facts import Fact

    pressing = [month for month in reversed(list(months)) if month.late or month.soon]
    if not pressing:
        return (Fact("", t("deposit_screen.calm"), "good"),)
    return tuple(
        Fact(
            "",
            t(
                f"deposit_screen.alarm.{'late' if month.late else 'soon'}",
                sum=money(month.left),
                month=month_words(month.month),
                due=day_with_weekday(month.due_on),
            ),
            "warn" if month.late else "strong",
        )
        for month in pressing
    )
