"""What a procedure is called where there is no room: short, and still a name."""

import pytest

from counter.rules.procedure_names import short
from counter.services.office import shipped_catalogue


@pytest.mark.parametrize(
    ("official", "name"),
    [
        ("Đăng ký khai sinh", "Đăng ký khai sinh"),
        ("Đăng ký nhận cha, mẹ, con", "Đăng ký nhận cha, mẹ, con"),
        (
            "Thay đổi, cải chính, bổ sung thông tin hộ tịch, xác định lại dân tộc",
            "Thay đổi, cải chính, bổ sung thông tin hộ tịch",
        ),
        (
            "Thực hiện, điều chỉnh, thôi hưởng trợ cấp hưu trí xã hội",
            "Thực hiện, điều chỉnh, thôi hưởng trợ cấp hưu trí xã hội",
        ),
        (
            "Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh",
            "Cấp bản sao Trích lục hộ tịch",
        ),
        (
            "Chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan; tổ chức cấp",
            "Chứng thực bản sao từ bản chính giấy tờ",
        ),
        ("", ""),
        ("Tố cáo,", "Tố cáo"),
    ],
)
def test_a_short_name_still_says_what_it_is(official: str, name: str) -> None:
    assert short(official) == name


def test_no_name_of_the_catalogue_is_cut_to_a_word_or_two() -> None:
    for procedure in shipped_catalogue().all():
        bare = procedure.name.removeprefix("Thủ tục ")
        said = short(bare)
        assert bare.startswith(said)
        assert said == bare or len(said.split()) >= 5, procedure.code
