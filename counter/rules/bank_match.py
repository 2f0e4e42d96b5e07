"""Which line of a bank statement pays which asked-for transfer: by memo and amount, never by a guess.

A bank changes the memo it passes on: it sets capitals, drops or adds blanks and signs, puts its own words
around it. So a memo is looked for anywhere in the bank's text, letter by letter without what stands between;
only it may not be part of a longer number, or Q17 would be found in Q175.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from counter.errors import Params, Problem
from counter.i18n import money
from counter.models.bank import AskedTransfer, LineMatch, MatchKind, StatementLine
from counter.models.canonical import canonical
from counter.models.states import RequestState
from counter.text import fold, one_line

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_BETWEEN = "[^a-z0-9]*"
_MOST_ALIKE = 1000  # lines of one account that are alike in everything
_NAMED = 5  # transfers that a reason names
_MESSAGES: Mapping[MatchKind, str] = {
    MatchKind.OTHER_AMOUNT: "bank.match.other_amount",
    MatchKind.OTHER_MEMO: "bank.match.other_memo",
    MatchKind.TWO_MEMOS: "bank.match.two_memos",
    MatchKind.PAID_ALREADY: "bank.match.paid_already",
    MatchKind.CANCELLED: "bank.match.cancelled",
    MatchKind.NOTHING: "bank.match.nothing",
}


def digests(account_id: int, lines: Sequence[StatementLine]) -> tuple[str, ...]:
    """A fingerprint of each line, the same whenever the same line of the same account is imported again.

    Lines that are alike in everything are numbered, so that two equal transfers of a day stay two, and
    importing a file twice, or two files that overlap, adds nothing that was there.
    """
    seen: Counter[str] = Counter()
    found = []
    for line in lines:
        text = _said(account_id, line)
        seen[text] += 1
        found.append(_digest(text, seen[text]))
    return tuple(found)


def is_digest(digest: str, account_id: int, line: StatementLine) -> bool:
    """Whether a fingerprint is one of this line, whichever of its like it was numbered as."""
    text = _said(account_id, line)
    return any(digest == _digest(text, number) for number in range(1, _MOST_ALIKE))


def _said(account_id: int, line: StatementLine) -> str:
    return canonical(
        [account_id, line.booked_on.isoformat(), line.amount, fold(line.memo), fold(line.reference)]
    )


def _digest(text: str, number: int) -> str:
    return hashlib.sha256(f"{text}#{number}".encode()).hexdigest()


def match(lines: Sequence[StatementLine], asked: Sequence[AskedTransfer]) -> tuple[LineMatch, ...]:
    """How each line fits the asked-for transfers, paid and cancelled ones among them; in the order of lines.

    Of two lines that pay the same transfer the earlier one does, and the later one is PAID_ALREADY.
    """
    memos = _Memos(asked)
    by_amount: dict[int, list[AskedTransfer]] = defaultdict(list)
    for request in asked:
        if request.state is RequestState.WAITING:
            by_amount[request.amount].append(request)
    paid = {request.id for request in asked if request.state is RequestState.PAID}
    found: dict[int, LineMatch] = {}
    for place in sorted(range(len(lines)), key=lambda place: (lines[place].booked_on, place)):
        line = lines[place]
        named = memos.named_in(line.memo)
        near = [r for r in by_amount.get(line.amount, ()) if r.id not in paid] if not named else []
        found[place] = result = _judge(line, named, near, paid)
        if result.kind is MatchKind.MATCHED:
            paid.update(result.requests)
    return tuple(found[place] for place in range(len(lines)))


def _judge(
    line: StatementLine, named: Sequence[AskedTransfer], near: Sequence[AskedTransfer], paid: set[int]
) -> LineMatch:
    if len(named) > 1:
        return _open(line, MatchKind.TWO_MEMOS, named)
    if not named:
        return _open(line, MatchKind.OTHER_MEMO if near else MatchKind.NOTHING, near)
    request = named[0]
    if request.id in paid:
        return _open(line, MatchKind.PAID_ALREADY, named)
    if request.state is RequestState.CANCELLED:
        return _open(line, MatchKind.CANCELLED, named)
    if request.amount != line.amount:
        return _open(line, MatchKind.OTHER_AMOUNT, named)
    return LineMatch(line=line, kind=MatchKind.MATCHED, requests=(request.id,))


def _open(line: StatementLine, kind: MatchKind, requests: Sequence[AskedTransfer]) -> LineMatch:
    """A line for a person, with the reason in words."""
    memos = ", ".join(request.memo for request in requests[:_NAMED])
    told: Params = {
        "amount": money(line.amount),
        "memo": one_line(line.memo)[:60] or "–",
        "asked": memos + (", …" if len(requests) > _NAMED else "") or "–",
        "due": money(requests[0].amount) if requests else "–",
    }
    problem = Problem("line", _MESSAGES[kind], told)
    return LineMatch(line=line, kind=kind, requests=tuple(r.id for r in requests), problem=problem)


class _Memo:
    """A memo to look for."""

    def __init__(self, request: AskedTransfer) -> None:
        self.request = request
        self.plain = _NOT_PLAIN.sub("", fold(request.memo))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The memo with anything but letters and digits in between, not as a part of a longer number."""
        before = "(?<![0-9])" if self.plain[0].isdecimal() else ""
        after = "(?![0-9])" if self.plain[-1].isdecimal() else ""
        return re.compile(before + _BETWEEN.join(self.plain) + after)


class _Memos:
    """All memos, found in a text by their first letters: one pass however many transfers wait."""

    def __init__(self, asked: Sequence[AskedTransfer]) -> None:
        memos = [memo for request in asked if (memo := _Memo(request)).plain]
        self.width = min((len(memo.plain) for memo in memos), default=1)
        self.starts: dict[str, list[_Memo]] = defaultdict(list)
        for memo in memos:
            self.starts[memo.plain[: self.width]].append(memo)

    def named_in(self, text: str) -> list[AskedTransfer]:
        """The transfers whose memo a bank's text holds, each once."""
        folded = fold(text)
        plain = _NOT_PLAIN.sub("", folded)
        found: dict[int, AskedTransfer] = {}
        for place in range(len(plain) - self.width + 1):
            for memo in self.starts.get(plain[place : place + self.width], ()):
                if plain.startswith(memo.plain, place) and memo.pattern.search(folded):
                    found[memo.request.id] = memo.request
        return list(found.values())
