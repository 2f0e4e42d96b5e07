"""The ward's numbers as tables, for a file or for paper; and the periodic report, Biểu 06/VPCP/KSTT.

The columns of Biểu 06 follow one-stop-law 7.4: the older Thông tư 01/2020/TT-VPCP. A later circular may name
it otherwise (unconfirmed).
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from counter.models.sheet import Cell, Sheet
from counter.models.ward_report import Group, Rate, Tally, WardReport
from counter.papers.ward_report_words import Words
from counter.rules import indicators as rules

COUNTS: Final[Mapping[str, Callable[[Tally], int]]] = MappingProxyType(
    {
        "received": lambda one: one.received,
        "online": lambda one: one.online,
        "assisted": lambda one: one.assisted,
        "direct": lambda one: one.direct,
        "post": lambda one: one.post,
        "carried": lambda one: one.carried,
        "done": lambda one: one.done,
        "early": lambda one: one.early,
        "punctual": lambda one: one.punctual,
        "late": lambda one: one.late,
        "unlimited": lambda one: one.unlimited,
        "without_result": lambda one: one.without_result,
        "open": lambda one: one.open,
        "open_in_time": lambda one: one.open_in_time,
        "open_late": lambda one: one.open_late,
        "open_unlimited": lambda one: one.open_unlimited,
        "in_time": lambda one: one.in_time,
        "judged": lambda one: one.judged,
        "synced": lambda one: one.synced,
        "charged": lambda one: one.charged,
        "paid_online": lambda one: one.paid_online,
        "components": lambda one: one.components,
        "digitised": lambda one: one.digitised,
        "reused": lambda one: one.reused,
    }
)
SHARES: Final[Mapping[str, Callable[[Tally], Rate]]] = MappingProxyType(
    {
        "on_time": rules.on_time,
        "filed_online": rules.filed_online,
        "paid_online": rules.paid_online,
        "digitised": rules.digitised,
        "reused": rules.reused,
    }
)
ON_PAPER: Final = ("received", "carried", "done", "late", "open", "open_late")
PERIODIC: Final = ("early", "punctual", "late")
KINDS: Final = ("channel", "sector", "procedure", "clerk", "month")


def groups_of(report: WardReport, kind: str) -> tuple[Group, ...]:
    """The groups of a report by one of `KINDS`."""
    return {
        "channel": report.by_channel,
        "sector": report.by_sector,
        "procedure": report.by_procedure,
        "clerk": report.by_clerk,
        "month": report.by_month,
    }[kind]


def numbers(report: WardReport, words: Words, *, on_paper: bool = False) -> tuple[Sheet, ...]:
    """Every table of the report: the indicators, then by each of `KINDS`; fewer columns fit on paper."""
    tables = [
        _by(report, words, kind, ON_PAPER if on_paper else tuple(COUNTS))
        for kind in KINDS
        if groups_of(report, kind)
    ]
    told = (_demands(report, words),) if report.demands else ()
    return (_indicators(report, words), *tables, *told)


def _indicators(report: WardReport, words: Words) -> Sheet:
    columns = ("number", "indicator", "part", "whole", "share", "full", "points")
    return Sheet(
        kind="indicators",
        title=words.say("ward_report.sheet.indicators"),
        columns=tuple(words.say(f"ward_report.col.{name}") for name in columns),
        rows=tuple(
            (
                one.number,
                words.indicator(one),
                one.rate.part,
                one.rate.whole,
                words.share(one.rate),
                None if one.full is None else f"{one.full} %",
                None if one.full is None else words.hundredths(rules.share_of_points(one)),
            )
            for one in report.indicators
        ),
        shares=tuple((one.rate.hundredths or 0) // 100 for one in report.indicators),
        notes=words.notes(report),
    )


def _demands(report: WardReport, words: Words) -> Sheet:
    """Papers that were demanded beyond the official list: when, by whom, which, for what, on what ground."""
    names = {one.key: one.label for one in report.by_procedure}
    columns = ("day", "body", "paper", "procedure", "ground")
    return Sheet(
        kind="demands",
        title=words.say("ward_report.sheet.demands"),
        columns=tuple(words.say(f"ward_report.demand.{name}") for name in columns),
        rows=tuple(
            (
                f"{one.day:%d/%m/%Y}",
                one.body,
                one.paper,
                " ".join(filter(None, (one.procedure_code, names.get(one.procedure_code)))),
                one.ground,
            )
            for one in report.demands
        ),
        notes=(words.say("ward_report.demand.note"),),
    )


def _by(report: WardReport, words: Words, kind: str, counts: Sequence[str]) -> Sheet:
    found = groups_of(report, kind)
    most = max((one.tally.received for one in found), default=0) or 1
    before, after = (("code",), ("mean",)) if kind == "procedure" else ((), ())
    columns = [words.say(f"ward_report.col.{name}") for name in (*before, kind, *counts)]
    columns += [words.say(f"ward_report.col.share.{name}") for name in SHARES]
    columns += [words.say(f"ward_report.col.{name}") for name in after]
    rows: list[tuple[Cell, ...]] = []
    for one in found:
        code, mean = ((one.key,), (words.mean(one, report),)) if kind == "procedure" else ((), ())
        rows.append((*code, words.group(kind, one), *_cells(one.tally, words, counts), *mean))
    total = words.say("ward_report.total"), *_cells(report.total, words, counts)
    return Sheet(
        kind=kind,
        title=words.say(f"ward_report.sheet.{kind}"),
        columns=tuple(columns),
        rows=tuple(rows),
        # what is carried from month to month does not add up
        total=() if kind == "month" else (*("" for _ in before), *total, *("" for _ in after)),
        shares=tuple(100 * one.tally.received // most for one in found),
    )


def _cells(tally: Tally, words: Words, counts: Sequence[str]) -> tuple[Cell, ...]:
    """The counts and the shares of a line."""
    return (
        *(COUNTS[name](tally) for name in counts),
        *(words.share(share(tally)) for share in SHARES.values()),
    )


def periodic(report: WardReport, words: Words) -> Sheet:
    """Biểu 06/VPCP/KSTT: how dossiers were handled, by sector (tình hình, kết quả giải quyết TTHC)."""
    columns = (
        "row", "sector", "taken", "online", "other", "carried", "done", *PERIODIC, "open", "open_in_time",
        "open_late",
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (number, words.group("sector", one), *_periodic(one.tally))
        for number, one in enumerate(report.by_sector, start=1)
    ]
    unlimited = report.total.unlimited + report.total.open_unlimited
    notes = [words.say("ward_report.periodic.source")]
    if unlimited:
        notes.append(words.say("ward_report.periodic.unlimited", count=words.count(unlimited)))
    return Sheet(
        kind="periodic",
        title=words.say("ward_report.sheet.periodic"),
        columns=tuple(words.say(f"ward_report.col.{name}") for name in columns),
        rows=tuple(rows),
        total=("", words.say("ward_report.total"), *_periodic(report.total)),
        notes=tuple(notes),
    )


def _periodic(tally: Tally) -> tuple[int, ...]:
    """Nhận giải quyết, đã giải quyết, đang giải quyết: the eleven numbers of a line."""
    return (
        tally.taken, tally.online, tally.direct + tally.post, tally.carried,
        tally.done, tally.early, tally.punctual, tally.late,
        tally.open, tally.open_in_time, tally.open_late,
    )  # fmt: skip
