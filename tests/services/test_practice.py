"""The practice ward: the same for the same seed, real procedures, nobody's numbers, never in a real store."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from counter.errors import DataFault, Refused, StoreError
from counter.i18n import language, use_language
from counter.models.dossier import Applicant, DossierState
from counter.models.drawer import CashCount
from counter.models.instant import from_micros
from counter.models.ledger import Account
from counter.models.money import MoneyState, PaymentKind, PaymentMeans
from counter.models.staff import Role, StaffView
from counter.models.states import BankStep, ReceiptStatus, RequestState
from counter.models.till import OpeningDraft
from counter.paths import data_dir
from counter.rules import citizen_id, forms, intake_checks
from counter.rules.deposits import due_on
from counter.rules.moves import SETTLED
from counter.rules.phones import parse_phone
from counter.services import setup
from counter.services.bank import deposits
from counter.services.catalogue.portal_data import portal_code
from counter.services.catalogue.units_data import communes
from counter.services.dossier import dossiers
from counter.services.dossier.dossier_rows import applicant_json
from counter.services.office import Office, shipped_calendar, shipped_catalogue
from counter.services.practice import practice, practice_data
from counter.services.practice.practice import Plan, begin, fill, fill_file
from counter.services.practice.practice_people import People
from counter.services.search import desk
from counter.services.staff import pins, staff
from counter.services.store.store import Store
from counter.services.till import drawers
from tests.services.made_up import SMALL, UNTIL, copy_of, made_up_ward, office_at, small_ward

MANY = """staff setting audit_event operation draft day_counter resident resident_number resident_contact
    procedure visit dossier dossier_paper dossier_answer fee_line submission submission_field outbox
    print_record payment payment_means payment_share exemption drawer drawer_count drawer_close cash_move
    receipt_book receipt receipt_excuse bank_account transfer_request transfer_request_share bank_line
    bank_line_step deposit ledger_entry ledger_line"""
TABLES = tuple(MANY.split())
SUPERVISOR = StaffView(5, "Bình (tập)", Role.SUPERVISOR)
MANY_OF = "SELECT payment_id FROM {table} GROUP BY 1 HAVING count({several}) > 1"
ONE, DISTINCT = "SELECT 1 FROM {table} LIMIT 1", "SELECT DISTINCT {column} FROM {table}"
ROWS = "SELECT * FROM {table} ORDER BY 1, 2"


@pytest.fixture(scope="module")
def ward() -> Iterator[Office]:
    with Store.open(made_up_ward(), practice=True) as store:
        yield office_at(store)


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The busy month of a real ward: 4,400 dossiers in 30 days."""
    path = tmp_path_factory.mktemp("month") / "practice.db"
    fill_file(path, Plan(residents=500, dossiers=4400, seed=1, until=UNTIL, days=30))
    with Store.open(path, practice=True) as store:
        yield office_at(store)


