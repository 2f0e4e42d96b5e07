"""Handing a result over by keys: the card decides, the fee comes first, a signature is seen."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter.models.catalogue import Channel
from counter.models.dossier import Answer, CollectorKind, DossierState, DossierView
from counter.models.staff import Role
from counter.screens.fee.fee import FeeScreen
from counter.screens.hand_over.hand_over import HandOverScreen
from counter.screens.hand_over.hand_over_give import Hand
from counter.screens.hand_over.hand_over_more import said_of_card
from counter.screens.intake.intake import IntakeScreen
from counter.screens.papers.law_papers import LawPapersScreen
from counter.screens.parts.intake_facts import Facts
from counter.screens.parts.scanned import card_of
from counter.services.dossier import dossiers
from counter.services.intake import drafts, visits
from counter.widgets.checklist import Checklist
from counter.widgets.error_box import ErrorBox
from counter.widgets.line_list import LineList
from tests.screens.conftest import LARGE_PRINT, Opener, program, said, shown, until
from tests.screens.hands import FATHER, MOTHER, Hands
from tests.screens.on_dossiers import act_as, counter_of, finished, open_screen, payload, received, stored
from tests.services import journeys

T4_KEYS = 4  # ux C: return a result, slip in hand
STRANGER = "046093001111||Lê Văn Lạ|03031993|Nam|Tổ 9, phường Phú Xuân, thành phố Huế|05052021"
SLIP = "{code}|1.001193|046195001234|Giấy tiếp nhận|counter|2026-11-23T09:00|2026-11-24T17:00"


@pytest.fixture
def ready(practice_path: Path) -> DossierView:
    """A birth certificate that lies in its folder; no fee."""
    with counter_of(practice_path) as office:
        view = received(office, journeys.birth(office, Channel.DIRECT, so_ban_sao="0"))
        return finished(office, view)


@pytest.fixture
def owing(practice_path: Path) -> DossierView:
    """Certified copies that are ready and not paid."""
    with counter_of(practice_path) as office:
        journeys.with_drawer(office)
        return finished(office, received(office, journeys.certified_copy(office)))


async def open_hand_over(pilot: Pilot[None], view: DossierView | None = None) -> tuple[HandOverScreen, Hands]:
    """The screen, with the dossier read when there is one."""
    await open_screen(pilot, "hand_over", ref=str(view.id) if view else "")
    screen = pilot.app.screen
    assert isinstance(screen, HandOverScreen)
    if view is not None:
        await until(pilot, lambda: screen.hand is not None or screen.done)
    await pilot.pause()
    return screen, Hands(pilot)


# -- the short way -------------------------------------------------------------------------------


async def test_f4_scan_space_f9(open_app: Opener, ready: DossierView) -> None:
    async with open_app() as pilot:
        app = program(pilot)
        await until(pilot, app.door.opened.is_set)
        await pilot.pause()
        app.show("dossier", ref=str(ready.id))
        await until(pilot, lambda: "F4" in shown(pilot) and "Báo có kết quả" in shown(pilot))
        hands = Hands(pilot)
        await hands.press("f4")
        await until(pilot, lambda: isinstance(app.screen, HandOverScreen) and app.screen.hand is not None)
        assert "NGUYỄN MINH AN" in shown(pilot) and "Giấy khai sinh" in shown(pilot)
        await hands.scan(MOTHER)
        await until(pilot, lambda: "√ KHỚP" in shown(pilot))
        await hands.press("space", "f9")
        await until(pilot, lambda: "ĐÃ TRẢ KẾT QUẢ" in shown(pilot))
        assert hands.keys <= T4_KEYS
        view = await stored(pilot, ready)
        assert (view.state, view.returned_to) == (DossierState.RETURNED, "Nguyễn Thị Mơ")


async def test_enter_never_hands_over(open_app: Opener, ready: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_hand_over(pilot, ready)
        await hands.scan(MOTHER)
        await until(pilot, lambda: "√ KHỚP" in shown(pilot))
        await hands.press("space", "enter", "enter")
        await pilot.pause(0.1)
        assert not screen.done and (await stored(pilot, ready)).state is DossierState.DONE


async def test_a_second_f9_finds_the_first(open_app: Opener, ready: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_hand_over(pilot, ready)
        await hands.scan(MOTHER)
        await until(pilot, lambda: "√ KHỚP" in shown(pilot))
        await pilot.press("space", "f9", "f9", "f9")
        await until(pilot, lambda: screen.done)
        assert [e.event for e in (await stored(pilot, ready)).timeline].count("dossier.event.returned") == 1


async def test_the_next_person_is_scanned_from_here(open_app: Opener, ready: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_hand_over(pilot, ready)
        await hands.scan(MOTHER)
        await until(pilot, lambda: "√ KHỚP" in shown(pilot))
        await hands.press("space", "f9")
        await until(pilot, lambda: screen.done)
        await hands.scan(FATHER)
        await until(pilot, lambda: isinstance(pilot.app.screen, IntakeScreen))


# -- who -----------------------------------------------------------------------------------------


async def test_nobody_is_chosen_beforehand(open_app: Opener, ready: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_hand_over(pilot, ready)
        assert "√" not in shown(pilot)
        await hands.press("f9")
        assert "Chọn ai nhận kết quả" in said(pilot)
        assert not screen.done


async def test_another_persons_card_is_no_match(open_app: Opener, ready: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_hand_over(pilot, ready)
        await hands.scan(FATHER)
        await until(pilot, lambda: "! KHÔNG KHỚP" in shown(pilot))
        assert "046092005678" not in shown(pilot)  # another person's number is masked
        await hands.press("1")
        await hands.press("tab", "space", "f9")
        assert "không phải của Nguyễn Thị Mơ" in said(pilot)
        assert not screen.done


async def test_a_proxy_needs_a_paper(open_app: Opener, ready: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_hand_over(pilot, ready)
        await hands.scan(FATHER)
        await until(pilot, lambda: "! KHÔNG KHỚP" in shown(pilot))
        await hands.press("enter", "2")  # the Enter of a slow scanner does not lead away from who collects
        await until(pilot, lambda: screen.panel.value("name") == "Trần Văn Bình")
        assert "√ KHỚP" in shown(pilot)
        await hands.press("tab", "tab", "space", "f9")
        await until(pilot, lambda: screen.query_one(ErrorBox).display)
        await hands.type("Giấy uỷ quyền 12/2026")
        await hands.press("f9")
        await until(pilot, lambda: screen.done)
        assert (await stored(pilot, ready)).returned_to == "Trần Văn Bình"
        await hands.press("f9")  # the slip both sign, and no other paper
        await until(pilot, lambda: isinstance(pilot.app.screen, LawPapersScreen))
        await until(pilot, lambda: "►·         Giấy biên nhận trả kết quả" in shown(pilot))


async def test_without_a_card_what_was_seen_is_noted(open_app: Opener, ready: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_hand_over(pilot, ready)
        await hands.press("1")
        await until(pilot, lambda: "Đã xem giấy gì" in shown(pilot))
        await hands.press("f5", "enter", "space", "f9")
        await until(pilot, lambda: screen.done)
        returned = next(
            e for e in (await stored(pilot, ready)).timeline if e.event == "dossier.event.returned"
        )
        assert "giấy hẹn" in returned.detail["seen"]


async def test_the_signature_comes_before_f9(open_app: Opener, ready: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_hand_over(pilot, ready)
        await hands.scan(MOTHER)
        await until(pilot, lambda: "√ KHỚP" in shown(pilot))
        assert "–F9 Đã trả" in shown(pilot)
        await hands.press("f9")
        assert "ký nhận rồi bấm Space" in said(pilot)
        assert not screen.done


# -- what stands against it --------------------------------------------------------------------------


async def test_the_fee_comes_first_and_f7_takes_it_here(open_app: Opener, owing: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_hand_over(pilot, owing)
        assert "! Phải thu 21.000đ" in shown(pilot) and "F7 Thu phí" in shown(pilot)
        await hands.scan(FATHER)
        await until(pilot, lambda: "KHỚP" in shown(pilot))
        await hands.press("space", "f9")
        assert "Chưa thu phí" in said(pilot)
        await hands.press("f7")
        await until(pilot, lambda: isinstance(pilot.app.screen, FeeScreen))
        fee = pilot.app.screen
        assert isinstance(fee, FeeScreen)
        await until(pilot, fee.loaded.is_set)
        await hands.press("f5", *["tab"] * 5)
        await hands.type("chưa có sổ biên lai")
        await hands.press("f9")
        await until(pilot, lambda: fee.done is not None)
        await hands.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen and "Đã thu 21.000đ" in shown(pilot))
        await hands.press("f9")  # the card and the tick are still there
        await until(pilot, lambda: screen.done)


async def test_what_is_not_ready_says_so(open_app: Opener, practice_path: Path) -> None:
    with counter_of(practice_path) as office:
        view = received(office, journeys.certified_copy(office))
    async with open_app() as pilot:
        screen, hands = await open_hand_over(pilot, view)
        assert "Chưa có kết quả để trả" in said(pilot)
        await hands.scan(FATHER)
        await until(pilot, lambda: "KHỚP" in shown(pilot))
        await hands.press("space", "f9")
        assert "Chưa có kết quả để trả" in said(pilot)
        assert not screen.done


async def test_a_volunteer_finds_it_locked(open_app: Opener, ready: DossierView) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "desk")
        act_as(pilot, Role.VOLUNTEER)
        screen, hands = await open_hand_over(pilot, ready)
        await hands.scan(MOTHER)
        await until(pilot, lambda: "KHỚP" in shown(pilot))
        await hands.press("space", "f9")
        assert "Trả kết quả là việc của cán bộ tiếp nhận" in said(pilot)
        assert not screen.done


# -- which ---------------------------------------------------------------------------------------


async def test_without_a_dossier_it_asks_and_lists_what_is_ready(
    open_app: Opener, ready: DossierView
) -> None:
    async with open_app() as pilot:
        screen, hands = await open_hand_over(pilot)
        await until(pilot, lambda: bool(screen.query_one("#ready", LineList).rows))
        assert ready.short_code in shown(pilot)
        await hands.press("enter")
        await until(pilot, lambda: screen.hand is not None and "NGUYỄN MINH AN" in shown(pilot))
        await hands.press("escape")
        await until(pilot, lambda: screen.hand is None and "hồ sơ nào" in shown(pilot))


@pytest.mark.parametrize("typed", ["{short}", "{code}", "999-999"])
async def test_a_code_is_typed(open_app: Opener, ready: DossierView, typed: str) -> None:
    async with open_app() as pilot:
        screen, hands = await open_hand_over(pilot)
        await hands.type(typed.format(short=ready.short_code.lower(), code=ready.code), leave="enter")
        if "9" in typed:
            await until(pilot, lambda: screen.said != "" and screen.hand is None and "999" in said(pilot))
        else:
            await until(pilot, lambda: screen.hand is not None and screen.hand.view.id == ready.id)


async def test_a_slip_or_the_card_opens_it(open_app: Opener, ready: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_hand_over(pilot)
        await hands.scan(SLIP.format(code=ready.code))
        await until(pilot, lambda: screen.hand is not None)
        await pilot.pause()
        await hands.press("escape")
        await until(pilot, lambda: screen.hand is None)
        await hands.scan(MOTHER)
        await until(pilot, lambda: screen.hand is not None and "√ KHỚP" in shown(pilot))
        await hands.press("space", "f9")
        await until(pilot, lambda: screen.done)


async def test_the_code_of_a_visit_leads_through_what_is_ready(open_app: Opener, practice_path: Path) -> None:
    with counter_of(practice_path) as office:
        none = {"so_ban_sao": "0"}
        hers = journeys.birth(office, Channel.DIRECT, **none)
        theirs = {"tre_ho_ten": "Trần Minh Bảo"} | none
        his = journeys.ready(office, "ks", journeys.BINH, journeys.BIRTH | theirs)
        visit = visits.begin(office, hers.id)
        for draft in (hers, his):
            drafts.save(office, replace(draft, visit_id=visit))
        for one in visits.accept(office, visit).accepted:
            finished(office, dossiers.get(office, str(one)))
        view = visits.get(office, str(visit))
    async with open_app() as pilot:
        screen, hands = await open_hand_over(pilot)
        await hands.type(view.code.lower(), leave="enter")
        await until(pilot, lambda: screen.hand is not None and "(1/2)" in shown(pilot))
        await hands.scan(payload(journeys.MO))
        await until(pilot, lambda: "√ KHỚP" in shown(pilot))
        await hands.press("space", "f9")
        await until(pilot, lambda: "Còn 1 kết quả nữa" in shown(pilot))
        await hands.press("f9")  # her card was looked at; the next result is not hers
        await until(pilot, lambda: "(2/2)" in shown(pilot) and "! KHÔNG KHỚP" in shown(pilot))
        assert "TRẦN MINH BẢO" in shown(pilot) and screen.query_one(Checklist).open_count == 1
        await hands.scan(FATHER)
        await until(pilot, lambda: "√ KHỚP" in shown(pilot))
        await hands.press("space", "f9")
        await until(pilot, lambda: screen.done)
        after = await program(pilot).ask(visits.get, view.code)
        assert [one.returned_to for one in after.dossiers] == ["Nguyễn Thị Mơ", "Trần Văn Bình"]
        assert "kết quả nữa" not in shown(pilot)


async def test_a_person_with_nothing_ready_is_told_so(open_app: Opener, ready: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_hand_over(pilot)
        await hands.scan(FATHER)
        await until(pilot, lambda: "chưa có kết quả nào chờ trả" in said(pilot))
        assert screen.hand is None


async def test_nothing_ready_says_what_to_do(open_app: Opener) -> None:
    async with open_app() as pilot:
        await open_hand_over(pilot)
        await until(pilot, lambda: "Chưa có kết quả nào để trả ở quầy này" in shown(pilot))


@pytest.mark.parametrize("size", [LARGE_PRINT, (80, 24), (100, 30)])
async def test_name_person_card_and_tick_are_in_sight_in_every_window(
    open_app: Opener, ready: DossierView, size: tuple[int, int]
) -> None:
    async with open_app(size) as pilot:
        screen, hands = await open_hand_over(pilot, ready)
        await hands.scan(FATHER)
        await hands.press("2")
        await until(pilot, lambda: "Giấy uỷ quyền, số" in shown(pilot))
        await pilot.pause()
        text = shown(pilot)
        for words in ("TRẢ KẾT QUẢ", "NGUYỄN MINH AN", "Ai nhận?", "KHỚP", "[ ]", "F9", "Esc", "F1"):
            assert words in text, words
        assert text.count("►") == 1
        assert screen.query_one("#card", Facts).facts


@pytest.mark.parametrize(
    ("named", "known"),
    [
        ("046092005678", True),  # the father is the second party by the e-form
        ("046194939975", False),  # somebody else is
        ("046195001234", True),  # only the applicant is named: nothing to hold it against
        ("", True),
    ],
)
def test_a_second_card_is_held_against_the_form(ready: DossierView, named: str, known: bool) -> None:
    answer = Answer(key="ben_nu_so_dinh_danh", label="Số định danh", value=named)
    hand = Hand(view=replace(ready, answers=(answer,)), numbers=frozenset({"046195001234"}), result="")
    hand.other = card_of(FATHER)
    assert hand.other is not None and hand.other_is_known is known


def test_the_second_party_may_be_scanned_first(ready: DossierView) -> None:
    """A marriage: whose card comes first is no matter, where the e-form names both."""
    answer = Answer(key="ben_nam_so_dinh_danh", label="Bên nam", value="046092005678, Trần Văn Bình")
    view = replace(ready, answers=(answer,))
    hand = Hand(view=view, numbers=frozenset({"046195001234"}), result="", both=True)
    second, first, stranger = card_of(FATHER), card_of(MOTHER), card_of(STRANGER)
    assert second is not None and first is not None and stranger is not None
    hand.take(second)
    assert (hand.card, hand.other, hand.collector) == (None, second, None)
    assert said_of_card(hand, second) == ("hand_over.other_first", "good")
    hand.take(first)
    assert (hand.card, hand.other, hand.collector) == (first, second, CollectorKind.SELF)
    other = Hand(view=view, numbers=frozenset({"046195001234"}), result="", both=True)
    other.take(stranger)
    assert (other.other, other.collector) == (None, None), "whom nobody names is no party"
    assert said_of_card(other, stranger)[0] == "hand_over.not_a_party"
