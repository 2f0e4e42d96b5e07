"""The month's report of fees (báo cáo thu phí tháng) for who sees the till; ← → for another month."""

from collections.abc import Iterable, Sequence
from datetime import date

from textual import on, work
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError
from counter.i18n import local, money, number, t
from counter.models.money_report import MonthReport
from counter.rules.rights import Act, may
from counter.screens.parts.behind_door import BehindDoor
from counter.screens.parts.intake_facts import Fact, Facts
from counter.screens.reports.deposit_words import month_words, standing_words
from counter.screens.reports.month_rows import rows
from counter.screens.reports.month_turn import MonthTurn
from counter.services.reports import money_report
from counter.widgets.dialogs import Choice, Item
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column

LEADS = (commands.DEPOSITS, commands.TRANSFERS, commands.RECEIPT_BOOKS)  # they mend what a report finds


class MonthScreen(MonthTurn, BehindDoor[None]):
    """The sums above, every question of the report in one list below."""

    RIGHT = Act.SEE_TILL
    WIDE = True
    topic = "month"

    def __init__(self, month: str = "") -> None:
        super().__init__(month)
        self.report: MonthReport | None = None

    def where(self) -> Sequence[str]:
        """The report, and of which month."""
        return (t("month_screen.title"), month_words(self._month) if self.report else "")

    def keys(self) -> Sequence[Hint]:
        """The other months, what can be done."""
        return (
            Hint("←→", "month_screen.other", 10),
            Hint("Enter", "month_screen.open", 30),
            Hint("F10", "command.more", 20),
        )

    def room(self) -> Iterable[Widget]:
        """The sums, the list."""
        yield Facts(id="sums")
        columns = (
            Column(t("month_screen.col.what"), 30, grow=1),
            Column(t("month_screen.col.count"), 6, align="right"),
            Column(t("month_screen.col.sum"), 13, align="right"),
            Column("", 6),  # the heading says there which line of how many
        )
        yield LineList(columns, id="report", empty=t("bank_screen.loading"))

    def arrive(self) -> None:
        """The list has the keys."""
        self.set_focus(self.query_one("#report"))

    def on_screen_resume(self) -> None:
        """Here, or here again: what was mended meanwhile is gone."""
        if self.allowed:
            self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """The report of the month that is shown."""
        try:
            self.report = report = await self.app.ask(money_report.month, self._month)
        except CounterError as error:
            self.say_error(error)
            return
        self.query_one("#sums", Facts).show(_sums(report, local(self.app.now()).date()))
        self.query_one("#report", LineList).set_rows(rows(report))
        self.refresh_frame()
        self.hint(t("month_screen.hint"))

    @on(LineList.RowChosen, "#report")
    def chosen(self, event: LineList.RowChosen) -> None:
        """Where a line can be mended or looked into."""
        kind, _, rest = event.key.partition(":")
        code = rest.partition(":")[0]
        if kind == "dossier" and code:
            self.app.show("dossier", ref=code)
        elif kind == "deposit":
            self.app.show("deposits")
        elif kind == "book" and may(self.app.actor, Act.TAKE_MONEY):
            self.app.show("receipt_books")
        else:
            self.say("month_screen.only_shown")

    def action_more(self) -> None:
        """F10."""
        self.more()

    @work(group="more")
    async def more(self) -> None:
        """The screens that mend what the report finds."""
        items = [
            Item(
                c.id,
                t(c.label_id),
                "" if c.right is None or may(self.app.actor, c.right) else t(f"right.{c.right}"),
            )
            for c in LEADS
        ]
        chosen = await self.app.push_screen_wait(Choice(t("command.more"), items))
        if chosen is not None:
            self.app.show(chosen)


def _sums(report: MonthReport, today: date) -> tuple[Fact, ...]:
    counted = t("month_screen.counted", payments=number(report.payments), dossiers=number(report.dossiers))
    left = t(
        "month_screen.left_words", sum=money(report.standing.left), due=standing_words(report.standing, today)
    )
    facts = [
        Fact(t("month_screen.collected"), f"{money(report.collected)} · {counted}", "strong"),
        Fact(
            t("month_screen.left"),
            left if report.standing.left else standing_words(report.standing, today),
            "warn" if report.standing.late else "",
        ),
        Fact(t("month_screen.waived"), money(report.waived)),
        Fact(t("month_screen.todo"), _open_words(report), "warn" if _open_count(report) else "good"),
        Fact("", ""),
    ]
    return tuple(facts)


def _open_count(report: MonthReport) -> int:
    """What somebody must still look at."""
    return (
        sum(1 for one in report.without_receipt if not one.excused)
        + len(report.unmatched)
        + len(report.open_lines)
        + sum(len(book.gaps) for book in report.books)
    )


def _open_words(report: MonthReport) -> str:
    parts = (
        ("receipts", sum(1 for one in report.without_receipt if not one.excused)),
        ("unmatched", len(report.unmatched)),
        ("lines", len(report.open_lines)),
        ("gaps", sum(len(book.gaps) for book in report.books)),
    )
    told = [t(f"month_screen.todo.{name}", n=count) for name, count in parts if count]
    return "! " + " · ".join(told) if told else f"√ {t('month_screen.todo.none')}"
