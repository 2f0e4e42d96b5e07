"""`counter scan`: an identity card's QR as a scanner sent it, without a store."""

import sys
from collections.abc import Iterator
from datetime import date
from typing import Annotated

import typer

from counter.cli.boundary import DONE, REFUSED, problem_payload
from counter.cli.options import UsageProblem
from counter.cli.output import Output
from counter.cli.run import run_of
from counter.i18n import day, t
from counter.models.identity import Card, Fragment, Scan

_FIELDS = ("citizen_id", "old_cmnd", "full_name", "dob", "gender", "address", "issue_date")
_CROSS_CHECKS = ("citizen_id.gender_differs", "citizen_id.year_differs")  # the number against the rest
_MOST = 1 << 16  # bytes of standard input: a card has at most a few hundred


def scan(
    context: typer.Context,
    payload: Annotated[str | None, typer.Argument(metavar="PAYLOAD", help="cli.scan.payload")] = None,
    fragment: Annotated[
        str | None, typer.Option("--fragment", metavar="TEXT", help="cli.scan.fragment")
    ] = None,
) -> int:
    """Read a card, repaired where there is one reading; refused with the reason otherwise."""
    from counter.rules.cards import read_scan, repair_fragment
    from counter.services.catalogue.units_data import known_prefixes

    output = run_of(context).output
    if payload is not None and fragment is None:
        scanned = _from_input() if payload == "-" else payload
        return _show_scan(output, read_scan(scanned, known_prefixes()))
    if fragment is not None and payload is None:
        return _show_fragment(output, repair_fragment(fragment))
    raise UsageProblem("cli.scan.one_of", needs=("PAYLOAD", "--fragment") if payload is None else ())


def _from_input() -> str:
    """Standard input, its last line end taken off: scanners send one. A closed one holds nothing."""
    if sys.stdin is None:
        return ""
    return sys.stdin.buffer.read(_MOST).decode("utf-8", "replace").rstrip("\r\n")


def _show_fragment(output: Output, read: Fragment) -> int:
    payload = {"text": read.text, "candidates": read.candidates}
    if read.text is None and not read.candidates:
        output.fail([t("cli.scan.no_reading")], payload)
        return REFUSED
    choose = [t("cli.scan.candidates", count=len(read.candidates)), *read.candidates]
    output.show(payload, choose if read.text is None else [read.text])
    return DONE


def _show_scan(output: Output, read: Scan) -> int:
    warnings = [problem_payload(problem) for problem in read.warnings]
    reasons = [problem_payload(problem) for problem in read.reasons]
    beside = {"repaired": read.repaired, "candidates": [_card(card) for card in read.candidates]}
    if read.accepted and read.card is not None:
        crossed = [warning for warning in warnings if warning["id"] in _CROSS_CHECKS]
        payload = {
            "accepted": True,
            **_card(read.card),
            "cross_check_warnings": crossed,
            "warnings": warnings,
        }
        payload |= beside
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
            shown = day(value) if isinstance(value, date) else str(value)
            yield f"{t(f'cli.field.{name}')}: {shown}"


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("scan", help="cli.scan.help")(scan)
