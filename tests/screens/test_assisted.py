"""Filing for a resident by keys: consent to code, what is kept over a restart, what is locked and why."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widget import Widget

from counter.models.catalogue import Channel
from counter.models.dossier import DossierState, DossierView, IntakeDraft
from counter.models.staff import Role
from counter.models.submission import (
    ConsentDraft,
    ConsentKind,
    FilingWay,
    SendOutcome,
    SentDraft,
    StandingDraft,
    SubmissionView,
    Submitter,
    SyncState,
)
from counter.screens.filing.assisted import AssistedScreen
from counter.screens.filing.assisted_case import At
from counter.screens.filing.assisted_correct import CorrectScreen
from counter.screens.filing.assisted_recode import RecodeScreen
from counter.screens.intake.intake import IntakeScreen
from counter.screens.parts.form_panel import FormPanel
from counter.services.dossier import dossiers
from counter.services.filing import submission_standing, submissions
from counter.services.office import Office
from counter.widgets.dialogs import Confirm
from counter.widgets.error_box import ErrorBox
from counter.widgets.line_list import LineList
from tests.screens.conftest import LARGE_PRINT, Opener, program, said, shown, until
from tests.screens.hands import FATHER, MOTHER, Hands
from tests.screens.on_dossiers import act_as, counter_of, open_screen, received, stored
from tests.services import journeys

CODE = "H57.15-261123-00412"
MENDED = "H57.15-261123-00421"


@pytest.fixture
def birth(practice_path: Path) -> DossierView:
    """A birth to be registered online; the mother sits at the counter."""
    with counter_of(practice_path) as office:
        return received(office, journeys.birth(office))


def another(office: Office) -> IntakeDraft:
    """The same for another mother."""
    return journeys.applicant(
        journeys.birth(office), citizen_id="046195009999", full_name="Lê Thị Hạnh", resident_id=None
    )


def consent(office: Office, view: DossierView, kind: ConsentKind) -> SubmissionView:
    """The resident's answer, recorded."""
    begun = submissions.begin(office, view.id, operation=f"begin-{view.id}", version=view.version)
    if begun.standing_at is None:
        begun = submission_standing.stand(
            office,
            StandingDraft(
                operation=f"stand-{view.id}", dossier_id=view.id, version=begun.version,
                submitter=Submitter.SELF, way=FilingWay.OWN,
            ),
        )  # fmt: skip
    version = submissions.consent_text(office, view.id).version
    draft = ConsentDraft(
        operation=f"consent-{view.id}", dossier_id=view.id, version=begun.version, kind=kind,
        text_version=version,
    )  # fmt: skip
    return submissions.record_consent(office, draft)


def file_alone(office: Office, view: DossierView, code: str) -> None:
    """A resident files without help and brings the portal's code."""
    filing = consent(office, view, ConsentKind.SELF)
    draft = SentDraft(
        operation=f"sent-{view.id}", dossier_id=view.id, version=filing.version,
        outcome=SendOutcome.CODE, portal_code=code,
    )  # fmt: skip
    submissions.sent(office, draft)


async def open_filing(pilot: Pilot[None], view: DossierView) -> tuple[AssistedScreen, Hands]:
    """The filing of a dossier, its first open step."""
    await open_screen(pilot, "assisted", ref=str(view.id))
    screen = pilot.app.screen
    assert isinstance(screen, AssistedScreen)
    await until(pilot, lambda: screen.panel is not None and screen.panel.is_mounted)
    await pilot.pause()
    return screen, Hands(pilot)


async def at(pilot: Pilot[None], screen: AssistedScreen, step: At) -> None:
    """Wait until a step is open."""
    await until(
        pilot, lambda: screen.panel is not None and screen.panel.at is step and screen.panel.is_mounted
    )
    await pilot.pause()


async def stand(pilot: Pilot[None], screen: AssistedScreen, hands: Hands) -> None:
    """The person is here, with their own e-identity."""
    await hands.press("1", "f9")
    await at(pilot, screen, At.CONSENT)


async def agree(pilot: Pilot[None], screen: AssistedScreen, hands: Hands) -> None:
    """The resident signs."""
    await hands.press("1", "f9")
    await at(pilot, screen, screen.case.steps[2] if screen.case else At.IDENTITY)


