"""What each paper template says of itself: form, version, source, from when to when, what is unconfirmed.

Read from the template's own `#metadata((…)) <layout>`, as text: Typst stays in its process. Never printed.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from counter.papers.layout import papers_dir

_BLOCK = re.compile(r"#metadata\(\((?P<body>.*?)\n\)\)\s*<layout>", re.DOTALL)
_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_PAIR = re.compile(r'^\s*(?P<key>[a-z-]+):\s*(?:"(?P<text>(?:[^"\\]|\\.)*)"|none)\s*,?\s*$', re.MULTILINE)
_LIST = re.compile(r"^\s*unconfirmed:\s*\((?P<items>.*)\)\s*,?\s*$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One template. `form` is empty when the block that says it cannot be read any more."""

    template: str
    form: str = ""
    version: str = ""
    source: str = ""
    valid_from: str = ""  # a day as YYYY-MM-DD
    valid_to: str = ""
    unconfirmed: tuple[str, ...] = ()  # in Vietnamese, for the ward to settle


def layouts(folder: Path | None = None) -> tuple[Layout, ...]:
    """Every template of the folder, the forms of the law first; the shared parts (chung…) are none."""
    found = [path for path in (folder or papers_dir()).glob("*.typ") if not path.stem.startswith("chung")]
    found.sort(key=lambda path: (not path.stem.startswith("mau-"), path.stem))
    return tuple(map(_layout, found))


def _layout(path: Path) -> Layout:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return Layout(template=path.stem)
    block = _BLOCK.search(text)
    if block is None:
        return Layout(template=path.stem)
    body = block["body"]
    said = {pair["key"]: _plain(pair["text"] or "") for pair in _PAIR.finditer(body)}
    items = _LIST.search(body)
    return Layout(
        template=path.stem,
        form=said.get("form", ""),
        version=said.get("layout", ""),
        source=said.get("source", ""),
        valid_from=said.get("valid-from", ""),
        valid_to=said.get("valid-to", ""),
        unconfirmed=tuple(_plain(item) for item in _TEXT.findall(items["items"])) if items else (),
    )


def _plain(text: str) -> str:
    """A Typst string without its escapes of quotes and backslashes."""
    return re.sub(r'\\(["\\])', r"\1", text)
