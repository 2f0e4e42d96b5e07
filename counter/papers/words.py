"""How a paper says days, hours, money and people: always Vietnamese, whatever the screen speaks."""

import re
from datetime import date, datetime

from counter.i18n import day, local, t_in
from counter.text import one_line

_PHONE_GROUPS = (
    re.compile(r"(0[3-9]\d\d)(\d{3})(\d{3})"),  # mobile
    re.compile(r"(02[48])(\d{4})(\d{4})"),  # Hà Nội, Hồ Chí Minh City
    re.compile(r"(02\d\d)(\d{4})(\d{3})"),  # other landlines: Huế is 0234
)
_UNIT_KIND = re.compile(r"^(phường|xã|đặc khu)\s+(?=\D)", re.IGNORECASE)


def say(message_id: str, /, **params: str | int) -> str:
    """The Vietnamese text of a message id."""
    return t_in("vi", message_id, **params)


def amount(value: int) -> str:
    """Đồng with dots between the thousands: 21000 → "21.000đ"."""
    return f"{value:,}".replace(",", ".") + "đ"


def weekday(value: date) -> str:
    """The day of the week, "thứ Hai"."""
    return say(f"weekday.{value.isoweekday()}")


def hour(instant: datetime) -> str:
    """The local time as it is spoken: "16 giờ 30 phút"; a full hour has no minutes."""
    moment = local(instant)
    if moment.minute:
        return say("paper.hour_minute", hour=moment.hour, minute=f"{moment.minute:02}")
    return say("paper.hour", hour=moment.hour)


def spoken_hour(instant: datetime) -> str:
    """The local time as people say it, on a twelve-hour clock: "4 giờ 30 chiều"."""
    moment = local(instant)
    parts = ((11, "morning"), (13, "noon"), (18, "afternoon"), (24, "evening"))
    part = next(name for before, name in parts if moment.hour < before)
    hour_of_twelve = moment.hour - 12 if moment.hour > 12 else moment.hour
    minute = f" {moment.minute:02}" if moment.minute else ""
    return say(f"paper.spoken.{part}", hour=hour_of_twelve, minute=minute)


def moment(instant: datetime) -> str:
    """Hour, weekday and date: "16 giờ 30 phút, thứ Hai ngày 30/11/2026"."""
    when = local(instant).date()
    return say("paper.moment", hour=hour(instant), weekday=weekday(when), day=day(when))


def long_date(instant: datetime) -> str:
    """The date as official papers write it: "ngày 24 tháng 11 năm 2026" (a day or a month below 10, and
    January and February, with a nought before it)."""
    when = local(instant).date()
    month = f"{when.month:02}" if when.month < 3 else str(when.month)
    return say("paper.long_date", day=f"{when.day:02}", month=month, year=when.year)


def phone(number: str) -> str:
    """A phone number in groups one can read aloud: "0914220118" → "0914 220 118". Others as they came."""
    bare = re.sub(r"[\s.\-()]", "", number)
    national = "0" + bare[3:] if bare.startswith("+84") else bare
    for pattern in _PHONE_GROUPS:
        if found := pattern.fullmatch(national):
            return " ".join(found.groups())
    return national if bare.startswith("+84") else one_line(number)


def place_name(ward_name: str) -> str:
    """The place a paper is dated from (địa danh): "phường Phú Xuân" → "Phú Xuân"; "phường 7" stays."""
    return _UNIT_KIND.sub("", one_line(ward_name))
