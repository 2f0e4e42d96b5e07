"""The words of keys: the 2,048 for passphrases and recovery papers, and what a guesser tries first."""

from functools import lru_cache

from counter.errors import DataFault
from counter.paths import data_dir
from counter.rules.recovery import LIST_SIZE
from counter.text import fold

LIST, OBVIOUS = "tu.txt", "de-doan.txt"


@lru_cache(maxsize=1)
def words() -> tuple[str, ...]:
    """The list, in the order that numbers its words. DataFault when it is not 2,048 different ones: a
    changed list would read every recovery paper wrongly."""
    found = tuple(_lines(LIST))
    if len(found) != LIST_SIZE or len(set(found)) != LIST_SIZE or list(found) != sorted(found):
        raise DataFault("key.list_broken", file=LIST, line=0, path="", reason="")
    return found


@lru_cache(maxsize=1)
def obvious() -> frozenset[str]:
    """Passphrases that are tried first, folded and without spaces."""
    return frozenset(fold(line).replace(" ", "") for line in _lines(OBVIOUS))


def _lines(name: str) -> list[str]:
    try:
        text = (data_dir() / "keys" / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise DataFault("key.list_broken", file=name, line=0, path="", reason="") from None
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
