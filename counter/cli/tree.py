"""The typer application: every command of `counter`, each imported here, each light until it runs."""

from collections.abc import Sequence

import typer
from typer.core import TyperGroup
from typer.main import get_command

from counter.cli import (
    attachments,
    backup,
    bank,
    breach,
    calls,
    clock,
    data,
    data_requests,
    days,
    deposits,
    doctor,
    dossier,
    doubles,
    due,
    erasing,
    find,
    helping,
    imports,
    key,
    outbox,
    papers,
    person_data,
    portal,
    practice,
    procedures,
    quote,
    report,
    scan,
    verify,
    words,
)
from counter.cli.options import Shared, UsageProblem
from counter.cli.output import Output
from counter.cli.run import Run
from counter.cli.usage import usage_problem

_MODULES = (
    procedures,
    quote,
    due,
    days,
    scan,
    words,
    find,
    doubles,
    dossier,
    papers,
    attachments,
    report,
    practice,
    portal,
    outbox,
    calls,
    bank,
    deposits,
    imports,
    data,
    verify,
    backup,
    person_data,
    data_requests,
    breach,
    erasing,
    key,
    clock,
    doctor,
)


def build() -> TyperGroup:
    """The tree of commands; help texts in it are message ids, which `helping` says in the chosen language."""
    app = typer.Typer(
        add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, help="cli.help.intro"
    )
    for module in _MODULES:
        module.add_to(app)
    command = get_command(app)
    if not isinstance(command, TyperGroup):
        raise TypeError("the command line has several commands")
    return command


def run(shared: Shared, given: Sequence[str], output: Output) -> int:
    """Run one command and return its exit code. Raises UsageProblem for what typer cannot read."""
    root = build()
    if helping.wanted(given):
        return helping.show_page(root, given, output)
    try:
        code = root.main(list(given), prog_name="counter", standalone_mode=False, obj=Run(shared, output))
    except typer.Abort:
        raise UsageProblem("cli.usage.aborted") from None
    except typer.TyperException as error:
        raise usage_problem(error) from error
    return int(code or 0)
