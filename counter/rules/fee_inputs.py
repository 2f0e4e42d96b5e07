"""What a fee depends on: the NAMEs of `counter quote --set NAME=VALUE` and their values.

The NAMEs follow the units and conditions of the procedure's fee rules. A list is written copies x pages
(`documents=3x5,1x2`) or copies x events (`items=3x1`), the order people say it in; `fee_lists` reads it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from counter.errors import Problem, Refused
from counter.models.catalogue import Channel, Fee, Procedure
from counter.models.states import ResultWay
from counter.rules import fee_conditions, fee_lists
from counter.rules.fee_conditions import Condition
from counter.rules.fee_lists import MOST_PAPERS, Gap, Unread
from counter.rules.fee_lists import Item as Item
from counter.rules.fee_lists import Sheets as Sheets
from counter.text import one_line


class InputKind(StrEnum):
    """How an input is asked and typed."""

    COUNT = "count"  # a whole number, at least 1 (0 where it may be none)
    SHEETS = "sheets"  # copies x pages of each paper: "3x5,1x2"
    ITEMS = "items"  # copies x events: "3x1"
    DAYS = "days"  # whole days since an event, the day itself being 0
    CHOICE = "choice"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True, kw_only=True)
class NeededInput:
    """One question a screen asks. `default` None: it cannot be left out. `offer` stands in the box first."""

    name: str
    kind: InputKind
    default: str | None = None
    offer: str = ""
    options: tuple[str, ...] = ()
    only_if: tuple[tuple[Condition, ...], ...] = ()  # asked when one of these holds; empty: always

    @property
    def label_id(self) -> str:
        """The message id of the question."""
        return f"fee.ask.{self.name}.{self.kind}"

    @property
    def required(self) -> bool:
        """Whether a quote cannot be made without it."""
        return self.default is None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeInputs:
    """The values of the NAMEs, parsed and whole."""

    counts: Mapping[str, int] = field(default_factory=dict)
    sheets: tuple[Sheets, ...] = ()
    items: tuple[Item, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()  # the yes/no NAMEs that are true
    channel: Channel | None = None  # these three are options of a quote; given as a NAME they win
    on: date | None = None
    exempt_group: str | None = None
    result_way: ResultWay = ResultWay.COUNTER

    @property
    def known(self) -> dict[str, int | str]:
        """What conditions are checked against."""
        return {**self.counts, **self.choices, "result_way": self.result_way.value}

    def count(self, name: str) -> int:
        """A count; 1 where it was left out (copies, events, and what a dossier has one of)."""
        return self.counts.get(name, 1)


# unit of a fee → the counts it is multiplied by
UNITS: dict[str, tuple[str, ...]] = {
    "per_registration": ("registrations",),
    "per_filing": ("filings",),
    "per_permit": ("permits",),
    "per_case": ("cases",),
    "per_document": ("documents",),
    "per_transaction": ("transactions",),
    "per_copy": ("copies",),
    "per_person": ("persons",),
    "per_copy_per_event": ("copies", "events"),
    "per_document_per_event": ("documents", "events"),
    "per_page": (),  # sheets: copies x pages, by tiers and cap
    "per_area_time": ("area", "periods"),
    "per_sending": (),  # a result goes by post once
}
LEFT_OUT_IS_ONE = frozenset({"copies", "events", "signers", "registrations", "filings", "permits"})
CHOICES: dict[str, tuple[str, ...]] = {
    "mode": ("individual", "list"),
    "result_way": tuple(way.value for way in ResultWay),
}
DAYS = frozenset({"days_since_birth", "days_since_death"})
# what the intake says in other places, so that no fee question asks it; with a value of its own when left out
OPTIONS = frozenset({"channel", "date", "exempt_group", "result_way"})
FLAGS = frozenset({"digital_citizen", "marriage_paper_integrated", "land_certificate_integrated"})
_COUNTS = frozenset(name for names in UNITS.values() for name in names) | {"signers"}

_YES = {
    "true": True,
    "yes": True,
    "1": True,
    "có": True,
    "false": False,
    "no": False,
    "0": False,
    "không": False,
}


def is_name(name: str) -> bool:
    """Whether a fee rule may speak of this NAME in a condition."""
    return name in CHOICES or name in DAYS or name in _COUNTS


def needs(procedure: Procedure) -> tuple[NeededInput, ...]:
    """Every input this procedure's fees can depend on, in the order to ask them."""
    found: dict[str, NeededInput] = {}
    for fee in procedure.fees:
        conditions = fee_conditions.parse(fee.condition_rule)
        for condition in conditions:
            if condition.name not in OPTIONS:
                found.setdefault(condition.name, _asked(condition.name))
    for fee in procedure.fees:
        conditions = fee_conditions.parse(fee.condition_rule)
        for needed in _of_unit(fee):
            _add(found, replace(needed, only_if=(conditions,) if conditions else ()))
    for waiver in procedure.waivers:
        for name in waiver.needs:
            found.setdefault(name, NeededInput(name=name, kind=InputKind.YES_NO, default="false"))
    return tuple(found.values())


