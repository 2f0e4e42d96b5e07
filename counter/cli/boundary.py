"""The edge of the command line: what leaves a command becomes words and an exit code, never a traceback."""

import errno
import os
import sys
from types import TracebackType

from counter.cli.options import UsageProblem
from counter.cli.output import Output, ReaderGone
from counter.errors import CounterError, Problem, Refused
from counter.i18n import t, utc_now

DONE, REFUSED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def problem_payload(problem: Problem) -> dict[str, object]:
    """A problem as JSON: its id, its sentence, the field it stands under."""
    return {
        "id": problem.message_id,
        "text": t(problem.message_id, **problem.params),
        "field": problem.field,
        "params": dict(problem.params),
    }


class Boundary:
    """`with` this around a command; `code` is the exit code afterwards."""

    def __init__(self, output: Output) -> None:
        self.output = output
        self.code = DONE

    def __enter__(self) -> "Boundary":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(error, BrokenPipeError | ReaderGone):
            _forget_stdout()
        elif isinstance(error, KeyboardInterrupt):
            self.code = INTERRUPTED
        elif isinstance(error, UsageProblem):
            self._wrong_usage(error)
        elif isinstance(error, CounterError):
            self._refused(error)
        elif isinstance(error, OSError) and error.errno in _NO_ROOM:
            self._no_room()
        elif isinstance(error, Exception):
            self._unexpected(error)
        return error is None or isinstance(error, Exception | KeyboardInterrupt)

    def _wrong_usage(self, error: UsageProblem) -> None:
        self.code = WRONG_USAGE
        self._tell(error.problems, {"needs": error.needs}, [t("cli.usage.see_help")])

    def _refused(self, error: CounterError) -> None:
        self.code = REFUSED
        single = Problem(error.field, error.message_id, error.params)
        self._tell(error.problems if isinstance(error, Refused) else (single,), {}, [])

    def _tell(self, problems: tuple[Problem, ...], beside: dict[str, object], more: list[str]) -> None:
        told = [problem_payload(problem) for problem in problems]
        lines = [str(problem["text"]) for problem in told]
        self.output.fail(lines + more, {"error": {**told[0], "problems": told}, **beside})

    def _no_room(self) -> None:
        """The disk our output goes to is full: say so, and keep Python from trying again at its end."""
        self.code = REFUSED
        _forget_stdout()
        self._tell((Problem("", "cli.output.no_room"),), {}, [])

    def _unexpected(self, error: Exception) -> None:
        from counter.services.store import incidents

        self.code = REFUSED
        number = incidents.report(error, utc_now())
        self._tell((Problem("", "cli.incident", {"number": number}),), {}, [])


def _forget_stdout() -> None:
    """Nobody takes our output any more: write the rest to nowhere, so that the exit is quiet too."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
