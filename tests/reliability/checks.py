"""Every check there is, in the order in which they are run. A module of its own each, read when it is run."""

from collections.abc import Iterator
from importlib import import_module

from tests.reliability.frame import Check, Line, Run

# One word each: the module, whose `lines(run)` gives its lines.
NAMES = (
    "powercut",
    "faults",
    "tamper",
    "restore",
    "size",
    "simulator",
    "kills",
    "writers",
    "canaries",
    "thief",
    "hostile",
    "volunteer",
    "cashier",
    "mutated",
    "full_disk",
    "soak",
)


def check(name: str) -> Check:
    """A check by its name. ModuleNotFoundError for one that is none."""

    def lines(run: Run) -> Iterator[Line]:
        return import_module(f"tests.reliability.{name}").lines(run)  # type: ignore[no-any-return]  # by name

    return Check(name, lines)
