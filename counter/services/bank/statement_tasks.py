"""What a person says of a bank line that fits nothing by itself (việc đối chiếu), with a note."""

from collections.abc import Callable

from counter.errors import Conflict, NotFound, Problem, Refused
from counter.i18n import money
from counter.models.staff import StaffView
from counter.models.states import BankStep, RequestState
from counter.models.tables import BankLine, Staff, TransferRequest
from counter.models.transfers import BankLineView
from counter.rules import ledger as entries
from counter.rules.rights import Act, may
from counter.rules.secrets import secret_problems
from counter.services.bank.bank_rows import DONE, add_step, last_steps, line_row, line_views, unseen_transfers
from counter.services.bank.statements import pay, tie
from counter.services.dossier.dossier_rows import person
from counter.services.money import ledger
from counter.services.office import Office, act
from counter.services.store.transaction import Transaction
from counter.text import one_line


@act(Act.TAKE_MONEY)
def assign(office: Office, line_id: int, staff_id: int, note: str, *, operation: str) -> BankLineView:
    """Somebody finds out what a line is; it stays open under their name."""

    def write(transaction: Transaction, line: BankLine) -> None:
        who = transaction.session.get(Staff, staff_id)
        if who is None:
            raise NotFound("staff.unknown")
        if not may(StaffView(id=staff_id, name=who.name, role=who.role, active=who.active), Act.TAKE_MONEY):
            raise Refused((Problem("who", "bank.assignee", {"name": who.name}),))
        add_step(
            transaction,
            person(office),
            line.id or 0,
            BankStep.ASSIGNED,
            operation=operation,
            to_staff=staff_id,
            note=one_line(note),
        )

    return _done(office, line_id, note, "assigned", operation, write)


@act(Act.TAKE_MONEY)
def is_payment(office: Office, line_id: int, payment_id: int, note: str, *, operation: str) -> BankLineView:
    """A person says that a line is the money of a transfer payment. Refused when the amounts differ."""

    def write(transaction: Transaction, line: BankLine) -> None:
        parts = [part for _, part in unseen_transfers(transaction.session, payment_id)]
        if not parts:
            raise Refused((Problem("payment", "bank.payment_seen"),))
        if parts[0].amount != line.amount:
            params = {"line": money(line.amount), "payment": money(parts[0].amount)}
            raise Refused((Problem("payment", "bank.amounts_differ", params),))
        tie(office, transaction, line, payment_id, operation=operation, note=one_line(note))

    return _done(office, line_id, note, "", operation, write)


@act(Act.TAKE_MONEY)
def is_request(office: Office, line_id: int, request_id: int, note: str, *, operation: str) -> BankLineView:
    """A person says that a line pays an asked-for transfer whose memo it does not carry."""
    with office.store.read() as session:
        request = session.get(TransferRequest, request_id)
        line = line_row(session, line_id)
        if request is None:
            raise NotFound("transfer.unknown")
        if request.state is RequestState.CANCELLED:
            raise Conflict("transfer.not_waiting", memo=request.memo)
        if request.amount != line.amount:
            params = {"line": money(line.amount), "payment": money(request.amount)}
            raise Refused((Problem("payment", "bank.amounts_differ", params),))
    return is_payment(office, line_id, pay(office, request_id, line_id), note, operation=operation)


@act(Act.TAKE_MONEY)
def is_settlement(office: Office, line_id: int, means: str, note: str, *, operation: str) -> BankLineView:
    """A line is what the card terminal's bank ("card") or the post ("post") hands on of what they took."""

    def write(transaction: Transaction, line: BankLine) -> None:
        _end(office, transaction, line, BankStep.SETTLED, note, operation)
        ledger.post(
            transaction,
            person(office),
            "bank_settled",
            entries.bank_settled(means, line.amount),
            operation=operation,
            note=one_line(note),
        )

    if means not in ("card", "post"):
        raise Refused((Problem("means", "bank.settled_means"),))
    return _done(office, line_id, note, "settled", operation, write)


@act(Act.TAKE_MONEY)
def explain(office: Office, line_id: int, note: str, *, operation: str) -> BankLineView:
    """A line is no fee of this counter; the note says what it is."""

    def write(transaction: Transaction, line: BankLine) -> None:
        _end(office, transaction, line, BankStep.EXPLAINED, note, operation)
        ledger.post(
            transaction,
            person(office),
            "bank_explained",
            entries.bank_explained(line.amount),
            operation=operation,
            note=one_line(note),
        )

    return _done(office, line_id, note, "explained", operation, write)


def _end(
    office: Office, transaction: Transaction, line: BankLine, step: BankStep, note: str, operation: str
) -> None:
    add_step(transaction, person(office), line.id or 0, step, operation=operation, note=one_line(note))


def _done(
    office: Office,
    line_id: int,
    note: str,
    event: str,
    operation: str,
    write: Callable[[Transaction, BankLine], None],
) -> BankLineView:
    """One step with a line that is open; every step says why, and none is done twice."""
    problems = secret_problems({"note": note})
    if not one_line(note):
        problems = (Problem("note", "bank.note_missing"),)
    if problems:
        raise Refused(tuple(problems))
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        line = line_row(session, line_id)
        if transaction.earlier(operation) is None:
            last = last_steps(session, [line_id]).get(line_id)
            if last is not None and last.step in DONE:
                raise Refused((Problem("line", "bank.line_done"),))
            write(transaction, line)
            if event:
                transaction.record(
                    person(office),
                    f"bank.event.{event}",
                    subject=("bank_line", line_id),
                    operation=operation,
                    detail={"note": one_line(note), "sum": money(line.amount)},
                )
        return line_views(session, [line])[0]
