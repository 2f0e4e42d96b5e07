"""The number on the proof of a payment (transaction code, slip, postal item) pays once."""

from dataclasses import replace

import pytest

from counter.errors import Refused
from counter.models.dossier import DossierView
from counter.models.money import (
    Approval,
    PaymentDraft,
    PaymentKind,
    PaymentMeans,
    ReversalDraft,
)
from counter.models.staff import Role, StaffView
from counter.services.money import payments, reversals
from counter.services.office import Office
from counter.services.staff import pins
from tests.conftest import Clock
from tests.services.journeys import MO, cash, certified_copy, contents, paying, receipt, received, with_drawer

People = dict[Role, StaffView]
CODE = "FT26327001"


def by(
    view: DossierView, code: str, number: str, means: PaymentMeans = PaymentMeans.TRANSFER
) -> PaymentDraft:
    """The fee of a dossier by a means that is no cash."""
    draft = cash(view, 0, number, operation=f"pay-{number}")
    return paying(draft, means=means, tendered=None, reference=code)


@pytest.fixture
def office(office: Office) -> Office:
    return with_drawer(office)


@pytest.fixture
def two(office: Office) -> tuple[DossierView, DossierView]:
    """Two people's dossiers, 21.000đ each."""
    return received(office, certified_copy(office)), received(office, certified_copy(office, MO))


@pytest.mark.parametrize("typed", [CODE, "ft26327001", " FT 2632 7001 ", "FT-26327001", "FT26327001\u200b"])
def test_one_transfer_pays_one_payment(
    office: Office, two: tuple[DossierView, DossierView], typed: str
) -> None:
    payments.take(office, by(two[0], CODE, "1"))
    before = contents(office.store)
    with pytest.raises(Refused) as told:
        payments.take(office, by(two[1], typed, "2"))
    (problem,) = told.value.problems
    assert (problem.field, problem.message_id) == ("transfer_reference", "payment.reference_used")
    assert problem.params["code"] == two[0].short_code
    assert contents(office.store) == before


@pytest.mark.parametrize("means", [PaymentMeans.CARD, PaymentMeans.POST])
def test_one_slip_pays_one_payment(
    office: Office, two: tuple[DossierView, DossierView], means: PaymentMeans
) -> None:
    payments.take(office, by(two[0], "VN00412", "1", means))
    with pytest.raises(Refused, match=r"payment\.reference_used"):
        payments.take(office, by(two[1], "VN00412", "2", means))


def test_the_same_number_of_another_means_is_another_proof(
    office: Office, two: tuple[DossierView, DossierView]
) -> None:
    payments.take(office, by(two[0], "004123", "1", PaymentMeans.CARD))
    payments.take(office, by(two[1], "004123", "2", PaymentMeans.TRANSFER))


def test_a_terminal_counts_anew_so_an_old_slip_does_not_stand_in_the_way(
    office: Office, two: tuple[DossierView, DossierView], clock: Clock, people: People
) -> None:
    payments.take(office, by(two[0], "004123", "1", PaymentMeans.CARD))
    clock.ahead(days=91)
    chief = with_drawer(replace(office, actor=people[Role.SUPERVISOR]))
    draft = by(two[1], "004123", "2", PaymentMeans.CARD)
    assert payments.take(chief, replace(draft, receipt=receipt("2", serial="27E"))).total == 21_000


def test_a_voided_payment_gives_its_code_free(
    office: Office, two: tuple[DossierView, DossierView], people: People
) -> None:
    taken = payments.take(office, by(two[0], CODE, "1"))
    with office.store.write(office.now()) as transaction:
        transaction.connection.execute("UPDATE staff SET pin_hash = ?", (pins.hash_pin("246810"),))
        transaction.record(None, "test.pins", subject=("test", "pins"), operation="")
    chief = Approval(name=people[Role.SUPERVISOR].name, pin="246810")
    reversals.give_back(
        office,
        ReversalDraft(
            operation="void", payment_id=taken.id, kind=PaymentKind.VOID, reason="nhầm hồ sơ", approval=chief
        ),
    )
    assert payments.take(office, by(two[1], CODE, "2")).total == 21_000
