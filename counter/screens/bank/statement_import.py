"""Import a bank statement (sao kê): a file, an account, then what became of every row of it."""

from collections.abc import Iterable, Sequence
from uuid import uuid4

from textual import on, work
from textual.widget import Widget

from counter.errors import CounterError, Refused
from counter.i18n import number, t
from counter.models.bank import BankAccount
from counter.models.transfers import Imported
from counter.rules.rights import Act
from counter.screens.parts.behind_door import BehindDoor
from counter.screens.parts.form_panel import FormPanel
from counter.screens.parts.intake_facts import Fact, Facts
from counter.services.bank import accounts, statement_files, statements
from counter.services.catalogue import banks_data
from counter.widgets.fields import Field, Kind, Option
from counter.widgets.form import FormView
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row

FIGURES = ("new", "known", "matched", "open", "debits")
LONGEST_PATH = 1000
WIDE = 62


class StatementImportScreen(BehindDoor[None]):
    """The form, and how it is done; then the figures and the rows that could not be read."""

    RIGHT = Act.TAKE_MONEY
    WIDE = True
    topic = "statement_import"

    def __init__(self) -> None:
        super().__init__()
        self.accounts: tuple[BankAccount, ...] = ()
        self.result: Imported | None = None
        self.busy = False
        self._file = ""
        self._operation = uuid4().hex

    def where(self) -> Sequence[str]:
        """Importing, and which file."""
        return (t("transfer_screen.title"), t("transfer_screen.import"), self._file)

    def keys(self) -> Sequence[Hint]:
        """Import; afterwards the lines that wait."""
        reason = t("transfer_screen.reading") if self.busy else ""
        return (Hint("F9", "transfer_screen.import", reason=reason), Hint("F5", "command.suggest", 40))

    def room(self) -> Iterable[Widget]:
        """The questions; what became of the rows."""
        yield FormPanel(self._fields(), id="form")
        how = (Fact(str(n), t(f"transfer_screen.how.{n}")) for n in (1, 2, 3))
        yield Facts((Fact("", ""), *how), id="result")
        yield LineList((Column(t("transfer_screen.unread"), 40, grow=1),), id="unread")

    def arrive(self) -> None:
        """The path first."""
        self.query_one("#unread").display = False
        self._panel.form.focus_first()
        self.fill()

    @property
    def _panel(self) -> FormPanel:
        return self.query_one("#form", FormPanel)

    def _fields(self, offer: str = "", banks: dict[str, str] | None = None) -> tuple[Field, ...]:
        only = str(self.accounts[0].id) if len(self.accounts) == 1 else ""
        names = banks or {}
        options = tuple(
            Option(
                str(one.id), " · ".join(filter(None, (one.label, names.get(one.bin, one.bin), one.number)))
            )
            for one in self.accounts
        )
        return (
            Field(
                key="path",
                label=t("transfer_screen.path"),
                hint=t("transfer_screen.path.hint_offer" if offer else "transfer_screen.path.hint"),
                suggestion=offer,
                max_length=LONGEST_PATH,
            ),
            Field(
                key="account",
                label=t("transfer_screen.into"),
                kind=Kind.CHOICE,
                options=options,
                value=only,
                hint=t("transfer_screen.into.hint"),
                width=WIDE,
            ),
        )

    @work(group="fill")
    async def fill(self) -> None:
        """The accounts, those no longer used too, and the newest file of the downloads."""
        self.accounts = await self.app.ask(accounts.listing, all_of_them=True)
        offer = await self.app.in_thread(statement_files.newest)
        banks = await self.app.in_thread(banks_data.banks)
        names = {bin: bank.known_as for bin, bank in banks.items()}
        await self._panel.ask(self._fields(offer, names), focus="path")
        if not self.accounts:
            self.say("transfer_screen.no_account", tone="warn")

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.hint(event.hint)

    # -- importing -------------------------------------------------------------------------

    def action_done(self) -> None:
        """F9."""
        if not self.accounts:
            self.say("transfer_screen.no_account", tone="warn")
        elif not self.busy:
            self.read()

    @work(group="read")
    async def read(self) -> None:
        """Read the file and write its lines, both away from the screen's thread."""
        form, values = self._panel.form, self._panel.values()
        form.set_errors(form.problems())
        if form.problems():
            return
        self.busy = True
        self.say("transfer_screen.reading")
        self.refresh_frame()
        try:
            file = await self.app.in_thread(statement_files.read, values["path"])
            self._file = file.name
            self.result = await self.app.ask(
                statements.import_statement,
                int(values["account"]),
                file.data,
                file.name,
                operation=self._operation,
            )
        except Refused as refused:
            form.set_errors([problem.at("path") for problem in refused.problems])
            self.turn_hint(t("transfer_screen.nothing_read"))
        except CounterError as error:
            await self.app.tell(error)
        else:
            self._operation = uuid4().hex
            self._show(self.result)
        self.busy = False
        self.refresh_frame()

    def _show(self, result: Imported) -> None:
        unread = len(result.problems)
        facts = [Fact(t(f"transfer_screen.figure.{name}"), number(getattr(result, name))) for name in FIGURES]
        tone = "warn" if unread else ""
        facts.append(Fact(t("transfer_screen.figure.unread"), f"! {number(unread)}" if unread else "0", tone))
        self.query_one("#result", Facts).show((Fact("", ""), *facts, Fact("", "")))
        rows = [
            Row(key=str(place), cells=(t(problem.message_id, **problem.params),), mark="!")
            for place, problem in enumerate(result.problems)
        ]
        listing = self.query_one("#unread", LineList)
        listing.display = bool(rows)
        listing.set_rows(rows, keep=False)
        if rows:
            self.set_focus(listing)
        said = "transfer_screen.read_open" if result.open else "transfer_screen.read_all"
        self.say(said, tone="good", new=number(result.new), open=number(result.open))


def _account_words(account: BankAccount, bank: str) -> str:
    """What the counter calls it, the bank, the number; nothing twice."""
    return " · ".join(dict.fromkeys(part for part in (account.label, bank, account.number) if part))
