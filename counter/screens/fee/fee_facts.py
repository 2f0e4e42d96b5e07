"""What stands below the form of the fee screen for each way to pay but cash, or in its place."""

from counter.i18n import money, t
from counter.models.money import ExemptChoice
from counter.rules.rights import Act
from counter.screens.fee.fee_answers import Parts, waived_words
from counter.screens.fee.fee_forms import Way
from counter.screens.fee.fee_till import Till
from counter.screens.parts.intake_facts import Fact


def below(till: Till, chosen: ExemptChoice | None, parts: Parts) -> tuple[Fact, ...]:
    """The facts a clerk reads out or checks."""
    if till.way is Way.TRANSFER:  # only where the settings have no account to make a code for
        return (
            Fact(t("fee_screen.account"), t("fee_screen.no_account"), "warn"),
            Fact("", t("fee_screen.seen_money")),
        )
    if till.way is Way.EXEMPT:
        return _exempt(chosen)
    if till.way is Way.MIXED:
        return _mixed(parts)
    if till.way is Way.LATER:
        return (Fact("", t("fee_screen.later_means")), Fact("", t("fee_screen.later_how"), "weak"))
    return tuple(Fact(f"{n}", t(f"fee_screen.{till.way}_how.{n}")) for n in (1, 2, 3))


def door(till: Till) -> tuple[Fact, ...]:
    """Who takes no money sees what is due, why the door is locked, and what to do."""
    total = till.cases[0].left if till.cases else None
    known = total is not None
    return (
        Fact("", f"– {t(f'right.{Act.TAKE_MONEY}')}", "warn"),
        Fact(
            t("fee_screen.say"),
            t("fee_screen.say.door" if known else "fee_screen.say.door_unknown", amount=money(total or 0)),
        ),
        Fact("", t("fee_screen.door_how"), "strong"),
    )


def _mixed(parts: Parts) -> tuple[Fact, ...]:
    """What the parts come to, and what is still without one."""
    told = " + ".join(
        t("fee_screen.part_words", means=t(f"fee_screen.means.{name}"), amount=money(amount))
        for name, amount in parts.means
    )
    found = [Fact(t("fee_screen.parts"), told or t("fee_screen.parts_none"))]
    if parts.problem is not None and parts.means:
        found.append(Fact("", f"! {t(parts.problem.message_id, **parts.problem.params)}", "warn"))
    elif parts.means:
        found.append(Fact("", t("fee_screen.parts_whole"), "good"))
    return tuple(found)


def _exempt(chosen: ExemptChoice | None) -> tuple[Fact, ...]:
    if chosen is None:
        return (Fact("", t("fee_screen.exempt_how")),)
    rest = chosen.freed.total
    found = [
        Fact(t("fee_screen.ground"), "; ".join(chosen.grounds)),
        Fact(t("fee_screen.papers"), chosen.group.proof or t("fee_screen.proof_unknown")),
        Fact(t("fee_screen.waived"), waived_words(chosen.waived)),
    ]
    if rest != 0:
        left = t("wording.amount_unknown") if rest is None else money(rest)
        found.append(Fact(t("fee_screen.rest_due"), t("fee_screen.rest_then", amount=left), "strong"))
    return tuple(found)
