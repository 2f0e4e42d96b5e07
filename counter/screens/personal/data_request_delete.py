"""What a deletion that somebody asked for takes and leaves, in words to read to the end; then why, then it
goes."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from textual.containers import VerticalScroll
from textual.widget import Widget

from counter.i18n import day, known, local, number, t
from counter.models.data_request import RequestView
from counter.models.erasure import Counted, ErasureDraft, ErasurePreview
from counter.rules import data_request_words as words
from counter.services.backup import backup
from counter.services.personal import data_request_erasing, erasure
from counter.widgets.dialogs import Confirm, ReasonDialog, paragraph
from counter.widgets.frame import Hint, KeyBar
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp

STOPS = 3
EMPTIED = "dossier"  # said in a line of its own: it is emptied, not taken away


class DeleteDialog(Confirm):
    """The same question over more lines than a screen has: ↑ ↓ read on."""

    DEFAULT_CSS = """
    DeleteDialog VerticalScroll {
        height: auto; max-height: 18; scrollbar-size-vertical: 1;
        & > Static { height: auto; }
    }
    """

    def inside(self) -> Iterable[Widget]:
        """What will happen, in a window."""
        yield VerticalScroll(*(paragraph(line) for line in self.lines))

    def hints(self) -> Sequence[Hint]:
        """F9 with the verb, Esc with the safe way, and how to read on where there is more."""
        window = self.query(VerticalScroll)
        more = bool(window) and window.first().max_scroll_y > 0
        return (*super().hints(), *((Hint("↑↓", "data_request_screen.read_on", 5),) if more else ()))

    def on_mount(self) -> None:
        """The window has the keys."""
        self.set_focus(self.query_one(VerticalScroll))
        self.call_after_refresh(lambda: self.query_one(KeyBar).show(self.hints()))


async def delete(screen: CounterScreen[None], app: "CounterApp", one: RequestView) -> None:
    """What goes and what stays in words, then why, then it goes. In a worker. CounterError."""
    seen = await app.ask(erasure.preview, one.resident_id or 0, request_id=one.id)
    if not seen.possible:
        stops = " ".join(t(stop.message_id, **stop.params) for stop in seen.obstacles[:STOPS])
        screen.say("data_request_screen.locked", tone="warn", reason=stops)
        return
    place = (await app.ask(backup.age)).place
    title = t("data_request_screen.delete_title", number=one.id)
    dialog = DeleteDialog(title, lines(one, seen, place), verb_id="data_request_screen.delete_verb")
    if not await app.push_screen_wait(dialog):
        return
    why = (
        t("data_request_screen.delete_whose", who=words.who(one), n=len(seen.dossiers)),
        t("data_request_screen.ask.delete"),
    )
    ask = ReasonDialog(title, why, verb_id="data_request_screen.delete_now")
    if not (reason := await app.push_screen_wait(ask)):
        return
    draft = ErasureDraft(
        resident_id=one.resident_id or 0,
        reason=reason,
        seen=seen.seen,
        operation=uuid4().hex,
        request_id=one.id,
    )
    view = await app.ask(data_request_erasing.erase, draft)
    said = "delete_copies" if seen.copies else "delete"
    screen.say(
        f"data_request_screen.told.{said}", tone="good", number=one.id, clock=words.standing(view),
        n=len(seen.copies),
    )  # fmt: skip


def lines(one: RequestView, seen: ErasurePreview, place: str) -> list[str]:
    """All of it, as the command line says it. `place`: where the last back-up was written; "" for unknown."""
    goes = ", ".join(_counted(each) for each in seen.goes if each.kind != EMPTIED)
    said = [t("data_request_screen.delete_whose", who=words.who(one), n=len(seen.dossiers))]
    said.append(t("data_request_screen.delete_goes", what=goes or t("erasure.nothing")))
    if seen.dossiers:
        codes = ", ".join(seen.dossiers)
        said.append(t("erasure.preview.dossiers", n=len(seen.dossiers), codes=codes))
    if seen.kept_dossiers:
        said.append(t("erasure.preview.kept", codes=", ".join(seen.kept_dossiers)))
    said += [t("erasure.preview.stays", what=_counted(each), why=t(each.why)) for each in seen.stays]
    said.append(t("data_request_screen.delete_never_back"))
    if seen.copies:
        said.append(t("data_request_screen.delete_copies", n=len(seen.copies)))
        said += [f"  {copy.name} · {day(local(copy.made_at).date())}" for copy in seen.copies]
        where = "where" if place else "somewhere"
        said.append(t(f"data_request_screen.delete_copies_{where}", place=place))
    return said


def _counted(each: Counted) -> str:
    name = f"erasure.kind.{each.kind}"
    return f"{t(name) if known(name) else each.kind} {number(each.count)}"
