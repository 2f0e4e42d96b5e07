"""The form: typed ahead into the right fields, tidied when left, all problems at once, nothing lost."""

from datetime import date

import pytest
from textual.message import Message

from counter.errors import Problem
from counter.widgets.error_box import ErrorBox
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.fields import Field, Kind, Option, matches, read_back, typed_day, typed_money
from counter.widgets.form import FormView
from tests.screens.widget_app import WidgetApp, burst, once, rows_of, text_of

TODAY = date(2026, 11, 25)
NATIONS = tuple(
    Option(name, name)
    for name in ("Kinh", "Tày", "Thái", "Mường", "Khmer", "Hoa", "Nùng", "Dao", "Ê Đê", "Kháng", "Khơ Mú")
)
CARD = "046195001234||Nguyễn Thị Mơ|15031995|Nữ|Tổ 15, Huế|05052021"


def fields() -> tuple[Field, ...]:
    return (
        Field(key="name", label="Họ tên"),
        Field(key="born", label="Ngày sinh", kind=Kind.BIRTH),
        Field(
            key="sex",
            label="Giới tính",
            kind=Kind.CHOICE,
            options=(Option("m", "Nam"), Option("f", "Nữ")),
        ),
        Field(key="nation", label="Dân tộc", kind=Kind.CHOICE, options=NATIONS),
        Field(key="card", label="Số định danh", kind=Kind.CITIZEN_ID, value="046195001234", aside=True),
        Field(key="cash", label="Người dân đưa", kind=Kind.MONEY, suggestion="21.000"),
        Field(key="note", label="Ghi chú", required=False, max_length=20),
    )


def form_app() -> WidgetApp:
    return WidgetApp(lambda: [FormView(fields(), today=TODAY)])


async def test_a_burst_reaches_the_right_fields() -> None:
    app = form_app()
    async with app.run_test(size=(80, 24)) as pilot:
        form = app.bench.query_one(FormView)
        form.focus_first()
        burst(app, "Nguyen An\r121195\r2\rkh\r")
        await pilot.pause(0.2)
        values = form.values()
        assert values["name"] == "Nguyen An"
        assert values["born"] == "12/11/1995"
        assert form.day("born") == date(1995, 11, 12)
        assert values["sex"] == "f"
        assert values["nation"] == "Khmer"
        assert app.focused is not None
        # the field filled from the card was passed by: the keys are in the amount
        await pilot.press("f5")
        assert form.value("cash") == "21.000"
        assert form.amount("cash") == 21_000
        assert "Chủ nhật, 31 tuổi" in text_of(app)


async def test_arrow_reaches_the_field_that_tab_passes_by() -> None:
    app = form_app()
    async with app.run_test(size=(80, 24)) as pilot:
        form = app.bench.query_one(FormView)
        form.focus_field("cash")
        await pilot.press("up", "backspace")
        assert form.value("card") == "04619500123"
        assert "11/12" in text_of(app)
        await pilot.press("down", "shift+tab")
        assert form.value("card")


async def test_problems_stand_in_the_box_and_at_their_fields() -> None:
    app = form_app()
    async with app.run_test(size=(80, 24)) as pilot:
        form = app.bench.query_one(FormView)
        form.set_value("born", "không rõ")
        form.set_value("nation", "Kinh Kinh")
        found = form.problems()
        assert [p.field for p in found] == ["name", "born", "sex", "nation", "cash"]
        form.set_errors(found)
        await pilot.pause()
        rows = rows_of(app)
        assert sum("Còn trống: Họ tên" in row for row in rows) == 2
        assert app.screen.focused is not None
        await pilot.press("shift+tab")
        assert isinstance(app.focused, ErrorBox)
        await pilot.press("3")
        await pilot.pause(0.1)
        assert form.values()["born"] == "không rõ"
        await pilot.press("1")
        await pilot.pause(0.1)
        assert form.value("sex") == "m"
        form.set_errors(())
        await pilot.pause()
        assert "Còn trống" not in text_of(app)


