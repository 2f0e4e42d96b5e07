"""Seals that lost the digests of deleted rows (mốc niêm đã bỏ dấu vết): the chain goes on, and says
so.

A digest of a short row can be guessed back: a phone has ten digits. So a deletion takes the digests
of every row it touched out of all older seals. Such a seal's hash cannot be made from its rows any
more; `seal_emptied` keeps that hash, for the next seal follows it, with the SHA-256 of what is
left. That row is covered by the deletion's own seal like any other: who empties a seal past the
program leaves a seal that is torn, or a row nobody sealed. Heads on paper stay true, since no hash
of a seal ever changes.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator

from counter.models.canonical import canonical
from counter.services.chain.chain import EVENTS
from counter.services.chain.chain_rows import Key, key_text
from counter.services.store import guards
from counter.services.store.connection import Connection

Wanted = dict[str, set[str]]
_SEALS = "SELECT seq, rows FROM audit_seal WHERE seq > ?1 ORDER BY seq"
_KEEP = (
    "INSERT INTO seal_emptied (seq, hash, left_digest, erasure_id)"
    " SELECT seq, hash, ?2, ?3 FROM audit_seal WHERE seq = ?1"
)
_AGAIN = "UPDATE seal_emptied SET left_digest = ?2, erasure_id = ?3 WHERE seq = ?1"


def wanted(rows: Iterable[tuple[str, Key]]) -> Wanted:
    """Rows by table, as seals name them."""
    found: Wanted = {}
    for table, key in rows:
        found.setdefault(table, set()).add(key_text(key))
    return found


def naming(connection: Connection, rows: Wanted, since: int = 0) -> list[int]:
    """The seals after `since` that hold a digest of one of these rows; reads every seal."""
    return [seq for seq, text in connection.execute(_SEALS, (since,)) if any(_named(json.loads(text), rows))]


def empty(connection: Connection, seals: Iterable[int], rows: Wanted, erasure_id: int) -> int:
    """Take the digests of these rows out of these seals; how many went. Inside a deletion's write."""
    gone = 0
    known = {int(row[0]) for row in connection.execute("SELECT seq FROM seal_emptied")}
    with guards.lifted(connection, ("audit_seal",)):
        for seq in seals:
            row = connection.execute("SELECT rows FROM audit_seal WHERE seq = ?1", (seq,)).fetchone()
            digests = json.loads(row[0]) if row else {}
            for table, key in list(_named(digests, rows)):
                del digests[table][key]
                gone += 1
            kept = {table: of for table, of in digests.items() if of or table == EVENTS}
            text = canonical(kept)
            connection.execute(_AGAIN if seq in known else _KEEP, (seq, left_digest(seq, text), erasure_id))
            connection.execute("UPDATE audit_seal SET rows = ?2 WHERE seq = ?1", (seq, text))
    return gone


def left_digest(seq: int, rows: str) -> str:
    """What stands for the rows of an emptied seal, in hex."""
    return hashlib.sha256(f"counter.seal.left.1\n{seq}\n{rows}".encode()).hexdigest()


def known(connection: Connection) -> dict[int, tuple[str, str]]:
    """The emptied seals: the hash each keeps, and the digest of what is left. {} in a store before them."""
    there = connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'seal_emptied'").fetchone()
    if there is None:
        return {}
    rows = connection.execute("SELECT seq, hash, left_digest FROM seal_emptied")
    return {int(seq): (str(hash_), str(left)) for seq, hash_, left in rows}


def _named(digests: dict[str, dict[str, str | None]], rows: Wanted) -> Iterator[tuple[str, str]]:
    for table in digests.keys() & rows.keys():
        for key in digests[table].keys() & rows[table]:
            yield table, key
