"""Data updates: looked at first, taken, gone back from. Everything is checked before anything is written.

In this order: the size, the form, the signature of a trusted key, the digest of every file, the version, and
then all that `counter procedures check` asks of the data as it would be. The audit trail has each in the same
write; were the store not to take it, the data before counts again.
"""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from counter.errors import Problem, Refused
from counter.i18n import local
from counter.models.data_update import (
    Bundle,
    DataChanges,
    DataVersions,
    InstalledUpdate,
    TrustedKey,
    UpdateLook,
)
from counter.paths import data_dir, data_file, shipped_version
from counter.rules import data_bundle, data_changes
from counter.rules.rights import Act
from counter.services.bank import statement_files
from counter.services.dossier.dossier_rows import person
from counter.services.office import Office, act
from counter.services.store.connection import Connection
from counter.services.updates import data_folder, data_keys, data_version
from counter.services.updates.data_version import Entry

_NOTED = (
    "SELECT count(*) FILTER (WHERE event = 'data.updated'), count(*) FILTER (WHERE event = 'data.gone_back')"
    " FROM audit_event WHERE subject_kind = 'data' AND subject_id = ?"
)
_TAKEN_AND_GONE = (
    "SELECT event, subject_id FROM audit_event"
    " WHERE subject_kind = 'data' AND event IN ('data.updated', 'data.gone_back') ORDER BY seq"
)


@dataclass(frozen=True, slots=True)
class _Read:
    """A bundle that may be taken."""

    data: bytes
    bundle: Bundle
    key: TrustedKey
    changes: DataChanges

    def look(self, before: int, *, dry: bool) -> UpdateLook:
        manifest = self.bundle.manifest
        return UpdateLook(
            version=manifest.version,
            made_at=manifest.made_at,
            valid_from=manifest.valid_from,
            about=manifest.about,
            signer=self.key.name,
            fingerprint=self.key.fingerprint,
            before=before,
            changes=self.changes,
            dry=dry,
        )

    def entry(self, folder: str, now: datetime) -> Entry:
        manifest = self.bundle.manifest
        return Entry(
            folder=folder,
            valid_from=manifest.valid_from.isoformat(),
            about=manifest.about,
            signer=self.key.name,
            taken_on=f"{local(now):%Y-%m-%d}",
        )

    def detail(self, before: int) -> dict[str, str | int]:
        return {
            "version": self.bundle.manifest.version,
            "before": before,
            "signer": self.key.name,
            "fingerprint": self.key.fingerprint,
            "about": self.bundle.manifest.about,
        }


@act(Act.UPDATE_DATA, writes=False)
def look(office: Office, file: str) -> UpdateLook:
    """What a bundle is and what it would change. Refused when it may not be taken; DataFault for its data."""
    return _read(office, file, operation="").look(versions().counts, dry=True)


@act(Act.UPDATE_DATA)
def take(office: Office, file: str, *, operation: str) -> UpdateLook:
    """Take a bundle: it counts from its first day on, in programs that start after this.

    Refused as a look is, and in practice; StoreError when the disk does not take it. Nothing is half taken:
    one that counts already, but that the program could not note because it was killed, is noted by a repeat.
    """
    data_keys.real(office)
    read = _read(office, file, operation=operation)
    before, version = versions().counts, read.bundle.manifest.version
    with ExitStack() as undo:
        with office.store.write(office.now()) as transaction:
            if transaction.earlier(operation) is not None:
                return read.look(before, dry=False)
            installed = data_version.entries()
            unnoted = _unnoted(transaction.connection, read.data, version, installed)
            kept = installed if unnoted else _prepared(read, installed, transaction.now)
            transaction.record(
                person(office),
                "data.updated",
                subject=("data", version),
                operation=operation,
                detail=read.detail(before),
            )
            if kept != installed:
                undo.callback(partial(data_folder.switch, installed))
                data_folder.switch(kept)
        undo.pop_all()  # the store has it too
    return read.look(before, dry=False)


def _prepared(read: _Read, installed: tuple[Entry, ...], now: datetime) -> tuple[Entry, ...]:
    """What is to count with this bundle, whose folder is then written. Refused: somebody else took one
    meanwhile, or what lies below it is not what was taken, and would be carried on under a new name."""
    version, last = read.bundle.manifest.version, installed[-1] if installed else None
    _newer(version, installed)
    if last is not None and not data_folder.is_whole(last):
        raise Refused((Problem("version", "data.last_damaged", {"version": last.version}),))
    data_folder.sweep(installed)
    folder = data_folder.prepare(version, read.bundle.texts, read.data, last)
    return (*installed, read.entry(folder, now))[-data_folder.KEPT :]


def _unnoted(connection: Connection, data: bytes, version: int, installed: tuple[Entry, ...]) -> bool:
    """Whether this very bundle counts already and the store says nothing of it: the program was killed
    between the two."""
    if not installed or installed[-1].version != version or not data_folder.is_of(installed[-1], data):
        return False
    taken, gone = connection.execute(_NOTED, (str(version),)).fetchone() or (0, 0)
    return int(taken) <= int(gone)


