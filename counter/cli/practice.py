"""`counter practice fill`: a made-up ward to practise in and to measure with."""

import sys
from typing import Annotated

import typer

from counter.cli.boundary import DONE
from counter.cli.run import run_of
from counter.cli.values import day_of
from counter.i18n import number, t


def fill(
    context: typer.Context,
    residents: Annotated[
        int, typer.Option("--residents", metavar="N", min=1, help="cli.practice.residents")
    ] = 600,
    dossiers: Annotated[
        int, typer.Option("--dossiers", metavar="N", min=0, help="cli.practice.dossiers")
    ] = 900,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="cli.practice.seed")] = 1,
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="cli.practice.until")] = "",
    days: Annotated[int, typer.Option("--days", metavar="N", min=1, max=3650, help="practice.days")] = 730,
    again: Annotated[bool, typer.Option("--again", help="cli.practice.again")] = False,
) -> int:
    """Fill the practice store. The same seed, sizes and last day give the same ward, byte for byte."""
    from counter.paths import default_store
    from counter.services.practice.practice import Plan, fill_file

    run = run_of(context)
    path = run.shared.store or default_store(practice=True)
    last = day_of("--until", until)
    plan = Plan(residents=residents, dossiers=dossiers, seed=seed, until=last, days=days)
    counts = fill_file(path, plan, again=again, tell=_Progress())
    lines = [t("practice.filled", file=path.name, seed=seed)]
    lines += [f"  {t(f'practice.count.{name}')}: {number(count)}" for name, count in counts.items()]
    run.output.show(
        {"counts": counts, **counts, "seed": seed, "until": last, "days": days, "file": path.name}, lines
    )
    return DONE


class _Progress:
    """How far a stage is: one line that is written over on a terminal, a line a tenth elsewhere."""

    def __init__(self) -> None:
        self._live = sys.stderr is not None and sys.stderr.isatty()
        self._told = ("", -1)

    def __call__(self, stage: str, done: int, of: int) -> None:
        text = t(f"practice.stage.{stage}", done=number(done), of=number(of))
        tenth = stage, done * 10 // of
        if self._live:
            sys.stderr.write(f"\r\x1b[K{text}" + ("\n" if done >= of else ""))
        elif tenth != self._told:
            sys.stderr.write(text + "\n")
        self._told = tenth
        sys.stderr.flush()


def add_to(app: typer.Typer) -> None:
    """Put the group into the tree."""
    group = typer.Typer(rich_markup_mode=None)
    group.callback()(_group)
    group.command("fill", help="cli.practice.fill.help")(fill)
    app.add_typer(group, name="practice", help="cli.practice.help")


def _group() -> None:
    """Keeps `fill` a word of its own: typer folds a group of one command into it otherwise."""
