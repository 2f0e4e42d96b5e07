"""`counter procedures`: the catalogue, listed, shown and checked, without a store."""

from collections.abc import Iterator
from typing import Annotated

import typer

from counter.cli.boundary import DONE, REFUSED, problem_payload
from counter.cli.run import run_of
from counter.cli.table import fitted
from counter.cli.values import procedure_of
from counter.errors import DataFault, Problem
from counter.i18n import money, t
from counter.models.catalogue import Fee, Paper, Procedure, TimeLimit, TimeUnit
from counter.paths import data_dir


def list_all(context: typer.Context) -> int:
    """Every procedure in one line: code, short code, name, sector."""
    from counter.services.catalogue.catalogue_json import as_dict
    from counter.services.office import shipped_catalogue

    procedures = shipped_catalogue().all()
    lines = (fitted(f"{p.code:<10} {p.short or '':<5} {p.name}  ({p.sector})") for p in procedures)
    run_of(context).output.show([as_dict(p) for p in procedures], lines)
    return DONE


def show(
    context: typer.Context, code: Annotated[str, typer.Argument(metavar="CODE", help="cli.code")]
) -> int:
    """One procedure with everything the data knows, and what it does not know."""
    from counter.services.catalogue.catalogue_json import as_dict

    procedure = procedure_of(code)
    run_of(context).output.show(as_dict(procedure), _page(procedure))
    return DONE


def check(context: typer.Context) -> int:
    """Read every data file, set every paper template, and name each fault; exit 1 when there is one."""
    from counter.services.catalogue import data_checks
    from counter.services.office import shipped_catalogue

    output = run_of(context).output
    catalogue, folder = shipped_catalogue(), data_dir()
    read = len(catalogue.all())
    faults = data_checks.faults(folder, catalogue)
    said = (
        t("cli.check.good", count=read)
        if not faults
        else t("cli.check.faults", count=read, faults=len(faults))
    )
    told = [_fault(fault) for fault in faults]
    output.show({"procedures": read, "faults": told}, [said])
    for fault in told if not output.as_json else ():
        output.note(str(fault["text"]))
    return REFUSED if faults else DONE


def _fault(fault: DataFault) -> dict[str, object]:
    problem = problem_payload(Problem(fault.field, fault.message_id, fault.params))
    return {**problem, "file": fault.params.get("file"), "line": fault.params.get("line")}


def _page(procedure: Procedure) -> Iterator[str]:
    yield f"{procedure.code}  {procedure.name}"
    rows = {
        "sector": procedure.sector,
        "authority": procedure.authority,
        "time": _limit(procedure.time_limit),
        "result": procedure.result,
        "short": procedure.short or "",
    }
    for name, value in rows.items():
        if value:
            yield f"{t(f'cli.show.{name}')}: {value}"
    yield from _section("papers", (_paper(paper) for paper in procedure.papers))
    yield from _section("fields", (_asked(f.label, f.required) for f in procedure.fields))
    yield from _section("fees", (_fee(fee) for fee in procedure.fees))
    yield from _section("legal", iter(procedure.legal_basis))
    yield from _section("gaps", iter(procedure.gaps))


def _section(name: str, lines: Iterator[str]) -> Iterator[str]:
    first = next(lines, None)
    if first is not None:
        yield ""
        yield f"{t(f'cli.show.{name}')}:"
        yield f"  - {first}"
        yield from (f"  - {line}" for line in lines)


def _limit(limit: TimeLimit) -> str:
    if limit.unit is TimeUnit.SAME_DAY:
        return t("wording.limit.same_day")
    if limit.value is None or limit.unit is None:
        return t("wording.limit.unknown")
    return t(f"wording.limit.{limit.unit}", n=limit.value)


def _paper(paper: Paper) -> str:
    counts = [
        t(f"cli.show.{kind}", count="?" if number is None else number)
        for kind, number in (("originals", paper.originals), ("copies", paper.copies))
        if number != 0
    ]
    words = [t(f"cli.show.mode.{paper.mode}"), *counts, t("cli.show.required") if paper.required else ""]
    line = f"{paper.name} ({', '.join(w for w in words if w)})"
    return f"{line}; {t('cli.show.when', condition=paper.condition)}" if paper.condition else line


def _asked(label: str, required: bool) -> str:
    return f"{label} *" if required else label


def _fee(fee: Fee) -> str:
    amount = t("cli.quote.not_known") if fee.amount is None else money(fee.amount)
    words = [amount, t(f"cli.channel.{fee.channel}") if fee.channel else "", fee.condition or ""]
    return f"{fee.name}: {'; '.join(w for w in words if w)}"


def add_to(app: typer.Typer) -> None:
    """Put the group into the tree."""
    group = typer.Typer(rich_markup_mode=None)
    group.command("list", help="cli.procedures.list.help")(list_all)
    group.command("show", help="cli.procedures.show.help")(show)
    group.command("check", help="cli.procedures.check.help")(check)
    app.add_typer(group, name="procedures", help="cli.procedures.help")
