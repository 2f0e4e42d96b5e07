"""Ask for what is missing, and go on when it is here: the questions and words of both."""

from datetime import date
from typing import TYPE_CHECKING

from counter.errors import NotFound, Problem
from counter.i18n import local, t
from counter.models.catalogue import Paper, SupplementPolicy
from counter.models.law_papers import LawForm
from counter.models.life_views import LackingPaper, ResumeDraft, SupplementDraft
from counter.rules import paper_counts
from counter.rules.paper_counts import Counts
from counter.screens.life.life_path import LONG, Case, LifePath, day_field, notice_facts, text
from counter.screens.parts.intake_facts import Fact
from counter.screens.parts.times import moment
from counter.services.life import supplements
from counter.widgets.checklist import Check, State
from counter.widgets.fields import Field, Kind, typed_day

if TYPE_CHECKING:
    from counter.app import CounterApp


class AskPath(LifePath):
    """Tick what is missing, say why; a second time is loud."""

    name = "ask_supplement"
    prints = LawForm.SUPPLEMENT

    def __init__(self) -> None:
        self._listed: dict[str, Paper] = {}

    async def load(self, app: "CounterApp", case: Case) -> None:
        """The round, the limits; how many of each paper the list asks for."""
        case.outlook = await app.ask(supplements.before_asking, case.view.id)
        try:
            procedure = await app.in_thread(app.office().catalogue.get, case.view.procedure_code)
        except NotFound:  # the data has moved on: the dossier's own list stands
            self._listed = {}
        else:
            self._listed = {paper.key: paper for paper in procedure.papers}

    def checks(self, case: Case) -> tuple[Check, ...]:
        """The official list: only what is on it can be asked for by a tick. Space goes through what of it is
        missing: as listed, the original, a certified copy, a photocopy."""
        return tuple(
            Check(paper.key, paper.name, (State("fine", " ", ""), *self._wants(paper.key)), needed=False)
            for paper in case.view.papers
        )

    def _wants(self, key: str) -> tuple[State, ...]:
        wants = paper_counts.askable(self._listed.get(key))
        return tuple(State(want.key, "x", count_words(want)) for want in wants)

    def fields(self, case: Case) -> tuple[Field, ...]:
        """What else, why, until when; whether a second request is meant."""
        asked = [
            text("others", required=False),
            text("reason", suggestion=t("life_screen.ask_supplement.usual")),
            text("legal_basis", required=False),
            day_field("answer_by", required=False),
        ]
        if case.life.rounds:
            asked.append(
                Field(
                    key="again",
                    label=t("life_screen.field.again", n=case.life.rounds + 1),
                    kind=Kind.YES_NO,
                    hint=t("life_screen.field.again.hint"),
                )
            )
        return tuple(asked)

    def consequence(self, case: Case) -> tuple[Fact, ...]:
        """The notices; what becomes of the date."""
        policy = case.outlook.policy
        words = (Fact("", t(f"life_screen.policy.{policy}")),) if policy else ()
        return (*notice_facts(case), *words)

    def lock(self, case: Case) -> str:
        """Something must be missing."""
        return "" if self._items(case) else t("life.items_missing")

    def _items(self, case: Case) -> tuple[LackingPaper, ...]:
        found = []
        for paper in case.view.papers:
            if paper.key in case.ticked:
                want = paper_counts.counts_of(case.states[paper.key])
                found.append(
                    LackingPaper(
                        name=paper.name,
                        paper_key=paper.key,
                        originals=want.originals,
                        certified=want.certified,
                        copies=want.copies,
                    )
                )
        others = (part.strip() for part in case.value("others").split(";"))
        return (*found, *(LackingPaper(name=part[:LONG]) for part in others if part))

    async def send(self, app: "CounterApp", case: Case, operation: str) -> None:
        """Ask for it."""
        draft = SupplementDraft(
            operation=operation,
            dossier_id=case.view.id,
            version=case.view.version,
            items=self._items(case),
            reason=case.value("reason"),
            legal_basis=case.value("legal_basis"),
            answer_by=typed(app, case.value("answer_by")),
            again=case.value("again") == "yes",
        )
        await app.ask(supplements.ask, draft)

    def at_field(self, problem: Problem) -> Problem:
        """What is missing is ticked above or typed beside it."""
        return problem.at("others") if problem.field.startswith("item") else problem

    def words(self, after: Case) -> dict[str, str]:
        """What to bring, by when."""
        request = after.life.open_supplement
        names = "; ".join(_item_words(item) for item in request.items) if request else ""
        return {"papers": names}

    def dates(self, before: Case, after: Case) -> tuple[Fact, ...]:
        """The date that was promised is kept, but nobody comes then: it is reckoned once all is here."""
        old = before.view.appointment.due
        if old is None:
            return ()
        policy = before.outlook.policy
        if policy is None or policy is SupplementPolicy.NONE:
            return (Fact(t("life_screen.date"), moment(old)),)
        waits = t("life_screen.date_waits")
        return (Fact(t("life_screen.date"), waits, "strong"), Fact(t("life_screen.date_old"), moment(old)))


