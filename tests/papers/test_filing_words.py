"""What the papers say of an assisted filing: who stood here, the paper, how it was given, three names."""

from dataclasses import replace
from datetime import date

from counter.models.dossier import DossierView
from counter.models.submission import FilingWay, Submitter, SyncState
from counter.papers.consent import consent_data
from counter.papers.slip import slip_data

from .factory import RECEIVED, WARD, dossier, filed


def assisted() -> DossierView:
    """A dossier that an authorised person files, the answer given before two witnesses."""
    view = replace(dossier(), submission=filed("H57.15-261123-00412"))
    assert view.submission is not None
    filing = replace(
        view.submission,
        standing_at=RECEIVED,
        submitter=Submitter.AUTHORISED,
        way=FilingWay.PROXY,
        authority_paper="Giấy uỷ quyền số 15",
        authority_scope="nộp hồ sơ",
        authority_until=date(2027, 3, 2),
        consent_kind="witnesses",
        consent_at=RECEIVED,
        consent_by="Lê Thị Bình",
        witnesses=("Hồ Văn Nam", "Trần Thị Sáu"),
        typed_by="Đỗ Tình Nguyện",
        decided_by="Nguyễn Thị Tiếp",
    )
    return replace(view, submission=filing)


def test_the_consent_sheet_says_who_stood_here_and_how_the_answer_was_given() -> None:
    sheet = consent_data(assisted(), WARD, text="Đồng ý?", version="2026-11", reader="Ai đó", at=RECEIVED)
    whole = " ".join(sheet.standing)
    for said in ("uỷ quyền", "Giấy uỷ quyền số 15", "nộp hồ sơ", "02/03/2027", "người làm thay"):
        assert said in whole, said
    assert "Hồ Văn Nam, Trần Thị Sáu" in sheet.given and "Lê Thị Bình" in sheet.given
    assert sheet.reader == "Lê Thị Bình"  # who read it, not who prints it again
    for name in (assisted().applicant.full_name, "Đỗ Tình Nguyện", "Nguyễn Thị Tiếp"):
        assert name in sheet.names


def test_a_sheet_before_the_answer_claims_none() -> None:
    plain = replace(dossier(), submission=None)
    sheet = consent_data(plain, WARD, text="Đồng ý?", version="2026-11", reader="Lê Thị Bình", at=RECEIVED)
    assert (sheet.standing, sheet.given, sheet.names) == ((), "", "")


def test_the_slip_carries_three_names_only_where_somebody_types_for_the_resident() -> None:
    view = assisted()
    assert "Đỗ Tình Nguyện (người gõ)" in slip_data(view, WARD).filing.names
    assert view.submission is not None
    stopped = replace(view, submission=replace(view.submission, state=SyncState.NONE))
    assert slip_data(stopped, WARD).filing.names == ""
    assert slip_data(replace(view, submission=None), WARD).filing.names == ""
