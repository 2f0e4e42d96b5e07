"""Copies in clear of encrypted papers (bản rõ tạm), for a program that prints or a spreadsheet: short-lived.

They lie in a folder of this user's alone, in memory where the system offers such a place, and go when the
program ends, the store closes, or the next program starts (`counter.sealing.clear_away`).
"""

import os
from pathlib import Path

from counter import sealing
from counter.errors import CounterError
from counter.i18n import t
from counter.papers.files import bare_name, read, write


def make(path: Path, store: Path) -> Path:
    """Write a kept paper in clear; where the copy lies. CounterError."""
    place = sealing.clear_folder()
    try:
        for folder in (place.parent, place):
            folder.mkdir(mode=0o700, exist_ok=True)
            if folder.is_symlink() or (hasattr(os, "getuid") and folder.lstat().st_uid != os.getuid()):
                raise PermissionError(folder)  # somebody else would read along
            folder.chmod(0o700)
    except OSError as error:
        raise CounterError("paper.not_written", path=str(place), reason=t("paper.why.denied")) from error
    content = read(path, store)
    write(place / bare_name(path), content)
    return place / bare_name(path)
