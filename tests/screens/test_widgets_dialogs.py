"""Dialogs, the checklist, the palette, the large digits."""

from collections.abc import Sequence

import pytest
from textual.message import Message as TextualMessage

from counter.errors import Conflict, Problem, Refused
from counter.models.dossier import Hit
from counter.services.search.find import KINDS
from counter.widgets.big_digits import GLYPHS, BigDigits, big
from counter.widgets.checklist import Check, Checklist, State
from counter.widgets.dialogs import Choice, Confirm, Item, Message, PinPrompt
from counter.widgets.palette import COMMAND, GROUPS, Palette, best, grouped, score
from counter.widgets.vn_input import VnInput
from tests.screens.widget_app import WidgetApp, burst, once, rows_of, text_of

CARD = "046195001234||Nguyễn Thị Mơ|15031995|Nữ|Tổ 15, Huế|05052021"
STATES = (State("asked", " ", "—", settled=False), State("given", "x", "đủ"))
HITS = (
    Hit("command", "fee", "Thu phí", "", "F7"),
    Hit("dossier", "7", "0240  Nguyễn Thị Mơ", "khai sinh"),
    Hit("procedure", "1.001193", "Đăng ký khai sinh", "", "ks"),
    Hit("procedure", "1.004884", "Đăng ký lại khai sinh", "", "ksl"),
)


def empty_app() -> WidgetApp:
    return WidgetApp(lambda: [VnInput(id="under")])


@pytest.mark.parametrize(
    ("keys", "answer"), [(["f9"], True), (["escape"], False), (["enter", "tab", "escape"], False)]
)
async def test_only_the_verb_key_does_what_cannot_be_undone(keys: list[str], answer: bool) -> None:
    app = empty_app()
    answers: list[bool | None] = []
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(Confirm("Huỷ", ["Số 0001873 ghi ĐÃ HUỶ."], verb_id="command.done"), answers.append)
        await pilot.pause()
        assert "Số 0001873 ghi ĐÃ HUỶ." in text_of(app)
        await pilot.press(*keys)
        assert answers == [answer]


async def test_a_numbered_choice_keeps_locked_rows_with_their_reason() -> None:
    app = empty_app()
    answers: list[str | None] = []
    items = [Item("a", "In lại"), Item("b", "Bỏ mục", "khoá: cần người duyệt"), Item("c", "Đổi")]
    async with app.run_test(size=(72, 18)) as pilot:
        app.push_screen(Choice("Việc khác", items), answers.append)
        await pilot.pause()
        assert "–2 Bỏ mục" in text_of(app)
        await pilot.press("2")
        await pilot.pause(0.1)
        assert not answers
        assert "! khoá: cần người duyệt" in text_of(app)
        burst(app, CARD + "\r")
        await pilot.pause(0.2)
        assert not answers
        await pilot.press("3")
        await pilot.pause(0.1)
        assert answers == ["c"]


async def test_a_message_says_what_happened_what_is_kept_what_to_do() -> None:
    app = empty_app()
    async with app.run_test(size=(80, 24)) as pilot:
        two = Refused((Problem("x", "widget.problem.empty", {"label": "[A]"}), Problem("y", "command.done")))
        errors = (two, Conflict("command.fee"))
        for message in (*(Message.of_error(error) for error in errors), Message("Có chuyện")):
            app.push_screen(message)
            await pilot.pause()
            assert "! " in text_of(app)
            await pilot.press("enter")
            assert app.screen is app.bench


async def test_a_second_person_signs_with_a_pin_that_is_not_shown() -> None:
    app = empty_app()
    answers: list[tuple[str, str] | None] = []
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(PinPrompt("Duyệt", ["Lan", "Bình"], verb_id="command.done"), answers.append)
        await pilot.pause()
        await pilot.press("2")
        await pilot.pause(0.1)
        await pilot.press("f9")
        assert not answers
        burst(app, "4471")
        await pilot.pause(0.1)
        assert "4471" not in text_of(app)
        assert "••••" in text_of(app)
        await pilot.press("f9")
        assert answers == [("Bình", "4471")]


