"""The ward's indicators (chỉ số phục vụ người dân, doanh nghiệp): every formula once, on plain counts.

The set is that of Quyết định 766/QĐ-TTg; how a field enters a formula follows what the owner of a system that
reports to it describes, not the text of the decision itself (one-stop-law 7.2). Where that says nothing, the
choice made here is marked "inference". A share of nothing is not defined, see `Rate`.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from counter.i18n import LOCAL_ZONE, midnight
from counter.models.instant import to_micros
from counter.models.states import PaperState
from counter.models.ward_report import Case, Indicator, Period, Rate, Round, Services, Span, Tally
from counter.rules.work_time import WorkTime

LONGEST: Final = timedelta(days=400)
"""A dossier that ended in a period was received at most so long before; one still open may be older."""

NOT_COUNTED: Final = ("1.2", "3.3", "3.6", "4.1", "4.4", "4.5", "5.1", "5.2", "5.3", "5.4")
"""Indicators whose facts are not in the store, in whole or in part."""
IN_PART: Final = ("3.3", "3.6")
"""Those of them that are counted as far as the facts go; their formulas say what is left out."""

_DAY: Final = 86_400_000_000  # microseconds
_MINUTE: Final = 60_000_000
_OFFSET: Final = int(LOCAL_ZONE.utcoffset(None).total_seconds()) * 1_000_000


class Timing(StrEnum):
    """How a dossier stands against its appointment."""

    EARLY = "early"  # trước hạn
    PUNCTUAL = "punctual"  # đúng hạn
    LATE = "late"  # quá hạn
    UNLIMITED = "unlimited"  # no appointment is known


def span_of(period: Period, now: datetime) -> Span:
    """The instants of a period as it stands at `now` (aware)."""
    began, until = to_micros(midnight(period.first)), to_micros(midnight(period.last + timedelta(days=1)))
    return Span(began, until, max(began, min(until, to_micros(now))))


def local_day(micros: int) -> int:
    """The counter's day of an instant, counted from 1970."""
    return (micros + _OFFSET) // _DAY


# -- one dossier ------------------------------------------------------------------------------------------


def done_by(case: Case, until: int) -> bool:
    """Whether it had ended before a moment (đã giải quyết)."""
    return case.ended is not None and case.ended < until


def end_of(case: Case, span: Span) -> int:
    """The moment that counts as its end in a period (NgayKetThucXuLy), index 2.1.

    Its end; of one that waits for a supplement the moment of the request; else the end of the period.
    """
    if case.ended is not None and case.ended < span.until:
        return case.ended
    for one in case.rounds:
        if one.asked < span.at and (one.answered is None or one.answered >= span.at):
            return one.asked
    return span.at


def due_at_end(case: Case, span: Span) -> int | None:
    """The appointment (NgayHenTra) as it stood at the end of a period: what moved it later does not count."""
    moves = [(one.answered, one.due_before) for one in case.rounds if (one.answered or 0) >= span.until]
    if case.put_off is not None and case.put_off.at >= span.until:
        moves.append((case.put_off.at, case.put_off.due_before))
    return min(moves, key=lambda move: move[0] or 0)[1] if moves else case.due


def promised(case: Case, span: Span) -> Timing:
    """Against the appointment as promised: trước hạn, đúng hạn, quá hạn of Biểu 06/VPCP/KSTT.

    Inference: before the day of the appointment is early, on it and not after its hour is in time.
    """
    due = due_at_end(case, span) if case.rounds or case.put_off else case.due
    if due is None:
        return Timing.UNLIMITED
    end = end_of(case, span)
    if end > due:
        return Timing.LATE
    return Timing.EARLY if local_day(end) < local_day(due) else Timing.PUNCTUAL


def waited(rounds: tuple[Round, ...], end: int) -> int:
    """Microseconds before `end` that were spent waiting for a supplement (request → done)."""
    return sum(max(0, min(end, one.answered or end) - one.asked) for one in rounds)


