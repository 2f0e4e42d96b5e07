"""The accounts that transfers go to (tài khoản nhận tiền): add one, use one no longer."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widget import Widget

from counter import commands
from counter.errors import CounterError, Problem
from counter.i18n import t
from counter.models.bank import Bank, BankAccount
from counter.rules.rights import Act
from counter.screens.parts.behind_door import BehindDoor
from counter.screens.parts.covered import Covered
from counter.screens.parts.one_form import OneForm
from counter.services.bank import accounts
from counter.services.catalogue import banks_data
from counter.widgets.fields import Field, Kind, Option
from counter.widgets.form import FormView
from counter.widgets.frame import Hint
from counter.widgets.line_list import LineList
from counter.widgets.rows import Column, Row

if TYPE_CHECKING:
    from counter.app import CounterApp

LONGEST_NUMBER = 19  # characters, as VietQR has room for
LONGEST_NAME = 100


class BankAccountsScreen(BehindDoor[None]):
    """A list; F3 adds an account, Enter switches one off or on. None is ever deleted."""

    RIGHT = Act.CHANGE_SETTINGS
    WIDE = True
    topic = "bank_accounts"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f3", "add", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self.accounts: tuple[BankAccount, ...] = ()
        self.banks: dict[str, Bank] = {}

    def where(self) -> Sequence[str]:
        """The settings, and which of them."""
        return (t("settings_screen.title"), t("bank_screen.title"))

    def keys(self) -> Sequence[Hint]:
        """What Enter and F3 do."""
        return (Hint("Enter", "bank_screen.switch"), Hint("F3", "bank_screen.add"))

    def room(self) -> Iterable[Widget]:
        """One row an account."""
        columns = (
            Column(t("bank_screen.col.bank"), 16, grow=1),
            Column(t("bank_screen.col.number"), 19),
            Column(t("bank_screen.col.holder"), 18, grow=2),
            Column(t("bank_screen.col.state"), 15),
            Column(t("bank_screen.col.label"), 14, grow=1),
        )
        yield LineList(columns, id="accounts", empty=t("bank_screen.loading"))

    def arrive(self) -> None:
        """What there is."""
        self.set_focus(self.query_one("#accounts"))
        self.fill()

    @work(exclusive=True, group="fill")
    async def fill(self) -> None:
        """Every account, those no longer used too."""
        self.banks = await self.app.in_thread(banks_data.banks)
        self.accounts = await self.app.ask(accounts.listing, all_of_them=True)
        listing = self.query_one("#accounts", LineList)
        listing.empty = t("bank_screen.none")
        listing.set_rows([self._row(one) for one in self.accounts])
        self.hint(t("bank_screen.hint" if self.accounts else "bank_screen.hint_none"))

    def _row(self, account: BankAccount) -> Row:
        bank = self.banks.get(account.bin)
        return Row(
            key=str(account.id),
            cells=(
                bank.known_as if bank else account.bin,
                account.number,
                account.holder,
                t("bank_screen.on" if account.active else "bank_screen.off"),
                account.label,
            ),
            mark="√" if account.active else "–",
            tone="" if account.active else "dim",
        )

    @on(LineList.RowChosen, "#accounts")
    def chosen(self, event: LineList.RowChosen) -> None:
        """Switch this account."""
        self.switch(next(one for one in self.accounts if str(one.id) == event.key))

    @work(group="change")
    async def switch(self, account: BankAccount) -> None:
        """Off after a word about what that means; on at once."""
        from counter.widgets.dialogs import Confirm

        if account.active:
            lines = (t("bank_screen.off_means", number=account.number), t("bank_screen.off_keeps"))
            dialog = Confirm(t("bank_screen.off_title"), lines, verb_id="bank_screen.off_verb")
            if not await self.app.push_screen_wait(dialog):
                return
        try:
            await self.app.ask(accounts.set_active, account.id, not account.active, operation=uuid4().hex)
        except CounterError as error:
            await self.app.tell(error)
            return
        said = "bank_screen.now_off" if account.active else "bank_screen.now_on"
        self.say(said, tone="good", number=account.number)
        self.fill()

    @work(group="change")
    async def action_add(self) -> None:
        """F3: a new account."""
        added = await self.app.push_screen_wait(AccountScreen(self.banks))
        if added is not None:
            self.say("bank_screen.added", tone="good", number=added.number)
            self.fill()


class AccountScreen(OneForm[BankAccount | None], Covered[BankAccount | None]):
    """A new account; gives it once it is stored."""

    RIGHT = Act.CHANGE_SETTINGS
    app: "CounterApp"
    topic = "bank_accounts"

    def __init__(self, banks: dict[str, Bank]) -> None:
        super().__init__()
        self.banks = banks

    def where(self) -> Sequence[str]:
        """Adding an account."""
        return (t("bank_screen.title"), t("bank_screen.adding"))

    def rail(self) -> str:
        """What to copy from where."""
        return t("bank_screen.rail")

    def hints(self) -> Sequence[Hint]:
        """Save, or leave without."""
        return (Hint("F9", "bank_screen.save"), Hint("Esc", commands.BACK.label_id),
                Hint("F1", commands.HELP.label_id))  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """Bank, number, holder, and what the counter calls it."""
        options = tuple(Option(bank.bin, _bank_words(bank)) for bank in self.banks.values())
        yield FormView(
            (
                _field("bin", kind=Kind.CHOICE, options=options),
                _field("number", max_length=LONGEST_NUMBER, width=24),
                _field("holder", max_length=LONGEST_NAME),
                _field("label", required=False, max_length=40, width=30),
            )
        )

    def problems(self) -> Sequence[Problem]:
        """F9 while the bank is still being typed: leaving the field takes what is marked."""
        self.form.focus_field("label")
        return super().problems()

    async def send(self) -> None:
        """Write it."""
        values = self.form.values()
        added = await self.app.ask(
            accounts.add,
            values["bin"],
            values["number"],
            values["holder"],
            values["label"],
            operation=self._operation,
        )
        self.dismiss(added)


def _bank_words(bank: Bank) -> str:
    return " · ".join(dict.fromkeys(part for part in (bank.known_as, bank.code, bank.bin) if part))


def _field(
    key: str,
    *,
    kind: Kind = Kind.TEXT,
    options: tuple[Option, ...] = (),
    required: bool = True,
    max_length: int = 0,
    width: int = 0,
) -> Field:
    return Field(
        key=key,
        label=t(f"bank_screen.{key}"),
        hint=t(f"bank_screen.{key}.hint"),
        kind=kind,
        options=options,
        required=required,
        max_length=max_length,
        width=width,
    )
