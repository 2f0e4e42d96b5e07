"""Several people at one counter, by keys: whose act it is, a colleague's draft, a locked screen."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.i18n import utc_now
from counter.models.staff import Role
from counter.paths import STORE_NAME
from counter.services import setup
from counter.services.office import Office
from counter.services.staff import pins, staff
from counter.services.store.store import Store
from counter.settings import WardSettings
from tests.pty.program import DESK, MO, Counter

HEAD, VOLUNTEER, CLERK = "Nguyễn Thị Hoa", "Lê Minh Khôi", "Trần Thị Tiếp"
PINS = {HEAD: "2468", VOLUNTEER: "1357", CLERK: "8642"}
ASK_FACE = "Ảnh và mặt người có giống nhau không?"
PRIVATE = ("Nguyễn Thị Mơ", "NGUYỄN THỊ MƠ", "046195001234", "Bằng tốt nghiệp", "21.000")


@pytest.fixture(scope="module")
def made_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real store with three people; a PIN is checked quickly."""
    path = tmp_path_factory.mktemp("real") / STORE_NAME
    with pytest.MonkeyPatch.context() as patch, Store.open(path) as store:
        patch.setattr(pins, "COST", pins.PinCost(passes=1, memory_kib=8))
        ward, now = WardSettings(phone="0234 3822 155"), utc_now()
        head = setup.set_up(
            store, ward, name=HEAD, role=Role.SUPERVISOR, pin=PINS[HEAD], operation="a", now=now
        )
        office = Office(store=store, actor=head, ward=ward, now=utc_now)
        staff.add(office, VOLUNTEER, Role.VOLUNTEER, PINS[VOLUNTEER], "b")
        staff.add(office, CLERK, Role.CLERK, PINS[CLERK], "c")
    return path


@pytest.fixture
def counter(made_store: Path, tmp_path: Path) -> Iterator[Counter]:
    """A real counter at its door."""
    shutil.copy(made_store, tmp_path / STORE_NAME)
    with Counter(tmp_path) as running:
        running.wait_until("Ai đang ngồi ở quầy?", CLERK)
        yield running


def sign_in(counter: Counter, name: str) -> None:
    """Choose a name by its digit and type the PIN."""
    row = re.search(rf"(\d) {name}", counter.flat)
    assert row is not None, counter.text
    counter.key(row[1])
    counter.wait_until(f"{name}: gõ mã PIN")
    counter.type(PINS[name])
    counter.key("Enter")


def at_review(counter: Counter) -> None:
    """Certified copies, as far as a volunteer prepares them."""
    counter.scan(MO)
    counter.wait_until("NGUYỄN THỊ MƠ", "so mặt với thẻ là việc của cán bộ")
    counter.key("F9")
    counter.wait_until("Hay làm ở quầy này")
    counter.type("ct 3x5")
    counter.wait_until("3 bản × 5 trang → 21.000đ")
    counter.key("Enter")
    counter.wait_until("Nhận đủ giấy tờ chưa?", "[ ] 1 Bản chính")
    counter.key("Space")
    counter.wait_until("[x] 1 Bản chính")
    counter.key("F9")
    counter.wait_until("Đọc lại cho người dân nghe", "21.000đ")


def test_a_volunteer_prepares_and_a_clerk_takes_over_and_accepts(counter: Counter) -> None:
    sign_in(counter, VOLUNTEER)
    counter.wait_until(DESK, VOLUNTEER, "3 Thu phí –", "6 Cán bộ –")
    at_review(counter)
    counter.key("F9")
    counter.wait_until("! Tiếp nhận là việc của cán bộ")
    assert "ĐÃ TIẾP NHẬN" not in counter.text
    counter.key("F12")
    counter.wait_until("Quầy đang khoá", HEAD, VOLUNTEER, CLERK, f"Mã PIN của {VOLUNTEER}")
    counter.key("Esc")
    counter.wait_until("Quầy đang khoá", gone=f"Mã PIN của {VOLUNTEER}")
    sign_in(counter, CLERK)
    counter.wait_until("Đọc lại cho người dân nghe", gone="Quầy đang khoá")


def test_the_draft_of_a_colleague_is_asked_for_and_goes_on_where_it_was(
    counter: Counter, tmp_path: Path
) -> None:
    sign_in(counter, VOLUNTEER)
    counter.wait_until(DESK, VOLUNTEER)
    at_review(counter)
    counter.key("Quit")
    counter.ended()
    with Counter(tmp_path) as again:
        again.wait_until("Ai đang ngồi ở quầy?", CLERK)
        sign_in(again, CLERK)
        again.wait_until(DESK, "Nguyễn Thị Mơ")
        again.key("Enter")
        again.wait_until("Bản nháp của đồng nghiệp", VOLUNTEER, "F9 Nhận làm tiếp")
        again.key("F9")
        again.wait_until("Đọc lại cho người dân nghe", "So mặt người với ảnh")
        again.key("1")
        again.wait_until(ASK_FACE)
        again.key("1")
        again.wait_until("Đọc lại cho người dân nghe", "21.000đ", gone="So mặt người với ảnh")
        again.key("F9")
        again.wait_until("ĐÃ TIẾP NHẬN")


@pytest.mark.parametrize("covered", [(), ("F10",), ("F1",)], ids=["screen", "dialog", "help"])
def test_a_locked_screen_shows_nothing_and_lets_nothing_through(
    counter: Counter, covered: tuple[str, ...]
) -> None:
    sign_in(counter, VOLUNTEER)
    counter.wait_until(DESK, VOLUNTEER)
    at_review(counter)
    counter.key(*covered)
    counter.read(0.3)
    counter.key("F12")
    counter.wait_until("Quầy đang khoá")
    before = len(counter.raw)
    for key in ("Esc", "F3", "F2", "F9", "F10", "F7", "Tab", "Down", "F1", "F3", "F2", "Esc", "Esc"):
        counter.key(key)
        counter.read(0.05)
    counter.scan(MO)
    counter.read(0.4)
    after = counter.raw[before:].decode(errors="replace")
    assert not [word for word in PRIVATE if word in counter.text or word in after]
    assert "Quầy đang khoá" in counter.text
    counter.key("Esc")
    sign_in(counter, VOLUNTEER)
    counter.wait_until(
        "Phím ở màn hình này" if covered == ("F1",) else "Nguyễn Thị Mơ", gone="Quầy đang khoá"
    )
