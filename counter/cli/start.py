"""From the words of the command line to one command inside its boundary."""

import sys
from collections.abc import Sequence

from counter.cli.boundary import Boundary
from counter.cli.options import Shared, split
from counter.cli.output import Output, use_utf8
from counter.i18n import language_from_environment, use_language


def start(argv: Sequence[str]) -> int:
    """Run the command and return its exit code; nothing but KeyboardInterrupt of the screens leaves."""
    use_utf8()
    use_language(language_from_environment())
    output = Output(as_json="--json" in argv)
    boundary = Boundary(output)
    with boundary:
        shared, words = split(argv)
        output.as_json = shared.json
        if shared.language:
            use_language(shared.language)
        boundary.code = _run(shared, words, output)
        if sys.stdout is not None:
            sys.stdout.flush()
    return boundary.code


def _run(shared: Shared, words: list[str], output: Output) -> int:
    from counter.cli import helping

    if helping.root_wanted(words):
        return helping.show_root(output)
    if words == ["--version"]:
        return helping.show_version(output)
    from counter.cli import tree

    return tree.run(shared, words, output)
