"""A printed VietQR says in words what its code says, and the code can be read wherever it is shown."""

import io
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from counter.errors import Refused
from counter.models.bank import BankAccount
from counter.models.money import Payer
from counter.models.states import RequestState
from counter.models.transfers import RequestView
from counter.papers import qr, typeset
from counter.papers.thermal import Roll, thermal
from counter.papers.vietqr import PICTURE_PPI, Card, card, grouped, picture, screen_lines, vietqr_data
from counter.rules import vietqr

from .factory import WARD, share
from .reading import pdf_pages, pdf_text, qr_text, squeezed
from .test_qr import painted

ASKED = datetime(2026, 11, 20, 2, 50, tzinfo=UTC)
DIGITS = "1133666688880123456"
LETTERS = "HS K3M7PX VA 2 Q1234567890"
AMOUNTS = (2_000, 21_000, 1_234_567, 499_999_999)


def request(
    memo: str = "HS K3M7PX Q17", number: str = "113366668888", amount: int = 21_000, **changes: Any
) -> RequestView:
    """An asked-for transfer of the ordinary dossier."""
    account = BankAccount(id=1, bin="970436", number=number, holder="UBND PHUONG MAU", label="Phí")
    base = RequestView(
        id=17,
        memo=memo,
        amount=amount,
        account=account,
        bank="Vietcombank",
        payload=vietqr.build(vietqr.code_for(account, amount, memo)),
        state=RequestState.WAITING,
        shares=(share(amount),),
        payer=Payer.SELF,
        payer_name="",
        asked_by="Lê Thị Bình",
        asked_at=ASKED,
        version=1,
    )
    return replace(base, **changes)


def every_length() -> list[tuple[int, int]]:
    """A memo and an account length for each length of a payload that occurs, and all the corners."""
    walk = [(n, 6) for n in range(1, 26)] + [(25, n) for n in range(7, 20)]
    return [*walk, (1, 19), (13, 12)]


def of_lengths(memo: int, digits: int) -> RequestView:
    """A request whose memo and account are that long."""
    text = LETTERS[:memo].strip().ljust(memo, "X")
    return request(text, DIGITS[:digits], AMOUNTS[(memo + digits) % len(AMOUNTS)])


@pytest.mark.parametrize(("memo", "digits"), every_length())
def test_the_code_is_read_back_from_paper_roll_and_screen(memo: int, digits: int) -> None:
    """All three pictures give the very payload, for every length that occurs."""
    asked = of_lengths(memo, digits)
    assert len(asked.memo) == memo and len(asked.account.number) == digits
    data = vietqr_data(asked, WARD)
    assert qr_text(typeset.png(typeset.VIETQR, data, ppi=110)) == asked.payload
    assert qr_text(thermal(data, Roll.MM58, template=typeset.VIETQR_THERMAL)) == asked.payload
    assert qr_text(painted(screen_lines(asked.payload, height=21))) == asked.payload


@pytest.mark.parametrize(("memo", "digits"), every_length())
def test_a_code_of_capitals_takes_21_lines_and_41_columns(memo: int, digits: int) -> None:
    lines = screen_lines(of_lengths(memo, digits).payload, height=21)
    assert (len(lines), {len(line) for line in lines}) == (21, {41}) or len(lines) < 21


def test_a_higher_screen_gets_the_better_correction() -> None:
    payload = of_lengths(25, 19).payload
    assert len(screen_lines(payload, height=40)) > len(screen_lines(payload, height=21))
    assert screen_lines(payload, height=1) == qr.half_blocks(payload, level="L"), "never cut"


def test_small_letters_in_a_memo_are_read_back_too() -> None:
    payload = request("nop phi ho so k3m7px").payload
    assert qr_text(painted(screen_lines(payload, height=21))) == payload


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="no PDF viewer on this machine")
@pytest.mark.parametrize("size", list(Card))
def test_a_viewer_shows_a_code_that_can_be_scanned(tmp_path: Path, size: Card) -> None:
    asked = of_lengths(25, 19)
    (tmp_path / "card.pdf").write_bytes(card(vietqr_data(asked, WARD, practice=True), size))
    command = ["pdftoppm", "-png", "-singlefile", "-r", "96", "card.pdf", "page"]
    subprocess.run(command, cwd=tmp_path, check=True)
    assert qr_text((tmp_path / "page.png").read_bytes()) == asked.payload


