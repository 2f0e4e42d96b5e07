"""A transfer counts as paid only when the money was seen: by a typed code, or on a bank statement."""

from dataclasses import replace

import pytest

from counter.errors import Conflict, Forbidden, Refused
from counter.models.bank import BankAccount, MatchKind
from counter.models.dossier import DossierView
from counter.models.ledger import Account
from counter.models.money import MoneyState, Payer, PaymentMeans
from counter.models.staff import Role, StaffView
from counter.models.states import BankStep, RequestState
from counter.models.transfers import ConfirmDraft, Imported, RequestDraft, RequestView
from counter.rules import vietqr
from counter.services.bank import accounts, statement_tasks, statements, transfers
from counter.services.dossier import dossiers
from counter.services.money import ledger, payments
from counter.services.office import Office
from counter.services.reports import money_report
from counter.services.store.store import Store
from tests.conftest import Clock
from tests.services.journeys import (
    MO,
    but,
    cash,
    certified_copy,
    contents,
    paying,
    receipt,
    received,
    with_drawer,
)

People = dict[Role, StaffView]
CODE = "FT26327000412"
HEAD = "Ngày giao dịch;Số tiền ghi có;Nội dung;Số tham chiếu"


@pytest.fixture
def account(office: Office, people: People) -> BankAccount:
    chief = replace(office, actor=people[Role.SUPERVISOR])
    return accounts.add(chief, "970436", "113366668888", "UBND PHUONG MAU", "VCB", operation="account")


@pytest.fixture
def copy(office: Office) -> DossierView:
    """Three certified copies: 21.000đ are due."""
    return received(office, certified_copy(office))


def asking(account: BankAccount, *views: DossierView, operation: str = "ask") -> RequestDraft:
    return RequestDraft(
        operation=operation,
        shares=tuple((view.id, view.version, None) for view in views),
        account_id=account.id,
        payer=Payer.CHILD,
        payer_name="Trần Văn Con",
    )


@pytest.fixture
def asked(office: Office, account: BankAccount, copy: DossierView) -> RequestView:
    return transfers.ask(office, asking(account, copy))


def seen(request: RequestView, **changes: object) -> ConfirmDraft:
    draft = ConfirmDraft(
        operation="seen",
        request_id=request.id,
        version=request.version,
        reference=CODE,
        receipt=receipt("0001873"),
    )
    return but(draft, **changes)


def csv(*rows: tuple[str, int, str, str]) -> bytes:
    """A statement: day, sum, memo, code of each line."""
    return "\n".join([HEAD, *(";".join(map(str, row)) for row in rows)]).encode()


def read(office: Office, account: BankAccount, data: bytes, operation: str = "csv") -> Imported:
    return statements.import_statement(office, account.id, data, "sao-ke.csv", operation=operation)


def held(store: Store, account: Account) -> int:
    with store.query() as connection:
        return ledger.balance(connection, account)


def again(office: Office, view: DossierView) -> DossierView:
    return dossiers.get(office, str(view.id))


# -- asking ---------------------------------------------------------------------------------


def test_a_code_names_amount_account_and_dossier(asked: RequestView, copy: DossierView) -> None:
    said = vietqr.parse(asked.payload)
    assert not said.problems
    assert (said.dong, said.bin, said.account_or_card) == (21_000, "970436", "113366668888")
    assert said.memo == asked.memo
    assert copy.short_code.replace("-", "") in asked.memo
    assert (asked.bank, asked.payer, asked.payer_name) == ("Vietcombank", Payer.CHILD, "Trần Văn Con")


def test_asking_is_not_paying(office: Office, asked: RequestView, copy: DossierView) -> None:
    assert again(office, copy).money is MoneyState.DUE
    assert [request.id for request in transfers.waiting(office)] == [asked.id]
    assert transfers.waiting(office, dossier_id=copy.id + 1) == ()


def test_one_code_for_the_dossiers_of_two_people(
    office: Office, account: BankAccount, copy: DossierView
) -> None:
    other = received(office, certified_copy(office, MO))
    request = transfers.ask(office, asking(account, copy, other))
    assert request.amount == 42_000
    assert [share.applicant for share in request.shares] == ["Trần Văn Bình", "Nguyễn Thị Mơ"]
    transfers.confirm(office, seen(request))
    assert again(office, other).money is MoneyState.PAID


def test_a_volunteer_asks_for_no_money(office: Office, people: People, account: BankAccount) -> None:
    volunteer = replace(office, actor=people[Role.VOLUNTEER])
    with pytest.raises(Forbidden):
        transfers.ask(volunteer, asking(account))


def test_an_account_that_is_off_is_not_offered(
    office: Office, people: People, account: BankAccount, copy: DossierView
) -> None:
    chief = replace(office, actor=people[Role.SUPERVISOR])
    accounts.set_active(chief, account.id, False, operation="off")
    assert accounts.listing(office) == ()
    with pytest.raises(Refused) as told:
        transfers.ask(office, asking(account, copy))
    assert told.value.message_id == "account.off"


