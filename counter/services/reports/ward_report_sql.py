"""The statements of the ward's report. Days are YYYY-MM-DD, ?1 the first, ?2 the last; instants microseconds.

Sums are counted in the store; whatever needs a formula comes out dossier by dossier and is judged by
`counter.rules.indicators`.
"""

from typing import Final

# When it was stopped, refused or withdrawn: its last move there; of one older than the moves, its last event;
# of one that was brought over, as the list says.
_STOPPED: Final = (
    "coalesce((SELECT max(m.made_at) FROM dossier_move m WHERE m.dossier_id = d.id"
    "  AND m.name IN ('refuse', 'stop', 'withdraw') AND m.state_after = d.state"
    "  AND NOT EXISTS (SELECT 1 FROM dossier_move u WHERE u.undoes = m.id)),"
    " (SELECT max(a.at) FROM audit_event a WHERE a.subject_kind = 'dossier'"
    " AND a.subject_id = CAST(d.id AS TEXT)"
    " AND a.event IN ('practice.event.withdrawn', 'practice.event.stopped')),"
    " (SELECT b.ended_at FROM dossier_brought b WHERE b.dossier_id = d.id))"
)
_END: Final = (
    f"CASE WHEN d.state >= 9 THEN coalesce(d.ready_at, d.returned_at) WHEN d.state >= 7 THEN {_STOPPED} END"
)
# When the counter received what was filed online before (NgayTiepNhan); the code keeps the day of the filing.
_TAKEN_AT: Final = (
    "(SELECT max(m.made_at) FROM dossier_move m WHERE m.dossier_id = d.id AND m.name = 'receive'"
    " AND NOT EXISTS (SELECT 1 FROM dossier_move u WHERE u.undoes = m.id))"
)
BROUGHT: Final = 0
"""Who received what was brought over from the system of before: nobody of this counter."""
_CLERK: Final = (
    f"CASE WHEN EXISTS (SELECT 1 FROM dossier_brought b WHERE b.dossier_id = d.id) THEN {BROUGHT}"  # noqa: S608  constants
    " ELSE d.received_by END"
)
_CASE: Final = (
    f"SELECT d.id, d.day, d.procedure_code, {_CLERK}, d.channel, d.received_at, {_TAKEN_AT}, d.due_at,"  # noqa: S608  constants
    f" {_END} AS ended, d.state IN (7, 8), d.sync IN ('filed', 'confirmed') FROM dossier d"
)
_TAKEN: Final = "d.state NOT IN (1, 3)"  # mới đăng ký, không được tiếp nhận: never taken here

RECEIVED: Final = f"{_CASE} WHERE d.day >= ?1 AND d.day <= ?2 AND {_TAKEN}"
"""What was received in the period."""
# The plus keeps the search on the index of what is open, which is short, and off that of the days.
STILL_OPEN: Final = f"{_CASE} WHERE d.state IN (1, 2, 4, 5, 6) AND d.state <> 1 AND +d.day < ?1"
"""What was received before the period and has not ended since."""
# Two short ranges; the plus keeps the search off the days, of which there are 400.
ENDED_LATER: Final = (
    f"{_CASE} INDEXED BY dossier_ended"
    " WHERE d.state >= 9 AND coalesce(d.ready_at, d.returned_at) >= ?3 AND +d.day >= ?1 AND +d.day < ?2"
    f" UNION ALL {_CASE} INDEXED BY dossier_stopped"
    " WHERE d.state IN (7, 8) AND d.day >= ?1 AND d.day < ?2 AND ended >= ?3"
)
"""What was received from day ?1 up to, not on, day ?2 and ended at ?3 or later."""

# A request or an answer that was undone never was.
ROUNDS: Final = (
    "SELECT s.dossier_id, s.asked_at, (SELECT a.answered_at FROM supplement_answer a"
    " WHERE a.supplement_id = s.id"
    "  AND NOT EXISTS (SELECT 1 FROM dossier_move u WHERE u.undoes = a.move_id)), s.due_before"
    " FROM supplement s WHERE NOT EXISTS (SELECT 1 FROM dossier_move u WHERE u.undoes = s.move_id)"
    " AND s.dossier_id IN (SELECT value FROM json_each(?1)) ORDER BY s.asked_at, s.id"
)
PUT_OFF: Final = (
    "SELECT e.dossier_id, e.made_at, e.due_before, e.due_after FROM decision e WHERE e.kind = 'extended'"
    " AND NOT EXISTS (SELECT 1 FROM dossier_move u WHERE u.undoes = e.move_id)"
    " AND e.dossier_id IN (SELECT value FROM json_each(?1)) ORDER BY e.made_at, e.id"
)