class ResumePath(LifePath):
    """Tick everything that was asked for; the date follows the procedure's policy."""

    name = "resume"
    prints = LawForm.RECEIPT
    leads_on = True

    async def load(self, app: "CounterApp", case: Case) -> None:
        """The date as it would be now."""
        case.outlook = await app.ask(supplements.before_resuming, case.view.id)

    def checks(self, case: Case) -> tuple[Check, ...]:
        """Each thing of the request."""
        request = case.life.open_supplement
        states = State("open", " ", "", settled=False), State("here", "x", t("life_screen.here"))
        items = request.items if request else ()
        return tuple(Check(str(n), _item_words(item), states) for n, item in enumerate(items))

    def fields(self, case: Case) -> tuple[Field, ...]:
        """A note, if there is one to make."""
        return (text("note", required=False),)

    def consequence(self, case: Case) -> tuple[Fact, ...]:
        """The old date and the new one, with the reckoning."""
        old, new = case.view.appointment, case.outlook.appointment
        if new is None or new.due is None:
            return (Fact("", t("life_screen.resume.no_request")),)
        moved = old.due is not None and old.due != new.due
        return (
            *((Fact(t("life_screen.date_old"), moment(old.due)),) if moved and old.due else ()),
            Fact(t("life_screen.date_new" if moved else "life_screen.date"), moment(new.due), "strong"),
            Fact(t("life_screen.reckoned"), new.reason),
        )

    def lock(self, case: Case) -> str:
        """Everything must be here."""
        request = case.life.open_supplement
        missing = [
            item.name
            for n, item in enumerate(request.items if request else ())
            if str(n) not in case.ticked
        ]  # fmt: skip
        return t("life.still_missing", name=missing[0]) if missing else ""

    async def send(self, app: "CounterApp", case: Case, operation: str) -> None:
        """Go on."""
        draft = ResumeDraft(
            operation=operation,
            dossier_id=case.view.id,
            version=case.view.version,
            brought=frozenset(int(key) for key in case.ticked),
            note=case.value("note"),
        )
        await app.ask(supplements.resume, draft)

    def done(self, before: Case, after: Case) -> tuple[Fact, ...]:
        """A date that stays is no new one: it is said so."""
        if before.view.appointment.due != after.view.appointment.due:
            return super().done(before, after)
        said = t("life_screen.resume.say_same", **self.words(after))
        return (*super().done(before, after)[:-1], Fact(t("life_screen.say"), said, "strong"))


def typed(app: "CounterApp", said: str) -> date | None:
    """The day in a field; None when it is empty."""
    return typed_day(said, local(app.now()).date()) if said else None


def count_words(counts: Counts | LackingPaper) -> str:
    """ "2 bản chính, 1 bản chụp"; "" where nothing is counted."""
    said = {"originals": counts.originals, "certified": counts.certified, "photocopies": counts.copies}
    return ", ".join(t(f"paper_counts.{kind}", n=n) for kind, n in said.items() if n)


def _item_words(item: LackingPaper) -> str:
    """A paper that is asked for, with how many of what."""
    counted = count_words(item)
    return f"{item.name} ({counted})" if counted else item.name
