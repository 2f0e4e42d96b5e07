"""Codes that only the portal gives: of papers, fees and results, found on its card of the procedure.

A code that somebody chose counts only when the card has it; where nobody chose, the card is searched. One
match is taken, none or several hold the message: a code is never made up and never guessed.
"""

from dataclasses import dataclass, field

from counter.errors import Problem
from counter.models.catalogue import Channel
from counter.models.sync import ProcedureCard, SyncFee, SyncPaper, SyncResult
from counter.rules.card_codes import fee_code, paper_code
from counter.text import one_line


@dataclass(frozen=True, slots=True)
class Coder:
    """Finds codes on one card for one channel and gathers what it could not find in `reasons`."""

    card: ProcedureCard
    channel: Channel
    reasons: list[Problem] = field(default_factory=list)

    def paper(self, paper: SyncPaper) -> str:
        """MaThanhPhanHoSo; "" for a paper that is none of the official list."""
        if not paper.component:
            return ""
        code = paper_code(paper.code, paper.name, self.card.papers)
        return code or self._missing("TaiLieuNop", "portal.hold.paper_code", paper.name)

    def result(self, result: SyncResult) -> str:
        """MaGiayToKetQua, of the result of that name; where the card has one result, of that."""
        known = self.card.results
        only = known[0].code if len(known) == 1 and not result.code else ""
        code = paper_code(result.code, result.name, known) or only
        return code or self._missing("DanhSachGiayToKetQua", "portal.hold.result_code", result.name)

    def fee(self, fee: SyncFee) -> str:
        """MaPhiLePhi: the card's fee on this channel that costs the same a unit, where just one does."""
        code = fee_code(fee.code, fee.unit_amount, self.channel, self.card.fees)
        return code or self._missing("DanhSachLePhi", "portal.hold.fee_code", fee.name)

    def _missing(self, name: str, message_id: str, what: str) -> str:
        self.reasons.append(Problem(name, message_id, {"name": one_line(what)[:120]}))
        return ""
