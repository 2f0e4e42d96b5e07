"""The window: drawn larger and smaller at every step, pastes, no colours; and keys struck twice."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.services.store.store import Store
from tests.pty.program import BINH, MO, Counter, practice, with_drawer

SIZES = ((100, 30), (72, 18), (80, 24))
ASK_FACE = "Ảnh và mặt người có giống nhau không?"
CHILD = "Nguyễn Minh An"


@pytest.fixture
def counter(home: Path) -> Iterator[Counter]:
    """The desk, in a window whose size the environment does not know."""
    with practice(home, env={"COLUMNS": "132", "LINES": "43"}) as running:
        yield running


def resized(counter: Counter, *kept: str | re.Pattern[str]) -> None:
    """Larger, small, and back: the text, F1 and Esc are there each time."""
    for columns, rows in SIZES:
        counter.resize(columns, rows)
        counter.wait_for_row(rows - 1, "F1 Giúp")
        counter.wait_until(*kept, timeout=5)


def to_papers(counter: Counter, procedure: str, payload: str = MO) -> None:
    """A known short code for somebody with a card, as far as the papers."""
    counter.scan(payload)
    counter.wait_until(ASK_FACE)
    counter.key("1")
    counter.wait_until("Hay làm ở quầy này")
    counter.type(procedure)
    counter.wait_until(re.compile(f"▐ ?{procedure} +▌"), "Tìm thấy")
    counter.key("Enter")
    counter.wait_until("Nhận đủ giấy tờ chưa?", re.compile(r"►\[ \] 1"))
    counter.key("Space")
    counter.wait_until("[x] 1", "√ Đủ giấy tờ bắt buộc")


def to_review_of_copies(counter: Counter) -> None:
    """`ct 3x5`, ready to be accepted."""
    to_papers(counter, "ct 3x5")
    counter.key("F9")
    counter.wait_until("Đọc lại cho người dân nghe", "PHẢI THU 21.000đ")


def count(home: Path, what: str) -> int:
    """How many rows a table has."""
    with Store.open(home / "practice.db", practice=True) as store, store.query() as connection:
        row = connection.execute(f"SELECT count(*) FROM {what}").fetchone()  # noqa: S608  names of this file
        assert row is not None
        return int(row[0])


def test_a_window_of_any_size_loses_no_text_at_any_step(counter: Counter) -> None:
    counter.type("tran")
    counter.wait_for_typed("tran")
    resized(counter, re.compile("▐ tran +▌"))
    counter.key("Esc")
    counter.scan(MO)
    counter.wait_until(ASK_FACE, "NGUYỄN THỊ MƠ")
    resized(counter, ASK_FACE, "NGUYỄN THỊ MƠ", "3 Không đúng người")
    counter.key("1")
    counter.wait_until("Hay làm ở quầy này")
    counter.type("ks")
    counter.wait_until(re.compile("▐ ?ks +▌"), "Tìm thấy")
    resized(counter, re.compile("▐ ?ks +▌"), re.compile(r"►[? ]+Đăng ký khai sinh"))
    counter.key("Enter")
    counter.wait_until("Nhận đủ giấy tờ chưa?", re.compile(r"►\[ \] 1"))
    counter.key("Space")
    counter.wait_until("√ Đủ giấy tờ bắt buộc")
    resized(counter, re.compile(r"►\[x\] 1"))
    counter.key("F9")
    counter.wait_until("Tờ khai: Đăng ký khai sinh", "► Họ, chữ đệm, tên của trẻ")
    counter.type(CHILD)
    resized(counter, re.compile(f"▐ {CHILD} +▌"))
    for text in ("\r12112026\r", "2", "\r", "Bệnh viện Trung ương Huế\r", "kinh\r", "Quảng Trị"):
        counter.send(text)
        counter.read(0.1)
    counter.wait_until(re.compile("▐ Quảng Trị +▌"))
    resized(counter, re.compile("▐ Quảng Trị +▌"))
    counter.key("F9")
    counter.wait_until("Báo kết quả cho người dân bằng cách nào?", "► Điện thoại")
    counter.type("0914220118")
    resized(counter, re.compile(r"▐ ?0914220118 +▌"))
    counter.key("F9")
    counter.wait_until("Đọc lại cho người dân nghe", "0914 220 118")
    resized(counter, "NGUYỄN THỊ MƠ", "1 Người nộp")
    counter.key("F9")
    counter.wait_until("ĐÃ TIẾP NHẬN")
    resized(counter, "ĐÃ TIẾP NHẬN", "Việc tiếp theo")


def test_pastes_of_several_lines_fill_one_field_and_do_nothing_else(counter: Counter) -> None:
    counter.send("\x1b[200~Trần Văn\r\nBình\n\x1b[201~")
    counter.wait_until(re.compile("▐ Trần Văn Bình +▌"))
    counter.key("Esc")
    counter.scan(MO)
    counter.wait_until(ASK_FACE)
    counter.key("1")
    counter.wait_until("Hay làm ở quầy này")
    counter.send("\x1b[200~khai\r\nsinh\r\n\x1b[201~")
    counter.wait_until(re.compile("▐ ?khai sinh +▌"), "Làm thủ tục gì?")
    counter.key("Esc")
    counter.wait_until(ASK_FACE)


def test_a_pasted_card_is_a_scan(counter: Counter) -> None:
    counter.send(f"\x1b[200~{BINH}\r\n\x1b[201~")
    counter.wait_until(ASK_FACE, "TRẦN VĂN BÌNH")


def test_without_colours_every_state_has_its_mark_and_word(home: Path) -> None:
    with practice(home, env={"NO_COLOR": "1"}) as counter:
        to_papers(counter, "ct 3x5")
        counter.key("F9")
        counter.wait_until("PHẢI THU 21.000đ", "►1 Người nộp")
        colours = {
            tuple(map(int, found.groups()))
            for found in re.finditer(rb"[34]8;2;(\d+);(\d+);(\d+)[;m]", bytes(counter.raw))
        }
        assert colours
        assert all(max(c) - min(c) <= 1 for c in colours), "there is a colour under NO_COLOR"


def test_the_letters_are_letters_whatever_the_locale(home: Path) -> None:
    env = {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    with practice(home, env=env) as counter:
        counter.wait_until("BÀN LÀM VIỆC", "Hồ sơ mới")
        counter.type("tiếng Việt")
        counter.wait_for_typed("tiếng Việt")


def test_f9_struck_three_times_makes_one_dossier_and_one_payment(counter: Counter, home: Path) -> None:
    with_drawer(counter)
    before = {table: count(home, table) for table in ("dossier", "payment")}
    to_review_of_copies(counter)
    counter.send("\x1b[20~" * 3)
    counter.wait_until(re.compile("ĐÃ TIẾP NHẬN|THU PHÍ"))
    counter.read(0.5)
    assert count(home, "dossier") == before["dossier"] + 1
    if "ĐÃ TIẾP NHẬN" in counter.flat:
        counter.key("F9")
    counter.wait_until("PHẢI THU", "Người dân đưa")
    counter.type("30")
    counter.wait_until("THỐI LẠI")
    counter.send("\x1b[20~" * 3)
    counter.wait_until("ĐÃ THU 21.000đ")
    counter.read(0.5)
    assert count(home, "payment") == before["payment"] + 1
    assert count(home, "dossier") == before["dossier"] + 1
    assert "ĐÃ THU 21.000đ" in counter.flat
