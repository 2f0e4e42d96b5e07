"""Filing on the portal for somebody without a phone (nộp hộ), by keys, against a portal that is really there:
its form in a browser, and with the line cut, the program killed, the session ended and the answer lost.
"""

import base64
import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from html import unescape
from http.client import HTTPException
from pathlib import Path

import pytest

from counter.i18n import day, local, utc_now
from counter.models.dossier import DossierView
from counter.models.staff import Role
from counter.models.submission import ConsentKind, SyncState
from counter.paths import PRACTICE_NAME
from counter.portal.practice import Fault, PracticePortal, RequestKind, Rule
from counter.portal.practice.web_fields import PREFIX
from counter.services import setup
from counter.services.dossier import dossiers
from counter.services.filing import submissions
from counter.services.office import Office
from counter.services.staff import staff
from counter.services.store.store import Store
from tests.portal.practice_portal_calls import BIRTH, ORDERS, PROCEDURES, Caller, caller
from tests.portal.test_practice_portal_browser import CHROMIUM, Browser
from tests.pty.program import MO, Counter, practice
from tests.services import journeys
from tests.services.test_submissions import consent

FORM = f"/thu-tuc/{BIRTH}"
BORN = local(utc_now()).date() - timedelta(days=20)  # in time: no fee
COPIED = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)(?:\x07|\x1b\\)")
COUNT = re.compile(r"(\d+)/(\d+) ô")
STEP = {
    "consent": "Bước 2/7 · ĐỒNG Ý",
    "identity": "Bước 3/7 · XÁC MINH",
    "carry": "Bước 4/7 · CHÉP SANG CỔNG",
    "read": "Bước 5/7 · ĐỌC LẠI",
    "code": "Bước 7/7 · MÃ CỔNG",
}
SENDS = frozenset({RequestKind.WEB_SEND})


@pytest.fixture
def portal() -> Iterator[PracticePortal]:
    """The practice portal, as `counter portal practice` starts it."""
    with PracticePortal(PROCEDURES, orders=ORDERS, wait=lambda _: None) as made:
        yield made


# -- at the counter --------------------------------------------------------------------------------


def clipboard(counter: Counter) -> str:
    """What the terminal was told last to put on its clipboard (OSC 52)."""
    told = COPIED.findall(bytes(counter.raw))
    return base64.b64decode(told[-1]).decode() if told else ""


def row(counter: Counter) -> tuple[str, str]:
    """The field under the bar: its label, "…" where it is cut, and what to do with it."""
    line = next(line for line in counter.lines if line.startswith("►"))
    found = re.search(r"\d+ (.+?(?:…|(?= {2})))(.*)", line)
    assert found, line
    return found[1], found[2]


def count(counter: Counter) -> tuple[int, int]:
    """How many fields are carried, of how many: "7/12 ô"."""
    counter.wait_until(COUNT)
    found = COUNT.search(counter.flat)
    assert found, counter.text
    return int(found[1]), int(found[2])


def copy_one(counter: Counter) -> tuple[str, str]:
    """Enter on a field: its label, and what is on the clipboard; "" where the portal fills it itself."""
    label, note = row(counter)
    before = len(COPIED.findall(bytes(counter.raw)))
    counter.key("Enter")
    done = count(counter)[0]
    counter.wait_until(re.compile(rf"\b{done + 1}/\d+ ô"))
    copies = len(COPIED.findall(bytes(counter.raw))) - before
    assert copies == (0 if "Cổng tự điền" in note else 1), (label, counter.text)
    return label, clipboard(counter) if copies else ""


def carry_all(counter: Counter) -> dict[str, str]:
    """Every field that is left, by its label."""
    counter.wait_until(STEP["carry"])
    found: dict[str, str] = {}
    while count(counter)[0] < count(counter)[1]:
        label, value = copy_one(counter)
        if value:
            found[label] = value
    return found


def accepted(counter: Counter) -> None:
    """A birth registration for a mother without a phone, from her card to the slip."""
    counter.scan(MO)
    counter.wait_until("Ảnh và mặt người có giống nhau không?")
    counter.key("1")
    counter.wait_until("Hay làm ở quầy này")
    counter.type("ks")
    counter.wait_until(re.compile("► *[?]? *Đăng ký khai sinh ks"))
    counter.key("Enter")
    counter.wait_until("[ ] 1 Tờ khai")
    counter.key("Space", "F9")
    counter.wait_until("► Họ, chữ đệm, tên của trẻ")
    for value in ("Nguyễn Văn Bé", f"{BORN:%d%m%Y}"):
        counter.type(value, "Enter")
    counter.key("1", "Enter")
    for value in ("Bệnh viện Trung ương Huế", "Kinh", "Phú Xuân, Huế", "046195001234, Nguyễn Thị Mơ"):
        counter.type(value, "Enter")
    counter.key("F9")
    counter.wait_until("Bước 5/6 · LIÊN LẠC")
    counter.type("0")
    counter.key("F9")
    counter.wait_until("Bước 6/6 · KIỂM TRA")
    counter.key("F9")
    counter.wait_until("ĐÃ TIẾP NHẬN", "không có điện thoại")


