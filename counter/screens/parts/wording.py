"""How the screens say a date, a deadline, a state and a person: the same words everywhere."""

from counter.i18n import day, money, t
from counter.models.catalogue import Procedure, TimeLimit, TimeUnit
from counter.models.dossier import Contact, ContactKind, DossierState, DossierView, SyncState
from counter.models.money import MoneyState, Quote
from counter.models.numbers import mask_phone
from counter.models.papers_seen import Proof
from counter.papers.words import phone as phone_words
from counter.screens.parts.times import age as age
from counter.screens.parts.times import due_words as due_words
from counter.screens.parts.times import moment as moment
from counter.screens.parts.times import since as since

MARKS = {"!": "late", "~": "today", "»": "unsent", "$": "owing", "√": "ready", "·": "draft"}


def state_words(state: DossierState) -> str:
    """The official name of a business state (trạng thái hồ sơ)."""
    return t(f"wording.state.{int(state)}")


def sync_words(state: SyncState) -> str:
    """Where the filing stands, mark and word."""
    return t(f"wording.sync.{state}")


def money_words(state: MoneyState, total: int | None) -> str:
    """What is owed or was paid, in words and figures."""
    return t(
        f"wording.money.{state}", amount=money(total) if total is not None else t("wording.amount_unknown")
    )


def owed_words(view: DossierView) -> str:
    """How the fee of a dossier stands; of one that is paid in part what is left, not the whole once more."""
    if view.payments and view.left and view.left != view.quote.total:
        return t("wording.money.rest", amount=money(view.left))
    return money_words(view.money, view.quote.total)


def total_words(quote: Quote) -> str:
    """The sum of a quote, or that the data does not know it."""
    return money(quote.total) if quote.total is not None else t("wording.amount_unknown")


def contact_words(contact: Contact, *, masked: bool = False) -> str:
    """How the resident is reached; "không có" is a full answer. `masked`: where others may read along."""
    if contact.kind in (None, ContactKind.NONE):
        back = t("wording.comes_back", day=day(contact.comes_back_on)) if contact.comes_back_on else ""
        return t("wording.contact.none") + back
    whose = f" ({contact.whose})" if contact.whose else ""
    phone = mask_phone(contact.phone) if masked else phone_words(contact.phone)
    time = f", {contact.best_time}" if contact.best_time else ""
    return f"{t(f'wording.contact.{contact.kind}')} {phone}{whose}{time}".strip()


def proof_day(proof: Proof) -> str:
    """The day a paper was seen, for a narrow column."""
    return f"{proof.seen_on:%d/%m/%Y}"


def proof_by(proof: Proof) -> str:
    """Who saw it, until when it is good; for a narrow column beside the day."""
    until = t("papers_seen.until.short", day=f"{proof.valid_until:%d/%m/%Y}") if proof.valid_until else ""
    return ", ".join(filter(None, (until, proof.seen_by, proof.whose)))


def proof_words(proof: Proof) -> str:
    """What a paper rests on: when it was seen, by whom, in which dossier, of whom, until when it is good."""
    until = t("papers_seen.until", day=f"{proof.valid_until:%d/%m/%Y}") if proof.valid_until else ""
    whose = t("papers_seen.whose", name=proof.whose) if proof.whose else ""
    return ", ".join(filter(None, (proof_day(proof), proof.seen_by, proof.dossier_code, whose, until)))


def limit_words(limit: TimeLimit) -> str:
    """A processing time: "trong ngày", "3 ngày làm việc", or that it was not found."""
    if limit.unit is TimeUnit.SAME_DAY:
        return t("wording.limit.same_day")
    if limit.value is None or limit.unit is None:
        return t("wording.limit.unknown")
    return t(f"wording.limit.{limit.unit}", n=limit.value)


def fee_words(procedure: Procedure) -> str:
    """Whether a procedure costs anything, in one word."""
    if not procedure.fees or all(fee.amount == 0 or fee.optional for fee in procedure.fees):
        return t("wording.fee.free")
    return t("wording.fee.some")
