"""Whether a message says one thing throughout: the rules of national-sync section 9 (1 to 5 and 7).

They are run on the message itself, so that what is sent, handed over and taken by the practice portal is
held to the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from counter.errors import Problem
from counter.i18n import LOCAL_ZONE
from counter.portal.fields import moment_of
from counter.rules import dossier_code

_REGISTERED, _RECEIVED, _NOT_RECEIVED, _SUPPLEMENT, _DONE, _RETURNED = "1", "2", "3", "5", "9", "10"
_FINISHED = frozenset({_DONE, _RETURNED})
_ENDS = frozenset({_NOT_RECEIVED, "7", "8", _RETURNED})
_OPEN = frozenset({_REGISTERED, _RECEIVED, "4", _SUPPLEMENT, "6"})
_ONLINE = "2"
_DIGITS = {"1": 12, "2": 9}


def consistent(hoso: Mapping[str, object]) -> tuple[Problem, ...]:
    """What contradicts itself in a HoSo whose fields fit (`counter.portal.fields.validate`)."""
    return (
        *_code(hoso),
        *_order(hoso),
        *_state(hoso),
        *_supplements(hoso),
        *_account(hoso),
        *_numbers(hoso),
        *_online_payment(hoso),
    )


def code_problem(code: str, received: str) -> Problem | None:
    """What is wrong with a MaHoSo: its grammar, a code for the time being, or another day (rule 1)."""
    read = dossier_code.parse(code)
    if isinstance(read, Problem) or str(read) != code:
        return Problem("MaHoSo", "portal.check.code", {"code": code[:60]})
    if read.provisional:
        return Problem("MaHoSo", "portal.hold.provisional", {"code": code})
    at = moment_of(received)
    if at is not None and read.day != at.astimezone(LOCAL_ZONE).date():
        return Problem("MaHoSo", "portal.check.code_day", {"code": code})
    return None


def _text(message: Mapping[str, object], name: str) -> str:
    value = message.get(name)
    return value if isinstance(value, str) else ""


def _items(message: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    rows = message.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _code(hoso: Mapping[str, object]) -> Iterator[Problem]:
    if problem := code_problem(_text(hoso, "MaHoSo"), _text(hoso, "NgayTiepNhan")):
        yield problem


def _order(hoso: Mapping[str, object]) -> Iterator[Problem]:
    """Rule 2. Wire moments are compared as text: they all have the same form."""
    for first, then in (
        ("NgayNopHoSo", "NgayTiepNhan"),
        ("NgayTiepNhan", "NgayHenTra"),
        ("NgayTiepNhan", "NgayKetThucXuLy"),
        ("NgayTiepNhan", "NgayTra"),
        ("NgayKetThucXuLy", "NgayTra"),
    ):
        before, after = _text(hoso, first), _text(hoso, then)
        if before and after and before > after:
            yield Problem(then, "portal.check.order", {"first": first, "then": then})


def _state(hoso: Mapping[str, object]) -> Iterator[Problem]:
    """Rule 3, and its other side: no end of work while work is owed, no hand-over before there was one."""
    state = _text(hoso, "TrangThaiHoSo")
    needs = {
        "NgayKetThucXuLy": state in _FINISHED,
        "NgayTra": state == _RETURNED,
        "NgayTuChoi": state == _NOT_RECEIVED,
    }
    forbids = {
        "NgayKetThucXuLy": state in _OPEN,
        "NgayTra": state in _OPEN | {_DONE},
        "NgayTuChoi": state != _NOT_RECEIVED,
    }
    for name in needs:
        given = bool(_text(hoso, name))
        if needs[name] and not given:
            yield Problem(name, "portal.check.needs", {"name": name, "state": state})
        if forbids[name] and given:
            yield Problem(name, "portal.check.forbids", {"name": name, "state": state})


def _supplements(hoso: Mapping[str, object]) -> Iterator[Problem]:
    name = "DanhSachHoSoBoSung"
    still_open = any(row.get("TrangThaiBoSung") is False for row in _items(hoso, name))
    waiting = _text(hoso, "TrangThaiHoSo") == _SUPPLEMENT
    if waiting and not still_open:
        yield Problem(name, "portal.check.no_open_supplement")
    if still_open and not waiting:
        yield Problem(name, "portal.check.open_supplement", {"state": _text(hoso, "TrangThaiHoSo")})
    for row in _items(hoso, name):
        asked, answered = _text(row, "NgayBoSung"), _text(row, "NgayTiepNhanBoSung")
        if bool(answered) is not row.get("TrangThaiBoSung") or (answered and answered < asked):
            yield Problem(name, "portal.check.supplement_times")


def _account(hoso: Mapping[str, object]) -> Iterator[Problem]:
    """Rule 4."""
    online = _text(hoso, "KenhThucHien") == _ONLINE
    if online and not _text(hoso, "MaDoiTuong"):
        yield Problem("MaDoiTuong", "portal.hold.tech_id")
    if not online and hoso.get("MaDoiTuong") is not None:
        yield Problem("MaDoiTuong", "portal.check.account_offline")


def _numbers(hoso: Mapping[str, object]) -> Iterator[Problem]:
    """Rule 5, and the number that a live client makes up where it knows none (section 7.3)."""
    for row in _items(hoso, "DinhDanhCHS"):
        number = _text(row, "SoDinhDanh")
        if len(number) != _DIGITS.get(_text(row, "LoaiDinhDanh")) or len(number.lstrip("0")) < 2:
            yield Problem("DinhDanhCHS", "portal.hold.number")


def _online_payment(hoso: Mapping[str, object]) -> Iterator[Problem]:
    """Section 7.5: paid online only where something was paid."""
    if _text(hoso, "DuocThanhToanTrucTuyen") in {"1", "2"} and not _items(hoso, "DanhSachLePhi"):
        yield Problem("DuocThanhToanTrucTuyen", "portal.check.online_unpaid")


def steps_consistent(steps: Sequence[Mapping[str, object]]) -> tuple[Problem, ...]:
    """What contradicts itself in all the TienDo of one dossier, in order (rule 7)."""
    found = []
    states = [_text(step, "TrangThai") for step in steps]
    times = [_text(step, "ThoiDiemXuLy") for step in steps]
    if len({_text(step, "MaHoSo") for step in steps}) > 1:
        found.append(Problem("MaHoSo", "portal.check.steps_mixed"))
    if states and states[0] not in {_RECEIVED, _NOT_RECEIVED}:
        found.append(Problem("TrangThai", "portal.check.first_step", {"state": states[0]}))
    if any(before >= after for before, after in pairwise(times)):
        found.append(Problem("ThoiDiemXuLy", "portal.check.step_times"))
    if any(state in _ENDS for state in states[:-1]):
        found.append(Problem("TrangThai", "portal.check.after_end"))
    return tuple(found)
