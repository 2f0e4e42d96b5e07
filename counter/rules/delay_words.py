"""How the delay ledger speaks: a stretch of time, a proof; on screens, in the shell and on paper.

`say` gives the text of a message id: `t` in the language in use, or Vietnamese for a paper.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Protocol

from counter.errors import Problem
from counter.i18n import clock, local
from counter.models.delay import DelayLedger, Lateness, Proof, ProofKind
from counter.rules.procedure_names import short as short

_HOUR: Final = 60
_DAY: Final = 24 * _HOUR


class Say(Protocol):
    """The text of a message id."""

    def __call__(self, message_id: str, /, **params: str | int) -> str: ...


def length(minutes: int, say: Say) -> str:
    """Minutes as people say them: "45 phút", "3 giờ 5 phút", "2 ngày 1 giờ 0 phút"."""
    days, rest = divmod(minutes, _DAY)
    hours, left = divmod(rest, _HOUR)
    if days:
        return say("delay.time.days", d=days, h=hours, m=left)
    return say("delay.time.hours", h=hours, m=left) if hours else say("delay.time.minutes", m=left)


def stamp(at: datetime) -> str:
    """Hour and day, short: "09:12 23/11"."""
    here = local(at)
    return f"{clock(at)} {here.day:02}/{here.month:02}"


def proofs(found: Sequence[Proof], say: Say) -> str:
    """The first proof and, where there is another, the last."""
    if not found:
        return say("delay.proof.none")
    words = [proof(one, say) for one in found]
    return words[0] if len(words) == 1 else say("delay.proof.to", first=words[0], last=words[-1])


def proof(one: Proof, say: Say) -> str:
    """One thing that was recorded, with the number under which it is found."""
    time = stamp(one.at)
    if one.kind is ProofKind.ROW:
        return say("delay.proof.row", number=one.number, time=time)
    if one.kind is ProofKind.TRY:
        what = happened(one.reason, say) or say(f"delay.outcome.{one.said}")
        return say("delay.proof.try", number=one.number, time=time, what=what)
    what = say(f"delay.move.{one.said}")
    if not one.who:
        return say(f"delay.proof.{one.kind}", what=what, time=time, number=one.number)
    return say(f"delay.proof.{one.kind}_by", what=what, time=time, number=one.number, name=one.who)


def happened(reason: Problem | None, say: Say) -> str:
    """The beginning of a reason: what happened, without what is not known of it and what to do."""
    if reason is None:
        return ""
    return say(reason.message_id, **reason.params).partition(". ")[0].partition(": ")[0].rstrip(".")


def verdict(ledger: DelayLedger, say: Say) -> str:
    """In one sentence whether the dossier is late, by how much, and whose most of it is."""
    news = ledger.lateness is Lateness.LATE_ON_PORTAL
    late = {one.cause: one.news_overdue if news else one.overdue for one in ledger.sums}
    working = sum(one.overdue_working for one in ledger.sums)
    return say(
        f"delay.verdict.{ledger.lateness}",
        overdue=length(sum(late.values()), say),
        working=length(working, say),
        cause=say(f"delay.cause.{max(late, key=late.__getitem__)}"),
    )


RULE: Final = ("turn", "turns", "waits", "tries")
"""What the sums stand on, as `delay.rule.<name>`."""
