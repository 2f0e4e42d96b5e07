"""Backing up (sao lưu): a whole copy under the store's own key, restored and verified before it counts.

    sao-luu-20261126-171500.dang-ghi/     while it is made: a stick pulled out now leaves only this
    sao-luu-20261126-171500/
        counter.db        VACUUM INTO: one moment of the store, while others go on writing
        counter.db-key    the key file: the copy opens by the same passphrase and recovery paper
        counter.db.niem   heads of the chain this machine has given out
        slips/…           kept papers, encrypted as they are beside the store
        ban-sao.json      name, size and SHA-256 of each, and the signed head of the chain

The copy is read back from where it lies into a scratch place on this machine, opened there and looked at by
every check of `counter verify`. Only then does the folder get its name, and the trail its event.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from counter import on_disk
from counter.errors import Problem, Refused, StoreError
from counter.models.backup import BackupAge, BackupMade, KeptFile, Manifest
from counter.models.instant import from_micros
from counter.paths import kept_dir, key_path
from counter.rules import backups
from counter.rules.anchors import code_of, text_of
from counter.rules.rights import Act
from counter.services.backup import backup_files, backup_state, origin, swap
from counter.services.chain import anchors, chain
from counter.services.key.key_copies import candidates, put
from counter.services.office import Office, act
from counter.services.store.connection import Connection, database_errors, number_in
from counter.services.store.store import Store
from counter.services.verify.verify import checks
from counter.text import one_line

SCRATCH = ".thu-sao-luu-"


@act(Act.BACK_UP, writes=False)
def back_up(office: Office, to: Path) -> BackupMade:
    """Make a back-up within a folder that is there; not on the UI thread: a large store takes a minute.

    Refused: no such folder, no room there or for the scratch copy. StoreError: the disk or the stick went
    away, or the copy is not whole (`backup.not_whole`); then no folder is left that looks like a back-up.
    """
    return make(office, to, by_itself=False)


@act(Act.READ, writes=False)
def age(office: Office) -> BackupAge:
    """How old the last back-up is, and whether the next is due by the ward's setting."""
    with office.store.query() as connection:
        return backup_state.age(connection, office.now(), office.ward)


def make(office: Office, to: Path, *, by_itself: bool) -> BackupMade:
    """The same for the program's own schedule, which nobody has to be signed in for."""
    if office.rehearsal:
        raise Refused((Problem("to", "backup.of_rehearsal"),))
    place = _place(to)
    at = office.now()
    writer = origin.writer_of(office.store)
    half = place / backups.half_of(at, writer, os.getpid())
    whole = half.with_name(backups.name_of(at))
    with backup_files.in_words("backup.stopped", place):
        _room(office.store, place)
        backup_files.clear_halves(place, writer)
        if whole.exists():
            raise Refused((Problem("to", "backup.there_already", {"name": whole.name}),))
        half.mkdir(mode=0o700)
    with ExitStack() as undo, backup_files.writing(half):
        undo.callback(backup_files.remove, half)
        with backup_files.in_words("backup.stopped", place):
            files = _copied(office.store, half)
            head, looked, newest = _verified(office.store, half, files)
            made_at, behind = backups.moment(at, newest)
            manifest = Manifest(
                made_at=made_at,
                behind=behind,
                store=office.store.path.name,
                practice=office.store.practice,
                head=head,
                files=files,
                origin=_origin(office.store),
            )
            on_disk.write_new(half / backups.LIST, backups.written(manifest).encode())
            on_disk.sync_folder(half)
            half.rename(whole)
            on_disk.sync_folder(place)
        undo.pop_all()
    made = _made(office.store, whole, manifest, looked)
    backup_state.note(office, made, None if by_itself else office.actor)
    return made


def _origin(store: Store) -> str:
    with store.query() as connection:
        return origin.origin_of(connection)


def _made(store: Store, folder: Path, manifest: Manifest, looked: int) -> BackupMade:
    disks = (folder.stat().st_dev, store.path.parent.stat().st_dev)
    return BackupMade(
        folder=folder,
        made_at=manifest.made_at,
        size=manifest.size,
        checks=looked,
        code=code_of(anchors.given(manifest.head)[0]),
        same_disk=disks[0] == disks[1],
    )


def _place(to: Path) -> Path:
    place = to.expanduser().absolute()
    if not place.is_dir():
        raise Refused((Problem("to", "backup.no_folder", {"place": one_line(str(to))}),))
    if any((folder / backups.LIST).is_file() for folder in (place, *place.parents)):
        raise Refused((Problem("to", "backup.within", {"place": one_line(place.name)}),))
    return place


