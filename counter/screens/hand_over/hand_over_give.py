"""Who collects a result: the questions, the card beside the dossier, what stands against it (ux B13)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from counter.errors import NotFound
from counter.i18n import t
from counter.models.dossier import CollectorKind, DossierState, DossierView, HandOverDraft
from counter.models.identity import Card
from counter.models.life import Signed
from counter.models.money import MoneyState
from counter.models.numbers import mask_number
from counter.rules.moves import hand_over_problem
from counter.screens.dossier.dossier_words import names_on_result
from counter.screens.parts.intake_facts import Fact
from counter.screens.parts.wording import moment, owed_words
from counter.services.dossier import dossiers
from counter.services.life import collecting
from counter.services.office import Office
from counter.services.people import residents
from counter.text import fold
from counter.widgets.checklist import Check, State
from counter.widgets.fields import Field, Kind, Option

if TYPE_CHECKING:
    from counter.app import CounterApp


_NUMBER = "so_dinh_danh"  # how the keys of identity numbers in the e-forms end


@dataclass(slots=True)
class Hand:
    """A result on its way across the counter; nothing of it is stored before F9.

    `numbers`: every personal number that the applicant ever had.
    """

    view: DossierView
    numbers: frozenset[str]
    result: str  # what it is, by the catalogue
    both: bool = False  # the parties themselves must come, both of them
    card: Card | None = None
    other: Card | None = None  # of the second party
    signed: Signed = Signed.SIGNATURE  # what the tick says; F10 makes it a fingerprint
    collector: CollectorKind | None = None
    paper_before: str = ""  # the authority paper of the result before, of the same visit

    @property
    def card_is_theirs(self) -> bool:
        """Whether the scanned card is the applicant's, or that of the person it was filed for."""
        card, behalf = self.card, self.view.behalf_of
        if card is None:
            return False
        if behalf and fold(card.full_name) == fold(behalf):
            return True
        return bool({card.citizen_id, card.old_cmnd or ""} & self.numbers)

    @property
    def other_is_known(self) -> bool:
        """Whether the second card is of somebody the e-form names, as far as it names others by number."""
        named = self._others_named
        return self.other is None or not named or bool(_numbers_of(self.other) & named)

    @property
    def _others_named(self) -> frozenset[str]:
        """The numbers of other people that the e-form names; it may have a name behind the number."""
        named = {a.value.partition(",")[0].strip() for a in self.view.answers if a.key.endswith(_NUMBER)}
        return frozenset(named - self.numbers - {""})

    def mismatch(self, proxy_name: str) -> bool:
        """Whether the scanned card is not that of the person who is said to collect."""
        if self.card is None or self.collector is None:
            return False
        if self.collector is CollectorKind.SELF:
            return not self.card_is_theirs
        return bool(proxy_name) and fold(self.card.full_name) != fold(proxy_name)

    def state_reason(self) -> str:
        """Why this result cannot be handed over to anybody now."""
        problem = hand_over_problem(self.view.state, self.view.money)
        return t(problem.message_id, **problem.params) if problem else ""

    def why_not(self, proxy_name: str) -> str:
        """What stands against it: the result, the fee, the person."""
        if reason := self.state_reason():
            return reason
        if self.collector is None:
            wrong = self.card is not None and not self.card_is_theirs
            if self.both:
                return t("hand_over.not_a_party" if wrong else "hand_over.both_missing")
            return t("hand_over.not_the_person" if wrong else "dossier.collector_missing")
        if self.mismatch(proxy_name):
            own = self.collector is CollectorKind.SELF
            whose = self.view.applicant.full_name if own else proxy_name
            return t("dossier.collector_mismatch", name=whose)
        return ""

    def draft(self, values: dict[str, str], operation: str) -> HandOverDraft:
        """What is to be recorded."""
        return HandOverDraft(
            operation=operation,
            dossier_id=self.view.id,
            version=self.view.version,
            collector=self.collector,
            name=values.get("name", ""),
            paper=values.get("paper", ""),
            card=self.card,
            seen=values.get("seen", ""),
            other_name=values.get("other_name", ""),
            other_card=self.other,
            other_seen=values.get("other_seen", ""),
            signed=self.signed,
        )

    def take(self, card: Card) -> None:
        """A card was scanned: the collector's, or that of the second party: after one that fits, or at once
        where the e-form names it."""
        if self._is_other(card):
            self.other = card
            return
        self.card = card
        if self.card_is_theirs:
            self.collector = CollectorKind.SELF
        elif self.collector is CollectorKind.SELF:
            self.collector = None

    def _is_other(self, card: Card) -> bool:
        if not self.both:
            return False
        if self.card is not None and self.collector is CollectorKind.SELF:
            return card.citizen_id != self.card.citizen_id
        return bool(_numbers_of(card) & self._others_named)


