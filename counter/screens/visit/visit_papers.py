"""The slip of a household's visit: made in a thread, kept on the disk, counted, sent to the printer."""

from typing import TYPE_CHECKING
from uuid import uuid4

from counter.errors import CounterError
from counter.i18n import t
from counter.models.visit import VisitView
from counter.papers.files import bare_name
from counter.papers.visit_slip import keep_slip
from counter.screens.intake.accepted_slip import make
from counter.screens.papers.printing import to_printer
from counter.services.dossier import dossiers
from counter.services.intake import visits

if TYPE_CHECKING:
    from counter.screens.visit.visit_base import VisitBase

LARGE = "visit_large"


def print_out(screen: "VisitBase", kind: str, *, asked: bool = True) -> None:
    """One slip for all; the keys never wait for it. `asked` as in `to_printer`."""
    if screen.view is not None and screen.view.dossiers:
        screen.app.run_worker(_print(screen, screen.view, kind, asked=asked), group="print")


async def _print(screen: "VisitBase", view: VisitView, kind: str, *, asked: bool) -> None:
    if not screen.gone:
        screen.say("accepted.slip.making")
    try:
        copy = await screen.app.ask(visits.record_print, view.id, kind, operation=uuid4().hex, target="file")
        path = await screen.app.in_thread(
            keep_slip,
            view,
            screen.app.ward,
            kind,
            copy,
            practice=screen.practice,
            store=screen.app.machine.store,
        )
    except CounterError as error:
        await screen.app.tell(error)
        return
    if not screen.gone:
        screen.say("visit.slip_kept", tone="good", file=bare_name(path))
    await to_printer(screen.app, screen, path, f"{t('visit.slip_title')} {view.code}", asked=asked)


def print_each(screen: "VisitBase") -> None:
    """Mẫu 01 of every dossier, where somebody wants them apart."""
    if screen.view is not None:
        screen.app.run_worker(_print_each(screen, screen.view), group="print")


async def _print_each(screen: "VisitBase", view: VisitView) -> None:
    for one in view.dossiers:
        try:
            copy = await screen.app.ask(
                dossiers.record_print, one.id, "slip", operation=uuid4().hex, target="file"
            )
            made = await screen.app.in_thread(
                make,
                one,
                screen.app.ward,
                "slip",
                copy,
                practice=screen.practice,
                store=screen.app.machine.store,
            )
        except CounterError as error:
            await screen.app.tell(error)
            return
        await to_printer(screen.app, screen, made.path, f"{t('law_paper.title.01')} {one.short_code}")
    if not screen.gone:
        screen.say("visit.slips_kept", tone="good", n=len(view.dossiers))
