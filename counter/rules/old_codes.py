"""The code a dossier had in the system of before (mã hồ sơ cũ), as it is found: by letters and digits."""

from counter.text import fold


def key_of(code: str) -> str:
    """The letters and digits of an old code or number: "HS-0012/2026" as hs00122026."""
    return "".join(c for c in fold(code) if c.isalnum())
