"""The way out to the portal (gửi lên Cổng): whether, how and where. The account is never typed here."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from textual import on, work
from textual.widget import Widget

from counter.errors import CounterError, Refused
from counter.i18n import number, t, written
from counter.models.outbox import Watched
from counter.rules.portal_state import LOOK_EVERY, LOOKS_A_ROUND
from counter.rules.rights import Act
from counter.screens.parts.behind_door import BehindDoor
from counter.screens.parts.intake_facts import Fact, Facts
from counter.services import setup
from counter.services.outbox import outbox_looks
from counter.settings import WardSettings
from counter.widgets.fields import Field, Kind, Option
from counter.widgets.form import FormView
from counter.widgets.frame import Hint

if TYPE_CHECKING:
    from counter.app import CounterApp

_CHOICES = {"sending": ("none", "gateway", "file"), "sync_variant": ("adapter", "provincial")}
_TEXTS = (
    "sync_address",
    "sync_auth_path",
    "sync_data_path",
    "sync_share_path",
    "sync_destination",
    "sync_unit",
    "sync_add_path",
    "sync_update_path",
    "sync_steps_path",
    "sync_ca_file",
)


class SendingSettingsScreen(BehindDoor[None]):
    """One form; F9 saves it whole, and the sending follows at once."""

    RIGHT = Act.CHANGE_SETTINGS
    app: "CounterApp"
    topic = "sending_settings"

    def __init__(self) -> None:
        super().__init__()
        self._operation = uuid4().hex

    def where(self) -> Sequence[str]:
        """Sending to the portal."""
        return (t("outbox_screen.settings"),)

    def keys(self) -> Sequence[Hint]:
        """Save."""
        return (Hint("F9", "settings_screen.save"),)

    def room(self) -> Iterable[Widget]:
        """Where the account belongs, the fields."""
        yield Facts((Fact("", t("outbox_screen.settings_account"), "weak"), Fact("", "")))
        yield Facts(id="looks")
        yield FormView(tuple(_fields(self.app.ward)))

    def arrive(self) -> None:
        """The first field."""
        self.query_one(FormView).focus_first()
        self.tell_looks()

    @work(exclusive=True, group="looks")
    async def tell_looks(self) -> None:
        """What is asked for at the portal from time to time, and when that was last done."""
        ward = self.app.ward
        asks = ward.sending == "gateway" and ward.sync_variant == "adapter"
        watched = await self.app.ask(outbox_looks.standing) if asks else None
        self.query_one("#looks", Facts).show(tuple(_looks(ward, watched)))

    @on(FormView.Entered)
    def entered(self, event: FormView.Entered) -> None:
        """What the field wants."""
        self.hint(event.hint)

    def action_done(self) -> None:
        """F9."""
        if self.allowed:
            self.save()

    @work(group="save")
    async def save(self) -> None:
        """Save all of it; the sending begins or ends at once."""
        form = self.query_one(FormView)
        if problems := form.problems():
            form.set_errors(problems)
            return
        values = form.values()
        pace = int(values.pop("sync_per_second").replace(".", "") or 0)
        ward = replace(self.app.ward.with_texts(values), sync_per_second=pace)
        try:
            saved = await self.app.ask(setup.save_ward, ward, self._operation)
        except Refused as refused:
            form.set_errors(refused.problems)
        except CounterError as error:
            await self.app.tell(error)
        else:
            self.app.use_ward(saved)
            self._operation = uuid4().hex
            self.say("settings_screen.saved", tone="good")
            self.tell_looks()


def _looks(ward: WardSettings, watched: Watched | None) -> Iterable[Fact]:
    if ward.sending != "gateway":
        return
    if watched is None:
        yield Fact("", t("outbox_screen.looks_none"), "weak")
    else:
        how = {"minutes": number(round(LOOK_EVERY / 60)), "most": number(LOOKS_A_ROUND)}
        last = t("outbox_screen.looks_never")
        if watched.asked_at is not None:
            at = written(watched.asked_at)
            last = t("outbox_screen.looks_last", time=at, n=number(watched.asked))
        yield Fact("", t("outbox_screen.looks", n=number(watched.dossiers), **how) + " " + last, "weak")
    yield Fact("", "")


def _fields(ward: WardSettings) -> Iterable[Field]:
    for name, keys in _CHOICES.items():
        yield Field(
            key=name,
            label=t(f"outbox_screen.field.{name}"),
            kind=Kind.CHOICE,
            options=tuple(Option(key, t(f"outbox_screen.{name}.{key}")) for key in keys),
            value=getattr(ward, name),
        )
    for name in _TEXTS:
        yield Field(
            key=name,
            label=t(f"outbox_screen.field.{name}"),
            value=getattr(ward, name),
            required=False,
            max_length=200,
        )
    yield Field(
        key="sync_per_second",
        label=t("outbox_screen.field.sync_per_second"),
        kind=Kind.NUMBER,
        value=str(ward.sync_per_second),
    )
