"""`counter find`: residents, dossiers, drafts and procedures by anything that is known of them."""

from typing import Annotated

import typer

from counter.cli.boundary import DONE
from counter.cli.run import run_of
from counter.cli.table import fitted
from counter.i18n import t
from counter.models.dossier import Hit
from counter.models.find import MeaningKind


def find(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="cli.find.text")],
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, max=200, help="cli.find.limit")] = 20,
) -> int:
    """List what fits, masked as lists are; nothing found is no fault."""
    from counter.services.search import find as service

    run = run_of(context)
    with run.office() as office:
        hits = service.find(office, text, limit=limit)
    lines = [fitted(_line(hit)) for hit in hits]
    meaning = service.classify(text)
    wrong = meaning.kind is MeaningKind.MISTYPED
    nothing = t("visit.mistyped", ref=meaning.text) if wrong else t("find.nothing", text=text)
    run.output.show(hits, lines or [nothing])
    return DONE


def _line(hit: Hit) -> str:
    detail = f"  ({hit.detail})" if hit.detail else ""
    return f"{t(f'find.kind.{hit.kind}'):<10} {hit.id:<22} {hit.label}{detail}"


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("find", help="cli.find.help")(find)
