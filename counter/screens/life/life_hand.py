"""Hand a dossier on and take it back; the small moves; putting an ended one back: questions and words."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from counter.errors import Problem
from counter.i18n import t
from counter.models.dossier import DossierView
from counter.models.law_papers import LawForm
from counter.models.life import Direction, Outcome
from counter.models.life_views import HandingDraft, HandingLine, MoveDraft
from counter.rules import moves
from counter.rules.rights import Act
from counter.screens.life.life_path import Case, LifePath, text
from counter.screens.parts.intake_facts import Fact
from counter.screens.parts.wording import state_words
from counter.services.life import handings, life
from counter.services.office import Service
from counter.widgets.fields import Field, Kind, Option

if TYPE_CHECKING:
    from counter.app import CounterApp

BACK_WITH = (Outcome.RESULT, Outcome.NO_RESULT, Outcome.LACKING, Outcome.NOT_ELIGIBLE)


class ForwardPath(LifePath):
    """To whom it goes, who takes it: one row of the control slip."""

    name = "forward"
    typed_as: ClassVar[Mapping[str, str]] = {"person": "person_out"}
    prints = LawForm.CONTROL

    async def load(self, app: "CounterApp", case: Case) -> None:
        """Who usually takes it."""
        case.agencies = await app.ask(handings.agencies, case.view.procedure_code)

    def fields(self, case: Case) -> tuple[Field, ...]:
        """The agency, grey the usual one; who takes it there."""
        usual = case.agencies[0] if case.agencies else ""
        return (text("agency", suggestion=usual), text("person_out"), text("note", required=False))

    async def send(self, app: "CounterApp", case: Case, operation: str) -> None:
        """Hand it on."""
        line = HandingLine(dossier_id=case.view.id, version=case.view.version, note=case.value("note"))
        draft = HandingDraft(
            operation=operation,
            direction=Direction.OUT,
            lines=(line,),
            agency=case.value("agency"),
            person=case.value("person_out"),
        )
        await app.ask(handings.hand, draft)

    def words(self, after: Case) -> dict[str, str]:
        """Where it is now."""
        return {**super().words(after), "agency": after.life.away}


class BackPath(LifePath):
    """What comes back: a result, or the dossier without one."""

    name = "back"
    typed_as: ClassVar[Mapping[str, str]] = {"person": "person_back", "line0": "result_name"}
    again = frozenset({"outcome"})
    prints = LawForm.CONTROL

    def fields(self, case: Case) -> tuple[Field, ...]:
        """With what; of a result what it is."""
        options = tuple(Option(one, t(f"life_screen.outcome.{one}")) for one in BACK_WITH)
        found = [
            Field(
                key="outcome",
                label=t("life_screen.field.outcome"),
                kind=Kind.CHOICE,
                options=options,
                hint=t("life_screen.field.outcome.hint"),
            )
        ]
        if case.value("outcome") == Outcome.RESULT:
            found += [
                text("result_name"),
                text("result_number", required=False, most=80),
                Field(
                    key="result_copies",
                    label=t("life_screen.field.result_copies"),
                    kind=Kind.NUMBER,
                    hint=t("life_screen.field.result_copies.hint"),
                    required=False,
                    most=99,
                ),
            ]
        return (*found, text("person_back"), text("note", required=False))

    async def send(self, app: "CounterApp", case: Case, operation: str) -> None:
        """Take it back."""
        said, copies = case.value("outcome"), case.value("result_copies")
        line = HandingLine(
            dossier_id=case.view.id,
            version=case.view.version,
            outcome=Outcome(said) if said else Outcome.NO_RESULT,
            result_name=case.value("result_name"),
            result_number=case.value("result_number"),
            result_copies=int(copies) if copies.isascii() and copies.isdecimal() else 0,
            note=case.value("note"),
        )
        draft = HandingDraft(
            operation=operation,
            direction=Direction.BACK,
            lines=(line,),
            agency=case.life.away,
            person=case.value("person_back"),
        )
        await app.ask(handings.hand, draft)

    def done(self, before: Case, after: Case) -> tuple[Fact, ...]:
        """With a result it is ready; without one it lies at the counter again."""
        outcome = after.life.handings[-1].outcome
        return (
            Fact("", t("life_screen.back.done"), "good"),
            Fact(t("life_screen.stands"), state_words(after.view.state)),
            Fact("", ""),
            Fact(t("life_screen.next"), t(f"life_screen.back.next.{outcome}"), "strong"),
        )


class _Simple(LifePath):
    """A move with a reason, or without one."""

    service: Service[[MoveDraft], DossierView]
    asks = False

    def fields(self, case: Case) -> tuple[Field, ...]:
        """The reason, where one is asked for."""
        return (text(f"{self.name}_reason"),) if self.asks else ()

    async def send(self, app: "CounterApp", case: Case, operation: str) -> None:
        """Do it."""
        draft = MoveDraft(
            operation=operation,
            dossier_id=case.view.id,
            version=case.view.version,
            reason=case.value(f"{self.name}_reason"),
        )
        await app.ask(type(self).service, draft)

    def at_field(self, problem: Problem) -> Problem:
        """The reason has a name of its own here."""
        return problem.renamed({"reason": f"{self.name}_reason"})


class ReceivePath(_Simple):
    """Receive what came online."""

    name = "receive"
    service = life.receive


class AskDutyPath(_Simple):
    """A duty to pay: which, where."""

    name = "ask_duty"
    service = life.ask_duty
    asks = True


class DutyDonePath(_Simple):
    """It was paid."""

    name = "duty_done"
    service = life.duty_done


class CorrectPath(_Simple):
    """The head puts an ended dossier back."""

    name = "correct"
    right = Act.CORRECT
    service = life.correct
    asks = True

    def consequence(self, case: Case) -> tuple[Fact, ...]:
        """Where it will stand."""
        ends = [m for m in case.life.moves if not m.undone and m.after is case.view.state]
        last = ends[-1].before if ends else None
        after = moves.corrected(case.view.state, last)
        words = state_words(after) if after else ""
        return (Fact("", f"! {t('life_screen.correct.then', state=words)}", "warn"),)
