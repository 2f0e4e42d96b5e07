"""Dossiers in the store of a screen test, and the screens that work on one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from textual.pilot import Pilot

from counter.models.dossier import DossierView, IntakeDraft
from counter.models.identity import Card
from counter.models.staff import Role, StaffView
from counter.services import setup
from counter.services.dossier import dossiers
from counter.services.office import Office
from counter.services.staff import staff
from counter.services.store.store import Store
from tests.conftest import START
from tests.screens.conftest import program, until
from tests.services import journeys


@contextmanager
def counter_of(path: Path, **ward: str) -> Iterator[Office]:
    """The counter behind a store file, before the program opens it; `ward`: settings to change first."""
    with Store.open(path, practice=True) as store:
        head = next(person for person in staff.names(store) if person.role is Role.SUPERVISOR)
        office = Office(
            store=store, actor=head, ward=setup.load_ward(store), practice=True, now=lambda: START
        )
        if ward:
            setup.save_ward(office, office.ward.with_texts(ward), "ward")
            office = replace(office, ward=setup.load_ward(store))
        yield office


def received(office: Office, draft: IntakeDraft) -> DossierView:
    """The dossier of a draft after its acceptance."""
    return journeys.received(office, draft)


def finished(office: Office, view: DossierView) -> DossierView:
    """The same dossier when its result is there."""
    seen = dossiers.get(office, str(view.id))
    return dossiers.mark_ready(office, view.id, operation=f"ready-{view.id}", version=seen.version)


def act_as(pilot: Pilot[None], role: Role) -> StaffView:
    """Let another person of the counter work from now on."""
    app = program(pilot)
    app.actor = next(person for person in app.staff if person.role is role)
    return app.actor


async def open_screen(pilot: Pilot[None], name: str, **arguments: object) -> None:
    """Open a screen over the desk, once the store is open."""
    app = program(pilot)
    await until(pilot, app.door.opened.is_set)
    await until(pilot, lambda: app.screen.is_current)
    app.show(name, **arguments)
    await pilot.pause()


async def stored(pilot: Pilot[None], view: DossierView) -> DossierView:
    """The dossier as the store has it now."""
    return await program(pilot).ask(dossiers.get, str(view.id))


def payload(card: Card) -> str:
    """What the QR of a card says."""
    day = f"{card.dob:%d%m%Y}" if card.dob else ""
    issued = f"{card.issue_date:%d%m%Y}" if card.issue_date else ""
    return "|".join(
        (card.citizen_id, card.old_cmnd or "", card.full_name, day, card.gender, card.address, issued)
    )
