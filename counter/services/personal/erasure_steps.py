"""What a deletion changes in each table, as data: which rows, and what becomes of them.

`?1` is a JSON list of dossiers, `?2` one of residents, `?3` one of drafts. A step only counts rows
that it would really change, so that a second deletion finds nothing. Tables that are not here hold
nothing of a person, or must stay as they are: the ledger, receipts, drawers, bank lines, the
certification registers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from counter.models.canonical import canonical
from counter.rules.erasing import GONE
from counter.services.chain.chain_rows import Key, Shape, shapes
from counter.services.store.connection import Connection
from counter.text import fold

_OF_DOSSIER: Final = "dossier_id IN (SELECT value FROM json_each(?1))"
_OF_RESIDENT: Final = "resident_id IN (SELECT value FROM json_each(?2))"
_OF_EITHER: Final = f"{_OF_RESIDENT} OR {_OF_DOSSIER}"
_DASH: Final = f"'{GONE}'"
_FOLDED: Final = f"'{fold(GONE)}'"
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
        chosen = f"({self.where}) AND ?3 IS NOT NULL"  # each statement takes the three lists
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


# Somebody else is reached through this person: that way ends, whatever else is theirs stays. A number of
# their own stays too, for two people may share a telephone.
_THROUGH: Final = "contact_kind IN ('relative', 'neighbour', 'group_head')"
_PHONES: Final = (
    "(SELECT phone{0} FROM resident_contact WHERE resident_id IN (SELECT value FROM json_each(?2))"
    " AND kind = 'own_phone' AND length(phone) > 8)"
)
_NOT_OF_RESIDENT: Final = "coalesce(resident_id, 0) NOT IN (SELECT value FROM json_each(?2))"
_REACHED: Final = (
    f"contact_phone_reversed IN {_PHONES.format('_reversed')} AND {_THROUGH}"  # noqa: S608  written above
    f" AND id NOT IN (SELECT value FROM json_each(?1)) AND {_NOT_OF_RESIDENT}"
)
_CALLED: Final = (
    f"phone IN {_PHONES.format('')} AND {_THROUGH}"  # noqa: S608  written above
    f" AND dossier_id NOT IN (SELECT value FROM json_each(?1)) AND {_NOT_OF_RESIDENT}"
)
_KNOWN: Final = (
    f"phone_reversed IN {_PHONES.format('_reversed')} AND {_THROUGH.removeprefix('contact_')}"
    f" AND {_NOT_OF_RESIDENT}"
)

_DRAFTS: Final = """
id IN (SELECT value FROM json_each(?3))
OR json_extract(body, '$.applicant.resident_id') IN (SELECT value FROM json_each(?2))
OR json_extract(body, '$.started_from') IN (SELECT value FROM json_each(?1))
OR EXISTS (SELECT 1 FROM resident_number n WHERE n.resident_id IN (SELECT value FROM json_each(?2))
  AND length(n.number) > 7 AND instr(body, n.number) > 0)
"""
# A payment's payer is one of those it was paid for, or somebody who came with them: only their own name goes.
_PAID: Final = """
id IN (SELECT s.payment_id FROM payment_share s WHERE s.dossier_id IN (SELECT value FROM json_each(?1)))
AND (id NOT IN (SELECT o.payment_id FROM payment_share o WHERE o.payment_id IN (SELECT s.payment_id
   FROM payment_share s WHERE s.dossier_id IN (SELECT value FROM json_each(?1)))
  AND o.dossier_id NOT IN (SELECT value FROM json_each(?1)))
 OR payer_name IN (SELECT d.applicant_name FROM payment_share s JOIN dossier d ON d.id = s.dossier_id
  WHERE s.payment_id = payment.id AND s.dossier_id IN (SELECT value FROM json_each(?1))))
"""
_ASKED: Final = """
id IN (SELECT s.request_id FROM transfer_request_share s
 WHERE s.dossier_id IN (SELECT value FROM json_each(?1)))
AND (id NOT IN (SELECT o.request_id FROM transfer_request_share o WHERE o.request_id IN (SELECT s.request_id
   FROM transfer_request_share s WHERE s.dossier_id IN (SELECT value FROM json_each(?1)))
  AND o.dossier_id NOT IN (SELECT value FROM json_each(?1)))
 OR payer_name IN (SELECT d.applicant_name FROM transfer_request_share s JOIN dossier d ON d.id = s.dossier_id
  WHERE s.request_id = transfer_request.id AND s.dossier_id IN (SELECT value FROM json_each(?1))))
