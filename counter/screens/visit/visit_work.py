"""What is done with a household's visit: one more procedure, a paper held, all accepted, all paid."""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from counter.errors import CounterError, Problem
from counter.i18n import day, local, t
from counter.models.catalogue import Procedure
from counter.models.dossier import IdentityCheck, IntakeDraft, Step
from counter.models.visit import VisitDraft, VisitPerson, VisitView
from counter.rules import visits as rules
from counter.rules.procedure_search import Match
from counter.rules.rights import Act, may
from counter.screens.intake import intake_steps
from counter.screens.intake.intake_panel import said
from counter.screens.parts.times import short_name
from counter.screens.visit import visit_papers, visit_rows
from counter.services.intake import drafts, visits
from counter.services.people import papers_seen
from counter.widgets.dialogs import ReasonDialog
from counter.widgets.frame import MessageLine

if TYPE_CHECKING:
    from counter.screens.visit.visit_base import VisitBase

TWICE = "duplicate_reason"


# -- one more procedure ---------------------------------------------------------------------


def why_not_this(screen: "VisitBase", procedure: Procedure) -> str:
    """Why a procedure cannot be added for the person at the counter; empty when it can."""
    today = local(screen.app.now()).date()
    person = screen.person
    if procedure.ends is not None and today > procedure.ends:
        return t("intake_screen.procedure.ended", day=day(procedure.ends))
    if procedure.no_proxy and person and person.identity is IdentityCheck.FOR_ANOTHER:
        return t("intake_screen.procedure.no_proxy")
    return ""


async def add(screen: "VisitBase", match: Match) -> None:
    """Add a procedure for the person at the counter: at once where nothing is to be asked, else its form."""
    view, person = screen.view, screen.person
    if view is None:
        return
    reason = t("visit.nobody") if person is None else why_not_this(screen, match.procedure)
    reason = reason or ("" if view.today else t("visit.over"))
    if reason or person is None:
        screen.query_one(MessageLine).say(reason, "warn")
        return
    draft = new_draft(screen, view, person, match)
    try:
        draft = await _with_known(screen, view, draft, match.procedure)
        async with screen.saving:
            await screen.app.ask(drafts.save, draft)
    except CounterError as error:
        await screen.app.tell(error)
        return
    screen.person_key = person.key
    if draft.step is not Step.REVIEW:
        screen.app.become("intake", draft_id=draft.id)
        return
    screen.box.value = ""
    if await screen.read():
        screen.say("visit.added", tone="good", name=match.procedure.name)


def new_draft(screen: "VisitBase", view: VisitView, person: VisitPerson, match: Match) -> IntakeDraft:
    """The draft of one more procedure: the person as looked at before, papers held before, the way to reach
    them; at the step that still asks something."""
    today = local(screen.app.now()).date()
    procedure = match.procedure
    begun = next((d for d in view.unnamed if rules.person_key(d.applicant, d.behalf_of) == person.key), None)
    base = begun or IntakeDraft(id=uuid4().hex, visit_id=view.id)
    base = replace(
        base,
        applicant=person.applicant,
        identity=person.identity,
        behalf_of=person.behalf_of,
        behalf_paper=person.behalf_paper,
        contact=rules.contact_for(person, view.people),
        result_way=person.result_way,
    )
    draft = intake_steps.with_procedure(base, procedure, match.quantities, today)
    draft = shared(screen, view, draft, procedure)
    if any(_same_again(draft, one.draft) for one in view.drafts):
        draft = replace(draft, duplicate_reason=t("visit.same_again", code=view.code))
    steps = (Step.QUESTIONS, Step.CONTACT)
    asking = (step for step in steps if intake_steps.asks(draft, procedure, today, step))
    return replace(draft, step=next(asking, Step.REVIEW))


async def _with_known(
    screen: "VisitBase", view: VisitView, draft: IntakeDraft, procedure: Procedure
) -> IntakeDraft:
    """The draft with the papers this person, or for what a household shares another one, showed before."""
    ids = [one.applicant.resident_id for one in view.people]
    own = draft.applicant.resident_id
    if own is None or not any(paper.kind for paper in procedure.papers):
        return draft
    also = tuple(sorted({ident for ident in ids if ident is not None and ident != own}))
    acts = draft.identity is IdentityCheck.FOR_ANOTHER
    found = await screen.app.ask(papers_seen.known, own, procedure.code, also=also, for_another=acts)
    return intake_steps.with_known(draft, procedure, {one.key: one.proof for one in found})


def _same_again(one: IntakeDraft, other: IntakeDraft) -> bool:
    """Whether a household asks twice for the same on purpose."""
    same = rules.person_key(one.applicant) == rules.person_key(other.applicant)
    return same and one.procedure_code == other.procedure_code and one.id != other.id


def shared(
    screen: "VisitBase", view: VisitView, draft: IntakeDraft, procedure: Procedure | None
) -> IntakeDraft:
    """The draft with the papers that were held for another procedure of this visit."""
    known = {one.draft.procedure_code: one.preview.procedure for one in view.drafts}
    known[draft.procedure_code] = procedure
    procedures = {code: found for code, found in known.items() if found is not None}
    return rules.with_seen_papers(draft, procedures, [one.draft for one in view.drafts], screen.held())


