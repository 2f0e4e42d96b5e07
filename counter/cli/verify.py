"""`counter verify`: whether the store keeps its promises; numbers only, so nobody signs in."""

import typer

from counter.cli.boundary import DONE, REFUSED
from counter.cli.run import run_of
from counter.i18n import number, t
from counter.models.verify import Check


def verify(context: typer.Context) -> int:
    """Run every check, saying on standard error what is under way; exit 1 when one failed."""
    from counter.cli.session import open_existing
    from counter.services import verify as service

    run = run_of(context)
    checks: list[Check] = []
    with open_existing(run.shared) as store:
        for check in service.checks(store):
            run.output.note(_line(check))
            checks.append(check)
    failed = sum(1 for check in checks if check.failed)
    good = t("verify.good", checks=len(checks))
    said = t("verify.bad", checks=len(checks), failed=failed) if failed else good
    run.output.show({"checks": checks, "failed": failed}, [*(_line(c) for c in checks if c.failed), said])
    return REFUSED if failed else DONE


def _line(check: Check) -> str:
    text = t(f"verify.check.{check.name}")
    if not check.failed:
        return t("verify.line.good", name=text, tried=number(check.tried))
    where = ", ".join(check.examples)
    return t(
        "verify.line.bad", name=text, tried=number(check.tried), failed=number(check.failed), where=where
    )


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("verify", help="cli.verify.help")(verify)