@pytest.mark.parametrize(
    ("bin", "number", "holder", "reason"),
    [
        ("97043", "113366668888", "UBND", "account.bin"),
        ("970436", "11336-6668888", "UBND", "account.number"),
        ("970436", "1" * 20, "UBND", "account.number"),
        ("970436", "113366668888", "  ", "account.holder"),
    ],
)
def test_an_account_that_cannot_be_is_refused(
    office: Office, people: People, bin: str, number: str, holder: str, reason: str
) -> None:
    with pytest.raises(Refused) as told:
        accounts.add(replace(office, actor=people[Role.SUPERVISOR]), bin, number, holder, "", operation="a")
    assert told.value.message_id == reason


# -- seen: a typed code ---------------------------------------------------------------------


def test_a_typed_code_makes_it_paid(office: Office, asked: RequestView, copy: DossierView) -> None:
    paid = transfers.confirm(office, seen(asked))
    assert (paid.total, paid.payer_name, paid.means[0].reference) == (21_000, "Trần Văn Con", CODE)
    assert again(office, copy).money is MoneyState.PAID
    after = transfers.get(office, asked.id)
    assert (after.state, after.payment_id) == (RequestState.PAID, paid.id)
    assert transfers.confirm(office, seen(asked)) == paid  # a second press


def test_a_picture_of_a_screen_is_no_code(office: Office, asked: RequestView, copy: DossierView) -> None:
    with pytest.raises(Refused) as told:
        transfers.confirm(office, seen(asked, reference="ảnh chụp"))
    assert told.value.message_id == "payment.transfer_reference_shape"
    assert again(office, copy).money is MoneyState.DUE


def test_a_cancelled_code_takes_nothing(office: Office, asked: RequestView) -> None:
    gone = transfers.cancel(office, asked.id, operation="cancel", version=asked.version)
    assert gone.state is RequestState.CANCELLED
    with pytest.raises(Conflict):
        transfers.confirm(office, seen(asked))


def test_a_dossier_paid_in_cash_meanwhile_is_not_paid_twice(
    office: Office, asked: RequestView, copy: DossierView
) -> None:
    payments.take(with_drawer(office), cash(copy, 21_000))
    with pytest.raises(Refused) as told:
        transfers.confirm(office, seen(asked, receipt=receipt("0001874")))
    assert told.value.message_id == "payment.settled.paid"


# -- seen: on a statement -------------------------------------------------------------------


def test_a_line_with_memo_and_amount_is_the_payment(
    office: Office, store: Store, account: BankAccount, asked: RequestView, copy: DossierView
) -> None:
    data = csv(("24/11/2026", 21_000, f"MBVCB.123 {asked.memo.lower()} chuyen tien", "FT1234567"))
    found = read(office, account, data)
    assert (found.new, found.matched, found.open) == (1, 1, 0)
    after = again(office, copy)
    assert after.money is MoneyState.PAID
    assert after.payments[0].means[0].reference == "FT1234567"
    assert after.payments[0].receipt is None and after.payments[0].receipt_later
    assert (held(store, Account.BANK), held(store, Account.TRANSFER)) == (21_000, 0)


def test_a_drawer_open_too_long_is_told_and_the_lines_are_kept(
    office: Office,
    people: People,
    clock: Clock,
    account: BankAccount,
    asked: RequestView,
    copy: DossierView,
) -> None:
    with_drawer(office)
    clock.ahead(hours=25)
    data = csv(("24/11/2026", 21_000, asked.memo, "FT1"))
    with pytest.raises(Refused) as told:
        read(office, account, data)
    assert told.value.message_id == "drawer.open_too_long"
    [task] = statements.tasks(office)
    assert (task.amount, again(office, copy).money) == (21_000, MoneyState.DUE)
    chief = replace(office, actor=people[Role.SUPERVISOR])
    assert statements.match_open(chief) == 1  # somebody with no such drawer


def test_a_memo_on_another_account_is_no_payment(
    office: Office, people: People, account: BankAccount, asked: RequestView, copy: DossierView
) -> None:
    chief = replace(office, actor=people[Role.SUPERVISOR])
    other = accounts.add(chief, "970418", "4110066", "UBND PHUONG MAU", "BIDV", operation="other")
    assert read(office, other, csv(("24/11/2026", 21_000, asked.memo, "FT1"))).matched == 0
    assert again(office, copy).money is MoneyState.DUE


def test_the_same_file_again_adds_nothing(
    office: Office, store: Store, account: BankAccount, asked: RequestView
) -> None:
    data = csv(("24/11/2026", 21_000, asked.memo, "FT1"), ("24/11/2026", 5_000, "tien nuoc", "FT2"))
    read(office, account, data)
    before = contents(store)["payment"]
    found = read(office, account, data, "again")
    assert (found.new, found.known, found.matched, found.open) == (0, 2, 0, 1)
    assert contents(store)["payment"] == before
    assert held(store, Account.BANK) == 26_000


def test_a_typed_code_is_found_on_the_statement(
    office: Office, store: Store, account: BankAccount, copy: DossierView
) -> None:
    draft = paying(cash(copy, 0), means=PaymentMeans.TRANSFER, tendered=None, reference=CODE)
    payments.take(office, draft)
    found = read(office, account, csv(("24/11/2026", 21_000, "khong ghi gi", CODE.lower())))
    assert (found.matched, found.open) == (1, 0)
    assert held(store, Account.TRANSFER) == 0


