"""`counter doubles`: records that may be of one person twice; to look at, merging is done on the screen."""

import typer

from counter.cli.boundary import DONE
from counter.cli.run import run_of
from counter.cli.table import fitted
from counter.i18n import t
from counter.models.merging import Double
from counter.models.resident import ResidentView


def doubles(context: typer.Context) -> int:
    """List the pairs, the surest first; numbers are masked as in every list."""
    from counter.services.put_right import merging

    run = run_of(context)
    with run.office() as office:
        pairs = merging.doubles(office)
    lines = [fitted(_line(pair)) for pair in pairs]
    run.output.show([_plain(pair) for pair in pairs], lines or [t("doubles_screen.none")])
    return DONE


def _line(pair: Double) -> str:
    why = ", ".join(t(f"doubles_screen.why.{one}") for one in pair.why)
    against = ", ".join(t(f"doubles_screen.against.{one}") for one in pair.against)
    said = why + (f" – {t('doubles_screen.but')}: {against}" if against else "")
    return f"{_record(pair.first)} = {_record(pair.second)}: {said}"


def _record(person: ResidentView) -> str:
    return f"{person.id} {person.full_name} {person.masked_id}".rstrip()


def _plain(pair: Double) -> dict[str, object]:
    people = (pair.first, pair.second)
    return {
        "ids": [person.id for person in people],
        "names": [person.full_name for person in people],
        "numbers": [person.masked_id for person in people],
        "why": [one.value for one in pair.why],
        "against": [one.value for one in pair.against],
    }


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("doubles", help="cli.doubles.help")(doubles)
