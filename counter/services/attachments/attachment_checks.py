"""What stands between the files of a dossier and the portal: all reasons at once."""

from collections.abc import Iterable

from sqlmodel import Session

from counter.errors import NotFound, Problem
from counter.models.attachment import MIB, AttachmentView, FileLimits, PaperFiles
from counter.models.catalogue import Paper, PaperMode
from counter.models.dossier import PaperMark, PaperState
from counter.models.states import FilingWay
from counter.models.tables import Dossier
from counter.rules.attachment_names import name_fits
from counter.services.catalogue import portal_data
from counter.services.dossier.dossier_rows import id_of, papers_of
from counter.services.dossier.dossier_views import submission_row
from counter.services.office import Office
from counter.text import fold

_WITHOUT_FILE = frozenset({PaperState.FROM_DATABASE, PaperState.NOT_NEEDED})


def limits_now() -> FileLimits:
    """The limits of the portal in use. DataFault when its file cannot be read as meant."""
    portals = portal_data.portals()
    return portals[0].limits if portals else FileLimits()


def papers_with(
    office: Office, session: Session, dossier: Dossier, files: Iterable[AttachmentView]
) -> tuple[PaperFiles, ...]:
    """The papers of the list with their files, then what belongs to no paper of the list."""
    known = list(files)
    asked = _asked(office, dossier)
    by_form = _e_form_stands_for(office, session, dossier)
    papers = [
        PaperFiles(
            key=mark.key,
            name=mark.name,
            needed=_needed(mark, asked.get(mark.key), by_form),
            files=tuple(file for file in known if file.paper_key == mark.key),
        )
        for mark in papers_of(session, id_of(dossier))
    ]
    keys = {paper.key for paper in papers}
    others = tuple(file for file in known if file.paper_key not in keys)
    return (*papers, PaperFiles(key="", name="", needed=False, files=others))


def file_problems(papers: Iterable[PaperFiles], limits: FileLimits) -> tuple[Problem, ...]:
    """Papers without a file; files too large, too long, with a name the portal does not take; too many."""
    found = []
    files: list[AttachmentView] = []
    for paper in papers:
        files.extend(paper.files)
        if paper.needed and not paper.files:
            found.append(Problem(f"paper.{paper.key}", "attachment.paper_missing", {"name": paper.name}))
    for file in files:
        found.extend(one_problems(file.name, file.size, file.pages, limits))
    if len(files) > limits.max_files:
        params = {"n": len(files), "most": limits.max_files}
        found.append(Problem("files", "attachment.too_many", params))
    return tuple(found)


def one_problems(name: str, size: int, pages: int, limits: FileLimits) -> tuple[Problem, ...]:
    """What the portal would not take of one file."""
    found = []
    if size > limits.max_bytes:
        most = limits.max_bytes // MIB
        found.append(Problem("files", "attachment.too_large", {"name": name, "most": most}))
    if pages > limits.max_pages:
        params: dict[str, str | int] = {"name": name, "n": pages, "most": limits.max_pages}
        found.append(Problem("files", "attachment.too_long", params))
    if not name_fits(name, limits):
        found.append(Problem("files", "attachment.bad_name", {"name": name}))
    return tuple(found)


def _asked(office: Office, dossier: Dossier) -> dict[str, Paper]:
    try:
        procedure = office.catalogue.get(dossier.procedure_code)
    except NotFound:  # the data has moved on: the papers of the day of reception still stand
        return {}
    return {paper.key: paper for paper in procedure.papers}


def _e_form_stands_for(office: Office, session: Session, dossier: Dossier) -> bool:
    """Whether the portal's own form takes the place of the paper form: not where the paper is digitised."""
    filing = submission_row(session, id_of(dossier))
    if filing is not None and filing.way is FilingWay.PAPER:
        return False
    try:
        return bool(office.catalogue.get(dossier.procedure_code).fields)
    except NotFound:
        return False


def _is_form(paper: Paper) -> bool:
    """A form that the portal asks field by field (tờ khai → biểu mẫu điện tử tương tác)."""
    return bool(paper.form_template) or fold(paper.name).startswith("to khai")


def _needed(mark: PaperMark, asked: Paper | None, by_form: bool) -> bool:
    """A paper that is kept; not one that is only shown: no picture of a card is taken without need."""
    if mark.state in _WITHOUT_FILE or mark.state is PaperState.PRESENTED:
        return False
    if asked is not None and (asked.mode is PaperMode.PRESENT or (by_form and _is_form(asked))):
        return False
    return mark.state is PaperState.SUBMITTED or (asked is not None and asked.required)
