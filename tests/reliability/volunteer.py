"""T3, the curious volunteer: signed in as themselves, through the services, the command line and the keys.

Everything that the written rights keep from a volunteer is refused and leaves its event; looking people up
ends at the day's number, and the leader is told; no list, page or file shows a whole number of somebody else
without a reason. What is kept from them is written out by hand (`VOLUNTEERS`), not read from the program.
The twins have the day's number off, the rights open, the numbers unmasked.
"""

import importlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from unittest import mock

from counter.errors import CounterError, Forbidden, Refused
from counter.models.money import Approval
from counter.models.staff import Role
from counter.papers.words import phone as phone_words
from counter.paths import STORE_NAME
from counter.rules.rights import RIGHTS, Act
from counter.services import setup
from counter.services.money import approval
from counter.services.office import Office
from counter.services.people import lookers, lookups
from counter.services.search import find
from counter.services.staff import pins, staff
from counter.services.store.store import Store
from counter.services.till import drawers
from tests.bank.acts import LEADER
from tests.bank.hands import BEGUN, CHEAP
from tests.cli.running import Outcome, counter
from tests.cli.test_rights import FILES, NEEDS
from tests.pty.conftest import PROGRAMS
from tests.reliability.day import CLERK, Day, furnish
from tests.reliability.frame import Line, Run, Twin, first
from tests.reliability.raw import RawCounter
from tests.services.journeys import MO
from tests.services.test_rights import SERVICES, VOLUNTEERS

VOLUNTEER, OWN = "Đỗ Tình Nguyện", "1357"
LOOKS = (300, 60)  # full, smoke; the day has 40
EVERY = (1, 2)  # which strokes of the keys: all, or each second
EVENTS = "SELECT count(*) FROM audit_event WHERE event = ?"
_NUMBERS = "SELECT DISTINCT number FROM resident_number"
_PHONES = "SELECT DISTINCT phone FROM resident_contact WHERE phone <> ''"
Held = Iterator[tuple[str, bool]]
Strokes = tuple[tuple[str, ...], ...]


def lines(run: Run) -> Iterator[Line]:
    """The services and look-ups; the command line; the keys."""
    before, pins.COST = pins.COST, CHEAP
    try:
        ward = _ward(run.folder("ward") / STORE_NAME)
        yield _services(run, ward)
        yield _commands(run, ward)
        yield _keys(run, ward)
    finally:
        pins.COST = before


def _ward(path: Path) -> Path:
    """A real store with a day's work in it, and a volunteer."""
    furnish(path, key=None)
    with Store.open(path) as store:
        leader = _office(store, LEADER)
        staff.add(leader, VOLUNTEER, Role.VOLUNTEER, OWN, "volunteer")
        for _, step in Day(_office(store, CLERK), 7, 12, 2).steps():
            try:
                step()
            except CounterError:
                continue
    return path


def _office(store: Store, name: str, minutes: int = 0) -> Office:
    now = BEGUN + timedelta(minutes=minutes)
    return Office(store=store, actor=staff.named(store, name), ward=setup.load_ward(store), now=lambda: now)


def _count(store: Store, event: str) -> int:
    with store.query() as connection:
        row = connection.execute(EVENTS, (event,)).fetchone()
    return 0 if row is None else int(row[0])


def _all_of(store: Store, sql: str) -> list[str]:
    with store.query() as connection:
        return [str(row[0]) for row in connection.execute(sql)]


# -- the services ------------------------------------------------------------------------------


def _services(run: Run, ward: Path) -> Line:
    path, looks = Path(shutil.copy(ward, run.home / "services.db")), run.of(*LOOKS)
    with Store.open(path) as store:
        office = _office(store, VOLUNTEER, 60)
        tried = [*_rights(office), *_looks(office, looks), *_money(office), *_second(office)]
    missed = [what for what, held in tried if not held]
    found, parts = _careless(run, ward)
    return Line(
        name="a volunteer through the services", goal="", tried=len(tried), failed=len(missed),
        twin=Twin(what="no day's number, no masks", tried=looks + parts, found=found, must=looks + parts),
        first=first(missed),
    )  # fmt: skip


