"""The test page of a printer: every letter, a frame at the edge of the paper, a QR to scan back."""

from datetime import datetime

from counter.models.printer import Printer, Way
from counter.papers.heads import ward_head
from counter.papers.law_head import qr_of
from counter.papers.value_parts import TrialData
from counter.papers.words import moment, say
from counter.settings import WardSettings
from counter.text import one_line

PAGE = "trang-thu"  # A5
ROLL = "trang-thu-nhiet"  # one point is one dot

_LETTERS = (
    *("AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY", "aăâbcdđeêghiklmnoôơpqrstuưvxy", "0123456789"),
    *("À Ả Ã Á Ạ Ằ Ẳ Ẵ Ắ Ặ Ầ Ẩ Ẫ Ấ Ậ", "È Ẻ Ẽ É Ẹ Ề Ể Ễ Ế Ệ Ì Ỉ Ĩ Í Ị", "Ò Ỏ Õ Ó Ọ Ồ Ổ Ỗ Ố Ộ Ờ Ở Ỡ Ớ Ợ"),
    *("Ù Ủ Ũ Ú Ụ Ừ Ử Ữ Ứ Ự Ỳ Ỷ Ỹ Ý Ỵ", "ầ ẩ ẫ ấ ậ ề ể ễ ế ệ ồ ổ ỗ ố ộ", "ờ ở ỡ ớ ợ ừ ử ữ ứ ự ỳ ỷ ỹ ý ỵ"),
)


def trial_data(printer: Printer, ward: WardSettings, *, at: datetime, practice: bool = False) -> TrialData:
    """The page for one printer. Raises DataFault when the paper settings are wrong."""
    title, code = say("printer.trial"), say("printer.trial_code")
    top = ward_head(ward, title=title, code=code, copy=1, practice=practice, at=at)
    target = "" if printer.way is Way.NONE else one_line(printer.target)
    return TrialData(
        issued_at=at,
        head=top,
        qr=qr_of(top, at),
        printer=target,
        way=say(f"printer.way.{printer.way}"),
        made=moment(at),
        letters=_LETTERS,
    )
