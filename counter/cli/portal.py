"""`counter portal practice`: a portal on this machine to practise with and to send to in tests."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from counter.cli.boundary import DONE
from counter.cli.output import Output
from counter.cli.run import run_of
from counter.cli.until_told import UntilTold
from counter.i18n import t

_Port = Annotated[
    int, typer.Option("--port", metavar="N", min=0, max=65535, help="practice_portal.option.port")
]
_Faults = Annotated[
    Path | None, typer.Option("--faults", metavar="FILE", help="practice_portal.option.faults")
]
_Seed = Annotated[int, typer.Option("--seed", metavar="S", help="practice_portal.option.seed")]
_Keep = Annotated[Path | None, typer.Option("--keep", metavar="FILE", help="practice_portal.option.keep")]
_Minutes = Annotated[
    int, typer.Option("--minutes", metavar="N", min=1, max=600, help="practice_portal.option.minutes")
]


def practice(
    context: typer.Context,
    port: _Port = 8765,
    faults: _Faults = None,
    seed: _Seed = 1,
    keep: _Keep = None,
    minutes: _Minutes = 10,
) -> int:
    """Answer on 127.0.0.1 until Ctrl+C: both gateway variants, and the procedures as web forms."""
    from counter.cli.portal_faults import read
    from counter.portal.practice import PracticePortal
    from counter.rules.portal_fields import asking_for_peoples
    from counter.services.catalogue.portal_data import order_of
    from counter.services.catalogue.units_data import peoples
    from counter.services.office import shipped_catalogue

    procedures = asking_for_peoples(shipped_catalogue().all(), tuple(one.name for one in peoples()))
    portal = PracticePortal(
        procedures,
        read(faults) if faults else (),
        seed,
        orders={procedure.code: order_of(procedure.code) for procedure in procedures},
        port=port,
        session=timedelta(minutes=minutes),
        keep=keep,
        marked_only=True,
    )
    output = run_of(context).output
    with portal, UntilTold() as told:
        _tell(output, portal.url, seed)
        told.wait()
    output.note(t("practice_portal.stopped"))
    return DONE


def _tell(output: Output, url: str, seed: int) -> None:
    """Where everything is, at once also for a program that waits for it."""
    from counter.portal.practice import gateways

    adapter = {"auth": gateways.AUTH, "integration": gateways.INTEGRATION, "share": gateways.SHARE}
    province = {"add": gateways.ADD, "update": gateways.UPDATE, "steps": gateways.STEPS}
    lines = [
        t("practice_portal.started", url=url),
        t("practice_portal.started.web", url=url),
        t("practice_portal.started.adapter", paths=", ".join(adapter.values())),
        t("practice_portal.started.entry", user=gateways.USER, word=gateways.PASSWORD),
        t("practice_portal.started.provincial", paths=", ".join(province.values())),
        t("practice_portal.started.state", url=url),
        t("practice_portal.started.stop"),
    ]
    output.show({"practice": True, "url": url, "paths": adapter | province, "seed": seed}, lines)
    if sys.stdout is not None:
        sys.stdout.flush()


def add_to(app: typer.Typer) -> None:
    """Put the group into the tree."""
    group = typer.Typer(rich_markup_mode=None)
    group.callback()(_group)
    group.command("practice", help="practice_portal.help")(practice)
    app.add_typer(group, name="portal", help="cli.portal.help")


def _group() -> None:
    """Keeps `practice` a word of its own: typer folds a group of one command into it otherwise."""
