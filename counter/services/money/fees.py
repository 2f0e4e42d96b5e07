"""The fee of a dossier: what is due and why (phí, lệ phí)."""

from sqlmodel import Session

from counter.errors import NotFound
from counter.models.catalogue import Channel
from counter.models.money import MoneyState, Quote
from counter.models.tables import Dossier
from counter.rules import fees as fee_rules
from counter.rules import payments
from counter.rules.fee_inputs import parse_inputs
from counter.rules.rights import Act
from counter.services.dossier.dossier_rows import dossier_row, id_of, keep_quote, quote_of
from counter.services.money.payment_rows import touched
from counter.services.office import Office, act


@act(Act.READ, writes=False)
def quote(
    office: Office, dossier_id: int, *, exempt_group: str | None = None, channel: Channel | None = None
) -> Quote:
    """What is due for a dossier: as it was told, or reckoned anew for another exempt group or channel.

    `exempt_group` "" asks for the fee of somebody who is in no group. NotFound for an unknown dossier.
    """
    with office.store.read() as session:
        row = dossier_row(session, dossier_id)
        if exempt_group is None and channel is None:
            return quote_of(session, row)
        group = row.exempt_group if exempt_group is None else exempt_group
        return reckon(office, row, group, channel or row.channel)


def reckon(office: Office, row: Dossier, group: str, channel: Channel) -> Quote:
    """The fee by the rules of the day the dossier was received. NotFound when its procedure is gone."""
    procedure = office.catalogue.get(row.procedure_code)
    inputs = parse_inputs(procedure, {name: str(value) for name, value in row.fee_inputs.items()})
    return fee_rules.quote(procedure, inputs, channel=channel, on=row.day, exempt_group=group or None)


def refit(office: Office, session: Session, row: Dossier, channel: Channel) -> dict[str, str | int]:
    """Give a dossier its other channel, and the fee of that channel while nothing was taken yet.

    What was taken stays; the event then tells both sums (đồng) so that a person can decide.
    """
    row.channel = channel
    before = row.fee_total
    try:
        now = reckon(office, row, row.exempt_group, channel)
    except NotFound:  # the procedure is gone from the data: what was told stands
        return {}
    if now == quote_of(session, row) or now.total == before:
        return {}
    if touched(session, id_of(row)):
        return {"fee_taken": before or 0, "fee_now": "?" if now.total is None else now.total}
    keep_quote(session, row, now)
    if row.money is not MoneyState.LATER or now.total == 0:
        freed = payments.exemption(
            row.exempt_group,
            reckon(office, row, "", channel),
            now,
        )
        row.money = fee_rules.money_state(now)
        if freed[0] and row.money is not MoneyState.UNKNOWN:
            row.money = MoneyState.DUE  # the group's paper is still to be shown
    return {"fee": "?" if now.total is None else now.total}
