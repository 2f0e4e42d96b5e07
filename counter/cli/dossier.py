"""`counter show` and `counter slip`: one dossier, and the slip its resident carries home."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from counter.cli import visit
from counter.cli.boundary import DONE
from counter.cli.options import UsageProblem
from counter.cli.run import run_of
from counter.errors import Refused
from counter.i18n import clock, day, day_with_weekday, local, money, t
from counter.models.dossier import DossierView, TimelineEntry
from counter.rules.brought_words import brought_words
from counter.rules.filing_words import standing_facts, three_names


def show(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="DOSSIER", help="cli.dossier")],
    why: Annotated[str, typer.Option("--why", metavar="REASON", help="cli.show.why")] = "",
) -> int:
    """One dossier with papers, answers, money and timeline; numbers whole for a reason, which is recorded."""
    from counter.services.dossier import dossiers
    from counter.services.people import lookups

    run = run_of(context)
    if visit.looks_like(ref):
        return visit.show(run, ref)
    with run.office() as office:
        view = dossiers.get(office, ref)
        if why:
            lookups.see_dossier(office, view.id, why)
        else:
            view = lookups.masked(view)
    run.output.show(dossiers.as_dict(view), _page(view))
    return DONE


def slip(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="DOSSIER", help="cli.dossier")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="cli.slip.output")],
) -> int:
    """Write the slip (Mẫu 01) to a PDF, or as a picture for a thermal printer; counted as a print-out."""
    from counter.papers.files import check_suffix, save_slip
    from counter.papers.slip import slip_data
    from counter.services.dossier import dossiers

    run = run_of(context)
    if visit.looks_like(ref):
        return visit.slip(run, ref, output)
    try:
        kind = "slip" if check_suffix(output) == ".pdf" else "thermal_80"
    except Refused as refused:
        raise UsageProblem.of(refused) from refused
    with run.office() as office:
        view = dossiers.get(office, ref)
        copy = dossiers.record_print(office, view.id, kind, target=output.name)
        data = slip_data(view, office.ward, copy=copy, practice=office.practice)
    written = save_slip(data, output)
    told = {"file": str(written), "code": view.code, "copy": copy}
    run.output.show(told, [t("cli.slip.written", file=str(written))])
    return DONE


def _page(view: DossierView) -> Iterator[str]:
    due = view.appointment.due
    at = local(view.received_at)
    yield f"{view.code}  {view.short_code}  {t(f'wording.state.{int(view.state)}')}"
    yield f"{view.procedure_code}  {view.procedure_name}"
    if view.brought is not None:
        yield brought_words(view.brought)
    yield t("cli.dossier.who", name=view.applicant.full_name, number=view.applicant.citizen_id)
    yield t("cli.dossier.received", time=clock(at), day=day(at.date()), who=view.received_by)
    if due is None:
        yield t("cli.dossier.no_due", reason=view.appointment.reason)
    else:
        here = local(due)
        yield t("cli.dossier.due", time=clock(here), day=day_with_weekday(here.date()))
    total = t("cli.quote.no_total") if view.quote.total is None else money(view.quote.total)
    yield t("cli.dossier.money", state=t(f"wording.money.{view.money}", amount=total))
    yield t("cli.dossier.sync", state=t(f"wording.sync.{view.sync}"))
    if view.submission is not None:
        who = view.applicant.full_name
        for _, label, said in (*three_names(view.submission, who), *standing_facts(view.submission, who)):
            yield t("submission.fact.line", label=label, value=said)
    yield ""
    yield t("cli.show.papers") + ":"
    yield from (f"  - {p.name}: {t(f'cli.paper.{p.state}')}" for p in view.papers)
    yield ""
    yield t("cli.dossier.timeline")
    yield from map(_event, view.timeline)


def _event(entry: TimelineEntry) -> str:
    at = local(entry.at)
    return f"  {day(at.date())} {clock(at)}  {t(entry.event, **entry.detail)}  {entry.who}".rstrip()


def add_to(app: typer.Typer) -> None:
    """Put the commands into the tree."""
    app.command("show", help="cli.show.help")(show)
    app.command("slip", help="cli.slip.help")(slip)
