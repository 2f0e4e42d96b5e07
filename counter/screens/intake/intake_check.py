"""Intake, the card and the face: what the card says, and the question a clerk answers by looking (ux B4)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from textual import on, work
from textual.widget import Widget

from counter.i18n import day, local, t
from counter.models.dossier import IdentityCheck
from counter.models.numbers import mask_number, mask_phone
from counter.papers.words import phone as phone_words
from counter.rules import intake_checks
from counter.rules.rights import Act, may
from counter.screens.dossier import seen_whole
from counter.screens.intake.intake_panel import Panel, Place, line, said
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.parts.wording import age
from counter.widgets.dialogs import Item
from counter.widgets.fields import Field
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

LOW = 22  # rows of the window below which blank ones go
ANSWERS = (IdentityCheck.SAME_PERSON, IdentityCheck.FOR_ANOTHER, IdentityCheck.DOUBTED)


class CheckPanel(Panel):
    """Does the face match the photo? Never preset: a digit answers, Enter does nothing."""

    place = Place.CHECK

    @property
    def locked(self) -> bool:
        """Whether this person may not check identities."""
        return not may(self.app.actor, Act.CHECK_IDENTITY)

    @property
    def settled(self) -> bool:
        """Whether a clerk has answered."""
        return self.journey.draft.identity in (IdentityCheck.SAME_PERSON, IdentityCheck.FOR_ANOTHER)

    def compose(self) -> Iterable[Widget]:
        """The facts, what is odd about them, the question, the person's other dossiers."""
        from_card = self.journey.draft.applicant.from_card
        yield line(t(f"intake_screen.check.title.{'card' if from_card else 'paper'}"), classes="question")
        yield Facts(self._facts(), id="check-facts")
        yield Facts(self._question(), id="check-question")
        yield Facts(self._notes(), id="check-notes")

    def arrive(self) -> None:
        """No widget has the keys: a digit, and only a digit, answers."""
        self.screen.set_focus(None)

    def keys(self) -> Sequence[Hint]:
        """1 to 3; F9 where there is nothing to answer here any more."""
        doubted = self.journey.draft.identity is IdentityCheck.DOUBTED
        goes_on = () if doubted else (Hint("F9", "intake_screen.key.go_on"),)
        if self.locked:
            return goes_on
        digits = f"1–{len(ANSWERS) + self._alone}"
        return (*(goes_on if self.settled else ()), Hint(digits, "intake_screen.key.answer", 3))

    def message(self) -> str:
        """Where the facts come from."""
        person = self.journey.draft.applicant
        if self.locked:
            return t("intake_screen.check.locked_message")
        if not person.from_card:
            return t("intake_screen.message.check_paper")
        return t(
            "intake_screen.message.check_repaired" if self.journey.repaired else "intake_screen.message.check"
        )

    def more(self) -> Sequence[Item]:
        """Mend what was read."""
        mend = (Item("edit", t("intake_screen.check.edit")), Item("other", t("intake_screen.check.other")))
        return (*mend, seen_whole.item()) if self._masked else mend

    def run(self, key: str) -> None:
        """Mend by hand, begin with another person, or see what is masked."""
        if key == "see_whole":
            self.see_whole()
            return
        self.journey.typed = ""
        self.post_message(self.Go(Place.PERSON if key == "edit" else Place.FIND))

    @property
    def _masked(self) -> bool:
        """Nobody has shown a card: what the store knows of the person is not for every eye."""
        person = self.journey.draft.applicant
        return person.resident_id is not None and not person.from_card

    @work(group="see_whole")
    async def see_whole(self) -> None:
        """The number and the phones, for a reason that is kept."""
        person = self.journey.draft.applicant
        if person.resident_id is not None:
            await seen_whole.of_person(self.app, person.resident_id, person.full_name)

    def back(self) -> bool:
        """Esc: scan again."""
        self.post_message(self.Go(Place.REVIEW if self.journey.mending else Place.FIND))
        return True

    def take_digit(self, digit: int) -> None:
        """The answer."""
        household = digit == len(ANSWERS) + 1 and self._alone
        if digit > len(ANSWERS) and not household:
            return
        if self.locked:
            self.host.say("intake_screen.check.locked", tone="warn")
            return
        answer = IdentityCheck.SAME_PERSON if household else ANSWERS[digit - 1]
        kept = self.journey.draft.behalf_of if answer is IdentityCheck.FOR_ANOTHER else ""
        paper = self.journey.draft.behalf_paper if kept else ""
        self.journey.draft = replace(self.journey.draft, identity=answer, behalf_of=kept, behalf_paper=paper)
        self.post_message(self.Changed())
        if answer is IdentityCheck.DOUBTED:
            self.query_one("#check-question", Facts).show(self._question())
            self.host.refresh_frame()
            self.host.say("intake_screen.check.stopped", tone="warn")
        elif household:
            self.post_message(self.Household())
        else:
            self.post_message(self.Go(Place.BEHALF if answer is IdentityCheck.FOR_ANOTHER else None))

    async def done(self) -> None:
        """F9: go on; for a volunteer with the check left to a clerk."""
        if self.settled or self.locked:
            self.post_message(self.Go())
        else:
            self.host.say("intake_screen.check.answer_first", tone="warn")

    @property
    def _alone(self) -> bool:
        """Whether this is no household's visit yet, and one can begin here."""
        return self.journey.draft.visit_id is None and not self.journey.draft.procedure_code

    @property
    def _low(self) -> bool:
        """Whether rows are short: large print."""
        return self.app.size.height < LOW

    def _gap(self) -> list[Fact]:
        return [] if self._low else [Fact("", "")]

    # --- texts --------------------------------------------------------------------------------------------

    def _facts(self) -> list[Fact]:
        person, known = self.journey.draft.applicant, self.journey.known
        unknown = t("intake_screen.check.not_known")
        born = f"{day(person.dob)}   {age(person.dob, self.today)}" if person.dob else unknown
        sex = t("intake_screen.check.sex", sex=person.gender or unknown)
        number = person.citizen_id or person.old_cmnd
        number = (mask_number(number) if self._masked else number) or unknown
        issued = t("intake_screen.check.issued", day=day(person.issue_date)) if person.issue_date else ""
        facts = [
            Fact(t("intake_screen.check.name"), person.full_name.upper(), "strong"),
            Fact(t("intake_screen.check.born"), f"{born}      {sex}"),
            Fact(t("intake_screen.check.number"), f"{number}      {issued}".rstrip()),
            Fact(t("intake_screen.check.address"), person.address or unknown),
        ]
        contact = self.journey.draft.contact
        if contact.phone:
            noted = ""
            if known is not None:
                noted = t("intake_screen.check.noted", day=day(local(known.updated_at).date()))
            number = mask_phone(contact.phone) if self._masked else phone_words(contact.phone)
            facts.append(Fact(t("intake_screen.check.phone"), f"{number}   {noted}".rstrip()))
        # What to look at again: the card is taken all the same.
        return [
            *facts,
            *(
                Fact("", f"! {said(problem)}", "warn")
                for problem in self.journey.warnings[: 2 if self._low else 3]
            ),
        ]

    def _question(self) -> list[Fact]:
        draft = self.journey.draft
        if draft.identity is IdentityCheck.DOUBTED:
            return [*self._gap(), Fact("", "! " + t("intake_screen.check.doubt"), "warn"),
                    Fact("", t("intake_screen.check.doubt_do"))]  # fmt: skip
        if self.locked:
            return [
                *self._gap(),
                Fact("", "– " + t("intake_screen.check.question"), "weak"),
                Fact("", t("intake_screen.check.locked"), "weak", indent=2),
            ]
        rows = [*self._gap(), Fact("", "► " + t("intake_screen.check.question"), "strong")]
        for number, answer in enumerate(ANSWERS, start=1):
            mark = "√" if answer is draft.identity else " "
            rows.append(Fact("", f"{mark}{number} {t(f'intake_screen.check.answer.{answer}')}", indent=3))
        if self._alone:
            rows.append(Fact("", f" {len(ANSWERS) + 1} {t('visit.answer')}", indent=3))
        return rows

    def _notes(self) -> list[Fact]:
        rows = self._gap() + [Fact("", f"· {words}") for words in self.journey.notes]
        if self.journey.open_dossiers:
            rows.append(Fact("", t("intake_screen.check.open", n=len(self.journey.open_dossiers))))
            rows += [Fact("", f"· {words}", indent=2) for words in self.journey.open_dossiers[:2]]
        return rows


