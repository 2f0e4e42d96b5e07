"""In the outbox: the dossiers that somebody files on the portal by hand, whose code is not here yet."""

from collections.abc import Sequence
from datetime import datetime

from counter.i18n import number, t
from counter.models.queue import ByHand
from counter.screens.parts.intake_facts import Fact
from counter.screens.parts.times import since
from counter.screens.parts.wording import sync_words
from counter.widgets.rows import Row

_KEY = "hand-"


def rows(found: Sequence[ByHand], now: datetime) -> list[Row]:
    """A heading and a row each; none when nothing is filed by hand."""
    if not found:
        return []
    head = t("outbox_screen.by_hand", n=number(len(found)))
    return [Row(key="by-hand", cells=(head, "", "", "", ""), tone="head"), *(_row(one, now) for one in found)]


def of_key(found: Sequence[ByHand], key: str) -> ByHand | None:
    """The dossier of a row."""
    return next((one for one in found if f"{_KEY}{one.dossier_id}" == key), None)


def facts(one: ByHand) -> tuple[Fact, ...]:
    """Where it is, and what to do: nothing sends it but a person."""
    return (
        Fact(t("outbox_screen.state"), sync_words(one.state), "strong"),
        Fact(t("outbox_screen.do"), t(f"outbox_screen.by_hand.do.{one.state}")),
    )


def _row(one: ByHand, now: datetime) -> Row:
    mark, _, words = sync_words(one.state).partition(" ")
    cells = (one.applicant, one.short_code, one.procedure, words, since(one.since, now))
    return Row(key=f"{_KEY}{one.dossier_id}", cells=cells, mark=mark, tone="late" if mark in "!?" else "")
