"""The lines of the dossier screen, part by part."""

from collections.abc import Sequence
from datetime import datetime

from counter.i18n import known, local, money, t
from counter.models.deadline import Level, Notice
from counter.models.dossier import DossierState, DossierView, PaperMark, TimelineEntry
from counter.models.money import ExemptionView, PaymentKind, PaymentView
from counter.models.numbers import mask_number, mask_numbers
from counter.models.submission import ConsentKind, SubmissionView, SyncState
from counter.rules.brought_words import brought_words
from counter.rules.filing_words import standing_facts, three_names
from counter.rules.law_facts import ENDED_WITHOUT
from counter.screens.parts.wording import (
    contact_words,
    due_words,
    moment,
    owed_words,
    proof_by,
    proof_day,
    state_words,
    sync_words,
    total_words,
)
from counter.widgets.rows import Row

RUNNING = frozenset({DossierState.REGISTERED, DossierState.RECEIVED, DossierState.PROCESSING})


def head(view: DossierView, now: datetime, notices: Sequence[Notice] = ()) -> str:
    """Whose and how to reach them, codes, deadline with its reckoning, the lines of state.

    Below, only when there are any: what is to be minded about the deadline, and what of it is not certain.
    """
    marked = "dossier_screen.brought.code" if view.brought else "dossier_screen.provisional"
    code = view.code + (" " + t(marked) if view.provisional else "")
    behalf = t("dossier_screen.behalf", who=view.behalf_of) if view.behalf_of else ""
    number = mask_number(view.applicant.citizen_id) if view.applicant.citizen_id else ""
    reached = contact_words(view.contact, masked=True)
    due = _due(view, now)
    return "\n".join(
        (
            " · ".join(filter(None, [view.applicant.full_name, number, reached, behalf])),
            t("dossier_screen.code", code=code),
            *([brought_words(view.brought)] if view.brought else []),
            t("dossier_screen.due", due=due, reason=view.appointment.reason),
            *_put_right(view),
            " · ".join((state_words(view.state), owed_words(view), sync_words(view.sync).removeprefix("· "))),
            *(_notice(one) for one in notices),
            *(f"? {one}" for one in view.appointment.warnings if view.state in RUNNING),
        )
    )


def _put_right(view: DossierView) -> tuple[str, ...]:
    """That its acceptance was taken back, and why; who works on it, where that is not who received it."""
    if view.struck:
        return (t("dossier_screen.struck", reason=view.struck),)
    look = (look_words(view),) if view.waits_look else ()
    return look + _in_charge(view)


def look_words(view: DossierView) -> str:
    """That somebody else must look at it first; what was found wrong, for who took it to mend."""
    if view.look_wrong:
        return "! " + t("second_look.wrong_mend", note=view.look_wrong)
    return "≡ " + t("second_look.waits_short")


def _in_charge(view: DossierView) -> tuple[str, ...]:
    return (t("dossier_screen.in_charge", name=view.in_charge),) if view.in_charge else ()


def _notice(one: Notice) -> str:
    mark = "·" if one.level is Level.INFO else "!"
    return f"{mark} {t(one.message_id, **one.params)}"


def _due(view: DossierView, now: datetime) -> str:
    """How the deadline stands while the clock runs; the bare moment once it does not.

    One that waits for the resident is due at no hour: the old date would be read as a promise.
    """
    due = view.appointment.due
    if due is not None and view.state is DossierState.SUPPLEMENT:
        return t("dossier_screen.due_waits", due=moment(due))
    if due is not None and view.state in ENDED_WITHOUT:
        return t("dossier_screen.due_ended", due=moment(due))
    return due_words(due, now) if due is None or due >= now or view.state in RUNNING else moment(due)


def lines(view: DossierView, tab: str) -> list[Row]:
    """The rows of one part."""
    return {
        "timeline": _timeline,
        "answers": _answers,
        "papers": _papers,
        "money": _money,
        "filing": _filing,
    }[tab](view)


def _row(key: str, *cells: str, mark: str = " ", tone: str = "") -> Row:
    return Row(key=key, cells=cells, mark=mark, tone=tone)


def _timeline(view: DossierView) -> list[Row]:
    return [_event(n, entry) for n, entry in enumerate(view.timeline)]


def _event(number: int, entry: TimelineEntry) -> Row:
    at = local(entry.at)
    words = t(entry.event, **entry.detail) if known(entry.event) else entry.event
    return _row(f"e{number}", f"{at:%d/%m/%Y %H:%M}", words, entry.who, mark="√")


def _answers(view: DossierView) -> list[Row]:
    return [_row(f"a{n}", a.label, mask_numbers(a.value), "") for n, a in enumerate(view.answers)]