def _numbers_of(card: Card) -> frozenset[str]:
    return frozenset({card.citizen_id, card.old_cmnd or ""} - {""})


async def hand_of(app: "CounterApp", ref: str) -> Hand:
    """The dossier, every number its person had, what its result is. NotFound."""
    view = await app.ask(dossiers.get, ref)
    person = view.applicant
    numbers = {person.citizen_id, person.old_cmnd}
    if view.resident_id is not None:
        known = await app.ask(residents.get, view.resident_id)
        numbers |= {known.citizen_id, *known.numbers}
    result, both = await app.in_thread(_result_of, app.office(), view.procedure_code)
    return Hand(view=view, numbers=frozenset(numbers - {""}), result=result, both=both)


def _result_of(office: Office, procedure_code: str) -> tuple[str, bool]:
    """What the procedure gives (kết quả), "" when the data has moved on; whether both parties must come."""
    both = collecting.both_come(office, procedure_code)
    try:
        return office.catalogue.get(procedure_code).result, both
    except NotFound:
        return "", both


def fields(hand: Hand | None) -> tuple[Field, ...]:
    """Who collects, and what is asked of that person. Nothing is preset; a card that fits answers."""
    collector = hand.collector if hand else None
    who = Field(
        key="collector",
        label=t("hand_over.collector"),
        kind=Kind.CHOICE,
        value=collector or "",
        options=tuple(
            Option(kind, t(f"hand_over.collector.{kind}")) for kind in CollectorKind if kind in _may(hand)
        ),
        hint=t(collector_hint(hand)),
        width=58,
    )
    found = [who]
    if hand is None or collector is None:
        return (who,)
    if collector is CollectorKind.PROXY:
        found += _proxy_fields(hand)
    if hand.card is None:
        found.append(
            Field(
                key="seen",
                label=t("hand_over.seen"),
                hint=t("hand_over.seen.hint"),
                suggestion=t("hand_over.seen.offer"),
                max_length=120,
            )
        )
    return (*found, *_other_fields(hand))


def _proxy_fields(hand: Hand) -> tuple[Field, ...]:
    """Who collects for them, and by which paper; that of the result before is offered."""
    name = Field(
        key="name",
        label=t("hand_over.name"),
        value=hand.card.full_name if hand.card and not hand.card_is_theirs else "",
        hint=t("hand_over.name.hint"),
        max_length=80,
    )
    paper = Field(
        key="paper",
        label=t("hand_over.paper"),
        hint=t("hand_over.paper.hint"),
        suggestion=hand.paper_before,
        max_length=120,
    )
    return (name, paper)


def collector_hint(hand: Hand | None) -> str:
    """The message id of what to do first: where both must come nobody collects for them."""
    return "hand_over.collector.hint_both" if hand and hand.both else "hand_over.collector.hint"


def _may(hand: Hand | None) -> frozenset[CollectorKind]:
    """Where the parties themselves must come nobody collects for them."""
    return frozenset({CollectorKind.SELF}) if hand and hand.both else frozenset(CollectorKind)


