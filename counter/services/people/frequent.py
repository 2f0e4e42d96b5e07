"""The procedures this counter takes most: what is offered before anything is typed. Plain SQL, no ORM."""

from counter.models.catalogue import Procedure
from counter.rules.rights import Act
from counter.services.office import Office, act

NEWEST = 500  # dossiers looked at, from the newest back


@act(Act.READ, writes=False)
def frequent(office: Office, limit: int = 8) -> tuple[Procedure, ...]:
    """The procedures of the newest dossiers, the most frequent first; then those the catalogue puts first.

    One range of the primary key, whatever the size of the store. Procedures that have left the catalogue are
    left out.
    """
    with office.store.query() as connection:
        rows = connection.execute(
            "SELECT procedure_code, count(*) AS n FROM"
            " (SELECT procedure_code FROM dossier ORDER BY id DESC LIMIT ?)"
            " GROUP BY procedure_code ORDER BY n DESC, procedure_code LIMIT ?",
            (NEWEST, limit),
        ).fetchall()
    known = {procedure.code: procedure for procedure in office.catalogue.all()}
    found = [known[code] for code, _ in rows if code in known]
    first = sorted(
        (p for p in known.values() if p not in found), key=lambda p: (p.priority, len(p.short or "zzzz"))
    )
    return tuple([*found, *first][:limit])
