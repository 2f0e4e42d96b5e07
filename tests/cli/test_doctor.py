"""`counter doctor`: tells what a machine can do, changes nothing, and tests keys where somebody sits."""

import hashlib
import json
import os
import select
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from counter.cli import doctor_hands, doctor_look
from counter.cli.doctor_data import data
from counter.cli.doctor_hands import SENTENCE, judge, named
from counter.cli.doctor_look import Finding, grid, letters
from counter.i18n import LANGUAGES
from counter.services.store.connection import connect
from counter.services.store.store import Store
from tests.cli.running import ROOT, Outcome, counter
from tests.services.made_up import small_ward


def findings(done: Outcome) -> dict[str, dict[str, object]]:
    return {finding["name"]: finding for finding in done.json["findings"]}


def on(path: Path, **env: str) -> Outcome:
    return counter("doctor", "--json", "--store", str(path), env=env)


def test_the_font_line_has_all_134_letters_once() -> None:
    assert len(letters()) == len(set(letters())) == 134
    assert all(unicodedata.normalize("NFC", letter) == letter and len(letter) == 1 for letter in letters())
    shown = "".join(grid())
    assert all(letter in shown for letter in letters())
    assert len({len(row) for row in list(grid())[:-1]}) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_is_told_in_words(lang: str, tmp_path: Path) -> None:
    done = counter("doctor", "--lang", lang, "--store", str(tmp_path / "none.db"))
    assert done.code == 0
    assert "doctor." not in done.out
    assert "none.db" in done.out
    assert "Ữ" in done.out


def test_programs_get_every_finding() -> None:
    found = findings(on(small_ward()))
    assert set(found) == {
        "term", "size", "utf8", "colours", "store", "disk", "data", "printers", "kitty", "keys", "typing",
    }  # fmt: skip
    assert all(finding["state"] in ("ok", "note", "bad") for finding in found.values())


def test_a_store_is_looked_at_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    path.write_bytes(small_ward().read_bytes())
    before = path.read_bytes()
    store = findings(on(path))["store"]
    facts = store["facts"]
    assert isinstance(facts, dict)
    assert (store["state"], facts["practice"], facts["journal"]) == ("ok", True, "wal")
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["p.db"]


def test_a_store_at_work_is_looked_at_beside_its_user(store: Store) -> None:
    found = findings(on(store.path))["store"]
    assert found["state"] == "note" and "CHƯA MÃ HOÁ" in str(found["text"])  # a real one that is plain
    with store.write() as transaction:
        transaction.record(None, "test.happened", subject=("test", 1), operation="")


def test_data_that_is_not_what_was_taken_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTER_HOME", str(tmp_path))
    root = tmp_path / "data"
    assert data().state == "ok"
    folder = root / "2099010101-0badc0de"
    (folder / "calendar").mkdir(parents=True)
    (folder / "calendar/2028.yaml").write_text("x", encoding="utf-8")
    (folder / "files.json").write_text(
        json.dumps({"calendar/2028.yaml": hashlib.sha256(b"x").hexdigest()}), encoding="utf-8"
    )
    said = {"folder": folder.name, "from": "2020-01-01", "about": "", "signer": "Sở", "taken_on": ""}
    (root / "current.json").write_text(json.dumps({"versions": [said]}), encoding="utf-8")
    assert (data().state, data().facts["version"]) == ("ok", 2099010101)
    (folder / "calendar/2028.yaml").write_text("y", encoding="utf-8")
    assert data().state == "bad" and "2099010101" in data().text
    for text in ("{", "[" * 100_000, json.dumps({"versions": [said | {"from": "x"}]})):
        (root / "current.json").write_text(text, encoding="utf-8")
        assert data().state == "bad", text[:20]


def test_no_store_is_made(tmp_path: Path) -> None:
    assert findings(on(tmp_path / "none.db"))["store"]["state"] == "note"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", ["text", "newer", "folder", "sync"])
def test_a_store_that_cannot_be_used_is_bad_and_says_why(what: str, tmp_path: Path) -> None:
    path = tmp_path / "p.db"
    if what == "text":
        path.write_bytes(b"hello" * 1000)
    elif what == "folder":
        path.mkdir()
    elif what == "sync":
        (tmp_path / "OneDrive").mkdir()
        path = tmp_path / "OneDrive" / "p.db"
    else:
        path.write_bytes(small_ward().read_bytes())
        connection = connect(path, None)
        connection.execute("PRAGMA user_version = 9999")
        connection.close()
    done = on(path)
    found = findings(done)["store"]
    assert found["state"] == "bad"
    assert "store." not in str(found["text"])
    assert done.code == 1


