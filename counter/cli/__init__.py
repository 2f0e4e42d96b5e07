"""The command line: `main(argv)` reads the shared options, runs one command and returns its exit code.

Nothing heavy is imported here: the way to the screens passes through this package too.
"""

from collections.abc import Sequence


def main(argv: Sequence[str]) -> int:
    """Run the command in `argv` (without the program's name): 0 done, 1 refused, 2 wrong usage."""
    from counter.cli.start import start

    return start(argv)