def _rights(office: Office) -> Held:
    """Every service that the table keeps from them, with nothing: refused, and in the trail."""
    for name, right in SERVICES.items():
        if right in VOLUNTEERS:
            continue
        module, function = name.split(":")
        before = _count(office.store, "right.refused")
        held = _forbidden(partial(getattr(importlib.import_module(module), function), office))
        yield name, held and _count(office.store, "right.refused") == before + 1


def _looks(office: Office, looks: int) -> Held:
    """More people than a day has: so many, then none, each refusal in the trail, the leader told."""
    most = office.ward.lookups_per_day
    people = _ids(office.store)
    done = sum(_looked(office, people[n % len(people)], n) for n in range(looks))
    yield f"{done} looked up of {most}", done == most
    yield "each refusal an event", _count(office.store, "lookup.refused") == looks - most
    told = lookers.lookers(_office(office.store, LEADER, 61))
    yield "the leader is told", any(one.name == VOLUNTEER and one.unusual for one in told)
    tomorrow = replace(office, now=lambda: BEGUN + timedelta(days=1))
    for reason in ("", " ", "\u200b", "\t"):
        yield f"whole for {reason!r}", not _quietly(partial(lookups.see_person, tomorrow, people[0], reason))
    yield from _parts(office)


def _parts(office: Office) -> Held:
    """No whole number is found by its beginning or its end."""
    numbers = _all_of(office.store, _NUMBERS)
    for number in numbers[:8]:
        said = str(find.find(office, number[:6])) + str(find.find(office, number[-6:]))
        yield f"a number from a part of {number}", not any(one in said for one in numbers)


def _looked(office: Office, person: int, nth: int) -> bool:
    if nth % 3:
        return _quietly(lambda: lookups.open_person(office, person))
    return _quietly(lambda: lookups.see_person(office, person, "xem thử"))


def _careless(run: Run, ward: Path) -> tuple[int, int]:
    """The twin: without the day's number every look comes through, without masks each part finds one.

    How many of both, and how many parts were tried.
    """
    path = Path(shutil.copy(ward, run.home / "careless.db"))
    with Store.open(path) as store:
        office, people = _office(store, VOLUNTEER, 60), _ids(store)
        with mock.patch.object(lookups, "may_look", lambda *_: True):
            looked = sum(_looked(office, people[n % len(people)], n) for n in range(run.of(*LOOKS)))
        with mock.patch.object(find, "mask_number", str):
            parts = [held for _, held in _parts(office)]
    return looked + parts.count(False), len(parts)


def _ids(store: Store) -> list[int]:
    return [int(one) for one in _all_of(store, "SELECT id FROM resident ORDER BY id")]


def _money(office: Office) -> Held:
    """Other people's money: their drawers, sheets and sums."""
    yield "nobody else's drawer is listed", drawers.listing(office) == ()
    yield "no drawer of one's own", drawers.mine(office) is None
    for ident in _all_of(office.store, "SELECT drawer_id FROM drawer_close"):
        before = _count(office.store, "right.refused")
        yield "a sheet", _forbidden(partial(drawers.sheet, office, int(ident)))
        yield "a sheet's refusal an event", _count(office.store, "right.refused") == before + 1


def _second(office: Office) -> Held:
    """Being one's own second person, and finding the leader's PIN by trying (T13)."""
    for right in (Act.APPROVE_MONEY, Act.APPROVE_DECISION, Act.OVERRULE_MONEY):
        own = Approval(name=VOLUNTEER, pin=OWN)
        yield f"{right} by oneself", not _quietly(partial(approval.approve, office, own, right))
    checked = 0
    for number in range(200):
        now = BEGUN + timedelta(minutes=90, seconds=18 * number)
        trying = replace(office, now=partial(_given, now))
        guess = Approval(name=LEADER, pin=f"{number * 7919 % 10**6:06}")
        checked += _was_checked(partial(approval.approve, trying, guess, Act.APPROVE_MONEY))
    yield f"{checked} of 200 guesses in an hour were looked at", checked <= 21


