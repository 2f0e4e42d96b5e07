"""`counter scan`: an identity card's QR as a scanner sent it, without a store."""

import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from counter.cli.boundary import DONE, REFUSED, problem_payload
from counter.cli.options import UsageProblem
from counter.cli.output import Output
from counter.cli.run import run_of
from counter.i18n import day, t
from counter.models.identity import Card, Fragment, Scan

_FIELDS = ("citizen_id", "old_cmnd", "full_name", "dob", "gender", "address", "issue_date")
_MOST = 1 << 16  # bytes of standard input: a card has at most a few hundred


def scan(
    context: typer.Context,
    payload: Annotated[str, typer.Argument(metavar="PAYLOAD", help="cli.scan.payload")] = "",
    fragment: Annotated[str, typer.Option("--fragment", metavar="TEXT", help="cli.scan.fragment")] = "",
) -> int:
    """Read a card, repaired where there is one reading; refused with the reason otherwise."""
    from counter.rules import cards

    output = run_of(context).output
    if bool(payload) == bool(fragment):
        raise UsageProblem("cli.scan.one_of", needs=() if payload else ("PAYLOAD", "--fragment"))
    if fragment:
        return _show_fragment(output, cards.repair(fragment))
    return _show_scan(output, cards.scan(_from_input() if payload == "-" else payload))


def _from_input() -> str:
    """Standard input, its last line end taken off: scanners send one."""
    return sys.stdin.buffer.read(_MOST).decode("utf-8", "replace").rstrip("\r\n")


def _show_fragment(output: Output, read: Fragment) -> int:
    payload = {"text": read.text, "candidates": read.candidates}
    if read.text is not None:
        output.show(payload, [read.text])
        return DONE
    lines = [t("cli.scan.candidates", count=len(read.candidates)), *read.candidates]
    output.fail([t("cli.scan.no_reading")] if not read.candidates else lines, payload)
    return REFUSED


def _show_scan(output: Output, read: Scan) -> int:
    warnings = [problem_payload(problem) for problem in read.warnings]
    reasons = [problem_payload(problem) for problem in read.reasons]
    beside = {"repaired": read.repaired, "candidates": [_card(card) for card in read.candidates]}
    if read.accepted and read.card is not None:
        payload = {"accepted": True, **_card(read.card), "cross_check_warnings": warnings, **beside}
        output.show(payload, _page(read))
        for warning in warnings if not output.as_json else ():
            output.note(str(warning["text"]))
        return DONE
    lines = [str(reason["text"]) for reason in reasons]
    for card in read.candidates:
        lines += ["", *_fields(card)]
    output.fail(
        lines, {"accepted": False, "reason": reasons[0] if reasons else None, "reasons": reasons, **beside}
    )
    return REFUSED


def _card(card: Card) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(card, name) for name in _FIELDS}
    return {"field_count": card.field_count, **values, "extra_fields": card.extra_fields}


def _page(read: Scan) -> Iterator[str]:
    if read.card is not None:
        yield from _fields(read.card)
    if read.repaired:
        yield t("cli.scan.repaired")


def _fields(card: Card) -> Iterator[str]:
    for name, value in _card(card).items():
        if name in _FIELDS and value:
            shown = day(card.dob) if name == "dob" and card.dob else str(value)
            yield f"{t(f'cli.field.{name}')}: {shown}"


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("scan", help="cli.scan.help")(scan)
