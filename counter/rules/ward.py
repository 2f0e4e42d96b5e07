"""What a ward may be set to."""

import re
from dataclasses import asdict, replace

from counter.errors import Problem
from counter.rules.lookups import LOOKUPS
from counter.rules.second_look import FIRST
from counter.settings import WardSettings
from counter.text import one_line

MAX_TEXT = 200
LOCK_MINUTES = range(1, 121)
KEY_MINUTES = range(5, 721)  # until the store closes and its passphrase is asked
_NEEDED = ("ward_name", "city_name", "centre_name", "authority_name", "counter_name")
_UNIT = re.compile(r"[A-Z0-9?]+(?:\.[A-Z0-9?]+){0,6}")  # Decision 20/2020/QĐ-TTg: at most 35 characters
_HOURS = re.compile(r"\d{2}:\d{2}-\d{2}:\d{2}(?: \d{2}:\d{2}-\d{2}:\d{2})*")
SENDING = ("none", "gateway", "file")
PER_SECOND = range(1, 21)
_PATHS = {
    "adapter": ("sync_auth_path", "sync_data_path", "sync_destination", "sync_unit"),
    "provincial": ("sync_add_path", "sync_update_path", "sync_steps_path"),
}
_SAFE_ADDRESS = re.compile(r"https://[^/]|http://(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])(?=[:/]|$)")
_SAFE_PATH = re.compile(r"[A-Za-z0-9._~/%:-]*")  # no "?": an account is never kept here
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


def ward_problems(ward: WardSettings) -> tuple[Problem, ...]:
    """Everything that is wrong with the settings, all at once; an unknown unit code ("?") is allowed."""
    texts = asdict(ward)
    problems = [Problem(name, "setup.missing") for name in _NEEDED if not one_line(texts[name])]
    problems += [
        Problem(name, "setup.too_long", {"most": MAX_TEXT})
        for name, text in texts.items()
        if isinstance(text, str) and len(text) > MAX_TEXT
    ]
    if not _UNIT.fullmatch(ward.unit_code) or len(ward.unit_code) > 35:
        problems.append(Problem("unit_code", "setup.unit_code_shape"))
    if not hours_ascend(ward.hours):
        problems.append(Problem("hours", "setup.hours_shape"))
    if ward.language not in ("vi", "en"):
        problems.append(Problem("language", "setup.language_unknown"))
    if ward.lock_minutes not in LOCK_MINUTES:
        low, high = LOCK_MINUTES[0], LOCK_MINUTES[-1]
        problems.append(Problem("lock_minutes", "setup.lock_minutes_range", {"low": low, "high": high}))
    if ward.key_minutes not in KEY_MINUTES:
        low, high = KEY_MINUTES[0], KEY_MINUTES[-1]
        problems.append(Problem("key_minutes", "setup.key_minutes_range", {"low": low, "high": high}))
    if ward.newcomer_dossiers not in FIRST:
        low, high = FIRST[0], FIRST[-1]
        problems.append(Problem("newcomer_dossiers", "setup.newcomer_range", {"low": low, "high": high}))
    if ward.lookups_per_day not in LOOKUPS:
        low, high = LOOKUPS[0], LOOKUPS[-1]
        problems.append(Problem("lookups_per_day", "setup.lookups_range", {"low": low, "high": high}))
    return (*problems, *sending_problems(ward))


def sending_problems(ward: WardSettings) -> tuple[Problem, ...]:
    """What is wrong with the way out to the portal; what is switched off is not looked at."""
    if ward.sending not in SENDING:
        return (Problem("sending", "outbox.setting.sending"),)
    if ward.sending != "gateway":
        return ()
    problems = []
    if ward.sync_variant not in _PATHS:
        problems.append(Problem("sync_variant", "outbox.setting.variant"))
    if not _SAFE_ADDRESS.match(ward.sync_address):
        problems.append(Problem("sync_address", "outbox.setting.address"))
    texts = asdict(ward)
    needed = _PATHS.get(ward.sync_variant, ())
    problems += [
        Problem(name, "outbox.setting.missing", {"name": name}) for name in needed if not texts[name]
    ]
    problems += [
        Problem(name, "outbox.setting.path", {"name": name})
        for name, text in texts.items()
        if name.startswith("sync_") and name.endswith("_path") and not _SAFE_PATH.fullmatch(text)
    ]
    if ward.sync_per_second not in PER_SECOND:
        low, high = PER_SECOND[0], PER_SECOND[-1]
        problems.append(Problem("sync_per_second", "outbox.setting.pace", {"low": low, "high": high}))
    return tuple(problems)


def hours_ascend(hours: str) -> bool:
    """Whether opening hours are written "07:30-11:30 13:00-17:00", each time after the one before."""
    if not _HOURS.fullmatch(hours):
        return False
    times = re.split(r"[- ]", hours)
    return all(map(_CLOCK.fullmatch, times)) and times == sorted(set(times))


def tidy(ward: WardSettings) -> WardSettings:
    """The same settings with every text on one line, in one Unicode form."""
    values = asdict(ward)
    values.update((name, one_line(text)) for name, text in values.items() if isinstance(text, str))
    return replace(ward, **values)
