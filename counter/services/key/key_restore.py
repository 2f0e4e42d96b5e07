"""A key file that is gone or damaged, in both its copies: brought back from a back-up by who can open it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from counter.errors import Problem, Refused, StoreError
from counter.models.keys import DataKey
from counter.paths import key_path
from counter.services.backup import backup_files
from counter.services.backup.backup_brought import list_of, source_of
from counter.services.key import key_copies, key_file
from counter.services.key.key_copies import KeyText
from counter.services.key.opening import PUT_BACK, note_key
from counter.services.store.store import Store
from counter.text import one_line


def kept_in(given: Path) -> KeyText:
    """The key file of a back-up: its folder, the newest in a folder, or a key file that was copied by hand.

    Refused `backup.none`; StoreError `backup.damaged`, `backup.of_practice`, `key.file_missing` when the
    back-up is of a plain store, `key.file_damaged`.
    """
    place = given.expanduser().absolute()
    if not place.is_file():
        source = source_of(given)
        place = source / key_path(Path(list_of(source, practice=False).store)).name
    with backup_files.in_words("backup.stopped", place.parent):
        if not place.is_file():
            raise StoreError("key.file_missing", file=place.name)
        with place.open("rb") as file:
            content = file.read(key_copies.MOST_BYTES + 1)
    return key_file.read_text(content, place.name)


def put_back(store: Path, given: KeyText, unlock: Callable[[KeyText], DataKey], now: datetime) -> None:
    """Put this key file beside the store that it opens, and note it in the trail. `unlock` asks for what
    opens it. Nothing is changed before the store was opened by it.

    Refused `key.file_works` while one beside the store is good; what `unlock` says. StoreError
    `key.of_another` when it is of another store; `key.store_gone`, `key.not_written`.
    """
    if not store.is_file():
        raise StoreError("key.store_gone", file=store.name, key=key_path(store).name)
    with suppress(StoreError):
        key_file.check_file(store)
        raise Refused((Problem("from", "key.file_works", {"file": one_line(key_path(store).name)}),))
    key = unlock(given)
    try:
        opened = Store.open(store, key=key)
    except StoreError as error:
        key.forget()
        if error.message_id != "store.wrong_key":
            raise
        raise StoreError("key.of_another", file=store.name) from error
    with opened:
        key_copies.put(store, given.content)
        note_key(opened, None, PUT_BACK, now)
