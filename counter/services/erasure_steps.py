"""What a deletion changes in each table, as data: which rows, and what becomes of them.

`?1` is a JSON list of dossiers, `?2` one of residents. A step only counts rows that it would really change, so
that a second deletion finds nothing. Tables that are not here hold nothing of a person, or must stay as they are:
the ledger, receipts, drawers, bank lines, the certification registers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from counter.models.canonical import canonical
from counter.rules.erasing import GONE
from counter.services.chain_rows import Key, Shape, shapes
from counter.services.connection import Connection
from counter.text import fold

_D: Final = "(SELECT value FROM json_each(?1))"
_R: Final = "(SELECT value FROM json_each(?2))"
_OF_DOSSIER: Final = f"dossier_id IN {_D}"
_OF_RESIDENT: Final = f"resident_id IN {_R}"
_DASH: Final = f"'{GONE}'"
_APPLICANT: Final = canonical(
    {
        "full_name": GONE, "citizen_id": "", "old_cmnd": "", "dob": None, "gender": "", "address": "",
        "issue_date": None, "resident_id": None, "from_card": False, "extra_fields": [],
    }
)  # fmt: skip


def _said(column: str) -> str:
    """A dash where there was a text: what was said is gone, that something was said is not."""
    return f"CASE WHEN {column} = '' THEN '' ELSE {_DASH} END"


@dataclass(frozen=True, slots=True)
class Step:
    """One table: `sets` None takes the rows away. `also` is set with the others, and no reason by itself."""

    table: str
    where: str
    sets: Mapping[str, str] | None = None
    also: str = ""

    @property
    def condition(self) -> str:
        """The rows that would really change."""
        chosen = f"({self.where}) AND ?2 IS NOT NULL"  # each statement takes both lists
        if self.sets is None:
            return chosen
        differs = " OR ".join(f"{column} IS NOT {value}" for column, value in self.sets.items())
        return f"{chosen} AND ({differs})"

    @property
    def statement(self) -> str:
        """The change itself."""
        if self.sets is None:
            return f"DELETE FROM {self.table} WHERE {self.condition}"  # noqa: S608  written in this module
        changes = ", ".join(f"{column} = {value}" for column, value in self.sets.items())
        return f"UPDATE {self.table} SET {changes}{self.also} WHERE {self.condition}"  # noqa: S608  written here


_NUMBERS = f"(SELECT number FROM resident_number WHERE resident_id IN {_R})"
_DRAFTS = (
    f"json_extract(body, '$.applicant.resident_id') IN {_R}"
    f" OR json_extract(body, '$.applicant.citizen_id') IN {_NUMBERS}"
    f" OR json_extract(body, '$.applicant.old_cmnd') IN {_NUMBERS}"
    f" OR json_extract(body, '$.started_from') IN {_D}"
)
# A payment's payer is one of those it was paid for, or somebody with the resident; only their own name goes.
_PAYERS = f"""(SELECT s.{{key}} FROM {{shares}} s JOIN dossier d ON d.id = s.dossier_id WHERE s.dossier_id IN {_D}
  AND (d.applicant_name = {{table}}.payer_name OR NOT EXISTS (SELECT 1 FROM {{shares}} o
   WHERE o.{{key}} = s.{{key}} AND o.dossier_id NOT IN {_D})))"""
_CHANGED_FROM = f"before_id IN {_R} OR {_OF_DOSSIER}"

STEPS: Final = (
    Step("draft", _DRAFTS),
    Step("payment", f"id IN {_PAYERS.format(key='payment_id', shares='payment_share', table='payment')}",
         {"payer_name": _said("payer_name")}),
    Step("transfer_request",
         f"id IN {_PAYERS.format(key='request_id', shares='transfer_request_share', table='transfer_request')}",
         {"payer_name": _said("payer_name")}),
    Step("attachment", _OF_DOSSIER),
    Step("dossier_answer", _OF_DOSSIER),
    Step("dossier", f"id IN {_D}",
         {"applicant": f"'{_APPLICANT}'", "applicant_name": _DASH, "folded": f"'{fold(GONE)}'", "behalf_of": "''",
          "behalf_paper": "''", "contact_kind": "NULL", "contact_phone": "''", "contact_phone_reversed": "''",
          "contact_whose": "''", "contact_time": "''", "returned_to": _said("returned_to"), "note": "''"},
         ", version = version + 1"),
    Step("submission", _OF_DOSSIER,
         {"witnesses": "'[]'", "note": "''", "authority_paper": _said("authority_paper"), "authority_scope": "''",
          "authority_until": "NULL", "read_back_digest": "''", "consent_read_by": "''"}, ", version = version + 1"),
    Step("outbox", _OF_DOSSIER,
         {"payload": "CASE WHEN json_extract(payload, '$.dossier.state') IS NULL THEN '{}' ELSE json_object('dossier',"
                     " json_object('state', json_extract(payload, '$.dossier.state'))) END",
          "last_error": "''", "reasons": "'[]'"}),
    Step("dossier_move", _OF_DOSSIER, {"was": "'{}'", "reason": _said("reason")}),
    Step("supplement", _OF_DOSSIER, {"reason": _DASH}),
    Step("supplement_item", f"supplement_id IN (SELECT id FROM supplement WHERE {_OF_DOSSIER})",
         {"lacking": _said("lacking")}),
    Step("supplement_answer", f"supplement_id IN (SELECT id FROM supplement WHERE {_OF_DOSSIER})", {"note": "''"}),
    Step("decision", _OF_DOSSIER, {"reason": _said("reason"), "papers_back": _said("papers_back")}),
    Step("handing_item", _OF_DOSSIER, {"result_name": _said("result_name"), "note": "''"}),
    Step("collected", _OF_DOSSIER,
         {"name": _DASH, "seen": _DASH, "authority_paper": _said("authority_paper"),
          "other_name": _said("other_name"), "other_seen": _said("other_seen")}),
    Step("lent_back", f"lent_id IN (SELECT id FROM lent_original WHERE {_OF_DOSSIER})",
         {"brought_by": _DASH, "note": "''"}),
    Step("lent_original", _OF_DOSSIER, {"lent_to": _DASH, "purpose": "''"}),
    Step("notice", _OF_DOSSIER, {"whom": _DASH, "note": "''"}),
    Step("call_try", f"{_OF_DOSSIER} OR {_OF_RESIDENT}",
         {"phone": "CASE WHEN phone = '' THEN '' ELSE '0' END", "contact_kind": "NULL", "note": "''"}),
    Step("second_look_finding", _OF_DOSSIER, {"note": _said("note")}),
    Step("guidance", _OF_DOSSIER, {"person": "''", "said": _DASH}),
    Step("extra_demand", _OF_DOSSIER, {"ground": "''"}),
    Step("exemption", _OF_DOSSIER, {"proof": _said("proof")}),
    Step("paper_refused", f"seen_id IN (SELECT id FROM paper_seen WHERE {_OF_RESIDENT} OR {_OF_DOSSIER})",
         {"reason": _DASH}),
    Step("paper_used", _OF_DOSSIER, {"valid_until": "NULL"}),
    Step("paper_seen", f"{_OF_RESIDENT} OR {_OF_DOSSIER}",
         {"name": _said("name"), "issued_on": "NULL", "valid_until": "NULL", "endless": "0"}),
    Step("applicant_change", _CHANGED_FROM, {"was": "'{}'", "reason": _DASH}),
    Step("applicant_change", f"after_id IN {_R} OR {_OF_DOSSIER}", {"became": "'{}'", "reason": _DASH}),
    Step("charge_change", _OF_DOSSIER, {"reason": _DASH}),
    Step("dossier_struck", _OF_DOSSIER, {"reason": _DASH}),
    Step("dossier_brought", _OF_DOSSIER, {"digest": _DASH, "received_by": "''"}),
    Step("erasure_hold", f"{_OF_DOSSIER} AND lifted_at IS NOT NULL", {"reason": _DASH}),
    Step("data_request", _OF_RESIDENT, {"asker": "''", "paper": "''", "about": "''"}),
    Step("data_request_step", f"request_id IN (SELECT id FROM data_request WHERE {_OF_RESIDENT})",
         {"reason": "''"}),
    Step("resident_merge", f"kept_id IN {_R} OR gone_id IN {_R}",
         {"kept_was": "'{}'", "gone_was": "'{}'", "reason": _DASH}),
    Step("resident_apart", f"first_id IN {_R} OR second_id IN {_R}", {"reason": _DASH}),
    Step("visit", f"{_OF_RESIDENT} OR id IN (SELECT visit_id FROM dossier WHERE id IN {_D})", {"note": "''"}),
    Step("resident_number", _OF_RESIDENT),
    Step("resident_contact", _OF_RESIDENT),
    Step("resident", f"id IN {_R}",
         {"full_name": _DASH, "folded": f"'{fold(GONE)}'", "dob": "NULL", "gender": "''", "address": "''",
          "card_issued_on": "NULL", "card_extra": "'[]'"}, ", version = version + 1"),
)  # fmt: skip
"""In this order: what is found by a name or a number comes before that name or number goes."""

UNUSED_CONTENT: Final = Step(
    "attachment_content", "NOT EXISTS (SELECT 1 FROM attachment a WHERE a.digest = attachment_content.digest)"
)
"""Files that nothing names any more; after the attachments went."""

TABLES: Final = frozenset({step.table for step in STEPS} | {"attachment_content", "audit_event", "outbox_attempt"})
"""Every table a deletion changes or takes rows from."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose: the dossiers that are emptied and the residents, by id."""

    dossiers: tuple[int, ...] = ()
    residents: tuple[int, ...] = ()

    @property
    def parameters(self) -> tuple[str, str]:
        """Both as the statements take them."""
        return canonical(list(self.dossiers)), canonical(list(self.residents))


def rows(connection: Connection, scope: Scope) -> dict[str, set[Key]]:
    """The keys of what would change, by table."""
    known = shapes(connection)
    found: dict[str, set[Key]] = {}
    for step in STEPS:
        keys = set(_keys(connection, known.get(step.table), step, scope))
        if keys:
            found.setdefault(step.table, set()).update(keys)
    return found


def apply(connection: Connection, scope: Scope) -> int:
    """Change everything; how many rows. Inside a deletion's write, with the guards lifted."""
    changed = sum(connection.execute(step.statement, scope.parameters).rowcount for step in STEPS)
    if scope.dossiers:
        changed += connection.execute(UNUSED_CONTENT.statement, scope.parameters).rowcount
    return changed


def _keys(connection: Connection, shape: Shape | None, step: Step, scope: Scope) -> Iterator[Key]:
    names = shape.key_list if shape else "id"
    statement = f"SELECT {names} FROM {step.table} WHERE {step.condition}"  # noqa: S608  written in this module
    for row in connection.execute(statement, scope.parameters):
        yield tuple(row)
