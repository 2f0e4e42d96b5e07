"""The register (Mẫu 07, sổ theo dõi hồ sơ) and the hand-over lists: papers of many dossiers, in plain SQL.

The register is a view of the dossiers: a dossier's number in it is its place among those received in the
year. Dossiers are never deleted and ids only grow, so a number never changes.
"""

from datetime import date

from counter.errors import NotFound, Problem, Refused
from counter.models.dossier import MoneyState, ResultWay
from counter.models.instant import from_micros, instant_or_none
from counter.models.law_papers import (
    HandOverFacts,
    LawForm,
    PaperNumber,
    RegisterFacts,
    RegisterRow,
    ResultRow,
)
from counter.models.life import Direction, Outcome
from counter.rules.moves import SETTLED
from counter.rules.rights import Act
from counter.services.dossier.dossier_rows import person
from counter.services.office import Office, act
from counter.services.store.connection import Row, number_in
from counter.text import one_line

# Of one that was brought over (e): the code it got there, which its resident has, and who received it there.
_REGISTER = """
WITH edge AS (
    SELECT min(id) AS first, max(id) AS last FROM dossier WHERE day BETWEEN ?3 AND ?4
), piece AS MATERIALIZED (
    SELECT first, last, (SELECT count(*) FROM dossier WHERE day BETWEEN ?1 AND ?2 AND id < first) AS before
    FROM edge
), book AS (
    SELECT id, before + row_number() OVER (ORDER BY id) AS number
    FROM piece CROSS JOIN dossier ON id BETWEEN first AND last AND +day BETWEEN ?1 AND ?2
), away AS (
    SELECT i.dossier_id, min(h.handed_at) AS at,
        max(h.id) AS last_id
    FROM dossier o JOIN handing_item i ON i.dossier_id = o.id JOIN handing h ON h.id = i.handing_id
    WHERE o.day BETWEEN ?3 AND ?4 AND h.direction = 'out'
        AND NOT EXISTS (SELECT 1 FROM dossier_move u WHERE u.undoes = i.move_id)
    GROUP BY i.dossier_id
)
SELECT b.number, coalesce(nullif(e.old_code, ''), d.code), d.procedure_name, d.applicant_name, d.behalf_of,
    json_extract(d.applicant, '$.address'), d.contact_phone, d.received_at, coalesce(e.received_by, s.name),
    d.due_at, d.result_way,
    coalesce(h.agency, ''), a.at, d.ready_at, d.returned_at, d.returned_to, d.state,
    coalesce(k.reason, '')
FROM book b JOIN dossier d ON d.id = b.id JOIN staff s ON s.id = d.received_by
LEFT JOIN away a ON a.dossier_id = d.id LEFT JOIN handing h ON h.id = a.last_id
LEFT JOIN dossier_struck k ON k.dossier_id = d.id LEFT JOIN dossier_brought e ON e.dossier_id = d.id
WHERE d.day BETWEEN ?3 AND ?4 ORDER BY b.number
"""
_LIST = """
SELECT coalesce(nullif(e.old_code, ''), d.code), d.procedure_name, i.result_name, i.result_number,
    i.outcome, d.applicant_name, d.behalf_of,
    json_extract(d.applicant, '$.address'), d.money, d.result_way
FROM handing_item i JOIN dossier d ON d.id = i.dossier_id
LEFT JOIN dossier_brought e ON e.dossier_id = d.id
WHERE i.handing_id = ? ORDER BY i.position
"""
_PRINTED = "SELECT count(*) FROM audit_event WHERE subject_kind = 'law_list' AND subject_id = ? AND event = ?"
FORMS = {Direction.BACK: LawForm.HAND_OVER, Direction.OUT: LawForm.HAND_OVER_OUT}


def number_of(office: Office, dossier_id: int, year: int) -> int:
    """The number (số thứ tự) of a dossier in the register of its year."""
    with office.store.query() as connection:
        return number_in(
            connection,
            "SELECT count(*) FROM dossier WHERE day BETWEEN ? AND ? AND id <= ?",
            f"{year}-01-01",
            f"{year}-12-31",
            dossier_id,
        )


@act(Act.MOVE, writes=False)
def register(office: Office, first: date, last: date) -> RegisterFacts:
    """The register of the dossiers received from `first` to `last`, both days in it.

    Refused `law_paper.register.order` when the days are the wrong way round, `law_paper.register.years` when
    they are of two years: each year is a book of its own.
    """
    if first > last:
        raise Refused((Problem("last", "law_paper.register.order"),))
    if first.year != last.year:
        raise Refused((Problem("last", "law_paper.register.years"),))
    year = (f"{first.year}-01-01", f"{first.year}-12-31")
    period = (first.isoformat(), last.isoformat())
    with office.store.query() as connection:
        rows = connection.execute(_REGISTER, (*year, *period)).fetchall()
    return RegisterFacts(
        first=first,
        last=last,
        printed_at=office.now(),
        rows=tuple(map(_row, rows)),
        practice=office.practice,
    )


