"""Days to add to the calendar (thêm ngày nghỉ): what they would move is said before they are added."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from textual.widget import Widget

from counter import commands
from counter.i18n import local, t
from counter.models.days_off import DaysDraft, MovedDate
from counter.rules import days_off_words as words
from counter.rules.calendar import DayKind
from counter.rules.form_dates import parse_day
from counter.rules.rights import Act
from counter.screens.parts.covered import Covered
from counter.screens.parts.one_form import OneForm
from counter.services import days_off
from counter.widgets.fields import Field, Kind, Option
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp

SHOWN = 3  # dossiers named before adding; all of them are listed after it
KINDS = (DayKind.HOLIDAY, DayKind.SWAPPED_OFF, DayKind.SWAPPED_WORKED, DayKind.RECEPTION, DayKind.CLOSED)
Added = tuple[date, tuple[MovedDate, ...]]  # the first day, and what it moved


class AddDaysScreen(OneForm[Added | None], Covered[Added | None]):
    """One form; gives the first day and what it moved once it is stored."""

    RIGHT = Act.CHANGE_SETTINGS
    app: "CounterApp"
    topic = "days_off"

    def where(self) -> Sequence[str]:
        """Adding days."""
        return (t("days_off_screen.title"), t("days_off_screen.add"))

    def rail(self) -> str:
        """What adding does and does not do."""
        return t("days_off_screen.rail")

    def hints(self) -> Sequence[Hint]:
        """Add, or leave without."""
        return (Hint("F9", "days_off_screen.add"), Hint("Esc", commands.BACK.label_id),
                Hint("F1", commands.HELP.label_id))  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """From when to when, of which kind, what for, by which document."""
        kinds = tuple(Option(kind.value, t(f"days_off.kind.{kind}")) for kind in KINDS)
        yield FormView(
            (
                _field("first", kind=Kind.DAY),
                _field("last", kind=Kind.DAY, required=False),
                _field("kind", kind=Kind.CHOICE, options=kinds),
                _field("name", max_length=80),
                _field("source", max_length=200),
            )
        )

    async def send(self) -> None:
        """Say which dates it touches, add."""
        draft = self._draft(self.form.values())
        found = await self.app.ask(days_off.would_move, draft)
        if await self._agreed(found):
            moved = await self.app.ask(days_off.add, draft, operation=self._operation)
            self.dismiss((draft.first, moved))

    async def _agreed(self, found: tuple[MovedDate, ...]) -> bool:
        """At once where nothing is touched; else after a look at the dossiers."""
        if not found:
            return True
        from counter.widgets.dialogs import Confirm

        lines = [t("days_off_screen.would_move", n=len(found)), *map(words.moved_words, found[:SHOWN])]
        if len(found) > SHOWN:
            lines.append(t("days_off_screen.and_more", n=len(found) - SHOWN))
        title = t("days_off_screen.would_move_title")
        return await self.app.push_screen_wait(Confirm(title, lines, verb_id="days_off_screen.add"))

    def _draft(self, values: dict[str, str]) -> DaysDraft:
        today = local(self.app.now()).date()
        first = parse_day(values["first"], today) or today
        last = parse_day(values["last"], today) if values["last"] else None
        return DaysDraft(
            first=first, last=last or first, kind=values["kind"], name=values["name"], source=values["source"]
        )


def _field(
    key: str,
    *,
    kind: Kind = Kind.TEXT,
    options: tuple[Option, ...] = (),
    required: bool = True,
    max_length: int = 0,
) -> Field:
    return Field(
        key=key,
        label=t(f"days_off_screen.{key}"),
        hint=t(f"days_off_screen.{key}.hint"),
        kind=kind,
        options=options,
        required=required,
        max_length=max_length,
        width=24 if kind is Kind.DAY else 0,
    )
