"""Whether the desk has something to say of the last back-up or of the last rehearsal. Plain SQL."""

from typing import Final

from counter.models.backup import BackupAge
from counter.rules.rights import Act
from counter.services.backup import backup_state
from counter.services.office import Office, act

REHEARSE_EVERY: Final = 31  # days: a back-up that nobody tried to bring back is a hope


@act(Act.BACK_UP, writes=False)
def told(office: Office) -> BackupAge | None:
    """The age to tell; None for a practice store, where nobody is to be reminded, and while all is well.

    Told: dossiers and no back-up yet, from the first one on; a back-up of a day before today or older than
    the ward's setting; one that was never rehearsed, or not for a month.
    """
    if office.practice or office.ward.backup_hours == 0:
        return None
    with office.store.query() as connection:
        age = backup_state.age(connection, office.now(), office.ward)
        if age.at is None:
            holds = connection.execute("SELECT 1 FROM dossier LIMIT 1").fetchone() is not None
            return age if holds else None
    stale = age.rehearsed is None or age.rehearsed_days > REHEARSE_EVERY
    return age if age.due or age.days or stale else None
