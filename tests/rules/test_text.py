"""Text from outside: the search key, and nothing that a terminal would obey."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from counter.text import as_typed, fold, nfc, one_line, plain, unsafe_character

VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậỳỷỹýỵừửữứự AĐƯỚ'-", max_size=40)
LATIN = st.text(alphabet=st.characters(max_codepoint=0x24F, exclude_categories=["Cs"]), max_size=40)
CONTROLS = [chr(c) for c in [*range(0x20), 0x7F, *range(0x80, 0xA0)]]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Đặng  Thị\tÚt ", "dang thi ut"),
        ("Huỳnh Ðức", "huynh duc"),
        ("Lê Thị Hoà", "le thi hoa"),
        ("Lê Thị Hòa", "le thi hoa"),
        ("H’Hen Niê", "h'hen nie"),
        ("HʼHen Niê", "h'hen nie"),
        ("Y\u2013Moan", "y-moan"),
        ("Straße", "strasse"),
        ("Nguy\u200bễn\u00a0A\u00ad", "nguyen a"),
        ("A\u0000B\u001bC", "abc"),
        ("Ksor Blơ\u0306", "ksor blo"),
        ("", ""),
    ],
)
def test_fold_keeps_what_a_search_needs(text: str, key: str) -> None:
    assert fold(text) == key


@given(VIETNAMESE | LATIN)
def test_fold_does_not_care_how_text_is_composed(text: str) -> None:
    assert fold(text) == fold(nfc(text)) == fold(unicodedata.normalize("NFD", text))


@given(VIETNAMESE)
def test_fold_leaves_plain_letters_and_is_done_after_one_time(text: str) -> None:
    key = fold(text)
    assert key.isascii()
    assert fold(key) == key == fold(text.upper()).replace("ß", "ss")


@given(st.text(max_size=60))
@example("\udc80")
def test_nothing_shown_can_drive_a_terminal(text: str) -> None:
    for shown in (plain(text), one_line(text), plain(text, lines=True).replace("\n", "").replace("\t", "")):
        assert not [c for c in shown if unicodedata.category(c)[0] == "C"]
        shown.encode()


@pytest.mark.parametrize("control", CONTROLS)
def test_a_control_character_is_seen_and_may_not_be_stored(control: str) -> None:
    text = f"A{control}B"
    shown = plain(text)
    assert shown[0] + shown[-1] == "AB"
    assert shown != "AB"
    assert unsafe_character(text) == f"U+{ord(control):04X}"


def test_an_escape_sequence_is_shown_with_its_escape() -> None:
    assert one_line("A\u001b[2JB") == "A␛[2JB"


@pytest.mark.parametrize("text", ["[/]", "$primary [$error]x[/]", "Tổ [b chưa đóng", "Lê \\[b]C\\"])
def test_brackets_and_backslashes_stay(text: str) -> None:
    assert plain(text) == one_line(text) == as_typed(text) == text
    assert unsafe_character(text) is None


def test_line_ends_of_every_kind_are_one_kind() -> None:
    assert plain("a\r\nb\rc\u2028d", lines=True) == "a\nb\nc\nd"
    assert plain("a\r\nb") == "a b"


@pytest.mark.parametrize("broken", ["A\udc80B", "A\u202eB", "A\ue000B", "A\ufffeB"])
def test_what_no_store_can_hold_is_named(broken: str) -> None:
    assert unsafe_character(as_typed(broken)) == f"U+{ord(broken[1]):04X}"


def test_zero_width_characters_make_no_second_person() -> None:
    assert as_typed(" Nguy\u200bễn\u00a0 A\ufeff ") == "Nguyễn A"
