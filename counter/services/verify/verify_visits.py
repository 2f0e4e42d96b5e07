"""What `counter verify` looks at of households' visits: the code is the visit's, the dossiers belong."""

from collections.abc import Iterator

from counter.i18n import local
from counter.models.instant import from_micros
from counter.rules import visit_code
from counter.services.store.connection import Connection


def visits(connection: Connection) -> Iterator[str]:
    """The codes of visits that are not made from their number, or that hold a dossier of another day."""
    for ident, code in connection.execute("SELECT visit_id, code FROM household_visit ORDER BY visit_id"):
        if visit_code.build(ident) != code:
            yield str(code)
    days = connection.execute(
        "SELECT h.code, v.started_at, d.day FROM household_visit h JOIN visit v ON v.id = h.visit_id"
        " JOIN dossier d ON d.visit_id = h.visit_id GROUP BY h.visit_id, d.day ORDER BY h.visit_id"
    )
    for code, started_at, day in days:
        if local(from_micros(started_at)).date().isoformat() != day:
            yield str(code)
