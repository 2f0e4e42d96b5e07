"""Passwords and one-time codes in free text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter.rules.secrets import looks_like_secret, secret_problems

SECRETS = [
    "OTP 483920",
    "mã OTP là 483 920",
    "483920 là mã otp của cô",
    "O.T.P: 48-39-20",
    "Mật khẩu: Hoa@1995",
    "mat khau la hoahue95",
    "MẬT KHẨU = hoahong",
    "mật khẩu của cô là Hue2026x",
    "pass: abc12345",
    "mk vneid 123456",
    "mã PIN 2580",
    "mã xác thực gửi về máy 771204",
    "password=tamtam",
    "mã kích hoạt 90 12 34",
    "mã 482913",
    "mã là: 482 913",
    "Mã gửi về máy của cô 482913",
    "482913 là mã cô vừa đọc",
    "xác thực 482913",
    "OTP 4 8 2 9 1 3",
    "otp 4.8.2.9.1.3",
    "OTP 4, 8, 2, 9, 1, 3",
    "mã OTP 4\u200b8\u200b2\u200b9\u200b1\u200b3",
    "OTP ４８２９１３",
    "OTP bốn tám hai chín một ba",
    "verification code 482913",
    "the security code is 4829",
    "one-time code: 482-913",
    "code 482913 from SMS",
    "otp is four eight two nine one three",
    "password is tamtam",
    "mật mã: hoahong",
    "mk vneid hoahue95",
    "m.k: 12345678",
    "pw Hue@hoa",
    "mã đăng nhập 5521",
    "MẬT KHẨU VNEID LÀ Hoa@hue",
    "mật khẩu mới đặt Huehue#1",
    "tài khoản 046195001234 / Hoahue95 mật khẩu",
    "otp482913",
    "0TP 123456",
    "tin nhắn 482913",
]
NOTES = [
    "",
    "người dân không nhớ mật khẩu",
    "Mật khẩu: quên, hẹn quay lại",
    "mật khẩu là gì cô cũng không biết",
    "đổi mật khẩu ngày 12/11/2026",
    "chờ mã OTP từ 09:45 chưa thấy",
    "không nhận được OTP về số 0914220118",
    "Cổng báo lỗi 500 khi bấm Nộp",
    "mã hồ sơ H57.15-251124-0254",
    "giấy uỷ quyền số 0215/UBND, 3 bản, 21.000đ",
    "bà Pinky mang đơn",
    "OTP: không có, dùng thẻ 046195001234",
    "mất mật khẩu từ năm 2024",
    "không nhớ mật khẩu, hồ sơ H57.15-261126-0007",
    "H57.15-261126-0007 quên mật khẩu",
    "bà quên mật khẩu, gọi lại lúc 17h30",
    "đổi mật khẩu ở Công an phường",
    "chờ mật khẩu cấp 2 ở quầy 12A",
    "bà quên mã PIN thẻ VietinBank",
    "thay pin 3800mAh",
    "xác thực giấy tờ 1234/2026",
    "mã hồ sơ 000254",
    "mã thủ tục 1.001193",
    "mã bưu chính 530000",
    "mã số thuế 0301234567",
    "mã H57.15-261123-00412",
    "đã xác thực hồ sơ 000254, thu 21.000 đồng",
    "không có mã, hẹn hai ba hôm nữa",
    "bà năm, ông sáu làm chứng",
    "mã ngắn K3M-7PX",
    "xác minh xong lúc 09:50, biên lai 0001873",
    "cô quên mật khẩu VNeID, hẹn ngày 26/11/2026",
    "Mã lỗi trên Cổng: 500",
    "area code 0234, phone 0234 3822 155",
]


@pytest.mark.parametrize("text", SECRETS)
def test_a_secret_is_refused(text: str) -> None:
    assert looks_like_secret(text)


@pytest.mark.parametrize("text", NOTES)
def test_a_plain_note_is_not(text: str) -> None:
    assert not looks_like_secret(text)


def test_every_field_is_named() -> None:
    found = secret_problems({"note": "OTP 483920", "paper": "giấy uỷ quyền", "seen": "mk: 123456"})
    assert {(p.field, p.message_id) for p in found} == {(f, "secret.refused") for f in ("note", "seen")}


@settings(max_examples=80)
@given(
    st.sampled_from(["OTP", "mật khẩu", "Mã OTP", "mã pin", "mã xác thực"]),
    st.sampled_from([" ", ": ", " là ", " vừa gửi là ", "="]),
    st.from_regex(r"[0-9]{6}", fullmatch=True),
    st.sampled_from(["", "Cô đọc ", "Cổng: "]),
)
def test_six_digits_beside_the_word_are_always_found(word: str, link: str, code: str, before: str) -> None:
    assert looks_like_secret(f"{before}{word}{link}{code}")
