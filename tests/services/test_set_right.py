"""A mistyped sum and a voided payment can be set right while nothing stands paid."""

import pytest

from counter.errors import Refused
from counter.models.dossier import DossierView
from counter.models.money import Approval, MoneyState, PaymentKind, ReversalDraft
from counter.models.staff import Role, StaffView
from counter.services.dossier import dossiers
from counter.services.money import exemptions, payments, reversals
from counter.services.office import Office
from counter.services.staff import pins
from tests.services.journeys import birth, cash, free, late_birth, received, with_drawer

People = dict[Role, StaffView]


@pytest.fixture
def office(office: Office, people: People) -> Office:
    with office.store.write() as transaction:
        transaction.connection.execute("UPDATE staff SET pin_hash = ?", (pins.hash_pin("246810"),))
        transaction.record(None, "test.pins", subject=("test", "pins"), operation="")
    return with_drawer(office)


def again(office: Office, view: DossierView) -> DossierView:
    return dossiers.get(office, str(view.id))


def voided(office: Office, view: DossierView, people: People) -> DossierView:
    taken = payments.take(office, cash(view, 500_000, "7"))
    chief = Approval(name=people[Role.SUPERVISOR].name, pin="246810")
    draft = ReversalDraft(
        operation="void", payment_id=taken.id, kind=PaymentKind.VOID, reason="gõ nhầm", approval=chief
    )
    reversals.give_back(office, draft)
    return again(office, view)


def said(office: Office, view: DossierView, amount: int) -> DossierView:
    return payments.state(
        office, view.id, amount, "bảng niêm yết", operation=f"s{amount}", version=view.version
    )


def test_a_mistyped_sum_is_stated_anew(office: Office) -> None:
    view = said(office, received(office, late_birth(office)), 300_000)
    assert view.quote.total == 308_000
    view = said(office, view, 30_000)
    assert view.quote.total == 38_000 and view.money is MoneyState.DUE
    assert view.timeline[-1].detail["before"] == "300000"
    assert payments.take(office, cash(view, 50_000)).total == 38_000


def test_also_after_a_void_but_not_once_it_is_paid(office: Office, people: People) -> None:
    view = said(office, received(office, late_birth(office)), 300_000)
    view = said(office, voided(office, view, people), 30_000)
    payments.take(office, cash(view, 50_000, "8", "pay-2"))
    with pytest.raises(Refused):
        said(office, again(office, view), 20_000)


def test_what_the_data_knows_is_never_stated(office: Office) -> None:
    with pytest.raises(Refused, match=r"payment\.amount_known"):
        said(office, received(office, birth(office)), 1_000)


def test_a_group_is_noted_after_the_payment_was_voided(office: Office, people: People) -> None:
    view = voided(office, said(office, received(office, late_birth(office)), 30_000), people)
    group = exemptions.choices(office, view.id)[0].group.id
    assert payments.exempt(office, free(view, group)).exempt_group == group
