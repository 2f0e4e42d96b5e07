"""The form of a data bundle (gói dữ liệu): one canonical JSON text, so that there is one way to write it.

    {"files":{path:text},"format":"counter-data-1","manifest":{…},"signature":hex}

The signature (Ed25519) is over a tag of this use and the canonical manifest; the manifest has the size and
SHA-256 of every file. Whatever is not exactly that is refused, down to a blank: no byte is left to play with.
Only YAML files of known folders are in it, never a path that leads elsewhere, never a template or a program.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final

from counter.errors import Problem
from counter.models.canonical import canonical
from counter.models.data_update import Bundle, BundleFile, Manifest

FORMAT: Final = "counter-data-1"
DOMAIN: Final = b"counter data bundle, format 1\n"
KEY_FORMAT: Final = "counter-data-key-1"
KEY_DOMAIN: Final = b"counter data key\n"
FOLDERS: Final = (
    "banks",
    "calendar",
    "consent",
    "personal",
    "portal",
    "procedures",
    "receipts",
    "retention",
    "units",
)
MAX_BYTES: Final = 8 * 1024 * 1024
MAX_FILE: Final = 1024 * 1024
MAX_FILES: Final = 200
MAX_ABOUT: Final = 300  # characters
FINGERPRINT: Final = re.compile(r"\d{30}", re.ASCII)
_PATH: Final = re.compile(rf"(?:{'|'.join(FOLDERS)})/[a-z0-9](?:[a-z0-9-]{{0,58}}[a-z0-9])?\.yaml", re.ASCII)
_DEVICES: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)\.yaml")  # names Windows gives to machines
_HEX: Final = re.compile(r"[0-9a-f]+", re.ASCII)
_INSTANT: Final = "%Y-%m-%dT%H:%M:%SZ"
_PARTS: Final = {"files", "format", "manifest", "signature"}
_SAID: Final = {"about", "files", "made_at", "signer", "valid_from", "version"}
_OF_FILE: Final = {"path", "sha256", "size"}


class _Malformed(ValueError):
    """It is no bundle; what is wrong is of no use to who holds it."""


def path_problem(path: str) -> str | None:
    """Why a path is not one of the data's, in a word of the messages; None when it is."""
    if not _PATH.fullmatch(path):
        return "path"
    return "device" if _DEVICES.fullmatch(path.partition("/")[2]) else None


def fingerprint(public: bytes) -> str:
    """Thirty digits of a public key (vân tay khoá), to be read aloud: 99 bits of SHA-256."""
    return f"{int.from_bytes(hashlib.sha256(KEY_DOMAIN + public).digest(), 'big') % 10**30:030}"


def spoken(digits: str) -> str:
    """A fingerprint in groups of five, as it is read aloud and written."""
    return " ".join(digits[at : at + 5] for at in range(0, len(digits), 5))


def read(data: bytes) -> Bundle | Problem:
    """A bundle taken apart; a Problem for what is none. Whose signature it has is not asked here."""
    if len(data) > MAX_BYTES:
        return Problem("file", "data.bundle_large", {"most": MAX_BYTES // 1024 // 1024})
    try:
        return _read(data)
    except (ValueError, RecursionError, OverflowError):  # of JSON, of UTF-8, of a date, or _Malformed
        return Problem("file", "data.bundle_malformed")


def _read(data: bytes) -> Bundle:
    said = json.loads(data.decode("utf-8"))
    if not isinstance(said, dict) or set(said) != _PARTS or said["format"] != FORMAT:
        raise _Malformed
    if canonical(said).encode("utf-8") != data:
        raise _Malformed  # the same in other words: a bundle is written in one way
    manifest = _manifest(said["manifest"])
    return Bundle(
        manifest=manifest,
        signed=signed(said["manifest"]),
        signature=_hex(said["signature"], 64),
        texts=_texts(said["files"], manifest),
    )


def _manifest(said: object) -> Manifest:
    if not isinstance(said, dict) or set(said) != _SAID:
        raise _Malformed
    version, about, signer, files = said["version"], said["about"], said["signer"], said["files"]
    if type(version) is not int or not 0 < version < 10**10:
        raise _Malformed
    if not isinstance(about, str) or len(about) > MAX_ABOUT or not about.isprintable():
        raise _Malformed
    if not isinstance(signer, str) or not FINGERPRINT.fullmatch(signer):
        raise _Malformed
    if not isinstance(files, list) or not 0 < len(files) <= MAX_FILES:
        raise _Malformed
    return Manifest(
        version=version,
        made_at=datetime.strptime(_text(said["made_at"]), _INSTANT).replace(tzinfo=UTC),
        valid_from=date.fromisoformat(_text(said["valid_from"])),
        about=about,
        signer=signer,
        files=tuple(map(_file, files)),
    )


def _file(said: object) -> BundleFile:
    if not isinstance(said, dict) or set(said) != _OF_FILE:
        raise _Malformed
    path, size = _text(said["path"]), said["size"]
    if path_problem(path) or type(size) is not int or not 0 <= size <= MAX_FILE:
        raise _Malformed
    return BundleFile(path=path, size=size, sha256=_hex(said["sha256"], 32).hex())


def _texts(said: object, manifest: Manifest) -> dict[str, bytes]:
    named = [one.path for one in manifest.files]
    if not isinstance(said, dict) or sorted(said) != named or len(set(named)) != len(named):
        raise _Malformed
    found = {}
    for one in manifest.files:
        text = _text(said[one.path]).encode("utf-8")
        if len(text) != one.size or hashlib.sha256(text).hexdigest() != one.sha256:
            raise _Malformed
        found[one.path] = text
    return found


def _text(said: object) -> str:
    if not isinstance(said, str):
        raise _Malformed
    return said


def _hex(said: object, size: int) -> bytes:
    if not isinstance(said, str) or len(said) != 2 * size or not _HEX.fullmatch(said):
        raise _Malformed
    return bytes.fromhex(said)


# -- making -----------------------------------------------------------------------------------------


def manifest_of(manifest: Manifest) -> dict[str, object]:
    """The manifest as it is written and signed."""
    return {
        "version": manifest.version,
        "made_at": f"{manifest.made_at.astimezone(UTC):{_INSTANT}}",
        "valid_from": manifest.valid_from.isoformat(),
        "about": manifest.about,
        "signer": manifest.signer,
        "files": [{"path": one.path, "size": one.size, "sha256": one.sha256} for one in manifest.files],
    }


def files_of(texts: Mapping[str, bytes]) -> tuple[BundleFile, ...]:
    """The files as the manifest names them, in the order of their paths."""
    return tuple(
        BundleFile(path=path, size=len(texts[path]), sha256=hashlib.sha256(texts[path]).hexdigest())
        for path in sorted(texts)
    )


def signed(manifest: object) -> bytes:
    """What is signed: the tag of this use, so that no signature made for another is good for it."""
    return DOMAIN + canonical(manifest).encode("utf-8")


def written(manifest: Manifest, texts: Mapping[str, bytes], signature: bytes) -> bytes:
    """The bundle's file. ValueError for a file that is not UTF-8."""
    return canonical(
        {
            "format": FORMAT,
            "manifest": manifest_of(manifest),
            "files": {path: text.decode("utf-8") for path, text in texts.items()},
            "signature": signature.hex(),
        }
    ).encode("utf-8")
