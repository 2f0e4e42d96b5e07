"""The options every command takes, before or after its name, read by hand: a plain start imports no typer."""

import dataclasses
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from counter.errors import Problem, Refused
from counter.i18n import LANGUAGES
from counter.paths import default_store

_FLAGS = ("--json", "--practice")
_VALUES = ("--store", "--lang", "--as")


class UsageProblem(Exception):
    """The command line cannot be read as meant: exit 2. `needs` names what is missing, as it is typed."""

    def __init__(
        self, message_id: str, *, field: str = "", needs: tuple[str, ...] = (), **params: str | int
    ) -> None:
        super().__init__(message_id)
        self.problems: tuple[Problem, ...] = (Problem(field, message_id, params),)
        self.needs = needs

    @classmethod
    def of(cls, refused: Refused, *, needs: tuple[str, ...] = ()) -> "UsageProblem":
        """What a rule says of a value that was typed as an option: every problem, as wrong usage."""
        problem = cls(refused.message_id, needs=needs)
        problem.problems = refused.problems
        return problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What `--store`, `--lang`, `--as`, `--json` and `--practice` say."""

    store: Path | None = None
    language: str | None = None
    as_name: str | None = None
    json: bool = False
    practice: bool = False


def split(argv: Sequence[str]) -> tuple[Shared, list[str]]:
    """Take the shared options out of the words; everything after `--` is left alone.

    Raises UsageProblem when a value is missing or the language is unknown.
    """
    rest: list[str] = []
    shared = Shared()
    words = iter(argv)
    for word in words:
        if word == "--":
            rest += [word, *words]
            break
        name, equals, value = word.partition("=")
        if name in _VALUES:
            shared = _with_value(shared, name, value if equals else _next(words, name))
        elif word in _FLAGS:
            json, practice = shared.json or word == "--json", shared.practice or word == "--practice"
            shared = dataclasses.replace(shared, json=json, practice=practice)
        else:
            rest.append(word)
    return shared, rest


def store_of(shared: Shared) -> Path:
    """The store that is spoken of, named or not; of a link, where it leads: the key file lies beside that."""
    store = shared.store or default_store(practice=shared.practice)
    if not os.path.islink(store):  # noqa: PTH114  unlike Path.is_symlink, it takes any path
        return store
    from counter.services.store.place import real_place

    return real_place(store)


def _next(words: Iterator[str], name: str) -> str:
    value = next(words, "")
    if not value or value == "--":
        raise UsageProblem("cli.usage.no_value", option=name)
    return value


def _with_value(shared: Shared, name: str, value: str) -> Shared:
    if not value:
        raise UsageProblem("cli.usage.no_value", option=name)
    if name == "--store":
        return dataclasses.replace(shared, store=Path(value))
    if name == "--as":
        return dataclasses.replace(shared, as_name=value)
    if value not in LANGUAGES:
        raise UsageProblem("cli.usage.language", value=value, known=", ".join(LANGUAGES))
    return dataclasses.replace(shared, language=value)
