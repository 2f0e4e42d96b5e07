"""The portal's card of a procedure (LayThuTuc, national-sync 2.1), read strictly."""

from typing import Final

from counter.errors import Problem
from counter.models.catalogue import Channel
from counter.models.sync import CardFee, CardPaper, Held, ProcedureCard
from counter.portal.strict import Json
from counter.text import one_line

_CHANNELS: Final = {1: Channel.DIRECT, 2: Channel.ONLINE, 3: Channel.POST}
_MOST: Final = 10**12  # đồng: more is no fee
_PUBLIC: Final = 1

Row = dict[str, Json]


class _Shape(Exception):
    """The card is not one."""


def read(value: Json, code: str) -> ProcedureCard | Held:
    """The card of `code`. Held when it has another shape or is of another procedure."""
    try:
        card = _card(_row(value))
    except _Shape:
        return Held(reasons=(Problem("card", "portal.card.shape", {"code": code[:20]}),))
    if card.code != code:
        return Held(
            reasons=(Problem("card", "portal.card.other", {"code": code[:20], "other": card.code[:20]}),)
        )
    return card


def _card(row: Row) -> ProcedureCard:
    sectors = _rows(row, "LINHVUCTHUCHIEN")
    only = sectors[0] if len(sectors) == 1 else {}
    papers = [paper for group in _rows(row, "THANHPHANHOSO") for paper in _rows(group, "GIAYTO")]
    return ProcedureCard(
        code=_text(row, "MATTHC"),
        name=_text(row, "TENTTHC"),
        sector_code=_text(only, "MALINHVUC") if only else "",
        sector_name=_text(only, "TENLINHVUC") if only else "",
        public=_number(row.get("TRANGTHAI")) == _PUBLIC,
        papers=_coded(papers, "MAGIAYTO", "TENGIAYTO"),
        fees=tuple(fee for way in _rows(row, "CACHTHUCTHUCHIEN") for fee in _fees(way)),
        results=_coded(_rows(row, "KETQUATHUCHIEN"), "MAKETQUA", "TENKETQUA"),
    )


def _fees(way: Row) -> list[CardFee]:
    channel = _CHANNELS.get(_number(way.get("KENH")))
    if channel is None:
        raise _Shape
    rows = [fee for time in _rows(way, "THOIGIAN") for fee in _rows(time, "PHILEPHI")]
    return [
        CardFee(
            code=_text(fee, "MAPHILEPHI"),
            channel=channel,
            amount=None if fee.get("SOTIEN") is None else _number(fee.get("SOTIEN")),
            note=_text(fee, "MOTA"),
        )
        for fee in rows
        if _text(fee, "MAPHILEPHI")
    ]


def _coded(rows: list[Row], code: str, name: str) -> tuple[CardPaper, ...]:
    return tuple(CardPaper(code=_text(row, code), name=_text(row, name)) for row in rows if _text(row, code))


def _row(value: Json) -> Row:
    if not isinstance(value, dict):
        raise _Shape
    return value


def _rows(row: Row, name: str) -> list[Row]:
    """A list of objects; a list that is left out or null is empty."""
    value = row.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise _Shape
    return [_row(entry) for entry in value]


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _Shape
    return one_line(value)


def _number(value: Json) -> int:
    """A whole number, also where it came as 8000.0."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _MOST:
        raise _Shape
    return value
