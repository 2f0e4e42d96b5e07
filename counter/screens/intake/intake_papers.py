"""Intake, the papers: the official list, each with its state and why it is asked; no others (ux B6)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from textual import on, work
from textual.widget import Widget

from counter.errors import CounterError
from counter.i18n import t
from counter.models.catalogue import Paper
from counter.models.dossier import IdentityCheck, PaperMark, PaperState
from counter.models.papers_seen import PaperEnd, PaperKind, Proof
from counter.rules.intake_checks import missing_papers
from counter.screens.intake import intake_steps
from counter.screens.intake.intake_panel import Panel, Place, line
from counter.screens.intake.intake_paper_day import ask_day
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.parts.wording import proof_day, proof_words
from counter.services.people import papers_seen
from counter.widgets.checklist import Check, Checklist, State
from counter.widgets.dialogs import Item
from counter.widgets.frame import Hint, MessageLine

SIGNS = {
    PaperState.ASKED: " ",
    PaperState.SUBMITTED: "x",
    PaperState.PRESENTED: "x",
    PaperState.FROM_DATABASE: "=",
    PaperState.MISSING: "!",
    PaperState.NOT_NEEDED: "-",
}
OPEN = frozenset({PaperState.ASKED, PaperState.MISSING})
KNOWN: Final = "known"  # beside the states: it was seen before, and that is taken
HELD = frozenset({PaperState.SUBMITTED, PaperState.PRESENTED})


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
        marks = {mark.key: mark for mark in self.journey.draft.papers}
        papers = sorted(procedure.papers if procedure else (), key=lambda paper: not paper.required)
        return [_check(paper, marks.get(paper.key), self.journey.proofs.get(paper.key)) for paper in papers]

    async def prepare(self) -> None:
        """Which papers this person has shown before; what is taken from that is ticked before it is drawn."""
        draft, procedure = self.journey.draft, self.journey.procedure
        person = draft.applicant.resident_id
        self.journey.proofs = {}
        if procedure is None or not any(paper.kind for paper in procedure.papers):
            return
        if person is not None:
            acts = draft.identity is IdentityCheck.FOR_ANOTHER
            try:
                found = await self.app.ask(
                    papers_seen.known, person, procedure.code, visit_id=draft.visit_id, for_another=acts
                )
            except CounterError as error:  # the papers are then looked at as if for the first time
                await self.app.tell(error)
            else:
                self.journey.proofs = {one.key: one.proof for one in found}
        self.journey.draft = intake_steps.with_known(draft, procedure, self.journey.proofs)

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
        now = t("intake_screen.papers.now", name=event.check.label, state=event.check.state.label)
        if event.check.state.key == PaperState.ASKED and event.check.key in self.journey.proofs:
            now = t("papers_seen.not_taken")
        # What F9 refused for want of a paper is over once one is ticked.
        hint = t("papers_seen.days.ask") if self._wants_day(event.check.key) else now
        self.host.query_one(MessageLine).turn(hint)
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
        before = {mark.key: mark for mark in self.journey.draft.papers}
        papers = tuple(
            self._mark(paper, states[paper.key], before.get(paper.key))
            for paper in (procedure.papers if procedure else ())
        )
        self.journey.draft = replace(self.journey.draft, papers=papers)

    def _mark(self, paper: Paper, state: str, before: PaperMark | None) -> PaperMark:
        """A paper as it stands in the list; the days noted from it stay."""
        proof = self.journey.proofs.get(paper.key)
        if state == KNOWN:
            return PaperMark(key=paper.key, name=paper.name, state=PaperState.PRESENTED, proof=proof)
        mark = mark_of(paper, PaperState(state))
        refused = proof is not None and (paper.required or (before is not None and before.refused))
        if before is None or mark.state not in HELD:
            return replace(mark, refused=refused)
        return replace(
            mark,
            refused=refused,
            issued_on=before.issued_on,
            valid_until=before.valid_until,
            endless=before.endless,
        )

    async def done(self) -> None:
        """F9, when nothing is open."""
        self.leave()
        self.post_message(self.Go())

    def more(self) -> Sequence[Item]:
        """Something is missing: the dossier waits as a draft."""
        reason = "" if self._open() else t("law_screen.nothing_missing")
        seen = "" if self.journey.draft.applicant.resident_id else t("papers_seen.nobody")
        return (
            Item("wait", t("intake_screen.papers.wait")),
            Item("missing", t("law_screen.missing"), reason),
            Item("days", t("papers_seen.days"), self._no_days()),
            Item("seen", t("papers_seen.open"), seen),
        )

    def run(self, key: str) -> None:
        """Keep it and go back to the desk; the paper that says what is missing; what was seen before."""
        self.leave()
        if key == "days":
            self.note_day()
        elif key == "seen":
            self.app.show("papers_seen", resident_id=self.journey.draft.applicant.resident_id)
        elif key == "missing":
            from counter.screens.intake.missing_paper import print_out

            self.app.run_worker(print_out(self.app, self.host, self.journey), group="print")
        elif key == "wait":
            self.post_message(self.Leave())

    # --- the days on a paper -------------------------------------------------------------------------------

    def _kind(self) -> PaperKind | None:
        """The kind of the paper with the keys, where its day is asked for: it is in the hand, and it ends."""
        check = self.query_one(Checklist).current
        procedure = self.journey.procedure
        if check is None or procedure is None or check.state.key not in HELD:
            return None
        paper = next(paper for paper in procedure.papers if paper.key == check.key)
        kind = self.app.office().catalogue.kinds.get(paper.kind or "")
        return kind if kind and kind.end is not PaperEnd.NEVER else None

    def _wants_day(self, key: str) -> bool:
        """Whether the day on it must be noted for the paper to serve again; a card scanned says its own."""
        kind = self._kind()
        mark = next((mark for mark in self.journey.draft.papers if mark.key == key), None)
        if kind is None or mark is None or mark.issued_on or mark.valid_until or mark.endless:
            return False
        return not (kind.from_card and self.journey.draft.applicant.issue_date)

    def _no_days(self) -> str:
        return "" if self._kind() else t("papers_seen.days.none")

    @work(group="days")
    async def note_day(self) -> None:
        """The day of issue, or the last day, as it stands on the paper: so that it serves another time."""
        check, kind = self.query_one(Checklist).current, self._kind()
        noted = await ask_day(self.app, kind, self.today) if kind else None
        if check is None or noted is None or not self.is_attached:
            return
        self.leave()
        marks = (noted.on(mark) if mark.key == check.key else mark for mark in self.journey.draft.papers)
        self.journey.draft = replace(self.journey.draft, papers=tuple(marks))
        self.post_message(self.Changed())
        self.host.say("papers_seen.days.noted", tone="good", day=noted.words())


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


def _check(paper: Paper, mark: PaperMark | None, proof: Proof | None) -> Check:
    states = [
        State(s.value, SIGNS[s], t(f"intake_screen.paper.{s}"), settled=s not in OPEN)
        for s in _states(paper, proof)
    ]
    if proof is not None:  # refused, it counts as not given until it is shown
        known = State(KNOWN, "√", t("papers_seen.state", day=proof_day(proof)))
        states.insert(0 if paper.required else 1, known)
    keys = [state.key for state in states]
    now = KNOWN if mark and mark.proof and proof else mark.state.value if mark else keys[0]
    return Check(
        key=paper.key,
        label=_label(paper),
        states=tuple(states),
        at=keys.index(now) if now in keys else 0,
        reason=_reason(paper, proof),
        needed=paper.required,
    )


def _states(paper: Paper, proof: Proof | None) -> tuple[PaperState, ...]:
    """What Space goes through; after a proof first that it is not taken."""
    states = intake_steps.states_of(paper)
    if proof is None or not paper.required:
        return states
    return (PaperState.ASKED, *(state for state in states if state is not PaperState.ASKED))


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


def _reason(paper: Paper, proof: Proof | None) -> str:
    """Why it is on the list: always, or in which case; and what may stand for it."""
    parts = [t("papers_seen.taken", proof=proof_words(proof))] if proof else []
    parts += [
        paper.condition or t("intake_screen.paper.always" if paper.required else "intake_screen.paper.if_any")
    ]
    if paper.databases:
        parts.append(t("intake_screen.paper.database", names=", ".join(paper.databases)))
    if paper.database_note:
        parts.append(paper.database_note)
    return ". ".join(part.rstrip(".") for part in parts) + "."
