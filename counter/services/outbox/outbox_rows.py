"""The rows of the outbox in plain SQL: what is open, what was tried, reasons as they are kept."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from counter.errors import NotFound, Problem
from counter.models.canonical import canonical
from counter.models.instant import instant_or_none
from counter.models.queue import OutboxCount
from counter.models.states import OutboxTarget, SyncState

if TYPE_CHECKING:
    from counter.services.store.connection import Connection

# The condition of the index `outbox_open`, word for word.
OPEN: Final = "target <> 'carry' AND state IN ('waiting', 'sending', 'unknown', 'held')"
FROM_OPEN: Final = f"FROM outbox INDEXED BY outbox_open WHERE {OPEN}"
# Somebody files it on the portal at this moment (nộp hộ): whether it is told whole or by its steps alone is
# known when that ends. What went out already is seen through.
FILING: Final = (
    "payload = '{}' AND EXISTS (SELECT 1 FROM submission s WHERE s.dossier_id = outbox.dossier_id"
    " AND s.state IN ('prepared', 'waiting', 'sending', 'unknown', 'held'))"
)
# A newcomer's dossier that nobody else has found right yet: told to nobody.
UNSEEN: Final = (
    "EXISTS (SELECT 1 FROM second_look l WHERE l.dossier_id = outbox.dossier_id AND l.done_at IS NULL)"
)
NOT_YET: Final = f"(({FILING}) OR {UNSEEN})"
# One lane for a dossier, whichever way its rows go: the ward may have changed the way meanwhile.
OTHER_WAY_FIRST: Final = (
    "EXISTS (SELECT 1 FROM outbox e WHERE e.target = CASE outbox.target WHEN 'gateway' THEN 'file' ELSE"
    " 'gateway' END AND e.state IN ('waiting', 'sending', 'unknown', 'held')"
    " AND e.dossier_id = outbox.dossier_id AND e.sequence < outbox.sequence)"
)
_NEVER_TRIED: Final = f"{FROM_OPEN} AND target = ? AND attempts = 0 AND state IN ('waiting', 'held')"
MOST_ID: Final = 1 << 63
_ROW: Final = "FROM outbox WHERE id = ?"
_TOLD: Final = "FROM outbox o WHERE o.dossier_id = ? AND o.target <> 'carry'"
_TRIES: Final = "FROM outbox_attempt WHERE outbox_id = ?"
_TOOK_EFFECT: Final = "outcome IN ('filed', 'known', 'unknown') OR json_extract(detail, '$.sent') = 1"
# A try that was begun and of which nothing was written any more: the program was killed on the way. What
# stands in a file has no try before it is acknowledged.
_BEGUN: Final = (
    "o.attempts > CASE o.target WHEN 'gateway'"
    " THEN (SELECT count(*) FROM outbox_attempt a WHERE a.outbox_id = o.id) ELSE 0 END"
)
_OTHER: Final = {OutboxTarget.GATEWAY: OutboxTarget.FILE, OutboxTarget.FILE: OutboxTarget.GATEWAY}


@dataclass(frozen=True, slots=True)
class Kept:
    """A row as it is stored. `payload` "{}": not made yet."""

    id: int
    key: str
    dossier_id: int
    sequence: int
    target: OutboxTarget
    state: SyncState
    payload: str
    attempts: int
    steps_sent: int
    lease: str

    @property
    def is_open(self) -> bool:
        """Whether something of it is still to be done."""
        return self.state not in (SyncState.CONFIRMED, SyncState.REFUSED)


def kept(connection: "Connection", row_id: int) -> Kept:
    """One row that the sender or a hand-over file takes. NotFound `outbox.not_found`."""
    if not 0 < row_id < MOST_ID:  # typed: the store has no number as long as that
        raise NotFound("outbox.not_found", id=str(row_id)[:20])
    row = connection.execute(
        "SELECT id, key, dossier_id, sequence, target, state, payload, attempts, steps_sent, lease"
        " FROM outbox WHERE id = ? AND target <> 'carry'",
        (row_id,),
    ).fetchone()
    if row is None:
        raise NotFound("outbox.not_found", id=row_id)
    ident, key, dossier, sequence, target, state, *rest = row
    return Kept(ident, key, dossier, sequence, OutboxTarget(target), SyncState(state), *rest)


def is_head(connection: "Connection", row: Kept) -> bool:
    """Whether no earlier row of its dossier is open."""
    earlier = connection.execute(
        f"SELECT 1 {FROM_OPEN} AND target IN ('gateway', 'file') AND dossier_id = ? AND sequence < ? LIMIT 1",
        (row.dossier_id, row.sequence),
    ).fetchone()
    return earlier is None


def by_another_way(connection: "Connection", way: OutboxTarget) -> int:
    """How many rows that were never tried wait for the way that the ward has left for this one."""
    [(count,)] = connection.execute(f"SELECT count(*) {_NEVER_TRIED}", (_OTHER[way].value,)).fetchall()
    return int(count)


def go_by(connection: "Connection", way: OutboxTarget) -> None:
    """Let those rows go this way. What may be there already stays, for a person to look after."""
    rows = connection.execute(f"SELECT id {_NEVER_TRIED}", (_OTHER[way].value,)).fetchall()
    connection.executemany(
        "UPDATE outbox SET target = ?, payload = '{}', steps_sent = 0, next_at = NULL WHERE id = ?",
        [(way.value, row_id) for (row_id,) in rows],
    )


def portal_code_of(connection: "Connection", dossier_id: int) -> str:
    """The code that the portal gave when the dossier was filed there (nộp hộ); "" while there is none."""
    row = connection.execute(
        "SELECT portal_code FROM submission WHERE dossier_id = ? AND state IN ('filed', 'confirmed')"
        " ORDER BY id DESC LIMIT 1",
        (dossier_id,),
    ).fetchone()
    return str(row[0]) if row else ""


def not_yet(connection: "Connection", row: Kept) -> bool:
    """Whether a row waits for what comes of a filing by hand, or for a second pair of eyes."""
    found = connection.execute(f"SELECT 1 {_ROW} AND {NOT_YET}", (row.id,)).fetchone()
    return found is not None


def may_be_there(connection: "Connection", dossier_id: int) -> bool:
    """Whether the portal has the dossier from this counter, or may have it, whatever a person made of the row
    since."""
    row = connection.execute(
        f"SELECT 1 {_TOLD} AND (o.state IN ('confirmed', 'sending', 'unknown') OR {_BEGUN}"
        f" OR (SELECT max({_TOOK_EFFECT}) {_TRIES.replace('?', 'o.id')}) = 1)",
        (dossier_id,),
    ).fetchone()
    return row is not None


def make_anew(connection: "Connection", dossier_id: int) -> None:
    """What surely never went out is made anew when its turn comes: until then it tells nothing of its own.

    For a dossier that is filed by hand from now on; `may_be_there` has said no in the same write.
    """
    connection.execute(
        "UPDATE outbox SET payload = '{}', steps_sent = 0 WHERE dossier_id = ? AND target <> 'carry'"
        " AND state IN ('waiting', 'held')",
        (dossier_id,),
    )


def unsure(connection: "Connection", row: Kept) -> bool:
    """Whether a try of it may have arrived: one with such an answer, or one that a killed program began."""
    tried = connection.execute(
        f"SELECT count(*), coalesce(max({_TOOK_EFFECT}), 0) {_TRIES}",
        (row.id,),
    ).fetchone()
    count, effect = tried or (0, 0)
    begun = row.attempts > (count if row.target is OutboxTarget.GATEWAY else 0)
    return bool(effect) or begun


def reasons_text(reasons: Iterable[Problem]) -> str:
    """Reasons as `outbox.reasons` keeps them: field, message id, parameters."""
    return canonical([[p.field, p.message_id, dict(p.params)] for p in reasons])


def reasons_of(text: str) -> tuple[Problem, ...]:
    """The reasons that a row keeps."""
    found: Sequence[tuple[str, str, dict[str, str | int]]] = json.loads(text)
    return tuple(Problem(field, message_id, params) for field, message_id, params in found)


def count_in(connection: "Connection") -> OutboxCount:
    """The same in an open snapshot."""
    row = connection.execute(
        f"SELECT count(DISTINCT dossier_id), coalesce(sum(state = 'held'), 0), min(created_at) {FROM_OPEN}"
    ).fetchone()
    unsent, held, since = row or (0, 0, None)
    return OutboxCount(unsent=unsent, held=held, since=instant_or_none(since))