def _room(store: Store, place: Path) -> None:
    with store.query() as connection:
        size = number_in(connection, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
    size += sum(path.stat().st_size for path in _papers(store))
    backup_files.must_fit(place, size, "to")
    backup_files.must_fit(store.path.parent, size, "")


def _papers(store: Store) -> Iterator[Path]:
    folder = kept_dir(store.path, practice=store.practice)
    if folder.is_dir():
        yield from sorted(path for path in folder.iterdir() if path.is_file() and path.name[0] != ".")


def _copied(store: Store, half: Path) -> tuple[KeptFile, ...]:
    """Everything that belongs to the store, and what each file must be. StoreError, OSError."""
    target, files = half / store.path.name, []
    _must_have_key(store)
    for beside in (key_path(store.path), anchors.notes_of(store.path)):  # a head is older than what holds it
        if beside.is_file():
            files.append(backup_files.copy(beside, half / beside.name))
    try:
        store.copy_into(target)
    except database_errors() as fault:
        why = str(getattr(fault, "sqlite_errorname", ""))
        raise StoreError("backup.stopped", place=one_line(str(half.parent)), why=why) from fault
    files.append(backup_files.count(target))
    papers = kept_dir(half / store.path.name, practice=store.practice)
    for paper in _papers(store):
        copied = backup_files.copy(paper, papers / paper.name)
        files.append(replace(copied, name=f"{papers.name}/{copied.name}"))
    if papers.is_dir():
        on_disk.sync_folder(papers)
    return tuple(files)


def _must_have_key(store: Store) -> None:
    """A copy of an encrypted store without its key file opens for nobody. StoreError as its key file says."""
    key = store.key_copy()
    if key is None:
        return
    salt = key.salt
    key.forget()
    told = next((one for one in candidates(store.path) if one.salt == salt), None)
    if told is None:
        raise StoreError("key.file_foreign", file=key_path(store.path).name, store=store.path.name)
    if not key_path(store.path).is_file():
        put(store.path, told.content)


def _verified(store: Store, half: Path, files: tuple[KeptFile, ...]) -> tuple[str, int, datetime | None]:
    """The head of the copy, signed, how many checks found it whole, and the time of its newest event.

    StoreError `backup.not_whole`.
    """
    with scratch(store.path) as folder:
        bring(half, folder, files)
        with store.open_copy(folder / store.path.name) as copy:
            looked = tuple(checks(copy))
            if bad := ", ".join(check.name for check in looked if check.failed):
                raise StoreError("backup.not_whole", place=one_line(str(half.parent)), checks=bad)
            with copy.query() as connection:
                head, newest = chain.head(connection), newest_event(connection)
    return text_of(anchors.signed(store, head)), len(looked), newest


def newest_event(connection: Connection) -> datetime | None:
    """The time of the newest event of a store, of whatever kind; None for one without any."""
    row = connection.execute("SELECT max(at) FROM audit_event").fetchone()
    return None if row is None or row[0] is None else from_micros(int(row[0]))


@contextmanager
def scratch(store: Path) -> Iterator[Path]:
    """A folder beside the store that is gone afterwards; what a program that has ended left goes too.

    It stays while files of it are still to come into their places (`swap`).
    """
    if not swap.waits(store):
        backup_files.clear_left(store, SCRATCH)
    folder = Path(tempfile.mkdtemp(prefix=f"{SCRATCH}{os.getpid()}-", dir=store.parent))
    try:
        yield folder
    finally:
        if not swap.waits(store):
            shutil.rmtree(folder, ignore_errors=True)


def bring(source: Path, folder: Path, files: tuple[KeptFile, ...]) -> None:
    """Copy a back-up's files into a folder.

    StoreError `backup.damaged` for one that is not as its list says.
    """
    for file in files:
        target = folder / file.name
        target.parent.mkdir(mode=0o700, exist_ok=True)
        from_ = source / file.name
        linked = from_.parent != source and from_.parent.is_symlink()
        if source.is_dir() and (linked or not backup_files.is_regular(from_)):  # the stick is there
            raise StoreError("backup.damaged", file=one_line(file.name))
        read = backup_files.copy(from_, target, file.size)
        if (read.size, read.digest) != (file.size, file.digest):
            raise StoreError("backup.damaged", file=one_line(file.name))
