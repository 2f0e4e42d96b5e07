"""The fields of the national sync's messages as data, and whether a message fits them.

Sources: national-sync sections 1.3, 3, 3.1 to 3.5 and 4 (OPENCPS 2020, HUANVU 2025). Every scalar is a JSON
string but `SoLuong`, `LoaiGiayTo`, `HoSoBoSungId` (numbers) and `TrangThaiBoSung` (true, false); an empty
value is "" or [], and `MaDoiTuong` alone may be null.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from counter.errors import Problem


class Kind(Enum):
    """The JSON form of a field."""

    TEXT = "text"
    MOMENT = "moment"  # yyyyMMddHHmmss in Asia/Ho_Chi_Minh
    NUMBER = "number"
    TRUTH = "truth"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `required`: not empty. `longest` in UTF-16 units, as the portal's own program counts."""

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    longest: int | None = None
    allowed: frozenset[str] = frozenset()
    form: str = ""  # a regular expression for what is not empty
    nullable: bool = False
    absent: bool = False  # may be left out
    items: tuple["Field", ...] = ()


def _must(name: str, *, longest: int | None = None, form: str = "") -> Field:
    return Field(name, required=True, longest=longest, form=form)


def _word(name: str, allowed: str, *, required: bool = False) -> Field:
    return Field(name, required=required, allowed=frozenset(allowed.split()))


def _moment(name: str, *, required: bool = False) -> Field:
    return Field(name, Kind.MOMENT, required=required)


def _list(name: str, items: tuple[Field, ...]) -> Field:
    return Field(name, Kind.LIST, items=items)


_FLAG = "0 1"
_STATES = "1 2 3 4 5 6 7 8 9 10"
_URL = r"https?://\S+"

TAI_LIEU_NOP: Final = (
    Field("TepDinhKemId"),
    _must("TenTepDinhKem", longest=4000),
    _word("IsDeleted", "False True", required=True),
    Field("MaThanhPhanHoSo"),
    Field("DuongDanTaiTepTin", form=_URL),
    _word("DuocSoHoa", _FLAG, required=True),
    _word("DuocTaiSuDung", "0 1 2", required=True),
    _word("DuocLayTuKhoDMQG", _FLAG, required=True),
    Field("MaKetQuaThayThe"),
)
LE_PHI: Final = (
    _must("TenPhiLePhi"),
    _must("MaPhiLePhi"),
    _must("HinhThucThu"),
    _must("Gia", form=r"[1-9][0-9]*"),
    _must("LoaiPhiLePhi"),
)
TEP_KHAC: Final = (
    _must("TenGiayTo"),
    Field("SoLuong", Kind.NUMBER, required=True),
    Field("LoaiGiayTo", Kind.NUMBER, required=True),
)
HO_SO_BO_SUNG: Final = (
    Field("HoSoBoSungId", Kind.NUMBER, required=True),
    Field("NguoiYeuCauBoSung"),
    _must("NoiDungBoSung"),
    _moment("NgayBoSung", required=True),
    Field("NguoiTiepNhanBoSung"),
    Field("ThongTinTiepNhan"),
    _moment("NgayTiepNhanBoSung"),
    Field("TrangThaiBoSung", Kind.TRUTH, required=True),
    _list("DanhSachGiayToBoSung", TAI_LIEU_NOP),
    _list("DanhSachLePhiBoSung", LE_PHI),
    _moment("NgayHenTraTruoc"),
    _moment("NgayHenTraMoi"),
)
GIAY_TO_KET_QUA: Final = (
    _must("TenGiayTo", longest=2000),
    Field("MaThanhPhanHoSo"),
    Field("GiayToId"),
    Field("DuongDanTepTinKetQua", form=_URL),
    Field("MaGiayToKetQua"),
)
DINH_DANH: Final = (
    _word("LoaiDinhDanh", "1 2", required=True),
    _must("SoDinhDanh", form=r"[0-9]{12}|[0-9]{9}"),
)
HO_SO: Final = (
    _must("MaHoSo", longest=50),
    _must("MaTTHC", form=r"[0-9]\.[0-9]{6}"),
    _must("TenTTHC"),
    _must("MaLinhVuc"),
    _must("TenLinhVuc"),
    _word("KenhThucHien", "1 2 3"),
    Field("SoGiayToChuHoSo"),
    Field("ChuHoSo", longest=500),
    _word("LoaiDoiTuong", "1 2 3 4", required=True),
    Field("MaDoiTuong", nullable=True),
    Field("ThongTinKhac"),
    Field("Email", longest=100),
    Field("Fax"),
    Field("SoDienThoai"),
    _must("TrichYeuHoSo", longest=1000),
    _moment("NgayTiepNhan", required=True),
    _moment("NgayHenTra"),
    _word("TrangThaiHoSo", _STATES, required=True),
    _moment("NgayTra"),
    Field("ThongTinTra"),
    _word("HinhThuc", _FLAG, required=True),
    _moment("NgayKetThucXuLy"),
    _must("DonViXuLy"),
    Field("GhiChu", longest=500),
    _list("TaiLieuNop", TAI_LIEU_NOP),
    _list("DanhSachLePhi", LE_PHI),
    _list("DanhSachTepDinhKemKhac", TEP_KHAC),
    _list("DanhSachHoSoBoSung", HO_SO_BO_SUNG),
    _list("DanhSachGiayToKetQua", GIAY_TO_KET_QUA),
    Field("NoiNopHoSo"),
    _word("HoSoCoThanhPhanSoHoa", _FLAG, required=True),
    _word("TaiKhoanDuocXacThucVoiVNeID", _FLAG, required=True),
    _word("DuocThanhToanTrucTuyen", "0 1 2 3", required=True),
    _moment("NgayTuChoi"),
    _list("DinhDanhCHS", DINH_DANH),
    _moment("NgayNopHoSo"),
    _list("DSKetNoiCSDL", (_must("MaCSDL"),)),
    Field("SoBienNhan", absent=True),  # 2020 only, commented out there
)
TIEN_DO: Final = (
    _must("MaHoSo", longest=50),
    _must("NguoiXuLy", longest=50),
    Field("ChucDanh"),
    _moment("ThoiDiemXuLy", required=True),
    Field("PhongBanXuLy"),
    _must("NoiDungXuLy"),
    _word("TrangThai", _STATES, required=True),
    _moment("NgayBatDau"),
    _moment("NgayKetThucTheoQuyDinh"),
)


