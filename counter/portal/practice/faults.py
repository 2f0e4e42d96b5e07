"""What the practice portal does wrong on purpose: which fault, where, how often. Seeded and repeatable.

Whether a request meets a fault depends on the seed, its kind, the dossier it is about and how many requests
of that kind came for that dossier before. Requests of other dossiers in between change nothing, so that the
same seed and the same requests give the same story, also when many are sent at once.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Final


class RequestKind(StrEnum):
    """What a request asks of the portal."""

    AUTH = "auth"  # đăng nhập của hệ thống
    ASK = "ask"  # TraCuuHoSo
    ADD = "add"  # DongBoHoSoMC isUpdating False, URLThemMoi
    UPDATE = "update"  # DongBoHoSoMC isUpdating True, URLCapNhat
    STEPS = "steps"  # CapNhatTienDoHoSoMC, URLDongBoTienTrinh
    CARD = "card"  # LayThuTuc
    LISTS = "lists"  # danh mục
    WEB_PAGE = "web_page"
    WEB_SEND = "web_send"  # pressing "Nộp hồ sơ"


WEB: Final = frozenset({RequestKind.WEB_PAGE, RequestKind.WEB_SEND})
GATEWAY: Final = frozenset(RequestKind) - WEB


class Fault(StrEnum):
    """One thing that goes wrong."""

    # The request comes to nothing.
    LOSE_REQUEST = "lose_request"  # read, then the line closes; nothing was done
    ERROR_BEFORE = "error_before"  # 500
    BUSY = "busy"  # 503 with Retry-After
    TOO_MANY = "too_many"  # 429 with Retry-After
    REDIRECT = "redirect"  # 307 to another place
    CAPTIVE = "captive"  # 200 with the log-in page of a wifi
    EXPIRE_SESSION = "expire_session"
    REFUSE_3 = "refuse_3"
    REFUSE_MINUS_3 = "refuse_minus_3"
    REFUSE_400 = "refuse_400"
    HOSTILE_TEXT = "hostile_text"  # 400 with a message of escape codes and markup
    # The work itself goes wrong.
    DOUBLE = "double"  # the request is worked on twice
    FORGET_LOOKUP = "forget_lookup"  # the look-up does not know a dossier that is there
    FORGET_DOSSIER = "forget_dossier"  # answered as taken, then gone
    HALF = "half"  # half of the steps are taken, then an error
    BACKWARDS = "backwards"  # names an earlier state than the true one
    OTHER_CODE = "other_code"  # names another dossier than was asked for
    OTHER_NAMES = "other_names"  # the card calls the papers of a procedure by other names than ours
    # The work is done, the answer goes wrong.
    LOSE_ANSWER = "lose_answer"  # the line closes without an answer
    RESET = "reset"  # the same with a TCP reset
    HANG = "hang"  # the line stays open for `seconds` without an answer, then closes
    CUT = "cut"  # the line closes in the middle of the answer
    LENGTH_LONGER = "length_longer"  # Content-Length says more than comes
    DELAY = "delay"  # answers after `seconds`
    DRIP = "drip"  # the answer byte by byte, `seconds` apart
    DRIP_HEADERS = "drip_headers"
    ANSWER_TWICE = "answer_twice"  # two answers for one request on one connection
    ERROR_AFTER = "error_after"  # 500 though it was done
    EMPTY = "empty"
    NOT_JSON = "not_json"
    BROKEN_JSON = "broken_json"
    DOUBLED_KEYS = "doubled_keys"
    NAN = "nan"
    DEEP = "deep"  # 200,000 open brackets
    NOT_UTF8 = "not_utf8"
    WRONG_TYPE = "wrong_type"  # a good answer called image/png
    HUGE = "huge"  # 64 MiB
    GZIP_BOMB = "gzip_bomb"  # less than 1 MB that unpacks to 800 MB


REFUSALS: Final = frozenset(
    {Fault.REFUSE_3, Fault.REFUSE_MINUS_3, Fault.REFUSE_400, Fault.HOSTILE_TEXT, Fault.ERROR_BEFORE}
    | {Fault.BUSY, Fault.TOO_MANY, Fault.REDIRECT, Fault.CAPTIVE, Fault.LOSE_REQUEST}
)
_SECONDS: Final = {Fault.HANG: 60.0, Fault.DELAY: 5.0, Fault.DRIP: 0.5, Fault.DRIP_HEADERS: 0.5}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A fault and where it is met. `chance` from 0 to 1; the first rule that is met counts.

    `first`: only at the first so many requests of the kind for one dossier. `text`: what a refusal says.
    `seconds` None: what is usual for the fault.
    """

    fault: Fault
    kinds: frozenset[RequestKind] = GATEWAY
    chance: float = 1.0
    seconds: float | None = None
    first: int | None = None
    text: str = ""

    @property
    def pause(self) -> float:
        """The seconds to wait, or between two bytes."""
        return _SECONDS.get(self.fault, 0.0) if self.seconds is None else self.seconds


class FaultPlan:
    """The rules of a run. Safe to share between threads."""

    def __init__(self, rules: Iterable[Rule] = (), seed: int = 0) -> None:
        self.rules: Final = tuple(rules)
        self.seed: Final = seed
        self._seen: Counter[tuple[RequestKind, str]] = Counter()
        self._lock = Lock()

    def draw(self, kind: RequestKind, subject: str) -> Rule | None:
        """The rule that this request meets. `subject`: the code of its dossier, "" when it has none."""
        with self._lock:
            before = self._seen[kind, subject]
            self._seen[kind, subject] += 1
        for number, rule in enumerate(self.rules):
            in_time = rule.first is None or before < rule.first
            if kind in rule.kinds and in_time and self._share(number, kind, subject, before) < rule.chance:
                return rule
        return None

    def _share(self, number: int, kind: RequestKind, subject: str, before: int) -> float:
        """A number from 0 to 1 that only the arguments and the seed decide."""
        drawn = f"{self.seed}|{number}|{kind}|{before}|{subject}".encode()
        return int.from_bytes(hashlib.blake2b(drawn, digest_size=8).digest(), "big") / 2**64
