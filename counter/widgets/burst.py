"""Keys that come faster than a hand: a scanner's payload, told from typing by its speed and its shape."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from counter.text import nfc
from counter.widgets.letters import letter_start, looks_like_scan

START_GAP = 0.06  # seconds; a hand needs longer between two keys, a scanner or an IME does not
HELD_GAP = 0.3  # once no hand can be at work: a wireless scanner pauses, a busy machine gives keys late
LEAD = 8  # characters before the first bar: a citizen number has 12, an insurance number 10 to 15

S = TypeVar("S")


@dataclass
class Burst(Generic[S]):
    """One run of quick keys. `before` is what the field held when it began, in the field's own form.

    From the first bar after a number on, the keys are `held`: the field does not take them until it is
    known whether they are a scan. Times are seconds of the monotonic clock, as key events carry them.
    """

    before: S | None = None
    text: str = ""
    held: str = ""
    last: float = field(default=float("-inf"))

    @property
    def gap(self) -> float:
        """How long the next key of this run may take, in seconds.

        So many quick keys in a row are no hand's; and a number that begins with 0, as every citizen's does,
        may be a card whose keys a busy machine gives late: a number typed by hand loses nothing by it.
        """
        number = self.text.startswith("0") and self.text.isdecimal()
        return HELD_GAP if number or len(self.text) >= LEAD else START_GAP

    def quick(self, now: float) -> bool:
        """Whether a key at `now` still belongs to this run."""
        return now - self.last < self.gap

    def begin(self, before: S) -> None:
        """A new run begins in a field that holds `before`."""
        self.before, self.text, self.held = before, "", ""

    def add(self, character: str, now: float) -> bool:
        """Take a character; True when it is held and the field must not take it."""
        self.last = now
        starts = character == "|" and len(self.text) >= LEAD
        self.text += character
        if self.held or starts:
            self.held += character
            return True
        return False

    def rub_out(self, now: float) -> bool:
        """A Backspace inside the run (an IME that is left on); True when it took a held letter."""
        self.last = now
        self.text = self.text[: letter_start(self.text, len(self.text))]
        if self.held:
            self.held = self.held[: letter_start(self.held, len(self.held))]
            return True
        return False

    @property
    def is_scan(self) -> bool:
        """Whether the run so far has the shape of a card."""
        return bool(self.held) and looks_like_scan(self.text)

    def end(self) -> tuple[str, str]:
        """Close the run: the whole text when it is a scan, else the held text the field still has to take."""
        whole, held = (nfc(self.text), "") if self.is_scan else ("", self.held)
        self.text, self.held, self.last = "", "", float("-inf")
        return whole, held
