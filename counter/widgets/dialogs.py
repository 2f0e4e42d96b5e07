"""Dialogs: a confirmation, a message, a numbered choice, a PIN. The keys stay inside, Esc is the safe way."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from counter.errors import CounterError, Problem, Refused
from counter.i18n import known, t
from counter.text import one_line, plain
from counter.widgets.fast_keys import FieldFull
from counter.widgets.frame import Hint, KeyBar
from counter.widgets.letters import one_row
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row
from counter.widgets.vn_input import VnInput

R = TypeVar("R")
ROWS = 12  # of a choice, before it scrolls
REASON = 200  # characters


class Box(Vertical):
    """The frame of a dialog."""

    DEFAULT_CSS = """
    Box {
        width: 76; max-width: 100%; height: auto; max-height: 100%; padding: 0 1;
        border: solid $foreground; background: $surface; color: $foreground;
        border-title-color: $foreground; border-title-style: bold;
        & > Static { height: auto; }
        & > KeyBar { margin-top: 1; background: $surface; }
        & > LineList { background: $surface; height: auto; max-height: 12; margin-top: 1; }
        & > VnInput { margin: 0 2; width: 40; background: $background; }
    }
    """


class Dialog(ModalScreen[R], Generic[R]):
    """A box over the screen. What stands in it is plain text: never markup."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "step(1)", show=False, priority=True),
        Binding("shift+tab", "step(-1)", show=False, priority=True),
        Binding("escape", "leave", show=False),
        Binding("f1", "app.command('help')", show=False),
    ]
    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; layout: vertical; }
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self._box_title = title
        self._left = False

    @property
    def topic(self) -> str:
        """What F1 tells of: the screen that asks. Esc comes back to the dialog as it stood."""
        stack = self.app.screen_stack
        below = (getattr(screen, "topic", "") for screen in reversed(stack[: stack.index(self)]))
        return next(filter(None, below), "desk")

    def inside(self) -> Iterable[Widget]:
        """The widgets of the box."""
        raise NotImplementedError

    def hints(self) -> Sequence[Hint]:
        """The keys of the dialog."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The box, its widgets, its keys."""
        with Box() as box:
            box.border_title = Content(one_row(self._box_title))
            yield from self.inside()
            yield KeyBar()

    def _on_mount(self, event: events.Mount) -> None:
        self.query_one(KeyBar).show((*self.hints(), Hint("F1", "command.help")))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No key answers a dialog that is not there yet: it was struck for the screen below."""
        return self.is_mounted

    def leave(self, result: R) -> None:
        """Close with a result, once."""
        if not self._left:
            self._left = True
            self.dismiss(result)

    def action_step(self, direction: int) -> None:
        """Tab stays inside the dialog."""
        self._move_focus(direction)

    def action_leave(self) -> None:
        """Esc: nothing is done."""
        raise NotImplementedError


def paragraph(text: str) -> Static:
    """A text of a dialog; never markup."""
    return Static(Content(plain(text, lines=True)), markup=False)


class Confirm(Dialog[bool]):
    """Before what cannot be undone: what will happen, in words. F9 does it, Esc does not; Enter nothing.

    `verb_id`: the id of the verb beside F9; `stay_id`: of the one beside Esc.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f9", "do", show=False)]

    def __init__(
        self, title: str, lines: Sequence[str], *, verb_id: str, stay_id: str = "widget.dialog.stay"
    ) -> None:
        super().__init__(title)
        self.lines = tuple(lines)
        self.verb_id, self.stay_id = verb_id, stay_id

    def inside(self) -> Iterable[Widget]:
        """What will happen."""
        yield from (paragraph(line) for line in self.lines)

    def hints(self) -> Sequence[Hint]:
        """F9 with the verb, Esc with the safe way."""
        return (Hint("F9", self.verb_id), Hint("Esc", self.stay_id))

    def action_do(self) -> None:
        """F9: yes."""
        self.leave(True)

    def action_leave(self) -> None:
        """Esc: no."""
        self.leave(False)


