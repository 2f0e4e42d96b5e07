"""What an import tells of its rows, gathered one by one."""

from dataclasses import dataclass, field, replace

from counter.errors import Problem
from counter.models.imports import Import, Row


@dataclass
class Told:
    """Counts of rows, and the rows of which more is said."""

    heading: tuple[str, ...] = ()
    new: int = 0
    filled: int = 0
    known: int = 0
    refused: list[Row] = field(default_factory=list)
    repaired: list[Row] = field(default_factory=list)

    def refuse(self, row: Row, problems: tuple[Problem, ...]) -> None:
        """This row cannot be taken, and why."""
        self.refused.append(replace(row, problems=problems))

    def repair(self, row: Row, repairs: tuple[Problem, ...]) -> None:
        """What of this row was read otherwise than it was written."""
        if repairs:
            self.repaired.append(replace(row, problems=repairs))

    def add(self, other: "Told") -> None:
        """What was told of some more rows."""
        self.new, self.filled = self.new + other.new, self.filled + other.filled
        self.known += other.known
        self.refused += other.refused
        self.repaired += other.repaired

    def result(self, rows: int, *, dry: bool) -> Import:
        """All of it, for whoever asked; rows in the order of the list."""
        return Import(
            heading=self.heading,
            dry=dry,
            rows=rows,
            new=self.new,
            filled=self.filled,
            known=self.known,
            refused=tuple(sorted(self.refused, key=_number)),
            repaired=tuple(sorted(self.repaired, key=_number)),
        )


def _number(row: Row) -> int:
    return row.number