async def test_problems_that_move_move_on_the_screen() -> None:
    app = form_app()
    async with app.run_test(size=(80, 24)) as pilot:
        form = app.bench.query_one(FormView)
        form.set_errors((Problem("name", "widget.problem.empty", {"label": "A"}),))
        await pilot.pause()
        form.set_errors((Problem("note", "widget.problem.empty", {"label": "B"}),))
        await pilot.pause()
        rows = rows_of(app)
        at = next(i for i, row in enumerate(rows) if "Ghi chú" in row)
        assert "B" in rows[at + 1]
        assert sum("Còn trống: A" in row for row in rows) == 0  # neither in the box nor at the field
        assert sum("Còn trống: B" in row for row in rows) == 2
        assert "Ngày sinh" in rows[next(i for i, row in enumerate(rows) if "Họ tên" in row) + 1]


async def test_undo_takes_back_field_by_field() -> None:
    app = form_app()
    async with app.run_test(size=(80, 24)) as pilot:
        form = app.bench.query_one(FormView)
        form.focus_first()
        for typed in ("An\r", "121195\r", "1"):
            burst(app, typed)
            await pilot.pause(0.1)
        for expected in ({"sex": ""}, {"born": ""}, {"name": ""}):
            await pilot.press("ctrl+z")
            for key, value in expected.items():
                assert form.value(key) == value


async def test_a_change_is_told_soon_and_not_put_off_by_the_next() -> None:
    heard: list[Message] = []
    app = form_app()
    async with app.run_test(size=(80, 24), message_hook=heard.append) as pilot:
        form = app.bench.query_one(FormView)
        form.focus_first()
        burst(app, "An")
        await pilot.pause(0.1)
        assert not once(heard, FormView.Changed)
        await pilot.pause(0.5)
        told = {frozenset(m.changed) for m in once(heard, FormView.Changed)}
        assert told == {frozenset({"name"})}
        heard.clear()
        for number in range(7):
            form.set_value("note", "x" * number)
            await pilot.pause(0.1)
        assert once(heard, FormView.Changed)
        heard.clear()
        form.set_value("note", "x")
        await pilot.pause()
        form.flush()
        await pilot.pause()
        assert once(heard, FormView.Changed)


async def test_a_scan_in_a_field_gives_the_field_and_the_keys_back() -> None:
    heard: list[Message] = []
    app = form_app()
    async with app.run_test(size=(80, 24), message_hook=heard.append) as pilot:
        form = app.bench.query_one(FormView)
        form.set_value("name", "Lan")
        form.focus_field("name")
        await pilot.pause(0.1)
        burst(app, CARD + "\r")
        await pilot.pause(0.3)
        scans = once(heard, ScanReceived)
        assert {m.payload for m in scans} == {CARD}
        assert form.value("name") == "Lan"
        await pilot.press("x")
        assert form.value("name") == "Lanx"


async def test_enter_in_the_last_field_commits_nothing() -> None:
    heard: list[Message] = []
    app = form_app()
    async with app.run_test(size=(80, 24), message_hook=heard.append) as pilot:
        form = app.bench.query_one(FormView)
        form.focus_field("note")
        await pilot.press("enter")
        assert once(heard, FormView.AtEnd)
        assert app.bench.done == 0
        await pilot.press("f9")
        assert app.bench.done == 1


async def test_matches_can_be_marked_with_the_arrows() -> None:
    app = form_app()
    async with app.run_test(size=(80, 24)) as pilot:
        form = app.bench.query_one(FormView)
        form.focus_field("nation")
        burst(app, "kh")
        await pilot.pause(0.1)
        assert "Kháng" in text_of(app)
        await pilot.press("down", "enter")
        assert form.value("nation") == "Kháng"
        assert "Khơ Mú" not in text_of(app)


