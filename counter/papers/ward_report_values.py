"""The frozen values of the ward's report on paper, ready to print, like those in `values`."""

from dataclasses import dataclass
from datetime import datetime

from counter.papers.value_parts import Head


@dataclass(frozen=True, slots=True, kw_only=True)
class TableData:
    """One table. `kind`: "periodic" has the heading of Biểu 06 in two rows, "indicators" names each row."""

    kind: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...]
    notes: tuple[str, ...]
    shares: tuple[int, ...]  # a bar for each row, percent of the widest


@dataclass(frozen=True, slots=True, kw_only=True)
class WardReportData:
    """Số liệu hồ sơ của một kỳ, or Biểu 06/VPCP/KSTT."""

    issued_at: datetime  # aware
    head: Head
    number: str  # of the form; "" for none
    period: str
    as_of: str
    unit: str  # đơn vị tính
    summary: tuple[str, ...]
    tables: tuple[TableData, ...]
    groups: tuple[str, ...] = ()  # the upper row of Biểu 06's heading
    columns: tuple[str, ...] = ()  # the lower row
