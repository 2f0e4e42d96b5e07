"""Lines of bank statements and how they stand, inside a session."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlmodel import Session, col, func, select

from counter.errors import NotFound, Problem
from counter.i18n import money
from counter.models.bank import AskedTransfer, LineMatch, MatchKind, StatementLine
from counter.models.money import PaymentKind, PaymentMeans
from counter.models.staff import StaffView
from counter.models.states import BankStep, RequestState
from counter.models.tables import (
    BankAccountRow,
    BankLine,
    BankLineStep,
    Dossier,
    Payment,
    PaymentPart,
    TransferRequest,
    TransferRequestShare,
)
from counter.models.transfers import BankLineView
from counter.rules.bank_match import match
from counter.rules.moves import SETTLED
from counter.services.dossier.dossier_rows import staff_names
from counter.services.store.transaction import Transaction
from counter.text import fold

DONE = frozenset({BankStep.MATCHED, BankStep.SETTLED, BankStep.EXPLAINED})
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_NUMBER = re.compile(r"q([0-9]{1,18})")  # of a request, at the end of its memo: `rules.vietqr.memo_of`
_MOST = 2**62
_SHORTEST = 6  # characters of a transaction code that names a payment by itself


def line_row(session: Session, line_id: int) -> BankLine:
    """The row of a line. NotFound `bank.line_unknown`."""
    row = session.get(BankLine, line_id)
    if row is None:
        raise NotFound("bank.line_unknown")
    return row


def last_steps(session: Session, ids: Sequence[int]) -> dict[int, BankLineStep]:
    """How some lines stand: the last step of each; none for a line that nothing was done with."""
    newest = (
        select(func.max(BankLineStep.id))
        .where(col(BankLineStep.line_id).in_(ids))
        .group_by(col(BankLineStep.line_id))
    )
    rows = session.exec(select(BankLineStep).where(col(BankLineStep.id).in_(newest)))
    return {row.line_id: row for row in rows}


def open_lines(session: Session) -> list[BankLine]:
    """The lines that are not done, the oldest first."""
    done = select(BankLineStep.id).where(
        BankLineStep.line_id == BankLine.id, col(BankLineStep.step).in_(list(DONE))
    )
    chosen = select(BankLine).where(~done.exists())
    return list(session.exec(chosen.order_by(col(BankLine.booked_on), col(BankLine.id))))


def add_step(
    transaction: Transaction,
    actor: StaffView,
    line_id: int,
    step: BankStep,
    *,
    operation: str,
    payment_id: int | None = None,
    to_staff: int | None = None,
    note: str = "",
) -> None:
    """Write what was done with a line."""
    transaction.session.add(
        BankLineStep(
            line_id=line_id,
            step=step,
            payment_id=payment_id,
            to_staff=to_staff,
            note=note,
            done_by=actor.id,
            done_at=transaction.now,
            operation=operation,
        )
    )
    transaction.flush()


def unseen_transfers(session: Session, payment_id: int | None = None) -> list[tuple[Payment, PaymentPart]]:
    """The transfer payments that no line of a statement was matched with, or one of them if it is named;
    voided ones left out."""
    seen = select(BankLineStep.payment_id).where(BankLineStep.payment_id == Payment.id)
    back = select(Payment.reverses).where(
        Payment.kind == PaymentKind.VOID, col(Payment.reverses).is_not(None)
    )
    one = col(Payment.id).is_not(None) if payment_id is None else col(Payment.id) == payment_id
    return list(
        session.exec(
            select(Payment, PaymentPart)
            .join(PaymentPart, col(PaymentPart.payment_id) == Payment.id)
            .where(
                one,
                Payment.kind == PaymentKind.PAYMENT,
                PaymentPart.means == PaymentMeans.TRANSFER,
                ~seen.exists(),
                col(Payment.id).not_in(back),
            )
            .order_by(col(Payment.id))
        )
    )


def by_code(line: BankLine, transfers: Iterable[tuple[Payment, PaymentPart]]) -> int | None:
    """The one unseen payment that a line's transaction code and amount name; None: none, or two."""
    code = fold(line.reference)
    if len(code) < _SHORTEST:
        return None
    found = [
        payment.id
        for payment, part in transfers
        if part.amount == line.amount
        and fold(part.reference) == code
        and part.account_id in (None, line.account_id)
    ]
    return found[0] if len(found) == 1 else None


