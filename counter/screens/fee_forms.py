"""The questions of the fee screen, one set for each way to pay, and what the answers come to."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from counter import i18n
from counter.errors import Problem
from counter.i18n import money, t
from counter.models.catalogue import ExemptGroup
from counter.models.dossier import DossierView
from counter.models.money import ExemptChoice, OfficialReceipt, PaymentDraft, PaymentMeans, Quote
from counter.rules import payments
from counter.rules.amounts import TypedAmount, change, parse_amount
from counter.settings import WardSettings
from counter.widgets.fields import Field, Kind, Option

FAR = 200_000  # đồng to give back; more than this is asked about once: 300 typed for 30
BOX = 18
RECEIPT = ("receipt_form", "receipt_serial", "receipt_number", "receipt_later")


class Way(StrEnum):
    """How the fee is settled (cách trả), in the order of their digits."""

    CASH = "cash"
    TRANSFER = "transfer"
    EXEMPT = "exempt"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """A group that was chosen, with the paper that shows it."""

    choice: ExemptChoice
    proof: str


def plain_number(amount: int) -> str:
    """An amount as `parse_amount` reads it back in every language: 21000 → "21.000"."""
    return f"{amount:,}".replace(",", ".")


def name_of(group: ExemptGroup) -> str:
    """A group in the language of the screen."""
    return group.name_en if i18n.language() == "en" and group.name_en else group.name


def waived_words(waived: int) -> str:
    """What an exemption takes off; 0 stands for a charge whose amount the data does not know."""
    return money(waived) if waived else t("fee_screen.waived_unknown")


# -- questions --------------------------------------------------------------------------------


def means_field(way: Way) -> Field:
    """The first question; the fee screen opens below it."""
    return Field(
        key="means",
        label=t("fee_screen.means"),
        kind=Kind.CHOICE,
        value=way,
        options=tuple(Option(one, t(f"fee_screen.means.{one}")) for one in Way),
        hint=t("fee_screen.means.hint"),
        width=64,
    )


def fields(
    way: Way,
    *,
    unknown: bool,
    due: int | None,
    receipt: OfficialReceipt | None,
    choices: tuple[ExemptChoice, ...] = (),
) -> tuple[Field, ...]:
    """What is asked for a way to pay. `unknown`: the data does not know the amount; `due`: to offer by F5."""
    first = means_field(way)
    if way is Way.LATER:
        return (first,)
    if way is Way.EXEMPT:
        return (first, *_exempt_fields(choices))
    stated = _stated_fields() if unknown else ()
    return (first, *stated, _tendered(due) if way is Way.CASH else _reference(), *receipt_fields(receipt))


def _tendered(due: int | None) -> Field:
    return Field(
        key="tendered",
        label=t("fee_screen.tendered"),
        hint=t("fee_screen.tendered.hint"),
        suggestion=plain_number(due) if due else "",
        width=BOX,
    )


def _reference() -> Field:
    return Field(
        key="reference",
        label=t("fee_screen.reference"),
        hint=t("fee_screen.reference.hint"),
        max_length=40,
        width=30,
    )


def _stated_fields() -> tuple[Field, ...]:
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


def receipt_fields(receipt: OfficialReceipt | None, *, later: bool = True) -> tuple[Field, ...]:
    """The official receipt (biên lai) as three boxes, filled with the one that comes next in the book."""
    known = {
        "receipt_form": receipt.form if receipt else "",
        "receipt_serial": receipt.serial if receipt else "",
        "receipt_number": receipt.number if receipt else "",
    }
    found = [
        Field(
            key=key,
            label=t(f"fee_screen.{key}"),
            hint=t(f"fee_screen.{key}.hint"),
            value=value,
            required=False,
            max_length=20,
            width=BOX,
        )
        for key, value in known.items()
    ]
    if later:
        found.append(
            Field(
                key="receipt_later",
                label=t("fee_screen.receipt_later"),
                hint=t("fee_screen.receipt_later.hint"),
                required=False,
                max_length=120,
            )
        )
    return tuple(found)


def _exempt_fields(choices: tuple[ExemptChoice, ...]) -> tuple[Field, ...]:
    return (
        Field(
            key="exempt_group",
            label=t("fee_screen.exempt_group"),
            kind=Kind.CHOICE,
            options=tuple(Option(one.group.id, name_of(one.group)) for one in choices),
            hint=t("fee_screen.exempt_group.hint"),
            width=64,
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


# -- answers ----------------------------------------------------------------------------------


def typed_amount(text: str, field: str) -> TypedAmount | Problem:
    """A sum as typed; "0" is one where a charge can be nothing."""
    if field == "stated_amount" and text.strip() == "0":
        return TypedAmount(0)
    return parse_amount(text, field)


def due_of(quote: Quote, stated_amount: str) -> int | None:
    """What is due once the clerk has said the part that the data does not know; None until then."""
    if quote.total is not None:
        return quote.total
    said = typed_amount(stated_amount, "stated_amount")
    if isinstance(said, Problem):
        return None
    return payments.stated(quote, said.amount, "").total


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What was handed over, reckoned against what is due. `problem`: why it cannot be taken yet."""

    told: str
    tendered: int | None = None
    back: int | None = None
    far: bool = False
    problem: Problem | None = None

    @property
    def wrong(self) -> bool:
        """Whether it is to be said as a warning; an empty box is not wrong yet."""
        return self.problem is not None and self.problem.message_id != "fee.amount.empty"


