"""Made-up rows as the services would write them, in bulk: plain SQL, thousands of rows to a transaction.

What happens is written in the order of its time, across all dossiers and the till: the audit trail, the
payments and the numbers of the receipts run as they would have run.
"""

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

from counter.models.canonical import canonical
from counter.models.instant import to_micros
from counter.models.staff import Role, StaffView
from counter.services.practice.practice_life import Event
from counter.services.store.connection import Connection, SqlValue

DEVICE = "practice"
Action = Callable[[datetime, str], None]  # what is done at a moment, as which operation

_COLUMNS: Mapping[str, str] = {
    "resident": """id full_name folded dob gender address card_issued_on card_extra created_at updated_at
        version""",
    "resident_number": "resident_id kind number number_reversed current added_at",
    "resident_contact": "resident_id kind phone phone_reversed whose current added_at",
    "visit": "id resident_id staff_id started_at ended_at note",
    "household_visit": "visit_id code operation",
    "dossier": """id code code_reversed short_code provisional day sequence state money papers_held sync
        sync_since procedure_code procedure_name resident_id applicant applicant_name folded identity
        behalf_of behalf_paper channel result_way contact_kind contact_phone contact_phone_reversed
        contact_whose comes_back_on visit_id received_at received_by due_at due_reason due_warnings ready_at
        returned_at returned_by returned_to fee_total fee_waived fee_unknown fee_sources fee_inputs
        exempt_group operation note version""",
    "dossier_paper": "dossier_id position key name state originals copies",
    "dossier_answer": "dossier_id position key label value",
    "paper_seen": """resident_id dossier_id paper_key kind name seen_as issued_on valid_until endless seen_by
        seen_at operation""",
    "fee_line": "dossier_id position fee_id label quantity unit_amount amount waived source kind",
    "dossier_move": """id dossier_id name state_before state_after held_before held_after due_before due_after
        was reason made_by approved_by made_at operation""",
    "supplement": """id dossier_id move_id round stage reason legal_basis answer_by policy due_before asked_by
        asked_at operation""",
    "supplement_item": "supplement_id position paper_key name lacking originals certified copies",
    "supplement_answer": """move_id supplement_id due_after due_reason note received_by answered_at
        operation""",
    "decision": """id dossier_id move_id kind year number asked_by ground reason papers_back money due_before
        due_after made_by approved_by made_at operation""",
    "handing": "id direction year number agency person staff_id handed_at note operation",
    "handing_item": """handing_id position dossier_id move_id outcome due_at result_name result_number
        result_copies note""",
    "collected": """move_id dossier_id collector name seen authority_paper other_name other_seen signed
        given_by given_at operation""",
    "submission": """id dossier_id state since consent_kind consent_text_version consent_at consent_by
        consent_read_by identity_at identity_by read_back_at read_back_by filed_at portal_code
        portal_code_reversed typed_by decided_by note created_at version""",
    "submission_field": "submission_id field_key copied_at copied_by",
    "outbox": """key dossier_id submission_id sequence kind payload state attempts last_error created_at
        done_at""",
    "print_record": "dossier_id kind copies target printed_at printed_by",
    "drawer": "id cashier_id counter_name float_amount from_drawer opened_at operation",
    "drawer_count": "drawer_id moment note pieces",
    "cash_move": "drawer_id amount reason moved_by moved_at operation",
    "payment": """id kind reverses total payer_name payer_relation drawer_id reason receipt_later taken_by
        approved_by taken_at operation""",
    "payment_means": "payment_id position means amount tendered change reference account_id",
    "payment_share": "payment_id position dossier_id fee_kind amount",
    "exemption": "dossier_id exempt_group ground proof waived accepted_by accepted_at operation",
    "receipt_book": "form serial first last width name registered_by registered_at operation",
    "receipt": """payment_id form serial number value status reason issued_on recorded_by recorded_at
        operation""",
    "receipt_excuse": "payment_id reason excused_by excused_at operation",
    "transfer_request": """id memo amount account_id payer_name payer_relation state payment_id asked_by
        asked_at operation version""",
    "transfer_request_share": "request_id position dossier_id amount",
    "bank_line": """id account_id booked_on amount memo reference file_name digest imported_by imported_at
        operation""",
    "bank_line_step": "line_id step payment_id to_staff note done_by done_at operation",
    "deposit": "month amount taken_from reference deposited_on recorded_by recorded_at operation",
    "ledger_line": "entry_id position account drawer_id dossier_id fee_kind amount",  # before their entry
    "ledger_entry": "id at day kind payment_id drawer_id staff_id operation note",
    "drawer_close": """drawer_id counted expected difference kept reason approved_by handed_to closed_by
        closed_at operation""",
    "audit_event": "at staff_id role device event subject_kind subject_id operation detail",
    "operation": "id act staff_id at result",
    "day_counter": "series day last",
    "draft": "id owner_id step applicant_name folded procedure_code body version created_at saved_at",
}

