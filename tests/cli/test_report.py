"""`counter report fees` in words and as JSON."""

from pathlib import Path

from tests.cli.running import counter
from tests.services.made_up import made_up_ward

SUPERVISOR = "Bình (tập)"


def on(*words: str, path: Path | None = None) -> tuple[str, ...]:
    return ("report", "fees", "--store", str(path or made_up_ward()), "--as", SUPERVISOR, *words)


def test_a_month_is_told_in_words() -> None:
    done = counter(*on("--month", "2026-10"))
    assert done.code == 0
    for words in ("tháng 10/2026", "Theo hình thức nộp", "Biên lai", "Đã nộp Kho bạc", "Ngăn tiền"):
        assert words in done.out


def test_the_json_has_everything() -> None:
    done = counter(*on("--month", "2026-10", "--json"))
    assert done.code == 0
    report = done.json
    assert report["month"] == "2026-10"
    assert sum(one["amount"] for one in report["by_means"]) == report["collected"] + report["postage"]
    assert report["standing"]["due_on"] == "2026-11-05"
    assert {"books", "exemptions", "given_back", "differences", "without_receipt", "unmatched"} <= set(report)


def test_english_says_the_same_things() -> None:
    done = counter(*on("--month", "2026-10", "--lang", "en"))
    assert done.code == 0
    assert "To the Treasury" in done.out


def test_no_month_and_no_right_are_refused() -> None:
    assert counter(*on("--month", "10/2026")).code == 1
    clerk = counter("report", "fees", "--store", str(made_up_ward()), "--month", "2026-10")
    assert clerk.code == 1
    assert clerk.out == ""
