"""What a service is given: the store, who acts, the ward's data and a clock. One value, passed by hand."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar, cast

from counter.i18n import utc_now
from counter.models.staff import StaffView
from counter.rules.rights import Act, require
from counter.settings import WardSettings

if TYPE_CHECKING:
    from counter.rules.calendar import WorkCalendar
    from counter.services.catalogue import Catalogue
    from counter.services.store import Store

P = ParamSpec("P")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """One counter at work. `actor` None: nobody is signed in, and every act but signing in is refused."""

    store: "Store"
    actor: StaffView | None
    catalogue: "Catalogue"
    calendar: "WorkCalendar"
    ward: WardSettings
    practice: bool = False
    now: Callable[[], datetime] = utc_now


class Service(Protocol[P, R_co]):
    """A service function as `act` leaves it: it says which right it needs and whether it writes."""

    act: Act
    writes: bool

    def __call__(self, office: Office, *args: P.args, **kwargs: P.kwargs) -> R_co: ...


def act(
    right: Act, *, writes: bool = True
) -> Callable[[Callable[Concatenate[Office, P], R]], Service[P, R]]:
    """Mark a service with the right it needs; the right is checked before the body runs."""

    def mark(function: Callable[Concatenate[Office, P], R]) -> Service[P, R]:
        @functools.wraps(function)
        def checked(office: Office, *args: P.args, **kwargs: P.kwargs) -> R:
            require(office.actor, right)
            return function(office, *args, **kwargs)

        service = cast(Service[P, R], checked)
        service.act = right
        service.writes = writes
        return service

    return mark
