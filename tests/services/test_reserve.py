"""Room kept for closing a drawer: made at its opening, given up by pieces, and never for anything else."""

import os
from pathlib import Path

import pytest

from counter.errors import StoreError
from counter.services.office import Office
from counter.services.store import reserve
from tests.services.journeys import with_drawer

FULL = StoreError("store.disk_full", file="counter.db")


def size(store: Path) -> int:
    return reserve.reserve_of(store).stat().st_size


def test_opening_a_drawer_keeps_room_for_its_owner_alone(office: Office) -> None:
    with_drawer(office)
    path = reserve.reserve_of(office.store.path)
    assert size(office.store.path) == reserve.SIZE
    assert path.stat().st_blocks * 512 >= reserve.SIZE or os.name != "posix"  # room, not a hole
    assert path.stat().st_mode & 0o077 == 0 or os.name != "posix"


def test_on_a_full_disk_it_is_done_with_a_piece_of_the_room(tmp_path: Path) -> None:
    store = tmp_path / "counter.db"
    assert reserve.keep(store)
    tries: list[int] = []

    def action() -> str:
        tries.append(size(store))
        if len(tries) < 3:
            raise FULL
        return "closed"

    assert reserve.always(store, action) == "closed"
    assert tries == [reserve.SIZE, reserve.SIZE - reserve.PIECE, reserve.SIZE - 2 * reserve.PIECE]
    assert reserve.keep(store) and size(store) == reserve.SIZE


@pytest.mark.parametrize("message", ["store.busy", "store.read_only", "store.clock_back"])
def test_nothing_is_given_up_for_another_fault(tmp_path: Path, message: str) -> None:
    store = tmp_path / "counter.db"
    reserve.keep(store)

    def action() -> None:
        raise StoreError(message)

    with pytest.raises(StoreError):
        reserve.always(store, action)
    assert size(store) == reserve.SIZE


def test_once_all_is_given_up_the_full_disk_is_told(tmp_path: Path) -> None:
    store = tmp_path / "counter.db"
    reserve.keep(store)

    def action() -> None:
        raise FULL

    with pytest.raises(StoreError) as told:
        reserve.always(store, action)
    assert told.value.message_id == "store.disk_full"
    assert size(store) == 0


def test_a_place_that_takes_no_file_stops_nobody(tmp_path: Path) -> None:
    store = tmp_path / "gone" / "counter.db"
    assert not reserve.keep(store)
    assert not reserve.give_up(store)
