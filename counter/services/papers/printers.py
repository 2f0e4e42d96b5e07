"""The printers of this machine: one for pages, one for receipt rolls. Plain SQL; each machine has its own."""

import json
from dataclasses import asdict
from pathlib import Path

from counter.errors import Problem, Refused
from counter.models.printer import Printer, Use, Way
from counter.rules.printers import problems
from counter.rules.rights import Act
from counter.services.office import Office, act
from counter.services.store import setting_rows
from counter.services.store.audit import device
from counter.text import one_line


def _key(use: Use) -> str:
    return f"printer.{use}.{device()}"


@act(Act.READ, writes=False)
def chosen(office: Office) -> tuple[Printer, ...]:
    """The printer of each use, in their order; one that was never set is NONE."""
    with office.store.query() as connection:
        rows: dict[str, str] = dict(
            connection.execute("SELECT key, value FROM setting WHERE key LIKE 'printer.%'").fetchall()
        )
    return tuple(_read(use, rows.get(_key(use), "")) for use in Use)


@act(Act.READ, writes=False)
def printer_for(office: Office, use: Use) -> Printer:
    """The printer of one use."""
    return next(one for one in chosen(office) if one.use is use)


@act(Act.CHANGE_SETTINGS)
def save(office: Office, printer: Printer, *, operation: str) -> Printer:
    """Set a printer of this machine. Refused with every problem; the event holds what was and what is."""
    if found := problems(printer) or _not_there(printer):
        raise Refused(found)
    with office.store.write(office.now()) as transaction:
        key = _key(printer.use)
        before = _read(printer.use, setting_rows.stored(transaction.connection, key))
        if transaction.earlier(operation) is not None:
            return before
        setting_rows.keep(transaction, office.actor, {key: _plain(printer)})
        transaction.record(
            office.actor,
            "printer.event.set",
            subject=("ward", ""),
            operation=operation,
            detail={"before": _words(before), "after": _words(printer), "use": printer.use.value},
        )
        return printer


def _not_there(printer: Printer) -> tuple[Problem, ...]:
    """A folder must be there when it is chosen: one that is lost later is said at each print."""
    if printer.way is not Way.FOLDER or Path(printer.target).is_dir():
        return ()
    return (Problem("target", "printer.no_folder", {"name": printer.target[:80]}),)


def _plain(printer: Printer) -> dict[str, str | int | bool]:
    """The settings as JSON holds them, the use left to the key."""
    kept: dict[str, str | int | bool] = asdict(printer)
    del kept["use"]
    return kept


def _read(use: Use, text: str) -> Printer:
    """The stored settings; what cannot be read, or could no longer be set, is as never set."""
    try:
        kept = json.loads(text) if text else {}
        printer = Printer(
            use=use,
            way=Way(kept.get("way", Way.NONE)),
            target=str(kept.get("target", "")),
            roll_mm=int(kept.get("roll_mm", 80)),
            baud=int(kept.get("baud", 9600)),
            cut=bool(kept.get("cut", True)),
        )
    except (ValueError, AttributeError, TypeError):
        return Printer(use=use)
    return Printer(use=use) if problems(printer) else printer


def _words(printer: Printer) -> str:
    return one_line(f"{printer.way} {printer.target}")[:200]
