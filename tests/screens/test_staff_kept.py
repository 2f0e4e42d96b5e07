"""A forgotten PIN set anew by keys, told to its owner; somebody leaves, and where they work is covered."""

from dataclasses import replace
from pathlib import Path

from textual.pilot import Pilot

from counter.models.money import Approval
from counter.models.staff import Role
from counter.rules.rights import Act
from counter.screens.desk.desk import DeskScreen
from counter.screens.put_right.work_of import WorkOfScreen
from counter.screens.staff.new_pin import NewPinScreen
from counter.screens.staff.staff import StaffScreen
from counter.screens.staff.staff_leave import StaffLeaveScreen
from counter.screens.start.sign_in import SignInScreen
from counter.services.intake import intake
from counter.services.money import approval
from counter.services.office import Office
from counter.services.staff import leaving, staff
from counter.services.store.store import Store
from counter.settings import MachineSettings
from counter.widgets.dialogs import Choice
from counter.widgets.line_list import LineList
from tests.conftest import START
from tests.screens.conftest import CLERK, Opener, program, said, shown, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import open_screen
from tests.screens.on_lock import COLLEAGUE, OTHER_PIN, lock, real_counter, unlock
from tests.services import journeys

GIVEN, OWN = "90210733", "482915"


async def chosen(pilot: Pilot[None], name: str, digit: str) -> None:
    """The list of staff, this person, what is done with them."""
    app = program(pilot)
    await until(pilot, lambda: isinstance(app.screen, StaffScreen) and bool(app.screen.people))
    people = [person.name for person in app.screen.people] if isinstance(app.screen, StaffScreen) else []
    app.screen.query_one(LineList).move_to(people.index(name))
    await pilot.press("enter")
    await until(pilot, lambda: app.screen.is_modal)
    await pilot.press(digit)


async def test_a_forgotten_pin_and_leaving(open_app: Opener, tmp_path: Path) -> None:
    path = tmp_path / "real.db"
    with real_counter(path) as office:
        colleague = next(one for one in staff.names(office.store) if one.name == COLLEAGUE)
        theirs = replace(office, actor=colleague)
        intake.accept(theirs, journeys.certified_copy(theirs))
    async with open_app(settings=MachineSettings(store=path)) as pilot:
        app, hands = program(pilot), Hands(pilot)
        await unlock(pilot)
        await open_screen(pilot, "staff")
        await chosen(pilot, COLLEAGUE, "1")
        await until(pilot, lambda: "Vì sao đặt lại" in shown(pilot))
        for text in ("quên PIN", GIVEN, GIVEN):
            await hands.type(text, leave="enter")
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(app.screen, StaffScreen))
        await pilot.press("escape")
        await lock(pilot)
        await unlock_to_new_pin(pilot)
        assert f"{CLERK} đã đặt lại PIN của bạn" in shown(pilot) and "Lý do: quên PIN" in shown(pilot)
        await pilot.press("f2", "escape")  # no way round it
        await until(pilot, lambda: isinstance(app.screen, SignInScreen))
        assert signed_in(pilot) == ""
        await unlock_to_new_pin(pilot)
        for text in (OWN, OWN):
            await hands.type(text, leave="tab")
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(app.screen, DeskScreen))
        assert signed_in(pilot) == COLLEAGUE
        await away(pilot, path)
        await lock_shows(pilot)


def signed_in(pilot: Pilot[None]) -> str:
    """Who acts, with a PIN of their own; "" for nobody."""
    actor = program(pilot).actor
    return actor.name if actor and not actor.must_change else ""


async def unlock_to_new_pin(pilot: Pilot[None]) -> None:
    """The colleague signs in with the PIN that was set, and gets no further than to choose their own."""
    app = program(pilot)
    await unlock(pilot, COLLEAGUE, GIVEN)
    await until(pilot, lambda: isinstance(app.screen, NewPinScreen))
    await until(pilot, lambda: "PIN mới" in shown(pilot))


async def away(pilot: Pilot[None], path: Path) -> None:
    """At another program the head lets the colleague go."""
    with Store.open(path) as store:
        people = {one.name: one for one in staff.names(store)}
        head = Office(store=store, actor=people[CLERK], ward=program(pilot).ward, now=lambda: START)
        seen = leaving.left_work(head, people[COLLEAGUE].id)
        leaving.let_go(head, people[COLLEAGUE].id, "go", reason="nghỉ", seen=seen)


async def lock_shows(pilot: Pilot[None]) -> None:
    app = program(pilot)
    app.look_at_actor()
    await until(pilot, lambda: isinstance(app.screen, SignInScreen) and app.actor is None)
    await until(pilot, lambda: bool(app.screen.query(LineList)))
    assert COLLEAGUE not in [person.name for person in app.staff]


async def test_who_leaves_is_listed_first(open_app: Opener, tmp_path: Path) -> None:
    path = tmp_path / "real.db"
    with real_counter(path) as office:
        colleague = next(one for one in staff.names(office.store) if one.name == COLLEAGUE)
        theirs = replace(office, actor=colleague)
        intake.accept(theirs, journeys.certified_copy(theirs))
    async with open_app(settings=MachineSettings(store=path)) as pilot:
        app = program(pilot)
        await unlock(pilot)
        await open_screen(pilot, "staff")
        await chosen(pilot, COLLEAGUE, "2")
        await until(pilot, lambda: isinstance(app.screen, StaffLeaveScreen) and app.screen.seen is not None)
        assert "Hồ sơ chưa kết thúc" in shown(pilot)
        await pilot.press("f9")
        await until(pilot, lambda: "cần sửa" in shown(pilot))  # no reason yet
        await Hands(pilot).type("chuyển công tác")
        await pilot.press("f9")
        await until(pilot, lambda: f"{COLLEAGUE} còn việc chưa xong" in shown(pilot))
        assert "Hồ sơ chưa kết thúc: 1" in shown(pilot) and "Nháp đang gõ: " not in shown(pilot)
        await pilot.press("escape", "f9")  # nothing happened, it is asked again
        await until(pilot, lambda: isinstance(app.screen, Choice))
        await pilot.press("1")
        await until(pilot, lambda: isinstance(app.screen, WorkOfScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, StaffLeaveScreen) and app.screen.seen is not None)
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(app.screen, Choice))
        await pilot.press("2")
        await until(pilot, lambda: f"Đã đổi trạng thái của {COLLEAGUE}" in said(pilot))
        assert "đã nghỉ" in shown(pilot)


async def test_other_leaders_are_told_of_an_approval_by_a_pin_that_who_asked_had_set(
    open_app: Opener, tmp_path: Path
) -> None:
    path, admin = tmp_path / "real.db", "Trần Quản Trị"
    with real_counter(path) as office:
        staff.add(office, admin, Role.ADMINISTRATOR, GIVEN, "admin")
        staff.sign_in(office.store, COLLEAGUE, OTHER_PIN, START)
        approval.approve(office, Approval(name=COLLEAGUE, pin=OTHER_PIN), Act.APPROVE_MONEY)
    async with open_app((100, 30), settings=MachineSettings(store=path)) as pilot:
        await unlock(pilot, admin, GIVEN)
        await until(pilot, lambda: f"! Tự đặt PIN người duyệt: {CLERK}" in shown(pilot))
        await open_screen(pilot, "staff")
        await until(pilot, lambda: "! tự đặt PIN duyệt 1 lần" in shown(pilot))
        await lock(pilot)
        await unlock(pilot)
        await until(pilot, lambda: program(pilot).alone == ())
