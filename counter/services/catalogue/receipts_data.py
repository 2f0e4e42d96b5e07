"""The file `data/receipts/bien-lai.yaml`: until when paper receipts may be used.

Read when first needed and again when it changes. A fault names file, line and field.
"""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from counter.errors import DataFault
from counter.paths import changed_at, data_dir, data_file
from counter.rules.receipts import ReceiptRules

if TYPE_CHECKING:
    from counter.services.catalogue.yaml_map import YamlMap

FILE = "bien-lai.yaml"


def receipt_rules(folder: Path | None = None) -> ReceiptRules:
    """What the data says of official receipts. DataFault when the file cannot be read as meant.

    `folder` stands for the data folder.
    """
    path = _path(folder)
    rules, faults = _read(path, changed_at(path))
    if faults:
        raise faults[0]
    return rules


def check(folder: Path | None = None) -> tuple[DataFault, ...]:
    """Every fault of the file, with file, line and field."""
    path = _path(folder)
    return _read(path, changed_at(path))[1]


def _path(folder: Path | None) -> Path:
    return data_file((folder or data_dir()) / "receipts" / FILE)


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> tuple[ReceiptRules, tuple[DataFault, ...]]:
    from counter.services.catalogue import yaml_tree  # brings PyYAML, 20 ms that a start does not pay
    from counter.services.catalogue.yaml_map import Faults

    faults = Faults(f"{path.parent.name}/{path.name}")
    root = yaml_tree.read(path, faults)
    if root is None:
        return ReceiptRules(None), tuple(faults.found)
    rules = _paper(root)
    root.done()
    return rules, tuple(faults.found)


def _paper(root: "YamlMap") -> ReceiptRules:
    paper = root.map("biên lai giấy")
    if paper is None:
        root.fault("missing", "biên lai giấy")
        return ReceiptRules(None)
    # "chưa biết" is an answer, a field that was left out is not.
    if paper.take("dùng đến hết ngày") is None:
        paper.fault("missing", "dùng đến hết ngày")
    rules = ReceiptRules(paper.day("dùng đến hết ngày"), paper.text("căn cứ"))
    paper.done()
    return rules
