"""Step 3: person, card and dossier are compared. A clerk's work (one-stop-law 1.6)."""

from collections.abc import Iterable, Sequence

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter.i18n import clock, day, t
from counter.models.dossier import Applicant
from counter.models.identity import Card
from counter.models.submission import FilingWay, Submitter
from counter.rules.filing_words import standing_facts
from counter.rules.rights import Act, may
from counter.screens.filing.assisted_case import At, Case
from counter.screens.filing.assisted_panel import StepPanel, line
from counter.screens.parts.scanned import card_of
from counter.services.filing import submissions
from counter.text import fold
from counter.widgets.cells import fit
from counter.widgets.checklist import Check, Checklist, State
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.frame import Hint

CHECKS = ("face", "card", "right")
_LABEL, _VALUE, _VERDICT = 14, 24, 6


class IdentityPanel(StepPanel):
    """A scan fills the left column; three ticks say what a person has looked at."""

    at = At.IDENTITY
    DEFAULT_CSS = "IdentityPanel { & > #compare { height: auto; padding: 0 1; margin: 1 0; } }"

    def __init__(self, case: Case) -> None:
        super().__init__(case)
        self.card: Card | None = None

    @property
    def verified(self) -> bool:
        """Whether a clerk has compared them already."""
        return self.case.filing is not None and self.case.filing.identity_at is not None

    def compose(self) -> Iterable[Widget]:
        """The comparison, the ticks, who is responsible."""
        yield line(t("assisted.identity.ask"), classes="question")
        yield Static(Content(self.comparison()), id="compare", markup=False)
        if not self.verified:
            yield Checklist(self._checks(), leads_on=True, id="checks")
        yield line(self._foot(), classes="note")

    def _checks(self) -> list[Check]:
        open_, seen = State("open", " ", "", settled=False), State("seen", "x", t("assisted.identity.seen"))
        locked = "" if may(self.case.actor, Act.CHECK_IDENTITY) else t(f"right.{Act.CHECK_IDENTITY}")
        return [
            Check(
                name,
                t(f"assisted.identity.{name}"),
                (open_, seen),
                reason=self._right() if name == "right" else "",
                locked=locked,
            )
            for name in CHECKS
        ]

    def _right(self) -> str:
        """Who stands here and by which paper, for the clerk to look at once more."""
        filing, view = self.case.filing, self.case.view
        if filing is None or filing.submitter is Submitter.SELF:
            return ""
        facts = standing_facts(filing, view.applicant.full_name)
        told = [value for key, _, value in facts if key != "way"]
        if filing.authority_until is not None:
            told[-1] = t("submission.fact.line", label=t("submission.fact.until"), value=told[-1])
        behalf = [t("assisted.identity.behalf", who=view.behalf_of)] if view.behalf_of else []
        return " · ".join((*behalf, *told))

    def _foot(self) -> str:
        filing = self.case.filing
        if filing is not None and filing.identity_at is not None:
            params = {"who": filing.identity_by, "time": clock(filing.identity_at)}
            return t("assisted.identity.done", **params)
        actor, way = self.case.actor, filing.way if filing else FilingWay.OWN
        checks = actor is not None and may(actor, Act.CHECK_IDENTITY)
        who = actor.name if actor and checks else t("submission.fact.nobody_yet")
        return t(f"assisted.identity.foot.{way}", who=who)

    # -- the card --------------------------------------------------------------------------------

    def comparison(self) -> str:
        """Card beside dossier, row by row, with the verdict in words."""
        person = self.case.view.applicant
        head = self._row("", t("assisted.identity.on_card"), t("assisted.identity.in_dossier"), "")
        rows = [head]
        for name, on_card, kept in _pairs(self.card, person):
            verdict = ""
            if self.card is not None:
                verdict = t(f"assisted.identity.{'same' if fold(on_card) == fold(kept) else 'differs'}")
            rows.append(self._row(t(f"assisted.identity.{name}"), on_card, kept, verdict))
        if self.card is None and not self.verified:
            rows.append(t("assisted.identity.scan"))
        return "\n".join(rows)

    @staticmethod
    def _row(label: str, on_card: str, kept: str, verdict: str) -> str:
        cells = fit(label, _LABEL), fit(on_card, _VALUE), fit(kept, _VALUE), fit(verdict, _VERDICT)
        return " ".join(cells).rstrip()

    def scanned(self, event: ScanReceived) -> bool:
        """The card of the person who sits here."""
        card = card_of(event.payload)
        if card is None:
            self.host.say("assisted.identity.unreadable", tone="warn")
            return True
        was_other = self._other_person
        self.card = card
        self.query_one("#compare", Static).update(Content(self.comparison()))
        if self._other_person or was_other:
            self._untick()
        if self._other_person:
            self.host.say("assisted.identity.other_person", tone="warn")
        else:
            self.host.say("assisted.identity.matches", tone="good", name=card.full_name)
        self.post_message(self.Changed())
        return True

    def _untick(self) -> None:
        """What was looked at belonged to another person's card."""
        for checks in self.query(Checklist):
            for name in CHECKS:
                checks.set_state(name, "open")
            checks.move_to(0)

    @property
    def _other_person(self) -> bool:
        """Whether the card is somebody else's: its number is not the dossier's, new or old."""
        person = self.case.view.applicant
        known = {person.citizen_id, person.old_cmnd} - {""}
        card = self.card
        return card is not None and bool(known) and not known & {card.citizen_id, card.old_cmnd or ""}

    # -- the ticks -------------------------------------------------------------------------------

    def arrive(self) -> None:
        """The first tick that is open."""
        self.screen.set_focus(None if self.verified else self.query_one(Checklist))

    @on(Checklist.Ticked)
    def ticked(self, event: Checklist.Ticked) -> None:
        """F9 may be free now, and what was missing before is no longer."""
        event.stop()
        self.host.turn_hint(self.why_not() or t("assisted.identity.all_seen"))
        self.post_message(self.Changed())

    @on(Checklist.Locked)
    def locked_tick(self, event: Checklist.Locked) -> None:
        """A volunteer's Space: the reason."""
        event.stop()
        self.host.say(f"right.{Act.CHECK_IDENTITY}", tone="warn")

    def why_not(self) -> str:
        """Not this person's work, another person's card, something not looked at."""
        if self.verified:
            return ""
        if not may(self.case.actor, Act.CHECK_IDENTITY):
            return t(f"right.{Act.CHECK_IDENTITY}")
        if self._other_person:
            return t("assisted.identity.other_person")
        left = (
            self.query_one(Checklist).open_count if self.is_mounted and self.query(Checklist) else len(CHECKS)
        )
        return t("assisted.identity.open", n=left) if left else ""

    def message(self) -> str:
        """What to look at; who may, when it is not the work of whoever is here."""
        if self.verified:
            return t("assisted.message.recorded")
        if not may(self.case.actor, Act.CHECK_IDENTITY):
            return t("assisted.identity.not_yours")
        return super().message()

    def done_hint(self) -> Hint:
        """F9 records it, or goes on where it is recorded."""
        verb = "assisted.do.go_on" if self.verified else "assisted.do.identity"
        return Hint("F9", verb, reason=self.case.locked or self.why_not())

    def keys(self) -> Sequence[Hint]:
        """Space ticks."""
        return () if self.verified else (Hint("Space", "assisted.key.tick", 5),)

    async def finish(self) -> None:
        """Note who compared them, and when."""
        filing = self.case.filing
        if filing is not None and not self.verified:
            await self.app.ask(
                submissions.verify_identity,
                self.case.view.id,
                operation=self.operation,
                version=filing.version,
            )
        later = self.case.steps[self.case.place(self.at) + 1]
        self.post_message(self.Moved(later if self.verified else None))


def _pairs(card: Card | None, person: Applicant) -> tuple[tuple[str, str, str], ...]:
    """Name of the fact, what the card says, what the dossier says."""
    dob = day(person.dob) if person.dob else ""
    if card is None:
        return (
            ("full_name", "", person.full_name),
            ("citizen_id", "", person.citizen_id or person.old_cmnd),
            ("dob", "", dob),
            ("address", "", person.address),
        )
    number = card.citizen_id if person.citizen_id or not card.old_cmnd else card.old_cmnd
    return (
        ("full_name", card.full_name, person.full_name),
        ("citizen_id", number, person.citizen_id or person.old_cmnd),
        ("dob", day(card.dob) if card.dob else "", dob),
        ("address", card.address, person.address),
    )
