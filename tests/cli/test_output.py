"""Lines of a command: whole words on a terminal, untouched in a pipe."""

import pytest

from counter.cli.output import spread

LONG = "  - Giấy tờ tùy thân còn giá trị (hộ chiếu, thẻ căn cước công dân, thẻ căn cước, căn cước điện tử)"


def test_a_long_line_breaks_between_words_under_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    lines = spread(LONG).splitlines()
    assert len(lines) > 1 and all(len(line) <= 40 for line in lines)
    assert all(line.startswith("    ") for line in lines[1:])
    assert " ".join("".join(f"{line.strip()} " for line in lines).split()) == " ".join(LONG.split())
    assert spread("Phải thu: 21.000đ") == "Phải thu: 21.000đ"


def test_a_pipe_gets_the_line_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr("sys.stdout.isatty", lambda: False)
    assert spread(LONG) == LONG
