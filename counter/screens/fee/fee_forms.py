"""The questions of the fee screen, one set for each way to pay."""

from dataclasses import replace
from enum import StrEnum

from counter import i18n
from counter.i18n import t
from counter.models.catalogue import ExemptGroup
from counter.models.money import ExemptChoice, OfficialReceipt, Payer
from counter.widgets.fields import Field, Kind, Option

BOX = 20
WIDE = 62
CODE = 40  # characters of a transaction code, a slip number, a postal item
OWN = frozenset({"payer", "payer_name", "receipt_day"})  # answers that no service asks for as well
MIXED = ("cash", "transfer", "card")  # what one payment can be put together from


class Way(StrEnum):
    """How the fee is settled (cách trả), in the order of their digits."""

    CASH = "cash"
    TRANSFER = "transfer"
    CARD = "card"
    EXEMPT = "exempt"
    POST = "post"
    LATER = "later"
    MIXED = "mixed"  # several means in one payment; reached by F10


BY_DIGIT = tuple(way for way in Way if way is not Way.MIXED)
BY_REFERENCE = frozenset({Way.TRANSFER, Way.CARD, Way.POST})
TAKES = frozenset({Way.CASH, Way.MIXED}) | BY_REFERENCE


class Extra(StrEnum):
    """What is asked only when F10 asked for it."""

    PART = "part"  # less than what is due
    PAYER = "payer"  # somebody else pays
    RECEIPT = "receipt"  # the symbols and the day of the receipt
    SKIPPED = "skipped"  # why numbers of the book were left out


def plain_number(amount: int) -> str:
    """An amount as `parse_amount` reads it back in every language: 21000 → "21.000"."""
    return f"{amount:,}".replace(",", ".")


def name_of(group: ExemptGroup) -> str:
    """A group in the language of the screen."""
    return group.name_en if i18n.language() == "en" and group.name_en else group.name


def fields(
    way: Way,
    extras: frozenset[Extra] = frozenset(),
    *,
    unknown: bool,
    due: int | None,
    receipt: OfficialReceipt | None,
    choices: tuple[ExemptChoice, ...] = (),
) -> tuple[Field, ...]:
    """What is asked for a way to pay. `unknown`: the data does not know the amount; `due`: to offer by F5."""
    first = _means(way)
    if way is Way.LATER:
        return (first,)
    if way is Way.EXEMPT:
        return (first, *_exempt(choices))
    stated = _stated() if unknown else ()
    part = (_part(due),) if Extra.PART in extras else ()
    payer = payer_fields() if Extra.PAYER in extras else ()
    return (first, *stated, *part, *_money(way, due), *payer, *receipt_fields(receipt, extras))


def _means(way: Way) -> Field:
    """The first question; the fee screen opens below it."""
    shown = tuple(Way) if way is Way.MIXED else BY_DIGIT
    return Field(
        key="means",
        label=t("fee_screen.means"),
        kind=Kind.CHOICE,
        value=way,
        options=tuple(Option(one, t(f"fee_screen.means.{one}")) for one in shown),
        hint=t("fee_screen.means.hint"),
        width=WIDE,
    )


def _money(way: Way, due: int | None) -> tuple[Field, ...]:
    if way is Way.CASH:
        return (_tendered(due),)
    if way is not Way.MIXED:
        return (_reference(way.value),)
    found: list[Field] = []
    for name in MIXED:
        found.append(_part_of(name))
        found.append(_tendered(None, required=False) if name == "cash" else _reference(name))
    return tuple(found)


def _tendered(due: int | None, *, required: bool = True) -> Field:
    return Field(
        key="tendered",
        label=t("fee_screen.tendered"),
        hint=t("fee_screen.tendered.hint"),
        suggestion=plain_number(due) if due else "",
        required=required,
        width=BOX,
    )


def _part_of(name: str) -> Field:
    return Field(
        key=f"{name}_part",
        label=t(f"fee_screen.{name}_part"),
        hint=t("fee_screen.part_of.hint"),
        required=False,
        width=BOX,
    )


def _reference(name: str) -> Field:
    """The number of the proof: of a part that is paid in this way it is asked as well."""
    return Field(
        key=f"{name}_reference",
        label=t(f"fee_screen.{name}_reference"),
        hint=t(f"fee_screen.{name}_reference.hint"),
        max_length=CODE,
        width=30,
    )


def _part(due: int | None) -> Field:
    return Field(
        key="amount",
        label=t("fee_screen.amount"),
        hint=t("fee_screen.amount.hint"),
        suggestion=plain_number(due) if due else "",
        width=BOX,
    )


