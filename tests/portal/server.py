"""A small server that does what it is told, right and wrong, over real sockets on this machine."""

import contextlib
import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Json = Any  # what a test compares


@dataclass
class Asked:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Json:
        return json.loads(self.body)


Behaviour = Callable[[socket.socket, Asked], None]
Answering = Callable[[Asked], Behaviour]


@dataclass
class Server:
    """Answers each request as `answering` says, on a port of its own, and keeps what it was asked."""

    answering: Answering
    context: ssl.SSLContext | None = None
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._stopped = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._socket.getsockname()[1])

    @property
    def url(self) -> str:
        return f"http{'s' if self.context else ''}://127.0.0.1:{self.port}"

    def stop(self) -> None:
        self._stopped.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                taken, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(taken,), daemon=True).start()

    def _serve(self, taken: socket.socket) -> None:
        with contextlib.suppress(OSError):
            one = self.context.wrap_socket(taken, server_side=True) if self.context else taken
            self._open.append(one)
            try:
                while (asked := _read(one)) is not None:
                    self.asked.append(asked)
                    self.answering(asked)(one, asked)
            finally:
                one.close()
        taken.close()


def _read(one: socket.socket) -> Asked | None:
    whole = b""
    while b"\r\n\r\n" not in whole:
        piece = one.recv(65536)
        if not piece:
            return None
        whole += piece
    head, _, body = whole.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += one.recv(65536)
    return Asked(first.split(" ")[1], headers, body)


@contextlib.contextmanager
def serving(answering: Answering, context: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server for the length of a test."""
    server = Server(answering, context)
    try:
        yield server
    finally:
        server.stop()


# -- what it may do ---------------------------------------------------------------------------


def always(behaviour: Behaviour) -> Answering:
    """The same for every request."""
    return lambda asked: behaviour


def head(status: int, length: int | None, *more: str) -> bytes:
    """The first lines of an answer."""
    lines = [f"HTTP/1.1 {status} X", *more]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def reply(body: bytes | str | Json, status: int = 200, *more: str) -> Behaviour:
    """A good answer: bytes and text as they are, anything else as JSON."""
    if isinstance(body, str):
        body = body.encode()
    if not isinstance(body, bytes):
        body = json.dumps(body, ensure_ascii=False).encode()
    return raw(head(status, len(body), *more) + body, close=False)


def raw(content: bytes, *, close: bool = True) -> Behaviour:
    """Bytes as they are."""

    def do(one: socket.socket, asked: Asked) -> None:
        one.sendall(content)
        if close:
            one.close()

    return do


def drip(content: bytes, every: float) -> Behaviour:
    """One byte at a time."""

    def do(one: socket.socket, asked: Asked) -> None:
        for byte in content:
            one.sendall(bytes([byte]))
            time.sleep(every)

    return do


def hang(one: socket.socket, asked: Asked) -> None:
    """Nothing, and the line stays open."""
    time.sleep(20)


def cut(one: socket.socket, asked: Asked) -> None:
    """The line closes without an answer."""
    one.close()


def reset(one: socket.socket, asked: Asked) -> None:
    """The same, by force."""
    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    one.close()