def counting_due(case: Case, span: Span, first: Round, wait: int) -> int | None:
    """The appointment that index 2.1 is held against, of a dossier with a request for supplement.

    The wait is taken off, so that the appointment before the first request counts and not the one it was
    moved to. Put off with an apology after that, the new one counts, with the wait in it (inference).
    """
    if case.put_off is not None and first.asked < case.put_off.at < span.until:
        return case.put_off.due_after - wait
    return first.due_before


def on_index(case: Case, span: Span) -> Timing:
    """Index 2.1 for one dossier (hồ sơ đúng hạn).

    End less the wait for a supplement, not after the appointment; more than one request is overdue whatever
    the dates. Without an appointment it is not judged: the decision would compare it with the procedure's
    limit, which nobody knew when the appointment was made.
    """
    asked = tuple(one for one in case.rounds if one.asked < span.until)
    if not asked:
        return promised(case, span)
    if len(asked) > 1:
        return Timing.LATE
    end = end_of(case, span)
    wait = waited(asked, end)
    due = counting_due(case, span, asked[0], wait)
    if due is None:
        return Timing.UNLIMITED
    return Timing.PUNCTUAL if end - wait <= due else Timing.LATE


def overdue(case: Case, span: Span) -> bool:
    """Whether it counts as overdue in any number: against the promise, or by index 2.1."""
    return promised(case, span) is Timing.LATE or on_index(case, span) is Timing.LATE


def under_way(case: Case, span: Span) -> bool:
    """Whether a period has to do with it: received before its end, and not ended before its beginning."""
    return case.received < span.until and (case.ended is None or case.ended >= span.began)


def marks(case: Case, span: Span) -> Iterator[str]:
    """The numbers of a `Tally` that a dossier under way in a period counts in, each once."""
    if case.received >= span.began:
        yield case.channel
        if case.synced:
            yield "synced"
    else:
        yield "carried"
    timing = promised(case, span)
    if done_by(case, span.until):
        yield timing.value
        if case.without_result:
            yield "without_result"
    elif timing is Timing.UNLIMITED:
        yield "open_unlimited"
    else:
        yield "open_late" if timing is Timing.LATE else "open_in_time"
    judged = on_index(case, span) if case.rounds else timing
    if judged is not Timing.UNLIMITED:
        yield "judged"
        if judged is not Timing.LATE:
            yield "in_time"


def paper_marks(state: str, filed: bool) -> Iterator[str]:
    """The numbers of a `Tally` that a paper of a dossier counts in; `filed`: there is a file of it.

    What was handed in, or is there as a file, is a component (thành phần hồ sơ) of the file. What was shown
    and given back is none; what came from a database was not handed in, and is counted as reused.
    """
    if filed or state == PaperState.SUBMITTED:
        yield "components"
    if filed:
        yield "digitised"
    if state == PaperState.FROM_DATABASE:
        yield "reused"


def net_minutes(case: Case, span: Span, hours: WorkTime | None) -> int | None:
    """Index 2.2 for one dossier: minutes from reception to its result, the wait for a supplement taken off.

    In open hours for a limit in working hours or days, by the calendar with `hours` None; None without a
    result in the period.
    """
    if case.ended is None or case.without_result or not span.began <= case.ended < span.until:
        return None
    whole = _minutes(case.received, case.ended, hours)
    if not case.rounds:
        return whole
    stretches = [(one.asked, min(case.ended, one.answered or case.ended)) for one in case.rounds]
    return max(0, whole - sum(_minutes(asked, answered, hours) for asked, answered in stretches))


def _minutes(began: int, until: int, hours: WorkTime | None) -> int:
    first, last = began // _MINUTE, until // _MINUTE
    return max(0, last - first) if hours is None else hours.between(first, last)


# -- shares -----------------------------------------------------------------------------------------------


def synced(tally: Tally) -> Rate:
    """1.4 Đồng bộ hồ sơ: dossiers of the period that the portal has / all of them.

    The decision divides by the larger of the two sides' counts; the store knows its own side.
    """
    return Rate(tally.synced, tally.received)


