"""What the practice portal was sent, and how often each thing was really done; in memory, or in a file."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import RLock
from typing import Final

from counter import on_disk
from counter.errors import StoreError
from counter.portal import strict
from counter.portal.practice.kept import Kept, NotKept, Said, mapping, number, rows, text, texts
from counter.portal.strict import Json

UNIT: Final = "TAP.H57"  # of the codes the web form gives: the national grammar, and plainly for practice
_FORMAT: Final = 1


@dataclass(slots=True)
class Record:
    """A dossier as the portal has it now. `message`: the latest HoSo, or what was typed into the web form."""

    code: str
    way: str  # "gateway" or "web"
    procedure: str
    state: str
    message: dict[str, Json]
    steps: list[dict[str, Json]] = field(default_factory=list)


@dataclass(slots=True)
class Tally:
    """How often a dossier was really created, changed, forgotten."""

    created: int = 0
    updated: int = 0
    forgotten: int = 0

    @property
    def doubles(self) -> int:
        """Records too many: each life of the dossier needs one."""
        return max(0, self.created - self.forgotten - 1)


class Book:
    """Every change under `lock`; with a `keep` file it is written after each change."""

    def __init__(self, keep: Path | None = None) -> None:
        self.lock: Final = RLock()
        self.records: dict[str, Record] = {}
        self.tallies: dict[str, Tally] = {}
        self.answers: dict[str, Kept] = {}  # by operation and Idempotency-Key
        self.tokens: dict[str, str] = {}  # one-time mark of a web form → code
        self._keep = keep
        if keep is not None and keep.exists():
            self._load(keep)
        elif keep is not None and not keep.absolute().parent.is_dir():  # told now, not with the first filing
            raise StoreError("practice_portal.keep.no_folder", file=keep.name)

    # -- changes, under the lock ------------------------------------------------------------------

    def create(self, record: Record) -> None:
        """A new record; a second one of the same code counts as a double and takes the place of the first."""
        self.tallies.setdefault(record.code, Tally()).created += 1
        before = self.records.get(record.code)
        self.records[record.code] = record
        if before is not None:
            record.steps = before.steps

    def update(self, code: str, message: dict[str, Json], state: str) -> None:
        """The newest message of a known dossier."""
        self.tallies[code].updated += 1
        self.records[code].message, self.records[code].state = message, state

    def forget(self, code: str) -> None:
        """Lose a dossier and every saved answer about it, as if it had never come."""
        if self.records.pop(code, None) is not None:
            self.tallies[code].forgotten += 1
            self.answers = {at: kept for at, kept in self.answers.items() if code not in kept.codes}

    def new_code(self, day: date) -> str:
        """A code for a dossier that was filed by the web form."""
        start = f"{UNIT}-{day:%y%m%d}-"
        taken = sum(1 for code in self.tallies if code.startswith(start))
        return f"{start}{taken + 1:05}"

    def save(self) -> None:
        """Write the file, whole or not at all. StoreError when it cannot be written."""
        if self._keep is None:
            return
        content = strict.write(self._as_json())
        try:
            on_disk.write(self._keep, content)
        except OSError as fault:
            raise StoreError("practice_portal.keep.not_written", file=self._keep.name) from fault

    # -- what tests ask ---------------------------------------------------------------------------

    def state(self) -> dict[str, Json]:
        """Each dossier with its counts, and the sums of what was doubled."""
        with self.lock:
            dossiers = {code: self._dossier(code) for code in sorted(self.tallies)}
            doubled = sum(_doubled(record.steps) for record in self.records.values())
            return {
                "dossiers": dict(dossiers),
                "created": sum(tally.created for tally in self.tallies.values()),
                "doubles": sum(tally.doubles for tally in self.tallies.values()),
                "doubled_steps": doubled,
                "web_twins": self._twins(),
            }

    def _dossier(self, code: str) -> Json:
        tally, record = self.tallies[code], self.records.get(code)
        counts: dict[str, Json] = {
            "created": tally.created,
            "updated": tally.updated,
            "forgotten": tally.forgotten,
            "doubles": tally.doubles,
            "known": record is not None,
        }
        if record is not None:
            counts |= {
                "way": record.way,
                "procedure": record.procedure,
                "state": record.state,
                "steps": [dict(step) for step in record.steps],
                "doubled_steps": _doubled(record.steps),
                "message": dict(record.message),
            }
        return counts

    def _twins(self) -> int:
        """Web dossiers too many: the same procedure and the same values again, under another code."""
        web = (record for record in self.records.values() if record.way == "web")
        same = Counter((record.procedure, strict.write(record.message)) for record in web)
        return sum(count - 1 for count in same.values())

    # -- the file ---------------------------------------------------------------------------------

    def _as_json(self) -> Json:
        return {
            "practice_portal": _FORMAT,
            "records": [
                {
                    "code": r.code,
                    "way": r.way,
                    "procedure": r.procedure,
                    "state": r.state,
                    "message": dict(r.message),
                    "steps": [dict(step) for step in r.steps],
                }
                for r in self.records.values()
            ],
            "tallies": {c: [t.created, t.updated, t.forgotten] for c, t in self.tallies.items()},
            "answers": {at: kept.as_json() for at, kept in self.answers.items()},
            "tokens": dict(self.tokens),
        }

    def _load(self, path: Path) -> None:
        try:
            whole = mapping(strict.read(path.read_bytes()))
            if whole.get("practice_portal") != _FORMAT:
                raise NotKept("practice_portal")
            for row in rows(whole, "records"):
                steps = rows(row, "steps")
                code, way, procedure, state = texts(row, "code", "way", "procedure", "state")
                self.records[code] = Record(code, way, procedure, state, mapping(row.get("message")), steps)
            for code, counts in mapping(whole.get("tallies")).items():
                if not isinstance(counts, list) or len(counts) != 3:
                    raise NotKept("tallies")
                self.tallies[code] = Tally(*(number(count) for count in counts))
            answers = mapping(whole.get("answers"))
            self.answers = {at: Kept.from_json(mapping(kept)) for at, kept in answers.items()}
            self.tokens = {name: text(code) for name, code in mapping(whole.get("tokens")).items()}
        except (OSError, strict.NotJson, NotKept) as fault:
            raise StoreError("practice_portal.keep.unreadable", file=path.name) from fault


def _doubled(steps: list[dict[str, Json]]) -> int:
    same = Counter(strict.write(dict(sorted(step.items()))) for step in steps)
    return sum(count - 1 for count in same.values())


__all__ = ["UNIT", "Book", "Kept", "Record", "Said", "Tally"]
