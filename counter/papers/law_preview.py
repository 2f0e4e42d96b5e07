"""A paper of the law on the screen, from the same values as the page, so that both say the same.

Labels are in the language of the screen, what they label is Vietnamese as on the paper.
"""

from counter.i18n import t
from counter.papers.law_values import (
    ControlData,
    ExtensionData,
    HandOverData,
    LawData,
    RefusalData,
    RegisterData,
    RegisterLine,
    ResultData,
    StepLine,
    StopData,
    Subject,
    SupplementData,
    WantedLine,
)
from counter.papers.preview import Row
from counter.papers.value_parts import Head

Pairs = tuple[tuple[str, str], ...]


def rows(data: LawData) -> tuple[Row, ...]:
    """The paper as a list, nothing shortened; empty lines of the paper are left out."""
    pairs = (*_head(data.head), *_body(data))
    return tuple((t(f"law_paper.preview.{key}"), value) for key, value in pairs if value)


def _body(data: LawData) -> Pairs:
    match data:
        case SupplementData():
            return _supplement(data)
        case RefusalData():
            return _refusal(data)
        case ExtensionData():
            return _extension(data)
        case StopData():
            return _stop(data)
        case ControlData():
            return _control(data)
        case RegisterData():
            return _register(data)
        case ResultData():
            return _result(data)
        case HandOverData():
            return _hand_over(data)


def _head(head: Head) -> Pairs:
    code = f"{head.code} ({head.code_note})" if head.code_note else head.code
    return (
        ("mark", ", ".join(filter(None, (head.practice_mark, head.copy_mark)))),
        ("title", head.title),
        ("dated", head.dated),
        ("code", code),
        ("short", head.short_code),
        ("portal", head.portal_code),
    )


def _subject(subject: Subject) -> Pairs:
    return (
        ("person", subject.person),
        ("owner", subject.owner),
        ("address", subject.address),
        ("phone", subject.phone),
        ("identity", subject.identity),
        ("procedure", subject.procedure),
        ("received", subject.received),
    )


def _supplement(data: SupplementData) -> Pairs:
    wanted = tuple(("wanted", _wanted(line)) for line in data.wanted)
    return (
        ("number", data.number),
        *_subject(data.subject),
        *wanted,
        ("reason", data.reason),
        ("basis", data.basis),
        ("stage", data.stage),
        ("nth", data.nth),
        ("answer_by", data.answer_by),
        ("new_due", data.new_due),
        ("signs", data.guided_by),
        ("ask", data.contact.ask),
    )


def _wanted(line: WantedLine) -> str:
    """The paper, what is wrong with it, and how many of which kind; kinds of none are left out."""
    counts = (
        ("originals", line.originals),
        ("certified", line.certified),
        ("photocopies", line.photocopies),
    )
    said = [t(f"law_paper.preview.{kind}", count=count) for kind, count in counts if count]
    name = f"{line.name} ({line.note})" if line.note else line.name
    return f"{name}: {', '.join(said)}" if said else name


def _refusal(data: RefusalData) -> Pairs:
    return (
        ("number", data.number),
        *_subject(data.subject),
        ("filed", data.filed),
        ("reason", data.reason),
        ("basis", data.basis),
        ("signs", ", ".join(filter(None, (data.submitter, data.refused_by, data.approved_by)))),
        ("ask", data.contact.ask),
    )


def _extension(data: ExtensionData) -> Pairs:
    return (
        ("number", data.number),
        *_subject(data.subject),
        ("sector", data.sector),
        ("due", data.subject.due),
        ("reason", data.reason),
        ("new_due", data.new_due),
        ("signs", " ".join(filter(None, (data.signer_title, data.signer)))),
        ("ask", data.contact.ask),
    )


def _stop(data: StopData) -> Pairs:
    return (
        ("number", data.number),
        *_subject(data.subject),
        ("due", data.subject.due),
        ("asked", data.asked),
        ("reason", data.reason),
        ("basis", data.basis),
        ("papers_back", data.papers_back),
        ("money", data.money),
        ("signs", " ".join(filter(None, (data.signer_title, data.signer)))),
        ("ask", data.contact.ask),
    )


def _control(data: ControlData) -> Pairs:
    steps = tuple(("step", _step(line)) for line in data.steps)
    return (
        ("book", data.book),
        ("row", data.row),
        *_subject(data.subject),
        ("due", data.subject.due),
        ("agency", data.agency),
        ("partners", data.partners),
        *steps,
    )


def _step(line: StepLine) -> str:
    ends = f"{_end(line.giver, line.giver_place)} → {_end(line.taker, line.taker_place)}"
    return "; ".join(filter(None, (f"{line.number}. {line.at}: {ends}", line.outcome, line.note)))


def _end(name: str, place: str) -> str:
    return f"{name} ({place})" if place else name


def _register(data: RegisterData) -> Pairs:
    lines = tuple(("line", _line(line)) for line in data.lines)
    return (("period", data.period), ("count", data.count), *lines)


def _line(line: RegisterLine) -> str:
    cells = (line.number, line.code, line.procedure, line.person, line.received, line.due, line.note)
    return " · ".join(filter(None, cells))


def _result(data: ResultData) -> Pairs:
    return (
        *_subject(data.subject),
        ("giver", data.given_by),
        ("collector", " – ".join(filter(None, (data.collector, data.collector_role)))),
        ("second", data.second),
        ("paper", data.paper),
        ("result", " ".join(filter(None, (data.result_kind, data.result_number)))),
        ("copies", data.result_copies),
        ("returned", data.returned),
    )


def _hand_over(data: HandOverData) -> Pairs:
    lines = tuple(
        ("line", " · ".join((line.number, line.code, line.content, line.result, line.owner)))
        for line in data.lines
    )
    return (
        ("handed", data.handed),
        ("giver", _end(data.giver, data.giver_place)),
        ("taker", _end(data.taker, data.taker_place)),
        ("note", data.note),
        ("count", data.count),
        *lines,
    )
