"""Made-up dossiers and cards for the messages of the national sync: from the catalogue, and at random."""

import string
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from counter.i18n import local
from counter.models.catalogue import Channel, Fee, Procedure
from counter.models.states import DossierState, PaymentMeans, ResultWay
from counter.models.sync import (
    CardFee,
    CardPaper,
    OnlinePay,
    OwnerKind,
    ProcedureCard,
    Reuse,
    SyncDossier,
    SyncFee,
    SyncOther,
    SyncOwner,
    SyncPaper,
    SyncResult,
    SyncStep,
    SyncSupplement,
)

RECEIVED = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)  # Monday, 15:10 in Huế
OWNER = SyncOwner(name="Nguyễn Thị Thử Nghiệm", number="046099000001", phone="0900000001")
S = DossierState


def card_of(procedure: Procedure) -> ProcedureCard:
    """A card as the portal would give it, its codes made up for the test."""
    return ProcedureCard(
        code=procedure.code,
        name=procedure.name,
        sector_code="G00-XX01",
        sector_name=procedure.sector,
        papers=tuple(
            CardPaper(code=f"GT{number:03}", name=paper.name)
            for number, paper in enumerate(procedure.papers, start=1)
        ),
        fees=tuple(
            CardFee(code=f"P{number:02}", channel=channel, amount=fee.amount)
            for number, fee in enumerate(_priced(procedure), start=1)
            for channel in Channel
        ),
        results=(CardPaper(code="KQ01", name=procedure.result),),
    )


def _priced(procedure: Procedure, channel: Channel | None = None) -> list[Fee]:
    """Fees with an amount on a channel, or all; the portal names one amount once."""
    seen: dict[int, Fee] = {}
    for fee in procedure.fees:
        here = channel is None or fee.channel in (None, channel)
        if here and fee.amount and fee.kind in {"phi", "le_phi"}:
            seen.setdefault(fee.amount, fee)
    return list(seen.values())


def dossier_of(procedure: Procedure, channel: Channel) -> SyncDossier:
    """A finished dossier of a procedure with every paper, every fee that has an amount, and its result."""
    fees = [
        SyncFee(
            name=fee.name,
            kind=fee.kind,
            amount=2 * (fee.amount or 0),
            unit_amount=fee.amount,
            means=PaymentMeans.CASH,
        )
        for fee in _priced(procedure, channel)
    ]
    papers = [
        SyncPaper(
            name=paper.name, file_id=str(number) if number % 2 else "", digitised=bool(number % 2), url=""
        )
        for number, paper in enumerate(procedure.papers)
    ]
    return SyncDossier(
        code="H57.15-261123-0007",
        procedure_code=procedure.code,
        channel=channel,
        owner=SyncOwner(
            name=OWNER.name, number=OWNER.number, tech_id="b1c0a6d2" if channel is Channel.ONLINE else ""
        ),
        subject=procedure.title,
        agency=procedure.authority,
        state=S.RETURNED,
        received_at=RECEIVED,
        due_at=RECEIVED + timedelta(days=2),
        ready_at=RECEIVED + timedelta(days=1),
        returned_at=RECEIVED + timedelta(days=2),
        result_way=ResultWay.COUNTER,
        papers=tuple(papers),
        fees=tuple(fees),
        results=(SyncResult(name=procedure.result, file_id="90009", url="https://tep.vi-du.invalid/9"),),
        ledger_total=sum(fee.amount for fee in fees),
    )


# -- at random --------------------------------------------------------------------------------

CARD = ProcedureCard(
    code="2.000635",
    name="Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh",
    sector_code="G15-HT01",
    sector_name="Hộ tịch",
    papers=(CardPaper(code="GT001", name="Tờ khai"), CardPaper(code="GT002", name="Giấy uỷ quyền")),
    fees=(
        CardFee(code="P01", channel=Channel.DIRECT, amount=8000),
        CardFee(code="P02", channel=Channel.DIRECT, amount=4000),
        CardFee(code="P03", channel=Channel.ONLINE, amount=4000),
    ),
    results=(CardPaper(code="KQ.G15.000342", name="Bản sao Trích lục hộ tịch"),),
)

texts = st.text(max_size=60) | st.sampled_from(
    ["Giấy uỷ quyền", "", "  ", "a\x1b[31m", "Mật khẩu: Abc@12345"]
)
moments = st.none() | st.integers(-3_000_000, 3_000_000).map(lambda s: RECEIVED + timedelta(seconds=s))
numbers = st.sampled_from(
    ["", "046099000001", "046099000002", "191234567", "000000001", "C1234567", "0460990000", "12345"]
) | st.text(string.digits, max_size=14)

