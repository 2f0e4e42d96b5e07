"""A month lived again: real services, the real sender, a practice portal whose faults come by a clock.

What is to happen is written down first, minute by minute; `expected` reads the split out of that script
alone, `live` does it.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from unittest import mock

from counter.models.delay import Cause
from counter.models.dossier import DossierView, IntakeDraft
from counter.models.life import Direction, Outcome
from counter.models.life_views import (
    HandingDraft,
    HandingLine,
    LackingPaper,
    ResumeDraft,
    SupplementDraft,
)
from counter.portal import line
from counter.portal.practice import Fault, PracticePortal, Rule
from counter.portal.practice.faults import GATEWAY
from counter.sender import Sender
from counter.services.dossier import dossiers
from counter.services.dossier.dossier_rows import dossier_row
from counter.services.life import handings, supplements
from counter.services.office import Office
from counter.services.outbox import outbox
from counter.services.store.connection import connect
from tests.conftest import Clock
from tests.portal.outbox_ward import Ticks, practice_office, sender_to
from tests.services.journeys import BINH, certified_copy, ready, received

BEGINS = datetime(2026, 9, 30, 17, 0, tzinfo=UTC)  # midnight of 1 October in Huế
DAY = 24 * 60
LAND = {
    "so_gcn": "BM 123456", "thua_dat": "12, tờ 3", "noi_dung_bien_dong": "Đổi số căn cước",
    "noi_dung_cu": "191234567", "noi_dung_moi": "046092005678", "ly_do": "Cấp căn cước",
}  # fmt: skip
"""A change in the land register: the centre takes it in, the land office decides."""


@dataclass(frozen=True, slots=True)
class Life:
    """What happens to one dossier, in minutes from the beginning of the month. None: it does not."""

    accepted: int
    ready: int
    elsewhere: bool = False
    forwarded: int | None = None
    asked: int | None = None  # for a supplement
    answered: int | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """Nothing comes through: the line is down, or the portal answers with a fault to everything."""

    began: int
    until: int
    cause: Cause


ON_TIME_HERE = Life(12 * DAY + 480, 12 * DAY + 990, forwarded=12 * DAY + 490)
"""Due at 17:00, ready at 16:30, while the line is down from 16:00 to 18:00."""
Split = dict[Cause, int]


def script(seed: int, days: int = 22, each: int = 3) -> tuple[list[Life], list[Cut]]:
    """Some dossiers on each weekday, and an outage on every third: results fall into it and beside it."""
    dice = random.Random(seed)
    lives, cuts = [], []
    for day in (number for number in range(days) if (number + 3) % 7 < 5):
        opens = day * DAY + 450
        for _ in range(each):
            lives.append(_life(dice, opens + dice.randrange(0, 200)))
        if day % 3 == 1:
            began = opens + dice.randrange(30, 300)
            until = began + dice.randrange(40, 400)
            turn = began + (until - began) // 2 if dice.random() < 0.4 else until
            first, second = dice.sample((Cause.LINE, Cause.PORTAL), 2)
            cuts.append(Cut(began, turn, first))
            if turn < until:  # the one becomes the other
                cuts.append(Cut(turn, until, second))
    lives.append(ON_TIME_HERE)
    cuts.append(Cut(12 * DAY + 960, 12 * DAY + 1080, Cause.LINE))
    return lives, cuts


def _life(dice: random.Random, accepted: int) -> Life:
    worked = dice.randrange(60, 1800)
    if dice.random() < 0.2:
        return Life(accepted, accepted + worked + 500, elsewhere=True)
    forwarded = accepted + dice.randrange(5, 50)
    if dice.random() < 0.3:
        asked = forwarded + dice.randrange(5, 60)
        answered = asked + dice.randrange(30, 2000)
        return Life(accepted, answered + worked, forwarded=forwarded, asked=asked, answered=answered)
    return Life(accepted, forwarded + worked, forwarded=forwarded)


def expected(life: Life, cuts: Iterable[Cut]) -> tuple[Split, Split]:
    """Whose the minutes until the result and those of its news are, by the script alone."""
    work: Split = dict.fromkeys(Cause, 0)
    news: Split = dict.fromkeys(Cause, 0)
    given = life.forwarded
    if life.elsewhere:  # it is given by the message: as soon as that comes through
        given = _through(life.accepted, cuts, work)
    for minute in range(life.accepted, life.ready):
        if life.asked is not None and life.answered is not None and life.asked <= minute < life.answered:
            work[Cause.RESIDENT] += 1
        elif given is not None and minute >= given:
            work[Cause.AGENCY] += 1
        elif not life.elsewhere:
            work[Cause.COUNTER] += 1
    _through(life.ready, cuts, news)
    return work, news


def _through(minute: int, cuts: Iterable[Cut], split: Split) -> int:
    """The minute in which a message of this minute comes through; the wait is put where it belongs."""
    for cut in sorted(cuts, key=lambda one: one.began):
        if cut.began <= minute < cut.until:
            split[cut.cause] += cut.until - minute
            minute = cut.until
    return minute


# -- doing it ----------------------------------------------------------------------------------


@dataclass
class Stage:
    """The counter, its sender and the portal at one moment that only `to` moves."""

    office: Office
    clock: Clock
    ticks: Ticks
    portal: PracticePortal
    sender: Sender
    nudges: bool = True  # somebody looks as soon as the portal is there again
    views: dict[int, DossierView] = field(default_factory=dict)
    down: bool = False
    no_way: "mock._patch[mock.Mock]" = field(
        default_factory=lambda: mock.patch.object(line, "_addresses", return_value=[])
    )

    def to(self, minute: int) -> None:
        """Let time pass up to a minute while the sender works; nothing is waited for when it has nothing."""
        target = BEGINS + timedelta(minutes=minute)
        while self.clock.at < target:
            pause = self.sender.turn()
            left = (target - self.clock.at).total_seconds()
            self._pass(left if not self.sender.waiting() else min(max(pause, 0.05), left))

    def _pass(self, seconds: float) -> None:
        self.clock.ahead(seconds=seconds)
        self.ticks.wait(seconds)

    def seen(self, number: int) -> DossierView:
        """A dossier of the script as it stands now."""
        return dossiers.get(self.office, str(self.views[number].id))

    def cut(self, cause: Cause | None) -> None:
        """The line goes down, the portal breaks, or (None) both are there again."""
        broken = [Rule(fault=Fault.ERROR_BEFORE, kinds=GATEWAY)] if cause is Cause.PORTAL else []
        self.portal.set_faults(broken)
        if self.down and cause is not Cause.LINE:
            self.no_way.stop()
            self.portal.start()
        elif cause is Cause.LINE and not self.down:
            self.no_way.start()
            self.portal.stop()  # a connection that stands would outlive the look-up
        self.down = cause is Cause.LINE
        if self.nudges:
            self.sender.nudge()


def draft(office: Office, life: Life) -> IntakeDraft:
    """One that may be accepted as it stands."""
    made = ready(office, "1.013833", BINH, LAND) if life.elsewhere else certified_copy(office)
    return replace(made, duplicate_reason="thử")


def live(stage: Stage, lives: list[Life], cuts: list[Cut], until: int) -> None:
    """Do what the script says, in its order; an outage that begins in a minute comes first in it."""
    for minute, _, name, number in sorted(_happenings(lives, cuts), key=lambda one: one[0:2]):
        if minute > until:
            break
        stage.to(minute)
        if name in Cause.__members__:
            stage.cut(Cause[name])
        elif name == "mended":
            stage.cut(None)
        elif name == "accepted":
            stage.views[number] = received(stage.office, draft(stage.office, lives[number]))
        else:
            _DONE[name](stage, number)
    stage.to(until)


def _forward(stage: Stage, number: int) -> None:
    _hand(stage, number, Direction.OUT, Outcome.SENT)


def _ask(stage: Stage, number: int) -> None:
    view = stage.seen(number)
    supplements.ask(
        stage.office,
        SupplementDraft(
            operation=f"ask-{number}",
            dossier_id=view.id,
            version=view.version,
            items=(LackingPaper(name="Bản chính"),),
            reason="Thiếu bản chính để đối chiếu",
        ),
    )


def _resume(stage: Stage, number: int) -> None:
    view = stage.seen(number)
    draft = ResumeDraft(
        operation=f"resume-{number}", dossier_id=view.id, version=view.version, brought=frozenset({0})
    )
    supplements.resume(stage.office, draft)


def _ready(stage: Stage, number: int) -> None:
    """The result: on the list it comes back with, or noted here for what an agency elsewhere decided."""
    view = stage.seen(number)
    if handings.away(stage.office, view.id):
        _hand(stage, number, Direction.BACK, Outcome.RESULT)
    else:
        dossiers.mark_ready(stage.office, view.id, operation=f"ready-{number}", version=view.version)


def _again(stage: Stage, number: int) -> None:
    """The portal is told once more, as it is when the result is handed over."""
    office, ident = stage.office, stage.views[number].id
    with office.store.write(office.now()) as transaction:
        outbox.tell(office, transaction, dossier_row(transaction.session, ident))
        transaction.record(None, "test.told", subject=("dossier", ident), operation="")


def _hand(stage: Stage, number: int, direction: Direction, outcome: Outcome) -> None:
    view = stage.seen(number)
    line = HandingLine(
        dossier_id=view.id,
        version=view.version,
        outcome=outcome,
        result_name="Bản sao chứng thực" if outcome is Outcome.RESULT else "",
    )
    handings.hand(
        stage.office,
        HandingDraft(
            operation=f"{direction}-{number}",
            direction=direction,
            lines=(line,),
            agency="Tư pháp – Hộ tịch",
            person="Lê Thị Hộ Tịch",
        ),
    )


_DONE: Final[dict[str, Callable[[Stage, int], None]]] = {
    "forwarded": _forward, "asked": _ask, "answered": _resume, "ready": _ready, "again": _again,
}  # fmt: skip


def _happenings(lives: list[Life], cuts: list[Cut]) -> Iterator[tuple[int, int, str, int]]:
    begins = {cut.began for cut in cuts}
    for cut in cuts:
        yield cut.began, 0, cut.cause.name, 0
        if cut.until not in begins:
            yield cut.until, 0, "mended", 0
    for number, life in enumerate(lives):
        yield life.accepted, 1, "accepted", number
        yield life.ready, 2, "ready", number
        yield life.ready + 45, 3, "again", number
        for name, at in (("forwarded", life.forwarded), ("asked", life.asked), ("answered", life.answered)):
            if at is not None:
                yield at, 1, name, number


def stage_of(path: Path, portal: PracticePortal, seed: int = 1, *, nudges: bool = True) -> Stage:
    """A counter with nothing in it, at the first midnight of the month."""
    clock, ticks = Clock(BEGINS), Ticks()
    office = practice_office(path, clock)
    office = replace(office, ward=replace(office.ward, sync_per_second=20))
    return Stage(office, clock, ticks, portal, sender_to(portal, office, ticks, seed), nudges=nudges)


def without_failed_tries(path: Path) -> int:
    """The twin: the proofs of the outages are gone from a store, past its guards. How many they were."""
    raw = connect(path, None)
    try:
        raw.execute("DROP TRIGGER outbox_attempt_no_delete")
        return raw.execute("DELETE FROM outbox_attempt WHERE outcome IN ('unreachable', 'unknown')").rowcount
    finally:
        raw.close()
