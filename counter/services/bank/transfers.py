"""Transfers that were asked for with a VietQR: waiting until the money was seen, or cancelled.

A screenshot is no proof: a transfer counts as paid only by the bank's transaction code that a clerk typed, or
by a line of a bank statement (`statements`).
"""

from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from counter.errors import Conflict, NotFound, Problem, Refused
from counter.i18n import money
from counter.models.bank import BankAccount
from counter.models.money import (
    MeansDraft,
    Payer,
    PaymentDraft,
    PaymentMeans,
    PaymentView,
    ShareDraft,
    ShareView,
)
from counter.models.states import RequestState
from counter.models.tables import Dossier, TransferRequest, TransferRequestShare
from counter.models.transfers import ConfirmDraft, RequestDraft, RequestView
from counter.rules import payments as rules
from counter.rules import vietqr
from counter.rules.rights import Act
from counter.services.bank import accounts
from counter.services.catalogue.banks_data import bank_of
from counter.services.dossier.dossier_rows import dossier_row, id_of, person, staff_names
from counter.services.money import payments
from counter.services.money.payment_cases import Case, cases_of
from counter.services.office import Office, act
from counter.services.store.transaction import Transaction
from counter.text import one_line


@act(Act.TAKE_MONEY)
def ask(office: Office, draft: RequestDraft) -> RequestView:
    """Ask for a transfer: the memo names the dossier and this request, and is used once.

    Refused with every reason: nothing due, an amount that is not known yet, an account that is not used.
    """
    office.catalogue.all()  # read before the write begins
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if done := transaction.earlier(draft.operation):
            return view(session, _row(session, int(done["request_id"])))
        cases = cases_of(office, session, _shares(draft.shares))
        problems = _problems(session, draft, sum(case.amount for case in cases))
        if problems:
            raise Refused(problems)
        row = _write(transaction, person(office).id, draft, cases)
        for case in cases:
            transaction.record(
                person(office),
                "transfer.event.asked",
                subject=("dossier", id_of(case.row)),
                operation=draft.operation,
                detail={"memo": row.memo, "amount": case.amount, "sum": money(case.amount)},
                result={"request_id": row.id or 0},
            )
        return view(session, row)


@act(Act.READ, writes=False)
def get(office: Office, request_id: int) -> RequestView:
    """One asked-for transfer. NotFound when there is none."""
    with office.store.read() as session:
        return view(session, _row(session, request_id))


@act(Act.TAKE_MONEY, writes=False)
def waiting(office: Office, *, limit: int = 200, dossier_id: int | None = None) -> tuple[RequestView, ...]:
    """The transfers that were asked for and not seen yet, the newest first; those of one dossier if named."""
    chosen = select(TransferRequest).where(TransferRequest.state == RequestState.WAITING)
    if dossier_id is not None:
        of_it = select(TransferRequestShare.request_id).where(TransferRequestShare.dossier_id == dossier_id)
        chosen = chosen.where(col(TransferRequest.id).in_(of_it))
    with office.store.read() as session:
        rows = session.exec(chosen.order_by(col(TransferRequest.id).desc()).limit(limit)).all()
        return tuple(views(session, rows))


@act(Act.TAKE_MONEY)
def confirm(office: Office, draft: ConfirmDraft) -> PaymentView:
    """Record the payment of a transfer whose money was seen. Conflict when it is no longer waiting, or when
    its dossiers were paid another way meanwhile; a second press returns the first payment."""
    with office.store.read() as session:
        row = _row(session, draft.request_id)
        if row.payment_id is None and (row.state is not RequestState.WAITING or row.version != draft.version):
            raise Conflict("transfer.not_waiting", memo=row.memo)
        made = payment_draft(
            session,
            row,
            operation=draft.operation,
            reference=draft.reference,
        )
    return payments.take(
        office,
        PaymentDraft(
            operation=made.operation,
            shares=made.shares,
            means=made.means,
            payer=made.payer,
            payer_name=made.payer_name,
            receipt=draft.receipt,
            receipt_later=draft.receipt_later,
            skipped_reason=draft.skipped_reason,
            request_id=draft.request_id,
        ),
    )


@act(Act.TAKE_MONEY)
def cancel(office: Office, request_id: int, *, operation: str, version: int) -> RequestView:
    """Ask no longer: the code that was given is void here. Money that comes all the same becomes a task."""
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        row = _row(session, request_id)
        if transaction.earlier(operation) is None:
            if row.state is not RequestState.WAITING or row.version != version:
                raise Conflict("transfer.not_waiting", memo=row.memo)
            row.state, row.version = RequestState.CANCELLED, row.version + 1
            session.add(row)
            for share in _share_rows(session, request_id):
                transaction.record(
                    person(office),
                    "transfer.event.cancelled",
                    subject=("dossier", share.dossier_id),
                    operation=operation,
                    detail={"memo": row.memo},
                )
        return view(session, row)


