"""The practice portal's web forms: every procedure, in the portal's order, without a script."""

import re
from collections.abc import Iterator
from html import unescape
from http.client import HTTPException

import pytest

from counter.portal.practice import Fault, PracticePortal, RequestKind, Rule
from counter.portal.practice.web_fields import PREFIX, web_fields
from counter.rules import dossier_code
from counter.rules.dossier_code import DossierCode
from counter.rules.portal_fields import APPLICANT_KEYS, PortalOrder
from counter.services.catalogue import portal_data
from tests.conftest import Clock
from tests.portal.practice_portal_calls import BIRTH, ORDERS, PROCEDURES, Caller, caller

FORM = f"/thu-tuc/{BIRTH}"
BABY = {
    "nguoi_di_dang_ky": "046195001234, mẹ",
    "tre_ho_ten": "Nguyễn Văn Bé",
    "tre_ngay_sinh": "05/11/2026",
    "tre_gioi_tinh": "Nam",
    "dan_toc": "Kinh",
    "noi_sinh": "Bệnh viện Trung ương Huế",
    "que_quan": "Phú Xuân, Huế",
    "so_ban_sao": "2",
}
SENDS = frozenset({RequestKind.WEB_SEND})


@pytest.fixture
def portal(clock: Clock) -> Iterator[PracticePortal]:
    with PracticePortal(PROCEDURES, orders=ORDERS, now=clock, wait=lambda _: None) as made:
        yield made


@pytest.fixture
def visitor(portal: PracticePortal) -> Iterator[Caller]:
    with caller(portal) as made:
        assert made.page("/dang-nhap", {"tiep": "/thu-tuc"})[::2] == (303, "/thu-tuc")
        yield made


def opened(visitor: Caller, path: str = FORM) -> dict[str, str]:
    """The one-time mark of a form that was opened just now."""
    status, text, _ = visitor.page(path)
    assert status == 200
    return {"dau": re.findall(r'name="dau" value="([0-9a-f]+)"', text)[0]}


def filled(mark: dict[str, str], **other: str) -> dict[str, str]:
    return mark | {PREFIX + key: value for key, value in (BABY | other).items()}


def filed(visitor: Caller, form: dict[str, str]) -> str:
    """The code that a form got."""
    status, _, where = visitor.page(FORM, form)
    assert status == 303, where
    return where.removeprefix("/ho-so/").removesuffix("?moi=1")


def test_a_birth_is_filed_and_gets_a_code_that_the_counter_takes(
    portal: PracticePortal, visitor: Caller
) -> None:
    code = filed(visitor, filled(opened(visitor)))
    assert portal_data.portal_code(code, practice=True) == code
    read = dossier_code.parse(code)
    assert isinstance(read, DossierCode)
    assert not read.provisional
    assert read.unit.startswith("TAP")
    status, text, _ = visitor.page(f"/ho-so/{code}?moi=1")
    assert status == 200
    assert f'id="ma-ho-so">{code}<' in text
    assert "Nguyễn Văn Bé" in text
    assert portal.state()["web_twins"] == 0


def test_every_code_is_another(visitor: Caller, clock: Clock) -> None:
    codes = {filed(visitor, filled(opened(visitor))) for _ in range(3)}
    clock.ahead(days=1)
    visitor.page("/dang-nhap", {})
    codes.add(filed(visitor, filled(opened(visitor))))
    assert len(codes) == 4


