"""The hand-over file for a provincial system (tệp bàn giao), and its acknowledgement read back.

Both are JSON Lines in UTF-8. The first line of each says what the file is, how many lines follow and their
SHA-256, so that a file that was cut, changed or mixed up with another is seen before anything of it counts.

    {"format":"counter-handover","version":1,"unit":"H57.15","made_at":"20261125170000","practice":false,
     "hoso":2,"tiendo":5,"sha256":"…"}
    {"kind":"HoSo","key":"…","data":{…}}          one line a message, in the order they are to be taken
    {"kind":"TienDo","key":"…","data":{…}}

    {"format":"counter-handover-ack","version":1,"of":"<sha256 of the file>","lines":7,"sha256":"…"}
    {"key":"…","MaHoSo":"…","error_code":"0","message":"Thêm mới thành công"}
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from counter import on_disk
from counter.errors import Problem, Refused
from counter.models.sync import Held
from counter.models.sync import Refused as PortalRefused
from counter.portal import fields, replies, strict
from counter.portal.messages import HoSo, for_practice, moment
from counter.portal.strict import Json
from counter.rules.dossier_code import unit_problem
from counter.text import one_line

FORMAT: Final = "counter-handover"
ACK_FORMAT: Final = "counter-handover-ack"
VERSION: Final = 1
MOST_BYTES: Final = 64 * 1024 * 1024
_MOST_TOLD: Final = 20  # problems of one file that are listed


class MessageKind(StrEnum):
    """The kinds of messages in a hand-over file."""

    HO_SO = "HoSo"
    TIEN_DO = "TienDo"


_TABLES: Final = {MessageKind.HO_SO: fields.HO_SO, MessageKind.TIEN_DO: fields.TIEN_DO}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One message with its idempotency key."""

    kind: MessageKind
    key: str
    message: HoSo

    @property
    def code(self) -> str:
        """Its MaHoSo."""
        return str(self.message.get("MaHoSo", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """A hand-over file: its own digest (of all lines but the first), who made it and when, its messages."""

    digest: str
    unit: str
    made_at: str  # yyyyMMddHHmmss
    practice: bool
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """What the provincial system says of one message. `verdict` None: taken."""

    key: str
    code: str
    verdict: PortalRefused | Held | None


# -- writing ----------------------------------------------------------------------------------


def write(
    path: Path, entries: Sequence[Entry], *, unit: str, made_at: datetime, practice: bool = False
) -> HandOver:
    """Write the file whole or not at all, readable by its owner alone. Says what was written.

    Raises Refused, before anything is written: a file of that name is there, nothing to hand over, a unit
    code that is not known, a message that does not fit, a doubled key, practice mixed with real. OSError
    when the disk does not take it; then no file is left.
    """
    problems = list(_entry_problems(entries, practice))
    if "?" in unit or unit_problem(unit):
        problems.append(Problem("unit", "portal.handover.unit"))
    if not entries:
        problems.append(Problem("entries", "portal.handover.nothing"))
    if path.exists():
        problems.append(Problem("path", "portal.handover.exists", {"file": one_line(path.name)}))
    if problems:
        raise Refused(tuple(problems[:_MOST_TOLD]))
    lines = b"".join(_line({"kind": e.kind.value, "key": e.key, "data": e.message}) for e in entries)
    digest = hashlib.sha256(lines).hexdigest()
    made = HandOver(
        digest=digest, unit=unit, made_at=moment(made_at), practice=practice, entries=tuple(entries)
    )
    on_disk.write(path, _line(_manifest(made)) + lines)
    return made


def _manifest(made: HandOver) -> dict[str, Json]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "unit": made.unit,
        "made_at": made.made_at,
        "practice": made.practice,
        "hoso": sum(1 for entry in made.entries if entry.kind is MessageKind.HO_SO),
        "tiendo": sum(1 for entry in made.entries if entry.kind is MessageKind.TIEN_DO),
        "sha256": made.digest,
    }


def _line(value: Json) -> bytes:
    return strict.write(value) + b"\n"


def _entry_problems(entries: Iterable[Entry], practice: bool) -> Iterable[Problem]:
    seen: set[str] = set()
    for number, entry in enumerate(entries, start=2):
        yield from fields.validate(entry.message, _TABLES[entry.kind])
        if not entry.key or entry.key in seen:
            yield Problem("key", "portal.handover.key_twice", {"line": number})
        if for_practice(entry.code) is not practice:
            yield Problem("practice", "portal.hold.practice")
        seen.add(entry.key)


# -- reading back -----------------------------------------------------------------------------


def read(path: Path) -> HandOver:
    """A hand-over file as it was written. Raises Refused for a file that is not whole, OSError unread."""
    head, rows, digest = _opened(path, FORMAT)
    entries = tuple(_entry(row, number) for number, row in enumerate(rows, start=2))
    made = HandOver(
        digest=digest,
        unit=_text(head, "unit", 1),
        made_at=_text(head, "made_at", 1),
        practice=head.get("practice") is True,
        entries=entries,
    )
    if strict.write(head) != strict.write(_manifest(made)):  # as bytes: 1 is not true
        raise Refused((Problem("file", "portal.file.cut"),))
    if problems := tuple(_entry_problems(entries, made.practice)):
        raise Refused(problems[:_MOST_TOLD])
    return made


def _entry(row: dict[str, Json], number: int) -> Entry:
    kind, data = _text(row, "kind", number), row.get("data")
    if row.keys() != {"kind", "key", "data"} or kind not in list(MessageKind) or not isinstance(data, dict):
        raise _broken(number)
    return Entry(kind=MessageKind(kind), key=_text(row, "key", number), message=data)


def read_acknowledgement(path: Path, digest: str, handed: Mapping[str, str]) -> tuple[Acknowledged, ...]:
    """What was acknowledged of the file with this digest; `handed`: its keys, each with its MaHoSo.

    Messages it does not name are still unanswered. Raises Refused with every reason, and then nothing of the
    file counts: it is of another file, cut or changed, names what was not handed over, or names one twice.
    """
    head, rows, _ = _opened(path, ACK_FORMAT)
    if head.keys() != {"format", "version", "of", "lines", "sha256"} or repr(head["lines"]) != repr(
        len(rows)
    ):
        raise Refused((Problem("file", "portal.file.cut"),))
    if head["of"] != digest:
        raise Refused((Problem("file", "portal.ack.other_file"),))
    problems: list[Problem] = []
    found: dict[str, Acknowledged] = {}
    for number, row in enumerate(rows, start=2):
        told = _acknowledged(row, number)
        if handed.get(told.key) != told.code:
            params: dict[str, str | int] = {"line": number, "code": one_line(told.code)[:60]}
            problems.append(Problem("file", "portal.ack.unknown", params))
        elif told.key in found:
            problems.append(Problem("file", "portal.ack.twice", {"line": number, "code": told.code}))
        found[told.key] = told
    if problems:
        raise Refused(tuple(problems[:_MOST_TOLD]))
    return tuple(found.values())


def _acknowledged(row: dict[str, Json], number: int) -> Acknowledged:
    if row.keys() != {"key", "MaHoSo", "error_code", "message"}:
        raise _broken(number)
    reply = replies.read(strict.write({"error_code": row["error_code"], "message": row["message"]}))
    if not isinstance(reply, replies.Reply):
        raise _broken(number)
    key, code = _text(row, "key", number), _text(row, "MaHoSo", number)
    verdict = replies.verdict(reply, silent=False)
    return Acknowledged(key=key, code=code, verdict=verdict)


def _opened(path: Path, form: str) -> tuple[dict[str, Json], list[dict[str, Json]], str]:
    """First line, other lines, and their digest, once the first line has been found to tell the truth."""
    if path.exists() and not path.is_file():  # a pipe would wait for ever
        raise Refused((Problem("file", "portal.file.not_file", {"file": one_line(path.name)}),))
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refused((Problem("file", "portal.file.big"),))
    first, newline, rest = content.partition(b"\n")
    head = _object(first, 1)
    if head.get("format") != form or repr(head.get("version")) != repr(VERSION):
        raise Refused((Problem("file", "portal.file.format", {"format": form}),))
    digest = hashlib.sha256(rest).hexdigest()
    if not newline or (rest and not rest.endswith(b"\n")) or head.get("sha256") != digest:
        raise Refused((Problem("file", "portal.file.cut"),))
    return (
        head,
        [_object(line, number) for number, line in enumerate(rest.split(b"\n")[:-1], start=2)],
        digest,
    )


def _object(line: bytes, number: int) -> dict[str, Json]:
    try:
        value = strict.read(line)
    except strict.NotJson:
        raise _broken(number) from None
    if not isinstance(value, dict):
        raise _broken(number)
    return value


def _text(row: Mapping[str, Json], name: str, number: int) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise _broken(number)
    return value


def _broken(number: int) -> Refused:
    return Refused((Problem("file", "portal.file.line", {"line": number}),))
