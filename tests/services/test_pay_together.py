"""Which dossiers may be paid together: the same person's first, then those of the same day."""

from datetime import timedelta

from counter.models.catalogue import Channel
from counter.services.money import pay_together, payments
from counter.services.office import Office
from tests.services.journeys import BINH, MO, birth, but, cash, certified_copy, received, with_drawer


def test_the_same_person_comes_first_and_what_is_settled_is_left_out(office: Office) -> None:
    yesterday = but(office, now=lambda: office.now() - timedelta(days=1))
    received(yesterday, but(certified_copy(yesterday, BINH), duplicate_reason="hôm qua"))
    with_drawer(office)
    mine = received(office, certified_copy(office, MO))
    other = received(office, but(certified_copy(office, BINH), duplicate_reason="hôm nay"))
    settled = received(office, but(certified_copy(office, BINH), duplicate_reason="giấy khác"))
    payments.take(office, cash(settled, 21_000))
    also_mine = received(office, birth(office, Channel.DIRECT))
    found = pay_together.candidates(office, mine.id)
    assert [case.dossier_id for case in found] == [also_mine.id, other.id]
    assert [case.left for case in found] == [16_000, 21_000]
    assert [case.dossier_id for case in pay_together.candidates(office, mine.id, limit=1)] == [also_mine.id]


def test_a_person_of_before_is_met_again_on_another_day(office: Office) -> None:
    yesterday = but(office, now=lambda: office.now() - timedelta(days=1))
    before = received(yesterday, certified_copy(yesterday, MO))
    today = received(office, birth(office, Channel.DIRECT))
    assert [case.dossier_id for case in pay_together.candidates(office, today.id)] == [before.id]
