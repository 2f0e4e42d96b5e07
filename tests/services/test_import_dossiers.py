"""Dossiers of the system of before: looked at, taken, taken again, found, gone on with, counted."""

import time
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from counter.errors import Forbidden, Refused
from counter.i18n import LOCAL_ZONE, local
from counter.models.brought import PaidBefore
from counter.models.catalogue import Channel
from counter.models.dossier import DossierState, MoneyState
from counter.models.imports import Import
from counter.models.staff import Role, StaffView
from counter.models.ward_report import Period
from counter.papers.heads import head
from counter.rules.import_dossier_words import PEOPLE
from counter.rules.list_table import Table, of_csv
from counter.services.dossier import dossiers
from counter.services.imports import import_dossiers, import_files, imports
from counter.services.money import payments
from counter.services.office import Office
from counter.services.papers import law_register
from counter.services.reports import ward_report
from counter.services.search.find import find
from counter.services.store.store import Store, Transaction
from counter.services.verify.verify import checks, verify
from tests.services.old_letters import FONTS
from tests.services.test_imports import workbook
from tests.services.test_verify import spoiled, without_guards

HEADING = (
    "STT;Mã hồ sơ;Số vào sổ;Người nộp;CCCD/CMND;Ngày sinh;Địa chỉ;SĐT;Thủ tục;Ngày tiếp nhận;Ngày hẹn trả;"
    "Trạng thái;Ngày có kết quả;Ngày trả;Lệ phí;Đã thu;Hình thức nộp;Cán bộ tiếp nhận;Ghi chú"
)
TITLE = "SỔ THEO DÕI HỒ SƠ\n\n"
UNDER_WAY = (
    "1;H57.30-261103-0007;;Nguyễn Thị Mơ;046195001234;15/03/1995;12 Chi Lăng;0905112233;"
    "Thủ tục đăng ký khai tử;03/11/2026 08:15;27/11/2026;Đang xử lý;;;8.000đ;Đã thu;Trực tiếp;;"
)
READY = (
    "2;HS-0012/2026;14;Đặng Văn Út;191234567;;Kiệt 5 Bạch Đằng;01236112233;1.001193.000.00.00.H57;4/11/26;"
    "12/11/2026;Đã xử lý xong;12/11/2026;;8000;chưa;trực tuyến;Nguyễn Thị Tiếp;chờ lấy"
)
GONE = "3;;15/2026;Lê Đức Thọ;;02/01/1940;;;kh;45965;;Đã trả kết quả;10/11/2026;11/11/2026;miễn;;bưu chính;;"
STOPPED = (
    "4;HS-13;;Trần Thị Hà;;1962;Tổ 3 Phú Xuân;;Thủ tục đăng ký kết hôn;05/11/2026;20/11/2026;Dừng xử lý;"
    "10/11/2026;;;;;;"
)
LIST = (UNDER_WAY, READY, GONE, STOPPED)


@pytest.fixture
def leader(office: Office, people: dict[Role, StaffView]) -> Office:
    return replace(office, actor=people[Role.SUPERVISOR])


def listed(*lines: str, font: str = "unicode", heading: str = HEADING) -> Table:
    text = FONTS[font](TITLE + "\n".join((heading, *lines)))
    found = of_csv(text.encode("utf-8" if font == "unicode" else "latin-1"), PEOPLE["full_name"])
    assert isinstance(found, Table), found
    return found


def counts(found: Import) -> tuple[int, int, int, int]:
    return found.new, found.known, len(found.refused), found.people


def rows(office: Office) -> list[tuple[object, ...]]:
    with office.store.query() as connection:
        return [
            row
            for table in ("dossier", "dossier_brought", "fee_line", "resident", "audit_event", "day_counter")
            for row in connection.execute(f"SELECT * FROM {table}")  # noqa: S608
        ]


