"""`counter report delay` in words, as JSON and on paper."""

from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.cli.running import Outcome, counter
from tests.services.made_up import made_up_ward

CAUSES = ["counter", "agency", "resident", "portal", "line"]


def on(*words: str) -> Outcome:
    return counter("report", "delay", "--store", str(made_up_ward()), *words)


def test_a_month_says_whose_the_minutes_were_and_which_dossiers_were_late() -> None:
    done = on("--month", "2026-10")
    assert done.code == 0, done.err
    for words in ("Sổ trễ tháng 10/2026", "Đúng hẹn", "Cơ quan giải quyết:", "Người dân:", "Đường truyền:"):
        assert words in done.out
    assert done.out.count("nhiều nhất: ") <= 20


def test_the_json_of_a_month_has_every_cause_and_every_late_dossier() -> None:
    found = on("--month", "2026-10", "--json").json
    assert [one["cause"] for one in found["sums"]] == CAUSES
    assert found["month"] == "2026-10"
    assert sum(count for _, count in found["finished"]) > 0
    assert found["late"] and all(row["overdue"] + row["news_overdue"] > 0 for row in found["late"])


def test_a_dossier_by_its_code_with_the_spans_that_follow_each_other() -> None:
    late = on("--month", "2026-10", "--json").json["late"][0]
    found = on("--dossier", late["code"], "--json").json
    assert found["code"] == late["code"]
    edges = [(span["began"], span["until"]) for span in found["spans"]]
    assert edges and all(until == began for (_, until), (began, _) in pairwise(edges))
    assert sum(one["minutes"] for one in found["sums"]) == sum(
        span["minutes"] for span in found["spans"] if not span["news"]
    )
    assert all(span["proofs"] for span in found["spans"])
    said = on("--dossier", late["short_code"])
    assert late["code"] in said.out and "nhật ký số" in said.out


@pytest.mark.parametrize("words", [("--month", "2026-10"), ("--dossier", "1")])
def test_the_paper_beside_it(tmp_path: Path, words: tuple[str, str]) -> None:
    path = tmp_path / "so-tre.pdf"
    done = on(*words, "-o", str(path))
    assert (done.code, str(path) in done.out) == (0, True), done.err
    assert "SỔ TRỄ" in PdfReader(path).pages[0].extract_text()


def test_what_cannot_be_meant_is_wrong_usage_and_what_is_not_there_is_refused(tmp_path: Path) -> None:
    assert on("--month", "2026-10", "--dossier", "1").code == 2
    assert on("-o", str(tmp_path / "so-tre.docx")).code == 2
    for month in ("10/2026", "2999-01", "x"):
        done = on("--month", month)
        assert (done.code, done.out) == (1, "")
        assert "Gõ năm và tháng" in done.err
    assert on("--dossier", "999999").code == 1


def test_english_says_the_same_things() -> None:
    done = on("--month", "2026-10", "--lang", "en")
    assert "The competent agency:" in done.out and "in opening hours" in done.out
