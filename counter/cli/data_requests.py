"""`counter data-request`: what residents ask of their own data, with the clocks of the law."""

from collections.abc import Callable
from typing import Annotated
from uuid import uuid4

import typer

from counter.cli.boundary import DONE
from counter.cli.options import UsageProblem
from counter.cli.run import run_of
from counter.cli.table import fitted
from counter.cli.values import day_of
from counter.i18n import day, day_with_weekday, t
from counter.models.data_request import (
    AskerKind,
    RequestDraft,
    RequestKind,
    RequestStepDraft,
    RequestView,
)
from counter.services.office import Office

_Number = Annotated[int, typer.Argument(metavar="NUMBER", help="cli.data-request.number")]
_Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="cli.data-request.reason")]


def add(
    context: typer.Context,
    resident: Annotated[int, typer.Argument(metavar="RESIDENT", help="cli.person.id")],
    kind: Annotated[str, typer.Argument(metavar="KIND", help="cli.data-request.kind")],
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="cli.data-request.by")] = "self",
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="cli.data-request.name")] = "",
    paper: Annotated[str, typer.Option("--paper", metavar="TEXT", help="cli.data-request.paper")] = "",
    about: Annotated[str, typer.Option("--about", metavar="TEXT", help="cli.data-request.about")] = "",
    third: Annotated[bool, typer.Option("--third-party", help="cli.data-request.third")] = False,
    received: Annotated[
        str, typer.Option("--received", metavar="YYYY-MM-DD", help="cli.data-request.received")
    ] = "",
) -> int:
    """Enter a request; say until when it is to be answered and done."""
    from counter.services.personal import data_requests

    draft = RequestDraft(
        operation=uuid4().hex, resident_id=resident, kind=_kind(kind), asked_by=_asker(by), asker=name,
        paper=paper, about=about, third_party=third,
        received_on=day_of("--received", received) if received else None,
    )  # fmt: skip
    run = run_of(context)
    with run.office() as office:
        view = data_requests.add(office, draft)
    run.output.show(view, [_line(view), *_days(view)])
    return DONE


def list_(
    context: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="cli.data-request.all")] = False,
) -> int:
    """Name the open requests, what ends first on top."""
    from counter.services.personal import data_requests

    run = run_of(context)
    with run.office() as office:
        views = data_requests.listing(office, ended=every)
    run.output.show(views, [fitted(_line(view)) for view in views] or [t("cli.data-request.none")])
    return DONE


def show(context: typer.Context, number: _Number) -> int:
    """One request and everything that was done with it."""
    from counter.services.personal import data_requests

    run = run_of(context)
    with run.office() as office:
        view = data_requests.get(office, number)
    run.output.show(view, _page(view))
    return DONE


def answer(context: typer.Context, number: _Number, reason: _Reason = "") -> int:
    """Note that the person was answered, and how."""
    from counter.services.personal import data_requests

    return _made(context, data_requests.answer, number, reason)


def extend(context: typer.Context, number: _Number, reason: _Reason = "") -> int:
    """Put it off, once; the reason was told."""
    from counter.services.personal import data_requests

    return _made(context, data_requests.extend, number, reason)


def done(
    context: typer.Context,
    number: _Number,
    reason: _Reason = "",
    confirm: Annotated[str, typer.Option("--confirm", metavar="CODE", help="cli.data-request.confirm")] = "",
) -> int:
    """Note that it was done, and what; a deletion, with the code of what was seen, deletes."""
    from counter.services.personal import data_requests

    if not confirm:
        return _made(context, data_requests.done, number, reason)
    from counter.models.erasure import ErasureDraft
    from counter.services.personal import data_request_erasing

    run = run_of(context)
    with run.office() as office:
        resident = data_requests.get(office, number).resident_id or 0
        view = data_request_erasing.erase(
            office,
            ErasureDraft(
                resident_id=resident, reason=reason, seen=confirm.strip().upper(), operation=uuid4().hex,
                request_id=number,
            ),
        )  # fmt: skip
    run.output.show(view, [_line(view)])
    return DONE


def refuse(
    context: typer.Context,
    number: _Number,
    reason: _Reason = "",
    ground: Annotated[str, typer.Option("--ground", metavar="LAW", help="cli.data-request.ground")] = "",
) -> int:
    """Refuse it, with the reason and the law."""
    from counter.services.personal import data_requests

    return _made(context, data_requests.refuse, number, reason, ground)


def _made(
    context: typer.Context,
    service: Callable[[Office, RequestStepDraft], RequestView],
    number: int,
    reason: str,
    ground: str = "",
) -> int:
    run = run_of(context)
    draft = RequestStepDraft(operation=uuid4().hex, request_id=number, reason=reason, ground=ground)
    with run.office() as office:
        view = service(office, draft)
    run.output.show(view, [_line(view)])
    return DONE


def _kind(text: str) -> RequestKind:
    try:
        return RequestKind(text)
    except ValueError:
        known = ", ".join(RequestKind)
        raise UsageProblem("cli.data-request.kind_unknown", field="KIND", value=text, known=known) from None


def _asker(text: str) -> AskerKind:
    try:
        return AskerKind(text)
    except ValueError:
        known = ", ".join(AskerKind)
        raise UsageProblem("cli.data-request.by_unknown", field="--by", value=text, known=known) from None


def _line(view: RequestView) -> str:
    from counter.rules import data_request_words as words

    return t(
        "cli.data-request.line",
        number=view.id,
        kind=t(f"data_request.kind.{view.kind}"),
        who=words.who(view),
        received=day(view.received_on),
        state=t(f"data_request.state.{view.state}"),
        clock=words.standing(view),
    )


def _days(view: RequestView) -> list[str]:
    reply, due = day_with_weekday(view.reply_by), day_with_weekday(view.due_on)
    return [t("cli.data-request.days", reply=reply, due=due)]


def _page(view: RequestView) -> list[str]:
    from counter.rules import data_request_words as words

    lines = [_line(view), t("cli.data-request.asked", who=words.asked(view), by=view.recorded_by)]
    if view.about:
        lines.append(t("cli.data-request.about_line", about=view.about))
    return [*lines, *_days(view), *(f"  {words.step_words(one)}" for one in view.steps)]


def add_to(app: typer.Typer) -> None:
    """Put the group into the tree."""
    group = typer.Typer(rich_markup_mode=None)
    for name, command in (
        ("add", add), ("list", list_), ("show", show), ("answer", answer), ("extend", extend),
        ("done", done), ("refuse", refuse),
    ):  # fmt: skip
        group.command(name, help=f"cli.data-request.{name}.help")(command)
    app.add_typer(group, name="data-request", help="cli.data-request.help")
