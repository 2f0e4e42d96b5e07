"""What a service is given: the store, who acts, the ward's data and a clock. One value, passed by hand."""

import functools
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar, cast

from counter.errors import CounterError, NotFound
from counter.i18n import utc_now
from counter.models.staff import StaffView
from counter.paths import data_dir
from counter.rules.rights import Act, may, require
from counter.settings import WardSettings

if TYPE_CHECKING:
    from counter.rules.calendar import WorkCalendar
    from counter.services.catalogue.catalogue import Catalogue
    from counter.services.store.store import Store

P = ParamSpec("P")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


@functools.cache
def shipped_calendar() -> "WorkCalendar":
    """The working calendar of `data/calendar`, read once, when a date is first reckoned."""
    from counter.services.catalogue.calendar_data import load

    return load(data_dir())


@functools.cache
def shipped_catalogue() -> "Catalogue":
    """The procedures of `data/procedures`; lazy itself, read when a procedure is first asked for."""
    from counter.services.catalogue.catalogue import Catalogue

    return Catalogue(data_dir())


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """One counter at work. `actor` None: nobody is signed in, and every act but signing in is refused.

    Catalogue and calendar are read when first used, so that the desk is painted before them.
    """

    store: "Store"
    actor: StaffView | None
    ward: WardSettings
    practice: bool = False
    rehearsal: bool = False  # of practice too, but about real people: the copy of a back-up
    now: Callable[[], datetime] = utc_now
    load_catalogue: Callable[[], "Catalogue"] = shipped_catalogue
    load_calendar: Callable[[], "WorkCalendar"] = shipped_calendar

    @property
    def catalogue(self) -> "Catalogue":
        """The procedures (thủ tục hành chính) this counter receives."""
        return self.load_catalogue()

    def procedure_name(self, code: str) -> str:
        """The official name of a procedure; its code when the data has moved on; "" for no code."""
        try:
            return self.catalogue.get(code).name if code else ""
        except NotFound:
            return code

    @property
    def calendar(self) -> "WorkCalendar":
        """Which days are working days: the official ones, and those the head of the centre has added."""
        from counter.services.days_off import local_rules

        added = local_rules(self.store)
        return self.load_calendar().with_days(added) if added else self.load_calendar()


class Service(Protocol[P, R_co]):
    """A service function as `act` leaves it: it says which right it needs and whether it writes."""

    act: Act
    writes: bool

    def __call__(self, office: Office, *args: P.args, **kwargs: P.kwargs) -> R_co: ...


def act(right: Act, *, writes: bool = True) -> Callable[[Callable[Concatenate[Office, P], R]], Service[P, R]]:
    """Mark a service with the right it needs; the right is checked before the body runs.

    What somebody asked for without the right is refused, and stands in the audit trail.
    """

    def mark(function: Callable[Concatenate[Office, P], R]) -> Service[P, R]:
        @functools.wraps(function)
        def checked(office: Office, *args: P.args, **kwargs: P.kwargs) -> R:
            must_have(office, right)
            return function(office, *args, **kwargs)

        service = cast(Service[P, R], checked)
        service.act = right
        service.writes = writes
        return service

    return mark


def must_have(office: Office, right: Act) -> StaffView:
    """The actor, who has this right; else Forbidden, and the try stands in the audit trail.

    For a service that needs another right for a part of what it does.
    """
    if not may(office.actor, right):
        _note_refusal(office, right)
    return require(office.actor, right)


def _note_refusal(office: Office, right: Act) -> None:
    if office.actor is None or office.practice or office.actor.must_change:
        return
    with suppress(CounterError), office.store.write(office.now(), any_clock=True) as transaction:
        transaction.record(
            office.actor, "right.refused", subject=("staff", office.actor.id), operation="",
            detail={"right": right.value},
        )  # fmt: skip