class Message(Dialog[None]):
    """What happened, what was kept, what to do now. Enter or Esc closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "leave", show=False)]

    def __init__(self, happened: str, kept: str = "", do: str = "", *, title: str = "") -> None:
        super().__init__(title or t("widget.message.title"))
        self.parts = tuple(part for part in (f"! {happened}", kept, do) if part)

    @classmethod
    def of_error(cls, error: CounterError) -> "Message":
        """An error in words: its id says what happened, `<id>.kept` and `<id>.do`, if there are, the rest."""
        happened = t(error.message_id, **error.params)
        if isinstance(error, Refused):
            happened = "\n".join(t(p.message_id, **p.params) for p in error.problems)
        kept = f"{error.message_id}.kept"
        do = f"{error.message_id}.do"
        return cls(
            happened,
            t(kept, **error.params) if known(kept) else t("widget.message.kept"),
            t(do, **error.params) if known(do) else "",
        )

    @classmethod
    def of_incident(cls, number: str) -> "Message":
        """Something unforeseen, under a number that support can look up."""
        return cls(
            t("widget.incident.happened", number=number), t("widget.incident.kept"), t("widget.incident.do")
        )

    def inside(self) -> Iterable[Widget]:
        """The parts, a blank row between them."""
        for number, part in enumerate(self.parts):
            yield paragraph(("\n" if number else "") + part)

    def hints(self) -> Sequence[Hint]:
        """How to go on."""
        return (Hint("Enter", "widget.dialog.understood"), Hint("Esc", "widget.dialog.close"))

    def action_leave(self) -> None:
        """Enter or Esc."""
        self.leave(None)


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a choice. `reason`: why it is locked; it keeps its number and its place."""

    key: str
    label: str
    reason: str = ""


class Choice(Dialog[str | None]):
    """A numbered menu: a digit, or ↑ ↓ and Enter, gives the key of the row; Esc None. Locked rows say why."""

    def __init__(self, title: str, items: Sequence[Item], *, lines: Sequence[str] = ()) -> None:
        super().__init__(title)
        self.items = tuple(items)
        self.lines = tuple(lines)

    def inside(self) -> Iterable[Widget]:
        """The words above, the rows."""
        yield from (paragraph(line) for line in self.lines)
        rows = [
            Row(item.key, (f"{item.label}   {item.reason}".rstrip(),), locked=item.reason)
            for item in self.items
        ]
        listing = LineList([Column("", 20, 1)], rows, header=False, numbered=True)
        listing.styles.height = min(ROWS, max(1, len(rows)))
        yield listing
        yield paragraph(self._place(0))

    def _place(self, at: int) -> str:
        """Which of how many, in a menu longer than its window: what stands below would not be looked for."""
        count = len(self.items)
        return t("widget.dialog.place", at=at + 1, count=count) if count > ROWS else ""

    def on_mount(self) -> None:
        """The list has the keys at once."""
        self.set_focus(self.query_one(LineList))

    def hints(self) -> Sequence[Hint]:
        """How to choose."""
        return (
            Hint("1–9", "widget.dialog.choose"),
            Hint("↑↓ Enter", "widget.dialog.choose"),
            Hint("Esc", "widget.dialog.close"),
        )

    @on(LineList.RowHighlighted)
    def _marked(self, event: LineList.RowHighlighted) -> None:
        """Where one is now."""
        event.stop()
        if words := self._place(event.list.cursor):
            self.query(Static).last(Static).update(Content(one_row(words)))

    @on(LineList.RowChosen)
    def _chosen(self, event: LineList.RowChosen) -> None:
        event.stop()
        if event.row.locked:
            self.query(Static).last(Static).update(Content(one_row(f"! {event.row.locked}")))
        else:
            self.leave(event.key)

    def action_leave(self) -> None:
        """Esc: nothing chosen."""
        self.leave(None)


