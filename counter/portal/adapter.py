"""The exchange's adapter (LGSP, national-sync 1.1): a session in the body, TraCuuHoSo before a sending."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from counter.errors import Problem
from counter.models.sync import (
    Asked,
    Failure,
    Held,
    Known,
    NotKnown,
    ProcedureCard,
    SyncCodes,
    SyncDossier,
    Unreachable,
)
from counter.portal import messages, procedure_card, replies, strict
from counter.portal.credentials import Credentials
from counter.portal.messages import DEFAULT_CODES, HoSo, TienDo
from counter.portal.replies import DONE, Reply
from counter.portal.strict import Json
from counter.portal.transport import Answer, Transport
from counter.portal.ways import (
    Lost,
    Way,
    contradiction,
    json_headers,
    known,
    odd,
    other_dossier,
    reply_in,
    unsent,
)

SESSION_SECONDS: Final = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterSettings:
    """Where the adapter's services are (paths under its address), and who calls (`unit`: madonvi)."""

    auth_path: str
    data_path: str
    share_path: str
    destination: str  # dstcode
    unit: str


class AdapterGateway(Way):
    """The exchange's adapter: a session in the body of every call, TraCuuHoSo before every sending."""

    SILENT = True

    def __init__(
        self,
        transport: Transport,
        settings: AdapterSettings,
        credentials: Credentials,
        *,
        codes: SyncCodes = DEFAULT_CODES,
        practice: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(transport, codes, practice)
        self._settings = settings
        self._credentials = credentials
        self._clock = clock
        self._session = ""
        self._since = 0.0
        self._refused: Unreachable | None = None

    @property
    def asks(self) -> bool:
        """It has TraCuuHoSo."""
        return True

    def look_up(self, dossier: SyncDossier) -> bool | Held | Unreachable:
        """TraCuuHoSo for the dossier; nothing of it has gone out yet."""
        found = self.ask(messages.wire_code(dossier))
        if isinstance(found, Known):
            return other_dossier(found, dossier) or contradiction(found.state, dossier.state) or True
        return False if isinstance(found, NotKnown) else unsent(found)

    def ask(self, code: str) -> Asked:
        """TraCuuHoSo: a result means that it is known. Held for an answer about another dossier, or two."""
        reply = self._call("TraCuuHoSo", {"mahoso": code})
        if not isinstance(reply, Reply):
            return reply
        if reply.code != DONE or reply.result is None:
            return odd(reply)
        return known(reply.result, code)

    def card(self, procedure_code: str) -> ProcedureCard | NotKnown | Lost:
        """LayThuTuc."""
        reply = self._call("LayThuTuc", {"maTTHC": procedure_code})
        if not isinstance(reply, Reply):
            return reply
        if reply.code != DONE or reply.result is None or len(reply.result) > 1:
            return odd(reply)
        if not reply.result:
            return NotKnown(code=procedure_code)
        return procedure_card.read(reply.result[0], procedure_code)

    def tech_id(self, number: str) -> str | NotKnown | Lost:
        """TraCuuTechID: the portal account of a personal number (số định danh), for an online dossier."""
        reply = self._call("TraCuuTechID", {"provider": "wso2is", "mstorcmnd": number}, share=True)
        if not isinstance(reply, Reply):
            return reply
        if reply.code == "-1" or (reply.code == DONE and reply.result == ()):
            return NotKnown(code="")
        row = reply.result[0] if reply.code == DONE and reply.result and len(reply.result) == 1 else None
        account = row.get("TECHNICALID") if isinstance(row, dict) else None
        return account if isinstance(account, str) and account.strip() else odd(reply)

    def tell(self, message: HoSo, updating: bool, key: str) -> Reply | Lost:
        """DongBoHoSoMC."""
        params: dict[str, Json] = {"isUpdating": "True" if updating else "False", "data": [message]}
        return self._call("DongBoHoSoMC", params, key=key)

    def send_piece(self, piece: Sequence[TienDo], key: str) -> Failure | None:
        reply = self._call("CapNhatTienDoHoSoMC", {"data": list(piece)}, key=key)
        return replies.verdict(reply, silent=True, steps=True) if isinstance(reply, Reply) else reply

    def _call(
        self, service: str, params: dict[str, Json], *, key: str = "", share: bool = False
    ) -> Reply | Lost:
        """One service. A session that is refused is renewed once and the call repeated: nothing was done."""
        path = self._settings.share_path if share else self._settings.data_path
        for _ in range(2):
            if failed := self._log_in():
                return failed
            body = {"session": self._session, "madonvi": self._settings.unit, "service": service, **params}
            answer = self.transport.post(path, strict.write(body), self._headers(key))
            reply = reply_in(answer)
            refused = isinstance(answer, Answer) and answer.unauthorised
            if not refused and not (isinstance(reply, Reply) and reply.session_refused):
                return reply
            self._session = ""
        return Unreachable(reason=Problem("session", "portal.session.refused"), needs_person=True)

    def _headers(self, key: str = "") -> dict[str, str]:
        return json_headers(key, {"dstcode": self._settings.destination})

    def _log_in(self) -> Unreachable | None:
        """A session of less than ten minutes. A refused log-in waits as long before it is tried again."""
        if self._refused and self._clock() - self._since < SESSION_SECONDS:
            return self._refused
        if self._session and self._clock() - self._since < SESSION_SECONDS:
            return None
        self._session, self._refused, self._since = "", None, self._clock()
        content = strict.write(self._credentials.login())
        answer = self.transport.post(self._settings.auth_path, content, self._headers())
        reply = reply_in(answer)
        if isinstance(reply, Reply) and reply.code == DONE and reply.session.strip():
            self._session = reply.session
            return None
        if isinstance(reply, Reply) or (isinstance(answer, Answer) and answer.unauthorised):
            self._refused = Unreachable(reason=Problem("login", "portal.login.refused"), needs_person=True)
            return self._refused
        lost = unsent(reply)
        return lost if isinstance(lost, Unreachable) else Unreachable(reason=lost.reasons[0])