def to_the_fields(counter: Counter) -> None:
    """She stands here herself, signs, and is compared with her card."""
    counter.key("F8")
    counter.wait_until("Ai đang đứng ở quầy?")
    counter.key("1", "F9")
    counter.wait_until(STEP["consent"])
    counter.key("1", "F9")
    counter.wait_until(STEP["identity"])
    counter.scan(MO)
    counter.wait_until("KHỚP: Nguyễn Thị Mơ")
    counter.key("Space", "Space", "Space", "F9")
    counter.wait_until(STEP["carry"])


def more(counter: Counter, digit: str) -> None:
    """One of the other things of the step."""
    counter.key("F10")
    counter.wait_until("Việc khác khi nộp hộ")
    counter.key(digit)


def to_the_button(counter: Counter, child: str) -> None:
    """All is carried: it is read back, and the portal's button comes next."""
    counter.key("F9")
    counter.wait_until(STEP["read"], child)
    assert clipboard(counter).strip() == ""
    counter.key("F9")
    counter.wait_until("Nộp rồi không rút lại được")
    counter.key("F9")
    counter.wait_until(STEP["code"])


def resumed(home: Path, view: DossierView) -> Counter:
    """The program started again, at the filing of a dossier."""
    counter = practice(home)
    counter.type(view.short_code, "Enter")
    counter.wait_until("HỒ SƠ", "[1 Diễn biến]")
    counter.key("F8")
    return counter


# -- at the portal -------------------------------------------------------------------------------


def only(portal: PracticePortal) -> Mapping[str, object]:
    """What was typed into the one dossier that the portal has."""
    found = portal.state()["dossiers"]
    assert isinstance(found, dict)
    ((_, dossier),) = found.items()
    assert isinstance(dossier, dict)
    message = dossier["message"]
    assert isinstance(message, dict)
    return message


def labels(page: str) -> dict[str, str]:
    """The key of each field of the portal's page, by its label."""
    found = re.findall(rf'<label for="(\w+)">(.*?)</label>.*?name="{re.escape(PREFIX)}(\w+)"', page, re.S)
    return {unescape(re.sub(r" *<.*", "", label, flags=re.S)).strip(): key for _, label, key in found}


def keys_of(carried: dict[str, str], page: str) -> dict[str, str]:
    """The values by the portal's keys: each label of ours, cut or whole, is one of the portal's."""
    known = labels(page)
    found = {}
    for label, value in carried.items():
        (key,) = {
            key
            for other, key in known.items()
            if (other.startswith(label[:-1]) if label.endswith("…") else other == label)
        }
        found[key] = value
    return found


def opened(hands: Caller) -> str:
    """Log in and open the form."""
    hands.page("/dang-nhap", {"tiep": FORM})
    status, page, _ = hands.page(FORM)
    assert status == 200
    return page


def press(hands: Caller, carried: dict[str, str]) -> str:
    """Paste what was carried into an empty form and press "Nộp": the page that comes."""
    page = opened(hands)
    mark = re.findall(r'name="dau" value="([0-9a-f]+)"', page)[0]
    typed = {PREFIX + key: value for key, value in keys_of(carried, page).items()}
    return hands.page(FORM, {"dau": mark} | typed)[1]


# -- the journeys --------------------------------------------------------------------------------


@pytest.mark.skipif(
    CHROMIUM is None,
    reason="no chromium here: install Debian's package chromium to carry a form into a browser",
)
def test_a_birth_is_carried_into_the_portals_form_and_its_code_comes_back(
    home: Path, portal: PracticePortal, tmp_path: Path
) -> None:
    browser = Browser(tmp_path / "profile")
    try:
        browser.begin()
        browser.open(f"{portal.url}{FORM}")
        browser.go("#dang-nhap")
        page = browser.text("body")
        with practice(home) as counter:
            accepted(counter)
            to_the_fields(counter)
            carried = keys_of(carry_all(counter), page)
            for key, value in carried.items():
                if key == "tre_gioi_tinh":
                    browser.press(f'[name="{PREFIX}{key}"]', "ArrowDown")  # the first of the list: Nam
                else:
                    browser.type(f'[name="{PREFIX}{key}"]', value)
            to_the_button(counter, f"NGUYỄN VĂN BÉ · {day(BORN)} · NAM")
            browser.go("#nop")
            code = re.findall(r">(TAP[^<]+)<", browser.text("#ma-ho-so"))[0]
            counter.type(code, "Enter")
            counter.wait_until("√ đúng dạng")
            counter.key("F9")
            counter.wait_until(f"CÓ MÃ CỔNG {code}", "Người gõ", "Người quyết định")
            assert clipboard(counter).strip() == ""
    finally:
        browser.close()
    assert only(portal) == carried
    assert (carried["tre_ho_ten"], carried["tre_ngay_sinh"]) == ("Nguyễn Văn Bé", day(BORN))


