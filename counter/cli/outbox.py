"""`counter outbox`: what the portal must still be told; send it, hand it over, retry, hold, drop."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from counter.cli.boundary import DONE, REFUSED, problem_payload
from counter.cli.output import Output
from counter.cli.run import run_of
from counter.cli.table import fitted
from counter.cli.until_told import UntilTold
from counter.errors import Problem, Refused, StoreError
from counter.i18n import number, t, written
from counter.text import one_line

if TYPE_CHECKING:
    from counter.models.outbox import OutboxRow
    from counter.models.queue import ByHand, OutboxCount
    from counter.sender import Sender

_File = Annotated[Path, typer.Argument(metavar="FILE", help="cli.outbox.file")]
_Id = Annotated[int, typer.Argument(metavar="ID", help="cli.outbox.id")]
_Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="cli.outbox.reason")]
_Once = Annotated[bool, typer.Option("--once", help="cli.outbox.once")]


def list_(context: typer.Context) -> int:
    """Name what is unsent, since when, why, and what to do; then what somebody files by hand."""
    from counter.services.filing import by_hand
    from counter.services.outbox import outbox

    run = run_of(context)
    with run.office() as office:
        rows, counted = outbox.listing(office), outbox.count(office)
        hand = by_hand.listing(office)
    payload = [*map(_payload, rows), *map(_hand_payload, hand)]
    run.output.show(payload, [*_lines(rows, counted), *_hand_lines(hand)] or [t("cli.outbox.none")])
    return DONE


def send(context: typer.Context, once: _Once = False) -> int:
    """Send what waits: until Ctrl+C, or until everything left has to wait."""
    from counter import sender, sending_ways
    from counter.rules.rights import Act
    from counter.services.office import must_have
    from counter.services.outbox import outbox, outbox_lease

    run = run_of(context)
    with run.office() as office:
        must_have(office, Act.SEND)
        way = sending_ways.gateway(office.ward, practice=office.practice)
        if outbox_lease.somebody_sends(office.store.path):
            raise Refused((Problem("", "outbox.other_sends"),))
        before = outbox.count(office)
        made = sender.Sender(office, way)
        if once:
            sender.run_once(made)
        else:
            with UntilTold() as told:
                sender.run(made, told)
        after = outbox.count(office)
        _tell_sent(run.output, made, before, after)
    return DONE if not after.held else REFUSED


def _tell_sent(output: Output, made: "Sender", before: "OutboxCount", after: "OutboxCount") -> None:
    from counter.services.outbox import outbox_words

    standing = made.standing()
    done = max(0, before.unsent - after.unsent)
    words = t("cli.outbox.sent", confirmed=number(done), left=number(after.unsent), held=number(after.held))
    payload: dict[str, object] = {"confirmed": done, "left": after.unsent, "held": after.held}
    lines = [words]
    if standing.paused is not None:
        why = outbox_words.said(standing.paused)
        payload["paused"] = problem_payload(standing.paused) | {"seconds": standing.seconds}
        lines.append(t("cli.outbox.paused", seconds=standing.seconds, why=why))
    output.show(payload, lines)


def export(context: typer.Context, file: _File) -> int:
    """Write what waits to be handed over into a file."""
    from counter import sending_file

    run = run_of(context)
    with run.office() as office, _file_words(file):
        made = sending_file.export(office, file)
    lines = []
    if made.rows:
        figures = {"rows": number(made.rows), "lines": number(made.lines)}
        lines.append(t("cli.outbox.exported", file=str(file), digest=made.digest, **figures))
    if made.held:
        lines.append(t("cli.outbox.held_back", n=number(made.held)))
    payload = {"file": str(file) if made.rows else None, "sha256": made.digest, "held": made.held}
    run.output.show(payload | {"rows": made.rows, "lines": made.lines}, lines)
    return DONE if not made.held else REFUSED


def acknowledge(context: typer.Context, file: _File) -> int:
    """Read what the province says of a file."""
    from counter import sending_file

    run = run_of(context)
    with run.office() as office, _file_words(file):
        found = sending_file.acknowledge(office, file)
    words = t(
        "cli.outbox.acknowledged",
        taken=number(found.taken),
        held=number(found.held),
        open=number(found.open),
    )
    run.output.show({"taken": found.taken, "held": found.held, "open": found.open}, [words])
    return DONE if not found.held else REFUSED


def cards(context: typer.Context, file: _File) -> int:
    """Read the portal's cards of procedures from a file."""
    from counter import sending_cards

    run = run_of(context)
    with run.office() as office, _file_words(file):
        read = sending_cards.read(office, file, operation=uuid4().hex)
    figures = {"kept": read.kept, "unknown": read.unknown, "freed": read.freed}
    words = t("cli.outbox.cards_read", **{name: number(count) for name, count in figures.items()})
    run.output.show(dict(figures), [words])
    return DONE


