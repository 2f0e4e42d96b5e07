"""Counting the prints of the till's papers: slips of payments, hand-over sheets, VietQR codes.

The first print is the paper itself; every later one is a copy and says BẢN SAO.
"""

from sqlmodel import Session, func, select

from counter.errors import NotFound, Problem, Refused
from counter.models.states import MoneyPaper
from counter.models.tables import Drawer, MoneyPrint, Payment, TransferRequest
from counter.rules.rights import Act
from counter.services.dossier.dossier_rows import person
from counter.services.office import Office, act
from counter.text import one_line

MOST_COPIES = 99  # of one press; more is a typing error
_SUBJECTS: dict[MoneyPaper, tuple[str, type[Payment] | type[Drawer] | type[TransferRequest]]] = {
    MoneyPaper.PAYMENT_SLIP: ("payment", Payment),
    MoneyPaper.DRAWER_SHEET: ("drawer", Drawer),
    MoneyPaper.VIETQR: ("transfer_request", TransferRequest),
}


@act(Act.TAKE_MONEY)
def record(
    office: Office, kind: MoneyPaper, subject_id: int, *, operation: str, target: str = "", copies: int = 1
) -> int:
    """Count `copies` prints of a paper and return which print the first of them is: 1 the paper itself.

    `target` names the printer or the file. A second press of the same operation returns the same.
    NotFound `money_paper.no_subject`; Refused `money_paper.copies`.
    """
    if not 0 < copies <= MOST_COPIES:
        raise Refused((Problem("copies", "money_paper.copies", {"most": MOST_COPIES}),))
    subject, table = _SUBJECTS[kind]
    with office.store.write(office.now(), in_order=True) as transaction:
        if done := transaction.earlier(operation):
            return int(done["copy"])
        session = transaction.session
        if session.get(table, subject_id) is None:
            raise NotFound("money_paper.no_subject", number=subject_id)
        copy = printed(session, kind, subject_id) + 1
        session.add(
            MoneyPrint(
                kind=kind.value,
                subject_id=subject_id,
                copies=copies,
                target=one_line(target)[:80],
                printed_at=transaction.now,
                printed_by=person(office).id,
            )
        )
        transaction.record(
            person(office),
            f"money_paper.event.{kind}",
            subject=(subject, subject_id),
            operation=operation,
            detail={"copy": copy, "copies": copies},
            result={"copy": copy},
        )
        return copy


@act(Act.TAKE_MONEY, writes=False)
def count(office: Office, kind: MoneyPaper, subject_id: int) -> int:
    """How often a paper was printed; 0 for never."""
    with office.store.read() as session:
        return printed(session, kind, subject_id)


def printed(session: Session, kind: MoneyPaper, subject_id: int) -> int:
    """The same inside a session."""
    copies = session.exec(
        select(func.coalesce(func.sum(MoneyPrint.copies), 0)).where(
            MoneyPrint.kind == kind.value, MoneyPrint.subject_id == subject_id
        )
    ).one()
    return int(copies)
