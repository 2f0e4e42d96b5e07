"""The ward's settings: what is printed, how appointments are reckoned, the language."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import on, work
from textual.widget import Widget
from textual.widgets import Static

from counter import commands
from counter.errors import CounterError, Refused
from counter.i18n import language, t
from counter.rules.rights import Act
from counter.screens.parts.covered import Covered
from counter.screens.start.setup import ward_fields
from counter.services import setup
from counter.services.updates import data_version
from counter.widgets.fields import Field, Kind, Option
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp


class SettingsScreen(Covered[None]):
    """One form; F9 saves it whole, with the old values in the audit trail."""

    RIGHT = Act.CHANGE_SETTINGS
    app: "CounterApp"
    topic = "settings"

    def __init__(self, saved: bool = False) -> None:
        super().__init__()
        self._operation = uuid4().hex
        self._saved = saved  # opened anew after the language was changed
        self._before: dict[str, str] = {}

    def where(self) -> Sequence[str]:
        """Settings."""
        return (t("settings_screen.title"),)

    def hints(self) -> Sequence[Hint]:
        """Save, or leave without; the lists that have a screen of their own."""
        return (Hint("F9", "settings_screen.save"), Hint("F10", commands.MORE.label_id, 30),
                Hint("Esc", commands.BACK.label_id), Hint("F1", commands.HELP.label_id))  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """The data that is worked with, the ward's fields, the language."""
        ward = self.app.ward
        yield Static(f" {_data_words()}", id="data-version", markup=False)
        languages = tuple(Option(key, t(f"settings_screen.{key}")) for key in ("vi", "en"))
        yield FormView(
            (
                *ward_fields(ward),
                Field(
                    key="language", label=t("settings_screen.language"), kind=Kind.CHOICE,
                    options=languages, value=ward.language,
                ),
                _counted("lock_minutes", "lock_minutes", ward.lock_minutes),
                _counted("key_minutes", "key_minutes", ward.key_minutes),
                _counted("newcomer_dossiers", "newcomer", ward.newcomer_dossiers),
                _counted("lookups_per_day", "lookups", ward.lookups_per_day),
            )
        )  # fmt: skip

    def on_mount(self) -> None:
        """The first empty field."""
        form = self.query_one(FormView)
        form.focus_first()
        self._before = form.values()
        if self._saved:
            self.say("settings_screen.saved", tone="good")

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.hint(event.hint)

    def action_back(self) -> None:
        """Esc: what was changed is saved or thrown away by a choice, never by accident."""
        if self.query_one(FormView).values() == self._before:
            self.dismiss()
        else:
            self.ask_first()

    @work(group="leave")
    async def ask_first(self) -> None:
        """Something was changed and not saved."""
        from counter.widgets.dialogs import Choice, Item

        items = tuple(Item(name, t(f"settings_screen.{name}")) for name in ("save_it", "drop_it"))
        chosen = await self.app.push_screen_wait(Choice(t("settings_screen.unsaved"), items))
        if chosen == "drop_it" or (chosen == "save_it" and await self._save()):
            self.dismiss()

    def action_more(self) -> None:
        """F10."""
        self.more()

    @work(group="more")
    async def more(self) -> None:
        """The settings that are lists; what was typed here stays."""
        from counter.widgets.dialogs import Choice, Item

        items = (
            Item("bank_accounts", t("bank_screen.accounts")),
            Item("filing_ways", t("assisted.ways.title")),
            Item("sending_settings", t("outbox_screen.settings")),
            Item("portal_codes", t("portal_codes.title")),
            Item("days_off", t("days_off_screen.menu")),
            Item("paper_layouts", t("law_screen.layouts")),
            Item("printers", t("print_screen.title")),
            Item("key", t("key_screen.menu")),
            Item("backup", t("backup_screen.title")),
            Item("retention", t("retention_screen.title")),
        )
        chosen = await self.app.push_screen_wait(Choice(t("settings_screen.title"), items))
        if chosen is not None:
            self.app.show(chosen)

    def action_done(self) -> None:
        """F9."""
        self.save()

    @work(group="save")
    async def save(self) -> None:
        """Save; in another language the screen opens anew."""
        spoke = language()
        if not await self._save():
            return
        if language() != spoke:
            self.app.become("settings", saved=True)
            return
        self.refresh_frame()
        self.say("settings_screen.saved", tone="good")

    async def _save(self) -> bool:
        """Check, save, apply at once; False when something stands against it, which was said."""
        form = self.query_one(FormView)
        values = form.values()
        if problems := form.problems():
            form.set_errors(problems)
            return False
        ward = replace(
            self.app.ward.with_texts(values),
            lock_minutes=_number(values["lock_minutes"]),
            key_minutes=_number(values["key_minutes"]),
            newcomer_dossiers=_number(values["newcomer_dossiers"]),
            lookups_per_day=_number(values["lookups_per_day"]),
        )
        try:
            await self.app.ask(setup.save_ward, ward, self._operation)
        except Refused as refused:
            form.set_errors(refused.problems)
            return False
        except CounterError as error:
            await self.app.tell(error)
            return False
        self.app.use_ward(ward)
        form.set_errors(())
        self._operation, self._before = uuid4().hex, values
        return True


def _data_words() -> str:
    """Which data this program works with, who signed it, and whether newer data waits for a restart."""
    version, signer = data_version.running()
    way = "signed" if signer else "shipped"
    words = f"{t('settings_screen.data')}: {t(f'settings_screen.data.{way}', version=version, signer=signer)}"
    now = data_version.counts_today()
    if now is not None and now.version != version:
        return f"{words} · {t('settings_screen.data.waits', version=now.version)}"
    return words


def _counted(key: str, words: str, value: int) -> Field:
    """A field of a number; its words are `settings_screen.<words>` and `…<words>_hint`."""
    hint = t(f"settings_screen.{words}_hint")
    return Field(
        key=key, label=t(f"settings_screen.{words}"), kind=Kind.NUMBER, hint=hint, value=str(value), width=4
    )


def _number(typed: str) -> int:
    """What stands in a field of a number; -1, which no setting may be, for anything else."""
    return int(typed) if typed.isdecimal() else -1
