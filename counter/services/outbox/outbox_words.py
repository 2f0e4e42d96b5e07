"""How the outbox speaks to people: where a row stands, why, what to do; on the screen and in the shell."""

from counter.errors import Problem
from counter.i18n import t
from counter.models.outbox import OutboxRow
from counter.models.states import OutboxTarget, SyncState

_STATES = ("before", "theirs", "ours")


def said(problem: Problem) -> str:
    """A reason in words; states of a dossier by their names."""
    params = dict(problem.params)
    for name in _STATES:
        if isinstance(params.get(name), int):
            params[name] = t(f"wording.state.{params[name]}")
    return t(problem.message_id, **params)


def _word(row: OutboxRow) -> str:
    handed = row.target is OutboxTarget.FILE and row.state is SyncState.SENDING
    return "handed" if handed else row.state.value


def _to_do(row: OutboxRow) -> str:
    """What waits for a file is sent by nobody: somebody has to make one."""
    if row.behind or row.filing:
        return "behind" if row.behind else "filing"
    for_a_file = row.target is OutboxTarget.FILE and row.state in (SyncState.WAITING, SyncState.UNKNOWN)
    return "to_file" if for_a_file else _word(row)


def state(row: OutboxRow) -> str:
    """Where it stands."""
    return t(f"outbox.state.{_word(row)}")


def advice(row: OutboxRow) -> str:
    """What to do."""
    if row.needs_person:
        return t(f"outbox.do.{'stranded' if row.stranded else _word(row)}")
    return t(f"outbox.do.{_to_do(row)}")
