"""A screen that is one form: F9 stores it once, and what is refused stands at its field."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, TypeVar
from uuid import uuid4

from textual import on, work

from counter.errors import CounterError, Problem, Refused
from counter.widgets.form import FormView
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp

R = TypeVar("R")


class OneForm(CounterScreen[R], Generic[R]):
    """`body()` has the form; `send()` stores its answers and leaves."""

    app: "CounterApp"

    def __init__(self) -> None:
        super().__init__()
        self._operation = uuid4().hex  # a second F9 stores nothing twice

    @property
    def form(self) -> FormView:
        """The form."""
        return self.query_one(FormView)

    async def send(self) -> None:
        """Store the answers, then dismiss. Raises what the service raises."""
        raise NotImplementedError

    def problems(self) -> Sequence[Problem]:
        """What can be said before anything is sent."""
        return self.form.problems()

    def at_field(self, problem: Problem) -> Problem:
        """A problem of the service at the field it is typed in here."""
        return problem

    def on_mount(self) -> None:
        """The first field that wants an answer."""
        self.form.focus_first()

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.hint(event.hint)

    def action_done(self) -> None:
        """F9: once; until its result is told, neither a second press nor Esc comes between."""
        if not self.recording:
            self.hold_for(self.save())

    @work(group="save")
    async def save(self) -> None:
        """Check and store."""
        if problems := self.problems():
            self.form.set_errors(problems)
            return
        try:
            await self.send()
        except Refused as refused:
            self.form.set_errors([self.at_field(problem) for problem in refused.problems])
        except CounterError as error:
            await self.app.tell(error)
