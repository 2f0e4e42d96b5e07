"""What is asked to give money back, and how the screen says what will happen."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from counter.errors import Problem
from counter.i18n import money, number, t
from counter.models.money import Approval, PaymentKind, PaymentMeans, PaymentView, ReversalDraft
from counter.models.staff import StaffView
from counter.rules.rights import Act, may
from counter.screens.parts.intake_facts import Fact
from counter.screens.parts.times import moment, short_name
from counter.screens.till.drawer_words import second_fields
from counter.widgets.fields import Field, Kind, Option, typed_money

if TYPE_CHECKING:
    from counter.app import CounterApp

REASONS = {
    PaymentKind.VOID: ("wrong_sum", "wrong_person", "changed_mind", "other"),
    PaymentKind.REFUND: ("too_much", "withdrawn", "exempt", "other"),
}
BOX = 24


@dataclass(slots=True)
class Case:
    """The payment that is to be given back, and what was answered so far."""

    payment: PaymentView
    approvers: tuple[StaffView, ...]
    values: dict[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> PaymentKind | None:
        """Void or refund; None: not said yet."""
        said = self.values.get("kind", "")
        return PaymentKind(said) if said else None

    @property
    def dossier_id(self) -> int | None:
        """The one dossier whose share is refunded; None: of all, as far as the sum goes."""
        said = self.values.get("dossier", "")
        return int(said) if said.isdecimal() and self.kind is PaymentKind.REFUND else None

    @property
    def amount(self) -> int | None:
        """What goes back, in đồng; None: not said yet, or no sum."""
        if self.kind is PaymentKind.VOID:
            return self.payment.left
        return typed_money(self.values.get("amount", "")) if self.kind else None

    @property
    def reason(self) -> str:
        """Why, in words."""
        said = self.values.get(self.reason_key, "")
        if said == "other":
            return self.values.get("reason_other", "")
        return t(f"reversal.reason.{said}") if said else ""

    @property
    def reason_key(self) -> str:
        """The field of the reason: a void has others than a refund."""
        return f"reason_{self.kind}" if self.kind else "reason"

    @property
    def number(self) -> str:
        """The number of the official receipt; "" without one."""
        return self.payment.receipt.number if self.payment.receipt else ""

    @property
    def by_bank(self) -> bool:
        """Whether some of it came by transfer, and goes back so."""
        return self.payment.of(PaymentMeans.TRANSFER) is not None

    def draft(self, operation: str) -> ReversalDraft:
        """What F9 records."""
        return ReversalDraft(
            operation=operation,
            payment_id=self.payment.id,
            kind=self.kind or PaymentKind.PAYMENT,
            reason=self.reason,
            approval=Approval(name=self.values.get("approver", ""), pin=self.values.get("approver_pin", "")),
            amount=None if self.kind is PaymentKind.VOID else (self.amount or 0),
            dossier_id=self.dossier_id,
            reference=self.values.get("reference", ""),
        )


def approvers(app: "CounterApp", payment: PaymentView) -> tuple[StaffView, ...]:
    """Who may be the second person (người duyệt): neither who gives it back nor who took it."""
    actor = app.actor.id if app.actor else 0
    doers = {actor, payment.taken_by_id}
    return tuple(one for one in app.staff if may(one, Act.APPROVE_MONEY) and one.id not in doers)


# -- what stands against it ---------------------------------------------------------------------


def why_not(case: Case, actor: StaffView | None) -> str:
    """Why nothing can be given back here at all; "" when it can."""
    payment = case.payment
    if not may(actor, Act.TAKE_MONEY):
        return t(f"right.{Act.TAKE_MONEY}")
    if payment.kind is not PaymentKind.PAYMENT:
        return t("payment.not_a_payment")
    if payment.voided or not payment.left:
        return t("payment.given_back_already")
    return "" if case.approvers else t("reversal.nobody_approves")


def at_field(problem: Problem, case: Case) -> Problem:
    """A problem of the service at the field it is typed in here."""
    reason = "reason_other" if case.values.get(case.reason_key) == "other" else case.reason_key
    return problem.renamed({"reason": reason})


# -- what is asked ------------------------------------------------------------------------------


def fields(case: Case) -> tuple[Field, ...]:
    """Void or refund; then what belongs to it."""
    if case.kind is None:
        return (_kind(case.payment),)
    found = [_kind(case.payment)]
    if case.kind is PaymentKind.REFUND:
        found += [*_dossier(case.payment), _amount(case)]
    found.append(_reason(case.kind))
    if case.values.get(case.reason_key) == "other":
        found.append(
            Field(
                key="reason_other",
                label=t("reversal.reason_other"),
                hint=t("reversal.reason_other.hint"),
                max_length=200,
            )
        )
    if case.by_bank:
        found.append(
            Field(
                key="reference",
                label=t("reversal.reference"),
                hint=t("reversal.reference.hint"),
                required=False,
                max_length=40,
                width=BOX,
            )
        )
    return (*found, *second_fields(case.approvers, "approver", "reversal"))


def _kind(payment: PaymentView) -> Field:
    """A payment of which a part went back already cannot be voided any more."""
    kinds = [PaymentKind.REFUND] if payment.given_back else [PaymentKind.VOID, PaymentKind.REFUND]
    return Field(
        key="kind",
        label=t("reversal.kind"),
        kind=Kind.CHOICE,
        options=tuple(Option(kind, t(f"reversal.kind.{kind}")) for kind in kinds),
        hint=t("reversal.kind.hint"),
    )


def _dossier(payment: PaymentView) -> tuple[Field, ...]:
    if len(payment.shares) < 2:
        return ()
    options = [Option(str(s.dossier_id), f"{s.short_code} {money(s.amount)}") for s in payment.shares]
    return (
        Field(
            key="dossier",
            label=t("reversal.dossier"),
            kind=Kind.CHOICE,
            options=tuple(options),
            hint=t("reversal.dossier.hint"),
        ),
    )


def _amount(case: Case) -> Field:
    share = next((s.amount for s in case.payment.shares if s.dossier_id == case.dossier_id), None)
    most = min(case.payment.left, share) if share is not None else case.payment.left
    return Field(
        key="amount",
        label=t("reversal.amount"),
        kind=Kind.MONEY,
        hint=t("reversal.amount.hint", left=money(most)),
        suggestion=number(most),
    )


def _reason(kind: PaymentKind) -> Field:
    return Field(
        key=f"reason_{kind}",
        label=t("reversal.reason"),
        kind=Kind.CHOICE,
        options=tuple(Option(one, t(f"reversal.reason.{one}")) for one in REASONS[kind]),
        hint=t("reversal.reason.hint"),
    )


# -- what is said -------------------------------------------------------------------------------


def title(case: Case) -> str:
    """The header's word: what is being done."""
    return t(f"reversal.title.{case.kind}" if case.kind else "reversal.title")


