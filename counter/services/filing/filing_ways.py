"""How people without an e-identity are served in each procedure: as shipped, or as the ward has set it."""

import json
from dataclasses import replace

from counter.errors import Problem, Refused
from counter.models.catalogue import Procedure
from counter.models.submission import FilingWay, Ways
from counter.rules.rights import Act
from counter.services.catalogue import portal_data
from counter.services.office import Office, act
from counter.services.store import setting_rows
from counter.services.store.store import Connection

_KEY = "filing_way."  # of the ward's settings, the procedure's code behind it


@act(Act.READ, writes=False)
def ways_of(office: Office, procedure_code: str) -> Ways:
    """The ways open in a procedure. Where the parties themselves must come there is none through a proxy."""
    procedure = office.catalogue.get(procedure_code)
    with office.store.query() as connection:
        return _ways(procedure, _stored(connection))


@act(Act.READ, writes=False)
def listing(office: Office) -> tuple[tuple[str, Ways], ...]:
    """Every procedure's name with its ways, in the order of the catalogue."""
    with office.store.query() as connection:
        stored = _stored(connection)
    return tuple((procedure.name, _ways(procedure, stored)) for procedure in office.catalogue.all())


@act(Act.CHANGE_SETTINGS)
def save(office: Office, ways: Ways, *, operation: str) -> Ways:
    """Set the ways of one procedure for this ward; the event holds what was and what is.

    Refused: no way at all, a usual way that is not allowed, a proxy where the parties themselves must come.
    """
    procedure = office.catalogue.get(ways.procedure_code)
    problems = _problems(procedure, ways)
    if problems:
        raise Refused(problems)
    with office.store.write(office.now()) as transaction:
        connection = transaction.connection
        before = _ways(procedure, _stored(connection))
        if transaction.earlier(operation) is not None:
            return before
        value = {
            "allowed": [way.value for way in FilingWay if way in ways.allowed],
            "usual": ways.usual.value,
            "confirmed": ways.confirmed,
        }
        setting_rows.keep(transaction, office.actor, {_KEY + procedure.code: value})
        after = _ways(procedure, _stored(connection))
        transaction.record(
            office.actor,
            "submission.event.ways",
            subject=("procedure", procedure.code),
            operation=operation,
            detail={"before": _words(before), "after": _words(after)},
        )
        return after


def _problems(procedure: Procedure, ways: Ways) -> tuple[Problem, ...]:
    found = []
    if not ways.allowed:
        found.append(Problem("allowed", "submission.ways.none"))
    elif ways.usual not in ways.allowed:
        found.append(Problem("usual", "submission.ways.usual"))
    if procedure.no_proxy and FilingWay.PROXY in ways.allowed:
        found.append(Problem("allowed", "submission.standing.no_proxy"))
    return tuple(found)


def _ways(procedure: Procedure, stored: dict[str, Ways]) -> Ways:
    shipped = portal_data.ways()
    found = stored.get(procedure.code) or shipped.by_code.get(procedure.code) or shipped.usual
    allowed = found.allowed
    if procedure.no_proxy:
        allowed = tuple(way for way in allowed if way is not FilingWay.PROXY) or (FilingWay.OWN,)
    usual = found.usual if found.usual in allowed else allowed[0]
    return replace(found, procedure_code=procedure.code, allowed=allowed, usual=usual)


def _stored(connection: Connection) -> dict[str, Ways]:
    """What the ward has set; a setting of another shape than today's is as good as none."""
    rows = connection.execute("SELECT key, value FROM setting WHERE key LIKE ?", (f"{_KEY}%",))
    found = {}
    for key, text in rows:
        code = str(key).removeprefix(_KEY)
        value = json.loads(text)
        known = {way.value: way for way in FilingWay}
        if isinstance(value, dict) and isinstance(value.get("allowed"), list):
            allowed = tuple(known[word] for word in value["allowed"] if word in known)
            usual = known.get(str(value.get("usual")))
            if allowed and usual in allowed:
                found[code] = Ways(
                    procedure_code=code, allowed=allowed, usual=usual,
                    confirmed=value.get("confirmed") is True, own=True,
                )  # fmt: skip
    return found


def _words(ways: Ways) -> str:
    return f"{' '.join(ways.allowed)}; {ways.usual}{'' if ways.confirmed else '?'}"
