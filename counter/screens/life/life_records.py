"""The registers beside a dossier's steps: guidance, demanded papers, originals lent, certifications."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from counter.i18n import day, t
from counter.models.life import Certified, GuidanceWay
from counter.models.life_records import (
    CertificationDraft,
    CertificationView,
    DemandDraft,
    GuidanceDraft,
    LendBackDraft,
    LendDraft,
    LentView,
)
from counter.models.staff import StaffView
from counter.rules.rights import Act
from counter.screens.life.life_path import Case, LifePath, day_field, text
from counter.screens.life.life_supplement import typed
from counter.screens.parts.intake_facts import Fact
from counter.services.life import certifications, records
from counter.widgets.fields import Field, Kind, Option

if TYPE_CHECKING:
    from counter.app import CounterApp


class _Record(LifePath):
    """Kept in a register; the dossier itself does not move."""

    def done(self, before: Case, after: Case) -> tuple[Fact, ...]:
        """That it is kept."""
        return (Fact("", t(f"life_screen.{self.name}.done"), "good"),)


class GuidePath(_Record):
    """What was said, how."""

    name = "guide"
    right = Act.SAVE_DRAFT

    def fields(self, case: Case) -> tuple[Field, ...]:
        """What was said, how."""
        options = tuple(Option(one, t(f"life_screen.guidance.{one}")) for one in GuidanceWay)
        way = Field(key="way", label=t("life_screen.field.way"), kind=Kind.CHOICE, options=options)
        return (text("said"), way)

    async def send(self, app: "CounterApp", case: Case, operation: str) -> None:
        """Keep it."""
        way = case.value("way")
        draft = GuidanceDraft(
            operation=operation,
            said=case.value("said"),
            way=GuidanceWay(way) if way else None,
            procedure_code=case.view.procedure_code,
            dossier_id=case.view.id,
            person=case.view.applicant.full_name,
        )
        await app.ask(records.guide, draft)


class DemandPath(_Record):
    """Who demands which paper, on what ground; the resident need not bring it."""

    name = "demand"
    typed_as: ClassVar[Mapping[str, str]] = {"paper": "demanded"}
    right = Act.SAVE_DRAFT

    def fields(self, case: Case) -> tuple[Field, ...]:
        """Who, what, on what ground."""
        return (text("body"), text("demanded"), text("ground", required=False))

    async def send(self, app: "CounterApp", case: Case, operation: str) -> None:
        """Log it."""
        draft = DemandDraft(
            operation=operation,
            procedure_code=case.view.procedure_code,
            dossier_id=case.view.id,
            body=case.value("body"),
            paper=case.value("demanded"),
            ground=case.value("ground"),
        )
        await app.ask(records.log_demand, draft)


class LendPath(_Record):
    """Which original, to whom, until when."""

    name = "lend"
    typed_as: ClassVar[Mapping[str, str]] = {"paper": "lent_paper"}

    def fields(self, case: Case) -> tuple[Field, ...]:
        """Which, to whom, what for, until when."""
        return (
            text("lent_paper"),
            text("lent_to"),
            text("purpose", required=False),
            day_field("due_back", required=False),
        )

    async def send(self, app: "CounterApp", case: Case, operation: str) -> None:
        """Sign it out."""
        draft = LendDraft(
            operation=operation,
            dossier_id=case.view.id,
            paper=case.value("lent_paper"),
            lent_to=case.value("lent_to"),
            purpose=case.value("purpose"),
            due_back=typed(app, case.value("due_back")),
        )
        await app.ask(records.lend, draft)


class LendBackPath(_Record):
    """Which of those that are out is back, and who brings it."""

    name = "lend_back"

    def __init__(self) -> None:
        self.out: tuple[LentView, ...] = ()

    async def load(self, app: "CounterApp", case: Case) -> None:
        """What is out of this dossier."""
        self.out = await app.ask(records.lent, case.view.id, out_only=True)

    def why_not(self, case: Case, actor: StaffView | None) -> str:
        """Something must be out."""
        if reason := super().why_not(case, actor):
            return reason
        return "" if self.out else t("life_screen.lend_back.nothing")

    def fields(self, case: Case) -> tuple[Field, ...]:
        """Which, by whom."""
        options = tuple(Option(str(one.id), f"{one.paper} ({one.lent_to})") for one in self.out[:9])
        which = Field(
            key="which",
            label=t("life_screen.field.which"),
            kind=Kind.CHOICE,
            options=options,
            value=options[0].key if len(options) == 1 else "",
        )
        return (which, text("brought_by"), text("note", required=False))

    async def send(self, app: "CounterApp", case: Case, operation: str) -> None:
        """Sign it in."""
        draft = LendBackDraft(
            operation=operation,
            lent_id=int(case.value("which") or 0),
            brought_by=case.value("brought_by"),
            note=case.value("note"),
        )
        await app.ask(records.take_back, draft)


class CertifyPath(_Record):
    """Which register, which paper, who signs; the register gives the number."""

    name = "certify"
    typed_as: ClassVar[Mapping[str, str]] = {"paper": "certified_paper"}

    def __init__(self) -> None:
        self.entry: CertificationView | None = None

    def fields(self, case: Case) -> tuple[Field, ...]:
        """Register, paper, copies, signer."""
        options = tuple(Option(one, t(f"life_screen.certified.{one}")) for one in Certified)
        return (
            Field(
                key="kind",
                label=t("life_screen.field.kind"),
                kind=Kind.CHOICE,
                options=options,
                hint=t("life_screen.field.kind.hint"),
            ),
            text("certified_paper"),
            Field(
                key="copies",
                label=t("life_screen.field.copies"),
                kind=Kind.NUMBER,
                hint=t("life_screen.field.copies.hint"),
                value="1",
            ),
            text("signer"),
        )

    async def send(self, app: "CounterApp", case: Case, operation: str) -> None:
        """Enter it."""
        kind, copies = case.value("kind"), case.value("copies")
        draft = CertificationDraft(
            operation=operation,
            kind=Certified(kind) if kind else None,
            dossier_id=case.view.id,
            requester=case.view.applicant.full_name,
            paper=case.value("certified_paper"),
            copies=int(copies) if copies.isascii() and copies.isdecimal() else 0,
            signer=case.value("signer"),
        )
        self.entry = await app.ask(certifications.enter, draft)

    def done(self, before: Case, after: Case) -> tuple[Fact, ...]:
        """The number, to be written on the paper."""
        entry = self.entry
        if entry is None:
            return ()
        number = t("life_screen.certify.number", number=entry.number, year=entry.year, day=day(entry.day))
        return (
            Fact("", t("life_screen.certify.done"), "good"),
            Fact(t("life_screen.paper"), number, "strong"),
            Fact("", t("life_screen.certify.write")),
        )


PATHS: tuple[type[LifePath], ...] = (
    GuidePath, DemandPath, LendPath, LendBackPath, CertifyPath,
)  # fmt: skip  # in the order of the menu
