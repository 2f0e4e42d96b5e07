"""`counter erase` and `counter retention`: deleting personal data; without --confirm they only look."""

import secrets
from collections.abc import Iterable
from typing import Annotated

import typer

from counter.cli.boundary import DONE
from counter.cli.options import UsageProblem
from counter.cli.run import Run, run_of
from counter.i18n import day, known, local, number, t
from counter.models.erasure import Counted, Erased, ErasureDraft, ErasurePreview, Obstacle, OldCopy
from counter.models.retention import Due, Kind, Period, RetentionDraft, RetentionPreview
from counter.rules import retention_words as words
from counter.rules.retention import clock_doubtful

_Person = Annotated[int, typer.Argument(metavar="RESIDENT", help="cli.erase.resident")]
_Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="cli.erase.reason")]
_Confirm = Annotated[str, typer.Option("--confirm", metavar="CODE", help="cli.erase.confirm")]
_Request = Annotated[int | None, typer.Option("--request", metavar="N", help="cli.erase.request")]
_Delete = Annotated[bool, typer.Option("--delete", help="cli.retention.delete")]
_Right = Annotated[bool, typer.Option("--clock-right", help="cli.retention.clock_right")]
_Clean = Annotated[bool, typer.Option("--clean", help="cli.retention.clean")]
_Kinds = Annotated[list[str], typer.Option("--kind", metavar="KIND", help="cli.retention.kind")]
_Kind = Annotated[str, typer.Argument(metavar="KIND", help="cli.retention.kind")]
_Months = Annotated[str, typer.Argument(metavar="MONTHS", help="cli.retention.months")]
_Code = Annotated[str, typer.Argument(metavar="CODE", help="cli.hold.code")]
_Lift = Annotated[bool, typer.Option("--lift", help="cli.hold.lift")]


def erase(
    context: typer.Context,
    resident: _Person,
    reason: _Reason = "",
    confirm: _Confirm = "",
    request: _Request = None,
) -> int:
    """Say what would go; with the code that this says, a reason and --confirm, delete it."""
    from counter.services.personal import erasure

    run = run_of(context)
    with run.office() as office:
        if not confirm:
            _show(run, erasure.preview(office, resident, request_id=request), reason, request)
            return DONE
        draft = ErasureDraft(
            resident_id=resident, reason=reason, seen=confirm.strip().upper(),
            operation=f"erase-{secrets.token_hex(8)}", request_id=request,
        )  # fmt: skip
        run.output.note(t("cli.erase.works"))
        _done(run, erasure.erase(office, draft))
    return DONE


def retention(
    context: typer.Context,
    delete: _Delete = False,
    reason: _Reason = "",
    confirm: _Confirm = "",
    kind: _Kinds = [],  # noqa: B006  typer reads it, nothing changes it
    clean: _Clean = False,
    clock_right: _Right = False,
) -> int:
    """Say what has been kept long enough; with --delete, the code that this says and a reason, delete it."""
    from counter.services.personal import retention as service

    run = run_of(context)
    kinds = frozenset(_kind(word) for word in kind)
    with run.office() as office:
        if clean:
            left = service.clean(office)
            run.output.show({"left": left}, [t("erasure.left" if left else "cli.retention.cleaned")])
            return DONE
        if not (delete and confirm):
            _list(run, service.preview(office, kinds), kinds)
            return DONE
        draft = RetentionDraft(
            reason=reason, seen=confirm.strip().upper(), operation=f"keep-{secrets.token_hex(8)}",
            kinds=kinds, clock_seen=clock_right,
        )  # fmt: skip
        run.output.note(t("cli.erase.works"))
        _done(run, service.delete(office, draft))
    return DONE


def period(context: typer.Context, kind: _Kind, months: _Months) -> int:
    """Set how many months one kind is kept; "hỏi" or "ask": nobody has said, nothing is proposed."""
    from counter.services.personal import retention_periods

    run = run_of(context)
    asked = months.strip().casefold() in ("hỏi", "hoi", "ask")
    if not asked and not months.strip().isdecimal():
        raise UsageProblem("cli.retention.no_months")
    with run.office() as office:
        found = retention_periods.save(
            office, _kind(kind), None if asked else int(months), operation=f"period-{secrets.token_hex(8)}"
        )
    run.output.show(found, [_period(one) for one in found])
    return DONE


