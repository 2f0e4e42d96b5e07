"""Made-up values for the papers about personal data."""

from datetime import timedelta

from counter.models.breach import BreachFacts, BreachView

from .factory import RECEIVED


def breach() -> BreachView:
    """A lost laptop, half of the facts known."""
    return BreachView(
        id=3, found_at=RECEIVED, due_at=RECEIVED + timedelta(hours=72), device="may-quay-2",
        recorded_by="Lê Lãnh Đạo", recorded_at=RECEIVED, facts=BreachFacts(act="Mất máy trên xe khách"),
        missing=("place", "who"), versions=1, told_at=None, told_whom="", minutes_left=60,
        ground="Luật 91/2025/QH15 Điều 23",
    )  # fmt: skip
