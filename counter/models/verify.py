"""What a check of the store came to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One promise of the store: how many things were looked at, how many break it, and a few of those.

    `examples` are row ids and codes, never a name or a number of a person.
    """

    name: str
    tried: int
    failed: int
    examples: tuple[str, ...] = ()
