"""Refuse, stop, let the resident withdraw, put a date off: the questions and words of each."""

from datetime import date
from typing import TYPE_CHECKING

from counter.i18n import t
from counter.models.dossier import DossierState, DossierView, PapersHeld
from counter.models.law_papers import LawForm
from counter.models.life import AskedBy, MoneyAfter
from counter.models.life_views import DecisionDraft, ExtensionDraft
from counter.models.money import Approval
from counter.models.staff import StaffView
from counter.screens.life.life_path import Case, LifePath, date_facts, day_field, notice_facts, text
from counter.screens.life.life_supplement import typed
from counter.screens.parts.intake_facts import Fact
from counter.screens.parts.wording import state_words
from counter.screens.till.drawer_words import second_fields
from counter.services.life import decisions
from counter.services.office import Service
from counter.widgets.fields import Field, Kind, Option

if TYPE_CHECKING:
    from counter.app import CounterApp


def approval(case: Case) -> Approval:
    """The second person as typed."""
    return Approval(name=case.value("approver"), pin=case.value("approver_pin"))


def numbered(after: Case) -> Fact:
    """The number of the paper, and who approved it."""
    made = after.life.decisions[-1]
    words = t("life_screen.number", number=made.number or 0, year=made.year, name=made.approved_by)
    return Fact(t("life_screen.paper"), words)


class _Approved(LifePath):
    """A path that needs the supervisor's PIN at this machine."""

    def why_not(self, case: Case, actor: StaffView | None) -> str:
        """Somebody else must be there who may approve."""
        if reason := super().why_not(case, actor):
            return reason
        return "" if case.approvers else t("life_screen.approver.nobody")

    def approver(self, case: Case) -> tuple[Field, ...]:
        """The second person's name and PIN."""
        return second_fields(case.approvers, "approver", "life_screen")


class RefusePath(_Approved):
    """A refusal: the rule it rests on, the reason the resident reads, what goes back."""

    name = "refuse"
    prints = LawForm.REFUSAL

    def fields(self, case: Case) -> tuple[Field, ...]:
        """Why, on what ground, what goes back; then the supervisor."""
        return (text("reason"), text("ground", required=False), *ending_fields(case), *self.approver(case))

    def consequence(self, case: Case) -> tuple[Fact, ...]:
        """It ends; who approves."""
        words = "life_screen.refuse.then"
        if case.view.state is DossierState.REGISTERED:
            words = "life_screen.refuse.then_not_received"
        return (Fact("", f"! {t(words)}", "warn"),)

    async def send(self, app: "CounterApp", case: Case, operation: str) -> None:
        """Refuse it."""
        await app.ask(self.service, self.draft(case, operation))

    @property
    def service(self) -> Service[[DecisionDraft], DossierView]:
        """Which of the two ends."""
        return decisions.refuse

    def draft(self, case: Case, operation: str) -> DecisionDraft:
        """As answered."""
        said = case.value("asked_by")
        money = case.value("money")
        return DecisionDraft(
            operation=operation,
            dossier_id=case.view.id,
            version=case.view.version,
            reason=case.value("reason"),
            ground=case.value("ground"),
            asked_by=AskedBy(said) if said else AskedBy.CENTRE,
            papers_back=papers_back(case),
            money=MoneyAfter(money) if money else None,
            approval=approval(case),
        )

    def done(self, before: Case, after: Case) -> tuple[Fact, ...]:
        """The number, who approved, what becomes of the fee."""
        usual = super().done(before, after)
        return (*usual[:2], numbered(after), *money_fact(after), *usual[-2:])


class StopPath(RefusePath):
    """A stop: on whose request, why, what goes back."""

    name = "stop"
    prints = LawForm.STOP

    def fields(self, case: Case) -> tuple[Field, ...]:
        """On whose request first."""
        options = tuple(Option(one, t(f"life_screen.asked_by.{one}")) for one in AskedBy)
        who = Field(
            key="asked_by",
            label=t("life_screen.field.asked_by"),
            kind=Kind.CHOICE,
            options=options,
            hint=t("life_screen.field.asked_by.hint"),
        )
        return (who, *super().fields(case))

    def consequence(self, case: Case) -> tuple[Fact, ...]:
        """It ends; who approves."""
        return (Fact("", f"! {t('life_screen.stop.then')}", "warn"),)

    @property
    def service(self) -> Service[[DecisionDraft], DossierView]:
        """Which of the two ends."""
        return decisions.stop


