"""When a fee rule applies: a closed little language, `days_since_birth <= 60`, never evaluated as code.

A condition is `NAME OP VALUE`; several are joined by `and`. OP is one of <=, <, >=, >, ==, !=.
VALUE is a whole number, or a word for a NAME with a fixed choice (`mode == list`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_FORM = re.compile(r"([a-z_]+)\s*(<=|>=|==|!=|<|>)\s*([a-z_]+|[0-9]{1,6})")
_JOINT = re.compile(r"\s+and\s+")


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison; `value` is a number for counts and days, a word for choices."""

    name: str
    op: str
    value: int | str

    def holds(self, known: Mapping[str, int | str]) -> bool | None:
        """Whether it is met; None while the NAME is not known."""
        if self.name not in known:
            return None
        left, right = known[self.name], self.value
        if self.op == "==":
            return left == right
        if self.op == "!=":
            return left != right
        if not (isinstance(left, int) and isinstance(right, int)):
            return False
        return {"<=": left <= right, "<": left < right, ">=": left >= right, ">": left > right}[self.op]


@lru_cache(maxsize=256)
def parse(rule: str | None) -> tuple[Condition, ...]:
    """The conditions of a rule, all of which must hold; none for an empty rule. ValueError for no rule."""
    if not rule:
        return ()
    found = []
    for part in _JOINT.split(rule.strip()):
        match = _FORM.fullmatch(part)
        if match is None:
            raise ValueError(part)
        name, op, value = match.groups()
        number = int(value) if value.isdigit() else value
        if isinstance(number, str) and op not in {"==", "!="}:
            raise ValueError(part)
        found.append(Condition(name, op, number))
    return tuple(found)


def hold(conditions: tuple[Condition, ...], known: Mapping[str, int | str]) -> bool | None:
    """Whether all are met: False as soon as one is not, None while one is open."""
    results = [condition.holds(known) for condition in conditions]
    if False in results:
        return False
    return None if None in results else True