async def identify(pilot: Pilot[None], screen: AssistedScreen, hands: Hands) -> None:
    """Face, card, right to file."""
    await hands.press("space", "space", "space", "f9")
    await until(pilot, lambda: screen.panel is not None and screen.panel.at is not At.IDENTITY)
    await pilot.pause()


async def carry(pilot: Pilot[None], screen: AssistedScreen, hands: Hands) -> None:
    """Every field with Enter."""
    assert screen.case is not None
    await hands.press(*["enter"] * len(screen.case.open_fields), "f9")
    await at(pilot, screen, At.READ_BACK)


async def read_back(pilot: Pilot[None], screen: AssistedScreen, hands: Hands) -> None:
    """F9, and the stop."""
    await hands.press("f9")
    await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
    await pilot.pause()
    await hands.press("f9")
    await at(pilot, screen, At.CODE)


def prepared(path: Path, view: DossierView, upto: At) -> DossierView:
    """The same dossier with the steps before this one done, as a colleague would have left it."""
    with counter_of(path) as office:
        filing = consent(office, view, ConsentKind.SIGNATURE)
        if upto is not At.IDENTITY:
            filing = submissions.verify_identity(office, view.id, operation="seen", version=filing.version)
        if upto in (At.READ_BACK, At.CODE):
            for field in submissions.fields(office, view.id):
                filing = submissions.copied(office, view.id, field.key, operation=f"copied-{field.key}")
        if upto is At.CODE:
            read = submissions.digest(submissions.fields(office, view.id))
            submissions.read_back(office, view.id, read, operation="read", version=filing.version)
        return dossiers.get(office, str(view.id))


@pytest.fixture
def at_consent(practice_path: Path, birth: DossierView) -> DossierView:
    """It is known who stands here."""
    with counter_of(practice_path) as office:
        begun = submissions.begin(office, birth.id, operation="begin", version=birth.version)
        draft = StandingDraft(
            operation="stand", dossier_id=birth.id, version=begun.version,
            submitter=Submitter.SELF, way=FilingWay.OWN,
        )  # fmt: skip
        submission_standing.stand(office, draft)
        return dossiers.get(office, str(birth.id))


@pytest.fixture
def at_identity(practice_path: Path, birth: DossierView) -> DossierView:
    """Consent is given."""
    return prepared(practice_path, birth, At.IDENTITY)


@pytest.fixture
def at_carrying(practice_path: Path, birth: DossierView) -> DossierView:
    """The person is known."""
    return prepared(practice_path, birth, At.CARRY)


@pytest.fixture
def at_reading(practice_path: Path, birth: DossierView) -> DossierView:
    """Every field is on the portal."""
    return prepared(practice_path, birth, At.READ_BACK)


@pytest.fixture
def at_code(practice_path: Path, birth: DossierView) -> DossierView:
    """Everything is read back; the portal's button comes next."""
    return prepared(practice_path, birth, At.CODE)


# -- the whole way -----------------------------------------------------------------------------


async def test_from_consent_to_the_portals_code(open_app: Opener, birth: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, birth)
        assert "Bước 1/7 · AI NỘP" in shown(pilot)
        await stand(pilot, screen, hands)
        assert "Không trả lời nghĩa là không đồng ý" in shown(pilot)
        assert "Bước 2/7 · ĐỒNG Ý" in shown(pilot)
        await agree(pilot, screen, hands)
        await hands.scan(MOTHER)
        assert "khớp" in shown(pilot)
        await identify(pilot, screen, hands)
        await carry(pilot, screen, hands)
        assert "NGUYỄN MINH AN" in shown(pilot)
        await read_back(pilot, screen, hands)
        assert "Bước 7/7 · MÃ CỔNG" in shown(pilot)
        await hands.press("1")
        await hands.type(CODE)
        await until(pilot, lambda: "√ đúng dạng" in shown(pilot))
        await hands.press("f9")
        await at(pilot, screen, At.FILED)
        text = shown(pilot)
        for words in (CODE, "Người gõ", "Người quyết định", "Nguyễn Thị Hoa", "Đồng ý 09:00", "Nộp 09:00"):
            assert words in text, words
        view = await stored(pilot, birth)
        assert view.sync is SyncState.FILED and view.submission is not None
        assert view.submission.portal_code == CODE
        await hands.press("f10", "9")  # it was misread
        await until(pilot, lambda: isinstance(pilot.app.screen, RecodeScreen))
        await pilot.pause()
        await hands.press("f9")
        await until(pilot, lambda: "Mã này đang ghi rồi" in shown(pilot))
        await hands.press("ctrl+u")
        await hands.type(MENDED)
        await hands.press("f9")
        await until(pilot, lambda: f"CÓ MÃ CỔNG   {MENDED}" in shown(pilot))
        assert "in lại giấy hẹn" in said(pilot)
        await hands.scan(FATHER)
        await until(pilot, lambda: isinstance(pilot.app.screen, IntakeScreen))
        assert screen not in pilot.app.screen_stack


