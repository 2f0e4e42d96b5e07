"""`Palette`: F2 or Ctrl+K from anywhere. One box, fixed groups; Enter takes the row marked ► (ux B3)."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widget import Widget

from counter.i18n import t
from counter.models.desk import Hit
from counter.text import fold
from counter.widgets.dialogs import Dialog, paragraph
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row
from counter.widgets.vn_input import VnInput

Provider = Callable[[str], Awaitable[Sequence[Hit]]]

COMMAND = "command"
GROUPS = ("visit", "procedure", "resident", "dossier", "draft", COMMAND)  # the same place for the same thing
LEAST_SAID = 2  # whole words of a command before it goes first: one word may be anybody's name
SCAN = "scan"
ROWS = 12
AROUND = 9  # rows of the window that the box needs beside its list


def score(query: str, label: str, short: str = "") -> int:
    """How well a label answers a query, without accents.

    4: the short code itself; 3: the label begins so; 2: each word begins a word of it; 1: the letters
    occur in order; 0: not at all.
    """
    wanted, words = fold(query), fold(label)
    if not wanted:
        return 1
    if short and wanted == fold(short):
        return 4
    if words.startswith(wanted):
        return 3
    if all(any(word.startswith(part) for word in words.split()) for part in wanted.split()):
        return 2
    letters = iter(words)
    return 1 if all(letter in letters for letter in wanted.replace(" ", "")) else 0


def best(query: str, hits: Iterable[Hit]) -> list[Hit]:
    """The hits that answer a query, best first, equals in the order they came: for lists held in memory."""
    scored = [(score(query, hit.label, hit.key), hit) for hit in hits]
    return [hit for points, hit in sorted(scored, key=lambda pair: -pair[0]) if points]


def grouped(hits: Sequence[Hit], query: str = "") -> list[Row]:
    """Rows in the fixed order of groups, each with a heading; the key of a row is its number among `hits`.

    The commands come first where the query is how one of them begins, word for word: "tra ket qua" is a
    thing to do, however many procedures have the same words somewhere in their names.
    """
    rows: list[Row] = []
    for kind in (*_order(hits, query), *sorted({hit.kind for hit in hits} - set(GROUPS))):
        mine = [(number, hit) for number, hit in enumerate(hits) if hit.kind == kind]
        if mine:
            rows.append(Row(f"head:{kind}", (t(f"widget.palette.{kind}"),), tone="head"))
        for number, hit in mine:
            label = " · ".join(filter(None, (hit.label, hit.detail)))
            rows.append(Row(str(number), (label, hit.key)))
    return rows


def _order(hits: Sequence[Hit], query: str) -> Sequence[str]:
    wanted = fold(query).split()
    commands = (fold(hit.label).split() for hit in hits if hit.kind == COMMAND)
    if len(wanted) < LEAST_SAID or not any(words[: len(wanted)] == wanted for words in commands):
        return GROUPS
    return (COMMAND, *(kind for kind in GROUPS if kind != COMMAND))


class Palette(Dialog[Hit | None]):
    """Find anything, do anything. `provider` answers a text with hits, best first within their kind.

    Gives the chosen hit; None on Esc; a scanned card as a hit of kind "scan" with the payload as its id.
    Digits are text here, never quick picks.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        # The box keeps the keys; these move the row below it.
        *[Binding(key, f"hand('{key}')", show=False) for key in ("up", "down", "pageup", "pagedown")],
        Binding("f2,ctrl+k", "leave", show=False),
    ]
    DEFAULT_CSS = """
    Palette {
        align: center top;
        & > Box { margin-top: 2; }
        & > Box > VnInput { width: 1fr; margin: 0; }
    }
    """

    def __init__(self, provider: Provider) -> None:
        super().__init__(t("widget.palette.title"))
        self._provider = provider
        self._hits: tuple[Hit, ...] = ()
        self._searched: str | None = None

    def inside(self) -> Iterable[Widget]:
        """The box, the rows, how to search."""
        yield VnInput(placeholder=t("widget.palette.example"), scans=True)
        listing = LineList(
            [Column("", 20, 1), Column("", 8, align="right")],
            header=False,
            follows=True,
        )
        listing.styles.height = max(3, min(ROWS, self.app.size.height - AROUND))
        yield listing
        yield paragraph(t("widget.palette.how"))

    def hints(self) -> Sequence[Hint]:
        """How to choose."""
        return (
            Hint("Enter", "widget.dialog.choose"),
            Hint("↑↓", "widget.palette.move"),
            Hint("Esc", "widget.dialog.close"),
        )

    def on_mount(self) -> None:
        """The box has the keys; the commands are listed before anything is typed."""
        self.set_focus(self.query_one(VnInput))
        self.search("")

    @on(VnInput.Changed)
    def _typed(self, event: VnInput.Changed) -> None:
        event.stop()
        self.search(event.value)

    @work(exclusive=True, group="palette")
    async def search(self, text: str) -> None:
        """Every letter searches."""
        hits = tuple(await self._provider(text))
        self._hits, self._searched = hits, text
        listing = self.query_one(LineList)
        listing.empty = t("widget.palette.nothing", text=text) if text.strip() else ""
        listing.set_rows(grouped(hits, text), keep=False)

    @on(VnInput.Submitted)
    @work(group="palette-enter")
    async def _entered(self, event: VnInput.Submitted) -> None:
        if event.value != self._searched:
            await self.search(event.value).wait()  # typed faster than it was found
        self.query_one(LineList).choose()

    @on(LineList.RowChosen)
    def _chosen(self, event: LineList.RowChosen) -> None:
        event.stop()
        self.leave(self._hits[int(event.key)])

    @on(ScanReceived)
    def _scanned(self, event: ScanReceived) -> None:
        event.stop()
        self.leave(Hit(SCAN, event.payload, ""))

    def action_hand(self, key: str) -> None:
        """↑ ↓ move the row that Enter takes."""
        self.query_one(LineList).take_key(key)

    def action_leave(self) -> None:
        """Esc or F2: nothing chosen."""
        self.leave(None)
