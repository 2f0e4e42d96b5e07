"""The rules from the command line: every vector the table of commands has a command for, without a store."""

import json
from pathlib import Path
from typing import Any

import pytest

from counter.services.office import shipped_catalogue
from tests.cli.running import Outcome, counter, program
from tests.rules.test_fees import EXAMPLES, FURTHER, pairs_of

VECTORS = Path(__file__).parents[1] / "vectors"
EMPTY = {"COUNTER_HOME": "/nowhere/at/all"}


def vectors(name: str, operation: str) -> list[Any]:
    every = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))["vectors"]
    found = [vector for vector in every if vector["op"] == operation]
    assert found
    return found


def named(entries: list[Any]) -> list[str]:
    return [entry["id"] for entry in entries]


# -- words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", vectors("amount_words", "number_words"))
def test_numbers_in_words(vector: dict[str, Any]) -> None:
    assert counter("words", "--json", "--", str(vector["input"])).json["number_words"] == vector["expected"]


@pytest.mark.parametrize("vector", vectors("amount_words", "money_words"))
def test_amounts_in_words(vector: dict[str, Any]) -> None:
    assert counter("words", "--json", "--", str(vector["input"])).json["words"] == vector["expected"]


@pytest.mark.parametrize("typed", ["1234567", "1.234.567", "1,234,567", "+1234567"])
def test_separators_of_thousands_are_read(typed: str) -> None:
    assert counter("words", typed).out == counter("words", "1234567").out


@pytest.mark.parametrize("typed", ["1.5", "12,5", "1.234,567", "1e3", "", "abc", "0x10", "١٢", "9" * 5000])
def test_what_is_no_whole_number_is_wrong_usage(typed: str) -> None:
    assert counter("words", "--", typed).code == 2


# -- quote ------------------------------------------------------------------------------------------


def quote(example: dict[str, Any], *more: str) -> Outcome:
    given = example["input"]
    words = ["quote", example["code"], *more]
    for name, value in pairs_of(given).items():
        words += ["--set", f"{name}={value}"]
    for option, name in (("--channel", "channel"), ("--on", "date"), ("--exempt", "exempt_group")):
        if name in given:
            words += [option, given[name]]
    return counter(*words, env=EMPTY)


@pytest.mark.parametrize("example", EXAMPLES + FURTHER, ids=named(EXAMPLES + FURTHER))
def test_the_worked_examples(example: dict[str, Any]) -> None:
    done = quote(example, "--json")
    total = example["expected_total_vnd"]
    assert done.json["total"] == total
    if total is None:
        assert done.code == 1
        assert done.json["waived"] is None
        assert done.json["unknown"]
        assert done.json["total_in_words"] is None
        assert done.err
    else:
        assert done.code == 0
        assert done.json["unknown"] == []
        assert sum(line["amount"] for line in done.json["lines"]) == total
        assert done.json["total_in_words"].endswith("đồng")
    for line in done.json["lines"]:
        assert {"label", "quantity", "unit_amount", "amount", "source"} <= set(line)


@pytest.mark.parametrize("example", EXAMPLES[:4], ids=named(EXAMPLES[:4]))
def test_a_quote_for_people_shows_every_line_and_its_source(example: dict[str, Any]) -> None:
    plain, read = quote(example), quote(example, "--json").json
    for line in read["lines"]:
        assert line["label"] in plain.out
        assert line["source"] in plain.out
    assert read["total_in_words"] in plain.out


def test_a_quote_says_what_it_understood_and_in_how_many_parts() -> None:
    words = ("quote", "ks", "--set", "days_since_birth=61", "--set", "copies=2", "--set", "result_way=post")
    done = counter(*words, "--json", env=EMPTY)
    assert done.json["said"] == ["trẻ sinh được 61 ngày", "2 bản sao", "nhận kết quả qua bưu chính"]
    assert done.json["parts"] == {"le_phi": None, "phi": 16_000, "post": None}
    assert [line["kind"] for line in done.json["lines"]] == ["le_phi", "phi", "post"]
    plain = counter("quote", "ct", "--set", "documents=3 bản 5 trang", env=EMPTY)
    assert "3 bản, mỗi bản 5 trang" in plain.out
    assert "Phải thu: 21.000đ" in plain.out


