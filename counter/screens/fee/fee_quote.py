"""What is due and how it came about, line by line; and the change in large digits (ux B10)."""

from collections.abc import Iterable
from typing import ClassVar

from rich.segment import Segment
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static

from counter import i18n
from counter.i18n import money, t
from counter.models.money import Quote, QuoteLine
from counter.rules.amounts import notes_for
from counter.rules.words import money_words
from counter.screens.fee.fee_answers import Counted
from counter.widgets.big_digits import BigDigits
from counter.widgets.cells import fit, width_of, wrap

_LEFT = 3
_AMOUNT = 18  # cells of the column of amounts
_WIDEST = 72
LEAST = 2  # rows: one line and the total

Line = tuple[str, str]  # text, component


class QuoteLines(Widget):
    """A quote as a resident follows it. Where rows are short the total stays, what is left out is counted."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"quote-lines--strong", "quote-lines--weak"}
    DEFAULT_CSS = """
    QuoteLines {
        height: auto; width: 1fr; color: $foreground;
        & > .quote-lines--strong { text-style: bold; }
        & > .quote-lines--weak { color: $secondary; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.title = ""
        self.quote: Quote | None = None
        self.due: int | None = None
        self.label = "fee_screen.due"  # the id of what the sum is called
        self.paid = 0  # what was taken before, in đồng
        self.reserve = 0  # rows of the body that others need

    def show(self, title: str, quote: Quote, due: int | None, *, label: str, paid: int = 0) -> None:
        """Show this quote; `due` in đồng as it stands after what the clerk typed, None: not known yet."""
        self.title, self.quote, self.due, self.label, self.paid = title, quote, due, label, paid
        self.refresh(layout=True)

    def keep_free(self, rows: int) -> None:
        """How many rows of the body the form and what stands below it take."""
        if rows != self.reserve:
            self.reserve = rows
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as are useful and left over."""
        return len(self.rows(width, max(LEAST, container.height - self.reserve)))

    # --- rows ---------------------------------------------------------------------------------------------

    def rows(self, width: int, room: int) -> list[Line]:
        """The rows in so many cells and rows; the least telling ones make room first."""
        if self.quote is None:
            return [("", "")] * LEAST
        width = min(width - 1, _WIDEST)
        title = [(f"{' ' * _LEFT}{text}", "strong") for text in short(self.title, width - _LEFT, 2)]
        one_row = [(f"{' ' * _LEFT}{short(self.title, width - _LEFT, 1)[0]}", "strong")]
        lines = [row for line in self.quote.lines for row in self._line(line, width)]
        bare = [self._row(line, width) for line in self.quote.lines]
        rule = [(" " * _LEFT + "─" * (width - _LEFT), "weak")]
        total = [*self._paid(width), self._total(width)]
        words, sources = self._words(width), self._sources(width)
        for whole in (
            title + lines + rule + total + words + sources,
            one_row + lines + rule + total + words + sources,
            one_row + lines + rule + total + words,
            one_row + lines + total + words,
            one_row + lines + total,
            one_row + bare + total,
            bare + total,
        ):
            if len(whole) <= room:
                return whole
        shown = bare[: max(0, room - 1 - len(total))]
        more = t("fee_screen.more_lines", n=len(bare) - len(shown))
        return [*shown, (f"{' ' * (_LEFT + 2)}{more}", "weak"), *total]

    def _row(self, line: QuoteLine, width: int) -> Line:
        amount = t("wording.amount_unknown") if line.amount is None else money(line.amount)
        room = width - _LEFT - 2 - _AMOUNT
        return f"{' ' * (_LEFT + 2)}{fit(line.label, room)}{fit(amount, _AMOUNT, 'right')}", ""

    def _line(self, line: QuoteLine, width: int) -> list[Line]:
        room = width - _LEFT - 2 - _AMOUNT
        first, *others = wrap(line.label, room) or [""]
        amount = t("wording.amount_unknown") if line.amount is None else money(line.amount)
        rows = [(f"{' ' * (_LEFT + 2)}{fit(first, room)}{fit(amount, _AMOUNT, 'right')}", "")]
        rows += [(f"{' ' * (_LEFT + 2)}{text}", "") for text in others]
        if line.waived:
            told = t("fee_screen.line_waived", amount=money(line.waived), source=line.waived_source)
            rows += [
                (f"{' ' * (_LEFT + 4)}{text}", "weak") for text in wrap(told.rstrip(" ·"), width - _LEFT - 4)
            ]
        return rows

    def _total(self, width: int) -> Line:
        known = self.due is not None
        amount = money(self.due) if self.due is not None else t("wording.amount_unknown")
        label = t(self.label)
        room = width - _LEFT - _AMOUNT
        mark = "" if known else "? "
        return f"{' ' * _LEFT}{fit(label, room)}{fit(mark + amount, _AMOUNT, 'right')}", "strong"

    def _paid(self, width: int) -> list[Line]:
        """What was taken before."""
        if not self.paid:
            return []
        room = width - _LEFT - _AMOUNT
        label, amount = t("fee_screen.paid_before"), f"–{money(self.paid)}"
        return [(f"{' ' * _LEFT}{fit(label, room)}{fit(amount, _AMOUNT, 'right')}", "")]

    def _words(self, width: int) -> list[Line]:
        """The total in words; a language of figures has none."""
        said = money_words(self.due) if self.due and i18n.language() == "vi" else ""
        return [(f"{' ' * _LEFT}{text}", "weak") for text in wrap(said, width - _LEFT)] if said else []

    def _sources(self, width: int) -> list[Line]:
        """Where the amounts stand written."""
        quote = self.quote
        found = [line.source for line in quote.lines if line.source] if quote else []
        found += quote.waiver_sources if quote else ()
        whole = "; ".join(dict.fromkeys(found))
        return [(f"{' ' * _LEFT}{text}", "weak") for text in wrap(whole, width - _LEFT)] if whole else []

    def render_line(self, y: int) -> Strip:
        """One row."""
        width = self.size.width
        rows = self.rows(width, max(LEAST, self.size.height))
        text, tone = rows[y] if y < len(rows) else ("", "")
        style = self.get_component_rich_style(f"quote-lines--{tone}") if tone else self.rich_style
        return Strip([Segment(fit(text, width), style)], width)


class ChangeView(Vertical, can_focus=False):
    """The change (tiền thối): what was handed over in words, the sum in large digits, the notes to give."""

    ROWS = 4
    DEFAULT_CSS = """
    ChangeView {
        height: 4;
        & > .told { height: 1; padding: 0 3; }
        & > .told.-warn { color: $error; text-style: bold; }
        & > Horizontal { height: 3; }
        & > Horizontal > .word { width: 16; height: 3; padding: 0 0 0 3; text-style: bold; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.told = ""
        self.amount: int | None = None

    def compose(self) -> Iterable[Widget]:
        """One row of words, then the digits."""
        yield Static("", classes="told", markup=False)
        with Horizontal():
            yield Static("", classes="word", markup=False)
            yield BigDigits()

    def count(self, counted: Counted) -> None:
        """Show what the money on the counter comes to."""
        if counted.back is None:
            self.show(f"! {counted.told}" if counted.wrong else counted.told, warn=counted.wrong)
        else:
            self.give_back(counted.told, counted.back)

    def give_back(self, told: str, amount: int) -> None:
        """Show the change with the notes to give, behind what was handed over."""
        notes = notes_in_words(amount)
        self.show(
            t("fee_screen.told_notes" if amount else "fee_screen.told_exact", told=told, notes=notes), amount
        )

    def show(self, told: str, amount: int | None = None, *, warn: bool = False) -> None:
        """Say this, and show this change in đồng; None: nothing to give yet."""
        self.told, self.amount = told, amount
        line = self.query_one(".told", Static)
        line.set_class(warn, "-warn")
        line.update(Content(told))
        self.query_one(".word", Static).update(Content("" if amount is None else t("fee_screen.change")))
        digits = "" if amount is None else i18n.number(amount)
        self.query_one(BigDigits).show(digits, t("fee_screen.dong"))


def short(text: str, width: int, most: int) -> list[str]:
    """A text in at most so many rows, whole words, ended with … where something is missing."""
    rows = wrap(text, width)
    if len(rows) <= most:
        return rows
    kept = rows[:most]
    while width_of(kept[-1]) + 2 > width:
        kept[-1] = kept[-1].rpartition(" ")[0] or kept[-1][: width - 2]
    return [*kept[:-1], f"{kept[-1]} …"]


def notes_in_words(amount: int) -> str:
    """ "1 tờ 5.000 · 2 tờ 2.000": the notes to give back for a sum in đồng, and what no note covers."""
    back = notes_for(amount)
    notes = [t("fee_screen.notes", n=count, note=i18n.number(note)) for note, count in back.notes]
    if back.remainder:
        notes.append(t("fee_screen.odd", amount=money(back.remainder)))
    return " · ".join(notes)
