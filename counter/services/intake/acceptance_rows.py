"""The rows of an acceptance in plain SQL, inside the one transaction of `intake.accept`.

Every counter of the ward waits while these are written: no session, no flush, each row written once.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from counter.i18n import midnight
from counter.models.canonical import canonical
from counter.models.catalogue import Channel, Procedure
from counter.models.dossier import (
    Accepted,
    Appointment,
    DossierState,
    IntakeDraft,
    PapersHeld,
    PaperState,
)
from counter.models.instant import to_micros
from counter.models.money import MoneyState, Quote
from counter.models.numbers import digits
from counter.models.tables import Dossier, DossierAnswer, DossierPaper, FeeLine, ProcedureRow, Visit
from counter.rules import dossier_code, fee_answers, fees, forms, payments
from counter.services.dossier.dossier_rows import applicant_json, dossier_row, fee_line_values, person
from counter.services.dossier.dossier_views import plain
from counter.services.dossier.dossiers import PRACTICE_MARK
from counter.services.filing import submission_rows
from counter.services.intake import second_looks
from counter.services.money import exemptions
from counter.services.office import Office
from counter.services.outbox import outbox
from counter.services.people import papers_seen, residents
from counter.services.store.connection import Connection, number_in
from counter.services.store.inserting import insert, insert_all
from counter.services.store.transaction import Transaction
from counter.text import fold

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a checked draft comes to on a day, and its rows as far as the draft alone says them."""

    draft: IntakeDraft
    procedure: Procedure
    day: date
    quote: Quote  # with the draft's exempt group counted
    full: Quote  # nobody's exemption counted
    dossier: Values
    papers: tuple[Values, ...]
    answers: tuple[Values, ...]
    version: str  # of the procedure's data


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A draft that passed every check, and when it is due."""

    said: Said
    appointment: Appointment
    duplicates: int  # open dossiers of the same person and procedure


# -- before the write -------------------------------------------------------------------------


def said_by(draft: IntakeDraft, procedure: Procedure, day: date, quote: Quote, full: Quote) -> Said:
    """The rows of a tidied draft without what the write gives it: number, person, visit, appointment."""
    return Said(
        draft=draft,
        procedure=procedure,
        day=day,
        quote=quote,
        full=full,
        dossier=_dossier(draft, procedure, day, quote),
        papers=tuple(_papers(draft, procedure)),
        answers=tuple(_answers(draft, procedure, day)),
        version=_version(procedure),
    )


def _dossier(draft: IntakeDraft, procedure: Procedure, day: date, quote: Quote) -> Values:
    """Who and what for, how to reach them, what the fee depends on."""
    if draft.result_way is None:
        raise RuntimeError("a checked draft says how the result is collected")
    contact, phone = draft.contact, digits(draft.contact.phone)
    return {
        "day": day,
        "state": DossierState.RECEIVED,
        "papers_held": _held(draft),
        "procedure_code": procedure.code,
        "procedure_name": procedure.name,
        "applicant": applicant_json(draft.applicant),
        "applicant_name": draft.applicant.full_name,
        "folded": fold(f"{draft.applicant.full_name} {draft.behalf_of}"),
        "identity": draft.identity,
        "behalf_of": draft.behalf_of,
        "behalf_paper": draft.behalf_paper,
        "channel": draft.channel,
        "result_way": draft.result_way,
        "contact_kind": contact.kind,
        "contact_phone": phone,
        "contact_phone_reversed": phone[::-1],
        "contact_whose": contact.whose,
        "contact_time": contact.best_time,
        "comes_back_on": contact.comes_back_on,
        "fee_total": quote.total,
        "fee_waived": quote.waived,
        "fee_unknown": list(quote.unknown),
        "fee_sources": list(quote.waiver_sources),
        "fee_inputs": dict(fee_answers.effective(procedure, draft, day)),
        "exempt_group": draft.exempt_group,
        "operation": draft.id,
        "started_from": draft.started_from,
        "note": draft.note,
    }


def _held(draft: IntakeDraft) -> PapersHeld:
    kept = any(mark.state is PaperState.SUBMITTED for mark in draft.papers)
    return PapersHeld.COUNTER if kept else PapersHeld.NONE


def _papers(draft: IntakeDraft, procedure: Procedure) -> list[Values]:
    """The whole official list, in its order and its words."""
    marks = {mark.key: mark for mark in draft.papers}
    rows: list[Values] = []
    for position, paper in enumerate(procedure.papers):
        mark = marks.get(paper.key)
        state = mark.state if mark else PaperState.ASKED
        originals, copies = (mark.originals, mark.copies) if mark else (0, 0)
        certified = mark.certified if mark else 0
        in_hand = state in {PaperState.SUBMITTED, PaperState.PRESENTED} and not (mark and mark.proof)
        if in_hand and not originals + copies + certified:
            originals, copies = paper.originals or 0, paper.copies or 0
        rows.append(
            {
                "position": position,
                "key": paper.key,
                "name": paper.name,
                "state": state,
                "originals": originals,
                "copies": copies,
                "certified": certified,
            }
        )
    return rows


def _answers(draft: IntakeDraft, procedure: Procedure, day: date) -> list[Values]:
    given = {answer.key: answer.value for answer in draft.answers}
    return [
        {"position": position, "key": answer.key, "label": answer.label, "value": answer.value}
        for position, answer in enumerate(forms.clean(procedure, given, day))
    ]


_versions: Final[dict[str, tuple[Procedure, str]]] = {}


def _version(procedure: Procedure) -> str:
    """The hash of a procedure's data, reckoned once for each that the catalogue holds."""
    known = _versions.get(procedure.code)
    if known is None or known[0] is not procedure:
        text = canonical(plain(procedure)).encode()
        known = _versions[procedure.code] = (procedure, hashlib.sha256(text).hexdigest()[:16])
    return known[1]


