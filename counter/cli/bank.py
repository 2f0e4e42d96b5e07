"""`counter bank`: import a statement (sao kê), list the lines that wait for a person."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from counter.cli.boundary import DONE, problem_payload
from counter.cli.options import UsageProblem
from counter.cli.run import run_of
from counter.cli.table import fitted
from counter.errors import Problem, Refused
from counter.i18n import day, money, number, t

if TYPE_CHECKING:
    from counter.models.transfers import BankLineView, Imported
    from counter.services.office import Office

FIGURES = ("new", "known", "matched", "open", "debits")


def import_(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="cli.bank.file")],
    account: Annotated[int, typer.Option("--account", metavar="N", min=0, help="cli.bank.account")] = 0,
) -> int:
    """Keep the new lines of a statement and match them; rows that cannot be read stop nothing."""
    from counter.services.bank import statement_files, statements

    run = run_of(context)
    with run.office() as office:
        into = account or _only_account(office)
        found = statement_files.read(file)
        done = statements.import_statement(office, into, found.data, found.name, operation=uuid4().hex)
    unread = [problem_payload(problem) for problem in done.problems]
    payload = {name: getattr(done, name) for name in FIGURES} | {"account": into, "unread": unread}
    run.output.show(payload, _figures(done))
    for problem in unread if not run.output.as_json else ():
        run.output.note(str(problem["text"]))
    return DONE


def tasks(context: typer.Context) -> int:
    """List the lines that fit nothing by themselves, the oldest first, with the reason."""
    from counter.services.bank import statements

    run = run_of(context)
    with run.office() as office:
        lines = statements.tasks(office)
    payload = [_line_payload(line) for line in lines]
    run.output.show(payload, [fitted(_line(line)) for line in lines] or [t("cli.bank.no_tasks")])
    return DONE


def _only_account(office: "Office") -> int:
    """The one account there is. UsageProblem: `--account` has to say which. Refused: there is none."""
    from counter.services.bank import accounts

    known = accounts.listing(office, all_of_them=True)
    if not known:
        raise Refused((Problem("account", "transfer_screen.no_account"),))
    if len(known) == 1:
        return known[0].id
    names = "; ".join(f"{one.id} {one.label or one.holder} {one.number}" for one in known)
    raise UsageProblem("cli.bank.which", needs=("--account",), accounts=names)


def _figures(done: "Imported") -> Iterator[str]:
    for name in FIGURES:
        yield f"{t(f'transfer_screen.figure.{name}')}: {number(getattr(done, name))}"
    yield f"{t('transfer_screen.figure.unread')}: {number(len(done.problems))}"


def _line_payload(line: "BankLineView") -> dict[str, object]:
    return {
        "id": line.id,
        "account": line.account,
        "booked_on": line.booked_on,
        "amount": line.amount,
        "memo": line.memo,
        "reference": line.reference,
        "kind": line.kind,
        "why": problem_payload(line.why) if line.why else None,
        "near": line.near,
        "with": line.to_staff,
        "note": line.note,
    }


def _line(line: "BankLineView") -> str:
    why = t(line.why.message_id, **line.why.params) if line.why else ""
    who = line.to_staff or t("transfer_screen.nobody_yet")
    return f"{line.id:>5}  {day(line.booked_on)}  {money(line.amount):>14}  {who}  {why}"


def add_to(app: typer.Typer) -> None:
    """Put the group into the tree."""
    group = typer.Typer(rich_markup_mode=None)
    group.command("import", help="cli.bank.import.help")(import_)
    group.command("tasks", help="cli.bank.tasks.help")(tasks)
    app.add_typer(group, name="bank", help="cli.bank.help")
