"""Finding anything: what a text means, and what it brings up."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.models.dossier import Hit
from counter.models.find import MeaningKind
from counter.rules import dossier_code
from counter.services.dossier import dossiers
from counter.services.office import Office
from counter.services.search import find_rows, meaning
from counter.services.search.find import classify, find
from counter.services.store.connection import Connection, Cursor, Rows, SqlValue
from counter.services.store.store import Store
from counter.text import fold
from tests.services.made_up import made_up_ward, office_at

CARD = "046195001234||Nguyễn Thị Mơ|15031995|Nữ|Tổ 15, phường Mẫu, thành phố Huế|05052021"

MEANINGS = [
    ("", MeaningKind.NOTHING, ""),
    ("   ", MeaningKind.NOTHING, ""),
    (CARD, MeaningKind.CARD, CARD),
    (CARD + "||||", MeaningKind.CARD, CARD + "||||"),
    ("H57.15-261123-0254", MeaningKind.DOSSIER, "H57.15-261123-0254"),
    ("h57.15-261123-0254", MeaningKind.DOSSIER, "H57.15-261123-0254"),
    ("000.00.15.H57-250910-0001", MeaningKind.DOSSIER, "000.00.15.H57-250910-0001"),
    ("TẬP-TAM-261123-0010", MeaningKind.DOSSIER, "TẬP-TAM-261123-0010"),
    ("tap-tam-261123-0010", MeaningKind.DOSSIER, "TẬP-TAM-261123-0010"),
    ("TAM-261123-0010|1.001193|counter", MeaningKind.DOSSIER, "TAM-261123-0010"),
    ("H57.15-261123-0254|Mẫu 01|a|b|c|d|e", MeaningKind.DOSSIER, "H57.15-261123-0254"),
    (dossier_code.short_code(254), MeaningKind.DOSSIER, dossier_code.short_code(254)),
    (
        dossier_code.short_code(254).lower().replace("-", ""),
        MeaningKind.DOSSIER,
        dossier_code.short_code(254),
    ),
    ("046195001234", MeaningKind.CITIZEN_ID, "046195001234"),
    ("046 195 001234", MeaningKind.CITIZEN_ID, "046195001234"),
    ("191234567", MeaningKind.OLD_ID, "191234567"),
    ("0905112233", MeaningKind.PHONE, "0905112233"),
    ("0905 112 233", MeaningKind.PHONE, "0905112233"),
    ("+84 905 112 233", MeaningKind.PHONE, "0905112233"),
    ("(0234) 3822.100", MeaningKind.PHONE, "02343822100"),
    ("3", MeaningKind.MENU, "3"),
    ("0254", MeaningKind.DOSSIER, "0254"),
    ("261123-0254", MeaningKind.DOSSIER, "261123-0254"),
    ("254", MeaningKind.DOSSIER, "254"),
    ("0", MeaningKind.WORDS, "0"),
    ("12", MeaningKind.WORDS, "12"),
    ("1.001193", MeaningKind.PROCEDURE, "1.001193"),
    ("1.012753.H19", MeaningKind.PROCEDURE, "1.012753"),
    ("nguyen thi mo", MeaningKind.WORDS, "nguyen thi mo"),
    ("Nguyễn Thị Mơ", MeaningKind.WORDS, "Nguyễn Thị Mơ"),
    ("làm giấy tờ cho cháu", MeaningKind.WORDS, "làm giấy tờ cho cháu"),
]


@pytest.mark.parametrize(("text", "kind", "matters"), MEANINGS)
def test_the_first_shape_that_fits_decides(text: str, kind: MeaningKind, matters: str) -> None:
    found = classify(text)
    assert (found.kind, found.text) == (kind, matters)


def test_a_short_code_is_known_by_the_catalogue_or_by_its_quantities() -> None:
    shorts = frozenset({"ct", "ks"})
    assert classify("ks", shorts).kind is MeaningKind.PROCEDURE
    assert classify("ks").kind is MeaningKind.WORDS
    assert classify("lan", shorts).kind is MeaningKind.WORDS
    found = classify("ct 3x5, 1×2")
    assert (found.kind, found.text, found.quantities) == (MeaningKind.PROCEDURE, "ct", ((3, 5), (1, 2)))
    assert classify("xy 3x5", shorts).kind is MeaningKind.WORDS
    said = classify("ct 3 bản 5 trang, 1 bản 2 trang", shorts)
    assert (said.kind, said.text, said.quantities) == (MeaningKind.PROCEDURE, "ct", ((3, 5), (1, 2)))
    assert classify("xy 3 bản 5 trang", shorts).kind is MeaningKind.WORDS


def test_a_mistyped_short_code_is_words_and_never_another_dossier() -> None:
    right = dossier_code.short_code(254)
    wrong = right[:-1] + ("2" if right[-1] != "2" else "3")
    assert classify(wrong).kind is MeaningKind.WORDS


@given(st.text(max_size=60))
@settings(max_examples=150)
def test_every_text_means_something(text: str) -> None:
    assert classify(text).kind in MeaningKind


def test_the_practice_mark_is_the_one_that_codes_begin_with() -> None:
    assert meaning.PRACTICE_MARK == dossiers.PRACTICE_MARK


# -- searching --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ward() -> Iterator[Office]:
    with Store.open(made_up_ward(), practice=True) as store:
        yield office_at(store)


def some(ward: Office, statement: str) -> list[tuple[str, ...]]:
    with ward.store.query() as connection:
        return [tuple(map(str, row)) for row in connection.execute(statement)]


def kinds(hits: tuple[Hit, ...], kind: str) -> list[str]:
    return [hit.id for hit in hits if hit.kind == kind]


def test_a_name_finds_its_resident_with_and_without_accents(ward: Office) -> None:
    for ident, name in some(ward, "SELECT id, full_name FROM resident WHERE id % 23 = 0"):
        for typed in (name, fold(name), name.upper(), fold(name).title()):
            assert ident in kinds(find(ward, typed, limit=60), "resident"), typed


def test_names_that_carry_the_typed_accents_come_first(ward: Office) -> None:
    rows = some(ward, "SELECT full_name FROM resident")
    by_key: dict[str, set[str]] = {}
    for (name,) in rows:
        by_key.setdefault(fold(name.split()[-1]), set()).add(name.split()[-1])
    twins = next(words for words in by_key.values() if len(words) > 1)
    word = sorted(twins)[0]
    found = [hit.label for hit in find(ward, word, limit=60) if hit.kind == "resident"]
    carried = [find_rows.carries(label, word) for label in found]
    assert True in carried
    assert carried == sorted(carried, reverse=True)


@pytest.mark.parametrize(
    ("name", "typed", "carries"),
    [
        ("Nguyễn Thị Mơ", "mơ", True),
        ("Nguyễn Thị Mỡ", "mơ", False),
        ("Nguyễn Thị Mơ", "mo", True),
        ("Lê Thị Thuý", "Thúy", True),
        ("Đặng Út", "đặng", True),
        ("Dang Ut", "đặng", False),
        ("Nguyễn Văn Nam", "nguyê", True),
        ("H'Hen Niê", "niê", True),
    ],
)
def test_accents_count_only_where_they_are_typed(name: str, typed: str, carries: bool) -> None:
    assert find_rows.carries(name, typed) is carries


def test_initials_and_any_order_of_words_find_a_name(ward: Office) -> None:
    ident, name = some(ward, "SELECT id, full_name FROM resident WHERE full_name LIKE '% % %' LIMIT 1")[0]
    words = fold(name).split()
    initials = " ".join([*(word[0] for word in words[:-1]), words[-1]])
    assert ident in kinds(find(ward, initials, limit=100), "resident")
    assert ident in kinds(find(ward, " ".join([words[-1], *words[:-1]]), limit=100), "resident")


def test_numbers_phones_and_codes_are_found_whole_and_by_their_ending(ward: Office) -> None:
    for resident, number in some(ward, "SELECT resident_id, number FROM resident_number WHERE id % 31 = 0"):
        assert kinds(find(ward, number), "resident") == [resident]
        assert resident in kinds(find(ward, number[-6:], limit=100), "resident")
    for resident, phone in some(ward, "SELECT resident_id, phone FROM resident_contact WHERE id % 31 = 0"):
        assert resident in kinds(find(ward, phone), "resident")
        assert resident in kinds(find(ward, phone[-4:], limit=100), "resident")
    for code, short in some(ward, "SELECT code, short_code FROM dossier WHERE id % 97 = 0"):
        assert kinds(find(ward, code), "dossier") == [code]
        assert kinds(find(ward, short), "dossier") == [code]
        assert kinds(find(ward, short.replace("-", "").lower()), "dossier") == [code]
        assert kinds(find(ward, code[-11:]), "dossier") == [code]
    newest = some(ward, "SELECT code FROM dossier ORDER BY id DESC LIMIT 1")[0][0]
    assert newest in kinds(find(ward, newest[-4:]), "dossier")


def test_a_dossier_is_found_by_how_its_short_code_begins(ward: Office) -> None:
    for code, short in some(ward, "SELECT code, short_code FROM dossier WHERE id % 97 = 0"):
        for typed in (short[:-1], short[:-2], short[:3].lower(), short[:-1].replace("-", " ")):
            assert code in kinds(find(ward, typed, limit=1000), "dossier"), typed
        assert kinds(find(ward, short[:-1]), "dossier")[0] == code
        assert code not in kinds(find(ward, short[:2]), "dossier")


def test_a_dossier_is_found_by_the_code_the_portal_gave_it(ward: Office) -> None:
    filed = "SELECT d.code, s.portal_code FROM submission s JOIN dossier d ON d.id = s.dossier_id"
    codes = some(ward, f"{filed} WHERE s.portal_code <> '' LIMIT 5")
    assert codes
    for code, portal in codes:
        assert kinds(find(ward, portal), "dossier") == [code]
        assert kinds(find(ward, portal.lower()), "dossier") == [code]
        assert code in kinds(find(ward, portal[-12:]), "dossier")


def test_a_scanned_card_finds_its_resident_and_their_dossiers(ward: Office) -> None:
    resident, number, code = some(
        ward,
        "SELECT resident_id, number, max(d.code) FROM resident_number n JOIN dossier d USING (resident_id)"
        " WHERE n.kind = 'cccd' GROUP BY 1 LIMIT 1",
    )[0]
    hits = find(ward, f"{number}||A|01011990|Nam|B|01012022")
    assert kinds(hits, "resident") == [resident]
    assert code in kinds(hits, "dossier")


def test_procedures_are_found_by_short_code_first_and_by_words(ward: Office) -> None:
    assert kinds(find(ward, "ks"), "procedure")[0] == "1.001193"
    assert kinds(find(ward, "ct 3x5"), "procedure")[0] == "2.000815"
    assert kinds(find(ward, "1.001193"), "procedure") == ["1.001193"]
    assert "1.001193" in kinds(find(ward, "khai sinh"), "procedure")


def test_drafts_are_found_by_name(ward: Office) -> None:
    ident, name = some(ward, "SELECT id, applicant_name FROM draft LIMIT 1")[0]
    assert ident in kinds(find(ward, name, limit=100), "draft")


def test_lists_show_no_whole_number_and_no_whole_phone(ward: Office) -> None:
    numbers = {number for (number,) in some(ward, "SELECT number FROM resident_number")}
    phones = {phone for (phone,) in some(ward, "SELECT phone FROM resident_contact")}
    for typed in ("nguyen", "0891", next(iter(numbers)), next(iter(phones))):
        for hit in find(ward, typed, limit=100):
            shown = f"{hit.label} {hit.detail}".replace(" ", "")
            assert not any(secret in shown for secret in numbers | phones)


def test_every_kind_gets_its_share_and_never_more_than_asked(ward: Office) -> None:
    hits = find(ward, "nguyen", limit=12)
    assert len(hits) == 12
    assert {"resident", "dossier"} <= {hit.kind for hit in hits}
    assert find(ward, "zzqq khong co ai", limit=12) == ()


@given(st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_the_search(text: str) -> None:
    with Store.open(made_up_ward(), practice=True) as store:
        find(office_at(store), text, limit=5)


@pytest.mark.parametrize(
    "text", ['"', "a* OR b", "NEAR(a b)", "x' OR 1=1 --", "%_%", "folded:a", "^nguyen", "\0"]
)
def test_signs_of_the_query_language_are_only_text(ward: Office, text: str) -> None:
    find(ward, text)


class Watched:
    """A connection that asks for the plan of every statement before it runs it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.plans: list[str] = []

    @property
    def in_transaction(self) -> bool:
        return self.connection.in_transaction

    def execute(self, sql: str, parameters: Sequence[SqlValue] = (), /) -> Cursor:
        self.plans += [row[3] for row in self.connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)]
        return self.connection.execute(sql, parameters)

    def executemany(self, sql: str, parameters: Rows, /) -> Cursor:
        return self.connection.executemany(sql, parameters)

    def commit(self) -> None:
        self.connection.commit()

    def rollback(self) -> None:
        self.connection.rollback()

    def close(self) -> None:
        self.connection.close()


