"""Text that papers must survive: every Vietnamese letter, strings that look like Typst source, long names."""

import unicodedata
from dataclasses import replace

from hypothesis import strategies as st

from counter.models.dossier import Applicant, DossierView, PaperMark, PaperState
from counter.models.money import MoneyState

from .factory import dossier, filed, payment

_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_LOWER = "".join(
    letter
    for vowel in _VOWELS
    for tone in _TONES
    if not (letter := unicodedata.normalize("NFC", vowel + tone)).isascii()
)
LETTERS = _LOWER + "đ" + _LOWER.upper() + "Đ"
"""The 134 letters that Vietnamese has beyond ASCII."""

HOSTILE = (
    "#let x = 1; #x",
    "#{panic()}",
    '#read("/etc/passwd")',
    '"]#[*đậm*]$x^2$ @ref <nhãn>',
    "\\u{41} \\ \\\\ \\n",
    "= Tiêu đề _nghiêng_ `mã`",
    "// chú thích /* mở",
    "'; DROP TABLE dossier; --",
    "{name} {0} %s %(x)s ${HOME}",
    "</svg><script>alert(1)</script>&amp;",
    "- gạch + cộng / chéo ~ ngã – — …",
    "[[[(((((" + "{{{{",
)

_ALPHABET = LETTERS + "abcxyzABCXYZ0189" + "#$@[]{}()<>\\\"'`*_=~^/&%|;:.,-+!?" + "     "
words = st.text(_ALPHABET, min_size=1, max_size=90).map(lambda s: " ".join(s.split())).filter(bool)


def long_dossier() -> DossierView:
    """Twelve papers taken, two missing, the longest names a ward sees, acted for another, paid, filed."""
    names = (
        "Tờ khai đăng ký khai sinh theo mẫu ban hành kèm theo Thông tư số 04/2024/TT-BTP",
        "Giấy chứng sinh; trường hợp không có thì nộp văn bản của người làm chứng xác nhận về việc sinh",
        "Văn bản uỷ quyền được chứng thực trong trường hợp uỷ quyền thực hiện việc đăng ký khai sinh",
        "Giấy chứng nhận kết hôn của cha, mẹ trẻ",
        "Giấy tờ chứng minh nơi cư trú",
        "Hộ chiếu hoặc giấy tờ khác có dán ảnh và thông tin cá nhân còn giá trị sử dụng",
        "Biên bản về việc trẻ bị bỏ rơi do cơ quan có thẩm quyền lập",
        "Văn bản xác nhận của cơ sở y tế đã thực hiện kỹ thuật hỗ trợ sinh sản cho việc mang thai hộ",
        "Trích lục ghi chú kết hôn",
        "Văn bản thoả thuận của cha mẹ về việc chọn quốc tịch cho con",
        "Giấy xác nhận tình trạng hôn nhân",
        "Bản sao giấy khai tử của người cha",
    )
    states = (PaperState.SUBMITTED, PaperState.PRESENTED, PaperState.FROM_DATABASE)
    taken = tuple(
        PaperMark(key=f"p{n}", name=name, state=states[n % 3], originals=(n + 1) % 2, copies=n % 3)
        for n, name in enumerate(names)
    )
    missing = (
        PaperMark(
            key="cam-doan",
            name="Văn bản cam đoan về việc sinh là có thực, có chữ ký của hai người làm chứng",
            state=PaperState.MISSING,
        ),
        PaperMark(key="anh", name="Ảnh chân dung 3x4 nền trắng", state=PaperState.MISSING),
    )
    return dossier(
        papers=taken + missing,
        applicant=Applicant(
            full_name="Công Tằng Tôn Nữ Nguyễn Phúc Hồng Đường Quỳnh Như Ý Thiên Hương",
            citizen_id="046195001234",
            address="Căn hộ số 1204 toà nhà chung cư Xuân Phú, số 36 đường Nguyễn Khoa Chiêm nối dài,"
            " kiệt 128 ngách 14, tổ dân phố số 27, phường Phú Xuân, thành phố Huế",
        ),
        behalf_of="Nguyễn Phúc Ưng Bình Thúc Giạ Thị Đường Quỳnh Hoa",
        procedure_name="Đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con và cấp thẻ bảo hiểm y tế cho"
        " trẻ em dưới 6 tuổi",
        submission=filed("G22.99.00-261120-000123"),
        money=MoneyState.PAID,
        payments=(payment(),),
    )


def filled_with(text: str) -> DossierView:
    """A dossier that says `text` wherever a person may have typed something."""
    base = dossier()
    return replace(
        base,
        applicant=replace(base.applicant, full_name=text, address=text),
        behalf_of=text,
        procedure_name=text,
        contact=replace(base.contact, whose=text),
        papers=(
            PaperMark(key="a", name=text, state=PaperState.SUBMITTED, originals=1),
            PaperMark(key="b", name=text, state=PaperState.MISSING),
        ),
        appointment=replace(base.appointment, reason=text),
        received_by=text,
    )
