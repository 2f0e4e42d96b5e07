"""`counter verify`: every promise the store makes, looked at row by row in one snapshot; nothing is changed.

A check says what it tried and what failed, with row ids and codes as examples, never a person's data. The
program's own constraints should make a failure impossible; this finds what went round them: another program,
a damaged disk, a fault of ours.
"""

from collections.abc import Callable, Iterator
from functools import partial

from sqlcipher3 import dbapi2

from counter.i18n import t
from counter.models.anchor import Anchor
from counter.models.verify import Check
from counter.rules.rights import Act
from counter.services.chain import anchors
from counter.services.migrations.script import triggers
from counter.services.office import Office, act
from counter.services.store.connection import Connection, number_in
from counter.services.store.store import Store
from counter.services.verify import verify_chain, verify_rows, verify_visits
from counter.services.verify.verify_guards import GUARDS
from counter.services.verify.verify_rule import Rule
from counter.services.verify.verify_sql import RULES

EXAMPLES = 5
Failures = Iterator[str]
Run = Callable[[], tuple[int, Failures]]


@act(Act.VERIFY, writes=False)
def verify(office: Office) -> tuple[Check, ...]:
    """All checks of the store."""
    return tuple(checks(office.store))


def checks(store: Store, heads: tuple[Anchor, ...] = ()) -> Iterator[Check]:
    """The checks one after the other, each as soon as it is done.

    `heads`: of the chain, as papers and back-ups keep them; those that this machine noted are added.
    """
    known = tuple(dict.fromkeys((*heads, *anchors.noted(store.path))))
    with store.query() as connection:
        if known:
            yield _done("audit_heads", partial(_heads, connection, known))
        for name, run in _all(connection, store.practice):
            yield _done(name, run)


def _all(connection: Connection, practice: bool) -> Iterator[tuple[str, Run]]:
    yield "integrity", partial(_integrity, connection)
    yield "foreign_keys", partial(_foreign_keys, connection)
    yield "guards", partial(_guards, connection)
    yield "audit_chain", partial(_seals, connection)
    yield "audit_rows", partial(_sealed_rows, connection)
    for rule in RULES:
        yield rule.name, partial(_rule, connection, rule)
    yield "codes", partial(_rows, connection, "dossier", verify_rows.codes(connection, practice))
    for table in ("resident", "dossier"):
        yield f"search_{table}", partial(_rows, connection, table, verify_rows.search(connection, table))
    yield "statements", partial(_rows, connection, "bank_line", verify_rows.statements(connection))
    yield "drafts", partial(_rows, connection, "draft", verify_rows.drafts(connection))
    yield "visits", partial(_rows, connection, "household_visit", verify_visits.visits(connection))


def _rows(connection: Connection, table: str, failures: Failures) -> tuple[int, Failures]:
    return number_in(connection, _COUNT.format(table=table)), failures


def _seals(connection: Connection) -> tuple[int, Failures]:
    """Cut off or written anew to its end, a chain looks whole: only a head kept elsewhere tells."""
    return number_in(connection, "SELECT count(*) FROM audit_seal"), _said(verify_chain.seals(connection))


def _sealed_rows(connection: Connection) -> tuple[int, Failures]:
    return verify_chain.tried(connection), _said(verify_chain.rows(connection))


def _heads(connection: Connection, known: tuple[Anchor, ...]) -> tuple[int, Failures]:
    failures = anchors.failures(connection, known)
    return len(known), (t(message_id, **params) for message_id, params in failures)


def _said(failures: verify_chain.Failures) -> Failures:
    return (t(what, row=row) for what, row in failures)


def _done(name: str, run: Run) -> Check:
    examples: list[str] = []
    failed = 0
    tried = 1
    try:
        tried, failures = run()
        for failure in failures:
            failed += 1
            if len(examples) < EXAMPLES:
                examples.append(failure)
    except dbapi2.DatabaseError as fault:  # a damaged page: the check cannot be finished, which is an answer
        failed += 1
        examples.append(str(getattr(fault, "sqlite_errorname", "SQLITE_ERROR")))
    return Check(name=name, tried=tried, failed=failed, examples=tuple(examples))


_COUNT = "SELECT count(*) FROM {table}"


def _rule(connection: Connection, rule: Rule) -> tuple[int, Failures]:
    return number_in(connection, rule.tried), (str(row[0]) for row in connection.execute(rule.failing))


def _integrity(connection: Connection) -> tuple[int, Failures]:
    """SQLite's own look at every page, every index entry, every NOT NULL and CHECK."""
    found = (str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)"))
    return number_in(connection, "PRAGMA page_count"), (line for line in found if line != "ok")


def _foreign_keys(connection: Connection) -> tuple[int, Failures]:
    tables = [
        str(row[0]) for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    ]
    keys = sum(1 for table in tables for _ in connection.execute(_KEYS, (table,)))
    broken = connection.execute("PRAGMA foreign_key_check")
    return keys, (f"{table} {rowid}" for table, rowid, _, _ in broken)


_KEYS = "SELECT 1 FROM pragma_foreign_key_list(?1)"


_ACTING = "SELECT name, sql FROM sqlite_schema WHERE type IN ('trigger', 'view')"


def _guards(connection: Connection) -> tuple[int, Failures]:
    """Every guard is there and says what it was made with, and no trigger or view of a stranger: it would run
    with our writes."""
    there = {str(name): str(text) for name, text in connection.execute(_ACTING)}
    shipped = triggers()
    names = there.keys() | shipped.keys() | set(GUARDS)
    return len(names), iter(sorted(name for name in names if there.get(name, "") != shipped.get(name)))
