"""`counter breach`: what was on a machine, a breach with its 72 hours, the notice of it."""

from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from counter.cli.boundary import DONE
from counter.cli.run import Run, run_of
from counter.cli.table import fitted
from counter.cli.values import moment_of
from counter.i18n import number, t, written
from counter.models.breach import BreachDraft, BreachFacts, BreachView

_Number = Annotated[int, typer.Argument(metavar="NUMBER", help="cli.breach.number")]
_Act = Annotated[str, typer.Option("--act", metavar="TEXT", help="cli.breach.act")]
_Happened = Annotated[str, typer.Option("--happened", metavar="TEXT", help="cli.breach.happened")]
_Place = Annotated[str, typer.Option("--place", metavar="TEXT", help="cli.breach.place")]
_Who = Annotated[str, typer.Option("--who", metavar="TEXT", help="cli.breach.who")]
_Kinds = Annotated[str, typer.Option("--kinds", metavar="TEXT", help="cli.breach.kinds")]
_Amount = Annotated[str, typer.Option("--amount", metavar="TEXT", help="cli.breach.amount")]
_Contact = Annotated[str, typer.Option("--contact", metavar="TEXT", help="cli.breach.contact")]
_Results = Annotated[str, typer.Option("--consequences", metavar="TEXT", help="cli.breach.consequences")]
_Measures = Annotated[str, typer.Option("--measures", metavar="TEXT", help="cli.breach.measures")]
_At = Annotated[str, typer.Option("--at", metavar="YYYY-MM-DDTHH:MM", help="cli.breach.at")]
_Found = Annotated[str, typer.Option("--found-at", metavar="YYYY-MM-DDTHH:MM", help="cli.breach.found")]
_File = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="cli.breach.output")]
_COUNTED = (
    "residents", "with_number", "with_phone", "drafts", "drafts_with_number", "drafts_with_phone", "dossiers",
    "payments", "files", "papers", "staff",
)  # fmt: skip


def machine(context: typer.Context) -> int:
    """Say what was on this machine, for a notice within 72 hours; of a lost one, ask its back-up."""
    if context.invoked_subcommand is not None:
        return DONE
    from counter.services.personal import holdings

    run = run_of(context)
    with run.office() as office:
        held = holdings.holdings(office)
    made_at, first, last, backup = (
        written(at) if at else "–" for at in (held.made_at, held.first, held.last, held.last_backup)
    )
    lines = [
        t("cli.breach.head", device=held.device, store=held.store, made_at=made_at),
        t("cli.breach.encrypted" if held.encrypted else "cli.breach.plain"),
        *(t(f"cli.breach.{name}", n=number(getattr(held, name))) for name in _COUNTED),
        *(t("cli.breach.old_store", name=name) for name in held.old_stores),
        t("cli.breach.span", first=first, last=last, backup=backup),
        t("cli.breach.due"),
    ]
    run.output.show(held, lines)
    return DONE


def record(
    context: typer.Context,
    act: _Act = "",
    found_at: _Found = "",
    device: Annotated[str, typer.Option("--device", metavar="NAME", help="cli.breach.device")] = "",
    happened: _Happened = "",
    place: _Place = "",
    who: _Who = "",
    kinds: _Kinds = "",
    amount: _Amount = "",
    contact: _Contact = "",
    consequences: _Results = "",
    measures: _Measures = "",
) -> int:
    """Keep that something happened; kinds and amount of data are counted in this store where not given."""
    from counter.services.personal import breaches

    said = BreachFacts(happened=happened, place=place, act=act, who=who, kinds=kinds, amount=amount,
                       contact=contact, consequences=consequences, measures=measures)  # fmt: skip
    at = moment_of("--found-at", found_at) if found_at else None
    run = run_of(context)
    with run.office() as office:
        facts = breaches.over(breaches.suggested(office), said)
        draft = BreachDraft(operation=uuid4().hex, facts=facts, device=device, found_at=at)
        view = breaches.record(office, draft)
    return _show(run, view)


def update(
    context: typer.Context,
    ident: _Number,
    act: _Act = "",
    happened: _Happened = "",
    place: _Place = "",
    who: _Who = "",
    kinds: _Kinds = "",
    amount: _Amount = "",
    contact: _Contact = "",
    consequences: _Results = "",
    measures: _Measures = "",
) -> int:
    """Write what became known; what is not given stays."""
    from counter.services.personal import breaches

    said = BreachFacts(happened=happened, place=place, act=act, who=who, kinds=kinds, amount=amount,
                       contact=contact, consequences=consequences, measures=measures)  # fmt: skip
    run = run_of(context)
    with run.office() as office:
        facts = breaches.over(breaches.get(office, ident).facts, said)
        view = breaches.update(office, ident, facts, operation=uuid4().hex)
    return _show(run, view)


def list_(context: typer.Context) -> int:
    """Name the incidents and how long there is to tell the authority."""
    from counter.services.personal import breaches

    run = run_of(context)
    with run.office() as office:
        views = breaches.listing(office)
    run.output.show(views, [fitted(_line(view)) for view in views] or [t("cli.breach.none")])
    return DONE


def told(
    context: typer.Context,
    ident: _Number,
    whom: Annotated[str, typer.Option("--whom", metavar="TEXT", help="cli.breach.whom")] = "",
    at: _At = "",
) -> int:
    """Note that the authority was told."""
    from counter.services.personal import breaches

    when = moment_of("--at", at) if at else None
    run = run_of(context)
    with run.office() as office:
        view = breaches.told(office, ident, whom, operation=uuid4().hex, at=when)
    return _show(run, view)


def notice(context: typer.Context, ident: _Number, output: _File = None) -> int:
    """Make the notice: `.pdf` a paper, `.txt` plain text; its facts on the screen without a file."""
    from counter.papers import breach_notice
    from counter.papers.files import write
    from counter.services.personal import breaches

    run = run_of(context)
    path = output and breach_notice.check_suffix(output)
    with run.office() as office:
        view = breaches.note_print(office, ident, operation=uuid4().hex)
        data = breach_notice.notice_data(view, office.ward, at=office.now(), practice=office.practice)
    if path is None:
        run.output.show(view, breach_notice.lines(data))
        return DONE
    write(path, breach_notice.made(data, path))
    run.output.show({"file": str(path)}, [t("cli.breach.written", file=str(path)), *_missing(view)])
    return DONE


def _show(run: Run, view: BreachView) -> int:
    run.output.show(view, [_line(view), *_missing(view)])
    return DONE


def _line(view: BreachView) -> str:
    from counter.rules.data_request_words import breach_clock

    return t(
        "cli.breach.line",
        number=view.id,
        found=written(view.found_at),
        device=view.device,
        act=view.facts.act,
        clock=breach_clock(view),
    )


def _missing(view: BreachView) -> list[str]:
    if not view.missing:
        return []
    return [t("cli.breach.missing", names=", ".join(t(f"breach.field.{name}") for name in view.missing))]


def add_to(app: typer.Typer) -> None:
    """Put the group into the tree; alone it says what was on this machine."""
    group = typer.Typer(rich_markup_mode=None, invoke_without_command=True)
    group.callback(help="cli.breach.help")(machine)
    for name, command in (
        ("record", record), ("update", update), ("list", list_), ("told", told), ("notice", notice),
    ):  # fmt: skip
        group.command(name, help=f"cli.breach.{name}.help")(command)
    app.add_typer(group, name="breach", help="cli.breach.help")
