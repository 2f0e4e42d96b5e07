"""Who may file for whom, by which paper and how long it is good (one-stop-law 8.2).

Marriage and the recognition of a parent or child are done by the parties themselves (Luật Hộ tịch Điều 6).
In civil status (hộ tịch) grandparents, parents, children, spouse, brothers and sisters need no certified
paper; anybody else does. An authorisation that names no end is good for one year (Bộ luật Dân sự 2015 Điều
563). A log-in is the account holder's own act (Nghị quyết 66.22/2026 Điều 7.4): nobody's own account serves
another person.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from counter.errors import Problem
from counter.i18n import day as show
from counter.models.submission import FilingWay, StandingDraft, StandingRules, Submitter, Ways
from counter.rules.secrets import secret_problems
from counter.text import one_line

TERM_YEARS = 1

WITH_SCOPE = frozenset(
    {Submitter.AUTHORISED, Submitter.GUARDIAN, Submitter.LEGAL_REPRESENTATIVE, Submitter.HIRED}
)
"""Those whose paper says what it allows."""

WITH_TERM = frozenset({Submitter.AUTHORISED, Submitter.HIRED})
"""Those whose paper ends, after a year where it does not say when."""


def standing_problems(
    draft: StandingDraft, rules: StandingRules, *, behalf_of: str, today: date
) -> tuple[Problem, ...]:
    """Everything that stops this person from filing this dossier, all at once.

    `behalf_of`: for whom the dossier was received, "" for the person who brought it.
    """
    found = [*secret_problems({"paper": draft.paper, "scope": draft.scope}), *_way(draft, rules.ways)]
    if draft.submitter is None:
        found.append(Problem("submitter", "submission.standing.who"))
    elif draft.submitter is Submitter.SELF:
        if behalf_of:
            found.append(Problem("submitter", "submission.standing.for_another", {"who": behalf_of}))
    elif rules.no_proxy:
        found.append(Problem("submitter", "submission.standing.no_proxy"))
    else:
        found += _authority(draft, draft.submitter, rules.exempt, today)
    return tuple(found)


def usual_way(ways: Ways, submitter: Submitter) -> FilingWay | None:
    """The way offered first for a person: the ward's usual one where it fits, None where none does."""
    fitting = ways_for(ways.allowed, submitter)
    return ways.usual if ways.usual in fitting else next(iter(fitting), None)


def ways_for(allowed: Iterable[FilingWay], submitter: Submitter) -> tuple[FilingWay, ...]:
    """The ways open to a person: one's own account is for oneself, a proxy's for another."""
    other = FilingWay.PROXY if submitter is Submitter.SELF else FilingWay.OWN
    return tuple(way for way in allowed if way is not other)


def good_until(draft: StandingDraft) -> date | None:
    """The last day of the authority; None where it has no end."""
    if draft.submitter in (None, Submitter.SELF, Submitter.RELATIVE):
        return None
    if draft.until is not None or draft.submitter not in WITH_TERM or draft.dated is None:
        return draft.until
    # a term of a year ends with the day of the same date (Bộ luật Dân sự Điều 148); 29/02 on 28/02
    year = draft.dated.year + TERM_YEARS
    try:
        return draft.dated.replace(year=year)
    except ValueError:
        return date(year, 3, 1) - timedelta(days=1)


def expired(until: date | None, today: date) -> Problem | None:
    """Why an authority is good no longer."""
    if until is None or until >= today:
        return None
    return Problem("until", "submission.standing.expired", {"day": show(until)})


def _way(draft: StandingDraft, ways: Ways) -> list[Problem]:
    if draft.way is None:
        return [Problem("way", "submission.standing.way")]
    if draft.way not in ways.allowed:
        return [Problem("way", f"submission.standing.way_closed.{draft.way}")]
    if draft.submitter is not None and draft.way not in ways_for(ways.allowed, draft.submitter):
        return [Problem("way", f"submission.standing.not_by.{draft.way}")]
    return []


def _authority(draft: StandingDraft, submitter: Submitter, exempt: bool, today: date) -> list[Problem]:
    found = []
    if submitter is Submitter.RELATIVE:
        if not exempt:
            found.append(Problem("submitter", "submission.standing.relative_certified"))
        if draft.relation is None:
            found.append(Problem("relation", "submission.standing.relation"))
    if submitter is Submitter.AUTHORISED and draft.certified is not True:
        reason = "not_certified" if draft.certified is False else "certified"
        found.append(Problem("certified", f"submission.standing.{reason}"))
    if not one_line(draft.paper):
        found.append(Problem("paper", "submission.standing.paper"))
    if submitter in WITH_SCOPE and not one_line(draft.scope):
        found.append(Problem("scope", "submission.standing.scope"))
    return found + _term(draft, submitter, today)


def _term(draft: StandingDraft, submitter: Submitter, today: date) -> list[Problem]:
    found = []
    if draft.dated is not None and draft.dated > today:
        found.append(Problem("dated", "submission.standing.dated_later", {"day": show(draft.dated)}))
    if draft.dated and draft.until and draft.until < draft.dated:
        found.append(Problem("until", "submission.standing.ends_before"))
    until = good_until(draft)
    if until is None and submitter in WITH_TERM:
        found.append(Problem("dated", "submission.standing.dated"))
    elif gone := expired(until, today):
        found.append(gone)
    return found
