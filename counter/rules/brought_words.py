"""How a dossier says where it came from."""

from counter.i18n import money, t
from counter.models.brought import Brought, PaidBefore


def brought_words(one: Brought) -> str:
    """Its code and number in the register there, and what of its fee was settled there, in one line."""
    old = one.old_code
    if one.register:
        way = "number" if old else "only_number"
        old = t(f"dossier_screen.brought.{way}", code=old, number=one.register)
    paid = t(f"dossier_screen.brought.{one.paid}")
    if one.paid is PaidBefore.PAID and one.fee:
        paid = t("dossier_screen.brought.paid_sum", sum=money(one.fee))
    return t("dossier_screen.brought", old=old, paid=paid)
