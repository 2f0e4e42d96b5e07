"""A real counter, which can be locked, and the hands that open it again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from textual.pilot import Pilot

from counter.models.staff import Role
from counter.screens.start.sign_in import SignInScreen
from counter.services.office import Office
from counter.services.staff import staff
from counter.services.store.store import Store
from counter.settings import WardSettings
from counter.widgets.line_list import LineList
from tests.conftest import START
from tests.screens.conftest import CLERK, PIN, people, program, until

COLLEAGUE, OTHER_PIN = "Phan Thị Bên", "1357"


@contextmanager
def real_counter(path: Path) -> Iterator[Office]:
    """A store that is no practice store, with the head, a volunteer and a clerk, before it is opened."""
    people(path, practice=False)
    with Store.open(path) as store:
        head = staff.sign_in(store, CLERK, PIN, START)
        office = Office(store=store, actor=head, ward=WardSettings(), now=lambda: START)
        staff.add(office, COLLEAGUE, Role.CLERK, OTHER_PIN, "colleague")
        yield office


async def unlock(pilot: Pilot[None], name: str = CLERK, pin: str = PIN) -> None:
    """This person types their PIN."""
    app = program(pilot)
    await until(pilot, lambda: isinstance(app.screen, SignInScreen) and bool(app.staff))
    await pilot.pause(0.1)
    await pilot.press("escape")
    app.screen.query_one(LineList).move_to([person.name for person in app.staff].index(name))
    await pilot.press("enter", *pin, "enter")
    await until(pilot, lambda: not isinstance(app.screen, SignInScreen))


async def lock(pilot: Pilot[None]) -> None:
    """F12, and nothing is to be seen any more."""
    await pilot.press("f12")
    await until(pilot, lambda: isinstance(pilot.app.screen, SignInScreen) and program(pilot).actor is None)
