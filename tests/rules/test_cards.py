"""Cards from the scanner: the vectors, hostile payloads, and what the scan says when it refuses."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter import i18n
from counter.rules.cards import is_scan_fragment, looks_like_card, read_scan, repair_fragment, scan_as_dict
from counter.services.catalogue import units_data
from tests.rules.made_cards import CITIES, OTHER_PEOPLES, PLACES, STREETS, Made, cards

FILE = json.loads((Path(__file__).parents[1] / "vectors" / "cccd_qr.json").read_text("utf-8"))
PARSE, REPAIR, CANDIDATES = (
    [v for v in FILE["vectors"] if v["op"] == op] for op in ("parse", "repair", "candidates")
)
SOUND = "046301000045||Trần Thị Thuý Mỹ|28022001|Nữ|Tổ 3, Phường Thuận Hóa, Thành phố Huế|02082024||||"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    i18n.use_language("en")
    yield
    i18n.use_language("vi")


def reasons(payload: str) -> list[str]:
    scan = read_scan(payload)
    assert not scan.accepted
    assert scan.card is None
    return [problem.message_id for problem in scan.reasons]


@pytest.mark.parametrize("vector", PARSE, ids=[v["id"] for v in PARSE])
def test_the_parse_vectors(vector: dict[str, Any]) -> None:
    answer = scan_as_dict(read_scan(vector["input"], units_data.known_prefixes()))
    assert {key: answer.get(key) for key in vector["expected"]} == vector["expected"]
    assert answer["repaired"] is False


@pytest.mark.parametrize("vector", REPAIR, ids=[v["id"] for v in REPAIR])
def test_the_repair_vectors(vector: dict[str, Any]) -> None:
    fragment = repair_fragment(vector["input"])
    if vector["kind"] == "alt_code_mod256_cp437":  # not one-to-one: shown, never taken
        assert fragment.text is None
        assert vector["expected"] in fragment.candidates
    else:
        assert (fragment.text, fragment.candidates) == (vector["expected"], ())


@pytest.mark.parametrize("vector", CANDIDATES, ids=[v["id"] for v in CANDIDATES])
def test_the_candidate_vectors(vector: dict[str, Any]) -> None:
    fragment = repair_fragment(vector["input"])
    assert fragment.text is None
    assert list(fragment.candidates) == vector["expected"]


def test_what_an_image_decoder_swallowed_comes_back() -> None:
    """zbar reads the bytes as Big5 and a bar goes with them; encoded again it is there."""
    (fact,) = (v for v in FILE["vectors"] if v["op"] == "decoder_fact")
    scan = read_scan(fact["expected"]["pyzbar with libzbar 0.23.92"])
    assert scan.repaired
    assert scan.card == read_scan(fact["input"]).card


def test_all_fields_stay_where_they_are() -> None:
    card = read_scan("079203001234||Nguyễn Văn A|01011990|Nam|Số 1|01012025|||Cha|Mẹ").card
    assert card is not None
    assert (card.old_cmnd, card.field_count, card.extra_fields) == (None, 11, ("", "", "Cha", "Mẹ"))


@pytest.mark.parametrize("fields", range(7, 12))
def test_seven_to_eleven_fields_are_a_card(fields: int) -> None:
    payload = "079203001234||Nguyễn Văn A|01012003|Nam|Số 1|01012025" + "|" * (fields - 7)
    card = read_scan(payload).card
    assert card is not None
    assert card.field_count == fields
    assert card.extra_fields == ("",) * (fields - 7)


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ("", "card.empty"),
        ("\ufeff \t\r\n", "card.empty"),
        ("A" * 100_000, "card.too_long"),
        ("https://evil.example/?a=1", "card.link"),
        ("IDVNM0462010000455046201000045<<8\n", "card.mrz"),
        ("TRAN<<THI<THUY<MY<<<<<<<<<<<<<", "card.mrz"),
        ("Nguyễn Văn A".encode().decode("latin-1"), "card.fragment"),
        ("Nguyễn Văn A", "card.no_fields"),
        ("079203001234|Nguyễn Văn A", "card.few_fields"),
        ("079203001234|123456789|Nguyễn Văn A|01011990|Nam|Hà Nội", "card.few_fields"),
        (SOUND + SOUND, "card.many_fields"),
        ("079203001234|123456789|Nguyễn Văn A\r\n\u001b[2J|01011990|Nam|x|01012022", "card.control"),
        ("079203001234||A\u0000B|01011990|Nam|x|01012022", "card.control"),
        ("079203001234||A\u202eB|01011990|Nam|x|01012022", "card.control"),
        ("046085000123~~Lê Phú Sơn~05031985~Nam~Huế~10062021", "card.keyboard"),
        ("046085000123||nGUYỄN VĂN A|05031985|nAM|Huế|10062021", "card.caps_lock"),
        ("046085000123||nGUYỄN vĂN sƠN|05031985|Nam|Huế|10062021", "card.caps_lock"),
        ("0461950o1234||NGUYỄN THỊ MƠ|15031995|Nư|Huế|10062021", "card.input_method"),
        ("046195001234||NGUYỄN THỊ MƠ|15031995|Nứ|Huế|10062021", "card.input_method"),
        ("046195001234||Nguyễn Hứ87|15031995|Nữ|Huế|10062021", "card.input_method"),
        ("046195001234||Nguyn Th M|15031995|N|T 3, Phng Thun Ha|10062021", "card.letters_lost"),
        ("046085000123||V Khoa|05031985|Nam|T 3, Phng Thun Ha|10062021", "card.letters_lost"),
        ("046195001234||NGUY?N TH? M?|15031995|N?|Hu?|10062021", "card.letters_lost"),
        ("046085000123|GD|Nguyễn Văn A|05031985|Nam|Huế|10062021", "card.old_number"),
        ("046085000123|||05031985|Nam|Huế|10062021", "card.no_name"),
        ("046085000123||Nguyễn Văn A|05031985|Nan|Huế|10062021", "card.gender"),
        ("046085000123||Nguyễn Văn A|1985-03-05|Nam|Huế|10062021", "card.dob"),
        ("046085000123||Nguyễn Văn A|00001985|Nam|Huế|10062021", "card.dob"),
        ("046085000123||Nguyễn Văn A|05031985|Nam|Huế|31062021", "card.issue_date"),
        ("046085000123||Nguyễn Văn A|05031985|Nam|Huế|", "card.issue_date"),
        ("046085000123||王小明|05031985|Nam|Huế|10062021", "card.damaged_name"),
        ("046085000123||Nguyễn Văn A|05031985|Nam|Huế █|10062021", "card.damaged_address"),
    ],
)
def test_what_is_no_card_says_why(payload: str, reason: str) -> None:
    assert reason in reasons(payload)


def test_all_reasons_come_at_once() -> None:
    assert reasons("123|x||31021985|?|Huế|1") == [
        "card.letters_lost", "card.number", "card.old_number", "card.no_name", "card.dob", "card.gender",
        "card.issue_date",
    ]  # fmt: skip


def test_a_health_insurance_card_is_named() -> None:
    payload = "4620123456|4e677579e1bb856e|05/03/1985|1|487565|46 - 001|01/01/2025|-|01/01/2025|46||4|x|$"
    assert reasons(payload) == ["card.health_card"]


@pytest.mark.parametrize("address", ["Xa X, Huyen Y, Tinh Z", "P 5, Q 1, TP HCM", "KP 3, Ha Noi", "Hue"])
def test_a_card_written_without_accents_is_a_card(address: str) -> None:
    assert read_scan(f"001090123456||NGUYEN VAN B|01011990|Nam|{address}|15042021").accepted


def test_warnings_never_stop_a_card() -> None:
    scan = read_scan(
        "023203001234|1234|Nguyễn Văn A|01011990|Nữ||01011980|||Cha|", units_data.known_prefixes()
    )
    assert scan.accepted
    assert [w.message_id for w in scan.warnings] == [
        "citizen_id.gender_differs", "citizen_id.year_differs", "citizen_id.prefix_unknown",
        "card.issued_before_birth", "card.old_number_length", "card.no_address", "card.extra_fields",
    ]  # fmt: skip


def test_a_scan_as_plain_values() -> None:
    plain = scan_as_dict(read_scan(SOUND, units_data.known_prefixes()))
    assert json.loads(json.dumps(plain)) == {
        "accepted": True,
        "citizen_id": "046301000045",
        "old_cmnd": None,
        "full_name": "Trần Thị Thuý Mỹ",
        "dob": "2001-02-28",
        "gender": "Nữ",
        "address": "Tổ 3, Phường Thuận Hóa, Thành phố Huế",
        "issue_date": "2024-08-02",
        "extra_fields": ["", "", "", ""],
        "field_count": 11,
        "cross_check_warnings": [],
        "warnings": [],
        "reasons": [],
        "repaired": False,
        "candidates": [],
    }


def test_the_cross_check_reads_the_same_in_every_language() -> None:
    payload = "001098012345||NGUYỄN VĂN B|01012000|Nữ|Hà Nội|01012022"
    english = scan_as_dict(read_scan(payload))
    i18n.use_language("vi")
    vietnamese = scan_as_dict(read_scan(payload))
    assert english["cross_check_warnings"] == vietnamese["cross_check_warnings"]
    assert english["warnings"] != vietnamese["warnings"]


@given(cards())
@settings(max_examples=60, deadline=None)
def test_a_sound_card_passes_untouched(made: Made) -> None:
    scan = read_scan(made.payload, units_data.known_prefixes())
    assert scan.accepted
    assert not scan.repaired
    assert scan.warnings == ()
    assert made.is_read_as(scan.card)
    assert looks_like_card(made.payload)


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_no_payload_raises_and_none_is_half_read(one: str, other: str) -> None:
    for payload in (one, f"046085000123||{one}|05031985|Nam|{other}|10062021", f"{one}|{other}" * 4):
        scan = read_scan(payload)
        assert scan.accepted == (scan.card is not None) == (not scan.reasons)
        json.dumps(scan_as_dict(scan))


@pytest.mark.parametrize("sign", ["░", "í", "Ã", "á»", "7871", "&#7885;", "%E1", "繳", "0225", "hi", "a "])
def test_hostile_repetition_ends_in_a_refusal(sign: str) -> None:
    """Each of these would have more readings than a machine could list."""
    text = (sign * 2000)[:2000]
    assert reasons(f"046085000123||{text}|05031985|Nam|{text}|10062021")
    assert len(repair_fragment(text).candidates) < 25
    is_scan_fragment(text)


SOUND_TEXTS = [
    *OTHER_PEOPLES, *STREETS, *PLACES, *CITIES,
    "XÃ”", "‘XÃ’", "LÊ THỊ HOÀ", "100 %", "A & B", "Số 1/2, ngõ 3", "con(trai)", "5÷6 = ½", "10 m²", "27°C",
    "https://example.vn/?q=%E1%BB%8D", "T243", "L234", "QL1A", "79A-123.45", "0905 123 456", "046301000045",
    "02253823456", "Hồ sơ gồm 3 bản, 226 trang", "王小明", "α", "Größe", "naïve café", "O'Neil", "«Trăng»",
    "xí", "Sín", "150 m²", "N° 5", "R&D; x", "a|b", "",
]  # fmt: skip


@pytest.mark.parametrize("text", SOUND_TEXTS)
def test_sound_text_is_no_scan_fragment(text: str) -> None:
    assert not is_scan_fragment(text)


@given(cards())
@settings(max_examples=60, deadline=None)
def test_names_and_addresses_are_no_scan_fragments(made: Made) -> None:
    for text in (made.name, made.address, made.fields[0], made.fields[3]):
        assert not is_scan_fragment(text)
        assert repair_fragment(text).text == text


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("TrÆ°Æ¡ng", "Trương"),
        ("Äá»©c", "Đức"),  # 0x90 fell out
        ("HÃ  Ná»™i", "Hà Nội"),  # the non-breaking space became a plain one
        ("TÃ’NG", "TÒNG"),
        ("Ng022501870141c", "Ngọc"),
        ("C226n", "Cân"),
        ("Ph432417ng", "Phương"),
        ("Ph░íng", "Phương"),
        ("Sαi", "Sài"),
        ("Ngh)a", "Nghĩa"),
        ("Nguy%E1%BB%85n", "Nguyễn"),
        ("Nguy%u1EC5n", "Nguyễn"),
        ("Nguy&#7877;n", "Nguyễn"),
        ("Nguyß╗àn", "Nguyễn"),
        ("L礙 Ph繳", "Lê Phú"),
    ],
)
def test_a_damaged_piece_is_recognised_and_mended(text: str, mended: str) -> None:
    assert is_scan_fragment(text)
    assert repair_fragment(text + "\r\n").text == mended


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("Tríi", {"Trơi", "Trại"}),
        ("Vi V♥n Thi", {"Vi Văn Thi", "Vũ Văn Thi", "Vi Văn Thũ", "Vũ Văn Thũ"}),
        ("BÃ¹i Thá»", {"Bùi Thề", "Bùi Thọ", "Bùi Thỏ", "Bùi Thờ", "Bùi Thử"}),
        ("H224", {"Hà", "H224"}),
        ("á", {"Ơ", "Ạ"}),
    ],
)
def test_a_piece_with_several_readings_is_never_guessed(text: str, readings: set[str]) -> None:
    fragment = repair_fragment(text)
    assert fragment.text is None
    assert set(fragment.candidates) == readings


@pytest.mark.parametrize("text", ["Nguy\ufffdn", "NGUY?N", "Nguy\u0000n", "Ã" * 60 + "Ã¡"])
def test_damage_that_nothing_explains_has_no_reading(text: str) -> None:
    fragment = repair_fragment(text)
    assert (fragment.text, fragment.candidates) == (None, ())


def test_a_piece_of_a_payload_is_recognised() -> None:
    assert is_scan_fragment("Nữ|Tổ 3|02082024|")
    assert not looks_like_card("Nữ|Tổ 3|02082024|")


def test_dates_are_days_of_the_calendar() -> None:
    card = read_scan("046199000007|191000007|Hồ Thị A Păng|29021996|Nữ|Thôn 2|15072025||||").card
    assert card is not None
    assert (card.dob, card.issue_date) == (date(1996, 2, 29), date(2025, 7, 15))
    assert reasons("046199000007||Hồ Thị A Păng|29021999|Nữ|Thôn 2|15072025") == ["card.dob"]