@pytest.mark.parametrize("font", FONTS)
def test_a_list_in_the_letters_of_before_is_looked_at_taken_and_taken_again(
    leader: Office, font: str
) -> None:
    table, before = listed(*LIST, font=font), rows(leader)
    look = import_dossiers.look_at_dossiers(leader, table)
    assert rows(leader) == before
    done = import_dossiers.dossiers(leader, table)
    assert not done.refused, [(row.number, row.problems) for row in done.refused]
    assert counts(look) == counts(done) == (4, 0, 0, 4)
    assert (done.reckoned, done.paid_elsewhere) == (1, 8000)
    assert look.repaired == done.repaired
    after = rows(leader)
    again = import_dossiers.dossiers(leader, table)
    assert (counts(again), rows(leader)) == ((0, 4, 0, 0), after)
    assert {check.name: check.examples for check in verify(leader) if check.failed} == {}


def test_a_result_of_today_is_taken_again_tomorrow_and_once(leader: Office) -> None:
    """Its hour is not in the list: what is kept is no later than now, and tomorrow the row is the same."""
    morning = datetime(2026, 11, 12, 10, tzinfo=LOCAL_ZONE)
    table = listed(READY, STOPPED.replace("10/11/2026", "12/11/2026"))

    def taken(after: timedelta) -> Import:
        return import_dossiers.dossiers(replace(leader, now=lambda: morning + after), table)

    assert counts(taken(timedelta())) == (2, 0, 0, 2)
    assert dossiers.get(leader, "1").ready_at == morning
    assert counts(taken(timedelta(hours=1))) == counts(taken(timedelta(days=1))) == (0, 2, 0, 0)


