"""Whether a hand-over of a dossier was in time (kết quả of the control slip, Mẫu 06)."""

from datetime import datetime
from enum import StrEnum

from counter.i18n import local


class InTime(StrEnum):
    """The three words of the form."""

    EARLY = "early"  # trước hạn
    ON_TIME = "on_time"  # đúng hạn
    LATE = "late"  # quá hạn


def outcome(due: datetime | None, done: datetime | None) -> InTime | None:
    """Early before the day of the limit, on time on that day up to its hour, late after it.

    Both aware. None while it is not done, or where no limit was set. The border between "trước" and "đúng" is
    an inference: the form has the three words and no rule.
    """
    if due is None or done is None:
        return None
    if done > due:
        return InTime.LATE
    return InTime.EARLY if local(done).date() < local(due).date() else InTime.ON_TIME
