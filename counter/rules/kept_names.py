"""Names of papers kept beside a store: which belong to one dossier, visit, payment or person, which to many.

Pure. The names are made from a code and the kind of the paper (`counter.papers.files.slip_name`).
"""

import re
from collections.abc import Iterable
from typing import Final

from counter.text import fold

PERSON: Final = "NGUOI"  # what is held on one person, for that person
_NOT_IN_A_NAME: Final = re.compile(r"[^A-Z0-9.-]+")
_OF_ONE: Final = re.compile(
    r"^(.*-[0-9]{6}-[0-9]{4,5}-"  # a dossier's code
    r"|H[0-9A-Z]{2}-[0-9A-Z]{4}-"  # a visit's
    r"|(PT|PH|HT|QR)-[0-9]+-)"  # a payment's, a request to transfer
)
_LETTERS: Final = ("-thu-bao", "-danh-sach-to")  # their code is a day and an hour, as a dossier's may look
_NOBODYS: Final = ("-ban-giao-ngan-tien", "-so-lieu", "-so-tre-thang")


def safe(code: str) -> str:
    """A code as file names carry it: "H57.??-261120-0254" becomes "H57._-261120-0254"."""
    return _NOT_IN_A_NAME.sub("_", fold(code).upper()).strip(".") or "_"


def of_one(name: str, codes: frozenset[str]) -> bool:
    """Whether a paper belongs to one of these codes, given as `safe` makes them."""
    return any(name.startswith(f"{code}-") for code in codes)


def of_person(name: str, residents: Iterable[int]) -> bool:
    """Whether a paper says what is held on one of these residents: it is named by their number."""
    return any(name.startswith(f"{PERSON}-{ident}-") for ident in residents)


def of_many(name: str) -> bool:
    """Whether a paper may name many people: letters, call and hand-over lists, registers, papers of drafts.

    Sheets of a drawer and figures name nobody.
    """
    if any(kind in name for kind in _LETTERS):
        return True
    return (
        not _OF_ONE.match(name)
        and not name.startswith(f"{PERSON}-")
        and not any(kind in name for kind in _NOBODYS)
    )
