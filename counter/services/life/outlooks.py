"""What is to be minded about the deadline of one dossier now (hạn, xin lỗi, báo thiếu)."""

from counter.models.deadline import Notice
from counter.rules import deadline_limits
from counter.rules.rights import Act
from counter.services.dossier.dossier_rows import dossier_row
from counter.services.life import life_facts
from counter.services.office import Office, act


@act(Act.READ, writes=False)
def outlook(office: Office, dossier_id: int) -> tuple[Notice, ...]:
    """The notices of a dossier, the most pressing first; none while its clock stands still. NotFound."""
    with office.store.read() as session:
        known = life_facts.running(office, session, dossier_row(session, dossier_id))
    return deadline_limits.outlook(known.facts, office.now(), office.calendar, known.hours)
