"""The first start, and changing what the ward is."""

from dataclasses import asdict, replace

import pytest

from counter.errors import Conflict, Forbidden, Refused
from counter.i18n import t
from counter.models.staff import Role, StaffView
from counter.rules.ward import hours_ascend, tidy, ward_problems
from counter.services import setup
from counter.services.office import Office
from counter.services.staff import staff
from counter.services.store.store import Store
from counter.settings import WardSettings
from tests.conftest import START


def first(store: Store, ward: WardSettings | None = None, operation: str = "op") -> StaffView:
    return setup.set_up(
        store,
        ward or WardSettings(),
        name="Lê Lãnh Đạo",
        role=Role.SUPERVISOR,
        pin="4711",
        operation=operation,
        now=START,
    )


@pytest.mark.parametrize("path", ["/auth?user=a&password=b", "/a#b", "/a b", "/đ"])
def test_no_account_hides_in_the_paths_of_the_portal(path: str) -> None:
    ward = WardSettings(
        sending="gateway",
        sync_address="https://lgsp.example",
        sync_auth_path=path,
        sync_data_path="/lgsp/v1.0/data",
        sync_destination="VN:X",
        sync_unit="H57.15",
    )
    assert [p.message_id for p in ward_problems(ward)] == ["outbox.setting.path"]
    assert ward_problems(replace(ward, sync_auth_path="/lgsp/auth_v1~2")) == ()


def test_a_new_store_needs_setting_up_once(store: Store) -> None:
    assert setup.needs_setup(store)
    first(store)
    assert not setup.needs_setup(store)


def test_what_was_never_set_is_as_shipped(store: Store) -> None:
    assert setup.load_ward(store) == WardSettings()


def test_the_first_person_can_sign_in_and_the_ward_is_kept(store: Store) -> None:
    ward = replace(WardSettings(), phone="0234 3 822 345", receives_saturday=True, lock_minutes=9)
    person = first(store, ward)
    assert setup.load_ward(store) == ward
    assert staff.sign_in(store, "Lê Lãnh Đạo", "4711", START) == person


def test_a_second_press_finds_the_first_person(store: Store) -> None:
    assert first(store) == first(store)
    assert len(staff.names(store)) == 1


def test_two_machines_cannot_both_be_first(store: Store) -> None:
    first(store)
    with pytest.raises(Conflict) as fault:
        first(store, operation="another")
    assert fault.value.message_id == "setup.done_already"


def test_everything_wrong_is_told_at_once_and_nothing_is_kept(store: Store) -> None:
    ward = replace(WardSettings(), ward_name=" ", unit_code="h57", hours="8-5", lock_minutes=0, language="fr")
    with pytest.raises(Refused) as fault:
        setup.set_up(store, ward, name="", role=Role.CLERK, pin="1", operation="op", now=START)
    assert {p.field for p in fault.value.problems} == {
        "ward_name", "unit_code", "hours", "lock_minutes", "language", "name", "pin", "role",
    }  # fmt: skip
    assert setup.needs_setup(store)


def test_settings_that_are_no_more_do_not_stand_in_the_way(
    office: Office, people: dict[Role, StaffView]
) -> None:
    """The one account of the settings became a list of accounts; stores that hold it open as before."""
    with office.store.write(START) as transaction:
        transaction.connection.executemany(
            "INSERT INTO setting (key, value, updated_at) VALUES (?, ?, 1)",
            [("bank_name", '"Vietcombank"'), ("bank_account", '"113366668888"'), ("phone", '"0234"')],
        )
        transaction.record(None, "test.happened", subject=("test", 1), operation="")
    assert setup.load_ward(office.store) == replace(WardSettings(), phone="0234")
    leader = replace(office, actor=people[Role.ADMINISTRATOR])
    changed = replace(WardSettings(), phone="0235")
    assert setup.save_ward(leader, changed, "op") == changed == setup.load_ward(office.store)


def test_a_change_tells_what_was_before(office: Office, people: dict[Role, StaffView]) -> None:
    leader = replace(office, actor=people[Role.ADMINISTRATOR])
    ward = replace(WardSettings(), unit_code="H57.15", phone="0234 3 822 345")
    assert setup.save_ward(leader, ward, "op") == ward
    assert setup.save_ward(leader, replace(ward, phone="1"), "op") == ward  # the same operation: nothing new
    assert setup.load_ward(office.store) == ward
    with office.store.query() as connection:
        rows = connection.execute(
            "SELECT detail FROM audit_event WHERE event = 'setup.ward_saved'"
        ).fetchall()
    assert len(rows) == 1
    assert '"unit_code.after":"H57.15"' in rows[0][0]
    assert '"unit_code.before":"H57.??"' in rows[0][0]
    assert "address" not in rows[0][0]


def test_a_clerk_changes_no_setting(office: Office) -> None:
    with pytest.raises(Forbidden):
        setup.save_ward(office, WardSettings(), "op")


def test_a_stored_value_of_another_kind_is_as_good_as_none(store: Store) -> None:
    with store.write() as transaction:
        transaction.connection.executemany(
            "INSERT INTO setting (key, value, updated_at) VALUES (?, ?, 0)",
            [("lock_minutes", '"soon"'), ("phone", '"0234"'), ("of_a_newer_program", "1")],
        )
        transaction.record(None, "test", subject=("ward", ""), operation="")
    assert setup.load_ward(store) == replace(WardSettings(), phone="0234")


def test_what_is_shipped_is_right() -> None:
    assert ward_problems(WardSettings()) == ()


def test_text_is_kept_on_one_line() -> None:
    ward = tidy(replace(WardSettings(), address=" 394\n Đinh Tiên Hoàng\x1b[31m "))
    assert ward.address.startswith("394 Đinh Tiên Hoàng")
    assert not {"\n", "\x1b"} & set(ward.address)
    assert asdict(tidy(ward)) == asdict(ward)


@pytest.mark.parametrize(
    ("hours", "fine"),
    [
        ("07:30-11:30 13:00-17:00", True),
        ("08:00-17:00", True),
        ("", False),
        ("07:30-11:30 11:00-17:00", False),
        ("17:00-08:00", False),
        ("07:30-24:30", False),
        ("7:30-11:30", False),
    ],
)
def test_hours_ascend(hours: str, fine: bool) -> None:
    assert hours_ascend(hours) is fine


def test_a_number_out_of_its_range_says_which_field_it_is() -> None:
    ward = WardSettings(lock_minutes=0, key_minutes=1000)
    found = {problem.field: t(problem.message_id, **problem.params) for problem in ward_problems(ward)}
    assert found["lock_minutes"].startswith("Tự khoá màn hình") and "120 phút" in found["lock_minutes"]
    assert found["key_minutes"].startswith("Khoá hẳn kho") and "720 phút" in found["key_minutes"]