class ReasonDialog(Dialog[str]):
    """One line that says why. F9 takes it, never empty; Enter does nothing; Esc gives an empty text.

    `verb_id`: the id of the verb beside F9. `label`: what stands above the line, when the words above it do
    not say what to type. `check`: why a text is not taken; F9 says the first reason and stays.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f9", "do", show=False)]

    def __init__(
        self,
        title: str,
        lines: Sequence[str],
        *,
        verb_id: str,
        label: str = "",
        check: Callable[[str], Sequence[Problem]] | None = None,
    ) -> None:
        super().__init__(title)
        self.lines, self.verb_id = tuple(lines), verb_id
        self.label, self.check = label, check

    def inside(self) -> Iterable[Widget]:
        """What it is about, one line to type, below it why that was not taken."""
        yield from (paragraph(line) for line in (*self.lines, *((self.label,) if self.label else ())))
        yield VnInput(max_length=REASON, id="reason")
        self._told = paragraph("")
        self._told.display = False
        yield self._told

    def on_mount(self) -> None:
        """The line has the keys."""
        self.set_focus(self.query_one(VnInput))

    def hints(self) -> Sequence[Hint]:
        """F9 with the verb, Esc with the safe way."""
        return (Hint("F9", self.verb_id), Hint("Esc", "widget.dialog.stay"))

    @on(VnInput.Submitted)
    def _entered(self, event: VnInput.Submitted) -> None:
        event.stop()

    @on(FieldFull)
    def _full(self, event: FieldFull) -> None:
        event.stop()

    def action_do(self) -> None:
        """F9: with a reason only; without one it is said."""
        reason = one_line(self.query_one(VnInput).value)
        problems = self.check(reason) if self.check else ()
        if reason and not problems:
            self.leave(reason)
            return
        first = next(iter(problems), Problem("reason", "widget.reason.missing"))
        self._told.display = True
        self._told.update(Content(f"! {t(first.message_id, **first.params)}"))

    def action_leave(self) -> None:
        """Esc: nothing is done."""
        self.leave("")


class PinPrompt(Dialog[tuple[str, str] | None]):
    """A second person's name and PIN. Gives (name, PIN); Esc None. The PIN is shown as dots and kept nowhere.

    `names`: who may; with one name only the PIN is asked. `lines`: what they agree to.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f9", "do", show=False)]

    def __init__(self, title: str, names: Sequence[str], *, lines: Sequence[str] = (), verb_id: str) -> None:
        super().__init__(title)
        self.names = tuple(names)
        self.lines = tuple(lines)
        self.verb_id = verb_id

    def inside(self) -> Iterable[Widget]:
        """The words, the names, the PIN."""
        yield from (paragraph(line) for line in self.lines)
        rows = [Row(name, (name,)) for name in self.names]
        listing = LineList([Column("", 20, 1)], rows, header=False, numbered=True)
        listing.styles.height = min(ROWS, max(1, len(self.names)))
        yield listing
        yield paragraph("\n" + t("widget.pin.label"))
        yield VnInput(password=True, max_length=12)

    def on_mount(self) -> None:
        """One name: the PIN is the only question."""
        self.set_focus(self.query_one(VnInput if len(self.names) == 1 else LineList))

    def hints(self) -> Sequence[Hint]:
        """F9 with the verb."""
        return (Hint("F9", self.verb_id), Hint("Esc", "widget.dialog.stay"))

    @on(LineList.RowChosen)
    def _named(self, event: LineList.RowChosen) -> None:
        event.stop()
        self.set_focus(self.query_one(VnInput))

    @on(FieldFull)
    def _full(self, event: FieldFull) -> None:
        event.stop()

    @on(VnInput.Submitted)
    def _entered(self, event: VnInput.Submitted) -> None:
        event.stop()

    def action_do(self) -> None:
        """F9: give name and PIN, when there is one."""
        row = self.query_one(LineList).current
        pin = self.query_one(VnInput)
        if row is not None and pin.value:
            self.leave((row.key, pin.value))
        else:
            self.set_focus(pin)

    def action_leave(self) -> None:
        """Esc: no."""
        self.leave(None)
