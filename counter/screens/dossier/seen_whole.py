"""Seeing an identity number and a phone whole: why is asked, the look is recorded, the answer shown once."""

from typing import TYPE_CHECKING

from counter.errors import CounterError
from counter.i18n import t
from counter.models.lookups import Seen
from counter.papers.words import phone as phone_words
from counter.rules.lookups import why_problems
from counter.services.office import Service
from counter.services.people import lookups
from counter.widgets.dialogs import Choice, Item, ReasonDialog

if TYPE_CHECKING:
    from counter.app import CounterApp


def item() -> Item:
    """The row of an F10 menu."""
    return Item("see_whole", t("lookup.menu"))


async def of_person(app: "CounterApp", resident_id: int, name: str) -> None:
    """Of somebody the store knows. From a worker only."""
    await _show(app, name, lookups.see_person, resident_id)


async def of_dossier(app: "CounterApp", dossier_id: int, name: str) -> None:
    """Of the applicant of a dossier. From a worker only."""
    await _show(app, name, lookups.see_dossier, dossier_id)


async def _show(app: "CounterApp", name: str, service: Service[[int, str], Seen], ident: int) -> None:
    lines = (name, t("lookup.why"))
    ask = ReasonDialog(
        t("lookup.title"), lines, verb_id="lookup.see", label=t("lookup.label"), check=why_problems
    )
    reason = await app.push_screen_wait(ask)
    if not reason:
        return
    try:
        seen = await app.ask(service, ident, reason)
    except CounterError as error:
        await app.tell(error)
        return
    rows = [t("lookup.number", number=number) for number in seen.numbers]
    rows += [t("lookup.phone", phone=phone_words(phone)) for phone in seen.phones]
    said = (seen.full_name, *(rows or [t("lookup.nothing")]), t("lookup.note"))
    await app.push_screen_wait(
        Choice(t("lookup.title"), (Item("close", t("widget.dialog.close")),), lines=said)
    )
