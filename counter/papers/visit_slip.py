"""What the slip of a household's visit says, and the paper of it. The form is the program's own.

It lists what every Mẫu 01 of the visit says, in large letters, and stands beside them: each can still be
printed apart. The code at its top opens the visit at every counter of the store.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import count
from pathlib import Path

from counter.models.dossier import DossierView, ResultWay
from counter.models.visit import VisitView
from counter.papers import qr, words
from counter.papers.files import check_suffix, keep, slip_name, write
from counter.papers.heads import paper_code, place_of, ward_head
from counter.papers.layout import PaperSettings, paper_settings
from counter.papers.slip import slip_data
from counter.papers.thermal import Roll, thermal
from counter.papers.typeset import VISIT, VISIT_LARGE, VISIT_THERMAL, pdf
from counter.papers.values import Code, Head, SlipData
from counter.papers.visit_values import VisitLine, VisitSlipData
from counter.papers.words import amount, say
from counter.rules.words import money_words
from counter.settings import WardSettings
from counter.text import one_line

PAGES = {"visit_large": VISIT_LARGE, "visit": VISIT}
ROLLS = {"visit_58": Roll.MM58, "visit_80": Roll.MM80}


def visit_slip_data(
    visit: VisitView,
    ward: WardSettings,
    *,
    copy: int = 1,
    practice: bool = False,
    settings: PaperSettings | None = None,
) -> VisitSlipData:
    """The slip of a visit: its dossiers in their order; drafts that wait are not on it.

    `copy` is which print it is: a later one is marked "BẢN SAO n". Raises DataFault when the paper settings
    are wrong.
    """
    chosen = settings or paper_settings()
    slips = [slip_data(view, ward, practice=practice, settings=chosen) for view in visit.standing]
    way = _common(slip.back.way for slip in slips)
    told = _common(slip.back.told for slip in slips)
    lines = map(_line, count(1), visit.standing, slips)
    names = dict.fromkeys(one_line(view.applicant.full_name) for view in visit.standing)
    total = sum(view.quote.total or 0 for view in visit.standing)
    return VisitSlipData(
        issued_at=visit.started_at,
        head=_head(visit, ward, copy, practice=practice or visit.practice),
        qr=_code(visit, chosen),
        place=place_of(ward),
        people=", ".join(names),
        received=words.moment(visit.started_at),
        received_by=", ".join(dict.fromkeys(one_line(view.received_by) for view in visit.standing)),
        lines=tuple(replace(one, way=one.way * (not way), told=one.told * (not told)) for one in lines),
        way=way,
        told=told,
        total=amount(total),
        in_words=money_words(total),
        standing=_standing(visit),
        receipts=tuple(dict.fromkeys(receipt for slip in slips for receipt in slip.money.receipts)),
        note=say("paper.fee.no_slip"),
        bring=_bring(visit, slips),
        ask=slips[0].back.ask if slips else "",
        hours=slips[0].back.hours if slips else "",
    )


def _common(texts: Iterable[str]) -> str:
    """What all say; "" where they differ."""
    found = set(texts)
    return found.pop() if len(found) == 1 else ""


def _head(visit: VisitView, ward: WardSettings, copy: int, *, practice: bool) -> Head:
    top = ward_head(
        ward,
        title=say("visit_paper.title"),
        code="",
        copy=copy,
        practice=practice,
        at=visit.started_at,
    )
    return replace(top, code=visit.code, short_code=visit.code)


def _code(visit: VisitView, settings: PaperSettings) -> Code:
    """The QR: the code of the visit alone, so that a scanner types what a hand would."""
    modules = qr.matrix(visit.code, level=settings.qr_level)
    return Code(text=visit.code, side=len(modules) + 2 * qr.PAPER_BORDER, svg=qr.svg(modules))


def _line(number: int, view: DossierView, slip: SlipData) -> VisitLine:
    owner = slip.filing.owner
    who = slip.filing.submitter
    return VisitLine(
        number=number,
        short_code=slip.head.short_code,
        code=paper_code(view),
        code_note=slip.head.code_note,
        who=say("visit_paper.for", who=who, whom=owner) if owner else who,
        procedure=_short(view.procedure_name),
        due=slip.times.due,
        weekday=slip.times.weekday,
        day=slip.times.day,
        hour=slip.times.hour,
        way=slip.back.way,
        told=slip.back.told,
        fee=", ".join(filter(None, (slip.money.total, slip.money.state))),
        missing=slip.papers.missing,
    )


def _short(name: str) -> str:
    """A procedure's name up to what it is explained with: the whole of it stands on its Mẫu 01."""
    return one_line(name).split(";")[0].split(" (")[0]


def _standing(visit: VisitView) -> str:
    """What is left of the sum, in one line for the whole household."""
    left = sum(view.left or 0 for view in visit.standing)
    if any(view.left is None for view in visit.standing):
        return say("visit_paper.unknown", amount=amount(left))
    return say("visit_paper.left", amount=amount(left)) if left else say("visit_paper.settled")


def _bring(visit: VisitView, slips: list[SlipData]) -> tuple[str, ...]:
    """What to bring, once for all: this slip, the cards, what is missing, the money, a proxy's paper."""
    left = sum(view.left or 0 for view in visit.standing)
    counter = any(view.result_way is ResultWay.COUNTER for view in visit.standing)
    return tuple(
        filter(
            None,
            (
                say("visit_paper.bring.slip"),
                say("visit_paper.bring.card"),
                say("paper.bring.missing") if any(slip.papers.missing for slip in slips) else "",
                say("paper.bring.money", amount=amount(left)) if left else "",
                say("paper.bring.proxy") if counter else "",
            ),
        )
    )


# -- the paper ------------------------------------------------------------------------------


def keep_slip(
    visit: VisitView, ward: WardSettings, kind: str, copy: int, *, practice: bool, store: Path | None = None
) -> Path:
    """Typeset a slip of one of the kinds and keep it in the folder of the slips; not for the UI thread.

    Raises DataFault when the template cannot be set, CounterError when the file cannot be written.
    """
    data = visit_slip_data(visit, ward, copy=copy, practice=practice)
    name = kind.replace("visit", "luot").replace("_large", "-lon").replace("_", "-")
    if kind in ROLLS:
        return keep(
            thermal(data, ROLLS[kind], template=VISIT_THERMAL),
            slip_name(visit.code, ".png", kind=name, copy=copy),
            store=store,
            practice=practice,
        )
    content = pdf(PAGES[kind], data)
    return keep(content, slip_name(visit.code, kind=name, copy=copy), store=store, practice=practice)


def save_slip(data: VisitSlipData, path: Path) -> Path:
    """Write a slip where somebody said: `.pdf` in large print, `.png` for a receipt printer of 80 mm."""
    page = check_suffix(path) == ".pdf"
    write(path, pdf(VISIT_LARGE, data) if page else thermal(data, template=VISIT_THERMAL))
    return path
