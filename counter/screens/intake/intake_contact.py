"""Intake, how it is filed, how the result comes back, how the resident is told. None is a full answer."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from textual import on
from textual.widget import Widget

from counter.errors import Problem
from counter.i18n import day, t
from counter.models.catalogue import Channel, Procedure
from counter.models.dossier import Contact, ContactKind, ResultWay, Step
from counter.rules import intake_checks
from counter.rules.cards import is_scan_fragment
from counter.screens.intake import intake_steps
from counter.screens.intake.intake_fields import ROOMY
from counter.screens.intake.intake_panel import Panel, Place, line
from counter.widgets.fields import Field, Kind, Option, typed_day
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

NOTE_LENGTH = 500
MOST = {"best_time": 60}  # letters


class ContactPanel(Panel):
    """A number, or 0; the rest only where it is otherwise."""

    place = Place.CONTACT

    def compose(self) -> Iterable[Widget]:
        """The form."""
        yield line(t("intake_screen.contact.question"), classes="question")
        yield FormView(self._fields(), today=self.today)

    def _fields(self) -> tuple[Field, ...]:
        draft, contact = self.journey.draft, self.journey.draft.contact
        phone = "0" if contact.kind is ContactKind.NONE else contact.phone
        back = day(contact.comes_back_on) if contact.comes_back_on else ""
        kinds = tuple(Option(kind.value, t(f"intake_screen.contact.kind.{kind}")) for kind in ContactKind)
        fields = [
            _field("phone", Kind.PHONE, phone),
            _field("kind", Kind.CHOICE, contact.kind.value if contact.kind else "", kinds),
            _field("whose", Kind.TEXT, contact.whose),
            _field("best_time", Kind.TEXT, contact.best_time),
            _field("comes_back_on", Kind.DAY, back),
            _field("result_way", Kind.CHOICE, draft.result_way or "", result_ways(self.journey.procedure)),
        ]
        ways = intake_steps.channels(self.journey.procedure) if self.journey.procedure else ()
        if len(ways) > 1:
            options = tuple(Option(way.value, t(f"intake_screen.contact.channel.{way}")) for way in ways)
            fields.append(_field("channel", Kind.CHOICE, draft.channel.value, options))
        return (*fields, _field("note", Kind.TEXT, draft.note))

    @property
    def form(self) -> FormView:
        """The form."""
        return self.query_one(FormView)

    def arrive(self) -> None:
        """The number comes first."""
        self.form.focus_field("phone")

    def keys(self) -> Sequence[Hint]:
        """F9 goes on."""
        return (
            Hint("F9", "intake_screen.key.contact_done"),
            Hint("Enter", "intake_screen.key.next_field", 10),
            Hint("Ctrl+Z", "intake_screen.key.undo", 65),
        )

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.host.hint(event.hint)

    @on(FormView.Changed)
    def changed(self) -> None:
        """Keep what is typed."""
        self.leave()
        self.post_message(self.Changed())

    def leave(self) -> None:
        """The contact; a number without a word is the resident's own, 0 is none."""
        values = self.form.values()
        phone = values["phone"]
        kind = intake_steps.contact_kind(values["kind"], phone)
        if values["kind"] and phone not in ("", "0") and kind is ContactKind.NONE:
            kind = intake_steps.contact_kind("", phone)  # a number was typed after "none"
        contact = Contact(
            kind=kind,
            phone="" if phone == "0" else phone,
            whose=values["whose"],
            comes_back_on=self.form.day("comes_back_on"),
            best_time=values["best_time"],
        )
        draft = self.journey.draft
        self.journey.draft = replace(
            draft,
            contact=contact,
            result_way=ResultWay(values["result_way"]) if values["result_way"] else None,
            channel=Channel(values.get("channel") or draft.channel),
            note=values["note"],
        )

    async def done(self) -> None:
        """All problems at once, or on."""
        self.leave()
        found = self._problems()
        self.form.set_errors(found)
        if not found:
            self.post_message(self.Go())

    def _problems(self) -> list[Problem]:
        """The rules of the step, each at the field that mends it."""
        values = self.form.values()
        found = [
            Problem(key, "intake_screen.garbled", {"label": t(f"intake_screen.contact.{key}")})
            for key in ("whose", "best_time", "note")
            if is_scan_fragment(values[key])
        ]
        back = values["comes_back_on"]
        if back and typed_day(back, self.today) is None:
            found.append(Problem("comes_back_on", "form.date.unreadable", {"text": back[:30]}))
        draft, procedure = self.journey.draft, self.journey.procedure
        for problem in (
            *intake_checks.problems(draft, procedure, self.today, Step.CONTACT),
            *intake_checks.problems(draft, procedure, self.today, Step.PROCEDURE),
        ):
            if problem.message_id == "procedure.intake.contact":
                found.append(Problem("phone", "intake_screen.contact.ask"))
            elif problem.field in values:
                found.append(problem)
        return found


def result_ways(procedure: Procedure | None) -> tuple[Option, ...]:
    """How a result can be collected: always at the counter, else as it can be filed."""
    ways = [ResultWay.COUNTER]
    if procedure is None or procedure.channels.get(Channel.POST) is not False:
        ways.append(ResultWay.POST)
    if procedure is None or procedure.channels.get(Channel.ONLINE) is not False:
        ways.append(ResultWay.ONLINE)
    return tuple(Option(way.value, t(f"intake_screen.contact.way.{way}")) for way in ways)


def _field(key: str, kind: Kind, value: str, options: tuple[Option, ...] = ()) -> Field:
    return Field(
        key=key,
        label=t(f"intake_screen.contact.{key}"),
        kind=kind,
        value=value,
        hint=t(f"intake_screen.contact.{key}_hint"),
        options=options,
        required=key in ("phone", "result_way"),
        max_length=MOST.get(key, NOTE_LENGTH) if kind is Kind.TEXT else 0,
        width=ROOMY if kind is Kind.DAY else 0,
    )
