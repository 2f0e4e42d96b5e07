"""Made-up cards, and the damage that scanners, decoders and keyboards do to them."""

import html
import unicodedata
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from hypothesis import strategies as st

from counter.models.identity import Card

_FAMILY = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Tôn Cao Mai Đoàn Trịnh"
_MIDDLE = "Văn Thị Đức Hữu Ngọc Minh Thanh Quang Xuân Thuý Mỹ Công Đình Hồng Kim Bảo Gia Quỳnh"
_GIVEN = """An Bình Cường Dũng Đông Giang Hà Hạnh Hiếu Hoà Hòa Hùng Hương Khoa Khuê Lan Linh Lộc Mơ Nga Nghĩa
    Nhật Như Oanh Phú Phúc Phượng Quý Sơn Sáng Tài Tâm Thảo Thắng Thuỷ Tín Trí Tuấn Tuyết Uyên
    Vân Việt Xoài Ý Yến Ánh"""
FAMILY, MIDDLE, GIVEN = _FAMILY.split(), _MIDDLE.split(), _GIVEN.split()
OTHER_PEOPLES = [
    "Hồ Thị A Păng",
    "H'Hen Niê",
    "Y-Moan Êñuôl",
    "Kăn Hiền",
    "Ksor Blơi",
    "Rcom H'Blar",
    "Kpă Kơ",
]
PLACES = [
    "Phường Thuận Hóa", "Phường Phú Xuân", "Phường Vỹ Dạ", "Xã A Lưới 1", "Phường Kim Long", "Phường An Cựu",
    "Xã Chân Mây - Lăng Cô", "Phường Hóa Châu", "Xã Bình Điền", "Phường Dương Nỗ", "Phường Thủy Xuân",
]  # fmt: skip
STREETS = [
    "Tổ 3",
    "Tổ dân phố 12",
    "Thôn 2",
    "24/7 Lê Lợi",
    "12A Đinh Tiên Hoàng",
    "Kiệt 5 Nguyễn Huệ",
    "Số 226 Bà Triệu",
]
CITIES = ["Thành phố Huế", "TP. Huế", "Thừa Thiên Huế"]


@dataclass(frozen=True)
class Made:
    """A card as it is, and its payload."""

    fields: tuple[str, ...]

    @property
    def payload(self) -> str:
        return "|".join(self.fields)

    @property
    def name(self) -> str:
        return self.fields[2]

    @property
    def address(self) -> str:
        return self.fields[5]

    def is_read_as(self, card: Card | None) -> bool:
        """Whether a card that was read is this one, field by field."""
        if card is None or card.dob is None or card.issue_date is None:
            return False
        days = [f"{day:%d%m%Y}" for day in (card.dob, card.issue_date)]
        read = (
            card.citizen_id,
            card.old_cmnd or "",
            card.full_name,
            days[0],
            card.gender,
            card.address,
            days[1],
        )
        return (*read, *card.extra_fields) == self.fields


def _number(year: int, female: bool, province: str, serial: int) -> str:
    return f"{province}{(year >= 2000) * 2 + female}{year % 100:02}{serial:06}"


@st.composite
def cards(draw: st.DrawFn) -> Made:
    """Cards whose number agrees with sex and year, of seven or eleven fields."""
    day = draw(st.dates(date(1930, 1, 1), date(2012, 12, 31)))
    female = draw(st.booleans())
    middle = draw(st.lists(st.sampled_from(MIDDLE), max_size=2))
    name = " ".join([draw(st.sampled_from(FAMILY)), *middle, draw(st.sampled_from(GIVEN))])
    if draw(st.integers(0, 9)) == 0:
        name = draw(st.sampled_from(OTHER_PEOPLES))
    if draw(st.booleans()):
        name = name.upper()
    address = ", ".join(draw(st.sampled_from(part)) for part in (STREETS, PLACES, CITIES))
    number = _number(day.year, female, draw(st.sampled_from(["046", "001"])), draw(st.integers(0, 999999)))
    old = draw(st.sampled_from(["", "191234567"]))
    tail = draw(st.sampled_from([(), ("", "", "", "")]))
    return Made((number, old, name, f"{day:%d%m%Y}", "Nữ" if female else "Nam", address, "10062021", *tail))


def _each(text: str, change: Callable[[str], str]) -> str:
    return "".join(c if c.isascii() else change(c) for c in text)


def western(text: str) -> str:
    """UTF-8 read as cp1252; bytes it lacks come as controls, as browsers do it."""
    return "".join(bytes([b]).decode("cp1252", errors="ignore") or chr(b) for b in text.encode())


ONE_READING: dict[str, Callable[[str], str]] = {
    "cp1252": western,
    "latin-1": lambda text: text.encode().decode("latin-1"),
    "twice": lambda text: western(western(text)),
    "cp437": lambda text: text.encode().decode("cp437"),
    "decimal bytes": lambda text: _each(text, lambda c: "".join(f"{b:04}" for b in c.encode())),
    "entities": lambda text: _each(text, lambda c: f"&#{ord(c)};"),
    "hex entities": lambda text: _each(text, lambda c: f"&#x{ord(c):X};"),
    "named entities": lambda text: (
        text.encode("ascii", "xmlcharrefreplace").decode().replace("&#234;", "&ecirc;")
    ),
    "percent": urllib.parse.quote,
    "percent of letters": lambda text: _each(text, urllib.parse.quote),
    "form": urllib.parse.quote_plus,
    "javascript": lambda text: _each(text, lambda c: f"%u{ord(c):04X}"),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "decomposed cp1252": lambda text: western(unicodedata.normalize("NFD", text)),
    "eth": lambda text: text.replace("Đ", "Ð").replace("đ", "ð"),
    "scanner ends": lambda text: f"\ufeff{text}\t\r\n",
    "symbology": lambda text: f"]Q3{text}\r",
    "escaped entities": lambda text: html.escape(_each(text, lambda c: f"&#{ord(c)};")),
}

SEVERAL_READINGS: dict[str, Callable[[str], str]] = {
    "code points": lambda text: _each(text, lambda c: str(ord(c))),
    "alt codes": lambda text: _each(text, lambda c: _alt(ord(c) % 256)),
    "lost bytes": lambda text: "".join(bytes([b]).decode("cp1252", errors="ignore") for b in text.encode()),
    "lost bytes shown": lambda text: text.encode().decode("cp1252", errors="replace"),
    "lost spaces": lambda text: western(text).replace("\u00a0", " "),
    "lost hyphens": lambda text: western(text).replace("\u00ad", ""),
    "question marks": lambda text: _each(text, lambda c: "?"),
}


def _alt(number: int) -> str:
    return {2: "☻", 3: "♥", 16: "►", 17: "◄"}.get(number) or bytes([number]).decode("cp437")
