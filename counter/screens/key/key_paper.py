"""The recovery paper: 24 words, printed or copied once, and three of them asked back."""

import secrets
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual import on, work
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Static

from counter import commands
from counter.errors import CounterError, Problem
from counter.i18n import t
from counter.models.printer import Printer, Use, Way
from counter.rules.recovery import spoken
from counter.settings import WardSettings
from counter.widgets.fields import Field
from counter.widgets.form import FormView
from counter.widgets.frame import Hint
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp

ASKED = 3
COLUMNS = 3


class KeyPaperScreen(CounterScreen[bool]):
    """Gives True once words of the paper were typed back. The words are nowhere but here and on the paper."""

    app: "CounterApp"
    topic = "key_paper"

    def __init__(self, words: tuple[str, ...], ward: WardSettings) -> None:
        super().__init__()
        self._words = words
        self._ward = ward
        dice = secrets.SystemRandom()
        self._asked = sorted(dice.sample(range(len(words)), ASKED))
        self._checking = False

    def where(self) -> Sequence[str]:
        """The key of the store."""
        return (t("key_screen.title"), t("key_screen.paper.title"))

    def hints(self) -> Sequence[Hint]:
        """Print, then on; or back."""
        first = (
            (Hint("F9", "key_screen.paper.done"),)
            if self._checking
            else (Hint("F10", "key_screen.paper.print", 3), Hint("F9", "key_screen.paper.check"))
        )
        return (*first, Hint("Esc", commands.BACK.label_id), Hint("F1", commands.HELP.label_id))

    def body(self) -> Iterable[Widget]:
        """The words; then the questions."""
        asked = [
            Field(key=f"word{place}", label=t("key_screen.paper.word", place=place + 1), max_length=12)
            for place in self._asked
        ]
        with ContentSwitcher(initial="paper", id="switch"):
            with Vertical(id="paper"):
                yield Static(Content(t("key_screen.paper.about")), id="about", markup=False)
                yield Static(Content(self._table()), id="words", markup=False)
            with Vertical(id="check"):
                yield Static(Content(t("key_screen.paper.asked")), id="asked", markup=False)
                yield FormView(asked)

    def _table(self) -> str:
        rows = -(-len(self._words) // COLUMNS)
        cells = [f"{n:>2} {word:<14}" for n, word in enumerate(self._words, 1)]
        return "\n".join("".join(cells[row::rows]).rstrip() for row in range(rows))

    def on_mount(self) -> None:
        """Nothing to type yet."""
        self.hint(t("key_screen.paper.hint"))

    def _on_screen_suspend(self) -> None:
        """Under a lock the words go: whoever opens it may be somebody else. The old paper stays good."""
        super()._on_screen_suspend()
        if self.app.locked:
            self._words = ()
            self.query_one("#words", Static).update("")
            self.dismiss(False)

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.hint(event.hint)

    def action_done(self) -> None:
        """F9: from the words to the questions; from there, when they fit, on."""
        if not self._checking:
            self._turn(True)
            return
        form = self.query_one(FormView)
        wrong = [p for p in self._asked if spoken(form.value(f"word{p}")) != (self._words[p],)]
        if wrong:
            form.set_errors([Problem(f"word{p}", "key_screen.paper.wrong", {"place": p + 1}) for p in wrong])
            return
        self.dismiss(True)

    def action_back(self) -> None:
        """Esc: from the questions to the words; from there to the passphrase."""
        if self._checking:
            self._turn(False)
        else:
            self.dismiss(False)

    def _turn(self, checking: bool) -> None:
        self._checking = checking
        self.query_one("#switch", ContentSwitcher).current = "check" if checking else "paper"
        if checking:
            self.query_one(FormView).focus_first()
        else:
            self.set_focus(None)
            self.hint(t("key_screen.paper.hint"))
        self.refresh_frame()

    def action_more(self) -> None:
        """F10: print it."""
        if not self._checking and not self.recording:
            self.hold_for(self.print_out())

    @work(group="print")
    async def print_out(self) -> None:
        """To a printer of this machine, from memory: the paper is never a file."""
        from counter.printers.send import deliver, queues
        from counter.widgets.dialogs import Choice, Item

        found = await self.app.in_thread(queues)
        if not found:
            self.say("key_screen.paper.no_printer", tone="warn")
            return
        items = [Item(name, name) for name in found]
        lines = (t("key_screen.paper.which"),)
        chosen = await self.app.push_screen_wait(Choice(t("key_screen.paper.title"), items, lines=lines))
        if chosen is None:
            return
        printer = Printer(use=Use.PAGES, way=Way.QUEUE, target=chosen)
        try:
            content = await self.app.in_thread(self._paper)
            await self.app.in_thread(deliver, printer, content, t("key_screen.paper.title"))
        except CounterError as error:
            await self.app.tell(error)
            return
        self.say("key_screen.paper.printed", tone="good", printer=chosen)

    def _paper(self) -> bytes:
        from counter.papers.recovery import recovery_paper

        return recovery_paper(self._words, self._ward, self.app.machine.store.name, at=self.app.now())
