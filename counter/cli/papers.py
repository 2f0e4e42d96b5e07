"""`counter print`: the papers of the law, by the number of the form, on the screen or as a file."""

import re
import uuid
from calendar import monthrange
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from counter.cli.boundary import DONE
from counter.cli.options import UsageProblem
from counter.cli.run import run_of
from counter.i18n import local, t, utc_now
from counter.models.law_papers import HandOverFacts, LawFacts, LawForm, RegisterFacts
from counter.models.life import Direction

if TYPE_CHECKING:
    from counter.papers.law_values import LawData
    from counter.services.office import Office

_LISTS: Final = {LawForm.HAND_OVER: Direction.BACK, LawForm.HAND_OVER_OUT: Direction.OUT}
_NUMBER: Final = re.compile(r"(\d{1,6})(?:/(\d{4}))?")


def print_paper(
    context: typer.Context,
    form: Annotated[str, typer.Argument(metavar="FORM", help="cli.print.form")],
    ref: Annotated[str, typer.Argument(metavar="REF", help="cli.print.ref")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="cli.print.output")
    ] = None,
    which: Annotated[int, typer.Option("--which", metavar="ID", min=0, help="cli.print.which")] = 0,
) -> int:
    """Say what a paper says; with FILE make it, and count it as a print-out."""
    run = run_of(context)
    wanted = _form(form)
    if output is not None:
        _check(wanted, output)
    if wanted is LawForm.RECEIPT:
        from counter.cli import dossier

        if output is None:
            raise UsageProblem("cli.print.slip_to_file", field="--output")
        return dossier.slip(context, ref, output)
    with run.office() as office:
        facts = _facts(office, wanted, ref, which)
        copy = 0 if output is None else _count(office, wanted, facts, which, output.name)
        data = _values(office, facts if output else _masked(facts), copy)
        if output is not None:
            _write(office, facts, data, output)
    if output is None:
        _show(context, data)
    else:
        told = {"form": wanted.value, "file": str(output), "copy": copy, "number": data.head.code}
        said = "cli.print.written" if copy else "cli.print.exported"
        run.output.show(told, [t(said, file=str(output), copy=copy)])
    return DONE


def _form(text: str) -> LawForm:
    try:
        return LawForm(text.zfill(2) if text.isdecimal() else text)
    except ValueError:
        known = ", ".join(form.value for form in LawForm)
        raise UsageProblem("cli.print.unknown", field="FORM", value=text, known=known) from None


def _check(form: LawForm, output: Path) -> None:
    """Only the register is a table as well; refused before anything is counted."""
    more = {LawForm.REGISTER: (".xlsx", ".csv"), LawForm.RECEIPT: (".png",)}
    suffixes = (".pdf", *more.get(form, ()))
    if output.suffix.lower() not in suffixes:
        known = ", ".join(suffixes)
        raise UsageProblem("cli.print.suffix", field="--output", suffix=output.suffix, known=known)


def _facts(office: "Office", form: LawForm, ref: str, which: int) -> LawFacts:
    from counter.services.papers import law_papers, law_register

    if form is LawForm.REGISTER:
        return law_register.register(office, *_period(ref))
    if form in _LISTS:
        return law_register.hand_over(office, _LISTS[form], *_list_number(ref))
    return law_papers.facts(office, form, ref, which)


def _masked(facts: LawFacts) -> LawFacts:
    """What is only looked at shows no number and no phone whole; `counter show --why` does."""
    from counter.services.people.lookups import masked_facts

    return masked_facts(facts)


def _values(office: "Office", facts: LawFacts, copy: int) -> "LawData":
    from counter.papers.law_forms import values_of

    return values_of(facts, office.ward, copy=max(copy, 1), practice=office.practice)


def _count(office: "Office", form: LawForm, facts: LawFacts, which: int, target: str) -> int:
    """Which print this is; 0 for a table, which is an export and no print."""
    from counter.services.papers import law_papers, law_register

    operation = uuid.uuid4().hex
    if isinstance(facts, RegisterFacts):
        name = f"{facts.first.isoformat()}/{facts.last.isoformat()}"
        if not target.lower().endswith(".pdf"):
            law_register.record_export(office, name, operation=operation, target=target)
            return 0
        return law_register.record_print(office, form, name, operation=operation, target=target)
    if isinstance(facts, HandOverFacts):
        name = law_register.list_name(facts.number) if facts.number else ""
        return law_register.record_print(office, form, name, operation=operation, target=target)
    ident = facts.dossier.id
    return law_papers.record_print(office, form, ident, which=which, operation=operation, target=target)


def _write(office: "Office", facts: LawFacts, data: "LawData", output: Path) -> None:
    from counter.papers.files import write
    from counter.papers.law_forms import draw

    suffix = output.suffix.lower()
    if isinstance(facts, RegisterFacts) and suffix != ".pdf":
        from counter.papers.law_sheet import register_file

        write(output, register_file(facts, office.ward, suffix, practice=office.practice))
        return
    write(output, draw(data))


def _show(context: typer.Context, data: "LawData") -> None:
    from counter.papers.law_preview import rows

    said = rows(data)
    width = max(len(label) for label, _ in said)
    run_of(context).output.show(
        [{"label": label, "text": text} for label, text in said],
        [f"{label:<{width}}  {text}" for label, text in said],
    )


def _period(text: str) -> tuple[date, date]:
    """ "2026", "2026-11" or "2026-11-01/2026-11-15" as the first and the last day."""
    first, slash, last = text.partition("/")
    try:
        if slash:
            return date.fromisoformat(first), date.fromisoformat(last)
        if len(text) == len("2026"):
            return date(int(text), 1, 1), date(int(text), 12, 31)
        year, month = int(text[:4]), int(text[5:])
        if len(text) == len("2026-11") and text[4] == "-":
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    except ValueError:
        pass
    raise UsageProblem("cli.print.period", field="REF", value=text)


def _list_number(text: str) -> tuple[int, int]:
    """ "31" of this year, or "31/2025"."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise UsageProblem("cli.print.list", field="REF", value=text)
    return int(found[1]), int(found[2] or local(utc_now()).year)


def add_to(app: typer.Typer) -> None:
    """Put the command into the tree."""
    app.command("print", help="cli.print.help")(print_paper)
