"""The month's report of fees (báo cáo thu phí, lệ phí): every sum a supervisor is asked for, in one snapshot.

Plain SQL: a month of some thousand payments is reported while somebody waits.
"""

from datetime import date

from counter.errors import Problem, Refused
from counter.i18n import local, midnight
from counter.models.instant import to_micros
from counter.models.money import PaymentKind
from counter.models.money_report import BackRow, DifferenceRow, MonthReport, OpenLine, OpenPayment
from counter.models.till import KindSum
from counter.models.transfers import DepositView, MonthStanding
from counter.rules.deposits import due_on, next_month, read_month
from counter.rules.rights import Act
from counter.services.bank.deposits import SOON
from counter.services.office import Office, act
from counter.services.reports.money_report_books import books_of_month
from counter.services.reports.money_report_sql import (
    BACK,
    BY_KIND,
    BY_MEANS,
    BY_PROCEDURE,
    COUNTED,
    DEPOSITS,
    DIFFERENCES,
    DRAWERS,
    OPEN_LINES,
    UNMATCHED,
    WAIVED,
    WITHOUT_RECEIPT,
)
from counter.services.store.connection import Connection, Row, SqlValue

Span = tuple[SqlValue, SqlValue]


@act(Act.SEE_TILL, writes=False)
def month(office: Office, month: str) -> MonthReport:
    """The report of a month written YYYY-MM. Refused `money_report.month` when it is none.

    What was given back counts in the month it was given back, whenever it was taken.
    """
    first = read_month(month)
    if first is None:
        raise Refused((Problem("month", "money_report.month", {"month": month[:20]}),))
    after = next_month(first)
    at: Span = (to_micros(midnight(first)), to_micros(midnight(after)))
    days: Span = (first.isoformat(), after.isoformat())
    with office.store.query() as connection:
        return _report(connection, month, at, days, local(office.now()).date())


def _report(connection: Connection, month: str, at: Span, days: Span, today: date) -> MonthReport:
    kinds = _sums(connection, BY_KIND, at)
    postage = sum(one.amount for one in kinds if one.key == "post")
    collected = sum(one.amount for one in kinds) - postage
    waived = _sums(connection, WAIVED, (*at, *days))
    back = tuple(map(_back, connection.execute(BACK, at)))
    differences = tuple(map(_difference, connection.execute(DIFFERENCES, at)))
    unmatched = tuple(map(_open, connection.execute(UNMATCHED, at)))
    payments, dossiers = _pair(connection, COUNTED, at)
    return MonthReport(
        month=month,
        payments=payments,
        dossiers=dossiers,
        collected=collected,
        postage=postage,
        by_kind=kinds,
        by_means=_sums(connection, BY_MEANS, at),
        by_procedure=_sums(connection, BY_PROCEDURE, at),
        books=books_of_month(connection, days),
        exemptions=waived,
        waived=sum(one.amount for one in waived),
        voids=_together(PaymentKind.VOID, back),
        refunds=_together(PaymentKind.REFUND, back),
        given_back=back,
        drawers=_pair(connection, DRAWERS, at)[0],
        differences=differences,
        difference=sum(row.difference for row in differences),
        standing=_standing(connection, month, collected, today),
        without_receipt=tuple(map(_open, connection.execute(WITHOUT_RECEIPT, at))),
        unmatched=unmatched,
        unmatched_amount=sum(row.amount for row in unmatched),
        open_lines=tuple(map(_open_line, connection.execute(OPEN_LINES, days))),
    )


def _sums(connection: Connection, statement: str, at: tuple[SqlValue, ...]) -> tuple[KindSum, ...]:
    return tuple(
        KindSum(key=key, count=int(count), amount=int(amount))
        for key, count, amount in connection.execute(statement, at)
    )


def _pair(connection: Connection, statement: str, at: Span) -> tuple[int, int]:
    row = connection.execute(statement, at).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def _together(kind: PaymentKind, rows: tuple[BackRow, ...]) -> KindSum:
    of_it = [row.amount for row in rows if row.kind is kind]
    return KindSum(key=kind.value, count=len(of_it), amount=sum(of_it))


def _open_line(row: Row) -> OpenLine:
    line_id, on, amount, memo, name = row
    return OpenLine(
        line_id=int(line_id), on=date.fromisoformat(on), amount=int(amount), memo=memo, to_staff=name
    )


def _codes(text: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys((text or "").split()))


def _back(row: Row) -> BackRow:
    ident, kind, day, total, reason, taken_by, approved_by, codes = row
    return BackRow(
        payment_id=ident,
        kind=PaymentKind(kind),
        on=date.fromisoformat(day),
        amount=-total,
        reason=reason,
        taken_by=taken_by,
        approved_by=approved_by,
        dossiers=_codes(codes),
    )


def _difference(row: Row) -> DifferenceRow:
    drawer, day, cashier, difference, reason, approved_by = row
    return DifferenceRow(
        drawer_id=drawer,
        on=date.fromisoformat(day),
        cashier=cashier,
        difference=difference,
        reason=reason,
        approved_by=approved_by,
    )


def _open(row: Row) -> OpenPayment:
    ident, day, amount, payer, taken_by, codes, reference, reason, excused = row
    return OpenPayment(
        payment_id=ident,
        on=date.fromisoformat(day),
        amount=amount,
        payer=payer,
        taken_by=taken_by,
        dossiers=_codes(codes),
        reference=reference,
        reason=reason,
        excused=excused,
    )


def _standing(connection: Connection, month: str, collected: int, today: date) -> MonthStanding:
    """What of the month is at the Treasury, what is left, and whether its day is near or past."""
    deposits = tuple(
        DepositView(
            id=ident,
            month=month,
            amount=amount,
            taken_from=taken_from,
            reference=reference,
            deposited_on=date.fromisoformat(day),
            recorded_by=name,
        )
        for ident, amount, taken_from, reference, day, name in connection.execute(DEPOSITS, (month,))
    )
    deposited, due = sum(deposit.amount for deposit in deposits), due_on(month)
    left = collected - deposited
    return MonthStanding(
        month=month,
        collected=collected,
        deposited=deposited,
        left=left,
        due_on=due,
        late=left > 0 and today > due,
        soon=left > 0 and today <= due <= today + SOON,
        deposits=deposits,
    )
