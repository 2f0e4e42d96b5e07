"""Running the command line in tests: in this process where that is enough, else as a program of its own."""

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from counter import __main__
from counter.i18n import use_language

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON; its shape is what the test says."""
        return json.loads(self.out)


def counter(*words: str, stdin: str = "", env: dict[str, str] | None = None) -> Outcome:
    """`counter WORDS` in this process; nothing of it may leave as an exception."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    given = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8")
    surroundings, typed = mock.patch.dict(os.environ, env or {}), mock.patch.object(sys, "stdin", given)
    with surroundings, typed, redirect_stdout(out), redirect_stderr(err):
        code = __main__.main(list(words))
    use_language("vi")
    return Outcome(code, _text(out), _text(err))


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode("utf-8")


def program(*words: str, stdin: str | None = None, env: dict[str, str] | None = None) -> Outcome:
    """`counter WORDS` as a program of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "counter", *words],
        input=(stdin or "").encode(),
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
        check=False,
        timeout=60,
    )
    return Outcome(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
