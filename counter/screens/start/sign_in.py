"""Signing in by name and PIN; the same screen covers a locked counter (ux B14)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import CounterError
from counter.i18n import t
from counter.models.staff import StaffView
from counter.screens import registry
from counter.services.staff import staff
from counter.text import fold
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row
from counter.widgets.screen import CounterScreen
from counter.widgets.vn_input import VnInput

if TYPE_CHECKING:
    from counter.app import CounterApp

MOST_NAMES = 9  # as many as have a digit; the others by ↑↓


class SignInScreen(CounterScreen[None]):
    """Who is here? Nothing of anybody's work is visible until the PIN fits."""

    WIDE = True
    app: "CounterApp"
    topic = "sign_in"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3,f4,f7,f8", "nothing", show=False),
        Binding(commands.FIND.key, "nothing", show=False),
    ]

    def __init__(self, locked: bool = False, who: str = "") -> None:
        super().__init__()
        self.locked = locked
        self._who = who
        self._chosen: StaffView | None = None

    def where(self) -> Sequence[str]:
        """The centre; no person, no dossier."""
        return (self.app.ward.centre_name,)

    def hints(self) -> Sequence[Hint]:
        """Enter unlocks; Esc chooses another person."""
        return (
            Hint("F1", commands.HELP.label_id),
            Hint("Enter", "sign_in.enter"),
            Hint("Esc", "sign_in.other"),
            *((Hint("F12", "key_screen.full_lock", 50),) if self.app.may_lock_fully else ()),
            Hint("Ctrl+Q", commands.QUIT.label_id, 60),
        )

    def body(self) -> Iterable[Widget]:
        """A name, a PIN, nothing else."""
        with Vertical(id="card"):
            yield Static("", id="title", markup=False)
            yield LineList((Column("", 30, grow=1),), id="names", header=False, numbered=True)
            yield Static("", id="pin-label", markup=False)
            yield VnInput(id="pin", password=True, max_length=12)
            yield Static("", id="kept", markup=False)

    def _speak(self) -> None:
        """The words of the card; the store may bring another language."""
        words = {"title": "sign_in.locked" if self.locked else "sign_in.welcome"}
        if self.locked:
            words["kept"] = "sign_in.kept"
        for name, text_id in words.items():
            self.query_one(f"#{name}", Static).update(Content(t(text_id)))
        self._ask_for(self._chosen)

    def _ask_for(self, person: StaffView | None) -> None:
        """Whose PIN the box wants: a digit typed there is no choice of another person."""
        asked = t("sign_in.pin_of", name=person.name) if person else t("sign_in.pin")
        self.query_one("#pin-label", Static).update(Content(asked))

    def on_mount(self) -> None:
        """The names come with the store."""
        self._speak()
        self.fill()

    @work(group="names")
    async def fill(self) -> None:
        """Who may sign in; the only one, or the one who locked, is chosen at once."""
        await self.app.door.opened.wait()
        self._speak()
        self.refresh_frame()
        people = self.app.staff
        names = self.query_one("#names", LineList)
        names.styles.height = min(len(people), MOST_NAMES)
        names.set_rows([Row(p.name, (f"{p.name} · {t(f'sign_in.role.{p.role}')}",)) for p in people])
        chosen = self._expected(people)
        if chosen is not None:
            self._choose(chosen)
        else:
            self.set_focus(names)
            self.hint(t("sign_in.choose"))

    def _expected(self, people: Sequence[StaffView]) -> StaffView | None:
        """Who locked, or who was named at the start, accents or not; else the only one there is."""
        named = [p for p in people if p.name == self._who] or [
            p for p in people if self._who and fold(p.name) == fold(self._who)
        ]
        found = named or list(people)
        return found[0] if len(found) == 1 else None

    @on(LineList.RowChosen, "#names")
    def chosen(self, event: LineList.RowChosen) -> None:
        """A digit or Enter chose a person."""
        self._choose(next(p for p in self.app.staff if p.name == event.key))

    def _choose(self, person: StaffView) -> None:
        self._chosen = person
        self._ask_for(person)
        self.query_one("#names", LineList).move_to(self.app.staff.index(person))
        pin = self.query_one("#pin", VnInput)
        pin.value = ""
        self.set_focus(pin)
        self.hint(t("sign_in.type_pin", name=person.name))

    @on(VnInput.Submitted, "#pin")
    @work(exclusive=True, group="sign-in")
    async def entered(self, event: VnInput.Submitted) -> None:
        """Enter: try the PIN. It is looked at off the UI thread and never kept."""
        pin = self.query_one("#pin", VnInput)
        if self._chosen is None or self.app.door.store is None:
            return
        typed, pin.value = event.value, ""
        try:
            actor = await self.app.in_thread(
                staff.sign_in, self.app.door.store, self._chosen.name, typed, self.app.now()
            )
        except CounterError as error:
            self.say_error(error)
            return
        if actor.must_change:
            own = await self._own_pin(actor)
            if own is None:
                self.action_back()
                return
            actor = own
        self.app.sign_in(actor)
        if self.locked:
            self.dismiss()
        else:
            self.app.become("desk")

    async def _own_pin(self, actor: StaffView) -> StaffView | None:
        """Who signed in with a PIN that somebody else set chooses their own. None: they did not."""
        if self.app.door.store is None:
            return None
        given = await self.app.in_thread(staff.given_pin, self.app.door.store, actor.id)
        if given is None:  # changed meanwhile, at another machine
            return replace(actor, must_change=False)
        chosen = await self.app.push_screen_wait(registry.make("new_pin", actor=actor, given=given))
        return chosen if isinstance(chosen, StaffView) else None

    def action_back(self) -> None:
        """Esc: choose another person. It never opens what is locked."""
        self._chosen = None
        self.query_one("#pin", VnInput).forget()
        self._ask_for(None)
        self.set_focus(self.query_one("#names"))
        self.hint(t("sign_in.choose"))

    def action_nothing(self) -> None:
        """Work keys do nothing before somebody is here."""
