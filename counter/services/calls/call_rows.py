"""Who is to be told something, as ranges of partial indexes: pages by key, plain SQL, no ORM.

A matter is a dossier with the instant it is about: the missed appointment, the result that came. Whether it
is told already, its newest try says, and every notice noted since at the dossier (`services.life.life`).
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from counter.models.calls import CallOutcome, CallTry, CallWay, Matter, Why
from counter.models.instant import from_micros, instant_or_none, to_micros
from counter.models.states import ContactKind
from counter.services.search.desk_lanes import OPEN, READY, RUNNING, Place

if TYPE_CHECKING:
    from counter.services.store.connection import Connection, Row

# The move that brought a dossier where it waits; one from before revision 4 has none.
_MOVED: Final = (
    "coalesce((SELECT m.made_at FROM dossier_move m WHERE m.dossier_id = d.id ORDER BY m.id DESC LIMIT 1),"
    " d.received_at)"
)
_PUT_OFF: Final = (
    "FROM dossier_move m WHERE m.dossier_id = d.id AND m.name = 'extend'"
    " AND NOT EXISTS (SELECT 1 FROM dossier_move u WHERE u.undoes = m.id)"
)
_PUT_OFF_AT: Final = f"(SELECT max(m.made_at) {_PUT_OFF})"
_LACKING: Final = (
    "SELECT s.dossier_id, i.name FROM supplement s JOIN supplement_item i ON i.supplement_id = s.id"
    " WHERE s.dossier_id IN (SELECT value FROM json_each(?1)) AND s.id ="
    "  (SELECT max(l.id) FROM supplement l WHERE l.dossier_id = s.dossier_id) ORDER BY s.id, i.position"
)
_TRIES: Final = (
    "SELECT t.dossier_id, t.about, t.outcome, t.way, t.made_at, coalesce(s.name, ''), t.again_at,"
    " t.comes_on, t.phone, t.note FROM call_try t LEFT JOIN staff s ON s.id = t.made_by"
    " WHERE t.dossier_id IN (SELECT value FROM json_each(?1)) ORDER BY t.id"
)
_FAILED: Final = "('no_answer', 'wrong')"
_PHONE: Final = "d.contact_phone <> '' AND coalesce(d.contact_kind, '') NOT IN ('post', 'none')"
# Since when the dossier is its applicant's: what somebody else was told before is not told to them.
_THEIRS: Final = "coalesce((SELECT max(c.made_at) FROM applicant_change c WHERE c.dossier_id = d.id), 0)"
# The newest try of the matter; one that failed with another number than the dossier has now says nothing.
_LAST: Final = (
    "(SELECT max(x.id) FROM call_try x WHERE x.dossier_id = d.id AND x.about = {about}"
    " AND x.made_at >= {theirs}"
    " AND (x.phone = d.contact_phone OR x.outcome NOT IN ('no_answer', 'wrong')))"
)
_UNTOLD: Final = (
    "NOT EXISTS (SELECT 1 FROM notice n WHERE n.dossier_id = d.id AND n.told_at >= {since}"
    " AND n.told_at > coalesce(t.made_at, 0) AND n.told_at >= {theirs})"
)
# ?1 now, ?2 the beginning of today, ?3 of tomorrow, ?4 the end of the next working day, ?5 today as a day
_CALL: Final = f"{_PHONE} AND (t.id IS NULL OR t.outcome = 'undone' OR t.again_at <= ?1)"
_LETTER: Final = (
    f"((t.id IS NULL AND NOT ({_PHONE})) OR (t.again_at IS NULL AND t.outcome IN {_FAILED}))"
)  # fmt: skip
_ANY_DAY: Final = "?5 <> ''"
_BY_CALL: Final = f"{_CALL} AND {_ANY_DAY}"  # every statement names ?5: the same parameters fit all of them
_NOT_BACK: Final = "coalesce(d.comes_back_on, '') < ?5"  # who comes back by then is told at the counter


@dataclass(frozen=True, slots=True)
class Part:
    """The matters of one reason: an index range, ordered by `key`."""

    why: Why
    index: str
    condition: str
    key: str
    about: str
    since: str  # a notice from then on has told it

    def source(self, *, letters: bool) -> str:
        """FROM and WHERE of the matters that are to be called, or that no call reaches."""
        return self._from(self._letter if letters else _BY_CALL)

    @property
    def counts(self) -> str:
        """SELECT of how many are to be called, and how many no call reaches: one walk for both."""
        letter = self._letter
        return (
            f"SELECT count(*) FILTER (WHERE {_BY_CALL}), count(*) FILTER (WHERE {letter})"
            f" {self._from(f'(({_BY_CALL}) OR ({letter}))')}"
        )

    @property
    def _letter(self) -> str:
        return f"{_LETTER} AND {_ANY_DAY if self.why is Why.LATE else _NOT_BACK}"

    def _from(self, who: str) -> str:
        last = _LAST.format(about=self.about, theirs=_THEIRS)
        return (
            f"FROM dossier d INDEXED BY {self.index} LEFT JOIN call_try t ON t.id = {last}"
            f" WHERE {self.condition} AND {who} AND {_UNTOLD.format(since=self.since, theirs=_THEIRS)}"
        )


PARTS: Final = (
    Part(
        Why.LATE, "dossier_open", f"{OPEN} AND {RUNNING} AND d.due_at < ?1", "due_at", "d.due_at", "d.due_at"
    ),
    Part(
        Why.SOON,
        "dossier_open",
        f"{OPEN} AND {RUNNING} AND d.due_at >= ?3 AND d.due_at < ?4 AND d.received_at < ?2"
        f" AND NOT EXISTS (SELECT 1 {_PUT_OFF})",
        "due_at",
        "d.due_at",
        "?2",
    ),
    Part(
        Why.MOVED,
        "dossier_open",
        f"{OPEN} AND {RUNNING} AND d.due_at >= ?1 AND EXISTS (SELECT 1 {_PUT_OFF})",
        "due_at",
        _PUT_OFF_AT,
        _PUT_OFF_AT,
    ),
    Part(Why.PAPERS, "dossier_waiting", "state IN (5, 6) AND state = 5", "id", _MOVED, _MOVED),
    Part(Why.DUTY, "dossier_waiting", "state IN (5, 6) AND state = 6", "id", _MOVED, _MOVED),
    Part(
        Why.READY,
        "dossier_ready",
        f"{READY} AND d.result_way = 'counter'",
        "ready_at",
        "d.ready_at",
        "d.ready_at",
    ),
)
_COLUMNS: Final = (
    "d.id, {about}, d.code, d.short_code, d.applicant_name, d.procedure_name, d.contact_kind,"
    " d.contact_phone, d.contact_whose, d.due_at, coalesce(json_extract(d.applicant, '$.address'), ''),"
    " d.comes_back_on, d.contact_time, d.{key}"
)


@dataclass(frozen=True, slots=True)
class Times:
    """The instants a list is made at, in microseconds; `day` is today."""

    now: int
    today: int
    tomorrow: int
    next_end: int
    day: str

    @property
    def values(self) -> tuple[int | str, ...]:
        """The first five parameters of every statement."""
        return (self.now, self.today, self.tomorrow, self.next_end, self.day)


def parts(*, letters: bool) -> tuple[Part, ...]:
    """The reasons in their order; a letter that comes after the day it warns of is none."""
    return tuple(part for part in PARTS if not letters or part.why is not Why.SOON)


def page(
    connection: "Connection", times: Times, after: Place, limit: int, *, letters: bool
) -> Iterator[tuple[Matter, Place]]:
    """Matters after a place, reason by reason, at most `limit`, without their tries."""
    left = limit
    for number, part in enumerate(parts(letters=letters)):
        if number < after.part or left <= 0:
            continue
        start = after if number == after.part else Place(number)
        # Looked for in the indexes alone; a dossier's own row is read only once it is of the page.
        found = (
            f"SELECT d.id {part.source(letters=letters)} AND (d.{part.key}, d.id) > (?6, ?7)"
            f" ORDER BY d.{part.key}, d.id LIMIT ?8"
        )
        statement = (
            f"SELECT {_COLUMNS.format(about=part.about, key=part.key)} FROM dossier d"  # noqa: S608  constants
            f" WHERE d.id IN ({found}) ORDER BY d.{part.key}, d.id"
        )
        for *columns, key in connection.execute(statement, (*times.values, start.key, start.id, left)):
            left -= 1
            yield matter_of(part.why, columns), Place(number, key, columns[0])


def counts(connection: "Connection", times: Times) -> tuple[int, int]:
    """How many matters are to be called, and how many no call reaches."""
    by_call = by_letter = 0
    for part in PARTS:
        calls, letters = connection.execute(part.counts, times.values).fetchall()[0]
        by_call += int(calls)
        by_letter += int(letters) if part in parts(letters=True) else 0
    return by_call, by_letter


def matter_of(why: Why, row: "Sequence[object] | Row") -> Matter:
    """A row of `page` without its key."""
    (id_, about, code, short, name, procedure, kind, phone, whose, due, address, back, best) = row
    return Matter(
        dossier_id=int(str(id_)), why=why, about=from_micros(int(str(about))), code=str(code),
        short_code=str(short), resident=str(name), procedure=str(procedure),
        kind=ContactKind(str(kind)) if kind else None, phone=str(phone), whose=str(whose),
        due=instant_or_none(int(str(due)) if due is not None else None), address=str(address),
        comes_back_on=date.fromisoformat(str(back)) if back else None, best_time=str(best),
    )  # fmt: skip


def filled(connection: "Connection", matters: Sequence[Matter]) -> tuple[Matter, ...]:
    """The same matters with their tries and with the papers that were asked for."""
    ids = json.dumps([one.dossier_id for one in matters])
    tries: dict[tuple[int, int], list[CallTry]] = defaultdict(list)
    for id_, about, outcome, way, made, who, again, comes, phone, note in connection.execute(_TRIES, (ids,)):
        tries[id_, about].append(
            CallTry(
                outcome=CallOutcome(outcome), way=CallWay(way), made_at=from_micros(made), made_by=who,
                again_at=instant_or_none(again), comes_on=date.fromisoformat(comes) if comes else None,
                phone=phone, note=note,
            )
        )  # fmt: skip
    lacking: dict[int, list[str]] = defaultdict(list)
    wanted = json.dumps([one.dossier_id for one in matters if one.why is Why.PAPERS])
    for id_, name in connection.execute(_LACKING, (wanted,)):
        lacking[id_].append(name)
    return tuple(
        replace(
            one,
            tries=tuple(tries[one.dossier_id, to_micros(one.about)]),
            lacking=tuple(lacking[one.dossier_id]),
        )
        for one in matters
    )
