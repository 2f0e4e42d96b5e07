"""`counter report numbers` and `counter report periodic`: the ward's dossiers of a period."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counter.cli.boundary import DONE
from counter.cli.options import UsageProblem
from counter.cli.run import Run, run_of
from counter.cli.values import day_of
from counter.i18n import language, local, t, utc_now
from counter.models.sheet import Sheet
from counter.models.ward_report import Indicator, Period, WardReport
from counter.rules import report_periods
from counter.rules.bars import bar
from counter.widgets.cells import fit, width_of

if TYPE_CHECKING:
    from counter.papers.ward_report_words import Words

_BAR, _LABEL, _NAME = 24, 46, 40
_SHOWN = ("channel", "sector")  # lists, when none is asked for

Month = Annotated[str, typer.Option("--month", metavar="YYYY-MM", help="ward_report.option.month")]
Since = Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help="ward_report.option.from")]
Until = Annotated[str, typer.Option("--to", metavar="YYYY-MM-DD", help="ward_report.option.to")]
Target = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="FILE", help="ward_report.option.output")
]
By = Annotated[list[str] | None, typer.Option("--by", metavar="WHAT", help="ward_report.option.by")]


def numbers(
    context: typer.Context, month: Month = "", since: Since = "", until: Until = "", by: By = None,
    output: Target = None,
) -> int:  # fmt: skip
    """Show the numbers of a period, this month when none is named, or write them to a file."""
    from counter.papers.ward_report_sheets import KINDS

    kinds = tuple(by or _SHOWN)
    if unknown := next((kind for kind in kinds if kind not in KINDS), None):
        raise UsageProblem("ward_report.unknown_by", field="--by", value=unknown, known=", ".join(KINDS))
    run = run_of(context)
    report, written = _told(run, _period(month, since, until), output, periodic=False)
    run.output.show(written or report, _written(written) if written else _numbers(report, kinds))
    return DONE


def periodic(
    context: typer.Context, month: Month = "", since: Since = "", until: Until = "", output: Target = None
) -> int:
    """Show Biểu 06/VPCP/KSTT of a period, this month when none is named, or write it to a file."""
    from counter.papers import ward_report_sheets
    from counter.papers.ward_report_words import Words

    run = run_of(context)
    report, written = _told(run, _period(month, since, until), output, periodic=True)
    if written:
        run.output.show(written, _written(written))
        return DONE
    words = Words(language())
    sheet = ward_report_sheets.periodic(report, words)
    run.output.show(sheet, _periodic(report, sheet, words))
    return DONE


def _period(month: str, since: str, until: str) -> Period:
    if not (since or until):
        return report_periods.month_named(month or f"{local(utc_now()):%Y-%m}")
    if not (since and until) or month:
        raise UsageProblem("ward_report.both_days", field="--from")
    return Period(day_of("--from", since), day_of("--to", until))


def _told(
    run: Run, period: Period, output: Path | None, *, periodic: bool
) -> tuple[WardReport, dict[str, str]]:
    """The report; and where it was written, if it was."""
    from counter.papers import ward_report_file
    from counter.services.reports import ward_report

    if output is not None:
        ward_report_file.check_suffix(output)
    with run.office() as office:
        report = ward_report.report(office, period)
        if output is None:
            return report, {}
        ward_report_file.write_to(output, report, office.ward, periodic=periodic, practice=office.practice)
    return report, {"file": str(output)}


def _written(told: dict[str, str]) -> Sequence[str]:
    return [t("ward_report.written", file=told["file"])]


# -- lines --------------------------------------------------------------------------------------------------


def _head(report: WardReport, words: "Words") -> str:
    return f"{t('ward_report.title', period=words.period(report.period))}, {words.as_of(report)}"


def _numbers(report: WardReport, kinds: Sequence[str]) -> Iterator[str]:
    from counter.papers.ward_report_words import Words

    words = Words(language())
    yield _head(report, words)
    yield from words.lines(report.total)
    yield ""
    yield t("ward_report.sheet.indicators")
    for one in report.indicators:
        yield _indicator(one, words)
    for kind in kinds:
        yield from _groups(report, kind, words)
    if report.by_day and len(report.by_day) <= 31:
        yield ""
        yield t("ward_report.sheet.day")
        most = max(one.count for one in report.by_day)
        for day in report.by_day:
            yield f"  {day.on:%d/%m}  {fit(bar(day.count, most, _BAR), _BAR)}  {words.count(day.count)}"
    yield ""
    yield from words.notes(report)


def _indicator(one: Indicator, words: "Words") -> str:
    full = bar(one.rate.part, one.rate.whole, _BAR)
    numbers = f"{words.share(one.rate)}  {words.of(one.rate)}" if one.rate.whole else words.share(one.rate)
    return f"  {one.number:4}{fit(words.indicator(one), _LABEL)}{fit(full, _BAR)}  {numbers}"


def _groups(report: WardReport, kind: str, words: "Words") -> Iterator[str]:
    from counter.papers.ward_report_sheets import groups_of

    found = groups_of(report, kind)
    if not found:
        return
    yield ""
    yield t(f"ward_report.sheet.{kind}")
    most = max(one.tally.received for one in found)
    for one in found:
        drawn = fit(bar(one.tally.received, most, _BAR), _BAR)
        yield f"  {fit(words.short(kind, one), _NAME)} {drawn}  {words.group_line(one.tally)}"


def _periodic(report: WardReport, sheet: Sheet, words: "Words") -> Iterator[str]:
    """The table, its columns as wide as what stands in them; their names below it, by letter."""
    yield f"{t('ward_report.periodic.number')}: {sheet.title}"
    yield _head(report, words)
    yield ""
    letters = ("", "", *(chr(ord("A") + n) for n in range(len(sheet.columns) - 2)))
    rows = [letters, *sheet.rows, sheet.total]
    texts = [[str("" if cell is None else cell) for cell in row] for row in rows]
    widths = [max(width_of(row[n]) for row in texts) for n in range(len(letters))]
    for row in texts:
        name, *counts = row[1:]
        told = "  ".join(fit(text, width, "right") for text, width in zip(counts, widths[2:], strict=True))
        yield f"{fit(row[0], widths[0], 'right')}  {fit(name, min(widths[1], _NAME))}  {told}"
    yield ""
    yield from (f"{letter}  {name}" for letter, name in zip(letters, sheet.columns, strict=True) if letter)
    yield from sheet.notes


def add_to(group: typer.Typer) -> None:
    """Put both into the group `report`."""
    group.command("numbers", help="ward_report.help.numbers")(numbers)
    group.command("periodic", help="ward_report.help.periodic")(periodic)
