"""What the registers of personal data have in common: a list with a clock a row, entered with F3."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Generic, Protocol, TypeVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widget import Widget

from counter.errors import CounterError
from counter.i18n import t
from counter.screens.parts.behind_door import BehindDoor
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row

if TYPE_CHECKING:
    from counter.app import CounterApp


class Numbered(Protocol):
    """An entry of a register."""

    @property
    def id(self) -> int:
        """Its number in the register."""
        ...


E = TypeVar("E", bound=Numbered)


class RegisterScreen(BehindDoor[None], Generic[E]):
    """`WORDS` begins its message ids; `columns`, `listing`, `row` and `words_of` say the rest."""

    WIDE = True
    WORDS: ClassVar[str]
    app: "CounterApp"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f3", "add", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self.entries: tuple[E, ...] = ()
        self._new = 0  # the number that was just entered: the cursor goes there

    def columns(self) -> Sequence[Column]:
        """The columns of the list."""
        raise NotImplementedError

    async def listing(self) -> tuple[E, ...]:
        """What there is now."""
        raise NotImplementedError

    def row(self, one: E) -> Row:
        """The line of an entry."""
        raise NotImplementedError

    def words_of(self, one: E) -> Iterable[str]:
        """What the line below the list says of it: the columns may be too narrow."""
        raise NotImplementedError

    def chosen(self, one: E) -> None:
        """Enter."""
        raise NotImplementedError

    def room(self) -> Iterable[Widget]:
        """The list."""
        yield LineList(self.columns(), id="register", empty=t(f"{self.WORDS}.loading"))

    def arrive(self) -> None:
        """The list has the keys."""
        self.set_focus(self.query_one("#register"))

    def on_screen_resume(self) -> None:
        """Here, or back from the form."""
        if self.allowed:
            self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """What there is now; the cursor stays."""
        try:
            self.entries = await self.listing()
        except CounterError as error:
            await self.app.tell(error)
            return
        listing = self.query_one("#register", LineList)
        listing.empty = t(f"{self.WORDS}.none")
        listing.set_rows([self.row(one) for one in self.entries])
        places = [place for place, one in enumerate(self.entries) if one.id == self._new]
        if places:
            listing.move_to(places[0])
            self._new = 0
        self.tell_row()

    @property
    def current(self) -> E | None:
        """The entry under the cursor."""
        listed = self.query("#register")
        row = listed.first(LineList).current if listed else None
        return next((one for one in self.entries if row and str(one.id) == row.key), None)

    @on(LineList.RowHighlighted, "#register")
    def tell_row(self) -> None:
        """The marked entry whole; the keys follow it."""
        self.refresh_frame()
        one = self.current
        words = self.words_of(one) if one else (t(f"{self.WORDS}.none_hint"),)
        self.hint(" · ".join(filter(None, words)))

    @on(LineList.RowChosen, "#register")
    def open_row(self, event: LineList.RowChosen) -> None:
        """Enter, or the mouse."""
        if (one := self.current) is not None:
            self.chosen(one)
