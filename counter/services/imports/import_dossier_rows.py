"""Writing dossiers of before into the store: many rows by a few statements, in the write that takes them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import NAMESPACE_OID, uuid5

from counter.i18n import local, money, t
from counter.models.brought import PaidBefore
from counter.models.canonical import canonical
from counter.models.catalogue import Channel, Procedure
from counter.models.dossier import Appointment, ContactKind, DossierState, PapersHeld, ResultWay
from counter.models.instant import to_micros
from counter.models.money import MoneyState
from counter.models.numbers import digits
from counter.models.states import IdentityCheck, SyncState
from counter.rules import dossier_code
from counter.rules.import_dossiers import OldDossier
from counter.rules.moves import ENDED
from counter.rules.old_codes import key_of
from counter.services.dossier.dossier_rows import applicant_json, person
from counter.services.office import Office
from counter.services.search.meaning import PRACTICE_MARK
from counter.services.store.connection import Connection, SqlValue, number_in
from counter.services.store.transaction import Transaction
from counter.text import fold

EVENT = "dossier.event.brought"
FEE_ID = "brought"  # of the line of a fee that is still due from before
_Values = dict[str, SqlValue]
_ALIKE: _Values = {
    "sync": SyncState.NONE.value,
    "identity": IdentityCheck.NOT_DONE.value,
    "behalf_of": "",
    "behalf_paper": "",
    "result_way": ResultWay.COUNTER.value,
    "exempt_group": "",
    "version": 1,
}


@dataclass(frozen=True, slots=True)
class Case:
    """A dossier of before that can be taken. `resident`: its person's id in the store."""

    old: OldDossier
    procedure: Procedure
    appointment: Appointment
    ref: str  # what makes it this dossier
    digest: str  # of what its row says
    resident: int = 0


def write(office: Office, transaction: Transaction, cases: Sequence[Case]) -> None:
    """Write these dossiers, each with its event; the caller's write holds all or none of them."""
    connection = transaction.connection
    transaction.flush()
    _procedures(connection, cases, transaction.now)
    numbers = _numbers(connection, cases)
    first = number_in(connection, "SELECT max(id) FROM dossier") + 1
    clerks = _clerks(connection)
    past = [replace(case, old=_by_now(case.old, transaction.now)) for case in cases]
    places = list(zip(range(first, first + len(cases)), past, numbers, strict=True))
    _insert(connection, "dossier", [_dossier(office, case, ident, n, clerks) for ident, case, n in places])
    _insert(connection, "fee_line", [line for ident, case, _ in places for line in _lines(case, ident)])
    _insert(
        connection,
        "dossier_brought",
        [_brought(office, case, ident, transaction.now) for ident, case, _ in places],
    )
    for ident, case, _ in places:
        transaction.record(
            person(office),
            EVENT,
            subject=("dossier", ident),
            operation=operation_of(case.old),
            detail=_detail(case),
            result={"dossier_id": ident},
        )


def _by_now(old: OldDossier, now: datetime) -> OldDossier:
    """What happened today, at an hour nobody wrote, was not later than now.

    Only here: a row says the same (`OldDossier.digest`) whenever the list is taken.
    """

    def past(moment: datetime | None) -> datetime | None:
        return None if moment is None else max(min(moment, now), old.received)

    return replace(old, ready=past(old.ready), returned=past(old.returned), ended=past(old.ended))


def _insert(connection: Connection, table: str, rows: Sequence[_Values]) -> None:
    if rows:
        names = ", ".join(rows[0])
        places = ", ".join("?" * len(rows[0]))
        connection.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({places})",  # noqa: S608  names of our schema
            [list(row.values()) for row in rows],
        )


def operation_of(old: OldDossier) -> str:
    """The act of taking this dossier; the same dossier is the same act."""
    return uuid5(NAMESPACE_OID, f"counter:brought:{old.ref}").hex


def money_of(old: OldDossier) -> MoneyState:
    """What of the fee is to be settled here. What was paid elsewhere is settled, and not by our till."""
    if old.paid in (PaidBefore.PAID, PaidBefore.FREE) or old.state in ENDED:
        return MoneyState.NONE
    return MoneyState.DUE if old.fee else MoneyState.UNKNOWN


def _numbers(connection: Connection, cases: Sequence[Case]) -> list[int]:
    """The number of each within its day, among codes that are not official ones."""
    days = [local(case.old.received).date() for case in cases]
    last: dict[date, int] = {}
    for day, count in Counter(days).items():
        rows = connection.execute(
            "INSERT INTO day_counter (series, day, last) VALUES (?, ?, ?)"
            " ON CONFLICT (series, day) DO UPDATE SET last = last + excluded.last RETURNING last",
            (f"dossier:{dossier_code.PROVISIONAL}", day.isoformat(), count),
        ).fetchall()
        last[day] = int(rows[0][0]) - count
    found = []
    for day in days:
        last[day] += 1
        found.append(last[day])
    return found


def _clerks(connection: Connection) -> dict[str, int]:
    """Who is here, by name; a name that two have is nobody's."""
    rows = connection.execute(
        "SELECT folded, max(id) FROM staff WHERE active = 1 GROUP BY folded HAVING count(*) = 1"
    )
    return dict(rows.fetchall())


