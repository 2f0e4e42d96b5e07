"""What the events of the audit trail mean for whose turn a dossier is (`counter.rules.delay`).

The one place where they are named: a service that moves a dossier in a new way adds its event here. The words
of `practice.event` are those of the made-up ward.
"""

from typing import Final

from counter.models.delay import MoveKind
from counter.models.states import DossierState

_WORDS: Final = {
    "forwarded": MoveKind.FORWARDED,  # chuyển cơ quan giải quyết
    "back": MoveKind.BACK,
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

MOVES: Final = {
    "dossier.event.accepted": MoveKind.ACCEPTED,
    **{f"{area}.event.{word}": kind for area in ("dossier", "practice") for word, kind in _WORDS.items()},
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
"""Every event that says whose turn it is, by its message id."""
