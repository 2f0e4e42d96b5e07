"""The outbox (hàng chờ gửi): what the portal must still be told, written with what it tells of.

A row is written in the transaction that accepts or moves a dossier or takes its money, when the ward's
sending is switched on. Each dossier has a lane of its own, in the order of `sequence`: the first open row
alone may be sent. What it tells is made before its first try and stays the same under its key for life.

A dossier that is filed on the portal itself (nộp hộ) is never told as a dossier, the portal would have it
twice; its steps are told under the portal's code, once that code is here (national-sync 2.2, 4).
"""

import uuid
from collections.abc import Iterable

from counter.errors import Problem, Refused
from counter.models.catalogue import Channel
from counter.models.instant import from_micros, instant_or_none, to_micros
from counter.models.outbox import OutboxRow
from counter.models.queue import OutboxCount
from counter.models.states import OutboxTarget, SyncState
from counter.models.tables import Dossier
from counter.rules.rights import Act
from counter.rules.secrets import secret_problems
from counter.services.dossier.brought import is_brought
from counter.services.dossier.dossier_rows import id_of, person
from counter.services.office import Office, act
from counter.services.outbox.outbox_lease import somebody_sends
from counter.services.outbox.outbox_rows import (
    FILING,
    OPEN,
    Kept,
    count_in,
    kept,
    portal_code_of,
    reasons_of,
    reasons_text,
    unsure,
)
from counter.services.store.connection import Connection, Row
from counter.services.store.transaction import Transaction
from counter.text import one_line

_TARGETS = {"gateway": OutboxTarget.GATEWAY, "file": OutboxTarget.FILE}
_INSERT = (
    "INSERT INTO outbox (key, dossier_id, sequence, kind, payload, state, attempts, last_error, created_at,"
    " target, lease, reasons, steps_sent) SELECT ?, ?, coalesce(max(sequence), 0) + 1, 'dossier', '{}',"
    " 'waiting', 0, '', ?, ?, '', '[]', 0 FROM outbox WHERE dossier_id = ?"
)

_LAST = (
    "SELECT o.payload, o.last_error, d.channel FROM outbox o JOIN dossier d ON d.id = o.dossier_id"
    " WHERE o.dossier_id = ? AND o.target <> 'carry' ORDER BY o.sequence DESC LIMIT 1"
)


def tell(office: Office, transaction: Transaction, row: Dossier) -> None:
    """The dossier was accepted, moved or filed: the portal is to be told. In the write that does it.

    One of the system of before was told there under another code: it is never told here. Of one that is filed
    on the portal nothing can be told before its code is here; then all its steps are.
    """
    transaction.flush()
    tell_of(office, transaction, id_of(row), row.channel)


def tell_of(office: Office, transaction: Transaction, dossier_id: int, channel: Channel) -> None:
    """The same of a dossier whose rows are written."""
    target = _TARGETS.get(office.ward.sending)
    if target is None or is_brought(transaction.connection, dossier_id):
        return
    if channel is Channel.ONLINE:
        code = portal_code_of(transaction.connection, dossier_id)
        if not code:
            return
        _close_other_codes(transaction, dossier_id, code)
    _add(transaction, dossier_id, target)


def _close_other_codes(transaction: Transaction, dossier_id: int, code: str) -> None:
    """A code that was misread is mended: what waits under the wrong one is not told any more."""
    transaction.connection.execute(
        "UPDATE outbox SET state = 'refused', done_at = ?, last_error = 'replaced', next_at = NULL"
        " WHERE dossier_id = ? AND target <> 'carry' AND state IN ('waiting', 'unknown', 'held')"
        " AND coalesce(json_extract(payload, '$.dossier.portal_code'), '') NOT IN ('', ?)",
        (to_micros(transaction.now), dossier_id, code),
    )


