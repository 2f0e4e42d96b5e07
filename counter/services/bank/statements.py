"""Bank statements (sao kê): each line is kept once, and is a payment's or a task with a name, never a guess.

A line pays an asked-for transfer when its memo and amount say so, or is that of a payment whose transaction
code was typed. Everything else waits for a person (`tasks`), who says what it is.
"""

from sqlmodel import Session, select

from counter.errors import Conflict, Problem, Refused
from counter.i18n import money, t
from counter.models.bank import MatchKind, StatementLine, StatementReading
from counter.models.money import PaymentDraft, PaymentMeans
from counter.models.states import BankStep
from counter.models.tables import BankLine, TransferRequest
from counter.models.transfers import BankLineView, Imported
from counter.rules import ledger as entries
from counter.rules.bank_match import digests
from counter.rules.bank_statement import read_statement
from counter.rules.rights import Act
from counter.services.bank import accounts, transfers
from counter.services.bank.bank_rows import (
    add_step,
    by_code,
    line_row,
    line_views,
    matches,
    open_lines,
    unseen_transfers,
)
from counter.services.dossier.dossier_rows import person
from counter.services.money import ledger, payment_codes, payments
from counter.services.office import Office, act
from counter.services.store.transaction import Transaction
from counter.text import one_line


@act(Act.TAKE_MONEY)
def import_statement(
    office: Office, account_id: int, data: bytes, file_name: str, *, operation: str
) -> Imported:
    """Keep the new lines of a statement file and match what can be matched.

    Importing a file twice adds nothing. Refused when the file is no statement; rows that cannot be read are
    told, the others are kept.
    """
    reading = read_statement(data)
    if not reading.lines and any(problem.field == "file" for problem in reading.problems):
        raise Refused(reading.problems)
    new = _keep(office, account_id, reading, one_line(file_name), operation)
    matched = match_open(office)
    with office.store.read() as session:
        left = len(open_lines(session))
    return Imported(
        new=new,
        known=len(reading.lines) - new,
        matched=matched,
        open=left,
        debits=reading.debits,
        problems=reading.problems,
    )


@act(Act.TAKE_MONEY)
def match_open(office: Office) -> int:
    """Match every open line that a memo and amount, or a typed transaction code, name; how many were.

    Each is a write of its own: what was matched before a power cut stays, the rest is matched the next time.
    """
    with office.store.read() as session:
        lines, unseen = open_lines(session), unseen_transfers(session)
        found = [
            (line.id or 0, code, match.requests)
            for line, match in zip(lines, matches(session, lines), strict=True)
            if (code := by_code(line, unseen)) is not None or match.kind is MatchKind.MATCHED
        ]
    return sum(_match(office, line, payment, requests) for line, payment, requests in found)


@act(Act.TAKE_MONEY, writes=False)
def tasks(office: Office) -> tuple[BankLineView, ...]:
    """The lines that wait for a person, with the reason, the oldest first."""
    with office.store.read() as session:
        return line_views(session, open_lines(session))


def tie(
    office: Office, transaction: Transaction, line: BankLine, payment_id: int, *, operation: str, note: str
) -> None:
    """A line is the money of a transfer payment: the step and the ledger's entry, inside a write."""
    add_step(
        transaction,
        person(office),
        line.id or 0,
        BankStep.MATCHED,
        operation=operation,
        payment_id=payment_id,
        note=note,
    )
    ledger.post(
        transaction,
        person(office),
        "bank_matched",
        entries.bank_matched(line.amount),
        operation=operation,
        payment_id=payment_id,
    )
    transaction.record(
        person(office),
        "bank.event.matched",
        subject=("bank_line", line.id or 0),
        operation=operation,
        detail={"payment": payment_id, "sum": money(line.amount)},
        result={"payment_id": payment_id},
    )


