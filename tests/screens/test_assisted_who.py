"""Who stands at the counter, the way it is filed, and the portal's code taken as it comes: by keys."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from counter.models.catalogue import Channel, Procedure
from counter.models.dossier import DossierView
from counter.models.staff import Role
from counter.models.submission import FilingWay, Submitter, SyncState
from counter.screens.filing.assisted_case import At
from counter.screens.filing.filing_ways import FilingWaysScreen, WaysScreen
from counter.screens.parts.form_panel import FormPanel
from counter.services.catalogue.catalogue import Catalogue
from counter.services.filing import filing_ways
from counter.widgets.dialogs import Choice, Message
from counter.widgets.line_list import LineList
from tests.screens.conftest import LARGE_PRINT, Opener, program, said, shown, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import act_as, counter_of, open_screen, received, stored
from tests.screens.test_assisted import CODE, at, open_filing, prepared, read_back, stand
from tests.services import journeys


@pytest.fixture
def birth(practice_path: Path) -> DossierView:
    """A birth to be registered online; the mother sits at the counter."""
    with counter_of(practice_path) as office:
        return received(office, journeys.birth(office))


@pytest.fixture
def at_code(practice_path: Path, birth: DossierView) -> DossierView:
    """Everything is read back; the portal's button comes next."""
    return prepared(practice_path, birth, At.CODE)


# -- who stands here -----------------------------------------------------------------------------


async def test_nothing_is_chosen_and_the_usual_way_is_said_to_be_unconfirmed(
    open_app: Opener, birth: DossierView
) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, birth)
        assert "√" not in shown(pilot) and "(chưa xác nhận)" in shown(pilot)
        assert "–F9 Ghi người nộp" in shown(pilot)
        await hands.press("f9")
        assert "bấm số 1–7" in said(pilot).casefold()
        await stand(pilot, screen, hands)
        filing = (await stored(pilot, birth)).submission
        assert filing is not None and (filing.submitter, filing.way) == (Submitter.SELF, FilingWay.OWN)


async def test_an_authorised_person_shows_the_paper_and_it_stands_on_the_dossier(
    open_app: Opener, birth: DossierView
) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, birth)
        await hands.press("3")
        await until(pilot, lambda: "Đã chứng thực" in shown(pilot))
        await hands.press("1", "enter")
        await hands.type("Giấy uỷ quyền số 15", leave="enter")
        await hands.press("f5", "enter")
        await hands.type("02032026", leave="enter")
        await hands.press("f9")
        await at(pilot, screen, At.CONSENT)
        filing = (await stored(pilot, birth)).submission
        assert filing is not None
        assert (filing.submitter, filing.way) == (Submitter.AUTHORISED, FilingWay.PROXY)
        assert f"{filing.authority_until:%d/%m/%Y}" == "02/03/2027"
        await hands.press("escape")
        await at(pilot, screen, At.WHO)
        text = shown(pilot)
        for words in ("Giấy uỷ quyền số 15", "nộp hồ sơ và nhận kết quả", "02/03/2027", "uỷ quyền"):
            assert words in text, words


async def test_a_paper_that_is_not_certified_or_has_run_out_stops(
    open_app: Opener, birth: DossierView
) -> None:
    async with open_app() as pilot:
        _, hands = await open_filing(pilot, birth)
        await hands.press("3")
        await until(pilot, lambda: "Đã chứng thực" in shown(pilot))
        await hands.press("2", "enter")
        await hands.type("Giấy uỷ quyền số 15", leave="enter")
        await hands.press("f5", "enter")
        await hands.type("02032025", leave="enter")
        await hands.press("f9")
        await until(pilot, lambda: "chưa chứng thực thì chưa nộp thay được" in shown(pilot))
        assert "Giấy hết hạn từ 02/03/2026" in shown(pilot)
        filing = (await stored(pilot, birth)).submission
        assert filing is not None and filing.standing_at is None


