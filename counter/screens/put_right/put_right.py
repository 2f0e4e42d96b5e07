"""What of a dossier can be put right (sửa cho đúng): its acceptance, its person, who is in charge of it."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.widget import Widget

from counter import commands
from counter.errors import CounterError, Problem
from counter.i18n import clock, t
from counter.models.charge import ReassignDraft
from counter.models.dossier import DossierView
from counter.models.put_right import StrikeDraft, StrikeOffer
from counter.models.staff import StaffView
from counter.rules.rights import Act, may
from counter.screens.parts.covered import Covered
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.parts.one_form import OneForm
from counter.screens.parts.times import short_name
from counter.screens.put_right.work_of import reason_field, to_field
from counter.services.put_right import applicant_change, reassigning, striking
from counter.widgets.dialogs import Choice, Item
from counter.widgets.fields import Field, Kind
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp


async def choose(app: "CounterApp", view: DossierView) -> None:
    """F10 of a dossier: which of it is wrong; what cannot be done now stays, with the reason. In a worker."""
    strike = await app.ask(striking.offer, view.id)
    person = await app.ask(applicant_change.offer, view.id)
    locks = {
        "strike": _lock(app, Act.ACCEPT, strike.problem),
        "applicant_change": _lock(app, Act.CHANGE_APPLICANT, person.problem),
        "give_on": _lock(app, Act.REASSIGN),
    }
    rows = [Item(name, t(f"put_right_screen.menu.{name}"), lock) for name, lock in locks.items()]
    if picked := await app.push_screen_wait(Choice(t("put_right_screen.menu"), rows)):
        app.show(picked, view=view, **({"offer": strike} if picked == "strike" else {}))


def _lock(app: "CounterApp", right: Act, problem: Problem | None = None) -> str:
    if problem is not None:
        return t(problem.message_id, **problem.params)
    return "" if may(app.actor, right) else t(f"right.{right}")


def whose(view: DossierView) -> Fact:
    """Which dossier, of whom, what for."""
    words = f"{view.short_code} · {view.applicant.full_name} · {short_name(view.procedure_name)}"
    return Fact("", words, "strong")


def slip_field() -> Field:
    """Whether the slip in the wrong form is here again."""
    return Field(
        key="slip_back",
        label=t("put_right_screen.slip_back"),
        kind=Kind.YES_NO,
        hint=t("put_right_screen.slip_back.hint"),
    )


class _OfDossier(OneForm[None], Covered[None]):
    """One form about one dossier. Words under `put_right_screen.<name>`."""

    app: "CounterApp"
    topic = "put_right"
    name_ = ""

    def __init__(self, view: DossierView) -> None:
        super().__init__()
        self.view = view

    def where(self) -> Sequence[str]:
        """What is put right, of whom."""
        return (
            t(f"put_right_screen.{self.name_}.title"),
            self.view.short_code,
            self.view.applicant.full_name,
        )

    def rail(self) -> str:
        """What it does and does not do."""
        return t(f"put_right_screen.{self.name_}.rail")

    def hints(self) -> Sequence[Hint]:
        """Do it, or leave it."""
        return (Hint("F9", f"put_right_screen.{self.name_}.do"), Hint("Esc", commands.BACK.label_id),
                Hint("F1", commands.HELP.label_id))  # fmt: skip

    def facts(self) -> tuple[Fact, ...]:
        """What will have happened."""
        return (whose(self.view), Fact("", t(f"put_right_screen.{self.name_}.then")), Fact("", ""))

    def fields(self) -> tuple[Field, ...]:
        """The questions."""
        raise NotImplementedError

    def body(self) -> Iterable[Widget]:
        """What will happen, then the questions."""
        yield Facts(self.facts(), id="consequence")
        yield FormView(self.fields())


class StrikeScreen(_OfDossier):
    """Take an acceptance back, within five minutes."""

    RIGHT = Act.ACCEPT
    name_ = "strike"

    def __init__(self, view: DossierView, offer: StrikeOffer | None = None) -> None:
        super().__init__(view)
        self.offer = offer or StrikeOffer(until=view.received_at + striking.STRIKE_FOR, printed=True)

    def facts(self) -> tuple[Fact, ...]:
        """Until when, and that the code is not given out again."""
        until = t("put_right_screen.strike.until", time=clock(self.offer.until), code=self.view.code)
        return (
            whose(self.view),
            Fact("", t("put_right_screen.strike.then")),
            Fact("", until, "warn"),
            Fact("", ""),
        )

    def fields(self) -> tuple[Field, ...]:
        """The slip, if one was printed; the reason."""
        slip = (slip_field(),) if self.offer.printed else ()
        reason = Field(
            key="reason",
            label=t("put_right_screen.reason"),
            hint=t("put_right_screen.strike.reason"),
            max_length=striking.LONGEST,
        )
        return (*slip, reason)

    async def send(self) -> None:
        """Take it back."""
        values = self.form.values()
        draft = StrikeDraft(
            operation=self._operation,
            dossier_id=self.view.id,
            version=self.view.version,
            reason=values["reason"],
            slip_back=values.get("slip_back") == "yes",
        )
        await self.app.ask(striking.strike, draft)
        self.pass_on("put_right_screen.strike.done", code=self.view.code)


class GiveOnScreen(_OfDossier):
    """Put another clerk in charge of it."""

    RIGHT = Act.REASSIGN
    name_ = "give_on"

    def fields(self) -> tuple[Field, ...]:
        """To whom, why."""
        holder = self._holder()
        return (to_field(self.app, holder.id if holder else 0), reason_field())

    def _holder(self) -> StaffView | None:
        name = self.view.in_charge or self.view.received_by
        return next((person for person in self.app.staff if person.name == name), None)

    def facts(self) -> tuple[Fact, ...]:
        """Who is in charge now."""
        now = self.view.in_charge or self.view.received_by
        return (
            whose(self.view),
            Fact(t("put_right_screen.give_on.now"), now),
            Fact("", t("put_right_screen.give_on.then")),
            Fact("", ""),
        )

    async def send(self) -> None:
        """Give it."""
        values = self.form.values()
        holder = await self.app.ask(reassigning.holder, self.view.id)
        done = await self.app.ask(
            reassigning.reassign,
            ReassignDraft(
                operation=self._operation,
                from_id=holder.id,
                to_id=int(values["to"]),
                reason=values["reason"],
                dossier_ids=(self.view.id,),
                draft_ids=(),
            ),
        )
        self.pass_on("work_screen.done", dossiers=done.dossiers, drafts=done.drafts, name=done.to)


async def undo_acceptance(app: "CounterApp", view: DossierView) -> str:
    """Ctrl+Z where no step was made yet: the form that takes the acceptance back; "" or why it cannot be."""
    try:
        offer = await app.ask(striking.offer, view.id)
    except CounterError as error:
        return t(error.message_id, **error.params)
    if offer.problem is not None:
        return t(offer.problem.message_id, **offer.problem.params)
    app.show("strike", view=view, offer=offer)
    return ""
