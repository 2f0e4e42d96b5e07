"""Plain rows for tests of what stands around a dossier."""

from datetime import date

from counter.models.catalogue import Channel
from counter.models.dossier import DossierState, IdentityCheck, ResultWay
from counter.models.money import MoneyState
from counter.models.staff import StaffView
from counter.models.tables import Dossier, ProcedureRow
from counter.services.store.transaction import Transaction
from counter.text import fold


def add_dossier(
    transaction: Transaction, clerk: StaffView, number: int, name: str = "Út", resident_id: int | None = None
) -> Dossier:
    """A dossier with nothing but what it must have."""
    code = f"H57.15-261123-{number:04}"
    if transaction.session.get(ProcedureRow, "1.1") is None:
        transaction.session.add(ProcedureRow(code="1.1", name="Khai sinh", updated_at=transaction.now))
        transaction.flush()
    dossier = Dossier(
        code=code,
        code_reversed=code[::-1],
        short_code=f"{number:04}",
        provisional=False,
        day=date(2026, 11, 23),
        sequence=number,
        state=DossierState.RECEIVED,
        money=MoneyState.NONE,
        procedure_code="1.1",
        procedure_name="Khai sinh",
        resident_id=resident_id,
        applicant={"full_name": name},
        applicant_name=name,
        folded=fold(name),
        identity=IdentityCheck.SAME_PERSON,
        channel=Channel.DIRECT,
        result_way=ResultWay.COUNTER,
        received_at=transaction.now,
        received_by=clerk.id,
        operation=f"intake-{number}",
    )
    transaction.session.add(dossier)
    transaction.flush()
    return dossier
