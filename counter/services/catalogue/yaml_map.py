"""Reading an editable YAML file field by field, so that a fault can name the file, the line and the field.

Only the tree of nodes is used: a value is the text a person wrote (`1.001193` stays that, never a number of
PyYAML's making). Keys may be written with or without accents. "chưa biết" is a value: it means not known.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TypeVar

import yaml

from counter.errors import DataFault
from counter.text import fold, one_line

T = TypeVar("T")
BROKEN = "!broken"  # the tag of a list entry that could not be read; it keeps its place
UNKNOWN = frozenset({"chua biet", "", "~", "null", "?"})
_YES = {"co": True, "khong": False, "true": True, "false": False, "yes": True, "no": False}
_WHOLE = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,12}")
_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's is ten times faster


@lru_cache(maxsize=1024)
def _key(word: str) -> str:
    """The same key however it is typed; the few hundred words of the files are folded once."""
    return fold(word)


@dataclass(slots=True)
class Faults:
    """What is wrong in one file, gathered as it is read."""

    file: str
    found: list[DataFault] = field(default_factory=list)

    def add(self, reason: str, line: int, path: str, **more: str | int) -> None:
        """Note a fault; `reason` is the end of its message id, `line` counts from 1."""
        said = {name: one_line(text)[:80] if isinstance(text, str) else text for name, text in more.items()}
        where: dict[str, str | int] = {"file": self.file, "line": line, "path": path or "–"}
        self.found.append(DataFault(f"procedure.fault.{reason}", field=path, **where, **said))


def compose(text: str) -> yaml.Node | None:
    """The node tree of a YAML text. Raises yaml.YAMLError."""
    return yaml.compose(text, Loader=_Loader)


def line_of(node: yaml.Node) -> int:
    """The line a node begins on, counted from 1."""
    return int(node.start_mark.line) + 1


class YamlMap:
    """A mapping of the file. A reader notes a fault and gives a harmless value when the field is wrong."""

    def __init__(self, node: yaml.Node, path: str, faults: Faults) -> None:
        self.node = node
        self.path = path
        self.faults = faults
        self._used: set[str] = set()
        self._values: dict[str, tuple[str, yaml.Node]] = {}
        if not isinstance(node, yaml.MappingNode):
            faults.add("not_map", line_of(node), path)
            return
        for key, value in node.value:
            name = _key(key.value) if isinstance(key, yaml.ScalarNode) else ""
            if name in self._values:
                faults.add("key_twice", line_of(key), self._at(key.value))
            self._values[name] = (str(key.value), value)

    @property
    def line(self) -> int:
        """The line the mapping begins on."""
        return line_of(self.node)

    def _at(self, key: str) -> str:
        return f"{self.path}.{one_line(key)}" if self.path else one_line(key)

    def fault(self, reason: str, key: str = "", **more: str | int) -> None:
        """Note that a field is wrong in a way only its reader knows."""
        _, node = self._values.get(_key(key), ("", self.node))
        self.faults.add(reason, line_of(node), self._at(key) if key else self.path, **more)

    def take(self, key: str) -> yaml.Node | None:
        """The node of a field; None when it is absent."""
        self._used.add(_key(key))
        found = self._values.get(_key(key))
        return found[1] if found else None

    def raw(self, key: str) -> str | None:
        """The text of a field as written, None when absent, unknown or not a single value."""
        node = self.take(key)
        if node is None:
            return None
        if not isinstance(node, yaml.ScalarNode):
            self.fault("not_text", key)
            return None
        text = one_line(node.value)
        return None if fold(text) in UNKNOWN else text

    def text(self, key: str) -> str:
        """A text that must be there."""
        found = self.raw(key)
        if found is None:
            self.fault("missing", key)
        return found or ""

    def whole(self, key: str, absent: int | None = None) -> int | None:
        """A whole number, dots between thousands allowed; None when it is said not to be known."""
        if self.take(key) is None:
            return absent
        text = self.raw(key)
        if text is None:
            return None
        if not _WHOLE.fullmatch(text):
            self.fault("not_number", key, value=text)
            return None
        return int(text.replace(".", ""))

    def flag(self, key: str) -> bool | None:
        """có / không; None when absent or not known."""
        text = self.raw(key)
        if text is None:
            return None
        if fold(text) not in _YES:
            self.fault("not_yes_no", key, value=text)
        return _YES.get(fold(text))

    def one_of(self, key: str, words: Mapping[str, T]) -> T | None:
        """One word of a closed list, as what it stands for; None when absent, unknown or wrong."""
        text = self.raw(key)
        if text is None:
            return None
        meanings = {_key(word): meaning for word, meaning in words.items()}
        if _key(text) not in meanings:
            self.fault("not_in_list", key, value=text, options=" | ".join(words))
        return meanings.get(_key(text))

    def must_be(self, key: str, words: Mapping[str, T]) -> T:
        """One word of a closed list that must be there; the first of the list stands in for a wrong one."""
        before = len(self.faults.found)
        found = self.one_of(key, words)
        if found is None and len(self.faults.found) == before:
            self.fault("missing", key)
        return next(iter(words.values())) if found is None else found

    def day(self, key: str) -> date | None:
        """A date written 15/8/2026."""
        text = self.raw(key)
        if text is None:
            return None
        match = _DATE.fullmatch(text)
        try:
            if match:
                return date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            pass  # 31/2 is told like any other text that is no date
        self.fault("not_date", key, value=text)
        return None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; none when absent."""
        found = []
        for node, path in self._list(key):
            if isinstance(node, yaml.ScalarNode) and one_line(node.value):
                found.append(one_line(node.value))
            else:
                self.faults.add("not_text", line_of(node), path)
        return tuple(found)

    def maps(self, key: str) -> Iterator["YamlMap"]:
        """A list of mappings; none when absent. Places in a path count from 1."""
        for node, path in self._list(key):
            if node.tag != BROKEN:
                yield YamlMap(node, path, self.faults)

    def _list(self, key: str) -> Iterator[tuple[yaml.Node, str]]:
        node = self.take(key)
        if node is None:
            return
        if not isinstance(node, yaml.SequenceNode):
            self.fault("not_list", key)
            return
        for number, child in enumerate(node.value, start=1):
            yield child, f"{self._at(key)}[{number}]"

    def map(self, key: str) -> "YamlMap | None":
        """A mapping under a field; None when absent."""
        node = self.take(key)
        return None if node is None else YamlMap(node, self._at(key), self.faults)

    def done(self) -> None:
        """Note every key that nobody asked for: a typing error, or a field that does not exist."""
        for name, (key, node) in self._values.items():
            if name not in self._used:
                self.faults.add("unknown_key", line_of(node), self._at(key))
