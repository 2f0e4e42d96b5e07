"""VietQR payloads: the published vectors, what a strict reader refuses, and build and parse as a pair."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.errors import Refused
from counter.i18n import known
from counter.models.bank import BankAccount
from counter.rules import vietqr
from counter.rules.dossier_code import short_code
from counter.rules.vietqr import TO_ACCOUNT, TO_CARD, TransferCode, VietQr
from counter.rules.vietqr_fields import cut, written
from counter.services.catalogue.banks_data import bank_of

FILE = json.loads((Path(__file__).parents[1] / "vectors" / "vietqr.json").read_text(encoding="utf-8"))
PAYLOAD = next(v["input"] for v in FILE["vectors"] if v["id"] == "p-napas-613")
ALPHANUMERIC = "0123456789ABCXYZabcxyz"


def built(given: dict[str, Any]) -> str:
    return vietqr.build(
        TransferCode(
            bin=given["bin"],
            number=given["acc"],
            service=given["svc"],
            dynamic=given["method"] == "dynamic",
            amount=given["amount"],
            memo=given["memo"] or "",
            bill=given.get("bill") or "",
        )
    )


def as_dict(read: VietQr) -> dict[str, object]:
    """A reading in the words of the vectors; only fields that are there."""
    single = {
        name: getattr(read, name)
        for name in ("method", "guid", "bin", "account_or_card", "service", "currency", "amount", "country")
    }
    single |= {name: getattr(read, name) for name in ("mcc", "merchant_name", "merchant_city", "crc")}
    return {name: value for name, value in single.items() if value} | {
        **({"additional": dict(read.additional)} if read.additional else {}),
        "crc_ok": read.crc_ok,
        "root_order": [name for name, _ in read.root],
        "structure_ok": not read.structure,
    }


ANSWERS: dict[str, Callable[[Any], object]] = {
    "crc": vietqr.crc,
    "parse": lambda text: as_dict(vietqr.parse(text)),
    "parse_tlv": lambda text: dict(cut(text)[0]),
    "build": built,
    "validate_amount": vietqr.valid_amount,
    "memo_ascii": vietqr.memo_ascii,
    "memo_length_ok": vietqr.memo_length_ok,
    "bank_of_bin": lambda number: (bank := bank_of(number)) and bank.name,
}


@pytest.mark.parametrize("vector", FILE["vectors"], ids=lambda vector: vector["id"])
def test_the_vectors_come_out(vector: dict[str, Any]) -> None:
    answer, expected = ANSWERS[vector["op"]](vector["input"]), vector["expected"]
    if isinstance(expected, dict) and isinstance(answer, dict) and "root_order" not in expected:
        answer = {name: answer[name] for name in expected if name != "error"}  # a refused one
        expected = {name: value for name, value in expected.items() if name != "error"}
    assert answer == expected


def test_a_good_code_is_good_and_others_say_why() -> None:
    assert vietqr.parse(PAYLOAD).problems == ()
    by_id = {v["id"]: v["input"] for v in FILE["vectors"]}
    erratum = vietqr.parse(by_id["neg-napas-611"])
    assert [(p.field, p.message_id) for p in erratum.structure] == [
        ("38.01", "vietqr.header"),  # the digit left over by the wrong length
    ]
    swapped = vietqr.parse(by_id["neg-napas-614-heading"])
    assert [p.message_id for p in swapped.problems] == ["vietqr.crc"]
    cash = vietqr.parse(by_id["p-cash-mcc"])
    assert not cash.structure
    assert [(p.field, p.message_id) for p in cash.problems] == [("38.02", "vietqr.service")]


def test_the_check_sum_is_four_capital_digits() -> None:
    read = vietqr.parse(PAYLOAD[:-4] + PAYLOAD[-4:].lower())
    assert not read.crc_ok
    assert {p.message_id for p in read.problems} == {"vietqr.crc", "vietqr.crc_form"}


def sealed(body: str) -> str:
    """A payload with the right check sum, whatever the body is."""
    return body + "6304" + vietqr.crc(body + "6304")


def made(**changes: str | None) -> str:
    """A sound payload with fields replaced, added or (None) left out; names as in f54."""
    fields: dict[str, str | None] = {
        "00": "01",
        "01": "12",
        "38": receiver(),
        "53": "704",
        "54": "21000",
        "58": "VN",
        "62": "0813HS K3M7PX Q17",
    }
    fields |= {name[1:]: value for name, value in changes.items()}
    parts = [f"{name}{len(value):02}{value}" for name, value in fields.items() if value is not None]
    return sealed("".join(parts))


def receiver(holder: str = "000697043601101017588888", service: str = "0208QRIBFTTA") -> str:
    """Field 38: NAPAS, a bank and an account, a service."""
    return f"0010A00000072701{len(holder):02}{holder}{service}"


WRONG = [
    (made(f00="02"), "00", "vietqr.version"),
    (made(f01="13"), "01", "vietqr.method"),
    (made(f01=None), "01", "vietqr.missing"),
    (made(f38=None), "38", "vietqr.missing"),
    (made(f53=None), "53", "vietqr.missing"),
    (made(f58=None), "58", "vietqr.missing"),
    (made(f53="840"), "53", "vietqr.currency"),
    (made(f58="US"), "58", "vietqr.country"),
    (made(f52="60111"), "52", "vietqr.too_long"),
    (made(f52="60A1"), "52", "vietqr.category"),
    (made(f54="0"), "54", "vietqr.amount"),
    (made(f54="0.00"), "54", "vietqr.amount"),
    (made(f54="21 000"), "54", "vietqr.amount"),
    (made(f54="21,000"), "54", "vietqr.amount"),
    (made(f54="-21000"), "54", "vietqr.amount"),
    (made(f54="1.000.000"), "54", "vietqr.amount"),
    (made(f54="٢١"), "54", "vietqr.amount"),
    (made(f54="1" * 14), "54", "vietqr.too_long"),
    (made(f54="500000000"), "54", "vietqr.amount_limit"),
    (made(f59="N" * 26), "59", "vietqr.too_long"),
    (made(f59="ỦY BAN"), "59", "vietqr.text"),
    (made(f60="H" * 16), "60", "vietqr.too_long"),
    (made(f61="5" * 11), "61", "vietqr.too_long"),
    (made(f62="0826" + "a" * 26), "62.08", "vietqr.too_long"),
    (made(f62="0126" + "a" * 26), "62.01", "vietqr.too_long"),
    (made(f62="0804phí "), "62.08", "vietqr.text"),
    (made(f62="0805abc"), "62.08", "vietqr.length"),
    (made(f62="0801a0801b"), "62.08", "vietqr.twice"),
    (made(f62="0800"), "62.08", "vietqr.empty"),
    (made(f62="0902AX"), "62.09", "vietqr.asked"),
    (made(f62="5001a"), "62.50", "vietqr.unknown"),
    (made(f55="02"), "56", "vietqr.tip_sum"),
    (made(f57="5"), "57", "vietqr.tip_sum"),
    (made(f55="04"), "55", "vietqr.tip"),
    (made(f55="03", f57="100"), "57", "vietqr.percent"),
    (made(f26="0004ABCD"), "26", "vietqr.unknown"),
    (made(f38="0010A00000072801180006970436010412340208QRIBFTTA"), "38.00", "vietqr.guid"),
    (made(f38=receiver("00069704360104" + "1234", "")), "38.02", "vietqr.missing"),
    (made(f38=receiver(service="0206QRPUSH")), "38.02", "vietqr.service"),
    (made(f38=receiver(service="0208qribftta")), "38.02", "vietqr.service"),
    (made(f38=receiver("000597043601041234")), "38.01.00", "vietqr.bin"),
    (made(f38=receiver("00069704A601041234")), "38.01.00", "vietqr.bin"),
    (made(f38=receiver("01041234")), "38.01.00", "vietqr.missing"),
    (made(f38=receiver("0006970436")), "38.01.01", "vietqr.missing"),
    (made(f38=receiver("00069704360120" + "1" * 20)), "38.01.01", "vietqr.too_long"),
    (made(f38=receiver("0006970436010412-4")), "38.01.01", "vietqr.account"),
    (made(f38=receiver("000697043601041234", "0208QRIBFTTC")), "38.01.01", "vietqr.card"),
    # the service within 38.01, as a widely copied test file has it
    (made(f38="0010A00000072701300006970436010412340208QRIBFTTA"), "38.01.02", "vietqr.nested"),
    (made(f38=receiver() + "0302ab"), "38.03", "vietqr.nested"),
    (sealed("010212000201" + made()[12:-8]), "00", "vietqr.first"),
    (made()[:-8] + "6304ABCD5802VN", "63", "vietqr.last"),
    (made()[:-8], "63", "vietqr.missing"),
    (made()[:-4], "63", "vietqr.length"),
    (made() + "\n", "", "vietqr.header"),
    ("XX0201", "", "vietqr.header"),
    ("", "00", "vietqr.missing"),
    (sealed(made()[:-8] + "5303704"), "53", "vietqr.twice"),
    ("00020101021238" + "9" * 600, "", "vietqr.payload_long"),
    (made()[:-1] + "\u00e9", "63", "vietqr.crc_form"),
]


@pytest.mark.parametrize(("text", "field", "message_id"), WRONG)
def test_what_is_wrong_is_named(text: str, field: str, message_id: str) -> None:
    found = vietqr.parse(text).problems
    assert (field, message_id) in [(p.field, p.message_id) for p in found]
    assert all(known(p.message_id) for p in found)


def test_the_sound_payload_of_the_table_is_sound() -> None:
    assert vietqr.parse(made()).problems == ()
    other_order = sealed("000201" + "5802VN" + "5303704" + f"38{len(receiver())}{receiver()}" + "010211")
    assert vietqr.parse(other_order).problems == ()  # §5.1: only 00 and 63 have a place
    assert vietqr.parse(made(f55="02", f56="5000")).problems == ()
    assert vietqr.parse(made(f62="0903AME0103***")).problems == ()  # *** asks the payer to type it


def test_everything_wrong_is_told_at_once() -> None:
    found = vietqr.parse(made(f53="840", f54="0", f58="US", f59="N" * 26)[:-4] + "0000").problems
    assert {p.field for p in found} == {"53", "54", "58", "59", "63"}


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("1", True),
        ("180000", True),
        ("98.73", True),
        ("98.", True),
        ("0.5", True),
        ("1234567890123", True),
        ("12345678901234", False),
        ("0", False),
        ("0.", False),
        ("000", False),
        ("", False),
        (".5", False),
        (".", False),
        ("1.2.3", False),
        ("98,73", False),
        ("3 705", False),
        (" 1", False),
        ("-1", False),
        ("+1", False),
        ("1e5", False),
        ("1_000", False),
        ("NaN", False),
        ("１", False),
        ("1\n", False),
    ],
)
def test_amounts_of_field_54(text: str, good: bool) -> None:
    assert vietqr.valid_amount(text) is good


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        (1, None),
        (499_999_999, None),
        (500_000_000, "vietqr.amount_limit"),
        (0, "vietqr.amount_none"),
        (-5, "vietqr.amount_none"),
    ],
)
def test_what_one_transfer_can_be(amount: int, reason: str | None) -> None:
    found = vietqr.amount_problem(amount)
    assert (found and found.message_id) == reason


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Bằng Minh Tuấn", "Bang Minh Tuan"),
        ("Đặng Thị Út, ðường Ðỏ", "Dang Thi Ut, duong Do"),
        ("hoa\u0300 đi\u0323nh", "hoa dinh"),
        ("Độc lập - Tự do.", "Doc lap - Tu do."),
        ("ß한글\u200b\x1b[2J", "[2J"),
        ("", ""),
    ],
)
def test_diacritics_come_off(text: str, plain: str) -> None:
    assert vietqr.memo_ascii(text) == plain


@settings(max_examples=80)
@given(st.text(max_size=60))
def test_a_plain_memo_is_plain(text: str) -> None:
    memo = vietqr.plain_memo(text)
    assert len(memo) <= 25
    assert all(c.isascii() and (c.isalnum() or c == " ") for c in memo)
    assert memo == vietqr.plain_memo(memo) == " ".join(memo.split())


@pytest.mark.parametrize(
    ("codes", "number", "memo"),
    [
        (["0255"], 17, "HS 0255 Q17"),
        (["K3M-7PX"], 17, "HS K3M7PX Q17"),
        (["K3M-7PX", "K3M-7PC", "K3M-7PV"], 17, "HS K3M7PX VA 2 Q17"),
        (["H57.15-251124-00412"], 123456, "HS H5715251124004 Q123456"),  # the code is cut, the request never
    ],
)
def test_memos_name_dossier_and_request(codes: list[str], number: int, memo: str) -> None:
    assert vietqr.memo_of(codes, number) == memo


@settings(max_examples=80)
@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=40), st.integers(1, 10**9))
def test_a_memo_is_short_plain_and_its_own(numbers: list[int], number: int) -> None:
    memo = vietqr.memo_of([short_code(n) for n in numbers], number)
    assert memo == vietqr.plain_memo(memo)
    assert memo.endswith(f" Q{number}")
    assert memo != vietqr.memo_of([short_code(n) for n in numbers], number + 1)


@pytest.mark.parametrize(("codes", "number"), [([], 1), (["K3M-7PX"], 0)])
def test_no_memo_without_a_dossier_and_a_request(codes: list[str], number: int) -> None:
    with pytest.raises(ValueError, match=r"\d"):
        vietqr.memo_of(codes, number)


codes = st.builds(
    TransferCode,
    bin=st.from_regex(r"[0-9]{6}", fullmatch=True),
    number=st.text(ALPHANUMERIC, min_size=1, max_size=19),
    amount=st.none() | st.integers(1, 499_999_999),
    memo=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=25),
    bill=st.text(ALPHANUMERIC, max_size=25),
    dynamic=st.booleans(),
) | st.builds(
    TransferCode,
    bin=st.just("970403"),
    number=st.from_regex(r"[0-9]{12,19}", fullmatch=True),
    service=st.just(TO_CARD),
)


@settings(max_examples=100)
@given(codes)
def test_what_is_built_is_read_back(code: TransferCode) -> None:
    read = vietqr.parse(vietqr.build(code))
    assert read.problems == ()
    assert (read.bin, read.account_or_card, read.service) == (code.bin, code.number, code.service)
    assert (read.dong, read.memo) == (code.amount, code.memo)
    assert dict(read.additional).get("01", "") == code.bill
    assert read.method == ("dynamic" if code.dynamic else "static")


@settings(max_examples=150)
@given(codes, st.data())
def test_one_changed_character_is_never_taken(code: TransferCode, data: st.DataObject) -> None:
    payload = vietqr.build(code)
    place = data.draw(st.integers(0, len(payload) - 1))
    other = data.draw(
        st.characters(min_codepoint=32, max_codepoint=0x1EF9).filter(lambda c: c != payload[place])
    )
    assert vietqr.parse(payload[:place] + other + payload[place + 1 :]).problems


@settings(max_examples=150)
@given(
    st.text(max_size=80)
    | st.builds(lambda a, b: PAYLOAD[:a] + PAYLOAD[b:], st.integers(0, 140), st.integers(0, 140))
)
def test_reading_never_raises(text: str) -> None:
    read = vietqr.parse(text)
    assert (read.problems == ()) == (text == PAYLOAD)
    assert all(known(p.message_id) for p in read.problems)


@pytest.mark.parametrize(
    ("code", "fields"),
    [
        (
            TransferCode(bin="97040", number="12 34", amount=0, memo="x" * 26),
            {"38.01.00", "38.01.01", "54", "62.08"},
        ),
        (TransferCode(bin="970436", number="", service="QRCASH"), {"38.01.01", "38.02"}),
        (TransferCode(bin="970436", number="12345678901A", service=TO_CARD), {"38.01.01"}),
        (TransferCode(bin="970436", number="1" * 20, amount=500_000_000), {"38.01.01", "54"}),
        (TransferCode(bin="970436", number="1", bill="B" * 26), {"62.01"}),
    ],
)
def test_a_wrong_code_is_not_built(code: TransferCode, fields: set[str]) -> None:
    with pytest.raises(Refused) as refused:
        vietqr.build(code)
    assert {p.field for p in refused.value.problems} == fields
    assert all(known(p.message_id) for p in refused.value.problems)


def test_a_code_for_an_account_of_the_ward() -> None:
    account = BankAccount(
        id=1, bin="970436", number="1017588888", holder="UBND PHUONG MAU", label="Vietcombank"
    )
    payload = vietqr.build(vietqr.code_for(account, 150_000, "SUBK7M2QX"))
    assert payload == next(v["expected"] for v in FILE["vectors"] if v["id"] == "b-sepay-1")


def test_field_62_never_passes_99_characters() -> None:
    longest = TransferCode(bin="970436", number="1", memo="m" * 25, bill="b" * 25, service=TO_ACCOUNT)
    assert vietqr.parse(vietqr.build(longest)).problems == ()
    with pytest.raises(ValueError, match="62"):
        written("62", "x" * 100)
