"""What a supervisor gave somebody lately (việc được giao lại): a line of the desk.

Read at every start, so nothing here needs the tables.
"""

from datetime import timedelta

from counter.models.charge import Given
from counter.models.instant import from_micros, to_micros
from counter.rules.rights import Act, require
from counter.services.office import Office, act

NEWS_FOR = timedelta(days=7)
_NEWS = """
SELECT f.name, b.name, max(c.made_at), c.reason, count(d.id), count(r.id)
FROM charge_change c JOIN staff f ON f.id = c.from_id JOIN staff b ON b.id = c.made_by
LEFT JOIN dossier d ON d.id = c.dossier_id AND d.in_charge = ?1 AND d.state IN (1, 2, 4, 5, 6, 9)
LEFT JOIN draft r ON r.id = c.draft_id AND r.owner_id = ?1
WHERE c.to_id = ?1 AND c.made_at > ?2 AND (d.id IS NOT NULL OR r.id IS NOT NULL)
    AND c.id = (SELECT max(l.id) FROM charge_change l
        WHERE l.dossier_id IS c.dossier_id AND l.draft_id = c.draft_id)
GROUP BY c.operation ORDER BY max(c.id) DESC
"""


@act(Act.READ, writes=False)
def news(office: Office) -> tuple[Given, ...]:
    """What the actor was given within a week and still has, newest first."""
    me, since = require(office.actor, Act.READ).id, to_micros(office.now() - NEWS_FOR)
    with office.store.query() as connection:
        rows = connection.execute(_NEWS, (me, since)).fetchall()
    return tuple(
        Given(
            given_from=given_from,
            given_by=given_by,
            given_at=from_micros(at),
            reason=reason,
            dossiers=dossiers,
            drafts=drafts,
        )
        for given_from, given_by, at, reason, dossiers, drafts in rows
    )
