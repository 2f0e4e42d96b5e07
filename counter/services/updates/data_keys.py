"""Whose data bundles are taken: public keys (khoá công khai) of a data file, and the ward's own.

How such a key is made and kept: `counter.services.updates.data_signing`.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from counter.errors import DataFault, NotFound, Problem, Refused
from counter.i18n import local
from counter.models.data_update import Bundle, TrustedKey
from counter.paths import data_dir
from counter.rules.data_bundle import KEY_FORMAT, fingerprint, spoken
from counter.rules.rights import Act
from counter.services.catalogue import yaml_tree
from counter.services.catalogue.yaml_map import Faults
from counter.services.dossier.dossier_rows import person
from counter.services.office import Office, act
from counter.services.store import setting_rows
from counter.services.store.connection import Connection
from counter.services.store.transaction import Transaction
from counter.text import as_typed, one_line

SHIPPED: Final = "khoa-du-lieu.yaml"
SETTING: Final = "data.keys"  # of the ward's settings
_PUBLIC: Final = re.compile(rf"{KEY_FORMAT} ed25519 ([0-9a-f]{{64}}) (\S.{{0,79}})\s*")
_MOST_KEYS: Final = 50


# -- whom to trust ----------------------------------------------------------------------------------


def shipped(folder: Path | None = None) -> tuple[TrustedKey, ...]:
    """The keys of the data file; one that is wrong there is left out, `check` tells of it."""
    return tuple(_shipped(folder or data_dir(), _faults()))


def check(folder: Path) -> tuple[DataFault, ...]:
    """Every fault of the file under `folder`/trust, with file, line and field."""
    faults = _faults()
    list(_shipped(folder, faults))
    return tuple(faults.found)


def _faults() -> Faults:
    return Faults(f"trust/{SHIPPED}")


def _shipped(folder: Path, faults: Faults) -> Iterator[TrustedKey]:
    path = folder / "trust" / SHIPPED
    if not path.exists():
        return
    root = yaml_tree.read(path, faults)
    if root is None:
        return
    for entry in root.maps("khoá"):
        name, public, said = entry.text("tên"), entry.text("khoá công khai"), entry.text("vân tay")
        entry.done()
        raw = bytes.fromhex(public) if re.fullmatch(r"[0-9a-f]{64}", public) else b""
        if not raw or digits_of(said) != fingerprint(raw):
            entry.fault("not_key", "vân tay", value=public)
            continue
        yield TrustedKey(name=name, public=raw, fingerprint=fingerprint(raw), shipped=True)
    root.done()


def public_of(text: str) -> TrustedKey | Problem:
    """The key of a public file (.pub), one line: its format, the key in hex, whose it is."""
    found = _PUBLIC.fullmatch(text)
    if found is None:
        return Problem("key", "data.not_public")
    raw = bytes.fromhex(found[1])
    return TrustedKey(name=as_typed(one_line(found[2])), public=raw, fingerprint=fingerprint(raw))


def digits_of(text: str) -> str:
    """A fingerprint as it is compared: its digits."""
    return re.sub(r"[\s.-]", "", text)


@act(Act.READ, writes=False)
def listing(office: Office) -> tuple[TrustedKey, ...]:
    """The keys whose bundles are taken here: those of the data file, then the ward's own."""
    with office.store.query() as connection:
        return trusted(connection)


def trusted(connection: Connection) -> tuple[TrustedKey, ...]:
    """The same for who has the store open."""
    return (*shipped(), *(_own(connection)))


def _own(connection: Connection) -> list[TrustedKey]:
    """The ward's own; a setting of another shape than today's is as good as none."""
    said = json.loads(setting_rows.stored(connection, SETTING) or "[]")
    found = []
    for one in said if isinstance(said, list) else ():
        public = str(one.get("public", "")) if isinstance(one, dict) else ""
        if re.fullmatch(r"[0-9a-f]{64}", public):
            raw = bytes.fromhex(public)
            found.append(
                TrustedKey(
                    name=str(one.get("name", "")),
                    public=raw,
                    fingerprint=fingerprint(raw),
                    trusted_by=str(one.get("by", "")),
                    trusted_on=str(one.get("on", "")),
                )
            )
    return found


