"""Step 7: what the portal showed. A code, certainly nothing, or nobody knows (ux B12)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import ClassVar

from textual import events, on, work
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from counter.errors import Problem, Refused
from counter.i18n import LOCAL_ZONE, clock, local, t
from counter.models.submission import SendOutcome, SentDraft
from counter.rules.rights import Act, may
from counter.rules.secrets import secret_problem
from counter.screens.filing.assisted_case import At, Case
from counter.screens.filing.assisted_panel import StepPanel, line, words
from counter.screens.parts.form_panel import FormPanel, LiveForm
from counter.services.catalogue import portal_data
from counter.services.filing import submissions
from counter.text import nfc
from counter.widgets.fast_keys import ScanReceived
from counter.widgets.fields import Field, typed_day
from counter.widgets.frame import Hint
from counter.widgets.letters import looks_like_scan
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row
from counter.widgets.vn_input import VnInput

_SCANNED = 6  # keys in a burst that no hand could have made


class OutcomeList(LineList):
    """The answers. What comes here that is more than a digit is the portal's code: scanned, pasted as keys by
    a terminal without bracketed paste, or begun by hand with its first letter.
    """

    class Code(Message):
        """The code, or its beginning. `whole`: a scan or a paste; by hand the rest is still to come."""

        def __init__(self, text: str, *, whole: bool) -> None:
            super().__init__()
            self.text = text
            self.whole = whole

    def end_run(self) -> bool:
        """Close a run of keys: True, and Enter behind it is the scanner's, when it was a code."""
        run = self._run
        whole = len(run) >= _SCANNED
        if looks_like_scan(run) or not (whole or any(c.isalpha() for c in run)):
            return super().end_run()
        self._run = ""
        self.post_message(self.Code(nfc(run), whole=whole))
        return True


