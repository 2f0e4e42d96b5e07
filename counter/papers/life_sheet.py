"""The registers beside the dossiers as tables: the same rows on the screen and in a spreadsheet."""

from collections.abc import Iterable
from pathlib import Path

from counter.i18n import day, local, utc_now
from counter.models.life_lists import LifeList, LifeLists
from counter.models.sheet import Cell, Sheet
from counter.papers.files import keep, slip_name
from counter.papers.sheet_file import CSV as CSV
from counter.papers.sheet_file import XLSX as XLSX
from counter.papers.sheet_file import sheet_file
from counter.papers.words import say
from counter.settings import WardSettings

_OF_CERTIFICATION = ("number", "day", "requester", "paper", "signer", "copies", "note")
COLUMNS = {
    LifeList.UNCOLLECTED: ("code", "person", "procedure", "ready", "age", "phone"),
    LifeList.LENT: ("code", "person", "original", "lent_to", "lent_on", "back_by"),
    LifeList.DEMANDS: ("day", "procedure", "body", "paper", "ground", "by"),
    LifeList.GUIDANCE: ("day", "person", "said", "by"),
    LifeList.COPY: _OF_CERTIFICATION,
    LifeList.SIGNATURE: _OF_CERTIFICATION,
    LifeList.TRANSACTION: _OF_CERTIFICATION,
}
"""Ids under `life_list.column`."""
OF_NOW = frozenset({LifeList.UNCOLLECTED, LifeList.LENT})
"""What waits at this moment: of no month."""
_FILES = {
    LifeList.UNCOLLECTED: "ket-qua-chua-tra",
    LifeList.LENT: "ban-chinh-cho-muon",
    LifeList.DEMANDS: "giay-doi-them",
    LifeList.GUIDANCE: "so-huong-dan",
    LifeList.COPY: "so-chung-thuc-ban-sao",
    LifeList.SIGNATURE: "so-chung-thuc-chu-ky",
    LifeList.TRANSACTION: "so-chung-thuc-giao-dich",
}


def sheet(lists: LifeLists) -> Sheet:
    """One list as a table."""
    return Sheet(
        kind="life_list",
        title=say(f"life_list.title.{lists.which}"),
        columns=tuple(say(f"life_list.column.{name}") for name in COLUMNS[lists.which]),
        rows=tuple(_rows(lists)),
    )


def _rows(lists: LifeLists) -> Iterable[tuple[Cell, ...]]:
    for one in lists.uncollected:
        ready = day(local(one.ready_at).date())
        yield (one.short_code, one.applicant, one.procedure, ready, one.days, one.phone)
    for lent in lists.lent:
        back = day(lent.due_back) if lent.due_back else ""
        gone = day(local(lent.lent_at).date())
        yield (lent.short_code, lent.applicant, lent.paper, lent.lent_to, gone, back)
    for demand in lists.demands:
        yield (
            day(demand.day), demand.procedure_code, demand.body, demand.paper, demand.ground,
            demand.logged_by,
        )  # fmt: skip
    for guided in lists.guidances:
        yield (day(guided.day), guided.person, guided.said, guided.given_by)
    for entry in lists.certifications:
        struck = say("life_list.struck", reason=entry.struck) if entry.struck else entry.note
        yield (entry.number, day(entry.day), entry.requester, entry.paper, entry.signer, entry.copies, struck)


def keep_in(store: Path | None, suffix: str, lists: LifeLists, ward: WardSettings, *, practice: bool) -> Path:
    """Write it into the kept papers of a store: `.xlsx` a workbook, else CSV; no cell is ever a formula."""
    now = lists.which in OF_NOW
    period = "" if now else say("life_list.period", first=day(lists.first), last=day(lists.last))
    made = sheet_file(suffix, ward, period, (sheet(lists),), practice=practice)
    days = f"{local(utc_now()):%Y%m%d-%H%M}" if now else f"{lists.first:%Y%m%d}-{lists.last:%Y%m%d}"
    name = slip_name(days, suffix, kind=_FILES[lists.which])
    return keep(made, name, store=store, practice=practice)
