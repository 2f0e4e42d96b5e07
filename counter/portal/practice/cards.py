"""The cards of the procedures (LayThuTuc) and the dictionaries, as the practice portal has them.

The real codes are known to the real portal alone, so those here are made up and begin with TAP-.
"""

from collections.abc import Iterable
from typing import Final

from counter.models.catalogue import Channel, Fee, Procedure, TimeUnit
from counter.portal.strict import Json

CHANNELS: Final = {Channel.DIRECT: 1, Channel.ONLINE: 2, Channel.POST: 3}
_UNITS: Final = {
    TimeUnit.SAME_DAY: "Ngày làm việc",
    TimeUnit.WORKING_DAY: "Ngày làm việc",
    TimeUnit.WORKING_HOUR: "Giờ làm việc",
    TimeUnit.CALENDAR_DAY: "Ngày",
    TimeUnit.MONTH: "Tháng",
}
AGENCY: Final = "TAP.H57"
AGENCY_NAME: Final = "Phường Tập (cổng thực hành)"


class Cards:
    """What the portal says of the procedures it was given."""

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        self.procedures: Final = {procedure.code: procedure for procedure in procedures}
        sectors = dict.fromkeys(procedure.sector for procedure in self.procedures.values())
        self._sectors: Final = {name: f"TAP-LV{n:02}" for n, name in enumerate(sectors, start=1)}

    def codes(self) -> dict[str, tuple[str, frozenset[str]]]:
        """By procedure: its sector code, and the codes of its papers."""
        return {
            code: (self._sectors[p.sector], frozenset(_paper_code(p, n) for n in range(1, len(p.papers) + 1)))
            for code, p in self.procedures.items()
        }

    def card(self, code: str, *, other_names: bool = False) -> Json:
        """`result` of LayThuTuc: one card, or nothing for a procedure that the portal does not know.

        `other_names`: the papers have names of the portal's own, so that none is found by its name.
        """
        p = self.procedures.get(code)
        if p is None:
            return []
        own = " (theo mẫu của Cổng)" if other_names else ""
        papers: list[Json] = [
            {"MAGIAYTO": _paper_code(p, n), "TENGIAYTO": paper.name + own, "TENMAUDON": "", "URL": ""}
            for n, paper in enumerate(p.papers, start=1)
        ]
        return [
            {
                "MATTHC": p.code,
                "TENTTHC": p.name,
                "TRANGTHAI": 1,
                "MACOQUANCONGBO": AGENCY,
                "YEUCAU": "",
                "LINHVUCTHUCHIEN": [{"MALINHVUC": self._sectors[p.sector], "TENLINHVUC": p.sector}],
                "DOITUONGTHUCHIEN": [{"TENDOITUONG": "Công dân Việt Nam"}],
                "TRINHTUTHUCHIEN": [],
                "CACHTHUCTHUCHIEN": [_way(p, channel) for channel, open_ in p.channels.items() if open_],
                "THANHPHANHOSO": [{"GIAYTO": papers}],
                "KETQUATHUCHIEN": [{"MAKETQUA": f"TAP-KQ-{p.code}", "TENKETQUA": p.result}],
                "COQUANTHUCHIEN": [{"MADONVI": AGENCY, "TENDONVI": AGENCY_NAME}],
                "CANCUPHAPLY": [{"SOVANBAN": "", "TENVANBAN": text} for text in p.legal_basis],
            }
        ]

    def listed(self, service: str) -> Json | None:
        """`result` of a dictionary service, None for a service that is none."""
        if service == "LayDanhSachTTHC":
            return [{"MATTHC": p.code, "TENTTHC": p.name} for p in self.procedures.values()]
        if service == "LayDanhMucCoQuan":
            return [{"MADONVI": AGENCY, "TENDONVI": AGENCY_NAME, "CAPDONVI": 3}]
        if service == "LayDanhMucLinhVuc":
            return [
                {"MALINHVUC": code, "TENLINHVUC": name, "MANGANH": "TAP"}
                for name, code in self._sectors.items()
            ]
        return None


def _way(p: Procedure, channel: Channel) -> Json:
    limit = p.time_limit
    # One amount stands once, as a table of fees has it; the post's price is no fee of the procedure.
    fees: dict[int, Fee] = {}
    for fee in p.fees:
        if fee.amount is not None and fee.kind in ("phi", "le_phi") and fee.channel in (None, channel):
            fees.setdefault(fee.amount, fee)
    return {
        "KENH": CHANNELS[channel],
        "THOIGIAN": [
            {
                "THOIGIANGIAIQUYET": limit.value or 0,
                "DONVITINH": _UNITS[limit.unit] if limit.unit else "",
                "MOTA": limit.note or "",
                "PHILEPHI": [_fee(p, fee) for fee in fees.values()],
            }
        ],
    }


def _fee(p: Procedure, fee: Fee) -> Json:
    place = 1 + p.fees.index(fee)
    return {
        "MAPHILEPHI": f"TAP-LP-{p.code}-{place}",
        "SOTIEN": fee.amount,
        "DONVI": "đồng",
        "MOTA": fee.name,
    }


def _paper_code(p: Procedure, number: int) -> str:
    return f"TAP-GT-{p.code}-{number:02}"
