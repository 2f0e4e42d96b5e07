"""What an answer of the portal says, read strictly (national-sync section 6).

A reply is `{"error_code", "message", "result"?, "session"?}` and nothing else. What has another shape, a code
without a table, or words that contradict the code is held for a person; an answer that cannot be read at all
is as good as none.
"""

import re
from dataclasses import dataclass
from typing import Final

from counter.errors import Problem
from counter.models.sync import Held, Refused, Unknown
from counter.portal import strict
from counter.portal.strict import Json
from counter.text import fold, nfc, one_line, unsafe_character

DONE: Final = "0"
_REFUSALS: Final = frozenset({"3", "-3", "-1"})
_KEYS: Final = frozenset({"error_code", "message", "result", "session"})
_CODE: Final = re.compile(r"-?[0-9]{1,9}")
_NOT_DONE: Final = re.compile(r"\b(?:khong|chua|that bai|loi|tu choi|error|fail\w*|un\w*success\w*)\b")
_PART: Final = re.compile(r"(?<![\d/])(\d+)\s*/\s*(\d+)(?![\d/])")
_SESSION: Final = re.compile(
    r"\b(?:session|token)\b|\bphien (?:lam viec|dang nhap|khong|het|da het|truy cap)\b"
)
_LONGEST: Final = 500  # characters of the portal's own words that are kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply of the known shape. `code` "00" is told as "0"; `result` None where there is none."""

    code: str
    message: str = ""
    result: tuple[Json, ...] | None = None
    session: str = ""

    @property
    def exists(self) -> bool:
        """Whether it says that the portal has the dossier already (đã tồn tại)."""
        return self.code in {DONE, "3", "-3"} and "đã tồn tại" in nfc(self.message).casefold()

    @property
    def missing(self) -> bool:
        """Whether it says that the portal does not have the dossier."""
        return bool(re.search(r"\b(?:khong|chua) (?:\w+ )?ton tai\b", fold(self.message)))

    @property
    def session_refused(self) -> bool:
        """Whether it asks for a new session."""
        return self.code != DONE and bool(_SESSION.search(fold(self.message)))


def read(body: bytes) -> Reply | Unknown | Held:
    """The reply in a body; Unknown where it cannot be read, Held where it has another shape."""
    try:
        value = strict.read(body)
    except strict.NotJson:
        return Unknown(reason=Problem("answer", "portal.answer.not_json"))
    reply = _reply(value)
    return reply or Held(reasons=(Problem("answer", "portal.answer.shape"),), sent=True)


def _reply(value: Json) -> Reply | None:
    if not isinstance(value, dict) or not value.keys() <= _KEYS:
        return None
    code, message = _code(value.get("error_code")), value.get("message", "")
    result, session = value.get("result"), value.get("session", "")
    if code is None or not isinstance(message, str | None) or not isinstance(session, str | None):
        return None
    if result is not None and not isinstance(result, list):
        return None
    return Reply(
        code=code,
        message=message or "",
        result=None if result is None else tuple(result),
        session=session or "",
    )


def _code(value: Json) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        text = str(value) if abs(value) < 10**9 else ""
    else:
        text = value if isinstance(value, str) else ""
    if not _CODE.fullmatch(text):
        return None
    return DONE if text == "00" else text


def words(text: str) -> str:
    """The portal's own words as they may be shown."""
    return one_line(text)[:_LONGEST]


def says_done(text: str) -> bool:
    """Whether words say that all of it was done: "thành công", nothing against it, no "6/10", no damage."""
    plain = fold(text)
    parts = all(done.lstrip("0") == of.lstrip("0") for done, of in _PART.findall(plain))
    said = "thành công" in nfc(text).casefold() and not unsafe_character(" ".join(text.split()))
    return said and parts and not _NOT_DONE.search(plain)


def verdict(reply: Reply, *, silent: bool, steps: bool = False) -> Refused | Held | None:
    """None when it was done. `silent`: a 0 without any words is enough (the adapter says nothing more).

    Of `steps` a part may have been taken, so no code says that none was.
    """
    text = words(reply.message)
    if reply.code == DONE:
        if says_done(reply.message) or (silent and not text):
            return None
        return Held(reasons=(Problem("answer", "portal.answer.unclear", {"text": text}),), sent=True)
    if reply.code in _REFUSALS and not steps:
        return Refused(code=reply.code, text=text)
    params = {"code": reply.code, "text": text}
    return Held(reasons=(Problem("answer", "portal.answer.code", params),), sent=True)


def plain_verdict(body: bytes) -> Refused | Held | Unknown | None:
    """The verdict of a progress call at the provincial gateway, which answers in plain text.

    A reply in JSON is read as one. A page, or more than a few words, is nothing the gateway says.
    """
    try:
        value = strict.read(body)
    except strict.NotJson:
        value = None
    if isinstance(value, dict | list):
        reply = _reply(value)
        if reply is None:
            return Held(reasons=(Problem("answer", "portal.answer.shape"),), sent=True)
        return verdict(reply, silent=False, steps=True)
    try:
        text = body.decode("utf-8").strip()
    except UnicodeDecodeError:
        return Unknown(reason=Problem("answer", "portal.answer.not_json"))
    if len(text) > _LONGEST or "<" in text:
        return Unknown(reason=Problem("answer", "portal.answer.not_json"))
    if says_done(text):
        return None
    return Held(reasons=(Problem("answer", "portal.answer.unclear", {"text": words(text)}),), sent=True)
