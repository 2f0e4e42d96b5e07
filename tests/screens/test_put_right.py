"""A dossier put right by keys: an acceptance taken back, the right person's card, another clerk in charge."""

from pathlib import Path

from counter.models.dossier import DossierState
from counter.models.staff import Role
from counter.screens.dossier.dossier import DossierScreen
from counter.screens.put_right.applicant_change import ApplicantChangeScreen
from counter.screens.put_right.put_right import StrikeScreen
from counter.screens.put_right.work_of import GiveScreen, WorkOfScreen
from counter.services.dossier import dossiers
from counter.services.staff import staff
from tests.screens.conftest import Opener, program, said, shown, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import counter_of, open_screen, payload, received, stored
from tests.services.journeys import BINH, MO, certified_copy


async def test_ctrl_z_after_an_acceptance_takes_it_back_with_the_slip(
    open_app: Opener, practice_path: Path
) -> None:
    with counter_of(practice_path) as office:
        view = received(office, certified_copy(office, BINH))
        dossiers.record_print(office, view.id, "slip")
    async with open_app() as pilot:
        hands = Hands(pilot)
        await open_screen(pilot, "dossier", ref=str(view.id))
        await until(pilot, lambda: view.code in shown(pilot))
        await hands.press("ctrl+z")
        await until(pilot, lambda: isinstance(pilot.app.screen, StrikeScreen))
        await hands.choose(2)
        await hands.type("Bấm nhầm thủ tục")
        await hands.press("f9")
        await until(pilot, lambda: "Thu lại giấy hẹn rồi đánh dấu" in shown(pilot))
        assert (await stored(pilot, view)).state is DossierState.RECEIVED
        await hands.press("1", "f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, DossierScreen))
        await until(pilot, lambda: "Đã huỷ tiếp nhận" in said(pilot))
        assert (await stored(pilot, view)).struck == "Bấm nhầm thủ tục"


async def test_a_card_fills_the_right_person_and_f9_changes_the_dossier(
    open_app: Opener, practice_path: Path
) -> None:
    with counter_of(practice_path) as office:
        view = received(office, certified_copy(office, BINH))
    async with open_app() as pilot:
        hands = Hands(pilot)
        await open_screen(pilot, "applicant_change", view=view)
        await until(pilot, lambda: isinstance(pilot.app.screen, ApplicantChangeScreen))
        await until(pilot, lambda: "Người nộp đúng" in shown(pilot))
        await hands.scan(payload(MO))
        await until(pilot, lambda: MO.full_name in shown(pilot))
        await until(pilot, lambda: "Đã đọc thẻ" in said(pilot))
        await hands.press("f9")
        await until(pilot, lambda: "lý do" in shown(pilot).casefold())
        assert (await stored(pilot, view)).applicant.full_name == BINH.full_name
        await hands.choose(1)
        await hands.press("tab")
        await hands.type("Quét nhầm thẻ của chồng")
        await hands.press("f9")
        await until(pilot, lambda: not isinstance(pilot.app.screen, ApplicantChangeScreen))
        after = await stored(pilot, view)
        assert (after.applicant.full_name, after.applicant.citizen_id) == (MO.full_name, MO.citizen_id)


async def test_a_supervisor_gives_all_of_it_to_a_colleague_who_sees_it_on_the_desk(
    open_app: Opener, practice_path: Path
) -> None:
    with counter_of(practice_path) as office:
        view = received(office, certified_copy(office, BINH))
        staff.add(office, "Phan Thị Hai", Role.CLERK, "135790", "hire")
    async with open_app() as pilot:
        hands = Hands(pilot)
        await open_screen(pilot, "work_of")
        await until(pilot, lambda: isinstance(pilot.app.screen, WorkOfScreen))
        await until(pilot, lambda: view.short_code in shown(pilot))
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, GiveScreen))
        await hands.choose(1)
        await hands.choose(1)
        await hands.type("Nghỉ ốm")
        await hands.press("f9")
        await until(pilot, lambda: "Đã giao 1 hồ sơ, 0 nháp cho Phan Thị Hai" in said(pilot))
        assert (await stored(pilot, view)).in_charge == "Phan Thị Hai"

        app = program(pilot)
        app.actor = next(person for person in app.staff if person.name == "Phan Thị Hai")
        await hands.press("escape")
        await until(pilot, lambda: "Nhận từ" in shown(pilot))
        assert "1 hồ sơ, 0 nháp" in shown(pilot)
