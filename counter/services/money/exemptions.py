"""Who is exempt from the fee of one dossier, by the groups that its charges list (miễn, giảm)."""

from collections.abc import Sequence

from counter.errors import NotFound, Problem, Refused
from counter.i18n import money
from counter.models.money import ExemptChoice, ExemptionDraft, MoneyState
from counter.models.tables import Dossier, Exemption
from counter.rules import fees as fee_rules
from counter.rules import payments
from counter.rules.rights import Act
from counter.services.dossier.dossier_rows import dossier_row, id_of, keep_quote, person, quote_of
from counter.services.money import fees
from counter.services.money.payment_rows import touched
from counter.services.office import Office, act
from counter.services.store.inserting import insert
from counter.services.store.transaction import Transaction
from counter.text import one_line


@act(Act.READ, writes=False)
def choices(office: Office, dossier_id: int) -> tuple[ExemptChoice, ...]:
    """The groups that free something of what is due here, each with what is still due from a member.

    None once a payment or an exemption was recorded, and when the procedure is gone from the data. Nobody is
    exempt by it: `payments.exempt` asks for the proof. NotFound for an unknown dossier.
    """
    with office.store.read() as session:
        row = dossier_row(session, dossier_id)
        if touched(session, id_of(row)):
            return ()
        told = quote_of(session, row)
        try:
            procedure = office.catalogue.get(row.procedure_code)
        except NotFound:
            return ()
        full = fees.reckon(office, row, "", row.channel) if row.exempt_group else told
        found = []
        for group in office.catalogue.groups_for(procedure):
            freed = fees.reckon(office, row, group.id, row.channel)
            grounds, waived = payments.exemption(group.id, full, freed)
            if grounds:
                found.append(ExemptChoice(group=group, freed=freed, waived=waived, grounds=grounds))
    return tuple(found)


def add(
    transaction: Transaction,
    dossier_id: int,
    *,
    group: str,
    grounds: Sequence[str],
    proof: str,
    waived: int,
    actor_id: int,
    operation: str,
) -> None:
    """The row of an exemption, inside a write that records it: its ground, the paper, who accepted it."""
    transaction.flush()
    insert(
        transaction.connection,
        Exemption,
        dossier_id=dossier_id,
        exempt_group=group,
        ground="; ".join(grounds),
        proof=one_line(proof),
        waived=waived,
        accepted_by=actor_id,
        accepted_at=transaction.now,
        operation=operation,
    )


def record(office: Office, transaction: Transaction, row: Dossier, draft: ExemptionDraft) -> None:
    """Record a group's exemption of an open dossier. Refused with every reason.

    What was taken or exempted before stands: a second exemption of one dossier is refused.
    """
    session = transaction.session
    if touched(session, id_of(row)):
        raise Refused((Problem("exempt_group", "payment.exempt_after_payment"),))
    told = quote_of(session, row)
    full = fees.reckon(office, row, "", row.channel) if row.exempt_group else told
    freed = fees.reckon(office, row, draft.group, row.channel) if draft.group else full
    found, waived = payments.exemption(draft.group, full, freed)
    if problems := payments.exemption_problems(draft, found):
        raise Refused(problems)
    add(
        transaction,
        id_of(row),
        group=draft.group,
        grounds=found,
        proof=draft.proof,
        waived=waived,
        actor_id=person(office).id,
        operation=draft.operation,
    )
    keep_quote(session, row, freed)
    row.money = MoneyState.EXEMPT if freed.total == 0 else fee_rules.money_state(freed)
    row.exempt_group, row.version = draft.group, row.version + 1
    session.add(row)
    transaction.record(
        person(office),
        "payment.event.exempt",
        subject=("dossier", id_of(row)),
        operation=draft.operation,
        detail={"exempt_group": draft.group, "waived": waived, "sum": money(waived)},
    )
