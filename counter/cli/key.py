"""`counter key`: whether the passphrase and the paper open the store, and others in their place."""

import os
from pathlib import Path
from typing import Annotated

import typer

from counter.cli.boundary import DONE
from counter.cli.run import Run, run_of
from counter.cli.session import secret, store_path
from counter.errors import Problem, Refused, StoreError
from counter.i18n import t, utc_now
from counter.models.keys import DataKey
from counter.paths import key_path
from counter.rules.passphrase import tidy
from counter.services.key import key_copies, key_file, keys, opening
from counter.services.key.key_words import words as word_list

PaperOption = Annotated[bool, typer.Option("--paper", help="cli.key.paper")]


def check(context: typer.Context, paper: PaperOption = False) -> int:
    """Open the store by the passphrase, or by the words of its paper, and change nothing."""
    run = run_of(context)
    path = _sealed(run)
    key = key_file.recover(path, _words()) if paper else key_file.unlock(path, _now())
    opening.open_store(path, key).close()
    said = t("cli.key.paper_good" if paper else "cli.key.good", file=path.name)
    run.output.show({"file": str(path), "by": "paper" if paper else "passphrase", "opens": True}, [said])
    return DONE


def change(context: typer.Context) -> int:
    """Another passphrase; a leader signs in first. The old one and the new one are asked for."""
    run = run_of(context)
    _sealed(run)
    with run.office() as office:
        keys.change(office, _now(), _new())
    run.output.show({"changed": True}, [t("key_screen.changed")])
    return DONE


def recovery(context: typer.Context) -> int:
    """The passphrase was forgotten: the words of the paper, and a new passphrase. The paper stays good."""
    run = run_of(context)
    path = _sealed(run)
    before = key_file.seen(path)
    key = key_file.recover(path, _words())
    key_file.rewrap(path, key, _new(), before=before)
    with opening.open_store(path, key) as store:
        opening.note_key(store, None, "key.event.recovered", utc_now())
    run.output.show({"changed": True}, [t("key_screen.changed")])
    return DONE


def restore(
    context: typer.Context,
    from_: Annotated[Path, typer.Argument(metavar="FOLDER", help="cli.key.restore.from")],
    paper: PaperOption = False,
) -> int:
    """The key file is gone or damaged: put it back from a back-up, once it was seen to open the store."""
    from counter.services.key import key_restore

    run = run_of(context)
    path = store_path(run.shared)
    if run.shared.practice:
        raise StoreError("key.not_sealed", file=path.name)

    def unlock(given: key_copies.KeyText) -> DataKey:
        if paper:
            return key_file.recover(path, _words(), given=given)
        return key_file.unlock(path, _now(), given=given)

    key_restore.put_back(path, key_restore.kept_in(from_), unlock, utc_now())
    run.output.show({"file": key_path(path).name, "put_back": True}, [t("cli.key.put_back", file=path.name)])
    return DONE


def offer(context: typer.Context) -> int:
    """A passphrase nobody can guess, of words anybody can type."""
    said = key_file.new_passphrase()
    run_of(context).output.show({"passphrase": said, "words": len(word_list())}, [said])
    return DONE


def _words() -> str:
    return secret("COUNTER_WORDS", "key.words_ask", "key.words_needed")


def _new() -> str:
    new = secret("COUNTER_NEW_PASSPHRASE", "key.new_ask", "key.new_needed")
    if "COUNTER_NEW_PASSPHRASE" not in os.environ:
        again = secret("COUNTER_NEW_PASSPHRASE", "key.again_ask", "key.new_needed")
        if tidy(again) != tidy(new):
            raise Refused((Problem("passphrase", "key_screen.differs"),))
    return new


def _now() -> str:
    return secret("COUNTER_PASSPHRASE", "key.passphrase_ask", "key.passphrase_needed")


def _sealed(run: Run) -> Path:
    path = store_path(run.shared)
    if not run.shared.practice and key_file.is_sealed(path):
        return path
    if not run.shared.practice and key_copies.looks_encrypted(path):
        raise StoreError("key.file_lost", file=path.name, key=key_path(path).name)
    raise StoreError("key.not_sealed", file=path.name)


def add_to(app: typer.Typer) -> None:
    """Put the commands into the tree."""
    group = typer.Typer(rich_markup_mode=None)
    group.command("check", help="cli.key.check.help")(check)
    group.command("change", help="cli.key.change.help")(change)
    group.command("recovery", help="cli.key.recovery.help")(recovery)
    group.command("restore", help="cli.key.restore.help")(restore)
    group.command("offer", help="cli.key.offer.help")(offer)
    app.add_typer(group, name="key", help="cli.key.help")