"""
_SUPPLEMENTED: Final = (
    "supplement_id IN (SELECT id FROM supplement WHERE dossier_id IN (SELECT value FROM json_each(?1)))"
)
_SEEN: Final = (
    "seen_id IN (SELECT id FROM paper_seen WHERE dossier_id IN (SELECT value FROM json_each(?1))"
    " OR resident_id IN (SELECT value FROM json_each(?2)))"
)
_VISITED: Final = (
    "resident_id IN (SELECT value FROM json_each(?2))"
    " OR id IN (SELECT visit_id FROM dossier WHERE id IN (SELECT value FROM json_each(?1)))"
)
_LENT: Final = (
    "lent_id IN (SELECT id FROM lent_original WHERE dossier_id IN (SELECT value FROM json_each(?1)))"
)
_REQUESTED: Final = (
    "request_id IN (SELECT id FROM data_request WHERE resident_id IN (SELECT value FROM json_each(?2)))"
)
_MERGED: Final = (
    "kept_id IN (SELECT value FROM json_each(?2)) OR gone_id IN (SELECT value FROM json_each(?2))"
)
_APART: Final = (
    "first_id IN (SELECT value FROM json_each(?2)) OR second_id IN (SELECT value FROM json_each(?2))"
)
_BEFORE: Final = (
    "before_id IN (SELECT value FROM json_each(?2)) OR dossier_id IN (SELECT value FROM json_each(?1))"
)
_AFTER: Final = (
    "after_id IN (SELECT value FROM json_each(?2)) OR dossier_id IN (SELECT value FROM json_each(?1))"
)
_TOLD: Final = (
    "CASE WHEN json_extract(payload, '$.dossier.state') IS NULL THEN '{}'"
    " ELSE json_object('dossier', json_object('state', json_extract(payload, '$.dossier.state'))) END"
)
"""Of what the portal was told, only the state: the delay ledger (sổ trễ) reckons with it."""

STEPS: Final = (
    Step("dossier", _REACHED,
         {"contact_kind": "'none'", "contact_phone": "''", "contact_phone_reversed": "''",
          "contact_whose": "''", "contact_time": "''"},
         ", version = version + 1"),
    Step("call_try", _CALLED, {"phone": "'0'", "contact_kind": "NULL"}),
    Step("resident_contact", _KNOWN),
    Step("draft", _DRAFTS),
    Step("payment", _PAID, {"payer_name": _said("payer_name")}),
    Step("transfer_request", _ASKED, {"payer_name": _said("payer_name")}),
    Step("attachment", _OF_DOSSIER),
    Step("dossier_answer", _OF_DOSSIER),
    Step("dossier", "id IN (SELECT value FROM json_each(?1))",
         {"applicant": f"'{_APPLICANT}'", "applicant_name": _DASH, "folded": _FOLDED,
          "behalf_of": "''", "behalf_paper": "''", "contact_kind": "NULL", "contact_phone": "''",
          "contact_phone_reversed": "''", "contact_whose": "''", "contact_time": "''",
          "returned_to": _said("returned_to"), "note": "''"},
         ", version = version + 1"),
    Step("submission", _OF_DOSSIER,
         {"witnesses": "'[]'", "note": "''", "authority_paper": _said("authority_paper"),
          "authority_scope": "''", "authority_until": "NULL", "read_back_digest": "''",
          "consent_read_by": "''"}, ", version = version + 1"),
    Step("outbox", _OF_DOSSIER,
         {"payload": _TOLD,
          "last_error": "''", "reasons": "'[]'"}),
    Step("dossier_move", _OF_DOSSIER, {"was": "'{}'", "reason": _said("reason")}),
    Step("supplement", _OF_DOSSIER, {"reason": _DASH}),
    Step("supplement_item", _SUPPLEMENTED,
         {"lacking": _said("lacking")}),
    Step("supplement_answer", _SUPPLEMENTED, {"note": "''"}),
    Step("decision", _OF_DOSSIER, {"reason": _said("reason"), "papers_back": _said("papers_back")}),
    Step("handing_item", _OF_DOSSIER, {"result_name": _said("result_name"), "note": "''"}),
    Step("collected", _OF_DOSSIER,
         {"name": _DASH, "seen": _DASH, "authority_paper": _said("authority_paper"),
          "other_name": _said("other_name"), "other_seen": _said("other_seen")}),
    Step("lent_back", _LENT, {"brought_by": _DASH, "note": "''"}),
    Step("lent_original", _OF_DOSSIER, {"paper": _DASH, "lent_to": _DASH, "purpose": "''"}),
    Step("notice", _OF_DOSSIER, {"whom": _DASH, "note": "''"}),
    Step("call_try", _OF_EITHER,
         {"phone": "CASE WHEN phone = '' THEN '' ELSE '0' END", "contact_kind": "NULL", "note": "''"}),
    Step("second_look_finding", _OF_DOSSIER, {"note": _said("note")}),
    Step("guidance", _OF_DOSSIER, {"person": "''", "said": _DASH}),
    Step("extra_demand", _OF_DOSSIER, {"ground": "''"}),
    Step("exemption", _OF_DOSSIER, {"proof": _said("proof")}),
    Step("paper_refused", _SEEN,
         {"reason": _DASH}),
    Step("paper_used", _OF_DOSSIER, {"valid_until": "NULL"}),
    Step("paper_seen", _OF_EITHER,
         {"name": _said("name"), "issued_on": "NULL", "valid_until": "NULL", "endless": "0"}),
    Step("applicant_change", _BEFORE, {"was": "'{}'", "reason": _DASH}),
    Step("applicant_change", _AFTER, {"became": "'{}'", "reason": _DASH}),
    Step("charge_change", _OF_DOSSIER, {"reason": _DASH}),
    Step("dossier_struck", _OF_DOSSIER, {"reason": _DASH}),
    Step("dossier_brought", _OF_DOSSIER, {"digest": _DASH, "received_by": "''"}),
    Step("erasure_hold", f"{_OF_DOSSIER} AND lifted_at IS NOT NULL", {"reason": _DASH}),
    Step("data_request", _OF_RESIDENT, {"asker": "''", "paper": "''", "about": "''"}),
    Step("data_request_step", _REQUESTED, {"reason": "''"}),
    Step("resident_merge", _MERGED,
         {"kept_was": "'{}'", "gone_was": "'{}'", "reason": _DASH}),
    Step("resident_apart", _APART, {"reason": _DASH}),
    Step("visit", _VISITED, {"note": "''"}),
    Step("resident_number", _OF_RESIDENT),
    Step("resident_contact", _OF_RESIDENT),
    Step("resident", "id IN (SELECT value FROM json_each(?2))",
         {"full_name": _DASH, "folded": _FOLDED, "dob": "NULL", "gender": "''", "address": "''",
          "card_issued_on": "NULL", "card_extra": "'[]'"}, ", version = version + 1"),
)  # fmt: skip
"""In this order: what is found by a name or a number comes before that name or number goes."""

UNUSED_CONTENT: Final = Step(
    "attachment_content", "NOT EXISTS (SELECT 1 FROM attachment a WHERE a.digest = attachment_content.digest)"
)
"""Files that nothing names any more; after the attachments went."""

_CONTENT: Final = (
    "SELECT a.digest FROM attachment a WHERE a.dossier_id IN (SELECT value FROM json_each(?1)) AND NOT EXISTS"
    " (SELECT 1 FROM attachment o WHERE o.digest = a.digest"
    "  AND o.dossier_id NOT IN (SELECT value FROM json_each(?1)))"
)

TABLES: Final = frozenset(
    {*(step.table for step in STEPS), UNUSED_CONTENT.table, "audit_event", "outbox_attempt"}
)
"""Every table a deletion changes or takes rows from."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose: the dossiers that are emptied, residents and drafts, by id.

    `only`: of these tables alone, for what has a period of its own; empty: all of them.
    """

    dossiers: tuple[int, ...] = ()
    residents: tuple[int, ...] = ()
    drafts: tuple[str, ...] = ()
    only: frozenset[str] = frozenset()

    @property
    def parameters(self) -> tuple[str, str, str]:
        """The three lists as the statements take them."""
        return canonical(list(self.dossiers)), canonical(list(self.residents)), canonical(list(self.drafts))

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of these tables."""
        return tuple(step for step in STEPS if not self.only or step.table in self.only)


