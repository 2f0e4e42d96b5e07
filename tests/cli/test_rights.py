"""Every verb of the command line as every role: it refuses exactly whom the written rights refuse."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.core import TyperCommand, TyperGroup

from counter.cli.tree import build
from counter.models.staff import Role
from counter.rules.rights import RIGHTS, Act
from counter.services.staff import staff
from counter.services.store.store import Store
from tests.cli.running import Outcome, counter
from tests.services.made_up import copy_of, office_at, small_ward

OPEN = {  # what reads no person's data and no store, or the store's own key
    "quote ct", "due ct", "scan x", "words 1", "procedures list", "procedures show ct", "procedures check",
    "doctor", "days list", "portal practice --port 1", "practice fill", "data show", "data keys list",
    "data keys make -o k --name x", "data bundle . -o b --key k --from 2026-01-01",
    "restore x", "key check", "key change", "key recovery", "key offer", "key restore x",
}  # fmt: skip
# Their file is read and understood before anybody is asked who they are; the services hold the right.
FILE_FIRST = {
    "bank import x": Act.TAKE_MONEY,
    "import dossiers x": Act.IMPORT,
    "import receipt-books x": Act.IMPORT,
    "data keys trust x": Act.TRUST_KEY,
}
NEEDS = {
    "find mo": Act.READ,
    "doubles": Act.MERGE,
    "show 1": Act.READ,
    "slip 1 -o {there}/s.pdf": Act.PRINT,
    "print 01 1": Act.READ,
    "attach 1 x y.pdf": Act.SAVE_DRAFT,
    "attachments 1": Act.READ,
    "deposits": Act.SEE_TILL,
    "verify": Act.VERIFY,
    "backup {there}/b.csv": Act.BACK_UP,
    "export-personal-data 1 --reason x -o {there}/p.json": Act.EXPORT_PERSON,
    "erase 1": Act.ERASE,
    "retention": Act.ERASE,
    "retention-period draft 12": Act.CHANGE_SETTINGS,
    "hold 1 --reason x": Act.ERASE,
    "breach": Act.BREACH,
    "breach record --act x": Act.BREACH,
    "breach list": Act.BREACH,
    "breach update 1 --act x": Act.BREACH,
    "breach told 1 --whom x": Act.BREACH,
    "breach notice 1 -o {there}/n.pdf": Act.BREACH,
    "data-request add 1 see": Act.DATA_REQUEST,
    "data-request list": Act.DATA_REQUEST,
    "data-request show 1": Act.DATA_REQUEST,
    "data-request answer 1 --reason x": Act.DATA_REQUEST,
    "data-request extend 1 --reason x": Act.DECIDE_REQUEST,
    "data-request done 1 --reason x": Act.DECIDE_REQUEST,
    "data-request refuse 1 --reason x --ground y": Act.DECIDE_REQUEST,
    "clock": Act.VERIFY,
    "days add 2026-12-30 --name x --source y": Act.CHANGE_SETTINGS,
    "days remove 2026-12-30": Act.CHANGE_SETTINGS,
    "days moved": Act.READ,
    "report fees --month 2026-11": Act.SEE_TILL,
    "report delay --month 2026-11": Act.READ,
    "report numbers --month 2026-11": Act.READ,
    "report periodic --month 2026-11": Act.READ,
    "outbox list": Act.READ,
    "outbox send": Act.SEND,
    "outbox export {there}/o.json": Act.SEND,
    "outbox acknowledge {there}/o.json": Act.SEND,
    "outbox cards {there}/o.json": Act.CHANGE_SETTINGS,
    "outbox retry 1": Act.SEND,
    "outbox hold 1": Act.SEND,
    "outbox drop 1": Act.SEND,
    "calls list": Act.CALL,
    "calls record 1 1": Act.CALL,
    "bank tasks": Act.TAKE_MONEY,
    "import residents {there}/r.csv": Act.IMPORT,
    "data update {there}/d": Act.UPDATE_DATA,
    "data back": Act.UPDATE_DATA,
    "data keys drop x": Act.TRUST_KEY,
}
FILES = {"b.csv": "", "r.csv": "Họ tên,Số định danh,Ngày sinh\nNguyễn Thị Mơ,,15/03/1995\n"}
PEOPLE = {role: f"Người {role}" for role in Role}


def verbs(command: TyperGroup | TyperCommand, before: str = "") -> Iterator[str]:
    """Every verb of the tree."""
    if isinstance(command, TyperGroup):
        for name, below in command.commands.items():
            assert isinstance(below, TyperGroup | TyperCommand)
            yield from verbs(below, f"{before}{name} ")
    else:
        yield before.strip()


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice ward, where nobody has a PIN, with somebody of each role."""
    path = copy_of(small_ward(), tmp_path_factory.mktemp("staffed"))
    with Store.open(path, practice=True) as store:
        keeper = next(person for person in staff.names(store) if person.role is Role.ADMINISTRATOR)
        office = replace(office_at(store), actor=keeper)
        for role, name in PEOPLE.items():
            staff.add(office, name, role, "2480", f"add-{role}")
    return path


def refusal(done: Outcome) -> str:
    """The right that was lacking; "" for everything else that may have happened."""
    known = done.json["error"]["id"] if done.code and done.out.startswith("{") else ""
    return known if str(known).startswith("right.") else ""


@pytest.mark.parametrize("words", NEEDS)
def test_each_verb_refuses_whom_the_table_refuses(words: str, staffed: Path, tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    told, right = {}, NEEDS[words]
    drawn = [Role.VOLUNTEER] if RIGHTS[right] == frozenset(Role) else list(Role)  # who has least is enough
    for role, name in ((role, PEOPLE[role]) for role in drawn):
        given = [word.format(there=tmp_path) for word in words.split()]
        told[role] = refusal(counter(*given, "--store", str(staffed), "--as", name, "--json"))
    assert told == {role: "" if role in RIGHTS[right] else f"right.{right}" for role in drawn}


def test_every_verb_stands_in_the_table() -> None:
    written = [*OPEN, *NEEDS, *FILE_FIRST]
    for verb in verbs(build()):
        assert any(f"{words} ".startswith(f"{verb} ") for words in written), verb