def hold(context: typer.Context, code: _Code, reason: _Reason = "", lift: _Lift = False) -> int:
    """Keep a dossier from being deleted while a complaint goes on, or let it go again."""
    from counter.services.dossier import dossiers
    from counter.services.personal import erasure_holds

    run = run_of(context)
    operation = f"hold-{secrets.token_hex(8)}"
    with run.office() as office:
        ident = dossiers.get(office, code).id
        if lift:
            erasure_holds.lift(office, ident, operation=operation)
        else:
            erasure_holds.place(office, ident, reason, operation=operation)
    run.output.show(
        {"dossier": code, "held": not lift}, [t(f"cli.hold.{'lifted' if lift else 'placed'}", code=code)]
    )
    return DONE


def _show(run: Run, seen: ErasurePreview, reason: str, request: int | None) -> None:
    lines = [t("erasure.preview.head", name=seen.name, n=seen.resident_id)]
    lines += [t("erasure.preview.goes", what=_what(seen.goes))]
    if seen.dossiers:
        lines.append(t("erasure.preview.dossiers", n=len(seen.dossiers), codes=", ".join(seen.dossiers)))
    if seen.kept_dossiers:
        lines.append(t("erasure.preview.kept", codes=", ".join(seen.kept_dossiers)))
    lines += [f"  {t('erasure.preview.stays', what=_one(one), why=t(one.why))}" for one in seen.stays]
    lines += _stops(seen.obstacles)
    lines += _copies(seen.copies)
    if seen.possible:
        said = reason or "…"
        if request is None:
            lines.append(t("cli.erase.next", n=seen.resident_id, reason=said, code=seen.seen))
        else:
            lines.append(t("cli.erase.next_request", request=request, reason=said, code=seen.seen))
    run.output.show(seen, lines)


def _list(run: Run, seen: RetentionPreview, kinds: frozenset[Kind]) -> None:
    lines = [t("retention.head")]
    if clock_doubtful(seen.quiet):
        lines.append(t("retention.clock", n=number(seen.quiet)))
    for due in seen.dues:
        if not kinds or due.period.kind in kinds:
            lines += [_due(due), *(f"    {t(o.message_id, **o.params)}" for o in due.obstacles[:3])]
    lines += _copies(seen.copies) if seen.count else []
    if seen.unfinished:
        lines.append(t("retention.unfinished"))
    if seen.count:
        lines.append(t("cli.retention.next", code=seen.seen))
    run.output.show(seen, lines)


def _due(due: Due) -> str:
    standing = words.standing(due)
    return f"{_period(due.period)} · {standing}" if standing else _period(due.period)


def _period(one: Period) -> str:
    return f"{one.kind}: {t(f'retention.kind.{one.kind}')} · {words.kept(one)} · {words.source(one)}"


def _done(run: Run, done: Erased) -> None:
    lines = [
        t("erasure.done", rows=number(done.rows), dossiers=number(done.dossiers), files=number(done.files))
    ]
    if done.left:
        lines.append(t("erasure.left"))
    run.output.show(done, [*lines, *_copies(done.copies)])


def _stops(stops: Iterable[Obstacle]) -> list[str]:
    return [t("erasure.preview.stop", why=t(one.message_id, **one.params)) for one in stops]


def _copies(copies: tuple[OldCopy, ...]) -> list[str]:
    if not copies:
        return []
    listed = ", ".join(f"{one.name} ({day(local(one.made_at).date())})" for one in copies[:5])
    more = t("erasure.copies.more", n=len(copies) - 5) if len(copies) > 5 else ""
    return [t("erasure.copies", n=len(copies), names=f"{listed}{more}")]


def _what(goes: Iterable[Counted]) -> str:
    return ", ".join(map(_one, goes)) or t("erasure.nothing")


def _one(one: Counted) -> str:
    message_id = f"erasure.kind.{one.kind}"
    return f"{t(message_id) if known(message_id) else one.kind} {number(one.count)}"


def _kind(word: str) -> Kind:
    try:
        return Kind(word.strip().casefold())
    except ValueError:
        raise UsageProblem("cli.retention.no_kind", kinds=", ".join(Kind)) from None


def add_to(app: typer.Typer) -> None:
    """Put the commands into the tree."""
    app.command("erase", help="cli.erase.help")(erase)
    app.command("retention", help="cli.retention.help")(retention)
    app.command("retention-period", help="cli.retention-period.help")(period)
    app.command("hold", help="cli.hold.help")(hold)