# -- consent -----------------------------------------------------------------------------------


async def test_nothing_is_chosen_beforehand(open_app: Opener, at_consent: DossierView) -> None:
    async with open_app() as pilot:
        _, hands = await open_filing(pilot, at_consent)
        assert "–F9 Ghi đồng ý" in shown(pilot)
        assert "√" not in shown(pilot)
        await hands.press("f9")
        assert "bấm số 1–4" in said(pilot)
        filing = (await stored(pilot, at_consent)).submission
        assert filing is not None and not filing.consent_kind  # begun with the online dossier, not answered


async def test_who_cannot_sign_agrees_before_two_named_witnesses(
    open_app: Opener, at_consent: DossierView
) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, at_consent)
        await hands.press("2", "2")
        await until(pilot, lambda: "Người làm chứng 2" in shown(pilot))
        await hands.press("f9")
        await until(pilot, lambda: screen.query_one(ErrorBox).display)
        await hands.type("Lê Thị Sáu", leave="enter")
        await hands.type("Lê Thị Sáu")
        await hands.press("f9")
        await until(pilot, lambda: "hai người làm chứng khác nhau" in shown(pilot))
        await hands.press("tab", "ctrl+u")
        await hands.type("Trần Văn Năm")
        await hands.press("f9")
        await at(pilot, screen, At.IDENTITY)
        filing = (await stored(pilot, at_consent)).submission
        assert filing is not None and filing.consent_kind == "witnesses"
        assert set(filing.witnesses) == {"Lê Thị Sáu", "Trần Văn Năm"}


async def test_a_fingerprint_needs_no_names(open_app: Opener, at_consent: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, at_consent)
        await hands.press("2", "1", "f9")
        await at(pilot, screen, At.IDENTITY)
        filing = (await stored(pilot, at_consent)).submission
        assert filing is not None and filing.consent_kind == "fingerprint"


async def test_refused_goes_the_paper_way_and_says_so(open_app: Opener, at_consent: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, at_consent)
        await hands.press("4", "f9")
        await at(pilot, screen, At.PAPER)
        assert "hồ sơ đi đường giấy" in shown(pilot)
        assert f"{at_consent.short_code} vẫn được nhận" in shown(pilot)
        view = await stored(pilot, at_consent)
        assert (view.state, view.sync, view.channel) == (
            DossierState.RECEIVED,
            SyncState.NONE,
            Channel.DIRECT,
        )


async def test_who_wants_to_do_it_alone_is_only_shown_how(open_app: Opener, at_consent: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, at_consent)
        await hands.press("3", "f9")
        await at(pilot, screen, At.SELF)
        assert "vẫn được nhận" in shown(pilot) and "quầy chỉ hướng dẫn" in shown(pilot)
        await hands.press("f10", "4")
        await at(pilot, screen, At.CODE)
        await hands.press("1")
        await hands.type(CODE)
        await hands.press("f9")
        await at(pilot, screen, At.FILED)
        assert "người dân tự gõ" in shown(pilot)


async def test_the_resident_may_stop_later_and_loses_nothing(
    open_app: Opener, at_identity: DossierView
) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, at_identity)
        await hands.press("f10", "2")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await pilot.pause()
        await hands.press("f9")
        await at(pilot, screen, At.PAPER)
        view = await stored(pilot, at_identity)
        assert (view.state, view.sync) == (DossierState.RECEIVED, SyncState.NONE)


# -- identity ------------------------------------------------------------------------------------


async def test_another_persons_card_stops_it(open_app: Opener, at_identity: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, at_identity)
        await hands.scan(FATHER)
        assert "KHÔNG KHỚP" in said(pilot)
        await hands.press("space", "space", "space", "f9")
        assert "KHÔNG KHỚP" in said(pilot)
        await hands.scan(MOTHER)
        await hands.press("f9")
        assert "Còn 3 việc chưa xem" in said(pilot)  # what was ticked was the other person's card
        await hands.press("space", "space", "space", "f9")
        await at(pilot, screen, At.CARRY)


