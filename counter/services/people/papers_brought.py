"""Papers that came with a supplement (bổ sung): seen now, they need not be shown again next time either."""

from collections.abc import Sequence

from counter.models.catalogue import Procedure
from counter.models.instant import to_micros
from counter.models.tables import Dossier, SupplementItem
from counter.rules import papers_seen as rules
from counter.rules.papers_seen import Counts
from counter.services.dossier.dossier_rows import id_of, person
from counter.services.office import Office
from counter.services.store.transaction import Transaction

_INSERT = (
    "INSERT OR IGNORE INTO paper_seen (resident_id, dossier_id, paper_key, kind, name, seen_as, endless,"
    " seen_by, seen_at, operation) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?)"
)


def keep(
    office: Office,
    transaction: Transaction,
    row: Dossier,
    items: Sequence[SupplementItem],
    procedure: Procedure | None,
    operation: str,
) -> None:
    """Write what was brought, in the write that records the answer. A paper of this dossier that was seen at
    its acceptance is not seen twice: the earlier sighting stays."""
    if row.resident_id is None or procedure is None:
        return
    came = {i.paper_key: Counts(i.originals, i.certified, i.copies) for i in items if i.paper_key}
    seen_at, seen_by = to_micros(transaction.now), person(office).id
    for one in rules.brought(came, row.identity, procedure, office.catalogue.kinds):
        transaction.connection.execute(
            _INSERT,
            (
                row.resident_id,
                id_of(row),
                one.key,
                one.kind,
                one.name,
                one.seen_as.value,
                seen_by,
                seen_at,
                operation,
            ),
        )
