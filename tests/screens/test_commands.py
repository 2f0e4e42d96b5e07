"""The table of commands: what the desk's numbers mean, what F2 finds first for what is typed."""

from counter.commands import COMMANDS, on_digit
from counter.models.find import MeaningKind
from counter.screens.desk.find import answers
from counter.services.search.find import classify
from counter.widgets.palette import grouped
from tests.screens.conftest import Opener, program, until

FIRST = {
    "du lieu ca nhan": "data_requests",
    "thoi han luu": "retention",
    "thời hạn lưu": "retention",
    "thoi han": "retention",
    "sao": "backup",
    "sao luu": "backup",
    "cum mat khau": "store_key",
    "giay khoi phuc": "store_key",
    "khoi phuc": "rehearsal",
    "nhat ky": "looks",
    "ai xem": "looks",
    "ai da xem du lieu cua ai": "looks",
    "can bo": "staff",
    "mat may": "breaches",
    "vi pham": "breaches",
    "xoa du lieu": "retention",
    "doi mat khau": "own_pin",
    "in lai": "printers",
    "may in": "printers",
    "tra ket qua": "hand_over",
    "nop kho bac": "deposits",
    "ks": "1.001193",
    "ct": "2.000815",
    "ct 3x5": "2.000815",
    "chung thuc": "2.000815",
    "khai sinh": "1.001193",
}


def test_every_number_that_the_box_takes_for_the_menu_has_one_task() -> None:
    taken = [digit for digit in range(100) if classify(str(digit)).kind is MeaningKind.MENU]
    assert taken == list(range(1, 10))
    for digit in taken:
        assert [command for command in COMMANDS if command.digit == digit] == [on_digit(digit)]


async def test_f2_finds_first_what_the_typed_words_name(open_app: Opener) -> None:
    """Enter takes the first row: a command's name never starts a dossier, a short code always does."""
    async with open_app() as pilot:
        app = program(pilot)
        await until(pilot, lambda: app.door.opened.is_set())
        found = {}
        for typed in FIRST:
            hits = await answers(app, typed)
            rows = [row for row in grouped(hits, typed) if row.tone != "head"]
            found[typed] = hits[int(rows[0].key)].id if rows else ""
    assert found == FIRST
