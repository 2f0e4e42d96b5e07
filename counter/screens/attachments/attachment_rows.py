"""The rows of the files of a dossier: a paper, its files below it, what was refused at the end."""

from collections.abc import Iterator

from counter.i18n import clock, number, t
from counter.models.attachment import AsideView, AttachmentList, AttachmentView, PaperFiles
from counter.widgets.rows import Row

_PAPER, _FILE, _ASIDE = "paper:", "file:", "aside:"


def of(listing: AttachmentList) -> list[Row]:
    """Every row, in the order of the official list."""
    rows = [row for paper in listing.papers for row in _paper(paper)]
    if listing.aside:
        rows.append(Row(key="head", cells=(t("attachment_screen.aside_head"), "", ""), tone="head"))
        rows += [_aside(place, one) for place, one in enumerate(listing.aside)]
    return rows


def first_open(listing: AttachmentList) -> int:
    """The row of the first paper that wants a file; else of the first that has one; else the top."""
    shown = of(listing)
    wanting = {paper.key for paper in listing.papers if paper.needed and not paper.files}
    wanting = wanting or {paper.key for paper in listing.papers if paper.files}
    places = (n for n, row in enumerate(shown) if is_paper(row.key) and paper_of(row.key) in wanting)
    return next(places, 0)


def is_paper(key: str) -> bool:
    """Whether a row is a paper's."""
    return key.startswith(_PAPER)


def paper_of(key: str) -> str:
    """The key of the paper of a row; "" for another paper."""
    return key.removeprefix(_PAPER)


def file_of(key: str) -> int:
    """The id of the file of a row; 0 for other rows."""
    return int(key.removeprefix(_FILE)) if key.startswith(_FILE) else 0


def size(of_bytes: int) -> str:
    """ "412 KB"."""
    return t("attachment_screen.size", size=number(-(-of_bytes // 1024)))


def _paper(paper: PaperFiles) -> Iterator[Row]:
    name = paper.name or t("attachment_screen.other")
    if paper.files:
        mark, state, tone = "√", t("attachment_screen.have", n=len(paper.files)), "done"
    elif paper.needed:
        mark, state, tone = "!", t("attachment_screen.needed"), "today"
    else:
        mark, state, tone = "–", t("attachment_screen.not_needed"), "dim"
    yield Row(key=_PAPER + paper.key, cells=(name, state, ""), mark=mark, tone=tone)
    for place, file in enumerate(paper.files, 1):
        yield _file(place, file)


def _file(place: int, file: AttachmentView) -> Row:
    facts = t("attachment_screen.facts", pages=file.pages, size=number(-(-file.size // 1024)))
    return Row(key=f"{_FILE}{file.id}", cells=(f"  {place} {file.name}", facts, file.source))


def _aside(place: int, one: AsideView) -> Row:
    why = t(f"attachment_screen.why.{one.reason}")
    kept = t("attachment_screen.was_hostile" if one.hostile else "attachment_screen.was_refused")
    return Row(key=f"{_ASIDE}{place}", cells=(why, f"{kept} {clock(one.at)}", one.who), mark="!")
