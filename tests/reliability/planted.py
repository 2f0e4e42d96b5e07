"""Faults that a program like this one has had somewhere, put into ours on purpose: each must be found."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from counter.models.sync import NotKnown
from counter.portal.adapter import AdapterGateway
from counter.services.life import moving
from counter.services.money import ledger
from counter.services.store.transaction import Transaction


@contextmanager
def _instead(place: object, name: str, other: Callable[..., Any]) -> Iterator[None]:
    whole = getattr(place, name)
    setattr(place, name, other)
    try:
        yield
    finally:
        setattr(place, name, whole)


def _every(number: int, method: Callable[..., Any], other: Callable[..., Any]) -> Callable[..., Any]:
    """The other instead of every so manieth call."""
    count = 0

    def step(*given: object, **named: object) -> object:
        nonlocal count
        count += 1
        return (other if count % number == 0 else method)(*given, **named)

    return step


@contextmanager
def says_before_it_commits() -> Iterator[None]:
    """Every ninth write is told to be done and is not."""
    with _instead(Transaction, "finish", _every(9, Transaction.finish, lambda self: self.flush())):
        yield


@contextmanager
def forgets_operations() -> Iterator[None]:
    """A second press is a second deed."""

    def nothing(self: Transaction, operation: str) -> None:
        return None

    def kept(self: Transaction, operation: str, name: str, *_: object) -> None:
        self.connection.execute(
            "INSERT OR IGNORE INTO operation (id, act, at, result) VALUES (?, ?, 1, '{}')", (operation, name)
        )

    with _instead(Transaction, "earlier", nothing), _instead(Transaction, "_keep", kept):
        yield


@contextmanager
def leaves_the_ledger_out() -> Iterator[None]:
    """Every fifth entry of the ledger is not written."""
    with _instead(ledger, "post", _every(5, ledger.post, lambda *_, **__: None)):
        yield


@contextmanager
def skips_numbers() -> Iterator[None]:
    """A number is drawn twice now and then, and the first is thrown away."""
    whole = Transaction.next_number

    def twice(self: Transaction, series: str, day: Any) -> int:
        whole(self, series, day)
        return whole(self, series, day)

    with _instead(Transaction, "next_number", _every(7, whole, twice)):
        yield


@contextmanager
def moves_without_history() -> Iterator[None]:
    """Every sixth move changes the dossier's state past its row."""

    whole = moving.make

    def silent(office: Any, transaction: Transaction, *given: object, **named: object) -> object:
        done = whole(office, transaction, *given, **named)  # type: ignore[arg-type]  # passed on as given
        transaction.flush()
        transaction.connection.execute(
            "UPDATE dossier SET state = CASE state WHEN 4 THEN 2 ELSE 4 END"
            " WHERE id = (SELECT dossier_id FROM dossier_move ORDER BY id DESC LIMIT 1)"
        )
        return done

    with _instead(moving, "make", _every(6, whole, silent)):
        yield


@contextmanager
def writes_outside_its_transaction() -> Iterator[None]:
    """The event of a write is committed before its rows: a crash between leaves one without the other."""
    whole = Transaction.record

    def early(self: Transaction, *given: Any, **named: Any) -> None:
        whole(self, *given, **named)
        self.connection.commit()
        self.connection.execute("BEGIN IMMEDIATE")

    with _instead(Transaction, "record", early):
        yield


@contextmanager
def sends_without_a_key() -> Iterator[None]:
    """A message that is sent once more is a new one to the portal, and the portal is not asked before."""
    whole = AdapterGateway.send

    def keyless(self: AdapterGateway, *given: Any, **named: Any) -> Any:
        return whole(self, *given, **named | {"key": ""})

    def unknown(self: AdapterGateway, code: str) -> NotKnown:
        return NotKnown(code=code)

    with _instead(AdapterGateway, "send", keyless), _instead(AdapterGateway, "ask", unknown):
        yield


PLANTED: Mapping[str, Callable[[], Any]] = {
    "says before it commits": says_before_it_commits,
    "forgets operations": forgets_operations,
    "leaves the ledger out": leaves_the_ledger_out,
    "skips numbers": skips_numbers,
    "moves without history": moves_without_history,
    "commits in two halves": writes_outside_its_transaction,
    "sends without a key": sends_without_a_key,
}
