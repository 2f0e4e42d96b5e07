"""The program goes on after a stop longer than the lock's minutes: the lock is the first it draws."""

import os
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from counter.i18n import utc_now
from counter.models.staff import Role
from counter.paths import STORE_NAME
from counter.services import setup
from counter.services.office import Office
from counter.services.staff import pins
from counter.services.store.store import Store
from counter.settings import WardSettings
from tests.pty.program import Counter
from tests.services import journeys

HEAD, PIN = "Nguyễn Thị Hoa", "2468"
PROGRAM = Path(__file__).parent / "programs" / "asleep.py"
LOCKED = "Quầy đang khoá"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A store with one dossier, and the file of the sleeping clock."""
    made, home = tmp_path / "made.db", tmp_path / "home"
    with pytest.MonkeyPatch.context() as patch, Store.open(made) as store:
        patch.setattr(pins, "COST", pins.PinCost(passes=1, memory_kib=8))
        ward, now = WardSettings(phone="0234 3822 155"), utc_now()
        head = setup.set_up(store, ward, name=HEAD, role=Role.SUPERVISOR, pin=PIN, operation="a", now=now)
        office = Office(store=store, actor=head, ward=ward, now=utc_now)
        journeys.received(office, journeys.certified_copy(office))
    home.mkdir()
    shutil.copy(made, home / STORE_NAME)
    (tmp_path / "asleep").write_text("0")
    return home


@contextmanager
def at_dossier(home: Path, **env: str) -> Iterator[Counter]:
    """A dossier is open, the applicant's name on the screen."""
    clock = {"ASLEEP": str(home.parent / "asleep")}
    with Counter(home, program=(PROGRAM,), env=clock | env) as counter:
        counter.wait_until(f"{HEAD}: gõ mã PIN")
        counter.type(PIN)
        counter.key("Enter")
        counter.at_desk()
        counter.key("Enter")
        counter.wait_until("HỒ SƠ 222-23V", "Trần Văn Bình")
        counter.read(0.3)
        yield counter


def drawn_after(counter: Counter, home: Path, slept: int, until: str) -> bytes:
    """What comes out from SIGCONT until this text is on the screen anew."""
    os.kill(counter.process.pid, signal.SIGSTOP)
    counter.read(0.2)
    (home.parent / "asleep").write_text(str(slept))
    seen = len(counter.raw)
    os.kill(counter.process.pid, signal.SIGCONT)
    end = time.monotonic() + 10
    while until.encode() not in counter.raw[seen:] and time.monotonic() < end:
        counter.read(0.05)
    counter.read(0.3)
    return bytes(counter.raw[seen:])


def test_the_lock_is_the_first_that_is_drawn(home: Path) -> None:
    with at_dossier(home) as counter:
        drawn = drawn_after(counter, home, 3600, LOCKED)
        assert LOCKED.encode() in drawn
        assert not [name for name in ("Trần", "Bình", "222-23V") if name.encode() in drawn]
        (home.parent / "asleep").write_text("3600")
        counter.wait_until(f"{HEAD}: gõ mã PIN")
        counter.read(0.3)
        counter.type(PIN)
        counter.key("Enter")
        counter.wait_until("HỒ SƠ 222-23V", "Trần Văn Bình", gone=LOCKED)  # whole, as it was


def test_a_short_stop_draws_the_same_screen_anew(home: Path) -> None:
    with at_dossier(home) as counter:
        drawn = drawn_after(counter, home, 5, "Bình")
        assert "Bình".encode() in drawn
        assert LOCKED.encode() not in drawn


def test_the_twin_that_draws_the_old_screen_is_seen(home: Path) -> None:
    with at_dossier(home, UNCOVERED="1") as counter:
        assert "Bình".encode() in drawn_after(counter, home, 3600, "Bình")