def _given(now: datetime) -> datetime:
    return now


def _was_checked(try_it: Callable[[], object]) -> bool:
    try:
        try_it()
    except Refused as refused:
        return all(problem.message_id != "staff.wait" for problem in refused.problems)
    return True


def _forbidden(try_it: Callable[[], object]) -> bool:
    try:
        try_it()
    except Forbidden:
        return True
    except (CounterError, TypeError):
        return False
    return False


def _quietly(try_it: Callable[[], object]) -> bool:
    """Whether it came through."""
    try:
        try_it()
    except CounterError:
        return False
    return True


# -- the command line --------------------------------------------------------------------------


def _commands(run: Run, ward: Path) -> Line:
    home = run.folder("cli")
    shutil.copy(ward, home / STORE_NAME)
    for name, text in FILES.items():
        (home / name).write_text(text, encoding="utf-8")
    with Store.open(home / STORE_NAME) as store:
        numbers, phones = _all_of(store, _NUMBERS), _all_of(store, _PHONES)
    tried = [_verb(home, words, right, numbers, phones) for words, right in NEEDS.items()]
    tried += [_reasons(home)]
    twin = [words for words in NEEDS if _open_verb(home, words, numbers, phones)]
    must = sum(right not in VOLUNTEERS for right in NEEDS.values()) + len(SHOWING)
    missed = [fault for fault in tried if fault]
    return Line(
        name="a volunteer at the command line", goal="", tried=len(tried), failed=len(missed),
        twin=Twin(what="rights open, nothing masked", tried=len(NEEDS), found=len(twin), must=must),
        first=first(missed),
    )  # fmt: skip


SHOWING = ("find mo", "show 1")  # verbs of theirs that show somebody's number, masked


def _open_verb(home: Path, words: str, numbers: list[str], phones: list[str]) -> str:
    """The twin: the same verb where everybody may do everything, and numbers are as they are."""
    everybody = mock.patch.dict(RIGHTS, dict.fromkeys(Act, frozenset(Role)))
    whole = (
        mock.patch.object(lookups, "masked", lambda view: view),
        mock.patch.object(find, "mask_number", str),
    )
    with everybody, whole[0], whole[1]:
        return _verb(home, words, NEEDS[words], numbers, phones)


def _verb(home: Path, words: str, right: Act, numbers: list[str], phones: list[str]) -> str:
    before = _events(home)
    done = _call(home, words)
    told = done.out + done.err
    if right not in VOLUNTEERS:
        if f"right.{right}" not in done.out or done.code != 1:
            return f"{words}: exit {done.code} {told[:150]}"
        return "" if _events(home) == before + 1 else f"{words}: no event of its refusal"
    hidden = numbers if right is Act.CALL else [*numbers, *phones]  # who calls has to dial
    seen = [one for one in hidden if one in told]
    return f"{words}: shows {len(seen)} whole numbers" if seen else ""


def _reasons(home: Path) -> str:
    done = _call(home, "show 1 --why")
    return "show --why with nothing" if done.code == 0 else ""


def _call(home: Path, words: str) -> Outcome:
    given = [word.format(there=home) for word in words.split()]
    env = {"COUNTER_HOME": str(home), "COUNTER_PIN": OWN}
    return counter(*given, "--as", VOLUNTEER, "--json", env=env)


def _events(home: Path) -> int:
    with Store.open(home / STORE_NAME) as store:
        return _count(store, "right.refused")


# -- the keys ----------------------------------------------------------------------------------


