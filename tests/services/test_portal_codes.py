"""Which paper of the portal's card ours is: found by name, else chosen; held until then, never guessed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from counter import sending_cards, sending_file
from counter.errors import DataFault, Forbidden, NotFound, Refused
from counter.models.card_codes import CodeKind, CodeSheet
from counter.models.catalogue import Channel
from counter.models.staff import Role, StaffView
from counter.models.states import SyncState
from counter.models.sync import CardFee, CardPaper
from counter.models.tables import Staff
from counter.portal.practice import Fault, PracticePortal, Rule
from counter.portal.practice.cards import Cards
from counter.portal.practice.faults import RequestKind
from counter.rules import card_codes
from counter.services.catalogue import portal_codes_data
from counter.services.office import Office
from counter.services.outbox import outbox, outbox_words, portal_codes
from tests.conftest import START, Clock
from tests.portal.outbox_ward import Ticks, drain, portal_with, practice_office, sender_to, states
from tests.portal.practice_portal_calls import PROCEDURES
from tests.services.journeys import birth, received

BIRTH = "1.001193"
CARD = frozenset({RequestKind.CARD})
PAPERS = (CardPaper(code="A", name="Tờ khai"), CardPaper(code="B", name="Giấy chứng sinh"))
FEES = (
    CardFee(code="P1", channel=Channel.DIRECT, amount=8000),
    CardFee(code="P2", channel=Channel.DIRECT, amount=4000),
    CardFee(code="P3", channel=Channel.DIRECT, amount=4000),
    CardFee(code="P4", channel=Channel.ONLINE, amount=8000),
)


@pytest.fixture
def counter(tmp_path: Path, clock: Clock) -> Iterator[Office]:
    office = practice_office(tmp_path / "practice.db", clock)
    with office.store:
        yield office


@pytest.fixture
def head(counter: Office) -> Office:
    """Who may change settings."""
    leader = StaffView(2, "Lê Lãnh Đạo", Role.SUPERVISOR)
    row = Staff(
        id=2, name=leader.name, folded="le lanh dao", role=leader.role, pin_hash="$argon2id$none",
        created_at=START,
    )  # fmt: skip
    with counter.store.write(START) as transaction:
        transaction.session.add(row)
        transaction.record(None, "staff.added", subject=("staff", 2), operation="")
    return replace(counter, actor=leader)


@pytest.fixture
def portal() -> Iterator[PracticePortal]:
    """A portal that calls every paper by another name."""
    with portal_with([Rule(fault=Fault.OTHER_NAMES, kinds=CARD)]) as made:
        yield made


def sent(portal: PracticePortal, counter: Office) -> dict[int, tuple[str, ...]]:
    ticks = Ticks()
    sender = sender_to(portal, counter, ticks)
    drain(sender, ticks)
    sender.close()
    return states(counter)


def chosen(head: Office, sheet: CodeSheet) -> int:
    """Each of our papers is the one of the card at its place; how many dossiers went on in the end."""
    freed = 0
    papers = [row for row in sheet.rows if row.kind is CodeKind.PAPER]
    for row, entry in zip(papers, sheet.papers, strict=True):
        code_of = (BIRTH, row.kind, row.key, entry.code)
        freed = portal_codes.choose(head, *code_of, operation=f"c-{row.key}") or freed
    return freed


def test_without_a_choice_it_is_held_and_says_where_to_choose(
    counter: Office, portal: PracticePortal
) -> None:
    view = received(counter, birth(counter, Channel.DIRECT))
    assert sent(portal, counter) == {view.id: ("held",)}
    [row] = outbox.listing(counter)
    assert {why.message_id for why in row.why} == {"portal.hold.paper_code"}
    assert "Cài đặt › F10 › Mã giấy tờ của Cổng" in outbox_words.said(row.why[0])
    assert portal.state()["created"] == 0


def test_with_the_choice_it_goes_on_by_itself_with_the_chosen_codes(
    counter: Office, head: Office, portal: PracticePortal
) -> None:
    view = received(counter, birth(counter, Channel.DIRECT))
    sent(portal, counter)
    first, *_ = portal_codes.listing(head)
    assert (first.procedure_code, first.held) == (BIRTH, 1)
    assert first.missing
    assert chosen(head, first) == 1
    assert portal_codes.sheet(head, BIRTH).missing == 0
    assert sent(portal, counter) == {view.id: ("confirmed",)}
    [record] = portal.book.records.values()
    told = record.message["TaiLieuNop"]
    assert isinstance(told, list)
    codes = {row["MaThanhPhanHoSo"] for row in told if isinstance(row, dict)}
    assert codes <= {entry.code for entry in first.papers}
    assert codes


def test_a_choice_can_be_taken_back_and_a_second_press_changes_nothing(
    counter: Office, head: Office, portal: PracticePortal
) -> None:
    received(counter, birth(counter, Channel.DIRECT))
    sent(portal, counter)
    sheet = portal_codes.sheet(head, BIRTH)
    row, code = sheet.rows[0], sheet.papers[0].code
    for _ in range(2):
        portal_codes.choose(head, BIRTH, row.kind, row.key, code, operation="once")
    assert portal_codes.sheet(head, BIRTH).rows[0].chosen == code
    portal_codes.choose(head, BIRTH, row.kind, row.key, "", operation="back")
    assert portal_codes.sheet(head, BIRTH).rows[0].code == ""


def test_only_what_is_on_the_card_can_be_chosen_and_only_by_who_may(
    counter: Office, head: Office, portal: PracticePortal
) -> None:
    with pytest.raises(Refused):  # no card is here yet
        portal_codes.choose(head, BIRTH, CodeKind.PAPER, first_key(head), "X", operation="a")
    received(counter, birth(counter, Channel.DIRECT))
    sent(portal, counter)
    with pytest.raises(Refused) as told:
        portal_codes.choose(head, BIRTH, CodeKind.PAPER, first_key(head), "X", operation="b")
    assert told.value.message_id == "portal_codes.not_on_card"
    with pytest.raises(NotFound):
        portal_codes.choose(head, BIRTH, CodeKind.PAPER, "khong-co", "", operation="c")
    with pytest.raises(Forbidden):
        portal_codes.choose(counter, BIRTH, CodeKind.PAPER, first_key(head), "", operation="d")


def first_key(head: Office) -> str:
    return portal_codes.sheet(head, BIRTH).rows[0].key


def test_a_card_that_changed_is_fetched_anew(counter: Office, head: Office, portal: PracticePortal) -> None:
    view = received(counter, birth(counter, Channel.DIRECT))
    sent(portal, counter)
    portal.set_faults([])  # the portal has our names now
    portal_codes.fetch_again(head, BIRTH, operation="f")
    assert portal_codes.sheet(head, BIRTH).fetched_at is None
    assert sent(portal, counter) == {view.id: ("confirmed",)}


def test_what_a_person_held_is_not_let_go_by_a_choice(
    counter: Office, head: Office, portal: PracticePortal
) -> None:
    received(counter, birth(counter, Channel.DIRECT))
    sent(portal, counter)
    outbox.hold(counter, 1, operation="hold")
    assert chosen(head, portal_codes.sheet(head, BIRTH)) == 0
    [row] = outbox.listing(counter)
    assert row.state is SyncState.HELD


@pytest.mark.parametrize(
    ("mine", "name", "code"),
    [
        ("", "tờ khai", "A"),
        ("", "To khai", "A"),
        ("", "Giấy khác", ""),
        ("B", "Tờ khai", "B"),
        ("Z", "Tờ khai", ""),  # chosen, and gone from the card: not the one of that name either
    ],
)
def test_a_paper_is_the_one_chosen_or_the_one_of_its_name(mine: str, name: str, code: str) -> None:
    assert card_codes.paper_code(mine, name, PAPERS) == code
    assert card_codes.paper_code(mine, name, (*PAPERS, *PAPERS)) == code
    twins = (*PAPERS, CardPaper(code="C", name="Tờ khai"))
    assert card_codes.paper_code("", "Tờ khai", twins) == ""


@pytest.mark.parametrize(
    ("mine", "price", "channel", "code"),
    [
        ("", 8000, Channel.DIRECT, "P1"),
        ("", 4000, Channel.DIRECT, ""),  # two of that price
        ("P3", 4000, Channel.DIRECT, "P3"),
        ("", None, Channel.DIRECT, ""),
        ("P4", 8000, Channel.DIRECT, ""),  # of another channel
        ("", 8000, Channel.ONLINE, "P4"),
    ],
)
def test_a_fee_is_the_one_chosen_or_the_one_of_its_price(
    mine: str, price: int | None, channel: Channel, code: str
) -> None:
    assert card_codes.fee_code(mine, price, channel, FEES) == code


# -- cards that come by file -------------------------------------------------------------------


def cards_file(tmp_path: Path, value: object, name: str = "phieu.json") -> Path:
    path = tmp_path / name
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.mark.parametrize("whole", [True, False])
def test_a_hand_over_by_file_gets_its_cards_by_file(head: Office, tmp_path: Path, whole: bool) -> None:
    """The province gives the portal's answers; what was held for want of a card stands in the next file."""
    by_file = replace(head, ward=replace(head.ward, sending="file"))
    received(by_file, birth(by_file, Channel.DIRECT))
    assert sending_file.export(by_file, tmp_path / "a.jsonl").held == 1
    [row] = outbox.listing(by_file)
    assert row.why[0].message_id == "portal.hold.no_card"
    assert "counter outbox cards" in outbox_words.said(row.why[0])
    made = Cards(PROCEDURES)
    rows = [*rows_of(made, BIRTH), {**rows_of(made, BIRTH)[0], "MATTHC": "9.999999"}]
    value = {"error_code": 0, "message": "", "result": rows} if whole else rows
    read = sending_cards.read(by_file, cards_file(tmp_path, value), operation="cards")
    assert (read.kept, read.unknown, read.freed) == (1, 1, 1)
    assert sending_cards.read(by_file, tmp_path / "phieu.json", operation="cards") == read  # a second press
    assert sending_file.export(by_file, tmp_path / "b.jsonl").rows == 1


