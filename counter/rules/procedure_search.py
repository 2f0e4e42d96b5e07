"""Finding a procedure by what is typed: short code, national code, its name, or the words of a resident.

The order never depends on anything but the text: the exact short code first, then a code, then words that
begin as typed, then words that contain it, then those that share most of the telling words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from counter.models.catalogue import Procedure
from counter.rules import fee_lists
from counter.rules.fee_inputs import InputKind, needs
from counter.text import fold, nfc

_WORD = re.compile(r"[a-z0-9.]+")
_NUMBER = re.compile(r"[0-9]{1,6}")
# How a request begins without saying what it is about.
_OPENING = re.compile(r"(?:thu tuc |dang ky viec |dang ky |lam |xin |cap |lien thong dien tu: )+")
_SAID_EVERYWHERE = frozenset(
    _WORD.findall(
        "thu tuc dang ky lam xin cap giay cho chau con em toi co chu bac nha muon can di mot cai bi va la"
    )
)


_AS_WRITTEN: tuple[int, ...] = (4, 1)  # the rank of words found with their tones


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A procedure that was meant, and the fee inputs typed with its short code ({"documents": "3x5"})."""

    procedure: Procedure
    quantities: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A procedure as the search sees it, folded once."""

    procedure: Procedure
    phrases: tuple[tuple[str, tuple[str, ...]], ...]  # name and everyday words, whole and by word
    words: frozenset[str]
    everything: str
    as_written: str  # with its tones


class SearchIndex:
    """The folded words of some procedures."""

    def __init__(self, procedures: Sequence[Procedure]) -> None:
        self._entries = [_entry(procedure) for procedure in procedures]

    def search(self, text: str, limit: int = 10) -> tuple[Match, ...]:
        """The procedures meant by a text, best first; none for an empty one."""
        typed = fold(text)
        if not typed:
            return ()
        short, numbers = _short_with_numbers(typed)
        toned = _lower(text) if _lower(text) != typed else ""  # "chứng tử" is not "chứng thực từ"
        ranked = []
        for place, entry in enumerate(self._entries):
            rank = _rank(entry, short or typed)
            if toned and toned in entry.as_written:
                rank = min(rank or _AS_WRITTEN, _AS_WRITTEN)
            if rank is not None:
                ranked.append((rank, entry.procedure.priority, place, entry.procedure))
        ranked.sort(key=lambda found: found[:3])
        return tuple(
            Match(procedure=p, quantities=quantities(p, numbers) if p.short == short else {})
            for *_, p in ranked[:limit]
        )


def _short_with_numbers(typed: str) -> tuple[str, str]:
    """`ct 3x5` or `ct 3 bản 5 trang` as the code and its numbers; nothing when it is not written so."""
    first, _, rest = typed.partition(" ")
    if not rest or not first.isalpha():
        return "", ""
    told = _NUMBER.fullmatch(rest) or any(fee_lists.canonical(name, rest) for name in fee_lists.LISTS)
    return (first, rest) if told else ("", "")


def _entry(procedure: Procedure) -> _Entry:
    vietnamese = (procedure.title, procedure.name, *procedure.words)
    said = [fold(words) for words in (*vietnamese, procedure.name_en)]
    whole = dict.fromkeys(form for phrase in said for form in (phrase, _OPENING.sub("", phrase, count=1)))
    phrases = tuple((phrase, tuple(_WORD.findall(phrase))) for phrase in whole if phrase)
    words = frozenset(word for _, parts in phrases for word in parts)
    as_written = " | ".join(_lower(words) for words in vietnamese)
    return _Entry(procedure, phrases, words, " | ".join((*whole, *procedure.replaces)), as_written)


def _lower(text: str) -> str:
    """Small letters with their tones, one space between words."""
    return " ".join(nfc(text).casefold().split())


def _rank(entry: _Entry, typed: str) -> tuple[int, ...] | None:
    """How well an entry fits, smaller first; None when it does not."""
    procedure = entry.procedure
    if procedure.short == typed:
        return (0,)
    if procedure.code == typed or typed in procedure.replaces:
        return (1,)
    if typed[0].isdigit() and typed in {procedure.code[: len(typed)], procedure.code[2 : 2 + len(typed)]}:
        return (2,)
    if procedure.short and procedure.short.startswith(typed):
        return (3, len(procedure.short))
    if (quality := _as_beginning(entry, typed)) is not None:
        return (4, quality)
    if len(typed) > 2 and typed in entry.everything:
        return (5,)
    return _shared(entry, typed)


def _as_beginning(entry: _Entry, typed: str) -> int | None:
    """Every typed word begins a word of a phrase. 0: it is the phrase, 1: its start, 2: in order, 3: any."""
    wanted = typed.split()
    best: int | None = None
    for phrase, words in entry.phrases:
        if phrase == typed:
            return 0
        starts = [next((i for i, word in enumerate(words) if word.startswith(want)), -1) for want in wanted]
        if min(starts) < 0:
            continue
        in_order = all(one < two for one, two in pairwise(starts))
        quality = 1 if phrase.startswith(typed) else 2 if in_order else 3
        best = quality if best is None else min(best, quality)
    return best


def _shared(entry: _Entry, typed: str) -> tuple[int, int, int] | None:
    """Most of the telling words occur: "con mới sinh cần giấy gì" still finds the birth registration."""
    telling = [word for word in typed.split() if word not in _SAID_EVERYWHERE and len(word) > 1]
    if not telling:
        return None
    hits = sum(any(word.startswith(want) for word in entry.words) for want in telling)
    whole = sum(want in entry.words for want in telling)
    return (6, -hits, -whole) if hits * 2 > len(telling) else None


def quantities(procedure: Procedure, text: str) -> dict[str, str]:
    """The fee inputs that "3x5" or "2" mean for this procedure; none where they mean nothing.

    Copies x pages of one or more papers (`ct 3x5,1x2`), copies x events (`tl 3x2`), or one number for what
    the procedure counts: copies, papers, transactions, persons.
    """
    asked = {needed.name: needed for needed in needs(procedure)}
    for name, needed in asked.items():
        if needed.kind in {InputKind.SHEETS, InputKind.ITEMS} and (listed := fee_lists.canonical(name, text)):
            return {name: listed}
    typed = text.strip()
    if not _NUMBER.fullmatch(typed):
        return {}
    for name in ("copies", "documents", "transactions", "persons", "cases"):
        if name in asked and asked[name].kind is InputKind.COUNT:
            return {name: typed}
    return {}  # copies of how many pages? the screen asks
