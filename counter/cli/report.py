"""`counter report`: the month's fees as they are reported, for a supervisor; the delay ledger."""

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from counter.cli import delay, report_ward
from counter.cli.boundary import DONE
from counter.cli.run import run_of
from counter.i18n import day, day_with_weekday, local, money, number, t, utc_now
from counter.models.money_report import BookMonth, MonthReport, OpenLine, OpenPayment
from counter.models.till import KindSum

_MOST = 10  # payments that are listed; the JSON has all


def fees(
    context: typer.Context,
    month: Annotated[str, typer.Option("--month", metavar="YYYY-MM", help="money_report.option.month")] = "",
) -> int:
    """Show the fees of a month, this one when none is named."""
    from counter.services.reports import money_report

    run = run_of(context)
    wanted = month or f"{local(utc_now()):%Y-%m}"
    with run.office() as office:
        report = money_report.month(office, wanted)
    run.output.show(report, _lines(report))
    return DONE


def _lines(report: MonthReport) -> Iterator[str]:
    year, month = report.month.split("-")
    yield t("money_report.title", month=f"{month}/{year}")
    yield t("money_report.counts", payments=number(report.payments), dossiers=number(report.dossiers))
    yield t("money_report.collected", sum=money(report.collected))
    if report.postage:
        yield t("money_report.postage", sum=money(report.postage))
    yield from _group("kind", report.by_kind, "money_report.kind")
    yield from _group("means", report.by_means, "money_report.means")
    yield from _group("procedure", report.by_procedure)
    yield from _books(report.books)
    yield from _group("exemption", report.exemptions)
    yield from _given_back(report)
    yield from _drawers(report)
    yield from _standing(report)
    yield from _open("without_receipt", report.without_receipt)
    yield from _open("unmatched", report.unmatched)
    yield from _bank_lines(report.open_lines)


def _group(name: str, sums: Sequence[KindSum], words: str = "") -> Iterator[str]:
    """A heading and a line for each sum; `words` begins the id of a key's name."""
    if not sums:
        return
    yield ""
    yield t(f"money_report.by.{name}")
    for one in sums:
        label = t(f"{words}.{one.key or 'unsaid'}") if words else one.key
        yield t("money_report.sum", label=label, count=number(one.count), sum=money(one.amount))


def _books(books: Sequence[BookMonth]) -> Iterator[str]:
    if books:
        yield ""
        yield t("money_report.by.book")
    for book in books:
        yield t(
            "money_report.book",
            form=book.form,
            serial=book.serial,
            first=book.first,
            last=book.last,
            used=number(book.used),
            voided=number(len(book.voided)),
            aside=number(book.set_aside),
        )
        for name, numbers in (
            ("voided", book.voided),
            ("spoiled", book.spoiled),
            ("skipped", book.skipped),
            ("lost", book.lost),
            ("gaps", book.gaps),
        ):
            if numbers:
                yield t(f"money_report.book.{name}", numbers=", ".join(numbers))


def _given_back(report: MonthReport) -> Iterator[str]:
    if not report.given_back:
        return
    yield ""
    for back in (report.voids, report.refunds):
        yield t(f"money_report.{back.key}", count=number(back.count), sum=money(back.amount))
    for row in report.given_back:
        yield t(
            "money_report.back",
            day=day(row.on),
            kind=t(f"money_report.back.{row.kind}"),
            sum=money(row.amount),
            dossiers=", ".join(row.dossiers),
            reason=row.reason,
            who=row.taken_by,
            approver=row.approved_by,
        )


def _drawers(report: MonthReport) -> Iterator[str]:
    yield ""
    yield t(
        "money_report.drawers",
        count=number(report.drawers),
        differing=number(len(report.differences)),
        sum=money(report.difference),
    )
    for row in report.differences:
        yield t(
            "money_report.difference",
            day=day(row.on),
            who=row.cashier,
            sum=money(row.difference),
            reason=row.reason,
        )


def _standing(report: MonthReport) -> Iterator[str]:
    standing = report.standing
    yield ""
    for deposit in standing.deposits:
        yield t(
            "money_report.deposit",
            day=day(deposit.deposited_on),
            sum=money(deposit.amount),
            place=t(f"money_report.place.{deposit.taken_from}"),
            reference=deposit.reference,
        )
    yield t("money_report.deposited", sum=money(standing.deposited))
    late = ".late" if standing.late else ""
    state = late if standing.left > 0 else ".none"
    yield t(f"money_report.left{state}", sum=money(standing.left), due=day_with_weekday(standing.due_on))


def _bank_lines(lines: Sequence[OpenLine]) -> Iterator[str]:
    if not lines:
        return
    yield ""
    yield t("money_report.lines", count=number(len(lines)), sum=money(sum(one.amount for one in lines)))
    for one in lines[:_MOST]:
        who = one.to_staff or t("month_screen.nobody")
        yield t("money_report.line", day=day(one.on), sum=money(one.amount), who=who, memo=one.memo)


def _open(name: str, payments: Sequence[OpenPayment]) -> Iterator[str]:
    if not payments:
        return
    yield ""
    total = sum(payment.amount for payment in payments)
    yield t(f"money_report.{name}", count=number(len(payments)), sum=money(total))
    for payment in payments[:_MOST]:
        yield t(
            "money_report.open",
            day=day(payment.on),
            sum=money(payment.amount),
            payer=payment.payer,
            dossiers=", ".join(payment.dossiers),
            note=payment.excused or payment.reference or payment.reason,
        )
    if len(payments) > _MOST:
        yield t("money_report.more", count=number(len(payments) - _MOST))


def add_to(app: typer.Typer) -> None:
    """Put the group into the tree."""
    group = typer.Typer(rich_markup_mode=None)
    group.command("fees", help="money_report.help.fees")(fees)
    group.command("delay", help="delay.cli.help")(delay.delay)
    report_ward.add_to(group)
    app.add_typer(group, name="report", help="cli.report.help")
