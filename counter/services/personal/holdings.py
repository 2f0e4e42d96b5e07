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
from counter.services.backup.swap import put_aside
from counter.services.office import Office, act
from counter.services.personal.erasure_files import kept
from counter.services.store.audit import device
from counter.services.store.connection import Connection, number_in
from counter.text import one_line

_COUNT = "SELECT count(*) FROM"
_HERE = "resident r WHERE NOT EXISTS (SELECT 1 FROM erased_resident e WHERE e.resident_id = r.id)"
_NUMBER = "AND EXISTS (SELECT 1 FROM resident_number n WHERE n.resident_id = r.id)"
_PHONE = "AND EXISTS (SELECT 1 FROM resident_contact c WHERE c.resident_id = r.id AND c.phone <> '')"
_DRAFTS = "draft WHERE coalesce(body ->> '$.{}', '') || coalesce(body ->> '$.{}', '') <> ''"
_WITH_NUMBER = _DRAFTS.format("applicant.citizen_id", "applicant.old_cmnd")
_WITH_PHONE = _DRAFTS.format("contact.phone", "contact.phone")
_NAMED = f"{_WITH_NUMBER} OR {_DRAFTS.removeprefix('draft WHERE ')}".format(
    "applicant.full_name", "contact.phone"
)


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
            residents=number_in(connection, f"{_COUNT} {_HERE}"),
            with_number=number_in(connection, f"{_COUNT} {_HERE} {_NUMBER}"),
            with_phone=number_in(connection, f"{_COUNT} {_HERE} {_PHONE}"),
            drafts=number_in(connection, f"{_COUNT} {_NAMED}"),
            drafts_with_number=number_in(connection, f"{_COUNT} {_WITH_NUMBER}"),
            drafts_with_phone=number_in(connection, f"{_COUNT} {_WITH_PHONE}"),
            dossiers=number_in(connection, f"{_COUNT} dossier"),
            payments=number_in(connection, f"{_COUNT} payment"),
            files=number_in(connection, f"{_COUNT} attachment"),
            papers=sum(1 for _ in kept(office.store)),
            old_stores=tuple(sorted(one_line(path.name) for path in put_aside(office.store.path))),
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
