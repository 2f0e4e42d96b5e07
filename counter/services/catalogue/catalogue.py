"""The procedures this counter receives (danh mục thủ tục hành chính), from the files a supervisor edits.

Nothing is read before the first question, so that a start does not pay for it; then everything is, once.
"""

from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from counter.errors import DataFault, NotFound
from counter.models.catalogue import ExemptGroup, Procedure
from counter.models.papers_seen import PaperKind
from counter.rules.procedure_search import Match, SearchIndex
from counter.text import fold, one_line

if TYPE_CHECKING:
    from counter.services.catalogue.catalogue_loading import Loaded


class Catalogue:
    """The procedures under a data folder. Safe to share between threads; the values it gives are frozen."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "procedures"
        self._lock = Lock()
        self._loaded: Loaded | None = None

    def _read(self) -> "Loaded":
        with self._lock:
            if self._loaded is None:
                from counter.services.catalogue.catalogue_loading import (
                    load,  # PyYAML: 20 ms that a start saves
                )

                self._loaded = load(self._folder)
            return self._loaded

    def all(self) -> tuple[Procedure, ...]:
        """Every procedure that could be read, by file and in the order of the file."""
        return tuple(self._read().procedures)

    @property
    def faults(self) -> tuple[DataFault, ...]:
        """What is wrong in the files; the procedures concerned are left out of everything else."""
        return tuple(self._read().faults)

    @property
    def groups(self) -> dict[str, ExemptGroup]:
        """The groups that fees may exempt (nhóm được miễn), by id."""
        return dict(self._read().groups)

    @property
    def kinds(self) -> dict[str, PaperKind]:
        """The kinds of paper that are known again in another procedure (loại giấy tờ), by id."""
        return dict(self._read().kinds)

    def get(self, code: str) -> Procedure:
        """The procedure of a national code ("1.001193") or short code ("ks"). Raises NotFound."""
        found = self._by_name.get(fold(code))
        if found is None:
            raise NotFound("procedure.not_found", code=one_line(code)[:40])
        return found

    def group(self, group_id: str) -> ExemptGroup:
        """An exempt group by its id. Raises NotFound."""
        found = self._read().groups.get(group_id)
        if found is None:
            known = ", ".join(sorted(self._read().groups))
            raise NotFound("procedure.group_not_found", group=one_line(group_id)[:60], groups=known)
        return found

    def groups_for(self, procedure: Procedure) -> tuple[ExemptGroup, ...]:
        """The groups that pay nothing or less of one of the procedure's fees, to choose from."""
        ids = dict.fromkeys(group for fee in procedure.fees for group in fee.relief_groups)
        groups = self._read().groups
        return tuple(groups[group_id] for group_id in ids if group_id in groups)

    def search(self, text: str, limit: int = 10) -> tuple[Match, ...]:
        """The procedures that a short code, a code or everyday words mean, best first; `ct 3x5` too."""
        return self._index.search(text, limit)

    @cached_property
    def _by_name(self) -> dict[str, Procedure]:
        names: dict[str, Procedure] = {}
        for procedure in self.all():
            names[procedure.code] = procedure
            if procedure.short:
                names[fold(procedure.short)] = procedure
        return names

    @cached_property
    def _index(self) -> SearchIndex:
        return SearchIndex(self.all())
