"""Every command of the table as every role: who lacks its right meets the door or the reason."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter.commands import COMMANDS, Command
from counter.i18n import t
from counter.models.staff import Role
from counter.rules.rights import RIGHTS, may
from counter.screens.desk.desk import DeskScreen
from counter.screens.desk.find import doable
from counter.services.staff import staff
from counter.settings import MachineSettings
from counter.text import fold
from counter.widgets.line_list import LineList
from counter.widgets.palette import Palette
from tests.screens.conftest import CLERK, VOLUNTEER, Opener, program, shown, until
from tests.screens.on_dossiers import counter_of

NAMES = {
    Role.SUPERVISOR: CLERK,
    Role.VOLUNTEER: VOLUNTEER,
    Role.CLERK: "Phan Thị Bên",
    Role.ADMINISTRATOR: "Trần Quản Trị",
}
OPENING = [command for command in COMMANDS if command.screen]


@pytest.fixture
def staffed(machine: MachineSettings, practice_path: Path) -> MachineSettings:
    """The practice counter with somebody of each role."""
    with counter_of(practice_path) as office:
        for role in (Role.CLERK, Role.ADMINISTRATOR):
            staff.add(office, NAMES[role], role, "1357", f"add-{role}")
    return machine


async def back_at_desk(pilot: Pilot[None]) -> None:
    """Whatever is open is left; the next command begins at the desk."""
    app = program(pilot)
    while len(app.screen_stack) > 2:
        await app.pop_screen()
    await until(pilot, lambda: isinstance(app.screen, DeskScreen))


def said_to(pilot: Pilot[None], command: Command) -> str:
    """What is wrong with what somebody without the right sees; "" when they were told why."""
    why = t(f"right.{command.right}")[:30]
    on_screen = " ".join(shown(pilot).split())
    told = " ".join(why.split())[:24]
    if told in on_screen or t("drawer_screen.locked")[:24] in on_screen:
        return ""
    return f"{command.id}: not told {told!r} on\n{shown(pilot)}"


@pytest.mark.parametrize("role", Role)
async def test_each_screen_of_the_table_opens_for_whom_the_rights_say(
    open_app: Opener, staffed: MachineSettings, role: Role
) -> None:
    wrong = []
    async with open_app((100, 30), settings=staffed) as pilot:
        app = program(pilot)
        await until(pilot, app.door.opened.is_set)
        await until(pilot, lambda: bool(app.staff))
        app.actor = next(person for person in app.staff if person.role is role)
        offered = {hit.id for hit in doable(app)}
        for command in OPENING:
            allowed = command.right is None or role in RIGHTS[command.right]
            assert (command.id in offered) is allowed, command.id  # F2 offers what may be done
            if allowed:
                continue
            app.run_command(command)  # as a key of another screen or a tired palette would
            await pilot.pause(0.15)
            if found := said_to(pilot, command):
                wrong.append(found)
            await back_at_desk(pilot)
        wrong += await by_key(pilot)
        wrong += await from_palette(pilot)
    assert wrong == []


async def from_palette(pilot: Pilot[None]) -> list[str]:
    """What F2 offers opens, or says what is to be chosen first; nothing falls."""
    wrong, app = [], program(pilot)
    for command in (
        command
        for command in OPENING
        if command.of_dossier and command.right and may(app.actor, command.right)
    ):
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, Palette))
        await pilot.press(*typed(t(command.label_id)))
        await until(pilot, lambda: app.screen.query_one(LineList).current is not None)
        await pilot.pause(0.1)
        await pilot.press("enter")
        await pilot.pause(0.2)
        if t("desk_screen.pick_first", key=command.shown)[:20] not in shown(pilot):
            wrong.append(f"{command.id} from F2 shows\n{shown(pilot)}")
        await back_at_desk(pilot)
    return wrong


def typed(text: str) -> list[str]:
    """The keys of a text without accents."""
    return ["space" if letter == " " else letter for letter in fold(text)]


async def by_key(pilot: Pilot[None]) -> list[str]:
    """The F-keys and the numbers of the desk, struck."""
    wrong, app = [], program(pilot)
    for command in COMMANDS:
        if command.right is None or may(app.actor, command.right):
            continue
        strokes: list[tuple[str, ...]] = [(command.key.split(",")[0],)] if command.key else []
        strokes += [(str(command.digit), "enter")] if command.digit else []
        for keys in strokes:
            await pilot.press(*keys)
            await pilot.pause(0.15)
            if found := said_to(pilot, command):
                wrong.append(f"{keys}: {found}")
            await back_at_desk(pilot)
    return wrong
