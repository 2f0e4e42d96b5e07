"""The hand-over sheet of a closed drawer (phiếu bàn giao ngăn tiền): what was counted, what came in by what.

The form is the program's own (no text prescribes one for a one-stop counter); that the numbers of every
receipt book are listed, also the spoiled and the skipped, follows the reports on receipts (BC26 family,
conventions section 7).
"""

from collections.abc import Iterable
from dataclasses import replace

from counter.i18n import clock
from counter.models.drawer import ODD
from counter.models.money import MeansView, PaymentMeans, PaymentView
from counter.models.till import BookUse, CashMoveView, CountView, DrawerSheet, KindSum
from counter.papers import qr, words
from counter.papers.heads import ward_head
from counter.papers.payment_slip import means_line, payer_words, slip_number
from counter.papers.value_parts import Code
from counter.papers.values import BookLine, CountLine, DrawerSheetData, EntryLine, SumLine
from counter.papers.words import amount, say
from counter.rules.words import money_words
from counter.settings import WardSettings
from counter.text import one_line

MINUS = "\N{MINUS SIGN}"


def drawer_sheet_data(
    sheet: DrawerSheet, ward: WardSettings, *, copy: int | None = None, practice: bool = False
) -> DrawerSheetData:
    """The sheet of a drawer. `copy` is which print this is; None: the one after those counted so far."""
    told = _told(sheet, ward, sheet.copy + 1 if copy is None else copy, practice)
    return replace(told, seal=sheet.seal, seal_qr=_seal_qr(sheet.seal_text))


def _told(sheet: DrawerSheet, ward: WardSettings, copy: int, practice: bool) -> DrawerSheetData:
    drawer, cashier = sheet.drawer, one_line(sheet.drawer.cashier)
    closed_at = drawer.closed_at or drawer.opened_at
    title, number = say("money_paper.title.drawer"), say("money_paper.number.drawer", number=drawer.id)
    return DrawerSheetData(
        issued_at=closed_at,
        head=ward_head(ward, title=title, code=number, copy=copy, practice=practice, at=closed_at),
        cashier=cashier,
        place=one_line(drawer.counter_name),
        opened=words.moment(drawer.opened_at),
        closed=words.moment(closed_at),
        closed_by=_other(one_line(sheet.closed_by), cashier),
        notes=_notes(sheet),
        counted=amount(sheet.counted_total),
        counted_words=money_words(sheet.counted_total),
        reckoning=_reckoning(sheet),
        expected=amount(sheet.expected),
        difference=difference_words(sheet.difference),
        difference_reason=one_line(sheet.reason),
        approved_by=one_line(sheet.approved_by),
        counts=tuple(_count(nth, count) for nth, count in enumerate(sheet.counts, start=1)),
        kept=amount(sheet.kept),
        to_safe=amount(sheet.to_safe),
        handed_to=one_line(sheet.handed_to),
        by_kind=tuple(sum_line(line, f"money_paper.kind.{line.key or 'unsaid'}") for line in sheet.by_kind),
        by_means=tuple(sum_line(line, f"money_paper.means.{line.key}") for line in sheet.by_means),
        by_procedure=tuple(sum_line(line) for line in sheet.by_procedure),
        collected=signed(sum(line.amount for line in sheet.by_means)),
        books=tuple(book_line(book) for book in sheet.books),
        reversals=tuple(_reversal(payment) for payment in sheet.reversals),
        moves=tuple(_move(move) for move in sheet.moves),
        exemptions=tuple(map(waived_line, sheet.exemptions)),
        waived=amount(sum(line.amount for line in sheet.exemptions)),
        unmatched=tuple(_unmatched(payment) for payment in sheet.unmatched),
        excused=tuple(paid_line(payment, one_line(payment.excused)) for payment in sheet.excused),
    )


def _seal_qr(text: str) -> Code | None:
    """The signed head as a code; None where there is none (a sheet of before the chain)."""
    if not text:
        return None
    modules = qr.matrix(text)
    return Code(text=text, side=len(modules) + 2 * qr.PAPER_BORDER, svg=qr.svg(modules))


def _other(name: str, known: str) -> str:
    return name if name != known else ""


def signed(value: int) -> str:
    """An amount that may be below nought: −9000 → "−9.000đ"."""
    return f"{MINUS if value < 0 else ''}{amount(abs(value))}"


def difference_words(difference: int) -> str:
    """What a count is against the book: khớp, thiếu or thừa."""
    if not difference:
        return say("money_paper.difference.none")
    return say(
        f"money_paper.difference.{'short' if difference < 0 else 'over'}", amount=amount(abs(difference))
    )


