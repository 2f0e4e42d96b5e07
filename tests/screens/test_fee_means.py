"""Other ways to pay by keys: card, post, exempt, later, several means, a part; unknown sums."""

from pathlib import Path

import pytest

from counter.models.dossier import DossierView
from counter.models.money import MoneyState, Payer, PaymentMeans
from counter.screens.fee import fee_forms
from counter.screens.fee.fee_forms import Way
from counter.screens.fee.fee_quote import QuoteLines
from counter.screens.parts.intake_facts import Facts
from counter.widgets.error_box import ErrorBox
from tests.screens.conftest import Opener, said, shown, until
from tests.screens.on_dossiers import stored
from tests.screens.on_fees import BOOK, adoption, one, open_fee, paid, taken
from tests.services import journeys

INTERACTIONS = 8


@pytest.fixture
def copies(practice_path: Path) -> DossierView:
    """`ct 3x5`, 21.000đ, the book of receipts known, the drawer open."""
    return one(practice_path, journeys.certified_copy, BOOK)


@pytest.mark.parametrize(
    ("digit", "way", "means"), [("3", Way.CARD, PaymentMeans.CARD), ("5", Way.POST, PaymentMeans.POST)]
)
async def test_a_card_and_the_post_need_the_number_of_their_proof(
    open_app: Opener, copies: DossierView, digit: str, way: Way, means: PaymentMeans
) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("up", digit)
        await until(pilot, lambda: screen.till.way is way and f"{way}_reference" in screen.panel.keys)
        await until(pilot, lambda: "–F9" in shown(pilot))  # no number yet
        await hands.press("down", "f9")
        await until(pilot, lambda: screen.panel.focused_key == f"{way}_reference")
        assert "số" in said(pilot) and screen.done is None
        await hands.type("052817")
        await until(pilot, lambda: "–F9" not in shown(pilot))
        await hands.press("tab")
        await hands.type("7")
        await hands.press("f9")
        await taken(pilot, screen)
        entry = await paid(pilot, copies)
        assert [(part.means, part.amount, part.reference) for part in entry.means] == [
            (means, 21_000, "052817")
        ]
        assert hands.interactions <= INTERACTIONS


async def test_two_means_in_one_payment(open_app: Opener, copies: DossierView) -> None:
    """20.000 in cash out of 50.000, the rest by transfer: one payment, one receipt, the change in sight."""
    async with open_app((80, 30)) as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("f10", "4")
        await until(pilot, lambda: screen.till.way is Way.MIXED)
        await hands.type("20")
        assert "Còn 1.000đ chưa có cách trả" in shown(pilot)
        [line] = [line for line in shown(pilot).splitlines() if "Mã giao dịch" in line]
        assert "không bắt buộc" not in line
        assert "–F9" in shown(pilot)
        await hands.press("tab")
        await hands.type("50")
        await hands.press("tab")
        await hands.type("1")
        await until(pilot, lambda: "Các phần vừa đủ" in shown(pilot))
        await hands.press("tab")
        await hands.type("FT26327 0041")
        await hands.press("tab", "tab", "tab")
        await hands.type("8")
        await hands.press("f9")
        text = await taken(pilot, screen)
        assert "Tiền mặt 20.000đ + VietQR 1.000đ" in text
        assert "THỐI LẠI" in text and "1 tờ 20.000 · 1 tờ 10.000" in text
        entry = await paid(pilot, copies)
        assert [(part.means, part.amount) for part in entry.means] == [
            (PaymentMeans.CASH, 20_000),
            (PaymentMeans.TRANSFER, 1_000),
        ]
        assert entry.change == 30_000


async def test_a_single_means_is_not_several(open_app: Opener, copies: DossierView) -> None:
    async with open_app((80, 30)) as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("f10", "4")
        await until(pilot, lambda: screen.till.way is Way.MIXED)
        await hands.type("21")
        await hands.press("f9")
        assert "ít nhất hai phần" in said(pilot)
        assert screen.done is None