def verb(case: Case) -> str:
    """What F9 does, exactly: with the receipt's number or the sum."""
    if case.kind is PaymentKind.VOID:
        if case.number:
            return t("reversal.do.void_receipt", number=case.number)
        return t("reversal.do.void", amount=money(case.payment.left))
    if case.kind is PaymentKind.REFUND and case.amount:
        return t("reversal.do.refund", amount=money(case.amount))
    return t("reversal.do")


def facts(payment: PaymentView) -> tuple[Fact, ...]:
    """What was paid: the receipt, the sum, by what, when, for whom."""
    means = " + ".join(
        t("reversal.part", means=t(f"reversal.means.{part.means}"), amount=money(part.amount))
        for part in payment.means
    )
    receipt = payment.receipt
    written = f"{receipt.form} · {receipt.serial} · {receipt.number}" if receipt else t("reversal.no_receipt")
    found = [
        Fact(t("reversal.paid"), f"{money(payment.total)} · {means}", "strong"),
        Fact(t("reversal.receipt"), written),
        Fact(t("reversal.taken"), f"{moment(payment.taken_at)} · {payment.taken_by}"),
        *(
            Fact(
                t("reversal.whose") if not n else " ",
                " · ".join((f"{s.short_code} {s.applicant}", short_name(s.procedure), money(s.amount))),
            )
            for n, s in enumerate(payment.shares)
        ),
    ]
    if payment.given_back:
        found.append(Fact(t("reversal.before"), money(payment.given_back), "warn"))
    return tuple(found)


def consequence(case: Case) -> tuple[Fact, ...]:
    """What will have happened after F9, in words: nothing here can be undone."""
    if case.kind is None:
        return (Fact("", t("reversal.choose_first")),)
    said = [t("reversal.no_undo")]
    if case.kind is PaymentKind.VOID:
        said.append(t("reversal.number_stays", number=case.number) if case.number else "")
        said.append(t("reversal.due_again"))
    else:
        said.append(t("reversal.stays_paid"))
    amount = case.amount
    back = t("reversal.give_back", amount=money(amount)) if amount else t("reversal.give_back_open")
    return (Fact("", f"! {' '.join(filter(None, said))}", "warn"), Fact("", back, "strong"))