def matches(session: Session, lines: Sequence[BankLine]) -> tuple[LineMatch, ...]:
    """How lines fit the asked-for transfers of their account. A transfer whose payment no line was matched
    with is looked at as waiting: it was paid by a typed code, and this is its money."""
    unseen = {payment.id for payment, _ in unseen_transfers(session)}
    asked: dict[int, list[AskedTransfer]] = {}
    for row in _asked(session, lines):
        waits = row.payment_id in unseen
        asked.setdefault(row.account_id, []).append(
            AskedTransfer(
                id=row.id or 0,
                memo=row.memo,
                amount=row.amount,
                state=RequestState.WAITING if waits else row.state,
            )
        )
    found: dict[int, LineMatch] = {}
    for account in {line.account_id for line in lines}:
        of_it = [line for line in lines if line.account_id == account]
        judged = match([_line(line) for line in of_it], asked.get(account, []))
        found.update((line.id or 0, one) for line, one in zip(of_it, judged, strict=True))
    return tuple(found[line.id or 0] for line in lines)


def _asked(session: Session, lines: Sequence[BankLine]) -> list[TransferRequest]:
    """The asked-for transfers that these lines can be about: those that wait, and those whose number a memo
    has in it, paid or cancelled. All others cannot match, and there are years of them."""
    numbers = {int(n) for line in lines for n in _NUMBER.findall(_NOT_PLAIN.sub("", fold(line.memo)))}
    named = col(TransferRequest.id).in_([n for n in numbers if n < _MOST])
    waiting = col(TransferRequest.state) == RequestState.WAITING
    return list(session.exec(select(TransferRequest).where(waiting | named)))


def line_views(session: Session, lines: Sequence[BankLine]) -> tuple[BankLineView, ...]:
    """Lines as a person looks at them, with the reason why none was matched by itself."""
    steps = last_steps(session, [row.id or 0 for row in lines])
    accounts = {row.id: row for row in session.exec(select(BankAccountRow))}
    names = staff_names(session)
    judged = _still_open(session, matches(session, lines))
    return tuple(
        _view(row, found, steps.get(row.id or 0), accounts[row.account_id], names)
        for row, found in zip(lines, judged, strict=True)
    )


def _still_open(session: Session, judged: Sequence[LineMatch]) -> list[LineMatch]:
    """Say of the lines that fit, and are not tied all the same, why: the fee was settled another way."""
    fitting = {number for one in judged if one.kind is MatchKind.MATCHED for number in one.requests}
    settled = set(
        session.exec(
            select(TransferRequestShare.request_id)
            .join(Dossier, col(Dossier.id) == TransferRequestShare.dossier_id)
            .where(col(TransferRequestShare.request_id).in_(fitting), col(Dossier.money).in_(SETTLED))
        )
    )
    return [
        _why_fitting(one, paid=bool(settled & set(one.requests))) if one.kind is MatchKind.MATCHED else one
        for one in judged
    ]


def _why_fitting(one: LineMatch, *, paid: bool) -> LineMatch:
    told = {"amount": money(one.line.amount), "memo": one.line.memo}
    name = "paid_otherwise" if paid else "not_tied"
    kind = MatchKind.PAID_OTHERWISE if paid else MatchKind.MATCHED
    return replace(one, kind=kind, problem=Problem("line", f"bank.match.{name}", told))


def _view(
    row: BankLine,
    found: LineMatch,
    step: BankLineStep | None,
    account: BankAccountRow,
    names: dict[int | None, str],
) -> BankLineView:
    done = step is not None and step.step in DONE
    return BankLineView(
        id=row.id or 0,
        account=f"{account.label or account.holder} {account.number}".strip(),
        booked_on=row.booked_on,
        amount=row.amount,
        memo=row.memo,
        reference=row.reference,
        step=step.step if step else BankStep.OPEN,
        to_staff=names.get(step.to_staff, "") if step else "",
        note=step.note if step else "",
        payment_id=step.payment_id if step else None,
        kind=MatchKind.MATCHED if done else found.kind,
        why=None if done else found.problem,
        near=() if done else found.requests,
    )


def _line(row: BankLine) -> StatementLine:
    return StatementLine(
        booked_on=row.booked_on, amount=row.amount, memo=row.memo, reference=row.reference, row=row.id or 0
    )
