"""`counter attach` and `counter attachments`: the files of a dossier (tệp kèm)."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from counter.cli.boundary import DONE, problem_payload
from counter.cli.run import run_of
from counter.errors import Refused
from counter.i18n import number, t

if TYPE_CHECKING:
    from counter.models.attachment import AttachmentList


def attach(
    context: typer.Context,
    dossier: Annotated[str, typer.Argument(metavar="DOSSIER", help="cli.dossier")],
    paper: Annotated[str, typer.Argument(metavar="PAPER", help="attachment_screen.cli.paper")],
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="attachment_screen.cli.files")],
) -> int:
    """Make one PDF of the files, in the order given, and store it; nothing when one of them is not taken."""
    from counter.models.attachment import Prepared
    from counter.papers.digitise.prepare import prepare
    from counter.rules.attachment_names import portal_name
    from counter.services.attachments import attachments

    run = run_of(context)
    with run.office() as office:
        listing = attachments.listing(office, dossier)
        name = next((one.name for one in listing.papers if one.key == paper), paper)
        taken = [file.name for file in listing.files]
        made = prepare(files, portal_name(name, listing.limits, taken), listing.limits)
        if not isinstance(made, Prepared):
            attachments.refuse(office, listing.dossier_id, paper, made, operation=uuid4().hex)
            raise Refused(tuple(fault.problem for fault in made))
        stored = attachments.add(office, listing.dossier_id, paper, made, operation=uuid4().hex)
    run.output.show(stored, [_line(stored.name, stored.pages, stored.size)])
    return DONE


def attachments_(
    context: typer.Context,
    dossier: Annotated[str, typer.Argument(metavar="DOSSIER", help="cli.dossier")],
) -> int:
    """The papers of a dossier with their files, what was refused, what is still to be done."""
    from counter.services.attachments import attachments

    run = run_of(context)
    with run.office() as office:
        listing = attachments.listing(office, dossier)
    payload = {
        "dossier": listing.code,
        "papers": listing.papers,
        "aside": listing.aside,
        "problems": [problem_payload(problem) for problem in listing.problems],
        "limits": listing.limits,
    }
    run.output.show(payload, _page(listing))
    return DONE


def _page(listing: "AttachmentList") -> Iterator[str]:
    yield f"{listing.code}  {listing.short_code}  {listing.applicant}"
    for paper in listing.papers:
        if paper.key or paper.files:
            needed = t("attachment_screen.needed") if paper.needed else ""
            yield f"{paper.key or '–'}  {paper.name or t('attachment_screen.other')}  {needed}".rstrip()
        yield from (f"  {file.id}  {_line(file.name, file.pages, file.size)}" for file in paper.files)
    for one in listing.aside:
        yield "! " + t(
            "attachment_screen.aside", reason=t(f"attachment_screen.why.{one.reason}"), size=one.size
        )
    yield from ("! " + t(problem.message_id, **problem.params) for problem in listing.problems)


def _line(name: str, pages: int, size: int) -> str:
    return t("attachment_screen.file", name=name, pages=pages, size=number(-(-size // 1024)))


def add_to(app: typer.Typer) -> None:
    """Put the commands into the tree."""
    app.command("attach", help="cli.attach.help")(attach)
    app.command("attachments", help="cli.attachments.help")(attachments_)
