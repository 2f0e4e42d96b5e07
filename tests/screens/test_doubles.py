"""Two records of one person by keys: listed, looked at, merged, read as they were."""

from pathlib import Path

from counter.models.dossier import Applicant, Contact, ContactKind
from counter.models.staff import Role
from counter.screens.put_right.doubles import DoublesScreen, MergedScreen
from counter.screens.put_right.merge_pair import MergePairScreen
from counter.services.office import Office
from counter.services.people import residents
from counter.services.put_right import merging
from counter.widgets.dialogs import Confirm
from tests.screens.conftest import Opener, program, said, shown, until
from tests.screens.hands import Hands
from tests.screens.on_dossiers import act_as, counter_of, open_screen, received
from tests.services.journeys import BINH, certified_copy


def known(office: Office, applicant: Applicant) -> None:
    contact = Contact(kind=ContactKind.OWN_PHONE, phone="0905112233")
    with office.store.write(office.now()) as transaction:
        residents.register_or_update(transaction, office.actor, applicant, contact, operation="")
        transaction.record(office.actor, "test.happened", subject=("test", 1), operation="")


async def test_a_supervisor_merges_two_records_by_keys(open_app: Opener, practice_path: Path) -> None:
    with counter_of(practice_path) as office:
        known(office, Applicant(full_name="Tran Van Binh", citizen_id="191234567", address="Tổ 3"))
        received(office, certified_copy(office, BINH))
    async with open_app() as pilot:
        hands = Hands(pilot)
        await open_screen(pilot, "doubles")
        await until(pilot, lambda: isinstance(pilot.app.screen, DoublesScreen))
        await until(pilot, lambda: "chung số giấy tờ" in shown(pilot))
        assert BINH.citizen_id not in shown(pilot)  # a list shows no whole number
        await hands.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, MergePairScreen))
        await until(pilot, lambda: "Hồ sơ ở lại" in shown(pilot))
        assert BINH.citizen_id not in shown(pilot)  # nor a page that somebody beside the desk may see
        await hands.press("f10", "2")
        await until(pilot, lambda: BINH.citizen_id in shown(pilot) and "191234567" in shown(pilot))

        await hands.press("f9")
        await until(pilot, lambda: "Lý do" in said(pilot) or "chưa" in shown(pilot).casefold())
        assert isinstance(pilot.app.screen, MergePairScreen)
        await hands.type("CMND cũ ghi trên thẻ")
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await hands.press("f9")
        await until(pilot, lambda: isinstance(pilot.app.screen, DoublesScreen))
        await until(pilot, lambda: "đã gộp" in shown(pilot))
        (merge,) = await program(pilot).ask(merging.recent)
        stays = await program(pilot).ask(residents.get, merge.kept_id)
        assert (stays.full_name, stays.citizen_id, stays.dossiers) == (BINH.full_name, BINH.citizen_id, 1)

        await hands.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, MergedScreen))
        assert "Tran Van Binh" in shown(pilot) and "CMND cũ ghi trên thẻ" in shown(pilot)


async def test_a_clerk_finds_the_door_shut(open_app: Opener) -> None:
    async with open_app() as pilot:
        await open_screen(pilot, "desk")
        act_as(pilot, Role.VOLUNTEER)
        await open_screen(pilot, "doubles")
        await until(pilot, lambda: "việc của lãnh đạo" in shown(pilot))
