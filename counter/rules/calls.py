"""Whom to tell what, in which words, and when a try comes up again (báo cho người dân).

What must be told (one-stop-law 1.4 to 1.6): the apology with a new date at the latest a day before the end, a
request for papers, a duty to pay, a result. Whoever answers a phone that is not the resident's own hears
only that the ward has something to say, not what: the matter is the resident's (Law 91/2025 on personal
data). How often to try is no law: three calls that nobody answers, then a letter.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from counter.errors import Problem
from counter.i18n import LOCAL_ZONE, clock
from counter.i18n import day as day_words
from counter.models.calls import CallDraft, CallOutcome, CallTry, CallWay, Matter, Why
from counter.models.dossier import ContactKind
from counter.models.states import DossierState, ResultWay
from counter.rules.calendar import Hours, WorkCalendar
from counter.rules.free_text import text_problems
from counter.rules.procedure_names import short
from counter.text import one_line

TRIES = 3
"""So many calls without an answer, then a letter."""
AGAIN_AFTER = timedelta(hours=2)
UNDO_FOR = timedelta(minutes=5)
FARTHEST = timedelta(days=60)
"""No day further off is taken for "asked to come on"."""

RUNNING = frozenset({DossierState.REGISTERED, DossierState.RECEIVED, DossierState.PROCESSING})
_WAITING = {DossierState.SUPPLEMENT: Why.PAPERS, DossierState.PAYMENT: Why.DUTY}
_TOLD = frozenset({CallOutcome.REACHED, CallOutcome.COMES, CallOutcome.MESSAGE, CallOutcome.SENT})
_FAILED = frozenset({CallOutcome.NO_ANSWER, CallOutcome.WRONG})
_OTHERS = frozenset({ContactKind.RELATIVE, ContactKind.NEIGHBOUR, ContactKind.GROUP_HEAD})
_GROUP = re.compile(
    r"\b(?P<kind>tổ dân phố|tổ|tdp|thôn|xóm|ấp|bản|buôn|làng|khu phố|khóm)"
    r"(?:\s+(?:số\s*)?|(?=\d))(?P<name>[0-9]{1,3}[a-z]?|[^\W\d][\w ]{0,40})\s*(?:\([^)]*\)\s*)?(?:,|-|–|$)",
    re.IGNORECASE,
)
_PREFIX = "Thủ tục "  # how many official names begin
_SAME = {"tdp": "tổ", "tổ dân phố": "tổ"}


def reason(
    state: DossierState,
    due: datetime | None,
    received: datetime,
    result_way: ResultWay,
    now: datetime,
    next_day: date,
    *,
    extended: bool = False,
) -> Why | None:
    """Why a dossier's resident is told something now; None when there is nothing. Instants are aware.

    `next_day`: the next working day. One received today is not apologised for today, and a result that goes
    by post or on the portal needs no call.
    """
    if state in RUNNING:
        if due is None:
            return None
        if due < now:
            return Why.LATE
        if extended:  # once only: no second apology can be sent before this date
            return Why.MOVED
        end, today = due.astimezone(LOCAL_ZONE).date(), now.astimezone(LOCAL_ZONE).date()
        old = received.astimezone(LOCAL_ZONE).date() < today
        return Why.SOON if today < end <= next_day and old else None
    if state is DossierState.DONE:
        return Why.READY if result_way is ResultWay.COUNTER else None
    return _WAITING.get(state)


def standing(tries: Sequence[CallTry]) -> tuple[CallTry, ...]:
    """The tries without those that were undone."""
    found: list[CallTry] = []
    for one in tries:
        if one.outcome is not CallOutcome.UNDONE:
            found.append(one)
        elif found:
            found.pop()
    return tuple(found)


def unanswered(tries: Sequence[CallTry], phone: str) -> int:
    """How many calls to this number nobody answered."""
    return sum(one.outcome is CallOutcome.NO_ANSWER and one.phone == phone for one in standing(tries))


def undo_problem(tries: Sequence[CallTry], who: str, now: datetime) -> str:
    """Why the newest try cannot be undone, as a message id; "" when it can."""
    last = tries[-1] if tries else None
    if last is None or last.way is not CallWay.PHONE or last.outcome is CallOutcome.UNDONE:
        return "calls.undo_none"
    if last.made_by != who:
        return "calls.undo_other"
    return "calls.undo_late" if now - last.made_at > UNDO_FOR else ""


def given_up(tries: Sequence[CallTry]) -> bool:
    """Whether the last try says that no further call is made: a letter goes."""
    last = tries[-1] if tries else None
    return last is not None and last.outcome in _FAILED and last.again_at is None


def told(outcome: CallOutcome) -> bool:
    """Whether the resident knows now, or somebody took it upon themselves to tell them."""
    return outcome in _TOLD


def again(
    outcome: CallOutcome,
    unanswered: int,
    comes_on: date | None,
    now: datetime,
    calendar: WorkCalendar,
    hours: Hours,
) -> datetime | None:
    """When the matter comes up again after this try; None: never by phone.

    `unanswered`: calls nobody answered before this one. Once more on the same day, after two hours; then
    on the next working day, in the other half of it.
    """
    today = now.astimezone(LOCAL_ZONE).date()
    if outcome is CallOutcome.COMES and comes_on is not None:
        return _opens(calendar.next_working(comes_on), hours.opening)  # who came by then is not called
    if outcome is not CallOutcome.NO_ANSWER or unanswered + 1 >= TRIES:
        return None
    later = now + AGAIN_AFTER
    local = later.astimezone(LOCAL_ZONE)
    if unanswered == 0 and local.date() == today and local.time() < hours.closing:
        return later
    morning = now.astimezone(LOCAL_ZONE).time() < hours.spans[0][1]
    return _opens(calendar.next_working(today), hours.spans[-1][0] if morning else hours.opening)


def _opens(day: date, at: time) -> datetime:
    return datetime.combine(day, at, LOCAL_ZONE)


def draft_problems(draft: CallDraft, today: date) -> tuple[Problem, ...]:
    """What is missing of the result of a call."""
    found = list(text_problems({"note": draft.note}))
    if draft.outcome in (CallOutcome.SENT, CallOutcome.UNDONE):
        found.append(Problem("outcome", "calls.outcome_missing"))
    if draft.outcome is CallOutcome.COMES:
        if draft.comes_on is None:
            found.append(Problem("comes_on", "calls.day_missing"))
        elif draft.comes_on < today:
            found.append(Problem("comes_on", "calls.day_past"))
        elif draft.comes_on > today + FARTHEST:
            found.append(Problem("comes_on", "calls.day_far", {"n": FARTHEST.days}))
    return tuple(found)


def words(matter: Matter, ward: str) -> tuple[str, dict[str, str | int]]:
    """What to say: a message id and its parameters. Somebody else's phone hears no matter of the resident."""
    params: dict[str, str | int] = {
        "ward": ward,
        "who": one_line(matter.resident),
        "code": matter.short_code,
        "procedure": named(matter.procedure),
        "due": _moment(matter.due),
        "papers": "; ".join(one_line(name) for name in matter.lacking),
    }
    if matter.kind in _OTHERS:
        return "calls.say.other", params
    part = ".named" if matter.why is Why.PAPERS and matter.lacking else ""
    return f"calls.say.{matter.why}{part}", params


