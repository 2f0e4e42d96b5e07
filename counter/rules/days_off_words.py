"""The calendar in words: years with their notices, hours, added days, the dates that would move."""

from collections.abc import Iterator, Sequence

from counter.i18n import day as show
from counter.i18n import day_with_weekday, local, moment, t
from counter.models.days_off import CalendarView, LocalDay, MovedDate, YearNotice


def year_words(year: YearNotice) -> str:
    """A year and the notice its days off come from, or that there is none yet."""
    said = "days_off.year_decided" if year.decided else "days_off.year_open"
    return t(said, year=year.year, source=year.source)


def hours_words(view: CalendarView) -> str:
    """When the centre is open, and whether on Saturdays."""
    saturday = t("days_off.saturday_open" if view.saturdays else "days_off.saturday_shut")
    return t("days_off.hours", hours=view.hours, saturday=saturday)


def day_words(day: LocalDay) -> str:
    """An added day with what orders it and who added it."""
    return t(
        "days_off.day",
        day=day_with_weekday(day.day),
        kind=t(f"days_off.kind.{day.kind}"),
        name=day.name,
        source=day.source,
        who=day.added_by,
        at=show(local(day.added_at).date()),
    )


def moved_words(moved: MovedDate) -> str:
    """A dossier, what it was promised, and what the calendar gives."""
    return t(
        "days_off.moved_row",
        code=moved.short_code,
        name=moved.applicant,
        procedure=moved.procedure,
        promised=moment(moved.promised),
        reckoned=reckoned_words(moved),
    )


def reckoned_words(moved: MovedDate) -> str:
    """What the calendar gives; that a person must look where that cannot be said."""
    return t("days_off.moved_unsure") if moved.reckoned is None else moment(moved.reckoned)


def moved_lines(found: Sequence[MovedDate]) -> Iterator[str]:
    """How many dates are to be looked at, then each."""
    yield t("days_off.moved", n=len(found)) if found else t("days_off.moved_none")
    yield from map(moved_words, found)
