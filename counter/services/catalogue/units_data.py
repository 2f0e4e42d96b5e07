"""The official lists of `data/units`: number prefixes, the units of Huế, the peoples. Read when asked for."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from counter.errors import DataFault
from counter.models.units import Commune, EthnicGroup, NumberPrefix
from counter.paths import data_dir, data_file

if TYPE_CHECKING:
    from counter.services.catalogue.yaml_map import Faults, YamlMap

PREFIXES = "dau-so-dinh-danh.yaml"
COMMUNES = "phuong-xa-hue.yaml"
PEOPLES = "dan-toc.yaml"


def _entries(name: str, key: str, faults: "Faults", folder: Path) -> Iterator["YamlMap"]:
    """The entries under a key of one file. A file that cannot be read is a fault and gives none."""
    from counter.services.catalogue import yaml_tree  # brings PyYAML, 20 ms that a start does not pay

    root = yaml_tree.read(data_file(folder / "units" / name), faults)
    if root is not None:
        yield from root.maps(key)


def _prefixes(faults: "Faults", folder: Path) -> list[NumberPrefix]:
    return [
        NumberPrefix(entry.text("số"), entry.text("tên"), entry.text("nay thuộc"))
        for entry in _entries(PREFIXES, "đầu số", faults, folder)
    ]


def _communes(faults: "Faults", folder: Path) -> list[Commune]:
    return [
        Commune(entry.text("mã"), entry.text("tên"), entry.text("tên tiếng Anh"), entry.texts("gồm"))
        for entry in _entries(COMMUNES, "đơn vị", faults, folder)
    ]


def _peoples(faults: "Faults", folder: Path) -> list[EthnicGroup]:
    return [
        EthnicGroup(
            code := entry.text("mã"),
            entry.text("tên"),
            entry.texts("cũng viết"),
            entry.raw("mã năm 1979") or code,
        )
        for entry in _entries(PEOPLES, "dân tộc", faults, folder)
    ]


def _unheard(name: str) -> "Faults":
    """Where the faults of a list go: `check` tells them, at work an entry more or less stops nobody."""
    from counter.services.catalogue.yaml_map import Faults

    return Faults(f"units/{name}")


@lru_cache(maxsize=1)
def prefixes() -> dict[str, NumberPrefix]:
    """Prefix of a personal number: its province of birth registration. An unknown one is only a warning."""
    return {entry.prefix: entry for entry in _prefixes(_unheard(PREFIXES), data_dir())}


@lru_cache(maxsize=1)
def known_prefixes() -> frozenset[str]:
    """The prefixes alone, as `counter.rules.cards.read_scan` takes them."""
    return frozenset(prefixes())


@lru_cache(maxsize=1)
def communes() -> tuple[Commune, ...]:
    """The 40 wards and communes of Huế since 01/07/2025."""
    return tuple(_communes(_unheard(COMMUNES), data_dir()))


@lru_cache(maxsize=1)
def peoples() -> tuple[EthnicGroup, ...]:
    """The 54 peoples in the order of the list of 2008."""
    return tuple(_peoples(_unheard(PEOPLES), data_dir()))


def check(folder: Path) -> tuple[DataFault, ...]:
    """Every fault of the files under `folder`/units, with file, line and field."""
    found: list[DataFault] = []
    for name, read in ((PREFIXES, _prefixes), (COMMUNES, _communes), (PEOPLES, _peoples)):
        faults = _unheard(name)
        read(faults, folder)
        found += faults.found
    return tuple(found)