async def test_a_dialog_gives_the_keys_back() -> None:
    app = empty_app()
    async with app.run_test() as pilot:
        under = app.bench.query_one(VnInput)
        app.screen.set_focus(under)
        app.push_screen(Message("x"))
        await pilot.pause()
        await pilot.press("escape", "a")
        assert app.focused is under
        assert under.value == "a"


def papers() -> list[Check]:
    return [
        Check("a", "Giấy chứng sinh", STATES, at=1),
        Check("b", "Căn cước (đã quét)", (State("db", "x", "tự động"),), locked="Lấy từ thẻ"),
        Check("c", "Một tên giấy tờ rất dài " * 5, STATES, reason="Điều 15"),
        Check("d", "Giấy kết hôn", STATES, needed=False),
    ]


async def test_papers_are_ticked_by_space_and_found_by_digit() -> None:
    heard: list[TextualMessage] = []
    app = WidgetApp(lambda: [Checklist(papers())])
    async with app.run_test(size=(80, 24), message_hook=heard.append) as pilot:
        checklist = app.bench.query_one(Checklist)
        app.screen.set_focus(checklist)
        await pilot.pause()
        assert checklist.current is not None
        assert checklist.current.key == "c"
        assert checklist.open_count == 1
        assert "Điều 15" in text_of(app)
        await pilot.press("space")
        assert checklist.open_count == 0
        assert checklist.states() == {"a": "given", "b": "db", "c": "given", "d": "asked"}
        await pilot.press("4")
        await pilot.pause(0.1)
        assert checklist.cursor == 3
        assert sum("►" in row for row in rows_of(app)) == 1
        await pilot.press("up", "up", "space")
        assert [m.reason for m in once(heard, Checklist.Locked)] == ["Lấy từ thẻ"]
        burst(app, CARD + "\r")
        await pilot.pause(0.1)
        assert checklist.cursor == 1


async def test_three_quick_spaces_tick_three_lines_where_a_tick_leads_on() -> None:
    three = [Check(str(i), f"Việc {i}", STATES) for i in range(3)]
    app = WidgetApp(lambda: [Checklist(three, leads_on=True)])
    async with app.run_test(size=(80, 24)) as pilot:
        checklist = app.bench.query_one(Checklist)
        app.screen.set_focus(checklist)
        burst(app, "   ")
        await pilot.pause(0.1)
        assert set(checklist.states().values()) == {"given"}


async def test_a_long_list_of_papers_keeps_its_line_in_sight() -> None:
    many = [Check(str(i), f"Giấy số {i} " * 8, STATES) for i in range(15)]
    app = WidgetApp(lambda: [Checklist(many)])
    async with app.run_test(size=(72, 18)) as pilot:
        checklist = app.bench.query_one(Checklist)
        app.screen.set_focus(checklist)
        for index in (14, 3, 9):
            checklist.move_to(index)
            await pilot.pause(0.05)
            assert any("►" in row for row in rows_of(app)), index


async def answer(text: str) -> Sequence[Hit]:
    return best(text, HITS)


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [("khai\r", "1.001193"), ("ksl\r", "1.004884"), ("thu ph\r", "fee"), ("nguyen mo\r", "7")],
)
async def test_enter_takes_the_marked_row_however_fast_it_came(typed: str, chosen: str) -> None:
    app = empty_app()
    answers: list[Hit | None] = []
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(Palette(answer), answers.append)
        await pilot.pause()
        burst(app, typed)
        await pilot.pause(0.2)
        assert [hit.id for hit in answers if hit] == [chosen]


async def test_nothing_found_is_said_and_esc_leaves() -> None:
    app = empty_app()
    answers: list[Hit | None] = []
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(Palette(answer), answers.append)
        await pilot.pause()
        burst(app, "xyz[/]\r")
        await pilot.pause(0.2)
        assert 'Không có "xyz[/]"' in text_of(app)
        assert not answers
        await pilot.press("escape")
        assert answers == [None]


