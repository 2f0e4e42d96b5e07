"""What a dossier's page says of its deadline, from the store: nearing, due, extended, waiting."""

from datetime import datetime

import pytest

from counter.errors import NotFound
from counter.i18n import LOCAL_ZONE, t
from counter.screens.dossier.dossier_rows import head
from counter.services.dossier import dossiers
from counter.services.life import outlooks
from counter.services.office import Office
from tests.conftest import Clock
from tests.services.journeys import certified_copy, received


def said(office: Office, dossier_id: int) -> list[str]:
    return [notice.message_id for notice in outlooks.outlook(office, dossier_id)]


def test_a_same_day_dossier_says_nothing_until_it_is_late(office: Office, clock: Clock) -> None:
    view = received(office, certified_copy(office))
    assert said(office, view.id) == []
    clock.ahead(hours=9)
    assert said(office, view.id) == ["deadline.overdue"]


def test_one_for_wednesday_says_today_that_a_delay_is_told_today(office: Office, clock: Clock) -> None:
    clock.ahead(hours=7)  # Mon 23/11 16:00; 24/11 is off
    view = received(office, certified_copy(office))
    assert said(office, view.id) == ["deadline.one.open"]
    [notice] = outlooks.outlook(office, view.id)
    assert notice.by == datetime(2026, 11, 23, 17, tzinfo=LOCAL_ZONE)
    shown = head(dossiers.get(office, view.code), office.now(), (notice,))
    assert f"! {t(notice.message_id, **notice.params)}" in shown
    assert "HÔM NAY, chậm nhất 17:00 thứ Hai 23/11/2026" in shown


def test_a_result_that_is_there_says_nothing(office: Office, clock: Clock) -> None:
    view = received(office, certified_copy(office))
    dossiers.mark_ready(office, view.id, operation="ready", version=view.version)
    clock.ahead(days=3)
    assert said(office, view.id) == []


def test_a_dossier_that_is_not_there(office: Office) -> None:
    with pytest.raises(NotFound):
        outlooks.outlook(office, 999)
