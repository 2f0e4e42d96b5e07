"""By keys: somebody asks for their data, it is entered, told of at the desk, answered and ended."""

from datetime import UTC, datetime
from pathlib import Path

from counter.i18n import known
from counter.models.backup import BackupMade
from counter.models.catalogue import Channel
from counter.models.data_request import RequestDraft, RequestKind
from counter.models.staff import Role
from counter.screens.personal.data_request_add import AddRequestScreen
from counter.screens.personal.data_request_delete import DeleteDialog
from counter.screens.personal.data_requests import DataRequestsScreen
from counter.services.backup import backup_state
from counter.services.personal import data_requests, erasure_steps
from counter.services.staff import staff
from counter.widgets.dialogs import Choice, ReasonDialog
from counter.widgets.error_box import ErrorBox
from counter.widgets.form import FormView
from tests.screens.conftest import Opener, program, said, shown, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import act_as, counter_of, open_screen
from tests.services.journeys import birth, certified_copy, received
from tests.services.test_erasure import end


async def test_from_the_asking_to_the_end(open_app: Opener, practice_path: Path) -> None:
    with counter_of(practice_path) as office:
        received(office, birth(office))  # of Nguyễn Thị Mơ
        received(office, certified_copy(office))
    async with open_app() as pilot:
        hands = Hands(pilot)
        await open_screen(pilot, "data_requests")
        await until(pilot, lambda: "F3 ghi yêu cầu mới" in shown(pilot))
        await hands.press("f3")
        await until(pilot, lambda: isinstance(pilot.app.screen, AddRequestScreen))
        await hands.type("khong ai ca", leave="tab")
        await hands.press("3", "tab")  # to be given it
        await hands.press("2", "tab")  # by who stands for them by law
        await hands.press("f9")
        await until(pilot, lambda: pilot.app.screen.query_one(ErrorBox).display)
        assert "Không có ai như vậy" in shown(pilot), "what was typed is still there"

        pilot.app.screen.query_one(FormView).focus_field("person")
        await hands.press("end", "ctrl+u")
        await hands.type("khong ai")
        await until(pilot, lambda: "! Không có ai như vậy" in shown(pilot))
        await hands.press("end", "ctrl+u")
        await hands.type("nguyen thi mo")
        await until(pilot, lambda: "√ Nguyễn Thị Mơ · 1995 · 046" in shown(pilot))  # before F9
        assert "046195001234" not in shown(pilot)
        await hands.press("f9")
        await until(pilot, lambda: "Ghi họ tên người đến yêu cầu thay" in shown(pilot))
        pilot.app.screen.query_one(FormView).focus_field("asker")
        await hands.type("Le Thi Me", leave="tab")
        await hands.type("giay khai sinh")
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, DataRequestsScreen))
        await until(pilot, lambda: "trả lời: còn 2 ngày, hết 26/11" in shown(pilot))  # 24/11 is a day off
        assert "046195001234" not in shown(pilot)

        await hands.press("escape")
        await until(pilot, lambda: "~ 1 yêu cầu dữ liệu" in shown(pilot))  # at the desk
        await open_screen(pilot, "data_requests")
        await until(pilot, lambda: "Nguyễn Thị Mơ" in shown(pilot))
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReasonDialog))
        await pilot.press(*"hen thu hai", "f9")
        await until(pilot, lambda: "làm xong: còn" in shown(pilot))
        assert "Đã trả lời" in shown(pilot), "the state at 80 columns"
        assert all(key in shown(pilot) for key in ("F3 Ghi mới", "Enter Mở", "F10 Việc khác", "Esc", "F1"))
        await hands.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        assert "hen thu hai" in shown(pilot) and "Le Thi Me" in shown(pilot)
        await hands.press("2")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReasonDialog))
        await pilot.press(*"da giao", "f9")
        await until(pilot, lambda: "Đã làm xong 23/11/2026" in said(pilot))
        assert await program(pilot).ask(data_requests.listing) == ()
        await hands.press("f10")
        await until(pilot, lambda: "1 Xem cả đã kết thúc" in shown(pilot))
        await hands.press("1")
        await until(pilot, lambda: "√" in shown(pilot) and "Đã làm xong 23/11" in shown(pilot))


