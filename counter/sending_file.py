"""Handing over by file: the outbox of the store joined with the files a provincial system takes."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from counter.errors import Problem, Refused
from counter.models.outbox import FileAnswer, Handed, HandedOver, Task
from counter.models.states import AttemptOutcome, SyncState
from counter.models.sync import Held
from counter.models.sync import Refused as PortalRefused
from counter.portal import handover, messages
from counter.portal.handover import Acknowledged, Entry, MessageKind
from counter.rules.rights import Act
from counter.rules.sending import Verdict
from counter.services.chain import anchors
from counter.services.office import Office, must_have
from counter.services.outbox import outbox_files, outbox_sending


def export(office: Office, path: Path) -> HandedOver:
    """Write what waits into a new file. What cannot be said truly is held with its reasons, and not in it.

    The file is written whole before any row counts as handed over: after a crash between the two the rows go
    into the next file too, under the same keys. Refused: nothing waits, the file is there, the settings say
    no file, the unit code is not known. Forbidden for who may not send. OSError of the disk.
    """
    must_have(office, Act.SEND)
    if office.ward.sending != "file":
        raise Refused((Problem("sending", "outbox.not_file"),))
    began = office.now()
    tasks = outbox_files.take(office)
    if not tasks:
        raise Refused((Problem("", "outbox.nothing"),))
    made = [(task, _entries(office, task)) for task in tasks]
    stopped: set[int] = set()
    told: list[tuple[int, Entry]] = []
    rows: list[int] = []
    held = 0
    for task, found in made:
        if isinstance(found, Held):
            held += 1
            stopped.add(task.dossier_id)
            verdict = Verdict(outcome=AttemptOutcome.HELD, state=SyncState.HELD, reasons=found.reasons)
            outbox_sending.settle(office, task, verdict, began=began)
        elif not found:  # nothing that the portal does not have already
            known = Verdict(outcome=AttemptOutcome.KNOWN, state=SyncState.CONFIRMED, taken=task.taken)
            outbox_sending.settle(office, task, known, began=began)
        elif task.dossier_id not in stopped:
            told += [(task.id, entry) for entry in found]
            rows.append(task.id)
    free = outbox_files.begun(office, rows) if rows else frozenset()
    entries = [entry for row_id, entry in told if row_id in free]
    if not entries:
        return HandedOver(digest="", rows=0, lines=0, held=held)
    digest = _written(office, path, entries, free, began)
    outbox_files.handed(office, sorted(free), digest)
    with suppress(OSError):  # the file counts without it, and the head is noted beside the store too
        anchors.put_beside(office.store, path)
    return HandedOver(digest=digest, rows=len(free), lines=len(entries), held=held)


def _written(
    office: Office, path: Path, entries: Sequence[Entry], rows: frozenset[int], began: datetime
) -> str:
    """The digest of the file. Where none came about, its rows stand in none."""
    try:
        return handover.write(
            path, entries, unit=office.ward.unit_code, made_at=began, practice=office.practice
        ).digest
    except (Refused, OSError):
        outbox_files.not_begun(office, rows)
        raise


def _entries(office: Office, task: Task) -> list[Entry] | Held:
    dossier, steps = task.frozen.dossier, task.frozen.steps
    hoso = None  # what was filed on the portal is told by its steps alone
    if not dossier.portal_code:
        hoso = messages.hoso(dossier, outbox_sending.card(office, dossier.procedure_code))
    told = messages.progress(dossier, steps, taken=task.taken)
    reasons = [reason for made in (hoso, told) if isinstance(made, Held) for reason in made.reasons]
    if isinstance(hoso, Held) or isinstance(told, Held):
        return Held(reasons=tuple(reasons))
    first = [Entry(kind=MessageKind.HO_SO, key=task.key, message=hoso)] if hoso else []
    return first + [
        Entry(kind=MessageKind.TIEN_DO, key=f"{task.key}-{number}", message=message)
        for number, message in enumerate(told, start=task.taken + 1)
    ]


# -- the answer --------------------------------------------------------------------------------


def acknowledge(office: Office, path: Path) -> FileAnswer:
    """Read what the province says of a file that was handed over. The same answer again changes nothing.

    Refused with every reason, and then nothing of it counts: it belongs to no file of this counter, was cut
    or changed, names what was not handed over. Forbidden for who may not send. OSError unread.
    """
    must_have(office, Act.SEND)
    began = office.now()
    rows, found = _read(office, path)
    taken = held = still_open = 0
    for row in rows:
        if row.state is not SyncState.SENDING:
            continue
        keys = _keys(office, row)
        answers = [answer for answer in found if answer.key in keys]
        reasons = tuple(reason for answer in answers for reason in _reasons(answer))
        known = {answer.key for answer in answers} | row.answered
        if not answers:
            still_open += 1
            continue
        state = SyncState.HELD if reasons else SyncState.SENDING
        if not reasons and keys.keys() <= known:
            state = SyncState.CONFIRMED
        taken += state is SyncState.CONFIRMED
        held += state is SyncState.HELD
        still_open += state is SyncState.SENDING
        refused = any(isinstance(answer.verdict, PortalRefused) for answer in answers)
        outcome = AttemptOutcome.FILED if state is SyncState.CONFIRMED else AttemptOutcome.KNOWN
        if state is SyncState.HELD:
            outcome = AttemptOutcome.REFUSED if refused else AttemptOutcome.HELD
        outbox_files.acknowledge(
            office, row, outcome=outcome, state=state, keys=known, reasons=reasons, began=began
        )
    return FileAnswer(taken=taken, held=held, open=still_open)


def _read(office: Office, path: Path) -> tuple[tuple[Handed, ...], tuple[Acknowledged, ...]]:
    """The rows of the file that is answered, and the answers."""
    for digest in outbox_files.digests(office):
        rows = outbox_files.in_file(office, digest)
        keys = {key: code for row in rows for key, code in _keys(office, row).items()}
        try:
            return rows, handover.read_acknowledgement(path, digest, keys)
        except Refused as refused:
            if refused.message_id != "portal.ack.other_file":
                raise
    raise Refused((Problem("file", "outbox.unknown_file"),))


def _keys(office: Office, row: Handed) -> dict[str, str]:
    """The keys of a row's messages, each with its MaHoSo."""
    code = messages.wire_code(row.frozen.dossier)
    numbers = range(row.frozen.taken + 1, len(row.frozen.steps) + 1)
    whole = {} if row.frozen.dossier.portal_code else {row.key: code}
    return whole | {f"{row.key}-{number}": code for number in numbers}


def _reasons(answer: Acknowledged) -> tuple[Problem, ...]:
    if isinstance(answer.verdict, PortalRefused):
        params = {"code": answer.verdict.code, "text": answer.verdict.text}
        return (Problem("answer", "outbox.why.file_refused", params),)
    return answer.verdict.reasons if answer.verdict else ()
