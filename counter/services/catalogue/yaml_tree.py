"""A YAML file as a tree, even when part of it is not YAML: every entry of a list that can be read is read.

A supervisor who forgets a quotation mark in one procedure must not lose the other forty of the file.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from counter.services.catalogue.yaml_map import BROKEN, Faults, YamlMap, compose
from counter.text import nfc

_TOP_KEY = re.compile(r"[^\s#\-][^:]*:")
_ENTRY = re.compile(r"( *)- ")
_KEY = re.compile(r"\s*(?:- +)?([^\s:#\"'][^:#\"']*?)\s*:(?:\s|$)")
_OPEN_QUOTE = re.compile(r"(?:[:\-] +)([\"'])(?!.*\1\s*(?:#.*)?$)")


def read(path: Path, faults: Faults) -> YamlMap | None:
    """The top of a data file; None, with the fault noted, when the file is not there or holds no map."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        faults.add("not_readable", 1, "")
        return None
    node = tree(nfc(text), faults)
    if isinstance(node, yaml.MappingNode):
        return YamlMap(node, "", faults)
    faults.add("not_map", 1, "")
    return None


def tree(text: str, faults: Faults) -> yaml.Node | None:
    """The root of a file; what could not be read is left out and noted. None when nothing can be read."""
    try:
        return compose(text)
    except yaml.YAMLError:
        return _salvaged(text.splitlines(), faults)


def _salvaged(lines: list[str], faults: Faults) -> yaml.Node:
    pairs: list[tuple[yaml.Node, yaml.Node]] = []
    starts = [number for number, line in enumerate(lines) if _TOP_KEY.match(line)] or [0]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        whole = _part(lines, start, end)
        if isinstance(whole, yaml.MappingNode):
            pairs += whole.value
            continue
        name = lines[start].partition(":")[0]
        entries = [
            _entry(lines, first, after, faults, f"{name}[{place}]")
            for place, first, after in _entries(lines, start, end)
        ]
        if not entries:
            _note(whole, lines, start, "", faults)
        mark = yaml.Mark(faults.file, 0, start, 0, None, 0)
        key = yaml.ScalarNode("tag:yaml.org,2002:str", name, mark, mark)
        pairs.append((key, yaml.SequenceNode("tag:yaml.org,2002:seq", entries, mark, mark)))
    origin = yaml.Mark(faults.file, 0, 0, 0, None, 0)
    return yaml.MappingNode("tag:yaml.org,2002:map", pairs, origin, origin)


def _part(lines: list[str], start: int, end: int) -> yaml.Node | yaml.YAMLError | None:
    """Some lines of the file read alone, at their own line numbers."""
    try:
        return compose("\n" * start + "\n".join(lines[start:end]) + "\n")
    except yaml.YAMLError as error:
        return error


def _entries(lines: list[str], start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The list entries under a key: place from 1, first line, line after the last."""
    first = next((match for line in lines[start + 1 : end] if (match := _ENTRY.match(line))), None)
    if first is None:
        return
    begins = [n for n in range(start + 1, end) if lines[n].startswith(first[1] + "- ")]
    for place, (begin, after) in enumerate(zip(begins, [*begins[1:], end], strict=True), start=1):
        yield place, begin, after


def _entry(lines: list[str], start: int, end: int, faults: Faults, path: str) -> yaml.Node:
    read = _part(lines, start, end)
    if isinstance(read, yaml.SequenceNode) and len(read.value) == 1:
        entry: yaml.Node = read.value[0]
        return entry
    _note(read, lines, start, path, faults)
    mark = yaml.Mark(faults.file, 0, start, 0, None, 0)
    return yaml.ScalarNode(BROKEN, "", mark, mark)


def _note(
    error: yaml.Node | yaml.YAMLError | None, lines: list[str], start: int, path: str, faults: Faults
) -> None:
    """Say where a part stops being YAML, by the key nearest above."""
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    line = max(start, min(mark.line if mark else start, len(lines) - 1))
    # An open quotation mark is noticed far below, at the next one: where it opens is what must be mended.
    line = next((n for n in range(start, line + 1) if _OPEN_QUOTE.search(lines[n])), line)
    above = (match[1] for n in range(line, start - 1, -1) if (match := _KEY.match(lines[n])))
    key = next(above, "")
    faults.add("not_yaml", line + 1, f"{path}.{key}" if path and key else path or key)
