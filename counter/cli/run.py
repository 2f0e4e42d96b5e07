"""What one run of the command line has at hand: the shared options, the outputs, a counter to act at."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from counter.cli.options import Shared
from counter.cli.output import Output

if TYPE_CHECKING:
    from counter.services.office import Office


@dataclass(frozen=True, slots=True)
class Run:
    """Handed to every command as the object of its context."""

    shared: Shared
    output: Output

    @contextmanager
    def office(self) -> Iterator["Office"]:
        """A counter with somebody signed in; asks for the PIN where the store is a real one.

        Raises StoreError (no store, or it cannot be used), Forbidden (nobody, or the wrong PIN).
        """
        from counter.cli.session import opened

        with opened(self.shared) as office:
            yield office


def run_of(context: typer.Context) -> Run:
    """The Run of this command."""
    run = context.find_object(Run)
    if run is None:
        raise TypeError("a command was called outside counter.cli.tree.run")
    return run