async def test_where_the_parties_must_come_it_says_so_and_stops(
    open_app: Opener, birth: DossierView, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = Catalogue.get

    def alone(catalogue: Catalogue, code: str) -> Procedure:
        return replace(shipped(catalogue, code), no_proxy=True)

    monkeypatch.setattr(Catalogue, "get", alone)
    async with open_app() as pilot:
        _, hands = await open_filing(pilot, birth)
        assert "phải tự đi làm" in shown(pilot)
        await hands.press("2")
        assert "Không chọn được" in said(pilot) and "phải tự đi làm" in shown(pilot)
        await hands.press("f9")
        assert "Bấm 1 khi chính người nộp ngồi đây" in said(pilot)
        await hands.press("f9")
        assert (await stored(pilot, birth)).submission is not None
        filing = (await stored(pilot, birth)).submission
        assert filing is not None and filing.standing_at is None


async def test_a_mother_without_a_phone_is_served_to_the_end_on_paper(
    open_app: Opener, birth: DossierView
) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, birth)
        await hands.press("1")
        await until(pilot, lambda: "Giấy, phường số hoá" in shown(pilot))
        await hands.press("2", "f9")
        await at(pilot, screen, At.PAPER)
        assert "không ghi là nộp trực tuyến" in shown(pilot)
        assert "không nộp trực tuyến" in shown(pilot)
        view = await stored(pilot, birth)
        assert (view.channel, view.sync) == (Channel.DIRECT, SyncState.NONE)
        assert view.submission is not None and view.submission.way is FilingWay.PAPER


async def test_a_volunteer_asks_who_stands_here(open_app: Opener, birth: DossierView) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "desk")
        act_as(pilot, Role.VOLUNTEER)
        screen, hands = await open_filing(pilot, birth)
        await stand(pilot, screen, hands)


async def test_it_can_be_noted_anew_until_the_resident_has_answered(
    open_app: Opener, birth: DossierView
) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, birth)
        await stand(pilot, screen, hands)
        await hands.press("escape")
        await at(pilot, screen, At.WHO)
        await hands.press("f10", "5")
        await until(pilot, lambda: "7   Người làm dịch vụ" in shown(pilot))
        await hands.press("2")
        await until(pilot, lambda: "Quan hệ" in shown(pilot))
        await hands.press("3", "enter")
        await hands.type("Giấy khai sinh")
        await hands.press("f9")
        await at(pilot, screen, At.CONSENT)
        filing = (await stored(pilot, birth)).submission
        assert filing is not None
        assert (filing.submitter, filing.authority_scope) == (Submitter.RELATIVE, "child")


async def test_f10_keeps_its_numbers_at_every_step(open_app: Opener, birth: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, birth)
        seen = []
        for go in (stand, None):
            await hands.press("f10")
            await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
            await pilot.pause()
            rows = pilot.app.screen.query_one(LineList).rows
            seen.append([row.key for row in rows])
            await hands.press("escape")
            await until(pilot, lambda: pilot.app.screen is screen)
            if go is not None:
                await go(pilot, screen, hands)
        assert seen[0] == seen[1]
        assert seen[0][:3] == ["print_consent", "stop", "correct"]


@pytest.mark.parametrize("size", [LARGE_PRINT, (80, 24), (100, 30)])
async def test_every_box_of_the_paper_can_be_reached(
    open_app: Opener, birth: DossierView, size: tuple[int, int]
) -> None:
    async with open_app(size) as pilot:
        screen, hands = await open_filing(pilot, birth)
        await hands.press("3")
        await until(pilot, lambda: "Đã chứng thực" in shown(pilot))
        await hands.press("1")
        for key in ("paper", "scope", "dated", "until", "way"):
            await hands.press("tab")
            assert screen.query_one(FormPanel).focused_key == key
            focused = pilot.app.focused
            assert focused is not None and focused.region.height > 0
            assert screen.region.contains_region(focused.region), key


# -- the portal's code ---------------------------------------------------------------------------


async def paste(pilot: Pilot[None], text: str) -> None:
    """A bracketed paste, as the terminal gives it."""
    pilot.app.post_message(events.Paste(text))
    await pilot.pause(0.1)


async def scanner(pilot: Pilot[None], text: str) -> None:
    """A scanner that types."""
    for character in text:
        pilot.app.post_message(events.Key(_name(character), character))
    pilot.app.post_message(events.Key("enter", "\r"))
    await pilot.pause(0.6)


def _name(character: str) -> str:
    return {"-": "minus", ".": "full_stop"}.get(character, character)


@pytest.mark.parametrize("text", [CODE, f"Mã hồ sơ: {CODE}\n", CODE.lower()])
async def test_a_pasted_code_is_the_answer(open_app: Opener, at_code: DossierView, text: str) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, at_code)
        await paste(pilot, text)
        await until(pilot, lambda: "√ đúng dạng" in shown(pilot))
        await hands.press("f9")
        await at(pilot, screen, At.FILED)
        assert CODE in shown(pilot)


