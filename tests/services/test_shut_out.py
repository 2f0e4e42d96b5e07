"""Somebody who was shut out while signed in records nothing more; a changed role counts at once."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from counter.door import Door
from counter.errors import Forbidden
from counter.models.dossier import IntakeDraft
from counter.models.staff import LeftWork, Role, StaffView
from counter.services.intake import drafts, intake
from counter.services.money import payments
from counter.services.office import Office
from counter.services.staff import leaving, staff
from counter.services.store.store import Store
from counter.services.till import drawers
from tests.services.journeys import cash, certified_copy, contents, received, with_drawer

People = dict[Role, StaffView]


def change(store: Store, person: StaffView, column: str, value: str | int) -> None:
    """As another program on this machine does it."""
    with Store.open(store.path) as other, other.write() as transaction:
        transaction.connection.execute(f"UPDATE staff SET {column} = ? WHERE id = ?", (value, person.id))  # noqa: S608
        transaction.record(None, "test.changed", subject=("staff", person.id), operation="")


@pytest.mark.parametrize(("column", "value"), [("active", 0), ("role", "volunteer")])
def test_no_money_is_taken_by_somebody_who_left(
    office: Office, store: Store, people: People, column: str, value: str | int
) -> None:
    view = received(with_drawer(office), certified_copy(office))
    change(store, people[Role.CLERK], column, value)
    before = contents(store)
    with pytest.raises(Forbidden) as told:
        payments.take(office, cash(view, 30_000))
    assert told.value.message_id == "right.left"
    assert told.value.params["who"] == people[Role.CLERK].name
    assert contents(store) == before


def _draft(office: Office, draft: IntakeDraft) -> object:
    return drafts.save(office, draft)


def _accept(office: Office, draft: IntakeDraft) -> object:
    return intake.accept(office, draft)


@pytest.mark.parametrize("do", [_draft, _accept])
def test_nor_is_anything_else_recorded(
    office: Office, store: Store, people: People, do: Callable[[Office, IntakeDraft], object]
) -> None:
    draft = certified_copy(office)
    change(store, people[Role.CLERK], "active", 0)
    with pytest.raises(Forbidden, match=r"right\.left"):
        do(office, draft)


def test_reading_asks_nothing_more(office: Office, store: Store, people: People) -> None:
    change(store, people[Role.CLERK], "active", 0)
    assert drawers.mine(office) is None


def test_who_shuts_out_themselves_is_heard_once(office: Office, people: People) -> None:
    keeper = replace(office, actor=people[Role.ADMINISTRATOR])
    staff.add(keeper, "Người Quản Trị Mới", Role.ADMINISTRATOR, "4711", "new")
    mine, seen = people[Role.ADMINISTRATOR].id, LeftWork(approvers=2)
    assert not leaving.let_go(keeper, mine, "gone", reason="chuyển đi", seen=seen).active
    with pytest.raises(Forbidden, match=r"right\.left"):
        leaving.let_back(keeper, mine, "back")


def test_the_counter_is_told_so_that_it_locks(office: Office, store: Store, people: People) -> None:
    """The one door between screens and services tells it, whichever screen asked."""
    view = received(with_drawer(office), certified_copy(office))
    heard: list[str] = []

    async def ask() -> None:
        door = Door(shut_out=lambda: heard.append("shut out"))
        door.opened.set()
        try:
            await door.ask(lambda: office, payments.take, cash(view, 30_000))
        finally:
            await door.close()

    change(store, people[Role.CLERK], "active", 0)
    with pytest.raises(Forbidden, match=r"right\.left"):
        asyncio.run(ask())
    assert heard == ["shut out"]
