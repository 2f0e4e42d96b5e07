"""What an import of a list told: what is new, what was known, what was refused and why."""

from dataclasses import dataclass

from counter.errors import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the list by the number a spreadsheet shows, as it stood there, and what is said of it."""

    number: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """The result of an import, or of the look before it (`dry`). Counts are rows.

    `filled`: known to the store, which learned something that it did not have. `repaired` rows are among the
    others: their problems say what was read otherwise than it was written.
    """

    heading: tuple[str, ...] = ()
    dry: bool = True
    rows: int = 0
    new: int = 0
    filled: int = 0
    known: int = 0
    refused: tuple[Row, ...] = ()
    repaired: tuple[Row, ...] = ()
    # of dossiers
    people: int = 0  # residents nobody knew, made with them
    reckoned: int = 0  # appointments the list did not have
    paid_elsewhere: int = 0  # đồng that was taken where they come from: told, in no ledger here
    notes: tuple[Problem, ...] = ()  # what is taken for every row because the list does not say it
