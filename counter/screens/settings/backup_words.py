"""How old the last back-up is and when a restore was rehearsed, in a few words; what a back-up holds."""

from datetime import datetime

from counter.i18n import money, number, t, written
from counter.models.backup import BackupAge, Present, RestoreFound
from counter.screens.parts.intake_facts import Fact
from counter.services.backup.lost_words import warnings


def age_words(age: BackupAge) -> str:
    """How old the last back-up is, in a few words."""
    if age.at is None:
        return t("backup.bar.never")
    return t("backup.bar.days", n=age.days) if age.days else t("backup.bar.today")


def rehearsed_words(age: BackupAge) -> str:
    """When bringing a back-up back was last rehearsed, in a few words."""
    if age.rehearsed is None:
        return t("backup.bar.never_rehearsed")
    if not age.rehearsed_days:
        return t("backup.bar.rehearsed_today")
    return t("backup.bar.rehearsed", n=age.rehearsed_days)


def found_facts(found: RestoreFound) -> tuple[Fact, ...]:
    """What a back-up holds, beside what the store does, and what a restore would lose."""
    here = found.present
    return (
        Fact(t("rehearsal_screen.made"), written(found.made_at), "strong"),
        _beside("dossiers", number(found.dossiers), number(here.dossiers) if here else ""),
        _beside("payments", number(found.payments), number(here.payments) if here else ""),
        _beside("newest", _instant(found.newest), _instant(here.newest) if here else ""),
        Fact(t("rehearsal_screen.residents"), number(found.residents)),
        Fact(
            t("rehearsal_screen.checks"),
            t("rehearsal_screen.all_right", n=number(found.checks), seconds=number(round(found.seconds))),
        ),
        Fact(t("rehearsal_screen.lost"), *_lost(here)),
        *((Fact("", t("backup.lost.other_store", ward=found.ward), "warn"),) if found.other else ()),
        *(Fact("", line, "warn") for line in (warnings(here) if here else ())),
    )


def _lost(here: Present | None) -> tuple[str, str]:
    if here is None:
        return t("rehearsal_screen.lost.unknown"), "weak"
    if not here.lost_dossiers and not here.lost_payments:
        return t("rehearsal_screen.lost.nothing"), "good"
    return (
        t(
            "rehearsal_screen.lost.some",
            dossiers=number(here.lost_dossiers), payments=number(here.lost_payments),
            sum=money(here.lost_money),
        ),
        "warn",
    )  # fmt: skip


def _beside(what: str, copy: str, here: str) -> Fact:
    label = t(f"rehearsal_screen.{what}")
    return Fact(label, t("rehearsal_screen.beside", copy=copy, here=here) if here else copy)


def _instant(at: datetime | None) -> str:
    return written(at) if at else "–"
