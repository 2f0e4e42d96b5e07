"""Which entry of the portal's card our papers and fees are (mã giấy tờ của Cổng): the ward's own choice.

The card is searched for the same name or the same price; only what is not found so needs a choice. A choice
counts while the card has its code. Without one a message is held, and goes on once the choice is made.
"""

from collections.abc import Iterable, Sequence, Set

from counter.errors import NotFound, Problem, Refused
from counter.models.card_codes import CardsRead, ChosenCodes, CodeKind, CodeRow, CodeSheet
from counter.models.catalogue import Channel, Procedure
from counter.models.instant import from_micros
from counter.models.sync import ProcedureCard
from counter.rules import card_codes
from counter.rules.rights import Act
from counter.services.catalogue.portal_codes_data import SETTING, chosen_in
from counter.services.dossier.dossier_rows import person
from counter.services.office import Office, act
from counter.services.outbox import outbox_sending, sync_rows
from counter.services.outbox.outbox_rows import FROM_OPEN, kept, reasons_of, unsure
from counter.services.store import setting_rows
from counter.services.store.connection import Connection
from counter.services.store.transaction import Transaction
from counter.text import one_line

_PROCEDURE = "(SELECT procedure_code FROM dossier WHERE dossier.id = dossier_id)"
NO_CARD = frozenset({"portal.hold.no_card", "portal.card.none", "outbox.why.no_card"})
HELD_FOR = frozenset({"portal.hold.paper_code", "portal.hold.fee_code"})


# -- looking -----------------------------------------------------------------------------------


@act(Act.READ, writes=False)
def listing(office: Office) -> tuple[CodeSheet, ...]:
    """Every procedure: first those that hold a dossier up, then those with something missing."""
    procedures = office.catalogue.all()
    with office.store.query() as connection:
        held = _held(connection)
        sheets = [_sheet(connection, procedure, held) for procedure in procedures]
    return tuple(sorted(sheets, key=lambda sheet: (-sheet.held, -sheet.missing, sheet.name)))


@act(Act.READ, writes=False)
def sheet(office: Office, procedure_code: str) -> CodeSheet:
    """One procedure. NotFound for one that the catalogue does not have."""
    procedure = office.catalogue.get(procedure_code)
    with office.store.query() as connection:
        return _sheet(connection, procedure, _held(connection))


def _sheet(connection: Connection, procedure: Procedure, held: dict[str, int]) -> CodeSheet:
    chosen = chosen_in(connection, procedure.code)
    row = connection.execute(
        "SELECT card, fetched_at FROM portal_card WHERE procedure_code = ?", (procedure.code,)
    ).fetchone()
    card = sync_rows.card_of(row[0]) if row else None
    return CodeSheet(
        procedure_code=procedure.code,
        name=procedure.name,
        rows=tuple(_rows(procedure, chosen, card)),
        papers=card.papers if card else (),
        fees=card.fees if card else (),
        fetched_at=from_micros(row[1]) if row else None,
        held=held.get(procedure.code, 0),
    )


def _rows(procedure: Procedure, chosen: ChosenCodes, card: ProcedureCard | None) -> list[CodeRow]:
    rows = []
    for paper in procedure.papers:
        mine = chosen.papers.get(paper.key, "")
        code = card_codes.paper_code(mine, paper.name, card.papers) if card else ""
        rows.append(CodeRow(kind=CodeKind.PAPER, key=paper.key, name=paper.name, chosen=mine, code=code))
    for fee in procedure.fees:
        if fee.kind not in ("phi", "le_phi") or (fee.amount is None and not fee.tiers):
            continue
        mine, channel = chosen.fees.get(fee.id, ""), fee.channel or Channel.DIRECT
        if channel is Channel.ONLINE:
            continue  # a dossier that is filed online is not told, and so is not its fee
        code = card_codes.fee_code(mine, fee.amount, channel, card.fees) if card else ""
        rows.append(CodeRow(kind=CodeKind.FEE, key=fee.id, name=fee.name, chosen=mine, code=code))
    return rows


def _held(connection: Connection) -> dict[str, int]:
    """How many rows are held for want of a code, by procedure."""
    found: dict[str, int] = {}
    for code, _, _ in held_rows(connection):
        found[code] = found.get(code, 0) + 1
    return found


def held_rows(connection: Connection) -> list[tuple[str, int, frozenset[str]]]:
    """Everything that is held for want of codes: its procedure, its row, the names that have none."""
    rows = connection.execute(f"SELECT {_PROCEDURE}, id, reasons {FROM_OPEN} AND state = 'held'")
    found = []
    for code, ident, text in rows:
        why = [reason for reason in reasons_of(text) if reason.message_id in HELD_FOR]
        if why:
            found.append((code, ident, frozenset(str(reason.params["name"]) for reason in why)))
    return found


# -- cards that come by file -------------------------------------------------------------------


