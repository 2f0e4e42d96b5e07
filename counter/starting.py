"""The start: which screen a person meets first, and the store opened behind it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from counter.errors import CounterError, Refused
from counter.paths import has_key_file
from counter.services.backup import swap

if TYPE_CHECKING:
    from counter.app import CounterApp
    from counter.models.keys import DataKey

LOCKED = "COUNTER_LOCKED"  # set by the program for the one that takes its place (`counter.full_lock`)


def begin(app: "CounterApp") -> None:
    """Show the screen a person will most likely meet, then open the store behind it."""
    machine = app.machine
    passphrase = os.environ.pop("COUNTER_PASSPHRASE", "")
    locked = os.environ.pop(LOCKED, "")
    if app.rehearsal is not None:
        key = app.rehearsal.key
        app.show("sign_in")
        app.run_worker(open_store(app, key and key.copy()), name="open")
        return
    if not _settled(machine.store):
        app.show("sign_in")
        app.run_worker(open_store(app), name="open")  # it says why it cannot, and ends
        return
    sealed = not machine.practice and has_key_file(machine.store)
    there = sealed or os.path.lexists(machine.store)  # unlike Path.exists, it takes any path
    named = bool(machine.as_name and os.environ.get("COUNTER_PIN"))
    if sealed and not passphrase:
        app.show("unlock", why="key_screen.unlock.locked" if locked else "")
        return
    if there and not sealed and not machine.practice and _shows_why(app):
        return
    if machine.practice or (there and named):
        app.show("desk")
    elif there:
        app.show("sign_in", who=machine.as_name or "")
    else:
        app.show("setup")
        app.run_worker(_look_at_the_place(app), name="place")
        return  # nothing is made on the disk before somebody says so
    app.run_worker(_unlock(app, passphrase) if sealed else open_store(app), name="open")


def _shows_why(app: "CounterApp") -> bool:
    """Whether a file without a key file has a screen of its own: its key file is lost, or it is converted."""
    from counter.services.key.key_copies import looks_encrypted  # a start by a key does without

    if looks_encrypted(app.machine.store):
        app.show("unlock", why="key_screen.unlock.lost")
        return True
    if app.machine.converts:
        app.show("convert")
        return True
    return False


def _settled(store: Path) -> bool:
    """End a restore that was cut off, before anything looks at the place; whether that could be done."""
    try:
        swap.finish(store)
    except CounterError:
        return False
    return True


async def _unlock(app: "CounterApp", passphrase: str) -> None:
    """The passphrase came with the call; when it does not fit, the screen asks."""
    from counter.services.key import key_file

    try:
        key = await app.in_thread(key_file.unlock, app.machine.store, passphrase)
    except CounterError as error:
        await app.tell(error)
        await app.begin_at("unlock")
        return
    await open_store(app, key)


async def open_store(app: "CounterApp", key: "DataKey | None" = None, event: str = "") -> None:
    """Open the store of the machine and take it into use; when it cannot be used, say why and end.

    `event`: put into the trail of the store that the key was found in an unusual way.
    """
    from counter.services.key.opening import note_key, open_counter

    pin = os.environ.pop("COUNTER_PIN", None)
    try:
        try:
            opened = await app.in_thread(open_counter, app.machine, app.now(), pin, key and key.copy())
        except Refused as refused:  # the name or PIN of the call: from now on the screen asks
            await app.tell(refused)
            opened = await app.in_thread(open_counter, app.machine, app.now(), None, key and key.copy())
        if event:
            await app.in_thread(note_key, opened.store, None, event, app.now())
    except CounterError as error:
        if not await app.look_only(key):
            await app.tell(error)
            app.exit(return_code=1)
        return
    finally:
        if key is not None:
            key.forget()
    if opened.needs_setup:  # what lies there is empty, and the store that is made takes its place
        await app.in_thread(opened.store.close)
        await app.begin_at("setup")
        return
    if opened.actor is None:
        await app.begin_at("sign_in", who=app.machine.as_name or "")
    else:
        await app.begin_at("desk")
    app.begin(opened)


async def _look_at_the_place(app: "CounterApp") -> None:
    """A folder where no store may lie is told before anybody fills in the form."""
    from counter.services.store.place import refuse_shared_place

    try:
        await app.in_thread(refuse_shared_place, app.machine.store)
    except CounterError as error:
        await app.tell(error)
        app.exit(return_code=1)
