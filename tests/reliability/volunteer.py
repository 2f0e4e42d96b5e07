"""T3, the curious volunteer: signed in as themselves, through the services, the command line and the keys.

Everything that the written rights keep from a volunteer is refused and leaves its event; looking people up
ends at the day's number, and the leader is told; no list, page or file shows a whole number of somebody else
without a reason. The twin has the day's number off and the lists unmasked.
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
from counter.paths import STORE_NAME
from counter.rules.rights import RIGHTS, Act
from counter.services import approval, drawers, find, lookups, pins, setup, staff
from counter.services.office import Office
from counter.services.store import Store
from tests.bank.acts import LEADER
from tests.bank.hands import BEGUN, CHEAP
from tests.cli.running import Outcome, counter
from tests.cli.test_rights import FILES, NEEDS
from tests.reliability.day import CLERK, Day, furnish
from tests.reliability.frame import Line, Run, Twin, first
from tests.reliability.raw import RawCounter
from tests.services.journeys import MO
from tests.services.test_rights import SERVICES

VOLUNTEER, OWN = "Đỗ Tình Nguyện", "1357"
EVENTS = "SELECT count(*) FROM audit_event WHERE event = ?"
_NUMBERS = "SELECT DISTINCT number FROM resident_number"
_PHONES = "SELECT DISTINCT phone FROM resident_contact WHERE phone <> ''"
Held = Iterator[tuple[str, bool]]


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
    path = Path(shutil.copy(ward, run.home / "services.db"))
    with Store.open(path) as store:
        office = _office(store, VOLUNTEER, 60)
        tried = [*_rights(office), *_looks(office), *_money(office), *_second(office)]
    missed = [what for what, held in tried if not held]
    return Line(
        name="a volunteer through the services", goal="", tried=len(tried), failed=len(missed),
        twin=Twin(what="the day's number off", tried=300, found=_unlimited(run, ward), must=300),
        first=first(missed),
    )  # fmt: skip


def _rights(office: Office) -> Held:
    """Every service that the table keeps from them, with nothing: refused, and in the trail."""
    for name, right in SERVICES.items():
        if Role.VOLUNTEER in RIGHTS[right]:
            continue
        module, function = name.split(":")
        before = _count(office.store, "right.refused")
        held = _forbidden(partial(getattr(importlib.import_module(module), function), office))
        yield name, held and _count(office.store, "right.refused") == before + 1


def _looks(office: Office) -> Held:
    """Three hundred people: as many as the day has, then none, each refusal in the trail, the leader told."""
    most = office.ward.lookups_per_day
    people = _ids(office.store)
    done = sum(_looked(office, people[n % len(people)], n) for n in range(300))
    yield f"{done} looked up of {most}", done == most
    yield "each refusal an event", _count(office.store, "lookup.refused") == 300 - most
    told = lookups.lookers(_office(office.store, LEADER, 61))
    yield "the leader is told", any(one.name == VOLUNTEER and one.unusual for one in told)
    tomorrow = replace(office, now=lambda: BEGUN + timedelta(days=1))
    for reason in ("", " ", "\u200b", "\t"):
        yield f"whole for {reason!r}", not _quietly(partial(lookups.see_person, tomorrow, people[0], reason))
    numbers = _all_of(office.store, _NUMBERS)
    for number in numbers[:8]:
        said = str(find.find(office, number[:6])) + str(find.find(office, number[-6:]))
        yield "a number from a part of it", not any(one in said for one in numbers)


def _looked(office: Office, person: int, nth: int) -> bool:
    if nth % 3:
        return _quietly(lambda: lookups.open_person(office, person))
    return _quietly(lambda: lookups.see_person(office, person, "xem thử"))


def _unlimited(run: Run, ward: Path) -> int:
    """The twin: without the day's number all three hundred come through."""
    path = Path(shutil.copy(ward, run.home / "unlimited.db"))
    with Store.open(path) as store, mock.patch.object(lookups, "may_look", lambda *_: True):
        office, people = _office(store, VOLUNTEER, 60), _ids(store)
        return sum(_looked(office, people[n % len(people)], n) for n in range(300))


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
    shown = _call(home, "show 1 --why so-giay")
    twin = sum(any(one in shown.out for one in listed) for listed in (numbers,))
    missed = [fault for fault in tried if fault]
    return Line(
        name="a volunteer at the command line", goal="", tried=len(tried), failed=len(missed),
        twin=Twin(what="for a reason it is whole", tried=1, found=twin), first=first(missed),
    )  # fmt: skip


def _verb(home: Path, words: str, right: Act, numbers: list[str], phones: list[str]) -> str:
    before = _events(home)
    done = _call(home, words)
    told = done.out + done.err
    if Role.VOLUNTEER not in RIGHTS[right]:
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
    home = run.folder("keys")
    shutil.copy(ward, home / STORE_NAME)
    with Store.open(home / STORE_NAME) as store:
        numbers = _all_of(store, _NUMBERS)
    numbers = [one for one in numbers if one != MO.citizen_id]  # the example in the box is that one
    missed = list[str]()
    with RawCounter(home) as terminal:
        terminal.sign_in(VOLUNTEER, OWN)
        for keys in STROKES:
            terminal.key(*keys)
            terminal.read(0.6 if run.full else 0.3)
            if _shows(terminal, numbers):
                missed.append(f"{keys}: a whole number\n{terminal.text}")
            if terminal.process.poll() is not None:
                missed.append(f"{keys}: the program is gone\n{terminal.text}")
                break
            terminal.key("Esc", "Esc", "Esc")
            terminal.read(0.15)
            del terminal.raw[:]
    return Line(
        name="a volunteer at the keys", goal="", tried=len(STROKES), failed=len(missed),
        twin=_whole(run, ward, numbers), first=first(missed),
    )  # fmt: skip


def _shows(terminal: RawCounter, numbers: list[str]) -> bool:
    return any(one.encode() in bytes(terminal.raw) or one in terminal.text for one in numbers)


def _whole(run: Run, ward: Path, numbers: list[str]) -> Twin:
    """The same look finds a number that is there: typed by the hand itself into the box of the desk."""
    home = run.folder("keys-twin")
    shutil.copy(ward, home / STORE_NAME)
    with RawCounter(home) as terminal:
        terminal.sign_in(VOLUNTEER, OWN)
        terminal.key(*numbers[0])
        terminal.read(1.0)
        return Twin(what="a number typed by hand", tried=1, found=_shows(terminal, numbers))


_FKEYS = ("F1", "F2", "F3", "F4", "F5", "F7", "F8", "F9", "F10")
STROKES: tuple[tuple[str, ...], ...] = (
    *((key,) for key in _FKEYS),
    *((str(digit), "Enter") for digit in range(1, 9)),  # 9 goes to practice
    *((*word, "Enter") for word in ("mo", "binh", "tran", "0461", "1234")),
    *((*word, "Enter", key) for word in ("mo", "binh") for key in ("F4", "F7", "F9", "F10", *"2345")),
    *(("F2", *word, "Enter") for word in ("thu phi", "nhan vien", "sao luu", "ngan tien", "cai dat", "binh")),
    ("\x1a",), ("\x10",), ("\x0b",),
)  # fmt: skip
