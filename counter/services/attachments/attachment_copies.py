"""Copies of a dossier's files in a folder, for the portal's "choose a file" (xuất ra thư mục), and their end.

What is written there lies outside the store, readable by the user of this machine alone, until it is cleaned:
by hand, or once the portal has the dossier.
"""

import hashlib
import os
from pathlib import Path
from typing import Final

from sqlmodel import Session, col, select

from counter import on_disk
from counter.errors import Problem, Refused
from counter.models.states import SyncState
from counter.models.tables import AuditEvent
from counter.rules.attachment_names import portal_name
from counter.rules.rights import Act
from counter.services.attachments import attachments
from counter.services.attachments.attachment_checks import limits_now
from counter.services.dossier.dossier_rows import dossier_row
from counter.services.office import Office, act
from counter.services.store.audit import device
from counter.text import one_line

EXPORTED, CLEANED = "attachment.event.exported", "attachment.event.cleaned"
HOLDERS: Final = frozenset({SyncState.FILED, SyncState.CONFIRMED})
_WHERE, _LONGEST = "where", 1000


@act(Act.CARRY)
def export(office: Office, ref: str, folder: Path, *, operation: str) -> tuple[Path, ...]:
    """Write every file into a folder of the dossier under `folder`; an older copy of the same is replaced.

    Refused: nothing to write, the folder cannot be written to; then nothing stays.
    """
    listing = attachments.listing(office, ref)
    if not listing.files:
        raise Refused((Problem("folder", "attachment.export.nothing"),))
    written: list[Path] = []
    try:
        place = folder.expanduser().absolute() / _folder_name(listing.code)
        place.mkdir(mode=0o700, exist_ok=True)
        if place.is_symlink():  # somebody else would say where the copies lie
            raise NotADirectoryError(place)
        for number, file in enumerate(listing.files, 1):
            path = place / f"{number:02}-{file.name}"
            written.append(path)
            on_disk.write(path, attachments.content(office, file.id))
    except (OSError, ValueError, RuntimeError):  # a NUL in the path, ~somebody
        if written:
            _delete(written, written[0].parent)
        params = {"folder": one_line(str(folder))[:120]}
        raise Refused((Problem("folder", "attachment.export.folder", params),)) from None
    with office.store.write(office.now()) as transaction:
        if transaction.earlier(operation) is None:
            kept = " ".join(f"{p.name}:{f.digest}" for p, f in zip(written, listing.files, strict=True))
            transaction.record(
                office.actor,
                EXPORTED,
                subject=("dossier", listing.dossier_id),
                operation=operation,
                detail={
                    "n": len(written),
                    "folder": one_line(str(place))[:_LONGEST],
                    _WHERE: os.fsencode(place).hex(),
                    "files": kept,
                    "device": device(),
                },
            )
    return tuple(written)


@act(Act.READ, writes=False)
def lying_about(office: Office, dossier_id: int) -> tuple[str, ...]:
    """The folders on this machine where copies still lie."""
    with office.store.read() as session:
        found = _exports(session, dossier_id)
    return tuple(str(place) for place in dict.fromkeys(place for place, _ in found) if place.is_dir())


@act(Act.READ, writes=False)
def to_be_cleaned(office: Office, dossier_id: int) -> bool:
    """Whether the portal has the dossier and copies of it still lie on this machine."""
    with office.store.read() as session:
        has_it = dossier_row(session, dossier_id).sync in HOLDERS
    return has_it and bool(lying_about(office, dossier_id))


@act(Act.CARRY)
def clean(office: Office, dossier_id: int, *, operation: str) -> int:
    """Delete the copies that were written on this machine, and nothing that was put there or changed since.

    Gives how many went.
    """
    with office.store.read() as session:
        dossier_row(session, dossier_id)
        found = _exports(session, dossier_id)
    gone = 0
    for place, files in found:
        ours = [place / name for name, digest in files.items() if _is_still(place / name, digest)]
        gone += len(ours)
        _delete(ours, place)
    if gone:
        with office.store.write(office.now()) as transaction:
            if transaction.earlier(operation) is None:
                transaction.record(
                    office.actor,
                    CLEANED,
                    subject=("dossier", dossier_id),
                    operation=operation,
                    detail={"n": gone, "device": device()},
                )
    return gone


def _folder_name(code: str) -> str:
    return "ho-so-" + portal_name(code.replace(".", "-"), limits_now()).removesuffix(".pdf")


def _is_still(path: Path, digest: str) -> bool:
    try:
        return not path.is_symlink() and hashlib.sha256(path.read_bytes()).hexdigest() == digest
    except OSError:
        return False


def _delete(files: list[Path], place: Path) -> None:
    """Away with the files, and with the folder when nothing else lies in it."""
    for path in files:
        path.unlink(missing_ok=True)
    try:
        place.rmdir()
    except OSError:
        return


def _exports(session: Session, dossier_id: int) -> list[tuple[Path, dict[str, str]]]:
    """Where copies were written on this machine, with names and digests, from the trail."""
    events = session.exec(
        select(AuditEvent)
        .where(
            AuditEvent.subject_kind == "dossier",
            AuditEvent.subject_id == str(dossier_id),
            AuditEvent.event == EXPORTED,
        )
        .order_by(col(AuditEvent.seq))
    )
    found = []
    for event in events:
        if event.detail.get("device") != device():
            continue
        place = Path(os.fsdecode(bytes.fromhex(str(event.detail.get(_WHERE, "")))))
        parts = (part.rpartition(":") for part in str(event.detail.get("files", "")).split())
        found.append((place, {Path(name).name: digest for name, _, digest in parts}))
    return found
