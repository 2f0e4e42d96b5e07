"""What can be done with one request: answered, put off, done, refused."""

from typing import TYPE_CHECKING
from uuid import uuid4

from counter.errors import CounterError
from counter.i18n import day_with_weekday, known, t
from counter.models.data_request import RequestKind, RequestStep, RequestStepDraft, RequestView
from counter.rules import data_request_words as words
from counter.rules.data_requests import follows
from counter.rules.rights import Act, may
from counter.screens.papers.printing import to_printer
from counter.services.people import residents
from counter.services.personal import data_requests, person_data
from counter.widgets.dialogs import Choice, Item, ReasonDialog
from counter.widgets.screen import CounterScreen

if TYPE_CHECKING:
    from counter.app import CounterApp

STEPS = {
    "answer": (RequestStep.ANSWERED, Act.DATA_REQUEST, data_requests.answer),
    "done": (RequestStep.DONE, Act.DECIDE_REQUEST, data_requests.done),
    "extend": (RequestStep.EXTENDED, Act.DECIDE_REQUEST, data_requests.extend),
    "refuse": (RequestStep.REFUSED, Act.DECIDE_REQUEST, data_requests.refuse),
}


async def choose(screen: CounterScreen[None], app: "CounterApp", one: RequestView) -> None:
    """What was done, and a menu of what can be. In a worker."""
    names = (*STEPS, "paper", "dossier")
    items = [
        Item(name, t(f"data_request_screen.do.{_said(one, name)}"), _locked(app, one, name)) for name in names
    ]
    lines = (
        t("data_request_screen.head", number=one.id, kind=t(f"data_request.kind.{one.kind}"),
          who=words.who(one)),
        words.asked(one),
        t("data_request_screen.days", reply=day_with_weekday(one.reply_by), due=day_with_weekday(one.due_on)),
        *(words.step_words(made) for made in one.steps),
    )  # fmt: skip
    title = t("data_request_screen.which_step")
    if picked := await app.push_screen_wait(Choice(title, items, lines=lines)):
        await do(screen, app, one, picked)


def _said(one: RequestView, name: str) -> str:
    """A deletion is done by deleting: the menu says so."""
    return "erase" if name == "done" and one.kind is RequestKind.DELETE else name


def why_not_add(app: "CounterApp") -> str:
    """Why this person enters no request, in a few words; "" when they may."""
    return "" if may(app.actor, Act.DATA_REQUEST) else t("data_request_screen.lock.clerk")


async def add(screen: CounterScreen[None], app: "CounterApp", resident_id: int = 0, name: str = "") -> int:
    """A new request, of a person who is known or is asked for; its number, 0 for none. In a worker."""
    from counter.screens.personal.data_request_add import AddRequestScreen

    if reason := why_not_add(app):
        screen.say("data_request_screen.locked", tone="warn", reason=reason)
        return 0
    added = await app.push_screen_wait(AddRequestScreen(resident_id, name))
    if added is None:
        return 0
    screen.say("data_request_screen.added", tone="good", number=added.id, clock=words.standing(added))
    return added.id


async def do(screen: CounterScreen[None], app: "CounterApp", one: RequestView, name: str) -> None:
    """One step, after its question; what is refused is told. In a worker."""
    if reason := _locked(app, one, name):
        screen.say("data_request_screen.locked", tone="warn", reason=reason)
        return
    try:
        if name == "paper":
            await _paper(screen, app, one)
        elif name == "dossier":
            await _open_dossier(screen, app, one)
        elif name == "done" and one.kind is RequestKind.DELETE and one.resident:  # else only to be noted
            from counter.screens.personal import data_request_delete

            await data_request_delete.delete(screen, app, one)
        else:
            await _step(screen, app, one, name)
    except CounterError as error:
        await app.tell(error)


async def _step(screen: CounterScreen[None], app: "CounterApp", one: RequestView, name: str) -> None:
    reason = await _ask(app, one, name)
    ground = await _ask(app, one, "ground") if reason and name == "refuse" else ""
    if not reason or (name == "refuse" and not ground):
        return
    draft = RequestStepDraft(operation=uuid4().hex, request_id=one.id, reason=reason, ground=ground)
    view = await app.ask(STEPS[name][2], draft)
    screen.say(f"data_request_screen.told.{name}", tone="good", number=one.id, clock=words.standing(view))


async def _ask(app: "CounterApp", one: RequestView, name: str) -> str:
    line = t(f"data_request_screen.ask.{name}", kind=t(f"data_request.kind.{one.kind}"), who=words.who(one))
    lines = [line]
    if name == "done" and known(way := f"data_request_screen.way.{one.kind}"):
        lines.append(t(way))
    title = t(f"data_request_screen.do.{name}")
    return await app.push_screen_wait(ReasonDialog(title, lines, verb_id="data_request_screen.note_it"))


async def _paper(screen: CounterScreen[None], app: "CounterApp", one: RequestView) -> None:
    """Everything held on the person in large print, to the printer; it lies where papers are kept."""
    from counter.papers import person_paper
    from counter.papers.files import bare_name

    reason = t("data_request_screen.export_reason", number=one.id)
    held = await app.ask(person_data.export, one.resident_id or 0, reason)
    screen.say("data_request_screen.making")
    path = await app.in_thread(
        person_paper.kept, held, app.ward, practice=app.machine.practice, store=app.machine.store
    )
    screen.say("data_request_screen.made", tone="good", file=bare_name(path), folder=path.parent.name)
    await to_printer(app, screen, path, t("data_request_screen.do.paper"))


async def _open_dossier(screen: CounterScreen[None], app: "CounterApp", one: RequestView) -> None:
    """Where what is wrong is put right: the person's newest dossier."""
    person = await app.ask(residents.get, one.resident_id or 0)
    if person.last_dossier:
        app.show("dossier", ref=person.last_dossier)
    else:
        screen.say("data_request_screen.no_dossier", tone="warn", who=words.who(one))


def _locked(app: "CounterApp", one: RequestView, name: str) -> str:
    """Why something cannot be done with a request now, in a few words; "" when it can."""
    if name not in STEPS:
        if not one.resident:
            return t("data_request.erased_person")
        allowed = name == "dossier" or may(app.actor, Act.EXPORT_PERSON)
        return "" if allowed else t("data_request_screen.lock.export")
    step, right, _ = STEPS[name]
    if follows(step, tuple(made.step for made in one.steps)) is not None:
        return t(f"data_request_screen.lock.{RequestStep.DONE if one.ended else step}")
    return "" if may(app.actor, right) else t("data_request_screen.lock.right")
