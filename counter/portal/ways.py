"""What the two gateways share: the border of practice, the steps by tens, and what an answer may mean."""

import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, Final

from counter.errors import Problem, Refused
from counter.models.states import DossierState
from counter.models.sync import (
    Failure,
    Filed,
    Held,
    Known,
    NotKnown,
    Outcome,
    ProcedureCard,
    StepsSent,
    SyncCodes,
    SyncDossier,
    SyncStep,
    Unknown,
    Unreachable,
)
from counter.portal import messages, replies, strict
from counter.portal.messages import HoSo, TienDo
from counter.portal.replies import DONE, Reply
from counter.portal.strict import Json
from counter.portal.transport import Answer, Transport
from counter.rules.sending import as_question, forward

MOST_STEPS: Final = 10
_STATE: Final = re.compile(r"[1-9]|10")

Lost = Held | Unknown | Unreachable


class Way(ABC):
    """What both ways share: the messages, the practice border, a sending, the steps by tens."""

    SILENT: ClassVar[bool]  # a 0 without any words is enough

    def __init__(self, transport: Transport, codes: SyncCodes, practice: bool) -> None:
        if practice and not transport.stays_here:
            raise Refused((Problem("address", "portal.address.practice"),))
        self.transport = transport
        self._codes = codes
        self._practice = practice

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def close(self) -> None:
        """End the use of the line; the next call opens it again."""
        self.transport.close()

    def message(self, dossier: SyncDossier, card: ProcedureCard | None) -> HoSo | Held:
        """The HoSo; held where practice and the real thing would meet."""
        if dossier.practice is not self._practice:
            return Held(reasons=(Problem("", "portal.hold.practice"),))
        return messages.hoso(dossier, card, codes=self._codes)

    def send(
        self,
        dossier: SyncDossier,
        steps: Sequence[SyncStep] = (),
        *,
        card: ProcedureCard | None,
        taken: int = 0,
        key: str = "",
    ) -> Outcome:
        """Tell the dossier, then its steps once it is taken. See `counter.portal.gateway.Gateway.send`."""
        message = self.message(dossier, card)
        if isinstance(message, Held):
            return message
        updating = self.look_up(dossier)
        if not isinstance(updating, bool):
            return updating
        reply = self.tell(message, updating, key)
        if isinstance(reply, Reply) and reply.exists and not updating:
            updating, reply = True, self.tell(message, True, key)
        if not isinstance(reply, Reply):
            return reply
        if updating and reply.code != DONE and reply.missing:
            return forgotten(reply)
        failed = replies.verdict(reply, silent=self.SILENT)
        return failed or self._filed(dossier, steps, updated=updating, taken=taken, key=key)

    @abstractmethod
    def look_up(self, dossier: SyncDossier) -> bool | Held | Unreachable:
        """Whether the portal is known to have the dossier; held where its state cannot become ours."""

    @abstractmethod
    def tell(self, message: HoSo, updating: bool, key: str) -> Reply | Lost:
        """One call that adds or updates the dossier."""

    def send_steps(
        self, dossier: SyncDossier, steps: Sequence[SyncStep], *, taken: int = 0, key: str = ""
    ) -> StepsSent:
        """Tell steps, at most ten a call, in order; stops at the first call that is not known to be taken."""
        if dossier.practice is not self._practice:
            return StepsSent(count=taken, rest=Held(reasons=(Problem("", "portal.hold.practice"),)))
        made = messages.progress(dossier, steps, taken=taken)
        if isinstance(made, Held):
            return StepsSent(count=taken, rest=made)
        for start in range(0, len(made), MOST_STEPS):
            piece = made[start : start + MOST_STEPS]
            if failed := self.send_piece(piece, _key_of(key, piece)):
                return StepsSent(count=taken + start, rest=failed)
        return StepsSent(count=taken + len(made))

    @abstractmethod
    def send_piece(self, piece: Sequence[TienDo], key: str) -> Failure | None:
        """One call with at most ten steps; None when all of them were taken."""

    def _filed(
        self, dossier: SyncDossier, steps: Sequence[SyncStep], *, updated: bool, taken: int, key: str
    ) -> Filed:
        """What came of a dossier that was taken, once its steps are told too."""
        sent = self.send_steps(dossier, steps, taken=taken, key=key)
        code = messages.wire_code(dossier)
        return Filed(code=code, updated=updated, steps_sent=sent.count, rest=sent.rest)


