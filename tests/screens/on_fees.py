"""Fees on the screen: a dossier made at the counter, its fee opened, what stands there once it is settled."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from textual.pilot import Pilot

from counter.models.dossier import DossierView, IntakeDraft
from counter.models.money import PaymentView
from counter.screens.fee.fee import FeeScreen
from counter.services.office import Office
from tests.screens.conftest import shown, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import counter_of, open_screen, received, stored
from tests.services import journeys

NO_SETTINGS: Mapping[str, str] = MappingProxyType({})
BOOK = {"receipt_form": "EBL01", "receipt_serial": "26E"}


def one(
    path: Path,
    make: Callable[[Office], IntakeDraft],
    ward: Mapping[str, str] = NO_SETTINGS,
    *,
    drawer: bool = True,
) -> DossierView:
    """One dossier of a draft that is made at the counter of a store, whose drawer is open."""
    with counter_of(path, **ward) as office:
        if drawer:
            journeys.with_drawer(office)
        return received(office, make(office))


def adoption(office: Office) -> IntakeDraft:
    """An adoption: 400.000đ, of which four groups are free."""
    values = {
        field.key: "Nguyễn Văn An"
        if "ho_ten" in field.key
        else field.options[0]
        if field.options
        else {"id_number": "046195001234", "date": "01/02/2020"}.get(field.type.value, "Tổ 15, Huế")
        for field in office.catalogue.get("ncn").fields
        if field.required
    }
    return replace(journeys.ready(office, "ncn", journeys.MO, values), fee_inputs={"cases": "1"})


async def open_fee(pilot: Pilot[None], view: DossierView) -> tuple[FeeScreen, Hands]:
    """The fee of a dossier, read and ready."""
    await open_screen(pilot, "fee", ref=str(view.id))
    screen = pilot.app.screen
    assert isinstance(screen, FeeScreen)
    await until(pilot, screen.loaded.is_set)
    await pilot.pause()
    return screen, Hands(pilot)


async def taken(pilot: Pilot[None], screen: FeeScreen) -> str:
    """What stands there once the fee is settled."""
    await until(pilot, lambda: screen.done is not None)
    await pilot.pause()
    return shown(pilot)


async def paid(pilot: Pilot[None], view: DossierView) -> PaymentView:
    """The last payment of a dossier as the store has it."""
    return (await stored(pilot, view)).payments[-1]
