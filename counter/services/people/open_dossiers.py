"""What one resident still waits for. Plain SQL over one index range, no ORM."""

from dataclasses import dataclass
from datetime import datetime

from counter.models.canonical import canonical
from counter.models.instant import from_micros
from counter.rules.moves import OPEN
from counter.rules.rights import Act
from counter.services.office import Office, act


@dataclass(frozen=True, slots=True)
class OpenDossier:
    """An open dossier as it is told to the person it belongs to. `due` None: no appointment was made."""

    id: int
    short_code: str
    procedure_name: str
    due: datetime | None


@act(Act.READ, writes=False)
def open_dossiers(office: Office, resident_id: int, limit: int = 5) -> tuple[OpenDossier, ...]:
    """The dossiers of a resident that are not ended, newest first."""
    states = canonical(sorted(int(state) for state in OPEN))
    with office.store.query() as connection:
        rows = connection.execute(
            "SELECT id, short_code, procedure_name, due_at FROM dossier"
            " WHERE resident_id = ? AND state IN (SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT ?",
            (resident_id, states, limit),
        ).fetchall()
    return tuple(
        OpenDossier(ident, code, name, from_micros(due) if due is not None else None)
        for ident, code, name, due in rows
    )
