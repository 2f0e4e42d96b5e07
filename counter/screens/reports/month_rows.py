"""The lines of a month's report on the screen: a heading for each question, below it its answers."""

from collections.abc import Iterable, Iterator
from datetime import date

from counter.i18n import day, money, number, t
from counter.models.money_report import BackRow, BookMonth, DifferenceRow, MonthReport, OpenLine, OpenPayment
from counter.models.till import KindSum
from counter.models.transfers import DepositView
from counter.widgets.rows import Row

MOST = 4  # receipt numbers that a line names


def rows(report: MonthReport) -> tuple[Row, ...]:
    """Every question of the report, also those whose answer is "nothing": that was asked too."""
    sections = (
        ("kind", _sums("kind", report.by_kind, "drawer_screen.by_kind")),
        ("means", _sums("means", report.by_means, "drawer_screen.by_means")),
        ("procedure", _sums("procedure", report.by_procedure)),
        ("exemptions", map(_waived, report.exemptions)),
        ("back", map(_back, report.given_back)),
        ("differences", map(_difference, report.differences)),
        ("books", map(_book, report.books)),
        ("deposits", map(_deposit, report.standing.deposits)),
        ("receipts", (_open("receipts", one) for one in report.without_receipt)),
        ("unmatched", (_open("unmatched", one) for one in report.unmatched)),
        ("lines", map(_line, report.open_lines)),
    )
    return tuple(row for name, lines in sections for row in _section(name, lines))


def _section(name: str, lines: Iterable[Row]) -> Iterator[Row]:
    yield Row(key=f"head:{name}", cells=(t(f"month_screen.head.{name}"),), tone="head")
    found = list(lines)
    yield from found
    if not found:
        yield Row(key=f"none:{name}", cells=(t(f"month_screen.none.{name}"), "", ""), mark="√", tone="dim")


def _sums(name: str, sums: Iterable[KindSum], words: str = "") -> Iterator[Row]:
    for one in sums:
        what = t(f"{words}.{one.key or 'unsaid'}") if words else one.key
        yield Row(key=f"{name}:{one.key}", cells=(what, number(one.count), money(one.amount)))


def _waived(one: KindSum) -> Row:
    """A charge whose amount nobody knew is not told as 0đ."""
    told = money(one.amount) if one.amount else t("month_screen.waived_unknown")
    return Row(key=f"exemptions:{one.key}", cells=(one.key, number(one.count), told))


def _dated(on: date, *words: str) -> str:
    return " · ".join(filter(None, (f"{on.day:02}/{on.month:02}", *words)))


def _back(row: BackRow) -> Row:
    what = _dated(row.on, t(f"month_screen.{row.kind}"), ", ".join(row.dossiers), row.reason)
    return Row(
        key=f"dossier:{row.dossiers[0] if row.dossiers else ''}:back:{row.payment_id}",
        cells=(what, "", money(-row.amount)),
        mark="–",
    )


def _difference(row: DifferenceRow) -> Row:
    word = t("month_screen.missing" if row.difference < 0 else "month_screen.over")
    return Row(
        key=f"drawer:{row.drawer_id}",
        cells=(_dated(row.on, row.cashier, word, row.reason), "", money(row.difference)),
        mark="!",
        tone="late" if row.difference < 0 else "today",
    )


def _book(book: BookMonth) -> Row:
    parts = [f"{book.form} {book.serial} {book.first}–{book.last}"]
    for name in ("voided", "spoiled", "skipped", "lost"):
        if count := len(getattr(book, name)):
            parts.append(t(f"month_screen.book.{name}", n=count))
    if book.gaps:
        shown = ", ".join(book.gaps[:MOST]) + ("…" if len(book.gaps) > MOST else "")
        parts.append(t("month_screen.book.gaps", numbers=shown))
    return Row(
        key=f"book:{book.form}:{book.serial}:{book.first}",
        cells=(" · ".join(parts), number(book.used), ""),
        mark="!" if book.gaps else " ",
        tone="late" if book.gaps else "",
    )


def _deposit(one: DepositView) -> Row:
    place = t(f"deposit_screen.from.{one.taken_from}")
    words = t("month_screen.deposit", day=day(one.deposited_on), place=place, reference=one.reference)
    return Row(key=f"deposit:{one.id}", cells=(words, "", money(one.amount)), mark="√")


def _line(one: OpenLine) -> Row:
    who = one.to_staff or t("month_screen.nobody")
    return Row(
        key=f"line:{one.line_id}",
        cells=(_dated(one.on, who, one.memo), "", money(one.amount)),
        mark="!",
        tone="today",
    )


def _open(name: str, one: OpenPayment) -> Row:
    why = one.excused or one.reason if name == "receipts" else one.reference
    return Row(
        key=f"dossier:{one.dossiers[0] if one.dossiers else ''}:{name}:{one.payment_id}",
        cells=(_dated(one.on, ", ".join(one.dossiers), one.payer, why), "", money(one.amount)),
        mark="√" if one.excused else "!",
        tone="" if one.excused else "today",
    )
