"""`counter`: the screens when only where and how to start is said, the command line for everything else.

Typer costs a third of a start, so the way to the screens does not import it.
"""

import atexit
import gc
import os
import sys
from collections.abc import Sequence

from counter.cli.options import Shared, UsageProblem, split, store_of
from counter.hardening import harden

atexit.register(gc.freeze)  # else Python takes apart all that was loaded before the shell is back: 0.5 s


def main(argv: Sequence[str] | None = None) -> int:
    """Run what the command line asks for; returns the exit code: 0 done, 1 refused, 2 wrong usage."""
    harden()
    words = sys.argv[1:] if argv is None else list(argv)
    try:
        shared, rest = split(words)
    except UsageProblem:
        rest = words  # the command line says it in words
    if rest or shared.json:
        from counter import cli

        return cli.main(words)
    return _screens(shared)


def _screens(shared: Shared) -> int:
    for left_over in ("COLUMNS", "LINES"):  # left over from another window, they would beat this one
        os.environ.pop(left_over, None)
    gc.disable()  # a start makes much and drops nothing; the app turns it on again after the first frame
    from counter.app import run
    from counter.settings import MachineSettings

    # The screens are drawn on standard error, which a locale such as ISO-8859-1 would spell out as \xe0.
    if reconfigure := getattr(sys.stderr, "reconfigure", None):
        reconfigure(encoding="utf-8", errors="replace")
    return run(
        MachineSettings(
            store=store_of(shared),
            practice=shared.practice,
            language=shared.language or os.environ.get("COUNTER_LANG"),
            as_name=shared.as_name or os.environ.get("COUNTER_AS"),
            converts="COUNTER_PLAIN" not in os.environ,
        )
    )


if __name__ == "__main__":
    sys.exit(main())