def sum_line(line: KindSum, message_id: str = "") -> SumLine:
    """A sum by the words of its key; a key that is words already stands as it is."""
    label = say(message_id) if message_id else one_line(line.key)
    return SumLine(label=label, count=str(line.count), amount=signed(line.amount))


def waived_line(line: KindSum) -> SumLine:
    """What a ground took off; a charge whose amount nobody knew is not told as 0đ."""
    told = sum_line(line)
    return told if line.amount else replace(told, amount=say("money_paper.waived_unknown"))


def book_line(book: BookUse) -> BookLine:
    """The used numbers of a book, and each that is no receipt with its reason."""
    return BookLine(
        series=f"{one_line(book.form)} {one_line(book.serial)}".strip(),
        first=one_line(book.first),
        last=one_line(book.last),
        used=str(book.used),
        voided=", ".join(one_line(number) for number in book.voided),
        set_aside=tuple(one_line(text) for text in book.set_aside),
    )


def paid_line(payment: PaymentView, reason: str) -> EntryLine:
    """A payment in a list: its dossiers, who paid, and why it stands in this list."""
    return EntryLine(
        number=slip_number(payment),
        at=clock(payment.taken_at),
        what=f"{_codes(payment)} {payer_words(payment)}".strip(),
        amount=amount(abs(payment.total)),
        reason=reason,
        who=one_line(payment.taken_by),
    )


def _notes(sheet: DrawerSheet) -> tuple[SumLine, ...]:
    """The count by note (bảng kê mệnh giá); odd money is one line."""
    return tuple(
        SumLine(label=say("money_paper.odd"), count=say("money_paper.no_number"), amount=amount(pieces))
        if note == ODD
        else SumLine(label=amount(note), count=str(pieces), amount=amount(note * pieces))
        for note, pieces in sheet.counted.pieces
    )


def _reckoning(sheet: DrawerSheet) -> tuple[SumLine, ...]:
    cash = sum(line.amount for line in sheet.by_means if line.key == PaymentMeans.CASH)
    parts = (
        ("float", sheet.drawer.float_amount, ""),
        ("cash", cash, ""),
        ("moves", sum(move.amount for move in sheet.moves), str(len(sheet.moves)) if sheet.moves else ""),
    )
    return tuple(
        SumLine(label=say(f"money_paper.reckoning.{name}"), count=count, amount=signed(value))
        for name, value, count in parts
    )


def _reversal(payment: PaymentView) -> EntryLine:
    first = say("money_paper.number.payment", number=payment.reverses or 0)
    return EntryLine(
        number=slip_number(payment),
        at=clock(payment.taken_at),
        what=f"{say(f'money_paper.back.{payment.kind}', of=first)}, {_codes(payment)}",
        amount=amount(abs(payment.total)),
        reason=one_line(payment.reason),
        who=say(
            "money_paper.back_who", by=one_line(payment.taken_by), approved=one_line(payment.approved_by)
        ),
    )


def _count(number: int, count: CountView) -> CountLine:
    return CountLine(
        number=str(number),
        at=words.moment(count.counted_at),
        counted=amount(count.counted),
        difference=difference_words(count.difference),
    )


def _move(move: CashMoveView) -> EntryLine:
    """Cash that is no fee. What went out once the count was compared could hide what is missing: it is said,
    and who approved it stands beside who moved it."""
    direction = "in" if move.amount > 0 else "out_after_count" if move.after_count else "out"
    by, approved = one_line(move.moved_by), one_line(move.approved_by)
    return EntryLine(
        number="",
        at=clock(move.moved_at),
        what=say(f"money_paper.move.{direction}"),
        amount=signed(move.amount),
        reason=one_line(move.reason),
        who=say("money_paper.back_who", by=by, approved=approved) if approved else by,
    )


def _unmatched(payment: PaymentView) -> EntryLine:
    """A transfer that no statement has shown yet; only its own part of a payment by several means."""
    sent: Iterable[MeansView] = (part for part in payment.means if part.means is PaymentMeans.TRANSFER)
    lines = [means_line(part) for part in sent]
    whole = paid_line(payment, ", ".join(filter(None, (line.detail for line in lines))))
    if len(payment.means) == len(lines):
        return whole
    return EntryLine(
        number=whole.number,
        at=whole.at,
        what=whole.what,
        amount=", ".join(line.amount for line in lines),
        reason=whole.reason,
        who=whole.who,
    )


def _codes(payment: PaymentView) -> str:
    return ", ".join(one_line(share.short_code) for share in payment.shares)
