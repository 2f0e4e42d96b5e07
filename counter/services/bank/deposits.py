"""Fees paid in at the Treasury (nộp Kho bạc), by the 5th of the next month: see `rules.deposits`."""

from datetime import date, timedelta

from sqlmodel import col, select

from counter.errors import Problem, Refused
from counter.i18n import LOCAL_ZONE, money
from counter.models.ledger import Account
from counter.models.staff import StaffView
from counter.models.tables import Deposit, Staff
from counter.models.transfers import DepositDraft, DepositView, Held, MonthStanding
from counter.rules import ledger as entries
from counter.rules.deposits import due_on, month_of, read_month
from counter.rules.rights import Act
from counter.rules.secrets import secret_problems
from counter.services.dossier.dossier_rows import person
from counter.services.money import ledger
from counter.services.office import Office, act
from counter.services.store.connection import Connection
from counter.services.store.transaction import Transaction
from counter.text import one_line

SOON = timedelta(days=5)


@act(Act.DEPOSIT)
def record(office: Office, draft: DepositDraft) -> DepositView:
    """Record a deposit against what was collected in its month, once.

    Refused: more than is left of the month or held there, a day ahead, no number of the paying-in slip.
    """
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if done := transaction.earlier(draft.operation):
            row = session.get_one(Deposit, int(done["deposit_id"]))
            return _view(row, person(office).name)
        today = transaction.now.astimezone(LOCAL_ZONE).date()
        if problems := _problems(transaction.connection, draft, today):
            raise Refused(problems)
        row = _add(transaction, person(office), draft)
        ledger.post(
            transaction,
            person(office),
            "deposit",
            entries.deposit(draft.amount, draft.taken_from),
            operation=draft.operation,
            note=draft.month,
        )
        transaction.record(
            person(office),
            "deposit.event.recorded",
            subject=("deposit", row.id or 0),
            operation=draft.operation,
            detail={"month": draft.month, "sum": money(draft.amount), "reference": row.reference},
            result={"deposit_id": row.id or 0},
        )
        return _view(row, person(office).name)


@act(Act.SEE_TILL, writes=False)
def standing(office: Office, *, months: int = 6) -> tuple[MonthStanding, ...]:
    """What was collected in the last months, what is deposited, what is left and until when; newest first.

    A month before these that is not deposited whole is told as well.
    """
    today = office.now().astimezone(LOCAL_ZONE).date()
    with office.store.query() as connection:
        collected = _collected(connection)
        deposited = _deposited(connection)
    with office.store.read() as session:
        rows = session.exec(
            select(Deposit, Staff.name)
            .join(Staff, col(Staff.id) == Deposit.recorded_by)
            .order_by(col(Deposit.id))
        ).all()
    found = []
    for number, month in enumerate(sorted({*collected, *deposited, month_of(today)}, reverse=True)):
        left = collected.get(month, 0) - deposited.get(month, 0)
        if number >= months and not left:
            continue
        due = due_on(month)
        found.append(
            MonthStanding(
                month=month,
                collected=collected.get(month, 0),
                deposited=deposited.get(month, 0),
                left=left,
                due_on=due,
                late=left > 0 and today > due,
                soon=left > 0 and today <= due <= today + SOON,
                deposits=tuple(_view(row, name) for row, name in rows if row.month == month),
            )
        )
    return tuple(found)


@act(Act.SEE_TILL, writes=False)
def held(office: Office) -> Held:
    """What safe and bank hold by the ledger."""
    with office.store.query() as connection:
        return Held(
            safe=ledger.balance(connection, Account.SAFE), bank=ledger.balance(connection, Account.BANK)
        )


_COLLECTED = (
    "SELECT substr(e.day, 1, 7), -sum(l.amount) FROM ledger_line l JOIN ledger_entry e ON e.id = l.entry_id"
    " WHERE l.account = 'fees' AND l.fee_kind <> 'post' GROUP BY 1"
)
"""By month of the day in the ward's zone; postage is the post's, not the Treasury's."""


def _collected(connection: Connection) -> dict[str, int]:
    return {month: int(amount) for month, amount in connection.execute(_COLLECTED)}


def _deposited(connection: Connection) -> dict[str, int]:
    rows = connection.execute("SELECT month, sum(amount) FROM deposit GROUP BY month")
    return {month: int(amount) for month, amount in rows}


def _problems(connection: Connection, draft: DepositDraft, today: date) -> tuple[Problem, ...]:
    found = []
    if read_month(draft.month) is None or draft.month > month_of(today):
        return (Problem("month", "deposit.month"),)
    left = _collected(connection).get(draft.month, 0) - _deposited(connection).get(draft.month, 0)
    if not 0 < draft.amount <= left:
        found.append(Problem("amount", "deposit.amount", {"left": money(max(0, left))}))
    if draft.taken_from not in ("safe", "bank"):
        found.append(Problem("taken_from", "deposit.taken_from"))
    elif draft.amount > (held := ledger.balance(connection, Account(draft.taken_from))):
        found.append(
            Problem("taken_from", f"deposit.too_little_{draft.taken_from}", {"held": money(max(0, held))})
        )
    if not one_line(draft.reference):
        found.append(Problem("reference", "deposit.reference"))
    if draft.deposited_on > today:
        found.append(Problem("deposited_on", "deposit.day_ahead"))
    return (*found, *secret_problems({"reference": draft.reference}))


def _add(transaction: Transaction, actor: StaffView, draft: DepositDraft) -> Deposit:
    row = Deposit(
        month=draft.month,
        amount=draft.amount,
        taken_from=draft.taken_from,
        reference=one_line(draft.reference),
        deposited_on=draft.deposited_on,
        recorded_by=actor.id,
        recorded_at=transaction.now,
        operation=draft.operation,
    )
    transaction.session.add(row)
    transaction.session.flush()
    return row


def _view(row: Deposit, name: str) -> DepositView:
    return DepositView(
        id=row.id or 0,
        month=row.month,
        amount=row.amount,
        taken_from=row.taken_from,
        reference=row.reference,
        deposited_on=row.deposited_on,
        recorded_by=name,
    )
