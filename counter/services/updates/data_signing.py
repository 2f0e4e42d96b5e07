"""Making data bundles, for the centre that maintains the data: a key under a passphrase, a folder signed.

The key is Ed25519. Its file holds it encrypted (AES-256-GCM) under a key made of the passphrase (argon2id);
all that the file says besides is bound to it. Nothing here needs a store.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from counter.errors import DataFault, Problem, Refused
from counter.models.canonical import canonical
from counter.models.data_update import Manifest
from counter.rules import data_bundle as rules
from counter.services.updates import data_folder
from counter.text import as_typed, one_line

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

LEAST_PASSPHRASE: Final = 12  # characters
_MOST_BYTES: Final = 16 * 1024
_MOST_MEMORY_KIB, _MOST_PASSES = 1024 * 1024, 64  # a file of others must not hang this
_SALT, _NONCE, _KEY = 16, 12, 32


@dataclass(frozen=True, slots=True)
class KeyCost:
    """What one try of a passphrase costs; it stands in every key file."""

    passes: int
    memory_kib: int


COST = KeyCost(passes=3, memory_kib=131_072)  # 350 ms


@dataclass(frozen=True, slots=True)
class MadeKey:
    """The two files of a new key: the secret one, encrypted, and the public one to give away."""

    secret: bytes
    public: bytes
    fingerprint: str


def make_key(name: str, passphrase: str) -> MadeKey:
    """A new key of somebody. Blocks for the argon2id. Refused for a short passphrase or no name."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    whose = as_typed(one_line(name))[:80]
    problems = [] if whose else [Problem("name", "data.key_name_missing")]
    if len(passphrase) < LEAST_PASSPHRASE:
        problems.append(Problem("passphrase", "data.passphrase_short", {"least": LEAST_PASSPHRASE}))
    if problems:
        raise Refused(tuple(problems))
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    head: dict[str, str | int] = {
        "format": rules.KEY_FORMAT,
        "name": whose,
        "public": public.hex(),
        "kdf": "argon2id",
        "passes": COST.passes,
        "memory_kib": COST.memory_kib,
        "salt": secrets.token_hex(_SALT),
        "nonce": secrets.token_hex(_NONCE),
    }
    box = _cipher(head, passphrase).encrypt(
        bytes.fromhex(str(head["nonce"])), key.private_bytes_raw(), canonical(head).encode()
    )
    line = f"{rules.KEY_FORMAT} ed25519 {public.hex()} {whose}\n"
    secret = json.dumps({**head, "box": box.hex()}, ensure_ascii=False, indent=1) + "\n"
    return MadeKey(secret.encode(), line.encode(), rules.fingerprint(public))


def _cipher(head: dict[str, str | int], passphrase: str) -> "AESGCM":
    """ValueError for parameters that no key file of ours has."""
    from argon2.low_level import Type, hash_secret_raw
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    passes, memory, salt = int(head["passes"]), int(head["memory_kib"]), bytes.fromhex(str(head["salt"]))
    if head["kdf"] != "argon2id" or len(salt) != _SALT:
        raise ValueError("kdf")
    if not (1 <= passes <= _MOST_PASSES and 8 <= memory <= _MOST_MEMORY_KIB):
        raise ValueError("cost")
    return AESGCM(hash_secret_raw(passphrase.encode(), salt, passes, memory, 1, _KEY, Type.ID))


def _opened(content: bytes, passphrase: str) -> tuple["Ed25519PrivateKey", str]:
    """The private key of a key file, and its fingerprint. Refused `data.key_damaged`, `…passphrase_wrong`."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        head = dict(json.loads(content.decode("utf-8")))
        box = bytes.fromhex(str(head.pop("box")))
        if head["format"] != rules.KEY_FORMAT:
            raise ValueError("format")
        nonce = bytes.fromhex(str(head["nonce"]))
        raw = _cipher(head, passphrase).decrypt(nonce, box, canonical(head).encode())
        key = Ed25519PrivateKey.from_private_bytes(raw)
    except InvalidTag:
        raise Refused((Problem("passphrase", "data.passphrase_wrong"),)) from None
    except (ValueError, KeyError, TypeError, RecursionError, MemoryError):
        raise Refused((Problem("key", "data.key_damaged"),)) from None
    return key, rules.fingerprint(key.public_key().public_bytes_raw())


def make_bundle(
    folder: Path, key: bytes, passphrase: str, *, version: int, valid_from: date, about: str, now: datetime
) -> tuple[bytes, Manifest]:
    """The files of a folder as a signed bundle. They pass every check, over the data of this program, first.

    Refused for a folder that no bundle may have, or the wrong passphrase; DataFault for the first fault.
    """
    if len(key) > _MOST_BYTES:
        raise Refused((Problem("key", "data.key_damaged"),))
    texts = _texts(folder)
    if not 0 < version < 10**10:
        raise Refused((Problem("version", "data.version_wrong"),))
    private, signer = _opened(key, passphrase)
    if faults := _faults(texts):
        raise faults[0]
    manifest = Manifest(
        version=version,
        made_at=now,
        valid_from=valid_from,
        about=as_typed(one_line(about))[: rules.MAX_ABOUT],
        signer=signer,
        files=rules.files_of(texts),
    )
    signature = private.sign(rules.signed(rules.manifest_of(manifest)))
    bundle = rules.written(manifest, texts, signature)
    if isinstance(problem := rules.read(bundle), Problem):
        raise Refused((problem,))
    return bundle, manifest


def _texts(folder: Path) -> dict[str, bytes]:
    """Every YAML file below the folder, each where the data has it. Refused for any other file."""
    found: dict[str, bytes] = {}
    problems: list[Problem] = []
    try:
        paths = sorted(path for path in folder.rglob("*") if not path.is_dir())
        for path in paths:
            name = path.relative_to(folder).as_posix()
            if rules.path_problem(name) or path.is_symlink():
                problems.append(Problem("folder", "data.path_unknown", {"path": one_line(name)[:80]}))
            elif path.stat().st_size > rules.MAX_FILE:
                problems.append(Problem("folder", "data.file_large", {"path": name}))
            else:
                found[name] = path.read_text(encoding="utf-8-sig").encode()
    except (OSError, UnicodeDecodeError):
        problems.append(Problem("folder", "data.folder_unreadable", {"path": one_line(folder.name)[:80]}))
    if not found and not problems:
        problems.append(Problem("folder", "data.folder_empty", {"path": one_line(folder.name)[:80]}))
    if problems:
        raise Refused(tuple(problems))
    return found


def _faults(texts: dict[str, bytes]) -> tuple[DataFault, ...]:
    with data_folder.tried(texts) as tried:
        return tried.faults
