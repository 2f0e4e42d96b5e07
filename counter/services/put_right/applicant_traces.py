"""What of a dossier came from its applicant: as it stood, and fitted to another one."""

from sqlmodel import Session, select

from counter.errors import NotFound
from counter.models.dossier import Applicant
from counter.models.tables import Dossier, DossierAnswer
from counter.rules import fees as fee_rules
from counter.rules import forms
from counter.services.dossier.dossier_rows import answers_of, id_of, keep_quote
from counter.services.money import fees
from counter.services.office import Office


def snapshot(session: Session, row: Dossier) -> dict[str, object]:
    """Applicant, identity check, for whom, how to reach them, the answers: what a change may change."""
    session.flush()
    return {
        "applicant": dict(row.applicant),
        "identity": row.identity.value,
        "behalf_of": row.behalf_of,
        "behalf_paper": row.behalf_paper,
        "contact_kind": row.contact_kind.value if row.contact_kind else "",
        "contact_phone": row.contact_phone,
        "contact_whose": row.contact_whose,
        "exempt_group": row.exempt_group,
        "answers": {answer.key: answer.value for answer in answers_of(session, id_of(row))},
    }


def fit_answers(office: Office, session: Session, row: Dossier, old: Applicant, new: Applicant) -> None:
    """Where the form has what stood on the other person's card, it gets what stands on this one's."""
    try:
        procedure = office.catalogue.get(row.procedure_code)
    except NotFound:  # the procedure is gone from the data: the answers stand as they were given
        return
    before, after = forms.prefill(procedure, old), forms.prefill(procedure, new)
    for answer in session.exec(select(DossierAnswer).where(DossierAnswer.dossier_id == id_of(row))):
        if before.get(answer.key) == answer.value and after.get(answer.key, answer.value) != answer.value:
            answer.value = after[answer.key]
            session.add(answer)


def fit_fee(office: Office, session: Session, row: Dossier) -> dict[str, str | int]:
    """A group that was named for the other person and not proved goes; the fee is that of nobody's group, and
    the event says it (đồng, "?" when an amount is not known)."""
    if not row.exempt_group:
        return {}
    row.exempt_group = ""
    try:
        quote = fees.reckon(office, row, "", row.channel)
    except NotFound:
        return {}
    keep_quote(session, row, quote)
    row.money = fee_rules.money_state(quote)
    return {"fee": "?" if quote.total is None else quote.total}
