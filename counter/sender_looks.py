"""Asking the portal from time to time what it has of the open dossiers, where nothing is to be sent.

At most so many in a round, the longest due first, at the pace of the sendings and behind the same breaker.
When each is due is reckoned on the clock that nobody can set; the store keeps it by the wall clock, for the
next start alone, and never further ahead than one pause.
"""

import heapq
import math
import random
from collections.abc import Callable

from counter.models.outbox import Look
from counter.portal.gateway import Gateway
from counter.portal.messages import wire_code
from counter.rules import portal_state, sending
from counter.rules.portal_state import LOOKS_A_ROUND, ROUND
from counter.rules.sending import Breaker
from counter.services.office import Office
from counter.services.outbox import outbox_looks


class Looks:
    """The dossiers that are asked for, and when. A gateway that cannot be asked has none."""

    def __init__(
        self,
        office: Office,
        gateway: Gateway,
        breaker: Breaker,
        answered: Callable[[], None],
        clock: Callable[[], float],
        dice: random.Random,
    ) -> None:
        self._office = office
        self._gateway = gateway
        self._breaker = breaker
        self._answered = answered
        self._clock = clock
        self._dice = dice
        self._due: list[tuple[float, int]] = []  # due, row
        self._known: set[int] = set()
        self._asked: dict[int, float] = {}  # row → seconds until it is asked again; of this round
        self._tried = 0
        self._round_ends = -math.inf

    def begin(self, row_id: int) -> float | None:
        """A row was confirmed just now: the seconds until it is asked for, None where nothing can be."""
        if not self._gateway.asks:
            return None
        pause = portal_state.look_pause(self._dice.random())
        self._add(row_id, self._clock() + pause)
        return pause

    def turn(self, now: float) -> float | None:
        """Ask for the next dossier that is due: None. Else the seconds until one may be."""
        if not self._gateway.asks:
            return math.inf
        if now >= self._round_ends:
            self._keep()
            self._find(now)
            self._tried, self._round_ends = 0, now + ROUND
        while self._tried < LOOKS_A_ROUND and self._due and self._due[0][0] <= now:
            _, row_id = heapq.heappop(self._due)
            self._known.discard(row_id)
            before = outbox_looks.look(self._office, row_id)
            if before is not None:
                self._tried += 1
                self._ask(before)
                return None
        self._keep()
        return self._round_ends - now

    def _find(self, now: float) -> None:
        """Rows that another program confirmed, or this one before it was started anew."""
        wall = self._office.now()
        for row_id, at in outbox_looks.watched(self._office).items():
            if row_id not in self._known:
                wait = (at - wall).total_seconds() if at is not None else 0.0
                self._add(row_id, now + min(max(wait, 0.0), portal_state.look_pause(1.0)))

    def _add(self, row_id: int, due: float) -> None:
        if row_id not in self._known:
            self._known.add(row_id)
            heapq.heappush(self._due, (due, row_id))

    def _ask(self, before: Look) -> None:
        began = self._office.now()
        seen = portal_state.looked(before, self._gateway.ask(wire_code(before.dossier)))
        if seen.line is not None:
            share = self._dice.random()
            self._breaker.failed(seen.line, self._clock(), share, needs_person=seen.needs_person)
            self._add(before.id, self._clock() + sending.LONGEST_PAUSE)
            return
        self._answered()
        if seen.note:
            outbox_looks.note(self._office, before, seen, began=began)
        pause = portal_state.look_pause(self._dice.random())
        self._asked[before.id] = pause
        if not seen.held:
            self._add(before.id, self._clock() + pause)

    def _keep(self) -> None:
        """Note for the next start when each is due."""
        if self._asked:
            asked, self._asked = self._asked, {}
            outbox_looks.asked(self._office, asked)
