"""G8: every entry of the hostile inputs, into each surface of the program that takes a text.

Where an entry names the surface, what the file expects of it is asked for; everywhere else it must end in a
value or in a refusal in words, with no control character in what is said. Then names that went past every
gate stand in a store, and the program shows them in a terminal: its bytes are read. The twins have the gates
off.
"""

import csv
import io
import json
import random
import re
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import ModuleType
from unittest import mock

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import IllegalCharacterError

from counter.errors import CounterError, Problem, Refused
from counter.models.identity import Card
from counter.models.sheet import Sheet
from counter.papers import sheet_csv
from counter.papers.sheet_csv import BOM, sheets_csv
from counter.papers.sheet_xlsx import sheets_xlsx
from counter.papers.slip import slip_data
from counter.papers.typeset import pdf
from counter.paths import PRACTICE_NAME
from counter.portal import replies
from counter.rules import amounts, cards, citizen_id, form_dates, names, sign_in
from counter.services import setup
from counter.services.chain import anchors
from counter.services.imports import import_files, imports
from counter.services.intake import drafts, intake
from counter.services.office import Office
from counter.services.practice.practice import Plan, fill_file
from counter.services.search import find
from counter.services.staff import pins, staff
from counter.services.store.connection import Connection
from counter.services.store.store import Store
from counter.text import nfc, unsafe_character
from tests.bank.acts import LEADER
from tests.bank.hands import BEGUN, CHEAP
from tests.cli.running import counter
from tests.papers.factory import WARD, dossier
from tests.reliability.day import CLERK, furnish
from tests.reliability.frame import Line, Run, Twin, first
from tests.reliability.raw import RawCounter
from tests.reliability.tamper import Tampered, spoil
from tests.services.journeys import BINH, applicant, certified_copy

ROOT = Path(__file__).parents[2]
PLAN = Plan(residents=60, dossiers=120, seed=8, until=date(2026, 11, 25))
MORE = ("[@click=app.quit]Bấm đây[/]", "[bold red]Đỏ[/bold red]", "[link=https://evil.example]x[/link]",
        "\x1b]52;c;cHdu\x07Trộm", "\x1b]8;;https://evil.example\x1b\\liên kết\x1b]8;;\x1b\\", "\x1b[?1049lRa",
        "\x08\x08\x08Xoá", "A\x85B\x8dC", "\u202eNgược", "‮evil‬", "x" * 5_000)  # fmt: skip
PATIENCE, FOUND = 20.0, 3  # seconds for the twin to start and draw; texts that it must let through
REFUSING = {"reject", "confirm", "quarantine", "hold", "deny"}


@dataclass(frozen=True)
class Entry:
    """One text, the surfaces it names, what is to come of it there."""

    id: str
    surfaces: frozenset[str]
    text: str
    decision: str

    def says(self, surface: str) -> str:
        """What is to come of it on a surface; "" where the entry does not name it."""
        return self.decision if any(one.startswith(surface) for one in self.surfaces) else ""


@dataclass(frozen=True)
class Place:
    """Where the texts go."""

    office: Office
    leader: Office
    home: Path


Surface = Callable[[Place, Entry], str]  # what was wrong; "" where it was as it should be


def lines(run: Run) -> Iterator[Line]:
    """The surfaces without a terminal, then the terminal."""
    before, pins.COST = pins.COST, CHEAP
    try:
        yield _surfaces(run)
    finally:
        pins.COST = before
    yield _terminal(run)


def entries() -> list[Entry]:
    """Those of the file that are a text, and some more of their kinds."""
    told = json.loads((ROOT / "tests/vectors/hostile_inputs.json").read_text(encoding="utf-8"))["inputs"]
    found = [
        Entry(one["id"], frozenset(one["surface"]), text, one["expect"]["decision"])
        for one in told
        if (text := _text_of(one)) is not None
    ]
    return found + [Entry(f"X{n:02}", frozenset(), text, "") for n, text in enumerate(MORE)]


