"""The head that every paper of the counter carries: who issues it, from where, when, under which code."""

from dataclasses import replace
from datetime import datetime

from counter.models.dossier import DossierView
from counter.papers import words
from counter.papers.values import Head
from counter.papers.words import say
from counter.settings import WardSettings
from counter.text import one_line


def head(
    view: DossierView, ward: WardSettings, *, title: str, copy: int, practice: bool, at: datetime
) -> Head:
    """The head of a paper about this dossier, dated `at` (aware)."""
    rehearsal = practice or view.practice
    portal = one_line(view.submission.portal_code) if view.submission else ""
    provisional = (view.provisional or not ward.unit_code_known) and not _older(view)
    top = ward_head(ward, title=title, code="", copy=copy, practice=rehearsal, at=at)
    return replace(
        top,
        code=paper_code(view, practice=practice),
        code_note=say("paper.provisional") if provisional and not rehearsal else "",
        short_code=one_line(view.short_code),
        portal_code=say("paper.portal_code", code=portal) if portal else "",
        copy_mark=top.copy_mark or (say("paper.replaces") if view.replaced_at else ""),
    )


def ward_head(ward: WardSettings, *, title: str, code: str, copy: int, practice: bool, at: datetime) -> Head:
    """The head of a paper that is about no single dossier: `code` is its own number, marked in practice."""
    return Head(
        title=title,
        authority=one_line(ward.authority_name),
        centre=one_line(ward.centre_name),
        dated=say("paper.dated", place=words.place_name(ward.ward_name), date=words.long_date(at)),
        code=say("paper.practice_code", code=code) if practice else code,
        code_note="",
        short_code="",
        portal_code="",
        practice_mark=say("paper.practice_mark") if practice else "",
        copy_mark=say("paper.copy_mark", number=copy) if copy > 1 else "",
    )


def paper_code(view: DossierView, *, practice: bool = False) -> str:
    """The dossier code as papers show it; one of the practice store can never be taken for a real one."""
    code = _older(view) or one_line(view.code)
    marked = say("paper.practice_code", code=code)
    already = code.startswith(say("paper.practice_code", code=""))
    return marked if (practice or view.practice) and not already else code


def _older(view: DossierView) -> str:
    """The code of one that was brought over: the official one was given there, and its resident has it."""
    return one_line(view.brought.old_code) if view.brought else ""


def place_of(ward: WardSettings) -> str:
    """Where the resident was received: "Quầy 1, Trung tâm Phục vụ hành chính công phường Phú Xuân"."""
    return ", ".join(filter(None, (one_line(ward.counter_name), one_line(ward.centre_name))))


def identity_of(view: DossierView) -> str:
    """The identity number of the person who files; an old one (CMND) is marked as such."""
    person = view.applicant
    if person.citizen_id:
        return one_line(person.citizen_id)
    if person.old_cmnd:
        return say("paper.old_number", number=one_line(person.old_cmnd))
    return say("paper.no_number")
