"""Made-up rows as the services would write them, in bulk: plain SQL, thousands of rows to a transaction.

Events and payments are written in the order of their times, across all dossiers: the audit trail and the
numbers of the receipts run as they would have run.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from counter.i18n import money
from counter.models.canonical import canonical
from counter.models.instant import to_micros
from counter.models.money import PaymentMeans
from counter.models.staff import Role, StaffView
from counter.services.connection import Connection, SqlValue
from counter.services.practice_life import Event, Payment

DEVICE = "practice"

_COLUMNS: Mapping[str, str] = {
    "resident": """id full_name folded dob gender address card_issued_on card_extra created_at updated_at
        version""",
    "resident_number": "resident_id kind number number_reversed current added_at",
    "resident_contact": "resident_id kind phone phone_reversed whose current added_at",
    "visit": "id resident_id staff_id started_at ended_at note",
    "dossier": """id code code_reversed short_code provisional day sequence state money papers_held sync
        sync_since procedure_code procedure_name resident_id applicant applicant_name folded identity
        behalf_of behalf_paper channel result_way contact_kind contact_phone contact_phone_reversed
        contact_whose comes_back_on visit_id received_at received_by due_at due_reason due_warnings ready_at
        returned_at returned_by returned_to fee_total fee_waived fee_unknown fee_sources fee_inputs
        exempt_group operation note version""",
    "dossier_paper": "dossier_id position key name state originals copies",
    "dossier_answer": "dossier_id position key label value",
    "fee_line": "dossier_id position fee_id label quantity unit_amount amount waived source",
    "submission": """id dossier_id state since consent_kind consent_text_version consent_at consent_by
        consent_read_by identity_at identity_by read_back_at read_back_by filed_at portal_code
        portal_code_reversed typed_by decided_by note created_at version""",
    "submission_field": "submission_id field_key copied_at copied_by",
    "outbox": """key dossier_id submission_id sequence kind payload state attempts last_error created_at
        done_at""",
    "print_record": "dossier_id kind copies target printed_at printed_by",
    "payment": """dossier_id means amount tendered change reference receipt_form receipt_serial receipt_number
        receipt_later exempt_group exempt_ground exempt_proof waived taken_by taken_at operation""",
    "audit_event": "at staff_id role device event subject_kind subject_id operation detail",
    "operation": "id act staff_id at result",
    "day_counter": "series day last",
    "draft": "id owner_id step applicant_name folded procedure_code body version created_at saved_at",
}

_NAMES = {table: tuple(columns.split()) for table, columns in _COLUMNS.items()}
_INSERT = "INSERT INTO {table} ({names}) VALUES ({places})"


class Rows:
    """Rows waiting for the next transaction."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, list[Sequence[SqlValue]]] = defaultdict(list)

    def add(self, table: str, *values: SqlValue) -> None:
        """One row, its values in the order of the table's columns above."""
        self._waiting[table].append(values)

    def add_named(self, table: str, values: Mapping[str, SqlValue]) -> None:
        """One row of a wide table, by column. KeyError for a column left out."""
        self._waiting[table].append([values[name] for name in _NAMES[table]])

    def flush(self, connection: Connection) -> None:
        """Write everything that waits, parents before children."""
        for table in _COLUMNS:
            if rows := self._waiting.pop(table, None):
                names = _NAMES[table]
                places = ", ".join("?" * len(names))
                connection.executemany(
                    _INSERT.format(table=table, names=", ".join(names), places=places), rows
                )


class Journal:
    """Events of all dossiers, given out in the order of time; receipts get their numbers on the way."""

    def __init__(self, rows: Rows, staff: Sequence[StaffView], form: str, serial: str) -> None:
        self._rows, self._form, self._serial = rows, form, serial
        self._by_role = {role: [p for p in staff if p.role is role] for role in Role}
        self._heap: list[tuple[datetime, int, int, Event]] = []
        self._count = 0
        self._receipts: defaultdict[int, int] = defaultdict(int)  # year → last number of its book

    def person(self, role: Role, number: int) -> StaffView:
        """Somebody of a role; the same number is the same person."""
        people = self._by_role[role] or self._by_role[Role.CLERK]
        return people[number % len(people)]

    def expect(self, dossier: int, events: Iterable[Event]) -> None:
        """Events of a dossier, to be written when their time comes."""
        for event in events:
            self._count += 1
            heapq.heappush(self._heap, (event.at, self._count, dossier, event))

    def upto(self, moment: datetime | None) -> None:
        """Write what happened before a moment; everything for None."""
        while self._heap and (moment is None or self._heap[0][0] < moment):
            at, number, dossier, event = heapq.heappop(self._heap)
            self._write(at, f"practice-{number}", dossier, event)

    def note(
        self,
        at: datetime,
        who: StaffView,
        dossier: int,
        event: str,
        operation: str,
        detail: str,
        result: str = "{}",
    ) -> None:
        """One event of a dossier and its operation, now."""
        when, role = to_micros(at), who.role.value
        self._rows.add(
            "audit_event", when, who.id, role, DEVICE, event, "dossier", str(dossier), operation, detail
        )
        self._rows.add("operation", operation, event, who.id, when, result)

    def _write(self, at: datetime, operation: str, dossier: int, event: Event) -> None:
        who = self.person(event.by, dossier)
        detail = dict(event.detail)
        if event.payment is not None:
            detail = self._paid(at, operation, dossier, who, event.payment)
        elif event.name == "dossier.event.printed":
            self._rows.add("print_record", dossier, str(detail["paper"]), 1, "", to_micros(at), who.id)
        self.note(at, who, dossier, event.name, operation, canonical(detail))

    def _paid(
        self, at: datetime, operation: str, dossier: int, who: StaffView, payment: Payment
    ) -> dict[str, str | int]:
        """The payment's row; what its event says."""
        numbered = payment.amount > 0 and not payment.receipt_later
        form, serial, number = self._receipt(at.year) if numbered else ("", "", "")
        change = payment.tendered - payment.amount if payment.tendered is not None else None
        self._rows.add_named(
            "payment",
            {
                "dossier_id": dossier,
                "means": payment.means.value,
                "amount": payment.amount,
                "tendered": payment.tendered,
                "change": change,
                "reference": payment.reference,
                "receipt_form": form,
                "receipt_serial": serial,
                "receipt_number": number,
                "receipt_later": payment.receipt_later,
                "exempt_group": payment.exempt_group,
                "exempt_ground": payment.ground,
                "exempt_proof": payment.proof,
                "waived": payment.waived,
                "taken_by": who.id,
                "taken_at": to_micros(at),
                "operation": operation,
            },
        )
        return self._said(payment, change, f"{form} {serial} {number}" if numbered else "")

    def _said(self, payment: Payment, change: int | None, receipt: str) -> dict[str, str | int]:
        """What the event of a payment says."""
        detail: dict[str, str | int] = {
            "means": payment.means.value,
            "amount": payment.amount,
            "sum": money(payment.amount),
        }
        if payment.tendered is not None and change is not None:
            detail |= {"tendered": payment.tendered, "change": change}
        if payment.means is PaymentMeans.EXEMPT:
            detail |= {"exempt_group": payment.exempt_group, "waived": payment.waived}
        if payment.stated is not None:
            detail["stated"] = payment.stated
        return detail | ({"receipt": receipt} if receipt else {})

    def _receipt(self, year: int) -> tuple[str, str, str]:
        self._receipts[year] += 1
        return self._form, self._serial.format(year=f"{year % 100:02}"), f"{self._receipts[year]:07}"
