"""What `counter doctor` finds without anybody touching a key: terminal, letters, disk, printers."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from counter.i18n import t

TONES = {
    "a": "àáảãạ", "ă": "ằắẳẵặ", "â": "ầấẩẫậ", "e": "èéẻẽẹ", "ê": "ềếểễệ", "i": "ìíỉĩị",
    "o": "òóỏõọ", "ô": "ồốổỗộ", "ơ": "ờớởỡợ", "u": "ùúủũụ", "ư": "ừứửữự", "y": "ỳýỷỹỵ",
}  # fmt: skip
_UNMARKED = "aeiouy"
_LPSTAT = Path("/usr/bin/lpstat")
_LEAST_COLUMNS, _LEAST_LINES = 80, 24
_LEAST_FREE = 200 * 1024 * 1024  # bytes: a year of a large ward's dossiers, with room for a copy
_AROUND = ("TMUX", "STY", "SSH_TTY", "WT_SESSION", "TERM_PROGRAM", "VTE_VERSION")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `state` is ok, note (works, but know it) or bad; `text` says it to a person."""

    name: str
    state: str
    text: str
    facts: dict[str, str | int | bool] = field(default_factory=dict)


def letters() -> tuple[str, ...]:
    """The 134 accented letters of Vietnamese, small and capital."""
    small = "đ" + "".join(("" if base in _UNMARKED else base) + toned for base, toned in TONES.items())
    return (*small, *small.upper())


def grid() -> Iterator[str]:
    """The letters between bars, a row for each vowel; in a font of one width every bar is in line."""
    for base, toned in TONES.items():
        row = base + toned
        yield "│" + "│".join(row + row.upper()) + "│"
    yield "│" + "│".join("đĐ0123456789") + "│"


def terminal() -> list[Finding]:
    """Kind, size, encoding and colours of the terminal, as the environment tells them."""
    return [_kind(), _size(), _encoding(), _colours()]


def _kind() -> Finding:
    kind = os.environ.get("TERM", "") or ("windows" if os.name == "nt" else "")
    around = " ".join(name for name in _AROUND if os.environ.get(name))
    tty = sys.stdout is not None and sys.stdout.isatty()
    facts: dict[str, str | int | bool] = {"term": kind, "around": around, "tty": tty}
    if kind in ("", "dumb"):
        return Finding("term", "bad", t("doctor.term.none"), facts)
    return Finding("term", "ok", t("doctor.term", kind=" ".join([kind, around]).strip()), facts)


def _size() -> Finding:
    columns, lines = shutil.get_terminal_size()
    facts: dict[str, str | int | bool] = {"columns": columns, "lines": lines}
    if columns < _LEAST_COLUMNS or lines < _LEAST_LINES:
        return Finding("size", "bad", t("doctor.size.small", columns=columns, lines=lines), facts)
    return Finding("size", "ok", t("doctor.size", columns=columns, lines=lines), facts)


def _encoding() -> Finding:
    value = next((v for n in ("LC_ALL", "LC_CTYPE", "LANG") if (v := os.environ.get(n))), "")
    output = "" if sys.stdout is None else str(sys.stdout.encoding)  # None: it was closed before the start
    facts: dict[str, str | int | bool] = {"locale": value, "output": output}
    if os.name == "nt" or "utf8" in value.lower().replace("-", ""):
        return Finding("utf8", "ok", t("doctor.utf8", value=value or output), facts)
    return Finding("utf8", "note", t("doctor.utf8.not", value=value or "C"), facts)


def _colours() -> Finding:
    value = os.environ.get("COLORTERM", "")
    facts: dict[str, str | int | bool] = {"colorterm": value, "no_color": "NO_COLOR" in os.environ}
    if value in ("truecolor", "24bit"):
        return Finding("colours", "ok", t("doctor.colours"), facts)
    return Finding("colours", "note", t("doctor.colours.few"), facts)


def disk(path: Path) -> Finding:
    """Free space where the store lies, or would lie."""
    whole = path.absolute()
    folder = next((p for p in whole.parents if p.exists()), Path.cwd())
    free = shutil.disk_usage(folder).free
    facts: dict[str, str | int | bool] = {"free_bytes": free, "folder": str(folder)}
    text = t("doctor.disk" if free >= _LEAST_FREE else "doctor.disk.low", megabytes=free // 2**20)
    return Finding("disk", "ok" if free >= _LEAST_FREE else "bad", text, facts)


def printers() -> Finding:
    """The printers CUPS knows; where there is no CUPS nothing is asked."""
    if not _LPSTAT.exists():
        return Finding("printers", "note", t("doctor.printers.unknown"), {"count": 0, "asked": False})
    try:
        answer = subprocess.run(
            ["/usr/bin/lpstat", "-e"], capture_output=True, text=True, timeout=3, check=False
        )
    except subprocess.TimeoutExpired:
        return Finding("printers", "note", t("doctor.printers.silent"), {"count": 0, "asked": True})
    names = ", ".join(answer.stdout.split())
    if not names:
        return Finding("printers", "note", t("doctor.printers.none"), {"count": 0, "asked": True})
    return Finding("printers", "ok", t("doctor.printers", names=names), {"names": names, "asked": True})
