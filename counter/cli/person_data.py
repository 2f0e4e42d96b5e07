"""`counter export-personal-data`: what is held on one person, for that person."""

import json
from pathlib import Path
from typing import Annotated

import typer

from counter.cli.boundary import DONE
from counter.cli.run import run_of
from counter.i18n import number, t
from counter.models.person_data import PersonData

_Person = Annotated[int, typer.Argument(metavar="RESIDENT", help="cli.person.id")]
_Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="cli.person.reason")]
_Out = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE.json", help="cli.person.output")]


def export(context: typer.Context, resident: _Person, reason: _Reason = "", output: _Out = None) -> int:
    """Write all of it, as JSON and as a paper in large print; who asked and why stands in the audit trail."""
    from counter.papers import person_paper
    from counter.papers.files import write
    from counter.services.personal import person_data

    run = run_of(context)
    with run.office() as office:
        found = person_data.export(office, resident, reason)
        paper = person_paper.made(found, office.ward, practice=office.practice)
    path = output or Path(f"du-lieu-ca-nhan-{resident}.json")
    beside = path.with_suffix(".pdf")
    path = path.with_suffix(".json") if path == beside else path
    write(path, _text(found).encode())
    write(beside, paper)
    words = t("cli.person.exported", file=str(path), rows=number(found.rows), kinds=len(found.sections))
    lines = [
        words,
        t("cli.person.paper", file=str(beside)),
        "",
        t("cli.person.plain"),
        t("cli.person.hand_over"),
    ]
    run.output.show({"file": str(path), "paper": str(beside), "rows": found.rows}, lines)
    return DONE


def _text(found: PersonData) -> str:
    whole = {
        "resident": found.resident_id,
        "name": found.name,
        "made_at": found.made_at.isoformat(),
        "sections": [
            {"title": _title(one.table), "table": one.table, "rows": [dict(row) for row in one.rows]}
            for one in found.sections
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _title(table: str) -> str:
    from counter.i18n import known

    message_id = f"person.table.{table}"
    return t(message_id) if known(message_id) else table


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("export-personal-data", help="cli.export-personal-data.help")(export)
