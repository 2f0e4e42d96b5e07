"""A head of the chain as it leaves the store: on paper, in a back-up, beside a file (mốc niêm)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Anchor:
    """The chain as it stood: the last event sealed and the seal, signed by this machine's key where it could.

    `hash` is the whole SHA-256 in hex, or its first 20 digits when it was read from a short code.
    `key` is the public key (Ed25519) in hex, `signature` what it signed; both "" when nobody signed.
    """

    seq: int
    hash: str
    key: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class ClosingAnchor:
    """What the hand-over sheet of one drawer must show."""

    drawer_id: int
    closed_at: str  # as people are told it
    code: str
