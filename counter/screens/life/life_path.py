"""A guided path of a dossier's life: what it asks, what it says before F9, what it does and says then."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from counter.errors import Problem
from counter.i18n import t
from counter.models.dossier import DossierState, DossierView
from counter.models.law_papers import LawForm
from counter.models.life_views import LifeView, Outlook
from counter.models.staff import StaffView
from counter.rules.rights import Act, may
from counter.screens.parts.intake_facts import Fact
from counter.screens.parts.times import moment, short_name
from counter.screens.parts.wording import state_words
from counter.widgets.checklist import Check
from counter.widgets.fields import Field, Kind

if TYPE_CHECKING:
    from counter.app import CounterApp

LONG = 300
UNTICKED = frozenset({"open", "fine"})


@dataclass(slots=True)
class Case:
    """The dossier on its path, and what was answered so far. Nothing is stored before F9."""

    view: DossierView
    life: LifeView
    approvers: tuple[StaffView, ...] = ()
    outlook: Outlook = field(default_factory=Outlook)
    agencies: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)  # of every line to tick

    @property
    def ticked(self) -> frozenset[str]:
        """The lines that are ticked, in whatever way."""
        return frozenset(key for key, state in self.states.items() if state not in UNTICKED)

    @property
    def closed(self) -> bool:
        """Whether it ended."""
        return self.view.state in {
            DossierState.NOT_RECEIVED,
            DossierState.WITHDRAWN,
            DossierState.STOPPED,
            DossierState.RETURNED,
        }

    @property
    def paid(self) -> int:
        """What was paid and not given back, in đồng."""
        return sum(
            share.amount
            for payment in self.view.payments
            for share in payment.shares
            if share.dossier_id == self.view.id
        )

    def value(self, key: str) -> str:
        """An answer; "" while there is none."""
        return self.values.get(key, "")


class LifePath:
    """One path; a class of its own for each. Words under `life_screen.<name>`."""

    name = ""
    right = Act.MOVE
    again: frozenset[str] = frozenset()  # answers that change what else is asked
    prints: LawForm | None = None  # the form of the law that stands at its end
    typed_as: ClassVar[Mapping[str, str]] = {}  # the fields of the service that have another name here
    leads_on = False  # whether a ticked line leads to the next open one

    async def load(self, app: "CounterApp", case: Case) -> None:
        """Read what this path needs beside the dossier."""

    def why_not(self, case: Case, actor: StaffView | None) -> str:
        """Why nothing of this can be done here at all; "" when it can."""
        return "" if may(actor, self.right) else t(f"right.{self.right}")

    def checks(self, case: Case) -> tuple[Check, ...]:
        """Lines to tick above the questions."""
        return ()

    def fields(self, case: Case) -> tuple[Field, ...]:
        """The questions."""
        return ()

    def consequence(self, case: Case) -> tuple[Fact, ...]:
        """What will have happened after F9, in words."""
        return (Fact("", t(f"life_screen.{self.name}.then")),)

    def lock(self, case: Case) -> str:
        """Why F9 waits; "" when it does not."""
        return ""

    async def send(self, app: "CounterApp", case: Case, operation: str) -> None:
        """Do it. Raises what the service raises."""
        raise NotImplementedError

    def at_field(self, problem: Problem) -> Problem:
        """A problem of the service at the field it is typed in here."""
        return problem.renamed(self.typed_as)

    def done(self, before: Case, after: Case) -> tuple[Fact, ...]:
        """What stands now, what to say."""
        return (
            Fact("", t(f"life_screen.{self.name}.done"), "good"),
            Fact(t("life_screen.stands"), state_words(after.view.state)),
            *self.dates(before, after),
            Fact("", ""),
            Fact(t("life_screen.say"), t(f"life_screen.{self.name}.say", **self.words(after)), "strong"),
        )

    def dates(self, before: Case, after: Case) -> tuple[Fact, ...]:
        """When the result is promised now; an ended dossier promises nothing any more."""
        return () if after.closed else date_facts(before, after)

    def words(self, after: Case) -> dict[str, str]:
        """What the sentence to say needs."""
        due = after.view.appointment.due
        return {"due": moment(due) if due else t("life_screen.no_date")}


def head_facts(case: Case) -> tuple[Fact, ...]:
    """Which dossier: whose, what for, where it stands, until when."""
    view = case.view
    found = [
        Fact(
            t("life_screen.who"), f"{view.applicant.full_name} · {short_name(view.procedure_name)}", "strong"
        ),
        Fact(
            t("life_screen.stands"),
            " · ".join((state_words(view.state), due_words(case))),
        ),
    ]
    if case.life.away:
        found.append(Fact(t("life_screen.away"), case.life.away))
    return tuple(found)


def due_words(case: Case) -> str:
    """Until when, as it stands: a dossier that waits for the resident is due at no hour yet."""
    due = case.view.appointment.due
    if due is None:
        return t("life_screen.no_date")
    waits = case.view.state in {DossierState.SUPPLEMENT, DossierState.PAYMENT}
    return t("life_screen.due_old" if waits or case.closed else "life_screen.due", due=moment(due))


def date_facts(before: Case, after: Case) -> tuple[Fact, ...]:
    """The date: the old one and the new one, or that it stays."""
    old, new = before.view.appointment, after.view.appointment
    if new.due is None:
        return ()
    if old.due == new.due:
        return (Fact(t("life_screen.date"), moment(new.due)),)
    return (
        Fact(t("life_screen.date_new"), moment(new.due), "strong"),
        *((Fact(t("life_screen.date_old"), moment(old.due)),) if old.due else ()),
        Fact(t("life_screen.reckoned"), new.reason),
        *(Fact("", f"? {one}", "warn") for one in new.warnings),
    )


def notice_facts(case: Case) -> tuple[Fact, ...]:
    """What the rules say before it is done; the loud ones first and marked."""
    return tuple(
        Fact("", f"! {t(n.message_id, **n.params)}" if n.level != "info" else t(n.message_id, **n.params),
             "warn" if n.level != "info" else "weak")
        for n in case.outlook.notices
    )  # fmt: skip


def text(
    key: str, *, required: bool = True, suggestion: str = "", value: str = "", most: int = LONG
) -> Field:
    """A line of text, its words under `life_screen.field.<key>`."""
    return Field(
        key=key,
        label=t(f"life_screen.field.{key}"),
        hint=t(f"life_screen.field.{key}.hint"),
        required=required,
        suggestion=suggestion,
        offers=True,
        max_length=most,
    )


def day_field(key: str, *, required: bool = True) -> Field:
    """A day."""
    return Field(
        key=key,
        label=t(f"life_screen.field.{key}"),
        kind=Kind.DAY,
        hint=t(f"life_screen.field.{key}.hint"),
        required=required,
    )