@pytest.mark.parametrize(
    ("env", "name", "state"),
    [
        ({"TERM": "dumb"}, "term", "bad"),
        ({"TERM": "xterm-256color"}, "term", "ok"),
        ({"COLUMNS": "79", "LINES": "24"}, "size", "bad"),
        ({"COLUMNS": "80", "LINES": "24"}, "size", "ok"),
        ({"COLORTERM": "truecolor"}, "colours", "ok"),
        ({"COLORTERM": ""}, "colours", "note"),
        ({"LC_ALL": "C"}, "utf8", "note"),
        ({"LC_ALL": "vi_VN.UTF-8"}, "utf8", "ok"),
    ],
)
def test_the_terminal_is_judged(env: dict[str, str], name: str, state: str, tmp_path: Path) -> None:
    assert findings(on(tmp_path / "none.db", **env))[name]["state"] == state


def test_printers_are_asked_for_or_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_look, "_LPSTAT", Path("/nowhere/lpstat"))
    assert doctor_look.printers().facts["asked"] is False
    monkeypatch.setattr(doctor_look, "_LPSTAT", Path("/"))

    def answer(text: str) -> Finding:
        done = subprocess.CompletedProcess([], 0, stdout=text, stderr="")
        monkeypatch.setattr(subprocess, "run", lambda *args, **options: done)
        return doctor_look.printers()

    assert answer("").state == "note"
    found = answer("May_in_A4\nNhiet_80\n")
    assert found.state == "ok"
    assert "Nhiet_80" in found.text


# -- with hands -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "state"),
    [
        (SENTENCE, "ok"),
        (unicodedata.normalize("NFD", SENTENCE), "note"),
        ("Đuường Phươợng Nguyễn Huỳnh", "bad"),
        ("", "bad"),
    ],
)
def test_typing_is_judged_letter_by_letter(typed: str, state: str) -> None:
    assert judge(typed)[0] == state


@pytest.mark.parametrize(
    ("sequence", "name"),
    [("\x1bOP", "F1"), ("\x1b[21~", "F10"), ("\x1b[24~", "F12"), ("\x0b", "Ctrl+K"), ("x", "")],
)
def test_keys_are_known_by_what_a_terminal_sends(sequence: str, name: str) -> None:
    assert named(sequence) == name


def test_every_wanted_key_has_a_sequence() -> None:
    assert all(key in doctor_hands._KEYS.values() for key in doctor_hands.WANTED)


@pytest.mark.skipif(os.name != "posix", reason="a pseudo terminal is needed")
def test_keys_and_typing_are_tested_on_a_terminal(tmp_path: Path) -> None:
    """The terminal answers the protocol question, two keys are pressed, the sentence is typed."""
    import pty

    ours, theirs = pty.openpty()
    env = {**os.environ, "TERM": "xterm-256color", "COUNTER_LANG": "vi", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "counter", "doctor", "--store", str(tmp_path / "none.db")]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=env, cwd=ROOT) as run:
        os.close(theirs)
        screen = _until(ours, b"\x1b[c")
        os.write(ours, b"\x1b[?0u\x1b[?62c")
        screen += _until(ours, b"Ctrl+K\r\n")
        for key in (b"\x1bOP", b"\x0b"):
            os.write(ours, key)
            screen += _until(ours, b"F1" if key == b"\x1bOP" else b"Ctrl+K")
        os.write(ours, b"\r")
        screen += _until(ours, "Huỳnh\r\n".encode())
        os.write(ours, SENTENCE.encode() + b"\r")
        screen += _rest(ours)
        assert run.wait(timeout=30) == 0
    text = screen.decode("utf-8", "replace")
    assert "kitty" in text
    assert "F2 F3 F4" in text.rsplit("Phím chưa thấy tới", 1)[-1]
    assert "Gõ tiếng Việt: đúng." in text


def _until(terminal: int, mark: bytes) -> bytes:
    seen = b""
    while mark not in seen:
        ready, _, _ = select.select([terminal], [], [], 20)
        assert ready, seen.decode("utf-8", "replace")
        seen += os.read(terminal, 4096)
    return seen


def _rest(terminal: int) -> bytes:
    seen = b""
    try:
        while more := os.read(terminal, 4096):
            seen += more
    except OSError:  # Linux says so when the other side has closed
        return seen
    return seen


def test_the_findings_are_one_json_value(tmp_path: Path) -> None:
    done = on(tmp_path / "none.db")
    assert json.loads(done.out)["letters"] == "".join(letters())
    assert done.err == ""