def test_a_list_that_another_program_takes_at_the_same_time_is_taken_once(
    leader: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, write = listed(*LIST), leader.store.write

    def late(now: datetime) -> AbstractContextManager[Transaction]:
        """The other one writes between the look and the write of this one."""
        monkeypatch.undo()
        import_dossiers.dossiers(leader, table)
        return write(now)

    monkeypatch.setattr(leader.store, "write", late)
    done = import_dossiers.dossiers(leader, table)
    assert counts(done) == (0, 4, 0, 0)
    assert {check.name: check.examples for check in verify(leader) if check.failed} == {}


def test_what_the_old_list_said_is_what_stands(leader: Office) -> None:
    import_dossiers.dossiers(leader, listed(*LIST, font="tcvn3"))
    one, two, three, four = (dossiers.get(leader, str(ident)) for ident in (1, 2, 3, 4))
    assert (one.applicant.full_name, one.procedure_code, one.state) == (
        "Nguyễn Thị Mơ", "1.000656", DossierState.PROCESSING,
    )  # fmt: skip
    assert f"{local(one.received_at):%d/%m/%Y %H:%M}" == "03/11/2026 08:15"
    assert one.appointment.due is not None
    assert f"{one.appointment.due:%d/%m/%Y %H:%M}" == "27/11/2026 17:00"
    assert (one.money, one.quote.total, one.payments, one.left) == (MoneyState.NONE, 0, (), 0)
    assert one.brought is not None
    assert (one.brought.old_code, one.brought.fee, one.brought.paid) == (
        "H57.30-261103-0007", 8000, PaidBefore.PAID,
    )  # fmt: skip
    assert (one.provisional, one.code) == (True, "TAM-261103-0001")
    assert (two.money, two.left, two.channel, two.received_by) == (
        MoneyState.DUE, 8000, Channel.ONLINE, "Nguyễn Thị Tiếp",
    )  # fmt: skip
    assert (two.applicant.old_cmnd, two.contact.phone, two.note) == ("191234567", "0836112233", "chờ lấy")
    assert (three.state, local(three.received_at).date()) == (DossierState.RETURNED, date(2025, 11, 4))
    assert three.brought is not None and three.brought.register == "15/2026"
    assert four.state is DossierState.STOPPED


def test_no_money_of_elsewhere_is_in_the_ledger(leader: Office) -> None:
    import_dossiers.dossiers(leader, listed(*LIST))
    with leader.store.query() as connection:
        for table in ("payment", "ledger_entry", "ledger_line", "outbox"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608


@pytest.mark.parametrize(
    "typed", ["H57.30-261103-0007", "h57.30-261103-0007", "HS-0012/2026", "hs 0012/2026", "0012/2026"]
)
def test_the_old_code_finds_it(leader: Office, typed: str) -> None:
    import_dossiers.dossiers(leader, listed(*LIST))
    wanted = "0001" if "0007" in typed else "261104-0001"
    assert any(hit.kind == "dossier" and wanted in hit.id for hit in find(leader, typed)), typed
    assert dossiers.get(leader, "H57.30-261103-0007").id == 1


def test_life_goes_on(leader: Office, people: dict[Role, StaffView]) -> None:
    """The one under way gets its result and waits to be handed over; nothing is told to the portal."""
    sending = replace(leader.ward, sending="file")
    clerk = replace(leader, actor=people[Role.CLERK], ward=sending)
    import_dossiers.dossiers(replace(leader, ward=sending), listed(*LIST))
    view = dossiers.mark_ready(clerk, 1, operation="r" * 32, version=1)
    assert view.state is DossierState.DONE
    actions = {action.command: action for action in dossiers.next_actions(clerk, view)}
    assert actions["hand_over"].enabled
    assert actions["assist"].reason == "dossier.brought_filed"
    with clerk.store.query() as connection:
        assert connection.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
    assert all(check.failed == 0 for check in verify(leader))


def test_a_fee_the_list_does_not_know_is_said_from_the_posted_table(
    leader: Office, people: dict[Role, StaffView]
) -> None:
    import_dossiers.dossiers(leader, listed(UNDER_WAY.replace("8.000đ;Đã thu", ";")))
    view = dossiers.get(leader, "1")
    assert (view.money, view.left) == (MoneyState.UNKNOWN, None)
    clerk = replace(leader, actor=people[Role.CLERK])
    after = payments.state(clerk, 1, 8000, "Bảng niêm yết", operation="s" * 32, version=view.version)
    assert (after.money, after.left) == (MoneyState.DUE, 8000)
    assert all(check.failed == 0 for check in verify(leader))


@pytest.mark.parametrize(
    "fault",
    [
        "UPDATE dossier_brought SET old_key_reversed = 'x' || substr(old_key, 2) WHERE old_key <> ''",
        "UPDATE dossier_brought SET ended_at = 5 WHERE ended_at IS NOT NULL",
        "UPDATE dossier_brought SET paid = 'paid' WHERE paid = 'unpaid'",
        "DELETE FROM audit_event WHERE event = 'dossier.event.brought'",
        "UPDATE dossier SET provisional = 0",
    ],
)
def test_what_went_round_the_promises_of_them_is_found(leader: Office, fault: str) -> None:
    import_dossiers.dossiers(leader, listed(*LIST))
    path = leader.store.path
    leader.store.close()
    spoiled(path, without_guards(fault))
    with Store.open(path) as store:
        assert next(check for check in checks(store) if check.name == "brought").failed > 0


BAD = {
    "import.no_code": UNDER_WAY.replace("H57.30-261103-0007", ""),
    "import.procedure_unknown": UNDER_WAY.replace("Thủ tục đăng ký khai tử", "Cấp hộ chiếu"),
    "import.no_received": UNDER_WAY.replace("03/11/2026 08:15", ""),
    "import.moment_unreadable": UNDER_WAY.replace("03/11/2026 08:15", "31/02/2026"),
    "import.day_late": UNDER_WAY.replace("03/11/2026 08:15", "24/11/2026"),
    "import.due_before": UNDER_WAY.replace("27/11/2026", "27/10/2026"),
    "import.state_unknown": UNDER_WAY.replace("Đang xử lý", "Lung tung"),
    "import.state_not_taken": UNDER_WAY.replace("Đang xử lý", "Không tiếp nhận"),
    "import.state_has_end": GONE.replace("Đã trả kết quả", "Đang xử lý"),
    "import.no_end_day": STOPPED.replace("10/11/2026", ""),
    "import.no_return_day": GONE.replace("11/11/2026", ""),
    "import.days_order": GONE.replace("11/11/2026", "01/11/2026"),
    "import.returned_owing": GONE.replace("miễn;", "8000;chưa thu"),
    "import.paid_unsaid": UNDER_WAY.replace("Đã thu", ""),
    "import.paid_in_part": UNDER_WAY.replace("Đã thu", "5.000"),
    "import.amount_unreadable": UNDER_WAY.replace("8.000đ", "8"),
    "import.channel_unknown": UNDER_WAY.replace("Trực tiếp", "bồ câu"),
    "import.only_name": STOPPED.replace("Tổ 3 Phú Xuân", ""),
    "citizen_id.length": UNDER_WAY.replace("046195001234", "0461950012"),
}


@pytest.mark.parametrize("why", BAD)
def test_a_row_with_a_gap_or_two_readings_is_refused_with_its_reason(leader: Office, why: str) -> None:
    before = rows(leader)
    found = import_dossiers.dossiers(leader, listed(BAD[why]))
    assert [[p.message_id for p in row.problems] for row in found.refused] == [[why]]
    assert rows(leader) == before


def test_every_reason_of_a_row_at_once(leader: Office) -> None:
    (row,) = import_dossiers.look_at_dossiers(
        leader, listed("1;;;;12;x;;;Thủ tục đăng ký khai tử;hôm qua;;Lung tung;;;8;;;;")
    ).refused
    assert {problem.field for problem in row.problems} >= {
        "full_name", "citizen_id", "dob", "code", "received", "state", "fee",
    }  # fmt: skip


def test_a_code_that_says_something_else_is_never_taken_over(leader: Office) -> None:
    other = UNDER_WAY.replace("27/11/2026", "30/11/2026")
    here = import_dossiers.dossiers(leader, listed(UNDER_WAY, other))
    assert (here.new, [row.problems[0].message_id for row in here.refused]) == (1, ["import.other_row_here"])
    later = import_dossiers.dossiers(leader, listed(other))
    assert [row.problems[0].message_id for row in later.refused] == ["import.other_row"]
    ours = import_dossiers.dossiers(
        leader, listed(UNDER_WAY.replace("H57.30-261103-0007", "TAM-261103-0001"))
    )
    assert [row.problems[0].message_id for row in ours.refused] == ["import.code_ours"]


def test_a_name_of_two_procedures_and_a_code_of_another_are_refused(leader: Office) -> None:
    one, *_ = leader.catalogue.all()
    twin = replace(one, code="9.999999", id="twin", short=None)

    class Twins:
        def all(self) -> tuple[object, ...]:
            return (*leader.catalogue.all(), twin)

    doubled = replace(leader, load_catalogue=lambda: Twins())  # type: ignore[arg-type, return-value]  # two of one name
    line = UNDER_WAY.replace("Thủ tục đăng ký khai tử", one.name)
    (row,) = import_dossiers.look_at_dossiers(doubled, listed(line)).refused
    assert row.problems[0].message_id == "import.procedure_several"
    assert "9.999999" in str(row.problems[0].params["found"])
    both = HEADING.replace("STT", "Mã thủ tục")
    (row,) = import_dossiers.look_at_dossiers(
        leader, listed(UNDER_WAY.replace("1;", "1.001193;", 1), heading=both)
    ).refused
    assert row.problems[0].message_id == "import.procedure_two"


def test_a_resident_that_is_known_is_not_made_again(leader: Office) -> None:
    imports.residents(
        leader,
        listed(UNDER_WAY, heading=HEADING.replace("Người nộp", "Họ và tên").replace("CCCD/CMND", "CCCD")),
    )
    found = import_dossiers.dossiers(leader, listed(UNDER_WAY, UNDER_WAY.replace("0007", "0008")))
    assert counts(found) == (2, 0, 0, 0)
    assert {dossiers.get(leader, ref).resident_id for ref in "12"} == {1}


def test_the_wards_numbers_count_them_by_their_own_days_and_under_nobodys_name(leader: Office) -> None:
    import_dossiers.dossiers(leader, listed(*LIST))
    report = ward_report.report(leader, Period(date(2026, 11, 1), date(2026, 11, 30)))
    assert report.total.received == 3
    assert {(group.key, group.label) for group in report.by_clerk} == {("0", "Chuyển từ hệ thống cũ")}
    assert report.total.paid_online == 0
    early = ward_report.report(leader, Period(date(2025, 11, 1), date(2025, 11, 30)))
    assert early.total.received == 1


def test_only_a_leader_takes_dossiers(office: Office) -> None:
    with pytest.raises(Forbidden):
        import_dossiers.dossiers(office, listed(UNDER_WAY))


def test_a_list_without_a_needed_column_is_refused_whole(leader: Office) -> None:
    with pytest.raises(Refused) as fault:
        import_dossiers.look_at_dossiers(leader, listed(heading="Người nộp;Mã hồ sơ;Thủ tục"))
    assert fault.value.message_id == "import.no_column"


def test_a_ward_of_4500_dossiers_is_taken_in_seconds(leader: Office) -> None:
    lines = [
        f"{n};HS-{n:05};;Nguyễn Văn {('An', 'Bình', 'Cường', 'Dũng')[n % 4]};0{46_060_000_000 + n % 3000};;;;"
        f"Thủ tục đăng ký khai tử;{1 + n % 20:02}/11/2026;27/11/2026;Đang xử lý;;;8000;đã thu;;;"
        for n in range(4500)
    ]
    table = listed(*lines)
    began = time.process_time()
    found = import_dossiers.dossiers(leader, table)
    assert time.process_time() - began < 20, "some seconds here, and ten times that would be noticed"
    assert (found.new, found.people, found.refused) == (4500, 3000, ())


@pytest.mark.parametrize("font", FONTS)
def test_what_was_refused_can_be_read_mended_and_taken(leader: Office, font: str) -> None:
    """Whatever the letters of the list: what is kept of it is Unicode, and no letter is lost on the way."""
    line = UNDER_WAY.replace("Nguyễn Thị Mơ", "Phan Thị Tư").replace("Đang xử lý", "Lung tung")
    told = import_dossiers.look_at_dossiers(leader, listed(READY, GONE, line, font=font))
    (row,) = told.refused
    assert told.heading == tuple(HEADING.split(";"))
    mended = ";".join(row.cells).replace("Lung tung", "Đang xử lý")
    assert "Phan Thị Tư" in mended
    again = import_dossiers.dossiers(leader, listed(mended, heading=";".join(told.heading)))
    assert counts(again) == (1, 0, 0, 1)


def test_papers_and_the_register_carry_the_code_the_resident_has(leader: Office) -> None:
    import_dossiers.dossiers(leader, listed(*LIST))
    rows_ = law_register.register(leader, date(2026, 11, 1), date(2026, 11, 30)).rows
    assert [row.code for row in rows_] == ["H57.30-261103-0007", "HS-0012/2026", "HS-13"]
    view = dossiers.get(leader, "1")
    top = head(view, leader.ward, title="", copy=1, practice=False, at=leader.now())
    assert (top.code, top.code_note) == ("H57.30-261103-0007", "")


def test_a_workbook_keeps_its_days_and_hours(leader: Office, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "sổ.xlsx",
        ("Người nộp", "Mã hồ sơ", "CCCD", "Thủ tục", "Ngày tiếp nhận", "Ngày hẹn trả"),
        (
            "Nguyễn Thị Mơ",
            20261103007,
            46195001234,
            "kt",
            datetime(2026, 11, 3, 8, 15),  # noqa: DTZ001  # as a workbook has it
            datetime(2026, 11, 27),  # noqa: DTZ001  # as a workbook has it
        ),
    )
    found = import_dossiers.dossiers(leader, import_files.table(path, PEOPLE["full_name"]))
    assert counts(found) == (1, 0, 0, 1), found.refused
    assert {note.message_id for note in found.notes} == {"import.without.state", "import.without.channel"}
    view = dossiers.get(leader, "20261103007")
    assert f"{local(view.received_at):%H:%M %d/%m}" == "08:15 03/11"
    assert (view.appointment.due or view.received_at).strftime("%H:%M %d/%m") == "17:00 27/11"
