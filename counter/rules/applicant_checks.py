"""Whether the person at the counter, as typed or scanned, can be stored: all faults at once."""

import re
from dataclasses import replace
from datetime import date

from counter.errors import Problem
from counter.i18n import day as show
from counter.models.dossier import Applicant
from counter.rules import citizen_id, names
from counter.text import as_typed, unsafe_character

MAX_ADDRESS = 500
OLDEST = 130  # years; nobody was ever older
_PASSPORT = re.compile(r"[A-Z0-9]{5,20}")


def tidy(applicant: Applicant) -> Applicant:
    """The applicant in stored form: NFC, one blank between words, numbers without typing aids."""
    return replace(
        applicant,
        full_name=names.clean(applicant.full_name),
        citizen_id=citizen_id.normalise(applicant.citizen_id).upper(),
        old_cmnd=citizen_id.normalise(applicant.old_cmnd),
        address=as_typed(applicant.address),
        gender=as_typed(applicant.gender),
    )


def problems(applicant: Applicant, today: date) -> tuple[Problem, ...]:
    """Everything that is wrong with a tidied applicant. A missing number or date is no fault."""
    found: list[Problem] = []
    if applicant.full_name:
        found += names.check(applicant.full_name)
    found += _numbers(applicant)
    if unsafe := unsafe_character(applicant.address):
        found.append(Problem("address", "names.unsafe", {"character": unsafe}))
    if len(applicant.address) > MAX_ADDRESS:
        found.append(Problem("address", "intake.address_long", {"most": MAX_ADDRESS}))
    if applicant.gender not in ("", citizen_id.MALE, citizen_id.FEMALE):
        found.append(Problem("gender", "intake.gender"))
    if applicant.dob and not date(today.year - OLDEST, 1, 1) <= applicant.dob <= today:
        found.append(Problem("dob", "intake.dob", {"day": show(applicant.dob)}))
    return tuple(found)


def _numbers(applicant: Applicant) -> list[Problem]:
    """12 digits, the 9 of an old paper, or a passport; warnings of the number do not stand in the way."""
    number, found = applicant.citizen_id, list[Problem]()
    if number.isdecimal() and len(number) != 9:
        found += [p for p in citizen_id.check(number) if not citizen_id.is_warning(p)]
    elif number and not number.isdecimal() and not _PASSPORT.fullmatch(number):
        found.append(Problem("citizen_id", "citizen_id.not_digits"))
    old = applicant.old_cmnd
    if old and not (old.isascii() and old.isdecimal() and len(old) in (9, 12)):
        found.append(Problem("old_cmnd", "intake.old_number"))
    return found