def tell_money(office: Office, transaction: Transaction, dossier_ids: Iterable[int]) -> None:
    """Money of these dossiers was taken or given back: the portal is to be told, in the write that does it.

    Only of a dossier that was told before: what is not made yet tells the money by itself. Steps carry no
    money, so of one that is filed on the portal there is nothing to tell.
    """
    target = _TARGETS.get(office.ward.sending)
    if target is None:
        return
    transaction.flush()
    connection = transaction.connection
    for dossier_id in dict.fromkeys(dossier_ids):
        last = connection.execute(_LAST, (dossier_id,)).fetchone()
        if last is not None and last[0] != "{}" and last[1] != "dropped" and last[2] != Channel.ONLINE:
            _add(transaction, dossier_id, target)


def _add(transaction: Transaction, dossier_id: int, target: OutboxTarget) -> None:
    made = to_micros(transaction.now)
    transaction.connection.execute(_INSERT, (uuid.uuid4().hex, dossier_id, made, target.value, dossier_id))


# -- looking ---------------------------------------------------------------------------------


@act(Act.READ, writes=False)
def count(office: Office) -> OutboxCount:
    """How much is unsent, from one index range."""
    with office.store.query() as connection:
        return count_in(connection)


_LIST = f"""
SELECT o.id, o.dossier_id, d.code, d.short_code, d.applicant_name, d.procedure_name, o.target, o.sequence,
  o.state, o.created_at, o.attempts, o.reasons, o.next_at,
  (SELECT a.outcome FROM outbox_attempt a WHERE a.outbox_id = o.id ORDER BY a.id DESC LIMIT 1),
  EXISTS (SELECT 1 FROM outbox_attempt a WHERE a.outbox_id = o.id AND a.outcome = 'filed'),
  row_number() OVER (PARTITION BY o.dossier_id ORDER BY o.sequence) > 1,
  {FILING.replace("outbox.", "o.")}
FROM outbox o INDEXED BY outbox_open JOIN dossier d ON d.id = o.dossier_id
WHERE o.{OPEN.replace("state", "o.state")} ORDER BY o.state <> 'held', o.id LIMIT ?
"""  # noqa: S608  constants only


@act(Act.READ, writes=False)
def listing(office: Office, *, limit: int = 1000) -> tuple[OutboxRow, ...]:
    """What is unsent, by name: first what waits for a person, then the oldest first."""
    with office.store.query() as connection:
        way = _TARGETS.get(office.ward.sending)
        return tuple(_view(row, way) for row in connection.execute(_LIST, (limit,)))


def _view(row: "Row", way: OutboxTarget | None) -> OutboxRow:
    ident, dossier, code, short, name, procedure, target, sequence, state, made, tries, why, *rest = row
    next_at, last, filed, behind, filing = rest
    return OutboxRow(
        id=ident,
        dossier_id=dossier,
        code=code,
        short_code=short,
        applicant=name,
        procedure=procedure,
        target=OutboxTarget(target),
        sequence=sequence,
        state=_shown(SyncState(state), last, bool(filed)),
        since=from_micros(made),
        tries=tries,
        why=reasons_of(why),
        next_at=instant_or_none(next_at),
        behind=bool(behind),
        filing=bool(filing),
        stranded=_stranded(OutboxTarget(target), SyncState(state), tries, way),
    )


def _stranded(target: OutboxTarget, state: SyncState, tries: int, way: OutboxTarget | None) -> bool:
    """Tried by the way that the ward has left, so nobody sends it. What stands in a file is answered still,
    and what was never tried goes the new way with the next sending."""
    handed = target is OutboxTarget.FILE and state is SyncState.SENDING
    return way is not None and target is not way and not handed and tries > 0


def _shown(state: SyncState, last: str | None, filed: bool) -> SyncState:
    """A refusal waits for a person like what is held; what the portal took is more than waiting."""
    if state is SyncState.HELD and last == "refused":
        return SyncState.REFUSED
    return SyncState.FILED if state is SyncState.WAITING and filed else state


# -- what a person does ------------------------------------------------------------------------


