"""The gateways against the practice portal: every procedure, and every fault it can do."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from counter.models.catalogue import Procedure
from counter.models.sync import (
    Filed,
    Held,
    Known,
    Outcome,
    ProcedureCard,
    Refused,
    SyncDossier,
    Unknown,
    Unreachable,
)
from counter.portal.credentials import Credentials
from counter.portal.gateway import AdapterGateway, AdapterSettings, ProvincialGateway, ProvincialSettings
from counter.portal.practice import Fault, PracticePortal, Rule, gateways
from counter.portal.transport import Transport
from tests.portal.cases import dossier_of, steps_of
from tests.portal.practice_portal_calls import PROCEDURES

SETTINGS = AdapterSettings(
    auth_path=gateways.AUTH,
    data_path=gateways.INTEGRATION,
    share_path=gateways.SHARE,
    destination="VN:TAP",
    unit="H57.15",
)
PATHS = ProvincialSettings(add_path=gateways.ADD, update_path=gateways.UPDATE, steps_path=gateways.STEPS)
TRIES = 10
BY_CODE = {procedure.code: procedure for procedure in PROCEDURES}
PAUSES = {Fault.HANG: 1.0, Fault.DELAY: 1.0, Fault.DRIP: 0.05, Fault.DRIP_HEADERS: 0.05}


@pytest.fixture(scope="module")
def portal() -> Iterator[PracticePortal]:
    with PracticePortal(PROCEDURES, wait=lambda seconds: None) as made:
        yield made


def adapter(portal: PracticePortal, deadline: float = 5) -> AdapterGateway:
    account = Credentials(gateways.USER, gateways.PASSWORD)
    return AdapterGateway(Transport(portal.url, deadline=deadline), SETTINGS, account, practice=True)


def province(portal: PracticePortal, deadline: float = 5) -> ProvincialGateway:
    return ProvincialGateway(Transport(portal.url, deadline=deadline), PATHS, practice=True)


def card_from(gateway: AdapterGateway, code: str) -> ProcedureCard:
    card = gateway.card(code)
    assert isinstance(card, ProcedureCard), card
    return card


def practice(procedure: Procedure, number: int) -> SyncDossier:
    channel = next(channel for channel, there in procedure.channels.items() if there)
    dossier = dossier_of(procedure, channel)
    return replace(dossier, practice=True, code=f"H57.15-261123-{number:04}")


def test_every_procedure_goes_through_by_the_portals_own_card(portal: PracticePortal) -> None:
    with closing(adapter(portal)) as gateway, closing(province(portal)) as other:
        for number, procedure in enumerate(PROCEDURES):
            dossier = practice(procedure, number)
            card = card_from(gateway, procedure.code)
            told = gateway.send(dossier, steps_of(3), card=card)
            assert told == Filed(code="TẬP-" + dossier.code, updated=False, steps_sent=3), told
            assert isinstance(gateway.ask("TẬP-" + dossier.code), Known)
            again = replace(dossier, code=f"H57.15-261123-{number + 500:04}")
            assert isinstance(other.send(again, steps_of(3), card=card), Filed)
            assert isinstance(other.send(again, card=card), Filed)
    assert portal.state()["doubles"] == 0


FAULTS = sorted(Fault)


@pytest.mark.parametrize("way", [adapter, province])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_doubles_nothing_and_is_never_called_a_success(
    fault: Fault, way: Callable[[PracticePortal, float], AdapterGateway | ProvincialGateway]
) -> None:
    """The fault meets the first two requests of each kind; then the same is sent until it is taken."""
    with PracticePortal(PROCEDURES, wait=time.sleep if fault in PAUSES else None) as portal:
        with closing(adapter(portal, 10)) as asking:
            card = card_from(asking, "2.000635")
        portal.set_faults([Rule(fault=fault, first=2, seconds=PAUSES.get(fault, 0.0))])
        dossier = replace(practice(BY_CODE["2.000635"], 7), fees=(), papers=(), ledger_total=None)
        with closing(way(portal, 0.3 if fault in PAUSES else 10)) as gateway:
            told = settled(gateway, dossier, card)
        state = portal.state()
    assert state["doubles"] == 0
    dossiers = state["dossiers"]
    assert isinstance(dossiers, dict)
    there = dossiers.get("TẬP-" + dossier.code)
    assert isinstance(told, Filed | Refused | Held | Unreachable), told
    if isinstance(told, Filed) and told.rest is None and fault is not Fault.FORGET_DOSSIER:
        assert isinstance(there, dict) and there["known"] and there["doubled_steps"] == 0
        assert isinstance(there["steps"], list) and len(there["steps"]) == 12


def settled(
    gateway: AdapterGateway | ProvincialGateway, dossier: SyncDossier, card: ProcedureCard
) -> Outcome:
    """Send with one key as long as it is not known, or nothing was sent."""
    told: Outcome = gateway.send(dossier, steps_of(12), card=card, key="k")
    for _ in range(TRIES):
        rest = told.rest if isinstance(told, Filed) else told
        if not isinstance(rest, Unknown | Unreachable) or (
            isinstance(rest, Unreachable) and rest.needs_person
        ):
            break
        taken = told.steps_sent if isinstance(told, Filed) else 0
        told = gateway.send(dossier, steps_of(12), card=card, taken=taken, key="k")
    return told


def test_without_the_key_a_forgetful_portal_has_doubles() -> None:
    """The probe above can fail: the key is what keeps a forgotten look-up from becoming a second dossier."""
    for key, doubles in (("k", 0), ("", 1)):
        with PracticePortal(PROCEDURES) as portal, closing(adapter(portal)) as gateway:
            card = card_from(gateway, "2.000635")
            dossier = replace(practice(BY_CODE["2.000635"], 7), fees=(), papers=(), ledger_total=None)
            gateway.send(dossier, card=card, key=key)
            portal.set_faults([Rule(fault=Fault.FORGET_LOOKUP)])
            gateway.send(dossier, card=card, key=key)
            assert portal.state()["doubles"] == doubles
