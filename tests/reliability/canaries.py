"""G13: what only the key may read is looked for everywhere else.

`canary_day` writes canaries through the services into an encrypted store, its kept papers and a file,
and is killed; the store is backed up. Then the program itself runs in tmux: a person is typed, the counter
is locked, then its store. Every file below the run's folder (home, temporary, runtime, stick) is read, every
file the programs hold open, the history of the terminal, and the memory of the program after the lock.
The twins: the same without a key, and the memory before the lock.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from counter.paths import STORE_NAME
from tests.reliability.canary_day import PIN, SAID, WORDS, furnish
from tests.reliability.frame import Line, Run, Twin, first

ROOT = Path(__file__).parents[2]
TYPED = "Kanarityped"
PATIENCE = 60.0  # seconds, on a busy machine
_MAP = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw")


def lines(run: Run) -> Iterator[Line]:
    """The services, killed; then the program in a terminal, locked."""
    yield _services(run)
    yield _terminal(run)


def forms(word: str) -> tuple[bytes, ...]:
    """How a word may stand in a file: UTF-8 and UTF-16, as it was typed and in small letters."""
    return tuple(
        text.encode(code) for text in {word, word.lower(), word.upper()} for code in ("utf-8", "utf-16-le")
    )


def found_in(content: bytes, words: Mapping[str, str]) -> list[str]:
    """Which of the words stand in it."""
    return [use for use, word in words.items() if any(form in content for form in forms(word))]


def places(folder: Path, pids: Iterable[int] = ()) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder, and every file that a process holds open, deleted or not."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield str(path.relative_to(folder)), path.read_bytes()
    for pid in pids:
        with suppress(OSError):
            for handle in Path(f"/proc/{pid}/fd").iterdir():
                with suppress(OSError):
                    if handle.stat().st_size and handle.is_file():
                        yield f"fd of {pid}: {handle.readlink()}", handle.read_bytes()


_OTHERS = ("COUNTER", "COLUMNS", "LINES")  # of whoever starts the check: its store, its terminal's size


def surroundings(folder: Path) -> dict[str, str]:
    """Home, temporary and runtime folders of a program, all within `folder`."""
    for name in ("home", "tmp", "run"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(_OTHERS)},
        "HOME": str(folder / "home"),
        "COUNTER_HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "XDG_RUNTIME_DIR": str(folder / "run"),
        "PYTHONPATH": str(ROOT),
        "LC_ALL": "C.UTF-8",
    }


# -- the services ------------------------------------------------------------------------------


def _services(run: Run) -> Line:
    sealed, plain = run.folder("sealed"), run.folder("plain")
    hits, looked = _written(sealed, plain=False)
    twin, _ = _written(plain, plain=True)
    return Line(
        name="canaries through the services, killed",
        goal="G13",
        tried=len(WORDS),
        failed=len({use for use, _ in hits}),
        twin=Twin(what="without a key", tried=len(WORDS), found=len({u for u, _ in twin}), must=len(WORDS)),
        note=f"{looked} files read",
        first=first([f"{use} in {where}" for use, where in hits]),
    )


def _written(folder: Path, *, plain: bool) -> tuple[list[tuple[str, str]], int]:
    """Canaries found, each with where; and how many files were read."""
    given = surroundings(folder)
    store = folder / "home" / STORE_NAME
    raw = furnish(store, plain=plain)
    words = WORDS if plain else WORDS | {"passphrase": SAID, "key": raw}
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.reliability.canary_day", str(store)],
        env=given, cwd=folder / "tmp", stdout=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        if child.stdout is None or child.stdout.readline() != b"written\n":
            raise RuntimeError("the canaries were not written")
        seen = list(places(folder, [child.pid]))
    finally:
        child.send_signal(signal.SIGKILL)
        child.communicate()
    if not plain:
        backed_up(folder, given)
    seen += places(folder)
    return [(use, where) for where, content in seen for use in found_in(content, words)], len(seen)


def backed_up(folder: Path, given: Mapping[str, str]) -> None:
    """The program's own back-up, to a stick."""
    stick = folder / "stick"
    stick.mkdir()
    env = {**given, "COUNTER_PASSPHRASE": SAID, "COUNTER_PIN": PIN}
    command = [sys.executable, "-m", "counter", "--as", f"Nguyễn Thị {WORDS['leader']}", "backup", str(stick)]
    subprocess.run(command, env=env, cwd=folder / "tmp", check=True, capture_output=True)
    if not list(stick.rglob(STORE_NAME)):
        raise RuntimeError("nothing was backed up")


# -- the program in a terminal -----------------------------------------------------------------


