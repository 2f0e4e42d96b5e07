"""Made-up people and drafts for tests that walk a dossier's life."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeVar
from uuid import uuid4

from counter.models.catalogue import Channel, PaperMode, Procedure
from counter.models.dossier import (
    Accepted,
    Answer,
    Contact,
    ContactKind,
    DossierView,
    IdentityCheck,
    IntakeDraft,
    PaperMark,
    PaperState,
    ResultWay,
)
from counter.models.drawer import ODD, CashCount
from counter.models.identity import Card
from counter.models.money import (
    ExemptionDraft,
    MeansDraft,
    OfficialReceipt,
    PaymentDraft,
    PaymentMeans,
    ShareDraft,
)
from counter.models.till import OpeningDraft
from counter.services.dossier import dossiers
from counter.services.intake import intake
from counter.services.office import Office
from counter.services.store.store import Store
from counter.services.till import drawers

T = TypeVar("T")

BINH = Card(
    citizen_id="046092005678",
    old_cmnd="191234567",
    full_name="Trần Văn Bình",
    dob=date(1992, 1, 2),
    gender="Nam",
    address="Tổ 15, phường Mẫu, thành phố Huế",
    issue_date=date(2021, 5, 5),
)
MO = Card(
    citizen_id="046195001234",
    old_cmnd=None,
    full_name="Nguyễn Thị Mơ",
    dob=date(1995, 3, 15),
    gender="Nữ",
    address="Tổ 15, phường Mẫu, thành phố Huế",
    issue_date=date(2021, 5, 5),
)
BIRTH = {
    "tre_ho_ten": "Nguyễn Minh An",
    "tre_ngay_sinh": "12/11/2026",
    "tre_gioi_tinh": "Nữ",
    "noi_sinh": "Bệnh viện Trung ương Huế",
    "dan_toc": "Kinh",
    "que_quan": "Quảng Trị",
    "me_so_dinh_danh": "046195001234 Nguyễn Thị Mơ",
    "nguoi_di_dang_ky": "046195001234 mẹ",
    "so_ban_sao": "2",
}
FORM, SERIAL = "EBL01", "26E"  # of the receipts in these tests


def but(value: T, **changes: object) -> T:
    """The same value with some fields other."""
    remake: Callable[..., T] = replace
    return remake(value, **changes)


def papers_in_hand(procedure: Procedure) -> tuple[PaperMark, ...]:
    """Every required paper, handed in or shown as the list says."""
    return tuple(
        PaperMark(
            key=paper.key,
            name=paper.name,
            state=PaperState.SUBMITTED if paper.mode is PaperMode.SUBMIT else PaperState.PRESENTED,
        )
        for paper in procedure.papers
        if paper.required
    )


def answers(**values: str) -> tuple[Answer, ...]:
    """Answers of an e-form by key."""
    return tuple(Answer(key=key, label="", value=value) for key, value in values.items())


def ready(
    office: Office,
    procedure: str,
    card: Card,
    values: dict[str, str],
    *,
    quantities: str = "",
    channel: Channel = Channel.DIRECT,
) -> IntakeDraft:
    """A draft of this person for this procedure that may be accepted as it stands."""
    draft = intake.start(office, procedure=procedure, quantities=quantities, payload=card)
    given = {answer.key: answer.value for answer in draft.answers} | values
    return replace(
        draft,
        identity=IdentityCheck.SAME_PERSON,
        papers=papers_in_hand(office.catalogue.get(procedure)),
        answers=answers(**given),
        contact=Contact(kind=ContactKind.OWN_PHONE, phone="0914 220 118"),
        result_way=ResultWay.COUNTER,
        channel=channel,
    )


def certified_copy(office: Office, card: Card = BINH) -> IntakeDraft:
    """`ct 3x5`: three certified copies of a paper of five pages, 21.000đ."""
    return ready(office, "ct", card, {"ten_giay_to": "Bằng tốt nghiệp"}, quantities="3x5")


def birth(office: Office, channel: Channel = Channel.ONLINE, **values: str) -> IntakeDraft:
    """A birth registered in time, with two copies (16.000đ), the mother filing."""
    return ready(office, "ks", MO, BIRTH | values, channel=channel)


def late_birth(office: Office, *, group: str = "", proof: str = "", copies: str = "1") -> IntakeDraft:
    """A birth registered late: the data does not know its charge; a copy costs 8.000đ."""
    draft = birth(office, Channel.DIRECT, tre_ngay_sinh="01/03/2026", so_ban_sao=copies)
    return replace(draft, exempt_group=group, exempt_proof=proof)


def applicant(draft: IntakeDraft, **changes: object) -> IntakeDraft:
    """The same draft of somebody a little different."""
    return replace(draft, applicant=but(draft.applicant, **changes))


def received(office: Office, draft: IntakeDraft) -> DossierView:
    """The dossier of a draft after its acceptance."""
    accepted: Accepted = intake.accept(office, draft)
    return dossiers.get(office, str(accepted.dossier_id))


def cash(view: DossierView, tendered: int, number: str = "0001873", operation: str = "pay") -> PaymentDraft:
    """Cash for a dossier as it was just seen, with a receipt's number; "" for none."""
    return PaymentDraft(
        operation=operation,
        shares=(ShareDraft(dossier_id=view.id, version=view.version),),
        means=(MeansDraft(means=PaymentMeans.CASH, tendered=tendered),),
        receipt=receipt(number) if number else None,
    )


