"""`counter verify`: whether the store keeps its promises; numbers only, so nobody signs in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Annotated

import typer

from counter.cli.boundary import DONE, REFUSED
from counter.cli.options import Shared, UsageProblem
from counter.cli.run import run_of
from counter.i18n import number, t
from counter.models.anchor import Anchor
from counter.models.verify import Check
from counter.text import one_line

_Anchors = Annotated[
    list[str] | None, typer.Option("--anchor", metavar="CODE|FILE", help="cli.verify.anchor")
]
_UNFINISHED = "erasure_unfinished"  # of all checks the one that a command mends
_Closings = Annotated[bool, typer.Option("--closings", help="cli.verify.closings")]


def verify(context: typer.Context, anchor: _Anchors = None, closings: _Closings = False) -> int:
    """Run every check, saying on standard error what is under way; exit 1 when one failed."""
    from counter.cli.session import open_existing
    from counter.services.verify import verify as service

    run = run_of(context)
    if closings:
        return _closings(context)
    anchors = _given(anchor or [])
    checks: list[Check] = []
    with _place(run.shared) as shared, open_existing(shared) as store:
        for check in service.checks(store, anchors):
            run.output.note(_line(check))
            checks.append(check)
    failed = sum(1 for check in checks if check.failed)
    mended = failed and all(check.name == _UNFINISHED for check in checks if check.failed)
    good = t("verify.good", checks=len(checks))
    bad = t("verify.only_unfinished") if mended else t("verify.bad", checks=len(checks), failed=failed)
    said = bad if failed else good
    run.output.show({"checks": checks, "failed": failed}, [*(_line(c) for c in checks if c.failed), said])
    return REFUSED if failed else DONE


@contextmanager
def _place(shared: Shared) -> Iterator[Shared]:
    """Where the store is looked at: one within a back-up, which must stay as its list says, as a copy."""
    from counter.cli.session import store_path
    from counter.services.backup import read_only
    from counter.services.store.place import of_backup

    path = store_path(shared)
    if not (path.is_file() and of_backup(path)):
        yield shared
        return
    with read_only.copied(path) as copy:
        yield replace(shared, store=copy)


def _closings(context: typer.Context) -> int:
    """The code that the hand-over sheet of each drawer must show."""
    from counter.cli.session import open_existing
    from counter.services.chain import anchors

    run = run_of(context)
    with open_existing(run.shared) as store, store.query() as connection:
        found = list(anchors.closings(connection))
    lines = [t("verify.closing", drawer=c.drawer_id, at=c.closed_at, code=c.code) for c in found]
    run.output.show(found, lines or [t("verify.no_closing")])
    return DONE


def _given(said: list[str]) -> tuple[Anchor, ...]:
    from counter.services.chain import anchors

    found: list[Anchor] = []
    for text in said:
        heads = anchors.given(text)
        if not heads:
            raise UsageProblem("verify.anchor_unreadable", text=one_line(text)[:60])
        found.extend(heads)
    return tuple(found)


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
