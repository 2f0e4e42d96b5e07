"""How the screens say a receipt book: its numbers, what is left, what somebody must explain."""

from collections.abc import Sequence
from datetime import date

from counter.i18n import clock, day, local, money, number, t
from counter.models.money import PaymentView
from counter.models.receipts import BookView
from counter.screens.parts.intake_facts import Fact
from counter.screens.parts.times import moment
from counter.widgets.rows import Row

SYMBOLS = {"receipt_form": "book_form", "receipt_serial": "book_serial"}  # typed as those of a book
_MOST = 6  # lines of one kind below the list


def name_of(book: BookView) -> str:
    """As people call it; else what it is."""
    if book.name:
        return book.name
    if book.electronic:
        return t("receipt_screen.electronic")
    return t("receipt_screen.unnamed" if book.id else "receipt_screen.no_book")


def range_of(book: BookView) -> str:
    """ "0001851–0001900"."""
    return book.first if book.first == book.last else f"{book.first}–{book.last}"


def standing(book: BookView) -> str:
    """What is used, what is left, which comes next."""
    used = t("receipt_screen.used", n=number(book.used))
    if book.id is None:
        return used
    if not book.next:
        return t("receipt_screen.used_up", used=used)
    return t("receipt_screen.standing", used=used, left=number(book.left), next=book.next)


def to_explain(book: BookView) -> str:
    """Gaps and doubles in one line; "" without."""
    found = []
    if book.gaps:
        found.append(t("receipt_screen.missing", numbers=", ".join(book.gaps)))
    if book.doubles:
        found.append(t("receipt_screen.double", numbers=", ".join(one.number for one in book.doubles)))
    return " · ".join(found)


def book_row(key: str, book: BookView) -> Row:
    """A book in the list: what must be explained comes first."""
    name = t("receipt_screen.mine", name=name_of(book)) if book.mine else name_of(book)
    wrong = to_explain(book)
    return Row(
        key,
        (name, f"{range_of(book)} {book.serial}", wrong or standing(book)),
        mark="!" if wrong else " ",
        tone="late" if wrong else "dim" if book.id and not book.left else "",
    )


def payment_row(payment: PaymentView, today: date) -> Row:
    """A payment without a receipt: of today with its time."""
    at = local(payment.taken_at).date()
    when = clock(payment.taken_at) if at == today else day(at)
    return Row(
        f"p{payment.id}",
        (f"{money(payment.total)} · {when}", whose(payment), payment.receipt_later),
        mark="!",
        tone="today",
    )


def whose(payment: PaymentView) -> str:
    """The first dossier and its person, and how many more there are."""
    first = payment.shares[0]
    words = f"{first.short_code} {first.applicant}"
    return words if len(payment.shares) == 1 else f"{words} +{len(payment.shares) - 1}"


def alarm(books: Sequence[BookView], open_payments: int) -> tuple[Fact, ...]:
    """What must be looked at, loudly; or that nothing must."""
    found = [
        Fact("", t("receipt_screen.alarm.book", book=name_of(book), what=to_explain(book)), "warn")
        for book in books
        if book.to_explain
    ]
    if open_payments:
        found.append(Fact("", t("receipt_screen.alarm.payments", n=open_payments), "warn"))
    if not books and not found:
        return (Fact("", t("receipt_screen.empty")),)
    return tuple(found) or (Fact("", t("receipt_screen.all_well"), "good"),)


def details(book: BookView) -> tuple[Fact, ...]:
    """Everything about the marked book."""
    symbols = f"{range_of(book)} · {book.form} {book.serial}"
    found = [Fact(name_of(book), symbols, "strong"), Fact(t("receipt_screen.col.standing"), standing(book))]
    found += _lines("receipt_screen.gap", [(numbers, "warn") for numbers in book.gaps])
    found += _lines(
        "receipt_screen.doubled",
        [(f"{one.number}: {', '.join(filter(None, one.holders))}", "warn") for one in book.doubles],
    )
    found += _lines(
        "receipt_screen.aside",
        [(f"{one.numbers} {t(f'receipt.status.{one.status}')}: {one.reason}", "") for one in book.set_aside],
    )
    voided = ", ".join(book.voided[-12:])
    if voided:
        found.append(Fact(t("receipt_screen.voided"), f"{voided} {t('receipt_screen.voided.mark')}"))
    if book.id is None and not book.electronic:
        found.append(Fact("", t("receipt_screen.register_it"), "weak"))
    return tuple(found)


def payment_details(payment: PaymentView) -> tuple[Fact, ...]:
    """The marked payment, and what to do about it."""
    return (*payment_facts(payment), Fact("", t("receipt_screen.record_it"), "weak"))


def payment_facts(payment: PaymentView) -> tuple[Fact, ...]:
    """A payment without a receipt: whose, when and by whom it was taken, why there was none."""
    return (
        Fact(t("receipt_screen.payment"), f"{money(payment.total)} · {whose(payment)}", "strong"),
        Fact(t("receipt_screen.taken"), f"{moment(payment.taken_at)} · {payment.taken_by}"),
        Fact(t("receipt_screen.why"), payment.receipt_later),
    )


def _lines(label_id: str, words: Sequence[tuple[str, str]]) -> list[Fact]:
    shown = [Fact(t(label_id) if not n else " ", text, tone) for n, (text, tone) in enumerate(words[-_MOST:])]
    more = len(words) - len(shown)
    return [*shown, Fact(" ", t("receipt_screen.more_lines", n=more), "weak")] if more > 0 else shown
