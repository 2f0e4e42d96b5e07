"""For the resident's eyes (cho dân xem): only their own data, at most twelve lines, no codes (ux E29)."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual import work
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import CounterError
from counter.i18n import day, t
from counter.models.catalogue import Procedure
from counter.models.dossier import Answer, Applicant, Appointment, Contact, DossierView, IntakeDraft
from counter.models.money import Quote
from counter.screens.intake.intake_procedure import title
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.parts.wording import contact_words, moment, total_words
from counter.services.intake import intake
from counter.services.people import lookups
from counter.widgets.frame import Hint
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp

_NUMBER = re.compile(r"[0-9]{9,}")  # an identity number is a code, and may be somebody else's
MOST_LINES = 12
MOST_ANSWERS = 5


class ResidentViewScreen(CounterScreen[None]):
    """The screen turned to the person it is about. Nobody else's data, nothing of the counter's own.

    Of an accepted dossier it shows the phone whole, so it is a look like any other: counted and kept.
    """

    WIDE = True
    app: "CounterApp"
    topic = "resident_view"

    def __init__(
        self, *, ref: str = "", draft: IntakeDraft | None = None, procedure: Procedure | None = None
    ) -> None:
        super().__init__()
        self._ref = ref
        self._draft = draft
        self._procedure = procedure

    def where(self) -> Sequence[str]:
        """Whose data."""
        return (t("resident_view.title"),)

    def hints(self) -> Sequence[Hint]:
        """Only the way back."""
        return (Hint("Esc", "resident_view.back"), Hint("F1", commands.HELP.label_id))

    def body(self) -> Iterable[Widget]:
        """The question, the lines."""
        yield Static(Content(t("resident_view.question")), id="resident-question", markup=False)
        facts = of_draft(self._draft, self._procedure, None, None) if self._draft else ()
        yield Facts(facts, id="resident-facts")

    def on_mount(self) -> None:
        """Fee and appointment come from the services."""
        self.hint(t("resident_view.message"))
        self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """The dossier, or what the draft would come to."""
        try:
            if self._draft is not None:
                preview = await self.app.ask(intake.preview, self._draft)
                facts = of_draft(self._draft, self._procedure, preview.quote, preview.appointment)
            else:
                facts = of_dossier(await self.app.ask(lookups.show_dossier, self._ref))
        except CounterError as error:
            await self.app.tell(error)
            self.dismiss()
            return
        self.query_one("#resident-facts", Facts).show(facts)


def of_draft(
    draft: IntakeDraft, procedure: Procedure | None, quote: Quote | None, due: Appointment | None
) -> tuple[Fact, ...]:
    """What a person may check of an intake under way."""
    name = title(procedure) if procedure else ""
    return _facts(draft.applicant, draft.behalf_of, name, draft.answers, draft.contact, quote, due)


def of_dossier(view: DossierView) -> tuple[Fact, ...]:
    """What a person may check of an accepted dossier."""
    return _facts(
        view.applicant,
        view.behalf_of,
        view.procedure_name,
        view.answers,
        view.contact,
        view.quote,
        view.appointment,
    )


def _facts(
    person: Applicant,
    behalf_of: str,
    procedure: str,
    answers: Sequence[Answer],
    contact: Contact,
    quote: Quote | None,
    due: Appointment | None,
) -> tuple[Fact, ...]:
    own = {person.full_name, person.citizen_id, person.address}
    told = [a for a in answers if a.value not in own and not _NUMBER.search(a.value)]
    pairs = [
        (t("resident_view.name"), person.full_name.upper()),
        (t("resident_view.born"), day(person.dob) if person.dob else ""),
        (t("resident_view.address"), person.address),
        (t("resident_view.for"), behalf_of.upper()),
        (t("resident_view.procedure"), procedure),
        *((answer.label, answer.value.replace("\n", "; ")) for answer in told[:MOST_ANSWERS]),
        (t("resident_view.contact"), contact_words(contact) if contact.kind else ""),
        (t("resident_view.fee"), total_words(quote) if quote and quote.lines else ""),
        (t("resident_view.due"), moment(due.due) if due and due.due else ""),
    ]
    return tuple(Fact(label, value, "strong") for label, value in pairs if value)[:MOST_LINES]
