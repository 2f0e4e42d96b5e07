"""Each fault as a program on the other side meets it, and that the same seed tells the same story."""

import gzip
import io
import json
import socket
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from itertools import pairwise
from pathlib import Path

import pytest

from counter.cli import portal_faults
from counter.errors import Refused
from counter.paths import data_dir
from counter.portal import strict
from counter.portal.practice import Fault, PracticePortal, RequestKind, Rule, gateways
from counter.portal.practice.faults import FaultPlan
from counter.portal.practice.replies import bomb
from tests.portal.practice_portal_calls import PROCEDURES, Caller, caller, hoso

CODE = "TẬP-H57.99-261123-0007"
LOST = (OSError, HTTPException)
WAITED: list[float] = []


@pytest.fixture
def portal() -> Iterator[PracticePortal]:
    WAITED.clear()
    with PracticePortal(PROCEDURES, wait=WAITED.append) as made:
        yield made


@pytest.fixture
def call(portal: PracticePortal) -> Iterator[Caller]:
    with caller(portal) as made:
        yield made


def add(call: Caller, code: str = CODE) -> tuple[int, bytes, dict[str, str]]:
    headers = {"Content-Type": "application/json", "Accept-Encoding": "gzip"}
    return call.ask("POST", gateways.ADD, json.dumps([hoso(code)]).encode(), headers)


def created(portal: PracticePortal) -> object:
    return portal.state()["created"]


# -- the line ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "done"),
    [
        (Fault.LOSE_REQUEST, 0),
        (Fault.LOSE_ANSWER, 1),
        (Fault.RESET, 1),
        (Fault.HANG, 1),
        (Fault.CUT, 1),
        (Fault.LENGTH_LONGER, 1),
    ],
)
def test_no_whole_answer_comes(portal: PracticePortal, call: Caller, fault: Fault, done: int) -> None:
    portal.set_faults([Rule(fault=fault, first=1)])
    with pytest.raises(LOST):
        add(call)
    assert created(portal) == done
    assert sum(WAITED) == (60 if fault is Fault.HANG else 0)


def test_a_reset_is_a_reset(portal: PracticePortal, call: Caller) -> None:
    portal.set_faults([Rule(fault=Fault.RESET)])
    with pytest.raises(ConnectionResetError):
        add(call)


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault.ERROR_BEFORE, 500),
        (Fault.BUSY, 503),
        (Fault.TOO_MANY, 429),
        (Fault.REDIRECT, 307),
        (Fault.CAPTIVE, 200),
        (Fault.REFUSE_3, 200),
        (Fault.REFUSE_MINUS_3, 200),
        (Fault.REFUSE_400, 400),
        (Fault.HOSTILE_TEXT, 400),
    ],
)
def test_a_request_comes_to_nothing(portal: PracticePortal, call: Caller, fault: Fault, status: int) -> None:
    portal.set_faults([Rule(fault=fault, first=1)])
    found, body, headers = add(call)
    assert found == status
    assert created(portal) == 0
    assert ("location" in headers) is (fault is Fault.REDIRECT)
    assert ("retry-after" in headers) is (fault in (Fault.BUSY, Fault.TOO_MANY))
    if fault is Fault.REFUSE_3:
        assert json.loads(body)["error_code"] == "3"
    assert add(call)[0] == 200


def test_a_refusal_says_what_the_file_says(portal: PracticePortal, call: Caller) -> None:
    portal.set_faults([Rule(fault=Fault.REFUSE_400, text="thiếu giấy tờ")])
    assert json.loads(add(call)[1])["message"] == "thiếu giấy tờ"


def test_a_hostile_message_carries_what_a_terminal_would_obey(portal: PracticePortal, call: Caller) -> None:
    portal.set_faults([Rule(fault=Fault.HOSTILE_TEXT)])
    said = json.loads(add(call)[1])["message"]
    assert "\x1b]0;x\x07" in said
    assert "[@click=app.quit]" in said


# -- answers that are spoiled -----------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        Fault.NOT_JSON,
        Fault.BROKEN_JSON,
        Fault.DOUBLED_KEYS,
        Fault.NAN,
        Fault.DEEP,
        Fault.NOT_UTF8,
        Fault.EMPTY,
    ],
)
def test_the_work_is_done_and_the_answer_cannot_be_read(
    portal: PracticePortal, call: Caller, fault: Fault
) -> None:
    portal.set_faults([Rule(fault=fault, first=1)])
    status, body, _ = add(call)
    assert status == 200
    with pytest.raises(strict.NotJson):
        strict.read(body)
    assert created(portal) == 1


