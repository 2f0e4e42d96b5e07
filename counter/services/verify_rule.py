"""One check of `counter verify` that one statement can make."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """`tried` counts what is looked at; `failing` selects an id of each thing that breaks the promise."""

    name: str
    tried: str
    failing: str


def differing(key: str, said: str, booked: str, *also: str) -> str:
    """A statement of the keys whose rows in two selections differ, in either direction, and of `also`.

    Both select the key first, as `key`; equal rows must be added up before, for sets are compared.
    """
    parts = (
        f"SELECT coalesce({key}, '?') FROM (SELECT * FROM said EXCEPT SELECT * FROM booked)",  # noqa: S608  all of it is written in this program
        f"SELECT coalesce({key}, '?') FROM (SELECT * FROM booked EXCEPT SELECT * FROM said)",  # noqa: S608  all of it is written in this program
    )
    return f"WITH said AS ({said}), booked AS ({booked}) " + " UNION ".join((*parts, *also))
