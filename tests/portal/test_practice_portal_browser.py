"""The web form in a real browser: Debian's chromium without a head, driven over its own pipe."""

import json
import os
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from counter.portal.practice import Fault, PracticePortal, RequestKind, Rule
from counter.portal.practice.web_fields import PREFIX
from tests.portal.practice_portal_calls import BIRTH, ORDERS, PROCEDURES

NAMES = ("chromium", "chromium-browser", "chromium-headless-shell", "chromium-shell", "google-chrome")
CHROMIUM = next((found for name in NAMES if (found := shutil.which(name))), None)
pytestmark = pytest.mark.skipif(
    CHROMIUM is None,
    reason="no chromium here: install Debian's package chromium to try the form in a browser",
)
SECONDS = 30  # for an answer of the browser
# The protocol reads from 3 and writes to 4.
AT_3_AND_4 = """
import os, sys
reads, writes = (os.dup(int(number)) for number in sys.argv[1:3])
writes = os.dup(writes) if writes == 3 else writes
os.dup2(reads, 3)
os.dup2(writes, 4)
os.set_inheritable(3, True)
os.set_inheritable(4, True)
os.execv(sys.argv[3], sys.argv[3:])
"""
TYPED = {
    "nguoi_di_dang_ky": "046195001234, mẹ",
    "tre_ho_ten": "Nguyễn Văn Bé",
    "tre_ngay_sinh": "05/11/2025",
    "dan_toc": "Kinh",
    "noi_sinh": "Bệnh viện Trung ương Huế",
    "que_quan": "phường Phú Xuân, thành phố Huế",
}


class Browser:
    """One page of a chromium, spoken to through the pipe of its debugging protocol."""

    def __init__(self, folder: Path) -> None:
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        options += ["--remote-debugging-pipe", "--no-first-run", f"--user-data-dir={folder}", "about:blank"]
        pipes = [str(theirs_in), str(theirs_out)]
        self._process = subprocess.Popen(
            [sys.executable, "-c", AT_3_AND_4, *pipes, str(CHROMIUM), *options],
            pass_fds=(theirs_in, theirs_out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._from, self._to = os.fdopen(ours_in, "rb", 0), os.fdopen(ours_out, "wb", 0)
        self._left = b""
        self._number = 0
        self._session = ""
        self._events: list[str] = []

    def begin(self) -> None:
        """Open the page."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")
        self.call("Emulation.setScriptExecutionDisabled", value=True)  # the form needs no script

    def call(self, method: str, **params: object) -> dict[str, Any]:
        """One command and its result."""
        self._number += 1
        message: dict[str, object] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._to.write(json.dumps(message).encode() + b"\0")
        while True:
            said = self._read()
            if said.get("id") == self._number:
                assert "error" not in said, said
                result: dict[str, Any] = said["result"]
                return result

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._left:
            assert select.select([self._from], [], [], SECONDS)[0], "the browser says nothing"
            piece = self._from.read(65536)
            assert piece, "the browser has gone"
            self._left += piece
        whole, _, self._left = self._left.partition(b"\0")
        said: dict[str, Any] = json.loads(whole)
        if "method" in said:
            self._events.append(said["method"])
        return said

    def _loaded(self) -> None:
        while "Page.loadEventFired" not in self._events:
            self._read()

    def open(self, url: str) -> None:
        """Go to an address and wait for the page."""
        self._events.clear()
        self.call("Page.navigate", url=url)
        self._loaded()

    def node(self, selector: str) -> int:
        """The first element that fits."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        found: int = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        assert found, selector
        return found

    def text(self, selector: str) -> str:
        """The HTML of an element."""
        found: str = self.call("DOM.getOuterHTML", nodeId=self.node(selector))["outerHTML"]
        return found

    def type(self, selector: str, text: str) -> None:
        """Put the cursor into a field and type, or paste, a text."""
        self.call("DOM.focus", nodeId=self.node(selector))
        self.call("Input.insertText", text=text)

    def press(self, selector: str, key: str = "Enter") -> None:
        """A key on an element."""
        self.call("DOM.focus", nodeId=self.node(selector))
        code = {"Enter": 13, "ArrowDown": 40}[key]
        given = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        text = {"text": "\r"} if key == "Enter" else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", **given, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", **given)

    def go(self, selector: str) -> None:
        """Press Enter on a button and wait for the page that comes."""
        self._events.clear()
        self.press(selector)
        self._loaded()

    def close(self) -> None:
        """End the browser that this test started."""
        self._process.kill()
        self._process.wait()
        self._from.close()
        self._to.close()


@pytest.fixture
def portal() -> Iterator[PracticePortal]:
    with PracticePortal(PROCEDURES, orders=ORDERS) as made:
        yield made


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    made = Browser(tmp_path / "profile")
    try:
        made.begin()
        yield made
    finally:
        made.close()


def only(portal: PracticePortal) -> tuple[str, Mapping[str, object]]:
    """The one dossier there is: its code and what was typed."""
    dossiers = portal.state()["dossiers"]
    assert isinstance(dossiers, dict)
    ((code, found),) = dossiers.items()
    assert isinstance(found, dict)
    message = found["message"]
    assert isinstance(message, dict)
    return code, message


def fill(browser: Browser) -> None:
    for key, value in TYPED.items():
        browser.type(f'[name="{PREFIX}{key}"]', value)
    browser.press(f'[name="{PREFIX}tre_gioi_tinh"]', "ArrowDown")  # the first of the list: Nam


def test_a_birth_is_filed_by_keys_in_a_browser(portal: PracticePortal, browser: Browser) -> None:
    browser.open(f"{portal.url}/thu-tuc/{BIRTH}")
    assert "Đăng nhập thử" in browser.text("h1")
    browser.go("#dang-nhap")
    fill(browser)
    browser.type(f'[name="{PREFIX}tre_ngay_sinh"]', "x")  # a slip of the finger
    browser.go("#nop")
    assert "còn 1 ô" in browser.text("body")
    assert "Nguyễn Văn Bé" in browser.text("body")
    browser.press(f'[name="{PREFIX}tre_ngay_sinh"]', "ArrowDown")
    browser.call("Input.dispatchKeyEvent", type="keyDown", key="a", modifiers=2, commands=["selectAll"])
    browser.call("Input.insertText", text=TYPED["tre_ngay_sinh"])
    browser.go("#nop")
    code, message = only(portal)
    assert f">{code}<" in browser.text("#ma-ho-so")
    assert message == TYPED | {"tre_gioi_tinh": "Nam"}
    assert "CỔNG THỰC HÀNH" in browser.text(".tap")


def test_a_session_that_ends_under_the_form(portal: PracticePortal, browser: Browser) -> None:
    portal.set_faults([Rule(fault=Fault.EXPIRE_SESSION, kinds=frozenset({RequestKind.WEB_SEND}), first=1)])
    browser.open(f"{portal.url}/thu-tuc/{BIRTH}")
    browser.go("#dang-nhap")
    fill(browser)
    browser.go("#nop")
    assert "Phiên đăng nhập đã hết" in browser.text("body")
    assert portal.state()["created"] == 0
    browser.go("#dang-nhap")
    fill(browser)
    browser.go("#nop")
    assert only(portal)[0] in browser.text("#ma-ho-so")
