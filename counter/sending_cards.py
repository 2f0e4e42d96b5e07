"""The portal's cards (LayThuTuc) from a file: a provincial gateway and a hand-over by file give none.

The file holds what the portal's own service answers: the whole reply, a list of cards, or one card, in JSON.
"""

from pathlib import Path

from counter.errors import Problem, Refused
from counter.models.card_codes import CardsRead
from counter.models.sync import Held, ProcedureCard
from counter.portal import procedure_card, strict
from counter.portal.strict import Json
from counter.rules.rights import Act
from counter.services.office import Office, must_have
from counter.services.outbox import portal_codes

MOST_BYTES = 16 * 1024 * 1024


def read(office: Office, path: Path, *, operation: str) -> CardsRead:
    """Keep every card of the file; what was held for want of one goes on.

    Refused, and then nothing of it counts: it is no JSON, has another shape, is too big, a card twice.
    Forbidden for who may not change settings. OSError unread.
    """
    must_have(office, Act.CHANGE_SETTINGS)
    if path.stat().st_size > MOST_BYTES:
        raise Refused((Problem("file", "portal.file.big"),))
    try:
        rows = _rows(strict.read(path.read_bytes()))
    except strict.NotJson as fault:
        raise Refused((Problem("file", "portal_codes.file_shape"),)) from fault
    cards: dict[str, ProcedureCard] = {}
    for row in rows:
        code = row.get("MATTHC") if isinstance(row, dict) else None
        card = procedure_card.read(row, code if isinstance(code, str) else "")
        if isinstance(card, Held) or not card.code:
            raise Refused((Problem("file", "portal_codes.file_shape"),))
        if card.code in cards:
            raise Refused((Problem("file", "portal_codes.file_twice", {"code": card.code[:20]}),))
        cards[card.code] = card
    if not cards:
        raise Refused((Problem("file", "portal_codes.file_shape"),))
    return portal_codes.keep_cards(office, tuple(cards.values()), operation=operation)


def _rows(value: Json) -> list[Json]:
    """The cards of a reply, a list, or one card."""
    if isinstance(value, dict) and "MATTHC" not in value:
        value = value.get("result")
    if isinstance(value, dict):
        return [value]
    return value if isinstance(value, list) else []
