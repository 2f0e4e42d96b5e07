"""`counter backup` and `counter restore`: a whole copy on another disk; the way back, rehearsed or real."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counter.cli.boundary import DONE
from counter.cli.run import run_of
from counter.i18n import number, t, utc_now

if TYPE_CHECKING:
    from counter.models.backup import RestoreFound

_To = Annotated[Path, typer.Argument(metavar="FOLDER", help="cli.backup.to")]
_From = Annotated[Path, typer.Argument(metavar="FOLDER", help="cli.restore.from")]
_Rehearse = Annotated[bool, typer.Option("--rehearse", help="cli.restore.rehearse")]


def backup(context: typer.Context, to: _To) -> int:
    """Make a back-up, restore it to a scratch place, verify it, and only then say that it is done."""
    from counter.services import backup as service

    run = run_of(context)
    run.output.note(t("cli.backup.works"))
    with run.office() as office:
        made = service.back_up(office, to)
    lines = [
        t(
            "cli.backup.made",
            folder=str(made.folder), size=number(-(-made.size >> 20)), checks=made.checks, code=made.code,
        )
    ]  # fmt: skip
    if made.same_disk:
        lines.append(t("cli.backup.same_disk"))
    run.output.show(made, lines)
    return DONE


def restore(context: typer.Context, from_: _From, rehearse: _Rehearse = False) -> int:
    """Bring a back-up back; `--rehearse` goes the whole way beside the store and changes nothing."""
    from counter.cli import session
    from counter.services import restore as service

    run = run_of(context)
    source = service.source_of(from_)
    place = session.store_path(run.shared)
    run.output.note(t("cli.restore.works", name=source.name))
    if rehearse:
        found = service.rehearse(source, place, session.unlocked, utc_now())
        lines = [t("cli.restore.rehearsed")]
    else:
        found = service.restore(
            source, place, session.unlocked, lambda store: session.actor_of(run.shared, store), utc_now()
        )
        lines = [t("cli.restore.done", store=str(place))]
    run.output.show(found, [*lines, *_told(found)])
    return DONE


def _told(found: "RestoreFound") -> list[str]:
    from counter.services.clock import written

    lines = [
        t(
            "cli.restore.holds",
            made=written(found.made_at),
            newest=written(found.newest) if found.newest else "–",
            residents=number(found.residents), dossiers=number(found.dossiers),
            payments=number(found.payments), checks=found.checks, seconds=number(round(found.seconds)),
        )
    ]  # fmt: skip
    if found.missing is not None:
        lines.append(t("cli.restore.missing", n=number(found.missing)))
    if found.aside:
        lines.append(t("cli.restore.aside", name=found.aside))
    return lines


def add_to(app: typer.Typer) -> None:
    """Put the commands into the tree."""
    app.command("backup", help="cli.backup.help")(backup)
    app.command("restore", help="cli.restore.help")(restore)
