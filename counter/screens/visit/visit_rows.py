"""The lines of a household's visit: each procedure with its fee and its date, the papers to hold below it."""

from collections.abc import Sequence
from datetime import datetime

from counter.i18n import money, t
from counter.models.catalogue import FieldType
from counter.models.dossier import DossierView, PaperState
from counter.models.staff import StaffView
from counter.models.visit import VisitDraft, VisitPerson, VisitView
from counter.rules import visits
from counter.screens.intake.intake_panel import said
from counter.screens.intake.intake_procedure import title
from counter.screens.parts.intake_facts import Fact
from counter.screens.parts.times import due_words, short_name
from counter.screens.parts.wording import money_words, owed_words, state_words
from counter.widgets.cells import wrap
from counter.widgets.rows import Column, Row

LINE, TOLD = 62, 2  # cells and rows of what is read back: a window of 100 beside the help is no wider
MEND = 30  # cells of what is to be mended, beside the fee and the day; the rest stands below it
HELD = frozenset({PaperState.SUBMITTED, PaperState.PRESENTED})


def columns() -> tuple[Column, ...]:
    """What, the fee, when it is ready."""
    return (
        Column(t("visit.col.what"), 30, grow=1),
        Column(t("visit.col.fee"), 16),
        Column(t("visit.col.due"), 15),
    )


def rows(view: VisitView, now: datetime) -> list[Row]:
    """Everything of the visit, what is accepted first."""
    found = [_dossier(one, now) for one in view.dossiers]
    for one in view.drafts:
        found += _draft(one, now)
    return found


def _dossier(view: DossierView, now: datetime) -> Row:
    owed = owed_words(view) if view.left else money_words(view.money, view.quote.total)
    who = _who(view.applicant.full_name, view.behalf_of)
    what = f"{view.short_code} {who} · {short_name(view.procedure_name)}"
    if view.struck:
        return Row(f"dossier:{view.id}", (what, t("visit.struck"), ""), mark="–", tone="dim")
    over = view.ready_at or view.returned_at
    due = state_words(view.state) if over else due_words(view.appointment.due, now)
    return Row(f"dossier:{view.id}", (what, owed, due), mark="√", tone="done")


def _draft(one: VisitDraft, now: datetime) -> list[Row]:
    draft, preview = one.draft, one.preview
    name = title(preview.procedure) if preview.procedure else draft.procedure_code
    what = f"{_who(draft.applicant.full_name, draft.behalf_of)} · {name}"
    found = [Row(f"draft:{draft.id}", (what, _fee(one), _due(one, now)), mark=_mark(one))]
    for number, line in enumerate(filter(None, wrap(_told(one), LINE)[:TOLD])):
        found.append(Row(f"told:{draft.id}:{number}", (f"      {line}",), tone="head"))
    if preview.procedure is not None:
        for paper, mark in visits.listed(preview.procedure, draft):
            held = mark.state in HELD
            sign, state = ("[x]", "visit.paper.held") if held else ("[ ]", "visit.paper.open")
            state = "visit.paper.known" if mark.proof else state
            found.append(Row(f"paper:{draft.id}:{paper.key}", (f"  {sign} {paper.name}", "", t(state))))
    if reason := other_problems(one):
        first, *rest = wrap(reason, MEND)
        found.append(Row(f"mend:{draft.id}", (f"  ! {first}", "", t("visit.mend"))))
        for number, line in enumerate(rest):
            found.append(Row(f"why:{draft.id}:{number}", (f"      {line}",), tone="head"))
    return found


def _told(one: VisitDraft) -> str:
    """What was answered, to be read back to the resident; what a card said is left out."""
    procedure = one.preview.procedure
    if procedure is None:
        return ""
    fields = {field.key: field for field in procedure.fields if field.from_card is None}
    said_back = []
    for answer in one.draft.answers:
        field = fields.get(answer.key)
        if field is not None and answer.value:
            number = field.type in (FieldType.INTEGER, FieldType.DECIMAL, FieldType.YES_NO)
            said_back.append(f"{answer.label} {answer.value}" if number else answer.value)
    return t("visit.read", facts=" · ".join(said_back)) if said_back else ""


def other_problems(one: VisitDraft) -> str:
    """The first of what must be mended besides papers; empty when nothing must."""
    keys = {paper.key for paper in one.preview.procedure.papers} if one.preview.procedure else set()
    return next((said(problem) for problem in visits.problems(one) if problem.field not in keys), "")


def why_not(view: VisitView, actor: StaffView | None) -> str:
    """Why the visit cannot be accepted by this person now; empty when it can."""
    if not view.today:
        return t("visit.over")
    other = next((one for one in view.drafts if actor is not None and one.owner_id != actor.id), None)
    if other is not None:
        return t("visit.not_mine", who=other.owner, name=other.draft.applicant.full_name)
    lacking = [problem for one in view.drafts for problem in visits.problems(one)]
    if not lacking:
        return ""
    return t("visit.open", n=len(lacking), first=said(lacking[0]))


def next_open(view: VisitView, listed: Sequence[Row]) -> str:
    """The key of the first paper that is still to be held, else of the first line to mend; "" without."""
    lines = {row.key for row in listed}
    for one in view.drafts:
        procedure = one.preview.procedure
        for paper, mark in visits.listed(procedure, one.draft) if procedure else ():
            key = f"paper:{one.draft.id}:{paper.key}"
            if mark.state not in HELD and key in lines:
                return key
    return next((row.key for row in listed if row.key.startswith("mend:")), "")


def _mark(one: VisitDraft) -> str:
    return "!" if visits.problems(one) else "·"


def _fee(one: VisitDraft) -> str:
    quote = one.preview.quote
    if quote is None:
        return "…"
    if quote.total is None:
        return t("wording.amount_unknown")
    return money(quote.total) if quote.total else t("wording.money.none")


def _due(one: VisitDraft, now: datetime) -> str:
    appointment = one.preview.appointment
    return due_words(appointment.due if appointment else None, now)


def _who(name: str, behalf_of: str) -> str:
    who = name.upper()
    return t("visit.for", who=who, whom=behalf_of) if behalf_of else who


def person_words(person: VisitPerson) -> str:
    """Somebody of the household, and for whom they act."""
    return _who(person.applicant.full_name, person.behalf_of)


def summary(view: VisitView) -> tuple[Fact, ...]:
    """The sum; once all is accepted and paid, what to say to the household."""
    if view.drafts or not view.dossiers:
        return (Fact("", total_words(view), "strong"),)
    done = t("visit.done", n=len(view.standing), code=view.code)
    if view.left or view.unknown:
        return (Fact("", done, "good"), Fact("", total_words(view), "strong"))
    return (Fact("", f"{done} · {t('visit.settled')}", "good"), Fact("", t("visit.say", code=view.code)))


def total_words(view: VisitView) -> str:
    """What the household has to pay together."""
    due = t("visit.total", n=len(view.drafts) + len(view.standing), amount=money(view.left))
    return f"{due} {t('visit.unknown_too')}" if view.unknown else due