def content(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but the event of the store's own making, which carries the real time."""
    with Store.open(path, practice=True) as store, store.query() as connection:
        return {
            table: [
                tuple(row)
                for row in connection.execute(ROWS.format(table=table))
                if "store.migrated" not in row
            ]
            for table in TABLES
        }


def rows(office: Office, statement: str) -> list[tuple[object, ...]]:
    with office.store.query() as connection:
        return [tuple(row) for row in connection.execute(statement)]


# -- the same for the same seed ---------------------------------------------------------------


def test_one_seed_makes_one_ward_under_every_language(tmp_path: Path) -> None:
    plan = Plan(residents=40, dossiers=60, seed=3, until=UNTIL)
    fill_file(tmp_path / "one.db", plan)
    use_language("en")
    try:
        fill_file(tmp_path / "two.db", plan)
        assert language() == "en"
    finally:
        use_language("vi")
    assert content(tmp_path / "one.db") == content(tmp_path / "two.db")


def test_another_seed_makes_another_ward(tmp_path: Path) -> None:
    fill_file(tmp_path / "one.db", Plan(residents=40, dossiers=20, seed=3, until=UNTIL))
    fill_file(tmp_path / "two.db", Plan(residents=40, dossiers=20, seed=4, until=UNTIL))
    assert content(tmp_path / "one.db")["resident"] != content(tmp_path / "two.db")["resident"]


def test_a_second_filling_with_the_same_plan_changes_nothing(tmp_path: Path) -> None:
    path = copy_of(small_ward(), tmp_path)
    before = content(path)
    assert fill_file(path, SMALL)["dossiers"] == SMALL.dossiers
    assert content(path) == before


def test_other_contents_are_kept_unless_told(tmp_path: Path) -> None:
    path = copy_of(small_ward(), tmp_path)
    before = content(path)
    other = Plan(residents=10, dossiers=5, seed=1, until=UNTIL)
    with pytest.raises(Refused) as refused:
        fill_file(path, other)
    assert refused.value.message_id == "practice.not_empty"
    assert content(path) == before
    assert fill_file(path, other, again=True)["dossiers"] == 5


def test_an_interrupted_filling_is_begun_anew(tmp_path: Path) -> None:
    plan = Plan(residents=30, dossiers=30, seed=3, until=UNTIL)

    def cut(stage: str, done: int, of: int) -> None:
        if stage == "dossiers":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill_file(tmp_path / "cut.db", plan, tell=cut)
    fill_file(tmp_path / "cut.db", plan)
    fill_file(tmp_path / "whole.db", plan)
    assert content(tmp_path / "cut.db") == content(tmp_path / "whole.db")


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    plan = Plan(residents=30, dossiers=30, seed=3, until=UNTIL)
    fill_file(tmp_path / "p.db", plan, tell=lambda *step: told.append(step))
    assert told == [("residents", 30, 30), ("dossiers", 30, 30)]


# -- only ever practice -----------------------------------------------------------------------


def test_a_real_store_is_left_alone(store: Store) -> None:
    with pytest.raises(Refused) as refused:
        fill(store, Plan(residents=1, dossiers=0, seed=1, until=UNTIL))
    assert refused.value.message_id == "practice.real_store"
    path = store.path
    store.close()
    with pytest.raises(StoreError):
        fill_file(path, Plan(residents=1, dossiers=0, seed=1, until=UNTIL), again=True)
    with Store.open(path) as again:
        assert setup.needs_setup(again)


def test_no_pin_opens_a_practice_store(ward: Office) -> None:
    stored = rows(ward, "SELECT pin_hash FROM staff")
    assert stored
    assert not any(pins.fits(str(pin_hash), pin) for (pin_hash,) in stored for pin in ("", "0000", "1234"))


def test_the_first_practice_has_a_clerk_and_work_to_do(tmp_path: Path) -> None:
    now = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
    with Store.open(tmp_path / "practice.db", practice=True) as store:
        begin(store, now)
        office = office_at(store, now)
        assert staff.names(store)[0].role is Role.CLERK
        counts = desk.desk(office).counts
        lanes = (counts.late, counts.today, counts.unsent, counts.owing, counts.ready, counts.drafts)
        assert all(lanes) and counts.open > 10, counts


# -- the people -------------------------------------------------------------------------------


def test_two_programs_that_begin_at_once_make_one_ward(tmp_path: Path) -> None:
    now = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
    path = tmp_path / "practice.db"
    with Store.open(path, practice=True) as first, Store.open(path, practice=True) as second:
        begin(first, now)
        before = staff.names(first)
        begin(second, now)
        assert staff.names(second) == before
        with pytest.raises(Refused) as told:
            fill(second, Plan(residents=1, dossiers=0, seed=2, until=UNTIL))
    assert told.value.message_id == "practice.not_empty"


def test_names_are_such_as_people_bear_in_hue() -> None:
    folder = data_dir() / "practice"
    people = list(People(1, practice_data.names(folder), practice_data.ward(folder), UNTIL).draw(6000))
    surnames = Counter(person.full_name.split()[0] for person in people)
    assert 0.25 < surnames["Nguyễn"] / len(people) < 0.45
    assert any("Tôn Nữ" in person.full_name for person in people)
    assert not any("Tôn Nữ" in person.full_name for person in people if person.gender == "Nam")
    assert not any("Thị" in person.full_name.split() for person in people if person.gender == "Nam")
    assert any(len(person.full_name.split()) >= 4 for person in people)
    elderly = [p for p in people if p.gender == "Nữ" and p.dob.year < 1960]
    young = [p for p in people if p.gender == "Nữ" and p.dob.year > 1995]
    share = [sum("Thị" in p.full_name for p in group) / len(group) for group in (elderly, young)]
    assert share[0] > share[1]


def test_numbers_say_the_sex_and_year_of_their_bearer_and_are_used_once() -> None:
    folder = data_dir() / "practice"
    people = list(People(1, practice_data.names(folder), practice_data.ward(folder), UNTIL).draw(3000))
    assert len({person.citizen_id for person in people}) == len(people)
    for person in people:
        read = citizen_id.decode(person.citizen_id)
        assert (read.gender, read.birth_year) == (person.gender, person.dob.year)
        assert person.citizen_id[6] == "9"


def test_phones_belong_to_nobody_and_still_pass_the_form(ward: Office) -> None:
    phones = [
        str(row[0]) for row in rows(ward, "SELECT phone FROM resident_contact WHERE phone <> '' LIMIT 50")
    ]
    for phone in phones:
        read = parse_phone(phone)
        assert read.usable
        assert not read.valid


def test_the_former_wards_are_those_of_the_official_list() -> None:
    made_up = set(practice_data.ward(data_dir() / "practice").former_wards)
    official = next(unit for unit in communes() if unit.name == "Phường Phú Xuân")
    assert made_up == set(official.made_of)


def test_groups_are_marked_as_made_up(ward: Office) -> None:
    addresses = [str(row[0]) for row in rows(ward, "SELECT address FROM resident WHERE address LIKE 'Tổ%'")]
    assert addresses
    assert all("(tập)" in address for address in addresses)


# -- the dossiers -----------------------------------------------------------------------------


def test_dossiers_stand_in_every_state_and_at_every_place_of_the_money_line(month: Office) -> None:
    states = {row[0] for row in rows(month, "SELECT DISTINCT state FROM dossier")}
    money = {row[0] for row in rows(month, "SELECT DISTINCT money FROM dossier")}
    assert states == {int(state) for state in DossierState}
    assert money == {state.value for state in MoneyState}


def test_only_real_procedures_are_asked_for(ward: Office) -> None:
    real = {procedure.code: procedure.name for procedure in shipped_catalogue().all()}
    used = rows(ward, "SELECT DISTINCT procedure_code, procedure_name FROM dossier")
    assert len(used) > 20
    assert all(real[str(code)] == name for code, name in used)


def test_work_is_done_on_working_days_over_two_years_and_never_after_the_end(ward: Office) -> None:
    days = [date.fromisoformat(str(row[0])) for row in rows(ward, "SELECT DISTINCT day FROM dossier")]
    assert all(shipped_calendar().is_working(day) for day in days)
    assert max(days) < UNTIL
    assert UNTIL - min(days) > timedelta(days=700)
    last = rows(ward, "SELECT max(at) FROM audit_event WHERE event <> 'store.migrated'")[0][0]
    assert isinstance(last, int)
    assert from_micros(last) <= datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


def test_events_and_receipts_run_in_the_order_of_time(ward: Office) -> None:
    times = [
        row[0] for row in rows(ward, "SELECT at FROM audit_event WHERE device = 'practice' ORDER BY seq")
    ]
    assert times == sorted(times, key=lambda at: int(str(at)))
    records = rows(ward, "SELECT serial, value FROM receipt ORDER BY id")
    books = {serial for serial, _ in records}
    assert len(books) > 1
    for book in books:
        numbers = [value for serial, value in records if serial == book]
        assert numbers == list(range(1, len(numbers) + 1))


def test_a_dossier_reads_like_one_that_was_taken_at_the_counter(ward: Office) -> None:
    today = date(2026, 11, 24)
    for (ident,) in rows(ward, "SELECT id FROM dossier WHERE id % 41 = 0"):
        view = dossiers.get(ward, str(ident))
        procedure = shipped_catalogue().get(view.procedure_code)
        answers = {answer.key: answer.value for answer in view.answers}
        assert forms.problems(procedure, answers, today) == ()
        assert intake_checks.missing_papers(procedure, view.papers) == ()
        assert applicant_json(view.applicant)["full_name"] == view.applicant.full_name
        assert isinstance(view.applicant, Applicant)
        if view.state is DossierState.RETURNED:
            assert view.money in SETTLED
        if view.submission and view.submission.portal_code:
            code = view.submission.portal_code
            assert portal_code(code, practice=True) == code
        assert view.timeline
        assert view.practice


def test_the_life_can_be_continued(tmp_path: Path) -> None:
    """A learner hands over a made-up result with the real service."""
    from counter.models.dossier import CollectorKind, HandOverDraft

    with Store.open(copy_of(made_up_ward(), tmp_path), practice=True) as store:
        office = office_at(store)
        ident, version = rows(
            office,
            "SELECT id, version FROM dossier WHERE state = 9 AND money IN ('none', 'paid', 'exempt') LIMIT 1",
        )[0]
        draft = HandOverDraft(
            operation="op-1",
            dossier_id=int(str(ident)),
            version=int(str(version)),
            collector=CollectorKind.SELF,
            seen="giấy hẹn",
        )
        assert dossiers.hand_over(office, draft).state is DossierState.RETURNED


# -- the till ---------------------------------------------------------------------------------


def test_the_till_has_seen_everything_that_can_happen_there(month: Office) -> None:
    words = (
        ("payment", "kind", PaymentKind),
        ("payment_means", "means", PaymentMeans),
        ("receipt", "status", ReceiptStatus),
        ("transfer_request", "state", RequestState),
        ("ledger_line", "account", Account),
    )
    for table, column, every in words:
        seen = {row[0] for row in rows(month, DISTINCT.format(column=column, table=table))}
        assert seen == {word.value for word in every}, table
    steps = {row[0] for row in rows(month, "SELECT DISTINCT step FROM bank_line_step")}
    assert steps == {step.value for step in BankStep} - {"open"}
    assert {row[0] for row in rows(month, "SELECT DISTINCT taken_from FROM deposit")} == {"safe", "bank"}
    for table in ("exemption", "cash_move", "receipt_excuse", "drawer_close WHERE difference <> 0"):
        assert rows(month, ONE.format(table=table)), table
    for table, several in (("payment_share", "DISTINCT dossier_id"), ("payment_means", "*")):
        assert rows(month, MANY_OF.format(table=table, several=several)), table


def test_a_learner_opens_the_drawer_themselves(tmp_path: Path) -> None:
    with Store.open(copy_of(small_ward(), tmp_path), practice=True) as store:
        office = office_at(store)
        still_open = "SELECT id FROM drawer WHERE id NOT IN (SELECT drawer_id FROM drawer_close)"
        assert rows(office, still_open) == []
        assert drawers.mine(office) is None
        opened = drawers.open_drawer(
            office, OpeningDraft(operation="mine", count=CashCount.of([(10_000, 20)]))
        )
        assert drawers.mine(office) == opened


def test_the_fees_of_past_months_are_at_the_treasury_by_the_5th(ward: Office) -> None:
    standing = deposits.standing(replace(ward, actor=SUPERVISOR), months=40)
    assert len(standing) > 20
    assert [month.left for month in standing if month.month < "2026-11"] == [0] * (len(standing) - 1)
    paid_in = [deposit for month in standing for deposit in month.deposits]
    assert all(deposit.deposited_on <= due_on(deposit.month) for deposit in paid_in)


def test_a_month_can_be_filled_alone(tmp_path: Path) -> None:
    fill_file(tmp_path / "p.db", Plan(residents=60, dossiers=80, seed=4, until=UNTIL, days=30))
    with Store.open(tmp_path / "p.db", practice=True) as store:
        (first, last), *_ = rows(office_at(store), "SELECT min(day), max(day) FROM dossier")
    assert (str(first), str(last)) >= ("2026-10-26", "2026-11-20")


def test_one_dossier_in_nine_brings_cash(month: Office) -> None:
    ((cash,),) = rows(month, "SELECT count(*) FROM payment_means WHERE means = 'cash'")
    assert isinstance(cash, int)
    assert 430 < cash < 560


# -- its data files ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("groups: 18", "groups: nhiều", "groups"),
        ("former_wards:", "former_wards: []\nsomething:", "former_wards"),
        ("role: clerk", "role: king", "staff"),
        ("10000: 10, 5000", "3000: 10, 5000", "float_notes"),
        ("  spoiled: [", "  torn: [", "till.spoiled"),
        ("stated_amounts: [8000", "stated_amounts: [free", "stated_amounts"),
    ],
)
def test_a_fault_in_a_data_file_is_named(tmp_path: Path, old: str, new: str, field: str) -> None:
    text = (data_dir() / "practice" / "phuong.yaml").read_text("utf-8")
    assert old in text
    (tmp_path / "phuong.yaml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DataFault) as fault:
        practice_data.ward(tmp_path)
        practice_data.habits(tmp_path)
    assert fault.value.field == field


def test_a_file_that_is_no_yaml_is_named(tmp_path: Path) -> None:
    (tmp_path / "ten.yaml").write_text("surnames: [", "utf-8")
    with pytest.raises(DataFault) as fault:
        practice_data.names(tmp_path)
    assert fault.value.message_id == "practice.data.unreadable"


def test_what_is_there_is_counted() -> None:
    counts = practice.fill_file(small_ward(), SMALL)
    assert (counts["residents"], counts["dossiers"]) == (
        SMALL.residents + 2,
        SMALL.dossiers,
    )  # two of them twice
    assert min(counts.values()) > 0
