"""What the pages of intake share: the journey they fill together, and the base of a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from counter import commands
from counter.errors import Problem
from counter.i18n import local, t
from counter.models.catalogue import Procedure
from counter.models.dossier import IntakeDraft, Step
from counter.models.papers_seen import Proof
from counter.models.resident import ResidentView
from counter.screens.dossier.dossier_words import who
from counter.widgets.dialogs import Item
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.frame import Hint
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp


class Place(StrEnum):
    """The pages of intake. The first four are all of the step "resident"."""

    FIND = "find"
    PERSON = "person"  # typed by hand
    CHECK = "check"  # the card and the face
    BEHALF = "behalf"  # for whom, by which paper
    PROCEDURE = "procedure"
    PAPERS = "papers"
    QUESTIONS = "questions"
    CONTACT = "contact"
    REVIEW = "review"


STEP_OF = {
    Place.FIND: Step.RESIDENT,
    Place.PERSON: Step.RESIDENT,
    Place.CHECK: Step.RESIDENT,
    Place.BEHALF: Step.RESIDENT,
    Place.PROCEDURE: Step.PROCEDURE,
    Place.PAPERS: Step.PAPERS,
    Place.QUESTIONS: Step.QUESTIONS,
    Place.CONTACT: Step.CONTACT,
    Place.REVIEW: Step.REVIEW,
}
PAGE_OF = {
    Step.RESIDENT: Place.CHECK,
    Step.PROCEDURE: Place.PROCEDURE,
    Step.PAPERS: Place.PAPERS,
    Step.QUESTIONS: Place.QUESTIONS,
    Step.CONTACT: Place.CONTACT,
    Step.REVIEW: Place.REVIEW,
}


class Begin(NamedTuple):
    """How intake was opened."""

    payload: str = ""
    typed: str = ""
    resident_id: int | None = None
    procedure: str = ""
    quantities: str = ""
    draft_id: str = ""
    from_dossier: int | None = None
    visit_id: int | None = None


@dataclass(slots=True)
class Journey:
    """The draft under way, and what is known beside it. The pages read and fill it; the screen keeps it."""

    draft: IntakeDraft
    procedure: Procedure | None = None
    known: ResidentView | None = None  # the resident the store knows
    warnings: tuple[Problem, ...] = ()  # what to look at on the card
    repaired: bool = False  # the scan was damaged and had one reading
    notes: tuple[str, ...] = ()  # where the record of the known person says otherwise, in words
    open_dossiers: tuple[str, ...] = ()  # of this person, in words
    quantities: dict[str, str] = field(default_factory=dict)  # typed with the procedure: {"documents": "3x5"}
    peoples: tuple[str, ...] = ()  # the official list (dân tộc), for forms that ask for it
    typed: str = ""  # what was typed into the box: a number, a phone or a name to begin a new person with
    mending: bool = False  # a page was opened from the review and leads back there
    for_fee: bool = False  # and it was opened to mend what the fee is reckoned from
    proofs: dict[str, Proof] = field(default_factory=dict)  # papers that need not be shown again, by key

    @property
    def who(self) -> str:
        """The person with the year of birth, for the header."""
        return who(self.draft.applicant)

    def next_words(self) -> str:
        """What becomes of the card of somebody else: a dossier of their own, or one more of the household."""
        kind = "next_person" if self.draft.visit_id is None else "next_of_visit"
        return t(f"intake_screen.scan.{kind}")


class Panel(Vertical, can_focus=False):
    """One page of intake. It is made anew each time it is opened, from the journey alone."""

    app: "CounterApp"
    place: ClassVar[Place]
    DEFAULT_CSS = "Panel { height: 1fr; }"

    class Changed(Message):
        """The draft has changed: it is to be kept."""

    class Go(Message):
        """Open a page; without one, the next step that asks something."""

        def __init__(self, place: Place | None = None) -> None:
            super().__init__()
            self.place = place

    class Leave(Message):
        """Keep the draft and go back to the desk."""

    class Accept(Message):
        """Take the dossier (tiếp nhận)."""

    class Household(Message):
        """More procedures are wanted for this household: one visit of them all."""

    class NextPerson(Message):
        """A card that is none of this dossier's: keep the draft and begin with that person."""

        def __init__(self, payload: str) -> None:
            super().__init__()
            self.payload = payload

    def __init__(self, journey: Journey) -> None:
        super().__init__(id=f"page-{self.place}")
        self.journey = journey

    @property
    def host(self) -> CounterScreen[None]:
        """The screen round the page."""
        if not isinstance(self.screen, CounterScreen):
            raise TypeError("a page of intake lies on a counter screen")
        return self.screen

    @property
    def today(self) -> date:
        """The day at the counter."""
        return local(self.app.now()).date()

    async def prepare(self) -> None:
        """What must be known before the page is drawn; keys wait for it."""

    def arrive(self) -> None:
        """The page is on the screen: give the keys to what is done first."""

    def leave(self) -> None:
        """Take into the draft what stands in the fields."""

    async def done(self) -> None:
        """F9."""

    async def scanned(self, event: ScanReceived) -> bool:
        """A scan came while this page was open; True when the page has used it."""
        return False

    def back(self) -> bool:
        """Esc; True when the page itself went one step back."""
        return False

    def take_digit(self, digit: int) -> None:
        """A digit that no widget wanted."""

    def keys(self) -> Sequence[Hint]:
        """The keys of this page, beside those that every page has."""
        return ()

    def hints(self) -> Sequence[Hint]:
        """All keys of this page."""
        return (
            *self.keys(),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
            Hint("F10", commands.MORE.label_id, 30),
        )

    def message(self) -> str:
        """What the message line says on arrival."""
        return t(f"intake_screen.message.{self.place}")

    def rail(self) -> str:
        """The text beside the page where the window is wide."""
        return t(f"intake_screen.rail.{self.place}")

    def more(self) -> Sequence[Item]:
        """What F10 offers on this page before what it offers everywhere."""
        return ()

    def run(self, key: str) -> None:
        """Do a thing of `more`."""


def line(text: str, *, id: str | None = None, classes: str = "") -> Static:
    """A line of text of a page, never markup."""
    return Static(Content(text), id=id, classes=classes, markup=False)


def said(problem: Problem) -> str:
    """A problem in words."""
    params: Mapping[str, str | int] = problem.params
    return t(problem.message_id, **params)
