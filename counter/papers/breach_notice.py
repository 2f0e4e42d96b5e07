"""The notice of a breach of personal data (thông báo vi phạm) with its record (biên bản): paper and text.

Luật 91/2025/QH15 Điều 23; what it says: Nghị định 356/2025/NĐ-CP Điều 28, Mẫu 08. The layout of Mẫu 08 was
not seen: the template says so in its data.
"""

from dataclasses import fields
from datetime import datetime
from pathlib import Path

from counter.errors import Problem, Refused
from counter.i18n import local
from counter.models.breach import BreachFacts, BreachView
from counter.papers import typeset, words
from counter.papers.files import keep, slip_name
from counter.papers.heads import ward_head
from counter.papers.personal_values import BreachNoticeData, NoticeLine
from counter.papers.words import say
from counter.settings import WardSettings
from counter.text import one_line

_SUFFIXES = (".pdf", ".txt")


def notice_data(
    view: BreachView, ward: WardSettings, *, at: datetime, practice: bool = False
) -> BreachNoticeData:
    """What the notice says. `at`: aware, when it is written."""
    number = say("breach.paper.number", number=view.id, year=view.found_at.year)
    device = one_line(view.device)
    known = (
        (say("breach.paper.found"), words.moment(view.found_at)),
        *((say(f"breach.field.{one.name}"), _fact(view, one.name)) for one in fields(BreachFacts)),
        (say("breach.paper.device"), device),
    )
    over = at > view.due_at and (view.told_at is None or view.told_at > view.due_at)
    return BreachNoticeData(
        issued_at=at,
        head=ward_head(
            ward, title=say("breach.paper.title"), code=number, copy=1, practice=practice, at=at
        ),
        to=say("breach.paper.to"),
        intro=say("breach.paper.intro", centre=one_line(ward.centre_name)),
        lines=tuple(NoticeLine(label=label, text=text) for label, text in known),
        late=say("breach.paper.late", due=words.moment(view.due_at)) if over else "",
        ground=say("breach.paper.ground", ground=one_line(view.ground)),
        record_title=say("breach.paper.record"),
        record_intro=say(
            "breach.paper.record_intro",
            at=words.moment(view.recorded_at),
            who=one_line(view.recorded_by),
            place=one_line(ward.centre_name),
        ),
        record_end=say("breach.paper.record_end"),
        signers=tuple(say(f"breach.paper.signer.{one}") for one in ("made", "witness", "head")),
        made=say("breach.paper.made", number=view.id, when=words.moment(at)),
    )  # fmt: skip


def lines(data: BreachNoticeData) -> list[str]:
    """The same as plain text, a line each; what is not known yet is a row of dots."""
    dots = "…" * 20
    told = [f"{n}. {one.label}: {one.text or dots}" for n, one in enumerate(data.lines, 1)]
    top = [
        data.head.authority,
        data.head.centre,
        data.head.dated,
        "",
        data.head.title.upper(),
        data.head.code,
    ]
    return [*filter(None, (data.head.practice_mark,)), *top, "", data.to, "", data.intro, *told,
            *filter(None, (data.late,)), "", data.ground, data.made]  # fmt: skip


def check_suffix(path: Path) -> Path:
    """A path for `made`, before anything is read. Refused for another suffix than `.pdf` and `.txt`."""
    if path.suffix.lower() not in _SUFFIXES:
        raise Refused((Problem("output", "breach.paper.suffix", {"suffix": path.suffix}),))
    return path


def made(data: BreachNoticeData, path: Path) -> bytes:
    """The content of the file a path names by its suffix. DataFault when the template is wrong."""
    if path.suffix.lower() == ".txt":
        return ("\n".join(lines(data)) + "\n").encode()
    return typeset.pdf(typeset.BREACH, data)


def kept(data: BreachNoticeData, number: int, *, practice: bool, store: Path) -> Path:
    """The paper where papers of a store are kept: encrypted beside an encrypted store.

    Not for the UI thread. DataFault, CounterError.
    """
    name = slip_name(f"VP-{number}-{local(data.issued_at):%y%m%d-%H%M}", kind=typeset.BREACH)
    return keep(typeset.pdf(typeset.BREACH, data), name, store=store, practice=practice)


def _fact(view: BreachView, name: str) -> str:
    return one_line(getattr(view.facts, name))
