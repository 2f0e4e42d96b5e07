"""The ways to the portal over HTTP, of one kind: ask, send, send the steps (national-sync 1.1, 1.2, 2.2).

A gateway belongs to the one who sends; it is used by one thread at a time and holds no dossier. Every answer
is judged by `counter.portal.replies`, and nothing counts as taken but what the portal said it took.
"""

from collections.abc import Sequence
from typing import Protocol

from counter.models.sync import Asked, NotKnown, Outcome, ProcedureCard, StepsSent, SyncDossier, SyncStep
from counter.portal.adapter import AdapterGateway as AdapterGateway
from counter.portal.adapter import AdapterSettings as AdapterSettings
from counter.portal.provincial import ProvincialGateway as ProvincialGateway
from counter.portal.provincial import ProvincialSettings as ProvincialSettings
from counter.portal.ways import Lost


class Gateway(Protocol):
    """A way out over HTTP. `asks`: whether the portal can be asked for a dossier.

    Where it cannot, an unknown outcome is settled by sending again: the portal then says "đã tồn tại".
    """

    @property
    def asks(self) -> bool:
        """Whether `ask` can have an answer."""

    def send(
        self,
        dossier: SyncDossier,
        steps: Sequence[SyncStep] = (),
        *,
        card: ProcedureCard | None,
        taken: int = 0,
        key: str = "",
    ) -> Outcome:
        """Tell the dossier, and those of all its steps that come after the first `taken`.

        `key` is the idempotency key of this message, the same with every try.
        """

    def send_steps(
        self, dossier: SyncDossier, steps: Sequence[SyncStep], *, taken: int = 0, key: str = ""
    ) -> StepsSent:
        """Tell steps alone, after the first `taken`, at most ten a call."""

    def ask(self, code: str) -> Asked:
        """Whether the portal has the dossier of this code (MaHoSo), and in which state."""

    def card(self, procedure_code: str) -> ProcedureCard | NotKnown | Lost:
        """The portal's card of a procedure."""

    def close(self) -> None:
        """End the use of the line."""