def receipt(number: str, *, form: str = FORM, serial: str = SERIAL) -> OfficialReceipt:
    """An official receipt of the book of these tests."""
    return OfficialReceipt(form=form, serial=serial, number=number)


def free(view: DossierView, group: str, proof: str = "sổ hộ nghèo 0215") -> ExemptionDraft:
    """An exemption of a dossier as it was just seen."""
    return ExemptionDraft(
        operation=f"free-{view.id}", dossier_id=view.id, version=view.version, group=group, proof=proof
    )


def paying(draft: PaymentDraft, **changes: object) -> PaymentDraft:
    """The same payment by other means: the changes are of its one means."""
    return replace(draft, means=(but(draft.means[0], **changes),))


def stating(draft: PaymentDraft, amount: int, source: str) -> PaymentDraft:
    """The same payment with a sum read from the posted table."""
    return replace(draft, shares=(but(draft.shares[0], stated_amount=amount, stated_source=source),))


def with_drawer(office: Office, float_amount: int = 500_000) -> Office:
    """The same counter with its cashier's drawer open."""
    if drawers.mine(office) is None:
        count = CashCount.of([(ODD, float_amount)] if float_amount else [])
        drawers.open_drawer(office, OpeningDraft(operation=f"open-{uuid4().hex}", count=count))
    return office


def contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Everything a store holds, table by table: equal before and after means that nothing was written."""
    with store.query() as connection:
        tables = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                " AND name NOT LIKE 'find_%'"
            )
        ]
        return {name: list(connection.execute(f'SELECT * FROM "{name}"')) for name in sorted(tables)}  # noqa: S608


def break_at(store: Store, table: str, what: str = "INSERT") -> None:
    """Make the next writes of this kind to one table fail inside SQLite itself."""
    with store.write() as transaction:
        transaction.connection.execute(
            f"CREATE TEMP TRIGGER broken_{table} BEFORE {what} ON main.{table}"
            " BEGIN SELECT RAISE(ABORT, 'injected'); END"
        )
        transaction.record(None, "test.broken", subject=("test", table), operation="")


def break_event(store: Store, event: str) -> None:
    """Make the next audit event of this kind fail, and no other."""
    with store.write() as transaction:
        transaction.connection.execute(
            "CREATE TEMP TRIGGER broken_event BEFORE INSERT ON main.audit_event"
            f" WHEN NEW.event = '{event}' BEGIN SELECT RAISE(ABORT, 'injected'); END"
        )
        transaction.record(None, "test.broken", subject=("test", event), operation="")