def _text_of(one: dict[str, object]) -> str | None:
    if isinstance(text := one.get("input"), str):
        return text
    match one.get("recipe"):
        case {"kind": "repeat", "text": str(piece), "count": int(count)}:
            return piece * count
        case {"kind": "http", "body": str(body)}:
            return body
        case {"kind": "http", "body_repeat": [str(piece), int(count)]}:
            return piece * count
        case {"kind": "python", "code": str()}:
            return "Nguyễn Văn A".encode().decode("latin-1")
    return None


# -- the surfaces ------------------------------------------------------------------------------


def _surfaces(run: Run) -> Line:
    home = run.folder("surfaces")
    furnish(home / "counter.db", key=None)
    tried, missed = 0, list[str]()
    chosen = entries()
    with Store.open(home / "counter.db") as store:
        place = Place(_office(store, CLERK), _office(store, LEADER), home)
        for surface in SURFACES:
            for entry in chosen:
                if surface in SLOW and not run.full and not entry.says("form.resident.name"):
                    continue
                tried += 1
                if fault := _tried(surface, place, entry):
                    missed.append(f"{entry.id} into {surface.__name__.strip('_')}: {fault}")
    with (
        Store.open(home / "counter.db") as store,
        store.query() as connection,
    ):  # one that has read nothing yet
        if (found := connection.execute("PRAGMA integrity_check").fetchall()) != [("ok",)]:
            missed.append(f"the store is not whole: {found[:3]}")
        missed += _in_trail(connection, chosen)
    with Store.open(home / "counter.db") as store:
        twin = _careless(Place(_office(store, CLERK), _office(store, LEADER), home), chosen)
    return Line(
        name="hostile inputs into every surface", goal="G8", tried=tried, failed=len(missed),
        twin=twin, note=f"{len(chosen)} texts, {len(SURFACES)} surfaces",
        first=first(missed, 12),
    )  # fmt: skip


def _tried(surface: Surface, place: Place, entry: Entry) -> str:
    try:
        return surface(place, entry)
    except Refused as refused:
        return _unsafe_words(str(refused.problems))
    except CounterError as fault:
        return _unsafe_words(str(fault.params))
    except Exception as fault:  # noqa: BLE001  any other is what this looks for
        return f"{type(fault).__name__}: {str(fault)[:100]!r}"


def _unsafe_words(said: str) -> str:
    bad = unsafe_character(said.replace("\n", ""))
    return f"says {bad}" if bad else ""


def _office(store: Store, name: str) -> Office:
    return Office(store=store, actor=staff.named(store, name), ward=setup.load_ward(store), now=lambda: BEGUN)


def _form(place: Place, entry: Entry) -> str:
    """The name of who applies, as the form takes it: the draft, then the acceptance."""
    decision = entry.says("form.resident.name")
    made = replace(certified_copy(place.office, CARD), id=f"d-{entry.id}", duplicate_reason="thử")
    draft = applicant(made, full_name=entry.text)
    try:
        drafts.save(place.office, draft)
    except CounterError:
        if decision and decision not in REFUSING:
            return "the draft is refused"
    try:
        done = intake.accept(place.office, draft)
    except CounterError as fault:
        return "" if decision in {*REFUSING, ""} else f"refused: {fault}"
    with place.office.store.query() as connection:
        row = connection.execute(_STORED, (done.dossier_id,)).fetchone()
    stored = str(row[0]) if row else ""
    if decision in REFUSING:
        return f"taken as {stored[:40]!r}"
    if decision == "warn" and not names.notices(entry.text):
        return "nothing was noticed"
    if decision and stored != " ".join(nfc(entry.text).split()):
        return f"stored as {stored[:40]!r}"
    return _unsafe_words(stored)


_STORED = "SELECT applicant_name FROM dossier WHERE id = ?"
CARD = replace(BINH, citizen_id="046092004321", old_cmnd=None)


def _search(place: Place, entry: Entry) -> str:
    hits = find.find(place.office, entry.text)
    return _unsafe_words("".join(f"{hit.label}{hit.detail}" for hit in hits))


