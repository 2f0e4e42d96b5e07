"""What somebody typed or scanned into the one box of the desk, and what it means."""

from dataclasses import dataclass
from enum import StrEnum


class MeaningKind(StrEnum):
    """The rows of the table by which the box decides; the first that fits wins."""

    NOTHING = "nothing"
    CARD = "card"  # the QR of an identity card: open the resident check
    DOSSIER = "dossier"  # a code, a slip, or the last digits of a code: open the dossier
    VISIT = "visit"  # the code of a household's visit: open it
    MISTYPED = "mistyped"  # a visit code whose check character does not fit
    CITIZEN_ID = "citizen_id"  # 12 digits (số định danh cá nhân)
    OLD_ID = "old_id"  # 9 digits (chứng minh nhân dân)
    PHONE = "phone"
    MENU = "menu"  # one digit: a number of the desk's menu
    PROCEDURE = "procedure"  # a short or national code of a procedure, with quantities: a new dossier
    WORDS = "words"  # a name or words


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What the box will do with a text. `text` is the part that matters, in one form: digits, a code, words.

    `quantities` are pairs as people say them, copies x pages ("ct 3x5" → ((3, 5),)).
    """

    kind: MeaningKind
    text: str = ""
    quantities: tuple[tuple[int, int], ...] = ()
