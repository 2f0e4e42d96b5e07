"""Step 1: who stands here and for whom, by which paper, and which way it is filed (one-stop-law 8.2)."""

from collections.abc import Iterable, Sequence
from datetime import date

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter.errors import Problem
from counter.i18n import day, local, t
from counter.models.submission import FilingWay, Relation, StandingDraft, Submitter
from counter.rules.filing_words import standing_facts
from counter.rules.standing import WITH_SCOPE, expired, good_until, usual_way, ways_for
from counter.screens.filing.assisted_case import At, Case
from counter.screens.filing.assisted_panel import StepPanel, line
from counter.screens.parts.form_panel import FormPanel, LiveForm
from counter.screens.parts.intake_facts import Fact, Facts
from counter.services.filing import submission_standing, submissions
from counter.widgets.fields import Field, Kind, Option
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row

WHO = tuple(Submitter)  # in the order of their digits


class WhoPanel(StepPanel):
    """1 to 7 answer, nothing is chosen beforehand; then the paper and the way. Once recorded it is shown."""

    at = At.WHO
    DEFAULT_CSS = """
    WhoPanel {
        & > #who { height: 7; }
        & > #authority { display: none; }
        &.-chosen > #authority { display: block; }
    }
    """

    def __init__(self, case: Case) -> None:
        super().__init__(case)
        self.answer: Submitter | None = None
        self.again = False  # it was recorded, and is to be said anew

    @property
    def recorded(self) -> bool:
        """Whether it is known who stands here."""
        filing = self.case.filing
        return filing is not None and bool(filing.standing_at or filing.consent_kind) and not self.again

    def compose(self) -> Iterable[Widget]:
        """The question and its answers; or what was answered."""
        if self.recorded:
            settled = self.case.filing is not None and bool(self.case.filing.consent_kind)
            yield line(t("assisted.who.settled" if settled else "assisted.who.known"), classes="question")
            yield Facts(tuple(self._facts()), id="standing")
            return
        view = self.case.view
        asked = t("assisted.who.ask_for", who=view.behalf_of) if view.behalf_of else t("assisted.who.ask")
        yield line(asked, classes="question")
        yield LineList((Column("", 30, grow=1),), self._rows(), id="who", header=False, numbered=True)
        yield FormPanel((self._way_field(Submitter.SELF),), id="authority")
        yield line(self._note(), id="why", classes="note")

    def _facts(self) -> Iterable[Fact]:
        filing, name = self.case.filing, self.case.view.applicant.full_name
        if filing is not None:
            for _, label, value in standing_facts(filing, name):
                yield Fact(label, value)
            if gone := expired(filing.authority_until, local(self.app.now()).date()):
                yield Fact("", f"! {t(gone.message_id, **gone.params)}", "warn")

    def _rows(self) -> list[Row]:
        name = self.case.view.applicant.full_name
        return [
            Row(
                who,
                (f"{'√' if who is self.answer else ' '} {t(f'assisted.who.{who}', name=name)}",),
                locked=self._shut_to(who),
            )
            for who in WHO
        ]

    def _shut_to(self, who: Submitter) -> str:
        """Why this person may not file here."""
        rules, view = self.case.rules, self.case.view
        if who is Submitter.SELF:
            return t("submission.standing.for_another", who=view.behalf_of) if view.behalf_of else ""
        if rules.no_proxy:
            return t("submission.standing.no_proxy")
        if who is Submitter.RELATIVE and not rules.exempt:
            return t("submission.standing.relative_certified")
        return "" if usual_way(rules.ways, who) else t("assisted.who.no_way")

    def _note(self) -> str:
        ways = self.case.rules.ways
        if self.case.rules.no_proxy:
            return t("submission.standing.no_proxy")
        sure = "assisted.who.usual" if ways.confirmed else "assisted.who.usual_unconfirmed"
        said = t(sure, way=t(f"assisted.way.{ways.usual}"))
        return said if self.case.view.contact.phone else f"{said}\n{t('assisted.who.no_phone')}"

    def arrive(self) -> None:
        """A digit answers."""
        self.screen.set_focus(None if self.recorded else self.query_one("#who"))

    # -- the boxes -----------------------------------------------------------------------------------

    def _way_field(self, who: Submitter) -> Field:
        ways = self.case.rules.ways
        return Field(
            key="way",
            label=t("submission.fact.way"),
            kind=Kind.CHOICE,
            options=tuple(Option(way, t(f"assisted.way.{way}")) for way in ways_for(ways.allowed, who)),
            value=usual_way(ways, who) or "",
            hint=t("assisted.who.way.hint"),
        )

    def _fields(self, who: Submitter) -> tuple[Field, ...]:
        """What is asked of a person: nothing but the way of who files for themself."""
        found = []
        if who is Submitter.RELATIVE:
            options = tuple(Option(one, t(f"submission.relation.{one}")) for one in Relation)
            found.append(self._field("relation", kind=Kind.CHOICE, options=options))
        if who is Submitter.AUTHORISED:
            found.append(self._field("certified", kind=Kind.YES_NO))
        if who is not Submitter.SELF:
            found.append(self._field("paper", suggestion=self.case.view.behalf_paper, max_length=120))
        if who in WITH_SCOPE:
            found.append(self._field("scope", suggestion=t("assisted.who.scope.usual"), max_length=120))
        if who not in (Submitter.SELF, Submitter.RELATIVE):
            found.append(self._field("dated", kind=Kind.DAY, required=False))
            found.append(self._field("until", kind=Kind.DAY, required=False))
        return (*found, self._way_field(who))

    @staticmethod
    def _field(
        key: str,
        *,
        kind: Kind = Kind.TEXT,
        options: tuple[Option, ...] = (),
        suggestion: str = "",
        max_length: int = 0,
        required: bool = True,
    ) -> Field:
        return Field(
            key=key,
            label=t(f"assisted.who.{key}"),
            hint=t(f"assisted.who.{key}.hint"),
            kind=kind,
            options=options,
            suggestion=suggestion,
            max_length=max_length,
            required=required,
            width=24 if kind is Kind.DAY else 0,
        )

    @on(LineList.RowChosen, "#who")
    async def chosen(self, event: LineList.RowChosen) -> None:
        """A digit, or Enter on a row; who may not file here is told why."""
        event.stop()
        if event.row.locked:
            self.query_one("#why", Static).update(Content(event.row.locked))
            self.host.say("assisted.who.closed", tone="warn")
            return
        self.query_one("#why", Static).update(Content(self._note()))
        self.answer = Submitter(event.key)
        self.query_one("#who", LineList).set_rows(self._rows())
        self.add_class("-chosen")
        fields = self._fields(self.answer)
        await self.query_one(FormPanel).ask(fields, focus=fields[0].key, as_given="way")
        self.post_message(self.Changed())

    @on(LiveForm.Live)
    def live(self, event: LiveForm.Live) -> None:
        """How long the paper is good is said while its days are typed."""
        event.stop()
        self.post_message(self.Changed())

    # -- F9, F10 -------------------------------------------------------------------------------------

    def why_not(self) -> str:
        """Until somebody has answered; and where only the parties themselves may come."""
        if self.recorded:
            filing = self.case.filing
            gone = expired(filing.authority_until if filing else None, local(self.app.now()).date())
            return t(gone.message_id, **gone.params) if gone else ""
        if self.case.rules.no_proxy and self.case.view.behalf_of:
            return t("submission.standing.no_proxy")
        if self.answer:
            return ""
        return t("assisted.who.first_self" if self.case.rules.no_proxy else "assisted.who.first")

    def message(self) -> str:
        """What to do first."""
        return t("assisted.message.recorded") if self.recorded else super().message()

    def done_hint(self) -> Hint:
        """F9 records it; where it is recorded it goes on."""
        verb = "assisted.do.go_on" if self.recorded else "assisted.do.who"
        return Hint("F9", verb, reason=self.case.locked or self.why_not())

    def keys(self) -> Sequence[Hint]:
        """The digits."""
        return () if self.recorded else (Hint("1–7", "assisted.key.answer", 5),)

    def offers(self) -> dict[str, str]:
        """Somebody else stands here after all, as long as nobody has consented."""
        filing = self.case.filing
        if filing is not None and not filing.consent_kind and self.recorded:
            return {"who": ""}
        return {}

    async def run(self, key: str) -> None:
        """Ask again."""
        if key == "who":
            self.again = True
            await self.recompose()
            self.arrive()
            self.post_message(self.Changed())

    async def finish(self) -> None:
        """Begin the filing where none is under way, and record who stands here."""
        if self.recorded:
            self.post_message(self.Moved(self.case.steps[1]))
            return
        form = self.query_one(FormPanel).form
        if problems := form.problems():
            form.set_errors(problems)
            return
        view = self.case.view
        begun = await self.app.ask(
            submissions.begin, view.id, operation=f"{self.operation}-begin", version=view.version
        )
        draft = self._draft(begun.version)
        await self.app.ask(submission_standing.stand, draft)
        if until := good_until(draft):
            self.host.say("assisted.who.good_until", tone="good", day=day(until))
        self.post_message(self.Moved(At.PAPER if draft.way is FilingWay.PAPER else None))

    def _draft(self, version: int) -> StandingDraft:
        panel = self.query_one(FormPanel)
        asked = panel.values()
        relation, certified, way = asked.get("relation"), asked.get("certified"), asked.get("way")
        return StandingDraft(
            operation=self.operation,
            dossier_id=self.case.view.id,
            version=version,
            submitter=self.answer,
            way=FilingWay(way) if way else None,
            paper=asked.get("paper", ""),
            scope=asked.get("scope", ""),
            relation=Relation(relation) if relation else None,
            certified=certified == "yes" if certified else None,
            dated=self._day("dated", asked),
            until=self._day("until", asked),
        )

    def _day(self, key: str, asked: dict[str, str]) -> date | None:
        return self.query_one(FormPanel).form.day(key) if asked.get(key) else None

    def refused(self, problems: tuple[Problem, ...]) -> bool:
        """At the boxes."""
        if not self.has_class("-chosen"):
            return False
        self.query_one(FormPanel).form.set_errors(problems)
        return True
