"""Find anything while it is typed: residents, dossiers, drafts, procedures, visits. Plain SQL, no ORM.

Names go through FTS5 over the folded column, newest first, never ranked or counted; numbers, phones and
codes (the portal's too) by their beginning, or by their last digits on the reversed column.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from counter.i18n import language, t
from counter.models.desk import Hit
from counter.models.find import Meaning, MeaningKind
from counter.models.numbers import mask_number, mask_phone
from counter.rules.rights import Act
from counter.services.office import Office, act
from counter.services.search import find_rows
from counter.services.search.find_rows import DossierRow, ResidentRow
from counter.services.search.meaning import classify
from counter.text import fold

if TYPE_CHECKING:
    from counter.services.store.connection import Connection

__all__ = ["KINDS", "classify", "find"]

_WORDS_OF_A_NAME = 3
LEAST_ENDING = 3  # digits; fewer would be a tenth of the store
KINDS = ("visit", "procedure", "resident", "draft", "dossier")  # of what is found, in the order it is told


@act(Act.READ, writes=False)
def find(office: Office, text: str, *, limit: int = 20) -> tuple[Hit, ...]:
    """At most `limit` answers, each kind with its share: visits, procedures, residents, drafts, dossiers.

    With or without accents; where accents are typed, names that carry them come first. Identity numbers and
    phones are masked. Never more than `limit`, never a count.
    """
    meaning = classify(text)
    with office.store.query() as connection:
        found = _by_meaning(office, connection, meaning, limit)
    if meaning.kind in (MeaningKind.WORDS, MeaningKind.PROCEDURE) and not _names_somebody(meaning, found):
        found = [*_procedures(office, meaning, limit), *found]
    return _shared_out(found, limit)


def _by_meaning(office: Office, connection: "Connection", meaning: Meaning, limit: int) -> list[Hit]:
    text = meaning.text
    match meaning.kind:
        case MeaningKind.WORDS:
            return _by_words(office, connection, text, limit)
        case MeaningKind.CARD:
            return _by_number(connection, text.split("|")[0], limit)
        case MeaningKind.CITIZEN_ID | MeaningKind.OLD_ID:
            return _by_number(connection, text, limit)
        case MeaningKind.PHONE:
            return _by_phone(connection, text, limit)
        case MeaningKind.DOSSIER:
            return _by_code(connection, text, limit)
        case MeaningKind.VISIT:
            return _by_visit(connection, text, limit)
        case _:
            return []


def _by_words(office: Office, connection: "Connection", text: str, limit: int) -> list[Hit]:
    if text.isdecimal():
        return _by_code(connection, text, limit) if len(text) >= LEAST_ENDING else []
    if old := find_rows.dossiers_by_old_code(connection, text, limit):
        return [_dossier(d) for d in old]
    hits = [_resident(r) for r in find_rows.residents_by_name(connection, text, limit)]
    hits += [
        Hit("draft", i, name, procedure or office.procedure_name(code))
        for i, name, procedure, code in find_rows.drafts(connection, text, limit)
    ]
    dossiers = find_rows.dossiers_by_short_beginning(connection, text, limit)
    dossiers += find_rows.dossiers_by_name(connection, text, limit)
    return [*hits, *map(_dossier, _once(dossiers))]


def _by_number(connection: "Connection", number: str, limit: int) -> list[Hit]:
    residents = find_rows.residents_by_number(connection, number, limit)
    old = find_rows.dossiers_by_old_code(connection, number, limit)
    return [*_with_dossiers(connection, residents, limit), *map(_dossier, old)]


def _by_phone(connection: "Connection", phone: str, limit: int) -> list[Hit]:
    residents = find_rows.residents_by_phone_ending(connection, phone, limit)
    dossiers = find_rows.dossiers_by_phone_ending(connection, phone, limit)
    dossiers += find_rows.dossiers_by_old_code(connection, phone, limit)
    return [*map(_resident, residents), *map(_dossier, dossiers)]


def _by_code(connection: "Connection", text: str, limit: int) -> list[Hit]:
    dossiers = find_rows.dossiers_by_short_code(connection, text)
    dossiers += find_rows.dossiers_by_code_ending(connection, text, limit)
    dossiers += find_rows.dossiers_by_short_beginning(connection, text, limit // 2)  # leaves room for phones
    dossiers += find_rows.dossiers_by_portal_ending(connection, text, limit)
    dossiers += find_rows.dossiers_by_old_code(connection, text, limit)
    if not text.isdecimal():
        return [_dossier(d) for d in _once(dossiers)]
    dossiers += find_rows.dossiers_by_phone_ending(connection, text, limit)
    residents = find_rows.residents_by_phone_ending(connection, text, limit)
    residents += find_rows.residents_by_number_ending(connection, text, limit)
    return [*map(_dossier, _once(dossiers)), *map(_resident, dict.fromkeys(residents))]


def _by_visit(connection: "Connection", code: str, limit: int) -> list[Hit]:
    """The visit itself, then what was taken in it."""
    visit, dossiers = find_rows.visit(connection, code, limit)
    if visit is None:
        return []
    names = ", ".join(dict.fromkeys(row.applicant_name for row in dossiers))
    label = " · ".join(filter(None, (code, names)))
    day = f"{visit.day[8:10]}/{visit.day[5:7]}/{visit.day[:4]}"
    said = t("visit.found", n=len(dossiers), day=day) if dossiers else t("visit.found_open", day=day)
    return [Hit("visit", code, label, said, code)]


def _with_dossiers(connection: "Connection", residents: list[ResidentRow], limit: int) -> list[Hit]:
    dossiers = [d for r in residents for d in find_rows.dossiers_of(connection, r.id, limit)]
    return [*map(_resident, residents), *map(_dossier, dossiers)]


def _once(rows: Iterable[DossierRow]) -> Iterable[DossierRow]:
    return {row.id: row for row in rows}.values()


def _names_somebody(meaning: Meaning, found: list[Hit]) -> bool:
    """Whether the words are a whole name that people bear: no procedure is looked for behind it."""
    return bool(found) and len(find_rows.terms(fold(meaning.text))) >= _WORDS_OF_A_NAME


def _procedures(office: Office, meaning: Meaning, limit: int) -> list[Hit]:
    matches = office.catalogue.search(meaning.text, limit)
    return [Hit("procedure", p.code, p.name, p.sector, p.short or "") for p in (m.procedure for m in matches)]


def _resident(row: ResidentRow) -> Hit:
    details = (row.born, mask_number(row.number), mask_phone(row.phone) if row.phone else "")
    return Hit("resident", str(row.id), row.full_name, " · ".join(d for d in details if d))


def _dossier(row: DossierRow) -> Hit:
    day = f"{row.day[8:10]}/{row.day[5:7]}/{row.day[:4]}"
    detail = _dossier_detail(language()).format(state=_state(language(), row.state), day=day)
    return Hit(
        "dossier",
        row.code,
        f"{row.short_code} · {row.applicant_name} · {row.procedure_name}",
        detail,
        row.short_code,
    )


@lru_cache(maxsize=32)
def _state(lang: str, state: int) -> str:
    """The name of a state, looked up once for each language: it stands in every row of every key."""
    return t(f"wording.state.{state}")


@lru_cache(maxsize=4)
def _dossier_detail(lang: str) -> str:
    return t("find.dossier")


def _shared_out(hits: list[Hit], limit: int) -> tuple[Hit, ...]:
    """At most `limit`: an equal share for every kind that answered, what one leaves over goes to the next."""
    groups = [[h for h in hits if h.kind == kind] for kind in KINDS]
    room = {i: 0 for i, group in enumerate(groups) if group}
    left = limit
    while left and any(room[i] < len(groups[i]) for i in room):
        for i in room:
            if left and room[i] < len(groups[i]):
                room[i] += 1
                left -= 1
    return tuple(hit for i in room for hit in groups[i][: room[i]])
