"""Intake, a person typed by hand: no card, or a card that cannot be read (ux B4, F10)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from textual import on
from textual.message import Message
from textual.widget import Widget

from counter.errors import Problem
from counter.i18n import day, t
from counter.models.dossier import Applicant, Contact, IdentityCheck
from counter.models.find import MeaningKind
from counter.rules import applicant_checks, cards, citizen_id
from counter.rules.phones import parse_phone
from counter.screens.intake import intake_steps
from counter.screens.intake.intake_fields import ROOMY
from counter.screens.intake.intake_panel import Journey, Panel, Place, line
from counter.services.search.find import classify
from counter.widgets.fields import Field, Kind, Option, typed_day
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

SEXES = (citizen_id.MALE, citizen_id.FEMALE)
TEXTS = ("full_name", "citizen_id", "address")
KEYS = {"name": "full_name", "number": "citizen_id"}  # where the field of the applicant is called otherwise


class PersonPanel(Panel):
    """Name, day of birth, sex, and what else there is."""

    place = Place.PERSON

    def __init__(self, journey: Journey) -> None:
        super().__init__(journey)
        self._was = journey.draft.applicant  # whom the draft was of when the page was opened

    class Typed(Message):
        """A person who can be kept."""

        def __init__(self, applicant: Applicant) -> None:
            super().__init__()
            self.applicant = applicant

    def compose(self) -> Iterable[Widget]:
        """The form, begun with what was typed into the box."""
        yield line(t("intake_screen.person.question"), classes="question")
        yield FormView(self._fields(), today=self.today)

    def _fields(self) -> tuple[Field, ...]:
        start, phone = self._start()
        sexes = tuple(Option(sex, t(f"intake_screen.sex.{number}")) for number, sex in enumerate(SEXES))
        return (
            _field("name", Kind.TEXT, start.full_name, required=True),
            _field("dob", Kind.BIRTH, day(start.dob) if start.dob else ""),
            _field("gender", Kind.CHOICE, start.gender, sexes),
            _field("number", Kind.CITIZEN_ID, start.citizen_id or start.old_cmnd),
            _field("address", Kind.TEXT, start.address),
            _field("phone", Kind.PHONE, phone),
        )

    def _start(self) -> tuple[Applicant, str]:
        """What is known: the applicant of the draft, or what was typed into the box, as what it is."""
        person, phone = self.journey.draft.applicant, self.journey.draft.contact.phone
        typed = self.journey.typed
        if not typed:
            return person, phone
        meaning = classify(typed)
        if meaning.kind in (MeaningKind.CITIZEN_ID, MeaningKind.OLD_ID):
            return Applicant(citizen_id=meaning.text), ""
        if meaning.kind is MeaningKind.PHONE:
            return Applicant(), meaning.text
        return Applicant(full_name=typed), ""

    def arrive(self) -> None:
        """The first empty field, whatever was typed into the box already."""
        form = self.query_one(FormView)
        values = form.values()
        form.focus_field(next((key for key, value in values.items() if not value), "full_name"))

    def keys(self) -> Sequence[Hint]:
        """F9 goes on."""
        return (Hint("F9", "intake_screen.key.go_on"), Hint("Enter", "intake_screen.key.next_field", 50))

    @on(FormView.Changed)
    def changed(self) -> None:
        """A person half typed is kept too."""
        self.leave()
        self.post_message(self.Changed())

    def leave(self) -> None:
        """What stands in the fields; a number of nobody's card is not yet a known person."""
        applicant = self._applicant()
        draft = replace(self.journey.draft, applicant=applicant, contact=self._contact())
        if intake_steps.is_somebody_else(self._was, applicant):
            draft = replace(draft, identity=IdentityCheck.NOT_DONE, behalf_of="", behalf_paper="")
        self.journey.draft = draft
        self.journey.typed = ""

    def _applicant(self) -> Applicant:
        form = self.query_one(FormView)
        values = form.values()
        before = self.journey.draft.applicant
        typed = applicant_checks.tidy(
            replace(
                before,
                full_name=values["full_name"],
                citizen_id=values["citizen_id"],
                gender=values["gender"],
                dob=form.day("dob"),
                address=values["address"],
            )
        )
        if intake_steps.is_somebody_else(self._was, typed):
            typed = replace(typed, issue_date=None, extra_fields=())
        same = typed.citizen_id == before.citizen_id and typed.full_name == before.full_name
        return typed if same else replace(typed, resident_id=None, from_card=False, old_cmnd="")

    def _contact(self) -> Contact:
        phone = self.query_one(FormView).value("phone")
        before = self.journey.draft.contact
        if phone == before.phone:
            return before
        return replace(before, phone=phone if phone != "0" else "", kind=intake_steps.contact_kind("", phone))

    async def done(self) -> None:
        """All faults at once; then: is this somebody we know?"""
        form = self.query_one(FormView)
        self.leave()
        problems = self._problems(form.values(), self.today)
        form.set_errors(problems)
        if not problems:
            self.post_message(self.Typed(self.journey.draft.applicant))

    def _problems(self, values: dict[str, str], today: date) -> list[Problem]:
        found = [
            Problem(key, "intake_screen.garbled", {"label": t("intake_screen.person.card")})
            for key in TEXTS
            if cards.is_scan_fragment(values[key])
        ]
        if not values["full_name"]:
            found.append(Problem("full_name", "procedure.intake.no_name"))
        if values["dob"] and typed_day(values["dob"], today, past=True) is None:
            found.append(Problem("dob", "form.date.unreadable", {"text": values["dob"][:30]}))
        broken = {problem.field for problem in found}
        applicant = self.journey.draft.applicant
        found += [p for p in applicant_checks.problems(applicant, today) if p.field not in broken]
        phone = values["phone"]
        if phone and phone != "0" and not (read := parse_phone(phone)).usable:
            reason = read.problem or Problem("", "phones.unreadable")
            found.append(Problem("phone", reason.message_id, reason.params))
        return found

    def back(self) -> bool:
        """Esc: the box again."""
        self.post_message(self.Go(Place.REVIEW if self.journey.mending else Place.FIND))
        return True


def _field(
    name: str, kind: Kind, value: str, options: tuple[Option, ...] = (), *, required: bool = False
) -> Field:
    return Field(
        key=KEYS.get(name, name),
        label=t(f"intake_screen.person.{name}"),
        kind=kind,
        value=value,
        hint=t(f"intake_screen.person.{name}_hint"),
        options=options,
        required=required,
        max_length=applicant_checks.MAX_ADDRESS if kind is Kind.TEXT else 0,
        width=ROOMY if kind in (Kind.BIRTH, Kind.CITIZEN_ID, Kind.PHONE) else 0,
    )
