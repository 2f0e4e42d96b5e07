"""What a scan on the screens of one dossier may be: an identity card, or the slip this counter printed."""

from typing import TypeVar

from textual.screen import Screen

from counter.models.identity import Card
from counter.rules import cards, dossier_code
from counter.rules.dossier_code import DossierCode
from counter.text import nfc, one_line
from counter.widgets.fast_keys import ScanReceived

R = TypeVar("R")


def card_of(payload: str) -> Card | None:
    """The card, when the payload has one reading."""
    return cards.read_scan(payload).card


def slip_code(payload: str) -> str:
    """The dossier code in the QR of a slip (Circular 01/2023/TT-VPCP puts it first); "" for anything else."""
    first = one_line(nfc(payload)).split("|")[0].strip()
    for marked in (first, first.partition("-")[2]):  # a practice code has a mark before it
        if isinstance(dossier_code.parse(marked), DossierCode):
            return first
    return ""


def hand_down(screen: Screen[R], payload: str) -> None:
    """Close a screen whose work is done and give a scan to the one below, which knows what is next there."""
    below = screen.app.screen_stack[-2]
    screen.dismiss()
    below.post_message(ScanReceived(below, payload, expected=True))
