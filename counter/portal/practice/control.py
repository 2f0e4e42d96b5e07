"""/practice/…: what tests ask the practice portal, and how they switch its faults. Not part of any portal.

GET /practice/state, GET and PUT /practice/faults (`{"seed": 1, "rules": [{"fault": "lose_answer", "kinds":
["add"], "chance": 0.1, "seconds": 1, "first": 1, "text": ""}]}`), POST /practice/end-sessions.
"""

from counter.i18n import t_in
from counter.portal import strict
from counter.portal.practice.desk import Desk, Request
from counter.portal.practice.faults import GATEWAY, Fault, FaultPlan, RequestKind, Rule
from counter.portal.practice.replies import Reply, json_reply, said
from counter.portal.strict import Json


class NoRules(ValueError):
    """What was sent is no list of rules."""


def answer(desk: Desk, request: Request) -> Reply:
    """The answer to a request under /practice/."""
    asked = request.method, request.path
    if asked == ("GET", "/practice/state"):
        return json_reply(state(desk))
    if asked == ("GET", "/practice/faults"):
        return json_reply(faults(desk.plan))
    if asked == ("PUT", "/practice/faults"):
        try:
            desk.plan = _plan(strict.read(request.body), desk.plan.seed)
        except (strict.NotJson, NoRules) as fault:
            return said("-9", t_in("vi", "practice_portal.no_rules", what=str(fault)[:80]), 400)
        return json_reply(faults(desk.plan))
    if asked == ("POST", "/practice/end-sessions"):
        desk.sessions.end()
        desk.visits.end()
        return json_reply({"ended": True})
    return said("-9", t_in("vi", "practice_portal.no_service"), 404)


def state(desk: Desk) -> dict[str, Json]:
    """Everything that was sent and done."""
    return {"practice": True, "seed": desk.plan.seed, **desk.book.state(), "requests": desk.requests()}


def faults(plan: FaultPlan) -> Json:
    """The rules as JSON."""
    rules: list[Json] = [
        {
            "fault": rule.fault,
            "kinds": [str(kind) for kind in sorted(rule.kinds)],
            "chance": rule.chance,
            "seconds": rule.seconds,
            "first": rule.first,
            "text": rule.text,
        }
        for rule in plan.rules
    ]
    return {"seed": plan.seed, "rules": rules}


def _plan(value: Json, seed: int) -> FaultPlan:
    if not isinstance(value, dict) or not value.keys() <= {"seed", "rules"}:
        raise NoRules("seed, rules")
    given, rules = value.get("seed", seed), value.get("rules")
    if not isinstance(given, int) or isinstance(given, bool) or not isinstance(rules, list):
        raise NoRules("seed, rules")
    return FaultPlan([_rule(row) for row in rules], given)


def _rule(row: Json) -> Rule:
    known = {"fault", "kinds", "chance", "seconds", "first", "text"}
    if not isinstance(row, dict) or not row.keys() <= known:
        raise NoRules(", ".join(sorted(known)))
    first, text = row.get("first"), row.get("text", "")
    if first is not None and (not isinstance(first, int) or isinstance(first, bool) or first < 1):
        raise NoRules("first")
    if not isinstance(text, str):
        raise NoRules("text")
    seconds = None if row.get("seconds") is None else _number(row.get("seconds"), "seconds", 3600)
    return Rule(
        fault=_fault(row.get("fault")),
        kinds=_kinds(row.get("kinds")),
        chance=_number(row.get("chance", 1), "chance", 1),
        seconds=seconds,
        first=first,
        text=text,
    )


def _fault(value: Json) -> Fault:
    if isinstance(value, str) and value in set(Fault):
        return Fault(value)
    raise NoRules(f"fault: {' | '.join(Fault)}")


def _kinds(value: Json) -> frozenset[RequestKind]:
    if value is None:
        return GATEWAY
    names = value if isinstance(value, list) else [value]
    found = frozenset(kind for kind in RequestKind if kind in names)
    if len(found) != len(names):
        raise NoRules(f"kinds: {' | '.join(RequestKind)}")
    return found


def _number(value: Json, name: str, most: float) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= most:
        raise NoRules(name)
    return float(value)
