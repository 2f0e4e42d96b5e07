"""Step 2: the sentence is read aloud, the resident answers; nothing is preset (one-stop-law 1.6)."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from counter.errors import Problem
from counter.i18n import clock, t
from counter.models.submission import ConsentDraft, ConsentKind
from counter.screens.filing.assisted_case import At, Case
from counter.screens.filing.assisted_panel import StepPanel, line
from counter.screens.parts.form_panel import FormPanel, LiveForm
from counter.services.filing import submissions
from counter.widgets.fields import Field, Kind, Option
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row

ANSWERS = ("signature", "unable", "self", "refused")  # in the order of their digits
_HOW = (ConsentKind.FINGERPRINT, ConsentKind.WITNESSES)


class ConsentPanel(StepPanel):
    """1 to 4 answer; F9 records it. Once it is recorded the step only shows it."""

    at = At.CONSENT
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "read(-1)", show=False),
        Binding("right", "read(1)", show=False),
    ]
    DEFAULT_CSS = """
    ConsentPanel {
        & > #sentence { height: 1fr; min-height: 3; padding: 0 3; scrollbar-size-vertical: 1; }
        & > #sentence > Static { height: auto; }
        & > #answers { height: 4; }
        & > #witnesses { display: none; }
        &.-unable > #witnesses { display: block; }
    }
    """

    def __init__(self, case: Case) -> None:
        super().__init__(case)
        self.answer = ""

    @property
    def recorded(self) -> bool:
        """Whether the resident's answer is in the store."""
        return self.case.filing is not None and bool(self.case.filing.consent_kind)

    def compose(self) -> Iterable[Widget]:
        """The sentence, then the four answers."""
        yield line(t("assisted.consent.read"), classes="question")
        with VerticalScroll(id="sentence", can_focus=False):
            yield line("\n".join(filter(None, self.case.text.text.splitlines())))
        if self.recorded:
            yield line(self._given(), classes="question")
            return
        yield line(t("assisted.consent.ask"), classes="question")
        yield LineList((Column("", 30, grow=1),), self._rows(), id="answers", header=False, numbered=True)
        yield FormPanel(_witness_fields(""), id="witnesses")

    def _given(self) -> str:
        filing = self.case.filing
        if filing is None or filing.consent_at is None:
            return ""
        how = t(f"assisted.consent.kind.{filing.consent_kind}")
        return t("assisted.consent.given", how=how, time=clock(filing.consent_at), who=filing.consent_by)

    def _rows(self) -> list[Row]:
        return [
            Row(name, (f"{'√' if name == self.answer else ' '} {t(f'assisted.consent.{name}')}",))
            for name in ANSWERS
        ]

    def on_resize(self) -> None:
        """Whether the whole sentence is in sight decides which keys are offered."""
        self.call_after_refresh(self.post_message, self.Changed())

    def arrive(self) -> None:
        """A digit answers; nothing is chosen."""
        self.screen.set_focus(None if self.recorded else self.query_one("#answers"))

    # -- the answer ----------------------------------------------------------------------------

    @on(LineList.RowChosen, "#answers")
    async def chosen(self, event: LineList.RowChosen) -> None:
        """A digit, or Enter on a row."""
        event.stop()
        self.answer = event.key
        self.query_one("#answers", LineList).set_rows(self._rows())
        unable = event.key == "unable"
        self.set_class(unable, "-unable")
        if unable:
            self.query_one(FormPanel).form.focus_first()
        self.post_message(self.Changed())

    @on(LiveForm.Live)
    async def live(self, event: LiveForm.Live) -> None:
        """How somebody who cannot sign agrees: two witnesses are named."""
        event.stop()
        panel = self.query_one(FormPanel)
        wanted = _witness_fields(event.typed) if event.key == "how" else ()
        if wanted and len(wanted) != len(panel.form.fields):
            await panel.ask(wanted, focus="how" if len(wanted) == 1 else "first")
        self.post_message(self.Changed())

    def why_not(self) -> str:
        """Until somebody has answered."""
        if self.recorded or self.answer:
            return ""
        return t("assisted.consent.first")

    def message(self) -> str:
        """What never to do; nothing of it where the answer is recorded."""
        return t("assisted.message.recorded") if self.recorded else super().message()

    def done_hint(self) -> Hint:
        """F9 records it; where it is recorded it goes on."""
        if self.recorded:
            return Hint("F9", "assisted.do.go_on", reason=self.case.locked)
        return super().done_hint()

    def keys(self) -> Sequence[Hint]:
        """The digits, and the rest of a long sentence."""
        answers = () if self.recorded else (Hint("1–4", "assisted.key.answer", 5),)
        area = self.query("#sentence")
        longer = bool(area) and area.first(VerticalScroll).max_scroll_y > 0
        return (*answers, Hint("← →", "assisted.key.read_on", 4)) if longer else answers

    def action_read(self, direction: int) -> None:
        """← and → turn the pages of the sentence."""
        area = self.query_one("#sentence", VerticalScroll)
        area.scroll_relative(y=direction * max(1, area.size.height - 1), animate=False)

    # -- F9 --------------------------------------------------------------------------------------

    async def finish(self) -> None:
        """Begin the filing where none is under way, and record the answer."""
        if self.recorded:
            self.post_message(self.Moved(self.case.steps[2]))
            return
        panel = self.query_one(FormPanel)
        if self.answer == "unable" and (problems := panel.form.problems()):
            self.refused(problems)
            return
        view = self.case.view
        begun = await self.app.ask(
            submissions.begin, view.id, operation=f"{self.operation}-begin", version=view.version
        )
        kind = ConsentKind(panel.value("how") if self.answer == "unable" else self.answer)
        named = (panel.value("first"), panel.value("second")) if kind is ConsentKind.WITNESSES else ()
        draft = ConsentDraft(
            operation=self.operation,
            dossier_id=view.id,
            version=begun.version,
            kind=kind,
            text_version=self.case.text.version,
            witnesses=named,
        )
        await self.app.ask(submissions.record_consent, draft)
        self.post_message(self.Moved(At.PAPER if kind is ConsentKind.REFUSED else None))

    def refused(self, problems: tuple[Problem, ...]) -> bool:
        """What is wrong with the witnesses' names stands at the names."""
        if self.answer != "unable":
            return False
        mine = [problem.renamed({"witnesses": "first"}) for problem in problems]
        self.query_one(FormPanel).form.set_errors(mine)
        return True


def _witness_fields(how: str) -> tuple[Field, ...]:
    """How somebody agrees who cannot sign; with witnesses, their names."""
    found = [
        Field(
            key="how",
            label=t("assisted.consent.how"),
            kind=Kind.CHOICE,
            options=tuple(Option(kind, t(f"assisted.consent.kind.{kind}")) for kind in _HOW),
            value=how,
            hint=t("assisted.consent.how.hint"),
            width=56,
        )
    ]
    if how == ConsentKind.WITNESSES:
        found += [
            Field(
                key=name,
                label=t(f"assisted.consent.witness.{name}"),
                hint=t("assisted.consent.witness.hint"),
                max_length=80,
            )
            for name in ("first", "second")
        ]
    return tuple(found)
