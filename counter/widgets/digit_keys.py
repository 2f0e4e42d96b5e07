"""Digits that choose, in lists and questions, without a scanner choosing: a scan begins with digits too."""

from functools import partial
from typing import TYPE_CHECKING, Self

from textual import events
from textual.widget import Widget

from counter.text import nfc
from counter.widgets.burst import HELD_GAP, START_GAP
from counter.widgets.fast_keys import ScanReceived, focus_at_once
from counter.widgets.letters import looks_like_scan

CHOICES = frozenset("123456789")
LOOK = 0.03  # seconds a digit waits for a second key: a scanner's comes in 2 to 20 ms, a hand's later

if TYPE_CHECKING:
    _Mixin = Widget
else:

    class _Mixin:
        pass


class DigitKeys(_Mixin):
    """For a widget that holds no text: single digits go to `take_digit`, a scanner's burst to the screen."""

    _run = ""
    _last = float("-inf")

    def focus(self, scroll_visible: bool = True) -> Self:
        """Take the keys at once, see `focus_at_once`."""
        return focus_at_once(self, scroll_visible)

    def take_digit(self, digit: int) -> None:
        """A digit from 1 to 9 was pressed by a hand."""

    def watch_key(self, event: events.Key) -> bool:
        """Look at a key first; True when it is taken and means nothing else."""
        if event.is_printable and event.character is not None:
            if event.time - self._last >= (HELD_GAP if self._scanning else START_GAP):
                self.end_run()
            self._run += event.character
            self._last = event.time
            self._look_again(HELD_GAP if self._scanning else LOOK)
            return True
        return self.end_run() and event.key in ("enter", "tab", "shift+tab")

    def in_burst(self, now: float) -> bool:
        """Whether more keys of a run may still come: the keys must not be given to another widget yet."""
        return bool(self._run) and now - self._last < (HELD_GAP if self._scanning else START_GAP)

    def forget_run(self) -> None:
        """What came was the beginning of a scan that went on elsewhere."""
        self._run = ""

    @property
    def _scanning(self) -> bool:
        """Whether the keys so far may be a card's: its number begins with 0, which chooses nothing."""
        return len(self._run) > 1 or self._run == "0"

    def _look_again(self, seconds: float) -> None:
        """After a while, when every key that has arrived by then has come here."""
        end = partial(self._end_if_quiet, self._last)
        self.set_timer(seconds, lambda: self.app.call_later(self.call_later, end))

    def _end_if_quiet(self, last: float) -> None:
        if self._run and self._last == last:
            self.end_run()

    def end_run(self) -> bool:
        """Close a run of keys: one digit chooses, a scan is told (then True), anything else is noise."""
        run, self._run = self._run, ""
        if looks_like_scan(run):
            self.post_message(ScanReceived(self, nfc(run), expected=False))
            return True
        if run in CHOICES:
            self.take_digit(int(run))
        return False

    def _on_blur(self, event: events.Blur) -> None:
        self.end_run()
