"""The program's own gateways against the practice portal: every procedure, and through faults."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from counter.models.catalogue import Channel, Procedure
from counter.models.states import DossierState
from counter.models.sync import Filed, Known, NotKnown, ProcedureCard, Refused, SyncDossier, Unknown
from counter.portal.credentials import Credentials
from counter.portal.gateway import AdapterGateway, AdapterSettings, ProvincialGateway, ProvincialSettings
from counter.portal.practice import Fault, PracticePortal, RequestKind, Rule, gateways
from counter.portal.transport import Transport
from tests.portal.cases import dossier_of, plain_dossier, steps_of
from tests.portal.practice_portal_calls import PROCEDURES

ADAPTER = AdapterSettings(
    auth_path=gateways.AUTH,
    data_path=gateways.INTEGRATION,
    share_path=gateways.SHARE,
    destination="VN:TAP",
    unit="TAP.H57",
)
PROVINCE = ProvincialSettings(add_path=gateways.ADD, update_path=gateways.UPDATE, steps_path=gateways.STEPS)
DEADLINE = 2.0  # seconds; nothing here waits for it but what is meant to


@pytest.fixture(scope="module")
def running() -> Iterator[PracticePortal]:
    with PracticePortal(PROCEDURES, marked_only=True, wait=lambda _: None) as made:
        yield made


@pytest.fixture
def portal(running: PracticePortal) -> PracticePortal:
    running.set_faults(())
    return running


@pytest.fixture
def adapter(portal: PracticePortal) -> Iterator[AdapterGateway]:
    transport = Transport(portal.url, deadline=DEADLINE)
    entry = Credentials(gateways.USER, gateways.PASSWORD)
    made = AdapterGateway(transport, ADAPTER, entry, practice=True)
    yield made
    made.close()


@pytest.fixture
def province(portal: PracticePortal) -> Iterator[ProvincialGateway]:
    made = ProvincialGateway(Transport(portal.url, deadline=DEADLINE), PROVINCE, practice=True)
    yield made
    made.close()


def practised(dossier: SyncDossier, number: int) -> SyncDossier:
    return replace(dossier, practice=True, code=f"H57.15-261123-{number:05}")


def card(adapter: AdapterGateway, code: str) -> ProcedureCard:
    found = adapter.card(code)
    assert isinstance(found, ProcedureCard), found
    return found


def simple() -> SyncDossier:
    """A dossier under way, without a paper or a fee."""
    return plain_dossier(papers=(), fees=(), ledger_total=None)


CASES = [(p, channel) for p in PROCEDURES for channel, is_open in p.channels.items() if is_open]


@pytest.mark.parametrize(
    ("number", "procedure", "channel"),
    [(number, p, channel) for number, (p, channel) in enumerate(CASES, start=1)],
    ids=lambda value: value.code if isinstance(value, Procedure) else str(value),
)
def test_a_dossier_of_every_procedure_is_taken(
    adapter: AdapterGateway, number: int, procedure: Procedure, channel: Channel
) -> None:
    dossier = practised(dossier_of(procedure, channel), number)
    sent = adapter.send(dossier, card=card(adapter, procedure.code), key=f"all-{number}")
    assert isinstance(sent, Filed), sent
    assert adapter.ask(f"TẬP-{dossier.code}") == Known(
        code=f"TẬP-{dossier.code}", state=DossierState.RETURNED
    )


def test_both_ways_add_update_and_send_steps(
    portal: PracticePortal, adapter: AdapterGateway, province: ProvincialGateway
) -> None:
    found = card(adapter, "2.000635")
    steps = steps_of(12)
    for number, way in ((901, adapter), (902, province)):
        dossier = practised(simple(), number)
        code = f"TẬP-{dossier.code}"
        assert way.send(dossier, card=found, key=f"a{number}") == Filed(code=code, updated=False)
        later = replace(dossier, note="Gọi lại")
        sent = way.send(later, steps, card=found, key=f"b{number}")
        assert sent == Filed(code=code, updated=True, steps_sent=12)
        kept = portal.state()["dossiers"]
        assert isinstance(kept, dict)
        row = kept[code]
        assert isinstance(row, dict)
        assert (row["created"], row["updated"], row["doubles"], row["doubled_steps"]) == (1, 1, 0, 0)
        assert isinstance(row["steps"], list)
        assert len(row["steps"]) == 12


def test_a_session_that_ended_is_renewed_once(portal: PracticePortal, adapter: AdapterGateway) -> None:
    assert isinstance(adapter.ask("TẬP-H57.15-261123-00950"), NotKnown)
    portal.end_sessions()
    assert isinstance(adapter.ask("TẬP-H57.15-261123-00950"), NotKnown)


LOST = sorted(
    {
        Fault.LOSE_ANSWER,
        Fault.RESET,
        Fault.HANG,
        Fault.CUT,
        Fault.LENGTH_LONGER,
        Fault.ERROR_AFTER,
        Fault.EMPTY,
        Fault.NOT_JSON,
        Fault.BROKEN_JSON,
        Fault.DOUBLED_KEYS,
        Fault.NAN,
        Fault.DEEP,
        Fault.NOT_UTF8,
        Fault.GZIP_BOMB,
        Fault.HUGE,
    }
)


@pytest.mark.parametrize("number", range(len(LOST)), ids=LOST)
def test_an_answer_that_was_lost_is_unknown_and_sending_again_has_one_effect(
    portal: PracticePortal, province: ProvincialGateway, adapter: AdapterGateway, number: int
) -> None:
    dossier = practised(simple(), 700 + number)
    found = card(adapter, "2.000635")
    adding = frozenset({RequestKind.ADD})
    portal.set_faults([Rule(fault=LOST[number], kinds=adding, first=1)])
    assert isinstance(province.send(dossier, card=found, key=f"l{number}"), Unknown)
    assert isinstance(province.send(dossier, card=found, key=f"l{number}"), Filed)
    dossiers = portal.state()["dossiers"]
    assert isinstance(dossiers, dict)
    row = dossiers[f"TẬP-{dossier.code}"]
    assert isinstance(row, dict)
    assert (row["created"], row["updated"]) == (1, 0)


ROUGH = (
    Rule(fault=Fault.LOSE_ANSWER, chance=0.15),
    Rule(fault=Fault.DOUBLE, chance=0.1),
    Rule(fault=Fault.FORGET_LOOKUP, chance=0.15),
    Rule(fault=Fault.ERROR_AFTER, chance=0.1),
    Rule(fault=Fault.LOSE_REQUEST, chance=0.1),
)


@pytest.mark.parametrize("keyed", [True, False])
def test_through_rough_weather_only_what_has_no_key_is_doubled(keyed: bool) -> None:
    """Each dossier is sent with its steps until all of it is told, as an outbox would."""
    with PracticePortal(PROCEDURES, seed=7, wait=lambda _: None) as portal:
        transport = Transport(portal.url, deadline=DEADLINE)
        way = AdapterGateway(transport, ADAPTER, Credentials(gateways.USER, gateways.PASSWORD), practice=True)
        found = card(way, "2.000635")
        portal.set_faults([replace(rule, kinds=rule.kinds - {RequestKind.AUTH}) for rule in ROUGH])
        for number in range(1, 41):
            _told(way, practised(simple(), number), found, f"k{number}" if keyed else "")
        way.close()
        state = portal.state()
    assert isinstance(state["doubles"], int)
    assert isinstance(state["doubled_steps"], int)
    assert (state["doubles"] == 0) is keyed
    assert (state["doubled_steps"] == 0) is keyed
    assert state["created"] == 40 + state["doubles"]


def _told(way: AdapterGateway, dossier: SyncDossier, found: ProcedureCard, key: str) -> None:
    steps, taken, known = steps_of(3), 0, False
    for _ in range(30):
        if known:
            sent = way.send_steps(dossier, steps, taken=taken, key=key)
            taken, rest = sent.count, sent.rest
        else:
            filed = way.send(dossier, steps, card=found, key=key)
            known = isinstance(filed, Filed)
            taken, rest = (filed.steps_sent, filed.rest) if isinstance(filed, Filed) else (0, filed)
        if rest is None:
            return
    raise AssertionError(rest)


def test_a_refusal_has_the_portals_words(
    portal: PracticePortal, province: ProvincialGateway, adapter: AdapterGateway
) -> None:
    found = card(adapter, "2.000635")
    portal.set_faults([Rule(fault=Fault.REFUSE_3, text="Thiếu giấy tờ")])
    sent = province.send(practised(simple(), 990), card=found)
    assert sent == Refused(code="3", text="Thiếu giấy tờ")


def test_what_the_gateway_would_never_send_is_refused_too(adapter: AdapterGateway) -> None:
    """A card of another portal: its codes are not those of this one."""
    found = replace(card(adapter, "2.000635"), sector_code="G15-HT01")
    sent = adapter.send(practised(simple(), 991), card=found)
    assert isinstance(sent, Refused)
    assert "MaLinhVuc" in sent.text


def test_the_deadline_ends_a_drip_in_real_time(adapter: AdapterGateway) -> None:
    with PracticePortal(PROCEDURES, [Rule(fault=Fault.DRIP, seconds=0.05)]) as slow:
        quick = ProvincialGateway(Transport(slow.url, deadline=0.5), PROVINCE, practice=True)
        sent = quick.send(practised(simple(), 992), card=card(adapter, "2.000635"))
        quick.close()
        assert isinstance(sent, Unknown)
