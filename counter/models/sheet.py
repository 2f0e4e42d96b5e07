"""A table that leaves the program (bảng số liệu): as CSV, as a workbook, on paper."""

from dataclasses import dataclass

Cell = str | int | None  # None: nothing can be said, an empty cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table. `kind` tells a paper how to lay it out; `shares` holds a bar for each row, in percent."""

    kind: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    notes: tuple[str, ...] = ()
    shares: tuple[int, ...] = ()