class WithdrawPath(LifePath):
    """The resident takes it back: their right, nobody approves."""

    name = "withdraw"
    prints = LawForm.STOP

    def fields(self, case: Case) -> tuple[Field, ...]:
        """A reason, if they say one; what goes back."""
        return (text("reason", required=False), *ending_fields(case))

    async def send(self, app: "CounterApp", case: Case, operation: str) -> None:
        """Note it."""
        money = case.value("money")
        draft = DecisionDraft(
            operation=operation,
            dossier_id=case.view.id,
            version=case.view.version,
            reason=case.value("reason"),
            asked_by=AskedBy.RESIDENT,
            papers_back=papers_back(case),
            money=MoneyAfter(money) if money else None,
        )
        await app.ask(decisions.withdraw, draft)

    def done(self, before: Case, after: Case) -> tuple[Fact, ...]:
        """What becomes of the fee."""
        usual = super().done(before, after)
        return (*usual[:2], *money_fact(after), *usual[-2:])


class ExtendPath(_Approved):
    """Apologise and put the date off: once."""

    name = "extend"
    prints = LawForm.EXTENSION

    async def load(self, app: "CounterApp", case: Case) -> None:
        """Whether the apology is late."""
        case.outlook = await app.ask(decisions.before_extending, case.view.id)

    def why_not(self, case: Case, actor: StaffView | None) -> str:
        """A second time is blocked by the law."""
        if case.life.extended:
            return t("deadline.extended_already")
        return super().why_not(case, actor)

    def fields(self, case: Case) -> tuple[Field, ...]:
        """The new day, why, the supervisor."""
        return (day_field("new_due"), text("reason"), *self.approver(case))

    def consequence(self, case: Case) -> tuple[Fact, ...]:
        """That it is the only time."""
        return notice_facts(case)

    async def send(self, app: "CounterApp", case: Case, operation: str) -> None:
        """Put it off."""
        day: date | None = typed(app, case.value("new_due"))
        draft = ExtensionDraft(
            operation=operation,
            dossier_id=case.view.id,
            version=case.view.version,
            new_due=day,
            reason=case.value("reason"),
            approval=approval(case),
        )
        await app.ask(decisions.extend, draft)

    def done(self, before: Case, after: Case) -> tuple[Fact, ...]:
        """Both dates, the number."""
        return (
            Fact("", t("life_screen.extend.done"), "good"),
            Fact(t("life_screen.stands"), state_words(after.view.state)),
            *date_facts(before, after),
            numbered(after),
            Fact("", ""),
            Fact(t("life_screen.say"), t("life_screen.extend.say", **self.words(after)), "strong"),
        )


def ending_fields(case: Case) -> tuple[Field, ...]:
    """What goes back to the resident: papers that lie here, a fee that was paid."""
    found = []
    if case.view.papers_held is PapersHeld.COUNTER:
        found.append(
            Field(
                key="papers_back",
                label=t("life_screen.field.papers_back"),
                kind=Kind.YES_NO,
                hint=t("life_screen.field.papers_back.hint"),
            )
        )
    if case.paid:
        options = tuple(
            Option(one, t(f"life_screen.money.{one}")) for one in (MoneyAfter.GIVE_BACK, MoneyAfter.KEPT)
        )
        found.append(
            Field(
                key="money",
                label=t("life_screen.field.money"),
                kind=Kind.CHOICE,
                options=options,
                hint=t("life_screen.field.money.hint"),
            )
        )
    return tuple(found)


def papers_back(case: Case) -> str:
    """The papers that are given back now, by name; "" when none are."""
    if case.value("papers_back") != "yes":
        return ""
    kept = [paper.name for paper in case.view.papers if paper.state == "submitted"]
    return "; ".join(kept) or t("life_screen.all_papers")


def money_fact(after: Case) -> tuple[Fact, ...]:
    """How the fee goes back, where it does."""
    money = after.life.decisions[-1].money
    if money is MoneyAfter.NONE:
        return ()
    return (Fact(t("life_screen.field.money"), t(f"life_screen.money_next.{money}")),)
