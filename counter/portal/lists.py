"""The lists inside a HoSo: papers, fees, other attachments, results (national-sync 3.1 to 3.5)."""

from collections.abc import Iterable, Iterator

from counter.errors import Problem
from counter.models.sync import SyncCodes, SyncDossier, SyncFee, SyncOther, SyncPaper, SyncResult
from counter.portal import fields
from counter.portal.coding import Coder
from counter.portal.strict import Json
from counter.text import one_line

_POST = "post"  # cước bưu chính: the post's price, neither phí nor lệ phí
Rows = list[Json]


def flag(yes: bool) -> str:
    """A flag as the wire has it, "1" or "0"."""
    return "1" if yes else "0"


def papers(given: Iterable[SyncPaper], coder: Coder) -> Rows:
    """TaiLieuNop. A paper without a file goes under its own name, as not digitised."""
    return [
        {
            "TepDinhKemId": paper.file_id,
            "TenTepDinhKem": fields.file_name(one_line(paper.file_name) or one_line(paper.name)),
            "IsDeleted": "True" if paper.deleted else "False",
            "MaThanhPhanHoSo": coder.paper(paper),
            "DuongDanTaiTepTin": paper.url,
            "DuocSoHoa": flag(paper.digitised),
            "DuocTaiSuDung": str(int(paper.reuse)),
            "DuocLayTuKhoDMQG": flag(paper.from_store),
            "MaKetQuaThayThe": paper.replaced_by,
        }
        for paper in given
    ]


def fees(given: Iterable[SyncFee], coder: Coder, codes: SyncCodes) -> Rows:
    """DanhSachLePhi: what was paid of phí and lệ phí, in đồng; nothing for what was not."""
    kinds = {"phi": codes.fee_phi, "le_phi": codes.fee_le_phi}
    return [
        {
            "TenPhiLePhi": one_line(fee.name),
            "MaPhiLePhi": coder.fee(fee),
            "HinhThucThu": codes.paid_online if fee.online else codes.paid_direct,
            "Gia": str(fee.amount),
            "LoaiPhiLePhi": kinds.get(fee.kind, ""),
        }
        for fee in _told(given)
    ]


def _told(given: Iterable[SyncFee]) -> Iterator[SyncFee]:
    return (fee for fee in given if fee.kind != _POST and fee.amount > 0)


def paid_online(given: Iterable[SyncFee]) -> str:
    """DuocThanhToanTrucTuyen: 1 or 2 only when all that was paid came that way, each with its transaction."""
    ways = {fee.online if fee.transaction and fee.means is None else None for fee in _told(given)}
    way = ways.pop() if len(ways) == 1 else None
    return str(int(way)) if way else "0"


def others(given: Iterable[SyncOther]) -> Rows:
    """DanhSachTepDinhKemKhac."""
    return [
        {"TenGiayTo": one_line(other.name), "SoLuong": other.quantity, "LoaiGiayTo": other.kind_code}
        for other in given
    ]


def results(given: Iterable[SyncResult], coder: Coder) -> Rows:
    """DanhSachGiayToKetQua. A result without a file has no link, and nothing stands in for it."""
    return [
        {
            "TenGiayTo": fields.result_name(one_line(result.name)),
            "MaThanhPhanHoSo": "",
            "GiayToId": result.file_id,
            "DuongDanTepTinKetQua": result.url,
            "MaGiayToKetQua": coder.result(result),
        }
        for result in given
    ]


def reasons(dossier: SyncDossier) -> Iterator[Problem]:
    """What in the lists cannot be said truly."""
    rounds = dossier.supplements
    for paper in (*dossier.papers, *(paper for row in rounds for paper in row.papers)):
        if paper.digitised and not paper.file_id:
            yield Problem("TaiLieuNop", "portal.hold.no_file", {"name": one_line(paper.name)[:120]})
    for fee in (*dossier.fees, *(fee for row in rounds for fee in row.fees)):
        if problem := _fee_problem(fee):
            yield problem
    if any(other.kind_code is None for other in dossier.others):
        yield Problem("DanhSachTepDinhKemKhac", "portal.hold.kind_code")
    submitted = {mark for paper in dossier.papers for mark in (paper.file_id, paper.url) if mark}
    if any({result.file_id, result.url} & submitted for result in dossier.results):
        yield Problem("DanhSachGiayToKetQua", "portal.hold.result_is_paper")
    total = sum(fee.amount for fee in _told(dossier.fees))
    if dossier.ledger_total is not None and dossier.ledger_total != total:
        params = {"ledger": dossier.ledger_total, "told": total}
        yield Problem("DanhSachLePhi", "portal.hold.ledger", params)


def _fee_problem(fee: SyncFee) -> Problem | None:
    named = {"name": one_line(fee.name)[:120]}
    if fee.amount < 0:
        return Problem("DanhSachLePhi", "portal.hold.fee_negative", named)
    if fee.amount and fee.kind not in {"phi", "le_phi", _POST}:
        return Problem("DanhSachLePhi", "portal.hold.fee_kind", named)
    if fee.online and (not fee.transaction or fee.means is not None):
        return Problem("DuocThanhToanTrucTuyen", "portal.hold.no_transaction", named)
    return None
