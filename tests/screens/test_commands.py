"""The table of commands: what the desk's numbers mean."""

from counter.commands import COMMANDS, on_digit
from counter.models.find import MeaningKind
from counter.services.search.find import classify


def test_every_number_that_the_box_takes_for_the_menu_has_one_task() -> None:
    taken = [digit for digit in range(100) if classify(str(digit)).kind is MeaningKind.MENU]
    assert taken == list(range(1, 10))
    for digit in taken:
        assert [command for command in COMMANDS if command.digit == digit] == [on_digit(digit)]
