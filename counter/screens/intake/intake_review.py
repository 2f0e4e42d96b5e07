"""Intake, the reading back: seven numbered items, nothing is accepted until F9 (ux B8)."""

from collections.abc import Iterable, Sequence

from textual import on, work
from textual.widget import Widget

from counter.errors import CounterError, Problem
from counter.i18n import money, t
from counter.models.dossier import IdentityCheck, PaperState, Preview, Step
from counter.rules.rights import Act, may
from counter.screens.intake import intake_steps
from counter.screens.intake.intake_panel import Panel, Place, line, said
from counter.screens.intake.intake_procedure import title
from counter.screens.intake.intake_review_list import Entry, ReviewList
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.parts.wording import contact_words, moment, proof_day, total_words
from counter.services.intake import intake
from counter.widgets.cells import cut
from counter.widgets.dialogs import Item
from counter.widgets.dialogs import Message as Notice
from counter.widgets.frame import Hint

PAGES = {
    "resident": Place.CHECK,
    "procedure": Place.PROCEDURE,
    "papers": Place.PAPERS,
    "questions": Place.QUESTIONS,
    "contact": Place.CONTACT,
    "fee": Place.QUESTIONS,
}
ITEM_OF = {
    Step.RESIDENT: "resident",
    Step.PROCEDURE: "procedure",
    Step.PAPERS: "papers",
    Step.QUESTIONS: "questions",
    Step.CONTACT: "contact",
}
IN_HAND = frozenset({PaperState.SUBMITTED, PaperState.PRESENTED, PaperState.FROM_DATABASE})
KNOWN = 24  # cells of a paper's name, where the day it was seen is said too
MOST_ROWS = {"procedure": 2, "papers": 2}
LOW = 22  # rows
PROBLEMS_LOW, PROBLEMS_SHOWN = 2, 4
LINE = 60  # cells of a problem: the narrowest window has room for it
ANSWERS_LOW, ANSWERS_SHOWN = 3, 7  # answers of the form; the whole of it is behind its number
SHOW_RESIDENT = "show"