def _scanner(place: Place, entry: Entry) -> str:
    scan = cards.read_scan(entry.text)
    decision = entry.says("scanner.qr")
    if decision and scan.accepted == (decision in REFUSING):
        return f"accepted: {scan.accepted}"
    card: Card | None = scan.card
    return _unsafe_words(f"{card}") if card is not None else _unsafe_words(str(scan.reasons))


def _money(place: Place, entry: Entry) -> str:
    read = amounts.parse_amount(entry.text)
    decision = entry.says("form.cash.amount")
    if decision and isinstance(read, Problem) != (decision in REFUSING):
        return f"{read}"[:80]
    return _unsafe_words(str(read))


def _number(place: Place, entry: Entry) -> str:
    read = citizen_id.decode(entry.text)
    if entry.id == "D03" and citizen_id.normalise(entry.text) != "079203001234":
        return f"{read}"
    return _unsafe_words(str(read))


def _day(place: Place, entry: Entry) -> str:
    read = form_dates.check_date("dob", entry.text, date(2026, 11, 25), past=True, birth=True)
    decision = entry.says("form.dob")
    if decision and isinstance(read, Problem) != (decision in REFUSING):
        return f"{read}"[:80]
    return _unsafe_words(str(read))


def _pin(place: Place, entry: Entry) -> str:
    problems = sign_in.pin_problems(entry.text) + sign_in.name_problems(entry.text)
    if entry.says("first_start") and not problems:
        return "a PIN that anybody guesses is taken"
    return _unsafe_words(str(problems))


def _paper(place: Place, entry: Entry) -> str:
    """A code typed from a paper: of a dossier, of the chain."""
    return "it is read as a code" if entry.says("receipt.verify") and anchors.given(entry.text) else ""


def _portal(place: Place, entry: Entry) -> str:
    """As the whole body of an answer, and as the portal's words in one."""
    whole = replies.read(entry.text.encode("utf-8", "surrogatepass"))
    done = isinstance(whole, replies.Reply) and replies.verdict(whole, silent=False) is None
    if done and entry.says("portal") in {"hold", "retry"}:
        return "it counts as done"
    body = json.dumps({"error_code": "3", "message": entry.text}).encode()
    said = replies.read(body)
    if isinstance(said, replies.Reply):
        return _unsafe_words(replies.words(said.message) + str(replies.verdict(said, silent=False)))
    return ""


def _list(place: Place, entry: Entry) -> str:
    """A row of a list of residents, as CSV and as a workbook, or the whole list where the entry is one."""
    path, decision = place.home / "list.csv", entry.says("csv_import.name")
    if entry.says("csv_import") and not decision and "\n" in entry.text:
        path.write_bytes(entry.text.replace("ho_ten", "Họ tên").encode())
        imports.residents(place.leader, import_files.table(str(path), imports_names()))
        return ""
    text = io.StringIO()
    rows = [
        ["Họ tên", "Số định danh", "Ngày sinh"],
        ["Nguyễn Thị Mơ", "", "02/01/1990"],
        [entry.text, "", "15/03/1995"],
    ]
    csv.writer(text).writerows(rows)
    path.write_bytes(text.getvalue().encode("utf-8", "surrogatepass"))
    try:
        took = imports.residents(place.leader, import_files.table(str(path), imports_names()))
    except Refused as refused:
        return f"the list is refused: {refused.problems}" if decision in {"accept", "warn"} else ""
    if decision in {"accept", "accept_normalised", "warn"} and took.refused:
        return f"refused: {took.refused[0].problems}"
    if decision == "reject" and not took.refused and entry.text.strip():
        return "taken"
    return _unsafe_words(str([row.problems for row in took.refused]))


def imports_names() -> tuple[str, ...]:
    """How the column of names may be headed."""
    from counter.rules.import_residents import NAMES

    return NAMES


def _workbook(place: Place, entry: Entry) -> str:
    book, path = Workbook(), place.home / "list.xlsx"
    try:
        book.worksheets[0].append(["Họ tên", "Số định danh", "Ngày sinh"])
        book.worksheets[0].append([entry.text, "", "15/03/1995"])
        book.save(path)
    except (IllegalCharacterError, UnicodeEncodeError):
        return ""  # no workbook can hold it
    took = imports.residents(place.leader, import_files.table(str(path), imports_names()))
    return _unsafe_words(str([row.problems for row in took.refused]))


