"""`counter import`: lists of before the first day, looked at first and taken with `--do`."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counter.cli.boundary import DONE, problem_payload
from counter.cli.run import Run, run_of
from counter.i18n import money, number, t

if TYPE_CHECKING:
    from counter.models.imports import Import, Row

FIGURES = ("rows", "new", "filled", "known")
SHOWN = 20  # rows of a kind in the terminal; the file has them all
File = Annotated[str, typer.Argument(metavar="FILE", help="cli.import.file")]
Do = Annotated[bool, typer.Option("--do", help="cli.import.do")]
RefusedTo = Annotated[Path | None, typer.Option("--refused", metavar="FILE", help="cli.import.refused")]


def residents(context: typer.Context, file: File, do: Do = False, refused: RefusedTo = None) -> int:
    """Take a list of residents: CSV or XLSX; old letters and numbers mended where there is one reading."""
    from counter.rules.import_residents import NAMES
    from counter.services.imports import import_files, imports

    run = run_of(context)
    table = import_files.table(file, NAMES)
    with run.office() as office:
        found = (imports.residents if do else imports.look_at_residents)(office, table)
    return _show(run, found, file, refused)


def dossiers(context: typer.Context, file: File, do: Do = False, refused: RefusedTo = None) -> int:
    """Take dossiers of the system of before: the old code finds them, the appointment stays as promised."""
    from counter.rules.import_dossier_words import PEOPLE
    from counter.services.imports import import_dossiers, import_files

    run = run_of(context)
    table = import_files.table(file, PEOPLE["full_name"])
    with run.office() as office:
        found = (import_dossiers.dossiers if do else import_dossiers.look_at_dossiers)(office, table)
    more = ("people", "reckoned", "paid_elsewhere")
    return _show(run, found, file, refused, more=more)


def receipt_books(context: typer.Context, file: File, do: Do = False, refused: RefusedTo = None) -> int:
    """Register the paper receipt books of a list."""
    from counter.services.imports import import_files, imports

    run = run_of(context)
    table = import_files.table(file, imports.BOOK_COLUMNS["first"])
    with run.office() as office:
        found = imports.books(office, table, dry=not do)
    return _show(run, found, file, refused)


def _show(run: Run, found: "Import", file: str, refused: Path | None, *, more: tuple[str, ...] = ()) -> int:
    target = refused or Path(f"{file}.{t('cli.import.refused_name')}.csv")
    if found.refused:
        _write(found, target)
    figures = {name: getattr(found, name) for name in (*FIGURES, *more)}
    payload = figures | {
        "dry": found.dry,
        "refused": [_payload(row) for row in found.refused],
        "repaired": [_payload(row) for row in found.repaired],
        "notes": [problem_payload(note) for note in found.notes],
        "refused_file": str(target) if found.refused else None,
    }
    run.output.show(payload, _lines(found, target))
    return DONE


def _lines(found: "Import", target: Path) -> Iterator[str]:
    for name in FIGURES:
        yield t(f"cli.import.figure.{name}", count=number(getattr(found, name)))
    for name in ("people", "reckoned"):
        if getattr(found, name):
            yield t(f"cli.import.figure.{name}", count=number(getattr(found, name)))
    if found.paid_elsewhere:
        yield t("cli.import.paid_elsewhere", sum=money(found.paid_elsewhere))
    for note in found.notes:
        yield t(note.message_id, **note.params)
    for kind, rows in (("repaired", found.repaired), ("refused", found.refused)):
        yield t(f"cli.import.figure.{kind}", count=number(len(rows)))
        for row in rows[:SHOWN]:
            yield f"  {t('cli.import.row', number=row.number)}: {_reasons(row)}"
        if len(rows) > SHOWN:
            yield f"  {t('cli.import.more', count=number(len(rows) - SHOWN))}"
    if found.refused:
        yield t("cli.import.refused_at", file=str(target))
    yield t("cli.import.dry" if found.dry else "cli.import.done")


def _write(found: "Import", target: Path) -> None:
    """The refused rows as they stood, each with its number and its reasons, to be mended and taken again."""
    from counter.models.sheet import Sheet
    from counter.papers.files import write
    from counter.papers.sheet_csv import sheet_csv

    width = max(len(found.heading), *(len(row.cells) for row in found.refused))
    blank = [""] * width
    table = Sheet(
        kind="import",
        title="",
        columns=(*(*found.heading, *blank)[:width], t("cli.import.col.row"), t("cli.import.col.why")),
        rows=tuple((*(*row.cells, *blank)[:width], row.number, _reasons(row)) for row in found.refused),
    )
    write(target, sheet_csv(table))


def _reasons(row: "Row") -> str:
    return "; ".join(str(problem_payload(problem)["text"]) for problem in row.problems)


def _payload(row: "Row") -> dict[str, object]:
    return {"row": row.number, "reasons": [problem_payload(problem) for problem in row.problems]}


def add_to(app: typer.Typer) -> None:
    """`import residents`, `import dossiers`, `import receipt-books`."""
    group = typer.Typer(rich_markup_mode=None)
    group.command("residents", help="cli.import.residents.help")(residents)
    group.command("dossiers", help="cli.import.dossiers.help")(dossiers)
    group.command("receipt-books", help="cli.import.receipt_books.help")(receipt_books)
    app.add_typer(group, name="import", help="cli.import.help")
