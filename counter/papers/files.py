"""Where slips go on the disk: whole or not at all, under names made from the dossier code alone."""

import errno
import re
from pathlib import Path

from counter import on_disk, sealing
from counter.errors import CounterError, Problem, Refused
from counter.i18n import t
from counter.papers.thermal import Roll, thermal
from counter.papers.typeset import MAU_01, pdf
from counter.papers.values import SlipData
from counter.paths import default_store, kept_dir
from counter.text import fold

_REASONS = {
    "ENOSPC": "paper.why.full",
    "EDQUOT": "paper.why.full",
    "EACCES": "paper.why.denied",
    "EPERM": "paper.why.denied",
    "EROFS": "paper.why.denied",
    "ENOENT": "paper.why.no_folder",
    "ENOTDIR": "paper.why.no_folder",
    "EISDIR": "paper.why.is_folder",
    "ENAMETOOLONG": "paper.why.long",
}
_NOT_IN_A_NAME = re.compile(r"[^A-Z0-9.-]+")


def slips_dir(store: Path | None = None, *, practice: bool = False) -> Path:
    """Where slips are kept when no path is given: `slips` beside the store, or where stores are by default.

    Those of practice have a folder of their own: numbers of a payment or a drawer are given in both.
    """
    return kept_dir(store, practice=practice)


def slip_name(code: str, suffix: str = ".pdf", *, kind: str = MAU_01, copy: int = 1) -> str:
    """The file name of a paper: "H57.15-261120-0254-mau-01.pdf", a reprint "…-sao-2.pdf".

    Made from the dossier code and nothing a resident said; letters a file system could
    misread ("H57.??") become "_".
    """
    safe = _NOT_IN_A_NAME.sub("_", fold(code).upper()).strip(".")
    return f"{safe or '_'}-{kind}{f'-sao-{copy}' if copy > 1 else ''}{suffix}"


def check_suffix(path: Path) -> str:
    """ "The suffix, `.pdf` or `.png`. Raises Refused for anything else, before anything is made."""
    suffix = path.suffix.lower()
    if suffix not in (".pdf", ".png"):
        raise Refused((Problem("output", "paper.suffix", {"suffix": path.suffix}),))
    return suffix


def save_slip(data: SlipData, path: Path, *, roll: Roll = Roll.MM80, template: str = MAU_01) -> Path:
    """Write the slip to a path the user gave: `.pdf` the page, `.png` the picture for a thermal printer.

    `template` is that of the PDF. Raises Refused for another suffix, DataFault when the template is
    wrong, CounterError when the file cannot be written; in each case no file is left or changed.
    """
    content = pdf(template, data) if check_suffix(path) == ".pdf" else thermal(data, roll)
    write(path, content)
    return path


def keep(content: bytes, name: str, *, store: Path | None = None, practice: bool = False) -> Path:
    """Write into the kept slips of a store, making their folder; the path it lies at. Raises CounterError.

    Beside an encrypted store it is encrypted too: `read` gives it back while the store is open.
    """
    folder, place = slips_dir(store, practice=practice), store or default_store(practice)
    if not practice and sealing.is_sealed(place):
        content, name = sealing.seal(place, content), name + sealing.SUFFIX
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_written(folder, error) from error
    write(folder / name, content)
    return folder / name


def read(path: Path, store: Path) -> bytes:
    """A kept paper in clear, in memory.

    CounterError `paper.not_read` when it is not there; StoreError when its store is not open, or the paper
    was changed.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        gone = isinstance(error, FileNotFoundError)
        reason = t("paper.why.gone") if gone else t("paper.why.other", name=_name_of(error))
        raise CounterError("paper.not_read", file=bare_name(path), reason=reason) from error
    return sealing.unseal(store, content, path.name) if is_sealed(path) else content


def is_sealed(path: Path) -> bool:
    """Whether a kept paper is encrypted, by its name."""
    return path.name.endswith(sealing.SUFFIX)


def bare_name(path: Path) -> str:
    """The name of a kept paper without the mark of its encryption: "….pdf"."""
    return path.name.removesuffix(sealing.SUFFIX)


def write(path: Path, content: bytes) -> None:
    """Put `content` at `path` whole or not at all, and on the disk before it returns.

    Only the user of this machine may read it. Raises CounterError; an older file then stays as it was.
    """
    try:
        on_disk.write(path, content)
    except OSError as error:
        raise _not_written(path, error) from error


def _not_written(path: Path, error: OSError) -> CounterError:
    return CounterError("paper.not_written", path=str(path), reason=_why(error))


def _why(error: OSError) -> str:
    """The reason in our words: those of the system are English, whatever the language."""
    name = _name_of(error)
    return t(_REASONS.get(name, "paper.why.other"), name=name)


def _name_of(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0, type(error).__name__)