@act(Act.TAKE_MONEY)
def name_payer(
    office: Office, request_id: int, payer: Payer, payer_name: str, *, operation: str, version: int
) -> RequestView:
    """Say who pays a waiting transfer; the code stays good. Conflict when it waits no longer."""
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        row = _row(session, request_id)
        if transaction.earlier(operation) is None:
            if row.state is not RequestState.WAITING or row.version != version:
                raise Conflict("transfer.not_waiting", memo=row.memo)
            if problems := rules.payer_problems(payer, payer_name):
                raise Refused(problems)
            shares = _share_rows(session, request_id)
            own = session.get_one(Dossier, shares[0].dossier_id).applicant_name
            row.payer_relation, row.payer_name = payer, one_line(payer_name) or own
            row.version += 1
            session.add(row)
            for share in shares:
                transaction.record(
                    person(office),
                    "transfer.event.payer",
                    subject=("dossier", share.dossier_id),
                    operation=operation,
                    detail={"memo": row.memo, "payer": payer.value, "name": row.payer_name},
                )
        return view(session, row)


def payment_draft(session: Session, row: TransferRequest, *, operation: str, reference: str) -> PaymentDraft:
    """The payment of an asked-for transfer, for its dossiers as they stand now."""
    shares = [
        ShareDraft(
            dossier_id=share.dossier_id,
            version=dossier_row(session, share.dossier_id).version,
            amount=share.amount,
        )
        for share in _share_rows(session, row.id or 0)
    ]
    means = MeansDraft(means=PaymentMeans.TRANSFER, reference=reference, account_id=row.account_id)
    return PaymentDraft(
        operation=operation,
        shares=tuple(shares),
        means=(means,),
        payer=row.payer_relation,
        payer_name=row.payer_name,
        request_id=row.id,
    )


def view(session: Session, row: TransferRequest) -> RequestView:
    """An asked-for transfer as a value, with the payload of its code."""
    return views(session, [row])[0]


def views(session: Session, rows: Sequence[TransferRequest]) -> list[RequestView]:
    """Some transfers, in their order, read together."""
    shares = _share_views(session, [row.id for row in rows])
    names = staff_names(session)
    used = {row.account_id for row in rows}
    held = {ident: accounts.view(accounts.row_of(session, ident)) for ident in used}
    return [_view(row, held[row.account_id], shares[row.id], names[row.asked_by]) for row in rows]


def _view(
    row: TransferRequest, account: BankAccount, shares: Sequence[ShareView], asked_by: str
) -> RequestView:
    bank = bank_of(account.bin)
    return RequestView(
        id=row.id or 0,
        memo=row.memo,
        amount=row.amount,
        account=account,
        bank=bank.known_as if bank else account.bin,
        payload=vietqr.build(vietqr.code_for(account, row.amount, row.memo)),
        state=row.state,
        shares=tuple(shares),
        payer=row.payer_relation,
        payer_name=row.payer_name,
        asked_by=asked_by,
        asked_at=row.asked_at,
        version=row.version,
        payment_id=row.payment_id,
    )


def _shares(shares: Sequence[tuple[int, int, int | None]]) -> tuple[ShareDraft, ...]:
    return tuple(
        ShareDraft(dossier_id=dossier, version=version, amount=amount) for dossier, version, amount in shares
    )


def _problems(session: Session, draft: RequestDraft, amount: int) -> tuple[Problem, ...]:
    found = []
    if not accounts.row_of(session, draft.account_id).active:
        found.append(Problem("account_id", "account.off"))
    found += rules.payer_problems(draft.payer, draft.payer_name)
    if wrong := vietqr.amount_problem(amount):
        found.append(wrong)
    return tuple(found)


def _write(
    transaction: Transaction, actor_id: int, draft: RequestDraft, cases: Sequence[Case]
) -> TransferRequest:
    session = transaction.session
    number = (session.exec(select(func.max(TransferRequest.id))).one() or 0) + 1
    row = TransferRequest(
        id=number,
        memo=vietqr.memo_of([case.row.short_code for case in cases], number),
        amount=sum(case.amount for case in cases),
        account_id=draft.account_id,
        payer_name=one_line(draft.payer_name) or cases[0].row.applicant_name,
        payer_relation=draft.payer,
        asked_by=actor_id,
        asked_at=transaction.now,
        operation=draft.operation,
    )
    session.add(row)
    session.flush()
    session.add_all(
        TransferRequestShare(
            request_id=number, position=position, dossier_id=id_of(case.row), amount=case.amount
        )
        for position, case in enumerate(cases)
    )
    transaction.flush()
    return row


def _row(session: Session, request_id: int) -> TransferRequest:
    row = session.get(TransferRequest, request_id)
    if row is None:
        raise NotFound("transfer.unknown")
    return row


def _share_rows(session: Session, request_id: int) -> list[TransferRequestShare]:
    return list(
        session.exec(
            select(TransferRequestShare)
            .where(TransferRequestShare.request_id == request_id)
            .order_by(col(TransferRequestShare.position))
        )
    )


def _share_views(session: Session, ids: Sequence[int | None]) -> dict[int | None, list[ShareView]]:
    rows = session.exec(
        select(TransferRequestShare, Dossier)
        .join(Dossier, col(Dossier.id) == TransferRequestShare.dossier_id)
        .where(col(TransferRequestShare.request_id).in_(ids))
        .order_by(col(TransferRequestShare.position))
    )
    found: dict[int | None, list[ShareView]] = defaultdict(list)
    for share, dossier in rows:
        found[share.request_id].append(
            ShareView(
                dossier_id=dossier.id or 0,
                short_code=dossier.short_code,
                applicant=dossier.applicant_name,
                procedure=dossier.procedure_name,
                amount=share.amount,
            )
        )
    return found