def test_what_is_taken_off_stands_under_its_line_with_the_ground() -> None:
    words = ("quote", "tt", "--channel", "online", "--set", "digital_citizen=yes", "--on", "2026-10-01")
    lines = counter(*words, env=EMPTY).out.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("Lệ phí đăng ký thường trú"))
    assert lines[at].endswith("10.000đ")
    assert "Được miễn 10.000đ, còn 0đ" in lines[at + 2]
    assert "Nghị quyết 66.22/2026/NQ-CP" in lines[at + 2]


def test_a_group_is_named_with_its_paper_and_told_when_it_frees_nothing() -> None:
    words = ("quote", "ct", "--set", "documents=1x4", "--exempt", "nguoi_thuoc_ho_ngheo")
    done = counter(*words, env=EMPTY)
    assert "Giấy chứng nhận hoặc quyết định công nhận hộ nghèo" in done.out
    assert "không miễn, giảm khoản nào" in done.out
    two = ("--exempt", "nguoi_thuoc_ho_ngheo", "--exempt", "nguoi_khuyet_tat")
    both = counter("quote", "hn", *two, "--json", env=EMPTY)
    assert both.json["total"] == 0
    assert [group["id"] for group in both.json["exempt"]] == ["nguoi_thuoc_ho_ngheo", "nguoi_khuyet_tat"]


def test_an_amount_read_from_a_posted_list_is_typed_with_its_source() -> None:
    hn = ("quote", "hn", "--set", "result_way=post")
    fee, post = "xac_nhan_tinh_trang_hon_nhan.1=15.000", "buu_chinh.1=30"
    done = counter(*hn, "--stated", fee, "--stated", post, "--source", "Bảng ở quầy", "--json", env=EMPTY)
    assert (done.code, done.json["total"]) == (0, 45_000)
    assert done.json["parts"] == {"le_phi": 15_000, "post": 30_000}
    assert {line["source"] for line in done.json["lines"]} == {"Bảng ở quầy"}
    half = counter(*hn, "--stated", fee, "--source", "Bảng ở quầy", "--json", env=EMPTY)
    assert (half.code, half.json["total"], len(half.json["unknown"])) == (1, None, 1)


@pytest.mark.parametrize(
    "words",
    [
        ("hn", "--stated", "xac_nhan_tinh_trang_hon_nhan.1=15.000"),  # no source
        ("hn", "--stated", "ket_hon.1=15.000", "--source", "Bảng"),
        ("hn", "--stated", "xac_nhan_tinh_trang_hon_nhan.1=15,5", "--source", "Bảng"),
        ("hn", "--stated", "15.000", "--source", "Bảng"),
        ("kh", "--stated", "ket_hon.1=15.000", "--source", "Bảng"),  # known: 0
    ],
)
def test_what_cannot_be_stated_is_wrong_usage(words: tuple[str, ...]) -> None:
    assert counter("quote", *words, env=EMPTY).code == 2


def test_one_question_is_asked_and_half_an_answer_asks_for_the_other_half() -> None:
    asked = counter("quote", "ct", env=EMPTY)
    assert asked.code == 2
    assert "Mấy bản, mỗi bản mấy trang?" in asked.err
    assert "mode=individual|list" in counter("quote", "tmt", env=EMPTY).err
    half = counter("quote", "ct", "--set", "documents=3", env=EMPTY)
    assert half.code == 2
    assert "3 bản, mỗi bản mấy trang?" in half.err


@pytest.mark.parametrize(
    ("words", "needs"),
    [
        (("2.000815",), ["documents"]),
        (("1.001193",), ["days_since_birth"]),
        (("ks", "--set", "copies=2"), ["days_since_birth"]),
    ],
)
def test_a_fact_that_cannot_be_left_out_is_asked_for(words: tuple[str, ...], needs: list[str]) -> None:
    done = counter("quote", *words, "--json")
    assert done.code == 2
    assert done.json["needs"] == needs


@pytest.mark.parametrize(
    "words",
    [
        ("ct", "--set", "documents=3"),
        ("ct", "--set", "documents=0x5"),
        ("ct", "--set", "nothing=1", "--set", "documents=1x1"),
        ("ct", "--set", "documents"),
        ("ct", "--set", "documents=1x1", "--set", "documents=1x2"),
        ("ct", "--set", "documents=1x1", "--channel", "fax"),
        ("ct", "--set", "documents=1x1", "--on", "25/11/2026"),
        ("ct", "--set", "documents=1x1", "--on", "2026-02-30"),
        ("ct", "--set", "documents=1x1", "--exempt", "nobody"),
    ],
)
def test_a_wrong_name_value_or_option_is_wrong_usage(words: tuple[str, ...]) -> None:
    done = counter("quote", *words)
    assert done.code == 2
    assert done.err


