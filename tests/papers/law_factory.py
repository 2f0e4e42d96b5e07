"""Facts of the papers of the law, made up; `changes` set any field by name."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from counter.i18n import LOCAL_ZONE
from counter.models.dossier import CollectorKind, DossierView, ResultWay
from counter.models.law_papers import (
    ControlFacts,
    ExtensionFacts,
    HandOverFacts,
    HandStep,
    LawFacts,
    LawForm,
    PaperNumber,
    RefusalFacts,
    RegisterFacts,
    RegisterRow,
    ResultFacts,
    ResultRow,
    StepKind,
    StopFacts,
    SupplementFacts,
    WantedPaper,
)
from counter.models.life import AskedBy, Direction, MoneyAfter, Outcome, Stage

from .factory import DUE, RECEIVED, dossier

LATER = datetime(2026, 12, 2, 16, 30, tzinfo=LOCAL_ZONE)
HOARD = "Phòng Văn hoá – Xã hội phường Phú Xuân"


def number(form: LawForm, value: int = 7) -> PaperNumber:
    """A number of the year 2026."""
    return PaperNumber(form=form, year=2026, number=value)


def supplement(view: DossierView | None = None, **changes: Any) -> SupplementFacts:
    """Two papers are asked for."""
    base = SupplementFacts(
        dossier=view or dossier(),
        asked_at=RECEIVED + timedelta(hours=3),
        asked_by="Lê Thị Bình",
        wanted=(
            WantedPaper(name="Giấy chứng sinh", originals=1, note="bản đã nộp mờ số, cần bản rõ"),
            WantedPaper(name="Giấy chứng nhận kết hôn của cha mẹ", certified=1, photocopies=2),
        ),
        reason="Giấy chứng sinh không đọc được số",
        stage=Stage.ENTRY,
        basis="Luật Hộ tịch Điều 16",
        answer_by=date(2026, 11, 27),
        new_due=LATER,
    )
    return replace(base, **changes)


def refusal(view: DossierView | None = None, **changes: Any) -> RefusalFacts:
    """Not for this ward to settle."""
    base = RefusalFacts(
        dossier=view or dossier(),
        refused_at=RECEIVED + timedelta(hours=5),
        refused_by="Lê Thị Bình",
        reason="Trẻ đã được đăng ký khai sinh tại phường Thuận Hoá ngày 02/11/2026",
        basis="Luật Hộ tịch Điều 5",
        approved_by="Trần Văn Lãnh",
        number=number(LawForm.REFUSAL),
    )
    return replace(base, **changes)


def extension(view: DossierView | None = None, **changes: Any) -> ExtensionFacts:
    """One week more."""
    base = ExtensionFacts(
        dossier=view or dossier(),
        written_at=RECEIVED + timedelta(days=4),
        due=DUE,
        new_due=LATER,
        reason="Chờ xác minh nơi cư trú của cha mẹ trẻ tại Công an phường",
        signed_by="Trần Văn Lãnh",
        sector="Hộ tịch",
        number=number(LawForm.EXTENSION),
    )
    return replace(base, **changes)


def stop(view: DossierView | None = None, **changes: Any) -> StopFacts:
    """The agency cannot go on."""
    base = StopFacts(
        dossier=view or dossier(),
        decided_at=RECEIVED + timedelta(days=2),
        asker=AskedBy.AGENCY,
        reason="Quá thời hạn bổ sung mà không nhận được giấy tờ",
        signed_by="Trần Văn Lãnh",
        signer_title="KT. Giám đốc – Phó Giám đốc",
        basis="Nghị định 118/2025/NĐ-CP",
        papers_back="Giấy chứng sinh (bản chính)",
        money=MoneyAfter.GIVE_BACK,
        number=number(LawForm.STOP, 12),
    )
    return replace(base, **changes)


def steps(rounds: int = 1) -> tuple[HandStep, ...]:
    """Received, out and back `rounds` times, returned."""
    found = [HandStep(kind=StepKind.RECEIVED, at=RECEIVED, giver="Nguyễn Thị Mơ", taker="Lê Thị Bình")]
    for nth in range(rounds):
        at = RECEIVED + timedelta(hours=4 * nth + 2)
        found.append(
            HandStep(
                kind=StepKind.OUT,
                at=at,
                giver="Lê Thị Bình",
                taker=f"Hồ Đắc Chuyên {nth + 1}",
                agency=HOARD,
                due=DUE,
                outcome=Outcome.SENT,
            )
        )
        found.append(
            HandStep(
                kind=StepKind.BACK,
                at=at + timedelta(hours=2),
                giver=f"Hồ Đắc Chuyên {nth + 1}",
                taker="Lê Thị Bình",
                agency=HOARD,
                due=DUE,
                ready_at=at + timedelta(hours=2),
                outcome=Outcome.RESULT,
                note="bản chính và 2 bản sao",
            )
        )
    last = found[-1].at + timedelta(days=1)
    found.append(
        HandStep(
            kind=StepKind.RETURNED,
            at=last,
            giver="Lê Thị Bình",
            taker="Nguyễn Thị Mơ",
            due=DUE,
            ready_at=found[-1].at,
        )
    )
    return tuple(found)


def control(view: DossierView | None = None, **changes: Any) -> ControlFacts:
    """The way of an ordinary dossier."""
    base = ControlFacts(
        dossier=view or dossier(),
        printed_at=RECEIVED + timedelta(days=5),
        book_year=2026,
        row=254,
        steps=steps(),
        agency=HOARD,
        partners=("Công an phường Phú Xuân",),
    )
    return replace(base, **changes)


def result(view: DossierView | None = None, **changes: Any) -> ResultFacts:
    """A proxy collects a birth certificate."""
    base = ResultFacts(
        dossier=view or dossier(),
        given_at=RECEIVED + timedelta(days=5),
        given_by="Lê Thị Bình",
        collector="Trần Văn Út",
        kind=CollectorKind.PROXY,
        collector_phone="0914220119",
        paper="Giấy uỷ quyền số 12, chứng thực ngày 20/11/2026",
        result_kind="Giấy khai sinh",
        result_number="254/2026",
        result_copies=3,
    )
    return replace(base, **changes)


def register_row(nth: int = 1, **changes: Any) -> RegisterRow:
    """A line of the register."""
    base = RegisterRow(
        number=nth,
        code=f"H57.15-261120-{nth:04}",
        procedure="Thủ tục đăng ký khai sinh",
        applicant="Nguyễn Thị Mơ",
        behalf_of="",
        address="12/4 kiệt 27 Nguyễn Trãi, tổ 15, phường Phú Xuân, thành phố Huế",
        phone="0914220118",
        received_at=RECEIVED,
        received_by="Lê Thị Bình",
        due=DUE,
        result_way=ResultWay.COUNTER,
        agency=HOARD,
        forwarded_at=RECEIVED + timedelta(hours=2),
        ready_at=RECEIVED + timedelta(days=2),
        returned_at=RECEIVED + timedelta(days=3),
        returned_to="Nguyễn Thị Mơ",
        state=10,
    )
    return replace(base, **changes)


def register(rows: int = 2, **changes: Any) -> RegisterFacts:
    """A day's register."""
    base = RegisterFacts(
        first=date(2026, 11, 1),
        last=date(2026, 11, 30),
        printed_at=RECEIVED + timedelta(days=10),
        rows=tuple(register_row(nth) for nth in range(1, rows + 1)),
    )
    return replace(base, **changes)


def hand_over(rows: int = 2, **changes: Any) -> HandOverFacts:
    """A batch of results."""
    base = HandOverFacts(
        direction=Direction.BACK,
        handed_at=RECEIVED + timedelta(days=2),
        agency=HOARD,
        person="Hồ Đắc Chuyên",
        staff="Lê Thị Bình",
        rows=tuple(
            ResultRow(
                code=f"H57.15-261120-{nth:04}",
                procedure="Thủ tục đăng ký khai sinh",
                result=f"Giấy khai sinh số {nth}/2026",
                owner="Nguyễn Thị Mơ",
                address="tổ 15, phường Phú Xuân",
                outcome=Outcome.RESULT,
                fee_due=nth % 2 == 1,
                by_post=nth % 3 == 0,
            )
            for nth in range(1, rows + 1)
        ),
        number=number(LawForm.HAND_OVER, 31),
    )
    return replace(base, **changes)


def all_facts(view: DossierView | None = None) -> tuple[LawFacts, ...]:
    """One of each."""
    of_dossier = (supplement, refusal, extension, stop, control, result)
    return (*(make(view) for make in of_dossier), register(), hand_over())
