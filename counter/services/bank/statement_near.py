"""What a bank line may be the money of: the transfers of the same amount that no statement has shown yet."""

from sqlmodel import Session, col, select

from counter.models.states import RequestState
from counter.models.tables import TransferRequest
from counter.models.transfers import NearView
from counter.rules.rights import Act
from counter.services.bank import transfers
from counter.services.bank.bank_rows import line_row, matches, unseen_transfers
from counter.services.money.payment_rows import views
from counter.services.office import Office, act


@act(Act.TAKE_MONEY, writes=False)
def near(office: Office, line_id: int, *, limit: int = 200) -> tuple[NearView, ...]:
    """Waiting transfers and transfer payments with the amount of a line: those that its memo or the matching
    names first, then the newest. Another amount is never offered: it would be refused."""
    with office.store.read() as session:
        line = line_row(session, line_id)
        named = set(matches(session, [line])[0].requests)
        found = [*_waiting(session, line.amount, limit), *_paid(session, line.amount)]
    found.sort(key=lambda one: (one.request_id not in named, -one.at.timestamp()))
    return tuple(found[:limit])


def _waiting(session: Session, amount: int, limit: int) -> list[NearView]:
    rows = session.exec(
        select(TransferRequest)
        .where(TransferRequest.state == RequestState.WAITING, TransferRequest.amount == amount)
        .order_by(col(TransferRequest.id).desc())
        .limit(limit)
    ).all()
    return [
        NearView(
            request_id=view.id,
            memo=view.memo,
            payer=view.payer_name,
            dossiers=tuple(share.short_code for share in view.shares),
            at=view.asked_at,
        )
        for view in transfers.views(session, rows)
    ]


def _paid(session: Session, amount: int) -> list[NearView]:
    """Payments by transfer whose code was typed and whose money no line has shown."""
    pairs = [(payment, part) for payment, part in unseen_transfers(session) if part.amount == amount]
    ids = [payment.id for payment, _ in pairs]
    requests = session.exec(select(TransferRequest).where(col(TransferRequest.payment_id).in_(ids)))
    asked = {row.payment_id: row for row in requests}
    return [
        NearView(
            request_id=request.id if (request := asked.get(view.id)) else None,
            payment_id=view.id,
            memo=request.memo if request else part.reference,
            payer=view.payer_name,
            dossiers=tuple(share.short_code for share in view.shares),
            at=view.taken_at,
        )
        for view, (_, part) in zip(views(session, [payment for payment, _ in pairs]), pairs, strict=True)
    ]
