"""`counter bank` and `counter deposits`: what they list, what they refuse, and to whom."""

from pathlib import Path

import pytest

from counter.models.staff import Role
from counter.services import setup
from counter.services.bank import accounts
from counter.services.office import Office
from counter.services.staff import staff
from counter.services.store.store import Store
from counter.settings import WardSettings
from tests.cli.running import Outcome, counter
from tests.conftest import START

CHIEF, VOLUNTEER, PIN = "Lê Lan", "Đỗ Tình", "482915"
HEAD = "Ngày giao dịch;Số tiền ghi có;Nội dung;Số tham chiếu"


@pytest.fixture(autouse=True)
def nobody_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COUNTER_AS", "COUNTER_PIN", "COUNTER_LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def ward(store: Store) -> Path:
    """A real store with a supervisor, a volunteer and one account."""
    chief = setup.set_up(
        store, WardSettings(), name=CHIEF, role=Role.SUPERVISOR, pin=PIN, operation="set-up", now=START
    )
    office = Office(store=store, actor=chief, ward=WardSettings(), now=lambda: START)
    staff.add(office, VOLUNTEER, Role.VOLUNTEER, PIN, "volunteer")
    accounts.add(office, "970436", "113366668888", "UBND PHUONG MAU", "VCB", operation="one")
    store.close()
    return store.path


def on(path: Path, *words: str, who: str = CHIEF) -> Outcome:
    return counter(*words, "--store", str(path), "--as", who, env={"COUNTER_PIN": PIN})


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    file = tmp_path / "sao kê [b].csv"
    rows = ("24/11/2026;21000;con tra [red]giup\x1b[2J;FT9", "99/11/2026;1;x;FT10", "25/11/2026;700;lai;FT11")
    file.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    return file


def test_a_statement_is_imported_and_again_adds_nothing(ward: Path, statement: Path) -> None:
    first = on(ward, "bank", "import", str(statement), "--json")
    assert first.code == 0
    assert {name: first.json[name] for name in ("new", "known", "matched", "open")} == {
        "new": 2, "known": 0, "matched": 0, "open": 2,
    }  # fmt: skip
    [unread] = first.json["unread"]
    assert unread["params"]["row"] == 3
    again = on(ward, "bank", "import", str(statement), "--account", "1", "--json").json
    assert (again["new"], again["known"]) == (0, 2)


def test_the_figures_are_in_words_and_the_rows_beside_them(ward: Path, statement: Path) -> None:
    done = on(ward, "bank", "import", str(statement))
    assert "Dòng mới: 2" in done.out
    assert 'Dòng 3: "99/11/2026" không phải ngày' in done.err


def test_the_lines_that_wait_say_why_and_obey_nobody(ward: Path, statement: Path) -> None:
    assert "Không có dòng" in on(ward, "bank", "tasks").out
    on(ward, "bank", "import", str(statement))
    done = on(ward, "bank", "tasks")
    assert "21.000đ" in done.out and "không khớp mã nào" in done.out
    assert "[red]giup" in done.out and "\x1b" not in done.out
    lines = on(ward, "bank", "tasks", "--json").json
    assert [line["amount"] for line in lines] == [21_000, 700]
    assert {"id", "why", "with", "booked_on", "memo", "reference"} <= set(lines[0])


@pytest.mark.parametrize(
    ("words", "id"),
    [
        (("bank", "import", "no.csv"), "bank_file.missing"),
        (("bank", "import", "{file}", "--account", "99"), "account.unknown"),
    ],
)
def test_what_cannot_be_imported_is_refused(
    ward: Path, statement: Path, words: tuple[str, ...], id: str
) -> None:
    done = on(ward, *(word.format(file=statement) for word in words), "--json")
    assert (done.code, done.json["error"]["id"]) == (1, id)
    assert on(ward, "bank", "tasks", "--json").json == []


def test_with_two_accounts_one_has_to_be_named(ward: Path, statement: Path) -> None:
    with Store.open(ward) as store:
        chief = next(person for person in staff.names(store) if person.name == CHIEF)
        office = Office(store=store, actor=chief, ward=WardSettings(), now=lambda: START)
        accounts.add(office, "970418", "4110066", "UBND PHUONG MAU", "BIDV", operation="two")
    done = on(ward, "bank", "import", str(statement))
    assert done.code == 2
    assert "4110066" in done.err
    assert on(ward, "bank", "import", str(statement), "--account", "2").code == 0


def test_deposits_list_the_months(ward: Path) -> None:
    [month] = on(ward, "deposits", "--json").json
    assert (month["collected"], month["left"], month["late"]) == (0, 0, False)
    assert "không còn gì phải nộp" in on(ward, "deposits").out


@pytest.mark.parametrize("words", [("bank", "tasks"), ("bank", "import", "{file}"), ("deposits",)])
def test_a_volunteer_is_refused(ward: Path, statement: Path, words: tuple[str, ...]) -> None:
    done = on(ward, *(word.format(file=statement) for word in words), "--json", who=VOLUNTEER)
    assert done.code == 1
    assert done.json["error"]["id"] in ("right.take_money", "right.see_till")


@pytest.mark.parametrize("words", [("bank", "-h"), ("bank", "import", "-h"), ("bank", "tasks", "-h")])
def test_the_pages_of_help_are_in_words(words: tuple[str, ...]) -> None:
    done = counter(*words)
    assert done.code == 0
    assert "cli." not in done.out
