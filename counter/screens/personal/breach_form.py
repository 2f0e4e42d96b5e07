"""One form: what a notice of a breach must say. What is not known yet stays empty and is added later."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING

from textual.widget import Widget

from counter import commands
from counter.errors import Problem, Refused
from counter.i18n import LOCAL_ZONE, clock, local, t
from counter.models.breach import BreachDraft, BreachFacts, BreachView
from counter.rules.form_dates import parse_day
from counter.rules.rights import Act
from counter.screens.parts.covered import Covered
from counter.screens.parts.one_form import OneForm
from counter.services.personal import breaches
from counter.widgets.fields import Field, Kind
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp

FIRST = ("act", "place", "happened", "who")
THEN = ("measures", "consequences", "kinds", "amount", "contact")


class BreachFormScreen(OneForm[BreachView | None], Covered[BreachView | None]):
    """Gives the incident once it is kept. `one`: an incident that is recorded already."""

    RIGHT = Act.BREACH
    app: "CounterApp"
    topic = "breaches"

    def __init__(self, facts: BreachFacts, one: BreachView | None = None) -> None:
        super().__init__()
        self._facts, self._one = facts, one

    def where(self) -> Sequence[str]:
        """A new one, or which."""
        which = t("breach_screen.add") if self._one is None else t("breach_screen.no", number=self._one.id)
        return (t("breach_screen.title"), which)

    def rail(self) -> str:
        """What to do first."""
        return t("breach_screen.rail")

    def hints(self) -> Sequence[Hint]:
        """Keep it, or leave without."""
        return (Hint("F9", "breach_screen.keep"), Hint("Esc", commands.BACK.label_id),
                Hint("F1", commands.HELP.label_id))  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """When it was found (once), what happened, then what the notice says besides."""
        now = self.app.now()
        found = () if self._one is not None else (
            _field("found_day", kind=Kind.DAY, value=f"{local(now):%d/%m/%Y}", required=True),
            _field("found_time", value=clock(now), required=True, width=12),
        )  # fmt: skip
        facts = (
            _field(name, value=getattr(self._facts, name), required=name == "act") for name in (*FIRST, *THEN)
        )
        yield FormView((*found, *facts))

    async def send(self) -> None:
        """Keep it, or the newest version of it."""
        values = self.form.values()
        facts = BreachFacts(**{name: values[name] for name in (*FIRST, *THEN)})
        if self._one is not None:
            kept = await self.app.ask(breaches.update, self._one.id, facts, operation=self._operation)
        else:
            draft = BreachDraft(operation=self._operation, facts=facts, found_at=self._found(values))
            kept = await self.app.ask(breaches.record, draft)
        self.dismiss(kept)

    def at_field(self, problem: Problem) -> Problem:
        """A finding to come is a time that is typed here."""
        return problem.at("found_time") if problem.field == "found_at" else problem

    def _found(self, values: dict[str, str]) -> datetime:
        now = self.app.now()
        day = parse_day(values["found_day"], local(now).date())
        if values["found_time"] == clock(now) and day == local(now).date():
            return now
        try:
            at = time.fromisoformat(values["found_time"].zfill(len("14:05")))
        except ValueError:
            raise Refused((Problem("found_time", "breach_screen.no_time"),)) from None
        return datetime.combine(day or local(now).date(), at, LOCAL_ZONE)


def _field(
    key: str, *, value: str = "", kind: Kind = Kind.TEXT, required: bool = False, width: int = 0
) -> Field:
    known = key.startswith("found")
    return Field(
        key=key,
        label=t(f"breach_screen.{key}" if known else f"breach.field.{key}"),
        hint=t(f"breach_screen.{key}.hint"),
        kind=kind,
        value=value,
        required=required,
        blank="" if required else t("breach_screen.unknown"),
        width=width,
        max_length=breaches.MOST_TEXT if kind is Kind.TEXT else 0,
    )
