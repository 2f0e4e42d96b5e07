"""Column types whose SQL names STRICT tables take: TEXT and INTEGER, nothing else."""

import json
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Generic, TypeVar

from sqlalchemy import Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from counter.models.canonical import canonical
from counter.models.instant import from_micros, to_micros

S = TypeVar("S", bound=StrEnum)
I = TypeVar("I", bound=IntEnum)  # noqa: E741  the twin of S, for whole numbers

JsonObject = dict[str, object]


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant as INTEGER microseconds since 1970."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_micros(value)


class Day(TypeDecorator[date]):
    """A date in Asia/Ho_Chi_Minh as TEXT YYYY-MM-DD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Flag(TypeDecorator[bool]):
    """Yes or no as INTEGER 1 or 0."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


class Word(TypeDecorator[S], Generic[S]):
    """One word of an enumeration as TEXT; the schema's CHECK lists the same words."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[S]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: S | None, dialect: Dialect) -> str | None:
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> S | None:
        return None if value is None else self.words(value)


class Code(TypeDecorator[I], Generic[I]):
    """One value of a numbered enumeration as INTEGER."""

    impl = Integer
    cache_ok = True

    def __init__(self, codes: type[I]) -> None:
        super().__init__()
        self.codes = codes

    def process_bind_param(self, value: I | None, dialect: Dialect) -> int | None:
        return None if value is None else self.codes(value).value

    def process_result_value(self, value: int | None, dialect: Dialect) -> I | None:
        return None if value is None else self.codes(value)


class JsonText(TypeDecorator[object]):
    """A JSON value as canonical TEXT."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str:
        return canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> object:
        return None if value is None else json.loads(value)
