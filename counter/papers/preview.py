"""The slip on the screen, from the same values as the paper, so that both say the same."""

import unicodedata

from counter.i18n import t
from counter.papers.values import MeansLine, PaidItem, PaymentSlipData, SlipData

WIDTH = 40  # columns: beside a list at 80x24
HEIGHT = 20  # lines
_MORE = "…"

_WHOLE = frozenset({"short", "code", "missing", "due"})  # shortened last: what must not be misread

Row = tuple[str, str]
"""A label in the language of the screen, and what the paper says."""


def rows(data: SlipData) -> tuple[Row, ...]:
    """The slip as a list, nothing shortened; empty lines of the paper are left out."""
    return tuple((t(f"paper.preview.{key}"), value) for key, value in _facts(data))


def payment_rows(data: PaymentSlipData) -> tuple[Row, ...]:
    """The slip of a payment, a void or a refund as a list, nothing shortened."""
    back = data.back
    pairs = (
        ("mark", ", ".join(filter(None, (data.head.practice_mark, data.head.copy_mark)))),
        ("number", data.head.code),
        ("standing", data.standing),
        ("back_of", back.of if back else ""),
        ("reason", back.reason if back else ""),
        *(pair for item in data.items for pair in _item_facts(item)),
        ("back_total" if back else "total", f"{data.total} ({data.in_words})"),
        *(("means", _means_words(means)) for means in data.means),
        ("payer", data.payer),
        ("receipt", back.receipt if back else data.receipt),
        ("back_by" if back else "taken_by", data.taken_by),
        ("approved_by", back.approved_by if back else ""),
        ("back_at" if back else "taken_at", data.taken),
        ("note", data.note),
    )
    return tuple((t(f"money_paper.preview.{key}"), value) for key, value in pairs if value)


def _item_facts(item: PaidItem) -> tuple[tuple[str, str], ...]:
    lines = tuple(("line", f"{line.label}: {line.amount}") for line in item.lines)
    first = ("item", f"{item.code} · {item.who} · {item.procedure} · {item.amount}")
    return (first, *lines, ("line", item.note))


def _means_words(line: MeansLine) -> str:
    return f"{line.means} {line.amount}" + (f" ({line.detail})" if line.detail else "")


def _facts(data: SlipData) -> tuple[tuple[str, str], ...]:
    """(key, value) of every line that says something, the most important first."""
    head, filing, times, money = data.head, data.filing, data.times, data.money
    code = f"{head.code} ({head.code_note})" if head.code_note else head.code
    fee = [money.total, f"({money.in_words})" if money.in_words else "", money.state]
    due = times.due if not times.spoken else f"{times.due} ({times.spoken})"
    pairs = (
        ("mark", ", ".join(filter(None, (head.practice_mark, head.copy_mark)))),
        ("short", head.short_code),
        ("code", code),
        ("who", filing.submitter),
        ("for", filing.owner),
        ("what", filing.procedure),
        ("missing", "; ".join(data.papers.missing)),
        ("due", due),
        ("reason", times.reckoning),
        ("fee", " ".join(filter(None, fee))),
        ("receipt", "; ".join(money.receipts)),
        ("result", data.back.way),
        ("told", data.back.told),
        ("ask", data.back.ask),
        ("bring", "; ".join(data.back.bring)),
        ("papers", "; ".join(f"{paper.name} ({paper.how})" for paper in data.papers.lines)),
    )
    return tuple((key, value) for key, value in pairs if value)


def lines(data: SlipData, *, width: int = WIDTH, height: int = HEIGHT) -> tuple[str, ...]:
    """The slip in at most `height` lines of at most `width` columns; what does not fit ends in "…"."""
    facts = _facts(data)[:height]
    labels = [t(f"paper.preview.{key}") for key, _ in facts]
    label_width = min(max(map(_cells, labels)), width // 3)
    value_width = width - label_width - 1
    blocks = [_wrap(value, value_width) for _, value in facts]
    wanted = [(key in _WHOLE, len(block)) for (key, _), block in zip(facts, blocks, strict=True)]
    shown = _share(wanted, height)
    out: list[str] = []
    for label, block, count in zip(labels, blocks, shown, strict=True):
        kept = block[:count]
        if count < len(block):
            kept[-1] = _cut(kept[-1], value_width)
        first = _cut(label, label_width) if _cells(label) > label_width else label
        for margin, text in zip((first, *[""] * count), kept, strict=False):
            out.append(margin + " " * (label_width + 1 - _cells(margin)) + text)
    return tuple(out)


def _share(wanted: list[tuple[bool, int]], height: int) -> list[int]:
    """How many lines each row gets, given (to be kept whole, lines wanted).

    The longest give way first, the later of two equals before the earlier; those to be kept whole only
    when all others have one line left.
    """
    given = [count for _, count in wanted]
    while sum(given) > height:
        loser = max(range(len(given)), key=lambda at: (given[at] > 1, not wanted[at][0], given[at], at))
        given[loser] -= 1
    return given


def _wrap(text: str, width: int) -> list[str]:
    """Lines of whole words; a word longer than a line is cut where the line ends."""
    out: list[str] = [""]
    for word in text.split():
        rest = word
        joined = f"{out[-1]} {rest}" if out[-1] else rest
        if _cells(joined) <= width:
            out[-1] = joined
            continue
        if out[-1]:
            out.append("")
        while _cells(rest) > width:
            head = _fit(rest, width)
            out[-1] = head
            out.append("")
            rest = rest[len(head) :]
        out[-1] = rest
    return out


def _cut(text: str, width: int) -> str:
    return _fit(text, width - 1).rstrip() + _MORE


def _fit(text: str, width: int) -> str:
    """The longest beginning that takes at most `width` columns."""
    used = 0
    for at, letter in enumerate(text):
        used += _cells(letter)
        if used > width:
            return text[:at]
    return text


def _cells(text: str) -> int:
    """Terminal columns: a combining mark takes none, a wide letter two."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )
