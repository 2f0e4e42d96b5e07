"""`counter doctor`: whether this machine can do a counter's work; tells, and changes nothing."""

from typing import Annotated

import typer

from counter.cli import doctor_hands
from counter.cli.doctor_data import data
from counter.cli.doctor_look import Finding, disk, grid, letters, printers, terminal
from counter.cli.doctor_store import store
from counter.cli.options import store_of
from counter.cli.output import spread
from counter.cli.run import Run, run_of
from counter.i18n import t

_MARKS = {"ok": "√", "note": "·", "bad": "!"}


def doctor(
    context: typer.Context, quick: Annotated[bool, typer.Option("--quick", help="cli.doctor.quick")] = False
) -> int:
    """Look at terminal, letters, store and printers; test keys and typing when somebody is there to type."""
    run = run_of(context)
    path = store_of(run.shared)
    findings = [*terminal(), *store(path), disk(path), data(), printers()]
    if run.output.as_json or quick or not doctor_hands.possible():
        findings += [
            Finding(name, "note", t(f"doctor.{name}.skipped")) for name in ("kitty", "keys", "typing")
        ]
        _show(run, findings)
    else:
        _show(run, findings)
        _by_hand()
    return 1 if any(f.name == "store" and f.state == "bad" for f in findings) else 0


def _show(run: Run, findings: list[Finding]) -> None:
    lines = [t("doctor.title"), "", *(_line(f) for f in findings), "", t("doctor.letters")]
    lines += [f"  {row}" for row in grid()]
    run.output.show({"findings": findings, "letters": "".join(letters())}, lines)


def _line(finding: Finding) -> str:
    return f" {_MARKS[finding.state]} {finding.text}"


def _by_hand() -> None:
    for ask in (doctor_hands.kitty, doctor_hands.keys, doctor_hands.typing):
        print(spread(_line(ask())))


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("doctor", help="cli.doctor.help")(doctor)
