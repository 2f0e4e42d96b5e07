"""Intake, the questions of the procedure: its e-form, prefilled from the card, and what the fee needs."""

from collections.abc import Iterable, Mapping, Sequence

from textual import on, work
from textual.widget import Widget

from counter.i18n import t
from counter.models.catalogue import FieldType, FormField
from counter.models.identity import Card
from counter.rules.cards import read_scan
from counter.screens.intake import intake_fields
from counter.screens.intake.intake_panel import Panel, Place, line
from counter.screens.intake.intake_procedure import title
from counter.widgets.dialogs import Choice, Item
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.form import FormView
from counter.widgets.frame import Hint


class QuestionsPanel(Panel):
    """One dense form: a field a row."""

    place = Place.QUESTIONS
    _at = ""  # the field that has the keys
    _offers = False  # whether F5 has anything to fill in

    def compose(self) -> Iterable[Widget]:
        """The form."""
        procedure = self.journey.procedure
        if procedure is None:
            return
        yield line(t("intake_screen.questions.question", name=title(procedure)), classes="question")
        fields = intake_fields.fields_of(procedure, self.journey.draft, self.journey.peoples)
        self._offers = any(field.suggestion for field in fields)
        yield FormView(fields, today=self.today)

    @property
    def form(self) -> FormView:
        """The form."""
        return self.query_one(FormView)

    def arrive(self) -> None:
        """The first required field that is empty; the fee's own questions when those are to be mended."""
        asked = [key for key in self.form.values() if key.startswith(intake_fields.FEE)]
        if self.journey.for_fee and asked:
            self.form.focus_field(asked[0])
        else:
            self.form.focus_first()
        self.journey.for_fee = False

    def keys(self) -> Sequence[Hint]:
        """F9 checks all at once."""
        suggest = (Hint("F5", "command.suggest", 60),) if self._offers else ()
        return (
            Hint("F9", "intake_screen.key.questions_done"),
            Hint("Enter", "intake_screen.key.next_field", 10),
            *suggest,
            Hint("Ctrl+Z", "intake_screen.key.undo", 65),
        )

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self._at = event.field.key
        self.host.hint(event.hint)

    @on(FormView.AtEnd)
    def at_end(self) -> None:
        """Enter commits nothing."""
        self.host.say("intake_screen.questions.at_end")

    @on(FormView.Changed)
    def changed(self) -> None:
        """Keep what is typed."""
        self.leave()
        self.post_message(self.Changed())

    def leave(self) -> None:
        """The answers, in stored form where they can be read."""
        procedure = self.journey.procedure
        if procedure is not None:
            self.journey.draft = intake_fields.with_values(
                self.journey.draft, procedure, self.form.values(), self.today
            )

    async def done(self) -> None:
        """All problems at once, or on."""
        procedure = self.journey.procedure
        if procedure is None:
            return
        self.leave()
        found = intake_fields.problems(self.journey.draft, procedure, self.form.values(), self.today)
        self.form.set_errors(found)
        if not found:
            self.post_message(self.Go())

    # --- a card scanned here --------------------------------------------------------------------------

    async def scanned(self, event: ScanReceived) -> bool:
        """The card of the mother, the father, the deceased: into the field that asks for a number."""
        card = read_scan(event.payload).card
        if card is None or not self._numbers():
            return False
        if any(field.key == self._at for field in self._numbers()):
            self._fill(self._at, card)
        else:
            self._ask_where(card, event)
        return True

    def _numbers(self) -> list[FormField]:
        procedure = self.journey.procedure
        fields = procedure.fields if procedure else ()
        return [field for field in fields if field.type is FieldType.ID_NUMBER]

    @work(group="dialog")
    async def _ask_where(self, card: Card, event: ScanReceived) -> None:
        items = where_to(self._numbers(), self.form.values(), self.journey.next_words())
        lines = (t("intake_screen.scan.whose", name=card.full_name),)
        chosen = await self.app.push_screen_wait(Choice(t("intake_screen.scan.title"), items, lines=lines))
        if chosen == "next":
            self.post_message(self.NextPerson(event.payload))
        elif chosen is not None:
            self._fill(chosen, card)

    def _fill(self, key: str, card: Card) -> None:
        field = next(field for field in self._numbers() if field.key == key)
        name = f", {card.full_name}" if field.more_text else ""
        self.form.set_value(key, card.citizen_id + name)
        self.form.focus_field(key)
        self.form.step(1)
        self.host.say("intake_screen.scan.filled", tone="good", label=field.label, name=card.full_name)


def where_to(numbers: Sequence[FormField], values: Mapping[str, str], next_words: str) -> list[Item]:
    """Where the number of a scanned card may go; over a number that stands there last of all.

    The first line is what a hasty Enter takes: it never makes somebody else of the person who asks.
    """
    filled = [field for field in numbers if values.get(field.key)]
    empty = [field for field in numbers if not values.get(field.key)]
    return [
        *(Item(field.key, t("intake_screen.scan.into", label=field.label)) for field in empty),
        Item("next", next_words),
        *(
            Item(field.key, t("intake_screen.scan.over", label=field.label, now=values[field.key]))
            for field in filled
        ),
    ]