def test_an_error_after_the_work(portal: PracticePortal, call: Caller) -> None:
    portal.set_faults([Rule(fault=Fault.ERROR_AFTER, first=1)])
    assert add(call)[0] == 500
    assert created(portal) == 1


def test_a_good_answer_of_a_wrong_type(portal: PracticePortal, call: Caller) -> None:
    portal.set_faults([Rule(fault=Fault.WRONG_TYPE)])
    _, body, headers = add(call)
    assert headers["content-type"] == "image/png"
    assert json.loads(body)["error_code"] == "0"


@pytest.mark.parametrize("fault", [Fault.DRIP, Fault.DRIP_HEADERS])
def test_an_answer_that_drips_outlasts_any_deadline(
    portal: PracticePortal, call: Caller, fault: Fault
) -> None:
    portal.set_faults([Rule(fault=fault)])
    assert json.loads(add(call)[1])["error_code"] == "0"
    assert set(WAITED) == {0.5}
    assert sum(WAITED) >= 50


def test_a_delay_is_as_long_as_the_rule_says(portal: PracticePortal, call: Caller) -> None:
    portal.set_faults([Rule(fault=Fault.DELAY, seconds=7)])
    assert add(call)[0] == 200
    assert WAITED == [7]


def test_a_huge_answer_is_larger_than_any_cap(portal: PracticePortal, call: Caller) -> None:
    portal.set_faults([Rule(fault=Fault.HUGE)])
    _, body, headers = add(call)
    assert len(body) == int(headers["content-length"]) > 60 * 2**20
    assert json.loads(body)["error_code"] == "0"


def test_a_bomb_is_small_until_it_is_unpacked(portal: PracticePortal, call: Caller) -> None:
    portal.set_faults([Rule(fault=Fault.GZIP_BOMB)])
    _, body, headers = add(call)
    assert headers["content-encoding"] == "gzip"
    assert len(body) < 2**20
    unpacked = gzip.GzipFile(fileobj=io.BytesIO(body))
    assert unpacked.read(2**22) == b" " * 2**22


def test_a_bomb_is_a_whole_gzip_stream() -> None:
    whole = gzip.decompress(bomb(b'{"a":1}', 20 * 2**20))
    assert whole == b'{"a":1}'.rjust(16 * 2**20 + 7)


def test_one_request_is_answered_twice(portal: PracticePortal) -> None:
    portal.set_faults([Rule(fault=Fault.ANSWER_TWICE)])
    body = json.dumps([hoso()]).encode()
    port = int(portal.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        head = f"POST {gateways.ADD} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        line.sendall(head.encode() + body)
        whole = b""
        while piece := line.recv(65536):
            whole += piece
    assert whole.count(b"HTTP/1.1 200 OK") == 2
    assert created(portal) == 1


# -- lies -------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [Fault.BACKWARDS, Fault.OTHER_CODE])
def test_the_look_up_lies(portal: PracticePortal, call: Caller, fault: Fault) -> None:
    call.log_in()
    add(call)
    portal.set_faults([Rule(fault=fault)])
    call.log_in()
    row = call.service("TraCuuHoSo", mahoso=CODE)[1]["result"][0]
    assert (row["MaHoSo"] != CODE) is (fault is Fault.OTHER_CODE)
    assert (int(row["TrangThaiHoSo"]) < 4) is (fault is Fault.BACKWARDS)


def test_all_sessions_end_at_once(portal: PracticePortal, call: Caller) -> None:
    call.log_in()
    asking = frozenset({RequestKind.ASK})
    portal.set_faults([Rule(fault=Fault.EXPIRE_SESSION, kinds=asking, first=1)])
    assert call.service("TraCuuHoSo", mahoso=CODE)[0] == 401
    call.log_in()
    assert call.service("TraCuuHoSo", mahoso=CODE)[0] == 200


# -- seeds ------------------------------------------------------------------------------------

_MIXED = (
    Rule(fault=Fault.LOSE_ANSWER, chance=0.2),
    Rule(fault=Fault.ERROR_BEFORE, chance=0.2),
    Rule(fault=Fault.DOUBLE, chance=0.3),
)


def _story(seed: int, workers: int) -> Counter[tuple[str, str, str]]:
    """Forty dossiers, each sent until an answer came, in several lanes at once."""

    with PracticePortal(PROCEDURES, _MIXED, seed) as made:

        def lane(code: str) -> None:
            with caller(made) as call:
                for number in range(20):
                    try:
                        if add(call, code)[0] == 200:
                            return
                    except LOST:
                        call.close()
                    assert number < 19

        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(lane, [f"TẬP-H57.99-261123-{n:04}" for n in range(40)]))
        requests = made.state()["requests"]
    assert isinstance(requests, list)
    return Counter(
        (str(r["subject"]), str(r["kind"]), str(r["fault"])) for r in requests if isinstance(r, dict)
    )


