"""Which other dossiers may be paid together with one (thu chung): of the same visit, person or day."""

from counter.models.canonical import canonical
from counter.models.money import DueView
from counter.models.states import MoneyState
from counter.rules.moves import SETTLED
from counter.rules.rights import Act
from counter.services.dossier.dossiers import get
from counter.services.money import payments
from counter.services.office import Office, act

_OWING = canonical(sorted(state.value for state in MoneyState if state not in SETTLED))


@act(Act.READ, writes=False)
def candidates(office: Office, dossier_id: int, *, limit: int = 9) -> tuple[DueView, ...]:
    """Dossiers with money due beside this one: those of the same household's visit first, then the same
    resident's, then those received the same day.

    Of the same day the nearest in time come first: people who come together are served one after another.
    NotFound for an unknown dossier.
    """
    view = get(office, str(dossier_id))
    with office.store.query() as connection:
        rows = connection.execute(
            "SELECT other.id FROM dossier AS mine JOIN household_visit AS h ON h.visit_id = mine.visit_id"
            " JOIN dossier AS other ON other.visit_id = h.visit_id WHERE mine.id = ? AND other.id <> mine.id"
            " AND other.money IN (SELECT value FROM json_each(?)) AND other.state IN (1, 2, 4, 5, 6, 9)"
            " ORDER BY other.id LIMIT ?",
            (dossier_id, _OWING, limit),
        ).fetchall()
        own = [int(row[0]) for row in rows]
        rows = connection.execute(
            "SELECT id FROM dossier WHERE resident_id = ? AND id <> ?"
            " AND money IN (SELECT value FROM json_each(?)) AND state IN (1, 2, 4, 5, 6, 9)"
            " ORDER BY id DESC LIMIT ?",
            (view.resident_id, dossier_id, _OWING, limit),
        ).fetchall()
        own += [int(row[0]) for row in rows if int(row[0]) not in own]
        rows = connection.execute(
            "SELECT other.id FROM dossier AS mine JOIN dossier AS other ON other.day = mine.day"
            " WHERE mine.id = ? AND other.id <> mine.id"
            " AND other.money IN (SELECT value FROM json_each(?)) AND other.state IN (1, 2, 4, 5, 6, 9)"
            " ORDER BY abs(other.id - mine.id), other.id LIMIT ?",
            (dossier_id, _OWING, limit + len(own)),
        ).fetchall()
    near = [int(row[0]) for row in rows if int(row[0]) not in own]
    return payments.due(office, [*own, *near][:limit])
