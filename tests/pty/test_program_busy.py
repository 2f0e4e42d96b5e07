"""Somebody else holds the store: keys are answered all the same, what happens is said, nothing is lost."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from counter.services.store.store import Store
from tests.pty.program import Counter, practice
from tests.pty.test_program_drafts import RESUMED, typing_a_name

ECHO = 0.1  # seconds from a key to its letter (usual), however slow the store is
PATIENCE = 5.0  # seconds that a write waits for its turn
TYPED = "Nguyen Thi Hong Duong con ba Le Thi Sau"


@contextmanager
def held(home: Path) -> Iterator[threading.Event]:
    """Another program holds the store's one writing place until the event is set."""
    let_go, has = threading.Event(), threading.Event()

    def hold() -> None:
        with Store.open(home / "practice.db", practice=True) as store, store.write() as transaction:
            has.set()
            let_go.wait(30)
            transaction.record(None, "test.held", subject=("test", 0), operation="")

    holder = threading.Thread(target=hold)
    holder.start()
    assert has.wait(5)
    try:
        yield let_go
    finally:
        let_go.set()
        holder.join()


def typed_slowly(counter: Counter, text: str, over: float) -> list[float]:
    """Letter by letter over some seconds; how long each took to stand in the field."""
    took = []
    for number in range(1, len(text) + 1):
        struck = time.monotonic()
        counter.send(text[number - 1])
        counter.wait_until(re.compile(f"▐ {re.escape(text[:number].rstrip())} +▌"), timeout=3)
        took.append(time.monotonic() - struck)
        counter.read(max(0.0, over / len(text) - took[-1]))
    return took


def test_a_hand_types_on_while_the_store_is_held(home: Path) -> None:
    with practice(home) as counter:
        typing_a_name(counter)
        counter.key("Clear")
        counter.read(0.6)
        with held(home):
            took = typed_slowly(counter, TYPED, PATIENCE + 1.5)
            counter.wait_until("Chưa lưu được nháp", "gõ tiếp")
        assert median(took) < ECHO, sorted(took)
        assert max(took) < 1.0, "a key waited for the store"
        counter.send("u")
        counter.wait_until(re.compile(f"▐ {TYPED}u +▌"))
        counter.read(1.0)
        counter.kill()
    with practice(home) as counter:
        counter.key("Enter")
        counter.wait_until(RESUMED, f"{TYPED}u")


def test_the_desk_answers_while_the_store_is_held(home: Path) -> None:
    with practice(home) as counter, held(home):
        took = typed_slowly(counter, "nguyen", 0.6)
        counter.wait_until("hồ sơ")
        counter.key("Esc")
        counter.at_desk()
    assert median(took) < ECHO, sorted(took)
