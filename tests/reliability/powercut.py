"""G3: the power goes at any moment of a day. What was acknowledged is there, nothing is half there.

The day (`tests.reliability.day`) runs once under strace; from the trace the disk is built as it would be
found after a cut at some call, and opened by the program itself. The twin runs the same day with
`synchronous = NORMAL`, which SQLite does not promise to be durable: it must lose something.
"""

import random
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from counter.errors import CounterError
from counter.services.store.store import Store
from counter.services.verify.verify import checks
from tests.reliability import strace
from tests.reliability.day import furnish
from tests.reliability.disk import Disk, Way
from tests.reliability.frame import KEY, Line, Run, Twin, first
from tests.reliability.judge import acknowledged, half_done, there

STATES, STATES_TWIN = (20_000, 60), (1_000, 20)  # full, smoke
DOSSIERS, FILES = (60, 6), (20, 2)
_WHOLE = 50  # every so manieth state every check of `counter verify` is run


@dataclass(frozen=True)
class Trace:
    """A day that ran: the store as it was in the morning, and what was called since."""

    morning: Path
    root: Path
    calls: Path


@dataclass
class Found:
    """What was wrong in the states that were looked at."""

    states: int = 0
    lost: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    acknowledged: int = 0


def lines(run: Run) -> Iterator[Line]:
    """The states of the day, and those of its twin."""
    if why := strace.missing():
        yield Line(name="power cut", goal="G3", not_run=why)
        return
    good, twin = _traced(run, "full"), _traced(run, "normal")
    found = _looked(run, good, run.of(*STATES))
    bad = _looked(run, twin, run.of(*STATES_TWIN))
    wrong = [*found.lost, *found.torn]
    yield Line(
        name="power cut, states of the disk",
        goal="G3",
        tried=found.states,
        failed=len({said.split(":")[0] for said in wrong}),
        seed=run.seed,
        twin=Twin(
            what="synchronous = NORMAL",
            tried=bad.states,
            found=len({said.split(":")[0] for said in bad.lost}),
        ),
        note=f"{len(found.lost)} lost, {len(found.torn)} torn of {found.acknowledged} acknowledged",
        first=first(wrong),
    )


def _traced(run: Run, name: str) -> Trace:
    root = run.folder(f"cut-{name}")
    store = root / "counter.db"
    furnish(store)
    stick = root / "stick"
    stick.mkdir()
    morning = run.home / f"cut-{name}-morning"
    shutil.copytree(root, morning)
    trace = run.home / f"{name}.trace"
    words = ["--seed", str(run.seed), "--dossiers", str(run.of(*DOSSIERS)), "--files", str(run.of(*FILES))]
    words += ["--stick", str(stick)]
    command = [sys.executable, "-m", "tests.reliability.day", str(store), *words]
    strace.traced(trace, [*command, "--normal"] if name == "normal" else command)
    return Trace(morning, root, trace)


def _looked(run: Run, trace: Trace, states: int) -> Found:
    """Divided among processes, each with every so manieth state."""
    count = sum(1 for call in strace.calls(trace.calls) if call.name != "close")
    mind = run.mind(f"cuts {trace.calls.name}")
    cuts = sorted(
        (mind.randrange(1, count + 1), mind.choice(list(Way)), mind.random()) for _ in range(states)
    )
    workers = run.workers if run.full else 1  # a process costs more than a few states
    shares = [(trace, cuts[number::workers], run.home / f"look-{number}") for number in range(workers)]
    if workers == 1:
        return look(*shares[0])
    with get_context("spawn").Pool(workers) as pool:
        parts = pool.starmap(look, shares)
    whole = Found()
    for part in parts:
        whole.states += part.states
        whole.lost += part.lost
        whole.torn += part.torn
        whole.acknowledged = max(whole.acknowledged, part.acknowledged)
    return whole


Cut = tuple[int, Way, float]


def look(trace: Trace, cuts: list[Cut], scratch: Path) -> Found:
    """Feed the trace to a disk and look at it at every cut; cuts in order."""
    disk, found = Disk(trace.root, trace.morning), Found()
    said: list[str] = []
    waiting = iter(cuts)
    cut = next(waiting, None)
    done = 0
    for call in strace.calls(trace.calls):
        disk.feed(call)
        if call.name == "close":
            continue
        said += _said(call)
        done += 1
        while cut is not None and cut[0] == done:
            _state(disk, cut, said, scratch, found)
            cut = next(waiting, None)
    return found


def _said(call: strace.Call) -> list[str]:
    if call.name != "write" or call.number(0) != 1:
        return []
    return acknowledged(call.strings()[0].decode())


def _state(disk: Disk, cut: Cut, said: list[str], scratch: Path, found: Found) -> None:
    at, way, seed = cut
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    for name, content in disk.after(way, random.Random(seed)):
        if content is None:
            (scratch / name).mkdir()
        else:
            (scratch / name).write_bytes(content)
    found.states += 1
    found.acknowledged = max(found.acknowledged, len(said))
    where = f"call {at} {way} {seed}"
    try:
        with Store.open(scratch / "counter.db", key=KEY) as store:
            with store.query() as connection:
                found.torn += [f"{where}: {wrong}" for wrong in half_done(connection)]
                found.lost += [f"{where}: {one}" for one in said if not there(connection, one, scratch)]
            if found.states % _WHOLE == 0:
                found.torn += [f"{where}: {c.name} {c.examples}" for c in checks(store) if c.failed]
    except CounterError as fault:
        found.torn.append(f"{where}: {fault.message_id}")
