"""T4, the dishonest cashier: who knows the key, has a database tool, the evening, and the program itself.

A day at a drawer of an encrypted store: eight payments in cash, one voided by two people, a count that was
short, the hand-over sheet with its code in the leader's hands. Then the day is made another one past the
program, each row together with all that hangs on it: `counter verify` has to name the row, and, where the
chain is written anew too, the code on the paper. What is tried with the program is refused, or stands in the
counts. The twin looks with chain and code away.
"""

import multiprocessing
import random
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from unittest import mock

from counter.errors import CounterError, Forbidden, Refused, StoreError
from counter.models.drawer import ODD, CashCount
from counter.models.ledger import Account
from counter.models.money import Approval, PaymentKind, PaymentView, ReversalDraft
from counter.models.put_right import StrikeDraft
from counter.models.staff import Role, StaffView
from counter.models.till import CashMoveDraft, ClosingDraft, DrawerSheet, OpeningDraft
from counter.services import setup
from counter.services.chain import anchors
from counter.services.dossier import dossiers
from counter.services.money import approval, ledger, payments, reversals
from counter.services.office import Office
from counter.services.put_right import striking
from counter.services.staff import pins, staff
from counter.services.store import clock
from counter.services.store.connection import Connection
from counter.services.store.store import Store
from counter.services.till import drawers, receipts
from counter.services.verify.verify import checks
from tests.bank.acts import LEADER, PIN
from tests.bank.hands import BEGUN, CHEAP
from tests.reliability.day import CLERK, furnish
from tests.reliability.frame import KEY, Line, Run, Twin, first
from tests.reliability.tamper import CHAIN, Tampered, Way, looked_at, resealed, spoil
from tests.services.journeys import cash, certified_copy, received

COLLEAGUE = "Phan Thị Bên"
SECOND = Approval(name=LEADER, pin=PIN)
FEE = 21_000
Held = Iterator[tuple[str, bool]]


@dataclass(frozen=True)
class Evening:
    """The store of the day, and what the leader has on paper."""

    path: Path
    sheet: DrawerSheet

    def copy(self, place: Path) -> Path:
        """Another of the same; the notes of heads beside it are the cashier's to delete."""
        return Path(shutil.copy(self.path, place))


def lines(run: Run) -> Iterator[Line]:
    """What is done past the program, and what is tried with it."""
    before, pins.COST = pins.COST, CHEAP
    try:
        evening = _day(run.folder("day") / "counter.db")
        yield _past(run, evening)
        yield _with(run, evening)
    finally:
        pins.COST = before


# -- the day -----------------------------------------------------------------------------------


def _day(path: Path) -> Evening:
    furnish(path)
    with Store.open(path, key=KEY) as store:
        leader = _office(store, LEADER, 0)
        staff.add(leader, COLLEAGUE, Role.CLERK, PIN, "colleague")
        office = _office(store, CLERK, 1)
        mine = drawers.open_drawer(office, OpeningDraft(operation="open", count=_notes(500_000)))
        taken = [_paid(office, number) for number in range(1, 9)]
        reversals.give_back(_office(store, CLERK, 60), _back(taken[2], "void", None))
        office = _office(store, CLERK, 120)
        book = ledger_cash(store, mine.id)
        drawers.compare(office, mine.id, _notes(book - 20_000))
        sheet = drawers.close(office, _closing(mine.id, book, book - 20_000))
    return Evening(path, sheet)


def _office(store: Store, name: str, minutes: int) -> Office:
    now = BEGUN + timedelta(minutes=minutes)
    return Office(store=store, actor=staff.named(store, name), ward=setup.load_ward(store), now=lambda: now)


def _notes(total: int) -> CashCount:
    return CashCount.of([(ODD, total)])


def ledger_cash(store: Store, drawer_id: int) -> int:
    """What the book says is in a drawer."""
    with store.query() as connection:
        return ledger.balance(connection, Account.CASH, drawer_id)


