"""The dossiers of one payment: what is asked for each, what is paid now, what stays due."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from counter.errors import Problem, Refused
from counter.models.dossier import DossierState
from counter.models.money import DueView, PaymentDraft, Quote, ShareDraft
from counter.models.tables import Dossier
from counter.rules import payments
from counter.rules.moves import OPEN, SETTLED
from counter.services.dossier.dossier_rows import id_of, quote_of, seen_row
from counter.services.money import fees
from counter.services.money.payment_rows import paid_by_kind, touched
from counter.services.office import Office


@dataclass(frozen=True, slots=True)
class Case:
    """One dossier (hồ sơ) of a payment: its quote with what the clerk stated, and what is paid for it now."""

    row: Dossier
    draft: ShareDraft
    quote: Quote
    kinds: tuple[tuple[str, int], ...]
    left: int  # what is still due after this payment

    @property
    def amount(self) -> int:
        return sum(amount for _, amount in self.kinds)


def must_be_open(row: Dossier) -> None:
    """Refused when the fee is settled, or the dossier ended without a result."""
    if row.money in SETTLED:
        raise Refused((Problem("money", f"payment.settled.{row.money}", {"code": row.short_code}),))
    if row.state not in OPEN and row.state is not DossierState.DONE:
        raise Refused((Problem("state", "payment.dossier_ended", {"code": row.short_code}),))


def must_be_whole(draft: PaymentDraft) -> None:
    """Refused when a sum of a payment is no whole đồng."""
    if problems := payments.whole_problems(draft):
        raise Refused(problems)


def asked(office: Office, session: Session, row: Dossier) -> Quote:
    """What is asked of the resident: nobody is exempt without proof, so a group that was only noted at intake
    does not count."""
    if row.exempt_group and not touched(session, id_of(row)):
        return fees.reckon(office, row, "", row.channel)
    return quote_of(session, row)


def due_view(office: Office, session: Session, row: Dossier) -> DueView:
    """What a dossier owes, as a value."""
    total = row.fee_total if row.money in SETTLED else asked(office, session, row).total
    paid = sum(paid_by_kind(session, id_of(row)).values())
    left = None if total is None else max(0, total - paid)
    return DueView(
        dossier_id=id_of(row),
        version=row.version,
        short_code=row.short_code,
        applicant=row.applicant_name,
        procedure=row.procedure_name,
        total=total,
        paid=paid,
        left=0 if row.money in SETTLED else left,
        money=row.money,
    )


def cases_of(office: Office, session: Session, drafts: Sequence[ShareDraft]) -> list[Case]:
    """The dossiers with what is paid of each. Refused: none, one twice, nothing due, too much."""
    if not drafts or len({draft.dossier_id for draft in drafts}) < len(drafts):
        raise Refused((Problem("dossiers", "payment.dossiers"),))
    problems: list[Problem] = []
    cases = []
    for draft in drafts:
        row = seen_row(session, draft.dossier_id, draft.version)
        must_be_open(row)
        told = asked(office, session, row)
        wrong = payments.stated_problems(told, draft.stated_amount, draft.stated_source)
        if not wrong and draft.stated_amount is not None:
            told = payments.stated(told, draft.stated_amount, draft.stated_source)
        paid = paid_by_kind(session, id_of(row))
        left = max(0, (told.total or 0) - sum(paid.values()))
        wrong = wrong or payments.part_problems(draft.amount, left)
        if not wrong and not left:
            wrong = (Problem("amount", "payment.nothing_due", {"code": row.short_code}),)
        problems += wrong
        amount = left if draft.amount is None else draft.amount
        cases.append(Case(row, draft, told, payments.kinds(told.lines, paid, amount), left - amount))
    if problems:
        raise Refused(tuple(problems))
    return cases
