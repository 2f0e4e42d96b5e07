"""`counter portal practice`: a portal on this machine to practise with and to send to in tests."""

import signal
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from counter.cli.boundary import DONE
from counter.cli.run import run_of
from counter.i18n import t


def practice(
    context: typer.Context,
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="practice_portal.option.port")
    ] = 8765,
    faults: Annotated[
        Path | None, typer.Option("--faults", metavar="FILE", help="practice_portal.option.faults")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="practice_portal.option.seed")] = 1,
    keep: Annotated[
        Path | None, typer.Option("--keep", metavar="FILE", help="practice_portal.option.keep")
    ] = None,
    minutes: Annotated[
        int, typer.Option("--minutes", metavar="N", min=1, max=600, help="practice_portal.option.minutes")
    ] = 10,
) -> int:
    """Answer on 127.0.0.1 until Ctrl+C: both gateway variants, and the procedures as web forms."""
    from counter.cli.portal_faults import read
    from counter.portal.practice import PracticePortal, gateways
    from counter.services.office import shipped_catalogue
    from counter.services.portal_data import order_of

    output = run_of(context).output
    procedures = shipped_catalogue().all()
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
    paths = {
        "auth": gateways.AUTH,
        "integration": gateways.INTEGRATION,
        "share": gateways.SHARE,
        "add": gateways.ADD,
        "update": gateways.UPDATE,
        "steps": gateways.STEPS,
    }
    with portal, _UntilTold() as told:
        lines = [
            t("practice_portal.started", url=portal.url),
            t("practice_portal.started.web", url=portal.url),
            t("practice_portal.started.adapter", paths=", ".join(list(paths.values())[:3])),
            t("practice_portal.started.entry", user=gateways.USER, word=gateways.PASSWORD),
            t("practice_portal.started.provincial", paths=", ".join(list(paths.values())[3:])),
            t("practice_portal.started.state", url=portal.url),
            t("practice_portal.started.stop"),
        ]
        output.show({"practice": True, "url": portal.url, "paths": paths, "seed": seed}, lines)
        if sys.stdout is not None:
            sys.stdout.flush()
        told.wait()
    output.note(t("practice_portal.stopped"))
    return DONE


class _UntilTold:
    """`with` gives an event that Ctrl+C and SIGTERM set; both are the ordinary end of this command."""

    def __enter__(self) -> threading.Event:
        told = threading.Event()
        self._before = {
            number: signal.signal(number, lambda *_: told.set()) for number in (signal.SIGINT, signal.SIGTERM)
        }
        return told

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)


def add_to(app: typer.Typer) -> None:
    """Put the group into the tree."""
    group = typer.Typer(rich_markup_mode=None)
    group.callback()(_group)
    group.command("practice", help="practice_portal.help")(practice)
    app.add_typer(group, name="portal", help="cli.portal.help")


def _group() -> None:
    """Keeps `practice` a word of its own: typer folds a group of one command into it otherwise."""
