"""The practice portal as a server on this machine: `PracticePortal(procedures).start()` gives its address.

127.0.0.1 only, with one thread a connection. Requests from pages of other sites, or to another host name, are
refused. Nothing of a request is printed or logged but what `state()` shows.
"""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlsplit

from counter.errors import StoreError
from counter.i18n import t_in, utc_now
from counter.models.catalogue import Procedure
from counter.portal.practice import control, gateways
from counter.portal.practice.book import Book
from counter.portal.practice.cards import Cards
from counter.portal.practice.desk import Answer, Desk, Request
from counter.portal.practice.faults import FaultPlan, Rule
from counter.portal.practice.gateways import Gateways
from counter.portal.practice.replies import MARK, said
from counter.portal.practice.web import Web
from counter.portal.practice.wire import MOST_BODY, Wait, hang_up, transmit
from counter.portal.strict import Json
from counter.rules.portal_fields import PortalOrder

HOST: Final = "127.0.0.1"
SESSION: Final = timedelta(minutes=10)
_READ_SECONDS: Final = 30.0  # for a request to come whole


class PracticePortal:
    """A practice portal with the procedures it is given. Use it in a `with`, or `start` and `stop` it.

    `rules` and `seed` decide what goes wrong (`counter.portal.practice.faults`); `orders` the order of the
    web form's fields by procedure; `session` how long a log-in lasts; `keep` a file that outlives the run;
    `marked_only` refuses dossiers of a real store. `now` and `wait` stand in for the clock in tests; `wait`
    takes seconds and may return at once.
    """

    def __init__(
        self,
        procedures: Iterable[Procedure],
        rules: Iterable[Rule] = (),
        seed: int = 0,
        *,
        orders: Mapping[str, PortalOrder] | None = None,
        port: int = 0,
        session: timedelta = SESSION,
        keep: Path | None = None,
        marked_only: bool = False,
        now: Callable[[], datetime] = utc_now,
        wait: Callable[[float], None] | None = None,
    ) -> None:
        self._desk = Desk(
            Book(keep),
            Cards(procedures),
            FaultPlan(rules, seed),
            now=now,
            lasts=session,
            marked_only=marked_only,
        )
        self._gateways = Gateways(self._desk)
        self._web = Web(self._desk, orders or {})
        self._port = port
        self._wait = wait
        self._stopping = threading.Event()
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> str:
        """Begin to answer; the address, "http://127.0.0.1:8080". StoreError when the port is taken."""
        self._stopping.clear()
        try:
            self._server = _Server((HOST, self._port), self._answer, self._pause)
        except OSError as fault:
            raise StoreError("practice_portal.port_taken", port=self._port) from fault
        self._port = self._server.server_address[1]  # the same one after a stop and a start
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        return self.url

    def stop(self) -> None:
        """Answer nothing more and close every line. What was sent stays; `start` goes on with it."""
        self._stopping.set()
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.hang_up()
            self._server.server_close()
        self._server = self._thread = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The address without a slash at its end."""
        return f"http://{HOST}:{self._port}"

    @property
    def book(self) -> Book:
        """What it holds; changed only under its lock."""
        return self._desk.book

    def state(self) -> dict[str, Json]:
        """What /practice/state says: dossiers with counts, doubles, every request."""
        return control.state(self._desk)

    def set_faults(self, rules: Iterable[Rule], seed: int | None = None) -> None:
        """Other faults from now on; counts of requests begin anew."""
        self._desk.plan = FaultPlan(rules, self._desk.plan.seed if seed is None else seed)

    def end_sessions(self) -> None:
        """Let every session end, of the gateway and of the web pages."""
        self._desk.sessions.end()
        self._desk.visits.end()

    def _pause(self, seconds: float) -> bool:
        if self._wait is not None:
            self._wait(seconds)
            return self._stopping.is_set()
        return self._stopping.wait(seconds)

    def _answer(self, request: Request) -> Answer:
        if not self._from_here(request):
            return Answer(said("-9", t_in("vi", "practice_portal.other_site"), 403))
        try:
            if request.path in gateways.PATHS:
                return self._gateways.answer(request)
            if request.path.startswith("/practice/"):
                return Answer(control.answer(self._desk, request))
            return self._web.answer(request)
        except StoreError as fault:  # the file that keeps everything cannot be written
            return Answer(said("-9", t_in("vi", fault.message_id, **fault.params), 500))

    def _from_here(self, request: Request) -> bool:
        """Whether a request names this host, and comes from no page of another site."""
        hosts = {f"{name}:{self._port}" for name in (HOST, "localhost")}
        origin = request.headers.get("origin", "")
        from_page = origin.removeprefix("http://") in hosts if origin else True
        site = request.headers.get("sec-fetch-site", "none")
        return (
            request.headers.get("host", "") in hosts
            and from_page
            and (request.method == "GET" or site in ("none", "same-origin"))
        )


class _Server(ThreadingHTTPServer):
    """Closes its lines when it stops, so that no thread is left waiting."""

    daemon_threads = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], answer: Callable[[Request], Answer], wait: Wait) -> None:
        self.answer, self.wait = answer, wait
        self._lines: set[socket.socket] = set()
        self._lines_lock = threading.Lock()
        super().__init__(address, _Handler)

    def hang_up(self) -> None:
        """Close every open line."""
        with self._lines_lock:
            for line in self._lines:
                hang_up(line)

    def opened(self, line: socket.socket) -> None:
        """Remember a line."""
        with self._lines_lock:
            self._lines.add(line)

    def closed(self, line: socket.socket) -> None:
        """Forget a line."""
        with self._lines_lock:
            self._lines.discard(line)


class _Handler(BaseHTTPRequestHandler):
    """Reads a request whole and sends what the portal answers."""

    protocol_version = "HTTP/1.1"
    timeout = _READ_SECONDS
    disable_nagle_algorithm = True
    server: _Server

    def handle(self) -> None:
        self.server.opened(self.connection)
        try:
            with contextlib.suppress(OSError):  # the other side has gone, or was silent too long
                super().handle()
        finally:
            self.server.closed(self.connection)

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            super().finish()

    def do_GET(self) -> None:
        """Answer one request."""
        try:
            size = int(self.headers.get("Content-Length") or 0)
        except ValueError:
            size = -1
        if not 0 <= size <= MOST_BODY or "Transfer-Encoding" in self.headers:
            self._send(Answer(said("-9", t_in("vi", "practice_portal.too_large"), 413)))
            self.close_connection = True
            return
        body = self.rfile.read(size) if size else b""
        if len(body) < size:  # the line broke off in the middle: nothing is done
            self.close_connection = True
            return
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        method = "GET" if self.command == "HEAD" else self.command
        request = Request(method=method, path=parts.path, query=parts.query, headers=headers, body=body)
        self._send(self.server.answer(request))

    do_POST = do_PUT = do_DELETE = do_HEAD = do_GET

    def _send(self, answer: Answer) -> None:
        again = transmit(
            self.connection, answer.reply, answer.rule, self.server.wait, bare=self.command == "HEAD"
        )
        if not again:
            self.close_connection = True

    def end_headers(self) -> None:
        """Also the answers of the library, to what is no HTTP, say that this is for practice."""
        self.send_header(*MARK)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed: a request may hold what a person typed."""
