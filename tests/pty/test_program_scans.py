"""A card under the scanner, at every place where a clerk may hold it there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pty.program import BINH, KEYS, MO, Counter, practice

ASK_FACE = "Ảnh và mặt người có giống nhau không?"
NEW, HAND = "Người đến làm thủ tục là ai?", "Nhập theo giấy tờ"
UNIKEY = "046195001234|191234567|Nguye\x7fên Thị M?ơ|15031995|Nu\x7fư|Tôt 15, Phú Xuân|050520"
SEVERAL = "046095001234|191234567|Nguyễn Văn Tríi|15031995|Nam|Huế|05052021"


@pytest.fixture
def counter(home: Path) -> Iterator[Counter]:
    with practice(home) as running:
        yield running


def by_hand(counter: Counter) -> None:
    """The form for somebody without a card."""
    counter.key("F3")
    counter.wait_until(NEW, "Nhập tay")
    counter.key("F10")
    counter.wait_until("Việc khác (F10)")
    counter.key("1")
    counter.wait_until(HAND, "► Họ và tên")


@pytest.mark.parametrize("end", ["\r", "\t", "", "\r\n"], ids=["enter", "tab", "nothing", "crlf"])
def test_a_card_at_the_desk_opens_the_check_of_its_holder(counter: Counter, end: str) -> None:
    counter.scan(MO, end)
    counter.wait_until(ASK_FACE, "NGUYỄN THỊ MƠ", "15/03/1995", "046195001234", timeout=5)
    counter.read(0.3)
    assert ASK_FACE in counter.flat, "the scanner's own ending answered the question"


@pytest.mark.parametrize("end", ["\r", "\t", ""], ids=["enter", "tab", "nothing"])
def test_a_card_over_a_form_is_known_by_its_shape(counter: Counter, end: str) -> None:
    by_hand(counter)
    counter.press(list("Lan"), 0.1)
    counter.scan(BINH, end)
    counter.wait_until(ASK_FACE, "TRẦN VĂN BÌNH", timeout=5)


def test_a_card_over_the_procedure_s_box_asks_whose_it_is_and_keeps_the_text(counter: Counter) -> None:
    counter.scan(MO)
    counter.wait_until(ASK_FACE)
    counter.key("1")
    counter.wait_until("Hay làm ở quầy này")
    counter.press(list("kh"), 0.1)
    counter.scan(BINH)
    counter.wait_until("Vừa quét một thẻ", "Người tiếp theo: giữ bản nháp này")
    counter.key("Esc")
    counter.wait_until(re.compile("▐ kh +▌"), "Nguyễn Thị Mơ 1995", gone="Vừa quét một thẻ")


def test_two_people_one_after_the_other(counter: Counter) -> None:
    counter.scan(MO)
    counter.wait_until(ASK_FACE, "NGUYỄN THỊ MƠ")
    counter.scan(BINH)
    counter.wait_until(ASK_FACE, "TRẦN VĂN BÌNH", gone="NGUYỄN THỊ MƠ")


def test_two_scans_in_one_breath_lose_neither(counter: Counter) -> None:
    """The second card is held there before the first is drawn."""
    counter.scan(MO)
    counter.scan(BINH)
    counter.wait_until(ASK_FACE, "TRẦN VĂN BÌNH")


def test_esc_and_a_card_in_one_breath(counter: Counter) -> None:
    """Esc is for the desk it was struck at, not for the screen that the card opens."""
    counter.press(list("tr"), 0.1)
    counter.send(KEYS["Esc"] + MO + "\r")
    counter.wait_until(ASK_FACE, "NGUYỄN THỊ MƠ")
    assert not (counter.home / "incidents.log").exists()


def test_a_scan_garbled_by_the_input_method_says_the_way_out(counter: Counter) -> None:
    counter.scan(UNIKEY)
    counter.wait_until("Chưa đọc được thẻ", "UniKey", "Gõ tay")
    assert "046195001234" not in counter.lines[0]
    counter.key("2")
    counter.wait_until(HAND, "► Họ và tên")


def test_a_scan_with_several_readings_asks_which_is_on_the_card(counter: Counter) -> None:
    counter.scan(SEVERAL)
    counter.wait_until("3 cách đọc", re.compile(r"\d Nguyễn Văn Trơi"), re.compile(r"\d Nguyễn Văn Trại"))
    row = re.search(r"(\d) Nguyễn Văn Trại", counter.flat)
    assert row is not None
    counter.key(row[1])
    counter.wait_until(ASK_FACE, "NGUYỄN VĂN TRẠI")