def rows_of(made: Cards, code: str) -> list[dict[str, object]]:
    found = made.card(code)
    assert isinstance(found, list)
    return [dict(row) for row in found if isinstance(row, dict)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "[1]",
        '[{"MATTHC": 5}]',
        '[{"MATTHC": ""}]',
        '{"result": [{"MATTHC": "1.001193", "THANHPHANHOSO": "x"}]}',
        '[{"MATTHC": "1.001193"}, {"MATTHC": "1.001193"}]',
        '{"MATTHC": "1.001193", "MATTHC": "1.001193"}',
        "[" * 5000,
    ],
)
def test_a_file_that_is_no_card_changes_nothing(head: Office, tmp_path: Path, text: str) -> None:
    path = tmp_path / "phieu.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused):
        sending_cards.read(head, path, operation="cards")
    assert portal_codes.sheet(head, BIRTH).fetched_at is None


def test_a_clerk_reads_no_cards(counter: Office, tmp_path: Path) -> None:
    with pytest.raises(Forbidden):
        sending_cards.read(counter, cards_file(tmp_path, []), operation="cards")


# -- the file ----------------------------------------------------------------------------------


def folder_with(tmp_path: Path, text: str) -> Path:
    (tmp_path / "portal").mkdir()
    (tmp_path / "portal" / "ma-giay-to.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_the_file_as_shipped_is_sound_and_says_nothing() -> None:
    assert portal_codes_data.check() == ()
    assert portal_codes_data.shipped(BIRTH).papers == {}


def test_the_file_says_codes(tmp_path: Path) -> None:
    text = "thủ tục:\n  - mã: 1.001193\n    giấy tờ:\n      - khóa: to-khai\n        mã Cổng: G15-1\n"
    assert portal_codes_data.shipped(BIRTH, folder_with(tmp_path, text)).papers == {"to-khai": "G15-1"}


@pytest.mark.parametrize(
    "text",
    [
        "thủ tục:\n  - mã: 1.001193\n    giấy tờ:\n      - khóa: a\n",
        "thủ tục:\n  - mã: 1.001193\n    giấy to:\n      - khóa: a\n        mã: b\n",
        "thủ tục:\n  - mã: 1.001193\n    giấy tờ:\n"
        "      - {khóa: a, mã Cổng: b}\n      - {khóa: a, mã Cổng: c}\n",
        "thủ tục: [\n",
    ],
)
def test_a_fault_of_the_file_is_named(tmp_path: Path, text: str) -> None:
    folder = folder_with(tmp_path, text)
    [fault] = portal_codes_data.check(folder)
    assert fault.params["file"] == "portal/ma-giay-to.yaml"
    with pytest.raises(DataFault):
        portal_codes_data.shipped(BIRTH, folder)
