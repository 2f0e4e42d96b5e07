"""Why a payload is no card: what it is instead, or which setting of scanner or keyboard made it so."""

import re

from counter.errors import Problem
from counter.rules.card_letters import is_vietnamese
from counter.rules.card_repair import is_scan_fragment
from counter.text import fold, unsafe_character

MAX_PAYLOAD = 4296  # the most characters a QR code can hold
FEWEST_FIELDS, MOST_FIELDS = 7, 11
_KEYBOARD = re.compile(r"\d{12}([^\w\s|,.])\d{0,12}\1[^|]+(?:\1[^|]*){4,}")
_VOWEL = re.compile(r"[aeiouyAEIOUY]")
_DROPPED = re.compile(r"[A-Za-z][a-z]{2,}")  # TP, Q, KP are short forms


def not_a_card(payload: str) -> tuple[Problem, ...]:
    """The reason when a payload cannot even be split into the fields of a card; nothing when it can."""
    bars = payload.count("|")
    for found, reason in (
        (not payload, "empty"),
        (len(payload) > MAX_PAYLOAD, "too_long"),
        (re.match(r"000201\d", payload), "vietqr"),
        (re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", payload), "link"),
        (re.match(r"IDVNM|P<VNM|[A-Z0-9<]*<<[A-Z0-9<]*$", payload), "mrz"),
        (re.match(r"(?:[A-Z]{2}\d{13}|\d{10})\|", payload) and bars > 8, "health_card"),
        (not bars and _KEYBOARD.match(payload), "keyboard"),
    ):
        if found:
            return (Problem("", f"card.{reason}"),)
    if not bars and is_scan_fragment(payload):
        return (Problem("", "card.fragment"),)
    if character := unsafe_character(re.sub(r"[\x80-\x9f\ue000-\uf8ff]", "", payload)):  # these may be bytes
        return (Problem("", "card.control", {"character": character}),)
    if not bars:
        return (Problem("", "card.no_fields"),)
    if not FEWEST_FIELDS <= bars + 1 <= MOST_FIELDS:
        few = bars + 1 < FEWEST_FIELDS
        return (Problem("", "card.few_fields" if few else "card.many_fields", {"count": bars + 1}),)
    return ()


def letters_dropped(name: str, address: str) -> bool:
    """Whether a card without any accent shows that they fell out: `Nguyn Vn`, `V Khoa`, `Phng`, `Thnh`."""
    if not (name + address).isascii():
        return False
    in_name = re.findall(r"[A-Za-z]+", name)
    family = [word for word in in_name[:1] if not _VOWEL.search(word)]
    bare = [word for word in in_name if len(word) > 1 and not _VOWEL.search(word)]
    in_address = [
        w for w in re.findall(r"[A-Za-z]+", address) if _DROPPED.fullmatch(w) and not _VOWEL.search(w)
    ]
    return bool(family or bare or in_address)


def caps_lock(name: str, gender: str) -> bool:
    """Whether Caps Lock turned the case of every letter round: `nGUYỄN`, `nAM`."""
    return gender in ("nAM", "nỮ") or any(
        word[0].islower() and word[1:].isupper() for word in name.split() if word[2:]
    )


def cause(fields: list[str]) -> tuple[Problem, ...]:
    """The setting that most likely spoilt a card's fields, when they show one."""
    number, name, gender = fields[0], fields[2], fields[4]
    toned = any(is_vietnamese(letter) for letter in number + gender)
    typed_over = gender.casefold() not in ("nam", "nữ") and fold(gender) in ("nam", "nu") and toned
    in_number = bool(re.fullmatch(r"\d*[^\W\d_]\w*", number)) and len(number) in range(10, 14)
    in_name = bool(re.search(r"\d", name)) and any(is_vietnamese(letter) for letter in name)
    if typed_over or in_number or in_name:
        return (Problem("", "card.input_method"),)
    if (
        gender.casefold() in ("n", "nu")
        or letters_dropped(name, fields[5])
        or re.search(r"[?\ufffd]", name + gender + fields[5])
    ):
        return (Problem("", "card.letters_lost"),)
    return ()