async def test_three_ticks_are_needed(open_app: Opener, at_identity: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, at_identity)
        await hands.press("space", "space", "f9")
        assert "Còn 1 việc chưa xem" in said(pilot)
        await hands.press("space", "f9")
        await at(pilot, screen, At.CARRY)


async def test_a_volunteer_asks_and_carries_and_finds_the_rest_locked(
    open_app: Opener, birth: DossierView
) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "desk")
        act_as(pilot, Role.VOLUNTEER)
        screen, hands = await open_filing(pilot, birth)
        await stand(pilot, screen, hands)
        await agree(pilot, screen, hands)
        await at(pilot, screen, At.CARRY)
        assert screen.case is not None
        await hands.press(*["enter"] * len(screen.case.open_fields), "f9")
        await at(pilot, screen, At.IDENTITY)
        assert "F12, mời cán bộ gõ PIN ngay ở máy này" in said(pilot)
        await hands.press("space")
        assert "việc của cán bộ tiếp nhận" in said(pilot)
        await hands.press("f9")
        assert "việc của cán bộ tiếp nhận" in said(pilot)
        await hands.press("escape", "escape", "escape", "escape")
        await until(pilot, lambda: screen not in pilot.app.screen_stack)
        act_as(pilot, Role.SUPERVISOR)
        screen, hands = await open_filing(pilot, birth)
        assert screen.panel is not None and screen.panel.at is At.IDENTITY
        await identify(pilot, screen, hands)
        await at(pilot, screen, At.READ_BACK)  # what the volunteer carried counts


# -- carrying ------------------------------------------------------------------------------------


async def open_fields(pilot: Pilot[None], view: DossierView) -> tuple[AssistedScreen, Hands, LineList]:
    """The list of fields."""
    screen, hands = await open_filing(pilot, view)
    return screen, hands, screen.query_one("#fields", LineList)


async def test_enter_copies_one_field_and_goes_to_the_next(
    open_app: Opener, at_carrying: DossierView
) -> None:
    async with open_app() as pilot:
        _, hands, fields = await open_fields(pilot, at_carrying)
        app = program(pilot)
        looked = fields.rows[0].cells[1]
        await hands.press("enter")
        assert "Cổng tự điền" in said(pilot) and looked in said(pilot)
        assert app.clipboard == ""  # what the portal fills itself is compared, not pasted
        await hands.press("enter", "enter", "enter", "enter")
        assert app.clipboard == "046195001234 mẹ"
        assert fields.cursor == 5 and said(pilot).startswith("Đã chép ô 5/15: sang Cổng bấm Ctrl+V")
        await hands.press("enter")
        assert app.clipboard == "Nguyễn Minh An"
        await hands.press("left", "left", "enter")
        assert app.clipboard == "046195001234 mẹ"
        await hands.press("right", "right")
        assert "chọn trên Cổng" in fields.rows[7].cells[3]


async def test_space_skips_and_takes_it_back(open_app: Opener, at_carrying: DossierView) -> None:
    async with open_app() as pilot:
        _, hands, fields = await open_fields(pilot, at_carrying)
        await hands.press("space")
        assert fields.rows[0].mark == "–" and fields.cursor == 1
        await hands.press("up", "space")
        assert fields.rows[0].mark == " "
        await until(pilot, lambda: "0/15 ô" in shown(pilot))
        filing = (await stored(pilot, at_carrying)).submission
        assert filing is not None and not filing.skipped


async def test_the_clipboard_is_wiped_at_the_end_and_on_leaving(
    open_app: Opener, at_carrying: DossierView
) -> None:
    async with open_app() as pilot:
        screen, hands, _ = await open_fields(pilot, at_carrying)
        app = program(pilot)
        await hands.press(*["enter"] * 6)
        assert app.clipboard
        await hands.press("f1")
        await until(pilot, lambda: pilot.app.screen is not screen)
        assert app.clipboard == ""
        await hands.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await hands.press("enter")
        assert app.clipboard
        await hands.press("escape")
        await at(pilot, screen, At.IDENTITY)
        assert app.clipboard == ""