async def test_a_clerk_answers_and_ends_nothing_and_a_volunteer_sees_the_door(
    open_app: Opener, practice_path: Path
) -> None:
    with counter_of(practice_path) as office:
        received(office, birth(office))
        data_requests.add(office, RequestDraft(operation="a", resident_id=1, kind=RequestKind.SEE))
        staff.add(office, "Phan Thị Bên", Role.CLERK, "1357", "add-clerk")
    async with open_app() as pilot:
        await until(pilot, lambda: program(pilot).door.opened.is_set() and bool(program(pilot).staff))
        act_as(pilot, Role.CLERK)
        await open_screen(pilot, "data_requests")
        await until(pilot, lambda: "Nguyễn Thị Mơ" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        await until(pilot, lambda: "–2 Kết thúc: đã làm xong   việc của lãnh đạo" in shown(pilot))
        await pilot.press("escape")
        act_as(pilot, Role.VOLUNTEER)
        await open_screen(pilot, "data_requests")
        await until(pilot, lambda: "là việc của cán bộ" in shown(pilot))
        assert "Nguyễn Thị Mơ" not in shown(pilot)


async def test_a_deletion_says_what_goes_what_stays_and_which_back_ups_are_left(
    open_app: Opener, practice_path: Path
) -> None:
    with counter_of(practice_path) as office:
        code = received(office, birth(office, Channel.DIRECT)).code
        end(office.store)
        data_requests.add(office, RequestDraft(operation="a", resident_id=1, kind=RequestKind.DELETE))
        for day in range(1, 10):
            made = datetime(2026, 11, day, 9, tzinfo=UTC)
            folder = Path(f"/media/usb/sao-luu-{day}")
            copy = BackupMade(folder=folder, made_at=made, size=1, checks=1, code="", same_disk=False)
            backup_state.note(office, copy, office.actor)
    async with open_app() as pilot:
        hands = Hands(pilot)
        await open_screen(pilot, "data_requests")
        await until(pilot, lambda: "Nguyễn Thị Mơ" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        assert "2 Xem những gì bị xoá, rồi xoá hẳn" in shown(pilot) and "đã làm xong" not in shown(pilot)
        await pilot.press("2")
        await until(pilot, lambda: isinstance(pilot.app.screen, DeleteDialog))
        dialog = pilot.app.screen
        assert isinstance(dialog, DeleteDialog)
        whole = "\n".join(dialog.lines)
        assert f"1 hồ sơ bị làm trống, còn mã, ngày, thủ tục, số tiền, kết quả: {code}" in whole
        assert "nhật ký phải đủ" in whole and "hồ sơ 1" not in whole and "_" not in whole
        assert "tự tay xoá từng thư mục" in whole and "/media/usb" in whole
        assert all(f"sao-luu-{day} · " in whole for day in range(1, 10))
        await until(
            pilot, lambda: "↑↓ Đọc tiếp" in shown(pilot) and "Xoá dữ liệu theo yêu cầu số 1?" in shown(pilot)
        )
        await hands.press("end")
        await until(pilot, lambda: "/media/usb" in shown(pilot))
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReasonDialog))
        assert "F9 Xoá hẳn" in shown(pilot) and "Đã làm gì" not in shown(pilot)
        await pilot.press(*"theo don", "f9")
        await until(pilot, lambda: "Còn 9 bản sao lưu phải tự tay xoá" in said(pilot))


def test_each_table_of_a_deletion_has_a_name_for_people() -> None:
    assert not [table for table in erasure_steps.TABLES if not known(f"erasure.kind.{table}")]


async def test_what_is_typed_of_the_person_themselves_is_not_dropped_unseen(
    open_app: Opener, practice_path: Path
) -> None:
    with counter_of(practice_path) as office:
        received(office, birth(office))
    async with open_app() as pilot:
        hands = Hands(pilot)
        await open_screen(pilot, "data_requests")
        await until(pilot, lambda: "F3 ghi yêu cầu mới" in shown(pilot))
        await hands.press("f3")
        await until(pilot, lambda: isinstance(pilot.app.screen, AddRequestScreen))
        form = pilot.app.screen.query_one(FormView)
        assert "(chính người đó: để trống)" in shown(pilot) and "Có ở cơ quan khác?" in shown(pilot)
        form.set_value("kind", "see")
        form.set_value("paper", "the can cuoc")
        form.focus_field("person")
        await hands.type("nguyen thi mo")
        await hands.press("f9")
        await until(pilot, lambda: "Ô này chỉ ghi khi người khác yêu cầu thay" in shown(pilot))
        form.set_value("paper", "")
        await until(pilot, lambda: "√ Nguyễn Thị Mơ" in shown(pilot))
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, DataRequestsScreen))
