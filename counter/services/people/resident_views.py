"""Resident views from plain SQL: four statements for any number of people."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from counter.models.canonical import canonical
from counter.models.dossier import Contact, ContactKind
from counter.models.instant import from_micros
from counter.models.resident import ResidentView
from counter.services.store.connection import Connection, Row, number_in


def views(connection: Connection, ids: Sequence[int]) -> tuple[ResidentView, ...]:
    """The residents of these ids, in this order; an id nobody has, or whose data went, is left out."""
    wanted = (canonical(list(ids)),)
    rows = connection.execute(
        "SELECT id, full_name, dob, gender, address, card_issued_on, card_extra, updated_at, version,"
        " merged_into"
        " FROM resident r WHERE id IN (SELECT value FROM json_each(?))"
        " AND NOT EXISTS (SELECT 1 FROM erased_resident e WHERE e.resident_id = r.id)",
        wanted,
    )
    found = {row[0]: row for row in rows}
    numbers = _numbers(connection, wanted)
    contacts = _contacts(connection, wanted)
    dossiers = _dossiers(connection, wanted)
    return tuple(
        _view(found[ident], numbers[ident], contacts[ident], dossiers.get(ident, (0, "")))
        for ident in ids
        if ident in found
    )


def standing(connection: Connection, ident: int) -> int:
    """The record that stays for a person: the one a merged record went into, else this one."""
    return (
        number_in(connection, "SELECT coalesce(merged_into, id) FROM resident WHERE id = ?", ident) or ident
    )


def _numbers(connection: Connection, wanted: tuple[str]) -> dict[int, list[str]]:
    """Every number once, the one in use first, then the newest."""
    rows = connection.execute(
        "SELECT resident_id, number FROM resident_number"
        " WHERE resident_id IN (SELECT value FROM json_each(?))"
        " ORDER BY current DESC, kind = 'cccd' DESC, id DESC",
        wanted,
    )
    numbers: dict[int, list[str]] = defaultdict(list)
    for ident, number in rows:
        if number not in numbers[ident]:
            numbers[ident].append(number)
    return numbers


def _contacts(connection: Connection, wanted: tuple[str]) -> dict[int, list[Contact]]:
    rows = connection.execute(
        "SELECT resident_id, kind, phone, whose, best_time FROM resident_contact"
        " WHERE resident_id IN (SELECT value FROM json_each(?))"
        " AND current = 1 ORDER BY id DESC",
        wanted,
    )
    contacts: dict[int, list[Contact]] = defaultdict(list)
    for ident, kind, phone, whose, time in rows:
        found = Contact(kind=ContactKind(kind), phone=phone, whose=whose, best_time=time)
        contacts[ident].append(found)
    return contacts


def _dossiers(connection: Connection, wanted: tuple[str]) -> dict[int, tuple[int, str]]:
    rows = connection.execute(
        "SELECT d.resident_id, d.many, newest.code FROM"
        " (SELECT resident_id, count(*) AS many, max(id) AS last FROM dossier"
        " WHERE resident_id IN (SELECT value FROM json_each(?))"
        " GROUP BY resident_id) d JOIN dossier newest ON newest.id = d.last",
        wanted,
    )
    return {ident: (many, code) for ident, many, code in rows}


def _view(row: Row, numbers: list[str], contacts: list[Contact], dossiers: tuple[int, str]) -> ResidentView:
    ident, full_name, dob, gender, address, issued, extra, updated_at, version, into = row
    return ResidentView(
        id=ident,
        full_name=full_name,
        citizen_id=numbers[0] if numbers else "",
        numbers=tuple(numbers[1:]),
        dob=date.fromisoformat(dob) if dob else None,
        gender=gender,
        address=address,
        issue_date=date.fromisoformat(issued) if issued else None,
        extra_fields=tuple(json.loads(extra)),
        contacts=tuple(contacts),
        dossiers=dossiers[0],
        last_dossier=dossiers[1],
        updated_at=from_micros(updated_at),
        version=version,
        merged_into=into,
    )
