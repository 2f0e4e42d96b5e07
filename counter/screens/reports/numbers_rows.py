"""The lines of the ward's report on the screen: shares and counts with bars that need no colour."""

from collections.abc import Iterable, Iterator, Sequence

from counter.i18n import language, local, t, weekday
from counter.models.life_records import DemandView
from counter.models.ward_report import DayCount, Group, Indicator, LateDossier, Rate, WardReport
from counter.papers.ward_report_sheets import COUNTS, KINDS, SHARES, groups_of
from counter.papers.ward_report_words import Words
from counter.rules import indicators as rules
from counter.rules.bars import bar
from counter.widgets.rows import Row

BAR = 14
MOST_DAYS = 31  # of a longer period the months are drawn


def rows(report: WardReport) -> tuple[Row, ...]:
    """The whole report: indicators, days or months, then by each of the kinds, and what is not counted."""
    words = Words(language())
    lines = [*_section("indicators", (_indicator(one, words) for one in report.indicators))]
    if not report.by_month:
        lines += _section("day", _days(report.by_day[-MOST_DAYS:], words))
    for kind in ("month", *(kind for kind in KINDS if kind != "month")):
        lines += _section(kind, _groups(kind, groups_of(report, kind), words))
    lines += _section("demands", map(_demand, report.demands))
    notes = Row(key="notes", cells=(t("numbers_screen.notes"), "", "", ""))
    return (*lines, *_section("notes", (notes,)))


def detail(group: Group, kind: str, report: WardReport) -> tuple[Row, ...]:
    """Every number of one line of the report."""
    words = Words(language())
    tally = group.tally
    most = max(tally.taken, tally.components, 1)
    shares = (
        _share_row(t(f"ward_report.col.share.{name}"), f"share:{name}", share(tally), words)
        for name, share in SHARES.items()
    )
    counts = (
        Row(
            key=f"count:{name}",
            cells=(
                t(f"ward_report.col.{name}"), bar(count(tally), most, BAR), words.count(count(tally)), ""
            ),
        )
        for name, count in COUNTS.items()
    )  # fmt: skip
    mean = words.mean(group, report) if kind == "procedure" else ""
    times = [Row(key="mean", cells=(t("numbers_screen.mean", time=mean), "", "", ""))] if mean else []
    return (*_section("shares", (*shares, *times)), *_section("counts", counts))


def _demand(one: DemandView) -> Row:
    """Who demanded which paper beyond the official list; the whole of it stands in the register."""
    cells = (f"{one.body}: {one.paper}", "", f"{one.day:%d/%m}", one.procedure_code)
    return Row(key=f"demand:{one.id}", cells=cells, mark="!")


def demand_lines(report: WardReport, key: str) -> tuple[str, str, str]:
    """All of one demand: who and which paper; for what, on what ground, who logged it; what holds."""
    one = next(found for found in report.demands if str(found.id) == key)
    names = {group.key: group.label for group in report.by_procedure}
    facts = (
        ("procedure", " ".join(filter(None, (one.procedure_code, names.get(one.procedure_code))))),
        ("ground", one.ground),
        ("day", f"{one.day:%d/%m/%Y}, {one.logged_by}"),
    )
    said = "\n".join(f"{t(f'ward_report.demand.{name}')}: {text}" for name, text in facts if text)
    return f"{one.body}: {one.paper}", said, t("ward_report.demand.note")


def late_rows(found: Sequence[LateDossier]) -> tuple[Row, ...]:
    """The overdue dossiers, each with its appointment and what became of it."""
    if not found:
        return (
            Row(key="none:late", cells=(t("numbers_screen.none_late"), "", "", ""), mark="√", tone="dim"),
        )
    return tuple(_section("late", map(_late, found)))


def _late(one: LateDossier) -> Row:
    due = t("numbers_screen.due", day=f"{local(one.due):%d/%m/%y}") if one.due else ""
    ended = f"{local(one.ended):%d/%m/%y}" if one.ended else t("numbers_screen.not_ended")
    twice = t("numbers_screen.rounds", n=one.rounds) if one.rounds > 1 else ""
    name = " · ".join(filter(None, (one.short_code, twice, one.received_by, one.procedure)))
    return Row(
        key=f"dossier:{one.id}",
        cells=(name, due, ended, ""),
        mark="√" if one.ended else "!",
        tone="" if one.ended else "late",
    )


def _section(name: str, lines: Iterable[Row]) -> Iterator[Row]:
    found = list(lines)
    if found:
        yield Row(key=f"head:{name}", cells=(t(f"numbers_screen.head.{name}"),), tone="head")
        yield from found


def _indicator(one: Indicator, words: Words) -> Row:
    """A share; below its threshold it is marked, at it it is ticked, without one neither."""
    label = f"{one.number:4}{words.indicator(one)}"
    row = _share_row(label, f"indicator:{one.id}", one.rate, words)
    points = rules.share_of_points(one)
    if points is None:
        return row
    below = points < 10_000
    return Row(key=row.key, cells=row.cells, mark="!" if below else "√", tone="today" if below else "")


def _share_row(label: str, key: str, rate: Rate, words: Words) -> Row:
    numbers = words.of(rate) if rate.whole else ""
    return Row(key=key, cells=(label, bar(rate.part, rate.whole, BAR), numbers, share_words(rate, words)))


def share_words(rate: Rate, words: Words) -> str:
    """A share in few cells; of nothing it is not defined, and the cell says so."""
    return words.share(rate) if rate.whole else t("numbers_screen.undefined")


def _days(days: Iterable[DayCount], words: Words) -> Iterator[Row]:
    found = list(days)
    most = max((one.count for one in found), default=0)
    for one in found:
        name = t("numbers_screen.day", weekday=weekday(one.on), day=f"{one.on:%d/%m}")
        cells = name, bar(one.count, most, BAR), words.count(one.count), ""
        yield Row(key=f"day:{one.on}", cells=cells)


def _groups(kind: str, found: Iterable[Group], words: Words) -> Iterator[Row]:
    groups = list(found)
    most = max((one.tally.received for one in groups), default=0)
    for one in groups:
        share = share_words(rules.on_time(one.tally), words)
        late = one.tally.open_late
        cells = (
            words.short(kind, one), bar(one.tally.received, most, BAR), words.count(one.tally.received), share
        )  # fmt: skip
        yield Row(
            key=f"{kind}:{one.key}", cells=cells, mark="!" if late else " ", tone="today" if late else ""
        )