def _stamped(key: TrustedKey, who: str, today: str) -> TrustedKey:
    return replace(key, trusted_by=who, trusted_on=today, shipped=False)


def _keep(office: Office, transaction: Transaction, keys: list[TrustedKey]) -> None:
    said = [{"name": k.name, "public": k.public.hex(), "by": k.trusted_by, "on": k.trusted_on} for k in keys]
    setting_rows.keep(transaction, person(office), {SETTING: said})


def real(office: Office) -> None:
    """Practice has no PIN: what counts for the whole machine is not done there. Refused `data.practice`."""
    if office.practice:
        raise Refused((Problem("store", "data.practice"),))


@act(Act.TRUST_KEY)
def trust(office: Office, key: TrustedKey, heard: str, *, operation: str) -> TrustedKey:
    """Take bundles of this key from now on. `heard`: the fingerprint as it was read aloud by its owner.

    Refused when it is not that of the key, when the key is trusted already, and in practice.
    """
    real(office)
    if digits_of(heard) != key.fingerprint:
        raise Refused((Problem("fingerprint", "data.fingerprint_differs"),))
    with office.store.write(office.now()) as transaction:
        if transaction.earlier(operation) is not None:
            return key
        own = _own(transaction.connection)
        if key.fingerprint in {one.fingerprint for one in (*shipped(), *own)}:
            raise Refused((Problem("key", "data.key_known", {"name": key.name}),))
        if len(own) >= _MOST_KEYS:
            raise Refused((Problem("key", "data.keys_many", {"most": _MOST_KEYS}),))
        today = f"{local(transaction.now):%Y-%m-%d}"
        _keep(office, transaction, [*own, _stamped(key, person(office).name, today)])
        detail = {"name": key.name, "fingerprint": key.fingerprint}
        transaction.record(
            person(office), "data.key_trusted", subject=("data_key", key.fingerprint), operation=operation,
            detail=detail,
        )  # fmt: skip
    return key


@act(Act.TRUST_KEY)
def drop(office: Office, fingerprint_or_name: str, *, operation: str) -> TrustedKey:
    """Take no more bundles of one of the ward's own keys. What was taken stays. NotFound."""
    real(office)
    wanted = digits_of(fingerprint_or_name), one_line(fingerprint_or_name)
    with office.store.write(office.now()) as transaction:
        own = _own(transaction.connection)
        gone = [one for one in own if one.fingerprint == wanted[0] or one.name == wanted[1]]
        if len(gone) != 1:
            raise NotFound("data.key_unknown", key=wanted[1][:60])
        _keep(office, transaction, [one for one in own if one is not gone[0]])
        detail = {"name": gone[0].name, "fingerprint": gone[0].fingerprint}
        transaction.record(
            person(office), "data.key_dropped", subject=("data_key", gone[0].fingerprint),
            operation=operation, detail=detail,
        )  # fmt: skip
    return gone[0]


def signer_of(bundle: Bundle, keys: tuple[TrustedKey, ...]) -> TrustedKey | Problem:
    """The trusted key whose signature a bundle has; a Problem for a stranger's, or one that does not fit."""
    known = next((key for key in keys if key.fingerprint == bundle.manifest.signer), None)
    if known is None:
        digits = {"fingerprint": spoken(bundle.manifest.signer)}
        return Problem("file", "data.signer_unknown", digits)
    if not signature_fits(known.public, bundle.signature, bundle.signed):
        return Problem("file", "data.signature_wrong", {"name": known.name})
    return known


def signature_fits(public: bytes, signature: bytes, signed: bytes) -> bool:
    """Whether an Ed25519 signature over these bytes is that of the key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True
