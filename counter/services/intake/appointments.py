"""The appointment (ngày hẹn trả) as this ward gives it: its hours, its calendar with the days it added."""

from datetime import datetime

from counter.models.catalogue import Channel, Procedure
from counter.models.dossier import Appointment
from counter.rules import deadlines
from counter.rules.calendar import WorkCalendar, parse_hours
from counter.services.office import Office


def appoint(
    office: Office,
    procedure: Procedure,
    channel: Channel,
    received: datetime,
    *,
    calendar: WorkCalendar | None = None,
) -> Appointment:
    """When a dossier of a procedure, filed one way and received at a moment (aware), is due, and why.

    `calendar`: another than today's, to compare.
    """
    return deadlines.appointment(
        deadlines.limit_for(procedure.time_limit, channel),
        received,
        office.calendar if calendar is None else calendar,
        parse_hours(office.ward.hours),
        keep_hour=office.ward.keeps_hour,
        saturdays=office.ward.receives_saturday,
    )
