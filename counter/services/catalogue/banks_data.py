"""The banks of `data/banks`: their six digits (mã BIN) and names. Read when asked for."""

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from counter.errors import DataFault
from counter.models.bank import Bank
from counter.paths import data_dir, data_file

if TYPE_CHECKING:
    from counter.services.catalogue.yaml_map import Faults

BANKS = "ngan-hang.yaml"
_BIN = re.compile(r"[0-9]{6}")


def _banks(faults: "Faults", folder: Path) -> dict[str, Bank]:
    """The banks of the file by BIN. An entry that is wrong is a fault and is left out."""
    from counter.services.catalogue import yaml_tree  # brings PyYAML, 20 ms that a start does not pay

    whole = yaml_tree.read(data_file(folder / "banks" / BANKS), faults)
    if whole is None:
        return {}
    whole.text("nguồn")
    whole.day("số liệu đến")
    whole.flag("đã cập nhật các lần đổi tên sau đó")
    found: dict[str, Bank] = {}
    for entry in whole.maps("ngân hàng"):
        bank = Bank(
            entry.text("bin"),
            entry.raw("tên") or "",
            entry.raw("viết tắt") or "",
            entry.raw("tên thường gọi") or "",
        )
        entry.done()
        if not _BIN.fullmatch(bank.bin):
            if bank.bin:
                entry.fault("not_bin", "bin", value=bank.bin)
        elif bank.bin in found:
            entry.fault("code_twice", "bin", value=bank.bin, other=found[bank.bin].known_as)
        elif not bank.known_as:
            entry.fault("missing", "tên")
        else:
            found[bank.bin] = bank
    whole.done()
    return found


def _unheard() -> "Faults":
    """Where the faults of the list go: `check` tells them, at work an entry more or less stops nobody."""
    from counter.services.catalogue.yaml_map import Faults

    return Faults(f"banks/{BANKS}")


@lru_cache(maxsize=1)
def banks() -> dict[str, Bank]:
    """The banks by their six digits (mã BIN), in the order of the list."""
    return _banks(_unheard(), data_dir())


def bank_of(bin: str) -> Bank | None:
    """The bank of a BIN; None when the list does not have it, which is only a reason to look twice."""
    return banks().get(bin)


def check(folder: Path) -> tuple[DataFault, ...]:
    """Every fault of the file under `folder`/banks, with file, line and field."""
    faults = _unheard()
    _banks(faults, folder)
    return tuple(faults.found)
