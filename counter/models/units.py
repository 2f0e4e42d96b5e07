"""Places and peoples as official lists name them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NumberPrefix:
    """The first three digits of personal numbers: the province then, and what it belongs to now."""

    prefix: str
    province: str
    today: str


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune-level unit (phường, xã): code of the statistics list, official name, what it was made of."""

    code: str
    name: str
    name_en: str
    made_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EthnicGroup:
    """A people (dân tộc). Papers print the name; `code` is the list of 2008, `code_1979` the older one."""

    code: str
    name: str
    also_written: tuple[str, ...] = ()
    code_1979: str = ""
