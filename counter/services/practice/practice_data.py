"""The data a made-up ward is drawn from: `data/practice/*.yaml`, which a supervisor may edit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from counter.errors import DataFault
from counter.models.staff import Role
from counter.rules.amounts import NOTES

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Shares of surnames and middle names, and the given names."""

    surnames: Mapping[str, int]
    surnames_male: Mapping[str, int]
    surnames_female: Mapping[str, int]
    middles_male: Mapping[str, int]
    middles_female_early: Mapping[str, int]
    middles_female_late: Mapping[str, int]
    given_male: tuple[str, ...]
    given_female: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What is asked for at the made-up counter, what is answered, and the amounts it makes up."""

    procedures: Mapping[str, int]  # short code → share
    usual_share: int
    rare_share: int
    texts: Mapping[str, tuple[str, ...]]
    stated_amounts: tuple[int, ...]  # đồng
    stated_source: str
    receipt_form: str
    receipt_serial: str
    receipt_numbers: int  # in a book
    e_receipt_form: str  # once paper receipts have ended
    e_receipt_serial: str
    means: Mapping[str, int]  # how people pay at the counter
    float_notes: Mapping[int, int]  # tiền lẻ đầu ca: note in đồng → pieces
    counter_word: str
    till: Mapping[str, tuple[str, ...]]  # what is said at the till, by kind
    moves: Mapping[str, tuple[str, ...]]  # what is said when a dossier moves, by kind
    bank_accounts: tuple["Account", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account that receives fees; its number is no bank's."""

    bin: str
    number: str
    holder: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ward:
    """Where made-up people live and who takes their dossiers. Numbers of groups (tổ dân phố) are made up."""

    former_wards: Mapping[str, int]
    places: tuple[tuple[date, str], ...]  # (issued before, how the card writes the place)
    groups: int
    group_word: str
    elsewhere_share: int  # of a hundred
    elsewhere: Mapping[str, int]
    staff: tuple[tuple[str, Role], ...]


class _Fields:
    """A mapping of the file; a field of the wrong kind is a DataFault that names it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  a safe loader
        except (OSError, yaml.YAMLError) as fault:
            raise DataFault(
                "practice.data.unreadable", file=path.name, reason=type(fault).__name__
            ) from fault
        self._values: Mapping[str, object] = loaded if isinstance(loaded, dict) else {}

    def fault(self, key: str) -> DataFault:
        return DataFault("practice.data.field", field=key, file=self.path.name, path=key)

    def shares(self, key: str) -> dict[str, int]:
        value = self._values.get(key)
        if not isinstance(value, dict) or not value or not all(isinstance(n, int) for n in value.values()):
            raise self.fault(key)
        return {str(name): int(share) for name, share in value.items()}

    def notes(self, key: str) -> dict[int, int]:
        try:
            found = {int(note): pieces for note, pieces in self.shares(key).items()}
        except ValueError:
            raise self.fault(key) from None
        if min(found.values()) <= 0 or not found.keys() <= set(NOTES):
            raise self.fault(key)
        return found

    def words(self, key: str) -> tuple[str, ...]:
        return tuple(" ".join(word.split()) for word in self.text(key).split(","))

    def text(self, key: str) -> str:
        value = self._values.get(key)
        if not isinstance(value, str) or not value:
            raise self.fault(key)
        return value

    def number(self, key: str) -> int:
        value = self._values.get(key)
        if not isinstance(value, int) or value < 0:
            raise self.fault(key)
        return value

    def numbers(self, key: str) -> tuple[int, ...]:
        value = self._values.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(n, int) for n in value):
            raise self.fault(key)
        return tuple(value)

    def texts(self, key: str) -> dict[str, tuple[str, ...]]:
        value = self._values.get(key)
        if not isinstance(value, dict) or not all(
            isinstance(words, list) and words for words in value.values()
        ):
            raise self.fault(key)
        return {str(name): tuple(map(str, words)) for name, words in value.items()}

    def rows(self, key: str) -> list[dict[str, object]]:
        value = self._values.get(key)
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise self.fault(key)
        return value


def names(folder: Path) -> Names:
    """`ten.yaml` of the folder. DataFault names the field that cannot be read."""
    fields = _Fields(folder / "ten.yaml")
    return Names(
        surnames=fields.shares("surnames"),
        surnames_male=fields.shares("surnames_male"),
        surnames_female=fields.shares("surnames_female"),
        middles_male=fields.shares("middles_male"),
        middles_female_early=fields.shares("middles_female_early"),
        middles_female_late=fields.shares("middles_female_late"),
        given_male=fields.words("given_male"),
        given_female=fields.words("given_female"),
    )


def ward(folder: Path) -> Ward:
    """`phuong.yaml` of the folder. DataFault names the field that cannot be read."""
    fields = _Fields(folder / "phuong.yaml")
    places = [(row.get("before"), row.get("text")) for row in fields.rows("places")]
    staff = [(row.get("name"), row.get("role")) for row in fields.rows("staff")]
    try:
        people = tuple((str(name), Role(str(role))) for name, role in staff)
    except ValueError as fault:
        raise fields.fault("staff") from fault
    return Ward(
        former_wards=fields.shares("former_wards"),
        places=tuple((b, x) for b, x in places if isinstance(b, date) and isinstance(x, str)),
        groups=fields.number("groups"),
        group_word=fields.text("group_word"),
        elsewhere_share=fields.number("elsewhere_share"),
        elsewhere=fields.shares("elsewhere"),
        staff=people,
    )


def habits(folder: Path) -> Habits:
    """The second half of `phuong.yaml`. DataFault names the field that cannot be read."""
    fields = _Fields(folder / "phuong.yaml")
    return Habits(
        procedures=fields.shares("procedures"),
        usual_share=fields.number("usual_share"),
        rare_share=fields.number("rare_share"),
        texts=fields.texts("answers"),
        stated_amounts=fields.numbers("stated_amounts"),
        stated_source=fields.text("stated_source"),
        receipt_form=fields.text("receipt_form"),
        receipt_serial=fields.text("receipt_serial"),
        receipt_numbers=fields.number("receipt_numbers"),
        e_receipt_form=fields.text("e_receipt_form"),
        e_receipt_serial=fields.text("e_receipt_serial"),
        means=fields.shares("means"),
        float_notes=fields.notes("float_notes"),
        counter_word=fields.text("counter_word"),
        till=_said(fields, "till", _AT_THE_TILL),
        moves=_said(fields, "moves", _OF_MOVES),
        bank_accounts=tuple(
            Account(**{name: str(row.get(name, "")) for name in ("bin", "number", "holder", "label")})
            for row in fields.rows("bank_accounts")
        ),
    )


_AT_THE_TILL = (
    "payers", "receipt_later", "void_reasons", "refund_reasons", "difference_reasons", "cash_in", "cash_out",
    "skipped", "spoiled", "lost", "excuses", "unknown_money", "explained_money", "tasks",
)  # fmt: skip


_OF_MOVES = ("agency", "agency_person", "supplement", "duty", "stopped", "refused", "extended")


def _said(fields: _Fields, part: str, kinds: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    said = fields.texts(part)
    if missing := [name for name in kinds if name not in said]:
        raise fields.fault(f"{part}.{missing[0]}")
    return said
