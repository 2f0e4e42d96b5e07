"""What is recorded of a dossier, and what it means for whose turn it is (`counter.rules.delay`).

The one place where the names stand: whoever records a new way of moving a dossier adds it here.
"""

from typing import Final

from counter.models.delay import MoveKind
from counter.models.life import MoveName
from counter.models.states import DossierState

MADE: Final = {
    MoveName.RECEIVE: MoveKind.ACCEPTED,
    MoveName.FORWARD: MoveKind.FORWARDED,
    MoveName.BACK: MoveKind.BACK,
    MoveName.ASK_SUPPLEMENT: MoveKind.SUPPLEMENT,
    MoveName.RESUME: MoveKind.ANSWERED,
    MoveName.ASK_DUTY: MoveKind.DUTY,
    MoveName.DUTY_DONE: MoveKind.ANSWERED,
    MoveName.REFUSE: MoveKind.ENDED,
    MoveName.STOP: MoveKind.ENDED,
    MoveName.WITHDRAW: MoveKind.ENDED,
    MoveName.CORRECT: MoveKind.REOPENED,
}
"""The moves of a dossier. One that was undone never was."""

_MADE_UP: Final = {
    "forwarded": MoveKind.FORWARDED,
    "supplement_asked": MoveKind.SUPPLEMENT,
    "supplemented": MoveKind.ANSWERED,
    "duty_asked": MoveKind.DUTY,
    "duty_done": MoveKind.ANSWERED,
    "withdrawn": MoveKind.ENDED,
    "stopped": MoveKind.ENDED,
}
_THEIRS: Final = {
    DossierState.PROCESSING: MoveKind.ANSWERED,
    DossierState.SUPPLEMENT: MoveKind.SUPPLEMENT,
    DossierState.PAYMENT: MoveKind.DUTY,
    **dict.fromkeys(
        (DossierState.NOT_RECEIVED, DossierState.WITHDRAWN, DossierState.STOPPED, DossierState.DONE),
        MoveKind.BACK,  # it is over there, and this counter is to note it
    ),
}

TOLD: Final = {
    "dossier.event.accepted": MoveKind.ACCEPTED,
    # of the made-up ward
    **{f"practice.event.{word}": kind for word, kind in _MADE_UP.items()},
    "submission.event.filed": MoveKind.FILED,
    "submission.event.found": MoveKind.FILED,
    "submission.event.unknown": MoveKind.UNSURE,
    "submission.event.not_filed": MoveKind.SETTLED,
    "submission.event.not_found": MoveKind.SETTLED,
    "submission.event.stopped": MoveKind.SETTLED,
    # what the portal says of a dossier when it is asked (trạng thái trên Cổng): the state is its own
    **{f"outbox.event.theirs.{int(state)}": kind for state, kind in _THEIRS.items()},
    "outbox.event.hold": MoveKind.HELD,
    "outbox.event.retry": MoveKind.RELEASED,
    "outbox.event.drop": MoveKind.RELEASED,
}
"""The events of the audit trail, by their message ids."""
