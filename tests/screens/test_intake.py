"""Intake by keys: the shortest ways counted, each page's own questions, what is refused and why."""

from textual import events

from counter.models.dossier import ContactKind, IdentityCheck, PaperState
from counter.models.find import MeaningKind
from counter.screens.intake.accepted import AcceptedScreen
from counter.screens.intake.intake import IntakeScreen
from counter.screens.intake.intake_panel import Panel, Place
from counter.services.dossier import dossiers
from counter.services.intake import drafts
from counter.services.search.find import classify
from counter.widgets.dialogs import Choice, Message
from counter.widgets.form import FormView
from counter.widgets.line_list import LineList
from counter.widgets.vn_input import VnInput
from tests.screens.conftest import LARGE_PRINT, Opener, program, said, shown, until
from tests.screens.hands import FATHER, MOTHER, Hands

T1_KEYS = 15  # ux C: certified copies, 3 x 5 pages, cash, the whole way
BIRTH_INTAKE, BIRTH_KNOWN = 30, 15  # interactions of the intake part, new and known (targets.md, Hands)


def identity(hands: Hands) -> IdentityCheck:
    """What was said of the face."""
    return hands.intake.journey.draft.identity


async def accepted(hands: Hands) -> AcceptedScreen:
    """Wait until the dossier is accepted and its actions are known."""
    app = hands.pilot.app
    await until(hands.pilot, lambda: isinstance(app.screen, AcceptedScreen) and bool(app.screen.actions))
    assert isinstance(app.screen, AcceptedScreen)
    return app.screen


async def certified_copies(hands: Hands) -> AcceptedScreen:
    """Scan · 1 · `ct 3x5` Enter · Space F9 · F9."""
    await hands.begin()
    await hands.at(Place.FIND)
    await hands.scan(MOTHER)
    await hands.at(Place.CHECK)
    await hands.press("1")
    await hands.at(Place.PROCEDURE)
    await hands.type("ct 3x5", leave="enter")
    await hands.at(Place.PAPERS)
    await hands.press("space", "f9")
    await hands.at(Place.REVIEW)
    await until(hands.pilot, lambda: "21.000đ" in shown(hands.pilot))
    await hands.press("f9")
    return await accepted(hands)