def _paid(office: Office, number: int, operation: str = "") -> PaymentView:
    draft = replace(certified_copy(office), duplicate_reason="bản khác")
    view = received(office, draft)
    return payments.take(office, cash(view, 50_000, f"{number:07}", operation or f"pay-{number}"))


def _back(taken: PaymentView, operation: str, amount: int | None, second: Approval = SECOND) -> ReversalDraft:
    kind = PaymentKind.VOID if amount is None else PaymentKind.REFUND
    return ReversalDraft(
        operation=operation, payment_id=taken.id, kind=kind, reason="thu nhầm", approval=second, amount=amount
    )


def _closing(drawer_id: int, book: int, counted: int) -> ClosingDraft:
    return ClosingDraft(
        operation="close", drawer_id=drawer_id, count=_notes(counted), kept=0, expected=book,
        reason="trả thừa tiền thối", approval=SECOND,
    )  # fmt: skip


# -- past the program --------------------------------------------------------------------------


def lowered(connection: Connection, mind: random.Random) -> Tampered:
    """A payment that was 1.000đ less, in every table that knows it."""
    ident, entry = _some(connection, mind)
    for sql in (
        "UPDATE payment SET total = total - 1000 WHERE id = ?1",
        "UPDATE payment_means SET amount = amount - 1000, change = change + 1000 WHERE payment_id = ?1",
        "UPDATE payment_share SET amount = amount - 1000 WHERE payment_id = ?1 AND position = 0",
    ):
        connection.execute(sql, (ident,))
    connection.execute(_LESS, (entry,))
    return Tampered(f"payment {ident} lowered", frozenset({f"payment {ident}"}))


_LESS = (
    "UPDATE ledger_line SET amount = amount - sign(amount) * 1000 WHERE entry_id = ?1"
    " AND position IN (SELECT min(position) FROM ledger_line WHERE entry_id = ?1 GROUP BY amount > 0)"
)


def last_gone(connection: Connection, mind: random.Random) -> Tampered:
    """The last payment never was: no receipt, no ledger, no event of it."""
    (ident,) = connection.execute("SELECT max(id) FROM payment WHERE kind = 'payment'").fetchone() or (0,)
    for sql in _GONE:
        connection.execute(sql, (ident,))
    return Tampered(f"payment {ident} deleted", frozenset({f"payment {ident}"}))


_GONE = (
    "DELETE FROM ledger_line WHERE entry_id IN (SELECT id FROM ledger_entry WHERE payment_id = ?1)",
    "DELETE FROM ledger_entry WHERE payment_id = ?1",
    "DELETE FROM receipt WHERE payment_id = ?1",
    "UPDATE dossier SET money = 'due'"
    " WHERE id IN (SELECT dossier_id FROM payment_share WHERE payment_id = ?1)",
    "DELETE FROM audit_event WHERE operation = (SELECT operation FROM payment WHERE id = ?1)",
    "DELETE FROM payment_means WHERE payment_id = ?1",
    "DELETE FROM payment_share WHERE payment_id = ?1",
    "DELETE FROM payment WHERE id = ?1",
)


def renumbered(connection: Connection, mind: random.Random) -> Tampered:
    """A receipt under a number that nobody holds."""
    (ident,) = _one(connection, mind, "SELECT id FROM receipt WHERE payment_id IS NOT NULL")
    new = 5_000_000 + mind.randrange(10**6)
    connection.execute("UPDATE receipt SET number = ?, value = ? WHERE id = ?", (str(new), new, ident))
    return Tampered(f"receipt {ident} renumbered", frozenset({f"receipt {ident}"}))


def backdated(connection: Connection, mind: random.Random) -> Tampered:
    """A payment of the hour before, in the payment and in the ledger."""
    ident, entry = _some(connection, mind)
    connection.execute("UPDATE payment SET taken_at = taken_at - 3600000000 WHERE id = ?", (ident,))
    connection.execute("UPDATE ledger_entry SET at = at - 3600000000 WHERE id = ?", (entry,))
    return Tampered(f"payment {ident} an hour earlier", frozenset({f"payment {ident}"}))


