"""What `counter verify` looks at of a dossier's life: moves follow the table, nothing of one is missing."""

from counter.models.life import MoveName
from counter.rules.moves import RULES as TABLE
from counter.services.verify import verify_calls, verify_looks
from counter.services.verify.verify_rule import Rule

_WAYS = ", ".join(f"('{r.name}', {int(r.before)}, {int(r.after)})" for r in TABLE)
_SECOND = ", ".join(f"'{name}'" for name in MoveName if any(r.second for r in TABLE if r.name is name))
_STANDS = "m.name <> 'undo' AND NOT EXISTS (SELECT 1 FROM dossier_move u WHERE u.undoes = m.id)"
_LAST = "(SELECT max(l.id) FROM dossier_move l WHERE l.dossier_id = d.id)"

_MOVES = f"""
WITH way (name, before, after) AS (VALUES {_WAYS}),
chain AS (SELECT m.*, lag(m.state_after) OVER of AS state_was, lag(m.held_after) OVER of AS held_was
  FROM dossier_move m WINDOW of AS (PARTITION BY m.dossier_id ORDER BY m.id))
SELECT c.dossier_id FROM chain c WHERE c.state_was IS NOT NULL
  AND (c.state_was <> c.state_before OR c.held_was <> c.held_before)
UNION SELECT m.dossier_id FROM dossier_move m WHERE m.name <> 'undo' AND NOT EXISTS
  (SELECT 1 FROM way w WHERE w.name = m.name AND w.before = m.state_before AND w.after = m.state_after)
UNION SELECT m.dossier_id FROM dossier_move m JOIN dossier_move o ON o.id = m.undoes
  WHERE o.dossier_id <> m.dossier_id OR o.state_before <> m.state_after OR o.name IN ('undo', 'correct')
UNION SELECT m.dossier_id FROM dossier_move m
  WHERE (m.name IN ({_SECOND})) <> (m.approved_by IS NOT NULL)
UNION SELECT d.id FROM dossier d JOIN dossier_move m ON m.id = {_LAST}
  WHERE (d.state <> m.state_after OR d.papers_held <> m.held_after)
  AND NOT EXISTS (SELECT 1 FROM dossier_struck k WHERE k.dossier_id = d.id)
UNION SELECT m.dossier_id FROM dossier_move m WHERE NOT EXISTS (SELECT 1 FROM audit_event a
  WHERE a.operation = m.operation AND a.subject_kind = 'dossier'
  AND a.subject_id = CAST(m.dossier_id AS TEXT) AND a.at = m.made_at)
"""  # noqa: S608  constants only

_SUPPLEMENTS = f"""
SELECT m.dossier_id FROM dossier_move m WHERE m.name = 'ask_supplement' AND NOT EXISTS
  (SELECT 1 FROM supplement s WHERE s.move_id = m.id AND s.dossier_id = m.dossier_id)
UNION SELECT s.dossier_id FROM supplement s JOIN dossier_move m ON m.id = s.move_id
  WHERE m.name <> 'ask_supplement' OR m.operation <> s.operation OR s.due_before IS NOT m.due_before
UNION SELECT s.dossier_id FROM supplement s LEFT JOIN supplement_item i ON i.supplement_id = s.id
  GROUP BY s.id HAVING count(i.position) = 0 OR max(i.position) + 1 <> count(*)
UNION SELECT s.dossier_id FROM supplement_answer a JOIN supplement s ON s.id = a.supplement_id
  JOIN dossier_move m ON m.id = a.move_id
  WHERE m.name <> 'resume' OR m.dossier_id <> s.dossier_id OR a.due_after IS NOT m.due_after
UNION SELECT min(s.dossier_id) FROM supplement s JOIN dossier_move m ON m.id = s.move_id
  WHERE {_STANDS} GROUP BY s.dossier_id HAVING count(DISTINCT s.round) <> count(*)
"""  # noqa: S608  constants only

_DECISIONS = f"""
SELECT c.dossier_id FROM decision c JOIN dossier_move m ON m.id = c.move_id
  WHERE m.dossier_id <> c.dossier_id OR m.operation <> c.operation OR m.approved_by IS NOT c.approved_by
  OR m.name <> CASE c.kind WHEN 'refused' THEN 'refuse' WHEN 'stopped' THEN 'stop'
   WHEN 'withdrawn' THEN 'withdraw' ELSE 'extend' END
  OR (c.kind = 'extended' AND c.due_after IS NOT m.due_after)
UNION SELECT m.dossier_id FROM dossier_move m WHERE m.name IN ('refuse', 'stop', 'withdraw', 'extend')
  AND NOT EXISTS (SELECT 1 FROM decision c WHERE c.move_id = m.id)
UNION SELECT c.dossier_id FROM decision c JOIN dossier_move m ON m.id = c.move_id
  WHERE c.kind = 'extended' AND {_STANDS} GROUP BY c.dossier_id HAVING count(*) > 1
UNION SELECT min(c.dossier_id) FROM decision c WHERE c.number IS NOT NULL
  GROUP BY c.kind, c.year HAVING max(c.number) <> count(*)
"""  # noqa: S608  constants only

_HANDINGS = """
SELECT h.id FROM handing h LEFT JOIN handing_item i ON i.handing_id = h.id
  GROUP BY h.id HAVING count(i.position) = 0 OR max(i.position) + 1 <> count(*)
UNION SELECT i.handing_id FROM handing_item i JOIN handing h ON h.id = i.handing_id
  JOIN dossier_move m ON m.id = i.move_id
  WHERE m.dossier_id <> i.dossier_id OR m.operation <> h.operation
  OR m.name <> CASE WHEN h.direction = 'out' THEN 'forward' WHEN i.outcome = 'result' THEN 'ready'
   ELSE 'back' END
UNION SELECT m.dossier_id FROM dossier_move m WHERE m.name IN ('forward', 'back')
  AND NOT EXISTS (SELECT 1 FROM handing_item i WHERE i.move_id = m.id)
UNION SELECT min(h.id) FROM handing h GROUP BY h.direction, h.year HAVING max(h.number) <> count(*)
"""

_COLLECTED = """
SELECT m.dossier_id FROM dossier_move m WHERE m.name = 'hand_over'
  AND NOT EXISTS (SELECT 1 FROM collected c WHERE c.move_id = m.id AND c.dossier_id = m.dossier_id)
UNION SELECT c.dossier_id FROM collected c JOIN dossier_move m ON m.id = c.move_id
  WHERE m.name <> 'hand_over' OR m.operation <> c.operation OR c.given_by <> m.made_by
"""

_REGISTERS = """
SELECT min(id) FROM certification GROUP BY kind, year HAVING max(number) <> count(*)
UNION SELECT n.id FROM notice n JOIN dossier_move m ON m.id = n.move_id WHERE m.dossier_id <> n.dossier_id
"""

RULES = (
    Rule("life_moves", "SELECT count(*) FROM dossier_move", _MOVES),
    Rule("life_supplements", "SELECT count(*) FROM supplement", _SUPPLEMENTS),
    Rule("life_decisions", "SELECT count(*) FROM decision", _DECISIONS),
    Rule("life_lists", "SELECT count(*) FROM handing", _HANDINGS),
    Rule("life_collected", "SELECT count(*) FROM collected", _COLLECTED),
    Rule(
        "life_registers",
        "SELECT (SELECT count(*) FROM certification) + (SELECT count(*) FROM lent_original)"
        " + (SELECT count(*) FROM notice)",
        _REGISTERS,
    ),
    *verify_calls.RULES,
    *verify_looks.RULES,
)
"""The checks of revisions 4, 5 and 11."""
