"""What a program asked of the system, from `strace`: what it wrote, what is to be kept, what it said."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_CALLS = (
    "openat,close,write,pwrite64,fsync,fdatasync,ftruncate,"
    "rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat,lseek"
)
# Other ways to write, which `disk` does not know, by the place of the file among their arguments.
UNKNOWN = {
    "writev": 0,
    "pwritev": 0,
    "pwritev2": 0,
    "sendfile": 0,
    "copy_file_range": 2,
    "dup": 0,
}
_LINE = re.compile(r"(\d+) +(\w+)\((.*)\) += (-?\d+|\?)(?:.*)$", re.DOTALL)
_BEGUN = re.compile(r"(\d+) +(\w+)\((.*) <unfinished \.\.\.>$", re.DOTALL)
_ENDED = re.compile(r"(\d+) +<\.\.\. (\w+) resumed>(.*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Call:
    """One call that came back well: its name, its arguments as strace writes them, what it gave."""

    name: str
    arguments: str
    gave: int

    def strings(self) -> list[bytes]:
        """The texts among its arguments, as bytes."""
        return [bytes.fromhex(text.replace("\\x", "")) for text in _STRING.findall(self.arguments)]

    def number(self, place: int) -> int:
        """The argument at a place, counted from 0 (negative from the end), as a number."""
        return int(_STRING.sub("''", self.arguments).split(", ")[place].split("<")[0], 0)


_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


def missing() -> str:
    """Why nothing can be traced here; "" where it can."""
    if not sys.platform.startswith("linux"):
        return "strace is of Linux"
    return "" if shutil.which("strace") else "strace is missing"


def traced(trace: Path, command: Sequence[str]) -> str:
    """Run a command under strace until its end; what it said. RuntimeError when it failed."""
    limit = str(1 << 20)
    wanted = f"trace={','.join((_CALLS, *UNKNOWN))}"
    strace = ["strace", "-f", "--seccomp-bpf", "-s", limit, "-xx", "-e", wanted, "-o", str(trace)]
    done = subprocess.run([*strace, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


def calls(trace: Path) -> Iterator[Call]:
    """The calls of a trace in the order in which they came back; what failed changed nothing."""
    begun: dict[tuple[str, str], str] = {}
    with trace.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            text = line.rstrip("\n")
            if found := _BEGUN.match(text):
                begun[found[1], found[2]] = found[3]
                continue
            if found := _ENDED.match(text):
                text = f"{found[1]} {found[2]}({begun.pop((found[1], found[2]), '')}{found[3]}"
            whole = _LINE.match(text)
            if whole and whole[4] not in ("?", "-1"):
                yield Call(whole[2], whole[3], int(whole[4]))
