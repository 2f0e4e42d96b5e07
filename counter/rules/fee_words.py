"""The lines of a quote in the words of the counter: "Trang 1–2: 2 trang × 3 bản"."""

from counter.i18n import money, t
from counter.models.catalogue import Channel
from counter.models.states import ResultWay
from counter.rules.fee_inputs import FeeInputs, Sheets

# units a line counts aloud; a dossier has one of the others
_COUNTED = frozenset({"per_document", "per_transaction", "per_copy", "per_person", "per_document_per_event"})


def charge(name: str, unit: str, quantity: int) -> str:
    """A charge by its name, with how many where that is what is paid for."""
    if unit in _COUNTED:
        return t("fee.line.charge", name=name, quantity=t(f"fee.quantity.{unit}", n=quantity))
    return name if quantity == 1 else t("fee.line.times", name=name, n=quantity)


def copies(name: str, number: int, events: int) -> str:
    """Copies of civil-status papers (bản sao trích lục): so many of each of so many events."""
    quantity = t("fee.quantity.per_copy", n=number)
    if events != 1:
        quantity = t("fee.quantity.of_events", copies=quantity, n=events)
    return t("fee.line.charge", name=name, quantity=quantity)


def pages(first: int, last: int, number: int, paper: int | None) -> str:
    """Pages of one price step; `paper` numbers the originals when there are several."""
    span = str(first) if first == last else f"{first}–{last}"
    label = t("fee.line.pages", span=span, pages=last - first + 1, copies=number)
    return label if paper is None else t("fee.line.of_paper", number=paper, label=label)


def capped(sheets: Sheets, cap: int, paper: int | None) -> str:
    """An original so long that each copy costs the highest sum the rule allows."""
    label = t("fee.line.capped", pages=sheets.pages, cap=money(cap), copies=sheets.copies)
    return label if paper is None else t("fee.line.of_paper", number=paper, label=label)


def unknown_on_channel(name: str, channel: Channel) -> str:
    """A charge for which the data has no row on this channel and day."""
    return t("fee.line.no_row", name=name, channel=t(f"fee.channel.{channel}"))


def no_rule() -> str:
    """A case for which the data has no rule at all."""
    return t("fee.line.no_rule")


def said_back(inputs: FeeInputs) -> tuple[str, ...]:
    """What was understood, to be read to the resident: "3 bản, mỗi bản 5 trang", then the rest."""
    several = len(inputs.sheets) > 1
    papers = [_said_paper(paper) for paper in inputs.sheets]
    if several:
        papers = [t("fee.line.of_paper", number=n, label=label) for n, label in enumerate(papers, start=1)]
    items = [t("fee.said.items", copies=item.copies, events=item.events) for item in inputs.items]
    counts = [t(f"fee.said.{name}", n=number) for name, number in inputs.counts.items()]
    choices = [t(f"fee.choice.{name}.{value}") for name, value in inputs.choices.items()]
    flags = [t(f"fee.said.{name}") for name in sorted(inputs.flags)]
    way = [] if inputs.result_way is ResultWay.COUNTER else [t(f"fee.said.result_way.{inputs.result_way}")]
    return (*papers, *items, *counts, *choices, *flags, *way)


def _said_paper(paper: Sheets) -> str:
    said = "fee.said.sheet" if paper.copies == 1 else "fee.said.sheets"
    return t(said, copies=paper.copies, pages=paper.pages)
