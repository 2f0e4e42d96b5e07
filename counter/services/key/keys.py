"""Changing what opens the store (đổi cụm mật khẩu, giấy khôi phục): by a leader who knows the passphrase."""

from dataclasses import dataclass, field

from counter.errors import Conflict
from counter.rules.passphrase import known_words
from counter.rules.rights import Act
from counter.services.key import key_file
from counter.services.key.opening import note_key
from counter.services.office import Office, act
from counter.services.staff import staff


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPaper:
    """Words that will open the store once the key file that knows them is written."""

    words: tuple[str, ...] = field(repr=False)
    before: bytes = field(repr=False)  # the key file it was made from
    file: bytes = field(repr=False)


@act(Act.CHANGE_SETTINGS)
def change(office: Office, now: str, new: str) -> None:
    """Another passphrase for the same key; the store is not written again. Blocks for two argon2id.

    Refused at `now`, or at `passphrase` for one that may not guard a store; Conflict when another program
    changed the key file meanwhile; StoreError when it cannot be written: the old one stays.
    """
    store = office.store.path
    before = key_file.seen(store)
    known = known_words(office.ward, *(person.name for person in staff.names(office.store)))
    key = key_file.unlock(store, now, field="now")
    try:
        key_file.rewrap(store, key, new, known, before=before)
    finally:
        key.forget()
    note_key(office.store, office.actor, "key.event.passphrase", office.now())


@act(Act.CHANGE_SETTINGS, writes=False)
def prepare_paper(office: Office, now: str) -> NewPaper:
    """A new recovery paper for who knows the passphrase; nothing is written yet. Refused at `now`."""
    store = office.store.path
    key = key_file.unlock(store, now, field="now")
    try:
        words, before, text = key_file.new_recovery(store, key)
    finally:
        key.forget()
    return NewPaper(words=words, before=before, file=text)


@act(Act.CHANGE_SETTINGS)
def replace_paper(office: Office, paper: NewPaper) -> None:
    """From now on this paper opens the store, and the one before no more.

    Conflict `key.paper_void` when passphrase or paper were changed since it was prepared: this one opens
    nothing. StoreError.
    """
    try:
        key_file.replace(office.store.path, paper.before, paper.file)
    except Conflict as changed:
        raise Conflict("key.paper_void") from changed
    note_key(office.store, office.actor, "key.event.recovery", office.now())
