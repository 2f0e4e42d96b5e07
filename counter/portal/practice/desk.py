"""What every part of the practice portal shares: book, faults, clock, sessions, log of requests."""

import secrets
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Final
from urllib.parse import parse_qs

from counter.portal.practice.book import Book
from counter.portal.practice.cards import Cards
from counter.portal.practice.faults import REFUSALS, Fault, FaultPlan, RequestKind, Rule
from counter.portal.practice.replies import HTML, Reply, said
from counter.portal.practice.taking import Taking
from counter.portal.strict import Json

_MOST_LOGGED: Final = 200_000
_HOSTILE: Final = "[@click=app.quit]Lỗi[/] \x1b]0;x\x07\x1b[2J\u202e\x9b31m" + "x" * 4000
_REFUSAL: Final = "Hồ sơ thiếu giấy tờ theo quy định"  # what a portal might say; `text` of a rule says other


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request, read whole. Header names in small letters."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def key(self) -> str:
        """Its Idempotency-Key, "" when it has none."""
        return self.headers.get("idempotency-key", "").strip()[:200]

    def form(self) -> dict[str, list[str]]:
        """The values of a web form. ValueError for more than 500 of them, or bytes that are no UTF-8."""
        return parse_qs(self.body.decode("utf-8"), keep_blank_values=True, max_num_fields=500)

    def asked(self, name: str) -> str:
        """A value of the query, "" when there is none."""
        found = parse_qs(self.query, max_num_fields=50).get(name, [""])
        return found[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply, and the fault that the line itself still does to it."""

    reply: Reply
    rule: Rule | None = None


class Sessions:
    """Sessions that end after a time. `sliding`: each use begins the time anew."""

    def __init__(self, now: Callable[[], datetime], lasts: timedelta, *, sliding: bool) -> None:
        self._now, self._lasts, self._sliding = now, lasts, sliding
        self._ends: dict[str, datetime] = {}
        self._lock = Lock()

    def open(self) -> str:
        """A new session."""
        session = secrets.token_hex(16)
        with self._lock:
            now = self._now()
            self._ends = {name: end for name, end in self._ends.items() if end > now}
            self._ends[session] = now + self._lasts
        return session

    def good(self, session: str) -> bool:
        """Whether a session is open."""
        with self._lock:
            now, end = self._now(), self._ends.get(session)
            if end is None or end <= now:
                return False
            if self._sliding:
                self._ends[session] = now + self._lasts
            return True

    def end(self, session: str | None = None) -> None:
        """End one session, or all."""
        with self._lock:
            if session is None:
                self._ends.clear()
            else:
                self._ends.pop(session, None)


class Desk:
    """Shared by all requests; safe between threads."""

    def __init__(
        self,
        book: Book,
        cards: Cards,
        plan: FaultPlan,
        *,
        now: Callable[[], datetime],
        lasts: timedelta,
        marked_only: bool,
    ) -> None:
        self.book, self.cards, self.plan, self.now = book, cards, plan, now
        self.taking: Final = Taking(book, cards.codes(), marked_only=marked_only)
        self.sessions: Final = Sessions(now, lasts, sliding=False)  # the adapter's
        self.visits: Final = Sessions(now, lasts, sliding=True)  # of the web pages
        self._log: deque[dict[str, Json]] = deque(maxlen=_MOST_LOGGED)
        self._log_lock = Lock()

    def serve(
        self, kind: RequestKind, subject: str, key: str, work: Callable[[Fault | None], Reply]
    ) -> Answer:
        """Do the work of a request, or what its fault makes of it; note both."""
        rule = self.plan.draw(kind, subject)
        fault = rule.fault if rule else None
        if fault is Fault.EXPIRE_SESSION:
            self.sessions.end()
            self.visits.end()
        reply = _refusal(rule) if rule and fault in REFUSALS else work(fault)
        with self._log_lock:
            self._log.append(
                {"kind": kind, "subject": subject, "key": key, "fault": fault, "status": reply.status}
            )
        return Answer(reply, rule)

    def requests(self) -> list[Json]:
        """Every request, in the order in which its work was done; nothing of a person is in it."""
        with self._log_lock:
            return [dict(row) for row in self._log]


def _refusal(rule: Rule) -> Reply:
    """What is answered where the request comes to nothing."""
    text = rule.text or _REFUSAL
    if rule.fault in (Fault.REFUSE_3, Fault.REFUSE_MINUS_3):
        return said("3" if rule.fault is Fault.REFUSE_3 else "-3", text)
    if rule.fault in (Fault.REFUSE_400, Fault.HOSTILE_TEXT):
        return said("-3", text if rule.fault is Fault.REFUSE_400 else _HOSTILE, 400)
    if rule.fault is Fault.REDIRECT:
        return Reply(307, b"", HTML, {"Location": "http://127.0.0.1:9/another-place"})
    if rule.fault in (Fault.BUSY, Fault.TOO_MANY):
        status = 503 if rule.fault is Fault.BUSY else 429
        return Reply(status, b"<html><h1>Busy</h1></html>", HTML, {"Retry-After": "30"})
    if rule.fault is Fault.CAPTIVE:
        return Reply(200, b"<html>Login wifi</html>", HTML)
    return Reply(500, b"<html><h1>500 Internal Server Error</h1></html>", HTML)
