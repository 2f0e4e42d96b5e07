"""A provincial gateway (national-sync 1.2): bare arrays, and no question that it answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from counter.errors import Problem
from counter.models.sync import (
    Failure,
    Held,
    NotKnown,
    ProcedureCard,
    SyncCodes,
    SyncDossier,
    Unknown,
)
from counter.portal import replies, strict
from counter.portal.messages import DEFAULT_CODES, HoSo, TienDo
from counter.portal.replies import Reply
from counter.portal.transport import Answer, Transport
from counter.portal.ways import Lost, Way, json_headers, reply_in


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

    SILENT = False

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

    def look_up(self, dossier: SyncDossier) -> bool:
        """It cannot be asked: every sending begins as new."""
        return False

    def ask(self, code: str) -> Unknown:
        """The gateway has no such question."""
        return Unknown(reason=Problem("answer", "portal.ask.none", {"code": code[:60]}))

    def card(self, procedure_code: str) -> ProcedureCard | NotKnown | Lost:
        """The gateway gives no card; it must come from elsewhere."""
        return Held(reasons=(Problem("card", "portal.card.none", {"code": procedure_code[:20]}),))

    def tell(self, message: HoSo, updating: bool, key: str) -> Reply | Lost:
        """URLCapNhat or URLThemMoi."""
        path = self._settings.update_path if updating else self._settings.add_path
        return reply_in(self.transport.post(path, strict.write([message]), json_headers(key, {})))

    def send_piece(self, piece: Sequence[TienDo], key: str) -> Failure | None:
        """One call; the answer is plain text, or a reply that says no."""
        headers = json_headers(key, {"Accept": "*/*"})
        answer = self.transport.post(self._settings.steps_path, strict.write(list(piece)), headers)
        if isinstance(answer, Answer) and answer.good:
            return replies.plain_verdict(answer.body)
        reply = reply_in(answer)
        return replies.verdict(reply, silent=False, steps=True) if isinstance(reply, Reply) else reply
