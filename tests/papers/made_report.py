"""A report of made-up numbers, without a store."""

from datetime import UTC, date, datetime

from counter.models.ward_report import DayCount, Group, Period, Services, Tally, WardReport
from counter.rules.indicators import NOT_COUNTED, indicators

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
ONLINE = Tally(
    online=3750, assisted=2271, early=2000, punctual=1000, late=100, unlimited=50, open_in_time=500,
    open_late=90, open_unlimited=10, judged=3690, in_time=3500, synced=3000, charged=3600, paid_online=3300,
    components=7000, digitised=6000, reused=2000, timed=3100, minutes=1_860_000,
)  # fmt: skip
PAPER = Tally(
    direct=678, post=72, carried=61, early=700, punctual=60, late=20, without_result=7, open_in_time=30,
    open_late=1, judged=811, in_time=790, charged=723, paid_online=525, components=1000, digitised=10,
)  # fmt: skip
WHOLE = ONLINE + PAPER
SERVICES = Services(procedures=59, online=39, online_used=13, charged=8, paid_online=8)
FORMULA = '=HYPERLINK("http://x")'  # a name a sheet would run


def report(period: Period = OCTOBER, total: Tally = WHOLE) -> WardReport:
    """All of it, with a member of staff whose name is a formula."""
    return WardReport(
        period=period,
        made_at=datetime(2026, 11, 2, 3, tzinfo=UTC),
        as_of=datetime(2026, 10, 31, 17, tzinfo=UTC),
        total=total,
        by_channel=(Group("online", "", ONLINE), Group("direct", "", PAPER)),
        by_sector=(Group("Hộ tịch", "Hộ tịch", ONLINE), Group("Đất đai", "Đất đai", PAPER)),
        by_procedure=(
            Group("1.001193", "Thủ tục đăng ký khai sinh", ONLINE),
            Group("2.000815", "Chứng thực bản sao từ bản chính", PAPER),
        ),
        by_clerk=(Group("1", "Nguyễn Thị Hoa", ONLINE), Group("2", FORMULA, PAPER)),
        by_month=(),
        by_day=(DayCount(date(2026, 10, 1), 150), DayCount(date(2026, 10, 2), 75)),
        services=SERVICES,
        indicators=indicators(total, SERVICES),
        registered=3,
        not_received=2,
        not_counted=NOT_COUNTED,
        by_calendar=(),
    )
