"""Whether the actor's drawer is open, for the header of every screen. Plain SQL: a start waits for it."""

from enum import StrEnum

from counter.rules.rights import Act, may
from counter.services.office import Office, act


class DrawerState(StrEnum):
    """What the header says."""

    OPEN = "open"
    SHUT = "shut"
    NONE = "none"  # this person takes no money


@act(Act.READ, writes=False)
def state(office: Office) -> DrawerState:
    """Whether the actor has a drawer open; nothing of what is in it."""
    if office.actor is None or not may(office.actor, Act.TAKE_MONEY):
        return DrawerState.NONE
    with office.store.query() as connection:
        row = connection.execute(
            "SELECT 1 FROM drawer d WHERE d.cashier_id = ?"
            " AND NOT EXISTS (SELECT 1 FROM drawer_close c WHERE c.drawer_id = d.id) LIMIT 1",
            (office.actor.id,),
        ).fetchone()
    return DrawerState.OPEN if row else DrawerState.SHUT