async def test_a_part_leaves_the_rest_due(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("f10", "2")
        await until(pilot, lambda: "amount" in screen.panel.keys)
        await hands.type("30")
        assert "còn phải thu" in shown(pilot) and "–F9" in shown(pilot)  # more than is due
        await hands.press("ctrl+u", "1", "0", "tab")
        await hands.press("f5")  # exactly what is paid now
        await hands.press("tab")
        await hands.type("9")
        await hands.press("f9")
        text = await taken(pilot, screen)
        assert "ĐÃ THU 10.000đ" in text and "11.000đ" in text and "F9 Thu tiếp 11.000đ" in text
        view = await stored(pilot, copies)
        assert (view.money, view.left) == (MoneyState.DUE, 11_000)
        await hands.press("f9")
        await until(pilot, lambda: screen.done is None and "CÒN PHẢI THU" in shown(pilot))
        assert screen.panel.value("tendered") == ""
        await hands.press("1", "1", "f9")
        await taken(pilot, screen)
        view = await stored(pilot, copies)
        assert view.money is MoneyState.PAID
        assert [entry.total for entry in view.payments] == [10_000, 11_000]


async def test_a_part_is_of_a_known_sum_and_offers_itself(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("f10", "2")
        await until(pilot, lambda: "amount" in screen.panel.keys)
        quote = screen.query_one("#quote", QuoteLines)
        await until(pilot, lambda: (quote.label, quote.due) == ("fee_screen.due", 21_000))
        assert "chưa có mức thu" not in shown(pilot)
        await hands.press("1", "0")
        assert (quote.label, quote.due) == ("fee_screen.part_due", 10_000)
        await hands.press("f9")
        assert "Gõ số tiền" in said(pilot) and screen.panel.focused_key == "tendered"
        await hands.press("f5")
        assert screen.panel.value("tendered") == "10.000"
        await hands.press("tab")
        await hands.type("9")
        await hands.press("f9")
        await taken(pilot, screen)
        assert (await paid(pilot, copies)).tendered == 10_000


async def test_somebody_else_pays(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("3", "0", "f10", "3")
        await until(pilot, lambda: "payer_name" in screen.panel.keys)
        await hands.press("f9")
        await until(pilot, lambda: screen.query_one(ErrorBox).display)
        assert screen.done is None
        await hands.press("1", "tab")
        await hands.type("Trần Thị Lan")
        await hands.press("tab")
        await hands.type("9")
        await hands.press("f9")
        assert "Trần Thị Lan (Con, cháu)" in await taken(pilot, screen)
        entry = await paid(pilot, copies)
        assert (entry.payer, entry.payer_name) == (Payer.CHILD, "Trần Thị Lan")


async def test_an_exemption_needs_group_paper_and_a_look_at_it(open_app: Opener, practice_path: Path) -> None:
    view = one(practice_path, adoption, drawer=False)
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, view)
        await hands.press("up", "4")
        await until(pilot, lambda: screen.till.way is Way.EXEMPT)
        await hands.press("f9")
        await until(pilot, lambda: screen.query_one(ErrorBox).display)
        hands.interactions = 2  # up, 4
        await hands.choose(1)
        facts = {fact.value for fact in screen.query_one("#facts", Facts).facts}
        assert "Giấy chứng nhận kết hôn với cha hoặc mẹ của trẻ" in facts and "400.000đ" in facts
        await hands.type("GKH 12/2019", leave="enter")
        await hands.press("2", "f9")
        await pilot.pause(0.1)
        assert "Chưa xem bản chính" in shown(pilot)
        await hands.press("1", "f9")
        assert "ĐÃ GHI MIỄN 400.000đ" in await taken(pilot, screen)
        assert hands.interactions <= INTERACTIONS
        kept = await stored(pilot, view)
        assert (kept.money, kept.payments) == (MoneyState.EXEMPT, ())
        assert (kept.exemptions[-1].waived, kept.exemptions[-1].proof) == (400_000, "GKH 12/2019")
        assert "114/2016" in kept.exemptions[-1].ground


async def test_where_the_law_names_nobody_nobody_is_exempt(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("up", "4")
        assert "Không có đối tượng nào được miễn" in said(pilot)
        assert screen.till.way is Way.CASH


async def test_who_is_exempt_from_a_part_pays_the_rest(open_app: Opener, practice_path: Path) -> None:
    """A birth registered late by a poor household: the charge is free, a copy is not."""
    view = one(practice_path, lambda office: journeys.late_birth(office, group="nguoi_thuoc_ho_ngheo"), BOOK)
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, view)
        assert "Người thuộc hộ nghèo" in said(pilot)
        await hands.press("up", "4")
        await until(pilot, lambda: screen.till.way is Way.EXEMPT)
        await hands.choose(2)
        assert "8.000đ" in shown(pilot)
        await hands.type("0215/GCN-HN", leave="enter")
        await hands.press("1", "f9")
        await until(pilot, lambda: screen.till.way is Way.CASH and "F9 Thu 8.000đ" in shown(pilot))
        assert "Giờ thu phần còn lại" in said(pilot)
        await hands.press("f5", "tab")
        await hands.type("12")
        await hands.press("f9")
        await taken(pilot, screen)
        kept = await stored(pilot, view)
        assert [entry.proof for entry in kept.exemptions] == ["0215/GCN-HN"]
        assert [entry.total for entry in kept.payments] == [8_000]


async def test_an_amount_the_data_does_not_know_is_asked_with_its_source(
    open_app: Opener, practice_path: Path
) -> None:
    view = one(practice_path, journeys.late_birth, BOOK)
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, view)
        assert "chưa có mức thu" in shown(pilot)
        await hands.press("f9")
        assert "Gõ mức thu trước" in said(pilot)
        await hands.type("8", leave="enter")
        assert "PHẢI THU" in shown(pilot) and "16.000đ" in shown(pilot)
        await hands.press("tab")
        await hands.type("20")
        await hands.press("tab")
        await hands.type("5")
        await hands.press("f9")
        await until(pilot, lambda: screen.query_one(ErrorBox).display)
        assert screen.panel.form.fields[2].key == "stated_source"
        await hands.press("f5", "f9")
        await taken(pilot, screen)
        entry = await paid(pilot, view)
        assert (entry.total, entry.change) == (16_000, 4_000)


async def test_a_posted_table_may_say_that_nothing_is_due(open_app: Opener, practice_path: Path) -> None:
    view = one(practice_path, lambda office: journeys.late_birth(office, copies="0"), drawer=False)
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, view)
        await hands.press("up", "6")  # no drawer is needed where nothing is taken
        await until(pilot, lambda: screen.till.way is Way.LATER)
        await hands.press("escape")
        await until(pilot, lambda: screen.till.way is Way.CASH)
        await hands.type("0", leave="tab")
        await hands.press("f5", "f9")
        await taken(pilot, screen)
        assert (await stored(pilot, view)).money is MoneyState.NONE


