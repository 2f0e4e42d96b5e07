"""`counter report delay`: whose every minute of a dossier was, or the sum of a month (sổ trễ)."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counter.cli.boundary import DONE
from counter.cli.options import UsageProblem
from counter.cli.run import run_of
from counter.i18n import local, number, t, utc_now
from counter.models.delay import CAUSES, CauseSum, DelayLedger, MonthDelay, Outage
from counter.rules.delay_pieces import first_and_last
from counter.rules.delay_words import proofs, short, stamp, verdict

if TYPE_CHECKING:
    from counter.papers.values import Printable

_MOST = 20  # late dossiers that are listed; the JSON has all


def delay(
    context: typer.Context,
    month: Annotated[str, typer.Option("--month", metavar="YYYY-MM", help="delay.cli.option.month")] = "",
    dossier: Annotated[
        str, typer.Option("--dossier", metavar="DOSSIER", help="delay.cli.option.dossier")
    ] = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="delay.cli.option.output")
    ] = None,
) -> int:
    """Show whose the minutes of a month were, this one when none is named, or those of one dossier."""
    from counter.papers.delay import delay_month_data, delay_sheet_data
    from counter.services.dossier import dossiers
    from counter.services.reports import delay as service

    if month and dossier:
        raise UsageProblem("delay.cli.both", field="dossier")
    if output is not None and output.suffix.lower() != ".pdf":
        raise UsageProblem("delay.cli.suffix", field="output", name=output.name)
    run = run_of(context)
    lines: Iterable[str]
    found: DelayLedger | MonthDelay
    data: Printable
    with run.office() as office:
        if dossier:
            found = ledger = service.ledger(office, dossiers.get(office, dossier).id)
            lines, data = _page(ledger), delay_sheet_data(ledger, office.ward, practice=office.practice)
        else:
            found = whole = service.month(office, month or f"{local(utc_now()):%Y-%m}")
            lines, data = _month(whole), delay_month_data(whole, office.ward, practice=office.practice)
    if output is not None:
        _write(output, data, of_month=not dossier)
        lines = [*lines, t("delay.cli.written", file=str(output))]
    run.output.show(found, lines)
    return DONE


def _write(path: Path, data: "Printable", *, of_month: bool) -> None:
    from counter.papers.files import write
    from counter.papers.typeset import DELAY, DELAY_MONTH, pdf

    write(path, pdf(DELAY_MONTH if of_month else DELAY, data))


def _page(ledger: DelayLedger) -> Iterator[str]:
    yield f"{ledger.code}  {ledger.short_code}  {ledger.procedure}"
    yield verdict(ledger, t)
    yield ""
    yield from map(_sum, ledger.sums)
    yield ""
    for span in ledger.spans:
        yield t(
            "delay.cli.span",
            began=stamp(span.began),
            until=stamp(span.until),
            minutes=number(span.minutes),
            cause=t(f"delay.cause.{span.cause}"),
            why=t(f"delay.why.{span.why}"),
            proof=proofs(span.proofs, t),
        )


def _sum(one: CauseSum) -> str:
    return t(
        "delay.cli.sum",
        cause=t(f"delay.cause.{one.cause}"),
        minutes=number(one.minutes),
        working=number(one.working),
        overdue=number(one.overdue),
        overdue_working=number(one.overdue_working),
        news=number(one.news),
        beside=number(one.beside),
    )


def _month(found: MonthDelay) -> Iterator[str]:
    yield t("delay.paper.month_title", month=f"{found.month[5:]}/{found.month[:4]}")
    yield f"{t('delay.paper.dossiers')}: {number(found.dossiers)}"
    for state, count in found.finished:
        yield f"{t(f'delay.lateness.{state}')}: {number(count)}"
    yield f"{t('delay.paper.running_late')}: {number(found.running_late)}"
    yield ""
    yield from map(_sum, found.sums)
    yield ""
    yield from map(_outage, found.outages)
    for row in found.late[:_MOST]:
        yield t(
            "delay.cli.late",
            code=row.short_code,
            state=t(f"delay.lateness.{row.lateness}"),
            overdue=number(row.overdue),
            news=number(row.news_overdue),
            cause=t(f"delay.cause.{row.cause}"),
            procedure=short(row.procedure),
        )
    if len(found.late) > _MOST:
        yield t("delay.paper.more", n=len(found.late) - _MOST)


def _outage(one: Outage) -> str:
    return t(
        "delay.cli.outage",
        began=stamp(one.began),
        until=stamp(one.until),
        cause=t(f"delay.cause.{CAUSES[one.why]}"),
        why=t(f"delay.why.{one.why}"),
        proof=proofs(first_and_last((one.first, one.last)), t),
    )
