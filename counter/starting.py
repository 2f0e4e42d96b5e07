"""The start: which screen a person meets first, and the store opened behind it."""

import os
from typing import TYPE_CHECKING

from counter.errors import CounterError, Refused

if TYPE_CHECKING:
    from counter.app import CounterApp


def begin(app: "CounterApp") -> None:
    """Show the screen a person will most likely meet, then open the store behind it."""
    machine = app.machine
    there = os.path.lexists(machine.store)  # unlike Path.exists, it takes any path
    named = bool(machine.as_name and os.environ.get("COUNTER_PIN"))
    if machine.practice or (there and named):
        app.show("desk")
    elif there:
        app.show("sign_in", who=machine.as_name or "")
    else:
        app.show("setup")
        app.run_worker(_look_at_the_place(app), name="place")
        return  # nothing is made on the disk before somebody says so
    app.run_worker(open_store(app), name="open")


async def open_store(app: "CounterApp") -> None:
    """Open the store of the machine and take it into use; when it cannot be used, say why and end."""
    from counter.services.opening import open_counter

    pin = os.environ.pop("COUNTER_PIN", None)
    try:
        try:
            opened = await app.in_thread(open_counter, app.machine, app.now(), pin)
        except Refused as refused:  # the name or PIN of the call: from now on the screen asks
            await app.tell(refused)
            opened = await app.in_thread(open_counter, app.machine, app.now())
    except CounterError as error:
        await app.tell(error)
        app.exit(return_code=1)
        return
    if opened.needs_setup:
        await app.begin_at("setup")
    elif opened.actor is None:
        await app.begin_at("sign_in", who=app.machine.as_name or "")
    app.begin(opened)


async def _look_at_the_place(app: "CounterApp") -> None:
    """A folder where no store may lie is told before anybody fills in the form."""
    from counter.services.place import refuse_shared_place

    try:
        await app.in_thread(refuse_shared_place, app.machine.store)
    except CounterError as error:
        await app.tell(error)
        app.exit(return_code=1)