# -- writing ----------------------------------------------------------------------------------


def write(office: Office, transaction: Transaction, case: Case) -> Accepted:
    """Write the resident, the visit, the dossier and all that hangs on it; the caller records the event."""
    said, connection = case.said, transaction.connection
    draft = said.draft
    resident = residents.register_or_update(
        transaction, person(office), draft.applicant, draft.contact, operation=draft.id
    )
    _mirror(connection, said, transaction.now)
    visit = _visit(office, connection, resident, said, transaction.now)
    accepted = _write_dossier(office, transaction, case, resident, visit)
    ident = accepted.dossier_id
    insert_all(connection, DossierPaper, ({"dossier_id": ident, **row} for row in said.papers))
    papers_seen.keep(
        office,
        transaction,
        papers_seen.At(ident, resident, visit, transaction.now, draft.id),
        draft,
        said.procedure,
    )
    insert_all(connection, DossierAnswer, ({"dossier_id": ident, **row} for row in said.answers))
    insert_all(connection, FeeLine, fee_line_values(ident, said.quote))
    _exempt(office, transaction, ident, said)
    if draft.channel is Channel.ONLINE:
        row = dossier_row(transaction.session, ident)
        submission_rows.open_filing(transaction, person(office), row)
        transaction.flush()
    outbox.tell_of(office, transaction, ident, draft.channel)
    second_looks.want(office, transaction, ident)
    return accepted


def told(case: Case, accepted: Accepted) -> dict[str, str | int]:
    """What the event of the acceptance says."""
    detail: dict[str, str | int] = {
        "code": accepted.code,
        "procedure": case.said.procedure.code,
        "channel": case.said.draft.channel,
        "fee": "?" if accepted.total is None else accepted.total,
    }
    if case.duplicates:
        detail |= {"duplicates": case.duplicates, "reason": case.said.draft.duplicate_reason}
    return detail


