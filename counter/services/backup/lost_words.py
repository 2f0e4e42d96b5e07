"""What a restore would lose, and what was deleted and would be there again: sentences for screen and line."""

from counter.i18n import day, local, number, t
from counter.models.backup import Present


def warnings(here: Present) -> tuple[str, ...]:
    """Beside dossiers and money: deletions the back-up does not know of, requests and breaches it lacks."""
    said = []
    if here.erased:
        which = ", ".join(
            t("backup.lost.erasure", number=one.number, day=day(local(one.made_at).date()))
            for one in here.erased
        )
        said.append(t("backup.lost.erased", n=number(len(here.erased)), which=which))
    if here.lost_requests or here.lost_breaches:
        requests, breaches = number(here.lost_requests), number(here.lost_breaches)
        said.append(t("backup.lost.personal", requests=requests, breaches=breaches))
    return tuple(said)
