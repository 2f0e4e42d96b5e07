"""What stands between a draft and its acceptance, step by step and as a whole; all of it at once.

Only papers of the official list can be required (Nghị định 61/2018/NĐ-CP Điều 5). Marriage and the
recognition of a parent or child are done by the parties themselves (Luật Hộ tịch Điều 6). Having no way to
be reached is a full answer.
"""

from collections.abc import Callable, Mapping
from datetime import date

from counter.errors import Problem, Refused
from counter.i18n import day as show
from counter.models.catalogue import Channel, Paper, PaperMode, Procedure
from counter.models.dossier import (
    Contact,
    ContactKind,
    IdentityCheck,
    IntakeDraft,
    PaperMark,
    PaperState,
    Step,
)
from counter.rules import forms
from counter.rules.fee_answers import disagreements, effective
from counter.rules.fee_inputs import missing, parse_inputs
from counter.rules.free_text import text_problems
from counter.rules.phones import parse_phone

_AT_HAND = frozenset({PaperState.SUBMITTED, PaperState.PRESENTED, PaperState.FROM_DATABASE})
_BY_PHONE = frozenset(
    {
        ContactKind.OWN_PHONE,
        ContactKind.LANDLINE,
        ContactKind.RELATIVE,
        ContactKind.NEIGHBOUR,
    }
)
_OF_SOMEBODY = frozenset({ContactKind.RELATIVE, ContactKind.NEIGHBOUR})

_Found = tuple[Problem, ...]


def problems(
    draft: IntakeDraft, procedure: Procedure | None, today: date, step: Step | None = None
) -> tuple[Problem, ...]:
    """Everything to mend in a step, or in the whole draft (no step, or the review). None: accept it."""
    if step is None or step is Step.REVIEW:
        return tuple(problem for check in _STEPS.values() for problem in check(draft, procedure, today))
    return _STEPS[step](draft, procedure, today)


def paper_done(paper: Paper) -> PaperState:
    """The state a paper takes when the clerk has it in hand: kept, or shown and given back."""
    return PaperState.SUBMITTED if paper.mode is PaperMode.SUBMIT else PaperState.PRESENTED


def missing_papers(procedure: Procedure, marks: tuple[PaperMark, ...]) -> tuple[Paper, ...]:
    """The required papers that were neither handed in, shown nor found in a database (thiếu)."""
    states = {mark.key: mark.state for mark in marks}
    return tuple(
        paper
        for paper in procedure.papers
        if paper.required and not _settled(paper, states.get(paper.key, PaperState.ASKED))
    )


def _settled(paper: Paper, state: PaperState) -> bool:
    if state is PaperState.FROM_DATABASE:
        return bool(paper.databases)
    # "bắt buộc" with a case, such as a paper form that online filing does not need, may not arise
    return state in _AT_HAND or (state is PaperState.NOT_NEEDED and paper.condition is not None)


def _resident(draft: IntakeDraft, procedure: Procedure | None, today: date) -> _Found:
    found = []
    if not draft.applicant.full_name.strip():
        found.append(Problem("full_name", "procedure.intake.no_name"))
    if draft.identity is IdentityCheck.NOT_DONE:
        found.append(Problem("identity", "procedure.intake.identity_not_done"))
    if draft.identity is IdentityCheck.DOUBTED:
        found.append(Problem("identity", "procedure.intake.identity_doubted"))
    if draft.identity is IdentityCheck.FOR_ANOTHER:
        if not draft.behalf_of.strip():
            found.append(Problem("behalf_of", "procedure.intake.for_whom"))
        if not draft.behalf_paper.strip():
            found.append(Problem("behalf_paper", "procedure.intake.by_which_paper"))
    texts = {"behalf_of": draft.behalf_of, "behalf_paper": draft.behalf_paper}
    return (*found, *text_problems(texts))