def _key_of(key: str, piece: Sequence[TienDo]) -> str:
    """One key for each call: the message's, and which steps it carries."""
    return f"{key}-{hashlib.sha256(strict.write(list(piece))).hexdigest()[:16]}" if key else ""


def json_headers(key: str, more: Mapping[str, str]) -> dict[str, str]:
    """The headers of a call (national-sync 1.1), with the idempotency key where there is one."""
    headers = {"Accept": "application/json", "Content-Type": "application/json", "Charset": "utf-8", **more}
    return headers | ({"Idempotency-Key": key} if key else {})


def reply_in(answer: Answer | Unknown | Unreachable) -> Reply | Lost:
    """The reply in an answer. With a status that says no, only a reply that says no counts."""
    if not isinstance(answer, Answer):
        return answer
    reply = replies.read(answer.body)
    if answer.good or (isinstance(reply, Reply) and reply.code != DONE):
        return reply
    return Unknown(reason=Problem("answer", "portal.answer.status", {"status": answer.status}))


def unsent(lost: Lost) -> Held | Unreachable:
    """What a lost look-up or log-in means for the dossier: nothing of it went out."""
    if isinstance(lost, Unknown):
        return Unreachable(reason=as_question(lost.reason))
    return replace(lost, sent=False) if isinstance(lost, Held) else lost


# -- what a look-up says ----------------------------------------------------------------------


def known(result: Sequence[Json], code: str) -> Known | NotKnown | Held:
    """Whether the portal has the dossier. Held for an answer about another one, about two, or of no shape."""
    if not result:
        return NotKnown(code=code)
    if len(result) > 1:
        return Held(reasons=(Problem("answer", "portal.answer.twice", {"code": code, "count": len(result)}),))
    row = result[0]
    if not isinstance(row, dict):
        return Held(reasons=(Problem("answer", "portal.answer.shape"),))
    other = row.get("MaHoSo", code)
    if other != code:
        params = {"code": code, "other": replies.words(str(other))[:60]}
        return Held(reasons=(Problem("answer", "portal.answer.other", params),))
    state = row.get("TrangThaiHoSo")
    theirs = None
    if state is not None and state != "":
        if isinstance(state, bool | float) or not _STATE.fullmatch(str(state)):
            return Held(reasons=(Problem("answer", "portal.answer.shape"),))
        theirs = DossierState(int(str(state)))
    procedure, received = (row.get(name) for name in ("MaTTHC", "NgayTiepNhan"))
    return Known(
        code=code,
        state=theirs,
        procedure=procedure if isinstance(procedure, str) else "",
        received=received if isinstance(received, str) else "",
    )


def other_dossier(found: Known, dossier: SyncDossier) -> Held | None:
    """Held where the portal has another dossier under the code of this one: an update would overwrite it.

    A counter that was set back to an older copy gives a number a second time.
    """
    ours = (dossier.procedure_code, messages.moment(dossier.received_at))
    if all(
        not theirs or theirs == mine
        for theirs, mine in zip((found.procedure, found.received), ours, strict=True)
    ):
        return None
    params = {"code": found.code, "procedure": replies.words(found.procedure)[:20]}
    return Held(reasons=(Problem("answer", "portal.hold.other_dossier", params),))


def contradiction(theirs: DossierState | None, ours: DossierState) -> Held | None:
    """Held where the portal's state cannot become ours: states move forward only, a person sees both."""
    if theirs is None or forward(theirs, ours):
        return None
    params = {"theirs": int(theirs), "ours": int(ours)}
    return Held(reasons=(Problem("state", "portal.hold.state_differs", params),))


def odd(reply: Reply) -> Held:
    """An answer to a question that says neither yes nor no."""
    params = {"code": reply.code, "text": replies.words(reply.message)}
    return Held(reasons=(Problem("answer", "portal.answer.code", params),))


def forgotten(reply: Reply) -> Held:
    """The portal says that it has the dossier, and then that it has not."""
    params = {"text": replies.words(reply.message)}
    return Held(reasons=(Problem("answer", "portal.answer.forgotten", params),), sent=True)
