"""Compares what `tests.reliability.day` said with what is in the store afterwards."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from counter.errors import CounterError
from counter.rules import backups
from counter.services.store.connection import Connection
from counter.services.store.store import Store
from counter.services.verify import verify_money, verify_till
from counter.services.verify.verify import checks
from tests.reliability.frame import KEY

_RULES = (*verify_money.RULES, *verify_till.RULES)
_SOUND = "PRAGMA quick_check(1)"
_THERE = {
    "draft": "SELECT 1 FROM draft WHERE id = ?1 UNION ALL SELECT 1 FROM dossier WHERE operation = ?1",
    "dossier": "SELECT 1 FROM dossier d JOIN operation o ON o.id = d.operation WHERE d.operation = ?1",
    "file": "SELECT 1 FROM attachment a JOIN attachment_content c USING (digest) WHERE digest = ?1",
    "till": "SELECT 1 FROM operation WHERE id = ?1",
}


def acknowledged(text: str) -> list[str]:
    """What was said to be done, in order."""
    return [line[4:] for line in text.splitlines() if line.startswith("ACK ")]


def there(connection: Connection, said: str, folder: Path | None = None) -> bool:
    """Whether one thing that was acknowledged is in the store; a back-up in `folder`/stick, whole."""
    kind, _, name = said.partition(" ")
    if kind == "backup":
        return folder is not None and whole(folder / "stick" / name)
    return connection.execute(_THERE[kind], (name,)).fetchone() is not None


def whole(folder: Path) -> bool:
    """Whether a back-up is as its list says."""
    try:
        listed = backups.read((folder / backups.LIST).read_text("utf-8"))
        return listed is not None and all(
            hashlib.sha256((folder / file.name).read_bytes()).hexdigest() == file.digest
            for file in listed.files
        )
    except (OSError, ValueError):
        return False


def half_done(connection: Connection) -> Iterator[str]:
    """Pages, keys and sums that no whole transaction leaves so."""
    if (told := connection.execute(_SOUND).fetchone()) != ("ok",):
        yield f"quick_check {told}"
    yield from (f"key {row}" for row in connection.execute("PRAGMA foreign_key_check"))
    for rule in _RULES:
        yield from (f"{rule.name} {row[0]}" for row in connection.execute(rule.failing))


def wrong(path: Path, said: Sequence[str], key: str | None = KEY) -> list[str]:
    """Everything that is wrong with a store after what was said: every check of `counter verify`, and all of
    it there."""
    try:
        with Store.open(path, key=key) as store:
            found = [f"{check.name} {check.examples}" for check in checks(store) if check.failed]
            with store.query() as connection:
                found += [f"lost: {one}" for one in said if not there(connection, one)]
    except CounterError as fault:
        return [f"not opened: {fault.message_id}"]
    return found
