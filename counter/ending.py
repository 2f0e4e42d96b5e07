"""A closed window or a machine shutting down: keep what was typed before the program goes."""

import asyncio
import os
import signal
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from counter.app import CounterApp

LAST_SAVE = 3  # seconds that a program told to end still has for its drafts


def hear(app: "CounterApp") -> None:
    """Listen for SIGTERM and SIGHUP. Windows ends a console program without asking: there a draft is half a
    second old at most."""
    if sys.platform == "win32":
        return
    loop = asyncio.get_running_loop()

    def told(number: int, _frame: object) -> None:
        signal.alarm(LAST_SAVE)  # the kernel ends what hangs: a gone terminal may block every write
        loop.call_soon_threadsafe(lambda: app.run_worker(_end(app, number), name="end"))

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, told)


async def _end(app: "CounterApp", number: int) -> None:
    await app.put_away()
    if number == signal.SIGTERM:
        app.exit(return_code=128 + number)
        return
    await app.door.close()
    os._exit(128 + number)  # no terminal to give back, and Textual would wait for it