# -- sums of what was received: of days but some dossiers, or of some dossiers ------------------------------

BY_DAYS: Final = "d.day >= ?1 AND d.day <= ?2 AND d.id NOT IN (SELECT value FROM json_each(?3))"
BY_IDS: Final = "d.id IN (SELECT value FROM json_each(?1))"
_CELL: Final = f"d.procedure_code, {_CLERK}, d.channel, substr(d.day, 1, 7)"
# Phí and lệ phí after what was waived; the post's price is neither. NULL: nobody knows the amount.
_CHARGED: Final = (
    "EXISTS (SELECT 1 FROM fee_line f WHERE f.dossier_id = d.id AND f.kind <> 'post'"
    " AND (f.amount IS NULL OR f.amount > 0))"
)
# All of it, by transfers that each have the bank's code. A payment that was voided never was.
_ONLINE: Final = (
    "d.money = 'paid' AND EXISTS (SELECT 1 FROM payment_share s WHERE s.dossier_id = d.id)"
    " AND NOT EXISTS (SELECT 1 FROM payment_share s JOIN payment p ON p.id = s.payment_id"
    "  JOIN payment_means m ON m.payment_id = p.id WHERE s.dossier_id = d.id AND p.kind = 'payment'"
    "  AND (m.means <> 'transfer' OR m.reference = '')"
    "  AND NOT EXISTS (SELECT 1 FROM payment v WHERE v.reverses = p.id AND v.kind = 'void'))"
)
_GROUPED: Final = " GROUP BY 1, 2, 3, 4"


def fees(which: str) -> str:
    """By procedure, who received, channel and month of the day: with a fee, and those of them paid online."""
    return (
        f"SELECT {_CELL}, count(*), sum({_ONLINE}) FROM dossier d"  # noqa: S608  constants
        f" WHERE {which} AND {_TAKEN} AND {_CHARGED}{_GROUPED}"
    )


def papers(which: str) -> str:
    """By the same, the paper's state, and whether there is a file of it: papers."""
    return (
        f"SELECT {_CELL}, p.state, EXISTS (SELECT 1 FROM attachment a"  # noqa: S608  constants
        "  WHERE a.dossier_id = p.dossier_id AND a.paper_key = p.key), count(*)"
        " FROM dossier d JOIN dossier_paper p ON p.dossier_id = d.id"
        f" WHERE {which} AND {_TAKEN}{_GROUPED}, 5, 6"
    )


def assisted(which: str) -> str:
    """By the same: filed on the portal here, on somebody's behalf."""
    return (
        f"SELECT {_CELL}, count(*) FROM dossier d WHERE {which} AND {_TAKEN} AND d.channel = 'online'"  # noqa: S608  constants
        " AND EXISTS (SELECT 1 FROM submission s WHERE s.dossier_id = d.id AND s.filed_at IS NOT NULL)"
        f"{_GROUPED}"
    )


NOT_TAKEN: Final = (
    "SELECT coalesce(sum(d.state = 1), 0), coalesce(sum(d.state = 3), 0) FROM dossier d"
    " WHERE d.day >= ?1 AND d.day <= ?2 AND d.state IN (1, 3)"
    " AND NOT EXISTS (SELECT 1 FROM dossier_struck k WHERE k.dossier_id = d.id)"
)
NAMED: Final = (
    "SELECT d.id, d.short_code, d.procedure_name, s.name FROM dossier d JOIN staff s ON s.id = d.received_by"
    " WHERE d.id IN (SELECT value FROM json_each(?1))"
)
PROCEDURES: Final = "SELECT code, name, sector FROM procedure"
STAFF: Final = "SELECT id, name FROM staff"

DEMANDS: Final = (
    "SELECT e.id, e.day, e.procedure_code, e.dossier_id, e.body, e.paper, e.ground, coalesce(s.name, '')"
    " FROM extra_demand e LEFT JOIN staff s ON s.id = e.logged_by"
    " WHERE e.day >= ?1 AND e.day <= ?2 ORDER BY e.id"
)
"""Papers that somebody demanded beyond the official list: the month tells of them (Decree 61/2018 Art. 5)."""
