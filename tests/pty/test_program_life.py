"""The life of a dossier by keys in a terminal: papers asked for, an undo, a refusal, a proxy."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.i18n import utc_now
from counter.models.dossier import DossierState
from counter.models.staff import Role
from counter.paths import STORE_NAME
from counter.services import setup
from counter.services.dossier import dossiers
from counter.services.life import life
from counter.services.money import payments
from counter.services.office import Office
from counter.services.staff import pins, staff
from counter.services.store.store import Store
from counter.settings import WardSettings
from tests.pty.program import Counter
from tests.services import journeys

HEAD, CLERK = "Nguyễn Thị Hoa", "Trần Thị Tiếp"
MO = "046195001234||Nguyễn Thị Mơ|15031995|Nữ|Tổ 15, Phú Xuân, Huế|05052021"
PINS = {HEAD: "2468", CLERK: "8642"}


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    """A clerk at the desk; dossier 1 was just received, dossier 2 is paid and ready."""
    made = tmp_path / "made.db"
    with pytest.MonkeyPatch.context() as patch, Store.open(made) as store:
        patch.setattr(pins, "COST", pins.PinCost(passes=1, memory_kib=8))
        ward, now = WardSettings(phone="0234 3822 155"), utc_now()
        head = setup.set_up(
            store, ward, name=HEAD, role=Role.SUPERVISOR, pin=PINS[HEAD], operation="a", now=now
        )
        office = Office(store=store, actor=head, ward=ward, now=utc_now)
        clerk = staff.add(office, CLERK, Role.CLERK, PINS[CLERK], "c")
        office = Office(store=store, actor=clerk, ward=ward, now=utc_now)
        journeys.received(office, journeys.late_birth(office))
        copies = journeys.received(office, journeys.certified_copy(office))
        payments.take(journeys.with_drawer(office), journeys.cash(copies, 21_000))
        version = dossiers.get(office, str(copies.id)).version
        dossiers.mark_ready(office, copies.id, operation="ready", version=version)
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(made, home / STORE_NAME)
    with Counter(home) as running:
        running.wait_until("Ai đang ngồi ở quầy?", CLERK)
        running.key("2")
        running.wait_until(f"{CLERK}: gõ mã PIN")
        running.type(PINS[CLERK])
        running.key("Enter")
        running.at_desk()
        yield running


def step(counter: Counter, number: str, title: str) -> None:
    """F10, the menu of steps, one of them."""
    counter.key("F10")
    counter.wait_until("Việc khác của hồ sơ này")
    counter.key("9")
    counter.wait_until("Chuyển bước hồ sơ")
    counter.key(number)
    counter.wait_until(title, gone="Chuyển bước hồ sơ")


def test_the_life_of_two_dossiers(counter: Counter, tmp_path: Path) -> None:
    # papers are asked for, and come
    counter.key("Enter")
    counter.wait_until("HỒ SƠ 222-23V", "Báo có kết quả")
    step(counter, "1", "YÊU CẦU BỔ SUNG")
    counter.wait_until("TÍNH LẠI TỪ ĐẦU", "2 Giấy chứng sinh")
    counter.key("2")
    counter.wait_until("►[ ] 2 Giấy chứng sinh")
    counter.key("Space")
    counter.wait_until("[x] 2 Giấy chứng sinh")
    counter.key("Tab", "Tab")
    counter.type("Chưa rõ nơi sinh", "F9")
    counter.wait_until("Đã yêu cầu bổ sung", "mã hồ sơ giữ nguyên", "Ctrl+Z Hoàn tác")
    counter.key("Esc")
    counter.wait_until("HỒ SƠ 222-23V", "Yêu cầu bổ sung lần 1")
    step(counter, "1", "ĐÃ BỔ SUNG ĐỦ")
    counter.wait_until("[ ] 1 Giấy chứng sinh", "–F9")
    counter.key("Space")
    counter.wait_until("[x] 1 Giấy chứng sinh", gone="–F9")
    counter.key("F9")
    counter.wait_until("Đã đủ giấy")
    counter.send("\x1a")  # Ctrl+Z
    counter.wait_until("HỒ SƠ 222-23V", "Hoàn tác: đã bổ sung đủ")
    # a refusal needs the supervisor's own PIN
    step(counter, "4", "TỪ CHỐI")
    counter.type("Không đủ điều kiện", "Tab")
    counter.key("Tab")
    counter.wait_until("1 Có: trả giấy tờ cho người dân ngay")
    counter.key("1")
    counter.wait_until("√1")
    counter.key("Tab", "Tab")
    counter.type("1111")
    counter.key("F9")
    counter.wait_until("PIN chưa đúng")
    counter.type(PINS[HEAD])
    counter.key("F9")
    counter.wait_until("Đã từ chối", "1/2026, Nguyễn Thị Hoa duyệt")
    counter.key("Esc")
    counter.wait_until("HỒ SƠ 222-23V", "Dừng xử lý")
    counter.key("Esc")
    counter.at_desk()
    counter.wait_until("BÀN LÀM VIỆC", "222-24R", gone="222-23V")  # read again: F4 takes its ► row
    # a proxy collects with the paper that lets them
    counter.key("F4")
    counter.wait_until("TRẢ KẾT QUẢ", "222-24R", gone="BÀN LÀM VIỆC")
    counter.key("Enter")
    counter.wait_until("TRẢ KẾT QUẢ", "222-24R", "Ai nhận")
    counter.scan(MO)  # not the applicant: nobody is chosen for her
    counter.wait_until("KHÔNG KHỚP", "–F9")
    counter.key("2")
    counter.wait_until("Giấy uỷ quyền, số", "Nguyễn Thị Mơ")
    counter.key("Tab")
    counter.type("GUQ 12/2026", "Enter")
    counter.wait_until("►[ ] 1 Đúng tên")
    counter.key("Space")
    counter.wait_until("[x] 1 Đúng tên", gone="–F9")
    counter.key("F9")
    counter.wait_until("Nguyễn Thị Mơ", "Người tiếp theo")
    counter.key("Quit")
    counter.ended()
    with Store.open(tmp_path / "home" / STORE_NAME) as store:
        office = Office(store=store, actor=staff.names(store)[0], ward=WardSettings(), now=utc_now)
        assert dossiers.get(office, "1").state is DossierState.STOPPED
        assert [m.name for m in life.get(office, 1).moves if not m.undone] == [
            "ask_supplement", "undo", "refuse",
        ]  # fmt: skip
        given = dossiers.get(office, "2")
        assert (given.state, given.returned_to) == (DossierState.RETURNED, "Nguyễn Thị Mơ")