def _other_fields(hand: Hand) -> tuple[Field, ...]:
    """The second party, where both must come: their card answers both."""
    if not hand.both or hand.other is not None:
        return ()
    name = Field(
        key="other_name",
        label=t("hand_over.other_name"),
        hint=t("hand_over.other_name.hint"),
        max_length=80,
    )
    seen = Field(
        key="other_seen",
        label=t("hand_over.other_seen"),
        hint=t("hand_over.other_seen.hint"),
        max_length=120,
    )
    return (name, seen)


def other_facts(hand: Hand) -> tuple[Fact, ...]:
    """That both must come, or the second party's card."""
    if not hand.both:
        return ()
    if hand.other is None:
        return (Fact(t("hand_over.other"), t("hand_over.other.none"), "warn"),)
    person = f"{hand.other.full_name} · {mask_number(hand.other.citizen_id)}"
    if not hand.other_is_known:  # a number may have been typed wrongly: a person decides, warned
        return (Fact(t("hand_over.other"), f"! {t('hand_over.other.stranger')}   {person}", "warn"),)
    return (Fact(t("hand_over.other"), f"√ {person}", "good"),)


def tick() -> Check:
    """The one tick before F9: what was read, counted and signed."""
    states = State("open", " ", "", settled=False), State("seen", "x", t("hand_over.ticked"))
    return Check("all", t("hand_over.check"), states)


def result_facts(hand: Hand) -> tuple[Fact, ...]:
    """What lies in the folder: to be read aloud before it is given."""
    view = hand.view
    names = " · ".join(name.upper() for name in names_on_result(view))
    owing = view.money in (MoneyState.DUE, MoneyState.LATER, MoneyState.UNKNOWN)
    here = view.state is DossierState.DONE
    fee = owed_words(view)
    return (
        Fact(t("hand_over.names"), names, "strong"),
        Fact(t("hand_over.result"), hand.result or view.procedure_name),
        Fact(t("hand_over.fee"), f"! {fee}" if owing else fee, "warn" if owing else ""),
        *((Fact("", t("hand_over.fee_first"), "warn"),) if owing and here else ()),
    )


def card_facts(hand: Hand, proxy_name: str) -> tuple[Fact, ...]:
    """The card that was scanned, with the verdict in words."""
    card = hand.card
    label = t("hand_over.card")
    if card is None:
        return (Fact(label, t("hand_over.card.none"), "weak"), *other_facts(hand))
    person = f"{card.full_name} · {mask_number(card.citizen_id)}"
    wrong = hand.mismatch(proxy_name) or (hand.collector is None and not hand.card_is_theirs)
    verdict = t("hand_over.no_match" if wrong else "hand_over.match")
    return (
        Fact(label, f"{'!' if wrong else '√'} {verdict}   {person}", "warn" if wrong else "good"),
        *other_facts(hand),
        *_signed_facts(hand),
    )


def _signed_facts(hand: Hand) -> tuple[Fact, ...]:
    if hand.signed is not Signed.FINGERPRINT:
        return ()
    return (Fact(t("hand_over.signed"), t("hand_over.fingerprint")),)


def done_facts(view: DossierView) -> tuple[Fact, ...]:
    """Who has it now, since when; what to say, what is next."""
    at = moment(view.returned_at) if view.returned_at else ""
    names = " · ".join(names_on_result(view))
    return (
        Fact("", t("hand_over.done", names=names), "good"),
        Fact("", ""),
        Fact(t("hand_over.to"), view.returned_to),
        Fact(t("hand_over.when"), at),
        Fact(t("hand_over.by"), view.returned_by),
        Fact("", ""),
        Fact(t("hand_over.say"), t("hand_over.script")),
        Fact("", t("hand_over.next_person"), "strong"),
    )