class BehalfPanel(Panel):
    """For whom, and by which paper."""

    place = Place.BEHALF

    def compose(self) -> Iterable[Widget]:
        """Two fields."""
        draft = self.journey.draft
        yield line(t("intake_screen.behalf.question"), classes="question")
        yield FormView(
            (
                Field(
                    key="behalf_of",
                    label=t("intake_screen.behalf.whom"),
                    value=draft.behalf_of,
                    hint=t("intake_screen.behalf.whom_hint"),
                    max_length=120,
                ),
                Field(
                    key="behalf_paper",
                    label=t("intake_screen.behalf.paper"),
                    value=draft.behalf_paper,
                    hint=t("intake_screen.behalf.paper_hint"),
                    max_length=200,
                ),
            ),
            today=self.today,
        )

    def arrive(self) -> None:
        """The first empty field."""
        self.query_one(FormView).focus_first()

    def keys(self) -> Sequence[Hint]:
        """F9 goes on."""
        return (Hint("F9", "intake_screen.key.go_on"), Hint("Enter", "intake_screen.key.next_field", 50))

    @on(FormView.Changed)
    def changed(self) -> None:
        """Keep it."""
        self.leave()
        self.post_message(self.Changed())

    def leave(self) -> None:
        """Name and paper."""
        values = self.query_one(FormView).values()
        self.journey.draft = replace(
            self.journey.draft, behalf_of=values["behalf_of"], behalf_paper=values["behalf_paper"]
        )

    async def done(self) -> None:
        """Both are needed."""
        self.leave()
        fields = {"behalf_of", "behalf_paper"}
        found = intake_checks.problems(self.journey.draft, self.journey.procedure, self.today)
        problems = [problem for problem in found if problem.field in fields]
        self.query_one(FormView).set_errors(problems)
        if not problems:
            self.post_message(self.Go())

    def back(self) -> bool:
        """Esc: the question again."""
        self.post_message(self.Go(Place.CHECK))
        return True
