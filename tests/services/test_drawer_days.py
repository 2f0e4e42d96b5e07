"""Random days of the drawers: every sum stays zero, and a drawer is its lines at every moment."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from counter.errors import Refused
from counter.models.drawer import CashCount
from counter.models.ledger import Account
from counter.models.money import Approval, PaymentKind, ReversalDraft
from counter.models.staff import Role, StaffView
from counter.models.till import CashMoveDraft, ClosingDraft, OpeningDraft
from counter.rules.cash_kept import notes_kept
from counter.services.money import ledger, payments, reversals
from counter.services.office import Office
from counter.services.staff import staff
from counter.services.store.store import Store
from counter.services.till import drawers
from tests.services.journeys import cash, certified_copy, received

People = dict[Role, StaffView]
PIN = "4711"
NOTES = st.lists(st.tuples(st.sampled_from((50_000, 10_000, 1_000)), st.integers(1, 9)), max_size=3)
STEPS = st.lists(
    st.sampled_from(("open", "pay", "move", "void", "close", "hand_over")), min_size=4, max_size=12
)


class Day:
    """One day of two cashiers, and what each drawer should hold by hand-made sums."""

    def __init__(self, office: Office, people: People, data: DataObject) -> None:
        self.office, self.data, self.number = office, data, 0
        self.at = {role: replace(office, actor=people[role]) for role in (Role.CLERK, Role.SUPERVISOR)}
        self.book: dict[Role, int] = {}
        self.paid: dict[Role, list[int]] = {role: [] for role in self.at}
        self.safe = self.off = 0

    def do(self, step: str) -> None:
        role = self.data.draw(st.sampled_from(sorted(self.at)))
        self.number += 1
        try:
            getattr(self, step)(role, self.at[role], f"op-{self.number}")
        except Refused as error:
            assert role not in self.book or step == "open", (step, error.problems)

    def open(self, role: Role, office: Office, operation: str) -> None:
        count = CashCount.of(dict(self.data.draw(NOTES)).items())
        drawers.open_drawer(office, OpeningDraft(operation=operation, count=count))
        self.book[role] = count.total

    def pay(self, role: Role, office: Office, operation: str) -> None:
        view = received(office, replace(certified_copy(office), duplicate_reason="bản khác"))
        draft = cash(view, 30_000, f"{self.number:07}", operation)
        self.paid[role].append(payments.take(office, draft).id)
        self.book[role] += 21_000

    def move(self, role: Role, office: Office, operation: str) -> None:
        least = (
            -self.book.get(role, 0) // 1_000 if role is Role.CLERK else 1
        )  # out: by the supervisor's leave
        amount = self.data.draw(st.integers(least, 50).filter(bool)) * 1_000
        chief = Approval(name=self.other(role).name, pin=PIN) if amount < 0 else None
        draft = CashMoveDraft(operation=operation, amount=amount, reason="khác", approval=chief)
        drawers.move_cash(office, draft)
        self.book[role] += amount

    def void(self, role: Role, office: Office, operation: str) -> None:
        if self.book.get(role, 0) < 21_000 or not self.paid[role]:
            return
        draft = ReversalDraft(
            operation=operation, payment_id=self.paid[role].pop(), kind=PaymentKind.VOID, reason="nhầm",
            approval=Approval(name=self.other(role).name, pin=PIN),
        )  # fmt: skip
        reversals.give_back(office, draft)
        self.book[role] -= 21_000

    def close(self, role: Role, office: Office, operation: str, hand_to: Approval | None = None) -> None:
        view = drawers.mine(office)
        if view is None:
            return
        expected = self.book[role]
        off = self.data.draw(st.integers(max(-5, -(expected // 1_000)), 5)) * 1_000
        count = CashCount.of([(1_000, (expected + off) // 1_000)])
        kept = self.data.draw(st.integers(0, count.total // 1_000)) * 1_000
        assert notes_kept(count, kept) is not None
        seen = drawers.compare(office, view.id, count)
        assert (seen.expected, seen.difference, seen.within_tolerance) == (expected, off, True)
        draft = ClosingDraft(
            operation=operation, drawer_id=view.id, count=count, kept=kept, expected=expected,
            reason="lệch" if off else "", hand_to=hand_to,
        )  # fmt: skip
        drawers.close(office, draft)
        del self.book[role]
        self.paid[role].clear()
        self.safe += count.total - kept
        self.off -= off
        if hand_to is not None:
            self.book[Role.SUPERVISOR if role is Role.CLERK else Role.CLERK] = kept

    def hand_over(self, role: Role, office: Office, operation: str) -> None:
        other = Role.SUPERVISOR if role is Role.CLERK else Role.CLERK
        if other not in self.book:
            self.close(role, office, operation, Approval(name=self.other(role).name, pin=PIN))

    def other(self, role: Role) -> StaffView:
        actor = self.at[Role.SUPERVISOR if role is Role.CLERK else Role.CLERK].actor
        assert actor is not None
        return actor

    def check(self) -> None:
        with self.office.store.query() as connection:
            assert not connection.execute(
                "SELECT entry_id FROM ledger_line GROUP BY entry_id HAVING sum(amount) <> 0"
            ).fetchall()
            held = {
                role: ledger.balance(connection, Account.CASH, view.id)
                for role, office in self.at.items()
                if (view := drawers.mine(office)) is not None
            }
            assert held == self.book
            assert ledger.balance(connection, Account.CASH) == sum(self.book.values())
            assert ledger.balance(connection, Account.SAFE) == self.safe
            assert ledger.balance(connection, Account.DIFFERENCE) == self.off


@contextmanager
def counter_on(path: Path, office: Office) -> Iterator[Office]:
    """The counter on a copy of its store, for one example."""
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(shutil.copy(path, Path(folder) / "counter.db"))
        with Store.open(copied) as store:
            yield replace(office, store=store)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, data=st.data())
def test_the_drawers_are_their_lines(
    steps: list[str], data: DataObject, office: Office, people: People
) -> None:
    path = office.store.path
    if not path.with_suffix(".ready").exists():
        admin = replace(office, actor=people[Role.ADMINISTRATOR])
        for role in (Role.CLERK, Role.SUPERVISOR):
            staff.set_pin(admin, people[role].id, PIN, f"pin-{role}", reason="quên PIN")
        office.store.close()
        path.with_suffix(".ready").touch()
    with counter_on(path, office) as on_copy:
        day = Day(on_copy, people, data)
        for step in ("open", *steps):
            day.do(step)
            day.check()
