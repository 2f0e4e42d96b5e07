"""JSON from outside, read strictly: one meaning or none."""

import json
import math

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class NotJson(ValueError):
    """Bytes that are not one JSON value of one meaning."""


def read(content: bytes) -> Json:
    """The value of UTF-8 JSON. NotJson for NaN and infinities, a doubled key, half a character, too deep a
    nesting, a number too long, or anything after the value."""
    try:
        value: Json = json.loads(
            content.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_finite
        )
        # Half of a surrogate pair, written as an escape, would break whatever stores or shows the text.
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as fault:
        raise NotJson(type(fault).__name__) from None
    return value


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    whole = dict(pairs)
    if len(whole) != len(pairs):
        raise NotJson("doubled key")
    return whole


def _no_constant(text: str) -> float:
    raise NotJson(text)


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise NotJson("number too large")
    return value


def write(value: Json) -> bytes:
    """JSON as it is sent: UTF-8, no spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")
