"""The practice store: a made-up ward with two years of dossiers, the same for the same seed (kho thực hành).

Only ever a practice store: the file says which it is, and `Store.open` refuses the other kind. Written in
transactions of some thousand rows; an interrupted filling is begun anew by the next one.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from counter.errors import Problem, Refused
from counter.i18n import language, local, use_language
from counter.models.canonical import canonical
from counter.models.instant import to_micros
from counter.services.practice.practice_days import SPAN_DAYS
from counter.services.practice.practice_ward import MadeUpWard
from counter.services.store.connection import number_in
from counter.services.store.store import Connection, Store

Tell = Callable[[str, int, int], None]
_MARK = "practice.fill"
_COUNTED = {
    "residents": "resident",
    "dossiers": "dossier",
    "payments": "payment",
    "drawers": "drawer",
    "submissions": "submission",
    "audit_events": "audit_event",
    "drafts": "draft",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How large a ward, from which seed, over how many days up to which one (left to the learner)."""

    residents: int
    dossiers: int
    seed: int
    until: date
    days: int = SPAN_DAYS


def silent(stage: str, done: int, of: int) -> None:
    """Progress that nobody watches."""


def begin(store: Store, now: datetime) -> None:
    """A small ward for the first practice on this machine: every lane of the desk has something in it.

    Nothing when another program, started in the same moment, has begun it.
    """
    try:
        fill(store, Plan(residents=150, dossiers=400, seed=1, until=local(now).date()), tell=silent)
    except Refused as refused:
        if refused.message_id != "practice.not_empty":
            raise


def fill_file(path: Path, plan: Plan, *, again: bool = False, tell: Tell = silent) -> dict[str, int]:
    """Make or fill the practice store at a path and count what is in it.

    The same plan a second time finds its work done. Refused `practice.not_empty` for a store with other
    contents, unless `again` says to empty it. StoreError for a real store.
    """
    with Store.open(path, practice=True) as store:
        found = _found(store)
        if found == _written(plan, done=True) and not again:
            return _counts(store)
        begun = found is not None and found == _written(plan, done=False)
        empty = found is None and not _counts(store)["residents"]
        if not (again or begun or empty):
            raise Refused((Problem("again", "practice.not_empty", {"file": path.name}),))
        if empty and not begun:
            return fill(store, plan, tell=tell)
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
    with Store.open(path, practice=True) as store:
        return fill(store, plan, tell=tell)


def fill(store: Store, plan: Plan, *, tell: Tell = silent) -> dict[str, int]:
    """Fill an empty practice store. Refused `practice.real_store` for any other store, `practice.not_empty`
    for one that somebody works in already."""
    if not store.practice:
        raise Refused((Problem("store", "practice.real_store", {"file": store.path.name}),))
    with _in_vietnamese():
        ward = MadeUpWard(plan.seed, plan.residents, plan.dossiers, plan.until, plan.days)
        for number, batch in enumerate(ward.batches(tell)):
            with store.write(ward.end) as transaction:
                if number == 0:
                    _must_be_empty(transaction.connection, store.path.name)
                    _mark(transaction.connection, plan, ward.end, done=False)
                batch(transaction.connection)
                transaction.record(None, "practice.filled", subject=("practice", plan.seed), operation="")
        with store.write(ward.end) as transaction:
            _mark(transaction.connection, plan, ward.end, done=True)
            transaction.record(None, "practice.filled", subject=("practice", plan.seed), operation="")
    store.checkpoint()
    return _counts(store)


def _must_be_empty(connection: Connection, name: str) -> None:
    """Asked inside the first write: two programs may begin at once, and one of them is second."""
    if connection.execute("SELECT 1 FROM staff LIMIT 1").fetchone() is not None:
        raise Refused((Problem("again", "practice.not_empty", {"file": name}),))


@contextmanager
def _in_vietnamese() -> Iterator[None]:
    """Reasons and labels are stored as they are told; a ward of one seed is the same under every language."""
    before = language()
    use_language("vi")
    try:
        yield
    finally:
        use_language(before)


def _written(plan: Plan, *, done: bool) -> dict[str, str | int | bool]:
    return {**asdict(plan), "until": plan.until.isoformat(), "done": done}


def _mark(connection: Connection, plan: Plan, now: datetime, *, done: bool) -> None:
    """Say in the store which plan it holds, and whether all of it."""
    connection.execute(
        "INSERT INTO setting (key, value, updated_at) VALUES (?1, ?2, ?3)"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (_MARK, canonical(_written(plan, done=done)), to_micros(now)),
    )


def _found(store: Store) -> dict[str, str | int | bool] | None:
    with store.query() as connection:
        row = connection.execute("SELECT value FROM setting WHERE key = ?1", (_MARK,)).fetchone()
    if row is None:
        return None
    found: dict[str, str | int | bool] = json.loads(row[0])
    return {"days": SPAN_DAYS, **found}  # stores made before it could be chosen


def _counts(store: Store) -> dict[str, int]:
    statement = "SELECT count(*) FROM {table}"
    with store.query() as connection:
        return {n: number_in(connection, statement.format(table=t)) for n, t in _COUNTED.items()}
