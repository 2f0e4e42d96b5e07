"""The desk's figures: how much there is to do."""

from textual.content import Content
from textual.widget import Widget

from counter.screens.desk import desk_rows


class Figures(Widget):
    """How much there is to do, in two lines at most; shown without a new layout."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._parts: list[str] = []

    def show(self, parts: list[str]) -> None:
        """Other figures."""
        self._parts = parts
        self.refresh()

    def render(self) -> Content:
        """As many to a line as fit."""
        return Content(desk_rows.packed(self._parts, self.size.width))
