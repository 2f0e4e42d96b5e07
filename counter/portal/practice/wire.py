"""Bytes on the line: reading a request with limits, and sending an answer whole, or as its fault has it."""

import contextlib
import socket
import struct
from collections.abc import Callable
from email.utils import formatdate
from http import HTTPStatus
from typing import Final

from counter.portal.practice.faults import Fault, Rule
from counter.portal.practice.replies import MARK, Reply, spoiled

MOST_BODY: Final = 4 * 2**20
_BLANKS: Final = b" " * (8 * 2**20)
_NO_ANSWER: Final = frozenset({Fault.LOSE_REQUEST, Fault.LOSE_ANSWER, Fault.RESET, Fault.HANG})

Wait = Callable[[float], bool]
"""Waits so many seconds; True when the portal is being stopped."""


def transmit(line: socket.socket, reply: Reply, rule: Rule | None, wait: Wait, *, bare: bool = False) -> bool:
    """Send an answer; True when the line may be used again. `bare`: without the body (HEAD).

    OSError when the other side has gone.
    """
    fault = rule.fault if rule else None
    pause = rule.pause if rule else 0.0
    if fault in _NO_ANSWER:
        if fault is Fault.HANG:
            wait(pause)
        if fault is Fault.RESET:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False
    if fault is Fault.DELAY:
        wait(pause)
    if fault is not None:
        reply = spoiled(reply, fault)
    body = b"" if bare else reply.body
    head = _head(reply, len(reply.body) + 1000 * (fault is Fault.LENGTH_LONGER))
    if fault is Fault.CUT:
        line.sendall(head + body[: len(body) // 2] if len(body) > 1 else head[:10])
        return False
    if fault in (Fault.DRIP, Fault.DRIP_HEADERS):
        return _drip(line, head, body, wait, pause, headers=fault is Fault.DRIP_HEADERS)
    if reply.repeats:
        line.sendall(head)
        for _ in range(reply.repeats):
            line.sendall(_BLANKS)
        line.sendall(body)
        return True
    line.sendall(head + body)
    if fault is Fault.ANSWER_TWICE:
        line.sendall(head + body)
    return fault is not Fault.LENGTH_LONGER


def _drip(line: socket.socket, head: bytes, body: bytes, wait: Wait, pause: float, *, headers: bool) -> bool:
    """Byte after byte, with a pause after each."""
    if not headers:
        line.sendall(head)
    for byte in head + body if headers else body:
        if wait(pause):
            return False
        line.sendall(bytes((byte,)))
    return True


def _head(reply: Reply, length: int) -> bytes:
    try:
        phrase = HTTPStatus(reply.status).phrase
    except ValueError:
        phrase = ""
    length += len(_BLANKS) * reply.repeats
    lines = {
        "Date": formatdate(usegmt=True),
        MARK[0]: MARK[1],
        "Content-Type": reply.type,
        "Content-Length": str(length),
        "X-Content-Type-Options": "nosniff",
        **(reply.headers or {}),
    }
    given = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {reply.status} {phrase}\r\n{given}\r\n".encode("ascii")


def hang_up(line: socket.socket) -> None:
    """Close a line for both sides, whatever state it is in."""
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
