"""Which entry of the portal's card our papers and fees are: data/portal/ma-giay-to.yaml, then the ward."""

import json
from functools import lru_cache
from pathlib import Path

from counter.errors import DataFault
from counter.models.card_codes import ChosenCodes
from counter.paths import changed_at, data_dir, data_file
from counter.services.catalogue import yaml_tree
from counter.services.catalogue.yaml_map import Faults, YamlMap
from counter.services.store import setting_rows
from counter.services.store.connection import Connection
from counter.text import one_line

LONGEST = 60  # characters of a code
SETTING = "portal_codes."  # of the ward's settings, the procedure's code behind it


def shipped(procedure_code: str, folder: Path | None = None) -> ChosenCodes:
    """What the file says of a procedure; nothing where it does not. DataFault when it cannot be read."""
    path = data_file((folder or data_dir()) / "portal" / "ma-giay-to.yaml")
    return _read(path, changed_at(path)).get(procedure_code, ChosenCodes())


def chosen_in(connection: Connection, procedure_code: str) -> ChosenCodes:
    """What was chosen for a procedure: as shipped, and over it what the ward has set."""
    base = shipped(procedure_code)
    own = json.loads(setting_rows.stored(connection, SETTING + procedure_code) or "{}")
    return ChosenCodes(
        papers=base.papers | _texts(own, "papers"),
        fees=base.fees | _texts(own, "fees"),
    )


def _texts(own: object, name: str) -> dict[str, str]:
    """A setting of another shape than today's is as good as none."""
    part = own.get(name) if isinstance(own, dict) else None
    if not isinstance(part, dict):
        return {}
    return {key: code for key, code in part.items() if isinstance(key, str) and isinstance(code, str)}


def check(folder: Path | None = None) -> tuple[DataFault, ...]:
    """The first fault of the file, with file, line and field."""
    try:
        shipped("", folder)
    except DataFault as fault:
        return (fault,)
    return ()


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> dict[str, ChosenCodes]:
    faults = Faults(f"{path.parent.name}/{path.name}")
    root = yaml_tree.read(path, faults)
    if root is None:
        raise faults.found[0]
    found = {}
    for entry in root.maps("thủ tục"):
        found[entry.text("mã")] = ChosenCodes(
            papers=_codes(entry, "giấy tờ"), fees=_codes(entry, "khoản thu")
        )
        entry.done()
    root.done()
    if faults.found:
        raise faults.found[0]
    return found


def _codes(entry: YamlMap, name: str) -> dict[str, str]:
    codes: dict[str, str] = {}
    for row in entry.maps(name):
        key = row.text("khóa")
        if key in codes:
            row.fault("id_twice", "khóa", id=key)
        codes[key] = one_line(row.text("mã Cổng"))[:LONGEST]
        row.done()
    return codes
