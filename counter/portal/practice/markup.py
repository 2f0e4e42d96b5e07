"""HTML that is safe by construction: text is escaped unless it was made here."""

import html
from typing import Final

from counter.text import plain

_VOID: Final = frozenset({"br", "hr", "input", "meta"})


class Html(str):
    """A piece of HTML that was built by `el`."""

    __slots__ = ()


def escaped(value: str) -> Html:
    """Text as HTML, without anything that a terminal browser would obey."""
    return value if isinstance(value, Html) else Html(html.escape(plain(value, lines=True), quote=True))


def joined(*pieces: str) -> Html:
    """Pieces one after another."""
    return Html("".join(escaped(piece) for piece in pieces))


def el(tag: str, *children: str, **attributes: str | bool | None) -> Html:
    """An element. True: an attribute without a value; False and None: none. `class_`, `for_`, `aria_x`: names
    that Python keeps for itself, or cannot write."""
    given = []
    for name, value in attributes.items():
        written = name.rstrip("_").replace("_", "-")
        if value is True:
            given.append(f" {written}")
        elif value is not None and value is not False:
            given.append(f' {written}="{escaped(value)}"')
    start = f"<{tag}{''.join(given)}>"
    return Html(start if tag in _VOID else f"{start}{joined(*children)}</{tag}>")
