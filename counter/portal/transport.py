"""One POST to the portal, from which an answer comes, or the knowledge of what is not known.

The portal is slow, lost or hostile, so every call ends by a total deadline, reads at most 2 MiB after
unpacking, follows no redirect, and goes over TLS that is verified (by the machine's authorities, or by the
ward's own alone). "Nothing was sent" and "sent, no answer" are told apart: the first may simply be tried
again. httpx is imported with the first call (`counter.portal.line`).
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from counter.errors import Problem, Refused
from counter.models.sync import Unknown, Unreachable

if TYPE_CHECKING:
    from counter.portal.line import Line

DEADLINE: Final = 30.0  # seconds, from the name look-up to the last byte
LIMIT: Final = 2 * 1024 * 1024  # bytes of an answer, packed and unpacked
_REFUSALS: Final = frozenset({400, 401, 409, 422})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer of 2xx with a body, or of 400, 401, 409 or 422: then the body can only say no."""

    status: int
    body: bytes

    @property
    def unauthorised(self) -> bool:
        """Whether the portal wants a new session."""
        return self.status == 401

    @property
    def good(self) -> bool:
        """Whether the status says that it went well."""
        return 200 <= self.status < 300


def address_problem(url: str) -> Problem | None:
    """Why nothing may be sent to an address, or None: https, or http on this machine; no password in it."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return Problem("address", "portal.address.unreadable")
    if not host or parts.username is not None or parts.query or parts.fragment or port == 0:
        return Problem("address", "portal.address.unreadable")
    if parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(host)):
        return None
    return Problem("address", "portal.address.not_safe")


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Transport:
    """Posts to addresses under one base. One call at a time: it belongs to the one who sends.

    `ca_file` is the only authority that is trusted when it is given. `deadline` in seconds, `limit` in bytes.
    Raises Refused for an address that nothing may be sent to.
    """

    def __init__(
        self,
        base: str,
        *,
        ca_file: Path | None = None,
        deadline: float = DEADLINE,
        limit: int = LIMIT,
    ) -> None:
        if problem := address_problem(base):
            raise Refused((problem,))
        self._base = base.rstrip("/")
        self._ca_file = ca_file
        self._deadline = deadline
        self._limit = limit
        self._line: Line | None = None

    @property
    def stays_here(self) -> bool:
        """Whether the address is this machine's own."""
        return _is_this_machine(urlsplit(self._base).hostname or "")

    def post(
        self, path: str, content: bytes, headers: Mapping[str, str] | None = None
    ) -> Answer | Unknown | Unreachable:
        """Send JSON to base + path. Never raises for what the line or the portal does."""
        from counter.portal.line import Line, LineFault

        if self._line is None:
            try:
                self._line = Line(self._base, self._ca_file, self._limit)
            except OSError:  # ssl.SSLError is one
                return Unreachable(reason=_told("portal.net.ca"), needs_person=True)
        try:
            status, body = self._line.post(self._base + path, content, headers or {}, self._deadline)
        except LineFault as fault:
            if fault.sent:
                return Unknown(reason=_told(fault.message_id))
            return Unreachable(reason=_told(fault.message_id), needs_person=fault.needs_person)
        return _answer(status, body)

    def close(self) -> None:
        """Let go of what was loaded for the calls; the next one opens it again."""
        if self._line is not None:
            self._line.close()
            self._line = None


def _answer(status: int, body: bytes) -> Answer | Unknown:
    if status in _REFUSALS or (200 <= status < 300 and body.strip()):
        return Answer(status=status, body=body)
    if 200 <= status < 300:
        return Unknown(reason=_told("portal.answer.empty"))
    if 300 <= status < 400:
        return Unknown(reason=_told("portal.answer.redirect"))
    return Unknown(reason=Problem("answer", "portal.answer.status", {"status": status}))


def _told(message_id: str) -> Problem:
    return Problem("answer" if message_id.startswith("portal.answer") else "line", message_id)