async def test_a_restart_goes_on_at_the_same_field(open_app: Opener, at_carrying: DossierView) -> None:
    async with open_app() as pilot:
        _, hands, _ = await open_fields(pilot, at_carrying)
        await hands.press(*["enter"] * 5, "space")
        await until(pilot, lambda: "6/15 ô" in shown(pilot))
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, at_carrying)
        assert screen.panel is not None and screen.panel.at is At.CARRY
        fields = screen.query_one("#fields", LineList)
        assert fields.cursor == 6
        assert [row.mark for row in fields.rows[:6]] == ["√"] * 5 + ["–"]
        assert "6/15 ô" in shown(pilot)


async def test_f9_says_what_is_left(open_app: Opener, at_carrying: DossierView) -> None:
    async with open_app() as pilot:
        _, hands, _ = await open_fields(pilot, at_carrying)
        await hands.press("enter", "f9")
        assert "Còn 14 ô chưa chép" in said(pilot)


# -- read-back -----------------------------------------------------------------------------------


async def test_before_sending_one_stop_with_the_name(open_app: Opener, at_reading: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, at_reading)
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await pilot.pause()
        text = shown(pilot)
        assert "NGUYỄN MINH AN" in text and "không rút lại được" in text
        await hands.press("enter", "escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        filing = (await stored(pilot, at_reading)).submission
        assert filing is not None and filing.read_back_at is None
        assert screen.panel is not None and screen.panel.at is At.READ_BACK


async def test_what_is_mended_after_the_read_back_is_carried_and_read_again(
    open_app: Opener, at_code: DossierView
) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, at_code)
        await hands.press("escape")
        await at(pilot, screen, At.READ_BACK)
        await hands.press("6")
        await until(pilot, lambda: isinstance(pilot.app.screen, CorrectScreen))
        await pilot.pause()
        await hands.press("ctrl+u")
        await hands.type("Nguyễn Minh Ân")
        await hands.press("f9")
        await at(pilot, screen, At.CARRY)
        assert "chép đè ô này" in said(pilot)
        await hands.press("f9")
        assert "Còn 1 ô chưa chép, từ ô 6" in said(pilot)
        await hands.press("enter")
        assert program(pilot).clipboard == "Nguyễn Minh Ân"
        await hands.press("f9")
        await at(pilot, screen, At.READ_BACK)
        assert "! 1 ô đã sửa sau khi đọc" in shown(pilot)
        await read_back(pilot, screen, hands)


async def test_what_comes_from_the_card_is_not_mended_here(open_app: Opener, at_reading: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, at_reading)
        await hands.press("1")
        await until(pilot, lambda: "không sửa ở đây" in said(pilot))
        assert pilot.app.screen is screen


# -- the code ------------------------------------------------------------------------------------


async def test_a_code_of_no_known_form_and_one_of_another_dossier_are_named(
    open_app: Opener, at_code: DossierView, practice_path: Path
) -> None:
    with counter_of(practice_path) as office:
        other = received(office, another(office))
        file_alone(office, other, CODE)
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, at_code)
        await hands.press("1")
        await hands.type("12345")
        await until(pilot, lambda: "Chưa đúng dạng mã Cổng" in shown(pilot))
        await hands.press("f9")
        await until(pilot, lambda: screen.query_one(ErrorBox).display)
        await hands.press("ctrl+u")
        await hands.type(CODE)
        await hands.press("f9")
        await until(pilot, lambda: f"đã ghi cho hồ sơ {other.code}" in shown(pilot))
        assert screen.query_one(FormPanel).value("portal_code") == CODE


async def test_certainly_not_filed_can_be_sent_again(open_app: Opener, at_code: DossierView) -> None:
    async with open_app() as pilot:
        _, hands = await open_filing(pilot, at_code)
        await hands.press("2")
        await hands.type("Tệp đính kèm quá lớn")
        await hands.press("f9")
        await until(pilot, lambda: "–F9 Ghi kết quả" in shown(pilot))
        filing = (await stored(pilot, at_code)).submission
        assert filing is not None and filing.state is SyncState.SENDING
        assert filing.note == "Tệp đính kèm quá lớn"


async def test_unknown_locks_a_second_filing_until_somebody_has_looked(
    open_app: Opener, at_code: DossierView
) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, at_code)
        await hands.press("3", "f9")
        await at(pilot, screen, At.LOOK_UP)
        assert "? KHÔNG BIẾT đã nộp" in shown(pilot)
        await hands.press("escape")
        await until(pilot, lambda: screen not in pilot.app.screen_stack)
        screen, hands = await open_filing(pilot, at_code)
        assert screen.panel is not None and screen.panel.at is At.LOOK_UP
        await hands.press("f9")
        filing = (await stored(pilot, at_code)).submission
        assert filing is not None and filing.state is SyncState.UNKNOWN
        await hands.press("1")
        assert program(pilot).clipboard == "046195001234"
        await hands.press("3", "f9")
        await at(pilot, screen, At.CODE)
        assert program(pilot).clipboard == ""
        view = await stored(pilot, at_code)
        assert view.sync is SyncState.SENDING


