"""An asked-for transfer (mã VietQR) on paper, on a roll, as a picture for a relative and on the screen.

What is printed in words is read back out of the payload itself, so that the words and the code can never
ask for two different things.
"""

from enum import StrEnum

from counter.errors import Refused
from counter.models.money import Payer
from counter.models.transfers import RequestView
from counter.papers import qr, typeset, words
from counter.papers.heads import ward_head
from counter.papers.slip import ask_line
from counter.papers.values import Code, PaidItem, VietQrData
from counter.papers.words import amount, say
from counter.rules import vietqr
from counter.rules.words import money_words
from counter.settings import WardSettings
from counter.text import one_line

BORDER = 4  # modules of quiet zone (ISO/IEC 18004, 6.3.8): the picture may be shown on any ground
PICTURE_PPI = 220  # an A6 card 909 dots wide: sharp on a phone, 60 kB to send
_PAPER_LEVEL = "M"
_SCREEN_LEVELS = ("Q", "M", "L")  # a code on a screen is not worn; its size counts more


class Card(StrEnum):
    """The paper the code is printed on."""

    A6 = "a6"
    A5 = "a5"


def vietqr_data(
    request: RequestView, ward: WardSettings, *, copy: int = 1, practice: bool = False
) -> VietQrData:
    """The values of a printed code. Refused when its payload is not one a bank would take."""
    read = vietqr.parse(request.payload)
    if read.problems:
        raise Refused(read.problems)
    asked = read.dong or 0
    return VietQrData(
        issued_at=request.asked_at,
        head=ward_head(
            ward,
            title=say("money_paper.title.vietqr"),
            code=say("money_paper.number.vietqr", number=request.id),
            copy=copy,
            practice=practice,
            at=request.asked_at,
        ),
        qr=code_of(request.payload),
        amount=amount(asked),
        in_words=money_words(asked),
        bank=one_line(request.bank),
        account=grouped(read.account_or_card),
        holder=one_line(request.account.holder),
        memo=one_line(read.memo),
        items=_items(request),
        payer=_payer(request),
        note=say("money_paper.vietqr_note"),
        asked_by=one_line(request.asked_by),
        asked=words.moment(request.asked_at),
        ask=ask_line(ward),
    )


def code_of(payload: str) -> Code:
    """The code of a payload, its quiet zone included. `svg` is a file of its own, too."""
    modules = qr.matrix(payload, level=_PAPER_LEVEL)
    return Code(text=payload, side=len(modules) + 2 * BORDER, svg=qr.svg(modules, border=BORDER))


def card(data: VietQrData, size: Card = Card.A6) -> bytes:
    """The code as a PDF to print. Raises DataFault."""
    return typeset.pdf(typeset.VIETQR, data, inputs={"paper": size.value})


def picture(data: VietQrData) -> bytes:
    """The whole card as a PNG to send to a relative, with all that can be typed instead. Raises DataFault."""
    return typeset.png(typeset.VIETQR, data, ppi=PICTURE_PPI)


def screen_lines(payload: str, *, height: int) -> tuple[str, ...]:
    """The code in half blocks, at the best error correction that fits `height` lines, the least otherwise.

    At level L a payload without small letters takes 19 or 21 lines whatever its length, at Q up to 25.
    """
    drawn = [qr.half_blocks(payload, level=level) for level in _SCREEN_LEVELS]
    return next((lines for lines in drawn if len(lines) <= height), drawn[-1])


def grouped(number: str) -> str:
    """An account number to read aloud: "113366668888" → "1133 6666 8888". Others as they are."""
    if not (number.isascii() and number.isdecimal() and len(number) > 6):
        return number
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def _items(request: RequestView) -> tuple[PaidItem, ...]:
    return tuple(
        PaidItem(
            code=one_line(share.short_code),
            who=one_line(share.applicant),
            procedure=one_line(share.procedure),
            amount=amount(share.amount),
            lines=(),
            note="",
        )
        for share in request.shares
    )


def _payer(request: RequestView) -> str:
    name = one_line(request.payer_name)
    if request.payer is Payer.SELF or not name:
        return ""
    return say("money_paper.payer", name=name, relation=say(f"money_paper.relation.{request.payer}"))
