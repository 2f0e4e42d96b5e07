"""The messages of the national sync: HoSo (DongBoHoSoMC) and TienDo (CapNhatTienDoHoSoMC).

The mapping is honest: a status is sent as itself, what is not known is sent as not known, cash is never an
online payment, no number, date, code or result is made up (national-sync section 7 shows what others do).
What cannot be said truly holds the message, with every reason at once.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from counter.errors import Problem
from counter.i18n import local
from counter.models.catalogue import Channel
from counter.models.numbers import NumberKind, kind_of_number
from counter.models.states import DossierState, ResultWay
from counter.models.sync import (
    Held,
    OwnerKind,
    ProcedureCard,
    SyncCodes,
    SyncDossier,
    SyncOwner,
    SyncStep,
    SyncSupplement,
)
from counter.portal import fields, lists
from counter.portal.checks import code_problem, consistent, steps_consistent
from counter.portal.coding import Coder
from counter.portal.strict import Json
from counter.rules.secrets import looks_like_secret
from counter.text import fold, one_line

HoSo = dict[str, Json]
TienDo = dict[str, Json]

CHANNELS: Final = {Channel.DIRECT: "1", Channel.ONLINE: "2", Channel.POST: "3"}
_WAYS: Final = {ResultWay.COUNTER: "0", ResultWay.POST: "1"}  # an online result has no value of its own
_ID_KINDS: Final = {NumberKind.CCCD: ("1", 12), NumberKind.CMND9: ("2", 9)}
PRACTICE_MARK: Final = "TẬP-"
PRACTICE_UNIT: Final = "TAP"
DEFAULT_ACTOR: Final = "Chuyên viên"
DEFAULT_CODES: Final = SyncCodes()


def moment(instant: datetime | None) -> str:
    """yyyyMMddHHmmss in Asia/Ho_Chi_Minh, "" for None. ValueError for an instant without a zone."""
    if instant is None:
        return ""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a zone")
    at = local(instant)
    return f"{at.year:04}{at.month:02}{at.day:02}{at.hour:02}{at.minute:02}{at.second:02}"


def status(state: DossierState) -> str:
    """TrangThaiHoSo, TrangThai: the national code, one to one."""
    return str(int(state))


def for_practice(code: str) -> bool:
    """Whether a MaHoSo is one of practice: marked, or given by a practice portal (TAP.H57-…)."""
    return any(fold(group).upper() == PRACTICE_UNIT for group in code.partition("-")[0].split("."))


def wire_code(dossier: SyncDossier) -> str:
    """MaHoSo: the portal's own code where it gave one, else the official code; with a mark in front that no
    real portal takes, in practice."""
    if dossier.portal_code:
        return one_line(dossier.portal_code)
    return PRACTICE_MARK + dossier.code if dossier.practice else dossier.code


# -- DongBoHoSoMC -----------------------------------------------------------------------------


def hoso(
    dossier: SyncDossier, card: ProcedureCard | None, *, codes: SyncCodes = DEFAULT_CODES
) -> HoSo | Held:
    """The HoSo of a dossier, which fits every field and says one thing throughout; or why it is held.

    What was filed on the portal itself is never told as a dossier: the portal would have it twice.
    """
    if dossier.portal_code:
        known = {"code": wire_code(dossier)[:60]}
        return Held(reasons=(Problem("MaHoSo", "portal.hold.filed_there", known),))
    if card is None or card.code != dossier.procedure_code:
        return Held(
            reasons=(Problem("MaTTHC", "portal.hold.no_card", {"code": dossier.procedure_code[:20]}),)
        )
    coder = Coder(card, dossier.channel)
    reasons = coder.reasons
    reasons += _secrets(_free_texts(dossier))
    reasons += _own_reasons(dossier, card)
    reasons += lists.reasons(dossier)
    message = (
        _head(dossier, card)
        | _owner(dossier)
        | _times(dossier)
        | {
            "TaiLieuNop": lists.papers(dossier.papers, coder),
            "DanhSachLePhi": lists.fees(dossier.fees, coder, codes),
            "DanhSachTepDinhKemKhac": lists.others(dossier.others),
            "DanhSachHoSoBoSung": [_supplement(row, coder, codes) for row in dossier.supplements],
            "DanhSachGiayToKetQua": lists.results(dossier.results, coder),
            "NoiNopHoSo": codes.filed_on_portal if dossier.channel is Channel.ONLINE else codes.filed_here,
            "DSKetNoiCSDL": [{"MaCSDL": one_line(code)} for code in dossier.databases],
        }
    )
    return _checked(dossier, message, reasons)


def _checked(dossier: SyncDossier, message: HoSo, reasons: list[Problem]) -> HoSo | Held:
    """The message, or everything against it; a field that a reason names already is not told twice."""
    told = {reason.field for reason in reasons}
    found = (
        *fields.validate(message),
        *(p for p in consistent(message | {"MaHoSo": dossier.code}) if _counts(p, dossier)),
    )
    reasons += [problem for problem in found if problem.field.partition("[")[0] not in told]
    return Held(reasons=_once(reasons)) if reasons else message


def _counts(problem: Problem, dossier: SyncDossier) -> bool:
    """A code for the time being is good enough to practise with."""
    return not (dossier.practice and problem.message_id == "portal.hold.provisional")


def _once(reasons: Iterable[Problem]) -> tuple[Problem, ...]:
    kept: list[Problem] = []
    for reason in reasons:
        if reason not in kept:
            kept.append(reason)
    return tuple(kept)


def _head(dossier: SyncDossier, card: ProcedureCard) -> HoSo:
    return {
        "MaHoSo": wire_code(dossier),
        "MaTTHC": dossier.procedure_code,
        "TenTTHC": one_line(card.name),
        "MaLinhVuc": card.sector_code,
        "TenLinhVuc": one_line(card.sector_name),
        "KenhThucHien": CHANNELS[dossier.channel],
        "TrichYeuHoSo": fields.subject(one_line(dossier.subject)),
        "TrangThaiHoSo": status(dossier.state),
        "ThongTinTra": one_line(dossier.return_note),
        "HinhThuc": _WAYS.get(dossier.result_way, ""),
        "DonViXuLy": one_line(dossier.agency),
        "GhiChu": fields.note(one_line(dossier.note)),
        "HoSoCoThanhPhanSoHoa": lists.flag(any(paper.digitised for paper in dossier.papers)),
        "DuocThanhToanTrucTuyen": lists.paid_online(dossier.fees),
    }


def _owner(dossier: SyncDossier) -> HoSo:
    owner = dossier.owner
    number = one_line(owner.number)
    kind = _ID_KINDS.get(owner.number_kind or kind_of_number(number))
    named = kind is not None and owner.kind is OwnerKind.CITIZEN and number
    return {
        "SoGiayToChuHoSo": number,
        "ChuHoSo": one_line(owner.name),
        "LoaiDoiTuong": str(int(owner.kind)),
        "MaDoiTuong": (one_line(owner.tech_id) or None) if dossier.channel is Channel.ONLINE else None,
        "ThongTinKhac": "",
        "Email": one_line(owner.email),
        "Fax": "",
        "SoDienThoai": one_line(owner.phone),
        "TaiKhoanDuocXacThucVoiVNeID": lists.flag(owner.verified),
        "DinhDanhCHS": [{"LoaiDinhDanh": kind[0], "SoDinhDanh": number}] if named and kind else [],
    }


def _times(dossier: SyncDossier) -> HoSo:
    """A direct filing happens where it is received; when another was filed is sent only where it is known."""
    filed = dossier.filed_at
    if filed is None and dossier.channel is Channel.DIRECT:
        filed = dossier.received_at
    return {
        "NgayNopHoSo": moment(filed),
        "NgayTiepNhan": moment(dossier.received_at),
        "NgayHenTra": moment(dossier.due_at),
        "NgayKetThucXuLy": moment(dossier.ready_at),
        "NgayTra": moment(dossier.returned_at),
        "NgayTuChoi": moment(dossier.refused_at),
    }


def _supplement(row: SyncSupplement, coder: Coder, codes: SyncCodes) -> dict[str, Json]:
    return {
        "HoSoBoSungId": row.id,
        "NguoiYeuCauBoSung": one_line(row.asked_by),
        "NoiDungBoSung": one_line(row.text),
        "NgayBoSung": moment(row.asked_at),
        "NguoiTiepNhanBoSung": one_line(row.answered_by),
        "ThongTinTiepNhan": one_line(row.answer),
        "NgayTiepNhanBoSung": moment(row.answered_at),
        "TrangThaiBoSung": row.answered_at is not None,
        "DanhSachGiayToBoSung": lists.papers(row.papers, coder),
        "DanhSachLePhiBoSung": lists.fees(row.fees, coder, codes),
        "NgayHenTraTruoc": moment(row.due_before),
        "NgayHenTraMoi": moment(row.due_after),
    }


def _own_reasons(dossier: SyncDossier, card: ProcedureCard) -> Iterable[Problem]:
    if dossier.provisional and not dossier.practice:
        yield Problem("MaHoSo", "portal.hold.provisional", {"code": dossier.code[:60]})
    if not card.sector_code:
        yield Problem("MaLinhVuc", "portal.hold.sector", {"code": card.code[:20]})
    if dossier.result_way not in _WAYS:
        yield Problem("HinhThuc", "portal.hold.result_way")
    if problem := _number_problem(dossier.owner):
        yield problem


def _number_problem(owner: SyncOwner) -> Problem | None:
    """Rule 5: 12 digits or 9 digits, or another paper that somebody named as such; else stop and ask."""
    number = one_line(owner.number)
    if not number:
        return None
    kind = owner.number_kind or kind_of_number(number)
    wanted = _ID_KINDS.get(kind)
    if wanted is not None:
        fits = number.isascii() and number.isdecimal() and len(number) == wanted[1]
    else:
        fits = owner.number_kind is not None or not number.isdecimal() or owner.kind is not OwnerKind.CITIZEN
    made_up = len(number.lstrip("0")) < 2
    return None if fits and not made_up else Problem("DinhDanhCHS", "portal.hold.number")


def _free_texts(dossier: SyncDossier) -> dict[str, str]:
    rounds = " ".join(f"{row.text} {row.answer}" for row in dossier.supplements)
    return {
        "TrichYeuHoSo": dossier.subject,
        "GhiChu": dossier.note,
        "ThongTinTra": dossier.return_note,
        "DanhSachHoSoBoSung": rounds,
    }


def _secrets(texts: dict[str, str]) -> Iterable[Problem]:
    return (
        Problem(name, "portal.hold.secret", {"name": name})
        for name, text in texts.items()
        if text and looks_like_secret(text)
    )


# -- CapNhatTienDoHoSoMC ----------------------------------------------------------------------


def tiendo(dossier: SyncDossier, step: SyncStep) -> TienDo | Held:
    """The TienDo of one step, or why it is held."""
    message: TienDo = {
        "MaHoSo": wire_code(dossier),
        "NguoiXuLy": fields.actor(one_line(step.actor) or DEFAULT_ACTOR),
        "ChucDanh": one_line(step.title),
        "ThoiDiemXuLy": moment(step.at),
        "PhongBanXuLy": one_line(step.department),
        "NoiDungXuLy": one_line(step.text),
        "TrangThai": status(step.state),
        "NgayBatDau": moment(step.started_at),
        "NgayKetThucTheoQuyDinh": moment(step.due_at),
    }
    reasons = list(_secrets({"NoiDungXuLy": step.text}))
    reasons += _step_code(dossier)
    reasons += fields.validate(message, fields.TIEN_DO)
    return Held(reasons=tuple(reasons)) if reasons else message


def _step_code(dossier: SyncDossier) -> Iterable[Problem]:
    """What is wrong with our own code; one that the portal gave has a form and a day of its own."""
    if dossier.portal_code:
        return
    if dossier.provisional and not dossier.practice:
        yield Problem("MaHoSo", "portal.hold.provisional", {"code": dossier.code[:60]})
    elif (problem := code_problem(dossier.code, moment(dossier.received_at))) and _counts(problem, dossier):
        yield problem


def progress(dossier: SyncDossier, steps: Sequence[SyncStep], *, taken: int = 0) -> tuple[TienDo, ...] | Held:
    """The TienDo of the steps after the first `taken`. `steps` are all of the dossier's, in order of time:
    they rise strictly, begin with 2 (or 3) and end with 3, 7, 8 or 10 (national-sync 9, rule 7)."""
    made = [tiendo(dossier, step) for step in steps]
    reasons = [reason for message in made if isinstance(message, Held) for reason in message.reasons]
    messages = [message for message in made if not isinstance(message, Held)]
    reasons += steps_consistent(messages)
    return Held(reasons=_once(reasons)) if reasons else tuple(messages[taken:])