def test_no_search_scans_a_table(ward: Office) -> None:
    with ward.store.query() as connection:
        watched = Watched(connection)
        for typed in ("nguyen thi mo", "n t h", "Mơ"):
            find_rows.residents_by_name(watched, typed, 20)
            find_rows.dossiers_by_name(watched, typed, 20)
        find_rows.residents_by_number(watched, "046195001234", 20)
        find_rows.residents_by_number_ending(watched, "1234", 20)
        find_rows.residents_by_phone_ending(watched, "1234", 20)
        find_rows.dossiers_by_phone_ending(watched, "1234", 20)
        find_rows.dossiers_by_code_ending(watched, "1234", 20)
        find_rows.dossiers_by_portal_ending(watched, "1234", 20)
        find_rows.dossiers_by_short_code(watched, dossier_code.short_code(5))
        before = len(watched.plans)
        find_rows.dossiers_by_short_beginning(watched, dossier_code.short_code(5)[:3], 20)
        assert any("(short_code>? AND short_code<?)" in line for line in watched.plans[before:])
        find_rows.dossiers_of(watched, 5, 20)
    bad = [line for line in watched.plans if line.startswith("SCAN") and "VIRTUAL TABLE" not in line]
    assert len(watched.plans) > 20
    assert not bad, bad


def test_the_watch_for_scans_can_fail(ward: Office) -> None:
    with ward.store.query() as connection:
        watched = Watched(connection)
        watched.execute("SELECT id FROM dossier WHERE note LIKE ?1", ("%x%",))
    assert watched.plans[0].startswith("SCAN")


def test_a_whole_name_brings_people_and_no_procedures(ward: Office) -> None:
    (name,) = some(ward, "SELECT full_name FROM resident WHERE full_name LIKE '% % %' LIMIT 1")[0]
    assert kinds(find(ward, name), "procedure") == []
    assert kinds(find(ward, "đăng ký khai sinh"), "procedure")
    assert kinds(find(ward, "làm giấy tờ cho cháu"), "procedure")
