"""`counter data keys` and `counter data bundle`: whose bundles are taken, and making them at the centre."""

import getpass
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from counter.cli.boundary import DONE
from counter.cli.options import UsageProblem
from counter.cli.run import run_of
from counter.cli.values import day_of
from counter.errors import Problem, Refused
from counter.i18n import local, t, utc_now
from counter.rules.data_bundle import spoken

if TYPE_CHECKING:
    from counter.models.data_update import TrustedKey

PASSPHRASE = "COUNTER_KEY_PASSPHRASE"  # noqa: S105  the name of the variable
_MOST_PUBLIC = 4096  # bytes
_MOST_SECRET = 64 * 1024
KeyFile = Annotated[Path, typer.Option("--key", metavar="KEYFILE", help="cli.data.key_file")]


def make(
    context: typer.Context,
    output: Annotated[Path, typer.Option("-o", metavar="KEYFILE", help="cli.data.key_out")],
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="cli.data.key_name")],
) -> int:
    """Make a key for signing: KEYFILE under a passphrase, and KEYFILE.pub to give away."""
    from counter.papers.files import write
    from counter.services.updates import data_signing

    public = Path(f"{output}.pub")
    if output.exists() or public.exists():
        raise Refused((Problem("output", "data.key_exists", {"file": output.name}),))
    key = data_signing.make_key(name, _passphrase(twice=True))
    write(output, key.secret)
    write(public, key.public)
    payload = {"key": str(output), "public": str(public), "fingerprint": key.fingerprint}
    lines = [
        t("cli.data.key_made", file=str(output), public=str(public)),
        t("cli.data.fingerprint", digits=spoken(key.fingerprint)),
        t("cli.data.key_keep"),
    ]
    run_of(context).output.show(payload, lines)
    return DONE


def list_all(context: typer.Context) -> int:
    """Whose bundles this ward takes."""
    from counter.services.updates import data_keys

    run = run_of(context)
    with run.office() as office:
        found = data_keys.listing(office)
    run.output.show([_payload(one) for one in found], _lines(found))
    return DONE


def trust(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="cli.data.public_file")],
    heard: Annotated[str, typer.Option("--fingerprint", metavar="DIGITS", help="cli.data.heard")] = "",
) -> int:
    """Take bundles of a key: its owner reads the fingerprint aloud, and it is typed here."""
    from counter.services.updates import data_keys

    run = run_of(context)
    key = data_keys.public_of(_read(file, _MOST_PUBLIC).decode("utf-8", "replace"))
    if isinstance(key, Problem):
        raise Refused((key,))
    with run.office() as office:
        if not heard:
            run.output.note(t("cli.data.hear", name=key.name))
        done = data_keys.trust(office, key, heard or _asked(), operation=uuid4().hex)
    run.output.show(_payload(done), [t("cli.data.trusted", name=done.name)])
    return DONE


def drop(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="NAME|DIGITS", help="cli.data.which_key")],
) -> int:
    """Take no more bundles of one of the ward's own keys."""
    from counter.services.updates import data_keys

    run = run_of(context)
    with run.office() as office:
        gone = data_keys.drop(office, key, operation=uuid4().hex)
    run.output.show(_payload(gone), [t("cli.data.dropped", name=gone.name)])
    return DONE


def bundle(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="cli.data.folder")],
    output: Annotated[Path, typer.Option("-o", metavar="FILE", help="cli.data.bundle_out")],
    key: KeyFile,
    valid_from: Annotated[str, typer.Option("--from", metavar="DAY", help="cli.data.valid_from")],
    about: Annotated[str, typer.Option("--about", metavar="TEXT", help="cli.data.about")] = "",
    version: Annotated[int, typer.Option("--number", metavar="NUMBER", help="cli.data.version")] = 0,
) -> int:
    """Sign the files of a folder as a bundle, once they pass every check."""
    from counter.papers.files import write
    from counter.services.updates import data_signing

    now = utc_now()
    made, manifest = data_signing.make_bundle(
        folder,
        _read(key, _MOST_SECRET),
        _passphrase(),
        version=version or int(f"{local(now):%Y%m%d}") * 100 + 1,
        valid_from=day_of("--from", valid_from),
        about=about,
        now=now,
    )
    write(output, made)
    payload = {"file": str(output), "version": manifest.version, "signer": manifest.signer,
               "files": [one.path for one in manifest.files]}  # fmt: skip
    lines = [
        t("cli.data.bundle_made", file=str(output), version=manifest.version, files=len(manifest.files)),
        t("cli.data.fingerprint", digits=spoken(manifest.signer)),
    ]
    run_of(context).output.show(payload, lines)
    return DONE


def _lines(found: "tuple[TrustedKey, ...]") -> Iterator[str]:
    if not found:
        yield t("cli.data.no_keys")
    for one in found:
        by = t("cli.data.with_program") if one.shipped else t("cli.data.key_by", who=one.trusted_by)
        yield f"{one.name} · {by}"
        yield f"  {t('cli.data.fingerprint', digits=spoken(one.fingerprint))}"


def _payload(key: "TrustedKey") -> dict[str, object]:
    return {
        "name": key.name,
        "fingerprint": key.fingerprint,
        "public": key.public.hex(),
        "shipped": key.shipped,
        "trusted_by": key.trusted_by,
        "trusted_on": key.trusted_on,
    }


def _read(path: Path, most: int) -> bytes:
    from counter.services.bank import statement_files

    return statement_files.read(str(path), most=most).data


def _asked() -> str:
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageProblem("cli.data.fingerprint_needed", needs=("--fingerprint",))
    return input(t("cli.data.fingerprint_ask") + " ")


def _passphrase(*, twice: bool = False) -> str:
    """From the environment for scripts, else asked for; typed twice where nobody could correct it later."""
    given = os.environ.get(PASSPHRASE, "")
    if given:
        return given
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageProblem("cli.data.passphrase_needed", variable=PASSPHRASE)
    first = getpass.getpass(t("cli.data.passphrase_ask") + " ")
    if twice and getpass.getpass(t("cli.data.passphrase_again") + " ") != first:
        raise Refused((Problem("passphrase", "data.passphrase_differs"),))
    return first


def add_to(group: typer.Typer) -> None:
    """`data keys make|list|trust|drop`, `data bundle`."""
    keys = typer.Typer(rich_markup_mode=None)
    keys.command("make", help="cli.data.keys.make.help")(make)
    keys.command("list", help="cli.data.keys.list.help")(list_all)
    keys.command("trust", help="cli.data.keys.trust.help")(trust)
    keys.command("drop", help="cli.data.keys.drop.help")(drop)
    group.add_typer(keys, name="keys", help="cli.data.keys.help")
    group.command("bundle", help="cli.data.bundle.help")(bundle)