def voided(connection: Connection, mind: random.Random) -> Tampered:
    """A void that the leader is said to have approved."""
    ident, _ = _some(connection, mind)
    (leader,) = connection.execute("SELECT id FROM staff WHERE name = ?", (LEADER,)).fetchone() or (0,)
    new = 7_000 + mind.randrange(1000)
    connection.execute(_VOID, (new, leader, f"forged-{new}", ident))
    return Tampered(f"payment {ident} voided by nobody", frozenset({f"payment {new}"}))


_VOID = (
    "INSERT INTO payment SELECT ?1, 'void', id, -total, payer_name, payer_relation, drawer_id, 'thu nhầm',"
    " '', taken_by, ?2, taken_at, ?3 FROM payment WHERE id = ?4"
)


def covered(connection: Connection, mind: random.Random) -> Tampered:
    """The difference of the count is nothing any more, nor is what was said of it."""
    (ident,) = _one(connection, mind, "SELECT drawer_id FROM drawer_close")
    connection.execute(
        "UPDATE drawer_close SET counted = expected, difference = 0, reason = '', approved_by = NULL"
        " WHERE drawer_id = ?",
        (ident,),
    )
    return Tampered("the difference gone", frozenset({f"drawer_close {ident}"}))


def uncounted(connection: Connection, mind: random.Random) -> Tampered:
    """The first count, that was short, was never made."""
    (seq,) = _one(connection, mind, "SELECT seq FROM audit_event WHERE event = 'drawer.event.counted'")
    connection.execute("DELETE FROM audit_event WHERE seq = ?", (seq,))
    return Tampered("a count deleted", frozenset({f"audit_event {seq}"}))


def sold_on(connection: Connection, mind: random.Random) -> Tampered:
    """Somebody else took the payment."""
    ident, _ = _some(connection, mind)
    (other,) = connection.execute("SELECT id FROM staff WHERE name = ?", (COLLEAGUE,)).fetchone() or (0,)
    connection.execute("UPDATE payment SET taken_by = ? WHERE id = ?", (other, ident))
    return Tampered(f"payment {ident} of a colleague", frozenset({f"payment {ident}"}))


WAYS = (lowered, last_gone, renumbered, backdated, voided, covered, uncounted, sold_on)


def anew(way: Way) -> Way:
    """The same, and every seal written anew: only the code on the paper tells."""

    def done(connection: Connection, mind: random.Random) -> Tampered:
        tampered = way(connection, mind)
        resealed(connection)
        return Tampered(f"{tampered.what}, chain written anew", frozenset({"head"}))

    return done


def _past(run: Run, evening: Evening) -> Line:
    mind, missed, unseen = run.mind("cashier"), list[str](), 0
    ways = [*WAYS, *(anew(way) for way in WAYS)]
    tries, twins = run.of(160, len(ways)), run.of(160, 4)
    for number in range(tries):
        path = evening.copy(run.home / f"past-{number}.db")
        done = spoil(path, ways[number % len(ways)], mind, KEY)
        found = looked_at(path, evening.sheet.seal, KEY)
        if not done.expected <= found:
            missed.append(f"{done.what}: {sorted(done.expected - found)} not among {sorted(found)[:4]}")
        unseen += number < twins and _content(path)
        path.unlink()
    sound = looked_at(evening.path, evening.sheet.seal, KEY)
    return Line(
        name="a cashier past the program", goal="G12", tried=tries, failed=len(missed) + len(sound),
        seed=run.seed, twin=Twin(what="without chain and code", tried=twins, found=unseen),
        first=first([*missed, *sound]),
    )  # fmt: skip


def _content(path: Path) -> bool:
    """The twin: whether every other check finds the store good."""
    anchors.notes_of(path).unlink(missing_ok=True)
    with Store.open(path, key=KEY) as store:
        return not any(check.failed for check in checks(store) if check.name not in CHAIN)