def count(text: str, due: int | None) -> Counted:
    """The cash on the counter, said back at every key."""
    if due is None:
        return Counted(
            told=t("fee_screen.say_amount_first"), problem=Problem("", "fee_screen.say_amount_first")
        )
    if due == 0:
        return Counted(told=t("fee_screen.nothing_due"), tendered=0, back=0)
    if not text.strip():
        told = t("fee_screen.type_tendered", due=money(due))
        return Counted(told=told, problem=Problem("tendered", "fee.amount.empty"))
    read = parse_amount(text, "tendered")
    if isinstance(read, Problem):
        return Counted(told=t(read.message_id, **read.params), problem=read)
    given = change(due, read.amount)
    if isinstance(given, Problem):
        return Counted(told=t(given.message_id, **given.params), problem=given, tendered=read.amount)
    params = {"typed": text.strip(), "amount": money(read.amount)}
    told = t("fee_screen.told_short" if read.short else "fee_screen.told", **params)
    return Counted(told=told, tendered=read.amount, back=given.amount, far=given.amount > FAR)


def memo(view: DossierView) -> str:
    """The memo (nội dung chuyển khoản) that names the dossier: plain letters and digits, at most 25."""
    return f"HS {view.short_code.replace('-', '')}"[:25]


def account(ward: WardSettings) -> str:
    """Where a transfer goes, or that the settings do not say it."""
    if not ward.bank_account:
        return t("fee_screen.no_account")
    return " · ".join(filter(None, (ward.bank_name, ward.bank_account)))


def draft(
    view: DossierView,
    means: PaymentMeans,
    values: Mapping[str, str],
    *,
    operation: str,
    tendered: int | None,
    exemption: Exemption | None,
) -> PaymentDraft:
    """The payment to record, from the fields that stand on the screen."""
    stated = typed_amount(values["stated_amount"], "stated_amount") if "stated_amount" in values else None
    return PaymentDraft(
        operation=operation,
        dossier_id=view.id,
        version=view.version,
        means=means,
        tendered=tendered if means is PaymentMeans.CASH else None,
        exempt_group=exemption.choice.group.id if exemption else "",
        exempt_proof=exemption.proof if exemption else "",
        stated_amount=stated.amount if isinstance(stated, TypedAmount) else None,
        reference=values.get("reference", ""),
        stated_source=values.get("stated_source", ""),
        receipt_form=values.get("receipt_form", ""),
        receipt_serial=values.get("receipt_serial", ""),
        receipt_number=values.get("receipt_number", ""),
        receipt_later=values.get("receipt_later", ""),
    )