async def test_a_card_scanned_into_the_palette_comes_out() -> None:
    app = empty_app()
    answers: list[Hit | None] = []
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(Palette(answer), answers.append)
        await pilot.pause()
        burst(app, CARD + "\r")
        await pilot.pause(0.2)
        assert [(hit.kind, hit.id) for hit in answers if hit] == [("scan", CARD)]


def test_groups_stand_in_their_fixed_order() -> None:
    rows = grouped(HITS)
    assert [row.tone == "head" for row in rows] == [True, False, False, True, False, True, False]
    assert [row.key for row in rows if row.tone != "head"] == ["2", "3", "1", "0"]


def test_whatever_can_be_found_has_its_place_and_its_heading() -> None:
    assert {*GROUPS} == {*KINDS, COMMAND}
    heads = [row.cells[0] for row in grouped([Hit(kind, "1", "x", "", "") for kind in GROUPS]) if row.tone]
    assert len(heads) == len(GROUPS) and not [words for words in heads if "." in words]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("tra ket qua", "command"),  # how a thing to do begins, word for word
        ("trả kết", "command"),
        ("tra", "resident"),  # one word may be anybody's name
        ("t", "procedure"),
        ("ket qua", "procedure"),  # not how it begins, and the procedure says it too
        ("bien nhan", "command"),  # what else it is called
        ("bien nh", "resident"),  # not said yet
        ("tp", "procedure"),
        ("tp 3x5", "procedure"),
        ("tra ket qua tp", "procedure"),
    ],
)
def test_a_thing_to_do_that_is_named_goes_before_procedures_with_the_same_words(
    query: str, first: str
) -> None:
    hits = [
        Hit("procedure", "1.013855", "Cấp Giấy chứng nhận, trả kết quả", "", "tp"),
        Hit("resident", "1", "Trần Thị Trà"),
        Hit("command", "hand_over", "Trả kết quả", "", "F4", words=("biên nhận",)),
    ]
    hits = hits if first == "resident" else [hit for hit in hits if hit.kind != "resident"]
    rows = grouped(hits, query)
    assert rows[0].key == f"head:{first}"


@pytest.mark.parametrize(
    ("query", "label", "short", "points"),
    [
        ("ks", "Đăng ký khai sinh", "ks", 5),
        ("dang ky kh", "Đăng ký khai sinh", "ks", 4),
        ("ky khai", "Đăng ký khai sinh", "ks", 3),
        ("sinh khai", "Đăng ký khai sinh", "ks", 2),
        ("dkks", "Đăng ký khai sinh", "", 1),
        ("ho so", "Hồ sơ mới", "F3", 4),
        ("xin", "Đăng ký khai sinh", "ks", 0),
    ],
)
def test_labels_are_matched_without_accents(query: str, label: str, short: str, points: int) -> None:
    assert score(query, label, short) == points


def test_what_else_a_thing_is_called_counts_like_its_name_but_not_by_its_letters_alone() -> None:
    assert score("mat may", "Vụ việc lộ, mất dữ liệu", words=("vi phạm", "mất máy")) == 4
    assert score("mm", "Vụ việc", words=("mất máy",)) == 0


def test_large_digits_are_of_one_size() -> None:
    for sign, rows in GLYPHS.items():
        assert len({len(row) for row in rows}) == 1, sign
    assert big("9.000")[0].startswith("█▀▀█")
    assert big("") == ("", "", "")


async def test_change_is_shown_large() -> None:
    app = WidgetApp(lambda: [BigDigits("9.000", "đồng")])
    async with app.run_test(size=(80, 24)) as pilot:
        assert "đồng" in text_of(app)
        app.bench.query_one(BigDigits).show("21.000")
        await pilot.pause()
        assert big("21.000")[2] in text_of(app)
