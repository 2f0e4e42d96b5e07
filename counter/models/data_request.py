"""What residents ask of their own data (yêu cầu của chủ thể dữ liệu), the clocks of it. Values only.

Luật 91/2025/QH15, Nghị định 356/2025/NĐ-CP Điều 5.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class RequestKind(StrEnum):
    """What is asked for."""

    SEE = "see"  # xem
    CORRECT = "correct"  # chỉnh sửa
    PROVIDE = "provide"  # cung cấp
    WITHDRAW = "withdraw"  # rút lại sự đồng ý
    RESTRICT = "restrict"  # hạn chế xử lý
    OBJECT = "object"  # phản đối xử lý
    DELETE = "delete"  # xoá


class AskerKind(StrEnum):
    """Who asks."""

    SELF = "self"  # chủ thể dữ liệu
    REPRESENTATIVE = "representative"  # người đại diện theo pháp luật, as of a child
    AUTHORISED = "authorised"  # người được uỷ quyền, with a paper


class RequestStep(StrEnum):
    """What was done with a request, each at most once."""

    ANSWERED = "answered"  # đã trả lời: it was received, what happens now
    EXTENDED = "extended"  # đã gia hạn, the reason was told
    DONE = "done"  # đã làm xong
    REFUSED = "refused"  # từ chối, with the reason and its legal ground


class DataRequestState(StrEnum):
    """Where a request stands: received, or its newest step."""

    RECEIVED = "received"
    ANSWERED = "answered"
    EXTENDED = "extended"
    DONE = "done"
    REFUSED = "refused"


ENDED = frozenset({DataRequestState.DONE, DataRequestState.REFUSED})


class ClockKind(StrEnum):
    """Which clock of a request ends first."""

    REPLY = "reply"
    DOING = "doing"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestClock:
    """What is to be done next and by when. `left`: working days until then, 0 today; `late`: calendar days
    after it, 0 when it is not over."""

    kind: ClockKind
    by: date
    left: int
    late: int

    @property
    def presses(self) -> bool:
        """Whether it is late, due today, or in one or two working days."""
        return self.late > 0 or self.left <= WARN_AHEAD


WARN_AHEAD = 2
"""Working days before its end that a clock is warned of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDraft:
    """A request as it is entered. `third_party`: the data are with somebody else too, who must act.

    `received_on`: None is today. `asker` and `paper` are wanted of everybody but the person themselves.
    """

    operation: str
    resident_id: int
    kind: RequestKind
    asked_by: AskerKind = AskerKind.SELF
    asker: str = ""
    paper: str = ""
    about: str = ""
    third_party: bool = False
    received_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestStepDraft:
    """What was done. `reason`: how it was answered, why it takes longer, what was done, why it is refused.

    `ground`: the law a refusal rests on.
    """

    operation: str
    request_id: int
    reason: str
    ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """A step that was made."""

    step: RequestStep
    on: date
    by: str
    reason: str
    ground: str
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """One line of the register (sổ yêu cầu). `resident` "": that person's data were deleted since.

    `due_on` is with the extension; `clock` None once it has ended.
    """

    id: int
    resident_id: int | None
    resident: str
    kind: RequestKind
    asked_by: AskerKind
    asker: str
    paper: str
    about: str
    third_party: bool
    received_on: date
    reply_by: date
    due_on: date
    recorded_by: str
    state: DataRequestState
    steps: tuple[StepView, ...]
    clock: RequestClock | None

    @property
    def ended(self) -> bool:
        """Whether nothing is to be done any more."""
        return self.state in ENDED

    @property
    def extended(self) -> bool:
        """Whether it was put off: a second time is refused."""
        return any(one.step is RequestStep.EXTENDED for one in self.steps)