def test_two_lines_of_one_payment_leave_the_second_to_a_person(
    office: Office, account: BankAccount, copy: DossierView
) -> None:
    draft = paying(cash(copy, 0), means=PaymentMeans.TRANSFER, tendered=None, reference=CODE)
    payments.take(office, draft)
    twice = csv(("24/11/2026", 21_000, "khong ghi gi", CODE), ("24/11/2026", 21_000, "lan hai", CODE))
    found = read(office, account, twice)
    assert (found.matched, found.open) == (1, 1)


@pytest.mark.parametrize(
    ("memo", "amount", "kind"),
    [
        ("{memo}", 20_000, MatchKind.OTHER_AMOUNT),
        ("{memo}5", 21_000, MatchKind.OTHER_MEMO),
        ("tien nuoc", 5_000, MatchKind.NOTHING),
    ],
)
def test_what_does_not_fit_is_a_task_and_no_guess(
    office: Office,
    store: Store,
    account: BankAccount,
    asked: RequestView,
    copy: DossierView,
    memo: str,
    amount: int,
    kind: MatchKind,
) -> None:
    found = read(office, account, csv(("24/11/2026", amount, memo.format(memo=asked.memo), "FT9")))
    assert (found.matched, found.open) == (0, 1)
    assert again(office, copy).money is MoneyState.DUE
    [task] = statements.tasks(office)
    assert (task.kind, task.step, task.why is None) == (kind, BankStep.OPEN, False)
    assert held(store, Account.UNKNOWN) == -amount


def test_a_task_gets_a_name_and_then_an_answer(
    office: Office, store: Store, people: People, account: BankAccount, asked: RequestView, copy: DossierView
) -> None:
    read(office, account, csv(("24/11/2026", 21_000, "con tra giup ba", "FT9")))
    [task] = statements.tasks(office)
    chief = people[Role.SUPERVISOR]
    named = statement_tasks.assign(office, task.id, chief.id, "hỏi ngân hàng", operation="assign")
    assert (named.step, named.to_staff) == (BankStep.ASSIGNED, chief.name)
    with pytest.raises(Refused) as told:
        statement_tasks.is_request(office, task.id, asked.id, " ", operation="it-is")
    assert told.value.message_id == "bank.note_missing"
    done = statement_tasks.is_request(office, task.id, asked.id, "con gái gọi điện", operation="it-is")
    assert done.step is BankStep.MATCHED
    assert statements.tasks(office) == ()
    assert again(office, copy).money is MoneyState.PAID
    assert held(store, Account.UNKNOWN) == 0
    with pytest.raises(Refused) as told:
        statement_tasks.explain(office, task.id, "tiền nước", operation="other")
    assert told.value.message_id == "bank.line_done"


def test_money_of_cards_and_money_that_is_no_fee(
    office: Office, store: Store, account: BankAccount, copy: DossierView
) -> None:
    payments.take(office, paying(cash(copy, 0), means=PaymentMeans.CARD, tendered=None, reference="052817"))
    read(office, account, csv(("24/11/2026", 21_000, "POS 1", "A1"), ("25/11/2026", 700, "lai", "A2")))
    card, interest = statements.tasks(office)
    statement_tasks.is_settlement(office, card.id, "card", "máy quẹt thẻ ngày 23", operation="card")
    statement_tasks.explain(office, interest.id, "lãi tiền gửi", operation="interest")
    assert [held(store, one) for one in (Account.CARD, Account.UNKNOWN, Account.OTHER)] == [0, 0, -700]


def test_the_month_tells_of_a_line_that_nobody_knows(
    office: Office, people: People, account: BankAccount, asked: RequestView
) -> None:
    read(office, account, csv(("24/11/2026", 45_000, "khong ro", "FT9")))
    chief = replace(office, actor=people[Role.SUPERVISOR])
    [line] = money_report.month(chief, "2026-11").open_lines
    assert (line.amount, line.memo, line.to_staff) == (45_000, "khong ro", "")
    statement_tasks.assign(office, line.line_id, people[Role.SUPERVISOR].id, "hỏi ngân hàng", operation="a")
    assert money_report.month(chief, "2026-11").open_lines[0].to_staff == "Lê Lãnh Đạo"
    assert money_report.month(chief, "2026-10").open_lines == ()


def test_no_secret_is_kept_in_a_name_or_a_label(
    office: Office, people: People, account: BankAccount, copy: DossierView
) -> None:
    given_away = "m\u200bật khẩu 482913"
    draft = but(asking(account, copy), payer=Payer.RELATIVE, payer_name=given_away)
    with pytest.raises(Refused, match=r"secret\.refused"):
        transfers.ask(office, draft)
    chief = replace(office, actor=people[Role.SUPERVISOR])
    with pytest.raises(Refused, match=r"secret\.refused"):
        accounts.add(chief, "970436", "0123456789", "UBND", given_away, operation="label")
