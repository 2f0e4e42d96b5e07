"""How long each kind is kept: `data/retention/thoi-han.yaml`, and over it what the head of the centre
has set."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from counter.errors import DataFault, Refused
from counter.models.retention import FOR_EVER, Kind, Period
from counter.paths import data_dir, data_file
from counter.rules.retention import MOST_MONTHS, period_problems
from counter.rules.rights import Act, require
from counter.services.office import Office, act
from counter.services.store import setting_rows
from counter.services.store.connection import Connection

if TYPE_CHECKING:
    from counter.services.catalogue.yaml_map import Faults, YamlMap

FILE: Final = "thoi-han.yaml"
CHANGED: Final = "retention.event.period"
_SETTING: Final = "retention.periods"
_NAMES: Final = {
    "chứng thực chữ ký": Kind.SIGNATURE,
    "chứng thực hợp đồng, giao dịch": Kind.CONTRACT,
    "chứng thực bản sao": Kind.COPY,
    "hồ sơ khác": Kind.DOSSIER,
    "tệp kèm": Kind.ATTACHMENT,
    "lần gọi và lời báo": Kind.CALL,
    "bản nháp": Kind.DRAFT,
    "bản in đã lưu": Kind.PAPER,
    "người dân không còn hồ sơ": Kind.RESIDENT,
    "nhật ký sự cố": Kind.LOG,
    "sổ chứng thực": Kind.REGISTER,
    "sổ tiền và biên lai": Kind.MONEY,
    "nhật ký kiểm toán": Kind.TRAIL,
}
_FOR_EVER: Final = "vĩnh viễn"
_ASK: Final = frozenset({"hỏi", "hoi"})


@act(Act.READ, writes=False)
def periods(office: Office) -> tuple[Period, ...]:
    """Every kind with its period, in the order of the list. DataFault when the file cannot be read."""
    with office.store.query() as connection:
        return tuple(current(connection).values())


def current(connection: Connection) -> dict[Kind, Period]:
    """The periods as they count now. A law's least counts, whatever is stored."""
    said = setting_rows.stored(connection, _SETTING)
    stored: dict[str, int | None] = json.loads(said) if said else {}
    return {kind: _over(period, stored) for kind, period in shipped().items()}


@act(Act.CHANGE_SETTINGS)
def save(office: Office, kind: Kind, months: int | None, *, operation: str) -> tuple[Period, ...]:
    """Set one period in months; None: ask again, nothing is proposed. Refused below what a law demands."""
    actor = require(office.actor, Act.CHANGE_SETTINGS)
    with office.store.write(office.now()) as transaction:
        connection = transaction.connection
        before = current(connection)
        if transaction.earlier(operation) is not None:
            return tuple(before.values())
        if problems := period_problems(before[kind], months):
            raise Refused(problems)
        said = setting_rows.stored(connection, _SETTING)
        stored: dict[str, int | None] = (json.loads(said) if said else {}) | {kind.value: months}
        setting_rows.keep(transaction, actor, {_SETTING: stored})
        transaction.record(
            actor,
            CHANGED,
            subject=("ward", ""),
            operation=operation,
            detail={"kind": kind.value, "before": _number(before[kind].months), "after": _number(months)},
        )
        return tuple(current(connection).values())


def _number(months: int | None) -> int:
    return 0 if months is None else months


def _over(period: Period, stored: Mapping[str, int | None]) -> Period:
    if period.for_ever or period.kind.value not in stored:
        return period
    months = stored[period.kind.value]
    if months is not None and months != FOR_EVER:
        months = max(months, period.least)
    return replace(period, months=months, set_here=True)


# -- the shipped file -------------------------------------------------------------------------


@lru_cache(maxsize=1)
def shipped() -> dict[Kind, Period]:
    """The periods the program ships, with their sources. DataFault: better none than a wrong one."""
    faults = _faults()
    found = _read(data_dir(), faults)
    if faults.found:
        raise faults.found[0]
    return found


def check(folder: Path) -> tuple[DataFault, ...]:
    """Every fault of the file under `folder`/retention, with file, line and field."""
    faults = _faults()
    _read(folder, faults)
    return tuple(faults.found)


def _faults() -> "Faults":
    from counter.services.catalogue.yaml_map import Faults

    return Faults(f"retention/{FILE}")


def _read(folder: Path, faults: "Faults") -> dict[Kind, Period]:
    from counter.services.catalogue import yaml_tree  # brings PyYAML, 20 ms that a start does not pay

    whole = yaml_tree.read(data_file(folder / "retention" / FILE), faults)
    if whole is None:
        return {}
    found: dict[Kind, Period] = {}
    for entry in whole.maps("loại"):
        period = _period(entry)
        if period.kind in found:
            entry.fault("code_twice", "tên", value=period.kind.value, other=period.kind.value)
        found[period.kind] = period
    for name, kind in _NAMES.items():
        if kind not in found:
            whole.fault("missing", "loại", value=name)
    whole.done()
    return {kind: found[kind] for kind in Kind if kind in found}


def _period(entry: "YamlMap") -> Period:
    kind = entry.must_be("tên", _NAMES)
    months = _months(entry)
    least = entry.whole("ít nhất", 0) or 0
    source, confirmed = entry.text("nguồn"), entry.flag("chắc") or False
    entry.done()
    if months is not None and months != FOR_EVER and months < least:
        entry.fault("not_in_list", "tháng", value=str(months), options=f"{least} …")
    return Period(kind=kind, months=months, least=least, source=source, confirmed=confirmed)


def _months(entry: "YamlMap") -> int | None:
    text = entry.text("tháng")
    if text == _FOR_EVER:
        return FOR_EVER
    if not text or text in _ASK:
        return None
    if not text.isdecimal() or not 0 < int(text) <= MOST_MONTHS:
        entry.fault("not_number", "tháng", value=text)
        return None
    return int(text)
