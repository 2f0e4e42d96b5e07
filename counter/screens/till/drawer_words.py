"""How the screens of the drawer say what was done in it, and what all of them share."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from counter.i18n import clock, day, local, money, t, weekday
from counter.models.money import PaymentView
from counter.models.staff import StaffView
from counter.models.till import CashMoveView, DrawerView
from counter.rules.cash_count import opened_ahead
from counter.rules.rights import Act, may
from counter.screens.parts.intake_facts import Fact
from counter.widgets.fields import Field, Kind, Option

if TYPE_CHECKING:
    from counter.app import CounterApp

MINUS = "–"


def locked(app: "CounterApp") -> str:
    """Why this person has no drawer; "" when they may take money."""
    return "" if may(app.actor, Act.TAKE_MONEY) else t("drawer_screen.locked")


def since_words(opened: datetime, now: datetime) -> str:
    """ "07:15 thứ Hai 23/11/2026, đã 4 giờ 12 phút"; by a clock that stands before it, only when it was."""
    at = local(opened).date()
    minutes = max(0, int((now - opened).total_seconds() // 60))
    said = t("drawer_screen.at", time=clock(opened), weekday=weekday(at), day=day(at))
    if opened_ahead(opened, now):
        return said
    return t("drawer_screen.since", at=said, hours=minutes // 60, minutes=minutes % 60)


def done_words(view: DrawerView) -> str:
    """ "17 lần thu: 14 tiền mặt, 3 chuyển khoản · 1 huỷ, hoàn · 2 miễn": how often, and no sum."""
    parts = [t("drawer_screen.payments", n=view.payments)]
    if view.by_means:
        ways = ", ".join(t(f"drawer_screen.means.{means}", n=count) for means, count in view.by_means)
        parts[0] = f"{parts[0]}: {ways}"
    if view.reversals:
        parts.append(t("drawer_screen.reversals", n=view.reversals))
    if view.exemptions:
        parts.append(t("drawer_screen.exemptions", n=view.exemptions))
    return " · ".join(parts)


def move_words(move: CashMoveView) -> str:
    """ "10:05 chi 50.000đ: mua mực in"."""
    way = "in" if move.amount > 0 else "out"
    return t(
        f"drawer_screen.moved.{way}",
        time=clock(move.moved_at),
        sum=money(abs(move.amount)),
        reason=move.reason,
    )


def signed(amount: int) -> str:
    """A difference as people write it: "–9.000đ", "+2.000đ", "0đ"."""
    sign = MINUS if amount < 0 else "+" if amount else ""
    return sign + money(abs(amount))


def difference_words(amount: int) -> str:
    """ "–9.000đ (thiếu)"."""
    if not amount:
        return t("drawer_screen.fits")
    return t(f"drawer_screen.difference.{'short' if amount < 0 else 'over'}", sum=signed(amount))


def payment_words(payment: PaymentView) -> tuple[str, str, str]:
    """A payment in a list: when, whose, how much."""
    share = payment.shares[0]
    whose = f"{share.short_code} {share.applicant}"
    if len(payment.shares) > 1:
        whose = t("drawer_screen.and_more", first=whose, n=len(payment.shares) - 1)
    return clock(payment.taken_at), whose, money(payment.total)


def page_facts(view: DrawerView, now: datetime) -> Sequence[Fact]:
    """An open drawer, without any sum of fees: the count is blind."""
    facts = [
        Fact(t("drawer_screen.opened"), since_words(view.opened_at, now), "strong"),
        Fact(t("drawer_screen.in_shift"), done_words(view)),
    ]
    if view.moves:
        facts += [
            Fact(t("drawer_screen.moves") if not n else " ", move_words(move))
            for n, move in enumerate(view.moves[-3:])
        ]
    if view.too_long:
        why = "drawer.opened_ahead" if view.ahead else "drawer.open_too_long"
        facts.append(Fact("", f"! {t(why)}", "warn"))
    if view.without_receipt:
        words = t("drawer_screen.no_receipt", n=len(view.without_receipt))
        facts.append(Fact("", f"! {words}", "warn"))
    return tuple(facts)


def second_fields(people: Sequence[StaffView], key: str, area: str = "drawer_screen") -> tuple[Field, ...]:
    """Another person's name and PIN, given at this machine; alone, the name stands there already.

    Nobody who may: a line says so. `area`: of the messages.
    """
    if not people:
        return (Field(key=key, label=f"! {t(f'{area}.{key}.nobody')}", kind=Kind.NOTE, required=False),)
    options = tuple(Option(person.name, person.name) for person in people)
    return (
        Field(
            key=key,
            label=t(f"{area}.{key}"),
            kind=Kind.CHOICE,
            options=options,
            value=options[0].key if len(options) == 1 else "",
            hint=t(f"{area}.{key}.hint"),
        ),
        Field(
            key=f"{key}_pin",
            label=t(f"{area}.pin"),
            kind=Kind.PIN,
            hint=t(f"{area}.pin.hint"),
            practice_hint=t(f"{area}.pin.practice"),
            max_length=12,
            width=14,
        ),
    )


def others(app: "CounterApp", right: Act, but: frozenset[int]) -> tuple[StaffView, ...]:
    """Who of this counter has a right, but for some and the actor."""
    actor = app.actor.id if app.actor else 0
    return tuple(p for p in app.staff if may(p, right) and p.id not in but and p.id != actor)
