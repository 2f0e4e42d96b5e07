"""Mẫu 07, the register (sổ theo dõi hồ sơ), and the hand-over list of results (phiếu bàn giao kết quả)."""

from datetime import datetime

from counter.i18n import day, written
from counter.models.law_papers import HandOverFacts, LawForm, RegisterFacts, RegisterRow, ResultRow
from counter.models.life import Direction
from counter.papers import words
from counter.papers.heads import ward_head
from counter.papers.law_head import number_of, qr_of, title_of
from counter.papers.law_values import HandOverData, RegisterData, RegisterLine, ResultLine
from counter.papers.layout import paper_settings
from counter.papers.words import say
from counter.rules.procedure_names import short
from counter.settings import WardSettings
from counter.text import one_line


def register_data(
    facts: RegisterFacts, ward: WardSettings, *, copy: int = 1, practice: bool = False
) -> RegisterData:
    """The register of a period, a line for each dossier in the order of its numbers. Raises DataFault."""
    at = facts.printed_at
    code = say("law_paper.book", year=facts.first.year)
    top = ward_head(
        ward,
        title=title_of(LawForm.REGISTER),
        code=code,
        copy=copy,
        practice=practice or facts.practice,
        at=at,
    )
    settings = paper_settings()
    return RegisterData(
        issued_at=at,
        head=top,
        qr=qr_of(top, at, settings=settings),
        period=say("law_paper.period", first=day(facts.first), last=day(facts.last)),
        count=say("law_paper.count", count=len(facts.rows)),
        lines=tuple(register_line(row, settings.sets) for row in facts.rows),
    )


def register_line(row: RegisterRow, sets: str) -> RegisterLine:
    """One dossier as the columns of the register say it; also the cells of its export."""
    owner = one_line(row.behalf_of)
    person = one_line(row.applicant)
    return RegisterLine(
        number=str(row.number),
        code=one_line(row.code),
        procedure=one_line(row.procedure),
        sets=one_line(sets),
        person=say("law_paper.owner", person=person, owner=owner) if owner and owner != person else person,
        address=", ".join(filter(None, (one_line(row.address), words.phone(row.phone) if row.phone else ""))),
        agency=one_line(row.agency),
        received=_moment(row.received_at),
        due=_moment(row.due) or say("law_paper.no_due"),
        forwarded=_moment(row.forwarded_at),
        ready=_moment(row.ready_at),
        returned=_moment(row.returned_at),
        way=say(f"law_paper.way.{row.result_way}"),
        taken_by=one_line(row.returned_to),
        note=_note(row),
        struck=one_line(row.struck),
    )


def _note(row: RegisterRow) -> str:
    if row.struck:
        return say("law_paper.struck", reason=one_line(row.struck))
    return say(f"law_paper.state.{row.state}") if row.state in _ENDED_OTHERWISE else ""


_ENDED_OTHERWISE = (3, 5, 7, 8)  # refused, waiting for papers, withdrawn, stopped: said in the note


def hand_over_data(
    facts: HandOverFacts, ward: WardSettings, *, copy: int = 1, practice: bool = False
) -> HandOverData:
    """The list of what is handed over, and who signs at which end. Raises DataFault."""
    at = facts.handed_at
    back = facts.direction is Direction.BACK
    top = ward_head(
        ward,
        title=title_of(LawForm.HAND_OVER if back else LawForm.HAND_OVER_OUT),
        code=number_of(facts.number),
        copy=copy,
        practice=practice or facts.practice,
        at=at,
    )
    here = one_line(facts.staff), one_line(ward.centre_name)
    there = one_line(facts.person), one_line(facts.agency)
    giver, taker = (there, here) if back else (here, there)
    return HandOverData(
        issued_at=at,
        head=top,
        qr=qr_of(top, at),
        number=top.code,
        giver=giver[0],
        giver_place=giver[1],
        taker=taker[0],
        taker_place=taker[1],
        handed=words.moment(at),
        count=say("law_paper.results", count=len(facts.rows)),
        back=back,
        note=one_line(facts.note),
        lines=tuple(_result(nth, row) for nth, row in enumerate(facts.rows, start=1)),
    )


def _result(nth: int, row: ResultRow) -> ResultLine:
    return ResultLine(
        number=str(nth),
        code=one_line(row.code),
        content=short(one_line(row.procedure)),  # the code beside it is certain; the row stays a row
        result=one_line(row.result) or say(f"law_paper.handed.{row.outcome}"),
        owner=one_line(row.owner),
        address=one_line(row.address),
        fee=say("law_paper.cross") if row.fee_due else "",
        post=say("law_paper.cross") if row.by_post else "",
    )


def _moment(instant: datetime | None) -> str:
    """ "09:43 20/11/2026": short, for a narrow column."""
    if instant is None:
        return ""
    return written(instant)