@act(Act.CHANGE_SETTINGS)
def keep_cards(office: Office, cards: Sequence[ProcedureCard], *, operation: str) -> CardsRead:
    """Keep cards; what was held for want of one, or of a code on it, is tried again."""
    ours = {procedure.code for procedure in office.catalogue.all()}
    mine = [card for card in cards if card.code in ours]
    with office.store.write(office.now()) as transaction:
        if done := transaction.earlier(operation):
            return CardsRead(kept=int(done["kept"]), unknown=int(done["unknown"]), freed=int(done["freed"]))
        for card in mine:
            outbox_sending.put_card(transaction, card)
        here = frozenset(card.code for card in mine)
        freed = _free(transaction, here, frozenset()) + _free_for_card(transaction, here)
        told = {"kept": len(mine), "unknown": len(cards) - len(mine), "freed": freed}
        transaction.record(
            person(office),
            "portal_codes.event.cards",
            subject=("procedure", ""),
            operation=operation,
            detail=told,
            result=told,
        )
        return CardsRead(**told)


def _free_for_card(transaction: Transaction, procedures: Set[str]) -> int:
    """Let go on what was held because no card was here; nothing of it can have gone out."""
    connection = transaction.connection
    rows = connection.execute(f"SELECT {_PROCEDURE}, id, reasons {FROM_OPEN} AND state = 'held'").fetchall()
    found = [
        ident
        for code, ident, text in rows
        if code in procedures and NO_CARD & {reason.message_id for reason in reasons_of(text)}
    ]
    _let_go(connection, found)
    return len(found)


def _let_go(connection: Connection, row_ids: Iterable[int]) -> None:
    connection.executemany(
        "UPDATE outbox SET state = 'waiting', payload = '{}', reasons = '[]', last_error = '',"
        " next_at = NULL WHERE id = ?",
        [(row_id,) for row_id in row_ids],
    )


# -- choosing ----------------------------------------------------------------------------------


@act(Act.CHANGE_SETTINGS)
def choose(
    office: Office, procedure_code: str, kind: CodeKind, key: str, code: str, *, operation: str
) -> int:
    """Say which entry of the card a paper or fee is ("" : search by name again); what was held only for want
    of a code goes on. How many do.

    Refused: no card is here, or it has no such code. NotFound: the procedure has no such paper or fee.
    """
    procedure = office.catalogue.get(procedure_code)
    with office.store.write(office.now()) as transaction:
        if done := transaction.earlier(operation):
            return int(done["freed"])
        connection = transaction.connection
        found = _sheet(connection, procedure, {})
        row = next((row for row in found.rows if (row.kind, row.key) == (kind, key)), None)
        if row is None:
            raise NotFound("portal_codes.unknown_key", key=key[:60])
        known = found.papers if kind is CodeKind.PAPER else found.fees
        if code and code not in {entry.code for entry in known}:
            raise Refused((Problem("code", "portal_codes.not_on_card", {"code": code[:60]}),))
        _keep(office, transaction, procedure.code, kind, key, code)
        after = _sheet(connection, procedure, {})
        missing = frozenset(one_line(row.name)[:120] for row in after.rows if not row.code)
        freed = _free(transaction, {procedure.code}, missing)
        transaction.record(
            person(office),
            "portal_codes.event.chosen",
            subject=("procedure", procedure.code),
            operation=operation,
            detail={"name": row.name[:120], "before": row.chosen, "after": code},
            result={"freed": freed},
        )
        return freed


def _keep(
    office: Office, transaction: Transaction, procedure_code: str, kind: CodeKind, key: str, code: str
) -> None:
    chosen = chosen_in(transaction.connection, procedure_code)
    part = chosen.papers if kind is CodeKind.PAPER else chosen.fees
    part[key] = code  # "" also stands, over what is shipped
    value = {"papers": chosen.papers, "fees": chosen.fees}
    setting_rows.keep(transaction, person(office), {SETTING + procedure_code: value})


def _free(transaction: Transaction, procedures: Set[str], missing: Set[str]) -> int:
    """Let go on what was held for want of codes that are all here now and surely never went out; it is made
    anew."""
    connection = transaction.connection
    found = [
        row_id
        for code, row_id, names in held_rows(connection)
        if code in procedures and not names & missing and not unsure(connection, kept(connection, row_id))
    ]
    _let_go(connection, found)
    return len(found)


@act(Act.CHANGE_SETTINGS)
def fetch_again(office: Office, procedure_code: str, *, operation: str) -> None:
    """Forget the portal's card of a procedure: the next sending fetches it anew."""
    with office.store.write(office.now()) as transaction:
        if transaction.earlier(operation) is None:
            transaction.connection.execute(
                "DELETE FROM portal_card WHERE procedure_code = ?", (procedure_code,)
            )
            _free(transaction, {procedure_code}, frozenset())
            transaction.record(
                person(office),
                "portal_codes.event.fetch_again",
                subject=("procedure", procedure_code),
                operation=operation,
            )
