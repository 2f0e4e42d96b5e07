"""The symbols after the numbers of the papers of the law: `data/papers/ky-hieu.yaml`, a supervisor's file."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from counter.errors import DataFault
from counter.papers.layout import line_of, papers_dir
from counter.rules.paper_numbers import NUMBERED

SYMBOLS_FILE = "ky-hieu.yaml"


def symbols(folder: Path | None = None) -> Mapping[str, str]:
    """Form → symbol (ký hiệu), as the file says now; an edit counts at once.

    Raises DataFault with file, line, key and reason.
    """
    path = (folder or papers_dir()) / SYMBOLS_FILE
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise _fault(0, "", error.strerror or "") from error
    return _read(path, changed)


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> Mapping[str, str]:
    import yaml  # 15 ms, and only papers need it here

    try:
        text = path.read_text(encoding="utf-8")
        tree = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise _fault(line, "", error.problem or "") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _fault(0, "", str(error)) from error
    named = tree.get("symbols") if isinstance(tree, dict) else None
    found = named if isinstance(named, dict) else {}
    for form in sorted(NUMBERED):
        if not isinstance(found.get(form.value), str):
            raise _fault(line_of(text, f'"{form}"'), f"symbols.{form}", '"…"')
    return MappingProxyType({form.value: found[form.value] for form in NUMBERED})


def _fault(line: int, path: str, reason: str) -> DataFault:
    return DataFault("paper.fault", file=SYMBOLS_FILE, line=line, path=path, reason=reason)