def _procedure(draft: IntakeDraft, procedure: Procedure | None, today: date) -> _Found:
    if procedure is None:
        return (Problem("procedure", "procedure.intake.none"),)
    found = []
    if procedure.no_proxy and draft.identity is IdentityCheck.FOR_ANOTHER:
        found.append(Problem("procedure", "procedure.intake.no_proxy", {"name": procedure.name}))
    if procedure.ends is not None and today > procedure.ends:
        params = {"name": procedure.name, "day": show(procedure.ends), "other": procedure.replaced_by or "–"}
        found.append(Problem("procedure", "procedure.intake.ended", params))
    if procedure.channels.get(draft.channel) is False:
        refusal = f"procedure.intake.channel.{draft.channel}"
        found.append(Problem("channel", refusal, {"name": procedure.name}))
    return tuple(found)


def _papers(draft: IntakeDraft, procedure: Procedure | None, today: date) -> _Found:
    if procedure is None:
        return ()
    listed = {paper.key: paper for paper in procedure.papers}
    strangers = [
        Problem(mark.key, "procedure.intake.paper_not_listed", {"name": mark.name})
        for mark in draft.papers
        if mark.key not in listed
    ]
    untrue = [
        Problem(mark.key, "procedure.intake.paper_no_database", {"name": mark.name})
        for mark in draft.papers
        if mark.state is PaperState.FROM_DATABASE and mark.key in listed and not listed[mark.key].databases
    ]
    lacking = [
        Problem(paper.key, "procedure.intake.paper_missing", {"name": paper.name})
        for paper in missing_papers(procedure, draft.papers)
        if paper.key not in {problem.field for problem in untrue}
    ]
    return (*strangers, *untrue, *lacking)


def _questions(draft: IntakeDraft, procedure: Procedure | None, today: date) -> _Found:
    """The e-form and what the fee depends on."""
    if procedure is None:
        return ()
    answers = {answer.key: answer.value for answer in draft.answers}
    found = forms.problems(procedure, answers, today)
    if procedure.channels.get(Channel.ONLINE) is False:
        # The e-form is the portal's. Where nothing can be filed online its blanks stand in nobody's way;
        # what the fee depends on is asked below all the same.
        found = tuple(problem for problem in found if problem.message_id != "form.required")
    return (*found, *_fee(draft, procedure, today))


def _fee(draft: IntakeDraft, procedure: Procedure, today: date) -> _Found:
    try:
        inputs = parse_inputs(procedure, effective(procedure, draft, today))
    except Refused as refused:
        return refused.problems
    gaps = (Problem(gap.name, gap.label_id) for gap in missing(procedure, inputs))
    return (*gaps, *disagreements(procedure, draft, today))


def _contact(draft: IntakeDraft, procedure: Procedure | None, today: date) -> _Found:
    found = list(contact_problems(draft.contact, today))
    if draft.result_way is None:
        found.append(Problem("result_way", "procedure.intake.result_way"))
    return (*found, *text_problems({"note": draft.note}))


def contact_problems(contact: Contact, today: date) -> _Found:
    """Why nobody could be reached so, or it cannot be stored."""
    found = []
    if contact.kind is None:
        found.append(Problem("contact", "procedure.intake.contact"))
    elif contact.kind in _BY_PHONE or (contact.kind is ContactKind.GROUP_HEAD and contact.phone):
        phone = parse_phone(contact.phone)
        if not phone.usable:
            reason = phone.problem or Problem("", "phones.unreadable")
            found.append(Problem("phone", reason.message_id, reason.params))
        if contact.kind in _OF_SOMEBODY and not contact.whose.strip():
            found.append(Problem("whose", "procedure.intake.whose_phone"))
    if contact.comes_back_on is not None and contact.comes_back_on < today:
        params = {"day": show(contact.comes_back_on)}
        found.append(Problem("comes_back_on", "procedure.intake.comes_back_past", params))
    texts = {"whose": contact.whose, "best_time": contact.best_time}
    return (*found, *text_problems(texts))


_STEPS: Mapping[Step, Callable[[IntakeDraft, Procedure | None, date], _Found]] = {
    Step.RESIDENT: _resident,
    Step.PROCEDURE: _procedure,
    Step.PAPERS: _papers,
    Step.QUESTIONS: _questions,
    Step.CONTACT: _contact,
}
