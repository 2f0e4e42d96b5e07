"""Identity cards from the scanner: the payload of the QR on a CCCD or a thẻ căn cước (conventions section 1).

    number | old CMND or nothing | full name | ddmmyyyy | Nam or Nữ | address | ddmmyyyy issued

Seven fields since 2021; eleven on cards since 07/2024, whose last four are kept raw because no source says
which is which. Empty fields are fields. The payload is never logged.
"""

import re
from collections.abc import Set
from dataclasses import asdict
from datetime import date

from counter.errors import Problem
from counter.i18n import t
from counter.models.identity import Card, Scan
from counter.rules import card_repair, citizen_id, names
from counter.rules.card_letters import odd_in_address, odd_in_name
from counter.rules.card_reasons import (
    FEWEST_FIELDS,
    MAX_PAYLOAD,
    MOST_FIELDS,
    caps_lock,
    cause,
    letters_dropped,
    not_a_card,
)
from counter.rules.card_repair import is_scan_fragment, repair_fragment
from counter.rules.card_words import TooMany

__all__ = ["is_scan_fragment", "looks_like_card", "read_scan", "repair_fragment", "scan_as_dict"]

_BARS_OF_A_CARD = 5
_SYMBOLOGY = re.compile(r"\]Q\d(?=\d{12}\|)")  # some scanners say first which kind of code they read
_DAY = re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII)
_GENDERS = {citizen_id.MALE.casefold(): citizen_id.MALE, citizen_id.FEMALE.casefold(): citizen_id.FEMALE}


def looks_like_card(text: str) -> bool:
    """Whether text has the shape of a card's payload wherever it was scanned: five bars or more."""
    return len(text) <= MAX_PAYLOAD and card_repair.whole(text).count("|") >= _BARS_OF_A_CARD


def read_scan(payload: str, prefixes: Set[str] | None = None) -> Scan:
    """Read a payload. Never raises, never guesses: several readings come back as `candidates`.

    `prefixes` are the known first three digits of personal numbers; without them that warning is left out.
    """
    if len(payload) > MAX_PAYLOAD:
        return _refused(Problem("", "card.too_long"))
    scanned = _SYMBOLOGY.sub("", card_repair.trimmed(payload), count=1)
    text = card_repair.whole(scanned)
    if reasons := not_a_card(text):
        return _refused(*reasons)
    try:
        readings = card_repair.fields(text.split("|"))
    except TooMany:
        return _refused(Problem("", "card.many_readings"))
    checked = [(fields, _problems(fields)) for fields in readings]
    sound = [fields for fields, problems in checked if not problems]
    cards = list(dict.fromkeys(_card(fields) for fields in sound))
    if not cards:
        found = (*cause(_stripped(text)), *checked[0][1])
        return _refused(*(reason for n, reason in enumerate(found) if reason not in found[:n]))
    if len(cards) > 1:
        return _refused(Problem("", "card.choose", {"count": len(cards)}), candidates=tuple(cards))
    repaired = sound[0] != _stripped(scanned)
    return Scan(accepted=True, card=cards[0], warnings=_warnings(cards[0], prefixes), repaired=repaired)


def _stripped(text: str) -> list[str]:
    return [part.strip() for part in text.split("|")]


def _refused(*reasons: Problem, candidates: tuple[Card, ...] = ()) -> Scan:
    return Scan(accepted=False, reasons=reasons, candidates=candidates)


def _day(text: str) -> date | None:
    match = _DAY.fullmatch(text)
    try:
        return date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None


def _problems(fields: list[str]) -> tuple[Problem, ...]:
    """Everything that keeps these fields from being a card."""
    number, cmnd, name, born, gender, address, issued = fields[:FEWEST_FIELDS]
    found = [
        (not re.fullmatch(r"[0-9]{12}", number), "citizen_id", "card.number"),
        (not re.fullmatch(r"[0-9]*", cmnd), "old_cmnd", "card.old_number"),
        (not name, "full_name", "card.no_name"),
        (bool(odd_in_name(name)), "full_name", "card.damaged_name"),
        (_day(born) is None, "dob", "card.dob"),
        (gender.casefold() not in _GENDERS, "gender", "card.gender"),
        (bool(odd_in_address(address)), "address", "card.damaged_address"),
        (_day(issued) is None, "issue_date", "card.issue_date"),
        (letters_dropped(name, address), "", "card.letters_lost"),
        (caps_lock(name, gender), "", "card.caps_lock"),
    ]
    return (
        *(Problem(field, reason) for wrong, field, reason in found if wrong),
        *(names.check(name) if name else ()),
    )


def _card(fields: list[str]) -> Card:
    number, cmnd, name, born, gender, address, issued = fields[:FEWEST_FIELDS]
    return Card(
        citizen_id=number,
        old_cmnd=cmnd or None,
        full_name=name,
        dob=_day(born),
        gender=_GENDERS[gender.casefold()],
        address=address,
        issue_date=_day(issued),
        extra_fields=tuple(fields[FEWEST_FIELDS:MOST_FIELDS]),
        field_count=len(fields),
    )


def _cross_check(card: Card) -> tuple[Problem, ...]:
    year = card.dob.year if card.dob else None
    return citizen_id.cross_check(citizen_id.decode(card.citizen_id), year, card.gender)


def _warnings(card: Card, prefixes: Set[str] | None) -> tuple[Problem, ...]:
    """What a clerk should look at: the card is taken all the same."""
    found = [*_cross_check(card), *citizen_id.prefix_warning(card.citizen_id, prefixes)]
    if card.dob and card.issue_date and card.issue_date < card.dob:
        found.append(Problem("issue_date", "card.issued_before_birth"))
    if card.old_cmnd and len(card.old_cmnd) not in (9, citizen_id.DIGITS):
        found.append(Problem("old_cmnd", "card.old_number_length", {"count": len(card.old_cmnd)}))
    if not card.address:
        found.append(Problem("address", "card.no_address"))
    if any(card.extra_fields):
        found.append(Problem("", "card.extra_fields", {"count": sum(map(bool, card.extra_fields))}))
    return tuple(found)


# -- for the command line ------------------------------------------------------------------------


def _said(problems: tuple[Problem, ...]) -> list[dict[str, str]]:
    return [{"id": p.message_id, "field": p.field, "text": t(p.message_id, **p.params)} for p in problems]


def _cross_check_words(card: Card) -> list[str]:
    """The two cross-checks in fixed English, the same under every language of the program."""
    phrases = {
        "citizen_id.gender_differs": "gender digit says {gender}",
        "citizen_id.year_differs": "number says birth year {year}",
    }
    return [phrases[p.message_id].format_map(p.params) for p in _cross_check(card)]


def _card_as_dict(card: Card) -> dict[str, object]:
    plain = asdict(card)
    plain |= {key: day.isoformat() for key in ("dob", "issue_date") if (day := getattr(card, key))}
    return plain | {"extra_fields": list(card.extra_fields), "cross_check_warnings": _cross_check_words(card)}


def scan_as_dict(scan: Scan) -> dict[str, object]:
    """A scan as plain values: the card's fields when accepted, `reason` when not; warnings with texts."""
    reasons = _said(scan.reasons)
    own: dict[str, object] = _card_as_dict(scan.card) if scan.card else {"reason": reasons[0]["text"]}
    return {
        "accepted": scan.accepted,
        **own,
        "warnings": _said(scan.warnings),
        "reasons": reasons,
        "repaired": scan.repaired,
        "candidates": [_card_as_dict(card) for card in scan.candidates],
    }
