"""The words of the program: ids in code, Vietnamese first and English second in `data/locale/<lang>/*.po`.

One `.po` file per area and language is the source; `python -m counter.i18n` gathers them into one
`counter.mo` per language, which is what a start reads (5 ms). A test holds the two together.
"""

import gettext
import os
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache

from counter.paths import data_dir

LANGUAGES = ("vi", "en")
DONG = "đ"
# Viet Nam has kept UTC+7 without summer time since 1975: no time zone table is needed.
LOCAL_ZONE = timezone(timedelta(hours=7), "+07")
_language = "vi"


def use_language(language: str) -> None:
    """Choose the language of every text from now on; an unknown one is Vietnamese."""
    global _language
    _language = language if language in LANGUAGES else "vi"


def language() -> str:
    """The language in use, "vi" or "en"."""
    return _language


def language_from_environment() -> str:
    """`COUNTER_LANG`, or Vietnamese."""
    return os.environ.get("COUNTER_LANG", "vi")


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(lang: str) -> gettext.NullTranslations:
    with (data_dir() / "locale" / lang / "counter.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def t(message_id: str, /, **params: str | int) -> str:
    """The text of a message id in the language in use, its `{name}` places filled.

    A missing id comes back as itself, so that a gap is seen and never stops the counter.
    """
    return t_in(_language, message_id, **params)


def t_in(lang: str, message_id: str, /, **params: str | int) -> str:
    """`t` in a language of its own: an official form is Vietnamese whatever the screen speaks."""
    text = _catalogue(lang).gettext(message_id)
    return text.format_map(params) if params else text


def known(message_id: str) -> bool:
    """Whether the language in use has a text for this id."""
    return _catalogue(_language).gettext(message_id) != message_id


def money(amount: int) -> str:
    """An amount of đồng as people write it: 21000 → "21.000đ" ("21,000đ" in English)."""
    grouped = f"{amount:,}"
    return (grouped if _language == "en" else grouped.replace(",", ".")) + DONG


def number(value: int) -> str:
    """A whole number with the language's thousands separator."""
    grouped = f"{value:,}"
    return grouped if _language == "en" else grouped.replace(",", ".")


def local(instant: datetime) -> datetime:
    """An aware instant in the time of the counter (Asia/Ho_Chi_Minh)."""
    return instant.astimezone(LOCAL_ZONE)


def midnight(value: date) -> datetime:
    """The instant a day begins at the counter."""
    return datetime.combine(value, time(0), LOCAL_ZONE)


def day(value: date) -> str:
    """A date as dd/mm/yyyy."""
    return f"{value.day:02}/{value.month:02}/{value.year:04}"


def clock(instant: datetime) -> str:
    """The local hour and minute of an instant, "09:41"."""
    return local(instant).strftime("%H:%M")


def weekday(value: date) -> str:
    """The day of the week in words ("thứ Hai")."""
    return t(f"weekday.{value.isoweekday()}")


def day_with_weekday(value: date) -> str:
    """ "thứ Tư 25/11/2026"."""
    return f"{weekday(value)} {day(value)}"


def moment(instant: datetime) -> str:
    """Hour, weekday and day of an instant: "16:30 thứ Tư 25/11/2026"."""
    at = local(instant).date()
    return t("wording.moment", time=clock(instant), weekday=weekday(at), day=day(at))


def written(instant: datetime) -> str:
    """Hour and day of an instant, short: "16:30 25/11/2026"."""
    return f"{clock(instant)} {day(local(instant).date())}"


def utc_now() -> datetime:
    """The wall clock, aware; services take it as an argument so that tests can stop it."""
    return datetime.now(UTC)


def compile_catalogues() -> None:
    """Gather `data/locale/<lang>/*.po` into `counter.mo`. For developers: needs polib."""
    import polib

    for lang in LANGUAGES:
        folder = data_dir() / "locale" / lang
        whole = polib.POFile()
        whole.metadata = {"Language": lang, "Content-Type": "text/plain; charset=UTF-8"}
        for source in sorted(folder.glob("*.po")):
            whole.extend(polib.pofile(str(source)))
        ids = [entry.msgid for entry in whole]
        if doubled := {i for i in ids if ids.count(i) > 1}:
            raise SystemExit(f"{lang}: doubled ids {sorted(doubled)}")
        whole.save_as_mofile(str(folder / "counter.mo"))


if __name__ == "__main__":
    compile_catalogues()
