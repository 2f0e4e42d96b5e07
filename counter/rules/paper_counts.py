"""How many of a paper may be asked for: originals, certified copies, photocopies; never more than listed."""

from dataclasses import dataclass

from counter.models.catalogue import Paper


@dataclass(frozen=True, slots=True)
class Counts:
    """Originals (bản chính), certified copies (bản sao có chứng thực), photocopies (bản chụp)."""

    originals: int = 0
    certified: int = 0
    copies: int = 0

    @property
    def key(self) -> str:
        """As a list of choices names it."""
        return f"{self.originals}/{self.certified}/{self.copies}"


def counts_of(key: str) -> Counts:
    """What a key says. ValueError for one that is none."""
    originals, certified, copies = (int(part) for part in key.split("/"))
    return Counts(originals, certified, copies)


def askable(paper: Paper | None) -> tuple[Counts, ...]:
    """What may be asked of a paper of the official list: what the list says first, then each kind alone.

    A copy of it may be an ordinary or a certified one; where an original is listed, either copy of it may be
    enough for what is missing. A paper that the data no longer knows: one of each kind to choose from.
    """
    originals = (paper.originals or 0) if paper else 0
    copies = (paper.copies or 0) if paper else 0
    listed = Counts(originals or int(not copies), 0, copies)
    most = max(originals, copies, 1)
    # Where the list wants copies alone, an original is more than it asks.
    original = () if copies and not originals else (Counts(originals=originals or 1),)
    return tuple(dict.fromkeys((listed, *original, Counts(certified=most), Counts(copies=most))))