async def test_three_copies_of_five_pages_within_the_budget_of_keys(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        screen = await certified_copies(hands)
        taking_the_fee = len(["f9", "3", "0", "f9"])  # tests of the fee screen hold these
        assert hands.keys + taking_the_fee <= T1_KEYS
        assert hands.keys == 11
        assert screen.accepted is not None and screen.accepted.total == 21_000
        assert "21.000đ" in shown(pilot) and "ĐÃ TIẾP NHẬN" in shown(pilot)


async def test_the_price_stands_under_the_row_before_enter(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin(MOTHER)
        await hands.at(Place.CHECK)
        await hands.press("1")
        await hands.at(Place.PROCEDURE)
        await hands.type("ct 3x5")
        await until(pilot, lambda: "3 bản × 5 trang → 21.000đ" in shown(pilot))
        assert "trong ngày" in shown(pilot)


async def fill_birth(hands: Hands) -> None:
    """From the procedure to the accepted birth registration, the form filled by keys and two scans."""
    await hands.at(Place.PROCEDURE)
    await hands.type("ks", leave="enter")
    await hands.at(Place.PAPERS)
    await hands.press("space", "f9")
    await hands.at(Place.QUESTIONS)
    await hands.type("Nguyễn Minh An", leave="enter")
    await hands.type("121126", leave="enter")
    await hands.choose(2)
    await hands.type("Bệnh viện Trung ương Huế", leave="enter")
    await hands.type("kinh", leave="enter")
    await hands.type("Quảng Trị", leave="enter")
    await hands.scan(MOTHER, expected=False)
    await hands.scan(FATHER, expected=False)
    await hands.press("f9")


async def test_a_birth_within_the_budget_of_interactions(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin()
        await hands.at(Place.FIND)
        await hands.scan(MOTHER)
        await hands.at(Place.CHECK)
        await hands.press("1")
        await fill_birth(hands)
        await hands.at(Place.CONTACT)
        await hands.type("0914220118")
        await hands.press("f9")
        await hands.at(Place.REVIEW)
        await until(pilot, lambda: "12/11/2026" in shown(pilot) and "= 0đ" in shown(pilot))
        assert "NGUYỄN MINH AN · 12/11/2026 · NỮ" in shown(pilot)
        await hands.press("f9")
        screen = await accepted(hands)
        assert hands.interactions <= BIRTH_INTAKE
        view = await program(pilot).ask(
            dossiers.get, str(screen.accepted.dossier_id if screen.accepted else 0)
        )
        answers = {answer.key: answer.value for answer in view.answers}
        assert answers["cha_so_dinh_danh"] == "046092005678, Trần Văn Bình"
        assert answers["tre_ngay_sinh"] == "12/11/2026" and answers["dan_toc"] == "Kinh"
        assert view.contact.phone == "0914220118" and view.contact.kind is ContactKind.OWN_PHONE


async def test_a_birth_for_somebody_known_takes_half(open_app: Opener) -> None:
    async with open_app() as pilot:
        before = Hands(pilot)
        await before.begin(MOTHER, procedure="ct", quantities="1x2")
        await before.at(Place.CHECK)
        await before.press("1")
        await before.at(Place.PAPERS)
        await before.press("space", "f9")
        await before.at(Place.REVIEW)
        await before.press("5")
        await before.at(Place.CONTACT)
        before.intake.query_one(FormView).set_value("phone", "0914220118")
        await before.press("f9")
        await before.at(Place.REVIEW)
        await until(pilot, lambda: "0914 220 118" in shown(pilot) and "4.000đ" in shown(pilot))
        await before.press("f9")
        await accepted(before)

        hands = Hands(pilot)
        await hands.scan(MOTHER)
        await hands.at(Place.CHECK)
        await hands.press("1")
        await fill_birth(hands)
        await hands.at(Place.REVIEW)  # how to reach her is known
        assert hands.intake.journey.draft.contact.phone.endswith("0118")
        await until(pilot, lambda: "= 0đ" in shown(pilot))
        await hands.press("f9")
        await accepted(hands)
        assert hands.interactions <= BIRTH_KNOWN


async def test_nothing_is_preset_and_enter_does_not_answer(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin(MOTHER)
        await hands.at(Place.CHECK)
        assert identity(hands) is IdentityCheck.NOT_DONE
        await hands.press("enter", "space", "f9")
        assert hands.intake.page is not None and hands.intake.page.place is Place.CHECK
        assert "bấm số của câu trả lời" in said(pilot)
        await hands.press("3")
        await until(pilot, lambda: "Dừng lại" in shown(pilot))
        assert identity(hands) is IdentityCheck.DOUBTED


async def test_acting_for_another_says_for_whom_and_by_which_paper(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin(MOTHER)
        await hands.at(Place.CHECK)
        await hands.press("2")
        await hands.at(Place.BEHALF)
        await hands.press("f9")
        await until(pilot, lambda: "2 chỗ cần sửa" in shown(pilot))
        await hands.type("Lê Văn Cường", leave="enter")
        await hands.type("con ruột")
        await hands.press("f9")
        await hands.at(Place.PROCEDURE)
        draft = hands.intake.journey.draft
        assert (draft.behalf_of, draft.behalf_paper) == ("Lê Văn Cường", "con ruột")
        await hands.type("ket hon", leave="enter")
        await until(pilot, lambda: "không làm thay" in said(pilot))


async def test_a_garbled_scan_says_what_to_do_and_keeps_nothing(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin()
        await hands.at(Place.FIND)
        await hands.scan("0461950o1234||NGUYÊN THI M?|15031995|Nư|Tô 15|05052021")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        assert "UniKey" in shown(pilot) and "Không có gì được lưu" in shown(pilot)
        await hands.press("2")
        await hands.at(Place.PERSON)
        assert not hands.intake.journey.draft.applicant.full_name


async def test_a_scan_with_several_readings_lets_a_person_choose(open_app: Opener) -> None:
    damaged = MOTHER.replace("Nguyễn Thị Mơ", "Tríi")  # one byte of a name in another code page
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin()
        await hands.at(Place.FIND)
        await hands.scan(damaged)
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        assert "Trơi" in shown(pilot) and "Trại" in shown(pilot)
        await hands.press("2")
        await hands.at(Place.CHECK)
        assert hands.intake.journey.draft.applicant.full_name == "Trơi"


async def test_a_person_without_a_card_is_typed(open_app: Opener) -> None:
    async with open_app(size=LARGE_PRINT) as pilot:
        hands = Hands(pilot)
        await hands.begin()
        await hands.at(Place.FIND)
        await hands.type("222-23v", leave="enter")  # of a dossier: nobody is called that
        await until(pilot, lambda: "không phải tên người" in said(pilot))
        hands.intake.query_one("#find-box", VnInput).value = ""
        await hands.type("046095012345", leave="enter")
        await hands.at(Place.PERSON)
        form = hands.intake.query_one(FormView)
        assert form.value("citizen_id") == "046095012345"
        await hands.type("Phạm Quang Vinh", leave="enter")
        await hands.type("12111995", leave="enter")
        await hands.choose(1)
        await hands.press("f9")
        await hands.at(Place.CHECK)
        person = hands.intake.journey.draft.applicant
        assert person.full_name == "Phạm Quang Vinh" and person.gender == "Nam" and not person.from_card
        assert "giấy tờ" in shown(pilot)


async def test_a_piece_of_a_scan_in_a_name_is_refused(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin()
        await hands.at(Place.FIND)
        await hands.press("f10")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        await hands.press("1")
        await hands.at(Place.PERSON)
        await hands.type("Nguy&#7877;n Th&#7883; M&#417;")
        await hands.press("f9")
        await until(pilot, lambda: "mẩu mã quét" in shown(pilot))
        assert hands.intake.page is not None and hands.intake.page.place is Place.PERSON


async def test_f9_says_which_papers_are_open_and_space_ticks(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin(MOTHER, procedure="ks")
        await hands.at(Place.CHECK)
        await hands.press("1")
        await hands.at(Place.PAPERS)
        await hands.press("f9")
        await until(pilot, lambda: "Tờ khai đăng ký khai sinh" in said(pilot))
        await hands.press("space")
        await until(pilot, lambda: "Đủ giấy tờ bắt buộc" in shown(pilot))
        states = {mark.key: mark.state for mark in hands.intake.journey.draft.papers}
        assert states["to-khai-dang-ky-khai-sinh"] is PaperState.SUBMITTED
        assert states["giay-chung-sinh"] is PaperState.FROM_DATABASE
        assert states["bien-ban-ve-viec-tre-bi"] is PaperState.NOT_NEEDED
        await hands.press("4")  # a digit jumps to its line; Space there says that the case does arise
        await hands.press("space")
        states = {mark.key: mark.state for mark in hands.intake.journey.draft.papers}
        assert states["van-ban-cua-nguoi-lam-chung"] is PaperState.SUBMITTED


async def test_all_that_is_wrong_in_a_form_is_told_at_once(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin(MOTHER, procedure="ks")
        await hands.at(Place.CHECK)
        await hands.press("1")
        await hands.at(Place.PAPERS)
        await hands.press("space", "f9")
        await hands.at(Place.QUESTIONS)
        await hands.press("f9")
        await until(pilot, lambda: "6 chỗ cần sửa" in shown(pilot))
        assert "Nhập Giới tính" in shown(pilot)


async def test_an_item_of_the_review_is_mended_and_leads_back(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin(MOTHER, procedure="ct", quantities="3x5")
        await hands.at(Place.CHECK)
        await hands.press("1")
        await hands.at(Place.PAPERS)
        await hands.press("space", "f9")
        await hands.at(Place.REVIEW)
        await hands.press("4")
        await hands.at(Place.QUESTIONS)
        form = hands.intake.query_one(FormView)
        form.set_value("so_ban_sao", "4")
        await hands.press("f9")
        await hands.at(Place.REVIEW)
        await until(pilot, lambda: "28.000đ" in shown(pilot))
        await hands.press("5")
        await hands.at(Place.CONTACT)
        await hands.press("escape")
        await hands.at(Place.REVIEW)


async def test_the_fee_is_mended_at_the_first_question_it_asks(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin(MOTHER, procedure="hn")
        await hands.at(Place.CHECK)
        await hands.press("1")
        await hands.at(Place.PAPERS)
        hands.intake.post_message(Panel.Go(Place.REVIEW))
        await hands.at(Place.REVIEW)
        await hands.press("6")
        await hands.at(Place.QUESTIONS)
        assert pilot.app.focused is not None
        await hands.press("f5")
        await until(pilot, lambda: "không có chữ gợi ý" in said(pilot))
        await hands.press("1")
        await until(pilot, lambda: bool(hands.intake.journey.draft.fee_inputs))


async def test_esc_goes_back_through_the_steps_and_loses_nothing(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin(MOTHER, procedure="ct", quantities="3x5")
        await hands.at(Place.CHECK)
        await hands.press("1")
        await hands.at(Place.PAPERS)
        await hands.press("space", "escape")
        await hands.at(Place.PROCEDURE)
        await hands.press("escape")
        await hands.at(Place.CHECK)
        assert "√1" in shown(pilot)
        await hands.press("f9")
        await hands.at(Place.PAPERS)
        assert hands.intake.journey.draft.papers[0].state is PaperState.PRESENTED


async def test_a_procedure_that_is_not_here_is_said(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin(MOTHER)
        await hands.at(Place.CHECK)
        await hands.press("1")
        await hands.at(Place.PROCEDURE)
        await hands.type("qqqq", leave="enter")
        await until(pilot, lambda: 'Không có "qqqq"' in said(pilot))
        await hands.press("f10")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        await hands.press("1")
        await until(pilot, lambda: "dichvucong.gov.vn" in shown(pilot))


async def test_what_is_not_confirmed_has_a_mark_and_a_word(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin(MOTHER)
        await hands.at(Place.CHECK)
        await hands.press("1")
        await hands.at(Place.PROCEDURE)
        await hands.type("ks")
        listing = hands.intake.query_one("#procedure-list", LineList)
        await until(pilot, lambda: bool(listing.rows) and listing.rows[0].key == "1.001193")
        assert listing.rows[0].mark == "?"
        await until(pilot, lambda: "Chưa xác nhận" in said(pilot))


def test_a_typed_payload_is_a_card() -> None:
    """A scanner that types slowly enters the payload like a hand; Enter reads it."""
    assert classify(MOTHER).kind is MeaningKind.CARD


async def test_keys_typed_while_a_page_opens_reach_it_in_order(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await until(pilot, lambda: program(pilot).door.store is not None)
        program(pilot).show("intake")
        await until(pilot, lambda: isinstance(pilot.app.screen, IntakeScreen))
        for letter in "mo 1995":
            pilot.app.post_message(events.Key("space" if letter == " " else letter, letter))
        await hands.at(Place.FIND)
        box = hands.intake.query_one(VnInput)
        await until(pilot, lambda: box.value == "mo 1995")


async def test_a_card_scanned_at_the_papers_asks_whose_it_is(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin(MOTHER, procedure="ks")
        await hands.at(Place.CHECK)
        await hands.press("1")
        await hands.at(Place.PAPERS)
        await hands.scan(FATHER, expected=False)
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        await hands.press("1")
        await until(pilot, lambda: "TRẦN VĂN BÌNH" in shown(pilot))
        assert hands.intake.journey.draft.procedure_code == ""
        kept = await program(pilot).ask(drafts.listing)
        assert "Nguyễn Thị Mơ" in {view.draft.applicant.full_name for view in kept}


async def test_quantities_that_mean_nothing_are_told_and_left_out(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin(procedure="ht", quantities="3x5")
        await until(pilot, lambda: isinstance(pilot.app.screen, Message))
        await hands.press("enter")
        await hands.at(Place.FIND)
        assert hands.intake.journey.procedure is not None


async def test_a_number_the_desk_did_not_find_begins_a_person(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin(typed="046095012345")
        await hands.at(Place.PERSON)
        assert hands.intake.query_one(FormView).value("citizen_id") == "046095012345"
