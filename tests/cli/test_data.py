"""`counter data` as the centre and the ward type it: a key, a bundle, a look, taken, gone back from."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter import paths
from counter.models.staff import Role
from counter.services import setup
from counter.services.store.store import Store
from counter.services.updates import data_signing
from counter.settings import WardSettings
from tests.cli.running import Outcome, counter
from tests.conftest import START

CALENDAR = """năm: 2028
đã có thông báo: có
nguồn: Thông báo 100/TB-BNV
các ngày:
  - ngày: 26/01/2028
    loại: nghỉ lễ
    tên: Tết Nguyên đán
"""


@pytest.fixture
def ward(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the store of a ward whose administrator types, and new data in `moi`."""
    monkeypatch.setattr(data_signing, "COST", data_signing.KeyCost(passes=1, memory_kib=8))
    for name, value in {
        "HOME": str(tmp_path),
        "PIN": "482915",
        "KEY_PASSPHRASE": "ba con trâu ăn cỏ",
    }.items():
        monkeypatch.setenv(f"COUNTER_{name}", value)
    setup.set_up(
        store, WardSettings(phone="0234 3822 000"), name="Lê Lan", role=Role.ADMINISTRATOR, pin="482915",
        operation="set-up", now=START,
    )  # fmt: skip
    store.close()
    (tmp_path / "moi/calendar").mkdir(parents=True)
    (tmp_path / "moi/calendar/2028.yaml").write_text(CALENDAR, encoding="utf-8")
    paths.update.cache_clear()
    yield tmp_path
    paths.update.cache_clear()


def data(*words: str | Path) -> Outcome:
    return counter("data", *map(str, words))


def test_a_bundle_goes_from_the_centre_to_the_ward_and_back(ward: Path) -> None:
    key, bundle = ward / "so.key", ward / "goi.json"
    made = data("keys", "make", "-o", key, "--name", "Sở Nội vụ")
    assert made.code == 0, made.err
    digits = re.findall(r"(?:\d{5} ){5}\d{5}", made.out)[0]
    assert (key.stat().st_mode & 0o077, data("keys", "make", "-o", key, "--name", "X").code) == (0, 1)
    said = ("--from", "2026-11-01", "--about", "Tết 2028", "--number", "2026120101")
    signed = data("bundle", ward / "moi", "-o", bundle, "--key", key, *said)
    assert signed.code == 0, signed.err
    assert "chưa tin" in data("update", bundle).err
    assert data("keys", "trust", f"{key}.pub", "--fingerprint", "1" * 30).code == 1
    assert data("keys", "trust", f"{key}.pub", "--fingerprint", digits).code == 0
    assert "Sở Nội vụ" in data("keys", "list").out
    look = data("update", bundle)
    assert look.code == 0 and "26/01/2028: ngày thường → nghỉ lễ Tết Nguyên đán" in look.out
    assert "xem trước" in look.out and not (ward / "data").exists()
    taken = data("update", bundle, "--do")
    assert taken.code == 0 and "counter days moved" in taken.out
    assert "2026120101, Sở Nội vụ" in data("show").out
    again = data("update", bundle, "--do")
    assert (again.code, "đã nhận rồi" in again.err) == (1, True)
    assert data("back").code == 0
    assert "đi kèm chương trình" in data("show").out.splitlines()[1]


def test_a_stranger_and_a_cut_file_are_said_in_words(ward: Path) -> None:
    for text in (
        "",
        "{",
        json.dumps({"format": "counter-data-1"}),
        "\ud800".encode("utf-8", "surrogatepass").hex(),
    ):
        (ward / "x.json").write_text(text, encoding="utf-8")
        told = data("update", ward / "x.json")
        assert (told.code, "Traceback" in told.err, bool(told.err)) == (1, False, True)
    assert data("update", ward / "none.json").code == 1
    assert data("keys", "trust", ward / "x.json").code == 1