def _some(connection: Connection, mind: random.Random) -> tuple[int, int]:
    """A payment that stands, and its entry of the ledger."""
    ident, entry = _one(
        connection, mind,
        "SELECT p.id, e.id FROM payment p JOIN ledger_entry e ON e.payment_id = p.id"
        " WHERE p.kind = 'payment' AND p.id NOT IN (SELECT reverses FROM payment WHERE reverses > 0)",
    )  # fmt: skip
    return ident, entry


def _one(connection: Connection, mind: random.Random, sql: str) -> tuple[int, ...]:
    return tuple(int(part) for part in mind.choice(connection.execute(sql).fetchall()))


# -- with the program --------------------------------------------------------------------------


def _with(run: Run, evening: Evening) -> Line:
    path = evening.copy(run.home / "with.db")
    with Store.open(path, key=KEY) as store:
        tried = [*_on_paper(evening.sheet), *_alone(store), *_pocketed(store)]
        again = _paid(_office(store, CLERK, 300), 91)
    tried += _at_once(run, path, again)
    missed = [what for what, held in tried if not held]
    return Line(
        name="a cashier with the program", goal="", tried=len(tried), failed=len(missed), seed=run.seed,
        twin=Twin(what="no second person, no clock", tried=len(_TWIN), found=_unheld(run, evening), must=2),
        first=first(missed),
    )  # fmt: skip


def _on_paper(sheet: DrawerSheet) -> Held:
    """What the hand-over sheet of that day says by itself."""
    yield "the difference", sheet.difference == -20_000 and bool(sheet.reason) and sheet.approved_by == LEADER
    yield "the void", len(sheet.reversals) == 1 and sheet.reversals[0].approved_by == LEADER
    yield "the voided number", any("0000003" in book.voided for book in sheet.books)
    yield "every count", [count.difference for count in sheet.counts][:1] == [-20_000]
    yield "the code", bool(sheet.seal)


def _alone(store: Store) -> Held:
    """What needs a second person, a right or the right time."""
    office = _office(store, CLERK, 200)
    drawers.open_drawer(office, OpeningDraft(operation="open-2", count=_notes(100_000)))
    taken = _paid(office, 21)
    for what, second in (
        ("void alone", Approval(name=CLERK, pin=PIN)),
        ("void with a guessed PIN", Approval(name=LEADER, pin="111111")),
        ("void with nobody", Approval(name="", pin="")),
        ("void with a made-up name", Approval(name="Người Khác", pin=PIN)),
    ):
        yield what, _refused(partial(reversals.give_back, office, _back(taken, what, None, second)))
    leader = staff.named(store, LEADER)
    yield (
        "the leader's PIN set anew",
        _refused(lambda: staff.set_pin(office, leader.id, PIN, "set", reason="quên PIN")),
    )
    yield "a colleague made up", _refused(lambda: staff.add(office, "Ai Đó", Role.SUPERVISOR, PIN, "made"))
    early = _office(store, CLERK, 130)
    yield "clock back", _refused(lambda: _paid(early, 22), "store.clock_back")
    yield "the same number twice", _refused(partial(_paid, office, 21, "again"))
    yield "the voided number again", _refused(partial(_paid, office, 3, "again"))
    yield "more back than was paid", _refused(lambda: reversals.give_back(office, _back(taken, "m", 30_000)))
    out = CashMoveDraft(operation="out", amount=-90_000, reason="đổi tiền")
    yield "cash out alone", _refused(lambda: drawers.move_cash(office, out))
    strike = StrikeDraft(operation="s", dossier_id=taken.shares[0].dossier_id, version=0, reason="nhầm")
    yield "paid, printed and struck", _refused(lambda: striking.strike(office, _seen(office, strike)))
    yield "excused by oneself", _refused(lambda: _excused(office, taken))
    other = _office(store, COLLEAGUE, 210)
    mine = drawers.mine(office)
    yield (
        "a colleague's drawer",
        mine is not None
        and _refused(lambda: drawers.close(other, _closing(mine.id, ledger_cash(store, mine.id), 0))),
    )


def _seen(office: Office, draft: StrikeDraft) -> StrikeDraft:
    return replace(draft, version=dossiers.get(office, str(draft.dossier_id)).version, slip_back=True)


