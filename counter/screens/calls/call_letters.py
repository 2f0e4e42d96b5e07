"""Whom no call reaches: letters in large print for all of them, or a list for the head of one group."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import on, work
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError
from counter.i18n import number, t
from counter.models.calls import CallOutcome, CallWay, Matter, SentDraft
from counter.papers.files import bare_name
from counter.rules import calls as rules
from counter.screens.papers.printing import to_printer
from counter.services.calls import calls
from counter.widgets.dialogs import Confirm
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp


class CallLettersScreen(CounterScreen[None]):
    """By residential group; F9 the letters, Enter on a group its list, then whether they went out."""

    WIDE = True
    app: "CounterApp"
    topic = "letters"

    def __init__(self) -> None:
        super().__init__()
        self.groups: dict[str, tuple[Matter, ...]] = {}
        self._busy = False

    def where(self) -> Sequence[str]:
        """Letters and lists."""
        return (t("calls.letters.title"),)

    def hints(self) -> Sequence[Hint]:
        """Letters, lists."""
        none = "" if self.groups else t("calls.letters.empty")
        return (
            Hint("F9", "calls.letters.print", 5, none),
            Hint("Enter", "calls.letters.list", 10),
            Hint("Esc", commands.BACK.label_id),
            Hint("F1", commands.HELP.label_id),
        )

    def body(self) -> Iterable[Widget]:
        """The groups and their people."""
        columns = (
            Column(t("calls.letters.col.who"), 26, grow=2),
            Column(t("calls.letters.col.why"), 13),
            Column(t("calls.letters.col.reach"), 18, grow=1),
            Column(t("calls.letters.col.tries"), 7, align="right"),
        )
        yield LineList(columns, id="groups", empty=t("calls.letters.empty"))

    def on_mount(self) -> None:
        """Read it."""
        self.query_one("#groups").focus()
        self.load()

    @work(exclusive=True, group="load")
    async def load(self) -> None:
        """Everybody no call reaches."""
        try:
            page = await self.app.ask(calls.unreachable)
        except CounterError as error:
            self.say_error(error)
            return
        self.groups = by_group(page.matters)
        self.query_one("#groups", LineList).set_rows(rows(self.groups))
        self.refresh_frame()
        self.hint(t("calls.letters.hint" if self.groups else "calls.letters.empty"))

    @on(LineList.RowChosen, "#groups")
    def chosen(self, event: LineList.RowChosen) -> None:
        """The list of the group of the marked person."""
        ident = event.key.partition(":")[2]
        group = next(
            (g for g, people in self.groups.items() if any(str(p.dossier_id) == ident for p in people)), ""
        )
        if group:
            self.out(CallWay.GROUP_HEAD, self.groups[group], group)
        else:
            self.say("calls.letters.pick")

    def action_done(self) -> None:
        """F9: letters to everybody listed."""
        self.out(CallWay.LETTER, tuple(one for group in self.groups.values() for one in group))

    @work(group="print")
    async def out(self, way: CallWay, matters: tuple[Matter, ...], group: str = "") -> None:
        """Make and print the paper, then ask whether it went out; only then are these people told."""
        from counter.papers.calls import keep_letters, keep_list

        if self._busy:
            return
        self._busy = True
        app, operation = self.app, uuid4().hex
        store, practice, now = app.machine.store, app.machine.practice, app.now()
        try:
            path: Path
            if way is CallWay.LETTER:
                path = await app.in_thread(
                    keep_letters, matters, app.ward, at=now, practice=practice, store=store
                )  # fmt: skip
            else:
                path = await app.in_thread(
                    keep_list, group, matters, app.ward, at=now, practice=practice, store=store
                )  # fmt: skip
            self.say("calls.letters.made", tone="good", file=bare_name(path))
            await to_printer(app, self, path, t("calls.letters.title"))
            title = t(f"calls.letters.ask.{way}", n=number(len(matters)))
            lines = (t("calls.letters.kept", file=bare_name(path)), t("calls.letters.then"))
            verbs = {"verb_id": "calls.letters.sent", "stay_id": "calls.letters.not_yet"}
            if await app.push_screen_wait(Confirm(title, lines, **verbs)):
                draft = SentDraft(operation=operation, way=way, matters=matters)
                told = await app.ask(calls.sent, draft)
                self.say("calls.letters.noted", tone="good", n=number(told))
                self.load()
        except CounterError as error:
            await app.tell(error)
        finally:
            self._busy = False


def by_group(matters: Iterable[Matter]) -> dict[str, tuple[Matter, ...]]:
    """The matters by the residential group of their address; "" last, for an address that names none."""
    found: dict[str, list[Matter]] = defaultdict(list)
    for one in matters:
        found[rules.group_of(one.address)].append(one)
    order = sorted(
        found, key=lambda group: (not group, [int(p) if p.isdigit() else 0 for p in group.split()], group)
    )
    return {group: tuple(found[group]) for group in order}


def rows(groups: dict[str, tuple[Matter, ...]]) -> tuple[Row, ...]:
    """A line for each group, its people below it."""
    found: list[Row] = []
    for group, matters in groups.items():
        n = number(len(matters))
        head = (
            t("calls.letters.group", group=group[:1].upper() + group[1:], n=n)
            if group
            else t("calls.letters.no_group", n=n)
        )
        found.append(Row(key=f"group:{group}", cells=(head,), tone="head"))
        found += [_row(one) for one in matters]
    return tuple(found)


def _row(one: Matter) -> Row:
    reach = t(f"intake_screen.contact.kind.{one.kind}") if one.kind else "–"
    if one.tries and one.tries[-1].outcome is CallOutcome.WRONG:
        reach = t("calls.letters.wrong")  # its own number, but not one that leads to anybody
    if one.comes_back_on:
        reach = t("calls.letters.back", day=f"{one.comes_back_on:%d/%m}")
    cells = (f"  {one.resident}  {one.short_code}", t(f"calls.short.{one.why}"), reach, str(len(one.tries)))
    return Row(key=f"one:{one.dossier_id}", cells=cells)
