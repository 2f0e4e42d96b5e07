"""What a procedure is called where its official name has no room. Quick to load: the first frame needs it."""

import re
from typing import Final

LEAST_WORDS: Final = 5
"""Fewer words than these at the head of an official name say half of what it is: "Thay đổi", "Thực hiện"."""


def short(procedure: str) -> str:
    """The name of a procedure as a list has room for it, and still a name.

    Up to a comma or semicolon, but of at least five words, and never within an enumeration of single words:
    "Thay đổi, cải chính, bổ sung thông tin hộ tịch", "Đăng ký nhận cha, mẹ, con".
    """
    parts = re.split(r"(?<=[,;]) ", procedure)
    taken = 1
    while taken < len(parts):
        head = " ".join(parts[:taken])
        if len(head.split()) >= LEAST_WORDS and len(parts[taken].split()) > 1:
            break
        taken += 1
    return " ".join(parts[:taken]).rstrip(",;")
