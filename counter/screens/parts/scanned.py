"""What a scan on the screens of one dossier may be: an identity card, or the slip this counter printed."""

from typing import TypeVar

from textual.screen import Screen

from counter.models.find import MeaningKind
from counter.models.identity import Card
from counter.rules import cards
from counter.services.search.meaning import classify
from counter.widgets.fast_keys import ScanReceived

R = TypeVar("R")
DESK = 1  # its place in the stack: below it lies only the empty screen that Textual begins with


def card_of(payload: str) -> Card | None:
    """The card, when the payload has one reading."""
    return cards.read_scan(payload).card


def slip_code(payload: str) -> str:
    """The dossier code in the QR of a slip; "" for anything else."""
    meaning = classify(payload)
    return meaning.text if meaning.kind is MeaningKind.DOSSIER else ""


def hand_down(screen: Screen[R], payload: str) -> None:
    """Close a screen whose work is done and give a scan to the one below, which knows what is next there."""
    below = screen.app.screen_stack[-2]
    screen.dismiss()
    below.post_message(ScanReceived(below, payload, expected=True))


def over_desk(screen: Screen[R]) -> bool:
    """Whether Esc leads to the desk: after a scan the screen of the person before may lie below."""
    return screen.app.screen_stack[DESK + 1 : DESK + 2] == [screen]
