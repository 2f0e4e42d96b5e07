"""What stands below the form of the fee screen for each way to pay but cash."""

from counter.i18n import money, t
from counter.models.dossier import DossierView
from counter.models.money import ExemptChoice
from counter.screens import fee_forms
from counter.screens.fee_forms import Way
from counter.screens.fee_till import Till
from counter.screens.intake_facts import Fact
from counter.settings import WardSettings


def below(till: Till, view: DossierView, ward: WardSettings, chosen: ExemptChoice | None) -> tuple[Fact, ...]:
    """The facts a clerk reads out or checks."""
    if till.way is Way.TRANSFER:
        return (
            Fact(t("fee_screen.account"), fee_forms.account(ward), "" if ward.bank_account else "warn"),
            Fact(t("fee_screen.memo"), fee_forms.memo(view), "strong"),
            Fact("", t("fee_screen.seen_money")),
        )
    if till.way is Way.EXEMPT:
        return _exempt(chosen)
    return (Fact("", t("fee_screen.later_means")), Fact("", t("fee_screen.later_how"), "weak"))


def _exempt(chosen: ExemptChoice | None) -> tuple[Fact, ...]:
    if chosen is None:
        return (Fact("", t("fee_screen.exempt_how")),)
    rest = chosen.freed.total
    found = [
        Fact(t("fee_screen.ground"), "; ".join(chosen.grounds)),
        Fact(t("fee_screen.papers"), chosen.group.proof or t("fee_screen.proof_unknown")),
        Fact(t("fee_screen.waived"), fee_forms.waived_words(chosen.waived)),
    ]
    if rest != 0:
        left = t("wording.amount_unknown") if rest is None else money(rest)
        found.append(Fact(t("fee_screen.rest_due"), t("fee_screen.rest_then", amount=left), "strong"))
    return tuple(found)