@act(Act.UPDATE_DATA)
def back(office: Office, *, operation: str) -> DataVersions:
    """Go back to the data before the last update. Refused `data.nothing_before`, and in practice.

    One that counts already, but that the program could not note because it was killed, is noted by a repeat:
    it goes no step further.
    """
    data_keys.real(office)
    with ExitStack() as undo:
        with office.store.write(office.now()) as transaction:
            installed = data_version.entries()
            if transaction.earlier(operation) is None:
                unnoted = _gone_unnoted(transaction.connection, installed)
                if not installed and not unnoted:
                    raise Refused((Problem("version", "data.nothing_before"),))
                gone, left = (unnoted, installed) if unnoted else (installed[-1].version, installed[:-1])
                transaction.record(
                    person(office),
                    "data.gone_back",
                    subject=("data", gone),
                    operation=operation,
                    detail={"version": gone, "to": left[-1].version if left else shipped_version()},
                )
                if not unnoted:
                    undo.callback(partial(data_folder.switch, installed))
                    data_folder.switch(left)
        undo.pop_all()  # the store has it too
    return versions()


def _gone_unnoted(connection: Connection, installed: tuple[Entry, ...]) -> int:
    """The update that the store says was taken last and that counts no more: the program was killed between
    the two. 0 for none, and where the small file cannot be read."""
    taken: set[int] = set()
    for event, version in connection.execute(_TAKEN_AND_GONE):
        (taken.add if event == "data.updated" else taken.discard)(int(version))
    newest = max(taken, default=0)
    damaged = data_version.is_damaged()
    return 0 if damaged or any(one.version >= newest for one in installed) else newest


def versions() -> DataVersions:
    """Which data counts today, what else was taken, and what this program began with."""
    installed, now = data_version.entries(), data_version.counts_today()
    return DataVersions(
        shipped=shipped_version(),
        counts=now.version if now else shipped_version(),
        running=data_version.running()[0],
        signer=now.signer if now else "",
        updates=tuple(_installed(one, counts=one == now) for one in installed),
    )


def _installed(entry: Entry, *, counts: bool) -> InstalledUpdate:
    return InstalledUpdate(
        version=entry.version,
        valid_from=date.fromisoformat(entry.valid_from),
        about=entry.about,
        signer=entry.signer,
        taken_on=entry.taken_on,
        files=data_folder.count(entry),
        counts=counts,
        whole=data_folder.is_whole(entry),
    )


# -- checking ---------------------------------------------------------------------------------------


def _read(office: Office, file: str, *, operation: str) -> _Read:
    """The bundle, checked. One that was taken may be read again by the act that took it, and where that act
    was cut off."""
    data = statement_files.read(file, most=data_bundle.MAX_BYTES).data
    bundle, key = checked(data, _trusted(office))
    version, installed = bundle.manifest.version, data_version.entries()
    with office.store.query() as connection:
        done = connection.execute("SELECT 1 FROM operation WHERE id = ?", (operation,)).fetchone()
        if not done and not _unnoted(connection, data, version, installed):
            _newer(version, installed)
    with data_folder.tried(bundle.texts) as tried:
        if tried.faults:
            raise tried.faults[0]
        changes = data_changes.changes(
            (office.catalogue.all(), office.load_calendar()),
            (tried.catalogue.all(), tried.calendar),
            _files(bundle),
        )
    return _Read(data, bundle, key, changes)


def _trusted(office: Office) -> tuple[TrustedKey, ...]:
    with office.store.query() as connection:
        return data_keys.trusted(connection)


def checked(data: bytes, keys: tuple[TrustedKey, ...]) -> tuple[Bundle, TrustedKey]:
    """The bundle and whose it is. Refused when it is none, or no trusted key signed it."""
    bundle = data_bundle.read(data)
    if isinstance(bundle, Problem):
        raise Refused((bundle,))
    key = data_keys.signer_of(bundle, keys)
    if isinstance(key, Problem):
        raise Refused((key,))
    return bundle, key


def _newer(version: int, installed: tuple[Entry, ...]) -> None:
    """Refused for what was taken already, or is older: `back` is the only way back."""
    newest = max((one.version for one in installed), default=0)
    if version <= max(newest, shipped_version()):
        which = "again" if version == newest else "older"
        words = {"version": version, "newest": max(newest, shipped_version())}
        raise Refused((Problem("version", f"data.{which}", words),))


def _files(bundle: Bundle) -> dict[str, str]:
    return {path: _kind(data_file(data_dir() / path), text) for path, text in bundle.texts.items()}


def _kind(path: Path, text: bytes) -> str:
    try:
        return "same" if path.read_bytes() == text else "changed"
    except OSError:
        return "new"