def _asked(name: str) -> NeededInput:
    if name in CHOICES:
        return NeededInput(name=name, kind=InputKind.CHOICE, options=CHOICES[name])
    if name in DAYS:
        return NeededInput(name=name, kind=InputKind.DAYS)
    return NeededInput(name=name, kind=InputKind.COUNT)


def _of_unit(fee: Fee) -> Iterable[NeededInput]:
    if fee.unit == "per_page":
        yield NeededInput(name="documents", kind=InputKind.SHEETS)
        return
    for name in UNITS[fee.unit]:
        # Nothing is asked that cannot change the sum: no amount is known, or it is 0 anyway.
        free = name in LEFT_OUT_IS_ONE or not fee.amount
        offer = "0" if fee.optional and name == "copies" else "1"
        yield NeededInput(name=name, kind=InputKind.COUNT, default="1" if free else None, offer=offer)
    if fee.unit == "per_document":
        yield NeededInput(name="signers", kind=InputKind.COUNT, default="1", offer="1")
    if fee.unit == "per_copy_per_event":
        yield NeededInput(name="items", kind=InputKind.ITEMS, default="")


def _add(found: dict[str, NeededInput], needed: NeededInput) -> None:
    """One question for one NAME, asked in every case in which a fee wants it."""
    earlier = found.get(needed.name)
    if earlier is None:
        found[needed.name] = needed
        return
    always = not earlier.only_if or not needed.only_if
    found[needed.name] = replace(
        earlier,
        default=None if earlier.required or needed.required else earlier.default,
        only_if=() if always else earlier.only_if + needed.only_if,
    )


def optional_copies(procedure: Procedure) -> dict[str, str]:
    """What a dossier starts from: `copies=0` where copies are optional, so that none is charged unasked."""
    asked = any(fee.optional and "copies" in UNITS[fee.unit] for fee in procedure.fees)
    return {"copies": "0"} if asked else {}


def split_pairs(texts: Iterable[str]) -> dict[str, str]:
    """`NAME=VALUE` texts of the command line. Refused when one has no `=` or a NAME comes twice."""
    pairs: dict[str, str] = {}
    problems = []
    for text in texts:
        name, sign, value = text.partition("=")
        name = name.strip()
        if not sign or not name:
            problems.append(Problem(name, "fee.input.no_pair", {"text": one_line(text)[:60]}))
        elif name in pairs:
            problems.append(Problem(name, "fee.input.twice", {"name": name}))
        pairs[name] = value.strip()
    if problems:
        raise Refused(tuple(problems))
    return pairs


def missing(procedure: Procedure, inputs: FeeInputs) -> tuple[NeededInput, ...]:
    """The inputs that cannot be left out and were: `needs` of the command line, a screen's next question."""
    given = set(inputs.known) | ({"documents"} if inputs.sheets else set())
    return tuple(
        needed
        for needed in needs(procedure)
        if needed.required
        and needed.name not in given
        and (not needed.only_if or any(fee_conditions.hold(c, inputs.known) for c in needed.only_if))
    )


