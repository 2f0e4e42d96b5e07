"""The made-up books of official receipts: every number used, or set aside with a reason."""

import random
from collections.abc import Mapping
from datetime import date, datetime

from counter.models.instant import to_micros
from counter.models.staff import Role, StaffView
from counter.services.catalogue.receipts_data import receipt_rules
from counter.services.practice.practice_data import Habits
from counter.services.practice.practice_rows import Journal, Rows

_WIDTH = 7
_SET_ASIDE: Mapping[str, int] = {"spoiled": 6, "skipped": 3, "lost": 1}  # of a thousand numbers


class Books:
    """Gives out the numbers: a paper book is registered when the one before it is used up."""

    def __init__(self, rng: random.Random, habits: Habits, rows: Rows, journal: Journal) -> None:
        self._rng, self._habits, self._rows, self._journal = rng, habits, rows, journal
        self._paper_until = receipt_rules().paper_until or date.max
        self._next: dict[str, int] = {}  # by serial
        self._book_ends: dict[str, int] = {}
        self._books = 0

    def use(self, at: datetime, who: StaffView, payment_id: int, operation: str) -> str:
        """The receipt of a payment as it is written: form, serial, number."""
        form, serial, number = self._number(at, who, operation)
        self._receipt(at, who, payment_id, (form, serial, number), "used", "", operation)
        return f"{form} {serial} {number}"

    def _number(self, at: datetime, who: StaffView, operation: str) -> tuple[str, str, str]:
        """The next number; before it may be some that are set aside."""
        year = f"{at.year % 100:02}"
        if at.date() > self._paper_until:
            serial = self._habits.e_receipt_serial.format(year=year)
            self._next[serial] = self._next.get(serial, 0) + 1
            return self._habits.e_receipt_form, serial, str(self._next[serial])
        form, serial = self._habits.receipt_form, self._habits.receipt_serial.format(year=year)
        value = self._paper(at, form, serial, operation)
        drawn = self._rng.randrange(1000)
        for status, share in _SET_ASIDE.items():
            if drawn < share:
                reason = self._rng.choice(self._habits.till[status])
                self._receipt(at, who, None, (form, serial, f"{value:0{_WIDTH}}"), status, reason, operation)
                value = self._paper(at, form, serial, operation)
                break
            drawn -= share
        return form, serial, f"{value:0{_WIDTH}}"

    def _paper(self, at: datetime, form: str, serial: str, operation: str) -> int:
        value = self._next.get(serial, 0) + 1
        self._next[serial] = value
        if value > self._book_ends.get(serial, 0):
            self._register(at, form, serial, value, operation)
        return value

    def _register(self, at: datetime, form: str, serial: str, first: int, operation: str) -> None:
        """A new book, begun by the supervisor in the moment it is needed."""
        who, self._books = self._journal.person(Role.SUPERVISOR, 0), self._books + 1
        last, registered = first + self._habits.receipt_numbers - 1, f"{operation}-book-{self._books}"
        self._book_ends[serial] = last
        name = f"{serial} {first:0{_WIDTH}}"
        self._rows.add(
            "receipt_book", form, serial, first, last, _WIDTH, name, who.id, to_micros(at), registered
        )
        said: dict[str, str | int] = {"form": form, "serial": serial, "first": first, "last": last}
        self._journal.note(
            at, who, ("receipt_book", self._books), "receipt.event.registered", registered, said,
            {"book_id": self._books},
        )  # fmt: skip

    def _receipt(
        self,
        at: datetime,
        who: StaffView,
        payment_id: int | None,
        receipt: tuple[str, str, str],
        status: str,
        reason: str,
        operation: str,
    ) -> None:
        form, serial, number = receipt
        self._rows.add(
            "receipt", payment_id, form, serial, number, int(number), status, reason, at.date().isoformat(),
            who.id, to_micros(at), operation,
        )  # fmt: skip
