"""What everybody has in hand (việc của từng người): whose, what was given by whom, and giving it on."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.i18n import number, t, written
from counter.models.charge import Load, ReassignDraft, Work, WorkRow
from counter.models.states import DossierState
from counter.rules.rights import Act, may
from counter.screens.parts.behind_door import BehindDoor
from counter.screens.parts.covered import Covered
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.parts.one_form import OneForm
from counter.screens.parts.times import due_words, short_name
from counter.services.put_right import reassigning
from counter.widgets.fields import Field, Kind, Option
from counter.widgets.form import FormView
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row

if TYPE_CHECKING:
    from counter.app import CounterApp

ALL, DOSSIERS, ONE = "all", "dossiers", "one"


class WorkOfScreen(BehindDoor[None]):
    """One person's dossiers and drafts; ← → another person, Enter opens one, F9 gives them to a colleague."""

    RIGHT = Act.READ
    WIDE = True
    app: "CounterApp"
    topic = "work_of"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", show=False),
        Binding("right", "turn(1)", show=False),
    ]

    def __init__(self, whose: int | None = None) -> None:
        super().__init__()
        self.loads: tuple[Load, ...] = ()
        self.seen: Work | None = None
        self._at = whose  # whose work, by id; None: the actor's own

    @property
    def opening(self) -> bool:
        """Whether the list is not there yet: what is struck meanwhile waits for it."""
        return self.seen is None and self.allowed

    def where(self) -> Sequence[str]:
        """Whose."""
        return (t("work_screen.title"), *((self.seen.person.name,) if self.seen else ()))

    def keys(self) -> Sequence[Hint]:
        """Open, give on, somebody else's."""
        return (
            Hint("Enter", "work_screen.open"),
            Hint("F9", "work_screen.give", reason=self._why_not()),
            Hint("← →", "work_screen.turn", 20),
        )

    def _why_not(self) -> str:
        if not may(self.app.actor, Act.REASSIGN):
            return t(f"right.{Act.REASSIGN}")
        empty = self.seen is not None and not (self.seen.dossiers or self.seen.drafts)
        return t("charge.nothing") if empty else ""

    def room(self) -> Iterable[Widget]:
        """How much, the list, from whom the marked row came."""
        yield Static(Content(""), id="load", markup=False)
        columns = (
            Column(t("work_screen.col.due"), 16),
            Column(t("work_screen.col.code"), 8),
            Column(t("work_screen.col.name"), 18, grow=1),
            Column(t("work_screen.col.procedure"), 18, grow=1),
            Column(t("work_screen.col.from"), 14, from_width=72),
        )
        yield LineList(columns, id="rows", empty=t("bank_screen.loading"))
        yield Facts(id="given")

    def arrive(self) -> None:
        """The list has the keys."""
        self.set_focus(self.query_one("#rows"))

    def on_screen_resume(self) -> None:
        """Here, or here again."""
        if self.allowed:
            self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """Everybody's figures, one person's list."""
        self.loads = await self.app.ask(reassigning.loads)
        whose = self._at or (self.app.actor.id if self.app.actor else 0)
        self.seen = await self.app.ask(reassigning.work, whose)
        listing = self.query_one("#rows", LineList)
        listing.empty = t("work_screen.none")
        listing.set_rows([self._row(row) for row in (*self.seen.dossiers, *self.seen.drafts)])
        counted = t(
            "work_screen.load",
            name=self.seen.person.name,
            dossiers=number(len(self.seen.dossiers)),
            drafts=number(len(self.seen.drafts)),
        )
        self.query_one("#load", Static).update(Content(counted))
        self._tell()
        self.app.keys_again()

    def _row(self, row: WorkRow) -> Row:
        when = due_words(row.due, self.app.now()) if row.dossier_id else t("work_screen.draft")
        if row.state is DossierState.DONE:
            when = t("work_screen.ready")
        cells = (when, row.short_code or "—", row.applicant, short_name(row.procedure), row.given_from)
        return Row(key=_key(row), cells=cells, mark="←" if row.given_from else " ")

    @on(LineList.RowHighlighted, "#rows")
    def _tell(self) -> None:
        """From whom it came and why."""
        self.refresh_frame()
        row = self.current
        facts: tuple[Fact, ...] = ()
        if row is not None and row.given_from and row.given_at is not None:
            at = written(row.given_at)
            words = t("work_screen.given", giver=row.given_from, by=row.given_by, at=at)
            facts = (Fact(t("work_screen.from"), words), Fact(t("work_screen.reason"), row.reason))
        self.query_one("#given", Facts).show(facts)

    @property
    def current(self) -> WorkRow | None:
        """The marked dossier or draft."""
        row = self.query_one("#rows", LineList).current if self.query("#rows") else None
        found = (*self.seen.dossiers, *self.seen.drafts) if self.seen else ()
        return next((one for one in found if row and _key(one) == row.key), None)

    @on(LineList.RowChosen, "#rows")
    def chosen(self) -> None:
        """Open the dossier; say where a draft is gone on with."""
        row = self.current
        if row is not None and row.dossier_id is not None:
            self.app.show("dossier", ref=str(row.dossier_id))
        elif row is not None:
            self.hint(t("work_screen.draft_hint"))

    def action_turn(self, by: int) -> None:
        """← →: the work of the next person."""
        ids = [load.person.id for load in self.loads]
        if self.seen is not None and ids:
            whose = self._at or self.seen.person.id  # the one before may be still read: each key counts
            self._at = ids[((ids.index(whose) if whose in ids else 0) + by) % len(ids)]
            self.load()

    def action_done(self) -> None:
        """F9: give it to a colleague."""
        if self.seen is not None and not self._why_not():
            self.give(self.seen)

    @work(group="give")
    async def give(self, seen: Work) -> None:
        """The form; the list is read again when it comes back."""
        await self.app.push_screen_wait(GiveScreen(seen, self.current))


