"""What `counter doctor` finds of the fees, the law and the calendar that this machine works with."""

from counter.cli.doctor_look import Finding
from counter.i18n import t
from counter.services.updates import data_updates, data_version


def data() -> Finding:
    """Which data counts, and whether the updates that were taken are still what was taken.

    A list or a folder that is damaged leaves older fees in use without a word: it is bad.
    """
    found = data_updates.versions()
    facts: dict[str, str | int | bool] = {"version": found.counts, "updates": len(found.updates)}
    if data_version.is_damaged():
        return Finding("data", "bad", t("doctor.data.list", version=found.counts), facts)
    broken = [one.version for one in found.updates if one.counts and not one.whole]
    if broken:
        return Finding("data", "bad", t("doctor.data.changed", version=broken[0]), facts)
    signer = found.signer or t("cli.data.with_program")
    return Finding("data", "ok", t("doctor.data", version=found.counts, signer=signer), facts)
