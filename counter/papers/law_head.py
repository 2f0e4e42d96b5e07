"""What every paper of the law carries: its QR, its number, whose dossier it is, whom to ask.

The QR has the fields of Circular 01/2023/TT-VPCP (conventions section 8): code, procedure, person, name of
the paper, system, time of publication. Only Mẫu 01 adds the appointment.
"""

from datetime import datetime

from counter.i18n import local
from counter.models.dossier import DossierView
from counter.models.law_papers import LawForm, PaperNumber
from counter.papers import qr, words
from counter.papers.heads import head
from counter.papers.law_settings import symbols
from counter.papers.law_values import Contact, Subject
from counter.papers.layout import PaperSettings, paper_settings
from counter.papers.slip import ask_line, filing_of
from counter.papers.value_parts import Code, Head
from counter.papers.words import say
from counter.rules.paper_numbers import written
from counter.settings import WardSettings
from counter.text import one_line


def title_of(form: LawForm) -> str:
    """The official name of a paper, in Vietnamese."""
    return say(f"law_paper.title.{form}")


def head_of(
    form: LawForm, view: DossierView, ward: WardSettings, at: datetime, *, copy: int, practice: bool
) -> Head:
    """The head of a paper about one dossier, dated `at` (aware)."""
    return head(view, ward, title=title_of(form), copy=copy, practice=practice, at=at)


def number_of(number: PaperNumber | None) -> str:
    """The number with the symbol of its form; "" where none was given. Raises DataFault."""
    return "" if number is None else written(number, symbols()[number.form.value])


def qr_of(
    top: Head, at: datetime, *, view: DossierView | None = None, settings: PaperSettings | None = None
) -> Code:
    """The QR of a paper with this head, published `at`; `view` is the dossier it is about."""
    chosen = settings or paper_settings()
    person = view.applicant.citizen_id or view.applicant.old_cmnd if view else ""
    fields = (
        top.code,
        view.procedure_code if view else "",
        person,
        top.title,
        chosen.system_name,
        local(at).strftime("%Y-%m-%dT%H:%M"),
    )
    text = qr.payload(fields, chosen)
    modules = qr.matrix(text, level=chosen.qr_level)
    return Code(text=text, side=len(modules) + 2 * qr.PAPER_BORDER, svg=qr.svg(modules))


def subject_of(view: DossierView, ward: WardSettings) -> Subject:
    """Whose dossier, and what was asked for; the appointment as the dossier has it."""
    filing = filing_of(view, ward)
    due = view.appointment.due
    return Subject(
        place=one_line(ward.centre_name),
        person=filing.submitter,
        address=filing.address,
        phone=filing.phone,
        identity=filing.identity,
        owner=filing.owner,
        procedure=filing.procedure,
        received=words.moment(view.received_at),
        due=words.moment(due) if due else say("paper.due_unknown"),
    )


def contact_of(view: DossierView, ward: WardSettings, officer: str) -> Contact:
    """Whom to ask; the website only where the code is an official one."""
    where = paper_settings().lookup
    official = ward.unit_code_known and not view.provisional and not view.practice
    return Contact(
        officer=one_line(officer),
        ask=ask_line(ward),
        lookup=say("paper.lookup", where=where) if where and official else "",
    )
