"""Finding what has been kept long enough, kind by kind. Plain SQL; nothing is written here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Final

from counter.i18n import LOCAL_ZONE, local
from counter.models.canonical import canonical
from counter.models.erasure import Obstacle
from counter.models.instant import from_micros, to_micros
from counter.models.retention import Due, Kind, Period
from counter.services.personal import erasure_files, erasure_scope
from counter.services.personal.erasure_scope import OBSTACLES
from counter.services.personal.erasure_steps import Scope
from counter.services.store import incidents
from counter.services.store.connection import Connection
from counter.services.store.store import Store

_ENDED: Final = """
SELECT d.id, coalesce(d.returned_at, (SELECT max(m.made_at) FROM dossier_move m WHERE m.dossier_id = d.id),
  (SELECT k.made_at FROM dossier_struck k WHERE k.dossier_id = d.id), d.received_at) AS ended
FROM dossier d WHERE d.state IN (3, 7, 8, 10) AND ended < ?1
AND NOT EXISTS (SELECT 1 FROM erased_dossier e WHERE e.dossier_id = d.id) ORDER BY ended, d.id
"""
_CERTIFIED: Final = (
    "SELECT DISTINCT c.dossier_id FROM certification c WHERE c.dossier_id IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM certification_struck k WHERE k.certification_id = c.id)"
)
_OF_KIND: Final = _CERTIFIED + " AND c.kind = ?1"
_WITH_FILES: Final = "SELECT DISTINCT dossier_id FROM attachment"
_WITH_CALLS: Final = (
    "SELECT dossier_id FROM call_try WHERE note <> '' OR phone NOT IN ('', '0')"
    " UNION SELECT dossier_id FROM notice WHERE whom <> '—' OR note <> ''"
)
_ASKING: Final = (
    "SELECT q.resident_id FROM data_request q WHERE q.resident_id IS NOT NULL AND NOT EXISTS (SELECT 1"
    " FROM data_request_step e WHERE e.request_id = q.id AND e.step IN ('done', 'refused'))"
)
_DRAFTS: Final = "SELECT id, saved_at FROM draft WHERE saved_at < ?1 ORDER BY saved_at"
# Nobody of the whole group of merged records has a dossier that is not emptied, or a draft.
_RESIDENTS: Final = """
SELECT r.id, r.updated_at FROM resident r WHERE r.updated_at < ?1
AND NOT EXISTS (SELECT 1 FROM erased_resident e WHERE e.resident_id = r.id)
AND NOT EXISTS (SELECT 1 FROM resident m JOIN dossier d ON d.resident_id = m.id
  WHERE coalesce(m.merged_into, m.id) = coalesce(r.merged_into, r.id)
  AND NOT EXISTS (SELECT 1 FROM erased_dossier e WHERE e.dossier_id = d.id))
