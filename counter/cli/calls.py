"""`counter calls`: whom to call today and why, and what came of a call."""

from typing import Annotated
from uuid import uuid4

import typer

from counter.cli.boundary import DONE
from counter.cli.run import run_of
from counter.cli.table import fitted
from counter.cli.values import day_of
from counter.errors import Problem, Refused
from counter.i18n import t
from counter.models.calls import DIGITS, CallDraft, CallTry, Matter


def list_(
    context: typer.Context,
    letters: Annotated[bool, typer.Option("--letters", help="cli.calls.letters")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=5000, help="cli.calls.limit")] = 50,
) -> int:
    """Name who is to be told, why, on which number, in which words."""
    from counter.rules import calls as rules
    from counter.services.calls import calls

    run = run_of(context)
    with run.office() as office:
        page = (calls.unreachable if letters else calls.listing)(office, limit=limit)
        matters = page.matters if letters else rules.in_order(page.matters)
        ward = office.ward.ward_name
    lines = [line for one in matters for line in _lines(one, ward)]
    empty = t("calls.letters.empty" if letters else "calls.none")
    run.output.show([_payload(one, ward) for one in matters], lines or [empty])
    return DONE


def record(
    context: typer.Context,
    ref: Annotated[str, typer.Argument(metavar="DOSSIER", help="cli.dossier")],
    outcome: Annotated[int, typer.Argument(metavar="1–5", min=1, max=5, help="cli.calls.outcome")],
    on: Annotated[str, typer.Option("--on", metavar="YYYY-MM-DD", help="cli.calls.on")] = "",
) -> int:
    """Note the result of one call."""
    from counter.services.calls import calls
    from counter.services.dossier import dossiers

    day = day_of("--on", on) if on else None
    run = run_of(context)
    with run.office() as office:
        view = dossiers.get(office, ref)
        one = calls.standing(office, view.id)
        if one is None:
            raise Refused((Problem("", "cli.calls.not_listed", {"code": view.short_code}),))
        draft = CallDraft(
            operation=uuid4().hex, dossier_id=view.id, why=one.why, about=one.about,
            outcome=DIGITS[outcome], seen=len(one.tries), comes_on=day,
        )  # fmt: skip
        made = calls.record(office, draft)
    said = t("calls.noted", who=one.resident, result=t(f"calls.result.{made.outcome}"))
    run.output.show({"dossier": view.code} | _tried(made), [said])
    return DONE


def _payload(one: Matter, ward: str) -> dict[str, object]:
    from counter.papers.words import say
    from counter.rules import calls as rules

    said, params = rules.words(one, ward)  # said in Vietnamese, whatever the screen speaks
    return {
        "dossier": one.code,
        "short_code": one.short_code,
        "why": one.why,
        "resident": one.resident,
        "procedure": one.procedure,
        "contact": one.kind,
        "phone": one.phone,
        "whose": one.whose,
        "best_time": one.best_time,
        "due": one.due,
        "group": rules.group_of(one.address),
        "comes_back_on": one.comes_back_on,
        "say": say(said, **params),
        "tries": [_tried(made) for made in one.tries],
    }


def _tried(made: CallTry) -> dict[str, object]:
    return {
        "outcome": made.outcome,
        "way": made.way,
        "at": made.made_at,
        "by": made.made_by,
        "again_at": made.again_at,
        "comes_on": made.comes_on,
    }


def _lines(one: Matter, ward: str) -> tuple[str, str]:
    from counter.papers.words import phone, say
    from counter.rules import calls as rules

    whom = t(f"calls.whom.{one.kind}", who=one.resident, whose=one.whose or "–") if one.kind else one.resident
    why, dialled = t(f"calls.short.{one.why}"), phone(one.phone) if one.phone else "–"
    dialled += f" ({one.best_time})" if one.best_time else ""
    said, params = rules.words(one, ward)
    line = t("cli.calls.line", code=one.short_code, why=why, whom=whom, phone=dialled, n=len(one.tries))
    return fitted(line), f"      {say(said, **params)}"


def add_to(app: typer.Typer) -> None:
    """Put the group into the tree."""
    group = typer.Typer(rich_markup_mode=None)
    group.command("list", help="cli.calls.list.help")(list_)
    group.command("record", help="cli.calls.record.help")(record)
    app.add_typer(group, name="calls", help="cli.calls.help")