def rows(connection: Connection, scope: Scope) -> dict[str, set[Key]]:
    """The keys of what would change, by table."""
    known = shapes(connection)
    found: dict[str, set[Key]] = {}
    for step in scope.steps:
        keys = set(_keys(connection, known.get(step.table), step, scope))
        if keys:
            found.setdefault(step.table, set()).update(keys)
    if "attachment" in found:
        named = connection.execute(_CONTENT, scope.parameters[:1])
        found[UNUSED_CONTENT.table] = {(row[0],) for row in named}
    return found


def apply(connection: Connection, scope: Scope) -> int:
    """Change everything; how many rows. Inside a deletion's write, with the guards lifted."""
    changed = sum(connection.execute(step.statement, scope.parameters).rowcount for step in scope.steps)
    if any(step.table == "attachment" for step in scope.steps):
        changed += connection.execute(UNUSED_CONTENT.statement, scope.parameters).rowcount
    return changed


def _keys(connection: Connection, shape: Shape | None, step: Step, scope: Scope) -> Iterator[Key]:
    names = shape.key_list if shape else "id"
    statement = f"SELECT {names} FROM {step.table} WHERE {step.condition}"  # noqa: S608  written in this module
    for row in connection.execute(statement, scope.parameters):
        yield tuple(row)
