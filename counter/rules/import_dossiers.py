"""A row of a list of dossiers of before (hồ sơ của hệ thống cũ): repaired where one reading is left, refused
with every reason otherwise."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Final

from counter.errors import Problem
from counter.i18n import local
from counter.models.brought import PaidBefore
from counter.models.canonical import canonical
from counter.models.catalogue import Channel
from counter.models.dossier import DossierState
from counter.rules import import_dossier_words as words
from counter.rules import old_letters
from counter.rules.calendar import Hours
from counter.rules.free_text import text_problems
from counter.rules.import_residents import Person, Reader, reader_of
from counter.rules.list_table import Table, plain
from counter.rules.old_codes import key_of
from counter.rules.old_dates import OldMoment, read_moment
from counter.rules.old_letters import Letters
from counter.text import as_typed, fold, one_line

_TAKEN: Final = frozenset(DossierState) - {DossierState.REGISTERED, DossierState.NOT_RECEIVED}
_NO_RESULT: Final = frozenset({DossierState.WITHDRAWN, DossierState.STOPPED})
_WITH_RESULT: Final = frozenset({DossierState.DONE, DossierState.RETURNED})
_SETTLED_THEN: Final = _NO_RESULT | {DossierState.RETURNED}  # nothing more is taken for these here
_LONGEST: Final = 200  # characters of a text that is kept
OLDEST: Final = 20  # years; a dossier of before is not older


@dataclass(frozen=True, slots=True, kw_only=True)
class OldDossier:
    """A dossier of a list. Instants are aware; `repairs` says what was read otherwise than it was written."""

    person: Person
    old_code: str = ""
    register: str = ""
    procedure: str = ""  # its name, as written
    procedure_code: str = ""
    received: datetime
    due: datetime | None = None  # as it was promised then
    state: DossierState
    ready: datetime | None = None
    returned: datetime | None = None
    ended: datetime | None = None  # withdrawn or stopped
    taker: str = ""
    fee: int | None = None  # đồng
    paid: PaidBefore = PaidBefore.UNSAID
    channel: Channel = Channel.DIRECT
    clerk: str = ""
    note: str = ""
    repairs: tuple[Problem, ...] = ()

    @property
    def ref(self) -> str:
        """What makes it this dossier and no other: its code, else its number in the register of its year."""
        if self.old_code:
            return f"hs:{key_of(self.old_code)}"
        return f"so:{local(self.received).year}:{key_of(self.register)}"

    @property
    def digest(self) -> str:
        """Equal for rows that say the same of the dossier."""
        who = self.person.applicant
        said = [
            fold(who.full_name), who.citizen_id, who.old_cmnd, str(who.dob), fold(self.procedure),
            self.procedure_code, self.received.isoformat(), str(self.due), int(self.state), str(self.ready),
            str(self.returned), str(self.ended), self.fee, self.paid.value, self.channel.value, self.register,
        ]  # fmt: skip
        return hashlib.sha256(canonical(said).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class DossierReader:
    """Reads the rows of one list. `notes`: what is taken for every row because a column is missing."""

    people: Reader
    places: dict[str, int]
    hours: Hours
    now: datetime
    notes: tuple[Problem, ...] = ()

    def dossier(self, cells: tuple[str, ...]) -> OldDossier | tuple[Problem, ...]:
        """A row; every problem of it when it cannot be taken."""
        person = self.people.person(cells)
        letters = self.people.letters_of(cells)
        row = _Row(self, cells, letters or self.people.letters, [], [])
        if isinstance(person, tuple):
            row.read(None)
            return (*person, *row.problems)
        found = row.read(person)
        return (
            tuple(row.problems) if found is None else replace(found, repairs=(*person.repairs, *row.repairs))
        )


def dossier_reader(table: Table, now: datetime, hours: Hours) -> DossierReader | Problem:
    """How to read this list; the problem when its letters have two readings or a column is not there."""
    people = reader_of(table, local(now).date(), words.PEOPLE)
    if isinstance(people, Problem):
        return people
    found = {key: table.column(names) for key, names in words.COLUMNS.items()}
    places = {key: at for key, at in found.items() if at is not None}
    for wanted in (("code", "register"), ("procedure", "procedure_code"), ("received",)):
        if not places.keys() & set(wanted):
            return Problem("file", "import.no_column", {"name": words.COLUMNS[wanted[0]][0]})
    notes = tuple(
        Problem("file", f"import.without.{key}") for key in ("due", "state", "channel") if key not in places
    )
    return DossierReader(people, places, hours, now, notes)


@dataclass(slots=True)
class _Row:
    """One row while it is read."""

    reader: DossierReader
    cells: tuple[str, ...]
    letters: Letters
    repairs: list[Problem]
    problems: list[Problem]

    def read(self, person: Person | None) -> OldDossier | None:
        """The dossier of a person; None with the problems told, all of them even where there is no person."""
        texts = {
            key: self._text(key)
            for key in ("code", "register", "procedure", "procedure_code", "taker", "clerk", "note")
        }
        self.problems += text_problems({key: texts[key] for key in ("taker", "clerk", "note")})
        if not (key_of(texts["code"]) or key_of(texts["register"])):
            self.problems.append(Problem("code", "import.no_code"))
        received = self._moment("received", self.reader.hours.opening)
        if received is None and not self._said("received"):
            self.problems.append(Problem("received", "import.no_received"))
        closing = self.reader.hours.closing
        ready, returned = self._moment("ready", closing), self._moment("returned", closing)
        due = self._moment("due", closing)
        state = self._state(ready, returned)
        fee, paid = self._fee(state)
        channel = self._channel()
        if received is None or state is None or self.problems:
            return None
        ends = self._ends(state, received, ready, returned)
        if due is not None and due < received:
            self.problems.append(Problem("due", "import.due_before"))
        if self.problems or person is None:
            return None
        return OldDossier(
            person=person, old_code=texts["code"], register=texts["register"], procedure=texts["procedure"],
            procedure_code=texts["procedure_code"], received=received, due=due, state=state, ready=ends[0],
            returned=ends[1], ended=ends[2], taker=texts["taker"], fee=fee, paid=paid, channel=channel,
            clerk=texts["clerk"], note=texts["note"],
        )  # fmt: skip

    def _said(self, key: str) -> str:
        at = self.reader.places.get(key)
        return "" if at is None else self.cells[at].strip()

    def _text(self, key: str) -> str:
        """A text in the letters of the row, one line of it; too long a one is a problem."""
        text = as_typed(one_line(old_letters.read_cell(self._said(key), self.letters)))
        if len(text) > _LONGEST:
            self.problems.append(Problem(key, "import.text_long", {"most": _LONGEST}))
        return text[:_LONGEST]

    def _word(self, key: str) -> str:
        return plain(old_letters.read_cell(self._said(key), self.letters))

    def _moment(self, key: str, hour: time) -> datetime | None:
        """The moment of a column; none where nothing stands, a problem where it cannot be."""
        text = self._said(key)
        if not text or plain(text) in ("", "null", "0"):
            return None
        found = read_moment(text)
        if found is None:
            self.problems.append(Problem(key, "import.moment_unreadable", {"text": text[:40]}))
            return None
        if problem := self._day_problem(key, found):
            self.problems.append(problem)
            return None
        if found.mended:
            self.repairs.append(
                Problem(key, "import.day_read", {"old": text, "new": f"{found.day:%d/%m/%Y}"})
            )
        return found.instant(hour)

    def _day_problem(self, key: str, found: OldMoment) -> Problem | None:
        today = local(self.reader.now).date()
        early = found.day < date(today.year - OLDEST, 1, 1)
        late = found.day > (date(today.year + OLDEST, 1, 1) if key == "due" else today)
        if early or late:
            return Problem(
                key, f"import.day_{'early' if early else 'late'}", {"day": f"{found.day:%d/%m/%Y}"}
            )
        return None

    def _state(self, ready: datetime | None, returned: datetime | None) -> DossierState | None:
        """Where it stands: as said; where nothing is said, or only that it is over, as the dates say."""
        word = self._word("state")
        by_dates = (
            DossierState.RETURNED if returned else DossierState.DONE if ready else DossierState.PROCESSING
        )
        if not word or word in words.FINISHED:
            if word and not (ready or returned):
                self.problems.append(Problem("state", "import.no_end_day"))
            if not word and "state" in self.reader.places:
                self.repairs.append(Problem("state", "import.state_by_dates", {"state": int(by_dates)}))
            return by_dates
        state = words.STATES.get(word)
        if state is None:
            self.problems.append(Problem("state", "import.state_unknown", {"text": self._said("state")[:60]}))
        elif state not in _TAKEN:
            self.problems.append(Problem("state", "import.state_not_taken"))
            return None
        return state

    def _ends(
        self, state: DossierState, received: datetime, ready: datetime | None, returned: datetime | None
    ) -> tuple[datetime | None, datetime | None, datetime | None]:
        """When the result was there, was handed over, and when it ended without one."""
        known = [moment for moment in (received, ready, returned) if moment is not None]
        if known != sorted(known):
            if ready is not None and returned is not None and local(ready).date() == local(returned).date():
                ready = min(ready, returned)  # one of one day had no hour
            if ready is not None and local(ready).date() == local(received).date():
                ready = max(ready, received)
            known = [moment for moment in (received, ready, returned) if moment is not None]
            if known != sorted(known):
                self.problems.append(Problem("received", "import.days_order"))
        if state in _NO_RESULT:
            ended = ready or returned
            if ended is None:
                self.problems.append(Problem("ready", "import.no_end_day"))
            return None, None, ended
        if state not in _WITH_RESULT:
            if ready or returned:
                self.problems.append(Problem("state", "import.state_has_end"))
            return None, None, None
        if state is DossierState.DONE:
            if ready is None or returned is not None:
                self.problems.append(
                    Problem("ready", "import.state_has_end" if returned else "import.no_end_day")
                )
            return ready, None, None
        if returned is None:
            self.problems.append(Problem("returned", "import.no_return_day"))
        return ready or returned, returned, None

    def _fee(self, state: DossierState | None) -> tuple[int | None, PaidBefore]:
        """The sum, and whether it was paid. A result is never handed over with the fee open."""
        amount, paid = self._amount("fee"), words.PAID.get(self._word("paid"), PaidBefore.UNSAID)
        if words.PAID.get(self._word("fee")) is PaidBefore.FREE:
            amount, paid = 0, PaidBefore.FREE
        elif self._word("paid") and paid is PaidBefore.UNSAID:
            sum_paid = self._amount("paid")
            if sum_paid:
                amount, paid = amount if amount is not None else sum_paid, PaidBefore.PAID
                if amount != sum_paid:
                    self.problems.append(Problem("paid", "import.paid_in_part"))
            elif sum_paid == 0 and amount:
                paid = PaidBefore.UNPAID
        if amount == 0:
            paid = PaidBefore.FREE
        if state is DossierState.RETURNED and paid is PaidBefore.UNPAID:
            self.problems.append(Problem("paid", "import.returned_owing"))
        if amount and paid is PaidBefore.UNSAID and state is not None and state not in _SETTLED_THEN:
            self.problems.append(Problem("paid", "import.paid_unsaid"))
        return amount, paid

    def _amount(self, key: str) -> int | None:
        text = self._said(key)
        if not text or self._word(key) in words.PAID:
            return None
        amount = words.read_amount(old_letters.read_cell(text, self.letters))
        if amount is None:
            self.problems.append(Problem(key, "import.amount_unreadable", {"text": text[:40]}))
        return amount

    def _channel(self) -> Channel:
        word = self._word("channel")
        channel = words.CHANNELS.get(word)
        if channel is None and word:
            self.problems.append(
                Problem("channel", "import.channel_unknown", {"text": self._said("channel")[:40]})
            )
        elif channel is None and "channel" in self.reader.places:
            self.repairs.append(Problem("channel", "import.channel_unsaid"))
        return channel or Channel.DIRECT