async def test_a_scanned_code_is_the_answer_and_its_enter_chooses_nothing(
    open_app: Opener, at_code: DossierView
) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, at_code)
        await scanner(pilot, CODE)
        await until(pilot, lambda: "√ đúng dạng" in shown(pilot))
        assert screen.query_one(FormPanel).value("portal_code") == CODE
        await hands.press("f9")
        await at(pilot, screen, At.FILED)


async def test_a_code_begun_by_hand_opens_its_box(open_app: Opener, at_code: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, at_code)
        await pilot.press("H")
        await until(pilot, lambda: screen.query_one(FormPanel).focused_key == "portal_code")
        await hands.type(CODE[1:])
        await until(pilot, lambda: "√ đúng dạng" in shown(pilot))
        assert screen.query_one(FormPanel).value("portal_code") == CODE


async def test_a_code_that_was_found_is_pasted_too(open_app: Opener, at_code: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, at_code)
        await hands.press("3", "f9")
        await at(pilot, screen, At.LOOK_UP)
        await paste(pilot, CODE)
        await until(pilot, lambda: "√ đúng dạng" in shown(pilot))
        await hands.press("f9")
        await at(pilot, screen, At.FILED)


async def test_digits_still_answer(open_app: Opener, at_code: DossierView) -> None:
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, at_code)
        await hands.press("2")
        await until(pilot, lambda: screen.query_one(FormPanel).focused_key == "note")


# -- before sending --------------------------------------------------------------------------------


async def test_everything_that_would_bounce_is_told_at_once(
    open_app: Opener, birth: DossierView, practice_path: Path
) -> None:
    view = prepared(practice_path, birth, At.READ_BACK)
    with counter_of(practice_path) as office, office.store.write(office.now()) as transaction:
        connection = transaction.connection
        connection.execute("UPDATE dossier_paper SET state = 'missing' WHERE dossier_id = ?", (view.id,))
        connection.execute("UPDATE dossier_answer SET value = 'xx' WHERE key = 'tre_gioi_tinh'")
        transaction.record(office.actor, "test.changed", subject=("dossier", view.id), operation="t")
    async with open_app() as pilot:
        _, hands = await open_filing(pilot, view)
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, Message))
        await pilot.pause()
        assert "Còn thiếu giấy bắt buộc" in shown(pilot) and "Giới tính" in shown(pilot)
        filing = (await stored(pilot, view)).submission
        assert filing is not None and filing.read_back_at is None


async def test_a_sound_dossier_goes_on(open_app: Opener, birth: DossierView, practice_path: Path) -> None:
    view = prepared(practice_path, birth, At.READ_BACK)
    async with open_app() as pilot:
        screen, hands = await open_filing(pilot, view)
        await read_back(pilot, screen, hands)


# -- the setting of the ward -------------------------------------------------------------------------


async def test_the_ward_changes_the_ways_of_a_procedure(open_app: Opener, birth: DossierView) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "filing_ways")
        screen = pilot.app.screen
        assert isinstance(screen, FilingWaysScreen)
        await until(pilot, lambda: bool(screen.ways))
        listing = screen.query_one(LineList)
        listing.move_to([row.key for row in listing.rows].index(birth.procedure_code))
        await pilot.pause()
        hands = Hands(pilot)
        await hands.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, WaysScreen))
        await pilot.pause()
        await hands.press("2", "enter", "2", "enter", "1", "enter")
        await hands.press("f9")
        await until(pilot, lambda: "Cách thường dùng phải là" in shown(pilot))
        await hands.press("3", "enter", "1", "f9")
        await until(pilot, lambda: pilot.app.screen is screen)
        ways = await program(pilot).ask(filing_ways.ways_of, birth.procedure_code)
        assert (ways.allowed, ways.usual) == ((FilingWay.PAPER,), FilingWay.PAPER)
        assert ways.confirmed and ways.own


async def test_who_may_not_change_settings_finds_the_door_locked(open_app: Opener) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "desk")
        act_as(pilot, Role.VOLUNTEER)
        await open_screen(pilot, "filing_ways")
        assert not pilot.app.screen.query(LineList)
