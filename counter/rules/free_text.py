"""What no free text of the counter may hold: a secret, or a character that may not be stored."""

from collections.abc import Mapping

from counter.errors import Problem
from counter.rules.secrets import secret_problems
from counter.text import as_typed, unsafe_character


def text_problems(texts: Mapping[str, str]) -> tuple[Problem, ...]:
    """Why texts, by field, are not kept. No screen hands over a control character; something else may."""
    unsafe = ((field, unsafe_character(as_typed(text))) for field, text in texts.items())
    return (
        *secret_problems(dict(texts)),
        *(Problem(field, "form.text.character", {"character": found}) for field, found in unsafe if found),
    )


def reason_problems(reason: str, missing: str) -> tuple[Problem, ...]:
    """Why a reason that must be given is not kept; `missing` is the message when there is none."""
    unsaid = () if as_typed(reason) else (Problem("reason", missing),)
    return (*text_problems({"reason": reason}), *unsaid)