papers = st.builds(
    SyncPaper,
    name=st.sampled_from(["Tờ khai", "Giấy uỷ quyền", "Giấy lạ"]),
    component=st.booleans(),
    code=st.sampled_from(["", "", "GT001", "GT999"]),
    file_id=st.sampled_from(["", "1", "2"]),
    file_name=texts,
    url=st.sampled_from(["", "https://tep.vi-du.invalid/1", "/home/x"]),
    digitised=st.booleans(),
    reuse=st.sampled_from(Reuse),
    from_store=st.booleans(),
)
fees = st.builds(
    SyncFee,
    name=st.sampled_from(["Phí cấp bản sao", "Lệ phí"]),
    kind=st.sampled_from(["phi", "le_phi", "post", ""]),
    amount=st.sampled_from([0, 4000, 8000, 16000, -4000]),
    unit_amount=st.sampled_from([None, 4000, 8000, 7000]),
    means=st.none() | st.sampled_from(PaymentMeans),
    code=st.sampled_from(["", "", "P01", "P99"]),
    online=st.none() | st.sampled_from(OnlinePay),
    transaction=st.sampled_from(["", "GD123"]),
)
supplements = st.builds(
    SyncSupplement,
    id=st.integers(0, 9),
    asked_by=texts,
    text=texts,
    asked_at=moments.map(lambda at: at or RECEIVED),
    answered_at=moments,
    answer=texts,
    papers=st.lists(papers, max_size=1).map(tuple),
)
owners = st.builds(
    SyncOwner,
    name=texts,
    kind=st.sampled_from(OwnerKind),
    number=numbers,
    email=texts,
    phone=texts,
    tech_id=st.sampled_from(["", "b1c0a6d2"]),
    verified=st.booleans(),
)
wild = st.builds(
    SyncDossier,
    code=st.sampled_from(["H57.15-261123-0007", "TAM-261123-0007", "H57.15-261122-0007", "TẬP-1", "x"]),
    procedure_code=st.sampled_from(["2.000635", "2.000635", "1.001193"]),
    channel=st.sampled_from(Channel),
    owner=owners,
    subject=texts | st.just("Cấp bản sao " * 200),
    agency=texts,
    state=st.sampled_from(DossierState),
    received_at=st.just(RECEIVED),
    result_way=st.sampled_from(ResultWay),
    provisional=st.booleans(),
    filed_at=moments,
    due_at=moments,
    ready_at=moments,
    returned_at=moments,
    refused_at=moments,
    note=texts,
    papers=st.lists(papers, max_size=2).map(tuple),
    fees=st.lists(fees, max_size=2).map(tuple),
    others=st.lists(
        st.builds(SyncOther, name=texts, quantity=st.integers(0, 3), kind_code=st.sampled_from([None, 1])),
        max_size=1,
    ).map(tuple),
    supplements=st.lists(supplements, max_size=2).map(tuple),
    results=st.lists(
        st.builds(
            SyncResult, name=texts, file_id=st.sampled_from(["", "1", "9"]), url=st.just(""), code=st.just("")
        ),
        max_size=1,
    ).map(tuple),
    databases=st.just(()),
)


def plain_dossier(**changes: object) -> SyncDossier:
    """A dossier of two copies, paid in cash, that nothing holds; `changes` replace fields of it."""
    values: dict[str, object] = {
        "code": "H57.15-261123-0007",
        "procedure_code": "2.000635",
        "channel": Channel.DIRECT,
        "owner": OWNER,
        "subject": "Cấp 02 bản sao Giấy khai sinh",
        "agency": "Ủy ban nhân dân phường Phú Xuân",
        "state": S.PROCESSING,
        "received_at": RECEIVED,
        "due_at": datetime(2026, 11, 25, 10, 0, tzinfo=UTC),
        "result_way": ResultWay.COUNTER,
        "papers": (SyncPaper(name="Tờ khai", file_id="1", digitised=True),),
        "fees": (SyncFee(name="Phí", kind="phi", amount=16000, unit_amount=8000, means=PaymentMeans.CASH),),
    }
    return SyncDossier(**(values | changes))  # type: ignore[arg-type]  # the names are those of the class


def steps_of(count: int) -> tuple[SyncStep, ...]:
    """The reception and then `count` - 1 steps, one a minute."""
    return tuple(
        SyncStep(
            id=str(number),
            at=RECEIVED + timedelta(minutes=number),
            text="Tiếp nhận hồ sơ" if number == 0 else f"Bước {number}",
            state=S.RECEIVED if number == 0 else S.PROCESSING,
        )
        for number in range(count)
    )


def wire(instant: datetime) -> str:
    """A moment as the wire has it."""
    return local(instant).strftime("%Y%m%d%H%M%S")


@st.composite
def _mostly_true(draw: st.DrawFn) -> SyncDossier:
    """A dossier of any state that agrees with itself, with a few of its fields as they come."""
    state = draw(st.sampled_from(DossierState))
    finished = state in {S.DONE, S.RETURNED}
    asked = SyncSupplement(id=1, asked_by="A", text="Bổ sung", asked_at=RECEIVED)
    dossier = plain_dossier(
        state=state,
        channel=draw(st.sampled_from([Channel.DIRECT, Channel.ONLINE])),
        owner=replace(OWNER, tech_id="b1c0a6d2"),
        ready_at=RECEIVED + timedelta(hours=1) if finished else None,
        returned_at=RECEIVED + timedelta(hours=2) if state is S.RETURNED else None,
        refused_at=RECEIVED if state is S.NOT_RECEIVED else None,
        supplements=(asked,) if state is S.SUPPLEMENT else (),
        fees=(SyncFee(name="Phí", kind="phi", amount=4000, unit_amount=4000),),
    )
    other = draw(wild)
    names = draw(st.lists(st.sampled_from([f.name for f in dataclass_fields(SyncDossier)]), max_size=2))
    return replace(dossier, **{name: getattr(other, name) for name in names})


dossiers = wild | _mostly_true()
