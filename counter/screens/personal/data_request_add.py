"""One form: somebody asks to see, correct, be given or have deleted what is held on them."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual import on, work
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import CounterError, Problem, Refused
from counter.i18n import local, t
from counter.models.data_request import AskerKind, RequestDraft, RequestKind, RequestView
from counter.models.desk import Hit
from counter.rules.data_requests import MOST_TEXT
from counter.rules.form_dates import parse_day
from counter.rules.rights import Act
from counter.screens.parts.covered import Covered
from counter.screens.parts.one_form import OneForm
from counter.services.people import residents
from counter.services.personal import data_requests
from counter.services.search import find
from counter.widgets.fields import Field, Kind, Option
from counter.widgets.form import FormView
from counter.widgets.frame import Hint
from counter.widgets.letters import one_row

if TYPE_CHECKING:
    from counter.app import CounterApp

MOST_FOUND = 9  # people to choose from by a digit
STAND_IN = ("asker", "paper")  # written down of who asks for somebody else


class AddRequestScreen(OneForm[RequestView | None], Covered[RequestView | None]):
    """Gives the request once it is entered. `resident_id`, `name`: whose data, where that is known."""

    RIGHT = Act.DATA_REQUEST
    app: "CounterApp"
    topic = "data_requests"
    DEFAULT_CSS = "AddRequestScreen #matched { height: 1; padding: 0 2; }"

    def __init__(self, resident_id: int = 0, name: str = "") -> None:
        super().__init__()
        self._resident_id, self._name = resident_id, name
        self._shown = ""  # the person whose name, year and number stand on the screen, by id

    def where(self) -> Sequence[str]:
        """A new request, of whom."""
        return tuple(filter(None, (t("data_request_screen.adding"), self._name)))

    def rail(self) -> str:
        """What to ask, and what the days are."""
        return t("data_request_screen.rail")

    def hints(self) -> Sequence[Hint]:
        """Enter it, or leave without."""
        return (Hint("F9", "data_request_screen.enter"), Hint("Esc", commands.BACK.label_id),
                Hint("F1", commands.HELP.label_id))  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """Whose, what, who asks with which paper, about what, since when, with whom else."""
        kinds = tuple(Option(kind.value, t(f"data_request.kind.{kind}")) for kind in RequestKind)
        askers = tuple(Option(who.value, t(f"data_request.asked_by.{who}")) for who in AskerKind)
        whose = () if self._resident_id else (_field("person", max_length=80),)
        today = local(self.app.now()).date()
        yield Static(Content(t("data_request_screen.matched.type")), id="matched", markup=False)
        yield FormView(
            (
                *whose,
                _field("kind", kind=Kind.CHOICE, options=kinds),
                _field("asked_by", kind=Kind.CHOICE, options=askers, value=AskerKind.SELF.value),
                _field("asker", required=False, blank=t("data_request_screen.paper.blank")),
                _field("paper", required=False, blank=t("data_request_screen.paper.blank")),
                _field("about", required=False),
                _field("received_on", kind=Kind.DAY, value=f"{today:%d/%m/%Y}"),
                _field("third_party", kind=Kind.YES_NO, value="no"),
            )
        )

    def on_mount(self) -> None:
        """Who is known already stands there at once."""
        super().on_mount()
        if self._resident_id:
            self.tell_known()

    @work(exclusive=True, group="match")
    async def tell_known(self) -> None:
        """The person the form was opened for."""
        try:
            one = await self.app.ask(residents.get, self._resident_id)
        except CounterError as error:
            await self.app.tell(error)
            return
        born = f"{one.dob:%d/%m/%Y}" if one.dob else ""
        self._match("one", " · ".join(filter(None, (one.full_name, born, one.masked_id))))

    @on(FormView.Changed)
    def retyped(self, event: FormView.Changed) -> None:
        """Who is meant is shown while it is typed."""
        if "person" in event.changed:
            self.match(self.form.value("person"))

    @work(exclusive=True, group="match")
    async def match(self, text: str) -> None:
        """The person found, that there are several, or nobody."""
        try:
            hits = await self._people(text)
        except CounterError as error:
            await self.app.tell(error)
            return
        self._shown = hits[0].id if len(hits) == 1 else ""
        if len(hits) == 1:
            self._match("one", _person(hits[0]))
        elif hits:
            self._match("several", "; ".join(map(_person, hits[:2])))
        else:
            self._match("nobody" if text else "type", "")

    def _match(self, kind: str, who: str) -> None:
        line = one_row(t(f"data_request_screen.matched.{kind}", who=who))
        self.query_one("#matched", Static).update(Content(line))

    async def _people(self, text: str) -> list[Hit]:
        return [hit for hit in await self.app.ask(find.find, text) if hit.kind == "resident"] if text else []

    def problems(self) -> Sequence[Problem]:
        """Nothing typed is dropped unseen: of the person themselves no name or paper is written down."""
        values = self.form.values()
        alone = values["asked_by"] == AskerKind.SELF
        typed = [name for name in STAND_IN if alone and values[name]]
        return (*super().problems(), *(Problem(name, "data_request_screen.not_alone") for name in typed))

    async def send(self) -> None:
        """Find whose data, enter it."""
        values = self.form.values()
        resident = self._resident_id or await self._found(values["person"])
        if not resident:
            return
        today = local(self.app.now()).date()
        draft = RequestDraft(
            operation=self._operation,
            resident_id=resident,
            kind=RequestKind(values["kind"]),
            asked_by=AskerKind(values["asked_by"]),
            asker=values["asker"],
            paper=values["paper"],
            about=values["about"],
            third_party=values["third_party"] == "yes",
            received_on=parse_day(values["received_on"], today),
        )
        self.dismiss(await self.app.ask(data_requests.add, draft))

    async def _found(self, text: str) -> int:
        """The person meant by a name, a number or a phone; 0 when nobody was chosen. Refused: nobody is."""
        hits = await self._people(text)
        if not hits:
            raise Refused((Problem("person", "data_request_screen.nobody"),))
        if [hit.id for hit in hits] == [self._shown]:  # seen before F9
            return int(self._shown)
        from counter.widgets.dialogs import Choice, Item

        items = [Item(hit.id, _person(hit)) for hit in hits[:MOST_FOUND]]
        lines = (t("data_request_screen.narrower"),) if len(hits) > MOST_FOUND else ()
        chosen = await self.app.push_screen_wait(Choice(t("data_request_screen.which"), items, lines=lines))
        return int(chosen or 0)


def _person(hit: Hit) -> str:
    """Name, day of birth, the number as a list may show it."""
    return " · ".join(filter(None, (hit.label, hit.detail)))


def _field(
    key: str,
    *,
    kind: Kind = Kind.TEXT,
    options: tuple[Option, ...] = (),
    required: bool = True,
    value: str = "",
    blank: str = "",
    max_length: int = MOST_TEXT,
) -> Field:
    return Field(
        key=key, label=t(f"data_request_screen.{key}"), hint=t(f"data_request_screen.{key}.hint"), kind=kind,
        options=options, required=required, value=value, blank=blank,
        max_length=max_length if kind is Kind.TEXT else 0,
    )  # fmt: skip
