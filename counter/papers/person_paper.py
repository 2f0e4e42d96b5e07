"""Everything held on one person as a paper in large print, for that person, beside the file for machines.

Luật 91/2025/QH15: to see and to be given one's own data (xem, cung cấp dữ liệu cá nhân). Each record says
where it comes from: what kind of source, which dossier, when, who wrote it down.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Final

from counter.i18n import clock, day, known, local
from counter.models.instant import from_micros
from counter.models.person_data import PersonData, Section, Value
from counter.papers import typeset, words
from counter.papers.files import keep, slip_name
from counter.papers.heads import ward_head
from counter.papers.person_fields import DAYS, EVENT_DAYS, MONEY, NOTHING, TABLES, WHEN, WHO, WORDS
from counter.papers.personal_values import HeldRow, HeldSection, NoticeLine, PersonDataPaper
from counter.papers.words import say
from counter.rules.kept_names import PERSON
from counter.settings import WardSettings
from counter.text import one_line

TRAIL: Final = "audit_event"
MOST_EVENTS: Final = 200  # of the trail on the paper; all of them are in the file

TOGETHER: Final = frozenset({"dossier_answer", "supplement_item"})  # a line each, of one source
Row = Mapping[str, Value]


def person_paper_data(
    data: PersonData, ward: WardSettings, *, practice: bool = False, alone: bool = False
) -> PersonDataPaper:
    """What the paper says; dated when the data were gathered.

    `alone`: no file for machines goes with it, and the counter keeps it among its papers.
    """
    at, number = (
        data.made_at,
        say("person.paper.number", number=data.resident_id, day=f"{local(data.made_at):%y%m%d}"),
    )
    reader, end = _Reader(data, alone=alone), "_alone" if alone else ""
    sections = [one for table in TABLES if (one := reader.section(table))]
    trail = reader.trail()
    left = sum(len(one.rows) for one in data.sections if one.table not in (*TABLES, TRAIL))
    return PersonDataPaper(
        issued_at=at,
        head=ward_head(ward, title=say("person.paper.title"), code=number, copy=1, practice=practice, at=at),
        person=one_line(data.name).upper(),
        intro=(
            say("person.paper.intro", centre=one_line(ward.centre_name), when=words.moment(at)),
            say(f"person.paper.left{end}", n=left),
        ),
        sections=(*sections, *((trail,) if trail else ())),
        rights=say("person.paper.rights"),
        made=say(f"person.paper.made{end}", number=data.resident_id, when=words.moment(at)),
    )  # fmt: skip


def made(data: PersonData, ward: WardSettings, *, practice: bool = False, alone: bool = False) -> bytes:
    """The paper as PDF. DataFault."""
    return typeset.pdf(typeset.PERSON, person_paper_data(data, ward, practice=practice, alone=alone))


def kept(data: PersonData, ward: WardSettings, *, practice: bool, store: Path) -> Path:
    """The same where papers of a store are kept: encrypted beside an encrypted store.

    Not for the UI thread. DataFault, CounterError.
    """
    name = slip_name(f"{PERSON}-{data.resident_id}-{local(data.made_at):%y%m%d-%H%M}", kind=typeset.PERSON)
    return keep(made(data, ward, practice=practice, alone=True), name, store=store, practice=practice)


class _Reader:
    """The records of one person, turned into words."""

    def __init__(self, data: PersonData, *, alone: bool) -> None:
        self._alone = alone
        self._staff = data.staff
        self._sections = {one.table: one for one in data.sections}
        dossiers = self._sections.get("dossier", Section("dossier", ())).rows
        self._codes = {row["id"]: one_line(str(row["code"])) for row in dossiers}

    def section(self, table: str) -> HeldSection | None:
        """The records of one kind; None where there are none, or nothing of them is read out."""
        found = self._sections.get(table)
        held = (row for row in map(self._row(table), found.rows) if row.lines) if found else iter(())
        rows = _together(held) if table in TOGETHER else tuple(held)
        return HeldSection(title=say(f"person.table.{table}"), rows=rows, more="") if rows else None

    def trail(self) -> HeldSection | None:
        """Who did or saw what, the newest first."""
        found = self._sections.get(TRAIL)
        if found is None:
            return None
        newest = sorted(found.rows, key=lambda row: int(row["at"] or 0), reverse=True)
        rows = tuple(
            HeldRow(lines=(NoticeLine(label=_moment(row["at"]), text=_event(row)),), source="")
            for row in newest[:MOST_EVENTS]
        )
        left = len(newest) - len(rows)
        more = say(f"person.paper.more{'_alone' if self._alone else ''}", n=left) if left else ""
        return HeldSection(title=say(f"person.table.{TRAIL}"), rows=rows, more=more) if rows else None

    def _row(self, table: str) -> "_RowReader":
        return _RowReader(table, self._codes, self._staff)


class _RowReader:
    """One kind of record at work."""

    def __init__(self, table: str, codes: Mapping[Value, str], staff: Mapping[int, str]) -> None:
        self._table = table
        self._codes = codes
        self._staff = staff

    def __call__(self, row: Row) -> HeldRow:
        """The record in words."""
        return HeldRow(lines=tuple(self._lines(row)), source=self._source(row))

    def _lines(self, row: Row) -> Iterator[NoticeLine]:
        if self._table == "dossier_paper" and row["state"] in NOTHING:
            return
        if self._table == "dossier_answer":
            yield NoticeLine(label=one_line(str(row["label"])), text=one_line(str(row["value"])))
            return
        for column in TABLES[self._table]:
            if text := self._text(column, row.get(column)):
                yield NoticeLine(label=say(f"person.col.{column}"), text=text)

    def _text(self, column: str, value: Value) -> str:
        if not value:  # nothing, or none of it
            return ""
        if (words_of := WORDS.get((self._table, column))) and known(said := f"{words_of}.{value}"):
            return say(said)
        if column in MONEY and isinstance(value, int):
            return words.amount(value)
        if isinstance(value, int) and column.endswith(("_at", "_after")):
            return _moment(value)
        return _day(str(value)) if column in DAYS else one_line(str(value))

    def _source(self, row: Row) -> str:
        parts = [say(source)] if known(source := f"person.source.{self._table}") else []
        if (code := self._codes.get(row.get("dossier_id"))) and self._table != "dossier":
            parts.append(say("person.paper.of_dossier", code=code))
        at = next((row[name] for name in WHEN if isinstance(row.get(name), int)), None)
        who = next((self._staff[int(row[name] or 0)] for name in WHO if row.get(name) in self._staff), "")
        if at is not None:
            parts.append(say("person.paper.written", when=_moment(at)))
        return "; ".join(filter(None, (*parts, one_line(who))))


def _together(rows: Iterator[HeldRow]) -> tuple[HeldRow, ...]:
    """Neighbours of one source as one, which says it once."""
    grouped: dict[str, list[NoticeLine]] = {}
    for row in rows:
        grouped.setdefault(row.source, []).extend(row.lines)
    return tuple(HeldRow(lines=tuple(lines), source=source) for source, lines in grouped.items())


def _event(row: Row) -> str:
    detail = json.loads(str(row["detail"] or "{}"))
    params = {key: _shown(key, value) for key, value in detail.items() if isinstance(value, str | int)}
    event = str(row["event"])
    try:
        said = say(event, **params)
    except (KeyError, IndexError):  # an event of an older program, told with other values
        said = say("person.paper.other_event")
    return f"{said} ({one_line(str(row['who']))})" if row["who"] else said


def _shown(key: str, value: str | int) -> str | int:
    """A day in an event is kept as 2026-12-16; a person reads 16/12/2026."""
    return _day(value) if key in EVENT_DAYS and isinstance(value, str) else value


def _moment(value: Value) -> str:
    at: datetime = from_micros(int(value or 0))
    return f"{clock(at)} {day(local(at).date())}"


def _day(text: str) -> str:
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return one_line(text)
