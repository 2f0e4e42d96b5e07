"""Codes on the portal's card: one match counts, none or several count as none. Nothing is guessed."""

from collections.abc import Iterable

from counter.models.catalogue import Channel
from counter.models.sync import CardFee, CardPaper
from counter.text import fold


def paper_code(chosen: str, name: str, known: Iterable[CardPaper]) -> str:
    """The code of a paper or result: the chosen one if the card has it, else the one of that name; or ""."""
    found = {entry.code for entry in known if _means(entry, chosen, name)}
    return found.pop() if len(found) == 1 else ""


def _means(entry: CardPaper, chosen: str, name: str) -> bool:
    return entry.code == chosen if chosen else fold(entry.name) == fold(name)


def fee_code(chosen: str, unit_amount: int | None, channel: Channel, known: Iterable[CardFee]) -> str:
    """The code of a fee on a channel: the chosen one, else the one of the same price a unit (đồng); or ""."""
    here = [entry for entry in known if entry.channel is channel]
    if chosen:
        found = {entry.code for entry in here if entry.code == chosen}
    else:
        found = {entry.code for entry in here if unit_amount is not None and entry.amount == unit_amount}
    return found.pop() if len(found) == 1 else ""