class ReviewPanel(Panel):
    """Read it aloud; F9 accepts."""

    place = Place.REVIEW
    preview: Preview | None = None

    def compose(self) -> Iterable[Widget]:
        """The seven items, what is easily wrong, what still stands against it."""
        yield line(t("intake_screen.review.question"), classes="question")
        yield Facts(self._top(), id="review-top")
        yield ReviewList(self._entries(), id="review-list")

    def arrive(self) -> None:
        """The list has the keys; fee and appointment are reckoned beside it."""
        self.screen.set_focus(self.query_one(ReviewList))
        self.reckon()

    @work(exclusive=True, group="preview")
    async def reckon(self) -> None:
        """What it would come to now."""
        try:
            preview = await self.app.ask(intake.preview, self.journey.draft)
        except CounterError as error:
            await self.app.tell(error)
            return
        if not self.is_mounted:
            return
        self.preview = preview
        self.query_one(ReviewList).show(self._entries())
        self.query_one("#review-top", Facts).show(self._top())
        self.host.refresh_frame()

    # --- keys ---------------------------------------------------------------------------------------------

    def keys(self) -> Sequence[Hint]:
        """F9 accepts; a volunteer sees it locked."""
        return (
            self._main(),
            Hint("1–7", "intake_screen.key.mend", 4),
            *(() if self._in_visit else (Hint("F3", "visit.key.household", 45),)),
        )

    @property
    def _in_visit(self) -> bool:
        """Whether it is accepted with the rest of a household's visit."""
        return self.journey.draft.visit_id is not None

    def _main(self) -> Hint:
        if self._in_visit:
            return Hint("F9", "visit.key.back")
        return Hint("F9", "intake_screen.key.accept", reason=self.why_not())

    def why_not(self) -> str:
        """Why the dossier cannot be accepted by this person now; empty: it can."""
        if not may(self.app.actor, Act.ACCEPT):
            return t("intake_screen.review.locked")
        found = self.preview.problems if self.preview else ()
        return t("intake_screen.review.open", n=len(found), first=said(found[0])) if found else ""

    def message(self) -> str:
        """Who may do what here."""
        if not may(self.app.actor, Act.ACCEPT):
            return t("intake_screen.review.locked")
        return super().message()

    def more(self) -> Sequence[Item]:
        """Show it to the resident; another procedure."""
        return (
            Item(SHOW_RESIDENT, t("intake_screen.review.show")),
            Item("procedure", t("intake_screen.review.other_procedure")),
        )

    def run(self, key: str) -> None:
        """Another procedure for the same person; a visit of the household."""
        if key == "procedure":
            self._mend("procedure")
        elif key == "household":
            self.post_message(self.Household())

    async def done(self) -> None:
        """F9, when nothing stands against it."""
        self.post_message(self.Accept())

    @on(ReviewList.Chosen)
    def chosen(self, event: ReviewList.Chosen) -> None:
        """Mend an item, or say how the appointment was reckoned."""
        if event.key == "due":
            self._explain()
        else:
            self._mend(event.key)

    def _mend(self, key: str) -> None:
        self.journey.mending, self.journey.for_fee = True, key == "fee"
        self.post_message(self.Go(PAGES[key]))

    @work(group="dialog")
    async def _explain(self) -> None:
        appointment = self.preview.appointment if self.preview else None
        if appointment is None:
            return
        when = moment(appointment.due) if appointment.due else t("intake_screen.review.due_unknown")
        await self.app.push_screen_wait(
            Notice(
                when,
                t("intake_screen.review.due_reason", reason=appointment.reason),
                "\n".join(appointment.warnings),
                title=t("intake_screen.review.due"),
            )
        )

    # --- texts --------------------------------------------------------------------------------------------

    def _entries(self) -> list[Entry]:
        lines = {
            "resident": self._resident(),
            "procedure": (title(self.journey.procedure),) if self.journey.procedure else (),
            "papers": self._papers(),
            "questions": self._answers(),
            "contact": self._contact(),
            "fee": self._fee(),
            "due": self._due(),
        }
        open_items = {ITEM_OF[self._step_of(p)] for p in self.preview.problems} if self.preview else set()
        mend = t("intake_screen.review.mend")
        return [
            Entry(
                key,
                t(f"intake_screen.review.{key}"),
                tuple(text for text in texts if text) or (t("intake_screen.review.nothing"),),
                mend=t("intake_screen.review.why") if key == "due" else mend,
                tone="warn" if key in open_items else "",
                most=MOST_ROWS.get(key, 0),
            )
            for key, texts in lines.items()
        ]

    def _step_of(self, problem: Problem) -> Step:
        return intake_steps.step_of_problem(problem.field, self.journey.procedure)

    def _resident(self) -> tuple[str, ...]:
        draft = self.journey.draft
        person = draft.applicant
        facts = (person.full_name.upper(), person.citizen_id or person.old_cmnd)
        if draft.identity is IdentityCheck.NOT_DONE:
            checked = t("intake_screen.review.identity.not_done")
        elif draft.identity is IdentityCheck.FOR_ANOTHER:
            checked = t("intake_screen.review.for", name=draft.behalf_of.upper(), paper=draft.behalf_paper)
        else:
            checked = ""
        return (" · ".join(filter(None, facts)), checked)

    def _papers(self) -> tuple[str, ...]:
        marks = self.journey.draft.papers
        held = [mark for mark in marks if mark.state in IN_HAND]
        asked = [mark for mark in marks if mark.state is not PaperState.NOT_NEEDED]
        if not asked:
            return (t("intake_screen.review.no_papers"),)
        count = t("intake_screen.review.papers_count", held=len(held), asked=len(asked))
        known = [f"{cut(mark.name, KNOWN)} {proof_day(mark.proof)}" for mark in held if mark.proof]
        if known:  # what is taken from before is said first: it is the only thing nobody has in the hand now
            told = t("papers_seen.review", n=len(known), papers="; ".join(known))
            return (f"{count}. {told}",)
        names = "; ".join(mark.name for mark in held)
        shortened = names if len(names) <= 120 else names[:119].rsplit(" ", 1)[0] + " …"
        return (f"{count}: {shortened}" if shortened else count,)

    def _answers(self) -> tuple[str, ...]:
        fields = self.journey.procedure.fields if self.journey.procedure else ()
        card = {field.key for field in fields if field.from_card}  # item 1 has said these
        told = [f"{a.label}: {a.value}" for a in self.journey.draft.answers if a.key not in card]
        room = ANSWERS_LOW if self.app.size.height < LOW else ANSWERS_SHOWN
        shown = [text.replace("\n", "; ") for text in told[:room]]
        if len(told) > room:
            shown[-1] += t("intake_screen.review.more_answers", n=len(told) - room)
        return tuple(shown)

    def _contact(self) -> tuple[str, ...]:
        draft = self.journey.draft
        way = t(f"intake_screen.contact.way.{draft.result_way}") if draft.result_way else ""
        channel = t(f"intake_screen.contact.channel.{draft.channel}")
        told = contact_words(draft.contact) if draft.contact.kind else ""
        return (" · ".join(filter(None, (told, way, channel))),)

    def _fee(self) -> tuple[str, ...]:
        quote = self.preview.quote if self.preview else None
        if quote is None:
            return (t("intake_screen.review.fee_open"),) if self.preview else ("…",)
        lines = []
        for row in quote.lines:
            amount = t("wording.amount_unknown") if row.amount is None else money(row.amount)
            lines.append(f"{row.label} = {amount}")
        total = total_words(quote) if quote.lines else t("wording.money.none")
        if len(lines) == 1 and quote.total is not None:
            return (lines[0],)
        return (*lines, t("intake_screen.review.total", total=total) if lines else total)

    def _due(self) -> tuple[str, ...]:
        appointment = self.preview.appointment if self.preview else None
        if appointment is None:
            return ("…",)
        when = moment(appointment.due) if appointment.due else t("intake_screen.review.due_unknown")
        return (" · ".join(filter(None, (when, appointment.reason))), *appointment.warnings)

    def _top(self) -> list[Fact]:
        """What still stands against it; when nothing does, what to read letter by letter."""
        found = self.preview.problems if self.preview else ()
        if not found:
            facts = intake_steps.error_prone(self.journey.draft, self.journey.procedure)
            return [Fact("", t("intake_screen.review.error_prone", facts=" · ".join(facts)), "strong")]
        numbers = {key: number for number, key in enumerate(PAGES, start=1)}
        first: dict[int, str] = {}  # one line for each item that needs a hand; the rest is said on its page
        for problem in found:
            first.setdefault(numbers[ITEM_OF[self._step_of(problem)]], said(problem))
        room = PROBLEMS_LOW if self.app.size.height < LOW else PROBLEMS_SHOWN
        lines = [Fact("", cut(f"{number}  {text}", LINE), indent=2) for number, text in first.items()]
        return [Fact("", "! " + t("intake_screen.review.problems", n=len(found)), "warn"), *lines[:room]]