@pytest.mark.parametrize("roll", list(Roll))
def test_a_roll_is_one_bit_deep_and_as_wide_as_the_head(roll: Roll) -> None:
    made = thermal(vietqr_data(of_lengths(25, 19), WARD), roll, template=typeset.VIETQR_THERMAL)
    image = Image.open(io.BytesIO(made))
    assert (image.mode, image.width) == ("1", int(roll))
    assert image.height < 5 * image.width


def test_the_card_says_everything_the_code_says() -> None:
    asked = request(payer=Payer.CHILD, payer_name="Nguyễn Minh An")
    data = vietqr_data(asked, WARD, copy=2)
    for page in (pdf_text(card(data)), pdf_text(typeset.pdf(typeset.VIETQR_THERMAL, data))):
        for text in (
            "21.000đ",
            "Hai mươi mốt nghìn đồng",
            "Vietcombank",
            "1133 6666 8888",
            "UBND PHUONG MAU",
            "HS K3M7PX Q17",
            "254-K",
            "Nguyễn Thị Mơ",
            "Nguyễn Minh An (con, cháu)",
            "Chỉ tính là đã nộp khi phường thấy tiền về tài khoản",
            "BẢN SAO 2",
            "QR-17",
            "0234 3822 001",
        ):
            assert squeezed(text) in squeezed(page), text


@pytest.mark.parametrize(("size", "width", "height"), [(Card.A6, 105, 148), (Card.A5, 147, 207)])
def test_one_page_of_the_size_that_was_asked_for(size: Card, width: int, height: int) -> None:
    from pypdf import PdfReader

    (page,) = PdfReader(io.BytesIO(card(vietqr_data(request(), WARD), size))).pages
    millimetres = [round(float(length) / 72 * 25.4) for length in page.mediabox[2:]]
    assert millimetres == [width, height]


def test_many_dossiers_and_long_names_never_reach_the_code() -> None:
    many = tuple(
        share(1000, dossier_id=n, procedure="Chứng thực bản sao từ bản chính " * 4) for n in range(9)
    )
    asked = request(shares=many)
    data = vietqr_data(asked, WARD, practice=True)
    assert qr_text(typeset.pages(typeset.VIETQR, data, ppi=110)[0]) == asked.payload
    assert "TẬP-QR-17" in pdf_pages(card(data))[0]


def test_the_picture_for_a_relative_holds_the_whole_card() -> None:
    asked = request()
    made = picture(vietqr_data(asked, WARD))
    image = Image.open(io.BytesIO(made))
    assert abs(image.width - 105 / 25.4 * PICTURE_PPI) < 2
    assert len(made) < 200_000
    assert qr_text(made) == asked.payload
    small = io.BytesIO()
    image.convert("RGB").resize((image.width // 2, image.height // 2)).save(small, "JPEG", quality=40)
    assert qr_text(small.getvalue()) == asked.payload, "a chat that shrinks pictures spoils it"


def test_the_svg_file_is_the_code_alone_with_its_quiet_zone() -> None:
    data = vietqr_data(request(), WARD)
    assert data.qr.svg.startswith("<svg ") and f'viewBox="0 0 {data.qr.side} {data.qr.side}"' in data.qr.svg
    assert data.qr.side == len(qr.matrix(data.qr.text, level="M")) + 8


def test_the_words_are_those_of_the_code_and_not_of_the_row() -> None:
    data = vietqr_data(replace(request(), amount=1, memo="HS KHAC"), WARD)
    assert (data.amount, data.memo) == ("21.000đ", "HS K3M7PX Q17")


@pytest.mark.parametrize(("kept", "added"), [(-4, "0000"), (40, ""), (0, ""), (-8, "")])
def test_a_broken_payload_is_never_printed(kept: int, added: str) -> None:
    broken = request().payload[:kept] + added
    with pytest.raises(Refused):
        vietqr_data(request(payload=broken), WARD)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("113366668888", "1133 6666 8888"),
        ("1234567", "1234 567"),
        ("123456", "123456"),
        ("VA12345678", "VA12345678"),
    ],
)
def test_account_numbers_are_grouped_to_be_read_aloud(number: str, shown: str) -> None:
    assert grouped(number) == shown