def payer_fields(payer: Payer | None = None) -> tuple[Field, ...]:
    """Who pays instead of the applicant (người trả thay): how they are related, and their name."""
    others = tuple(one for one in Payer if one is not Payer.SELF)
    return (
        Field(
            key="payer",
            label=t("fee_screen.payer"),
            kind=Kind.CHOICE,
            value=payer or "",
            options=tuple(Option(one, t(f"fee_screen.payer.{one}")) for one in others),
            hint=t("fee_screen.payer.hint"),
            width=WIDE,
        ),
        Field(
            key="payer_name",
            label=t("fee_screen.payer_name"),
            hint=t("fee_screen.payer_name.hint"),
            max_length=80,
            width=40,
        ),
    )


def _stated() -> tuple[Field, ...]:
    return (
        Field(
            key="stated_amount",
            label=t("fee_screen.stated_amount"),
            hint=t("fee_screen.stated_amount.hint"),
            width=BOX,
        ),
        Field(
            key="stated_source",
            label=t("fee_screen.stated_source"),
            hint=t("fee_screen.stated_source.hint"),
            suggestion=t("fee_screen.stated_source.offer"),
            max_length=120,
        ),
    )


def receipt_fields(
    receipt: OfficialReceipt | None, extras: frozenset[Extra] = frozenset(), *, later: bool = True
) -> tuple[Field, ...]:
    """The official receipt (biên lai): its number; the symbols and the day only where they are not known."""
    symbols = receipt is None or Extra.RECEIPT in extras
    found = [_box("receipt_number", receipt.number if receipt else "")]
    if symbols:
        with_number = t("fee_screen.receipt_symbol.blank")
        found.append(replace(_box("receipt_form", receipt.form if receipt else ""), blank=with_number))
        found.append(replace(_box("receipt_serial", receipt.serial if receipt else ""), blank=with_number))
        found.append(
            Field(
                key="receipt_day",
                label=t("fee_screen.receipt_day"),
                kind=Kind.DAY,
                hint=t("fee_screen.receipt_day.hint"),
                required=False,
                blank=t("fee_screen.receipt_day.blank"),
            )
        )
    else:  # the number of a known book says in its label which book
        book = f"{receipt.form} {receipt.serial}" if receipt else ""
        found[0] = replace(found[0], label=t("fee_screen.receipt_of", book=book))
    if Extra.SKIPPED in extras:
        found.append(_words("skipped_reason", required=True))
    if later:  # either the number or why it comes later: neither box alone is optional
        found[0] = replace(found[0], blank=t("fee_screen.receipt_number.blank"))
        found.append(replace(_words("receipt_later"), blank=t("fee_screen.receipt_later.blank")))
    return tuple(found)


def _box(key: str, value: str) -> Field:
    return Field(
        key=key,
        label=t(f"fee_screen.{key}"),
        hint=t(f"fee_screen.{key}.hint"),
        value=value,
        required=False,
        max_length=20,
        width=BOX,
    )


def _words(key: str, *, required: bool = False) -> Field:
    return Field(
        key=key,
        label=t(f"fee_screen.{key}"),
        hint=t(f"fee_screen.{key}.hint"),
        required=required,
        max_length=120,
    )


def _exempt(choices: tuple[ExemptChoice, ...]) -> tuple[Field, ...]:
    return (
        Field(
            key="exempt_group",
            label=t("fee_screen.exempt_group"),
            kind=Kind.CHOICE,
            options=tuple(Option(one.group.id, name_of(one.group)) for one in choices),
            hint=t("fee_screen.exempt_group.hint"),
            width=WIDE,
        ),
        Field(
            key="exempt_proof",
            label=t("fee_screen.exempt_proof"),
            hint=t("fee_screen.exempt_proof.hint"),
            max_length=120,
        ),
        Field(
            key="exempt_seen",
            label=t("fee_screen.exempt_seen"),
            kind=Kind.CHOICE,
            options=tuple(Option(one, t(f"fee_screen.exempt_seen.{one}")) for one in ("yes", "no")),
            hint=t("fee_screen.exempt_seen.hint"),
        ),
    )


def asked_by(problem_fields: set[str]) -> frozenset[Extra]:
    """The questions that have to be asked so that these problems can be mended."""
    wanted = {
        Extra.PART: {"amount"},
        Extra.PAYER: {"payer", "payer_name"},
        Extra.RECEIPT: {"receipt_form", "receipt_serial", "receipt_day"},
        Extra.SKIPPED: {"skipped_reason"},
    }
    return frozenset(extra for extra, names in wanted.items() if names & problem_fields)