def test_fields_stand_in_the_portals_order_with_marks(visitor: Caller) -> None:
    _, text, _ = visitor.page(FORM)
    names = re.findall(rf'name="{re.escape(PREFIX)}(\w+)"', text)
    order = ORDERS[BIRTH]
    assert set(names[:4]) == order.prefilled
    assert [name for name in names if name in order.keys] == list(order.keys)
    labels = [unescape(re.sub("<[^>]+>", "", found)) for found in re.findall(r"<label.*?</label>", text)]
    assert "Họ, chữ đệm, tên của trẻ *" in labels
    assert [label for label in labels if "bản sao" in label] == ["Số lượng bản sao đề nghị cấp"]
    assert not any(label[0].isdigit() for label in labels)  # the list beside it counts other fields


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda p: p.code)
def test_every_procedure_asks_for_every_field_that_may_be_carried(procedure: object) -> None:
    found = next(p for p in PROCEDURES if p is procedure)
    keys = [field.key for field in web_fields(found, ORDERS[found.code])]
    assert sorted(keys) == sorted({*APPLICANT_KEYS, *(field.key for field in found.fields)})


def test_every_form_opens(visitor: Caller) -> None:
    for procedure in PROCEDURES:
        status, text, _ = visitor.page(f"/thu-tuc/{procedure.code}")
        assert status == 200, procedure.code
        assert text.count("<label") == len(web_fields(procedure, PortalOrder())), procedure.code


def test_all_that_is_wrong_is_said_at_once_and_what_was_typed_stays(
    portal: PracticePortal, visitor: Caller
) -> None:
    wrong = filled(opened(visitor), tre_ngay_sinh="31/02/2026", tre_ho_ten="", noi_sinh='"><b>Huế')
    status, text, _ = visitor.page(FORM, wrong)
    assert status == 422
    assert text.count('class="field wrong"') == 2
    assert "còn 2 ô" in text
    assert 'value="31/02/2026"' in text
    assert "<b>Huế" not in text
    assert 'value="&quot;&gt;&lt;b&gt;Huế"' in text
    assert '<option value="Nam" selected>' in text
    assert portal.state()["created"] == 0
    assert filed(visitor, filled({"dau": wrong["dau"]}))


def test_nothing_that_looks_like_a_password_is_taken(portal: PracticePortal, visitor: Caller) -> None:
    status, _, _ = visitor.page(FORM, filled(opened(visitor), noi_sinh="mã OTP 482913"))
    assert status == 422
    assert portal.state()["created"] == 0


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "</textarea><b>", "a\x1b[2Jb\u202e", "&amp;"])
def test_what_was_typed_is_shown_as_it_is_and_runs_nowhere(visitor: Caller, text: str) -> None:
    _, shown, _ = visitor.page(FORM, filled(opened(visitor), noi_sinh=text, tre_ho_ten=""))
    _, found, _ = visitor.page(f"/ho-so?tim={'%3Cscript%3E'}")
    for page in (shown, found):
        assert "<script" not in page
        assert "</textarea><b>" not in page
        assert "\x1b" not in page
    assert visitor.page(f"/ho-so/{'%3Cb%3E'}")[0] == 404


def test_pressing_twice_files_once(portal: PracticePortal, visitor: Caller) -> None:
    form = filled(opened(visitor))
    assert filed(visitor, form) == filed(visitor, form)
    assert portal.state()["created"] == 1


def test_filing_the_same_again_is_seen_as_a_twin(portal: PracticePortal, visitor: Caller) -> None:
    assert filed(visitor, filled(opened(visitor))) != filed(visitor, filled(opened(visitor)))
    assert portal.state()["web_twins"] == 1


def test_a_session_that_ended_loses_what_was_not_filed(
    portal: PracticePortal, visitor: Caller, clock: Clock
) -> None:
    form = filled(opened(visitor))
    clock.ahead(minutes=10)
    status, text, _ = visitor.page(FORM, form)
    assert status == 401
    assert "Phiên đăng nhập đã hết" in text
    assert f'value="{FORM}"' in text
    assert portal.state()["created"] == 0
    assert visitor.page("/dang-nhap", {"tiep": FORM})[2] == FORM
    assert filed(visitor, form)


def test_each_press_begins_the_minutes_anew(visitor: Caller, clock: Clock) -> None:
    for _ in range(3):
        clock.ahead(minutes=9)
        assert visitor.page("/thu-tuc")[0] == 200


