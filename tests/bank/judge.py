"""Compares what was said with what is in the store: nothing lost, nothing twice, every sum right."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from counter.services.store.connection import Connection
from counter.services.store.store import Store
from counter.services.verify.verify import checks
from tests.bank.acts import Act, Answer
from tests.bank.run import Story

# The id of an intent stands in its row; operations of their own would hide a second row.
_ROWS = {
    Act.PAY: "SELECT payer_name, id, total FROM payment WHERE kind = 'payment'",
    Act.BACK: "SELECT reason, id, total FROM payment WHERE kind <> 'payment'",
    Act.MOVE: "SELECT reason, drawer_id, amount FROM cash_move",
    Act.OPEN: "SELECT operation, id, 0 FROM drawer",
    Act.CLOSE: "SELECT reason, drawer_id, 0 FROM drawer_close",
}


def faults(path: Path, story: Story) -> list[str]:
    """Everything that is wrong after a run, in words; empty when the bank is sound."""
    found = [f"seen while at work: {wrong}" for wrong in story.seen_wrong]
    with Store.open(path) as store:
        found += [f"verify {c.name}: {c.examples}" for c in checks(store) if c.failed]
        with store.query() as connection:
            for act, statement in _ROWS.items():
                found += _compared(connection, act, statement, story)
    return found


def _compared(connection: Connection, act: Act, statement: str, story: Story) -> Iterator[str]:
    rows: dict[str, list[Answer]] = {}
    for ident, row, amount in connection.execute(statement):
        rows.setdefault(str(ident).removesuffix("-again"), []).append(Answer(int(row), int(amount)))
    for ident in rows.keys() - story.begun.keys():
        yield f"{act} {ident}: nobody set out to do it"
    for ident, intent in story.begun.items():
        if intent.act is not act:
            continue
        there, said = rows.get(ident, []), story.done.get(ident, [])
        if len(there) > 1:
            yield f"{act} {ident}: {len(there)} times"
        if said and not there:
            yield f"{act} {ident}: acknowledged and lost"
        if said and there and set(said) != {there[0]}:
            yield f"{act} {ident}: {there[0]} is there, {said} was said"
        if there and not said:
            yield f"{act} {ident}: there, and never acknowledged"
        if not said and ident not in story.refused:
            yield f"{act} {ident}: without an answer"


def summary(story: Story) -> str:
    """One line of figures."""
    acts = ", ".join(f"{story.acts(act)} {act}" for act in Act)
    why = Counter(why for reasons in story.refused.values() for why in reasons)
    return (
        f"{acts}; {len(story.refused)} refused {dict(why.most_common(3))}; {story.kills} kills,"
        f" {story.killed_at_work} of them at work; {story.looks} looks; {story.seconds:.1f} s"
    )
