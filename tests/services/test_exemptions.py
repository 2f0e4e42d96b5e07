"""Who may be exempt from the fee of a dossier: only the groups that its own charges list."""

import pytest

from counter.errors import NotFound
from counter.services.dossier import dossiers
from counter.services.money import exemptions, payments
from counter.services.office import Office
from tests.services import journeys


def test_a_charge_that_lists_nobody_frees_nobody(office: Office) -> None:
    view = journeys.received(office, journeys.certified_copy(office))
    assert exemptions.choices(office, view.id) == ()


@pytest.mark.parametrize("noted", ["", "nguoi_thuoc_ho_ngheo"])
def test_each_group_comes_with_what_it_leaves(office: Office, noted: str) -> None:
    """Also when a group was noted at intake: what it frees is reckoned from the full fee."""
    view = journeys.received(office, journeys.late_birth(office, group=noted, copies="2"))
    found = {choice.group.id: choice for choice in exemptions.choices(office, view.id)}
    assert set(found) == {"nguoi_thuoc_gia_dinh_co_cong", "nguoi_thuoc_ho_ngheo", "nguoi_khuyet_tat"}
    poor = found["nguoi_thuoc_ho_ngheo"]
    assert poor.freed.total == 16_000  # the copies are not free
    assert "Luật Hộ tịch" in "".join(poor.grounds)


def test_nobody_is_offered_once_it_is_settled(office: Office) -> None:
    view = journeys.received(office, journeys.late_birth(office, copies="1"))
    payments.exempt(office, journeys.free(view, "nguoi_thuoc_ho_ngheo"))
    assert dossiers.get(office, str(view.id)).exemptions
    assert exemptions.choices(office, view.id) == ()


def test_an_unknown_dossier_is_not_found(office: Office) -> None:
    with pytest.raises(NotFound):
        exemptions.choices(office, 999)
