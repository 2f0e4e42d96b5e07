"""The accounts that transfers go to (tài khoản nhận tiền): never deleted, only switched off."""

from sqlmodel import Session, col, select

from counter.errors import NotFound, Problem, Refused
from counter.models.bank import BankAccount
from counter.models.tables import BankAccountRow
from counter.rules.rights import Act
from counter.rules.secrets import secret_problems
from counter.rules.vietqr import plain_memo
from counter.rules.vietqr_fields import valid_account, valid_bin
from counter.services.dossier.dossier_rows import person
from counter.services.office import Office, act
from counter.text import one_line

_MOST = 100  # letters of a holder's name


@act(Act.READ, writes=False)
def listing(office: Office, *, all_of_them: bool = False) -> tuple[BankAccount, ...]:
    """The accounts in use, in the order they were added; with `all_of_them` those switched off too."""
    with office.store.read() as session:
        rows = session.exec(select(BankAccountRow).order_by(col(BankAccountRow.id))).all()
        return tuple(view(row) for row in rows if row.active or all_of_them)


@act(Act.CHANGE_SETTINGS)
def add(office: Office, bin: str, number: str, holder: str, label: str, *, operation: str) -> BankAccount:
    """Add an account. Refused with everything that is wrong, or when it is there already."""
    number, holder, label = "".join(number.split()), one_line(holder), one_line(label)
    problems = []
    if not valid_bin(bin):
        problems.append(Problem("bin", "account.bin"))
    if not valid_account(number):
        problems.append(Problem("number", "account.number"))
    if not plain_memo(holder) or len(holder) > _MOST:
        problems.append(Problem("holder", "account.holder"))
    problems += secret_problems({"holder": holder, "label": label})
    if problems:
        raise Refused(tuple(problems))
    with office.store.write(office.now()) as transaction:
        session = transaction.session
        if done := transaction.earlier(operation):
            return view(row_of(session, int(done["account_id"])))
        same = select(BankAccountRow).where(BankAccountRow.bin == bin, BankAccountRow.number == number)
        if session.exec(same).first() is not None:
            raise Refused((Problem("number", "account.there_already"),))
        row = BankAccountRow(bin=bin, number=number, holder=holder, label=label, created_at=transaction.now)
        session.add(row)
        transaction.flush()
        transaction.record(
            person(office),
            "account.event.added",
            subject=("account", row.id or 0),
            operation=operation,
            detail={"bin": bin, "number": number, "holder": holder},
            result={"account_id": row.id or 0},
        )
        return view(row)


@act(Act.CHANGE_SETTINGS)
def set_active(office: Office, account_id: int, active: bool, *, operation: str) -> BankAccount:
    """Use an account, or use it no longer; what was asked for into it stands."""
    with office.store.write(office.now()) as transaction:
        row = row_of(transaction.session, account_id)
        if transaction.earlier(operation) is None:
            row.active = active
            transaction.session.add(row)
            transaction.record(
                person(office),
                "account.event.on" if active else "account.event.off",
                subject=("account", account_id),
                operation=operation,
            )
        return view(row)


def row_of(session: Session, account_id: int) -> BankAccountRow:
    """The row of an account. NotFound `account.unknown`."""
    row = session.get(BankAccountRow, account_id)
    if row is None:
        raise NotFound("account.unknown")
    return row


def view(row: BankAccountRow) -> BankAccount:
    """An account as a value."""
    return BankAccount(
        id=row.id or 0,
        bin=row.bin,
        number=row.number,
        holder=row.holder,
        label=row.label,
        active=row.active,
    )
