"""Talking to a practice portal in tests: over real HTTP, without the project's own gateway."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from counter.portal.practice import PracticePortal, gateways
from counter.rules.portal_fields import PortalOrder
from counter.services.catalogue.portal_data import order_of
from counter.services.office import shipped_catalogue

PROCEDURES = shipped_catalogue().all()
ORDERS: dict[str, PortalOrder] = {p.code: order_of(p.code) for p in PROCEDURES}
BIRTH = "1.001193"
JSON_HEADERS = {"Content-Type": "application/json", "dstcode": "VN:TAP"}


class Caller:
    """One connection. `cookie` is kept as a browser would."""

    def __init__(self, url: str, timeout: float = 10) -> None:
        parts = urlsplit(url)
        self.line = HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
        self.session = ""
        self.cookie = ""

    def close(self) -> None:
        self.line.close()

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes, dict[str, str]]:
        """Status, body, headers (small letters). Raises what http.client raises."""
        self.line.request(method, path, body or None, headers or {})
        answer = self.line.getresponse()
        return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}

    def post(self, path: str, value: object, key: str = "") -> tuple[int, Any]:
        """POST JSON; the answer as JSON, or as text."""
        headers = JSON_HEADERS | ({"Idempotency-Key": key} if key else {})
        status, body, _ = self.ask("POST", path, json.dumps(value).encode(), headers)
        try:
            return status, json.loads(body)
        except ValueError:
            return status, body.decode()

    def log_in(self) -> None:
        """The adapter's session."""
        _, said = self.post(gateways.AUTH, {"username": gateways.USER, "password": gateways.PASSWORD})
        assert said["error_code"] == 0, said
        self.session = said["session"]

    def service(
        self, service: str, *, key: str = "", path: str = gateways.INTEGRATION, **params: object
    ) -> tuple[int, Any]:
        """One service of the adapter."""
        envelope = {"session": self.session, "madonvi": "H57.99", "service": service, **params}
        return self.post(path, envelope, key)

    def page(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """A page as a browser asks for it: status, text, where it leads to."""
        headers = {"Cookie": self.cookie} if self.cookie else {}
        method, body = "GET", b""
        if form is not None:
            method, body = "POST", urlencode(form).encode()
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        status, text, given = self.ask(method, path, body, headers)
        if "set-cookie" in given:
            self.cookie = given["set-cookie"].partition(";")[0]
        return status, text.decode(), given.get("location", "")


@contextmanager
def caller(portal: PracticePortal, timeout: float = 10) -> Iterator[Caller]:
    """A caller of a portal that runs."""
    found = Caller(portal.url, timeout)
    try:
        yield found
    finally:
        found.close()


def hoso(code: str = "TẬP-H57.99-261123-0007", **other: object) -> dict[str, object]:
    """A HoSo that fits: national-sync 8.3, with the codes of the practice portal's card."""
    message: dict[str, object] = {
        "MaHoSo": code,
        "MaTTHC": "2.000635",
        "TenTTHC": "Cấp bản sao Trích lục hộ tịch",
        "MaLinhVuc": sector("2.000635"),
        "TenLinhVuc": "Hộ tịch",
        "KenhThucHien": "1",
        "SoGiayToChuHoSo": "046099000001",
        "ChuHoSo": "Nguyễn Thị Thử Nghiệm",
        "LoaiDoiTuong": "1",
        "MaDoiTuong": None,
        "TrichYeuHoSo": "Cấp 02 bản sao Giấy khai sinh",
        "NgayTiepNhan": "20261123151000",
        "NgayHenTra": "20261125170000",
        "TrangThaiHoSo": "4",
        "HinhThuc": "0",
        "DonViXuLy": "Ủy ban nhân dân phường Phú Xuân",
        "NoiNopHoSo": "2",
        "HoSoCoThanhPhanSoHoa": "0",
        "TaiKhoanDuocXacThucVoiVNeID": "0",
        "DuocThanhToanTrucTuyen": "0",
        "DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": "046099000001"}],
        "NgayNopHoSo": "20261123151000",
    }
    for name in ("ThongTinKhac", "Email", "Fax", "SoDienThoai", "NgayTra", "ThongTinTra", "GhiChu"):
        message[name] = ""
    for name in ("NgayKetThucXuLy", "NgayTuChoi"):
        message[name] = ""
    for name in ("TaiLieuNop", "DanhSachLePhi", "DanhSachTepDinhKemKhac", "DanhSachHoSoBoSung"):
        message[name] = []
    for name in ("DanhSachGiayToKetQua", "DSKetNoiCSDL"):
        message[name] = []
    return message | other


def sector(code: str) -> str:
    """The sector code on the practice card."""
    from counter.portal.practice.cards import Cards

    return Cards(PROCEDURES).codes()[code][0]


def step(code: str, at: str, state: str = "4", text: str = "Xem hồ sơ") -> dict[str, object]:
    """A TienDo that fits."""
    return {
        "MaHoSo": code,
        "NguoiXuLy": "Trần Văn Cán Bộ",
        "ChucDanh": "",
        "ThoiDiemXuLy": at,
        "PhongBanXuLy": "",
        "NoiDungXuLy": text,
        "TrangThai": state,
        "NgayBatDau": "",
        "NgayKetThucTheoQuyDinh": "",
    }
