"""A request about personal data, its clock and the clock of a breach, in words for a screen or a terminal."""

from counter.i18n import clock, day, day_with_weekday, local, number, t
from counter.models.breach import BreachView
from counter.models.data_request import AskerKind, RequestClock, RequestView, StepView


def clock_words(one: RequestClock) -> str:
    """What is to be done and how long there is: "trả lời: còn 2 ngày làm việc (hết 27/11/2026)"."""
    what = t(f"data_request.clock.{one.kind}")
    if one.late:
        return t("data_request.clock.late", what=what, n=one.late, day=day(one.by))
    if one.left == 0:
        return t("data_request.clock.today", what=what)
    return t("data_request.clock.left", what=what, n=one.left, day=day(one.by))


def short(view: RequestView) -> str:
    """The same for a narrow column: "trả lời: còn 2 ngày, hết 27/11"."""
    one = view.clock
    if one is None:
        return f"{t(f'data_request.state.{view.state}')} {view.steps[-1].on:%d/%m}"
    what = t(f"data_request.clock.{one.kind}")
    if one.late or one.left == 0:
        return t(f"data_request.short.{'late' if one.late else 'today'}", what=what, n=one.late)
    return t("data_request.short.left", what=what, n=one.left, day=f"{one.by:%d/%m}")


def standing(view: RequestView) -> str:
    """The clock of an open request, how an ended one ended."""
    if view.clock is not None:
        return clock_words(view.clock)
    return f"{t(f'data_request.state.{view.state}')} {day(view.steps[-1].on)}"


def who(view: RequestView) -> str:
    """Whose data."""
    return view.resident or t("data_request.erased_person")


def asked(view: RequestView) -> str:
    """Who asked, with the paper that was shown."""
    kind = t(f"data_request.asked_by.{view.asked_by}")
    if view.asked_by is AskerKind.SELF:
        return kind
    return ", ".join(filter(None, (kind, view.asker, view.paper)))


def step_words(one: StepView) -> str:
    """One step of the register: when, what, by whom, why."""
    said = f"{day(one.on)} · {t(f'data_request.state.{one.step}')} · {one.by}"
    if one.due_on is not None:
        said += " · " + t("data_request.new_due", day=day_with_weekday(one.due_on))
    return " · ".join(filter(None, (said, one.reason, one.ground)))


def hours_left(view: BreachView) -> str:
    """The clock of a breach whose authority was not told, in a few words."""
    hours, minutes = divmod(abs(view.minutes_left or 0), 60)
    return t(f"breach.hours_{_side(view)}", hours=number(hours), minutes=minutes)


def hours_short(view: BreachView) -> str:
    """The same for a narrow column."""
    hours, minutes = divmod(abs(view.minutes_left or 0), 60)
    return t(f"breach.short_{_side(view)}", hours=number(hours), minutes=minutes)


def _side(view: BreachView) -> str:
    return "over" if (view.minutes_left or 0) < 0 else "left"


def breach_clock(view: BreachView) -> str:
    """How long there is to tell the authority, that it is over, or that it was told."""
    due = f"{clock(view.due_at)} {day(local(view.due_at).date())}"
    if view.told_at is not None:
        at = f"{clock(view.told_at)} {day(local(view.told_at).date())}"
        return t("breach.told", at=at, whom=view.told_whom)
    hours, minutes = divmod(abs(view.minutes_left or 0), 60)
    said = "breach.over" if _side(view) == "over" else "breach.left"
    return t(said, hours=number(hours), minutes=minutes, due=due)