def _keys(run: Run, ward: Path) -> Line:
    """Every F-key, every number of the desk, words into F2, in a terminal: nothing whole is drawn."""
    with Store.open(ward) as store:
        numbers, phones = _all_of(store, _NUMBERS), _all_of(store, _PHONES)
    numbers = [one for one in numbers if one != MO.citizen_id]  # the example in the box is that one
    strokes = (*FINDING, *STROKES[:: run.of(*EVERY)])
    missed = list(_struck(run, ward, numbers, strokes, ("-m", "counter")))
    phones += map(phone_words, phones.copy())
    missed += _leafed(run, ward, [*numbers, *phones], ("-m", "counter"))
    twin = list(_struck(run, ward, numbers, FINDING, (PROGRAMS / "unmasked.py",)))
    twin += _leafed(run, ward, phones, (PROGRAMS / "unmasked.py",))
    return Line(
        name="a volunteer at the keys", goal="", tried=len(strokes) + len(LEAFING) + 1, failed=len(missed),
        twin=Twin(what="lists and papers unmasked", tried=len(FINDING) + len(LEAFING), found=len(twin)),
        first=first(missed),
    )  # fmt: skip


def _struck(
    run: Run, ward: Path, numbers: list[str], strokes: Strokes, program: tuple[str | Path, ...]
) -> Iterator[str]:
    """What is wrong after each of the strokes."""
    home = run.folder(f"keys-{Path(program[-1]).stem}")
    shutil.copy(ward, home / STORE_NAME)
    with RawCounter(home, program=program) as terminal:
        terminal.sign_in(VOLUNTEER, OWN)
        for keys in strokes:
            terminal.key(*keys)
            terminal.until_drawn(0.6)
            if any(one.encode() in bytes(terminal.raw) or one in terminal.text for one in numbers):
                yield f"{keys}: a whole number\n{terminal.text}"
            if terminal.process.poll() is not None:
                yield f"{keys}: the program is gone\n{terminal.text}"
                return
            terminal.key("Esc", "Esc", "Esc")
            terminal.until_drawn(0.3)
            del terminal.raw[:]


def _leafed(run: Run, ward: Path, whole: list[str], program: tuple[str | Path, ...]) -> Iterator[str]:
    """From the desk to the slip on the screen; then turned to its resident: a look that is kept."""
    home = run.folder(f"leafed-{Path(program[-1]).stem}")
    shutil.copy(ward, home / STORE_NAME)
    with RawCounter(home, program=program) as terminal:
        terminal.sign_in(VOLUNTEER, OWN)
        for key, there in LEAFING:
            terminal.key(key)
            terminal.wait_until(there)
            if any(one in terminal.text for one in whole):
                yield f"{key} to {there}: a whole number\n{terminal.text}"
        for key, there in TURNING:
            terminal.key(key)
            terminal.wait_until(there)
        turned = terminal.text
    with Store.open(home / STORE_NAME) as store:
        looks = _count(store, "lookup.shown")
    if not any(one in turned for one in whole) or looks != 1:
        yield f"turned to the resident, {looks} looks\n{turned}"


_FKEYS = ("F1", "F2", "F3", "F4", "F5", "F7", "F8", "F9", "F10")
LEAFING = (
    ("Enter", "[1 "), ("F10", "Cho dân xem"), ("1", "Báo kết quả"), ("F10", "Xem giấy hẹn"), ("6", "Hẹn trả"),
    ("\x1b[F", "Báo tin"),
)  # fmt: skip
"""The first dossier of the desk, its slip, the whole paper on the screen; and what stands there then."""
TURNING = (
    ("Esc", "F9"),
    ("Esc", "[1 "),
    ("F10", "Cho dân xem"),
    ("5", "Ông/Bà xem giúp"),
    ("", "Báo kết quả"),
)
FINDING: Strokes = tuple((*word,) for word in ("mo", "binh", "tran"))  # whose numbers stand in the list
STROKES: Strokes = (
    *((key,) for key in _FKEYS),
    *((str(digit), "Enter") for digit in range(1, 9)),  # 9 goes to practice
    *((*word, "Enter") for word in ("mo", "binh", "tran", "0461", "1234")),
    *((*word, "Enter", key) for word in ("mo", "binh") for key in ("F4", "F7", "F9", "F10", *"2345")),
    *(("F2", *word, "Enter") for word in ("thu phi", "nhan vien", "sao luu", "ngan tien", "cai dat", "binh")),
    ("\x1a",), ("\x10",), ("\x0b",),
)  # fmt: skip