class Tmux:
    """The program in a tmux of its own, and its history."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self._socket = folder / "tmux"
        program = f"exec {sys.executable} -m counter"
        size, where = ("-x", "80", "-y", "24"), ("-c", str(folder / "tmp"))
        self._run("-f", "/dev/null", "new-session", "-d", *size, *where, program, env=env)

    def _run(self, *words: str, env: Mapping[str, str] | None = None) -> str:
        command = ["tmux", "-S", str(self._socket), *words]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
        return done.stdout

    @property
    def pid(self) -> int:
        """Of the program, which puts another in its own place."""
        return int(self._run("display-message", "-p", "#{pane_pid}"))

    def history(self) -> str:
        """All that can be scrolled back to, and the screen."""
        return self._run("capture-pane", "-p", "-S", "-")

    def keys(self, *names: str) -> None:
        """Strike keys by tmux's names."""
        self._run("send-keys", *names)

    def text(self, typed: str) -> None:
        """Type a text as it stands."""
        self._run("send-keys", "-l", typed)

    def wait(self, *wanted: str) -> None:
        """Until all of it is on the screen."""
        until = time.monotonic() + PATIENCE
        while not all(word in self._run("capture-pane", "-p") for word in wanted):
            if time.monotonic() > until:
                raise TimeoutError(f"{wanted} is not in:\n{self._run('capture-pane', '-p')}")
            time.sleep(0.1)

    def close(self) -> None:
        """End it all."""
        with suppress(subprocess.CalledProcessError):
            self._run("kill-server")


def _terminal(run: Run) -> Line:
    name = "a person typed, the counter locked"
    if shutil.which("tmux") is None:
        return Line(name=name, goal="G13", not_run="tmux is not installed")
    folder = run.folder("terminal")
    given = surroundings(folder)
    raw = furnish(folder / "home" / STORE_NAME)
    words = {"typed name": TYPED, "leader": WORDS["leader"], "counter": WORDS["counter"], "passphrase": SAID}
    tmux = Tmux(folder, given)
    try:
        before = _typed_and_locked(tmux)
        seen = [*places(folder, [tmux.pid]), ("history of tmux", tmux.history().encode())]
        hits = [f"{use} in {where}" for where, content in seen for use in found_in(content, words)]
        after = memory(tmux.pid)
    finally:
        tmux.close()
    if after is None or before is None:
        note, twin = "; memory not read: no right to", None
    else:
        wanted = {**words, "key": raw, "key as bytes": ""}
        in_mind = _in_memory(before, wanted, raw)
        hits += [f"{use} in memory after the lock" for use in _in_memory(after, wanted, raw)]
        note, twin = "", Twin(what="memory before the lock", tried=len(wanted), found=len(in_mind), must=3)
    return Line(
        name=name,
        goal="G13",
        tried=len(words) + 2,
        failed=len({hit.partition(" in ")[0] for hit in hits}),
        twin=twin,
        note=f"{len(seen)} files read{note}",
        first=first(hits),
    )


def _typed_and_locked(tmux: Tmux) -> bytes | None:
    """Open, sign in, type a person, lock the counter and then the store; the memory before the last."""
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        ("Gõ cụm mật khẩu", lambda: tmux.text(SAID)),
        ("••••", lambda: tmux.keys("Enter")),
        ("Mã PIN của", lambda: tmux.text(PIN)),
        ("••••", lambda: tmux.keys("Enter")),
        ("Chưa có việc nào", lambda: tmux.keys("F3")),
        ("Nhập tay", lambda: tmux.keys("F10")),
        ("Việc khác (F10)", lambda: tmux.text("1")),
        ("Nhập theo giấy tờ", lambda: tmux.text(TYPED)),
        (TYPED, lambda: None),
    )
    for shown, strike in steps:
        tmux.wait(shown)
        strike()
    time.sleep(1.5)  # the draft is kept
    tmux.keys("F12")
    tmux.wait("Quầy đang khoá")
    before = memory(tmux.pid)
    tmux.keys("F12")
    tmux.wait("Gõ cụm mật khẩu", "khoá đã bỏ khỏi máy")
    return before


def memory(pid: int) -> bytes | None:
    """What a process has in memory of its own; None without the right to see it."""
    parts = []
    try:
        with Path(f"/proc/{pid}/mem").open("rb", 0) as mind:
            for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
                if (region := _MAP.match(line)) and "[vvar]" not in line:
                    start, end = (int(part, 16) for part in region.groups())
                    with suppress(OSError, OverflowError):
                        mind.seek(start)
                        parts.append(mind.read(end - start))
    except OSError:
        return None
    return b"".join(parts)


def _in_memory(content: bytes, words: Mapping[str, str], raw: str) -> list[str]:
    found = found_in(content, {use: word for use, word in words.items() if word})
    return found + (["key as bytes"] if bytes.fromhex(raw) in content else [])
