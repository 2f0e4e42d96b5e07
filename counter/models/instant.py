"""Instants and days as the store keeps them: microseconds since 1970 UTC, and YYYY-MM-DD.

Plain SQL (desk, search) and the tables convert by the same two pairs of functions.
"""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

CLOCK_STEP = timedelta(minutes=2)
"""By so much a machine sets its clock right by itself; more is a clock that was wrong."""


def to_micros(instant: datetime) -> int:
    """An aware instant as whole microseconds since 1970 UTC; ValueError for one without a zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return (instant - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The instant, aware, in UTC."""
    return _EPOCH + timedelta(microseconds=micros)


def micros_or_none(instant: datetime | None) -> int | None:
    """`to_micros`, with None for "not yet"."""
    return None if instant is None else to_micros(instant)


def instant_or_none(micros: int | None) -> datetime | None:
    """`from_micros`, with None for "not yet"."""
    return None if micros is None else from_micros(micros)