def test_an_unknown_code_is_refused() -> None:
    assert counter("quote", "9.999999").code == 1


# -- due ----------------------------------------------------------------------------------------------

DUE = [
    ("trong ngày", "2026-11-23T15:00", "2026-11-23T17:00"),
    ("trong ngày", "2026-11-23T15:01", "2026-11-25T17:00"),
    ("3 ngày làm việc", "2025-12-31T09:00", "2026-01-07T17:00"),
    ("1 ngày làm việc", "2026-01-09T10:00", "2026-01-10T17:00"),
    ("5 ngày làm việc", "2026-02-12T08:00", "2026-02-26T17:00"),
    ("7 ngày", "2026-04-24", "2026-05-04T17:00"),
    ("8 giờ làm việc", "2026-11-20T16:00", "2026-11-23T16:00"),
    ("2 giờ làm việc", "2026-11-20T11:00", "2026-11-20T14:30"),
]


@pytest.mark.parametrize(("rule", "received", "due"), DUE)
def test_appointments_by_rule(rule: str, received: str, due: str) -> None:
    done = counter("due", "--rule", rule, "--received", received, "--json", env=EMPTY)
    assert done.code == 0
    assert done.json["due"] == due
    assert done.json["reason"]
    assert done.json["warnings"] == []


def test_an_appointment_by_procedure_says_why() -> None:
    done = counter("due", "hn", "--received", "2026-11-23T15:01")
    assert done.code == 0
    assert "27/11/2026" in done.out
    assert "24/11" in done.out


def test_past_the_last_notice_is_a_warning_and_no_refusal() -> None:
    done = counter("due", "--rule", "3 ngày làm việc", "--received", "2031-03-03T09:00", "--json")
    assert done.code == 0
    assert done.json["due"]
    assert done.json["warnings"]
    said = counter("due", "--rule", "3 ngày làm việc", "--received", "2031-03-03T09:00")
    assert done.json["warnings"][0] in said.err


def test_a_time_limit_nobody_knows_is_refused_and_not_made_up() -> None:
    unknown = next(p for p in shipped_catalogue().all() if p.time_limit.value is None)
    done = counter("due", unknown.code, "--received", "2026-11-23", "--json")
    assert done.code == 1
    assert done.json["due"] is None
    assert done.json["reason"]


@pytest.mark.parametrize(
    "words",
    [
        ("--received", "2026-11-23"),
        ("ks", "--rule", "3 ngày", "--received", "2026-11-23"),
        ("ks",),
        ("ks", "--received", "hôm qua"),
        ("ks", "--received", "2026-11-23T25:00"),
        ("--rule", "vài ngày", "--received", "2026-11-23"),
        ("ks", "--received", "2026-11-23", "--channel", "fax"),
    ],
)
def test_a_wrong_question_about_time_is_wrong_usage(words: tuple[str, ...]) -> None:
    assert counter("due", *words).code == 2


# -- scan -------------------------------------------------------------------------------------------

PARSE = vectors("cccd_qr", "parse")


@pytest.mark.parametrize("vector", PARSE, ids=named(PARSE))
@pytest.mark.parametrize("by", ["argument", "input"])
def test_cards_are_read_or_refused(vector: dict[str, Any], by: str) -> None:
    words = ("-",) if by == "input" else (vector["input"],)
    done = counter("scan", *words, "--json", stdin=vector["input"] + "\r\n", env=EMPTY)
    expected, found = vector["expected"], done.json
    assert done.code == (0 if expected["accepted"] else 1)
    assert found["accepted"] is expected["accepted"]
    assert {"repaired", "candidates"} <= set(found)
    if not expected["accepted"]:
        assert {"id", "text"} <= set(found["reason"])
        assert found["reason"]["text"] in done.err
        return
    for key, value in expected.items():
        if key != "cross_check_warnings":
            assert found[key] == value, key
    assert len(found["cross_check_warnings"]) == len(expected["cross_check_warnings"])
    assert all({"id", "text"} <= set(warning) for warning in found["cross_check_warnings"])


REPAIR = vectors("cccd_qr", "repair")


