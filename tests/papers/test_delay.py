"""The papers of the delay ledger: every value and every proof on them, with all Vietnamese letters."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from counter.errors import Problem
from counter.models.delay import (
    CAUSES,
    Cause,
    CauseSum,
    DelayLedger,
    DelayRow,
    Lateness,
    MonthDelay,
    Outage,
    Proof,
    ProofKind,
    Span,
    Why,
)
from counter.papers import typeset
from counter.papers.delay import MOST_LATE, delay_month_data, delay_sheet_data
from counter.papers.delay_values import DelayMonthData, DelaySheetData

from .factory import RECEIVED, WARD
from .reading import pdf_pages, picture, squeezed
from .samples import HOSTILE, LETTERS

STORY = (
    (Why.AT_COUNTER, 30),
    (Why.AT_AGENCY, 60),
    (Why.SUPPLEMENT, 1410),
    (Why.DUTY, 10),
    (Why.AT_AGENCY, 100),
    (Why.QUEUE, 2),
    (Why.DOWN, 75),
    (Why.SILENT, 25),
    (Why.DENIED, 3),
    (Why.ANSWERING, 1),
    (Why.HELD, 40),
    (Why.ACCOUNT, 5),
    (Why.UNSURE, 7),
)


def proof(kind: ProofKind, number: int, said: str, **more: Any) -> Proof:
    return Proof(kind=kind, number=number, at=RECEIVED + timedelta(minutes=number), said=said, **more)


def proofs_of(why: Why) -> tuple[Proof, ...]:
    """What such a stretch is proven by."""
    if why is Why.QUEUE:
        return (proof(ProofKind.ROW, 7, ""),)
    if why in (Why.DOWN, Why.SILENT):
        down = Problem("line", "portal.net.down")
        status = Problem("answer", "portal.answer.status", {"status": 502})
        first = proof(ProofKind.TRY, 812, "unreachable", reason=down if why is Why.DOWN else status)
        return (first, proof(ProofKind.TRY, 857, "unknown"))
    if why is Why.SUPPLEMENT:
        return (proof(ProofKind.MOVE, 41, "supplement", who="Lê Thị Bình"),)
    return (proof(ProofKind.EVENT, 9001, "accepted", who="Nguyễn Văn Ấn"),)


def ledger(**changes: Any) -> DelayLedger:
    """A dossier with one stretch of everything that there is."""
    at, spans = RECEIVED, []
    for place, (why, minutes) in enumerate(STORY):
        until = at + timedelta(minutes=minutes)
        spans.append(
            Span(
                cause=CAUSES[why],
                why=why,
                began=at,
                until=until,
                minutes=minutes,
                working=minutes // 2,
                overdue=minutes if place > 3 else 0,
                news=place > 4,
                proofs=proofs_of(why),
            )
        )
        at = until
    base = DelayLedger(
        dossier_id=254,
        code="H57.15-261120-0254",
        short_code="254-K",
        procedure="Đăng ký khai sinh",
        received_at=RECEIVED,
        due_at=RECEIVED + timedelta(minutes=1510),
        result_at=RECEIVED + timedelta(minutes=1610),
        told_at=at,
        as_of=at + timedelta(hours=1),
        lateness=Lateness.LATE,
        spans=tuple(spans),
        sums=sums(),
    )
    return replace(base, **changes)


def sums() -> tuple[CauseSum, ...]:
    """A number of its own in every place."""
    return tuple(
        CauseSum(
            cause=cause,
            minutes=1000 + place,
            working=1100 + place,
            overdue=1200 + place,
            overdue_working=1300 + place,
            news=1400 + place,
            news_working=1500 + place,
            news_overdue=1600 + place,
            beside=1700 + place,
        )
        for place, cause in enumerate(Cause)
    )


def month(**changes: Any) -> MonthDelay:
    """A month with late dossiers and two outages."""
    outages = tuple(
        Outage(
            why=why,
            began=RECEIVED,
            until=RECEIVED + timedelta(hours=5, minutes=12),
            first=proofs_of(why)[0],
            last=proofs_of(why)[-1],
            tries=46,
        )
        for why in (Why.DOWN, Why.SILENT)
    )
    base = MonthDelay(
        month="2026-11",
        as_of=RECEIVED + timedelta(days=9),
        dossiers=4374,
        finished=((Lateness.ON_TIME, 4001), (Lateness.LATE_ON_PORTAL, 61), (Lateness.LATE, 39)),
        running_late=12,
        sums=sums(),
        late=tuple(late(number) for number in range(3)),
        outages=outages,
    )
    return replace(base, **changes)


def late(number: int, procedure: str = "Đăng ký lại khai sinh, cấp bản sao") -> DelayRow:
    return DelayRow(
        dossier_id=number,
        code=f"H57.15-261120-{number:04}",
        short_code=f"{number + 100}-K",
        procedure=procedure,
        lateness=Lateness.LATE_ON_PORTAL,
        overdue=2000 + number,
        overdue_working=300 + number,
        news_overdue=4000 + number,
        cause=Cause.LINE,
    )


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str) and value:
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from texts(getattr(value, field.name))


def pages(data: DelaySheetData | DelayMonthData) -> list[str]:
    template = typeset.DELAY if isinstance(data, DelaySheetData) else typeset.DELAY_MONTH
    return pdf_pages(typeset.pdf(template, data))


@pytest.mark.parametrize(
    "data",
    [
        delay_sheet_data(ledger(), WARD, copy=2, practice=True),
        delay_sheet_data(ledger(told_at=None, result_at=None, due_at=None), WARD),
        delay_month_data(month(), WARD, practice=True),
    ],
)
def test_every_value_is_on_the_paper(data: DelaySheetData | DelayMonthData) -> None:
    page = squeezed("".join(pages(data))).casefold()
    for text in texts(data):
        assert squeezed(text).casefold() in page, text


def test_a_dossier_takes_one_page_with_every_kind_of_stretch_on_it() -> None:
    (page,) = pages(delay_sheet_data(ledger(), WARD))
    assert "SỔ TRỄ CỦA HỒ SƠ" in page and "H57.15-261120-0254" in page
    assert "BẢN SAO" not in page and "THỰC HÀNH" not in page


def test_each_stretch_names_its_proof_with_the_number_to_look_it_up() -> None:
    data = delay_sheet_data(ledger(), WARD)
    proofs = {line.why: line.proof for line in data.spans}
    assert "nhật ký số 9001" in proofs["Ở quầy, chưa chuyển đi"]
    assert "Nguyễn Văn Ấn" in proofs["Ở quầy, chưa chuyển đi"]
    assert "bước số 41" in proofs["Chờ người dân bổ sung"]
    assert "Bản tin số 7" in proofs["Nằm trong hàng chờ gửi của quầy"]
    down = proofs["Không gửi đi được"]
    assert "Lần gửi số 812" in down and "Không nối được đến Cổng" in down and "Lần gửi số 857" in down
    silent = proofs["Đã gửi, Cổng không trả lời được"]
    assert "502" in silent and "KHÔNG BIẾT" not in silent


def test_the_verdict_says_how_late_and_whose() -> None:
    data = delay_sheet_data(ledger(), WARD)
    assert data.verdict == (
        "Trễ hẹn 4 ngày 4 giờ 10 phút, trong giờ làm việc 4 ngày 12 giờ 30 phút. Nhiều nhất: Đường truyền."
    )
    on_portal = delay_sheet_data(ledger(lateness=Lateness.LATE_ON_PORTAL), WARD)
    assert "Có kết quả đúng hẹn" in on_portal.verdict
    assert delay_sheet_data(ledger(told_at=None), WARD).told == "chưa có"
    quiet = tuple(span for span in ledger().spans if not span.news)
    assert delay_sheet_data(ledger(told_at=None, spans=quiet), WARD).told == "không phải báo Cổng"


def test_a_practice_code_is_marked_once() -> None:
    data = delay_sheet_data(ledger(code="TẬP-H57.15-261120-0254"), WARD, practice=True)
    assert data.head.code == "TẬP-H57.15-261120-0254"
    assert data.head.practice_mark


def test_a_month_of_thousands_names_the_worst_and_says_how_many_more() -> None:
    many = tuple(late(number) for number in range(500))
    data = delay_month_data(month(late=many), WARD)
    assert len(data.late) == MOST_LATE
    assert data.more.startswith(f"Còn {500 - MOST_LATE} hồ sơ nữa")
    found = pages(data)
    assert 2 <= len(found) <= 6
    for number, page in enumerate(found, start=1):
        assert f"Trang {number} / {len(found)}" in page


def test_what_did_not_happen_is_said() -> None:
    (page,) = pages(delay_month_data(month(late=(), outages=()), WARD))
    assert "Không có lần nào." in page and "Không có hồ sơ nào." in page
    (page,) = pages(delay_sheet_data(ledger(spans=()), WARD))
    assert "Chưa hết phút nào." in page


def test_ink_stays_inside_the_margins() -> None:
    wide = delay_month_data(month(late=tuple(late(n, "W" * 90) for n in range(20))), WARD)
    for template, data in ((typeset.DELAY, delay_sheet_data(ledger(), WARD)), (typeset.DELAY_MONTH, wide)):
        for page in typeset.pages(template, data, ppi=50):
            image = picture(page)
            left = image.crop((0, 0, 23, image.height))
            right = image.crop((image.width - 23, 0, image.width, image.height))
            assert left.getextrema() == right.getextrema() == (255, 255)


@pytest.mark.parametrize("text", [*HOSTILE, " ".join(LETTERS), "W" * 300])
def test_text_from_outside_is_only_text(text: str) -> None:
    who = (proof(ProofKind.MOVE, 1, "forwarded", who=text),)
    spans = (replace(ledger().spans[0], proofs=who),)
    page = squeezed("".join(pages(delay_sheet_data(ledger(procedure=text, spans=spans), WARD))))
    assert page.count(squeezed(text)) >= 2 or not squeezed(text)
