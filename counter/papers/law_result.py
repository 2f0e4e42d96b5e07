"""The slip of a result that was handed over (giấy biên nhận trả kết quả, one-stop-law 2.4)."""

from counter.models.law_papers import LawForm, ResultFacts
from counter.papers import words
from counter.papers.law_head import contact_of, head_of, qr_of, subject_of
from counter.papers.law_values import ResultData
from counter.papers.words import say
from counter.settings import WardSettings
from counter.text import one_line


def result_data(
    facts: ResultFacts, ward: WardSettings, *, copy: int = 1, practice: bool = False
) -> ResultData:
    """The slip both sign. Where nothing else is known of the result, it is that of the procedure."""
    view, at = facts.dossier, facts.given_at
    top = head_of(LawForm.RESULT, view, ward, at, copy=copy, practice=practice)
    subject = subject_of(view, ward)
    name = one_line(view.procedure_name)
    phone = facts.collector_phone
    return ResultData(
        issued_at=at,
        head=top,
        qr=qr_of(top, at, view=view),
        subject=subject,
        given_by=one_line(facts.given_by),
        given_phone=words.phone(ward.phone) if ward.phone else "",
        collector=one_line(facts.collector),
        second=one_line(facts.second),
        collector_role=say(f"law_paper.collector.{facts.kind}") if facts.kind else "",
        collector_phone=words.phone(phone) if phone else "",
        paper=one_line(facts.paper),
        result_kind=one_line(facts.result_kind) or say("law_paper.result_of", name=name),
        result_number=one_line(facts.result_number),
        result_copies=say("law_paper.copies", count=facts.result_copies) if facts.result_copies else "",
        returned=words.moment(at),
        contact=contact_of(view, ward, ""),
    )
