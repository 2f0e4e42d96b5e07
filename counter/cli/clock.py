"""`counter clock`: whether the clock is behind what was recorded, and the way on when it ran ahead."""

from typing import Annotated
from uuid import uuid4

import typer

from counter.cli.boundary import DONE, REFUSED
from counter.cli.run import run_of
from counter.i18n import t, written


def clock(
    context: typer.Context,
    right: Annotated[bool, typer.Option("--right", help="cli.clock.right")] = False,
) -> int:
    """Show both; with `--right` a supervisor or the administrator says that the clock is right now."""
    from counter.services.store import clock as service

    run = run_of(context)
    with run.office() as office:
        now = office.now()
        if right:
            newest = service.set_right(office, operation=uuid4().hex)
            behind = False
            seen = service.see_closed(office, operation=uuid4().hex) if newest is None else 0
        else:
            newest, seen = service.ahead(office), 0
            behind = newest is not None
        waiting = service.closed_behind(office)
    said = "good" if newest is None else "set" if right else "behind"
    words = {"now": written(now), "newest": written(newest) if newest else ""}
    lines = [t(f"cli.clock.{said}", **words)]
    if seen:
        lines.append(t("cli.clock.seen", n=seen))
    if waiting:
        lines.append(t("cli.clock.closed", n=waiting))
    run.output.show({"state": said, "closed_behind": waiting, "seen": seen, **words}, lines)
    return REFUSED if behind else DONE


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("clock", help="cli.clock.help")(clock)