def _procedures(connection: Connection, cases: Sequence[Case], now: datetime) -> None:
    """The mirror of the catalogue knows them; the next acceptance writes its version."""
    known = {case.procedure.code: case.procedure for case in cases}
    connection.executemany(
        "INSERT OR IGNORE INTO procedure (code, name, sector, data_version, updated_at)"
        " VALUES (?, ?, ?, '', ?)",
        [(one.code, one.name, one.sector, to_micros(now)) for one in known.values()],
    )


def _micros(moment: datetime | None) -> int | None:
    return None if moment is None else to_micros(moment)


def _dossier(office: Office, case: Case, ident: int, number: int, clerks: dict[str, int]) -> _Values:
    old, day = case.old, local(case.old.received).date()
    me = person(office).id
    code = str(dossier_code.DossierCode(dossier_code.PROVISIONAL, day, f"{number:04}"))
    written = (PRACTICE_MARK if office.practice else "") + code
    applicant = replace(old.person.applicant, resident_id=case.resident)
    return {
        "id": ident,
        "code": written,
        "code_reversed": written[::-1],
        "short_code": dossier_code.short_code(ident),
        "provisional": 1,
        "day": day.isoformat(),
        "sequence": number,
        "state": int(old.state),
        "papers_held": _held(old).value,
        "procedure_code": case.procedure.code,
        "procedure_name": case.procedure.name,
        "resident_id": case.resident,
        "applicant": canonical(applicant_json(applicant)),
        "applicant_name": applicant.full_name,
        "folded": fold(applicant.full_name),
        "channel": old.channel.value,
        "received_at": to_micros(old.received),
        "received_by": clerks.get(fold(old.clerk), me),
        "due_at": _micros(case.appointment.due),
        "due_reason": case.appointment.reason,
        "due_warnings": canonical(list(case.appointment.warnings)),
        "ready_at": _micros(old.ready),
        "returned_at": _micros(old.returned),
        "operation": operation_of(old),
        "note": old.note,
        **_ALIKE,
        **_fees(old),
        **_contact(old),
        **_returned(old, me),
    }


def _contact(old: OldDossier) -> _Values:
    phone = digits(old.person.contact.phone)
    return {
        "contact_kind": (old.person.contact.kind or ContactKind.NONE).value,
        "contact_phone": phone,
        "contact_phone_reversed": phone[::-1],
        "contact_whose": "",
    }


def _returned(old: OldDossier, me: int) -> _Values:
    """Handed over elsewhere; who noted it here is the only name of ours there is."""
    returned = old.state is DossierState.RETURNED
    return {
        "returned_by": me if returned else None,
        "returned_to": (old.taker or old.person.applicant.full_name) if returned else "",
    }


def _fees(old: OldDossier) -> _Values:
    state = money_of(old)
    total = {MoneyState.NONE: 0, MoneyState.DUE: old.fee}.get(state)
    return {
        "money": state.value,
        "fee_total": total,
        "fee_waived": None if total is None else 0,
        "fee_unknown": canonical([t("import.fee_label")] if total is None else []),
        "fee_sources": "[]",
        "fee_inputs": "{}",
    }


def _lines(case: Case, ident: int) -> list[_Values]:
    """One line of what is still due; what was paid or waived elsewhere has none."""
    if money_of(case.old) is MoneyState.NONE:
        return []
    kind = case.procedure.fees[0].kind if case.procedure.fees else "le_phi"
    fee = case.old.fee
    return [
        {
            "dossier_id": ident,
            "position": 0,
            "fee_id": FEE_ID,
            "label": t("import.fee_label"),
            "quantity": 1,
            "unit_amount": fee,
            "amount": fee,
            "waived": 0,
            "source": "",
            "kind": kind,
        }
    ]


def _held(old: OldDossier) -> PapersHeld:
    """The folder came with the dossier, unless it was filed online or is over."""
    kept = old.state not in ENDED and old.channel is not Channel.ONLINE
    return PapersHeld.COUNTER if kept else PapersHeld.NONE


def _brought(office: Office, case: Case, ident: int, now: datetime) -> _Values:
    old = case.old
    key = key_of(old.old_code)
    return {
        "dossier_id": ident,
        "ref": case.ref,
        "digest": case.digest,
        "old_code": old.old_code,
        "old_key": key,
        "old_key_reversed": key[::-1],
        "register_number": old.register,
        "received_by": old.clerk,
        "fee": old.fee,
        "paid": old.paid.value,
        "ended_at": _micros(old.ended),
        "brought_by": person(office).id,
        "brought_at": to_micros(now),
    }


def _detail(case: Case) -> dict[str, str | int]:
    old = case.old
    detail: dict[str, str | int] = {
        "old": old.old_code or old.register,
        "procedure": case.procedure.code,
        "received": f"{local(old.received):%d/%m/%Y}",
        "paid": old.paid.value,
    }
    if old.fee is not None:
        detail |= {"fee": old.fee, "sum": money(old.fee)}
    return detail