@contextmanager
def _file_words(file: Path) -> Iterator[None]:
    """A file that cannot be read or written, in words."""
    try:
        yield
    except OSError as fault:
        why = one_line(fault.strerror or "")
        raise StoreError("outbox.file_fault", file=one_line(file.name), why=why) from fault


def retry(context: typer.Context, item: _Id) -> int:
    """Let an item be sent again."""
    from counter.services.outbox import outbox

    run = run_of(context)
    with run.office() as office:
        outbox.retry(office, item, operation=uuid4().hex)
    run.output.show({"id": item}, [t("cli.outbox.done")])
    return DONE


def hold(context: typer.Context, item: _Id) -> int:
    """Keep an item back."""
    from counter.services.outbox import outbox

    run = run_of(context)
    with run.office() as office:
        outbox.hold(office, item, operation=uuid4().hex)
    run.output.show({"id": item}, [t("cli.outbox.done")])
    return DONE


def drop(context: typer.Context, item: _Id, reason: _Reason = "") -> int:
    """Do not send an item, with the reason."""
    from counter.services.outbox import outbox

    run = run_of(context)
    with run.office() as office:
        outbox.drop(office, item, reason, operation=uuid4().hex)
    run.output.show({"id": item}, [t("cli.outbox.done")])
    return DONE


def _payload(row: "OutboxRow") -> dict[str, object]:
    from counter.services.outbox import outbox_words

    return {
        "id": row.id,
        "dossier": row.code,
        "applicant": row.applicant,
        "procedure": row.procedure,
        "way": row.target,
        "state": row.state,
        "since": row.since,
        "tries": row.tries,
        "next_at": row.next_at,
        "behind": row.behind,
        "filing": row.filing,
        "needs_person": row.needs_person,
        "why": [problem_payload(why) | {"text": outbox_words.said(why)} for why in row.why],
        "do": outbox_words.advice(row),
    }


def _lines(rows: "tuple[OutboxRow, ...]", counted: "OutboxCount") -> Iterator[str]:
    from counter.services.outbox import outbox_words

    if counted.since is not None:
        since = written(counted.since)
        held = number(counted.held)
        yield t("cli.outbox.head", n=number(counted.unsent), since=since, held=held)
    for row in rows:
        yield fitted(_line(row))
        for why in row.why:
            yield f"      {outbox_words.said(why)}"
        more = [outbox_words.advice(row)]
        more += [t("cli.outbox.tries", n=number(row.tries))] if row.tries else []
        more += [t("cli.outbox.next", time=written(row.next_at))] if row.next_at else []
        yield f"      {' · '.join(more)}"


def _line(row: "OutboxRow") -> str:
    from counter.services.outbox import outbox_words

    state, since = outbox_words.state(row), written(row.since)
    return t("cli.outbox.line", id=row.id, code=row.code, name=row.applicant, state=state, since=since)


def _hand_payload(one: "ByHand") -> dict[str, object]:
    return {
        "id": None,
        "dossier": one.code,
        "applicant": one.applicant,
        "procedure": one.procedure,
        "way": "by_hand",
        "state": one.state,
        "since": one.since,
        "needs_person": True,
        "do": t("cli.outbox.by_hand.do"),
    }


def _hand_lines(hand: "tuple[ByHand, ...]") -> Iterator[str]:
    """Nothing sends these but a person, so none has a number to retry, hold or drop by."""

    if hand:
        yield t("cli.outbox.by_hand", n=number(len(hand)))
    for one in hand:
        since, state = written(one.since), t(f"wording.sync.{one.state}")
        yield fitted(
            t("cli.outbox.by_hand.line", code=one.code, name=one.applicant, state=state, since=since)
        )
    if hand:
        yield f"      {t('cli.outbox.by_hand.do')}"


def add_to(app: typer.Typer) -> None:
    """Put the group into the tree."""
    group = typer.Typer(rich_markup_mode=None)
    group.command("list", help="cli.outbox.list.help")(list_)
    group.command("send", help="cli.outbox.send.help")(send)
    group.command("export", help="cli.outbox.export.help")(export)
    group.command("acknowledge", help="cli.outbox.acknowledge.help")(acknowledge)
    group.command("cards", help="cli.outbox.cards.help")(cards)
    group.command("retry", help="cli.outbox.retry.help")(retry)
    group.command("hold", help="cli.outbox.hold.help")(hold)
    group.command("drop", help="cli.outbox.drop.help")(drop)
    app.add_typer(group, name="outbox", help="cli.outbox.help")
