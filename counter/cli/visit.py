"""The visit of a household in `counter show` and `counter slip`: what was taken together, on one paper."""

import uuid
from collections.abc import Iterator
from pathlib import Path

from counter.cli.boundary import DONE
from counter.cli.options import UsageProblem
from counter.cli.run import Run
from counter.errors import Refused
from counter.i18n import clock, day, day_with_weekday, local, money, t
from counter.models.dossier import DossierView
from counter.models.visit import VisitView
from counter.rules.visit_code import looks_like

__all__ = ["looks_like", "show", "slip"]


def show(run: Run, code: str) -> int:
    """Everything of the visit with this code, and what is left to pay."""
    from counter.services.intake import visits

    with run.office() as office:
        visit = visits.get(office, code)
    told = {
        "code": visit.code,
        "started_at": visit.started_at.isoformat(),
        "people": list(dict.fromkeys(person.applicant.full_name for person in visit.people)),
        "left": visit.left,
        "waiting": len(visit.drafts),
        "dossiers": [_as_dict(view) for view in visit.dossiers],
    }
    run.output.show(told, _page(visit))
    return DONE


def slip(run: Run, code: str, output: Path) -> int:
    """The slip of the visit as a PDF in large print, or as a picture for a receipt printer; counted."""
    from counter.papers.files import check_suffix
    from counter.papers.visit_slip import save_slip, visit_slip_data
    from counter.services.intake import visits

    try:
        kind = "visit_large" if check_suffix(output) == ".pdf" else "visit_80"
    except Refused as refused:
        raise UsageProblem.of(refused) from refused
    with run.office() as office:
        visit = visits.get(office, code)
        copy = visits.record_print(office, visit.id, kind, operation=uuid.uuid4().hex, target=output.name)
        data = visit_slip_data(visit, office.ward, copy=copy, practice=office.practice)
    written = save_slip(data, output)
    run.output.show(
        {"file": str(written), "code": visit.code, "copy": copy}, [t("cli.slip.written", file=str(written))]
    )
    return DONE


def _as_dict(view: DossierView) -> dict[str, str | int | None]:
    due = view.appointment.due
    return {
        "code": view.code,
        "short_code": view.short_code,
        "applicant": view.applicant.full_name,
        "behalf_of": view.behalf_of,
        "procedure_code": view.procedure_code,
        "procedure": view.procedure_name,
        "due": due.isoformat() if due else None,
        "total": view.quote.total,
        "left": view.left,
        "money": view.money.value,
        "state": int(view.state),
    }


def _page(visit: VisitView) -> Iterator[str]:
    at = local(visit.started_at)
    yield f"{visit.code}  {day(at.date())} {clock(at)}  {visit.started_by}"
    for view in visit.dossiers:
        due = local(view.appointment.due) if view.appointment.due else None
        when = f"{clock(due)} {day_with_weekday(due.date())}" if due else t("wording.due_unknown")
        total = t("cli.quote.no_total") if view.quote.total is None else money(view.quote.total)
        yield ""
        yield f"{view.short_code}  {view.code}  {t(f'wording.state.{int(view.state)}')}"
        yield f"  {view.applicant.full_name}{f' ({view.behalf_of})' if view.behalf_of else ''}"
        yield f"  {view.procedure_code}  {view.procedure_name}"
        yield f"  {when}  {t(f'wording.money.{view.money}', amount=total)}"
    yield ""
    yield t("visit.total", n=len(visit.standing), amount=money(visit.left))
    if visit.drafts:
        yield t("visit.waiting", n=len(visit.drafts))
