"""The frame: whole hints, the step, the message that stays, the band of practice."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.i18n import t
from counter.widgets.cells import width_of
from counter.widgets.dialogs import Message
from counter.widgets.fast_keys import FieldFull, PasteCut
from counter.widgets.frame import ALWAYS, Hint, KeyBar, MessageLine, TopBar
from counter.widgets.vn_input import VnInput
from tests.screens.widget_app import Bench, WidgetApp, rows_of, text_of

VERBS = ("command.help", "command.find", "command.new", "command.done", "command.back", "command.more")
HINTS = (
    Hint("F9", "command.done", 2),
    Hint("Esc", "command.back", 1),
    Hint("F1", "command.help", 0),
    Hint("F2", "command.find", 20),
    Hint("F3", "command.new", 30),
    Hint("F10", "command.more", 40),
    Hint("F12", "command.lock", 42),
)


@given(
    st.lists(
        st.builds(
            Hint,
            st.sampled_from(("F1", "F2", "F3", "F9", "F10", "Esc", "Enter", "1–9")),
            st.sampled_from(VERBS),
            st.integers(0, 99),
            st.sampled_from(("", "Còn thiếu 2 giấy")),
        ),
        max_size=12,
        unique_by=lambda hint: hint.key,
    ),
    st.integers(40, 120),
)
@settings(max_examples=100)
def test_hints_go_whole_and_the_way_out_never(hints: list[Hint], width: int) -> None:
    shown = KeyBar.shown(hints, width)
    assert [h for h in hints if h in shown] == shown
    assert {h.key for h in hints} & ALWAYS <= {h.key for h in shown}
    gone = [h for h in hints if h not in shown]
    loose = [h for h in shown if h.key not in ALWAYS]
    if gone and loose:
        assert max(h.priority for h in loose) <= min(h.priority for h in gone)
    if loose:
        assert sum(width_of(f"{h.key} {t(h.text_id)}") for h in shown) <= width


@pytest.mark.parametrize(("size", "whole"), [((80, 24), False), ((100, 30), True), ((72, 18), False)])
async def test_each_size_has_its_frame(
    size: tuple[int, int], whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TopBar, "now", staticmethod(lambda: datetime(2026, 11, 25, 2, 41, tzinfo=UTC)))
    app = WidgetApp(lambda: [VnInput()], HINTS)
    async with app.run_test(size=size):
        rows = rows_of(app)
        assert rows[0].startswith(" HỒ SƠ MỚI › Đăng ký khai sinh")
        assert rows[0].rstrip().endswith("09:41")
        assert ("[2 THỦ TỤC]" in rows[1]) is whole
        assert ("Bước 2/3 · THỦ TỤC" in rows[1]) is not whole
        assert ("Nói với người dân" in text_of(app)) is whole
        assert all(f"{key} " in rows[-1] for key in ALWAYS)
        assert all(len(row) == size[0] for row in rows)


async def test_the_done_key_says_why_it_waits() -> None:
    app = WidgetApp(lambda: [VnInput()], (Hint("F9", "command.done", reason="Còn 2 mục chưa đánh dấu"),))
    async with app.run_test() as pilot:
        await pilot.press("f9")
        assert app.bench.done == 0
        assert "! Còn 2 mục chưa đánh dấu" in text_of(app)
        assert "–F9" in rows_of(app)[-1]
        app.bench.keys = (Hint("F9", "command.done"),)
        app.bench.refresh_frame()
        await pilot.press("f9")
        assert app.bench.done == 1


async def test_a_result_is_not_talked_over_by_the_next_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    app = WidgetApp(lambda: [VnInput()])
    async with app.run_test() as pilot:
        app.bench.say("command.done", tone="good")
        app.bench.hint("Gõ họ tên")
        await pilot.pause()
        assert app.bench.said == t("command.done")
        monkeypatch.setattr(MessageLine, "SPARED", -1.0)
        app.bench.hint("Gõ ngày sinh")
        await pilot.pause()
        assert "Gõ ngày sinh" in text_of(app)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Chưa ghi gì. Mời cán bộ.", " ! Chưa ghi gì. Mời cán bộ."),
        ("Thu tiền là việc của cán bộ. Chưa ghi gì. Mời cán bộ.", " ! Thu tiền là việc của cán bộ."),
        ("Thu tiền là việc của cán bộ tiếp nhận ở quầy", " ! Thu tiền là việc của cán bộ tiếp nhậ…"),
    ],
)
async def test_a_long_message_ends_with_a_sentence(said: str, shown: str) -> None:
    line = MessageLine()
    line._text, line._tone = said, "warn"
    assert "".join(text for text, _ in line.pieces(40)).rstrip() == shown


async def test_a_key_struck_before_a_screen_is_there_is_not_for_it() -> None:
    app = WidgetApp(lambda: [VnInput()])
    async with app.run_test() as pilot:
        for screen in (Bench(lambda: [VnInput()]), Message("Đã lưu")):
            app.push_screen(screen)
            await app.run_action("back" if isinstance(screen, Bench) else "leave", screen)
            await pilot.pause()
            assert app.screen is screen
        await pilot.press("escape", "escape")
        assert app.screen is app.bench


async def test_what_one_page_said_is_over_on_the_next() -> None:
    app = WidgetApp(lambda: [VnInput()])
    async with app.run_test():
        app.bench.query_one(MessageLine).say("Đã chép ô 14", "good")
        app.bench.hint("ô đang đứng")
        assert app.bench.said == "Đã chép ô 14"
        app.bench.turn_hint("bước sau")
        assert app.bench.said == "bước sau"


async def test_full_fields_and_cut_pastes_are_told() -> None:
    app = WidgetApp(lambda: [VnInput(max_length=3)])
    async with app.run_test() as pilot:
        field = app.bench.query_one(VnInput)
        field.post_message(FieldFull(3))
        await pilot.pause()
        assert "3" in app.bench.said
        field.post_message(PasteCut(lines=4, dropped=0))
        await pilot.pause()
        assert "4" in app.bench.said


async def test_practice_cannot_be_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    app = WidgetApp(lambda: [VnInput()])
    app.machine = type("Machine", (), {"practice": True})()  # type: ignore[attr-defined]  # as the real app has
    async with app.run_test(size=(72, 18)):
        assert t("widget.practice.band") in rows_of(app)[1]