@act(Act.SEND)
def retry(office: Office, row_id: int, *, operation: str) -> None:
    """Let it be sent again. What surely never arrived is told as the dossier stands now, mended; what may
    have arrived is told the same again under its key; and what was refused after that, or what the portal
    had and has otherwise now, anew behind it. So is what was tried by a way that the ward has left.

    Refused when it is closed already.
    """
    with office.store.write(office.now()) as transaction:
        if transaction.earlier(operation) is not None:
            return
        connection = transaction.connection
        row = _free_row(office, connection, row_id)
        arrived = unsure(connection, row)
        way = _TARGETS.get(office.ward.sending) or row.target
        if way is not row.target or (arrived and _over(connection, row)):
            _close(transaction, row, "replaced")
            _add(transaction, row.dossier_id, way)
        else:
            _reopen(connection, row, arrived)
        transaction.record(
            person(office), "outbox.event.retry", subject=("dossier", row.dossier_id), operation=operation
        )


@act(Act.SEND)
def hold(office: Office, row_id: int, *, operation: str) -> None:
    """Keep it back until a person says otherwise. Refused when it is closed, or on its way."""
    with office.store.write(office.now()) as transaction:
        if transaction.earlier(operation) is not None:
            return
        row = _free_row(office, transaction.connection, row_id)
        why = Problem("", "outbox.why.by_hand", {"name": person(office).name})
        transaction.connection.execute(
            "UPDATE outbox SET state = 'held', reasons = ?, next_at = NULL WHERE id = ?",
            (reasons_text((why,)), row.id),
        )
        transaction.record(
            person(office), "outbox.event.hold", subject=("dossier", row.dossier_id), operation=operation
        )


@act(Act.SEND)
def drop(office: Office, row_id: int, reason: str, *, operation: str) -> None:
    """Do not send it, with the reason (bỏ, ghi lý do). Refused: no reason, closed already, on its way."""
    said = one_line(reason)
    problems = list(secret_problems({"reason": said}))
    if not said:
        problems.append(Problem("reason", "outbox.reason_missing"))
    if problems:
        raise Refused(tuple(problems))
    with office.store.write(office.now()) as transaction:
        if transaction.earlier(operation) is not None:
            return
        row = _free_row(office, transaction.connection, row_id)
        _close(transaction, row, "dropped")
        transaction.record(
            person(office),
            "outbox.event.drop",
            subject=("dossier", row.dossier_id),
            operation=operation,
            detail={"reason": said[:200]},
        )


def _free_row(office: Office, connection: Connection, row_id: int) -> Kept:
    """A row that a person may change: open, and not in the hands of a sender that lives."""
    row = kept(connection, row_id)
    if not row.is_open:
        raise Refused((Problem("", "outbox.closed"),))
    on_its_way = row.state is SyncState.SENDING and row.target is OutboxTarget.GATEWAY
    if on_its_way and somebody_sends(office.store.path):
        raise Refused((Problem("", "outbox.sending_now"),))
    return row


def _over(connection: Connection, row: Kept) -> bool:
    """Whether its key is used up: refused at last, or confirmed and then found otherwise at the portal."""
    found = connection.execute(
        "SELECT outcome = 'refused' OR coalesce(json_extract(detail, '$.looked'), 0) FROM outbox_attempt"
        " WHERE outbox_id = ? ORDER BY id DESC LIMIT 1",
        (row.id,),
    ).fetchone()
    return bool(found and found[0])


def _close(transaction: Transaction, row: Kept, word: str) -> None:
    transaction.connection.execute(
        "UPDATE outbox SET state = 'refused', done_at = ?, last_error = ?, next_at = NULL WHERE id = ?",
        (to_micros(transaction.now), word, row.id),
    )


def _reopen(connection: Connection, row: Kept, arrived: bool) -> None:
    state = SyncState.UNKNOWN if arrived else SyncState.WAITING
    payload = row.payload if arrived else "{}"
    connection.execute(
        "UPDATE outbox SET state = ?, payload = ?, reasons = '[]', lease = '', lease_until = NULL,"
        " next_at = NULL, last_error = '' WHERE id = ?",
        (state.value, payload, row.id),
    )