@pytest.mark.parametrize("after", ["https://example.invalid", "//example.invalid", "", "/thu-tuc\r\nX: 1"])
def test_the_log_in_leads_nowhere_else(visitor: Caller, after: str) -> None:
    status, _, where = visitor.page("/dang-nhap", {"tiep": after})
    assert (status, where) == (303, "/thu-tuc")


def test_the_log_in_asks_for_nothing(portal: PracticePortal) -> None:
    with caller(portal) as stranger:
        for path in ("/", FORM, "/ho-so", "/ho-so/x"):
            text = stranger.page(path)[1]
            assert re.findall(r"<input[^>]*>", text) == re.findall(r'<input type="hidden"[^>]*>', text)
            assert text.count("<button") == 1


def test_what_was_filed_can_be_looked_up(visitor: Caller) -> None:
    code = filed(visitor, filled(opened(visitor)))
    for asked in ("", code, "nguyen%20van%20be", "046195001234"):
        assert f'href="/ho-so/{code}"' in visitor.page(f"/ho-so?tim={asked}")[1], asked
    assert f'href="/ho-so/{code}"' not in visitor.page("/ho-so?tim=khac")[1]


def test_every_page_says_twice_that_it_is_for_practice(visitor: Caller) -> None:
    code = filed(visitor, filled(opened(visitor)))
    paths = ["/", "/thu-tuc", FORM, "/ho-so", f"/ho-so/{code}", "/nowhere", "/thu-tuc/9.999999"]
    for path in paths:
        text = visitor.page(path)[1]
        assert text.count("CỔNG THỰC HÀNH (TẬP)") == 2, path
        assert "<title>TẬP – " in text, path
        assert "<script" not in text


def test_logging_out_ends_the_session(visitor: Caller) -> None:
    assert visitor.page("/dang-xuat", {})[2] == "/"
    assert visitor.page("/thu-tuc")[0] == 401


@pytest.mark.parametrize(
    ("fault", "made"),
    [(Fault.ERROR_AFTER, 1), (Fault.ERROR_BEFORE, 0), (Fault.LOSE_ANSWER, 1), (Fault.CUT, 1)],
)
def test_faults_of_the_button(portal: PracticePortal, visitor: Caller, fault: Fault, made: int) -> None:
    form = filled(opened(visitor))
    portal.set_faults([Rule(fault=fault, kinds=SENDS)])
    try:
        assert visitor.page(FORM, form)[0] == 500
    except (OSError, HTTPException):
        assert fault in (Fault.LOSE_ANSWER, Fault.CUT)
    visitor.close()
    assert portal.state()["created"] == made
    assert visitor.page("/ho-so")[1].count('href="/ho-so/TAP') == made


def test_a_refusal_is_a_page_in_the_portals_words(portal: PracticePortal, visitor: Caller) -> None:
    form = filled(opened(visitor))
    portal.set_faults([Rule(fault=Fault.REFUSE_400, kinds=SENDS, text="Thiếu <giấy> chứng sinh")])
    status, text, _ = visitor.page(FORM, form)
    assert status == 400
    assert "Thiếu &lt;giấy&gt; chứng sinh" in text


def test_a_button_that_works_twice_is_seen(portal: PracticePortal, visitor: Caller) -> None:
    portal.set_faults([Rule(fault=Fault.DOUBLE, kinds=SENDS)])
    filed(visitor, filled(opened(visitor)))
    assert portal.state()["web_twins"] == 1


@pytest.mark.parametrize("body", [b"\xff=1", b"&".join(b"a=1" for _ in range(501)), b"", b"dau="])
def test_a_form_that_cannot_be_read_files_nothing(visitor: Caller, body: bytes) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": visitor.cookie}
    assert visitor.ask("POST", FORM, body, headers)[0] == 400