def pay(office: Office, request_id: int, line_id: int) -> int:
    """Record the payment of an asked-for transfer whose money a line shows; the id of the payment.

    The operation is made of line and transfer, so that a second try finds the first.
    """
    with office.store.read() as session:
        request, line = session.get_one(TransferRequest, request_id), line_row(session, line_id)
        if request.payment_id is not None:
            return request.payment_id
        draft = transfers.payment_draft(
            session, request, operation=f"bank-{line_id}-{request_id}", reference=_code(office, line)
        )
    return payments.take(
        office,
        PaymentDraft(
            operation=draft.operation,
            shares=draft.shares,
            means=draft.means,
            payer=draft.payer,
            payer_name=draft.payer_name,
            receipt_later=t("transfer.receipt_after_statement"),
            request_id=request_id,
        ),
    ).id


def _code(office: Office, line: BankLine) -> str:
    """The transaction code of a line; the line's own number where the bank gave none, or one that is used:
    a line is money that came, and each is settled once."""
    code = line.reference.rjust(4, "0")[:40]
    with office.store.query() as connection:
        used = payment_codes.paid_with(connection, office.now(), PaymentMeans.TRANSFER, code)
    return f"SK{line.id}".rjust(4, "0") if used or not any(c.isdigit() for c in line.reference) else code


def _keep(office: Office, account_id: int, reading: StatementReading, file_name: str, operation: str) -> int:
    """The new lines, each with its ledger entry: money in the bank of which nobody knows yet."""
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if done := transaction.earlier(operation):
            return int(done["new"])
        accounts.row_of(session, account_id)
        marks = digests(account_id, reading.lines)
        known = set(session.exec(select(BankLine.digest)))
        new = [(line, mark) for line, mark in zip(reading.lines, marks, strict=True) if mark not in known]
        for line, mark in new:
            _add(office, transaction, account_id, line, mark, file_name, operation)
        transaction.record(
            person(office),
            "bank.event.imported",
            subject=("account", account_id),
            operation=operation,
            detail={"file": file_name, "new": len(new), "lines": len(reading.lines)},
            result={"new": len(new)},
        )
        return len(new)


def _add(
    office: Office,
    transaction: Transaction,
    account_id: int,
    line: StatementLine,
    mark: str,
    file_name: str,
    operation: str,
) -> None:
    transaction.session.add(
        BankLine(
            account_id=account_id,
            booked_on=line.booked_on,
            amount=line.amount,
            memo=line.memo,
            reference=line.reference,
            file_name=file_name,
            digest=mark,
            imported_by=person(office).id,
            imported_at=transaction.now,
            operation=operation,
        )
    )
    ledger.post(transaction, person(office), "bank_in", entries.bank_in(line.amount), operation=operation)


def _match(office: Office, line_id: int, payment_id: int | None, requests: tuple[int, ...]) -> bool:
    """Match one line; False when the payment stands in the way, so that it stays a task.

    Refused where no money may be taken at all, because the cashier's drawer is open for too long.
    """
    try:
        paid = payment_id if payment_id is not None else pay(office, requests[0], line_id)
        _tie_once(office, line_id, paid)
    except (Refused, Conflict) as error:  # paid another way, or seen on another line meanwhile
        if any(problem.field == "drawer" for problem in getattr(error, "problems", ())):
            raise
        return False
    return True


def _tie_once(office: Office, line_id: int, paid: int) -> None:
    """Refused `bank.payment_seen` when another line is that payment's already."""
    operation = f"bank-match-{line_id}"
    with office.store.write(office.now()) as transaction:
        if transaction.earlier(operation) is None:
            if not _is_unseen(transaction.session, paid):
                raise Refused((Problem("line", "bank.payment_seen"),))
            line = line_row(transaction.session, line_id)
            tie(office, transaction, line, paid, operation=operation, note="")


def _is_unseen(session: Session, payment_id: int) -> bool:
    return bool(unseen_transfers(session, payment_id))
