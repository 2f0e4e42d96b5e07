"""A draft is never lost: saved while typing, resumed, taken over; a volunteer's waits for a clerk."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from counter.models.dossier import DraftView, IdentityCheck, IntakeDraft, Step
from counter.models.staff import Role, StaffView
from counter.screens.desk.desk import DeskScreen
from counter.screens.dossier.resident_view import ResidentViewScreen
from counter.screens.intake.accepted import AcceptedScreen
from counter.screens.intake.intake import IntakeScreen
from counter.screens.intake.intake_panel import Place
from counter.services.intake import drafts
from counter.services.office import Office
from counter.services.people import residents
from counter.services.staff import leaving
from counter.services.staff.staff import everyone
from counter.services.store.store import Store
from counter.settings import MachineSettings, WardSettings
from counter.widgets.dialogs import Choice, Confirm, Message
from tests.conftest import START
from tests.screens.conftest import CLERK, VOLUNTEER, Opener, program, said, shown, until
from tests.screens.hands import MOTHER, Hands


async def person(pilot: Pilot[None], name: str) -> StaffView:
    """Somebody of the counter."""
    await until(pilot, lambda: bool(program(pilot).staff))
    return next(p for p in program(pilot).staff if p.name == name)


async def saved(pilot: Pilot[None]) -> tuple[DraftView, ...]:
    """The drafts in the store."""
    return await program(pilot).ask(drafts.listing)


async def test_a_draft_is_kept_at_each_step_and_while_typing(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin(MOTHER, procedure="ks")
        await hands.at(Place.CHECK)
        await until(pilot, lambda: hands.intake._saved is not None)
        await hands.press("1")
        await hands.at(Place.PAPERS)
        await hands.press("space", "f9")
        await hands.at(Place.QUESTIONS)
        await hands.type("Nguyễn Minh An")
        await until(pilot, lambda: "Nguyễn Minh An" in str(hands.intake._saved))
        (draft,) = await saved(pilot)
        assert draft.draft.step is Step.QUESTIONS
        assert draft.draft.answers[0].value == "Nguyễn Minh An"


async def test_a_store_that_cannot_be_written_is_told_and_typing_goes_on(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin(MOTHER, procedure="ks")
        await hands.at(Place.CHECK)
        await hands.press("1")
        await hands.at(Place.PAPERS)
        await hands.press("space", "f9")
        await hands.at(Place.QUESTIONS)
        await until(pilot, lambda: hands.intake._saved == hands.intake.journey.draft)
        store = program(pilot).door.store
        assert store is not None
        store._writer.execute("PRAGMA query_only = ON")
        await hands.type("Nguyễn Minh An")
        for word in (" một", " hai", " ba"):
            await hands.type(word)
            await until(pilot, lambda: "Chưa lưu được nháp" in said(pilot))
        await hands.press("escape")
        await hands.at(Place.PAPERS)
        store._writer.execute("PRAGMA query_only = OFF")
        await hands.press("f9")
        await hands.at(Place.QUESTIONS)
        await until(pilot, lambda: "một hai ba" in str(hands.intake._saved))


async def test_a_draft_comes_back_at_its_step_after_the_program_died(
    open_app: Opener, machine: MachineSettings
) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin(MOTHER, procedure="ks")
        await hands.at(Place.CHECK)
        await hands.press("1")
        await hands.at(Place.PAPERS)
        await hands.press("space", "f9")
        await hands.at(Place.QUESTIONS)
        await hands.type("Nguyễn Minh An")
        await until(pilot, lambda: "Nguyễn Minh An" in str(hands.intake._saved))
        ident = hands.intake.journey.draft.id
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin(draft_id=ident)
        await hands.at(Place.QUESTIONS)
        assert "Nguyễn Minh An" in shown(pilot)
        await until(pilot, lambda: "Mở tiếp bản nháp" in said(pilot))


async def test_esc_from_the_first_page_goes_to_the_desk_and_an_empty_form_leaves_no_draft(
    open_app: Opener,
) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin()
        await hands.at(Place.FIND)
        await hands.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, DeskScreen))
        assert await saved(pilot) == ()


async def test_a_volunteer_prepares_and_a_clerk_completes(open_app: Opener) -> None:
    async with open_app() as pilot:
        program(pilot).actor = await person(pilot, VOLUNTEER)
        hands = Hands(pilot)
        await hands.begin(MOTHER, procedure="ct", quantities="3x5")
        await hands.at(Place.CHECK)
        assert "khoá: so mặt với thẻ là việc của cán bộ" in shown(pilot)
        await hands.press("1")
        await until(pilot, lambda: "khoá" in said(pilot))
        assert hands.intake.journey.draft.identity is IdentityCheck.NOT_DONE
        await hands.press("f9")
        await hands.at(Place.PAPERS)
        await hands.press("space", "f9")
        await hands.at(Place.REVIEW)
        await until(pilot, lambda: "–F9" in shown(pilot))
        await hands.press("f9")
        await until(pilot, lambda: "việc của cán bộ" in said(pilot))
        await hands.press("f10")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        await hands.press("4")
        await until(pilot, lambda: isinstance(pilot.app.screen, DeskScreen))
        (draft,) = await saved(pilot)

        program(pilot).actor = await person(pilot, CLERK)
        await hands.begin(draft_id=draft.id)
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        assert VOLUNTEER in shown(pilot)
        await hands.press("f9")
        await hands.at(Place.REVIEW)
        await until(pilot, lambda: "So mặt người với ảnh" in shown(pilot))
        await hands.press("1")
        await hands.at(Place.CHECK)
        await hands.press("1")
        await hands.at(Place.REVIEW)
        await until(pilot, lambda: "Dễ sai nhất" in shown(pilot) and "21.000đ" in shown(pilot))
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, AcceptedScreen))
        assert await saved(pilot) == ()


async def test_a_colleague_s_draft_is_left_alone_without_f9(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin(MOTHER)
        await hands.at(Place.CHECK)
        await until(pilot, lambda: hands.intake._saved is not None)
        ident = hands.intake.journey.draft.id
        await hands.press("escape")
        await hands.at(Place.FIND)
        await hands.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, DeskScreen))
        program(pilot).actor = await person(pilot, VOLUNTEER)
        await hands.begin(draft_id=ident)
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await hands.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, DeskScreen))
        assert (await program(pilot).ask(drafts.load, ident)).owner == CLERK


def colleague(path: Path, name: str) -> tuple[Store, Office]:
    """Another program at the same store, with somebody at its keys."""
    store = Store.open(path, practice=True)
    head = StaffView(1, CLERK, Role.SUPERVISOR)
    office = Office(store=store, actor=head, ward=WardSettings(), practice=True, now=lambda: START)
    other = next(p for p in everyone(office) if p.name == name)
    return store, replace(office, actor=other)


async def test_two_people_at_one_draft_see_both_versions(open_app: Opener, practice_path: Path) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin(MOTHER, procedure="ks")
        await hands.at(Place.CHECK)
        await until(pilot, lambda: hands.intake._saved is not None)
        store, office = colleague(practice_path, VOLUNTEER)
        with store:
            theirs = drafts.take_over(office, hands.intake.journey.draft.id)
            drafts.save(office, replace(theirs.draft, note="bản của tình nguyện viên"))
        await hands.press("1")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        assert f"Bản của {VOLUNTEER}" in shown(pilot) and "Bản trên màn hình này" in shown(pilot)
        await hands.press("2")
        await until(pilot, lambda: isinstance(pilot.app.screen, IntakeScreen))
        await until(pilot, lambda: hands.intake._saved == hands.intake.journey.draft)
        view = await program(pilot).ask(drafts.load, hands.intake.journey.draft.id)
        assert view.owner == CLERK and view.draft.identity is IdentityCheck.SAME_PERSON


@pytest.mark.parametrize("left", [False, True])
async def test_who_left_is_not_said_to_be_told_of_a_draft_taken_over(
    open_app: Opener, practice_path: Path, left: bool
) -> None:
    store, office = colleague(practice_path, VOLUNTEER)
    with store:
        drafts.save(office, IntakeDraft(id="theirs"))
    other, head = colleague(practice_path, CLERK)
    with other:
        if left:
            assert office.actor is not None
            seen = leaving.left_work(head, office.actor.id)
            leaving.let_go(head, office.actor.id, "go", reason="hết đợt", seen=seen)
    async with open_app() as pilot:
        await until(pilot, lambda: program(pilot).door.opened.is_set())
        program(pilot).show("intake", draft_id="theirs")
        await until(pilot, lambda: "Bản nháp của đồng nghiệp" in shown(pilot))
        assert (f"{VOLUNTEER} (đã nghỉ)" in shown(pilot)) == left
        assert ("sẽ được báo" in shown(pilot)) != left


async def test_a_draft_that_a_colleague_ended_while_both_versions_stood_open(
    open_app: Opener, practice_path: Path
) -> None:
    async with open_app() as pilot:
        program(pilot).keep_up = True
        hands = Hands(pilot)
        await hands.begin(MOTHER, procedure="ks")
        await hands.at(Place.CHECK)
        await until(pilot, lambda: hands.intake._saved is not None)
        ident = hands.intake.journey.draft.id
        store, office = colleague(practice_path, VOLUNTEER)
        with store:
            drafts.take_over(office, ident)
            await hands.press("1")
            await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
            drafts.discard(office, ident)
        await hands.press("2")
        await until(pilot, lambda: isinstance(pilot.app.screen, Message))
        assert "chưa lường trước" not in shown(pilot)
        await hands.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, DeskScreen))


async def test_a_known_person_is_filled_in_and_a_likely_one_is_asked_about(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin(MOTHER, procedure="ct", quantities="3x5")
        await hands.at(Place.CHECK)
        await hands.press("1")
        await hands.at(Place.PAPERS)
        await hands.press("space", "f9")
        await hands.at(Place.REVIEW)
        await until(pilot, lambda: "21.000đ" in shown(pilot))
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, AcceptedScreen))
        assert len(await program(pilot).ask(residents.recent)) == 1

        await hands.scan(MOTHER)
        await hands.at(Place.CHECK)
        assert hands.intake.journey.known is not None
        assert "còn 1 hồ sơ chưa trả" in shown(pilot)
        await hands.press("escape")
        await hands.at(Place.FIND)
        await hands.scan(MOTHER.replace("046195001234", "046195009999"))  # the old number tells who it is
        await hands.at(Place.CHECK)
        assert hands.intake.journey.known is not None
        assert "Số giấy tờ khác lần trước" in shown(pilot)
        await hands.press("escape")
        await hands.at(Place.FIND)
        await hands.scan(MOTHER.replace("046195001234", "046195009999").replace("191234567", ""))
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        assert "046195••••34" in shown(pilot)
        await hands.press("1")
        await hands.at(Place.CHECK)
        assert hands.intake.journey.draft.applicant.resident_id is not None
        assert hands.intake.journey.draft.applicant.citizen_id == "046195009999"


async def test_a_second_open_dossier_asks_first(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        for again in (False, True):
            await hands.begin(MOTHER, procedure="ct", quantities="3x5")
            await hands.at(Place.CHECK)
            await hands.press("1")
            await hands.at(Place.PAPERS)
            await hands.press("space", "f9")
            await hands.at(Place.REVIEW)
            await until(pilot, lambda: "21.000đ" in shown(pilot))
            await hands.press("f9")
            if again:
                await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
                assert "cùng người, cùng thủ tục, cùng ngày" in shown(pilot)
                await hands.press("2")
                await until(pilot, lambda: "Vì sao cần thêm" in shown(pilot))
                await hands.type("bản thứ hai cho con")
                await hands.press("f9")
            await until(pilot, lambda: isinstance(pilot.app.screen, AcceptedScreen))


async def test_the_resident_sees_only_their_own(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin(MOTHER, procedure="ks")
        await hands.at(Place.CHECK)
        await hands.press("f10")
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        await hands.press("3")
        await until(pilot, lambda: isinstance(pilot.app.screen, ResidentViewScreen))
        await until(pilot, lambda: "NGUYỄN THỊ MƠ" in shown(pilot))
        assert "046195" not in shown(pilot) and "1.001193" not in shown(pilot)
        facts = pilot.app.screen.query_one("#resident-facts")
        assert facts.size.height <= 12
        await hands.press("escape")
        await hands.at(Place.CHECK)


async def test_a_card_scanned_twice_leaves_one_draft(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        for _ in range(2):
            await hands.begin(MOTHER)
            await hands.at(Place.CHECK)
            await until(pilot, lambda: hands.intake._saved is not None)
            await hands.press("escape", "escape")
            await until(pilot, lambda: isinstance(pilot.app.screen, DeskScreen))
        assert len(await saved(pilot)) == 1


async def test_a_card_offers_what_was_begun_for_its_holder(open_app: Opener) -> None:
    async with open_app() as pilot:
        hands = Hands(pilot)
        await hands.begin(MOTHER, procedure="ks")
        await hands.at(Place.CHECK)
        await hands.press("1")
        await hands.at(Place.PAPERS)
        await until(pilot, lambda: hands.intake._saved == hands.intake.journey.draft)
        begun = hands.intake.journey.draft.id
        hands.intake.dismiss()
        await hands.begin(MOTHER)
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        assert "Làm tiếp: Đăng ký khai sinh" in shown(pilot)
        await hands.press("2")
        await hands.at(Place.CHECK)
        assert hands.intake.journey.draft.id != begun
        hands.intake.dismiss()
        await hands.begin(MOTHER)
        await until(pilot, lambda: isinstance(pilot.app.screen, Choice))
        await hands.press("1")
        await hands.at(Place.PAPERS)
        assert hands.intake.journey.draft.id == begun
