"""Waiting until a program under test has done what it was asked, and no longer.

Textual's own `wait_for_idle` sleeps 20 ms at least, 40 ms for every key, and takes a machine with other work
for a program that is done. Here the loop itself is asked: nothing is ready to run, no timer of a key falls
due, no service is being run in a thread. A wait is over at once when that is so, and lasts until it is.
"""

import asyncio
import time
from asyncio import BaseEventLoop
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sized
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Protocol, cast

import pytest

SOON = 0.06  # seconds: a timer due by then belongs to the key (a digit waits 0.03 for a scanner's second)
LOOK = 0.02  # seconds between two looks at a thread, as Textual's own
STUCK = 0.001  # seconds of processor time in that while, below which the thread waits for something itself


class Threads:
    """How many calls of `run_in_executor` are under way."""

    def __init__(self) -> None:
        self.under_way = 0

    def ended(self, _future: object) -> None:
        self.under_way -= 1


class Loop(Protocol):
    """What every loop of asyncio holds, since Python 3.4; two of the names are private."""

    _ready: Sized
    _scheduled: Iterable[asyncio.TimerHandle]

    def time(self) -> float: ...


def _next_timer(loop: Loop) -> float:
    """Seconds to the next timer."""
    due = (handle.when() for handle in loop._scheduled if not handle.cancelled())
    return min(due, default=float("inf")) - loop.time()


async def _nothing_ready(loop: Loop) -> bool:
    """Two turns of the loop, which also read what threads have sent; whether nothing else waits for one."""
    for _ in range(2):
        await asyncio.sleep(0)
        if loop._ready:
            return False
    return True


async def _stuck() -> bool:
    """Whether the threads at work use no time of the processor: what they wait for may be the test."""
    before = time.process_time()
    await asyncio.sleep(LOOK)
    return time.process_time() - before < STUCK


def waiter(threads: Threads) -> Callable[[float, float], Awaitable[None]]:
    """What stands in for `wait_for_idle`, with the same arguments."""

    async def wait_until_quiet(min_sleep: float = LOOK, max_sleep: float = 1) -> None:
        loop = cast(Loop, asyncio.get_running_loop())
        start = time.monotonic()
        while time.monotonic() - start < max_sleep:
            if not await _nothing_ready(loop):
                continue
            if threads.under_way:
                await asyncio.sleep(LOOK / 10)  # most are done by then
                if threads.under_way and await _stuck():
                    return
            elif (due := _next_timer(loop)) < SOON:
                await asyncio.sleep(max(due, 0.0005))
            elif (left := start + min_sleep - time.monotonic()) > 0:
                await asyncio.sleep(left)
            else:
                return

    return wait_until_quiet


@contextmanager
def quiet_waits() -> Iterator[None]:
    """While this lasts, the pilots of Textual wait in this way."""
    threads = Threads()
    run_in_executor = BaseEventLoop.run_in_executor

    def counted(
        self: BaseEventLoop, executor: Executor | None, call: Callable[..., object], *arguments: object
    ) -> asyncio.Future[object]:
        threads.under_way += 1
        future = run_in_executor(self, executor, call, *arguments)
        future.add_done_callback(threads.ended)
        return future

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseEventLoop, "run_in_executor", counted)
        patch.setattr("textual.pilot.wait_for_idle", waiter(threads))
        patch.setattr("textual.app.wait_for_idle", waiter(threads))
        yield