_NAMES = {table: tuple(columns.split()) for table, columns in _COLUMNS.items()}
_INSERT = "INSERT INTO {table} ({names}) VALUES ({places})"
_Waiting = defaultdict[str, list[Sequence[SqlValue]]]


class Rows:
    """Rows waiting for the next transaction."""

    def __init__(self) -> None:
        self._waiting: list[_Waiting] = [defaultdict(list)]

    def add(self, table: str, *values: SqlValue) -> None:
        """One row, its values in the order of the table's columns above."""
        self._waiting[-1][table].append(values)

    def add_named(self, table: str, values: Mapping[str, SqlValue]) -> None:
        """One row of a wide table, by column. KeyError for a column left out."""
        self._waiting[-1][table].append([values[name] for name in _NAMES[table]])

    def cut(self) -> None:
        """Write what comes from here on after everything before: a drawer opens when the last is closed."""
        if self._waiting[-1]:
            self._waiting.append(defaultdict(list))

    def flush(self, connection: Connection) -> None:
        """Write everything that waits, parents before children."""
        pieces, self._waiting = self._waiting, [defaultdict(list)]
        for piece in pieces:
            for table in _COLUMNS:
                if rows := piece.get(table):
                    connection.executemany(_STATEMENTS[table], rows)


_STATEMENTS = {
    table: _INSERT.format(table=table, names=", ".join(names), places=", ".join("?" * len(names)))
    for table, names in _NAMES.items()
}


class Journal:
    """What happens to all dossiers and at the till, done in the order of time."""

    def __init__(self, rows: Rows, staff: Sequence[StaffView]) -> None:
        self._rows = rows
        self._by_role = {role: [p for p in staff if p.role is role] for role in Role}
        self.more: Callable[[int, Event, datetime, str], bool] | None = None  # who writes more of an event
        self._heap: list[tuple[datetime, int, Action]] = []
        self._count = 0

    def person(self, role: Role, number: int) -> StaffView:
        """Somebody of a role; the same number is the same person."""
        people = self._by_role[role] or self._by_role[Role.CLERK]
        return people[number % len(people)]

    def at(self, moment: datetime, action: Action) -> None:
        """Do something when its time comes."""
        self._count += 1
        heapq.heappush(self._heap, (moment, self._count, action))

    def expect(self, dossier: int, events: Iterable[Event]) -> None:
        """Events of a dossier, to be written when their time comes."""
        for event in events:
            self.at(event.at, partial(self._write, dossier, event))

    def upto(self, moment: datetime | None) -> None:
        """Do what happened before a moment; everything for None."""
        while self._heap and (moment is None or self._heap[0][0] < moment):
            at, number, action = heapq.heappop(self._heap)
            action(at, f"practice-{number}")

    def note(
        self,
        at: datetime,
        who: StaffView,
        subject: tuple[str, int],
        event: str,
        operation: str,
        detail: Mapping[str, str | int],
        result: Mapping[str, str | int] | None = None,
    ) -> None:
        """One event and its operation, now."""
        self.told(at, who, subject, event, operation, detail)
        when = to_micros(at)
        self._rows.add("operation", operation, event, who.id, when, canonical(dict(result or {})))

    def told(
        self,
        at: datetime,
        who: StaffView,
        subject: tuple[str, int],
        event: str,
        operation: str,
        detail: Mapping[str, str | int],
    ) -> None:
        """One more event of an operation that is noted."""
        kind, ident = subject
        said = canonical(dict(detail))
        self._rows.add(
            "audit_event", to_micros(at), who.id, who.role.value, DEVICE, event, kind, str(ident), operation,
            said,
        )  # fmt: skip

    def _write(self, dossier: int, event: Event, at: datetime, operation: str) -> None:
        if self.more is not None and self.more(dossier, event, at, operation):
            return
        who = self.person(event.by, dossier)
        if event.name == "dossier.event.printed":
            self._rows.add("print_record", dossier, str(event.detail["paper"]), 1, "", to_micros(at), who.id)
        self.note(at, who, ("dossier", dossier), event.name, operation, event.detail)
