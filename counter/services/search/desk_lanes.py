"""The lanes of the desk as ranges of partial indexes: a row in the first lane that fits, pages by key.

No lane reads more of the store than it shows, whatever the store's size; a test asks SQLite for its plans.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from counter.services.store.connection import Connection, Row

# The conditions of the partial indexes, word for word: SQLite uses an index where it finds its condition.
OPEN = "state IN (1, 2, 4, 5, 6)"
READY = "state = 9"
UNSENT = "sync IN ('prepared', 'waiting', 'sending', 'unknown', 'held')"
OWING = "money IN ('due', 'later', 'unknown')"

RUNNING = "state IN (1, 2, 4)"  # the clock runs: not waiting for the resident (5) nor for a payment duty (6)
ALIVE = "state IN (1, 2, 4, 5, 6, 9)"  # an ended dossier owes nothing that the desk could ask for
# An ended one is filed no more; whether one was filed is looked up all the same.
TO_FILE = f"{UNSENT} AND (sync = 'unknown' OR {ALIVE})"
SOON = f"({RUNNING} AND coalesce(due_at, ?2) < ?2)"  # late or due today
_CAN_OWE = f"{OWING} AND {ALIVE} AND NOT {UNSENT} AND NOT {SOON}"

# What waits for a second look; not an acceptance that was taken back, nor one of which nothing is left.
LOOKS = (
    "l.done_at IS NULL AND NOT EXISTS (SELECT 1 FROM dossier_struck k WHERE k.dossier_id = l.dossier_id)"
    " AND NOT EXISTS (SELECT 1 FROM erased_dossier e WHERE e.dossier_id = l.dossier_id)"
)

_PAGE = (
    "SELECT id, due_at, short_code, applicant_name, procedure_name, state, money, sync, result_way,"
    " fee_total, contact_phone, sync_since, ready_at, {key}"
    " FROM dossier INDEXED BY {index} WHERE {where} ORDER BY {order} LIMIT ?5"
)


@dataclass(frozen=True, slots=True)
class Part:
    """One index range of a lane, ordered by the column `key`; "": the rows without a due date, by id."""

    lane: str
    mark: str
    index: str
    condition: str
    key: str

    def sql(self) -> str:
        """The page after (?3, ?4), at most ?5 rows, in index order; ?1 is now, ?2 the end of the day."""
        if self.key:
            key, after, order = self.key, f"({self.key}, id) > (?3, ?4)", f"{self.key}, id"
        else:
            key, after, order = "id", "due_at IS NULL AND id > ?4", "id"
        return _PAGE.format(key=key, index=self.index, where=f"{self.condition} AND {after}", order=order)


PARTS = (
    Part("late", "!", "dossier_open", f"{OPEN} AND {RUNNING} AND due_at < ?1", "due_at"),
    Part("today", "~", "dossier_open", f"{OPEN} AND {RUNNING} AND due_at >= ?1 AND due_at < ?2", "due_at"),
    Part("unsent", "»", "dossier_unsent", f"{TO_FILE} AND NOT {SOON}", "sync_since"),
    Part("owing", "$", "dossier_owing", _CAN_OWE, "received_at"),
    Part("ready", "√", "dossier_ready", f"{READY} AND NOT {OWING} AND NOT {UNSENT}", "ready_at"),
    Part("later", " ", "dossier_open", f"{OPEN} AND NOT {OWING} AND NOT {UNSENT} AND NOT {SOON}", "due_at"),
    Part("later", " ", "dossier_open", f"{OPEN} AND NOT {OWING} AND NOT {UNSENT}", ""),
)  # fmt: skip
FIRST_KEY = -(2**62)  # before every instant


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page ended: the part, its key and the id of its last row."""

    part: int = 0
    key: int = FIRST_KEY
    id: int = 0

    def written(self) -> str:
        """The place as the text a screen hands back."""
        return f"{self.part}:{self.key}:{self.id}"

    @classmethod
    def read(cls, text: str | None) -> "Place":
        """The place of a text; the beginning for none. ValueError for a text this module did not write."""
        if not text:
            return cls()
        part, key, ident = (int(number) for number in text.split(":"))
        return cls(part, key, ident)


@dataclass(frozen=True, slots=True)
class Found:
    """A row, the part it stands in, and the place after which the next page begins."""

    part: Part
    place: Place
    row: "Row"


def page(
    connection: "Connection", lane: str, after: Place, limit: int, now: int, tonight: int
) -> Iterator[Found]:
    """Rows after a place, lane by lane, at most `limit`; `lane` is "all" or the name of one."""
    left = limit
    for number, part in enumerate(PARTS):
        if number < after.part or lane not in ("all", part.lane):
            continue
        start = after if number == after.part else Place(number)
        values = (now, tonight, start.key, start.id, left)
        for *columns, key in connection.execute(part.sql(), values):
            left -= 1
            yield Found(part, Place(number, key, columns[0]), tuple(columns))
        if left <= 0:
            return
