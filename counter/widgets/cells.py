"""Text cut and padded to terminal cells. A letter with marks is one cell, a wide sign two."""

from typing import Literal

from rich.cells import cell_len, set_cell_size

from counter.widgets.letters import letter_end, one_row

Align = Literal["left", "right"]


def width_of(text: str) -> int:
    """How many cells a safe text takes."""
    return len(text) if text.isascii() else cell_len(text)


def cut(text: str, width: int) -> str:
    """The text in at most `width` cells, ended with … where something is missing."""
    text = one_row(text)
    if width_of(text) <= width:
        return text
    if width <= 0:
        return ""
    kept, position, used = "", 0, 0
    while position < len(text):
        end = letter_end(text, position)
        cells = cell_len(text[position:end])
        if used + cells > width - 1:
            break
        kept, used, position = text[:end], used + cells, end
    return kept.rstrip() + "…"


def fit(text: str, width: int, align: Align = "left") -> str:
    """The text in exactly `width` cells."""
    text = cut(text, width)
    missing = width - width_of(text)
    if missing <= 0:
        return text if missing == 0 else set_cell_size(text, width)
    return text + " " * missing if align == "left" else " " * missing + text


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells, broken between words; line ends in it are kept."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in one_row(paragraph).split(" "):
            if line and width_of(line) + 1 + width_of(word) > width:
                lines.append(line)
                line = ""
            line = f"{line} {word}" if line else cut(word, width)
        lines.append(line)
    return lines
