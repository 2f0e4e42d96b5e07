"""A counter on a disk that fills up: `python -m tests.reliability.filling MORNING FOLDER`; FOLDER is small.

Work goes on until the disk is full; then something else takes all that is left; then everything must still be
read, the cashier signs in anew, counts and closes the drawer. Says what was wrong, one line each, and "done".
"""

import argparse
import contextlib
import shutil
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

from counter.errors import CounterError
from counter.models.drawer import CashCount
from counter.models.ledger import Account
from counter.models.till import ClosingDraft, OpeningDraft
from counter.rules.amounts import notes_for
from counter.services import setup
from counter.services.calls import calls
from counter.services.money import ledger
from counter.services.office import Office
from counter.services.search import desk
from counter.services.staff import pins, staff
from counter.services.store import reserve
from counter.services.store.store import Store
from counter.services.till import drawers
from tests.bank.acts import PIN
from tests.bank.hands import BEGUN, CHEAP
from tests.reliability.day import CLERK, Day, furnish
from tests.reliability.frame import KEY
from tests.reliability.judge import wrong
from tests.services.journeys import cash, certified_copy, received

MOST = 400  # steps, more than any of these disks has room for
FULL = ("store.disk_full", "store.disk_fault", "drawer.cannot_write")


def furnish_open(path: Path) -> None:
    """A store whose cashier has a drawer open, with money in it."""
    furnish(path)
    with Store.open(path, key=KEY) as store:
        office = _office(store)
        drawers.open_drawer(office, OpeningDraft(operation="open", count=CashCount.of([(50_000, 4)])))
        view = received(office, replace(certified_copy(office), id="first"))
        from counter.services.money import payments

        payments.take(office, cash(view, 50_000))


def _office(store: Store) -> Office:
    seconds = count(1)
    return Office(
        store=store,
        actor=staff.named(store, CLERK),
        ward=setup.load_ward(store),
        now=lambda: BEGUN + timedelta(minutes=5, seconds=next(seconds)),
    )


def worked(office: Office) -> list[str]:
    """Work until nothing more goes; what was acknowledged."""
    said: list[str] = []
    failed = 0
    for name, step in Day(office, 3, MOST, MOST // 2).steps():
        try:
            step()
        except CounterError as refused:
            failed += refused.message_id in FULL
            if failed >= 3:
                break
        else:
            said += [name] if name else []
    return said


def take_the_rest(folder: Path) -> None:
    """Another program writes until there is no byte left."""
    with contextlib.suppress(OSError), (folder / "others").open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))


def closing(office: Office) -> list[str]:
    """What cannot be done on the full disk, of what must."""
    faults: list[str] = []
    try:
        desk.desk(office)
        calls.listing(office)
    except CounterError as fault:
        faults.append(f"nothing can be read: {fault.message_id}")
    try:
        staff.sign_in(office.store, CLERK, PIN, office.now())
        drawer = drawers.mine(office)
        if drawer is None:  # closed in the course of the work
            return faults
        with office.store.query() as raw:
            expected = ledger.balance(raw, Account.CASH, drawer.id)
        counted = CashCount.of(notes_for(expected).notes)
        drawers.compare(office, drawer.id, counted)
        draft = ClosingDraft(
            operation="close", drawer_id=drawer.id, count=counted, kept=0, expected=expected, reason="đầy đĩa"
        )
        drawers.close(office, draft)
        drawers.sheet(office, drawer.id)
    except CounterError as fault:
        faults.append(f"the drawer cannot be closed: {fault.message_id}")
    return faults


def main() -> None:
    """Work, be full, close, and be judged."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("morning", type=Path)
    options.add_argument("folder", type=Path)
    options.add_argument("--no-reserve", action="store_true", help="for the twin")
    chosen = options.parse_args()
    pins.COST = CHEAP
    for path in chosen.morning.iterdir():
        shutil.copy(path, chosen.folder / path.name)
    path = chosen.folder / "counter.db"
    if chosen.no_reserve:
        reserve.reserve_of(path).unlink()
    else:
        reserve.keep(path)  # a copy has holes where the zeros were
    with Store.open(path, key=KEY) as store:
        office = _office(store)
        said = worked(office)
        take_the_rest(chosen.folder)
        faults = closing(office)
    (chosen.folder / "others").unlink()
    for fault in (*faults, *wrong(path, said)):
        print(fault)
    print(f"done {len(said)}")


if __name__ == "__main__":
    main()
