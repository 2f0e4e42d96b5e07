"""Old encodings: written with tables made another way than the rule's, and read back."""

import unicodedata

import pytest

from counter.rules.legacy_encodings import tcvn3_to_unicode, vni_to_unicode

# A pangram of letters: every toned vowel in a real word.
SENTENCES = [
    "bà bả bã bá bạ ằ lẳng lẵng lắng lặng cầm cẩm cẫm cấm cậm",
    "mè mẻ mẽ mé mẹ về vể vễ vế vệ chì chỉ chĩ chí chị",
    "bò bỏ bõ bó bọ cồn cổn cỗn cốn cộn mờ mở mỡ mớ mợ",
    "cù củ cũ cú cụ từ tử tữ tứ tự kỳ kỷ kỹ ký kỵ đi ăn cân êm ôm ơn ưa",
]
VNI_MARK = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
VNI_HAT = {"\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä", "": "â"}
VNI_BREVE = {"\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë", "": "ê"}
VNI_SINGLE = {"í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "đ": "ñ"}


def to_vni(text: str) -> str:
    out = []
    for letter in text:
        base, *marks = list(unicodedata.normalize("NFD", letter))
        tone = next((m for m in marks if m in VNI_MARK), "")
        if letter in VNI_SINGLE:
            out.append(VNI_SINGLE[letter])
        elif "\u0302" in marks:
            out.append(base + VNI_HAT[tone])
        elif "\u0306" in marks:
            out.append(base + VNI_BREVE[tone])
        elif "\u031b" in marks:
            out.append({"o": "ô", "u": "ö"}[base] + VNI_MARK.get(tone, ""))
        else:
            out.append(base + VNI_MARK.get(tone, ""))
    return "".join(out)


TCVN3_LETTERS = "µ¶·¸¹ »¼½¾Æ ÇÈÉÊË ÌÎÏÐÑ ÒÓÔÕÖ ×ØÜÝÞ ßáâãä åæçèé êëìíî ïñòóô õö÷øù úûüýþ".replace(" ", "")
UNICODE_LETTERS = "àảãáạ ằẳẵắặ ầẩẫấậ èẻẽéẹ ềểễếệ ìỉĩíị òỏõóọ ồổỗốộ ờởỡớợ ùủũúụ ừửữứự ỳỷỹýỵ".replace(" ", "")
TO_TCVN3 = str.maketrans(UNICODE_LETTERS + "ăâđêôơư", TCVN3_LETTERS + "¨©®ª«¬\u00ad")


@pytest.mark.parametrize("text", SENTENCES)
def test_every_small_letter_comes_back(text: str) -> None:
    assert tcvn3_to_unicode(text.translate(TO_TCVN3)) == text
    assert vni_to_unicode(to_vni(text)) == text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("NguyÔn V¨n §øc", "Nguyễn Văn Đức"),
        ("NGUYÔN THÞ THUû", "NGUYỄN THỊ THUỶ"),
        ("A¸nh, O«ng, ¡¾n", "Ánh, Oông, Ắn"),
        ("B¶o Th¾ng", "Bảo Thắng"),
        ("H 12/3", "H 12/3"),
    ],
)
def test_capitals_of_tcvn3(old: str, new: str) -> None:
    assert tcvn3_to_unicode(old) == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Nguyeãn Thò Thuûy", "Nguyễn Thị Thủy"),
        ("NGUYEÃN VAÊN ÑÖÙC", "NGUYỄN VĂN ĐỨC"),
        ("Phöôøng Thuaän Hoùa", "Phường Thuận Hóa"),
    ],
)
def test_capitals_of_vni(old: str, new: str) -> None:
    assert vni_to_unicode(old) == new


@pytest.mark.parametrize("text", ["Nguyễn Văn Đức", "Huế", "Đường Lê Lợi"])
def test_text_that_is_unicode_already_stays(text: str) -> None:
    assert tcvn3_to_unicode(text) == text
    assert vni_to_unicode(text) == text
