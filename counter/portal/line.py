"""The line itself: httpx over sockets that all know one deadline. Imported with the first call, not before.

httpx's own time-outs are for each read, so a server that drips a byte at a time holds a call for ever; here
every look-up, connect, handshake, read and write gets what is left of the whole.
"""

import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final

import httpcore
import httpx

_PIECE: Final = 8192  # bytes written between two looks at the clock
_PACKED: Final = {"gzip": 31, "x-gzip": 31, "deflate": 15}  # window bits of zlib
_HEADERS: Final = {"Accept-Encoding": "identity", "Connection": "close", "User-Agent": "counter"}
_LATE = (httpcore.TimeoutException, httpx.TimeoutException)
_LOST = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ConnectionNotAvailable,
    httpcore.UnsupportedProtocol,
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
)


class LineFault(Exception):
    """No answer. `sent`: something of the request left this machine, so nobody knows what became of it."""

    def __init__(self, message_id: str, *, sent: bool, needs_person: bool = False) -> None:
        super().__init__(message_id)
        self.message_id = message_id
        self.sent = sent
        self.needs_person = needs_person


class Line:
    """One connection for each call: on a kept one, a second answer of the last call would be read as the
    answer of the next. Raises OSError for an authority that cannot be read."""

    def __init__(self, base: str, ca_file: Path | None, limit: int) -> None:
        secure = base.startswith("https:")
        context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None) if secure else None
        self._limit = limit
        self._watch = _Watch()
        self._client = httpx.Client(
            transport=_Pool(self._watch, context), trust_env=False, follow_redirects=False
        )

    def close(self) -> None:
        """Close the client."""
        self._client.close()

    def post(self, url: str, content: bytes, headers: Mapping[str, str], seconds: float) -> tuple[int, bytes]:
        """Status and unpacked body (of an answer, not of a redirect or a 5xx), all within `seconds`.

        Raises LineFault.
        """
        watch = self._watch
        watch.begin(seconds)
        try:
            with self._client.stream("POST", url, content=content, headers={**_HEADERS, **headers}) as answer:
                status = answer.status_code
                read = 200 <= status < 300 or 400 <= status < 500
                return status, self._body(answer) if read else b""
        except _LATE:
            name = "portal.answer.late" if watch.wrote else "portal.net.late"
            raise LineFault(name, sent=watch.wrote) from None
        except _LOST as lost:
            if watch.untrusted and not watch.wrote:
                raise LineFault("portal.net.untrusted", sent=False, needs_person=True) from None
            shut = "portal.net.shut" if _turned_away(lost) else "portal.net.down"
            name = "portal.answer.cut" if watch.wrote else shut
            raise LineFault(name, sent=watch.wrote) from None
        finally:
            self._client.cookies.clear()

    def _body(self, answer: httpx.Response) -> bytes:
        packing = answer.headers.get("content-encoding", "").strip().lower()
        pieces = self._capped(answer.iter_raw())
        if packing in ("", "identity"):
            return b"".join(pieces)
        if packing not in _PACKED:
            raise LineFault("portal.answer.packing", sent=True)
        return self._unpacked(pieces, zlib.decompressobj(_PACKED[packing]))

    def _capped(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        size = 0
        for piece in pieces:
            size += len(piece)
            if size > self._limit:
                raise LineFault("portal.answer.big", sent=True)
            yield piece

    def _unpacked(self, pieces: Iterator[bytes], packed: "zlib._Decompress") -> bytes:
        """Never more than the limit in memory: a megabyte of gzip may unpack to a gigabyte."""
        whole = bytearray()
        try:
            for piece in pieces:
                whole += packed.decompress(piece, self._limit - len(whole) + 1)
                if len(whole) > self._limit:
                    raise LineFault("portal.answer.big", sent=True)
        except zlib.error:
            raise LineFault("portal.answer.broken", sent=True) from None
        if not packed.eof or packed.unused_data:
            raise LineFault("portal.answer.broken", sent=True)
        return bytes(whole)


class _Watch:
    """The one deadline of the call under way, and what was seen of it."""

    def __init__(self) -> None:
        self.begin(0)

    def begin(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self.wrote = False
        self.untrusted = False

    def left(self, fault: type[httpcore.TimeoutException]) -> float:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise fault
        return left


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, watch: _Watch) -> None:
        self._inner = inner
        self._watch = watch

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._watch.left(httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PIECE):
            left = self._watch.left(httpcore.WriteTimeout)
            self._watch.wrote = True
            self._inner.write(buffer[start : start + _PIECE], left)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._watch.left(httpcore.ConnectTimeout)
        try:
            return _Stream(self._inner.start_tls(ssl_context, server_hostname, left), self._watch)
        except httpcore.ConnectError as fault:
            self._watch.untrusted = isinstance(fault.__cause__, ssl.SSLCertVerificationError)
            raise

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    def __init__(self, watch: _Watch) -> None:
        self._watch = watch
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Each address gets its part of the time, so that a dead one leaves some for the next."""
        addresses = _addresses(host, port, self._watch.left(httpcore.ConnectTimeout))
        fault: httpcore.NetworkError | httpcore.TimeoutException = httpcore.ConnectError("no address")
        for tried, address in enumerate(addresses):
            left = self._watch.left(httpcore.ConnectTimeout) / (len(addresses) - tried)
            try:
                return _Stream(self._inner.connect_tcp(address, port, left), self._watch)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                fault = failed
        raise fault


def _addresses(host: str, port: int, seconds: float) -> list[str]:
    """The addresses of a name. Looked up in a thread of its own: a look-up cannot be given a time-out."""
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        pass
    found: SimpleQueue[list[str]] = SimpleQueue()

    def look_up() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            rows = []
        found.put(list(dict.fromkeys(str(row[4][0]) for row in rows)))

    threading.Thread(target=look_up, name="portal-name", daemon=True).start()
    try:
        return found.get(timeout=seconds)
    except Empty:
        raise httpcore.ConnectTimeout from None


# -- httpx over these sockets -----------------------------------------------------------------


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer.iter_stream())

    def close(self) -> None:
        self._answer.close()


class _Pool(httpx.BaseTransport):
    def __init__(self, watch: _Watch, context: ssl.SSLContext | None) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=1,
            max_keepalive_connections=0,
            network_backend=_Backend(watch),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.read(),
        )
        answer = self._pool.handle_request(asked)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    def close(self) -> None:
        self._pool.close()


def _turned_away(error: BaseException | None) -> bool:
    """Whether the portal's own machine was reached and took no connection: not the line's fault."""
    while error is not None:
        if isinstance(error, ConnectionRefusedError):
            return True
        error = error.__cause__ or error.__context__
    return False