AND NOT EXISTS (SELECT 1 FROM draft t WHERE json_extract(t.body, '$.applicant.resident_id') = r.id)
ORDER BY r.updated_at
"""
_CERTIFIED_KINDS: Final = {Kind.SIGNATURE: "signature", Kind.CONTRACT: "transaction", Kind.COPY: "copy"}
_ATTACHED: Final = frozenset({"attachment", "attachment_content"})
_CALLED: Final = frozenset({"call_try", "notice"})
_SHOWN: Final = 20  # reasons listed for a kind; the rest is counted


@dataclass(frozen=True, slots=True)
class Found:
    """One kind: what is said of it, and what would go."""

    due: Due
    scopes: tuple[Scope, ...] = ()
    files: tuple[Path, ...] = ()


class Finder:
    """Looks kind by kind, in the order of the kinds, and remembers which dossiers go whole."""

    def __init__(
        self, connection: Connection, store: Store, periods: erasure_scope.Periods, today: date
    ) -> None:
        self._connection = connection
        self._store = store
        self._periods = periods
        self._today = today
        self._whole: set[int] = set()

    def find(self, period: Period, before: date) -> Found:
        """What of one kind ended before a day."""
        return _WAYS[period.kind](self, period, before)

    def dossiers(self, period: Period, before: date) -> Found:
        """Dossiers that go whole: those of a certification, or all the others."""
        ended = self._ended(before)
        certified = _CERTIFIED_KINDS.get(period.kind)
        if certified is None:
            ended = {one: at for one, at in ended.items() if one not in self._ids(_CERTIFIED)}
        else:
            of_kind = self._ids(_OF_KIND, certified)
            ended = {one: at for one, at in ended.items() if one in of_kind}
            kept = erasure_scope.kept_by_law(self._connection, ended, self._periods, self._today)
            asked = self._unset(ended)
            ended = {one: at for one, at in ended.items() if one not in kept | asked}
        ended = {one: at for one, at in ended.items() if one not in self._whole}
        free, stops = self._free(ended)
        self._whole |= free.keys()
        scope = Scope(dossiers=tuple(free))
        files = erasure_files.of_codes(self._connection, self._store, scope)
        return self._told(period, before, free, stops, (scope,), files)

    def parts(self, period: Period, before: date) -> Found:
        """Files, or calls, of dossiers that stay otherwise."""
        tables, holders = (
            (_ATTACHED, _WITH_FILES) if period.kind is Kind.ATTACHMENT else (_CALLED, _WITH_CALLS)
        )
        there = self._ids(holders) - self._whole
        free, stops = self._free({one: at for one, at in self._ended(before).items() if one in there})
        return self._told(period, before, free, stops, (Scope(dossiers=tuple(free), only=tables),))

    def drafts(self, period: Period, before: date) -> Found:
        """Drafts nobody went on with."""
        rows = self._connection.execute(_DRAFTS, (_micros(before),)).fetchall()
        found = {str(ident): int(at) for ident, at in rows}
        scope = Scope(drafts=tuple(found), only=frozenset({"draft"}))
        return self._told(period, before, found, [], (scope,))

    def residents(self, period: Period, before: date) -> Found:
        """People who have no dossier any more."""
        rows = self._connection.execute(_RESIDENTS, (_micros(before),)).fetchall()
        asking = self._ids(_ASKING)
        found = {int(ident): int(at) for ident, at in rows if ident not in asking}
        stops = [Obstacle("erasure.obstacle.request", {"n": 0}) for ident, _ in rows if ident in asking]
        return self._told(period, before, found, stops, (Scope(residents=tuple(found)),))

    def papers(self, period: Period, before: date) -> Found:
        """Printed papers, or the program's log of incidents."""
        start = datetime.combine(before, time(), LOCAL_ZONE)
        if period.kind is Kind.PAPER:
            files = erasure_files.older_than(self._store, start)
        else:
            files = tuple(path for path in incidents.logs() if erasure_files.day_of(path) < start)
        days = [erasure_files.day_of(path).date() for path in files]
        due = Due(period=period, before=before, count=len(files), oldest=min(days, default=None))
        return Found(due, files=files)

    def _ended(self, before: date) -> dict[int, int]:
        rows = self._connection.execute(_ENDED, (_micros(before),))
        return {int(ident): int(at) for ident, at in rows}

    def _ids(self, statement: str, *given: str) -> frozenset[int]:
        return frozenset(int(row[0]) for row in self._connection.execute(statement, given))

    def _unset(self, dossiers: Iterable[int]) -> frozenset[int]:
        """Those with a certification of another kind, whose period nobody has said."""
        unset = [word for kind, word in _CERTIFIED_KINDS.items() if self._periods.get(kind) is None]
        found = frozenset(one for word in unset for one in self._ids(_OF_KIND, word))
        return found & frozenset(dossiers)

    def _free(self, ended: dict[int, int]) -> tuple[dict[int, int], list[Obstacle]]:
        """Those nothing stands in the way of, and what stands in the way of the others."""
        stops: list[Obstacle] = []
        stopped: set[int] = set()
        ids = canonical(list(ended))
        for name, condition in OBSTACLES.items():
            statement = (
                "SELECT d.id, d.code FROM dossier d WHERE d.id IN (SELECT value FROM json_each(?1))"  # noqa: S608  conditions of ours
                f" AND ({condition})"
            )
            for ident, code in self._connection.execute(statement, (ids,)):
                if ident not in stopped:
                    stops.append(Obstacle(f"erasure.obstacle.{name}", {"code": str(code)}))
                stopped.add(int(ident))
        asking = self._asking(ids)
        stops += [Obstacle("erasure.obstacle.asked", {"code": code}) for code in asking.values()]
        return {k: at for k, at in ended.items() if k not in stopped and k not in asking}, stops

    def _asking(self, ids: str) -> dict[int, str]:
        rows = self._connection.execute(
            "SELECT d.id, d.code FROM dossier d WHERE d.id IN (SELECT value FROM json_each(?1))"  # noqa: S608  a statement of ours
            f" AND d.resident_id IN ({_ASKING})",
            (ids,),
        )
        return {int(ident): str(code) for ident, code in rows}

    def _told(
        self,
        period: Period,
        before: date,
        found: dict[int, int] | dict[str, int],
        stops: list[Obstacle],
        scopes: tuple[Scope, ...],
        files: tuple[Path, ...] = (),
    ) -> Found:
        oldest = min(found.values(), default=None)
        due = Due(
            period=period,
            before=before,
            count=len(found),
            oldest=None if oldest is None else local(from_micros(oldest)).date(),
            waiting=len(stops),
            obstacles=tuple(stops[:_SHOWN]),
        )
        return Found(due, scopes if found else (), files)


_WAYS: Final[dict[Kind, Callable[[Finder, Period, date], Found]]] = {
    Kind.SIGNATURE: Finder.dossiers,
    Kind.CONTRACT: Finder.dossiers,
    Kind.COPY: Finder.dossiers,
    Kind.DOSSIER: Finder.dossiers,
    Kind.ATTACHMENT: Finder.parts,
    Kind.CALL: Finder.parts,
    Kind.DRAFT: Finder.drafts,
    Kind.PAPER: Finder.papers,
    Kind.RESIDENT: Finder.residents,
    Kind.LOG: Finder.papers,
}


def _micros(day: date) -> int:
    return to_micros(datetime.combine(day, time(), LOCAL_ZONE))
