"""What is filed on the portal by hand (nộp hộ) and has no code of it yet: by name, the oldest first.

The outbox sends none of it; the end of a day asks for both lists. Plain SQL: one index range, no ORM.
"""

from counter.models.instant import from_micros
from counter.models.queue import ByHand
from counter.models.states import SyncState
from counter.rules.rights import Act
from counter.services.office import Office, act
from counter.services.search.desk_lanes import UNSENT

_ROWS = (
    "SELECT id, code, short_code, applicant_name, procedure_name, sync, sync_since"
    " FROM dossier INDEXED BY dossier_unsent WHERE {where} ORDER BY sync_since, id LIMIT ?"
)


@act(Act.READ, writes=False)
def listing(office: Office, *, limit: int = 1000) -> tuple[ByHand, ...]:
    """The dossiers whose filing by hand is begun and not ended, and since when each is where it is (UTC)."""
    with office.store.query() as connection:
        rows = connection.execute(_ROWS.format(where=UNSENT), (limit,)).fetchall()
    return tuple(
        ByHand(
            dossier_id=row[0],
            code=row[1],
            short_code=row[2],
            applicant=row[3],
            procedure=row[4],
            state=SyncState(row[5]),
            since=from_micros(row[6]),
        )
        for row in rows
    )