@pytest.mark.parametrize("vector", REPAIR, ids=named(REPAIR))
def test_damaged_values_with_one_reading_are_repaired(vector: dict[str, Any]) -> None:
    done = counter("scan", "--fragment", vector["input"], "--json")
    assert done.code == 0
    if "candidates must be shown" in vector.get("note", ""):
        assert vector["expected"] in done.json["candidates"]
    else:
        assert done.json["text"] == vector["expected"]


CANDIDATES = vectors("cccd_qr", "candidates")


@pytest.mark.parametrize("vector", CANDIDATES, ids=named(CANDIDATES))
def test_damaged_values_with_two_readings_are_left_to_a_person(vector: dict[str, Any]) -> None:
    done = counter("scan", "--fragment", vector["input"], "--json")
    assert done.json["text"] is None
    assert done.json["candidates"] == vector["expected"]


@pytest.mark.parametrize("blank", ["", " ", "\u00a0", "\u200b", "\ufeff"])
def test_a_blank_fragment_has_no_reading(blank: str) -> None:
    done = counter("scan", f"--fragment={blank}", "--json")
    assert done.code == 1
    assert done.err.strip()
    assert done.json == {"text": None, "candidates": []}


@pytest.mark.parametrize("words", [(), ("a", "--fragment", "b")])
def test_a_card_or_a_fragment_but_not_both(words: tuple[str, ...]) -> None:
    assert counter("scan", *words).code == 2


@pytest.mark.parametrize("payload", ["", "|", "||||||", "x" * 5000, "\x1b[2J|" * 7, "\ud800|||||||"])
def test_what_is_no_card_is_refused_in_words(payload: str) -> None:
    done = counter("scan", payload, "--json")
    assert done.code == 1
    assert done.json["accepted"] is False
    assert done.err.strip()
    assert "\x1b" not in done.out + done.err


def test_a_card_for_people_warns_beside_the_fields() -> None:
    done = counter("scan", "001098012345||NGUYỄN VĂN B|01012000|Nữ|Hà Nội|01012022")
    assert "NGUYỄN VĂN B" in done.out
    assert "01/01/2000" in done.out
    assert "1998" in done.err


# -- procedures -------------------------------------------------------------------------------------


def test_the_catalogue_is_listed_and_shown_under_its_own_keys() -> None:
    listed = counter("procedures", "list", "--json").json
    assert len(listed) == 59
    keys = {"code", "name_vi", "sector_vi", "processing_time", "channels", "documents", "form_fields", "fees"}
    assert all(keys <= set(entry) for entry in listed)
    shown = counter("procedures", "show", "1.001193", "--json").json
    assert shown == next(entry for entry in listed if entry["code"] == "1.001193")


def test_every_procedure_has_a_page_in_both_languages() -> None:
    for procedure in shipped_catalogue().all():
        for lang in ("vi", "en"):
            done = counter("procedures", "show", procedure.code, "--lang", lang)
            assert done.code == 0
            assert procedure.name in done.out
            assert "cli." not in done.out
            assert "wording." not in done.out


def test_the_data_files_are_in_order() -> None:
    done = counter("procedures", "check", "--json")
    assert done.code == 0
    assert done.json == {"procedures": 59, "faults": []}


def test_a_fault_in_a_data_file_is_named_and_the_others_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    from counter.paths import data_dir
    from counter.services import office
    from counter.services.catalogue.catalogue import Catalogue

    shutil.copytree(data_dir() / "procedures", tmp_path / "procedures")
    file = tmp_path / "procedures" / "chung-thuc.yaml"
    file.write_text(file.read_text("utf-8").replace("cách: nộp\n", "cách: ném\n", 1), "utf-8")
    spoiled = Catalogue(tmp_path)
    monkeypatch.setattr(office, "shipped_catalogue", lambda: spoiled)
    done = counter("procedures", "check", "--json")
    assert done.code == 1
    (fault,) = done.json["faults"][:1]
    assert fault["file"] == "procedures/chung-thuc.yaml"
    assert fault["line"] > 0
    assert 0 < done.json["procedures"] < 60


def test_the_rules_make_no_folder_and_open_no_store(tmp_path: Path) -> None:
    home = {"COUNTER_HOME": str(tmp_path / "home")}
    for words in (
        ("quote", "ct", "--set", "documents=3x5"),
        ("due", "ks", "--received", "2026-11-23"),
        ("words", "5"),
    ):
        assert program(*words, env=home).code == 0
    assert not (tmp_path / "home").exists()