def _excused(office: Office, taken: PaymentView) -> None:
    receipts.excuse(office, taken.id, reason="mất", approval=Approval(name=CLERK, pin=PIN), operation="x")


def _pocketed(store: Store) -> Held:
    """Part of the cash is in a pocket at the count."""
    office = _office(store, CLERK, 220)
    mine = drawers.mine(office)
    if mine is None:
        yield "the drawer is open", False
        return
    book = ledger_cash(store, mine.id)
    shown = str(mine)
    yield "the count is blind", str(book) not in shown and f"{book:,}".replace(",", ".") not in shown
    short = replace(_closing(mine.id, book, book - 15_000), operation="c")
    for what, draft in (
        ("short, and nothing said", replace(short, reason="", approval=None)),
        ("short, and nobody beside", replace(short, approval=None)),
        ("short, approved by oneself", replace(short, approval=Approval(name=CLERK, pin=PIN))),
        ("short, against a sum of one's own", replace(short, expected=book - 15_000)),
    ):
        yield what, _refused(partial(drawers.close, office, draft))
    for tries in (book - 15_000, book - 5_000):
        drawers.compare(office, mine.id, _notes(tries))
    sheet = drawers.close(office, replace(short, count=_notes(book)))
    told = [count.difference for count in sheet.counts]
    yield "counted until it fits", {-15_000, -5_000} <= set(told)
    drawers.open_drawer(_office(store, CLERK, 230), OpeningDraft(operation="open-3", count=_notes(50_000)))


def _refused(try_it: Callable[[], object], wanted: str = "") -> bool:
    try:
        try_it()
    except (Refused, Forbidden, StoreError) as fault:
        return not wanted or fault.message_id == wanted
    except CounterError:
        return not wanted
    return False


# -- from two machines at once -----------------------------------------------------------------


def _at_once(run: Run, path: Path, taken: PaymentView) -> list[tuple[str, bool]]:
    """Two programs give 15.000đ of 21.000đ back in the same moment: one does."""
    told = []
    for number in range(run.of(10, 1)):
        copy = Path(shutil.copy(path, run.home / f"twice-{number}.db"))
        begin = time.time() + 4
        jobs = [(copy, taken.id, f"twice-{name}", begin) for name in "ab"]
        with multiprocessing.get_context("spawn").Pool(2) as pool:
            done = pool.starmap(give_back_at, jobs)
        told.append((f"refunded twice: {done}", sorted(done) == [False, True] and _left(copy, taken.id) > 0))
    return told


def give_back_at(path: Path, payment_id: int, operation: str, begin: float) -> bool:
    """In a process of its own: whether the refund was made."""
    pins.COST = CHEAP
    with Store.open(path, key=KEY) as store:
        office = _office(store, CLERK, 310)
        taken = payments.get(office, payment_id)
        time.sleep(max(0.0, begin - time.time()))
        try:
            reversals.give_back(office, _back(taken, operation, 15_000))
        except CounterError:
            return False
        return True


def _left(path: Path, payment_id: int) -> int:
    with Store.open(path, key=KEY) as store, store.query() as connection:
        row = connection.execute(_KEPT, (payment_id,)).fetchone()
    return 0 if row is None else int(row[0])


_KEPT = "SELECT sum(total) FROM payment WHERE ?1 IN (id, reverses)"


def _unheld(run: Run, evening: Evening) -> int:
    """The twin: how many of four come through where the second person's PIN and the clock go unasked."""
    path = evening.copy(run.home / "twin.db")
    leaderless = mock.patch.object(approval, "approve_on", _anybody)
    timeless = mock.patch.object(clock, "moment", lambda _connection, now: now)
    with Store.open(path, key=KEY) as store, leaderless, timeless:
        return sum(what in _TWIN and not held for what, held in _alone(store))


_TWIN = ("void alone", "void with a guessed PIN", "void with nobody", "clock back")


def _anybody(_field: str, office: Office, *_given: object, **_but: object) -> StaffView:
    return staff.named(office.store, LEADER)