def parse_inputs(procedure: Procedure, pairs: Mapping[str, str]) -> FeeInputs:
    """The values of NAME=VALUE pairs for this procedure. Refused with every unknown NAME and bad VALUE.

    Nothing is said here about a NAME that is missing: `missing` does, and `quote` refuses without it.
    """
    # What a resident is makes no difference to some procedures, and may be said all the same.
    known = {name: NeededInput(name=name, kind=InputKind.YES_NO, default="false") for name in FLAGS}
    known |= {needed.name: needed for needed in needs(procedure)}
    problems: list[Problem] = []
    inputs = FeeInputs()
    for name, value in pairs.items():
        if name in OPTIONS:
            given = _option(name, one_line(value), inputs)
            if isinstance(given, Problem):
                problems.append(given)
            else:
                inputs = given
            continue
        if name not in known:
            names = ", ".join(sorted(known)) or "–"
            problems.append(Problem(name, "fee.input.unknown", {"name": one_line(name)[:40], "names": names}))
            continue
        read = _read(known[name], one_line(value), inputs)
        if isinstance(read, Problem):
            problems.append(read)
        else:
            inputs = read
    if inputs.items and {"copies", "events"} & set(inputs.counts):
        problems.append(Problem("items", "fee.input.items_and_copies"))
    if problems:
        raise Refused(tuple(problems))
    return inputs


def _option(name: str, value: str, inputs: FeeInputs) -> FeeInputs | Problem:
    """`channel`, `date`, `exempt_group` and `result_way` among the NAMEs, as in the worked examples."""
    if name == "exempt_group":
        return replace(inputs, exempt_group=value or None)
    try:
        if name == "channel":
            return replace(inputs, channel=Channel(value))
        if name == "result_way":
            return replace(inputs, result_way=ResultWay(value))
        return replace(inputs, on=date.fromisoformat(value))
    except ValueError:
        forms = " | ".join({"channel": Channel, "result_way": ResultWay}.get(name, ("2026-11-23",)))
        return Problem(name, "fee.input.choice", {"name": name, "options": forms})


def _read(needed: NeededInput, value: str, inputs: FeeInputs) -> FeeInputs | Problem:
    name = needed.name
    match needed.kind:
        case InputKind.SHEETS | InputKind.ITEMS:
            return _list(name, value, inputs)
        case InputKind.CHOICE:
            if value not in needed.options:
                return Problem(name, "fee.input.choice", {"name": name, "options": ", ".join(needed.options)})
            return replace(inputs, choices={**inputs.choices, name: value})
        case InputKind.YES_NO:
            answer = _YES.get(value.casefold())
            if answer is None:
                return Problem(name, "fee.input.yes_no", {"name": name})
            return replace(inputs, flags=inputs.flags | {name} if answer else inputs.flags - {name})
        case _:
            return _count(needed, value, inputs)


def _count(needed: NeededInput, value: str, inputs: FeeInputs) -> FeeInputs | Problem:
    number = fee_lists.count(needed.name, value)
    if number is None:
        return Problem(needed.name, "fee.input.number", {"name": needed.name, "value": value[:40]})
    may_be_none = needed.kind is InputKind.DAYS or needed.offer == "0"
    if number == 0 and not may_be_none:
        return Problem(needed.name, "fee.input.at_least_one", {"name": needed.name})
    return replace(inputs, counts={**inputs.counts, needed.name: number})


def _list(name: str, value: str, inputs: FeeInputs) -> FeeInputs | Problem:
    """A list as it is said; with half of an answer the problem asks for the other half."""
    pairs = fee_lists.read(name, value)
    if not isinstance(pairs, Unread):
        if name == "items":
            return replace(inputs, items=tuple(Item(*pair) for pair in pairs))
        return replace(inputs, sheets=tuple(Sheets(*pair) for pair in pairs))
    match pairs.gap:
        case Gap.EACH | Gap.COPIES:
            return Problem(name, f"fee.input.{name}_{pairs.gap}", {"n": pairs.number})
        case Gap.ZERO:
            return Problem(name, f"fee.input.{name}_zero")
        case Gap.TOO_MANY:
            return Problem(name, "fee.input.too_many", {"most": MOST_PAPERS})
        case _:
            return Problem(name, f"fee.input.{name}_list", {"value": value[:40]})
