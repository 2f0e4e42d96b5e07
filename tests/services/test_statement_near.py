"""What a bank line may be the money of: the same amount, on no statement yet; never another amount."""

from dataclasses import replace

import pytest

from counter.errors import Forbidden
from counter.models.bank import BankAccount
from counter.models.money import Payer, PaymentMeans
from counter.models.staff import Role, StaffView
from counter.models.transfers import RequestDraft
from counter.services.bank import accounts, statement_near, statement_tasks, statements, transfers
from counter.services.money import payments
from counter.services.office import Office
from tests.services.journeys import BINH, MO, birth, but, cash, certified_copy, paying, received

People = dict[Role, StaffView]
HEAD = "Ngày giao dịch;Số tiền ghi có;Nội dung;Số tham chiếu"
UT = but(BINH, citizen_id="046092005679", full_name="Lê Văn Út", old_cmnd=None)


@pytest.fixture
def account(office: Office, people: People) -> BankAccount:
    chief = replace(office, actor=people[Role.SUPERVISOR])
    return accounts.add(chief, "970436", "113366668888", "UBND PHUONG MAU", "VCB", operation="account")


def asked(office: Office, account: BankAccount, number: int) -> int:
    draft = birth(office) if number == 3 else certified_copy(office, (BINH, MO, UT)[number])
    view = received(office, draft)
    shares = ((view.id, view.version, None),)
    request = RequestDraft(
        operation=f"ask-{number}", shares=shares, account_id=account.id, payer=Payer.CHILD, payer_name="Con"
    )
    return transfers.ask(office, request).id


def line(office: Office, account: BankAccount, amount: int, memo: str) -> int:
    data = "\n".join([HEAD, f"24/11/2026;{amount};{memo};FT9"]).encode()
    statements.import_statement(office, account.id, data, "x.csv", operation=f"csv-{memo}")
    return statements.tasks(office)[-1].id


def test_the_same_amount_the_newest_first(office: Office, account: BankAccount) -> None:
    first, second = asked(office, account, 0), asked(office, account, 1)
    asked(office, account, 3)  # 16.000đ
    found = statement_near.near(office, line(office, account, 21_000, "tra giup"))
    assert {one.request_id for one in found} == {first, second}
    assert all(one.payment_id is None and one.payer == "Con" for one in found)
    assert statement_near.near(office, line(office, account, 20_999, "khac")) == ()


def test_a_cancelled_code_is_not_offered(office: Office, account: BankAccount) -> None:
    request = transfers.get(office, asked(office, account, 0))
    transfers.cancel(office, request.id, operation="cancel", version=request.version)
    assert statement_near.near(office, line(office, account, 21_000, "tra giup")) == ()


def test_a_payment_by_a_typed_code_is_offered_until_it_is_seen(office: Office, account: BankAccount) -> None:
    view = received(office, certified_copy(office))
    draft = paying(cash(view, 0), means=PaymentMeans.TRANSFER, tendered=None, reference="FT26327000412")
    paid = payments.take(office, draft)
    task = line(office, account, 21_000, "tra giup")
    [found] = statement_near.near(office, task)
    assert (found.payment_id, found.request_id, found.memo) == (paid.id, None, "FT26327000412")
    assert found.dossiers == (view.short_code,)
    statement_tasks.is_payment(office, task, paid.id, "người trả gọi", operation="it-is")
    assert statement_near.near(office, task) == ()


def test_a_volunteer_is_told_nothing(office: Office, people: People, account: BankAccount) -> None:
    asked(office, account, 0)
    task = line(office, account, 21_000, "tra giup")
    with pytest.raises(Forbidden):
        statement_near.near(replace(office, actor=people[Role.VOLUNTEER]), task)
