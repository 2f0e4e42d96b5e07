"""`verify` finds what went round records put right: one planted fault for each promise."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from counter.models.charge import ReassignDraft
from counter.models.dossier import Applicant, IdentityCheck
from counter.models.merging import MergeDraft
from counter.models.put_right import ApplicantDraft, StrikeDraft
from counter.models.staff import Role, StaffView
from counter.services.office import Office
from counter.services.people import residents
from counter.services.put_right import applicant_change, merging, reassigning, striking
from counter.services.store.store import Store
from counter.services.verify.verify import checks
from tests.services.journeys import BINH, MO, certified_copy, received
from tests.services.test_verify import RECORDS, Plant, spoiled, sql, without_guards

People = dict[Role, StaffView]


@pytest.fixture
def righted(office: Office, people: People, tmp_path: Path) -> Path:
    """A ward in which each thing was put right once."""
    head = replace(office, actor=people[Role.SUPERVISOR])
    view = received(office, certified_copy(office, BINH))
    striking.strike(
        office, StrikeDraft(operation="s", dossier_id=view.id, version=view.version, reason="nhầm")
    )
    view = received(office, certified_copy(office, BINH))
    right = Applicant.of_card(MO)
    view = applicant_change.change(
        head,
        ApplicantDraft(
            operation="a", dossier_id=view.id, version=view.version, applicant=right,
            identity=IdentityCheck.SAME_PERSON, reason="nhầm người",
        ),
    )  # fmt: skip
    reassigning.reassign(
        head, ReassignDraft(operation="r", from_id=3, to_id=people[Role.SUPERVISOR].id, reason="nghỉ")
    )
    with office.store.write(office.now()) as transaction:
        twice = Applicant(full_name="Nguyen Thi Mo", dob=MO.dob)
        gone = residents.register_or_update(transaction, office.actor, twice, view.contact, operation="")
        transaction.record(office.actor, "test.made", subject=("test", 1), operation="")
    kept, other = residents.get(office, view.resident_id or 0), residents.get(office, gone)
    merging.merge(
        head,
        MergeDraft(
            operation="m", kept_id=kept.id, gone_id=gone, kept_version=kept.version,
            gone_version=other.version, reason="một người",
        ),
    )  # fmt: skip
    office.store.close()
    return Path(shutil.copy(office.store.path, tmp_path / "righted.db"))


FAULTS: list[tuple[str, Plant]] = [
    ("records_merged", without_guards("DELETE FROM resident_merge")),
    ("records_merged", sql("UPDATE resident SET merged_into = NULL WHERE merged_into IS NOT NULL")),
    (
        "records_merged",
        sql(
            "UPDATE resident_number SET resident_id ="
            " (SELECT id FROM resident WHERE merged_into IS NOT NULL) WHERE id = 1"
        ),
    ),
    ("records_merged", without_guards("UPDATE resident_merge SET made_at = made_at + 1")),
    ("records_applicants", without_guards("UPDATE applicant_change SET operation = 'other'")),
    ("records_applicants", without_guards("UPDATE dossier SET applicant_name = 'Ai' WHERE id = 2")),
    ("records_charges", sql("UPDATE dossier SET in_charge = 3 WHERE id = 2")),
    ("records_charges", without_guards("DELETE FROM charge_change")),
    ("records_charges", without_guards("UPDATE charge_change SET made_at = 7")),
    ("records_struck", sql("UPDATE dossier SET state = 2 WHERE id = 1")),
    ("records_struck", without_guards("UPDATE dossier_struck SET operation = 'other'")),
]


def found(path: Path) -> dict[str, int]:
    with Store.open(path) as store:
        return {check.name: check.failed for check in checks(store)}


def test_a_ward_that_was_put_right_is_whole(righted: Path) -> None:
    assert not {name: failed for name, failed in found(righted).items() if failed}


@pytest.mark.parametrize(("name", "plant"), FAULTS, ids=[f"{i}-{name}" for i, (name, _) in enumerate(FAULTS)])
def test_a_planted_fault_is_found(name: str, plant: Plant, righted: Path) -> None:
    assert found(spoiled(righted, plant))[name] > 0


def test_every_check_has_a_twin() -> None:
    assert {name for name, _ in FAULTS} == RECORDS
