"""The key file beside a store (tệp khoá): the store's key, wrapped twice, and nothing that opens it alone.

The key is 256 random bits. One wrap is under the passphrase (argon2id, its parameters in the file), one under
the recovery key of the paper in the safe (HKDF-SHA256 of 256 random bits); both AES-256-GCM, with all that
the file says of the wrap as associated data. The store's own salt stands in it: it says whose key this is.
A new passphrase wraps the same key anew; the store itself is not written again.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from counter.errors import CounterError, Problem, Refused, StoreError
from counter.hardening import hide_memory
from counter.models.canonical import canonical
from counter.models.keys import KEY_BYTES, SALT_BYTES, DataKey, NewKeys
from counter.paths import has_key_file, key_path
from counter.rules import passphrase as rules
from counter.rules import recovery
from counter.services.key import key_words
from counter.services.key.key_copies import (
    FORMAT,
    VERSION,
    KeyText,
    Part,
    candidates,
    key_text,
    read_text,
    replace,
    settle,
    write,
)

__all__ = ["COST", "check_file", "check_passphrase", "is_sealed", "make", "new_passphrase", "new_recovery"]
__all__ += ["PassphraseCost", "read_text", "recover", "replace", "rewrap", "seen", "unlock", "write"]

# A file of others must not hang this machine: 16 times what a try costs today, as an old machine bears it.
_MOST_MEMORY_KIB, _MOST_PASSES, _MOST_LANES, _MOST_WORK = 1 << 20, 16, 16, 1 << 22
_NONCE = 12


@dataclass(frozen=True, slots=True)
class PassphraseCost:
    """What one try of a passphrase costs. It stands in every key file, so changing it locks nobody out."""

    passes: int
    memory_kib: int
    lanes: int = 1


# 240 ms on the machine of the figures in README; ASVS 5.0 appendix C asks for 46 MiB and one pass at least
COST = PassphraseCost(passes=2, memory_kib=131_072)


def is_sealed(store: Path) -> bool:
    """Whether a key file lies beside it: then it opens by its key alone."""
    return has_key_file(store)


# -- making ------------------------------------------------------------------------------------


def new_passphrase() -> str:
    """One that nobody can guess, of words anybody can type."""
    return rules.offer(key_words.words(), secrets.randbelow)


def check_passphrase(text: str, known: tuple[str, ...] = (), field: str = "passphrase") -> None:
    """Refused when it may not guard a store."""
    if problems := rules.passphrase_problems(text, key_words.obvious(), known, field):
        raise Refused(problems)


def make(passphrase: str, known: tuple[str, ...] = ()) -> NewKeys:
    """A new key under a passphrase, with its recovery words. Nothing is written yet. Blocks for the argon2id.

    Refused for a passphrase that may not guard a store.
    """
    check_passphrase(passphrase, known)
    key, recovery_key = DataKey.new(), secrets.token_bytes(KEY_BYTES)
    wraps = {"passphrase": _by_passphrase(key, passphrase), "recovery": _by_recovery(key, recovery_key)}
    words = recovery.to_words(recovery_key, key_words.words())
    return NewKeys(key=key, file=key_text(key.salt, wraps), words=words)


# -- opening -----------------------------------------------------------------------------------


def unlock(
    store: Path, passphrase: str, field: str = "passphrase", *, given: KeyText | None = None
) -> DataKey:
    """The key of the store. Blocks for the argon2id: never on the UI thread.

    What was typed with capitals (Caps Lock, a first letter) is tried in small letters too. `given`:
    a key file from elsewhere, instead of those beside the store.
    Refused `key.wrong_passphrase`; StoreError as `key_copies.candidates`.
    """
    typed = rules.tidy(passphrase)
    secrets_ = [text.encode("utf-8", "replace") for text in dict.fromkeys((typed, typed.lower()))]
    return _opened(store, "passphrase", secrets_, field, given)


def recover(store: Path, typed: str, field: str = "words", *, given: KeyText | None = None) -> DataKey:
    """The key of the store by the words of its recovery paper. Refused, StoreError as `unlock`."""
    key = recovery.of_words(typed, key_words.words(), field)
    return _opened(store, "recovery", [key], field, given)


def check_file(store: Path) -> None:
    """Whether a copy of the key file can be read as one. StoreError when not."""
    candidates(store)


def seen(store: Path) -> bytes:
    """The key file that lies there now: whoever changes it says which one they saw. StoreError."""
    return candidates(store)[0].content


def rewrap(
    store: Path, key: DataKey, passphrase: str, known: tuple[str, ...] = (), *, before: bytes | None = None
) -> None:
    """Let this passphrase open the store, and the one before no more. The recovery paper stays good.

    `before`: what `seen` gave before the key was found; Conflict `key.changed_meanwhile` when another lies
    there now. Refused for a passphrase that may not guard a store; StoreError when nothing was written.
    """
    check_passphrase(passphrase, known)
    told = candidates(store)[0]
    _must_belong(store, key, told.salt)
    content = key_text(told.salt, {**told.wraps, "passphrase": _by_passphrase(key, passphrase)})
    replace(store, told.content if before is None else before, content)


def new_recovery(store: Path, key: DataKey) -> tuple[tuple[str, ...], bytes, bytes]:
    """The words of a new recovery key, the key file as it was seen, and the text of one that knows the words;
    the old paper opens nothing once that is in its place (`replace`)."""
    told = candidates(store)[0]
    _must_belong(store, key, told.salt)
    fresh = secrets.token_bytes(KEY_BYTES)
    words = recovery.to_words(fresh, key_words.words())
    return words, told.content, key_text(told.salt, {**told.wraps, "recovery": _by_recovery(key, fresh)})


def _opened(store: Path, by: str, secrets_: Sequence[bytes], field: str, given: KeyText | None) -> DataKey:
    """The key by the first copy that any of the secrets opens; the copies are then made alike."""
    copies = candidates(store) if given is None else (given,)
    fault: CounterError = StoreError("key.file_damaged", file=copies[0].name)
    for told in copies:
        for secret in secrets_:
            try:
                key = _unwrapped(told, by, secret, field)
            except CounterError as refused:
                fault = refused
            else:
                key.put_back = given is None and settle(store, told)
                return key
    raise fault


# -- wrapping ----------------------------------------------------------------------------------


def _by_passphrase(key: DataKey, passphrase: str) -> Part:
    part: Part = {
        "kdf": "argon2id",
        "passes": COST.passes,
        "memory_kib": COST.memory_kib,
        "lanes": COST.lanes,
        "salt": secrets.token_hex(SALT_BYTES),
    }
    return _wrapped(key, "passphrase", part, rules.tidy(passphrase).encode())


def _by_recovery(key: DataKey, recovery_key: bytes) -> Part:
    part: Part = {"kdf": "hkdf-sha256", "salt": secrets.token_hex(SALT_BYTES)}
    return _wrapped(key, "recovery", part, recovery_key)


def _wrapped(key: DataKey, by: str, part: Part, secret: bytes) -> Part:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # 24 ms that a start does not pay

    nonce = secrets.token_bytes(_NONCE)
    sealed = AESGCM(_derived(part, secret)).encrypt(nonce, bytes(key), _bound(key.salt, by, part))
    return {**part, "nonce": nonce.hex(), "wrapped": sealed.hex()}


def _unwrapped(told: KeyText, by: str, secret: bytes, field: str) -> DataKey:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        part = dict(told.wraps[by])
        nonce, sealed = bytes.fromhex(str(part.pop("nonce"))), bytes.fromhex(str(part.pop("wrapped")))
        cipher = AESGCM(_derived(part, secret))
        if len(nonce) != _NONCE:
            raise ValueError("nonce")
    except (KeyError, ValueError, MemoryError) as fault:
        raise StoreError("key.file_damaged", file=told.name) from fault
    try:
        return DataKey(cipher.decrypt(nonce, sealed, _bound(told.salt, by, part)), told.salt)
    except InvalidTag:
        raise Refused((Problem(field, f"key.wrong_{by}"),)) from None


def _derived(part: Part, secret: bytes) -> bytes:
    """The key a wrap is under. ValueError for parameters that no key file of ours has."""
    hide_memory()
    salt = bytes.fromhex(str(part["salt"]))
    if part["kdf"] == "hkdf-sha256":
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return HKDF(SHA256(), KEY_BYTES, salt, b"counter recovery wrap").derive(secret)
    if part["kdf"] != "argon2id":
        raise ValueError("kdf")
    from argon2.low_level import Type, hash_secret_raw

    passes, memory, lanes = (int(part[name]) for name in ("passes", "memory_kib", "lanes"))
    if not (1 <= passes <= _MOST_PASSES and 8 <= memory <= _MOST_MEMORY_KIB and 1 <= lanes <= _MOST_LANES):
        raise ValueError("cost")
    if passes * memory > _MOST_WORK:
        raise ValueError("cost")
    if len(salt) != SALT_BYTES or memory < 8 * lanes:
        raise ValueError("salt")
    return hash_secret_raw(secret, salt, passes, memory, lanes, KEY_BYTES, Type.ID)


def _bound(salt: bytes, by: str, part: Part) -> bytes:
    """What a wrap is bound to: the store, its kind, its parameters."""
    return canonical({"format": FORMAT, "version": VERSION, "store": salt.hex(), "by": by, **part}).encode()


def _must_belong(store: Path, key: DataKey, salt: bytes) -> None:
    if key.salt != salt or key.forgotten:
        raise StoreError("key.of_another", file=key_path(store).name)
