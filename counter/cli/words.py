"""`counter words`: an amount in words, as it stands on a receipt."""

import re
from typing import Annotated

import typer

from counter.cli.options import UsageProblem
from counter.cli.run import run_of

_LONGEST = 300  # characters; far beyond any amount, and Python refuses to read more than 4,300 digits
_WHOLE = re.compile(r"[+-]?(?:\d+|\d{1,3}([., ])\d{3}(?:\1\d{3})*)", re.ASCII)


def words(
    context: typer.Context, amount: Annotated[str, typer.Argument(metavar="N", help="cli.words.n")]
) -> int:
    """Say an amount of đồng in words (số tiền bằng chữ)."""
    from counter.rules.words import money_words, number_words

    output = run_of(context).output
    value = whole_number(amount)
    money = money_words(value)
    output.show({"words": money, "number_words": number_words(value)}, [money])
    return 0


def whole_number(text: str) -> int:
    """A whole number typed with or without separators of thousands: "1234567", "1.234.567", "-5".

    Raises UsageProblem for anything else: "1.5" is not guessed at.
    """
    typed = text.strip().replace("−", "-")
    if len(typed) > _LONGEST or not _WHOLE.fullmatch(typed):
        raise UsageProblem("cli.words.not_a_number", value=text)
    return int(re.sub(r"[., ]", "", typed))


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("words", help="cli.words.help")(words)
