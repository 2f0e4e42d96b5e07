"""The base of a step of an assisted filing: its question, its keys, what F9 does there."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from counter.errors import Problem
from counter.i18n import t
from counter.screens.filing.assisted_case import At, Case
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.frame import Hint
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp


def line(text: str, *, id: str | None = None, classes: str = "") -> Static:
    """A line of text, never markup."""
    return Static(Content(text), id=id, classes=classes, markup=False)


def words(problem: Problem) -> str:
    """A problem as a sentence."""
    return t(problem.message_id, **problem.params)


class StepPanel(Vertical, can_focus=False):
    """One step. It is made anew each time it opens, from the case alone.

    `operation` names what F9 does here, so that a second press finds the first.
    """

    app: "CounterApp"
    at: ClassVar[At]
    DEFAULT_CSS = """
    StepPanel {
        height: 1fr; overflow-y: auto; scrollbar-size-vertical: 1;
        & > .question { height: auto; padding: 0 1; text-style: bold; }
        & > .note { height: auto; padding: 0 1; color: $secondary; }
        & > .text { height: auto; padding: 0 1; }
    }
    """

    class Moved(Message):
        """The store has changed: read it again and open a step, the next one unless it is said.

        `told`: what was done, for the message line of the step that opens.
        """

        def __init__(self, to: At | None = None, *, told: str = "") -> None:
            super().__init__()
            self.to = to
            self.told = told

    class Changed(Message):
        """An answer changed: the keys and their reasons have to be shown again."""

    def __init__(self, case: Case) -> None:
        super().__init__(id=f"step-{self.at}")
        self.case = case
        self.operation = uuid4().hex
        self._holds = False

    @property
    def host(self) -> CounterScreen[None]:
        """The screen round the step."""
        if not isinstance(self.screen, CounterScreen):
            raise TypeError("a step of a filing lies on a counter screen")
        return self.screen

    def arrive(self) -> None:
        """The step is open: give the keys to what is done first."""

    def hold(self, text: str) -> None:
        """Put something of the resident's on the clipboard, for as long as the step is open."""
        self._holds = True
        self.app.copy_to_clipboard(text)

    def leave(self) -> None:
        """The step is closed or covered: nothing of the resident's stays on the clipboard."""
        if self._holds:
            self._holds = False
            self.wipe()

    def wipe(self) -> None:
        """Take what was copied off the clipboard. Several terminals, tmux among them, leave it there when the
        new text is empty: a blank comes first.
        """
        self.app.copy_to_clipboard(" ")
        self.app.copy_to_clipboard("")

    def on_unmount(self) -> None:
        """Another step opens, or the program is left."""
        self.leave()

    def done_hint(self) -> Hint:
        """F9 with its verb and, while something stands against it, the reason."""
        return Hint("F9", f"assisted.do.{self.at}", reason=self.case.locked or self.why_not())

    def why_not(self) -> str:
        """Why F9 does nothing here now."""
        return ""

    async def finish(self) -> None:
        """F9. Raises what the service raises."""

    def refused(self, problems: tuple[Problem, ...]) -> bool:
        """Show problems at their fields; False when this step has none of them."""
        return False

    def scanned(self, event: ScanReceived) -> bool:
        """A card under the scanner; True when this step has used it."""
        return False

    def keys(self) -> Sequence[Hint]:
        """The keys of this step beside F9, Esc and F1."""
        return ()

    def offers(self) -> dict[str, str]:
        """What of F10 this step can do: its key, and its own words where it has some."""
        return {}

    async def run(self, key: str) -> None:
        """Do a thing of `offers`."""

    def status(self, width: int) -> str:
        """State and times, in one row of so many cells."""
        return self.case.status(width)

    def message(self) -> str:
        """What the message line says on arrival."""
        return t(f"assisted.message.{self.at}")

    def rail(self) -> str:
        """The text beside the step where the window is wide."""
        return t(f"assisted.rail.{self.at}")