def on_time(tally: Tally) -> Rate:
    """2.1 Đúng hạn: dossiers whose end is not after their appointment / dossiers under way in the period."""
    return Rate(tally.in_time, tally.judged)


def done_on_time(tally: Tally) -> Rate:
    """Giải quyết trước và đúng hạn, by Biểu 06: ended in time / ended with an appointment. The ward's own."""
    in_time = tally.early + tally.punctual
    return Rate(in_time, in_time + tally.late)


def mean_minutes(tally: Tally) -> int | None:
    """2.2 Thời gian giải quyết trung bình, in minutes of the procedure's own kind; None when none ended."""
    return (2 * tally.minutes + tally.timed) // (2 * tally.timed) if tally.timed else None


def offered_online(services: Services) -> Rate:
    """3.1 Thủ tục có dịch vụ công trực tuyến / all procedures; all points from 80 %."""
    return Rate(services.online, services.procedures)


def used_online(services: Services) -> Rate:
    """3.2 Dịch vụ công trực tuyến có phát sinh hồ sơ: with an online dossier / offered online."""
    return Rate(services.online_used, services.online)


def filed_online(tally: Tally) -> Rate:
    """3.3 Nộp trực tuyến: KenhThucHien = 2 / received; all points from 50 %.

    The decision asks for an electronic result too where a paper one is due, and takes it times the rate of
    1.4: neither is done here, so its figure can only be lower. On paper at the counter is never online.
    """
    return Rate(tally.online, tally.received)


def services_paid_online(services: Services) -> Rate:
    """3.5 Thủ tục có thu phí, lệ phí được thanh toán trực tuyến / those with a fee; all points from 80 %.

    Inference: of the procedures with a charged dossier in the period, those of which one was paid online.
    """
    return Rate(services.paid_online, services.charged)


def paid_online(tally: Tally) -> Rate:
    """3.6 Thanh toán trực tuyến: paid online / dossiers with a fee less those whose every charge is 0đ.

    "Paid online" is here: all of it by transfers that each have the bank's transaction code. Which of them
    went through the national platform or a province's gateway (DuocThanhToanTrucTuyen 1 or 2) the store does
    not know, so the decision's figure can only be lower.
    """
    return Rate(tally.paid_online, tally.charged)


def digitised(tally: Tally) -> Rate:
    """4.2 Số hóa: components that are there as a file / components of the file; all points from 80 %.

    Results (kết quả) belong to it too; the store has no file of them.
    """
    return Rate(tally.digitised, tally.components)


def reused(tally: Tally) -> Rate:
    """4.3 Tái sử dụng: components reused / digitised; all points from 80 %.

    Inference: one taken from a database counts as reused, and as digital like one that was scanned.
    """
    return Rate(tally.reused, tally.digitised + tally.reused)


def indicators(tally: Tally, services: Services) -> tuple[Indicator, ...]:
    """All of them, in the order of the decision; the ward's own share after 2.1."""
    return (
        Indicator("synced", "1.4", synced(tally)),
        Indicator("on_time", "2.1", on_time(tally)),
        Indicator("done_on_time", "", done_on_time(tally)),
        Indicator("offered_online", "3.1", offered_online(services), 80),
        Indicator("used_online", "3.2", used_online(services)),
        Indicator("filed_online", "3.3", filed_online(tally), 50),
        Indicator("services_paid_online", "3.5", services_paid_online(services), 80),
        Indicator("paid_online", "3.6", paid_online(tally)),
        Indicator("digitised", "4.2", digitised(tally), 80),
        Indicator("reused", "4.3", reused(tally), 80),
    )


def share_of_points(indicator: Indicator) -> int | None:
    """How much of its points an indicator has, in hundredths of a percent: rate / threshold, at most all.

    None where no threshold is known, or the share is not defined.
    """
    got = indicator.rate.hundredths
    if indicator.full is None or got is None:
        return None
    return min(10_000, (got * 200 + indicator.full) // (2 * indicator.full))
