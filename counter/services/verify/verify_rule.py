"""One check of `counter verify` that one statement can make."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """`tried` counts what is looked at; `failing` selects an id of each thing that breaks the promise."""

    name: str
    tried: str
    failing: str


TILL_SINCE = (
    "SELECT coalesce(min(at), 0) FROM audit_event"
    " WHERE event = 'store.migrated' AND json_extract(detail, '$.before') = 1"
)
"""When the till came with the second revision; what is older was recorded by other rules: its cash had no
drawer and stands in the safe."""


def differing(key: str, said: str, booked: str, *also: str) -> str:
    """A statement of the keys whose rows in two selections differ, in either direction, and of `also`.

    Both select the key first, as `key`; equal rows must be added up before, for sets are compared.
    """
    parts = (
        f"SELECT coalesce({key}, '?') FROM (SELECT * FROM said EXCEPT SELECT * FROM booked)",  # noqa: S608  all of it is written in this program
        f"SELECT coalesce({key}, '?') FROM (SELECT * FROM booked EXCEPT SELECT * FROM said)",  # noqa: S608  all of it is written in this program
    )
    return f"WITH said AS ({said}), booked AS ({booked}) " + " UNION ".join((*parts, *also))


def not_ahead(moment: str) -> str:
    """A condition: a moment was not stamped by a clock that ran ahead, as somebody said when it was right."""
    return (
        "NOT EXISTS (SELECT 1 FROM audit_event x WHERE x.event = 'store.clock_set_right'"  # noqa: S608  all of it is written in this program
        f" AND {moment} BETWEEN x.at AND json_extract(x.detail, '$.before'))"
    )
