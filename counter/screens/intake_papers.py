"""Intake, the papers: the official list, each with its state and why it is asked; no others (ux B6)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from textual import on
from textual.widget import Widget

from counter.i18n import t
from counter.models.catalogue import Paper
from counter.models.dossier import PaperMark, PaperState
from counter.rules.intake_checks import missing_papers
from counter.screens import intake_steps
from counter.screens.intake_facts import Fact, Facts
from counter.screens.intake_panel import Panel, Place, line
from counter.widgets.checklist import Check, Checklist, State
from counter.widgets.dialogs import Item
from counter.widgets.frame import Hint

SIGNS = {
    PaperState.ASKED: " ",
    PaperState.SUBMITTED: "x",
    PaperState.PRESENTED: "x",
    PaperState.FROM_DATABASE: "=",
    PaperState.MISSING: "!",
    PaperState.NOT_NEEDED: "-",
}
OPEN = frozenset({PaperState.ASKED, PaperState.MISSING})


class PapersPanel(Panel):
    """Hold it, then tick it."""

    place = Place.PAPERS

    def compose(self) -> Iterable[Widget]:
        """The question, the list, what is still open."""
        yield line(t("intake_screen.papers.question"), classes="question")
        yield Facts((), id="papers-open")
        yield Checklist(self._checks(), id="papers-list")
        yield line(t("intake_screen.papers.only_these"), classes="foot")

    def _checks(self) -> list[Check]:
        """The required papers first, then those of a case: digits reach nine."""
        procedure = self.journey.procedure
        states = {mark.key: mark.state for mark in self.journey.draft.papers}
        papers = sorted(procedure.papers if procedure else (), key=lambda paper: not paper.required)
        return [_check(paper, states.get(paper.key)) for paper in papers]

    def arrive(self) -> None:
        """The first paper that is still open."""
        self.screen.set_focus(self.query_one(Checklist))
        self._tell_open()

    def keys(self) -> Sequence[Hint]:
        """Space ticks; F9 only when the required ones are settled, else it says which are not."""
        return (
            Hint("F9", "intake_screen.key.papers_done", reason=self._why_not()),
            Hint("Space", "intake_screen.key.tick", 4),
            Hint("1–9", "intake_screen.key.jump", 45),
        )

    def _open(self) -> tuple[Paper, ...]:
        procedure = self.journey.procedure
        return missing_papers(procedure, self.journey.draft.papers) if procedure else ()

    def _why_not(self) -> str:
        left = self._open()
        if not left:
            return ""
        names = "; ".join(paper.name for paper in left[:3])
        return t("intake_screen.papers.open", n=len(left), names=names)

    @on(Checklist.Ticked)
    def ticked(self, event: Checklist.Ticked) -> None:
        """One more paper seen."""
        self.leave()
        self._tell_open()
        self.host.refresh_frame()
        self.host.hint(t("intake_screen.papers.now", name=event.check.label, state=event.check.state.label))
        self.post_message(self.Changed())

    @on(Checklist.Moved)
    def moved(self, event: Checklist.Moved) -> None:
        """What Space would do here."""
        following = event.check.states[(event.check.at + 1) % len(event.check.states)]
        self.host.hint(t("intake_screen.papers.space", state=following.label))

    def _tell_open(self) -> None:
        left = self._open()
        fact = Fact("", t("intake_screen.papers.left", n=len(left)), "strong")
        if not left:
            fact = Fact("", "√ " + t("intake_screen.papers.all"), "good")
        self.query_one("#papers-open", Facts).show((fact,))

    def leave(self) -> None:
        """The state of every paper of the list."""
        procedure = self.journey.procedure
        states = self.query_one(Checklist).states()
        papers = tuple(
            mark_of(paper, PaperState(states[paper.key])) for paper in (procedure.papers if procedure else ())
        )
        self.journey.draft = replace(self.journey.draft, papers=papers)

    async def done(self) -> None:
        """F9, when nothing is open."""
        self.leave()
        self.post_message(self.Go())

    def more(self) -> Sequence[Item]:
        """Something is missing: the dossier waits as a draft."""
        reason = "" if self._open() else t("law_screen.nothing_missing")
        return (
            Item("wait", t("intake_screen.papers.wait")),
            Item("missing", t("law_screen.missing"), reason),
        )

    def run(self, key: str) -> None:
        """Keep it and go back to the desk; or the paper that says what is missing."""
        self.leave()
        if key == "missing":
            from counter.screens.missing_paper import print_out

            self.app.run_worker(print_out(self.app, self.host, self.journey), group="print")
        elif key == "wait":
            self.post_message(self.Leave())


def mark_of(paper: Paper, state: PaperState) -> PaperMark:
    """A paper in a state, with the copies the list asks for when it is in hand."""
    held = state in (PaperState.SUBMITTED, PaperState.PRESENTED)
    return PaperMark(
        key=paper.key,
        name=paper.name,
        state=state,
        originals=(paper.originals or 0) if held else 0,
        copies=(paper.copies or 0) if held else 0,
    )


def _check(paper: Paper, state: PaperState | None) -> Check:
    states = intake_steps.states_of(paper)
    now = state if state in states else states[0]
    return Check(
        key=paper.key,
        label=_label(paper),
        states=tuple(
            State(s.value, SIGNS[s], t(f"intake_screen.paper.{s}"), settled=s not in OPEN) for s in states
        ),
        at=states.index(now),
        reason=_reason(paper),
        needed=paper.required,
    )


def _label(paper: Paper) -> str:
    """The official name, and how many of what are asked for."""
    asked = []
    if paper.originals:
        asked.append(t("intake_screen.paper.originals", n=paper.originals))
    if paper.copies:
        asked.append(t("intake_screen.paper.copies", n=paper.copies))
    if paper.originals is None and paper.copies is None:
        asked.append(t("intake_screen.paper.count_unknown"))
    how = t(f"intake_screen.paper.mode.{paper.mode}")
    return f"{paper.name} ({' '.join([how, ' + '.join(asked)]).strip()})"


def _reason(paper: Paper) -> str:
    """Why it is on the list: always, or in which case; and what may stand for it."""
    parts = [
        paper.condition or t("intake_screen.paper.always" if paper.required else "intake_screen.paper.if_any")
    ]
    if paper.databases:
        parts.append(t("intake_screen.paper.database", names=", ".join(paper.databases)))
    if paper.database_note:
        parts.append(paper.database_note)
    return ". ".join(part.rstrip(".") for part in parts) + "."
