"""`counter deposits`: what a month collected, what is at the Treasury (Kho bạc), what is due by when."""

import typer

from counter.cli.boundary import DONE
from counter.cli.run import run_of
from counter.cli.table import fitted
from counter.i18n import day_with_weekday, money, t
from counter.models.transfers import MonthStanding


def deposits(context: typer.Context) -> int:
    """List the months, the newest first; what is late or due within five days says so."""
    from counter.services.bank import deposits as service

    run = run_of(context)
    with run.office() as office:
        months = service.standing(office)
    run.output.show(months, [fitted(_line(month)) for month in months])
    return DONE


def _line(month: MonthStanding) -> str:
    state = "late" if month.late else "soon" if month.soon else "left" if month.left > 0 else "done"
    return t(
        f"cli.deposits.{state}",
        month=f"{month.month[5:]}/{month.month[:4]}",
        collected=money(month.collected),
        deposited=money(month.deposited),
        left=money(month.left),
        due=day_with_weekday(month.due_on),
    )


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("deposits", help="cli.deposits.help")(deposits)
