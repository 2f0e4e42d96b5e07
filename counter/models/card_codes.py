"""Which entry of the portal's card (LayThuTuc) a paper or a fee of our catalogue is, as a person sees it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from counter.models.sync import CardFee, CardPaper


class CodeKind(StrEnum):
    """What has a code on the card."""

    PAPER = "paper"  # giấy tờ: MAGIAYTO
    FEE = "fee"  # phí, lệ phí: MAPHILEPHI


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenCodes:
    """What was chosen for one procedure: our key → the portal's code."""

    papers: dict[str, str] = field(default_factory=dict)
    fees: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardsRead:
    """What reading cards from a file came to: those kept, those of procedures that we do not have, and how
    many dossiers go on."""

    kept: int
    unknown: int
    freed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRow:
    """One paper or fee. `chosen` "": the card is searched. `code` "": what is sent of it would be held."""

    kind: CodeKind
    key: str
    name: str
    chosen: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSheet:
    """A procedure with its papers and fees beside the portal's card. `fetched_at` None: no card is here."""

    procedure_code: str
    name: str
    rows: tuple[CodeRow, ...]
    papers: tuple[CardPaper, ...] = ()
    fees: tuple[CardFee, ...] = ()
    fetched_at: datetime | None = None
    held: int = 0  # dossiers that are held for want of a code

    @property
    def missing(self) -> int:
        """How many have no code yet; 0 while no card is here to look at."""
        return sum(1 for row in self.rows if not row.code) if self.fetched_at else 0
