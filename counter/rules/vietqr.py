"""VietQR codes (NAPAS 247): the payload of a transfer built, and read back with everything wrong reported.

A payload is built with the amount and a memo (nội dung chuyển khoản) that names the dossier. Reading keeps
apart what the shape is (`structure`: cutting, order, nesting), whether the check sum is right (`crc_ok`) and
what the values are (`values`): a code is good for a transfer only when all three are.

Source: NAPAS, format of VietQR codes v1.0 (09/2021); `counter.rules.vietqr_fields` has its tables.
"""

import binascii
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from counter.errors import Problem, Refused
from counter.models.bank import BankAccount
from counter.rules.vietqr_fields import (
    ADDITIONAL,
    COUNTRY,
    CURRENCY,
    GUID,
    HOLDER,
    MANDATORY,
    MAX_MEMO,
    MAX_PAYLOAD,
    METHODS,
    RECEIVER,
    ROOT,
    TO_ACCOUNT,
    TO_CARD,
    TRANSFER_LIMIT,
    Field,
    Rule,
    amount_problem,
    cut,
    joined,
    valid_account,
    valid_amount,
    valid_bin,
    valid_card,
    value_problems,
    written,
)

__all__ = [
    "MAX_MEMO",
    "TO_ACCOUNT",
    "TO_CARD",
    "TRANSFER_LIMIT",
    "TransferCode",
    "VietQr",
    "amount_problem",
    "build",
    "code_for",
    "crc",
    "memo_ascii",
    "memo_length_ok",
    "memo_of",
    "parse",
    "plain_memo",
    "problems_of",
    "valid_account",
    "valid_amount",
    "valid_bin",
    "valid_card",
]

_CRC_MARK = "6304"
_NOT_PLAIN = re.compile(r"[^0-9A-Za-z]+")
_STROKED = str.maketrans("đĐðÐ", "dDdD")  # no decomposition; Ð (U+00D0) stands for Đ in old data


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferCode:
    """What a code asks for. `amount` in đồng, None: the payer types it. Texts may be empty."""

    bin: str
    number: str  # số tài khoản, or số thẻ for TO_CARD
    amount: int | None = None
    memo: str = ""  # diacritics are taken off; never cut
    bill: str = ""  # số hoá đơn
    service: str = TO_ACCOUNT
    dynamic: bool = True  # one use only