async def test_what_was_found_on_the_portal_is_recorded(open_app: Opener, at_code: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, at_code)
        await hands.press("3", "f9")
        await at(pilot, screen, At.LOOK_UP)
        await hands.press("2", "f9")
        await until(pilot, lambda: screen.query_one(ErrorBox).display)
        await hands.type(CODE)
        await hands.press("f9")
        await at(pilot, screen, At.FILED)


@pytest.mark.parametrize(
    ("typed", "clock"), [("08:15", "08:15"), ("8h15", "08:15"), ("", "09:00"), ("22/11/2026 16:05", "16:05")]
)
async def test_the_time_the_portal_shows(
    open_app: Opener, at_code: DossierView, typed: str, clock: str
) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, at_code)
        await hands.press("1")
        await hands.type(CODE, leave="enter")
        await hands.type(typed)
        await hands.press("f9")
        await at(pilot, screen, At.FILED)
        assert f"Nộp {clock}" in shown(pilot)


async def test_a_time_that_is_none_is_asked_again(open_app: Opener, at_code: DossierView) -> None:
    async with open_app() as pilot:
        _, hands = await open_filing(pilot, at_code)
        await hands.press("1")
        await hands.type(CODE, leave="enter")
        await hands.type("25:00")
        await hands.press("f9")
        await until(pilot, lambda: "Chưa đọc được giờ" in shown(pilot))


# -- what never stands here -----------------------------------------------------------------------


async def test_a_password_in_free_text_is_refused_with_the_reason(
    open_app: Opener, at_code: DossierView
) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, at_code)
        await hands.press("2")
        await hands.type("mã OTP 482913")
        await until(pilot, lambda: "! " in shown(pilot) and "OTP" in shown(pilot))
        await hands.press("f9")
        await until(pilot, lambda: screen.query_one(ErrorBox).display)
        filing = (await stored(pilot, at_code)).submission
        assert filing is not None and not filing.note


async def test_no_field_asks_for_a_secret(open_app: Opener, at_code: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, at_code)
        for answer in ("1", "2", "3"):
            screen.set_focus(screen.query_one("#outcomes", Widget))
            await hands.press(answer)
            asked = [field.label.casefold() for field in screen.query_one(FormPanel).form.fields]
            assert not [label for label in asked if "mật khẩu" in label or "otp" in label]
            assert not [w for w in screen.query("VnInput") if getattr(w, "password", False)]


async def test_what_cannot_be_filed_online_says_so(open_app: Opener, practice_path: Path) -> None:
    with counter_of(practice_path) as office:
        view = received(office, journeys.certified_copy(office))
    async with open_app() as pilot:
        _, hands = await open_filing(pilot, view)
        assert "không nộp trực tuyến được" in said(pilot)
        await hands.press("1", "f9")
        assert "không nộp trực tuyến được" in said(pilot)
        assert (await stored(pilot, view)).submission is None


@pytest.mark.parametrize("size", [LARGE_PRINT, (80, 24), (100, 30)])
async def test_every_step_says_where_what_and_how_in_every_window(
    open_app: Opener, birth: DossierView, size: tuple[int, int]
) -> None:
    async with open_app(size) as pilot:
        screen, hands = await open_filing(pilot, birth)
        words = {
            At.WHO: "7   Người làm dịch vụ",
            At.CONSENT: "4   Không đồng ý",
            At.IDENTITY: "[ ] 3",
            At.CARRY: "Ctrl+V",
            At.READ_BACK: "NGUYỄN",
        }
        for step, sight in words.items():
            await at(pilot, screen, step)
            text = shown(pilot)
            for word in ("NỘP HỘ", "F9", "Esc", "F1", "09:00", sight):
                assert word in text, (step, word)
            assert text.count("►") == 1, step
            go = {At.WHO: stand, At.CONSENT: agree, At.IDENTITY: identify, At.CARRY: carry}.get(step)
            if go is not None:
                await go(pilot, screen, hands)
