"""Whose a dossier is after all (sửa người nộp): their card, compared with them; why; who approves."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import on, work
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError, Problem, Refused
from counter.i18n import day, local, t
from counter.models.dossier import Applicant, Contact, ContactKind, DossierView, IdentityCheck
from counter.models.identity import Card
from counter.models.money import Approval
from counter.models.put_right import ApplicantDraft, ApplicantOffer
from counter.rules.form_dates import parse_day
from counter.rules.rights import Act, may
from counter.screens.parts.covered import Covered
from counter.screens.parts.form_panel import FormPanel
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.parts.scanned import card_of
from counter.screens.put_right.put_right import slip_field, whose
from counter.screens.till.drawer_words import others, second_fields
from counter.services.people import residents
from counter.services.put_right import applicant_change
from counter.text import fold
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.fields import Field, Kind, Option
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp


class ApplicantChangeScreen(Covered[None]):
    """The right person's card fills the form; F9 changes the dossier once the supervisor agrees."""

    RIGHT = Act.CHANGE_APPLICANT
    app: "CounterApp"
    topic = "put_right"

    def __init__(self, view: DossierView) -> None:
        super().__init__()
        self.view = view
        self.offer: ApplicantOffer | None = None
        self.card: Card | None = None
        self._operation = uuid4().hex

    @property
    def opening(self) -> bool:
        """Whether the questions are not there yet: what is struck meanwhile waits for them."""
        return self.offer is None and self.allowed

    def where(self) -> Sequence[str]:
        """What is put right, of whom."""
        title = t("put_right_screen.applicant_change.title")
        return (title, self.view.short_code, self.view.applicant.full_name)

    def rail(self) -> str:
        """What it does and does not do."""
        return t("put_right_screen.applicant_change.rail")

    def hints(self) -> Sequence[Hint]:
        """Do it, or leave it."""
        return (Hint("F9", "put_right_screen.applicant_change.do"), Hint("Esc", commands.BACK.label_id),
                Hint("F1", commands.HELP.label_id))  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """What will happen; the questions come once it is known what hangs on the person."""
        yield Facts(id="consequence")

    def on_mount(self) -> None:
        """Read what hangs on the person."""
        self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """What hangs on the person, then the questions; or why it cannot be done."""
        try:
            offer = await self.app.ask(applicant_change.offer, self.view.id)
        except CounterError as error:
            await self.app.tell(error)
            self.dismiss()
            return
        self.query_one("#consequence", Facts).show(self._facts(offer))
        if offer.problem is None:
            await self.query_one("#body").mount(FormPanel(self._fields(offer), id="form"))
            self.panel.form.focus_first()
        self.offer = offer
        self.app.keys_again()

    @property
    def panel(self) -> FormPanel:
        """The questions."""
        return self.query_one("#form", FormPanel)

    def _facts(self, offer: ApplicantOffer) -> tuple[Fact, ...]:
        if offer.problem is not None:
            reason = t(offer.problem.message_id, **offer.problem.params)
            return (whose(self.view), Fact("", f"– {reason}", "warn"))
        said = [name for name in ("told", "filing", "group") if getattr(offer, name)]
        then = t("put_right_screen.applicant_change.then")
        more = [Fact("", f"! {t(f'put_right_screen.applicant_change.{name}')}", "warn") for name in said]
        return (whose(self.view), Fact("", then), *more, Fact("", ""))

    # -- the questions -------------------------------------------------------------------------

    def _fields(self, offer: ApplicantOffer) -> tuple[Field, ...]:
        card = self.card
        return (
            _text("full_name", card.full_name if card else ""),
            Field(
                key="citizen_id",
                label=t("put_right_screen.citizen_id"),
                kind=Kind.CITIZEN_ID,
                value=card.citizen_id if card else "",
                hint=t("put_right_screen.citizen_id.hint"),
                required=False,
            ),
            Field(
                key="dob",
                label=t("put_right_screen.dob"),
                kind=Kind.BIRTH,
                value=day(card.dob) if card and card.dob else "",
                required=False,
            ),
            self._identity(),
            Field(
                key="phone",
                label=t("put_right_screen.phone"),
                kind=Kind.PHONE,
                hint=t("put_right_screen.phone.hint"),
                required=False,
            ),
            *((slip_field(),) if offer.printed else ()),
            _text("reason", "", most=applicant_change.LONGEST),
            *self._approver(),
        )

    def _identity(self) -> Field:
        ways = [IdentityCheck.SAME_PERSON]
        if self.view.behalf_of:
            ways.append(IdentityCheck.FOR_ANOTHER)
        options = tuple(Option(way.value, t(f"put_right_screen.identity.{way}")) for way in ways)
        return Field(
            key="identity",
            label=t("put_right_screen.identity"),
            kind=Kind.CHOICE,
            options=options,
            hint=t("put_right_screen.identity.hint"),
        )

    def _approver(self) -> tuple[Field, ...]:
        """A supervisor at the keys needs nobody."""
        if may(self.app.actor, Act.APPROVE_DECISION):
            return ()
        return second_fields(others(self.app, Act.APPROVE_DECISION, frozenset()), "approver", "life_screen")

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.hint(event.hint)

    @on(ScanReceived)
    def scanned(self, event: ScanReceived) -> None:
        """The right person's card fills the form."""
        event.stop()
        card = card_of(event.payload)
        if card is None or self.offer is None or self.offer.problem is not None:
            self.say("put_right_screen.no_card", tone="warn")
            return
        self.card = card
        self.fill(self.offer)

    @work(exclusive=True, group="fill")
    async def fill(self, offer: ApplicantOffer) -> None:
        """As the card says."""
        self.panel.forget()
        await self.panel.ask(self._fields(offer), focus="identity")
        self.say("put_right_screen.card_read", tone="good")

    # -- F9 ------------------------------------------------------------------------------------

    def action_done(self) -> None:
        """F9: change it, once."""
        if self.offer is not None and self.offer.problem is None and not self.recording:
            self.hold_for(self.save())

    @work(group="save")
    async def save(self) -> None:
        """Check, change, tell what is still to be looked at."""
        form = self.panel.form
        if problems := form.problems():
            form.set_errors(problems)
            return
        try:
            after = await self.app.ask(applicant_change.change, await self._draft(self.panel.values()))
        except Refused as refused:
            if "approver_pin" in self.panel.keys:
                form.set_value("approver_pin", "")
            form.set_errors([self._at_field(problem) for problem in refused.problems])
        except CounterError as error:
            await self.app.tell(error)
        else:
            left = still_named(after, self.view.applicant)
            said = (
                "put_right_screen.applicant_change.look" if left else "put_right_screen.applicant_change.done"
            )
            self.pass_on(said, name=after.applicant.full_name, answers=", ".join(left))

    def _at_field(self, problem: Problem) -> Problem:
        """What has no field of its own here stands at the name."""
        if problem.field and problem.field not in self.panel.keys:
            return replace(problem, field="full_name")
        return problem

    async def _draft(self, values: dict[str, str]) -> ApplicantDraft:
        phone, identity = values["phone"], values["identity"]
        approver = Approval(name=values.get("approver", ""), pin=values.get("approver_pin", ""))
        return ApplicantDraft(
            operation=self._operation,
            dossier_id=self.view.id,
            version=self.view.version,
            applicant=await self._applicant(values),
            identity=IdentityCheck(identity) if identity else None,
            contact=Contact(kind=ContactKind.OWN_PHONE, phone=phone) if phone else None,
            reason=values["reason"],
            slip_back=values.get("slip_back") == "yes",
            approval=approver,
        )

    async def _applicant(self, values: dict[str, str]) -> Applicant:
        """As the card says, or as typed; of somebody the store knows by number and name, what it knows."""
        today = local(self.app.now()).date()
        typed = Applicant(
            full_name=values["full_name"],
            citizen_id=values["citizen_id"],
            dob=parse_day(values["dob"], today) if values["dob"] else None,
        )
        card = self.card
        if card and (fold(card.full_name), card.citizen_id) == (fold(typed.full_name), typed.citizen_id):
            typed = Applicant.of_card(card)
        known = (await self.app.ask(residents.recognise, typed)).known
        if known is None:
            return typed
        return replace(
            typed,
            resident_id=known.id,
            dob=typed.dob or known.dob,
            gender=typed.gender or known.gender,
            address=typed.address or known.address,
        )


def still_named(after: DossierView, before: Applicant) -> tuple[str, ...]:
    """The questions whose answers still name the person it was taken for by mistake: to be looked at."""
    name, number = fold(before.full_name), before.citizen_id
    return tuple(
        answer.label
        for answer in after.answers
        if (name and name in fold(answer.value)) or (number and number in answer.value)
    )


def _text(key: str, value: str, *, most: int = 200) -> Field:
    return Field(
        key=key,
        label=t(f"put_right_screen.{key}"),
        value=value,
        hint=t(f"put_right_screen.{key}.hint"),
        max_length=most,
    )