def _csv_out(place: Place, entry: Entry) -> str:
    if len(entry.text) > csv.field_size_limit():
        return ""  # nothing could read it
    sheet = Sheet(kind="x", title="Danh sách", columns=("Tên",), rows=((entry.text,),))
    written = sheets_csv(("Đầu",), (sheet,)).decode().removeprefix(BOM)
    cells = [cell for row in csv.reader(io.StringIO(written)) for cell in row]
    if run := [cell for cell in cells if cell[:1] and cell[0] in "=+-@\t\r＝＋－＠"]:
        return f"a formula: {run[0][:30]!r}"
    return _unsafe_words("".join(cells))


def _xlsx_out(place: Place, entry: Entry) -> str:
    sheet = Sheet(kind="x", title="Danh sách", columns=("Tên",), rows=((entry.text,),))
    book = load_workbook(io.BytesIO(sheets_xlsx(("Đầu",), (sheet,))))
    cells = [cell for tab in book.worksheets for row in tab.iter_rows() for cell in row]
    if any(cell.data_type == "f" or cell.hyperlink for cell in cells):
        return "a formula or a link"
    return _unsafe_words("".join(str(cell.value or "") for cell in cells))


def _slip(place: Place, entry: Entry) -> str:
    """The slip of paper, typeset."""
    mine = dossier()
    who = replace(mine.applicant, full_name=entry.text, address=entry.text)
    return (
        "" if pdf("mau_01", slip_data(replace(mine, applicant=who), WARD)).startswith(b"%PDF") else "no PDF"
    )


def _command(place: Place, entry: Entry) -> str:
    """As an argument of the command line; its standard output and errors are what a terminal would get."""
    if "\0" in entry.text or len(entry.text) > 100_000:
        return ""  # no shell passes it
    told = ""
    for words in (("scan",), ("find",), ("show",), ("quote",), ("words",), ("due",), ("procedures", "show")):
        for way in ((), ("--json",)):
            done = counter(
                *words, *way, "--store", str(place.home / "counter.db"), "--as", LEADER, "--", entry.text,
                env={"COUNTER_PIN": "482915"},
            )  # fmt: skip
            said = done.out + done.err
            if "Traceback" in said:
                return f"{words}: {said[-200:]}"
            told += said.replace("\n", " ")
    return _unsafe_words(told)


SURFACES: tuple[Surface, ...] = (
    _form, _search, _scanner, _money, _number, _day, _pin, _paper, _portal, _list, _workbook, _csv_out,
    _xlsx_out, _slip, _command,
)  # fmt: skip
SLOW = frozenset({_slip, _command})


def _in_trail(connection: Connection, chosen: list[Entry]) -> list[str]:
    """The audit trail holds no hostile value."""
    trail = "\n".join(str(row[0]) for row in connection.execute("SELECT detail FROM audit_event"))
    return [
        f"{one.id} stands in the trail" for one in chosen if unsafe_character(one.text) and one.text in trail
    ]


# What stands at a surface, and what would be there without it.
GATES: tuple[tuple[Surface, ModuleType, str, Callable[..., object]], ...] = (
    (_form, names, "check", lambda *_: ()),
    (_portal, replies, "one_line", str),
    (_csv_out, sheet_csv, "safe", str),
)


def _careless(place: Place, chosen: list[Entry]) -> Twin:
    """The twin: each gate off, its surface lets something through."""
    found = 0
    for surface, module, gate, without in GATES:
        with mock.patch.object(module, gate, without):
            found += any(_tried(surface, place, replace(one, id=f"{one.id}-off")) for one in chosen)
    return Twin(what="a surface's gate off", tried=len(GATES), found=found, must=len(GATES))


# -- the terminal ------------------------------------------------------------------------------


