"""Who stands at the counter and for whom, by which paper, and which way it is filed (one-stop-law 8.2, 9)."""

from counter.errors import Problem
from counter.i18n import day, local
from counter.models.submission import FilingWay, StandingDraft, StandingRules, SubmissionView, Submitter
from counter.models.tables import Dossier, Submission
from counter.rules.rights import Act, may
from counter.rules.standing import good_until, standing_problems
from counter.services.catalogue import portal_data
from counter.services.dossier.dossier_rows import dossier_row, person
from counter.services.dossier.dossier_views import STANDING
from counter.services.filing import filing_ways
from counter.services.filing import submission_changes as changes
from counter.services.filing.submission_checks import settled_problem
from counter.services.filing.submission_rows import move
from counter.services.filing.submission_step import refuse, step
from counter.services.office import Office, act
from counter.services.store.transaction import Transaction
from counter.text import one_line


@act(Act.RECORD_CONSENT)
def stand(office: Office, draft: StandingDraft) -> SubmissionView:
    """Record who stands here, the paper that was seen with its scope and end, and the way it is filed.

    Comes before consent. By paper the filing ends here: nothing goes on the portal, the channel is direct.
    Refused with every reason: a proxy where none is allowed, a paper that is missing or has run out.
    """

    def change(transaction: Transaction, row: Submission) -> changes.Detail:
        dossier = dossier_row(transaction.session, draft.dossier_id)
        refuse(_problems(office, transaction, row, dossier, draft))
        row.submitter, row.way = draft.submitter or row.submitter, draft.way or row.way  # both said by now
        alone = draft.submitter is Submitter.SELF
        row.authority_paper = "" if alone else one_line(draft.paper)
        relative = draft.submitter is Submitter.RELATIVE
        row.authority_scope = _scope(draft, relative=relative) if not alone else ""
        row.authority_until = good_until(draft)
        detail: changes.Detail = {"submission": row.id or 0, "who": row.submitter, "way": row.way}
        if not alone:
            detail |= {"paper": row.authority_paper, "scope": row.authority_scope}
        if row.authority_until is not None:
            detail["until"] = day(row.authority_until)
        if draft.dated is not None and not alone:
            detail["dated"] = day(draft.dated)
        if draft.way is FilingWay.PAPER:
            row.decided_by = person(office).id if may(office.actor, Act.SEND) else None
            return detail | changes.back_to_paper(office, transaction, row)
        move(transaction, row, row.state)
        return detail

    return step(office, draft.dossier_id, draft.operation, draft.version, STANDING, change)


@act(Act.READ, writes=False)
def rules_for(office: Office, dossier_id: int) -> StandingRules:
    """Who may file this dossier, and which ways are open."""
    with office.store.read() as session:
        code = dossier_row(session, dossier_id).procedure_code
    return _rules(office, code)


def _rules(office: Office, code: str) -> StandingRules:
    procedure = office.catalogue.get(code)
    return StandingRules(
        ways=filing_ways.ways_of(office, code),
        no_proxy=procedure.no_proxy,
        exempt=procedure.sector in portal_data.ways().exempt_sectors,
    )


def _scope(draft: StandingDraft, *, relative: bool) -> str:
    if relative:
        return draft.relation.value if draft.relation else ""
    return one_line(draft.scope)


def _problems(
    office: Office, transaction: Transaction, row: Submission, dossier: Dossier, draft: StandingDraft
) -> tuple[Problem, ...]:
    if settled := settled_problem(row):
        return (settled,)
    if row.consent_kind:
        return (Problem("submitter", "submission.standing.after_consent"),)
    return standing_problems(
        draft,
        _rules(office, dossier.procedure_code),
        behalf_of=dossier.behalf_of,
        today=local(transaction.now).date(),
    )
