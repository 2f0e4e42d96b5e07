"""A made-up ward that knows its own numbers: every dossier is drawn with its fate, then written as rows.

What a period has to count is worked out here from days, by other means than the report's: the two meet in
`test_ward_report`. Nothing of `counter.rules.indicators` is used.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from counter.i18n import LOCAL_ZONE

FIRST, LAST = date(2026, 9, 1), date(2026, 10, 31)
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=LOCAL_ZONE)
PROCEDURES = ("2.000815", "1.001193", "1.000894", "1.000656", "2.001406")
CLERKS = (1, 2, 3)
HOUR = 9  # everything happens at nine but the evenings
CLOSING = 17


class Pay(StrEnum):
    """How a charged dossier was paid."""

    TRANSFER = "transfer"  # with the bank's code
    TRANSFER_AFTER_VOID = "transfer_after_void"  # cash was taken first and given back
    TWO_TRANSFERS = "two_transfers"
    CASH = "cash"
    CARD = "card"
    POST = "post"
    NO_CODE = "no_code"  # a transfer nobody has a code of
    MIXED = "mixed"  # half of it cash
    VOIDED = "voided"  # transferred and given back: nothing is paid
    DUE = "due"
    UNKNOWN = "unknown"  # nobody knows how much it is


ONLINE = (Pay.TRANSFER, Pay.TRANSFER_AFTER_VOID, Pay.TWO_TRANSFERS)
OTHERWISE = tuple(way for way in Pay if way not in ONLINE)


class Free(StrEnum):
    """Why a dossier is not a charged one."""

    NO_LINE = "no_line"
    WAIVED = "waived"  # every charge is 0đ
    POSTAGE = "postage"  # only the post's price


class Paper(StrEnum):
    """One component."""

    PAPER = "paper"  # handed in, no file of it
    SCANNED = "scanned"
    FILE = "file"  # shown only, and there is a file of it
    DATABASE = "database"
    SHOWN = "shown"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """All there is to know of a dossier, in days."""

    procedure: str
    clerk: int
    channel: str
    on: date
    due: date | None  # before any supplement
    ended: date | None
    evening: bool = False  # it ended after closing time
    end: int = 10  # the state it ended in: 7, 8, 9, 10
    filed: date | None = None  # on the portal, days before the counter received it
    taken: int = 2  # 1 mới đăng ký, 3 không được tiếp nhận: never taken here
    rounds: tuple[tuple[date, date | None], ...] = ()
    undone: bool = False  # the first request was taken back within minutes
    put_off: tuple[date, date] | None = None  # with an apology: on which day, until when
    pay: Pay | Free = Free.NO_LINE
    papers: tuple[Paper, ...] = ()
    assisted: bool = False
    synced: bool = False

    @property
    def counted(self) -> tuple[tuple[date, date | None], ...]:
        """The requests that stand."""
        return self.rounds[1:] if self.undone else self.rounds

    def moved(self, last: date = date.max) -> date | None:
        """The appointment as it stood on a day: put off with an apology, or by the wait of each request."""
        if self.due is None:
            return None
        if self.put_off and self.put_off[0] <= last:
            return self.put_off[1]
        waits = (answered - asked for asked, answered in self.counted if answered and answered <= last)
        return self.due + sum(waits, timedelta(0))


@dataclass(frozen=True, slots=True)
class Shape:
    """How many of what."""

    dossiers: int = 4500
    online: int = 3750
    charged: int = 4323
    paid_online: int = 3825
    late: int = 100  # ended late, of those received


SMALL = Shape(dossiers=150, online=124, charged=144, paid_online=127, late=3)


@dataclass(slots=True)
class Ward:
    """The fates of a seed, those of the two months first."""

    seed: int
    shape: Shape = field(default_factory=Shape)
    fates: list[Fate] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Draw them."""
        if not self.fates:
            rng = random.Random(self.seed)
            self.fates = [*_received(rng, self.shape), *_beside(rng, self.shape.dossiers // 10)]

    def with_fate(self, number: int, **changes: object) -> "Ward":
        """A twin in which one dossier is another."""
        fates = list(self.fates)
        fates[number] = replace(fates[number], **changes)  # type: ignore[arg-type]  # named fields of Fate
        return Ward(self.seed, self.shape, fates)


def _received(rng: random.Random, shape: Shape) -> Iterator[Fate]:
    """Those of the two months: so many exactly of each."""
    numbers = range(shape.dossiers)
    online = set(rng.sample(numbers, shape.online))
    charged = rng.sample(numbers, shape.charged)
    paid = set(charged[: shape.paid_online])
    late = set(rng.sample(numbers, shape.late))
    days = (LAST - FIRST).days
    for number in numbers:
        pay: Pay | Free = rng.choice(tuple(Free))
        if number in paid:
            pay = rng.choices(ONLINE, (90, 5, 5))[0]
        elif number in set(charged[shape.paid_online :]):
            pay = rng.choice(OTHERWISE)
        channel = "online" if number in online else rng.choices(("direct", "post"), (9, 1))[0]
        yield _fate(rng, FIRST + timedelta(days=rng.randint(0, days)), channel, pay, late=number in late)


def _fate(rng: random.Random, on: date, channel: str, pay: Pay | Free, *, late: bool) -> Fate:
    """One dossier from its reception to wherever it stands today."""
    due = on + timedelta(days=rng.randint(0, 12))
    drawn = rng.random()
    ended: date | None = on + timedelta(days=rng.randint(0, (due - on).days))
    evening = False
    if late:
        evening = rng.random() < 0.3
        ended = due if evening else due + timedelta(days=rng.randint(1, 20))
    early = channel == "online" and rng.random() < 0.08
    fate = Fate(
        filed=on - timedelta(days=rng.randint(1, 6)) if early else None,
        procedure=rng.choice(PROCEDURES),
        clerk=rng.choice(CLERKS),
        channel=channel,
        on=on,
        due=due,
        ended=ended,
        evening=evening,
        end=rng.choices((10, 9, 8, 7), (85, 12, 1, 2))[0],
        pay=pay,
        papers=tuple(rng.choices(tuple(Paper), (20, 40, 5, 20, 10, 5), k=rng.randint(0, 6))),
        assisted=channel == "online" and rng.random() < 0.6,
        synced=rng.random() < (0.9 if channel == "online" else 0.2),
    )
    if drawn < 0.05 and not late:
        return _waiting(rng, fate)
    if drawn > 0.99:
        until = due + timedelta(days=rng.randint(1, 9))
        return replace(fate, put_off=(due, until), ended=until + timedelta(days=rng.randint(-2, 1)))
    if drawn < 0.08:
        return replace(fate, due=None)
    return replace(fate, ended=None) if drawn < 0.11 and not late else fate


def _waiting(rng: random.Random, fate: Fate) -> Fate:
    """The same with one or two requests for supplement, some of them still unanswered."""
    rounds: list[tuple[date, date | None]] = []
    day = fate.on
    for _ in range(rng.choice((1, 1, 1, 2))):
        asked = day + timedelta(days=rng.randint(0, 3))
        day = asked + timedelta(days=rng.randint(1, 25))
        rounds.append((asked, day))
    if rng.random() < 0.3:
        rounds[-1] = rounds[-1][0], None
        return replace(fate, rounds=tuple(rounds), ended=None)
    ended = day + timedelta(days=rng.randint(0, 14))
    return replace(fate, rounds=tuple(rounds), ended=ended, undone=len(rounds) == 2 and rng.random() < 0.4)


def _beside(rng: random.Random, count: int) -> Iterator[Fate]:
    """What lies around: received earlier or later, filed online and never taken here."""
    for _ in range(count):
        before = FIRST - timedelta(days=rng.randint(1, 60))
        yield _fate(rng, before, "direct", Pay.CASH, late=rng.random() < 0.3)
        after = LAST + timedelta(days=rng.randint(1, 15))
        yield replace(_fate(rng, after, "online", Pay.TRANSFER, late=False), ended=None, rounds=())
    for taken in (1, 3, 3):
        on = FIRST + timedelta(days=rng.randint(0, 60))
        yield replace(_fate(rng, on, "online", Pay.DUE, late=False), taken=taken, ended=None, rounds=())


# -- what a period has to count ---------------------------------------------------------------------------


def expected(fates: Iterable[Fate], first: date, last: date) -> Counter[str]:
    """The numbers of a period that is over, from days alone; minutes are not told."""
    told: Counter[str] = Counter()
    for fate in fates:
        if fate.taken == 2 and fate.on <= last and (fate.ended is None or fate.ended >= first):
            told.update(_of(fate, first, last))
    return told


def overdue(fates: Iterable[Fate], first: date, last: date) -> set[int]:
    """The dossiers, counted from 1, that are overdue in a period against the promise or by the index."""
    told = set()
    for number, fate in enumerate(fates, start=1):
        names = expected([fate], first, last)
        if names["late"] or names["open_late"] or names["judged"] > names["in_time"]:
            told.add(number)
    return told


def by(fates: Iterable[Fate], first: date, last: date, key: Callable[[Fate], str]) -> dict[str, Counter[str]]:
    """The same, group by group."""
    groups: dict[str, list[Fate]] = {}
    for fate in fates:
        groups.setdefault(key(fate), []).append(fate)
    told = {name: expected(group, first, last) for name, group in groups.items()}
    return {name: numbers for name, numbers in told.items() if numbers}


def _of(fate: Fate, first: date, last: date) -> Iterator[str]:
    done = fate.ended is not None and fate.ended <= last
    if fate.on < first:
        yield "carried"
    else:
        yield from _of_reception(fate)
    end, evening = _end(fate, last)
    word = _against(end, evening, fate.moved(last))
    if done:
        yield word
        yield "without_result" if fate.end in (7, 8) else "timed"
    else:
        yield {"late": "open_late", "unlimited": "open_unlimited"}.get(word, "open_in_time")
    asked = [one for one in fate.counted if one[0] <= last]
    if len(asked) > 1:
        yield "judged"
        return
    if not asked:
        yield from () if word == "unlimited" else ("judged",) if word == "late" else ("judged", "in_time")
        return
    wait = sum((min(answered or end, end) - day for day, answered in asked if day < end), timedelta(0))
    if fate.due is not None:
        yield "judged"
        if _against(end - wait, evening, fate.due) != "late":
            yield "in_time"


def _end(fate: Fate, last: date) -> tuple[date, bool]:
    """The day that counts as the end, and whether that is after closing time."""
    if fate.ended is not None and fate.ended <= last:
        return fate.ended, fate.evening
    waiting = next((a for a, b in fate.counted if a <= last and (b is None or b > last)), None)
    return (waiting, False) if waiting else (last + timedelta(days=1), False)


def _against(end: date, evening: bool, due: date | None) -> str:
    if due is None:
        return "unlimited"
    if end > due or (end == due and evening):
        return "late"
    return "early" if end < due else "punctual"


def _of_reception(fate: Fate) -> Iterator[str]:
    yield fate.channel
    if fate.synced:
        yield "synced"
    if fate.assisted and fate.channel == "online":
        yield "assisted"
    if isinstance(fate.pay, Pay):
        yield "charged"
        if fate.pay in ONLINE:
            yield "paid_online"
    for paper in fate.papers:
        if paper in (Paper.PAPER, Paper.SCANNED, Paper.FILE):
            yield "components"
        if paper in (Paper.SCANNED, Paper.FILE):
            yield "digitised"
        if paper is Paper.DATABASE:
            yield "reused"


def moment(day: date, evening: bool = False) -> datetime:
    """Nine o'clock of a day, or seven in the evening."""
    return datetime.combine(day, time(19 if evening else HOUR), LOCAL_ZONE)
