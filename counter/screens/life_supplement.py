"""Ask for what is missing, and go on when it is here: the questions and words of both."""

from datetime import date
from typing import TYPE_CHECKING

from counter.errors import Problem
from counter.i18n import local, t
from counter.models.life_views import LackingPaper, ResumeDraft, SupplementDraft
from counter.screens.intake_facts import Fact
from counter.screens.life_path import LONG, Case, LifePath, day_field, notice_facts, text
from counter.screens.times import moment
from counter.services import supplements
from counter.widgets.checklist import Check, State
from counter.widgets.fields import Field, Kind, typed_day

if TYPE_CHECKING:
    from counter.app import CounterApp


class AskPath(LifePath):
    """Tick what is missing, say why; a second time is loud."""

    name = "ask_supplement"
    prints = True

    async def load(self, app: "CounterApp", case: Case) -> None:
        """The round, the limits."""
        case.outlook = await app.ask(supplements.before_asking, case.view.id)

    def checks(self, case: Case) -> tuple[Check, ...]:
        """The official list: only what is on it can be asked for by a tick."""
        states = (
            State("fine", " ", ""),
            State("lacking", "x", t("life_screen.lacking")),
        )
        return tuple(Check(paper.key, paper.name, states, needed=False) for paper in case.view.papers)

    def fields(self, case: Case) -> tuple[Field, ...]:
        """What else, why, until when; whether a second request is meant."""
        asked = [
            text("others", required=False),
            text("reason"),
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
        found = [
            LackingPaper(name=paper.name, paper_key=paper.key, originals=paper.originals, copies=paper.copies)
            for paper in case.view.papers
            if paper.key in case.ticked
        ]
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
        names = "; ".join(item.name for item in request.items) if request else ""
        return {"papers": names}


class ResumePath(LifePath):
    """Tick everything that was asked for; the date follows the procedure's policy."""

    name = "resume"
    leads_on = True

    async def load(self, app: "CounterApp", case: Case) -> None:
        """The date as it would be now."""
        case.outlook = await app.ask(supplements.before_resuming, case.view.id)

    def checks(self, case: Case) -> tuple[Check, ...]:
        """Each thing of the request."""
        request = case.life.open_supplement
        states = State("open", " ", "", settled=False), State("here", "x", t("life_screen.here"))
        items = request.items if request else ()
        return tuple(Check(str(n), item.name, states) for n, item in enumerate(items))

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


def typed(app: "CounterApp", said: str) -> date | None:
    """The day in a field; None when it is empty."""
    return typed_day(said, local(app.now()).date()) if said else None
