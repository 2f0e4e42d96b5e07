"""The part of `counter doctor` that needs hands: which keys arrive, and what an input method sends."""

import os
import select
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from counter.cli.doctor_look import Finding
from counter.cli.output import spread
from counter.i18n import t
from counter.text import plain

SENTENCE = "Đường Phượng Nguyễn Huỳnh"
_KEYS = {
    "\x1bOP": "F1", "\x1b[11~": "F1", "\x1b[[A": "F1", "\x1bOQ": "F2", "\x1b[12~": "F2", "\x1b[[B": "F2",
    "\x1bOR": "F3", "\x1b[13~": "F3", "\x1b[[C": "F3", "\x1bOS": "F4", "\x1b[14~": "F4", "\x1b[[D": "F4",
    "\x1b[15~": "F5", "\x1b[[E": "F5", "\x1b[17~": "F6", "\x1b[18~": "F7", "\x1b[19~": "F8", "\x1b[20~": "F9",
    "\x1b[21~": "F10", "\x1b[23~": "F11", "\x1b[24~": "F12", "\x0b": "Ctrl+K",
    "\x1a": "Ctrl+Z", "\x11": "Ctrl+Q",
    "\t": "Tab", "\x1b[Z": "Shift+Tab", "\x1b[5~": "PgUp", "\x1b[6~": "PgDn", "\x1b[A": "↑", "\x1b[B": "↓",
    "\x1bOA": "↑", "\x1bOB": "↓",
}  # fmt: skip
WANTED = ("F1", "F2", "F3", "F4", "F5", "F7", "F8", "F9", "F10", "F12", "Ctrl+K")
_ASK_KITTY = b"\x1b[?u\x1b[c"  # flags of the kitty keyboard protocol, then a question every terminal answers
_PATIENCE = 0.4  # seconds for an answer
_KEY_PATIENCE = 20.0  # seconds without a key after which the key test ends by itself


def possible() -> bool:
    """Whether somebody sits at a terminal whose keys can be read one by one."""
    ends = (sys.stdin, sys.stdout)
    return os.name == "posix" and all(end is not None and end.isatty() for end in ends)


def named(sequence: str) -> str:
    """The name of a key from what the terminal sent, empty for one that is not on our list."""
    return _KEYS.get(sequence, "")


def judge(typed: str) -> tuple[str, str]:
    """What an input method made of the sentence: a state and the message id that says it."""
    if typed == SENTENCE:
        return "ok", "doctor.typing.good"
    if unicodedata.normalize("NFC", typed) == SENTENCE:
        return "note", "doctor.typing.decomposed"
    return "bad", "doctor.typing.wrong"


@contextmanager
def _raw() -> Iterator[int]:
    import termios
    import tty

    file = sys.stdin.fileno()
    before = termios.tcgetattr(file)
    try:
        tty.setraw(file, termios.TCSADRAIN)  # what was typed too early is kept
        yield file
    finally:
        termios.tcsetattr(file, termios.TCSADRAIN, before)


@contextmanager
def _by_lines() -> Iterator[None]:
    """Echo and line ends, also on a terminal that a program which was killed has left without them."""
    import termios

    file = sys.stdin.fileno()
    before = termios.tcgetattr(file)
    lines = [*before]
    lines[0] |= termios.ICRNL
    lines[3] |= termios.ICANON | termios.ECHO | termios.ISIG
    try:
        termios.tcsetattr(file, termios.TCSADRAIN, lines)
        yield
    finally:
        termios.tcsetattr(file, termios.TCSADRAIN, before)


def _read(file: int, patience: float) -> str:
    ready, _, _ = select.select([file], [], [], patience)
    return os.read(file, 64).decode("utf-8", "replace") if ready else ""


def kitty() -> Finding:
    """Ask the terminal which flags of the kitty keyboard protocol it has; silence is an answer."""
    with _raw() as file:
        os.write(sys.stdout.fileno(), _ASK_KITTY)
        answer = _read(file, _PATIENCE)
        while answer and "c" not in answer and (more := _read(file, _PATIENCE)):
            answer += more
    if "\x1b[?" in answer and "u" in answer:
        return Finding("kitty", "ok", t("doctor.kitty"), {"supported": True})
    return Finding("kitty", "note", t("doctor.kitty.not"), {"supported": False})


def keys() -> Finding:
    """Show each key as it arrives, until Enter or silence; then say which never came."""
    print(spread(t("doctor.keys.ask", keys=" ".join(WANTED))))
    seen: set[str] = set()
    with _raw() as file:
        while (sequence := _read(file, _KEY_PATIENCE)) and sequence not in ("\r", "\n", "\x03"):
            name = named(sequence)
            seen.add(name)
            sys.stdout.write(f" {name or plain(repr(sequence))}")
            sys.stdout.flush()
    print()
    missing = [k for k in WANTED if k not in seen]
    if not missing:
        return Finding("keys", "ok", t("doctor.keys.all"))
    return Finding(
        "keys", "note", t("doctor.keys.missing", keys=" ".join(missing)), {"missing": " ".join(missing)}
    )


def typing() -> Finding:
    """Let the person type the sentence with their own input method and compare."""
    print(spread(t("doctor.typing.ask", sentence=SENTENCE)))
    with _by_lines():
        state, message_id = judge(sys.stdin.readline().rstrip("\r\n"))
    return Finding("typing", state, t(message_id))
