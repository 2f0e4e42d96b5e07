"""A provincial gateway (national-sync 1.2): bare arrays, and no question that it answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from counter.errors import Problem
from counter.models.sync import (
    Failure,
    Held,
    NotKnown,
    Outcome,
    ProcedureCard,
    SyncCodes,
    SyncDossier,
    SyncStep,
    Unknown,
)
from counter.portal import replies, strict
from counter.portal.messages import DEFAULT_CODES, HoSo, TienDo
from counter.portal.replies import DONE, Reply
from counter.portal.transport import Answer, Transport
from counter.portal.ways import Lost, Way, forgotten, json_headers, reply_in


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvincialSettings:
    """Paths under the gateway's address: URLThemMoi, URLCapNhat, URLDongBoTienTrinh."""

    add_path: str
    update_path: str
    steps_path: str


class ProvincialGateway(Way):
    """Add; update when the gateway says "đã tồn tại"; the steps in plain text.

    It cannot be asked: after an unknown outcome the same is sent again, and "đã tồn tại" is the answer.
    """

    def __init__(
        self,
        transport: Transport,
        settings: ProvincialSettings,
        *,
        codes: SyncCodes = DEFAULT_CODES,
        practice: bool = False,
    ) -> None:
        super().__init__(transport, codes, practice)
        self._settings = settings

    @property
    def asks(self) -> bool:
        """It has no TraCuuHoSo."""
        return False

    def send(
        self,
        dossier: SyncDossier,
        steps: Sequence[SyncStep] = (),
        *,
        card: ProcedureCard | None,
        taken: int = 0,
        key: str = "",
    ) -> Outcome:
        """Add or update, then the steps. See `counter.portal.gateway.Gateway.send`."""
        message = self.message(dossier, card)
        if isinstance(message, Held):
            return message
        updating = False
        reply = self._tell(self._settings.add_path, message, key)
        if isinstance(reply, Reply) and reply.exists:
            updating, reply = True, self._tell(self._settings.update_path, message, key)
        if not isinstance(reply, Reply):
            return reply
        if updating and reply.code != DONE and reply.missing:
            return forgotten(reply)
        failed = replies.verdict(reply, silent=False)
        return failed or self.filed(dossier, steps, updated=updating, taken=taken, key=key)

    def ask(self, code: str) -> Unknown:
        """The gateway has no such question."""
        return Unknown(reason=Problem("answer", "portal.ask.none", {"code": code[:60]}))

    def card(self, procedure_code: str) -> ProcedureCard | NotKnown | Lost:
        """The gateway gives no card; it must come from elsewhere."""
        return Held(reasons=(Problem("card", "portal.card.none", {"code": procedure_code[:20]}),))

    def _tell(self, path: str, message: HoSo, key: str) -> Reply | Lost:
        return reply_in(self.transport.post(path, strict.write([message]), json_headers(key, {})))

    def send_piece(self, piece: Sequence[TienDo], key: str) -> Failure | None:
        """One call; the answer is plain text, or a reply that says no."""
        headers = json_headers(key, {"Accept": "*/*"})
        answer = self.transport.post(self._settings.steps_path, strict.write(list(piece)), headers)
        if isinstance(answer, Answer) and answer.good:
            return replies.plain_verdict(answer.body)
        reply = reply_in(answer)
        return replies.verdict(reply, silent=False, steps=True) if isinstance(reply, Reply) else reply
