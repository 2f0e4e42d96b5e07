"""The numbers of proofs in a made-up ward pay once, as at the counter."""

import random

from counter.models.catalogue import Channel
from counter.models.money import PaymentMeans, QuoteLine
from counter.paths import data_dir
from counter.services.practice.practice_data import habits
from counter.services.practice.practice_money import Purse

LINE = QuoteLine(label="a", quantity=1, unit_amount=8_000, amount=8_000, source="x")


def test_no_number_of_a_card_slip_is_drawn_twice() -> None:
    """Of a million numbers some of these would be, by chance."""
    purse = Purse(random.Random(7), habits(data_dir() / "practice"))
    drawn = [
        part.reference
        for _ in range(120_000)
        for part in purse.payment(
            (LINE,), 8_000, channel=Channel.DIRECT, applicant="Nguyễn Thị Mơ", paid={}
        ).parts
        if part.means is PaymentMeans.CARD
    ]
    assert len(drawn) > 4_000
    assert len(set(drawn)) == len(drawn)