def _write_dossier(
    office: Office, transaction: Transaction, case: Case, resident: int, visit: int
) -> Accepted:
    said, connection = case.said, transaction.connection
    unit = office.ward.unit_code if office.ward.unit_code_known else dossier_code.PROVISIONAL
    number = transaction.next_number(f"dossier:{unit}", said.day)
    code = dossier_code.build(office.ward.unit_code, said.day, number)
    written = (PRACTICE_MARK if office.practice else "") + str(code)
    # what SQLite gives by itself: known before, the row with its short code is written once
    ident = number_in(connection, "SELECT max(id) FROM dossier") + 1
    accepted = Accepted(
        dossier_id=ident,
        code=written,
        provisional=code.provisional,
        short_code=dossier_code.short_code(ident),
        appointment=case.appointment,
        money=_money(said),
        total=said.quote.total,
    )
    insert(
        connection,
        Dossier,
        **said.dossier,
        id=ident,
        code=written,
        code_reversed=written[::-1],
        short_code=accepted.short_code,
        provisional=code.provisional,
        sequence=number,
        money=accepted.money,
        resident_id=resident,
        visit_id=visit,
        received_at=transaction.now,
        received_by=person(office).id,
        due_at=case.appointment.due,
        due_reason=case.appointment.reason,
        due_warnings=list(case.appointment.warnings),
    )
    return accepted


def _mirror(connection: Connection, said: Said, now: datetime) -> None:
    """The procedure as it stands in the data today, so that the dossier has a name when the data moves on."""
    procedure = said.procedure
    row = connection.execute(
        "SELECT data_version FROM procedure WHERE code = ?", (procedure.code,)
    ).fetchone()
    if row is None:
        insert(
            connection,
            ProcedureRow,
            code=procedure.code,
            name=procedure.name,
            sector=procedure.sector,
            data_version=said.version,
            updated_at=now,
        )
    elif row[0] != said.version:
        connection.execute(
            "UPDATE procedure SET name = ?, sector = ?, data_version = ?, updated_at = ? WHERE code = ?",
            (procedure.name, procedure.sector, said.version, to_micros(now), procedure.code),
        )


_HOUSEHOLD: Final = "SELECT id, resident_id FROM visit WHERE id = ? AND started_at >= ? AND ended_at IS NULL"
_OF_HOUSEHOLD: Final = "IN (SELECT visit_id FROM household_visit)"
_OWN: Final = (
    "SELECT id, resident_id FROM visit WHERE resident_id = ? AND started_at >= ? AND ended_at IS NULL"
)


def _visit(office: Office, connection: Connection, resident: int, said: Said, now: datetime) -> int:
    """The household's visit of the day that the draft belongs to; else the resident's own one that is still
    open today, or a new one."""
    since, row = to_micros(midnight(said.day)), None
    if said.draft.visit_id is not None:
        row = connection.execute(
            f"{_HOUSEHOLD} AND id {_OF_HOUSEHOLD}", (said.draft.visit_id, since)
        ).fetchone()
    if row is None:
        row = connection.execute(
            f"{_OWN} AND id NOT {_OF_HOUSEHOLD} ORDER BY id DESC LIMIT 1", (resident, since)
        ).fetchone()
    if row is None:
        return insert(connection, Visit, resident_id=resident, staff_id=person(office).id, started_at=now)
    ident, whose = row
    if whose is None:  # a visit that was begun before anybody's first procedure
        connection.execute("UPDATE visit SET resident_id = ? WHERE id = ?", (resident, ident))
    return int(ident)


# -- money ------------------------------------------------------------------------------------


def _grounds(said: Said) -> tuple[tuple[str, ...], int]:
    """Why the draft's exempt group frees something of the fee, and how much; nothing without a group."""
    group = said.draft.exempt_group
    return payments.exemption(group, said.full, said.quote) if group else ((), 0)


def _money(said: Said) -> MoneyState:
    """The money line. An exemption is settled only with the paper that shows it; else the fee is open."""
    found, _ = _grounds(said)
    if found and not said.draft.exempt_proof:
        return MoneyState.UNKNOWN if said.quote.total is None else MoneyState.DUE
    return fees.money_state(said.quote)


def _exempt(office: Office, transaction: Transaction, dossier_id: int, said: Said) -> None:
    found, waived = _grounds(said)
    if found and said.draft.exempt_proof:
        exemptions.add(
            transaction,
            dossier_id,
            group=said.draft.exempt_group,
            grounds=found,
            proof=said.draft.exempt_proof,
            waived=waived,
            actor_id=person(office).id,
            operation=said.draft.id,
        )
