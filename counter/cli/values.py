"""Values of the command line: dates, channels, procedures. Unreadable is wrong usage; unknown is refused."""

from datetime import date, datetime

from counter.cli.options import UsageProblem
from counter.i18n import LOCAL_ZONE, local, utc_now
from counter.models.catalogue import Channel, Procedure


def day_of(option: str, text: str) -> date:
    """A day as 2026-11-25; today at the counter when empty. UsageProblem for anything else."""
    if not text:
        return local(utc_now()).date()
    wrong = UsageProblem("cli.value.day", field=option, option=option, value=text)
    if len(text) != len("2026-11-25"):  # the shorter ISO forms are not dates as people write them
        raise wrong
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise wrong from None


def channel_of(text: str) -> Channel:
    """A way of filing by its English word. UsageProblem for another word."""
    try:
        return Channel(text)
    except ValueError:
        known = ", ".join(channel.value for channel in Channel)
        raise UsageProblem("cli.value.channel", field="--channel", value=text, known=known) from None


def procedure_of(code: str) -> Procedure:
    """A procedure by its national code, short code or id. NotFound for one the catalogue does not have."""
    from counter.services.office import shipped_catalogue

    return shipped_catalogue().get(code)


def moment_of(option: str, text: str) -> datetime:
    """A moment at the counter as 2026-11-25T14:05. UsageProblem for anything else."""
    wrong = UsageProblem("cli.value.moment", field=option, option=option, value=text)
    if len(text) != len("2026-11-25T14:05"):
        raise wrong
    try:
        return datetime.fromisoformat(text).replace(tzinfo=LOCAL_ZONE)
    except ValueError:
        raise wrong from None
