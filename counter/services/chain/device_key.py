"""The key by which this machine signs heads of the chain: Ed25519, in a file beside the store that only its
owner reads.

Beside an encrypted store it is kept as papers are (`counter.sealing`). It shows that a head was made where
that key was. Who sits at the unlocked machine has the key too, so a signature is no proof against them: what
holds them is the head that left the machine, on a signed sheet or a stick.
"""

from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from counter import on_disk, sealing
from counter.models.anchor import Anchor
from counter.rules.anchors import signed_part

_RAW = 32


def sign(store: Path, seq: int, seal: str) -> Anchor:
    """The head, signed; the key is made when there is none. OSError or StoreError: it cannot be had."""
    key = _key(store)
    public = key.public_key().public_bytes_raw().hex()
    return Anchor(seq, seal, public, key.sign(signed_part(seq, seal)).hex())


def genuine(anchor: Anchor) -> bool:
    """Whether the key an anchor names did sign it. Only for an anchor with a signature."""
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(anchor.key))
        public.verify(bytes.fromhex(anchor.signature), signed_part(anchor.seq, anchor.hash))
    except (InvalidSignature, ValueError):
        return False
    return True


def key_place(store: Path) -> Path:
    """Where the signing key of a store's machine lies."""
    return store.with_name(f"{store.name}-sign")


def _key(store: Path) -> Ed25519PrivateKey:
    path = key_place(store)
    sealed = sealing.is_sealed(store)
    try:
        kept = path.read_bytes()
    except FileNotFoundError:
        made = Ed25519PrivateKey.generate()
        on_disk.write(
            path, sealing.seal(store, made.private_bytes_raw()) if sealed else made.private_bytes_raw()
        )
        return made
    if len(kept) != _RAW:
        return Ed25519PrivateKey.from_private_bytes(sealing.unseal(store, kept, path.name))
    if sealed:  # made before the store got its key
        on_disk.write(path, sealing.seal(store, kept))
    return Ed25519PrivateKey.from_private_bytes(kept)
