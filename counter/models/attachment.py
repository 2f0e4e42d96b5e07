"""Files of a dossier as the portal wants them (tệp đính kèm), and what was refused and why."""

from dataclasses import dataclass, field
from datetime import datetime

from counter.errors import Problem

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLimits:
    """What a portal takes. `unconfirmed` names the figures that no stored text gives."""

    max_bytes: int = 10 * MIB  # of one file
    max_files: int = 20  # of one dossier
    max_pages: int = 60  # of one file
    dpi: int = 200  # of a picture on A4
    letters: str = "A-Za-z0-9_-"  # a class of a regular expression; the names are ASCII
    name_length: int = 60  # with ".pdf"
    unconfirmed: frozenset[str] = frozenset({"max_bytes", "max_files", "max_pages", "dpi", "letters"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """One paper as one PDF, ready to be stored. `name` ends in ".pdf"; `source` is safe to show."""

    name: str
    content: bytes
    digest: str  # SHA-256 of the content, hex
    pages: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFault:
    """A file that was not taken. Hostile ones are kept aside (để riêng), the others are only refused.

    `digest` and `size` are of the file; "" and 0 when it was not read. Its content is kept nowhere.
    """

    reason: str  # end of the message id attachment.file.<reason>
    source: str  # its name, safe to show
    hostile: bool = False
    digest: str = ""
    size: int = 0
    params: dict[str, str | int] = field(default_factory=dict)

    @property
    def problem(self) -> Problem:
        """The same for a form or a dialog."""
        return Problem("files", f"attachment.file.{self.reason}", {"file": self.source, **self.params})


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentView:
    """A stored file of a dossier."""

    id: int
    dossier_id: int
    paper_key: str
    name: str
    pages: int
    size: int  # bytes
    digest: str
    source: str
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AsideView:
    """A file that was refused: when, for which paper, why. Its name is not kept."""

    at: datetime
    who: str
    paper_key: str
    reason: str
    digest: str
    size: int
    hostile: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFiles:
    """A paper of the list with its files. `needed`: the portal wants a file of it."""

    key: str  # "" for another paper
    name: str
    needed: bool
    files: tuple[AttachmentView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentList:
    """All files of a dossier by paper, in order; what stands against sending them."""

    dossier_id: int
    code: str
    short_code: str
    procedure_name: str
    applicant: str
    papers: tuple[PaperFiles, ...]
    aside: tuple[AsideView, ...]
    problems: tuple[Problem, ...]
    limits: FileLimits

    @property
    def files(self) -> tuple[AttachmentView, ...]:
        """Every file, in the order of the papers."""
        return tuple(file for paper in self.papers for file in paper.files)
