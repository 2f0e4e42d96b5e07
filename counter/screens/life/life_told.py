"""F10 once a step is recorded: how the resident was told of it, by one digit."""

from typing import TYPE_CHECKING
from uuid import uuid4

from counter.errors import CounterError
from counter.i18n import t
from counter.models.life import NoticeWay
from counter.models.life_views import LifeView, NoticeDraft
from counter.screens.life.life_path import Case
from counter.services.life import life
from counter.widgets.dialogs import Choice, Item

if TYPE_CHECKING:
    from counter.app import CounterApp


async def ask(app: "CounterApp", after: Case) -> LifeView | None:
    """Ask which way, and record it. None when nothing was chosen or recorded. In a worker."""
    name = after.view.applicant.full_name
    rows = [Item(way, t(f"life_screen.way.{way}")) for way in NoticeWay]
    picked = await app.push_screen_wait(Choice(t("life_screen.told_how", name=name), rows))
    if not picked:
        return None
    draft = NoticeDraft(
        operation=uuid4().hex,
        dossier_id=after.view.id,
        move_id=after.life.moves[-1].id,
        way=NoticeWay(picked),
        whom=name,
    )
    try:
        return await app.ask(life.tell, draft)
    except CounterError as error:
        await app.tell(error)
        return None
