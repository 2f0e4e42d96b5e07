"""The exceptions of the program. Each carries a message id and parameters, so that any front end can say it.

CounterError          something a person can act on; shown as a dialog or on stderr, exit 1
├── Refused           the input breaks a rule; `problems` holds all of them at once
├── Forbidden         the role of the actor may not do this
├── NotFound          no such record or code
├── Conflict          the row changed since it was read; carries both versions
├── StoreError        the store cannot be opened or written: newer, locked, full, on a network folder
└── DataFault         a shipped or edited data file is wrong; names file, line and field
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

Params = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in one field. `field` is the key of the field, empty when it concerns the whole."""

    field: str
    message_id: str
    params: Params = dataclasses.field(default_factory=dict)

    def at(self, field: str) -> "Problem":
        """The same thing at another field."""
        return dataclasses.replace(self, field=field)

    def renamed(self, fields: Mapping[str, str]) -> "Problem":
        """The same thing where some fields have other names: from the name here to the name there."""
        return self.at(fields.get(self.field, self.field))


class CounterError(Exception):
    """Base of every error that is told to a person: what happened, what was kept, what to do."""

    def __init__(self, message_id: str, *, field: str = "", **params: str | int) -> None:
        super().__init__(message_id)
        self.message_id = message_id
        self.field = field
        self.params: Params = params


class Refused(CounterError):
    """A rule says no. `problems` lists every reason, never just the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        first = problems[0]
        super().__init__(first.message_id, field=first.field, **dict(first.params))
        self.problems = problems


class Forbidden(CounterError):
    """The actor's role does not include this act."""


class NotFound(CounterError):
    """Nothing in the store or the catalogue has this code."""


class Conflict(CounterError):
    """Somebody else changed the row first; nothing was written."""


class StoreError(CounterError):
    """The store cannot be used as asked; what was stored before is untouched."""


class DataFault(CounterError):
    """A data file cannot be read as meant: parameters `file`, `line`, `path` (of the field) and `reason`."""
