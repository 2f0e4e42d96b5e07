"""The register of what residents ask of their own data: what ends first on top, each with its clock."""

from collections.abc import Iterable, Sequence

from textual import work

from counter.i18n import day, t
from counter.models.data_request import RequestKind, RequestView
from counter.rules import data_request_words as words
from counter.rules.rights import Act
from counter.screens.personal.register import RegisterScreen
from counter.services.personal import data_requests
from counter.widgets.frame import Hint
from counter.widgets.rows import Column, Row


class DataRequestsScreen(RegisterScreen[RequestView]):
    """One row a request; F3 enters one, Enter says what can be done, F9 does the next of it."""

    RIGHT = Act.DATA_REQUEST
    WORDS = "data_request_screen"
    topic = "data_requests"

    def __init__(self) -> None:
        super().__init__()
        self.every = False  # the ended ones too

    def where(self) -> Sequence[str]:
        """What it is, and whether the ended ones are in it."""
        return (t("data_request_screen.title"), t(f"data_request_screen.{'every' if self.every else 'open'}"))

    def keys(self) -> Sequence[Hint]:
        """Next step of the row, a new one, what else."""
        one = self.current
        reason = "" if one else t("data_request_screen.none_short")
        next_ = (
            t(f"data_request_screen.next.{_said(one)}", number=one.id) if one else "data_request_screen.f9"
        )
        reason = t("data_request_screen.is_over") if one and one.ended else reason
        return (
            Hint("F9", next_, reason=reason),
            Hint("F3", "data_request_screen.add", 3),
            Hint("Enter", "data_request_screen.open_verb", 5, reason="" if one else reason),
            Hint("F10", "command.more", 2),
        )

    def columns(self) -> Sequence[Column]:
        """What ends first, of whom, and how far it is."""
        return (
            Column(t("data_request_screen.col.number"), 3, align="right"),
            Column(t("data_request_screen.col.clock"), 32, grow=2),
            Column(t("data_request_screen.col.kind"), 11),
            Column(t("data_request_screen.col.who"), 16, grow=1),
            Column(t("data_request_screen.col.state"), 11),
        )

    async def listing(self) -> tuple[RequestView, ...]:
        """The open requests, or all."""
        return await self.app.ask(data_requests.listing, ended=self.every)

    def row(self, one: RequestView) -> Row:
        """Its clock first."""
        clock = one.clock
        late = clock is not None and clock.late > 0
        mark = "√" if one.ended else "!" if late else "~" if clock is not None and clock.presses else " "
        return Row(
            key=str(one.id),
            cells=(
                str(one.id),
                words.short(one),
                t(f"data_request_screen.kind.{one.kind}"),
                words.who(one),
                t(f"data_request.state.{one.state}"),
            ),
            mark=mark,
            tone="late" if late else "dim" if one.ended else "today" if mark == "~" else "",
        )

    def words_of(self, one: RequestView) -> Iterable[str]:
        """What is asked, by whom and about what, whole."""
        received = t("data_request_screen.received", day=day(one.received_on))
        kind = t(f"data_request.kind.{one.kind}")
        return "" if one.ended else words.standing(one), kind, received, words.asked(one), one.about

    def chosen(self, one: RequestView) -> None:
        """What was done with it, and what can be done."""
        self.open(one)

    def action_done(self) -> None:
        """F9: the next step of the row."""
        if (one := self.current) is not None and not one.ended:
            self.do_next(one)

    def action_more(self) -> None:
        """F10."""
        self.more()

    @work(group="do")
    async def more(self) -> None:
        """The ended ones too, or no more."""
        from counter.widgets.dialogs import Choice, Item

        items = [Item("every", t(f"data_request_screen.{'only_open' if self.every else 'with_ended'}"))]
        if await self.app.push_screen_wait(Choice(t("data_request_screen.more"), items)):
            self.every = not self.every
            self.load()

    @work(group="do")
    async def open(self, one: RequestView) -> None:
        """A menu of the steps, the locked ones with the reason."""
        from counter.screens.personal import data_request_do

        await data_request_do.choose(self, self.app, one)
        self.load()

    @work(group="do")
    async def do_next(self, one: RequestView) -> None:
        """What comes next by its state."""
        from counter.screens.personal import data_request_do

        await data_request_do.do(self, self.app, one, _next(one))
        self.load()

    @work(group="do")
    async def action_add(self) -> None:
        """F3: a new request."""
        from counter.screens.personal import data_request_do

        self._new = await data_request_do.add(self, self.app)
        self.load()


def _said(one: RequestView) -> str:
    """The next step in the key bar: a deletion is done by deleting."""
    return "erase" if one.kind is RequestKind.DELETE and _next(one) == "done" else _next(one)


def _next(one: RequestView) -> str:
    return "done" if one.steps else "answer"