@pytest.fixture
def carrying(home: Path) -> DossierView:
    """A birth in the practice ward, its mother known and willing."""
    with Store.open(home / PRACTICE_NAME, practice=True) as store:
        clerk = next(person for person in staff.names(store) if person.role is Role.CLERK)
        office = Office(store=store, actor=clerk, ward=setup.load_ward(store), practice=True, now=utc_now)
        view = journeys.received(office, journeys.birth(office, tre_ngay_sinh=day(BORN)))
        filing = consent(office, view, ConsentKind.SIGNATURE)
        submissions.verify_identity(office, view.id, operation="identity", version=filing.version)
        return view


def test_cut_killed_expired_and_unanswered_it_is_filed_once_and_nothing_is_typed_in_vain(
    home: Path, portal: PracticePortal, carrying: DossierView
) -> None:
    with resumed(home, carrying) as counter:
        counter.wait_until(STEP["carry"])
        for _ in range(6):
            copy_one(counter)
        counter.read(0.5)
        counter.kill()

    with resumed(home, carrying) as counter, caller(portal) as hands:
        counter.wait_until(STEP["carry"], "Làm tiếp từ ô 7/", "6/")
        assert clipboard(counter).strip() == ""  # what the killed program left there
        more(counter, "8")  # the cut has emptied the portal's page
        counter.wait_until("Chép lại từ ô 1")
        carried = carry_all(counter)
        to_the_button(counter, f"NGUYỄN MINH AN · {day(BORN)} · NỮ")
        portal.set_faults([Rule(fault=Fault.EXPIRE_SESSION, kinds=SENDS, first=1)])
        assert "Phiên đăng nhập đã hết" in press(hands, carried)
        counter.key("2")
        counter.wait_until("► Cổng báo gì")
        counter.type("Phiên đăng nhập đã hết")
        counter.wait_for_typed("Phiên đăng nhập đã hết")
        counter.key("F9")
        counter.wait_until("Đã ghi: chưa nộp được")
        more(counter, "8")
        counter.wait_until("Chép lại từ ô 1")
        assert carry_all(counter) == carried
        counter.key("F9")
        counter.wait_until(STEP["code"])  # it was read back, and nothing has changed since
        portal.set_faults([Rule(fault=Fault.LOSE_ANSWER, kinds=SENDS, first=1)])
        with pytest.raises(HTTPException):
            press(hands, carried)
        counter.kill()  # before anybody could say what the portal showed

    with resumed(home, carrying) as counter, caller(portal) as hands:
        counter.wait_until(STEP["code"], "Đã sang bước bấm NỘP từ", "đừng NỘP lại")
        counter.key("3")
        counter.wait_until("F9 Ghi KHÔNG BIẾT")
        counter.key("F9")
        counter.wait_until("Chưa tra thì chưa nộp lại được", "? KHÔNG BIẾT đã nộp")
        more(counter, "2")  # no paper way before somebody has looked
        counter.wait_until("Tra trên Cổng trước")
        counter.key("Esc")
        counter.wait_until(gone="Việc khác khi nộp hộ")
        counter.key("1")
        counter.wait_until("Số định danh đã chép")
        assert clipboard(counter) == "046195001234"
        page = opened(hands)
        (code,) = set(re.findall(r"TAP\.H57-\d{6}-\d+", hands.page("/ho-so")[1]))
        counter.key("2")
        counter.wait_until("► Mã hồ sơ trên Cổng")
        counter.type(code, "F9")
        counter.wait_until(f"CÓ MÃ CỔNG {code}")
    assert portal.state()["created"] == 1
    taken = dict(only(portal))
    assert taken.pop("nguoi_nop_dien_thoai") == "0914 220 118"  # as the portal writes it
    assert carried.pop("Điện thoại liên lạc") == "0914220118"
    assert taken == keys_of(carried, page)
    with Store.open(home / PRACTICE_NAME, practice=True) as store:
        office = Office(
            store=store, actor=staff.names(store)[0], ward=setup.load_ward(store), practice=True, now=utc_now
        )
        assert dossiers.get(office, code).sync is SyncState.FILED