def _terminal(run: Run) -> Line:
    shown = [one.text for one in entries() if _storable(one.text)]
    ward = run.home / "hostile-ward.db"
    fill_file(ward, PLAN)
    spoil(ward, _named(shown), run.mind("hostile"))
    missed = [*_watched(run.folder("safe"), ward, shown)]
    twin = _shown_raw(run.folder("unsafe"), ward, shown)
    return Line(
        name="hostile names on the terminal", goal="G8", tried=len(shown) * len(VIEWS), failed=len(missed),
        twin=Twin(what="gate and filter off", tried=len(shown), found=len(twin), must=FOUND),
        first=first(missed),
    )  # fmt: skip


def _storable(text: str) -> bool:
    return 0 < len(text) <= 200 and not any(unicodedata.category(letter) == "Cs" for letter in text)


def _named(texts: list[str]) -> Callable[[Connection, random.Random], Tampered]:
    """Every resident and every dossier under one of the texts, past every gate."""

    def done(connection: Connection, mind: random.Random) -> Tampered:
        connection.execute("BEGIN")
        for table, column in (("resident", "full_name"), ("dossier", "applicant_name")):
            ids = [int(row[0]) for row in connection.execute(f"SELECT id FROM {table} ORDER BY id DESC")]  # noqa: S608
            for place, ident in enumerate(ids):
                text = texts[place % len(texts)]
                connection.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (text, ident))  # noqa: S608
        for ident, text in enumerate(texts * 5):
            connection.execute(
                "UPDATE dossier SET applicant = json_set(applicant, '$.full_name', ?1, '$.address', ?1)"
                " WHERE id = ?2",
                (text, ident + 1),
            )
        connection.execute("COMMIT")
        return Tampered("names", frozenset())

    return done


VIEWS: tuple[tuple[str, ...], ...] = (
    (), ("\x1b[6~",), ("\x1b[6~",), ("\x1b[6~",), ("Enter",), ("2",), ("3",), ("Esc",), ("F2", "e", "v"),
    ("Esc",), ("F6",), ("Esc",), ("F3",), ("Esc",), ("F4",), ("Esc",), ("F8",), ("Esc",),
)  # fmt: skip


def _watched(home: Path, ward: Path, texts: list[str]) -> Iterator[str]:
    """What came through raw, and whether the program is still there."""
    (home / PRACTICE_NAME).write_bytes(ward.read_bytes())
    with RawCounter(home, "--practice") as terminal:
        try:
            terminal.at_desk()
        except AssertionError as fault:
            yield f"no desk: {str(fault)[:300]}"
        for keys in VIEWS:
            if terminal.process.poll() is not None:
                yield f"gone after {keys}"
                break
            terminal.key(*keys)
            terminal.read(0.4)
            terminal.send("\x1b[<0;20;8M\x1b[<0;20;8m" if "F6" in keys else "")  # a click, on a name
        yield from (f"{text[:30]!r} reached the terminal" for text in _raw(texts, terminal))


def _shown_raw(home: Path, ward: Path, texts: list[str]) -> list[str]:
    """The twin: what comes through of a program that lets everything. Its screen need not be readable."""
    (home / PRACTICE_NAME).write_bytes(ward.read_bytes())
    unfiltered = (ROOT / "tests/pty/programs/unfiltered.py",)
    with RawCounter(home, "--practice", program=unfiltered) as terminal:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and len(found := _raw(texts, terminal)) < FOUND:
            terminal.read(0.4)
    return found


def _raw(texts: list[str], terminal: RawCounter) -> list[str]:
    """Which texts stand in the bytes as nothing of the program may write them."""
    raw = bytes(terminal.raw)
    links = ["a title, a link or the clipboard"] if re.search(rb"\x1b\](?:52|8|0);", raw) else []
    return [*(text for text in texts if _came(text, raw)), *links]


def _came(text: str, raw: bytes) -> bool:
    """Whether a control character of the text is in the bytes, between its neighbours."""
    for place, letter in enumerate(text):
        if unsafe_character(letter) and letter not in "\n\t":
            part = text[max(0, place - 1) : place + 12].encode()
            if len(part) > 3 and part in raw:
                return True
    return False
