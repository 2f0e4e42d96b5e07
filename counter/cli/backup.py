"""`counter backup` and `counter restore`: a whole copy on another disk; the way back, rehearsed or real."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counter.cli.boundary import DONE
from counter.cli.options import UsageProblem
from counter.cli.run import Run, run_of
from counter.errors import StoreError
from counter.i18n import money, number, t, utc_now, written

if TYPE_CHECKING:
    from datetime import datetime

    from counter.models.backup import Present, Rehearsal, RestoreFound
    from counter.services.backup.backup_brought import Unlock

_To = Annotated[Path, typer.Argument(metavar="FOLDER", help="cli.backup.to")]
_From = Annotated[Path, typer.Argument(metavar="FOLDER", help="cli.restore.from")]
_Rehearse = Annotated[bool, typer.Option("--rehearse", help="cli.restore.rehearse")]
_Other = Annotated[bool, typer.Option("--other-store", help="cli.restore.other")]
_Look = Annotated[bool, typer.Option("--look", help="cli.restore.look")]


def backup(context: typer.Context, to: _To) -> int:
    """Make a back-up, restore it to a scratch place, verify it, and only then say that it is done."""
    from counter.services.backup import backup as service

    run = run_of(context)
    run.output.note(t("cli.backup.works"))
    with run.office() as office:
        made = service.back_up(office, to)
    lines = [
        t(
            "cli.backup.made",
            folder=str(made.folder), size=number(-(-made.size >> 20)), checks=made.checks, code=made.code,
        )
    ]  # fmt: skip
    if made.same_disk:
        lines.append(t("cli.backup.same_disk"))
    run.output.show(made, lines)
    return DONE


def restore(
    context: typer.Context,
    from_: _From,
    rehearse: _Rehearse = False,
    look: _Look = False,
    other_store: _Other = False,
) -> int:
    """Bring a back-up back; `--rehearse` goes the whole way beside the store and changes nothing."""
    from counter.cli import session
    from counter.services.backup import restore as service

    run = run_of(context)
    place = session.store_path(run.shared)
    source = service.source_of(from_, place)
    if rehearse or look:
        return _rehearse(run, source, look)
    run.output.note(t("cli.restore.works", name=source.name))
    found = service.restore(
        source, place, session.unlocking(), lambda store: session.actor_of(run.shared, store), utc_now(),
        practice=run.shared.practice, other_store=other_store,
    )  # fmt: skip
    _show(run, found, t("cli.restore.done", store=str(place)))
    return DONE


def _rehearse(run: Run, source: Path, look: bool) -> int:
    """Beside the store, noted in its trail where it opens; with `look` the copy is left for the screens."""
    from counter.cli import session
    from counter.services.backup import rehearsal as service
    from counter.services.backup import restore as plain

    if look and (run.output.as_json or run.shared.practice):
        raise UsageProblem("cli.restore.look_needs")
    run.output.note(t("cli.restore.works", name=source.name))
    unlock, place = session.unlocking(), session.store_path(run.shared)
    if run.shared.practice:
        _show(run, plain.rehearse(source, place, unlock, utc_now()), t("cli.restore.rehearsed"))
        return DONE
    made = _noted(run, source, unlock) or service.bring(source, place, unlock, utc_now())
    try:
        _show(run, made.found, t("cli.restore.looking" if look else "cli.restore.rehearsed"))
        code = _look_into(run, made) if look else DONE
    finally:
        service.end(made)
    if look:
        run.output.note(t("cli.restore.left"))
    return code


def _noted(run: Run, source: Path, unlock: "Unlock") -> "Rehearsal | None":
    """The rehearsal, noted in the store of this machine by who signs in there; None: no store opens."""
    from counter.cli import session
    from counter.services import setup
    from counter.services.backup import rehearsal
    from counter.services.key import key_file, opening
    from counter.services.office import Office

    path = session.store_path(run.shared)
    if not path.is_file():
        return None
    try:
        store = opening.open_store(path, unlock(path) if key_file.is_sealed(path) else None)
    except StoreError as fault:
        run.output.note(t("cli.restore.not_noted", why=t(fault.message_id, **fault.params)))
        return None
    with store:
        actor = session.actor_of(run.shared, store)
        return rehearsal.rehearse(
            Office(store=store, actor=actor, ward=setup.load_ward(store)), source, unlock
        )


def _look_into(run: Run, made: "Rehearsal") -> int:
    from counter.app import look_into
    from counter.settings import MachineSettings

    return look_into(MachineSettings(store=made.store, language=run.shared.language), made)


def _show(run: Run, found: "RestoreFound", said: str) -> None:
    from counter.cli.output import jsonable

    told = jsonable(found)
    payload = {**told, "missing": found.missing} if isinstance(told, dict) else told
    run.output.show(payload, [said, *_told(found)])


def _told(found: "RestoreFound") -> list[str]:
    from counter.services.backup.lost_words import warnings

    def at(instant: "datetime | None") -> str:
        return written(instant) if instant else "–"

    lines = [
        t(
            "cli.restore.holds",
            made=written(found.made_at), newest=at(found.newest),
            residents=number(found.residents), dossiers=number(found.dossiers),
            payments=number(found.payments), checks=found.checks, seconds=number(round(found.seconds)),
        )
    ]  # fmt: skip
    if found.other:
        lines.append(t("backup.lost.other_store", ward=found.ward))
    if (here := found.present) is not None:
        dossiers, payments = number(here.dossiers), number(here.payments)
        lines.append(t("cli.restore.present", dossiers=dossiers, payments=payments, newest=at(here.newest)))
        lines.append(t("cli.restore.lost", what=_lost(here)))
        lines += warnings(here)
    if found.aside:
        which = "cli.restore.aside" if found.aside_store else "cli.restore.aside_files"
        lines.append(t(which, name=found.aside))
    return lines


def _lost(here: "Present") -> str:
    if not here.lost_dossiers and not here.lost_payments:
        return t("rehearsal_screen.lost.nothing")
    return t(
        "rehearsal_screen.lost.some",
        dossiers=number(here.lost_dossiers), payments=number(here.lost_payments), sum=money(here.lost_money),
    )  # fmt: skip


def add_to(app: typer.Typer) -> None:
    """Put the commands into the tree."""
    app.command("backup", help="cli.backup.help")(backup)
    app.command("restore", help="cli.restore.help")(restore)
