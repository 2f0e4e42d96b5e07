"""Which procedure of the catalogue an old list means: by code, short code or name; two answers are none."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from counter.errors import Problem
from counter.models.catalogue import Procedure
from counter.rules.list_table import plain

_CODE: Final = re.compile(r"\d\.\d{6}")  # at the beginning of "1.001193.000.00.00.H57"
_THU_TUC: Final = "thu tuc "
_SHOWN: Final = 4


class Procedures:
    """The procedures by everything a list may call them."""

    def __init__(self, procedures: Iterable[Procedure]) -> None:
        self._codes: dict[str, Procedure] = {}
        self._older: dict[str, dict[str, Procedure]] = defaultdict(dict)
        self._names: dict[str, dict[str, Procedure]] = defaultdict(dict)
        for one in procedures:
            self._codes[one.code] = one
            for older in one.replaces:
                if code := _CODE.match(older):
                    self._older[code[0]][one.code] = one
            for name in (one.short, one.name, one.short_name, one.title):
                if name:
                    self._names[_bare(name)][one.code] = one

    def find(self, code: str, name: str) -> tuple[Procedure, tuple[Problem, ...]] | Problem:
        """The procedure of a row with what was read otherwise, or why there is none."""
        by_code = self._by_code(code) or self._by_code(name)
        by_name = self._names.get(_bare(name), {}) or ({} if by_code else self._names.get(_bare(code), {}))
        if by_code is not None and by_name and by_code[0].code not in by_name:
            other = next(iter(by_name.values()))
            words = {"code": by_code[0].code, "name": by_code[0].title, "other": other.title}
            return Problem("procedure", "import.procedure_two", words)
        if by_code is not None:
            return by_code
        if len(by_name) == 1:
            return next(iter(by_name.values())), ()
        said = " ".join(filter(None, (code, name)))[:80]
        if not said:
            return Problem("procedure", "import.procedure_none")
        if by_name:
            found = "; ".join(f"{one.code} {one.title}" for one in list(by_name.values())[:_SHOWN])
            return Problem("procedure", "import.procedure_several", {"text": said, "found": found})
        return Problem("procedure", "import.procedure_unknown", {"text": said})

    def _by_code(self, text: str) -> tuple[Procedure, tuple[Problem, ...]] | None:
        match = _CODE.match(text.strip())
        if match is None:
            return None
        if (known := self._codes.get(match[0])) is not None:
            return known, ()
        newer = list(self._older.get(match[0], {}).values())
        if len(newer) != 1:
            return None
        return newer[0], (
            Problem("procedure", "import.procedure_older", {"old": match[0], "new": newer[0].code}),
        )


def _bare(name: str) -> str:
    return plain(name).removeprefix(_THU_TUC)
