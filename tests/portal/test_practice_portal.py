"""The practice portal as a gateway: what it takes, what it refuses, and that a key has one effect."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from counter.errors import StoreError
from counter.portal.practice import Fault, PracticePortal, RequestKind, Rule, gateways
from tests.conftest import Clock
from tests.portal.practice_portal_calls import BIRTH, PROCEDURES, Caller, caller, hoso, step

CODE = "TẬP-H57.99-261123-0007"
STEPS = [step(CODE, f"202611231{n}0000", "2" if n == 5 else "4") for n in (5, 6, 7)]


@pytest.fixture
def portal(clock: Clock) -> Iterator[PracticePortal]:
    with PracticePortal(PROCEDURES, now=clock, wait=lambda _: None) as made:
        yield made


@pytest.fixture
def call(portal: PracticePortal) -> Iterator[Caller]:
    with caller(portal) as made:
        made.log_in()
        yield made


def dossier(portal: PracticePortal, code: str = CODE) -> Mapping[str, object]:
    dossiers = portal.state()["dossiers"]
    assert isinstance(dossiers, dict)
    found = dossiers[code]
    assert isinstance(found, dict)
    return found


def counts(portal: PracticePortal, code: str = CODE) -> tuple[object, object, object]:
    found = dossier(portal, code)
    return found["created"], found["updated"], found["doubles"]


# -- adapter ----------------------------------------------------------------------------------


def test_a_dossier_goes_the_whole_way_through_the_adapter(portal: PracticePortal, call: Caller) -> None:
    assert call.service("TraCuuHoSo", mahoso=CODE) == (200, {"error_code": 0, "message": "", "result": []})
    status, said = call.service("DongBoHoSoMC", isUpdating="False", data=[hoso()])
    assert (status, said["error_code"]) == (200, 0)
    assert "thành công" in said["message"]
    row = call.service("TraCuuHoSo", mahoso=CODE)[1]["result"][0]
    assert (row["MaHoSo"], row["TrangThaiHoSo"]) == (CODE, "4")
    assert call.service("DongBoHoSoMC", isUpdating="True", data=[hoso(GhiChu="b")])[1]["error_code"] == 0
    assert call.service("CapNhatTienDoHoSoMC", data=STEPS)[1]["error_code"] == 0
    assert counts(portal) == (1, 1, 0)
    assert dossier(portal)["steps"] == STEPS


def test_a_session_ends_after_ten_minutes(call: Caller, clock: Clock) -> None:
    clock.ahead(minutes=9, seconds=59)
    assert call.service("TraCuuHoSo", mahoso=CODE)[0] == 200
    clock.ahead(seconds=1)
    status, said = call.service("TraCuuHoSo", mahoso=CODE)
    assert status == 401
    assert "phiên" in said["message"].casefold()
    call.log_in()
    assert call.service("TraCuuHoSo", mahoso=CODE)[0] == 200


def test_no_other_password_is_taken_than_the_one_for_practice(call: Caller) -> None:
    _, said = call.post(gateways.AUTH, {"username": "phuxuan", "password": "s3cret!"})
    assert said["error_code"] != 0
    assert "session" not in said
    assert "s3cret" not in str(said)


@pytest.mark.parametrize(
    ("service", "path", "name"),
    [
        ("LayDanhSachTTHC", gateways.SHARE, "MATTHC"),
        ("LayDanhMucCoQuan", gateways.SHARE, "MADONVI"),
        ("LayDanhMucLinhVuc", gateways.SHARE, "MALINHVUC"),
    ],
)
def test_the_dictionaries(call: Caller, service: str, path: str, name: str) -> None:
    rows = call.service(service, path=path)[1]["result"]
    assert rows
    assert all(row[name] for row in rows)


def test_the_card_of_a_procedure(call: Caller) -> None:
    card = call.service("LayThuTuc", maTTHC=BIRTH)[1]["result"][0]
    assert card["MATTHC"] == BIRTH
    assert card["THANHPHANHOSO"][0]["GIAYTO"][0]["MAGIAYTO"].startswith("TAP-")
    assert {way["KENH"] for way in card["CACHTHUCTHUCHIEN"]} == {1, 2, 3}
    assert call.service("LayThuTuc", maTTHC="9.999999")[1]["result"] == []


def test_an_account_is_always_the_same_for_a_number(call: Caller) -> None:
    asked = {"provider": "wso2is", "mstorcmnd": "046099000001", "path": gateways.SHARE}
    first = call.service("TraCuuTechID", **asked)[1]["result"]
    assert first == call.service("TraCuuTechID", **asked)[1]["result"]
    assert call.service("TraCuuTechID", **asked | {"mstorcmnd": "x"})[1]["result"] == []


# -- provincial gateway -----------------------------------------------------------------------


def test_a_dossier_goes_the_whole_way_through_the_province(portal: PracticePortal, call: Caller) -> None:
    said = {"error_code": "0", "message": "Thêm mới thành công"}
    assert call.post(gateways.ADD, [hoso()]) == (200, said)
    assert call.post(gateways.ADD, [hoso()]) == (200, {"error_code": "3", "message": "Hồ sơ đã tồn tại"})
    assert call.post(gateways.UPDATE, [hoso(GhiChu="b")])[1]["error_code"] == "0"
    assert call.post(gateways.STEPS, STEPS) == (200, "Cập nhật thành công")
    assert counts(portal) == (1, 1, 0)


def test_more_than_ten_steps_are_refused(portal: PracticePortal, call: Caller) -> None:
    call.post(gateways.ADD, [hoso()])
    steps = [step(CODE, f"202611231500{n:02}") for n in range(11)]
    assert "thành công" not in call.post(gateways.STEPS, steps)[1]
    assert dossier(portal)["steps"] == []
    assert "thành công" in call.post(gateways.STEPS, steps[:10])[1]


# -- refusals ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"TrangThaiHoSo": 4},
        {"HinhThuc": "2"},
        {"NgayTiepNhan": "20261332000000"},
        {"TrangThaiHoSo": "9"},
        {"MaHoSo": "H57.99-261124-0007"},
        {"MaHoSo": "abc"},
        {"MaTTHC": "9.999999"},
        {"MaLinhVuc": "G15-HT01"},
        {"Laa": ""},
    ],
    ids=str,
)
def test_a_malformed_dossier_is_refused_with_the_reason(
    portal: PracticePortal, call: Caller, wrong: dict[str, object]
) -> None:
    said = call.post(gateways.ADD, [hoso() | wrong])[1]
    assert said["error_code"] == "-3"
    assert len(said["message"]) > 20
    assert portal.state()["created"] == 0


def test_steps_of_an_unknown_dossier_are_refused(call: Caller) -> None:
    assert "không tồn tại" in call.post(gateways.STEPS, STEPS)[1]
    assert call.post(gateways.UPDATE, [hoso()])[1]["error_code"] == "-3"


@pytest.mark.parametrize("body", [b"", b"{", b'{"a":1,"a":2}', b"[NaN]", b"\xff", b"[" * 9999])
def test_what_is_no_json_is_refused(call: Caller, body: bytes) -> None:
    headers = {"Content-Type": "application/json", "dstcode": "x"}
    assert call.ask("POST", gateways.ADD, body, headers)[0] == 400


def test_a_real_dossier_is_not_taken_where_only_practice_is() -> None:
    with PracticePortal(PROCEDURES, marked_only=True) as portal, caller(portal) as call:
        said = call.post(gateways.ADD, [hoso("H57.99-261123-0007")])[1]
        assert said["error_code"] == "-3"
        assert call.post(gateways.ADD, [hoso("TẬP-TAM-261123-0007")])[1]["error_code"] == "0"


# -- one effect -------------------------------------------------------------------------------


def test_the_same_key_has_one_effect_and_the_same_answer(portal: PracticePortal, call: Caller) -> None:
    first = call.post(gateways.ADD, [hoso()], "k1")
    assert call.post(gateways.ADD, [hoso()], "k1") == first
    assert call.post(gateways.STEPS, STEPS, "k2") == call.post(gateways.STEPS, STEPS, "k2")
    assert counts(portal) == (1, 0, 0)
    assert dossier(portal)["doubled_steps"] == 0


def test_a_key_keeps_its_answer_over_a_new_session(portal: PracticePortal, call: Caller) -> None:
    call.service("DongBoHoSoMC", isUpdating="False", data=[hoso()], key="k")
    call.log_in()
    assert call.service("DongBoHoSoMC", isUpdating="False", data=[hoso()], key="k")[1]["error_code"] == 0
    assert counts(portal) == (1, 0, 0)


def test_another_message_under_a_key_is_a_conflict(portal: PracticePortal, call: Caller) -> None:
    call.post(gateways.ADD, [hoso()], "k")
    assert call.post(gateways.ADD, [hoso(GhiChu="b")], "k")[0] == 409
    assert dossier(portal)["message"] == hoso()


def test_what_was_mended_after_a_refusal_may_come_under_its_key(call: Caller) -> None:
    assert call.post(gateways.ADD, [hoso(HinhThuc="2")], "k")[1]["error_code"] == "-3"
    assert call.post(gateways.ADD, [hoso()], "k")[1]["error_code"] == "0"


@pytest.mark.parametrize(("key", "doubles"), [("k", 0), ("", 1)])
def test_work_done_twice_doubles_only_without_a_key(
    portal: PracticePortal, call: Caller, key: str, doubles: int
) -> None:
    portal.set_faults([Rule(fault=Fault.DOUBLE)])
    call.post(gateways.ADD, [hoso()], key)
    call.post(gateways.STEPS, STEPS[:1], key and "s")
    assert portal.state()["doubles"] == doubles
    assert portal.state()["doubled_steps"] == doubles


@pytest.mark.parametrize(("key", "doubles"), [("k", 0), ("", 1)])
def test_a_forgetful_look_up_doubles_only_without_a_key(
    portal: PracticePortal, call: Caller, key: str, doubles: int
) -> None:
    """The answer is lost, the look-up says no, the dossier is sent again."""
    call.post(gateways.ADD, [hoso()], key)
    portal.set_faults([Rule(fault=Fault.FORGET_LOOKUP)])
    call.log_in()
    assert call.service("TraCuuHoSo", mahoso=CODE)[1]["result"] == []
    assert call.post(gateways.ADD, [hoso()], key)[1]["error_code"] == "0"
    assert portal.state()["doubles"] == doubles


@pytest.mark.parametrize(("key", "doubled"), [("k", 0), ("", 2)])
def test_half_accepted_steps_are_finished_under_their_key(
    portal: PracticePortal, call: Caller, key: str, doubled: int
) -> None:
    call.post(gateways.ADD, [hoso()])
    portal.set_faults([Rule(fault=Fault.HALF, first=1)])
    assert "thành công" not in call.post(gateways.STEPS, STEPS, key)[1]
    steps = dossier(portal)["steps"]
    assert isinstance(steps, list)
    assert len(steps) == 2
    assert "thành công" in call.post(gateways.STEPS, STEPS, key)[1]
    assert portal.state()["doubled_steps"] == doubled


def test_a_dossier_that_was_forgotten_may_come_again(portal: PracticePortal, call: Caller) -> None:
    portal.set_faults([Rule(fault=Fault.FORGET_DOSSIER, kinds=frozenset({RequestKind.ADD}), first=1)])
    assert call.post(gateways.ADD, [hoso()], "k")[1]["error_code"] == "0"
    assert dossier(portal)["known"] is False
    assert call.post(gateways.ADD, [hoso()], "k")[1]["error_code"] == "0"
    assert counts(portal) == (2, 0, 0)
    assert dossier(portal)["forgotten"] == 1


# -- kept, stopped, switched ------------------------------------------------------------------


def test_what_was_taken_outlives_the_run(tmp_path: Path) -> None:
    path = tmp_path / "cong.json"
    with PracticePortal(PROCEDURES, keep=path) as portal, caller(portal) as call:
        call.post(gateways.ADD, [hoso()], "k")
        call.post(gateways.STEPS, STEPS, "s")
        before = portal.state()
    with PracticePortal(PROCEDURES, keep=path) as portal, caller(portal) as call:
        assert portal.state() == before | {"requests": []}
        assert call.post(gateways.ADD, [hoso()], "k")[1]["error_code"] == "0"
        assert call.post(gateways.ADD, [hoso()])[1]["error_code"] == "3"
        assert counts(portal) == (1, 0, 0)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"practice_portal":1,"records":[1]}', b"\xff"])
def test_a_strange_file_is_not_written_over(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "khac.json"
    path.write_bytes(content)
    with pytest.raises(StoreError):
        PracticePortal(PROCEDURES, keep=path)
    assert path.read_bytes() == content


def test_it_goes_on_at_the_same_address_after_a_stop(portal: PracticePortal) -> None:
    with caller(portal) as call:
        call.post(gateways.ADD, [hoso()])
    url = portal.url
    portal.stop()
    assert portal.start() == url
    with caller(portal) as call:
        assert call.post(gateways.ADD, [hoso()])[1]["error_code"] == "3"


def test_a_port_that_is_taken_is_told(portal: PracticePortal) -> None:
    other = PracticePortal(PROCEDURES, port=int(portal.url.rpartition(":")[2]))
    with pytest.raises(StoreError, match="port_taken"):
        other.start()


def test_faults_are_switched_over_http(portal: PracticePortal, call: Caller) -> None:
    rules = {"seed": 5, "rules": [{"fault": "busy", "kinds": ["add"], "chance": 1, "first": 1}]}
    headers = {"Content-Type": "application/json"}
    assert call.ask("PUT", "/practice/faults", json.dumps(rules).encode(), headers)[0] == 200
    assert call.post(gateways.ADD, [hoso()])[0] == 503
    assert call.post(gateways.ADD, [hoso()])[0] == 200
    state = json.loads(call.ask("GET", "/practice/state")[1])
    assert state == portal.state()
    assert [(row["kind"], row["fault"]) for row in state["requests"][-2:]] == [("add", "busy"), ("add", None)]


@pytest.mark.parametrize(
    "rules",
    [
        [],
        {"rules": [{"fault": "x"}]},
        {"rules": [{"fault": "busy", "kinds": ["x"]}]},
        {"rules": [{"fault": "busy", "chance": 2}]},
        {"rules": [{"fault": "busy", "chanc": 1}]},
        {"rules": [{"fault": "busy", "first": 0}]},
        {"seed": "x", "rules": []},
    ],
    ids=str,
)
def test_faults_that_mean_nothing_are_refused(call: Caller, rules: object) -> None:
    assert call.ask("PUT", "/practice/faults", json.dumps(rules).encode())[0] == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "practice.example"},
        {"Origin": "https://example.invalid"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
    ids=str,
)
def test_other_sites_cannot_reach_it(portal: PracticePortal, call: Caller, headers: dict[str, str]) -> None:
    assert call.ask("PUT", "/practice/faults", b'{"rules":[]}', headers)[0] == 403


def test_every_answer_says_that_it_is_for_practice(call: Caller) -> None:
    for method, path in (("GET", "/"), ("GET", "/practice/state"), ("GET", gateways.ADD), ("BREW", "/")):
        assert call.ask(method, path)[2]["x-practice-portal"] == "TAP", path


def test_what_is_too_large_is_not_read(portal: PracticePortal) -> None:
    with caller(portal) as call:
        call.line.putrequest("POST", gateways.ADD)
        call.line.putheader("Content-Length", str(2**40))
        call.line.endheaders()
        assert call.line.getresponse().status == 413


def test_sessions_can_be_short(clock: Clock) -> None:
    with (
        PracticePortal(PROCEDURES, session=timedelta(minutes=1), now=clock) as portal,
        caller(portal) as call,
    ):
        call.log_in()
        clock.ahead(minutes=1)
        assert call.service("TraCuuHoSo", mahoso=CODE)[0] == 401
        call.log_in()
        portal.end_sessions()
        assert call.service("TraCuuHoSo", mahoso=CODE)[0] == 401
