"""What intake asks the store before anything is typed: the frequent procedures, a person's open dossiers."""

from counter.rules.rights import Act
from counter.services.dossier import dossiers
from counter.services.intake import intake
from counter.services.office import Office
from counter.services.people.frequent import frequent
from counter.services.people.open_dossiers import open_dossiers
from tests.services.journeys import MO, birth, certified_copy


def test_an_empty_store_offers_what_the_catalogue_puts_first(office: Office) -> None:
    offered = frequent(office, limit=5)
    assert len(offered) == 5
    assert all(procedure.priority == 1 for procedure in offered)


def test_what_is_taken_most_comes_first(office: Office) -> None:
    intake.accept(office, certified_copy(office))
    intake.accept(office, birth(office))
    intake.accept(office, certified_copy(office, MO))
    assert [procedure.short for procedure in frequent(office, limit=3)][:2] == ["ct", "ks"]


def test_a_person_s_open_dossiers_are_told_until_they_end(office: Office) -> None:
    done = intake.accept(office, certified_copy(office, MO))
    waiting = intake.accept(office, birth(office))
    resident = dossiers.get(office, str(done.dossier_id)).resident_id
    assert resident is not None
    assert [row.id for row in open_dossiers(office, resident)] == [waiting.dossier_id, done.dossier_id]
    view = dossiers.get(office, str(done.dossier_id))
    dossiers.mark_ready(office, view.id, operation="ready", version=view.version)
    (row,) = open_dossiers(office, resident)
    assert (row.id, row.short_code, row.due) == (
        waiting.dossier_id,
        waiting.short_code,
        waiting.appointment.due,
    )
    assert open_dossiers(office, resident + 1000) == ()


def test_anybody_who_may_read_may_ask() -> None:
    assert frequent.act is Act.READ and not frequent.writes
    assert open_dossiers.act is Act.READ and not open_dossiers.writes
