"""What new data changes: fees old and new, procedures, days off; two readings of the data side by side."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from counter.models.catalogue import Fee, Procedure
from counter.models.data_update import DataChanges, DayChange, FeeChange, ProcedureChange
from counter.rules.calendar import DayRule, WorkCalendar

_NOT_TOLD = frozenset({"fees", "sources", "confidence", "as_of", "words", "name_en", "sector_en"})
"""Fields of a procedure that have their own list, or change nothing at the counter."""


def changes(
    before: tuple[Iterable[Procedure], WorkCalendar],
    after: tuple[Iterable[Procedure], WorkCalendar],
    files: Mapping[str, str],
) -> DataChanges:
    """All that is told before an update is taken. `files`: path, and whether it is new, changed, same."""
    old = {one.code: one for one in before[0]}
    new = {one.code: one for one in after[0]}
    return DataChanges(
        fees=tuple(change for code, one in new.items() for change in _fees(old.get(code), one)),
        procedures=tuple(_procedures(old, new)),
        days=tuple(_days(before[1], after[1])),
        files=tuple(sorted(files.items())),
    )


def _fees(old: Procedure | None, new: Procedure) -> Iterator[FeeChange]:
    had = {fee.id: fee for fee in (*old.fees, *old.shared_fees)} if old else {}
    has = {fee.id: fee for fee in (*new.fees, *new.shared_fees)}
    followed = {_charge(fee) for ident, fee in has.items() if ident not in had}
    for ident, fee in has.items():
        before = had.get(ident)
        if before is None:
            earlier = [
                one for one in had.values() if _charge(one) == _charge(fee) and _holds(one, fee.valid_from)
            ]
            yield _fee(
                new, fee, old=earlier[0].amount if earlier else None, new=fee.amount, added=not earlier
            )
        elif before != fee and not (_but_end(before, fee) and _charge(fee) in followed):
            yield _fee(new, fee, old=before.amount, new=fee.amount)
    for ident, fee in had.items():
        if ident not in has:
            yield _fee(new, fee, old=fee.amount, gone=True)


def _charge(fee: Fee) -> tuple[object, ...]:
    """What makes rows of different days one charge."""
    return fee.name, fee.channel, fee.condition, fee.condition_rule


def _holds(fee: Fee, day: date | None) -> bool:
    """Whether a row counts on the first day of another."""
    if day is None:
        return True
    return (fee.valid_from or date.min) <= day <= (fee.valid_to or date.max)


def _but_end(old: Fee, new: Fee) -> bool:
    """Whether a row is the same but for the day it ends: the one that follows is told instead."""
    return dataclasses.replace(old, valid_to=new.valid_to) == new


def _fee(
    procedure: Procedure,
    fee: Fee,
    *,
    old: int | None = None,
    new: int | None = None,
    added: bool = False,
    gone: bool = False,
) -> FeeChange:
    return FeeChange(
        code=procedure.code,
        procedure=procedure.title,
        fee=fee.name,
        old=old,
        new=new,
        since=fee.valid_from,
        source=fee.legal_source or "",
        added=added,
        gone=gone,
    )


def _procedures(old: Mapping[str, Procedure], new: Mapping[str, Procedure]) -> Iterator[ProcedureChange]:
    for code, one in new.items():
        before = old.get(code)
        if before is None:
            yield ProcedureChange(code=code, procedure=one.title, kind="new")
        elif parts := _parts(before, one):
            yield ProcedureChange(code=code, procedure=one.title, kind="changed", parts=parts)
    for code, one in old.items():
        if code not in new:
            yield ProcedureChange(code=code, procedure=one.title, kind="gone")


def _parts(old: Procedure, new: Procedure) -> tuple[str, ...]:
    names = (field.name for field in dataclasses.fields(Procedure))
    told = (name for name in names if name not in _NOT_TOLD and name != "shared_fees")
    return tuple(name for name in told if getattr(old, name) != getattr(new, name))


def _days(old: WorkCalendar, new: WorkCalendar) -> Iterator[DayChange]:
    had, has = {**old.rules, **old.doors}, {**new.rules, **new.doors}
    for day in sorted(had.keys() | has.keys()):
        before, after = _said(had.get(day)), _said(has.get(day))
        if before != after:
            rule = has.get(day)
            yield DayChange(day=day, old=before, new=after, source=rule.source if rule else "")


def _said(rule: DayRule | None) -> str:
    """The kind of a day and its name: "holiday Tết"."""
    return f"{rule.kind.value} {rule.name}" if rule else ""