def test_the_same_seed_tells_the_same_story_however_many_send() -> None:
    first = _story(7, 1)
    assert first == _story(7, 6)
    assert first != _story(8, 1)
    assert {fault for _, _, fault in first} == {"None", "lose_answer", "error_before", "double"}


def test_chances_come_true() -> None:
    plan = FaultPlan([Rule(fault=Fault.BUSY, chance=0.05)], seed=3)
    met = sum(1 for n in range(20_000) if plan.draw(RequestKind.ADD, f"H57-{n}"))
    assert 850 < met < 1150


def test_the_first_rule_that_is_met_counts() -> None:
    rules = [Rule(fault=Fault.BUSY, first=2), Rule(fault=Fault.DELAY, kinds=frozenset({RequestKind.ADD}))]
    plan = FaultPlan(rules)
    drawn = [plan.draw(RequestKind.ADD, "a") for _ in range(3)]
    assert [rule and rule.fault for rule in drawn] == [Fault.BUSY, Fault.BUSY, Fault.DELAY]
    assert [plan.draw(RequestKind.ASK, "a") is None for _ in range(3)] == [False, False, True]


# -- the file ---------------------------------------------------------------------------------


def test_the_example_file_shows_every_fault_and_its_words_are_all_of_them() -> None:
    rules = portal_faults.read(data_dir() / "practice" / "portal-loi.yaml")
    assert {rule.fault for rule in rules} == set(Fault)
    assert set(portal_faults.FAULTS.values()) == set(Fault)
    assert frozenset().union(*portal_faults.KINDS.values()) == frozenset(RequestKind)
    assert all(0 < rule.chance <= 0.1 for rule in rules)
    assert len(set(portal_faults.FAULTS)) == len(set(portal_faults.FAULTS.values()))


def test_a_file_says_what_a_rule_is(tmp_path: Path) -> None:
    path = tmp_path / "loi.yaml"
    path.write_text(
        "lỗi:\n  - làm: cham\n    ở: tra cứu\n    xác suất: 12,5%\n    giây: 0,25\n    mấy lần đầu: 2\n"
        "  - làm: từ chối -3\n    lời: Thiếu giấy tờ\n",
        encoding="utf-8",
    )
    slow, refused = portal_faults.read(path)
    asking = frozenset({RequestKind.ASK})
    assert slow == Rule(fault=Fault.DELAY, kinds=asking, chance=0.125, seconds=0.25, first=2)
    assert refused == Rule(fault=Fault.REFUSE_MINUS_3, text="Thiếu giấy tờ")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("lỗi:\n  - làm: bay\n", 2),
        ("lỗi:\n  - làm: chậm\n    xác suất: 101%\n", 3),
        ("lỗi:\n  - làm: chậm\n    xác suất: nhiều\n", 3),
        ("lỗi:\n  - làm: chậm\n    giây: -1\n", 3),
        ("lỗi:\n  - làm: chậm\n    ở: trên trời\n", 3),
        ("lỗi:\n  - làm: chậm\n    sao: 1\n", 3),
        ("lỗi:\n  - ở: tra cứu\n", 2),
        ("lỗi:\n  - làm: [\n", 2),
    ],
    ids=str,
)
def test_a_fault_of_the_file_names_its_line(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "loi.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        portal_faults.read(path)
    problem = refused.value.problems[0]
    assert (problem.params["file"], problem.params["line"]) == ("loi.yaml", line)


def test_faults_all_have_a_place_of_their_own() -> None:
    """A later rule of the same fault and place would never be met."""
    rules = portal_faults.read(data_dir() / "practice" / "portal-loi.yaml")
    alike = sorted((rule.fault, tuple(sorted(rule.kinds))) for rule in rules)
    assert all(one != two for one, two in pairwise(alike))
