"""What the slip of a payment says (phiếu thu tiền), and that of a void or a refund (phiếu huỷ, hoàn trả).

It is no official receipt (biên lai) and says so: it only names the one that was written (Decree 254/2026,
one-stop-law 5.2). The form is the program's own; no text prescribes one.
"""

from collections.abc import Sequence

from counter.i18n import day
from counter.models.dossier import DossierView
from counter.models.money import MeansView, Payer, PaymentKind, PaymentMeans, PaymentView, ShareView
from counter.papers import words
from counter.papers.heads import place_of, ward_head
from counter.papers.money import fee_lines, receipt_words
from counter.papers.slip import ask_line
from counter.papers.typeset import GIVEN_BACK, PAYMENT
from counter.papers.values import FeeLine, GivenBack, MeansLine, PaidItem, PaymentSlipData
from counter.papers.words import amount, say
from counter.rules.words import money_words
from counter.settings import WardSettings
from counter.text import one_line


def payment_slip_data(
    payment: PaymentView,
    ward: WardSettings,
    *,
    dossiers: Sequence[DossierView] = (),
    first: PaymentView | None = None,
    copy: int = 1,
    practice: bool = False,
) -> PaymentSlipData:
    """The slip of a payment, a void or a refund.

    `dossiers` are those of the payment that are at hand: their quotes explain the sums. `first` is the
    payment that a void or a refund gives back. `copy` is which print this is: 1 the slip itself, a later
    one is marked "BẢN SAO n".
    """
    return PaymentSlipData(
        issued_at=payment.taken_at,
        head=ward_head(
            ward,
            title=say(f"money_paper.title.{payment.kind}"),
            code=slip_number(payment),
            copy=copy,
            practice=practice or any(view.practice for view in dossiers),
            at=payment.taken_at,
        ),
        place=place_of(ward),
        items=_items(payment, dossiers),
        total=amount(abs(payment.total)),
        in_words=money_words(abs(payment.total)),
        means=tuple(means_line(part) for part in payment.means),
        payer=_payer(payment),
        paid_by=one_line(payment.payer_name),
        receipt=receipt_line(payment) if payment.kind is PaymentKind.PAYMENT else "",
        standing=_standing(payment),
        taken=words.moment(payment.taken_at),
        taken_by=one_line(payment.taken_by),
        back=_back(payment, first),
        note=say("money_paper.no_receipt"),
        ask=ask_line(ward),
    )


def slip_number(payment: PaymentView) -> str:
    """The number of a payment as papers and people say it: "PT-12", a void "PH-13", a refund "HT-14"."""
    return say(f"money_paper.number.{payment.kind}", number=payment.id)


def template_of(payment: PaymentView) -> str:
    """The A5 template for it."""
    return PAYMENT if payment.kind is PaymentKind.PAYMENT else GIVEN_BACK


def receipt_line(payment: PaymentView) -> str:
    """The official receipt of a payment, or the reason why there is none."""
    receipt = payment.receipt
    if receipt is not None:
        told = receipt_words(receipt)
        if receipt.issued_on is None:
            return told
        return say("money_paper.receipt_of", receipt=told, day=day(receipt.issued_on))
    if payment.excused:
        return say("money_paper.receipt_excused", reason=one_line(payment.excused))
    reason = one_line(payment.receipt_later)
    return say("money_paper.receipt_later", reason=reason) if reason else say("money_paper.receipt_none")


def means_line(part: MeansView) -> MeansLine:
    """One means with its proof: what was handed over, or the code that finds the money again."""
    detail = ""
    if part.tendered is not None:
        change = amount(part.change) if part.change else say("money_paper.no_change")
        detail = say("money_paper.cash", tendered=amount(part.tendered), change=change)
    elif part.reference and part.means is not PaymentMeans.CASH:
        detail = say(f"money_paper.reference.{part.means}", reference=one_line(part.reference))
    account = say("money_paper.account", account=one_line(part.account)) if part.account else ""
    return MeansLine(
        means=say(f"money_paper.means.{part.means}"),
        amount=amount(abs(part.amount)),
        detail=", ".join(filter(None, (detail, account))),
    )


def payer_words(payment: PaymentView) -> str:
    """Who paid, and what they are to the applicant."""
    name = one_line(payment.payer_name)
    if payment.payer is Payer.SELF:
        return name
    return say("money_paper.payer", name=name, relation=say(f"money_paper.relation.{payment.payer}"))


def _payer(payment: PaymentView) -> str:
    """The payer where it is not the one applicant of all the dossiers."""
    applicants = {one_line(share.applicant) for share in payment.shares}
    themselves = payment.payer is Payer.SELF and applicants == {one_line(payment.payer_name)}
    return "" if themselves or not one_line(payment.payer_name) else payer_words(payment)


def _items(payment: PaymentView, dossiers: Sequence[DossierView]) -> tuple[PaidItem, ...]:
    known = {view.id: view for view in dossiers}
    return tuple(_item(payment, share, known.get(share.dossier_id)) for share in payment.shares)


def _item(payment: PaymentView, share: ShareView, view: DossierView | None) -> PaidItem:
    lines: tuple[FeeLine, ...] = ()
    notes: list[str] = []
    if view is not None and payment.kind is PaymentKind.PAYMENT:
        lines = fee_lines(view.quote)
        whole = view.quote.total
        if whole is not None and whole != share.amount:
            notes.append(say("money_paper.part_of", whole=amount(whole), part=amount(share.amount)))
        notes += [
            say(
                "money_paper.waived",
                amount=amount(e.waived),
                ground=one_line(e.ground),
                proof=one_line(e.proof),
            )
            for e in view.exemptions
        ]
    return PaidItem(
        code=one_line(share.short_code),
        who=one_line(share.applicant),
        procedure=one_line(share.procedure),
        amount=amount(abs(share.amount)),
        lines=lines,
        note="; ".join(notes),
    )


def _standing(payment: PaymentView) -> str:
    """What a reprint must say, so that nobody takes the money back twice with it."""
    if payment.voided:
        return say("money_paper.standing.void")
    if payment.given_back:
        return say(
            "money_paper.standing.refund", amount=amount(payment.given_back), left=amount(payment.left)
        )
    return ""


def _back(payment: PaymentView, first: PaymentView | None) -> GivenBack | None:
    if payment.kind is PaymentKind.PAYMENT:
        return None
    number = say("money_paper.number.payment", number=payment.reverses or 0)
    of, receipt = number, ""
    if first is not None:
        of = say(
            "money_paper.back_of",
            number=number,
            amount=amount(first.total),
            moment=words.moment(first.taken_at),
            who=one_line(first.taken_by),
        )
        receipt = say(f"money_paper.back_receipt.{payment.kind}", receipt=receipt_line(first))
        if first.receipt is None:
            receipt = receipt_line(first)
    return GivenBack(
        of=of,
        receipt=receipt,
        reason=one_line(payment.reason),
        approved_by=one_line(payment.approved_by),
    )