class GiveScreen(OneForm[None], Covered[None]):
    """To whom, which of it, why."""

    RIGHT = Act.REASSIGN
    app: "CounterApp"
    topic = "work_of"

    def __init__(self, seen: Work, marked: WorkRow | None) -> None:
        super().__init__()
        self.seen, self.marked = seen, marked

    def where(self) -> Sequence[str]:
        """Whose work."""
        return (t("work_screen.title"), t("work_screen.giving", name=self.seen.person.name))

    def rail(self) -> str:
        """What it does and does not change."""
        return t("work_screen.rail")

    def hints(self) -> Sequence[Hint]:
        """Give it, or leave it."""
        return (Hint("F9", "work_screen.give"), Hint("Esc", commands.BACK.label_id),
                Hint("F1", commands.HELP.label_id))  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """Which of it, to whom, why."""
        yield FormView(give_fields(self.app, self.seen, self.marked))

    async def send(self) -> None:
        """Give it."""
        values = self.form.values()
        done = await self.app.ask(reassigning.reassign, self._draft(values))
        self.pass_on("work_screen.done", dossiers=done.dossiers, drafts=done.drafts, name=done.to)

    def _draft(self, values: Mapping[str, str]) -> ReassignDraft:
        marked = self.marked if values["which"] == ONE else None
        dossiers: tuple[int, ...] | None = None
        drafts: tuple[str, ...] | None = () if values["which"] == DOSSIERS else None
        if marked is not None:
            dossiers = (marked.dossier_id,) if marked.dossier_id is not None else ()
            drafts = (marked.draft_id,) if marked.draft_id else ()
        return ReassignDraft(
            operation=self._operation,
            from_id=self.seen.person.id,
            to_id=int(values["to"]),
            reason=values["reason"],
            dossier_ids=dossiers,
            draft_ids=drafts,
        )


def give_fields(app: "CounterApp", seen: Work, marked: WorkRow | None) -> tuple[Field, ...]:
    """Which of it, to whom, why."""
    which = [
        Option(ALL, t("work_screen.which.all", dossiers=len(seen.dossiers), drafts=len(seen.drafts))),
        Option(DOSSIERS, t("work_screen.which.dossiers", n=len(seen.dossiers))),
    ]
    if marked is not None:
        what = " · ".join(filter(None, (marked.short_code, marked.applicant)))
        which.append(Option(ONE, t("work_screen.which.one", what=what or t("work_screen.draft"))))
    return (
        Field(
            key="which",
            label=t("work_screen.which"),
            kind=Kind.CHOICE,
            options=tuple(which),
            hint=t("work_screen.which.hint"),
        ),
        to_field(app, seen.person.id),
        reason_field(),
    )


def to_field(app: "CounterApp", but: int) -> Field:
    """Who may take it over."""
    people = [p for p in app.staff if may(p, Act.ACCEPT) and p.id != but]
    return Field(
        key="to",
        label=t("work_screen.to"),
        kind=Kind.CHOICE,
        options=tuple(Option(str(p.id), p.name) for p in people),
        hint=t("work_screen.to.hint"),
    )


def reason_field() -> Field:
    """Why."""
    return Field(
        key="reason",
        label=t("work_screen.reason"),
        hint=t("work_screen.reason.hint"),
        max_length=reassigning.LONGEST,
    )


def _key(row: WorkRow) -> str:
    return f"dossier:{row.dossier_id}" if row.dossier_id is not None else f"draft:{row.draft_id}"
