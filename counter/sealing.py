"""Papers kept beside a store (giấy tờ lưu cạnh kho): encrypted by a key that comes from the store's own.

While a store is open by its key, `seal` and `unseal` know that key; once it closes they know none, and a
kept paper is as unreadable as the store. A file has its own key: HKDF-SHA256 of the store's key with 16
random bytes of the file; AES-256-GCM over the content. Practice and a store without a key keep theirs plain.
"""

import contextlib
import os
import secrets
import threading
from pathlib import Path

from counter import on_disk
from counter.errors import StoreError
from counter.models.keys import KEY_BYTES, DataKey

SUFFIX = ".khoa"
CLEAR = "counter-ban-ro"
_MAGIC = b"CNTRKHOA\x01"
_SALT, _NONCE = 16, 12
_BLOCK = 1 << 20
_HEAD = len(_MAGIC) + _SALT + _NONCE

_open: dict[str, list[DataKey]] = {}  # by the place of the store
_lock = threading.Lock()


def use(store: Path, key: DataKey) -> None:
    """A store was opened by this key."""
    with _lock:
        _open.setdefault(_place(store), []).append(key.copy())


def forget(store: Path) -> None:
    """A store that was opened by its key is closed."""
    with _lock:
        held = _open.get(_place(store), [])
        if held:
            held.pop().forget()
        if not held:
            _open.pop(_place(store), None)


def is_sealed(store: Path) -> bool:
    """Whether what is kept beside this store is to be encrypted now."""
    with _lock:
        return _place(store) in _open


def seal(store: Path, content: bytes) -> bytes:
    """The content as it may lie on the disk. StoreError `key.not_open`: the store is not open by a key."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # a start does not pay for it

    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    head = _MAGIC + salt + nonce
    return head + AESGCM(_file_key(store, salt)).encrypt(nonce, content, head)


def unseal(store: Path, sealed: bytes, name: str) -> bytes:
    """What `seal` was given. StoreError: the store is not open by a key; `key.paper_damaged` for a file that
    was changed, cut, or belongs to another store."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    head, salt = sealed[:_HEAD], sealed[len(_MAGIC) : len(_MAGIC) + _SALT]
    if len(head) < _HEAD or not head.startswith(_MAGIC):
        raise StoreError("key.paper_damaged", file=name)
    try:
        return AESGCM(_file_key(store, salt)).decrypt(head[-_NONCE:], sealed[_HEAD:], head)
    except InvalidTag:
        raise StoreError("key.paper_damaged", file=name) from None


def seal_folder(store: Path, folder: Path) -> int:
    """Encrypt every file of a folder that is still plain: papers kept before the store had a key; how many.

    Each plain one is overwritten once its encrypted copy is on the disk. StoreError, OSError.
    """
    found = (
        [entry for entry in os.scandir(folder) if not entry.name.endswith(SUFFIX)] if folder.is_dir() else []
    )
    plain = [Path(entry.path) for entry in found if entry.is_file(follow_symlinks=False)]
    for path in plain:
        if not path.name.startswith("."):  # else what an interrupted writing left
            on_disk.write(path.with_name(path.name + SUFFIX), seal(store, path.read_bytes()))
        destroy(path)
    return len(plain)


def clear_folder() -> Path:
    """Where copies in clear of this program lie for a while: the user's runtime folder, which no disk holds,
    or a private one among the system's temporary files."""
    return _clear_place() / str(os.getpid())


def in_clear() -> list[Path]:
    """Every copy in clear that lies about now, of whichever program of this user."""
    place = _clear_place()
    if place.is_symlink():
        return []
    return sorted(path for path in place.glob("*/*") if path.is_file() and not path.is_symlink())


def clear_away() -> None:
    """Overwrite and delete this program's copies in clear, and those of programs that are gone.

    One that is held open (Windows) waits for the next time.
    """
    place = _clear_place()
    if place.is_symlink() or not place.is_dir():
        return
    for folder in place.iterdir():
        if folder.is_dir() and not folder.is_symlink() and nobodys(folder.name):
            for path in folder.iterdir():
                with contextlib.suppress(OSError):
                    destroy(path)
            with contextlib.suppress(OSError):
                folder.rmdir()
    with contextlib.suppress(OSError):
        place.rmdir()


def _clear_place() -> Path:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and os.path.isdir(runtime):  # noqa: PTH112  a start asks
        return Path(runtime) / CLEAR
    import tempfile  # a start does not pay for it

    whose = os.getuid() if hasattr(os, "getuid") else "me"
    return Path(tempfile.gettempdir()) / f"{CLEAR}-{whose}"


def nobodys(pid: str) -> bool:
    """Whether the folder is this program's, or that of one which has ended."""
    if not pid.isdecimal() or int(pid) == os.getpid():
        return True
    if os.name == "nt":
        return False  # to ask would end it
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def destroy(path: Path) -> None:
    """Overwrite a file, then delete it; what a drive that writes elsewhere keeps is out of reach. OSError."""
    with path.open("r+b") as file:
        left = path.stat().st_size
        while left > 0:
            left -= file.write(bytes(min(_BLOCK, left)))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def _file_key(store: Path, salt: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    with _lock:
        held = _open.get(_place(store))
        if not held:
            raise StoreError("key.not_open", file=store.name)
        key = bytes(held[-1])
    return HKDF(SHA256(), KEY_BYTES, salt, b"counter kept paper").derive(key)


def _place(store: Path) -> str:
    return os.path.realpath(store)