async def test_thirteen_fields_and_their_problems_fit_the_small_window() -> None:
    many = tuple(Field(key=f"f{i}", label=f"Mục {i}", required=i == 12) for i in range(13))
    app = WidgetApp(lambda: [FormView(many, today=TODAY)])
    async with app.run_test(size=(80, 24)) as pilot:
        form = app.bench.query_one(FormView)
        form.set_errors(form.problems())
        await pilot.pause()
        rows = rows_of(app)
        assert all(any(f"Mục {i} " in row for row in rows) for i in range(13))
        assert sum("Còn trống: Mục 12" in row for row in rows) == 2


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("121125", date(2025, 11, 12)),
        ("12112025", date(2025, 11, 12)),
        ("12/11/25", date(2025, 11, 12)),
        ("2-3-1950", date(1950, 3, 2)),
        ("2.3.50", date(1950, 3, 2)),
        ("261126", date(1926, 11, 26)),
        ("310225", None),
        ("1225", None),
        ("mai", None),
        ("12/11/325", None),
        ("", None),
    ],
)
def test_a_day_of_birth_is_read_from_one_box(typed: str, day: date | None) -> None:
    assert typed_day(typed, TODAY, past=True) == day


def test_a_day_to_come_keeps_its_century() -> None:
    assert typed_day("281126", TODAY) == date(2026, 11, 28)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("30", 30_000), ("30.000", 30_000), ("30000", 30_000), ("0", 0), ("21.000đ", 21_000)]
    + [("1.200.000", 1_200_000)]
    + [(x, None) for x in ("", "ba mươi", "-5", "3o", "²")],
)
def test_an_amount_is_read_as_people_type_it(typed: str, amount: int | None) -> None:
    assert typed_money(typed) == amount


@pytest.mark.parametrize(
    ("born", "said"),
    [("13112026", "12 ngày"), ("12112025", "12 tháng"), ("25111995", "31 tuổi"), ("26111995", "30 tuổi")],
)
def test_the_age_is_read_back(born: str, said: str) -> None:
    assert said in read_back(Field(key="b", label="b", kind=Kind.BIRTH), born, TODAY)


def test_options_are_found_by_words_without_accents() -> None:
    assert [o.key for o in matches(NATIONS, "e d")] == ["Ê Đê"]
    assert [o.key for o in matches(NATIONS, "mu")] == ["Mường", "Khơ Mú"]
    assert len(matches(NATIONS, "")) == len(NATIONS)


LONG = "Ngày cấp giấy ủy quyền phải trước hoặc bằng hôm nay, và giấy phải còn hạn đến ngày nộp hồ sơ lên Cổng"


@pytest.mark.parametrize("many", [1, 2, 3, 7])
async def test_a_long_sentence_of_the_box_is_read_to_its_end(many: int) -> None:
    app = WidgetApp(lambda: [ErrorBox()])
    async with app.run_test(size=(80, 24)) as pilot:
        box = app.screen.query_one(ErrorBox)
        box.show([(f"f{n}", f"{n}: {LONG}") for n in range(many)])
        await pilot.pause()
        lines = [box.render_line(y).text for y in range(box.size.height)]
        text = " ".join(" ".join(lines).split())
        shown = text.count(LONG)
        assert shown == min(many, 3) and box.size.height <= 8
        assert (f"{many - shown}" in lines[-1]) is (shown < many)


async def test_a_day_that_was_left_shows_its_first_digit() -> None:
    """The caret behind ten signs in a box of ten moves them; who goes on sees all of them."""
    app = form_app()
    async with app.run_test(size=(80, 24)) as pilot:
        app.bench.query_one(FormView).focus_field("born")
        burst(app, "12111995\r")
        await pilot.pause(0.2)
        assert "12/11/1995" in text_of(app)


@pytest.mark.parametrize(
    ("field", "practice", "told"),
    [
        (Field(key="a", label="Họ tên"), False, "Họ tên"),
        (Field(key="a", label="Giới tính", kind=Kind.YES_NO), False, "Giới tính: bấm số của câu trả lời"),
        (Field(key="a", label="Mấy bản", kind=Kind.NUMBER), False, "Mấy bản: gõ số"),
        (Field(key="a", label="PIN", hint="Tự gõ", practice_hint="Gõ gì cũng được"), False, "Tự gõ"),
        (Field(key="a", label="PIN", hint="Tự gõ", practice_hint="Gõ gì cũng được"), True, "Gõ gì cũng được"),
    ],
)
def test_what_a_field_wants_is_said(field: Field, practice: bool, told: str) -> None:
    assert field.hint_for(practice=practice) == told
