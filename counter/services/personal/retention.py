"""What has been kept long enough (hết thời hạn lưu): kind by kind, first to look at, then to delete.

Nothing is proposed for a kind whose period nobody has set. What is still open, owed, unsent, on hold for a
complaint, or under a resident's own request waits, and is counted with the reason.
"""

from collections.abc import Iterable
from typing import Final

from counter.errors import Conflict, Problem, Refused
from counter.i18n import day_with_weekday, local
from counter.models.erasure import Erased, ErasureKind
from counter.models.instant import from_micros
from counter.models.retention import FOR_EVER, Due, Kind, RetentionDraft, RetentionPreview
from counter.rules.free_text import reason_problems
from counter.rules.retention import clock_doubtful, ended_before
from counter.rules.rights import Act, require
from counter.services.office import Office, act
from counter.services.personal import (
    erasure_cleaning,
    erasure_copies,
    erasure_write,
    retention_finds,
    retention_periods,
)
from counter.services.personal.erasure import MOST_REASON, fingerprint
from counter.services.personal.erasure_write import Planned
from counter.services.personal.retention_finds import Found
from counter.services.store.connection import Connection, number_in
from counter.text import one_line

DELETED: Final = "retention.event.deleted"


@act(Act.ERASE, writes=False)
def preview(office: Office, kinds: frozenset[Kind] = frozenset()) -> RetentionPreview:
    """What would go, per kind with how much and the oldest; nothing is written. `kinds` empty: all."""
    with office.store.query() as connection:
        founds = _found(office, connection)
        return RetentionPreview(
            dues=tuple(one.due for one in founds),
            copies=erasure_copies.known(connection),
            seen=_seen(connection, _chosen(founds, kinds)),
            unfinished=number_in(connection, "SELECT count(*) FROM erasure WHERE cleaned_at IS NULL"),
            quiet=_quiet(office, connection),
        )


@act(Act.ERASE)
def clean(office: Office) -> int:
    """Remove what an earlier deletion left on this machine; how many deletions still have traces."""
    return erasure_cleaning.finish(office.store, office.now(), office.actor)


@act(Act.ERASE)
def delete(office: Office, draft: RetentionDraft) -> Erased:
    """Delete what was kept long enough. A second press gives the first result.

    Refused: no reason, nothing to delete, a doubtful clock that nobody has looked at.
    Conflict `erasure.changed`: it is not what was seen.
    """
    actor = require(office.actor, Act.ERASE)
    reason = _reason(draft.reason)
    with office.store.query() as connection:
        looked = erasure_write.look(
            connection, _parts(connection, _chosen(_found(office, connection), draft.kinds))
        )
    with office.store.write(office.now()) as transaction:
        connection = transaction.connection
        if done := transaction.earlier(draft.operation):
            numbers = {key: int(value) for key, value in done.items()}
            return Erased(**numbers, left=0, copies=erasure_copies.known(connection))
        if not draft.clock_seen:
            _must_not_be_doubtful(office, connection)
        chosen = _chosen(_found(office, connection), draft.kinds)
        _must_be_as_seen(connection, chosen, draft)
        files = tuple(dict.fromkeys(path for one in chosen for path in one.files))
        order = erasure_write.Order(
            kind=ErasureKind.RETENTION, reason=reason, operation=draft.operation, files=files
        )
        parts = _parts(connection, chosen)
        written = erasure_write.write(transaction, actor, parts, order, looked)
        numbers = {
            "erasure_id": written.erasure_id, "resident_id": 0, "rows": written.rows, "files": len(files),
            "dossiers": sum(len(part.scope.dossiers) for part in parts if not part.scope.only),
        }  # fmt: skip
        counts = {f"n.{one.due.period.kind}": one.due.count for one in chosen if one.due.count}
        told = {key: numbers[key] for key in ("dossiers", "rows", "files")}
        transaction.record(
            actor, DELETED, subject=("store", ""), operation=draft.operation,
            detail={"reason": reason, **counts, **told}, result=numbers,
        )  # fmt: skip
        copies = erasure_copies.known(connection)  # after the commit nothing may fail any more
    left = erasure_cleaning.finish(office.store, office.now(), actor)
    return Erased(**numbers, left=left, copies=copies)


def _found(office: Office, connection: Connection) -> tuple[Found, ...]:
    """Every kind, in the order of the list; none twice: a dossier that goes whole is not counted by parts."""
    today = local(office.now()).date()
    periods = retention_periods.current(connection)
    months = {kind: one.months for kind, one in periods.items()}
    finder = retention_finds.Finder(connection, office.store, months, today)
    founds = []
    for period in periods.values():
        if period.months is None or period.months == FOR_EVER:
            founds.append(Found(Due(period=period, before=None, count=0, oldest=None)))
            continue
        founds.append(finder.find(period, ended_before(today, period.months)))
    return tuple(founds)


def _quiet(office: Office, connection: Connection) -> int:
    newest = number_in(connection, "SELECT coalesce(max(received_at), -1) FROM dossier")
    return max(0, (office.now() - from_micros(newest)).days) if newest >= 0 else 0


def _must_be_as_seen(connection: Connection, chosen: list[Found], draft: RetentionDraft) -> None:
    if not any(one.due.count for one in chosen):
        raise Refused((Problem("kinds", "retention.nothing"),))
    if _seen(connection, chosen) != draft.seen:
        raise Conflict("erasure.changed")


def _must_not_be_doubtful(office: Office, connection: Connection) -> None:
    """By a clock that ran ahead everything is old, and what is deleted does not come back."""
    if clock_doubtful(quiet := _quiet(office, connection)):
        today = day_with_weekday(local(office.now()).date())
        raise Refused((Problem("clock", "retention.clock_doubtful", {"n": quiet, "day": today}),))


def _chosen(founds: Iterable[Found], kinds: frozenset[Kind]) -> list[Found]:
    return [one for one in founds if not kinds or one.due.period.kind in kinds]


def _seen(connection: Connection, founds: Iterable[Found]) -> str:
    listed = list(founds)
    files = [path for one in listed for path in one.files]
    return fingerprint(_parts(connection, listed), (), files)


def _parts(connection: Connection, founds: Iterable[Found]) -> list[Planned]:
    return [erasure_write.plan(connection, scope) for one in founds for scope in one.scopes]


def _reason(reason: str) -> str:
    said = one_line(reason)
    problems = list(reason_problems(said, "erasure.reason_missing"))
    if len(said) > MOST_REASON:
        problems.append(Problem("reason", "erasure.reason_long", {"most": MOST_REASON}))
    if problems:
        raise Refused(tuple(problems))
    return said
