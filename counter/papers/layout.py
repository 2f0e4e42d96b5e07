"""The settings that the paper templates share: `data/papers/cai-dat.yaml`, which a supervisor edits."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from counter.errors import DataFault
from counter.paths import data_dir

SETTINGS_FILE = "cai-dat.yaml"
_LEVELS = ("L", "M", "Q", "H")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSettings:
    """What all papers of this ward share."""

    system_name: str
    qr_separator: str  # no text prescribes it (conventions section 8): a setting
    qr_level: str  # error correction of TCVN 7322:2009: L, M, Q or H
    sets: str  # số bộ hồ sơ, as printed
    lookup: str  # where a resident looks an official code up; empty: not printed


def papers_dir() -> Path:
    """The folder of the templates and of their settings."""
    return data_dir() / "papers"


def paper_settings(folder: Path | None = None) -> PaperSettings:
    """The settings as the file says now; an edit counts at once.

    Raises DataFault with file, line, key and reason.
    """
    path = (folder or papers_dir()) / SETTINGS_FILE
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise _fault(0, "", error.strerror or "") from error
    return _read(path, changed)


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> PaperSettings:
    import yaml  # 15 ms, and only papers need it here

    try:
        text = path.read_text(encoding="utf-8")
        tree = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise _fault(line, "", error.problem or "") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _fault(0, "", str(error)) from error
    level = _text(text, tree, "qr", "error_level")
    if level not in _LEVELS:
        raise _fault(line_of(text, "error_level"), "qr.error_level", ", ".join(_LEVELS))
    return PaperSettings(
        system_name=_text(text, tree, "system_name"),
        qr_separator=_text(text, tree, "qr", "separator"),
        qr_level=level,
        sets=_text(text, tree, "sets"),
        lookup=_text(text, tree, "lookup"),
    )


def _text(source: str, tree: object, *keys: str) -> str:
    value = tree
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    if not isinstance(value, str):
        raise _fault(line_of(source, keys[-1]), ".".join(keys), '"…"')
    return value


def line_of(source: str, key: str) -> int:
    """The line of a key, 1 when it is not there."""
    for number, line in enumerate(source.splitlines(), start=1):
        if line.lstrip().startswith(f"{key}:"):
            return number
    return 1


def _fault(line: int, path: str, reason: str) -> DataFault:
    return DataFault("paper.fault", file=SETTINGS_FILE, line=line, path=path, reason=reason)
