"""Made-up wards for tests that need many dossiers: filled once for a run, copied by those that change one."""

import atexit
import shutil
import tempfile
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from counter.services import setup
from counter.services.office import Office
from counter.services.practice.practice import Plan, fill_file
from counter.services.staff import staff
from counter.services.store.store import Store

UNTIL = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)  # a Wednesday, 10:00 in Huế
LARGE = Plan(residents=300, dossiers=1500, seed=11, until=UNTIL)
SMALL = Plan(residents=60, dossiers=150, seed=47, until=UNTIL)


@cache
def _filled(plan: Plan) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="counter-made-up-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    fill_file(folder / "practice.db", plan)
    return folder / "practice.db"


def made_up_ward() -> Path:
    """The file of a ward with something in every lane of the desk; not to be changed."""
    return _filled(LARGE)


def small_ward() -> Path:
    """A smaller one, quick to copy."""
    return _filled(SMALL)


def copy_of(ward: Path, folder: Path) -> Path:
    """A copy that a test may spoil. The original is closed, so the file is whole."""
    return Path(shutil.copy(ward, folder / ward.name))


def office_at(store: Store, now: datetime = NOW) -> Office:
    """A counter of the ward with its first clerk, at a fixed time."""
    ward = setup.load_ward(store)
    return Office(store=store, actor=staff.names(store)[0], ward=ward, practice=True, now=lambda: now)
