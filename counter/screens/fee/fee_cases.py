"""Several dossiers paid together (thu chung): one line each, the total in large digits."""

from collections.abc import Sequence

from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from counter import i18n
from counter.i18n import money, t
from counter.models.money import DueView
from counter.widgets.big_digits import big
from counter.widgets.cells import cut, fit
from counter.widgets.tints import Tinted

_LEFT = 3
_CODE = 9
_AMOUNT = 14
_WIDEST = 72
LEAST = 2


class CaseLines(Tinted, Widget):
    """Short code, whose, what, and the sum of each; where rows are short the total stays."""

    DEFAULT_CSS = "CaseLines { height: auto; width: 1fr; color: $foreground; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.cases: tuple[DueView, ...] = ()
        self.reserve = 0

    def show(self, cases: Sequence[DueView]) -> None:
        """Show these dossiers."""
        self.cases = tuple(cases)
        self.refresh(layout=True)

    def keep_free(self, rows: int) -> None:
        """How many rows of the body the form and what stands below it take."""
        if rows != self.reserve:
            self.reserve = rows
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as are useful and left over."""
        return len(self.rows(width, max(LEAST, container.height - self.reserve)))

    def rows(self, width: int, room: int) -> list[tuple[str, str]]:
        """The rows in so many cells and rows: text and tint."""
        width = min(width - 1, _WIDEST)
        lines = [(self._line(case, width), "") for case in self.cases]
        total = sum(case.left or 0 for case in self.cases)
        large = self._large(total)
        if len(lines) + len(large) + 1 <= room:
            return [*lines, (" " * _LEFT + "─" * (width - _LEFT), "weak"), *large]
        if len(lines) + len(large) <= room:
            return [*lines, *large]
        plain = (f"{' ' * _LEFT}{fit(t('fee_screen.due'), width - _LEFT - _AMOUNT)}"
                 f"{fit(money(total), _AMOUNT, 'right')}", "strong")  # fmt: skip
        if len(lines) < room:
            return [*lines, plain]
        shown = lines[: max(0, room - 2)]
        more = t("fee_screen.more_cases", n=len(lines) - len(shown))
        return [*shown, (f"{' ' * _LEFT}{more}", "weak"), plain]

    def _line(self, case: DueView, width: int) -> str:
        room = width - _LEFT - _CODE - _AMOUNT
        what = cut(f"{case.applicant} · {case.procedure}", room - 1)
        amount = fit(money(case.left or 0), _AMOUNT, "right")
        return f"{' ' * _LEFT}{fit(case.short_code, _CODE)}{fit(what, room)}{amount}"

    def _large(self, total: int) -> list[tuple[str, str]]:
        label = t("fee_screen.due")
        heads = (label, "", "")
        tails = ("", "", f" {t('fee_screen.dong')}")
        return [
            (f"{' ' * _LEFT}{fit(head, 13)}{row}{tail}", "strong")
            for head, row, tail in zip(heads, big(i18n.number(total)), tails, strict=True)
        ]

    def render_line(self, y: int) -> Strip:
        """One row."""
        width = self.size.width
        rows = self.rows(width, max(LEAST, self.size.height))
        text, tone = rows[y] if y < len(rows) else ("", "")
        return Strip([Segment(fit(text, width), self.tint(tone))], width)