# -- text that is too long --------------------------------------------------------------------


def length(text: str) -> int:
    """The length in UTF-16 units, as the portal's own program counts."""
    return len(text) + sum(1 for c in text if ord(c) > 0xFFFF)


def cut(text: str, over: int, keep: int) -> str:
    """The text, or its first `keep` units and "..." where it is longer than `over` (national-sync 1.3)."""
    if length(text) <= over:
        return text
    kept = text[:keep]
    while length(kept) > keep:
        kept = kept[:-1]
    return kept + "..."


def subject(text: str) -> str:
    """TrichYeuHoSo."""
    return cut(text, 1000, 995)


def file_name(text: str) -> str:
    """TenTepDinhKem."""
    return cut(text, 4000, 3995)


def result_name(text: str) -> str:
    """TenGiayTo of a result: cut from 2000 on, not only above."""
    return cut(text, 1999, 1995)


def actor(text: str) -> str:
    """NguoiXuLy."""
    return cut(text, 50, 46)


def note(text: str) -> str:
    """GhiChu: no live client is known to cut it, so it is cut in the manner of the others."""
    return cut(text, 500, 495)


# -- does a message fit -----------------------------------------------------------------------


def validate(message: Mapping[str, object], table: tuple[Field, ...] = HO_SO) -> tuple[Problem, ...]:
    """Everything in which a message differs from its fields. `field` of a Problem is the path in the message,
    "TaiLieuNop[0].TenTepDinhKem"."""
    return tuple(_object(message, table, ""))


def _object(message: Mapping[str, object], table: tuple[Field, ...], path: str) -> list[Problem]:
    known = {field.name for field in table}
    found = [
        Problem(path + str(name), "portal.field.extra", {"name": path + str(name)[:60]})
        for name in message
        if name not in known
    ]
    for field in table:
        where = path + field.name
        if field.name in message:
            found += _value(message[field.name], field, where)
        elif not field.absent:
            found.append(Problem(where, "portal.field.left_out", {"name": where}))
    return found


def _value(value: object, field: Field, where: str) -> list[Problem]:
    if value is None and field.nullable:
        return []
    if field.kind is Kind.LIST:
        return _rows(value, field, where)
    if field.kind is Kind.NUMBER:
        fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31
        return [] if fits else [_wrong(where, "portal.field.number")]
    if field.kind is Kind.TRUTH:
        return [] if isinstance(value, bool) else [_wrong(where, "portal.field.truth")]
    if not isinstance(value, str):
        return [_wrong(where, "portal.field.text")]
    return _text(value, field, where)


def _rows(value: object, field: Field, where: str) -> list[Problem]:
    if not isinstance(value, list):
        return [_wrong(where, "portal.field.list")]
    found = []
    for number, row in enumerate(value):
        place = f"{where}[{number}]"
        if isinstance(row, dict):
            found += _object(row, field.items, f"{place}.")
        else:
            found.append(_wrong(place, "portal.field.object"))
    return found


def _text(value: str, field: Field, where: str) -> list[Problem]:
    if not value.strip():
        return [_wrong(where, "portal.field.empty")] if field.required else []
    if field.kind is Kind.MOMENT:
        return [] if moment_of(value) else [_wrong(where, "portal.field.moment")]
    found = []
    if field.longest is not None and length(value) > field.longest:
        found.append(Problem(where, "portal.field.long", {"name": where, "longest": field.longest}))
    if field.allowed and value not in field.allowed:
        found.append(_wrong(where, "portal.field.word"))
    if field.form and not re.fullmatch(field.form, value):
        found.append(_wrong(where, "portal.field.form"))
    return found


def moment_of(text: str) -> datetime | None:
    """A wire moment as an aware instant in the zone of the counter, None where it is none."""
    if not re.fullmatch(r"[0-9]{14}", text):
        return None
    try:
        return datetime.strptime(f"{text}+0700", "%Y%m%d%H%M%S%z")
    except ValueError:
        return None


def _wrong(where: str, message_id: str) -> Problem:
    return Problem(where, message_id, {"name": where})
