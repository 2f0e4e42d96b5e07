"""G7: eight programs on one store accept dossiers at once: each is there, no number twice, none left out.

The twin begins its writes as SQLite does by itself (deferred): a reader that turns writer is refused at once.
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

from counter.errors import CounterError
from counter.models.dossier import IntakeDraft
from counter.services import setup
from counter.services.intake import intake
from counter.services.office import Office
from counter.services.staff import staff
from counter.services.store import connection, store
from counter.services.store.store import Store
from counter.services.verify.verify import checks
from tests.bank.hands import BEGUN
from tests.bank.run import furnish
from tests.benchmarks.clocked import percentile
from tests.reliability.day import card_of
from tests.reliability.frame import Line, Run, Twin, first
from tests.services.journeys import ready

PROCESSES = 8
BUSY = "store.busy"
EACH, EACH_TWIN = (500, 4), (50, 6)  # full, smoke


@dataclass(frozen=True)
class Share:
    """What one process does, and when all begin (`time.monotonic`)."""

    path: Path
    number: int
    each: int
    begin: float
    deferred: bool = False


@dataclass(frozen=True)
class Accepted:
    """What came of one acceptance: the dossier's code, or why not; milliseconds."""

    code: str
    fault: str
    took: float
    first: bool = False
    again: bool = False  # refused after five seconds of waiting, pressed once more


def work(share: Share) -> list[Accepted]:
    """Accept dossiers as quickly as it goes."""
    mind = Run(share.path.parent, seed=share.number).mind("writers")
    found: list[Accepted] = []
    if share.deferred:
        vars(store)["begin_immediate"] = lambda raw, *_, **__: _deferred(raw)
    with Store.open(share.path) as opened:
        actor = staff.named(opened, f"Thu ngân {share.number % 4}")
        ward = setup.load_ward(opened)
        office = Office(store=opened, actor=actor, ward=ward, now=lambda: _made_up(share))
        values = {"ten_giay_to": "Bằng tốt nghiệp"}
        drafts = [
            replace(ready(office, "ct", card_of(mind), values, quantities="3x5"), duplicate_reason="thử")
            for _ in range(share.each + 1)
        ]
        found.append(
            replace(_accepted(office, drafts.pop()), first=True)
        )  # the ORM makes up its statements: once in a program
        time.sleep(max(0.0, share.begin - time.monotonic()))
        for draft in drafts:
            found.append(_accepted(office, draft))
            if found[-1].fault == BUSY and not share.deferred:
                found[-1] = replace(_accepted(office, draft), again=True)
    return found


def _made_up(share: Share) -> datetime:
    """The morning of the made-up day, the same for all: however long the machine is on, no day turns over."""
    return BEGUN + timedelta(minutes=1, seconds=time.monotonic() - share.begin)


def _accepted(office: Office, draft: IntakeDraft) -> Accepted:
    begun = time.perf_counter()
    code = fault = ""
    try:
        code = intake.accept(office, draft).code
    except CounterError as refused:
        fault = refused.message_id
    return Accepted(code, fault, 1000 * (time.perf_counter() - begun))


def _deferred(raw: connection.Connection) -> None:
    raw.execute("BEGIN")
    raw.execute("SELECT count(*) FROM staff").fetchall()


def lines(run: Run) -> Iterator[Line]:
    """All at once, then the twin."""
    folder = run.folder("writers")
    morning = folder / "counter.db"
    furnish(morning, cashiers=4, dossiers=1)
    found = _together(run, morning, run.of(*EACH), deferred=False)
    wrong = [one.fault for one in found if one.fault]
    with Store.open(morning) as opened:
        wrong += [f"verify {check.name} {check.examples}" for check in checks(opened) if check.failed]
        with opened.query() as raw:
            numbers = [int(row[0]) for row in raw.execute("SELECT sequence FROM dossier ORDER BY sequence")]
            there = {str(row[0]) for row in raw.execute("SELECT code FROM dossier")}
    wrong += [f"{one.code} acknowledged and lost" for one in found if one.code and one.code not in there]
    wrong += [] if numbers == list(range(1, len(found) + 2)) else ["the numbers have a gap or a double"]
    twin_path = folder / "twin.db"
    furnish(twin_path, cashiers=4, dossiers=1)
    twin = _together(run, twin_path, run.of(*EACH_TWIN), deferred=True)
    took = [one.took for one in found if not one.first]
    yield Line(
        name=f"{PROCESSES} programs on one store",
        goal="G7",
        tried=len(found),
        failed=len(wrong),
        seed=run.seed,
        twin=Twin(what="BEGIN deferred", tried=len(twin), found=sum(1 for one in twin if one.fault)),
        note=f"{sum(one.again for one in found)} pressed again,"
        f" p99 {percentile(took, 0.99):.0f} ms, worst {max(took):.0f} ms",
        first=first(wrong),
    )


def _together(run: Run, path: Path, each: int, *, deferred: bool) -> list[Accepted]:
    context = get_context("forkserver" if sys.platform != "win32" else "spawn")
    if sys.platform != "win32":
        context.set_forkserver_preload(["tests.bank.warm"])
    begin = time.monotonic() + 1.5
    shares = [Share(path, number, each, begin, deferred) for number in range(PROCESSES)]
    with context.Pool(PROCESSES) as pool:
        return [one for part in pool.map(work, shares, chunksize=1) for one in part]
