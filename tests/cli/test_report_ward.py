"""`counter report numbers` and `periodic` in words, as JSON and as files."""

from pathlib import Path

import pytest

from tests.cli.running import counter
from tests.services.made_up import made_up_ward

SUPERVISOR = "Bình (tập)"


def on(verb: str, *words: str) -> tuple[str, ...]:
    return ("report", verb, "--store", str(made_up_ward()), "--as", SUPERVISOR, *words)


def test_a_month_is_told_in_words_with_bars() -> None:
    done = counter(*on("numbers", "--month", "2026-10"))
    assert done.code == 0, done.err
    for words in ("Số liệu hồ sơ tháng 10/2026", "Nhận trong kỳ", "Theo cách nộp", "█", "3.6", "Chưa tính"):
        assert words in done.out


def test_the_json_has_every_count_and_adds_up() -> None:
    report = counter(*on("numbers", "--month", "2026-10", "--json")).json
    total = report["total"]
    names = ("early", "punctual", "late", "unlimited", "open_in_time", "open_late", "open_unlimited")
    received = total["online"] + total["direct"] + total["post"]
    assert received + total["carried"] == sum(total[name] for name in names) > 0
    assert sum(one["tally"]["charged"] for one in report["by_clerk"]) == total["charged"]
    assert sum(one["count"] for one in report["by_day"]) == received


def test_lists_by_what_is_asked_for() -> None:
    words = on("numbers", "--from", "2026-09-01", "--to", "2026-10-31", "--by", "clerk", "--by", "month")
    done = counter(*words)
    assert "Theo người tiếp nhận" in done.out and "Hoa (tập)" in done.out
    assert "09/2026" in done.out and "Theo lĩnh vực" not in done.out


def test_the_official_form() -> None:
    done = counter(*on("periodic", "--month", "2026-10"))
    assert done.code == 0, done.err
    assert "Biểu số 06/VPCP/KSTT" in done.out and "Hộ tịch" in done.out
    told = counter(*on("periodic", "--month", "2026-10", "--json")).json
    assert len(told["columns"]) == 13
    for at in range(2, 13):
        assert sum(row[at] for row in told["rows"]) == told["total"][at]


@pytest.mark.parametrize(
    ("name", "begins"), [("a.csv", b"\xef\xbb\xbf"), ("a.xlsx", b"PK"), ("a.pdf", b"%PDF")]
)
def test_files(tmp_path: Path, name: str, begins: bytes) -> None:
    done = counter(*on("numbers", "--month", "2026-10", "-o", str(tmp_path / name)))
    assert done.code == 0, done.err
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert name in done.out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("numbers", "--month", "10/2026"), 1),
        (("numbers", "--from", "2026-10-01"), 2),
        (("numbers", "--month", "2026-10", "--from", "2026-10-01", "--to", "2026-10-02"), 2),
        (("numbers", "--by", "weather"), 2),
        (("numbers", "--from", "2026-10-02", "--to", "2026-10-01"), 1),
        (("periodic", "--month", "2026-10", "-o", "a.docx"), 1),
    ],
)
def test_what_is_refused(words: tuple[str, ...], code: int) -> None:
    done = counter(*on(*words))
    assert done.code == code
    assert done.out == "" and done.err


def test_english_says_the_same_things() -> None:
    done = counter(*on("numbers", "--month", "2026-10", "--lang", "en"))
    assert "Paid online" in done.out or "paid online" in done.out
    assert "%" in done.out
