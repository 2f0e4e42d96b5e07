"""`Palette`: F2 or Ctrl+K from anywhere. One box, fixed groups; Enter takes the row marked ► (ux B3)."""

import re
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
LEAST_SAID = 2  # whole words of a command before it goes first of all: one word may be anybody's name
SCAN = "scan"
_WORD = re.compile(r"[a-z0-9]+")  # of a folded text
ROWS = 12
AROUND = 9  # rows of the window that the box needs beside its list


def score(query: str, label: str, short: str = "", words: Sequence[str] = ()) -> int:
    """How well a label, or what else people call it, answers a query, without accents.

    5: the short code itself; 4: the label begins so; 3: it says so, word for word; 2: each word begins a
    word of it; 1: the letters of the label occur in order; 0: not at all.
    """
    wanted = fold(query)
    if not wanted:
        return 1
    if short and wanted == fold(short):
        return 5
    if points := max(_points(wanted, fold(said)) for said in (label, *words)):
        return points
    letters = iter(fold(label))
    return 1 if all(letter in letters for letter in wanted.replace(" ", "")) else 0


def _points(wanted: str, said: str) -> int:
    if said.startswith(wanted):
        return 4
    if f" {wanted}" in said:
        return 3
    words = said.split()
    return 2 if all(any(word.startswith(part) for word in words) for part in wanted.split()) else 0


def best(query: str, hits: Iterable[Hit]) -> list[Hit]:
    """The hits that answer a query, best first, equals in the order they came: for lists held in memory."""
    scored = [(score(query, hit.label, hit.key, hit.words), hit) for hit in hits]
    return [hit for points, hit in sorted(scored, key=lambda pair: -pair[0]) if points]


def grouped(hits: Sequence[Hit], query: str = "") -> list[Row]:
    """Rows in the fixed order of groups, each with a heading; the key of a row is its number among `hits`.

    The commands come first where the query names one of them, word for word: "tra ket qua" is a thing to
    do, however many procedures have the same words somewhere in their names. See `_order`.
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
    """The groups in order. Enter on a procedure starts a dossier, so a command that was named stands above.

    Named: it begins with the words typed, or says them one after the other where no procedure does. Whole
    words go before people too. The short code of a procedure ("ks", "ct 3x5") is the procedure.
    """
    wanted = _words(query)
    procedures = [hit for hit in hits if hit.kind == "procedure"]
    if not wanted or any(_is_short(wanted, hit.key) for hit in procedures):
        return GROUPS
    said = [_words(name) for hit in hits if hit.kind == COMMAND for name in (hit.label, *hit.words)]
    begun = any(_begins(words, wanted) for words in said)
    inside = len(wanted) >= LEAST_SAID and any(_says(words, wanted) for words in said)
    if not begun and (not inside or any(_says(_words(hit.label), wanted) for hit in procedures)):
        return GROUPS
    if len(wanted) >= LEAST_SAID and any(_says(words, wanted, whole=True) for words in said):
        return (COMMAND, *(kind for kind in GROUPS if kind != COMMAND))
    return (*(kind for kind in GROUPS if kind not in ("procedure", COMMAND)), COMMAND, "procedure")


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _is_short(wanted: list[str], short: str) -> bool:
    return wanted[0] == fold(short) and all(word[0].isdecimal() for word in wanted[1:])


def _begins(words: list[str], wanted: list[str], *, whole: bool = False) -> bool:
    """Whether these words begin so; the last one typed may be begun only, unless it is the only one."""
    *before, last = wanted
    there = words[: len(wanted)]
    if len(there) < len(wanted) or there[:-1] != before:
        return False
    return there[-1] == last if whole or not before else there[-1].startswith(last)


def _says(words: list[str], wanted: list[str], *, whole: bool = False) -> bool:
    return any(_begins(words[place:], wanted, whole=whole) for place in range(len(words)))


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
