"""The sheet of a form: one widget draws all labels, headings, read-backs and errors; the inputs lie on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from textual.app import ComposeResult
from textual.geometry import NULL_OFFSET, Region, Size, Spacing
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.strip import Strip
from textual.widget import Widget

from counter.widgets.cells import cut, fit, width_of
from counter.widgets.fields import WIDTHS, Field, Kind
from counter.widgets.form_inputs import ChoiceField, WordField
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row
from counter.widgets.tints import Tinted

GAP = 2  # between label and box
LEFT = 3  # the focus sign and a space
WIDEST = 48  # a box: enough for a name or an address line, and its end in sight of its label
SHOWN_MATCHES = 6


@dataclass(slots=True)
class Place:
    """A field on the sheet: its widget (None for a note), its rows, and what stands beside and below it."""

    field: Field
    widget: Widget | None
    y: int = 0
    height: int = 1
    read_back: str = ""
    error: str = ""


Piece = tuple[int, str, str]  # column, text, tint


class SheetLayout(Layout):
    """Puts each input at its place beside its label."""

    name = "sheet"

    def __init__(self, sheet: "Sheet") -> None:
        self.sheet = sheet

    def arrange(
        self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True
    ) -> ArrangeResult:
        """The places of the inputs, as the sheet has reckoned them."""
        sheet = self.sheet
        sheet.lay_out(size.width)
        return [
            WidgetPlacement(region, NULL_OFFSET, Spacing(), child, 1 if child is sheet.matches else 0)
            for child in children
            if (region := sheet.region_of(child)) is not None
        ]


class Sheet(Tinted, Widget):
    """Labels, boxes and errors of a form in one straight column; one row a field: 13 fit in 24 rows."""

    DEFAULT_CSS = """
    Sheet {
        width: 1fr; background: $background; color: $foreground;
        & > LineList { background: $panel; }
    }
    """

    def __init__(self, places: Sequence[Place]) -> None:
        super().__init__()
        self.places = tuple(places)
        self._by_widget = {place.widget: place for place in places if place.widget is not None}
        self._regions: dict[Widget, Region] = {}
        self._lines: dict[int, list[Piece]] = {}
        self._laid_out = 0
        self.matches = LineList([Column("", 8, 1)], header=False, follows=True)
        self.matches.display = False
        self._matching: WordField | None = None
        self._layout = SheetLayout(self)

    @property
    def layout(self) -> Layout:
        """The sheet places its inputs itself."""
        return self._layout

    def compose(self) -> ComposeResult:
        """The inputs in reading order, and the list of matches above them all."""
        yield from self._by_widget
        yield self.matches

    def place_of(self, widget: Widget | None) -> Place | None:
        """The place of an input."""
        return self._by_widget.get(widget) if widget is not None else None

    def region_of(self, widget: Widget) -> Region | None:
        """Where an input lies on the sheet."""
        return self._regions.get(widget)

    # --- layout -------------------------------------------------------------------------------------------

    def _label_width(self, width: int) -> int:
        longest = max((width_of(p.field.label) for p in self.places if p.widget is not None), default=0)
        return min(longest, max(12, width * 2 // 5))

    def _box_width(self, field: Field, room: int) -> int:
        return max(8, min(room, field.width or WIDTHS.get(field.kind, WIDEST)))

    def lay_out(self, width: int) -> None:
        """Reckon every row for a sheet of this width."""
        if width == self._laid_out:
            return
        self._laid_out = width
        self._regions, self._lines = {}, {}
        label = self._label_width(width)
        x = LEFT + label + GAP
        y = 0
        for place in self.places:
            if place.field.section:
                self._lines[y] = [(1, cut(f"─ {place.field.section} ", width - 2), "head")]
                y += 1
            place.y = y
            if place.widget is None:
                note = f"{place.field.label}  {place.field.value}".strip()
                self._lines[y] = [(LEFT, cut(note, width - LEFT), "weak")]
                y += 1
                continue
            box = self._box_width(place.field, width - x - 1)
            place.height = self._height(place, box)
            self._regions[place.widget] = Region(x, y, box, place.height)
            y += place.height
            if place.error:
                y += 1
        if self.styles.height is None or self.styles.height.value != y:
            self.styles.height = max(1, y)

    @staticmethod
    def _height(place: Place, box: int) -> int:
        if isinstance(place.widget, ChoiceField):
            return len(place.widget.lines(box - 4))
        return 3 if place.field.kind is Kind.LONG else 1

    def changed(self) -> None:
        """Errors came or went: reckon the rows again."""
        self._laid_out = 0
        self.lay_out(self.size.width)
        self.refresh()
        self._arrange_again()

    def _arrange_again(self) -> None:
        """Textual forgets an arrangement when a child asks for a layout, not when the parent itself does."""
        self.matches.refresh(layout=True)

    # --- drawing ------------------------------------------------------------------------------------------

    def show_matches(self, field: WordField, labels: Sequence[str], at: int) -> None:
        """The words a field could mean, listed beside its box for as long as it has the keys."""
        shown = bool(labels) and field.has_focus
        if shown:
            self._matching = field
            self.matches.set_rows([Row(str(i), (label,)) for i, label in enumerate(labels)], keep=False)
            self.matches.move_to(at)
        if shown or self.matches.display:
            self.matches.display = shown
            self._place_matches()
            self._arrange_again()

    def _place_matches(self) -> None:
        """Below the box, or above it where the sheet ends."""
        box = self._regions.get(self._matching) if self._matching is not None else None
        if box is None:
            return
        height = min(SHOWN_MATCHES, len(self.matches.rows))
        below = box.bottom + height <= max(self.size.height, box.bottom)
        y = box.bottom if below else max(0, box.y - height)
        self._regions[self.matches] = Region(box.x, y, box.width, height)

    def refresh_place(self, widget: Widget) -> None:
        """Draw again what belongs to a field."""
        place = self.place_of(widget)
        if place is not None:
            self.refresh(Region(0, place.y, self.size.width, place.height + bool(place.error)))

    def _pieces(self, y: int) -> list[Piece]:
        if y in self._lines:
            return self._lines[y]
        for place in self.places:
            if place.widget is not None and place.y <= y < place.y + place.height + bool(place.error):
                return self._field_pieces(place, place.widget, y - place.y)
        return []

    def _field_pieces(self, place: Place, widget: Widget, row: int) -> list[Piece]:
        box = self._regions[widget]
        right = box.right + 1
        if row == 0:
            room = box.x - GAP - LEFT
            focused = widget.has_focus and not widget.has_class("-covered")
            pieces: list[Piece] = [(0, "►" if focused else " ", "strong")]
            pieces.append((LEFT, fit(place.field.label, room, "right"), "strong" if focused else ""))
            pieces.append((right, cut(place.read_back, self.size.width - right), "weak"))
            return pieces
        if row == place.height and place.error:
            text = cut(f"! {place.error}", self.size.width - 1)
            return [(min(box.x, self.size.width - width_of(text) - 1), text, "error")]
        return []

    def render_line(self, y: int) -> Strip:
        """One row: what the sheet itself shows; the inputs cover their own cells."""
        width = self.size.width
        style = self.tint()
        segments: list[Segment] = []
        at = 0
        for column, text, tone in self._pieces(y):
            if not text or column < at:
                continue
            segments.append(Segment(" " * (column - at), style))
            segments.append(Segment(text, self.tint(tone)))
            at = column + width_of(text)
        return Strip(segments).adjust_cell_length(width, style)
