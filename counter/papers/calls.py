"""Letters to those no call reaches, and the list for the head of their residential group (tổ trưởng).

Both are the program's own: no text prescribes a form. A letter is sealed and says the matter; the list says
who is to come and which code to name, not what it is about.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from counter.i18n import local
from counter.models.calls import Matter, Why
from counter.papers import typeset, words
from counter.papers.call_values import CallLetter, CallLettersData, CallListData, CallListLine
from counter.papers.files import keep, slip_name
from counter.papers.heads import ward_head
from counter.papers.words import say
from counter.rules import calls as rules
from counter.settings import WardSettings
from counter.text import one_line

COLUMNS = ("n", "who", "address", "code", "what", "told")


def letters_data(
    matters: Sequence[Matter], ward: WardSettings, *, at: datetime, practice: bool = False
) -> CallLettersData:
    """A page for each matter. `at`: aware, when they are written."""
    code = f"TB-{local(at):%y%m%d-%H%M}"
    place = ", ".join(filter(None, (one_line(ward.centre_name), one_line(ward.address))))
    hours = one_line(ward.hours).replace("-", "–").replace(" ", ", ")
    return CallLettersData(
        issued_at=at,
        head=ward_head(ward, title=say("calls.paper.letter"), code=code, copy=1, practice=practice, at=at),
        letters=tuple(_letter(one, ward) for one in matters),
        where=say("calls.paper.where", place=place, hours=hours),
        phone=_phone(ward),
        free=say("calls.paper.free"),
    )


def _letter(one: Matter, ward: WardSettings) -> CallLetter:
    said, params = rules.letter_words(one, ward.ward_name)
    return CallLetter(
        to=say("calls.paper.to", who=one_line(one.resident)),
        address=one_line(one.address),
        code=say("calls.paper.code", code=one_line(one.short_code or one.code)),
        words=say(said, **params),
    )


def list_data(
    group: str, matters: Sequence[Matter], ward: WardSettings, *, at: datetime, practice: bool = False
) -> CallListData:
    """The list of one group, as "tổ 15"."""
    code = f"DS-{local(at):%y%m%d-%H%M}"
    count = len(matters)
    return CallListData(
        issued_at=at,
        head=ward_head(ward, title=say("calls.paper.list"), code=code, copy=1, practice=practice, at=at),
        group=one_line(group),
        ask=say("calls.paper.ask"),
        columns=tuple(say(f"calls.paper.col.{name}") for name in COLUMNS),
        lines=tuple(
            CallListLine(
                n=str(n),
                who=one_line(one.resident),
                address=one_line(one.address),
                code=one_line(one.short_code or one.code),
                what=say(f"calls.paper.{'wait' if one.why in (Why.LATE, Why.SOON, Why.MOVED) else 'come'}"),
            )
            for n, one in enumerate(matters, 1)
        ),
        back=say("calls.paper.back"),
        phone=_phone(ward),
        made=say("calls.paper.made", n=count, when=words.moment(at)),
    )


def _phone(ward: WardSettings) -> str:
    return say("calls.paper.phone", phone=words.phone(ward.phone)) if ward.phone else ""


def keep_letters(
    matters: Sequence[Matter], ward: WardSettings, *, at: datetime, practice: bool, store: Path | None = None
) -> Path:
    """Typeset the letters and keep them on the disk. Not for the UI thread. DataFault, CounterError."""
    data = letters_data(matters, ward, at=at, practice=practice)
    return _keep(typeset.CALL_LETTERS, data, data.head.code, practice=practice, store=store)


def keep_list(
    group: str,
    matters: Sequence[Matter],
    ward: WardSettings,
    *,
    at: datetime,
    practice: bool,
    store: Path | None = None,
) -> Path:
    """The same for the list of a group."""
    data = list_data(group, matters, ward, at=at, practice=practice)
    return _keep(
        typeset.CALL_LIST, data, f"{data.head.code}-{group}", practice=practice, store=store
    )  # fmt: skip


def _keep(
    template: str, data: CallLettersData | CallListData, code: str, *, practice: bool, store: Path | None
) -> Path:
    return keep(
        typeset.pdf(template, data), slip_name(code, kind=template), store=store, practice=practice
    )  # fmt: skip