def _papers(view: DossierView) -> list[Row]:
    return [
        _row(f"p{n}", t("papers_seen.state", day=proof_day(p.proof)), p.name, proof_by(p.proof), mark="√")
        if p.proof
        else _row(f"p{n}", t(f"dossier_screen.paper.{p.state}"), p.name, _count(p))
        for n, p in enumerate(view.papers)
    ]


def _count(paper: PaperMark) -> str:
    counts = {"originals": paper.originals, "certified": paper.certified, "copies": paper.copies}
    return ", ".join(t(f"dossier_screen.{kind}", n=n) for kind, n in counts.items() if n)


def _money(view: DossierView) -> list[Row]:
    rows = [
        _row(f"m{n}", money(line.amount) if line.amount is not None else "?", line.label, line.source)
        for n, line in enumerate(view.quote.lines)
    ]
    rows.append(_row("total", total_words(view.quote), t("dossier_screen.total"), "", tone="head"))
    rows += [_exemption(one) for one in view.exemptions]
    rows += [_payment(view, one) for one in view.payments]
    if view.left and (view.payments or view.exemptions):
        rows.append(_row("left", money(view.left), t("dossier_screen.left"), "", mark="$", tone="head"))
    return rows


def _exemption(one: ExemptionView) -> Row:
    words = t("dossier_screen.exemption", proof=one.proof)
    return _row(f"free{one.id}", money(one.waived), words, one.accepted_by, mark="√")


def _payment(view: DossierView, payment: PaymentView) -> Row:
    """A payment, a void or a refund: what of it was for this dossier."""
    mine = sum(share.amount for share in payment.shares if share.dossier_id == view.id)
    parts = (_what(payment), _receipt(payment), _standing(payment))
    if payment.voided:  # first: what ends a row may be cut off
        parts = (parts[2], *parts[:2])
    words = " · ".join(filter(None, parts))
    mark = "√" if payment.kind is PaymentKind.PAYMENT and not payment.voided else "×"
    return _row(f"pay{payment.id}", money(mine), words, payment.taken_by, mark=mark)


def _what(payment: PaymentView) -> str:
    """By which means; of what is paid back that it is, and why."""
    if payment.kind is not PaymentKind.PAYMENT:
        return t(f"dossier_screen.{payment.kind}", reason=payment.reason)
    means = " + ".join(t(f"dossier_screen.means.{part.means}") for part in payment.means)
    others = len(payment.shares) - 1
    return means + (t("dossier_screen.with_others", n=others) if others else "")


def _receipt(payment: PaymentView) -> str:
    """The official receipt, or that there is none."""
    if payment.kind is not PaymentKind.PAYMENT:
        return ""
    if payment.receipt is None:
        return t("dossier_screen.excused" if payment.excused else "dossier_screen.no_receipt")
    return f"{payment.receipt.form} {payment.receipt.serial} {payment.receipt.number}"


def _standing(payment: PaymentView) -> str:
    """What became of it since."""
    if payment.voided:
        return t("dossier_screen.voided")
    return t("dossier_screen.given_back", amount=money(payment.given_back)) if payment.given_back else ""


def _consent(filing: SubmissionView) -> str:
    """What the resident said; of one who stopped afterwards, that first: nothing is agreed to any more."""
    if not filing.consent_kind:
        return ""
    said = t(f"dossier_screen.consent.{filing.consent_kind}")
    if filing.state is SyncState.NONE and filing.consent_kind != ConsentKind.REFUSED:
        return t("dossier_screen.consent.stopped", before=said)
    return said


def _filing(view: DossierView) -> list[Row]:
    filing = view.submission
    if filing is None:
        return []
    facts = (
        ("state", sync_words(filing.state)),
        ("portal_code", filing.portal_code),
        ("consent", _consent(filing)),
        ("consent_at", moment(filing.consent_at) if filing.consent_at else ""),
        ("read_back_at", moment(filing.read_back_at) if filing.read_back_at else ""),
        ("note", filing.note),
    )
    name = view.applicant.full_name
    rows = [_row(key, t(f"dossier_screen.filing.{key}"), text, "") for key, text in facts if text]
    # three names on every filing, also one that is not sent yet: who is missing is said
    at = next((n for n, row in enumerate(rows) if row.key not in ("state", "portal_code")), len(rows))
    rows[at:at] = [_row(key, label, text, "") for key, label, text in three_names(filing, name)]
    rows += [_row(key, label, text, "") for key, label, text in standing_facts(filing, name)]
    return rows + [
        _row(key, t(f"submission.fact.{key}"), text, "")
        for key, text in (
            ("consent_by", filing.consent_by),
            ("text_version", filing.consent_text_version),
            ("witnesses", ", ".join(filing.witnesses)),
            ("identity_by", filing.identity_by),
        )
        if text
    ]
