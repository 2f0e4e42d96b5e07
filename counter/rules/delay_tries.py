"""What a try to send proves: whose its own minutes were, and whose the wait after it.

* Nothing of it left this machine: the line (đường truyền). That counts what lies between the counter and the
  portal's door as one. Where the portal's machine was reached and took no connection, it is the portal.
* It was sent and nothing usable came back: the portal. Which of the two lost the answer nobody can know
  here, but the message had left the counter.
* It was answered, and what the answer says is not so (taken, and then unknown): the portal, from that answer.
* It was answered, and the answer wants a person: this counter, from that answer on.
* The portal refuses the ward's own account: this counter, whose account it is.

A failed try proves a fault until the next try, and no longer than the sender would have waited before it
(`PROOF_LASTS`): a program that was closed proves nothing, and the minutes fall back to this counter.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from counter.models.delay import Outage, Proof, ProofKind, Try, Why
from counter.models.states import AttemptOutcome
from counter.rules.delay_pieces import Piece, apart
from counter.rules.sending import LONGEST_PAUSE
from counter.rules.work_time import minute_of

# A row's own pause, then that of the breaker, and time to get its turn.
PROOF_LASTS: Final = timedelta(seconds=2 * LONGEST_PAUSE + 60)
_OURS: Final = ("portal.login.", "portal.net.ca")
_SENT: Final = ("portal.answer.", "portal.ask.", "portal.session.", "portal.net.shut")
_DENIALS: Final = frozenset(
    f"outbox.why.{name}" for name in ("forgotten", "state_differs", "state_back", "code_unknown")
)


def denied(one: Try) -> bool:
    """Whether the portal said that it has not, or not so, what was told it."""
    answered = one.outcome in (AttemptOutcome.KNOWN, AttemptOutcome.UNKNOWN)
    return answered and one.reason is not None and one.reason.message_id in _DENIALS


def took(one: Try) -> bool:
    """Whether the portal's answer proves that it has what was told it."""
    return one.outcome is AttemptOutcome.FILED or (one.outcome is AttemptOutcome.KNOWN and not denied(one))


def fault(one: Try) -> Why | None:
    """What the try failed of, so that it is to be repeated; None when it did not fail."""
    if denied(one):
        return Why.DENIED
    name = one.reason.message_id if one.reason else ""
    if one.outcome is AttemptOutcome.UNREACHABLE:
        if name.startswith(_OURS):
            return Why.ACCOUNT
        return Why.SILENT if name.startswith(_SENT) else Why.DOWN
    return Why.SILENT if one.outcome is AttemptOutcome.UNKNOWN else None


def proof(one: Try) -> Proof:
    """The try, to be looked up."""
    return Proof(kind=ProofKind.TRY, number=one.id, at=one.began, said=one.outcome.value, reason=one.reason)


def own(tries: Iterable[Try]) -> list[Piece]:
    """The minutes that a dossier's own tries account for: each try itself, and the wait after a failed one.

    What waits for a person is not in it.
    """
    found: list[Piece] = []
    for one, following in _followed(sorted(tries, key=lambda one: (one.began, one.id))):
        why, proofs = fault(one), (proof(one),)
        began, ended = minute_of(one.began), minute_of(one.ended)
        found.append(Piece(began, ended, why or Why.ANSWERING, proofs))
        if why is not None and not one.held:
            found.append(Piece(ended, minute_of(_until(one, following)), why, proofs))
        elif following is not None and took(one) and denied(following):
            found.append(Piece(ended, minute_of(following.began), Why.DENIED, proofs))
    return apart(found)


def _followed(tries: list[Try]) -> list[tuple[Try, Try | None]]:
    """Each try with the one after it."""
    return [*pairwise(tries), *((last, None) for last in tries[-1:])]


def _until(one: Try, following: Try | None) -> datetime:
    """How long a failed try proves its fault."""
    longest = one.ended + PROOF_LASTS
    return longest if following is None else max(one.ended, min(longest, following.began))


def outages(tries: Iterable[Try]) -> tuple[Outage, ...]:
    """The stretches in which nothing of this counter came through, from its tries in the order of their
    number. The try after one may be any other of the counter's."""
    found: list[Outage] = []
    for one, following in _followed(sorted(tries, key=lambda one: one.id)):
        why = fault(one)
        if why is None or why is Why.DENIED:
            continue
        until = _until(one, following)
        said, before = proof(one), found[-1] if found else None
        if before is not None and before.why is why and one.began <= before.until:
            found[-1] = Outage(
                why=why,
                began=before.began,
                until=max(before.until, until),
                first=before.first,
                last=said,
                tries=before.tries + 1,
            )
        else:
            found.append(Outage(why=why, began=one.began, until=until, first=said, last=said))
    return tuple(found)
