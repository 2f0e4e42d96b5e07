"""Mẫu 02 (something is missing) and Mẫu 03 (refused): the two slips a resident is given instead of a result.

Fields and order: one-stop-law 2.3, from templates of two provinces; the appendix itself was not seen.
"""

from dataclasses import replace

from counter.i18n import day
from counter.models.catalogue import Channel
from counter.models.law_papers import LawForm, RefusalFacts, SupplementFacts, WantedPaper
from counter.papers import words
from counter.papers.law_head import contact_of, head_of, number_of, qr_of, subject_of
from counter.papers.law_values import RefusalData, SupplementData, WantedLine
from counter.papers.words import say
from counter.settings import WardSettings
from counter.text import one_line


def supplement_data(
    facts: SupplementFacts, ward: WardSettings, *, copy: int = 1, practice: bool = False
) -> SupplementData:
    """Mẫu 02 of one request. `copy`: 1 the paper itself, later ones say BẢN SAO. Raises DataFault."""
    view, at = facts.dossier, facts.asked_at
    top = head_of(LawForm.SUPPLEMENT, view, ward, at, copy=copy, practice=practice)
    subject = subject_of(view, ward)
    if not view.code:  # asked for before anything was received: there is no dossier yet
        top, subject = replace(top, code="", code_note=""), replace(subject, received="")
    until = facts.answer_by
    return SupplementData(
        issued_at=at,
        head=top,
        qr=qr_of(top, at, view=view),
        number=number_of(facts.number),
        subject=subject,
        wanted=tuple(map(_wanted, facts.wanted)),
        reason=one_line(facts.reason),
        basis=one_line(facts.basis),
        stage=say(f"law_paper.stage.{facts.stage}"),
        answer_by=say("law_paper.day", weekday=words.weekday(until), day=day(until)) if until else "",
        new_due=words.moment(facts.new_due) if facts.new_due else "",
        nth=str(facts.nth),
        contact=contact_of(view, ward, facts.asked_by),
        guided_by=one_line(facts.asked_by),
    )


def refusal_data(
    facts: RefusalFacts, ward: WardSettings, *, copy: int = 1, practice: bool = False
) -> RefusalData:
    """Mẫu 03 of a refusal. An online dossier has nobody at the counter who signs. Raises DataFault."""
    view, at = facts.dossier, facts.refused_at
    top = head_of(LawForm.REFUSAL, view, ward, at, copy=copy, practice=practice)
    online = view.channel is Channel.ONLINE
    subject = subject_of(view, ward)
    return RefusalData(
        issued_at=at,
        head=top,
        qr=qr_of(top, at, view=view),
        number=number_of(facts.number),
        subject=subject,
        filed=words.moment(view.received_at) if online else "",
        reason=one_line(facts.reason),
        basis=one_line(facts.basis),
        contact=contact_of(view, ward, facts.refused_by),
        submitter="" if online else subject.person,
        refused_by=one_line(facts.refused_by),
        approved_by=one_line(facts.approved_by),
    )


def _wanted(paper: WantedPaper) -> WantedLine:
    return WantedLine(
        name=one_line(paper.name),
        originals=paper.originals,
        certified=paper.certified,
        photocopies=paper.photocopies,
        note=one_line(paper.note),
    )