class CodePanel(StepPanel):
    """1 to 3 answer, nothing is preset; only a code makes the dossier an online one. A code that is scanned,
    pasted or typed while nothing is answered yet is the answer.
    """

    at = At.CODE
    ANSWERS: ClassVar[tuple[str, ...]] = ("code", "not_filed", "unknown")
    WITH_CODE: ClassVar[str] = "code"  # the answer that is a code
    DEFAULT_CSS = """
    CodePanel {
        & > #outcomes { height: 3; margin: 0 0 1 0; }
        & > #said { display: none; }
        &.-answered > #said { display: block; }
        & > #checked { height: auto; padding: 0 1; }
    }
    """

    def __init__(self, case: Case) -> None:
        super().__init__(case)
        self.answer = ""

    def compose(self) -> Iterable[Widget]:
        """The question, the three answers, the boxes of the one that was given."""
        yield line(self.question(), classes="question")
        yield OutcomeList((Column("", 30, grow=1),), self._rows(), id="outcomes", header=False, numbered=True)
        yield FormPanel((self._code_field(),), id="said")
        yield line("", id="checked")
        if self.case.filing is not None and self.case.filing.note:
            yield line(t("assisted.code.said", words=self.case.filing.note), classes="text")
        yield line(t(f"assisted.{self.at}.note"), classes="note")

    def question(self) -> str:
        """What to look at on the portal. Whoever comes back may not know that the button was pressed."""
        filing = self.case.filing
        if self.case.reopened and filing is not None and filing.read_back_at is not None:
            return t("assisted.code.ask_again", time=clock(filing.read_back_at))
        return t("assisted.code.ask")

    def _rows(self) -> list[Row]:
        return [
            Row(name, (f"{'√' if name == self.answer else ' '} {t(f'assisted.{self.at}.{name}')}",))
            for name in self.ANSWERS
        ]

    @staticmethod
    def _code_field() -> Field:
        return Field(
            key="portal_code",
            label=t("assisted.code.portal_code"),
            hint=t("assisted.code.portal_code.hint"),
            max_length=portal_data.MAX_CODE,
            width=40,
        )

    def boxes(self) -> tuple[Field, ...]:
        """What is asked for the answer that was given."""
        if self.answer == "code":
            now = self.app.now()
            at = Field(
                key="at",
                label=t("assisted.code.at"),
                hint=t("assisted.code.at.hint"),
                suggestion=clock(now),
                required=False,
                width=22,
            )
            return (self._code_field(), at)
        return (
            Field(
                key="note",
                label=t("assisted.code.words"),
                hint=t("assisted.code.words.hint"),
                required=False,
                max_length=160,
            ),
        )

    def arrive(self) -> None:
        """A digit answers."""
        self.screen.set_focus(self.query_one("#outcomes"))

    # -- answers -----------------------------------------------------------------------------------

    @on(LineList.RowChosen, "#outcomes")
    async def chosen(self, event: LineList.RowChosen) -> None:
        """A digit, or Enter on a row."""
        event.stop()
        await self.take(event.key)

    async def take(self, answer: str) -> None:
        """Show the boxes of an answer."""
        self.answer = answer
        self.query_one("#outcomes", LineList).set_rows(self._rows())
        boxes = self.boxes()
        self.set_class(bool(boxes), "-answered")
        self._tell("")
        if boxes:
            await self.query_one(FormPanel).ask(boxes, focus=boxes[0].key)
        self.post_message(self.Changed())

    @on(OutcomeList.Code)
    async def began(self, event: OutcomeList.Code) -> None:
        """A code came to the list of answers: into its box."""
        event.stop()
        await self.take_code(event.text)

    async def on_paste(self, event: events.Paste) -> None:
        """A paste while no box has the keys."""
        event.stop()
        await self.take_code(event.text)

    async def take_code(self, text: str) -> None:
        """Answer with a code, or put it behind what has already come of it."""
        if looks_like_scan(text):
            self.host.say("assisted.code.card", tone="warn")
            return
        if self.answer != self.WITH_CODE:
            await self.take(self.WITH_CODE)
        form = self.query_one(FormPanel).form
        before = form.value("portal_code")
        code = await self.app.in_thread(portal_data.code_within, before + text)
        form.set_value("portal_code", code)
        form.focus_field("portal_code")
        box = self.screen.focused
        if isinstance(box, VnInput):
            box.cursor_position = len(box.value)
        self.check_code(code)
        self.post_message(self.Changed())

    @on(LiveForm.Live)
    def live(self, event: LiveForm.Live) -> None:
        """The shape of the code is said while it is typed, a secret before it is kept."""
        event.stop()
        if event.key == "portal_code":
            self.check_code(event.typed)
        elif event.key == "note":
            secret = secret_problem("note", event.typed)
            self._tell(f"! {words(secret)}" if secret else "")
        self.post_message(self.Changed())

    @work(exclusive=True, group="code")
    async def check_code(self, text: str) -> None:
        """Whether it has a shape that the portal gives."""
        if not text.strip():
            self._tell("")
            return
        read = await self.app.in_thread(portal_data.portal_code, text, practice=self.host.practice)
        if isinstance(read, Problem):
            self._tell(f"! {words(read)}")
        else:
            self._tell(t("assisted.code.shape_good", code=read))

    def _tell(self, text: str) -> None:
        self.query_one("#checked", Static).update(Content(text))

    def scanned(self, event: ScanReceived) -> bool:
        """A card is no code of the portal."""
        self.host.say("assisted.code.card", tone="warn")
        return True

    # -- F9 ------------------------------------------------------------------------------------------

    def why_not(self) -> str:
        """A clerk's, and only with an answer."""
        if not may(self.case.actor, Act.SEND):
            return t(f"right.{Act.SEND}")
        return "" if self.answer else t("assisted.code.first")

    def done_hint(self) -> Hint:
        """F9 with the verb of the answer."""
        verb = f"assisted.do.{self.at}.{self.answer}" if self.answer else "assisted.do.code"
        return Hint("F9", verb, reason=self.case.locked or self.why_not())

    def keys(self) -> Sequence[Hint]:
        """The digits."""
        return (Hint("1–3", "assisted.key.answer", 5),)

    def offers(self) -> dict[str, str]:
        """Carry all of it once more, onto a page that is empty again."""
        return {"again": ""} if self.case.consented else {}

    async def finish(self) -> None:
        """Record it. Every reason against it comes back at once."""
        filing = self.case.filing
        if filing is None:
            return
        panel = self.query_one(FormPanel)
        outcome = SendOutcome(self.answer)
        at = self._at(panel.value("at")) if outcome is SendOutcome.CODE else None
        draft = SentDraft(
            operation=self.operation,
            dossier_id=self.case.view.id,
            version=filing.version,
            outcome=outcome,
            portal_code=panel.value("portal_code") if outcome is SendOutcome.CODE else "",
            at=at,
            note="" if outcome is SendOutcome.CODE else panel.value("note"),
        )
        await self.app.ask(submissions.sent, draft)
        if outcome is SendOutcome.NOT_FILED:
            self.post_message(self.Moved(At.CODE, told=t("assisted.code.not_filed.done")))
        else:
            self.post_message(self.Moved())

    def _at(self, text: str) -> datetime | None:
        """The instant the portal shows: "10:04" of today, or with a day; None for now. Refused otherwise."""
        if not text.strip():
            return None
        here = local(self.app.now())
        *days, last = text.split()
        day = typed_day(" ".join(days), here.date()) if days else here.date()
        hours = last.replace("h", ":").split(":")
        numbers = [int(part) for part in hours if part.isascii() and part.isdecimal()]
        if day is None or len(numbers) != 2 or len(hours) != 2 or numbers[0] > 23 or numbers[1] > 59:
            raise Refused((Problem("at", "assisted.code.at_unreadable", {"typed": text[:30]}),))
        return datetime.combine(day, time(numbers[0], numbers[1]), LOCAL_ZONE)

    def refused(self, problems: tuple[Problem, ...]) -> bool:
        """At the boxes, where there are any."""
        if not self.has_class("-answered"):
            return False
        self.query_one(FormPanel).form.set_errors(problems)
        return True


class LookUpPanel(CodePanel):
    """Nobody knows whether it was filed: a second filing is locked until somebody has looked (ux B12)."""

    at = At.LOOK_UP
    ANSWERS = ("copy", "found", "nothing")
    WITH_CODE = "found"

    def question(self) -> str:
        """Since when nobody knows."""
        since = clock(self.case.filing.since) if self.case.filing else ""
        return t("assisted.look_up.ask", time=since)

    def boxes(self) -> tuple[Field, ...]:
        """Only a code that was found is asked for."""
        return (self._code_field(),) if self.answer == "found" else ()

    async def take(self, answer: str) -> None:
        """1 puts the number to look for on the clipboard; it is no answer yet."""
        if answer != "copy":
            await super().take(answer)
            return
        person = self.case.view.applicant
        self.hold(person.citizen_id or person.old_cmnd)
        self.host.say("assisted.look_up.copied", tone="good")

    async def finish(self) -> None:
        """Its code, or that the portal has nothing: only then may it be sent again."""
        filing = self.case.filing
        if filing is None:
            return
        code = self.query_one(FormPanel).value("portal_code") if self.answer == "found" else ""
        if self.answer == "found" and not code:
            raise Refused((Problem("portal_code", "submission.code_missing"),))
        await self.app.ask(
            submissions.looked_up,
            self.case.view.id,
            operation=self.operation,
            version=filing.version,
            portal_code=code,
        )
        self.post_message(self.Moved(told="" if code else t("assisted.look_up.nothing.done")))
