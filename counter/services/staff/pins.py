"""PINs as argon2id hashes. A PIN locks a screen; it is never the key of the disk."""

from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


@dataclass(frozen=True, slots=True)
class PinCost:
    """What one check costs. The figures stand in every hash, so that changing them locks nobody out."""

    passes: int
    memory_kib: int
    lanes: int = 1


COST = PinCost(
    passes=2, memory_kib=131_072
)  # 250 ms on the machine of the figures in README; OWASP asks for 46 MiB


def hash_pin(pin: str) -> str:
    """The hash to store, with its parameters and its own salt."""
    return _hasher().hash(pin)


def fits(stored: str, pin: str) -> bool:
    """Whether a PIN belongs to a stored hash; a damaged hash fits nothing."""
    try:
        return _hasher().verify(stored, pin)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):  # bytes of the environment, no text
        return False


def outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's, and should be made anew at a sign-in."""
    return _hasher().check_needs_rehash(stored)


def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=COST.passes, memory_cost=COST.memory_kib, parallelism=COST.lanes)
