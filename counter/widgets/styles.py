"""Styles are parsed once in a process. Textual keeps 64 parsed sources of one app, and our screens have more:
a day that opens them all parsed every style again, 0.1 s of it, whenever a new widget came."""

from typing import Final

from textual.cache import LRUCache
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

Parsed = LRUCache[tuple[object, ...], list[RuleSet]]

MOST: Final = 512  # sources; the program has about 100
_PARSED: Final[dict[frozenset[tuple[str, str]], Parsed]] = {}


class KeptStylesheet(Stylesheet):
    """A stylesheet that shares what is parsed with every other one of the same colours."""

    def __init__(self, variables: dict[str, str]) -> None:
        super().__init__(variables=variables)
        self._parse_cache = _parsed(variables)

    def set_variables(self, variables: dict[str, str]) -> None:
        """Other colours: what was parsed with the former ones stays for who still has them."""
        self._parse_cache = Parsed(1)
        super().set_variables(variables)
        self._parse_cache = _parsed(variables)


def _parsed(variables: dict[str, str]) -> Parsed:
    return _PARSED.setdefault(frozenset(variables.items()), Parsed(MOST))