def _row(row: Row) -> RegisterRow:
    number, code, procedure, applicant, behalf, address, phone, received, clerk, due, way, agency, *rest = row
    forwarded, ready, returned, taker, state, struck = rest
    return RegisterRow(
        number=number,
        code=code,
        procedure=procedure,
        applicant=applicant,
        behalf_of=behalf,
        address=address or "",
        phone=phone,
        received_at=from_micros(received),
        received_by=clerk,
        due=instant_or_none(due),
        result_way=ResultWay(way),
        agency=agency,
        forwarded_at=instant_or_none(forwarded),
        ready_at=instant_or_none(ready),
        returned_at=instant_or_none(returned),
        returned_to=taker,
        state=state,
        struck=struck,
    )


@act(Act.PRINT, writes=False)
def hand_over(office: Office, direction: Direction, number: int, year: int) -> HandOverFacts:
    """A hand-over list by its number of the year. NotFound `law_paper.none.hand-over`."""
    with office.store.query() as connection:
        found = connection.execute(
            "SELECT h.id, h.agency, h.person, s.name, h.handed_at, h.note FROM handing h"
            " JOIN staff s ON s.id = h.staff_id WHERE h.direction = ? AND h.year = ? AND h.number = ?",
            (direction.value, year, number),
        ).fetchone()
        if found is None:
            raise NotFound("law_paper.none.hand-over", number=number, year=year)
        ident, agency, giver, clerk, at, note = found
        rows = connection.execute(_LIST, (ident,)).fetchall()
    return HandOverFacts(
        direction=direction,
        handed_at=from_micros(at),
        agency=agency,
        person=giver,
        staff=clerk,
        rows=tuple(map(_handed, rows)),
        note=note,
        practice=office.practice,
        number=PaperNumber(form=FORMS[direction], year=year, number=number),
    )


def _handed(row: Row) -> ResultRow:
    code, procedure, result, number, outcome, applicant, behalf, address, money, way = row
    return ResultRow(
        code=code,
        procedure=procedure,
        result=" ".join(filter(None, (result, number))),
        owner=behalf or applicant,
        address=address or "",
        outcome=Outcome(outcome),
        fee_due=MoneyState(money) not in SETTLED,
        by_post=ResultWay(way) is ResultWay.POST,
    )


def list_name(number: PaperNumber) -> str:
    """What a hand-over list is called where its prints are counted: "31/2026"."""
    return f"{number.number}/{number.year}"


@act(Act.PRINT, writes=False)
def printed(office: Office, form: LawForm, name: str) -> int:
    """How often a list was printed."""
    with office.store.query() as connection:
        return number_in(connection, _PRINTED, _subject(form, name), f"law_paper.event.{form}")


@act(Act.MOVE)
def record_export(office: Office, name: str, *, operation: str, target: str = "") -> None:
    """Note that the register left as a table, with everybody's names and phones. `name` as for a print."""
    event = "law_paper.event.export"
    with office.store.write(office.now()) as transaction:
        if transaction.earlier(operation) is None:
            transaction.record(
                person(office),
                event,
                subject=("law_list", f"export:{one_line(name)[:60]}"),
                operation=operation,
                detail={"list": one_line(name)[:60], "target": one_line(target)[:80]},
            )


@act(Act.PRINT)
def record_print(office: Office, form: LawForm, name: str, *, operation: str, target: str = "") -> int:
    """Count a print of a list and return which it is: 1 the list itself, a later one is a BẢN SAO.

    `name` tells one list of a form from another: "2026-11-01/2026-11-30", "31/2026". The audit trail has it.
    """
    event, subject = f"law_paper.event.{form}", _subject(form, name)
    with office.store.write(office.now()) as transaction:
        if done := transaction.earlier(operation):
            return int(done["copy"])
        copy = number_in(transaction.connection, _PRINTED, subject, event) + 1
        transaction.record(
            person(office),
            event,
            subject=("law_list", subject),
            operation=operation,
            detail={"list": one_line(name)[:60], "copy": copy, "target": one_line(target)[:80]},
            result={"copy": copy},
        )
        return copy


def _subject(form: LawForm, name: str) -> str:
    return f"{form}:{one_line(name)[:60]}"
