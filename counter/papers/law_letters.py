"""Mẫu 04 (apology and one new date) and Mẫu 05 (stopped): letters that the head of the centre signs.

Mẫu 04 follows a real letter of 2026. Of Mẫu 05 no copy was seen: its order is likely, and marked so in the
template (one-stop-law 2.3).
"""

from dataclasses import replace

from counter.i18n import day, local
from counter.models.law_papers import ExtensionFacts, LawForm, StopFacts
from counter.models.life import AskedBy
from counter.papers import words
from counter.papers.law_head import contact_of, head_of, number_of, qr_of, subject_of
from counter.papers.law_values import ExtensionData, StopData
from counter.papers.words import say
from counter.settings import WardSettings
from counter.text import one_line


def extension_data(
    facts: ExtensionFacts, ward: WardSettings, *, copy: int = 1, practice: bool = False
) -> ExtensionData:
    """Mẫu 04. The appointment on it is the one that is missed. Raises DataFault."""
    view, at = facts.dossier, facts.written_at
    top = head_of(LawForm.EXTENSION, view, ward, at, copy=copy, practice=practice)
    missed = words.moment(facts.due) if facts.due else say("paper.due_unknown")
    return ExtensionData(
        issued_at=at,
        head=top,
        qr=qr_of(top, at, view=view),
        number=number_of(facts.number),
        subject=replace(subject_of(view, ward), due=missed),
        sector=one_line(facts.sector),
        received_day=day(local(view.received_at).date()),
        reason=one_line(facts.reason),
        new_due=words.moment(facts.new_due) if facts.new_due else say("law_paper.told_later"),
        contact=contact_of(view, ward, ""),
        signer_title=one_line(facts.signer_title),
        signer=one_line(facts.signed_by),
    )


def stop_data(facts: StopFacts, ward: WardSettings, *, copy: int = 1, practice: bool = False) -> StopData:
    """Mẫu 05. Raises DataFault."""
    view, at = facts.dossier, facts.decided_at
    top = head_of(LawForm.STOP, view, ward, at, copy=copy, practice=practice)
    subject = subject_of(view, ward)
    who = subject.person if facts.asker is AskedBy.RESIDENT else subject.place
    return StopData(
        issued_at=at,
        head=top,
        qr=qr_of(top, at, view=view),
        number=number_of(facts.number),
        subject=subject,
        asked=say(f"law_paper.asker.{facts.asker}", who=who),
        reason=one_line(facts.reason),
        basis=one_line(facts.basis),
        papers_back=one_line(facts.papers_back),
        money=say(f"law_paper.money.{facts.money}"),
        contact=contact_of(view, ward, ""),
        signer_title=one_line(facts.signer_title),
        signer=one_line(facts.signed_by),
    )
