"""How old the last back-up is, in a few words."""

from counter.i18n import t
from counter.models.backup import BackupAge


def age_words(age: BackupAge) -> str:
    """How old the last back-up is, in a few words."""
    if age.at is None:
        return t("backup.bar.never")
    return t("backup.bar.days", n=age.days) if age.days else t("backup.bar.today")
