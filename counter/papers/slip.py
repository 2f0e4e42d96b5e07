"""What the reception slip says (Mẫu 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả).

Source of the fields and their order: one-stop-law 2.3 (real templates of 2018 to 2026; the appendix
of Circular 03/2025/TT-VPCP itself was not seen, so layout and labels are template data).
"""

from typing import TypeGuard

from counter.i18n import day, local
from counter.models.dossier import ContactKind, DossierView, PaperMark, PaperState, ResultWay
from counter.models.submission import SubmissionView, SyncState
from counter.papers import qr, words
from counter.papers.heads import head, identity_of, place_of
from counter.papers.layout import PaperSettings, paper_settings
from counter.papers.money import money_of
from counter.papers.values import Code, Filing, Money, PaperLine, Papers, Return, SlipData, Times
from counter.papers.words import say
from counter.rules.filing_words import names_line
from counter.settings import WardSettings
from counter.text import one_line

_TAKEN = (PaperState.SUBMITTED, PaperState.PRESENTED, PaperState.FROM_DATABASE)
_SOMEBODY_ELSE = (ContactKind.RELATIVE, ContactKind.NEIGHBOUR, ContactKind.GROUP_HEAD)
_LACKING = (PaperState.MISSING, PaperState.ASKED)  # asked for and not seen is missing too


def slip_data(
    view: DossierView,
    ward: WardSettings,
    *,
    copy: int = 1,
    practice: bool = False,
    settings: PaperSettings | None = None,
) -> SlipData:
    """The slip of a dossier.

    `copy` is which print of it this is: 1 is the slip itself, a later one is marked "BẢN SAO n".
    `practice` marks the page and the code so that nobody takes it for a real one; a dossier of the
    practice store is marked in any case. Raises DataFault when the paper settings are wrong.
    """
    chosen = settings or paper_settings()
    top = head(view, ward, title=say("paper.name.slip"), copy=copy, practice=practice, at=view.received_at)
    papers = _papers(view.papers, chosen.sets)
    money = money_of(view)
    return SlipData(
        issued_at=view.received_at,
        head=top,
        qr=_code(view, top.code, chosen),
        filing=filing_of(view, ward),
        papers=papers,
        times=_times(view),
        money=money,
        back=_return(view, ward, papers, money, chosen),
        received_by=one_line(view.received_by),
    )


def filing_of(view: DossierView, ward: WardSettings) -> Filing:
    """Who files what, and where."""
    name, code = one_line(view.procedure_name), one_line(view.procedure_code)
    filing = view.submission
    return Filing(
        place=place_of(ward),
        submitter=one_line(view.applicant.full_name),
        channel=say(f"paper.channel.{view.channel}"),
        identity=identity_of(view),
        address=one_line(view.applicant.address),
        phone=_phone(view),
        owner=one_line(view.behalf_of),
        procedure=say("paper.procedure", name=name, code=code) if code else name,
        names=one_line(names_line(filing, view.applicant.full_name, say)) if _typed_for(filing) else "",
    )


def _typed_for(filing: SubmissionView | None) -> TypeGuard[SubmissionView]:
    """Whether somebody types for the resident: then three names stand on every paper."""
    return filing is not None and filing.state is not SyncState.NONE and bool(filing.consent_kind)


def _code(view: DossierView, code: str, settings: PaperSettings) -> Code:
    """The QR of the paper: the fields of Circular 01/2023/TT-VPCP in their order (conventions section 8)."""
    due = view.appointment.due
    fields = (
        code,
        view.procedure_code,
        view.applicant.citizen_id or view.applicant.old_cmnd,
        say("paper.name.slip"),
        settings.system_name,
        local(view.received_at).strftime("%Y-%m-%dT%H:%M"),
        local(due).strftime("%Y-%m-%dT%H:%M") if due else "",
    )
    text = qr.payload(fields, settings)
    modules = qr.matrix(text, level=settings.qr_level)
    return Code(text=text, side=len(modules) + 2 * qr.PAPER_BORDER, svg=qr.svg(modules))


def _phone(view: DossierView) -> str:
    contact = view.contact
    if not contact.phone:
        return say("paper.no_phone")
    number = words.phone(contact.phone)
    if contact.kind in _SOMEBODY_ELSE and contact.whose:
        return say("paper.phone_of", phone=number, whose=one_line(contact.whose))
    return number


def _papers(marks: tuple[PaperMark, ...], sets: str) -> Papers:
    return Papers(
        lines=tuple(
            PaperLine(
                name=one_line(mark.name),
                originals=mark.originals,
                certified=mark.certified,
                copies=mark.copies,
                how=say(f"paper.how.{mark.state}"),
            )
            for mark in marks
            if mark.state in _TAKEN
        ),
        missing=tuple(one_line(mark.name) for mark in marks if mark.state in _LACKING),
        sets=one_line(sets),
    )


def _times(view: DossierView) -> Times:
    due = view.appointment.due
    doubt = say("paper.due_may_change", year=due.year) if due and view.appointment.warnings else ""
    reason = "; ".join(filter(None, (one_line(view.appointment.reason), doubt)))
    return Times(
        received=words.moment(view.received_at),
        reckoning=reason or say("paper.reason_unknown"),
        due=words.moment(due) if due else say("paper.due_unknown"),
        weekday=words.weekday(local(due).date()) if due else "",
        day=day(local(due).date()) if due else "",
        hour=words.hour(due) if due else "",
        spoken=words.spoken_hour(due) if due else "",
    )


def _return(
    view: DossierView, ward: WardSettings, papers: Papers, money: Money, settings: PaperSettings
) -> Return:
    address = one_line(view.applicant.address)
    hours = one_line(ward.hours).replace("-", "–").replace(" ", ", ")
    official = ward.unit_code_known and not view.provisional and not view.practice
    bring = (
        say("paper.bring.slip"),
        say("paper.bring.card"),
        say("paper.bring.missing") if papers.missing else "",
        say("paper.bring.money", amount=money.to_bring) if money.to_bring else "",
        say("paper.bring.proxy") if view.result_way is ResultWay.COUNTER else "",
    )
    return Return(
        way=say(f"paper.result.{view.result_way}", place=place_of(ward), address=address),
        told=_told(view, address),
        bring=tuple(filter(None, bring)),
        ask=ask_line(ward),
        hours=say("paper.hours", hours=hours) if hours else "",
        lookup=say("paper.lookup", where=settings.lookup) if settings.lookup and official else "",
    )


def ask_line(ward: WardSettings) -> str:
    """The counter's phone; while the ward has not said it, where to come instead of a blank."""
    if ward.phone:
        return say("paper.ask.phone", phone=words.phone(ward.phone))
    where = ", ".join(filter(None, (one_line(ward.counter_name), one_line(ward.address))))
    return say("paper.ask.come", place=where)


def _told(view: DossierView, address: str) -> str:
    contact = view.contact
    whose = one_line(contact.whose)
    number = words.phone(contact.phone) if contact.phone else ""
    who = say("paper.who", whose=whose, phone=number) if whose and number else whose or number
    kind = contact.kind or ContactKind.NONE
    told = say(f"paper.told.{kind}", phone=number, who=who, address=address)
    if contact.comes_back_on is None:
        return told
    back = contact.comes_back_on
    return say("paper.told.comes_back", told=told, weekday=words.weekday(back), day=day(back))
