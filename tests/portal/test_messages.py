"""Messages of the national sync say the truth in the portal's form, or are held with every reason."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from counter.i18n import known
from counter.models.catalogue import Channel, Procedure
from counter.models.numbers import NumberKind
from counter.models.states import DossierState, PaymentMeans, ResultWay
from counter.models.sync import (
    CardFee,
    CardPaper,
    Held,
    OnlinePay,
    ProcedureCard,
    SyncDossier,
    SyncFee,
    SyncOther,
    SyncOwner,
    SyncPaper,
    SyncResult,
    SyncStep,
    SyncSupplement,
)
from counter.paths import data_dir
from counter.portal import fields
from counter.portal.checks import consistent
from counter.portal.messages import HoSo, hoso, moment, progress, status, tiendo
from counter.services.catalogue.catalogue import Catalogue
from tests.portal.cases import (
    CARD,
    OWNER,
    RECEIVED,
    S,
    card_of,
    dossier_of,
    dossiers,
    plain_dossier,
    steps_of,
    wire,
)

EXAMPLES = json.loads((Path(__file__).parent.parent / "vectors" / "national_sync.json").read_text("utf-8"))
PROCEDURES = Catalogue(data_dir()).all()


def built(dossier: SyncDossier, card: ProcedureCard | None = CARD) -> HoSo:
    message = hoso(dossier, card)
    assert not isinstance(message, Held), message
    return message


def held(dossier: SyncDossier, card: ProcedureCard | None = CARD) -> set[str]:
    """The reasons why it is held, each with a text for people."""
    message = hoso(dossier, card)
    assert isinstance(message, Held)
    assert not message.sent
    assert all(known(reason.message_id) for reason in message.reasons), message.reasons
    return {reason.message_id for reason in message.reasons}


# -- the fields -------------------------------------------------------------------------------


def test_the_published_example_is_built_field_by_field() -> None:
    asked = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    due = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
    dossier = SyncDossier(
        code="H57.99-261123-0007",
        procedure_code="2.000635",
        channel=Channel.DIRECT,
        owner=OWNER,
        subject="Cấp 02 bản sao Giấy khai sinh",
        agency="Ủy ban nhân dân phường Phú Xuân",
        state=S.PROCESSING,
        received_at=RECEIVED,
        due_at=due,
        result_way=ResultWay.COUNTER,
        papers=(
            SyncPaper(
                name="Tờ khai",
                file_id="90001",
                file_name="To khai cap ban sao trich luc.pdf",
                url="https://tep.vi-du.invalid/90001.pdf",
                digitised=True,
            ),
        ),
        fees=(
            SyncFee(
                name="Phí cấp bản sao trích lục hộ tịch",
                kind="phi",
                amount=16000,
                unit_amount=8000,
                means=PaymentMeans.CASH,
            ),
        ),
        others=(SyncOther(name="Giấy ủy quyền (con ruột, không phải chứng thực)", quantity=1, kind_code=1),),
        supplements=(
            SyncSupplement(
                id=1,
                asked_by="Trần Văn Cán Bộ",
                text="Bổ sung giấy ủy quyền của chủ hồ sơ",
                asked_at=asked,
                answered_by="Trần Văn Cán Bộ",
                answer="Đã nộp bản giấy tại quầy",
                answered_at=asked + timedelta(minutes=30),
                due_before=due,
                due_after=due,
            ),
        ),
    )
    card = replace(
        CARD,
        papers=(CardPaper(code="000.00.00.G15-KQ0001", name="Tờ khai"),),
        fees=(CardFee(code="1", channel=Channel.DIRECT, amount=8000),),
    )
    assert built(dossier, card) == EXAMPLES["hoso"]["data"][0]


def test_the_published_steps_are_built_field_by_field() -> None:
    wanted = EXAMPLES["tiendo"]["data"]

    def at(text: str) -> datetime | None:
        return datetime.strptime(f"{text}+0700", "%Y%m%d%H%M%S%z") if text else None

    steps = [
        SyncStep(
            id=str(number),
            at=at(row["ThoiDiemXuLy"]) or RECEIVED,
            text=row["NoiDungXuLy"],
            state=DossierState(int(row["TrangThai"])),
            actor=row["NguoiXuLy"],
            title=row["ChucDanh"],
            department=row["PhongBanXuLy"],
            started_at=at(row["NgayBatDau"]),
            due_at=at(row["NgayKetThucTheoQuyDinh"]),
        )
        for number, row in enumerate(wanted)
    ]
    made = progress(plain_dossier(code="H57.99-261123-0007"), steps)
    assert list(made) == wanted  # type: ignore[arg-type]  # a Held has no length and fails here


def test_the_table_of_fields_is_that_of_the_example() -> None:
    example = EXAMPLES["hoso"]["data"][0]
    lists = {
        "TaiLieuNop": fields.TAI_LIEU_NOP,
        "DanhSachLePhi": fields.LE_PHI,
        "DanhSachTepDinhKemKhac": fields.TEP_KHAC,
        "DanhSachHoSoBoSung": fields.HO_SO_BO_SUNG,
        "DinhDanhCHS": fields.DINH_DANH,
    }
    assert {f.name for f in fields.HO_SO if not f.absent} == set(example)
    for name, table in lists.items():
        assert {f.name for f in table} == set(example[name][0]), name
    assert {f.name for f in fields.TIEN_DO} == set(EXAMPLES["tiendo"]["data"][0])


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p.code)
def test_every_procedure_of_the_catalogue_gives_a_message_that_fits(
    procedure: Procedure, channel: Channel
) -> None:
    message = built(dossier_of(procedure, channel), card_of(procedure))
    assert fields.validate(message) == () and consistent(message) == ()
    assert message["MaTTHC"] == procedure.code
    papers = message["TaiLieuNop"]
    assert isinstance(papers, list) and len(papers) == len(procedure.papers)
    assert_scalars_are_text(message)


def test_the_catalogue_has_its_procedures() -> None:
    assert len(PROCEDURES) == 59


NUMBERS = {"SoLuong", "LoaiGiayTo", "HoSoBoSungId"}


def assert_scalars_are_text(value: object, name: str = "") -> None:
    """Every scalar a JSON string but the named exceptions; no null but MaDoiTuong."""
    if isinstance(value, dict):
        for key, inner in value.items():
            assert_scalars_are_text(inner, key)
    elif isinstance(value, list):
        for inner in value:
            assert_scalars_are_text(inner, name)
    elif name in NUMBERS:
        assert type(value) is int
    elif name == "TrangThaiBoSung":
        assert type(value) is bool
    elif value is None:
        assert name == "MaDoiTuong"
    else:
        assert type(value) is str


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(dossiers)
def test_any_dossier_gives_a_true_message_or_is_held_with_the_reason(dossier: SyncDossier) -> None:
    message = hoso(dossier, CARD)
    if isinstance(message, Held):
        assert message.reasons and all(known(reason.message_id) for reason in message.reasons)
        return
    assert fields.validate(message) == () and consistent(message) == ()
    assert_scalars_are_text(message)
    json.dumps(message, ensure_ascii=False).encode("utf-8")
    assert not dossier.provisional and not dossier.code.startswith(("TAM", "TẬP"))
    assert message["TrangThaiHoSo"] == str(int(dossier.state))
    assert message["NgayHenTra"] == (wire(dossier.due_at) if dossier.due_at else "")
    assert message["DinhDanhCHS"] in ([], [{"LoaiDinhDanh": "1", "SoDinhDanh": dossier.owner.number}]) or (
        message["DinhDanhCHS"] == [{"LoaiDinhDanh": "2", "SoDinhDanh": dossier.owner.number}]
    )
    assert "000000001" not in json.dumps(message).replace("046099000001", "")
    paid = [fee for fee in dossier.fees if fee.amount and fee.kind != "post"]
    if message["DuocThanhToanTrucTuyen"] != "0":
        assert paid and all(fee.transaction and fee.online and fee.means is None for fee in paid)
    digitised = [row["DuocSoHoa"] for row in message["TaiLieuNop"]]  # type: ignore[union-attr, index, call-overload]  # a list, by `validate`
    assert digitised == ["1" if paper.digitised else "0" for paper in dossier.papers]
    codes = {row["MaThanhPhanHoSo"] for row in message["TaiLieuNop"]}  # type: ignore[union-attr, index, call-overload]  # as above
    assert codes <= {"", "GT001", "GT002"}


# -- the truth --------------------------------------------------------------------------------


def test_states_are_sent_as_themselves_one_to_one() -> None:
    assert [status(state) for state in DossierState] == [str(number) for number in range(1, 11)]


def test_a_waiting_dossier_does_not_look_finished() -> None:
    open_round = SyncSupplement(id=1, asked_by="A", text="Bổ sung", asked_at=RECEIVED)
    assert built(plain_dossier(state=S.SUPPLEMENT, supplements=(open_round,)))["TrangThaiHoSo"] == "5"
    assert built(plain_dossier(state=S.PAYMENT))["TrangThaiHoSo"] == "6"
    assert built(plain_dossier(state=S.STOPPED))["TrangThaiHoSo"] == "8"
    ended = plain_dossier(state=S.PAYMENT, ready_at=RECEIVED + timedelta(hours=1))
    assert held(ended) == {"portal.check.forbids"}


def test_an_unknown_appointment_is_sent_as_not_known() -> None:
    assert built(plain_dossier(due_at=None))["NgayHenTra"] == ""


def test_when_a_post_was_sent_is_not_made_up() -> None:
    assert built(plain_dossier())["NgayNopHoSo"] == "20261123151000"
    card = replace(CARD, fees=(CardFee(code="P01", channel=Channel.POST, amount=8000),))
    assert built(plain_dossier(channel=Channel.POST), card)["NgayNopHoSo"] == ""


@pytest.mark.parametrize("means", PaymentMeans)
def test_what_is_paid_at_the_counter_is_never_an_online_payment(means: PaymentMeans) -> None:
    fee = SyncFee(name="Phí", kind="phi", amount=8000, unit_amount=8000, means=means)
    message = built(plain_dossier(fees=(fee,)))
    assert message["DuocThanhToanTrucTuyen"] == "0"
    assert message["DanhSachLePhi"][0]["HinhThucThu"] == "1"  # type: ignore[index, call-overload]  # a list of one
    told = replace(fee, online=OnlinePay.PLATFORM, transaction="GD1")
    assert held(plain_dossier(fees=(told,))) == {"portal.hold.no_transaction"}


def test_an_online_payment_needs_its_transaction() -> None:
    fee = SyncFee(name="Phí", kind="phi", amount=8000, unit_amount=8000, online=OnlinePay.GATEWAY)
    assert held(plain_dossier(fees=(fee,))) == {"portal.hold.no_transaction"}
    message = built(plain_dossier(fees=(replace(fee, transaction="GD1"),)))
    assert message["DuocThanhToanTrucTuyen"] == "2"


def test_a_payment_that_came_partly_in_cash_is_not_called_online() -> None:
    online = SyncFee(
        name="A", kind="phi", amount=8000, unit_amount=8000, online=OnlinePay.PLATFORM, transaction="GD1"
    )
    cash = SyncFee(name="B", kind="phi", amount=4000, unit_amount=4000, means=PaymentMeans.CASH)
    assert built(plain_dossier(fees=(online, cash)))["DuocThanhToanTrucTuyen"] == "0"


def test_postage_is_no_fee_of_the_dossier() -> None:
    post = SyncFee(name="Cước", kind="post", amount=30000, means=PaymentMeans.POST)
    message = built(plain_dossier(fees=(post,), ledger_total=0))
    assert message["DanhSachLePhi"] == []


@pytest.mark.parametrize(
    ("number", "kind", "sent"),
    [
        ("", None, []),
        ("046099000001", None, [{"LoaiDinhDanh": "1", "SoDinhDanh": "046099000001"}]),
        ("191234567", None, [{"LoaiDinhDanh": "2", "SoDinhDanh": "191234567"}]),
        ("C1234567", None, []),
        ("12345678", NumberKind.PASSPORT, []),
    ],
)
def test_a_number_is_sent_as_what_it_is(number: str, kind: NumberKind | None, sent: object) -> None:
    message = built(plain_dossier(owner=SyncOwner(name="A", number=number, number_kind=kind)))
    assert message["DinhDanhCHS"] == sent
    assert message["SoGiayToChuHoSo"] == number


@pytest.mark.parametrize("number", ["000000001", "000000000000", "0460990000", "04609900000１", "12345678"])
def test_a_number_that_is_none_holds_the_message(number: str) -> None:
    owner = SyncOwner(name="A", number=number, number_kind=None)
    if number.endswith("１"):
        owner = replace(owner, number_kind=NumberKind.CCCD)
    assert held(plain_dossier(owner=owner)) == {"portal.hold.number"}


def test_a_result_without_a_file_gets_no_other_file_in_its_place() -> None:
    paper = SyncPaper(name="Tờ khai", file_id="1", url="https://tep.vi-du.invalid/1", digitised=True)
    message = built(plain_dossier(papers=(paper,), results=(SyncResult(name="Bản sao Trích lục hộ tịch"),)))
    assert message["DanhSachGiayToKetQua"] == [
        {
            "TenGiayTo": "Bản sao Trích lục hộ tịch",
            "MaThanhPhanHoSo": "",
            "GiayToId": "",
            "DuongDanTepTinKetQua": "",
            "MaGiayToKetQua": "KQ.G15.000342",
        }
    ]
    same = SyncResult(name="Bản sao Trích lục hộ tịch", file_id="1")
    assert held(plain_dossier(papers=(paper,), results=(same,))) == {"portal.hold.result_is_paper"}


# -- what holds a message ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"code": "TAM-261123-0007"}, "portal.hold.provisional"),
        ({"provisional": True}, "portal.hold.provisional"),
        ({"code": "TẬP-261123-0007"}, "portal.check.code"),
        ({"code": "h57.15-261123-0007"}, "portal.check.code"),
        ({"code": "H57.15-261124-0007"}, "portal.check.code_day"),
        ({"procedure_code": "1.001193"}, "portal.hold.no_card"),
        ({"result_way": ResultWay.ONLINE}, "portal.hold.result_way"),
        ({"note": "Mật khẩu: Abc@12345"}, "portal.hold.secret"),
        ({"papers": (SyncPaper(name="Giấy lạ"),)}, "portal.hold.paper_code"),
        ({"papers": (SyncPaper(name="Tờ khai", code="GT9"),)}, "portal.hold.paper_code"),
        ({"papers": (SyncPaper(name="Tờ khai", digitised=True),)}, "portal.hold.no_file"),
        ({"fees": (SyncFee(name="x", kind="phi", amount=7, unit_amount=7),)}, "portal.hold.fee_code"),
        ({"fees": (SyncFee(name="x", kind="phi", amount=7),)}, "portal.hold.fee_code"),
        ({"fees": (SyncFee(name="x", kind="", amount=8000, unit_amount=8000),)}, "portal.hold.fee_kind"),
        ({"fees": (SyncFee(name="x", kind="phi", amount=-1),)}, "portal.hold.fee_negative"),
        ({"others": (SyncOther(name="x", quantity=1),)}, "portal.hold.kind_code"),
        ({"ledger_total": 8000}, "portal.hold.ledger"),
        ({"due_at": RECEIVED - timedelta(days=1)}, "portal.check.order"),
        ({"filed_at": RECEIVED + timedelta(seconds=1)}, "portal.check.order"),
        ({"state": S.DONE}, "portal.check.needs"),
        ({"state": S.RETURNED, "ready_at": RECEIVED}, "portal.check.needs"),
        ({"state": S.NOT_RECEIVED}, "portal.check.needs"),
        ({"state": S.SUPPLEMENT}, "portal.check.no_open_supplement"),
        ({"agency": " "}, "portal.field.empty"),
        ({"subject": ""}, "portal.field.empty"),
    ],
)
def test_what_cannot_be_said_truly_is_held(changes: dict[str, object], reason: str) -> None:
    found = held(plain_dossier(**changes))
    assert reason in found
    assert found <= {reason, "portal.field.empty"}


def test_an_online_filing_needs_the_owners_account() -> None:
    changes: dict[str, object] = {"channel": Channel.ONLINE, "fees": ()}
    assert held(plain_dossier(**changes)) == {"portal.hold.tech_id"}
    owner = replace(OWNER, tech_id="b1c0a6d2")
    message = built(plain_dossier(**changes, owner=owner))
    assert (message["KenhThucHien"], message["MaDoiTuong"], message["NoiNopHoSo"]) == ("2", "b1c0a6d2", "1")
    assert built(plain_dossier(owner=owner))["MaDoiTuong"] is None


def test_every_reason_is_told_at_once() -> None:
    found = held(plain_dossier(provisional=True, result_way=ResultWay.ONLINE, papers=(SyncPaper(name="x"),)))
    assert found == {"portal.hold.provisional", "portal.hold.result_way", "portal.hold.paper_code"}


def test_without_the_card_nothing_is_sent() -> None:
    assert held(plain_dossier(), None) == {"portal.hold.no_card"}


def test_a_card_with_a_fee_twice_gives_no_code() -> None:
    twice = replace(CARD, fees=(*CARD.fees, CardFee(code="P09", channel=Channel.DIRECT, amount=8000)))
    assert held(plain_dossier(), twice) == {"portal.hold.fee_code"}


# -- texts and times --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cut", "whole", "over", "kept"),
    [
        (fields.subject, 1000, 1001, 998),
        (fields.file_name, 4000, 4001, 3998),
        (fields.result_name, 1999, 2000, 1998),
        (fields.actor, 50, 51, 49),
    ],
)
def test_texts_are_cut_as_the_live_system_cuts_them(cut: object, whole: int, over: int, kept: int) -> None:
    assert callable(cut)
    assert cut("ạ" * whole) == "ạ" * whole
    assert cut("ạ" * over) == "ạ" * (kept - 3) + "..."


def test_a_long_text_is_cut_and_a_long_name_is_not() -> None:
    message = built(plain_dossier(subject="ư" * 2000, note="ơ" * 900))
    assert fields.length(str(message["TrichYeuHoSo"])) == 998
    assert fields.length(str(message["GhiChu"])) <= 500
    assert held(plain_dossier(owner=SyncOwner(name="A" * 501))) == {"portal.field.long"}


def test_signs_beyond_the_basic_plane_count_twice() -> None:
    assert fields.length(fields.actor("𠮷" * 40)) <= 50


def test_moments_are_those_of_the_counter() -> None:
    assert moment(datetime(2026, 12, 31, 17, 0, 1, tzinfo=UTC)) == "20270101000001"
    assert moment(None) == ""
    with pytest.raises(ValueError, match="zone"):
        moment(datetime(2026, 1, 1))  # noqa: DTZ001  the fault that is looked for


@pytest.mark.parametrize(
    "text", ["20260231000000", "2026010100000", "20260101240000", "2026-01-01", "２0260101000000"]
)
def test_a_moment_that_never_was_is_seen(text: str) -> None:
    message = built(plain_dossier()) | {"NgayHenTra": text}
    assert [p.message_id for p in fields.validate(message)] == ["portal.field.moment"]


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("MaHoSo", 7, "portal.field.text"),
        ("MaHoSo", "", "portal.field.empty"),
        ("MaHoSo", "x" * 51, "portal.field.long"),
        ("MaTTHC", "1.01275.H19", "portal.field.form"),
        ("KenhThucHien", "4", "portal.field.word"),
        ("HinhThuc", None, "portal.field.text"),
        ("TaiLieuNop", "", "portal.field.list"),
        ("TaiLieuNop", ["x"], "portal.field.object"),
        ("DSKetNoiCSDL", [{}], "portal.field.left_out"),
        ("DSKetNoiCSDL", [{"MaCSDL": "7", "x": "y"}], "portal.field.extra"),
        (
            "DanhSachTepDinhKemKhac",
            [{"TenGiayTo": "a", "SoLuong": True, "LoaiGiayTo": 1}],
            "portal.field.number",
        ),
        (
            "DanhSachTepDinhKemKhac",
            [{"TenGiayTo": "a", "SoLuong": "1", "LoaiGiayTo": 1}],
            "portal.field.number",
        ),
    ],
)
def test_a_field_that_does_not_fit_is_named(name: str, value: object, reason: str) -> None:
    found = fields.validate({**built(plain_dossier()), name: value})
    assert [p.message_id for p in found] == [reason]
    assert found[0].field.startswith(name)


# -- steps ------------------------------------------------------------------------------------


def test_steps_not_yet_taken_are_sent() -> None:
    made = progress(plain_dossier(), steps_of(5), taken=3)
    assert not isinstance(made, Held)
    assert [message["NoiDungXuLy"] for message in made] == ["Bước 3", "Bước 4"]
    assert made[0]["NguoiXuLy"] == "Chuyên viên"


def test_steps_that_contradict_themselves_are_held() -> None:
    steps = steps_of(4)
    cases = {
        "portal.check.first_step": steps[1:],
        "portal.check.step_times": (steps[0], steps[2], steps[1]),
        "portal.check.after_end": (steps[0], replace(steps[1], state=S.WITHDRAWN), steps[2]),
    }
    for reason, wrong in cases.items():
        found = progress(plain_dossier(), wrong)
        assert isinstance(found, Held) and {r.message_id for r in found.reasons} == {reason}


def test_a_step_is_held_with_its_dossier() -> None:
    for dossier in (plain_dossier(provisional=True), plain_dossier(code="TAM-261123-0001")):
        found = tiendo(dossier, steps_of(1)[0])
        assert isinstance(found, Held) and found.reasons[0].message_id == "portal.hold.provisional"
    empty = tiendo(plain_dossier(), replace(steps_of(1)[0], text=" "))
    assert isinstance(empty, Held) and empty.reasons[0].message_id == "portal.field.empty"
