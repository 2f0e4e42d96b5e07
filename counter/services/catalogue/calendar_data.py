"""From the files of `data/calendar` (one a year) to a calendar. Read when a date is first reckoned.

A file with a fault still gives the days that could be read, but its year then counts as not decided: every
due date in it warns. Nothing is guessed in silence, and the counter stays open. A year that is said to be
decided names the notice with its number, else it is not.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from counter.errors import DataFault
from counter.paths import data_files
from counter.rules.calendar import ONLY_RECEPTION, DayKind, DayRule, WorkCalendar
from counter.services.catalogue import yaml_tree
from counter.services.catalogue.yaml_map import Faults, YamlMap

KINDS = {
    "nghỉ lễ": DayKind.HOLIDAY,
    "nghỉ bù": DayKind.COMPENSATION,
    "nghỉ hoán đổi": DayKind.SWAPPED_OFF,
    "làm bù": DayKind.SWAPPED_WORKED,
    "mở nhận hồ sơ": DayKind.RECEPTION,
    "không nhận hồ sơ": DayKind.CLOSED,
}
_NUMBER = re.compile(r"[0-9]+/[0-9A-ZĐ]")  # of a notice: 9441/TB-BNV


def load(data_dir: Path) -> WorkCalendar:
    """The calendar of every year that has a file under `data_dir`/calendar."""
    return _read(data_dir)[0]


def check(data_dir: Path) -> tuple[DataFault, ...]:
    """Every fault of the files, with file, line and field."""
    return tuple(_read(data_dir)[1])


def _read(data_dir: Path) -> tuple[WorkCalendar, list[DataFault]]:
    rules: dict[date, DayRule] = {}
    doors: dict[date, DayRule] = {}
    noticed, notices, told = set(), dict[int, str](), list[DataFault]()
    for path in data_files(data_dir / "calendar"):
        faults = Faults(f"{path.parent.name}/{path.name}")
        root = yaml_tree.read(path, faults)
        year = root.whole("năm") if root else None
        if root is None or year is None:
            faults.add("missing", 1, "năm")
        else:
            decided = root.flag("đã có thông báo") is True
            source = root.text("nguồn")
            if decided and not _NUMBER.search(source):
                root.fault("no_notice_number", "nguồn", value=source)
            for rule in _days(root, year, source):
                (doors if rule.kind in ONLY_RECEPTION else rules)[rule.day] = rule
            root.done()
            notices[year] = source
            if decided and not faults.found:
                noticed.add(year)
        told += faults.found
    calendar = WorkCalendar(rules, frozenset(notices), frozenset(noticed), notices=notices, doors=doors)
    return calendar, told


def _days(root: YamlMap, year: int, source: str) -> Iterator[DayRule]:
    for entry in root.maps("các ngày"):
        kind, name = entry.must_be("loại", KINDS), entry.text("tên")
        certain = entry.flag("chắc chắn") is not False
        first, last = entry.day("ngày"), entry.day("đến hết ngày")
        own_source = entry.raw("căn cứ") or source
        entry.done()
        if first is None:
            continue
        last = last or first
        if first.year != year or last.year != year or last < first:
            entry.fault("not_in_year", "ngày", value=f"{first:%d/%m/%Y}", year=year)
            continue
        for n in range((last - first).days + 1):
            yield DayRule(
                day=first + timedelta(days=n), kind=kind, name=name, source=own_source, certain=certain
            )