async def test_a_posted_amount_that_no_fee_has_is_asked_about_once(
    open_app: Opener, practice_path: Path
) -> None:
    view = one(practice_path, lambda office: journeys.late_birth(office, copies="0"), BOOK)
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, view)
        await hands.type("2001k", leave="tab")
        await hands.press("f5", "tab")
        await hands.type("2001k", leave="tab")
        await hands.type("5")
        await hands.press("f9")
        assert "Mức niêm yết 2.001.000đ?" in said(pilot)
        assert screen.done is None
        await hands.press("f9")
        await taken(pilot, screen)
        assert (await paid(pilot, view)).total == 2_001_000


async def test_pay_later_leaves_the_dossier_going_on(open_app: Opener, copies: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("up", "6")
        await until(pilot, lambda: screen.till.way is Way.LATER)
        await hands.press("f9")
        assert "Thu sau 21.000đ" in await taken(pilot, screen)
        assert (await stored(pilot, copies)).money is MoneyState.LATER


async def test_esc_goes_back_to_cash_then_leaves_with_nothing_taken(
    open_app: Opener, copies: DossierView
) -> None:
    async with open_app() as pilot:
        screen, hands = await open_fee(pilot, copies)
        await hands.press("3", "0", "up", "3")
        await until(pilot, lambda: screen.till.way is Way.CARD)
        await hands.press("escape")
        await until(pilot, lambda: screen.till.way is Way.CASH)
        assert screen.panel.value("tendered") == "30"  # nothing typed is lost
        await hands.press("escape")
        await until(pilot, lambda: screen not in pilot.app.screen_stack)
        assert (await stored(pilot, copies)).money is MoneyState.DUE


def test_neither_the_number_of_the_receipt_nor_its_reason_is_called_optional() -> None:
    """F9 wants one of the two, so an empty box names the other."""
    number, *_, why = fee_forms.receipt_fields(None)
    assert "lý do" in number.blank and "số" in why.blank
    assert not fee_forms.receipt_fields(None, later=False)[0].blank  # a form of its own
