"""Names of files as portals take them: ASCII without tones, short, never twice in a dossier."""

import re
from collections.abc import Collection

from counter.models.attachment import FileLimits
from counter.text import fold

SUFFIX = ".pdf"
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)  # of Windows


def portal_name(paper: str, limits: FileLimits, taken: Collection[str] = ()) -> str:
    """The name of a paper's file: "Giấy chứng sinh (bản chính)" → "giay-chung-sinh.pdf".

    `taken`: names the dossier has already; a second file of a paper is "…-2.pdf". Nothing a resident typed
    or a file was called goes into it.
    """
    words = fold(paper.partition("(")[0] or paper).replace(" ", "-")
    words = words.encode("ascii", "ignore").decode()
    stem = re.sub("-{2,}", "-", re.sub(f"[^{limits.letters}]+", "-", words)).strip("-._")
    if not stem or _RESERVED.fullmatch(stem):
        stem = f"tep-{stem}".rstrip("-")
    names = {name.casefold() for name in taken}
    for number in range(1, len(names) + 2):
        end = (f"-{number}" if number > 1 else "") + SUFFIX
        name = stem[: limits.name_length - len(end)].rstrip("-._") + end
        if name.casefold() not in names:
            return name
    raise RuntimeError("one more name than files is always free")


def name_fits(name: str, limits: FileLimits) -> bool:
    """Whether the portal takes this name."""
    stem = name.removesuffix(SUFFIX)
    return (
        name.endswith(SUFFIX)
        and len(name) <= limits.name_length
        and re.fullmatch(f"[{limits.letters}]+", stem, re.ASCII) is not None
        and not _RESERVED.fullmatch(stem)
    )
