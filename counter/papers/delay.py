"""The papers of the delay ledger (sổ trễ): one dossier, or a month. The form is the program's own."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from counter.models.delay import CAUSES, CauseSum, DelayLedger, DelayRow, MonthDelay, Outage, Span
from counter.papers import words
from counter.papers.delay_values import (
    DelayCountLine,
    DelayLateLine,
    DelayMonthData,
    DelayOutageLine,
    DelaySheetData,
    DelaySpanLine,
    DelaySumLine,
)
from counter.papers.heads import ward_head
from counter.papers.value_parts import Head
from counter.papers.words import say
from counter.rules.delay import together
from counter.rules.delay_pieces import first_and_last
from counter.rules.delay_words import RULE, length, proofs, short, stamp, verdict
from counter.settings import WardSettings
from counter.text import one_line

DASH: Final = "–"
MOST_LATE: Final = 60  # dossiers that a month's paper names


def delay_sheet_data(
    ledger: DelayLedger, ward: WardSettings, *, copy: int = 1, practice: bool = False
) -> DelaySheetData:
    """The sheet of one dossier. `copy`: 1 the sheet itself, then BẢN SAO."""
    code = one_line(ledger.code)
    head = ward_head(
        ward, title=say("delay.paper.title"), code=code, copy=copy, practice=False, at=ledger.as_of
    )
    return DelaySheetData(
        issued_at=ledger.as_of,
        head=_marked(head, practice),
        procedure=one_line(ledger.procedure),
        received=words.moment(ledger.received_at),
        due=_moment(ledger.due_at, "delay.paper.no_limit"),
        result=_moment(ledger.result_at, "delay.paper.not_yet"),
        told=_told(ledger),
        verdict=verdict(ledger, say),
        sums=tuple(_sum(one, say(f"delay.cause.{one.cause}")) for one in ledger.sums),
        total=_total(ledger.sums),
        spans=tuple(map(_span, ledger.spans)),
        rule=_rule(),
        made=say("delay.paper.made", when=words.moment(ledger.as_of)),
    )


def delay_month_data(found: MonthDelay, ward: WardSettings, *, practice: bool = False) -> DelayMonthData:
    """The sheet of a month."""
    month = f"{found.month[5:]}/{found.month[:4]}"
    head = ward_head(
        ward,
        title=say("delay.paper.month_title", month=month),
        code=say("delay.paper.month_code", month=found.month),
        copy=1,
        practice=practice,
        at=found.as_of,
    )
    left = len(found.late) - MOST_LATE
    return DelayMonthData(
        issued_at=found.as_of,
        head=head,
        counts=_counts(found),
        sums=tuple(_sum(one, say(f"delay.cause.{one.cause}")) for one in found.sums),
        total=_total(found.sums),
        outages=tuple(map(_outage, found.outages)),
        late=tuple(map(_late, found.late[:MOST_LATE])),
        more=say("delay.paper.more", n=left) if left > 0 else "",
        rule=_rule(),
        made=say("delay.paper.made", when=words.moment(found.as_of)),
    )


def _marked(head: Head, practice: bool) -> Head:
    """A practice code carries its mark already."""
    return replace(head, practice_mark=say("paper.practice_mark")) if practice else head


def _moment(at: datetime | None, without: str) -> str:
    return say(without) if at is None else words.moment(at)


def _told(ledger: DelayLedger) -> str:
    if ledger.told_at is not None:
        return words.moment(ledger.told_at)
    waits = any(span.news for span in ledger.spans)
    return say("delay.paper.not_yet" if waits or ledger.result_at is None else "delay.paper.no_news")


def _rule() -> tuple[str, ...]:
    return tuple(say(f"delay.rule.{name}") for name in RULE)


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".") if value else DASH


def _sum(one: CauseSum, label: str) -> DelaySumLine:
    return DelaySumLine(
        cause=label,
        minutes=_number(one.minutes),
        working=_number(one.working),
        overdue=_number(one.overdue),
        overdue_working=_number(one.overdue_working),
        news=_number(one.news),
        news_overdue=_number(one.news_overdue),
        beside=_number(one.beside),
    )


def _total(sums: Iterable[CauseSum]) -> DelaySumLine:
    return _sum(together(sums), say("delay.paper.total"))


def _span(span: Span) -> DelaySpanLine:
    return DelaySpanLine(
        began=stamp(span.began),
        until=stamp(span.until),
        minutes=_number(span.minutes),
        working=_number(span.working),
        cause=say(f"delay.cause.{span.cause}"),
        why=say(f"delay.why.{span.why}"),
        proof=one_line(proofs(span.proofs, say)),
        news=say("delay.paper.news") if span.news else "",
    )


def _counts(found: MonthDelay) -> tuple[DelayCountLine, ...]:
    rows = [(say("delay.paper.dossiers"), found.dossiers)]
    rows += [(say(f"delay.lateness.{state}"), count) for state, count in found.finished]
    rows.append((say("delay.paper.running_late"), found.running_late))
    return tuple(DelayCountLine(label=label, count=_number(count)) for label, count in rows)


def _outage(one: Outage) -> DelayOutageLine:
    minutes = int((one.until - one.began).total_seconds() // 60)
    return DelayOutageLine(
        began=stamp(one.began),
        until=stamp(one.until),
        length=length(minutes, say),
        cause=say(f"delay.cause.{CAUSES[one.why]}"),
        why=say(f"delay.why.{one.why}"),
        tries=_number(one.tries),
        proof=one_line(proofs(first_and_last((one.first, one.last)), say)),
    )


def _late(row: DelayRow) -> DelayLateLine:
    return DelayLateLine(
        code=one_line(row.short_code),
        procedure=one_line(short(row.procedure)),
        state=say(f"delay.lateness.{row.lateness}"),
        overdue=_number(row.overdue),
        working=_number(row.overdue_working),
        news=_number(row.news_overdue),
        cause=say(f"delay.cause.{row.cause}"),
    )
