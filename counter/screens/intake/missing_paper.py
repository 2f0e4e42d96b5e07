"""Mẫu 02 while nothing was received yet: what the resident must still bring, on paper to take home."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from counter.errors import CounterError
from counter.i18n import t, t_in
from counter.models.law_papers import LawForm, SupplementFacts
from counter.papers.files import bare_name, keep, slip_name
from counter.papers.law_forms import TEMPLATES, draw, values_of
from counter.rules.law_facts import missing_facts
from counter.screens.intake.intake_panel import Journey
from counter.screens.papers.printing import to_printer
from counter.services.papers import law_register
from counter.settings import WardSettings
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp


async def print_out(app: "CounterApp", screen: CounterScreen[None], journey: Journey) -> None:
    """Count it, make it, print it where this machine has a printer. The draft stays as it is."""
    if journey.procedure is None or app.actor is None:
        return
    facts = missing_facts(
        journey.draft,
        journey.procedure,
        by=app.actor.name,
        at=app.now(),
        practice=app.machine.practice,
    )
    facts = replace(facts, reason=t_in("vi", "law_paper.missing_reason"))
    try:
        copy = await app.ask(
            law_register.record_print,
            LawForm.SUPPLEMENT,
            journey.draft.id,
            operation=uuid4().hex,
            target="file",
        )
        path = await app.in_thread(
            _make, facts, app.ward, journey.draft.id, copy, app.machine.practice, app.machine.store
        )
    except CounterError as error:
        await app.tell(error)
        return
    if not screen.gone:
        screen.say("law_screen.made", tone="good", file=bare_name(path), folder=path.parent.name)
    await to_printer(app, screen, path, t("law_paper.title.02"))


def _make(
    facts: SupplementFacts, ward: WardSettings, draft_id: str, copy: int, practice: bool, store: Path | None
) -> Path:
    """Typeset and keep it under the name of the draft. DataFault, CounterError."""
    data = values_of(facts, ward, copy=copy, practice=practice)
    name = slip_name(f"nhap-{draft_id[:12]}", kind=TEMPLATES[type(data)], copy=copy)
    return keep(draw(data), name, store=store, practice=practice)
