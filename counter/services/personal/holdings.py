"""What was on this machine, for a breach notice (thông báo vi phạm dữ liệu cá nhân, within 72 hours).

Law 91/2025/QH15 on personal data, in force since 1 January 2026. Counts and kinds of data, nobody's name: the
notice goes to others. A back-up of a lost machine answers as the machine would have.
"""

from datetime import datetime

from counter import sealing
from counter.models.instant import from_micros
from counter.models.person_data import Holdings
from counter.rules.rights import Act
from counter.services.backup import backup_state
from counter.services.office import Office, act
from counter.services.store.audit import device
from counter.services.store.connection import Connection, number_in

_COUNT = "SELECT count(*) FROM"
_NUMBERS = "(SELECT DISTINCT resident_id FROM resident_number)"
_PHONES = "(SELECT DISTINCT resident_id FROM resident_contact WHERE phone <> '')"


@act(Act.BREACH, writes=False)
def holdings(office: Office) -> Holdings:
    """Count everything once."""
    with office.store.query() as connection:
        first, last = _span(connection)
        return Holdings(
            device=device(),
            store=office.store.path.name,
            encrypted=sealing.is_sealed(office.store.path),
            made_at=office.now(),
            residents=number_in(connection, f"{_COUNT} resident"),
            with_number=number_in(connection, f"{_COUNT} {_NUMBERS}"),
            with_phone=number_in(connection, f"{_COUNT} {_PHONES}"),
            dossiers=number_in(connection, f"{_COUNT} dossier"),
            payments=number_in(connection, f"{_COUNT} payment"),
            files=number_in(connection, f"{_COUNT} attachment"),
            staff=number_in(connection, f"{_COUNT} staff"),
            first=first,
            last=last,
            last_backup=backup_state.age(connection, office.now(), office.ward).at,
        )


def _span(connection: Connection) -> tuple[datetime | None, datetime | None]:
    row = connection.execute("SELECT min(received_at), max(received_at) FROM dossier").fetchone()
    if row is None or row[0] is None:
        return None, None
    return from_micros(int(row[0])), from_micros(int(row[1]))