async def for_somebody(screen: "VisitBase") -> None:
    """The person at the counter acts for somebody who is not here: for whom, by which paper."""
    view, person = screen.view, screen.person
    if view is None or person is None:
        screen.say("visit.nobody", tone="warn")
        return
    draft = IntakeDraft(
        id=uuid4().hex,
        visit_id=view.id,
        applicant=person.applicant,
        identity=IdentityCheck.FOR_ANOTHER,
        contact=rules.contact_for(person, view.people),
        result_way=person.result_way,
    )
    try:
        await screen.app.ask(drafts.save, draft)
    except CounterError as error:
        await screen.app.tell(error)
        return
    screen.app.become("intake", draft_id=draft.id)


# -- papers ---------------------------------------------------------------------------------


def is_held(screen: "VisitBase", rest: str) -> bool:
    """Whether the paper of a line ("draft:key") is in the hand."""
    ident, _, key = rest.partition(":")
    draft = screen.draft(ident)
    marks = draft.papers if draft else ()
    return any(mark.key == key and mark.state in visit_rows.HELD for mark in marks)


def hold(screen: "VisitBase") -> None:
    """Space: the marked paper is in the hand (or laid down again); what it serves besides is ticked too."""
    view, row = screen.view, screen.listing.current
    kind, _, rest = row.key.partition(":") if row else ("", "", "")
    if view is None or kind != "paper":
        screen.say("visit.no_paper", tone="warn")
        return
    ident, _, key = rest.partition(":")
    one = next(one for one in view.drafts if one.draft.id == ident)
    procedure = one.preview.procedure
    if procedure is None:
        return
    paper = next(paper for paper in procedure.papers if paper.key == key)
    changed = [replace(one, draft=rules.turned(one.draft, paper))]
    after = replace(view, drafts=_with(view.drafts, changed))
    for other in after.drafts:
        seen = shared(screen, after, other.draft, other.preview.procedure)
        if seen is not other.draft:
            changed.append(replace(other, draft=seen))
    screen.view = replace(after, drafts=_with(after.drafts, changed))
    screen.show_view()
    for each in changed:
        screen.run_worker(_save(screen, each.draft), group="save")


def _with(standing: tuple[VisitDraft, ...], changed: list[VisitDraft]) -> tuple[VisitDraft, ...]:
    new = {one.draft.id: one for one in changed}
    return tuple(new.get(one.draft.id, one) for one in standing)


async def _save(screen: "VisitBase", draft: IntakeDraft) -> None:
    """Keep a draft; saves follow each other, and F9 waits for the last one."""
    async with screen.saving:
        try:
            await screen.app.ask(drafts.save, draft)
        except CounterError as error:
            await screen.app.tell(error)
            await screen.read()


# -- accepting and paying -------------------------------------------------------------------


def go_on(screen: "VisitBase") -> None:
    """F9: take what waits; else the money; else the slip once more."""
    view = screen.view
    if view is None or screen.busy:
        return
    if view.drafts:
        screen.busy = True
        screen.run_worker(_accept(screen, view), group="accept")
    elif view.owing:
        pay(screen)
    else:
        visit_papers.print_out(screen, visit_papers.LARGE)


async def _accept(screen: "VisitBase", view: VisitView) -> None:
    """All drafts together, then one payment; the slip when that is done."""
    try:
        async with screen.saving:
            await asyncio.sleep(0)
        done = await screen.app.ask(visits.accept, view.id)
        twice = [ident for ident, found in done.refused if any(p.field == TWICE for p in found)]
        if twice and (reason := await _why_twice(screen, twice)):
            for ident in twice:
                if draft := screen.draft(ident):
                    await screen.app.ask(drafts.save, replace(draft, duplicate_reason=reason))
            again = await screen.app.ask(visits.accept, view.id)
            done = replace(again, accepted=(*done.accepted, *again.accepted))
    except CounterError as error:
        await screen.app.tell(error)
        return
    finally:
        screen.busy = False
    screen.slip_due = bool(done.accepted)
    if not await screen.read() or screen.view is None:
        return
    if done.refused:
        _tell_refused(screen, done.refused[0][1])
    elif screen.view.owing and may(screen.app.actor, Act.TAKE_MONEY):
        pay(screen)
    else:
        screen.load()


async def _why_twice(screen: "VisitBase", idents: list[str]) -> str:
    """An open dossier of the same person and procedure was taken before: why a second one is right."""
    names = []
    for ident in idents:
        one = (
            next((one for one in screen.view.drafts if one.draft.id == ident), None) if screen.view else None
        )
        if one is not None and one.preview.procedure:
            names.append(short_name(one.preview.procedure.name))
    lines = (t("visit.twice", names="; ".join(names)), t("intake_screen.duplicate.why_hint"))
    return await screen.app.push_screen_wait(
        ReasonDialog(t("intake_screen.duplicate.why"), lines, verb_id="intake_screen.duplicate.verb")
    )


def _tell_refused(screen: "VisitBase", found: tuple[Problem, ...]) -> None:
    first = said(found[0]) if found else ""
    screen.query_one(MessageLine).say(t("visit.refused", first=first), "warn")


def pay(screen: "VisitBase") -> None:
    """The fee of everything that is accepted, in one payment."""
    view = screen.view
    owing = [one.id for one in view.owing] if view else []
    if not owing:
        screen.say("visit.nothing_due", tone="warn")
        return
    first, *rest = owing
    screen.app.show("fee", ref=str(first), together=tuple(rest))