@dataclass(frozen=True, slots=True, kw_only=True)
class VietQr:
    """A payload as read. Texts are empty where a field is missing; `additional` is field 62."""

    root: tuple[Field, ...]
    method: str  # "static", "dynamic", "" when neither
    guid: str
    bin: str
    account_or_card: str
    service: str
    currency: str
    amount: str  # as written: "180000", "98.73"
    country: str
    mcc: str
    merchant_name: str
    merchant_city: str
    postal_code: str
    additional: tuple[Field, ...]
    crc: str
    crc_ok: bool
    structure: tuple[Problem, ...]
    values: tuple[Problem, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong; empty: a transfer can be made with it."""
        wrong = () if self.crc_ok else (Problem("63", "vietqr.crc", {"value": self.crc or "–"}),)
        return (*self.structure, *wrong, *self.values)

    @property
    def memo(self) -> str:
        """The purpose of the transfer (nội dung), field 62.08."""
        return dict(self.additional).get("08", "")

    @property
    def dong(self) -> int | None:
        """The amount in đồng; None when there is none, or when it is not whole."""
        whole, _, part = self.amount.partition(".")
        return int(whole) if valid_amount(self.amount) and not part.strip("0") else None


def crc(text: str) -> str:
    """The check sum (CRC-16/CCITT-FALSE, §5.2.15) of a payload up to and with "6304": four capital digits."""
    return f"{binascii.crc_hqx(text.encode('utf-8', 'surrogatepass'), 0xFFFF):04X}"


def memo_ascii(text: str) -> str:
    """A text without diacritics, đ as d; what has no plain letter is left out. Nothing is cut or gathered."""
    marks_apart = unicodedata.normalize("NFD", text).translate(_STROKED)
    return "".join(c for c in marks_apart if " " <= c <= "~")


def memo_length_ok(memo: str) -> bool:
    """Whether a memo has at most 25 characters (Bảng 8, field 62.08)."""
    return len(memo) <= MAX_MEMO


def plain_memo(text: str) -> str:
    """A memo every bank passes on unchanged: letters, digits and single blanks only, at most 25 of them."""
    return " ".join(_NOT_PLAIN.sub(" ", memo_ascii(text)).split())[:MAX_MEMO].rstrip()


def memo_of(short_codes: Sequence[str], request: int) -> str:
    """The memo of one asked-for transfer: "HS K3M7PX Q17", with more dossiers "HS K3M7PX VA 2 Q17".

    HS (hồ sơ) and the short code of the first dossier; VA (và) and how many more; Q and the number of the
    request, which makes it unique and is never cut. At most 25 letters, digits and blanks. ValueError
    without a dossier or for a number that is not above 0.
    """
    if not short_codes or request <= 0:
        raise ValueError(request)
    more = f" VA {len(short_codes) - 1}" if len(short_codes) > 1 else ""
    end = f"{more} Q{request}"
    room = MAX_MEMO - len("HS ") - len(end)
    if room < 0:  # only beyond any number a ward reaches; the request alone is still unique
        end, room = f" Q{request}", MAX_MEMO - len("HS ") - len(f" Q{request}")
    code = _NOT_PLAIN.sub("", memo_ascii(short_codes[0])).upper()[: max(room, 0)]
    return " ".join(f"HS {code}{end}".split())


def code_for(account: BankAccount, amount: int, memo: str) -> TransferCode:
    """The code of one payment into one of the ward's accounts: one use, amount and memo given."""
    return TransferCode(bin=account.bin, number=account.number, amount=amount, memo=memo)


def problems_of(code: TransferCode) -> tuple[Problem, ...]:
    """Everything that keeps a code from being built. Fields are named by their path in the payload."""
    found: list[Problem] = []
    if not valid_bin(code.bin):
        found.append(Problem("38.01.00", "vietqr.bin", {"path": "38.01.00", "value": plain_memo(code.bin)}))
    fits = valid_card if code.service == TO_CARD else valid_account
    if not fits(code.number):
        message_id = "vietqr.card" if code.service == TO_CARD else "vietqr.account"
        found.append(Problem("38.01.01", message_id, {"path": "38.01.01", "value": plain_memo(code.number)}))
    if code.service not in (TO_ACCOUNT, TO_CARD):
        found.append(Problem("38.02", "vietqr.service", {"path": "38.02", "value": plain_memo(code.service)}))
    if code.amount is not None and (wrong := amount_problem(code.amount)):
        found.append(wrong)
    return (*found, *value_problems(_additional(code), ADDITIONAL, "62"))


def _additional(code: TransferCode) -> tuple[Field, ...]:
    texts = (("01", memo_ascii(code.bill)), ("08", memo_ascii(code.memo)))
    return tuple((name, text) for name, text in texts if text)


def build(code: TransferCode) -> str:
    """The payload of a code, fields in the order of the document. Refused with everything that is wrong."""
    if problems := problems_of(code):
        raise Refused(problems)
    holder = written("00", code.bin) + written("01", code.number)
    receiver = written("00", GUID) + written("01", holder) + written("02", code.service)
    parts = [
        written("00", "01"),
        written("01", "12" if code.dynamic else "11"),
        written("38", receiver),
        written("53", CURRENCY),
    ]
    if code.amount is not None:
        parts.append(written("54", str(code.amount)))
    parts.append(written("58", COUNTRY))
    if additional := "".join(written(name, value) for name, value in _additional(code)):
        parts.append(written("62", additional))
    text = "".join(parts) + _CRC_MARK
    return text + crc(text)


def parse(text: str) -> VietQr:
    """Read a payload strictly. Never raises: what is wrong is in the result, all of it."""
    root, problems = cut(text[:MAX_PAYLOAD])
    fields = dict(reversed(root))  # of a doubled field the first counts
    receiver, in_receiver = _inside(fields, "38", RECEIVER)
    holder, in_holder = _inside(dict(receiver), "38.01", HOLDER)
    additional, in_additional = cut(fields.get("62", ""), "62")
    sent, owned = dict(receiver), dict(holder)
    return VietQr(
        root=root,
        method=METHODS.get(fields.get("01", ""), ""),
        guid=sent.get("00", ""),
        bin=owned.get("00", ""),
        account_or_card=owned.get("01", ""),
        service=sent.get("02", ""),
        currency=fields.get("53", ""),
        amount=fields.get("54", ""),
        country=fields.get("58", ""),
        mcc=fields.get("52", ""),
        merchant_name=fields.get("59", ""),
        merchant_city=fields.get("60", ""),
        postal_code=fields.get("61", ""),
        additional=additional,
        crc=text[-4:] if text[-8:-4] == _CRC_MARK else "",
        crc_ok=text[-8:-4] == _CRC_MARK and crc(text[:-4]) == text[-4:],
        structure=(*problems, *_frame(root, text), *in_receiver, *in_holder, *in_additional),
        values=(
            *value_problems(root, ROOT),
            *value_problems(receiver, RECEIVER, "38"),
            *value_problems(holder, HOLDER, "38.01"),
            *value_problems(additional, ADDITIONAL, "62"),
            *_together(fields, sent, owned),
        ),
    )


def _frame(root: tuple[Field, ...], text: str) -> list[Problem]:
    """Which mandatory fields are missing, and whether 00 is first and 63 last (§5.1)."""
    names = [name for name, _ in root]
    found = [Problem(name, "vietqr.missing", {"path": name}) for name in MANDATORY if name not in names]
    if names and names[0] != "00":
        found.append(Problem("00", "vietqr.first"))
    if "63" in names and (names[-1] != "63" or text[-8:-4] != _CRC_MARK):
        found.append(Problem("63", "vietqr.last"))
    if len(text) > MAX_PAYLOAD:
        found.append(Problem("", "vietqr.payload_long", {"longest": MAX_PAYLOAD}))
    return found


def _inside(
    outer: Mapping[str, str], path: str, rules: Mapping[str, Rule]
) -> tuple[tuple[Field, ...], tuple[Problem, ...]]:
    """The fields of a template about the receiver: 00 and 01 must be there, nothing else may be nested."""
    value = outer.get(path[-2:])
    if value is None:
        return (), ()
    found, problems = cut(value, path)
    names = [name for name, _ in found]
    absent = [Problem(where, "vietqr.missing", {"path": where})
              for name in ("00", "01") if name not in names and (where := joined(path, name))]  # fmt: skip
    nested = [Problem(where, "vietqr.nested", {"path": where})
              for name in names if name not in rules and (where := joined(path, name))]  # fmt: skip
    return tuple(field for field in found if field[0] in rules), (*problems, *absent, *nested)


def _together(fields: Mapping[str, str], sent: Mapping[str, str], owned: Mapping[str, str]) -> list[Problem]:
    """What fields say only together: service and number, tip and its sum, amount and limit of a transfer."""
    found = []
    if sent and "02" not in sent:
        found.append(Problem("38.02", "vietqr.missing", {"path": "38.02"}))
    number = owned.get("01", "")
    if sent.get("02") == TO_CARD and valid_account(number) and not valid_card(number):
        found.append(Problem("38.01.01", "vietqr.card", {"path": "38.01.01", "value": number}))
    for kind, name in (("02", "56"), ("03", "57")):
        if (fields.get("55") == kind) != (name in fields):
            found.append(Problem(name, "vietqr.tip_sum", {"path": name}))
    amount = fields.get("54", "")
    if valid_amount(amount) and int(amount.partition(".")[0]) >= TRANSFER_LIMIT:
        found.append(Problem("54", "vietqr.amount_limit"))
    return found
