"""The registers beside the dossiers as lists to look at and to export."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from counter.models.life_records import CertificationView, DemandView, GuidanceView, LentView


class LifeList(StrEnum):
    """Which list, in the order of their digits."""

    UNCOLLECTED = "uncollected"  # kết quả chưa trả, lâu nhất trước
    LENT = "lent"  # bản chính đang cho mượn
    DEMANDS = "demands"  # giấy bị đòi ngoài danh mục
    GUIDANCE = "guidance"  # sổ hướng dẫn
    COPY = "copy"  # sổ chứng thực bản sao
    SIGNATURE = "signature"  # sổ chứng thực chữ ký
    TRANSACTION = "transaction"  # sổ chứng thực hợp đồng, giao dịch


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncollected:
    """A result that waits to be collected; `days` calendar days since it was there."""

    dossier_id: int
    short_code: str
    applicant: str
    procedure: str
    ready_at: datetime
    days: int
    phone: str  # masked


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeLists:
    """One list as it was read, with the period it is of."""

    which: LifeList
    first: date
    last: date
    uncollected: tuple[Uncollected, ...] = ()
    lent: tuple[LentView, ...] = ()
    demands: tuple[DemandView, ...] = ()
    guidances: tuple[GuidanceView, ...] = ()
    certifications: tuple[CertificationView, ...] = ()
