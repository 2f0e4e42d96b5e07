"""`counter data`: which fees, law and calendar this machine works with, and signed bundles of new ones."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from counter.cli import data_keys
from counter.cli.boundary import DONE
from counter.cli.run import run_of
from counter.i18n import day, known, money, number, t, written
from counter.rules.data_bundle import spoken
from counter.text import fold

if TYPE_CHECKING:
    from counter.models.data_update import DataChanges, DataVersions, FeeChange, UpdateLook

SHOWN = 40  # changes of a kind in the terminal; --json has them all
Do = Annotated[bool, typer.Option("--do", help="cli.data.do")]


def show(context: typer.Context) -> int:
    """Which data counts, which was taken, and by whom it was signed; no store is needed."""
    from counter.services.updates import data_updates

    found = data_updates.versions()
    run_of(context).output.show(found, _versions(found))
    return DONE


def update(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="cli.data.file")],
    do: Do = False,
) -> int:
    """Look at a signed bundle and what it changes; take it with `--do`."""
    from counter.services.updates import data_updates

    run = run_of(context)
    with run.office() as office:
        if do:
            found = data_updates.take(office, file, operation=uuid4().hex)
        else:
            found = data_updates.look(office, file)
    run.output.show(found, _look(found))
    return DONE


def back(context: typer.Context) -> int:
    """Go back to the data before the last update."""
    from counter.services.updates import data_updates

    run = run_of(context)
    with run.office() as office:
        found = data_updates.back(office, operation=uuid4().hex)
    run.output.show(found, [t("cli.data.went_back", version=_version(found.counts)), t("cli.data.restart")])
    return DONE


def _version(version: int) -> str:
    return str(version) if version else t("cli.data.unversioned")


def _versions(found: "DataVersions") -> Iterator[str]:
    yield t("cli.data.shipped", version=_version(found.shipped))
    signer = found.signer or t("cli.data.with_program")
    yield t("cli.data.counts", version=_version(found.counts), signer=signer)
    if found.running != found.counts:
        yield t("cli.data.running", version=_version(found.running))
    for one in reversed(found.updates):
        marks = [t("cli.data.is_counting")] if one.counts else []
        marks += [] if one.whole else [t("cli.data.not_whole")]
        line = t(
            "cli.data.taken", version=one.version, since=day(one.valid_from), signer=one.signer,
            files=number(one.files), about=one.about,
        )  # fmt: skip
        yield " · ".join((line, *marks))


def _look(found: "UpdateLook") -> Iterator[str]:
    yield t("cli.data.bundle", version=found.version, made=written(found.made_at), about=found.about)
    yield t("cli.data.signer", name=found.signer, fingerprint=spoken(found.fingerprint))
    yield t("cli.data.since", since=day(found.valid_from), before=_version(found.before))
    yield from _changes(found.changes)
    if found.dry:
        yield t("cli.data.dry")
    else:
        yield t("cli.data.done")
        if found.changes.days:
            yield t("cli.data.moved")
        yield t("cli.data.restart")


def _changes(changes: "DataChanges") -> Iterator[str]:
    kinds = {
        "fees": [_fee(one) for one in changes.fees],
        "procedures": [
            t(f"cli.data.procedure.{one.kind}", code=one.code, name=one.procedure, parts=_parts(one.parts))
            for one in changes.procedures
        ],
        "days": [
            t("cli.data.day", day=day(one.day), old=_day(one.old), new=_day(one.new)) for one in changes.days
        ],
        "files": [f"{path}: {t(f'cli.data.file.{kind}')}" for path, kind in changes.files],
    }
    for kind, lines in kinds.items():
        yield t(f"cli.data.{kind}", count=number(len(lines)))
        yield from (f"  {line}" for line in lines[:SHOWN])
        if len(lines) > SHOWN:
            yield f"  {t('cli.import.more', count=number(len(lines) - SHOWN))}"


def _fee(one: "FeeChange") -> str:
    unknown = t("cli.quote.not_known")
    old, new = (unknown if amount is None else money(amount) for amount in (one.old, one.new))
    way = "gone" if one.gone else "added" if one.added else "same" if one.old == one.new else "other"
    since = t("cli.data.fee.since", day=day(one.since)) if one.since else ""
    words = t(f"cli.data.fee.{way}", code=one.code, name=one.procedure, fee=one.fee, old=old, new=new)
    return " · ".join(filter(None, (words, since, one.source)))


def _parts(parts: tuple[str, ...]) -> str:
    names = (t(f"cli.data.part.{part}") if known(f"cli.data.part.{part}") else "" for part in parts)
    told = list(dict.fromkeys(name for name in names if name))
    return ", ".join(told) or t("cli.data.part.other")


def _day(said: str) -> str:
    kind, _, name = said.partition(" ")
    words = t(f"cli.data.day.{kind or 'none'}")
    return name if fold(name).startswith(fold(words)) else f"{words} {name}".strip()


def add_to(app: typer.Typer) -> None:
    """`data show`, `data update`, `data back`, `data keys …`, `data bundle`."""
    group = typer.Typer(rich_markup_mode=None)
    group.command("show", help="cli.data.show.help")(show)
    group.command("update", help="cli.data.update.help")(update)
    group.command("back", help="cli.data.back.help")(back)
    data_keys.add_to(group)
    app.add_typer(group, name="data", help="cli.data.help")