def in_order(matters: Sequence[Matter]) -> tuple[Matter, ...]:
    """The matters as they are called: those of one number follow its first, so that nobody is rung twice."""
    first: dict[str, int] = {}
    for place, one in enumerate(matters):
        first.setdefault(one.phone, place)
    return tuple(sorted(matters, key=lambda one: first[one.phone]))


def named(procedure: str) -> str:
    """A procedure as people say it within a sentence: "cấp bản sao Trích lục hộ tịch"."""
    name = short(one_line(procedure).removeprefix(_PREFIX))
    return name[:1].lower() + name[1:]


def letter_words(matter: Matter, ward: str) -> tuple[str, dict[str, str | int]]:
    """The same for a letter to the resident; it is sealed, so it says the matter."""
    own = ContactKind.POST if matter.kind in _OTHERS else matter.kind
    said, params = words(replace(matter, kind=own), ward)
    return said.replace("calls.say.", "calls.letter."), params


def group_of(address: str) -> str:
    """The residential group of an address (tổ dân phố, thôn), as "tổ 15"; "" when it names none."""
    found = _GROUP.search(one_line(address))
    if found is None:
        return ""
    kind = found["kind"].lower()
    name = " ".join(found["name"].split())
    return f"{_SAME.get(kind, kind)} {name.lstrip('0') or name}"


def _moment(at: datetime | None) -> str:
    if at is None:
        return "–"
    local = at.astimezone(LOCAL_ZONE)
    return f"{clock(at)} {day_words(local.date())}"
