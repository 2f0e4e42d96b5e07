"""Dossiers to print, made up; every part can be set by hand. No clock is read.

`changes` are the fields of the value by name; a wrong name fails at once.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from counter.i18n import LOCAL_ZONE
from counter.models.catalogue import Channel
from counter.models.dossier import (
    Answer,
    Applicant,
    Appointment,
    Contact,
    ContactKind,
    DossierState,
    DossierView,
    PaperMark,
    PaperState,
    ResultWay,
    SubmissionView,
    SyncState,
)
from counter.models.money import (
    ExemptionView,
    MeansView,
    MoneyState,
    OfficialReceipt,
    Payer,
    PaymentKind,
    PaymentMeans,
    PaymentView,
    Quote,
    QuoteLine,
    ShareView,
)
from counter.settings import WardSettings

RECEIVED = datetime(2026, 11, 20, 2, 43, tzinfo=UTC)  # 09:43 at the counter
DUE = datetime(2026, 11, 25, 16, 30, tzinfo=LOCAL_ZONE)
WARD = WardSettings(unit_code="H57.15", phone="02343822001")
BARE_WARD = WardSettings()  # as set-up leaves it: no phone, no unit code

PAPERS = (
    PaperMark(key="to-khai", name="Tờ khai đăng ký khai sinh", state=PaperState.SUBMITTED, originals=1),
    PaperMark(key="giay-chung-sinh", name="Giấy chứng sinh", state=PaperState.SUBMITTED, originals=1),
    PaperMark(key="ket-hon", name="Giấy chứng nhận kết hôn của cha mẹ", state=PaperState.FROM_DATABASE),
    PaperMark(
        key="can-cuoc", name="Thẻ căn cước của người đi đăng ký", state=PaperState.PRESENTED, originals=1
    ),
)
QUOTE = Quote(
    lines=(
        QuoteLine(
            label="Bản sao trích lục, 2 bản", quantity=2, unit_amount=8000, amount=16000, source="TT 281"
        ),
    ),
    total=16000,
    waived=0,
)


def share(amount: int = 16000, **changes: Any) -> ShareView:
    """What of a payment is for the ordinary dossier."""
    base = ShareView(
        dossier_id=1,
        short_code="254-K",
        applicant="Nguyễn Thị Mơ",
        procedure="Thủ tục đăng ký khai sinh",
        amount=amount,
    )
    return replace(base, **changes)


def payment(amount: int = 16000, by: PaymentMeans = PaymentMeans.CASH, **changes: Any) -> PaymentView:
    """A payment of the ordinary dossier by one means, with its official receipt."""
    cash = by is PaymentMeans.CASH
    base = PaymentView(
        id=1,
        kind=PaymentKind.PAYMENT,
        total=amount,
        means=(
            MeansView(
                means=by,
                amount=amount,
                tendered=amount + 4000 if cash else None,
                change=4000 if cash else None,
                reference="" if cash else "FT26324889120",
            ),
        ),
        shares=(share(amount),),
        payer=Payer.SELF,
        payer_name="Nguyễn Thị Mơ",
        taken_by="Lê Thị Bình",
        taken_at=RECEIVED,
        drawer_id=1,
        receipt=OfficialReceipt(form="EBL01", serial="26E", number="0001873", issued_on=date(2026, 11, 20)),
    )
    return replace(base, **changes)


def given_back(kind: PaymentKind, amount: int = 16000, **changes: Any) -> PaymentView:
    """A void or a refund of the ordinary payment."""
    base = PaymentView(
        id=2,
        kind=kind,
        total=-amount,
        means=(MeansView(means=PaymentMeans.CASH, amount=-amount),),
        shares=(share(-amount),),
        payer=Payer.SELF,
        payer_name="Nguyễn Thị Mơ",
        taken_by="Lê Thị Bình",
        taken_at=RECEIVED,
        drawer_id=1,
        reverses=1,
        reason="Thu sai số tiền",
        approved_by="Trần Văn Lãnh",
    )
    return replace(base, **changes)


def exemption(ground: str = "Luật Hộ tịch Điều 11") -> ExemptionView:
    """An exemption of a poor household."""
    return ExemptionView(
        id=1,
        group="ho_ngheo",
        ground=ground,
        proof="0215/GCN-HN",
        waived=8000,
        accepted_by="Lê Thị Bình",
        accepted_at=RECEIVED,
    )


def dossier(**changes: Any) -> DossierView:
    """A birth registration of an ordinary morning; `changes` set any field of it."""
    base = DossierView(
        id=1,
        code="H57.15-261120-0254",
        provisional=False,
        short_code="254-K",
        state=DossierState.RECEIVED,
        money=MoneyState.DUE,
        sync=SyncState.NONE,
        procedure_code="1.001193",
        procedure_name="Thủ tục đăng ký khai sinh",
        applicant=Applicant(
            full_name="Nguyễn Thị Mơ",
            citizen_id="046195001234",
            dob=date(1995, 3, 15),
            gender="Nữ",
            address="12/4 kiệt 27 Nguyễn Trãi, tổ 15, phường Phú Xuân, thành phố Huế",
        ),
        behalf_of="",
        channel=Channel.DIRECT,
        result_way=ResultWay.COUNTER,
        contact=Contact(kind=ContactKind.OWN_PHONE, phone="0914220118"),
        received_at=RECEIVED,
        received_by="Lê Thị Bình",
        appointment=Appointment(due=DUE, reason="3 ngày làm việc, nghỉ 24/11"),
        papers=PAPERS,
        answers=(Answer(key="ten-tre", label="Họ tên trẻ", value="Nguyễn Minh An"),),
        quote=QUOTE,
        payments=(),
        submission=None,
        timeline=(),
        practice=False,
        version=1,
        left=16000,
    )
    return replace(base, **changes)


def filed(portal_code: str) -> SubmissionView:
    """A filing that has the portal's code."""
    return SubmissionView(
        id=1,
        state=SyncState.FILED,
        consent_kind="signature",
        consent_text_version="2026-11",
        consent_at=RECEIVED,
        read_back_at=RECEIVED,
        copied=(),
        portal_code=portal_code,
        since=RECEIVED,
    )
