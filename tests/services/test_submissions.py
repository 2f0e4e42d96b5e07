"""Filing on a resident's behalf: with consent, read back, by three names, and never by pretending."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from counter import i18n
from counter.errors import Conflict, Forbidden, NotFound, Problem, Refused
from counter.models.catalogue import Channel
from counter.models.dossier import DossierView
from counter.models.life_views import DecisionDraft
from counter.models.money import MoneyState
from counter.models.staff import Role, StaffView
from counter.models.submission import (
    ConsentDraft,
    ConsentKind,
    FilingWay,
    SendOutcome,
    SentDraft,
    StandingDraft,
    SubmissionView,
    Submitter,
    SyncState,
)
from counter.services.dossier import dossiers
from counter.services.filing import submission_standing, submissions
from counter.services.filing.submission_checks import NO_FILE
from counter.services.life import decisions
from counter.services.money import payments
from counter.services.office import Office
from counter.services.store.store import Store
from tests.conftest import Clock
from tests.services.journeys import (
    MO,
    birth,
    break_at,
    break_event,
    but,
    cash,
    certified_copy,
    contents,
    ready,
    received,
    with_drawer,
)

People = dict[Role, StaffView]
CODE = "H57.15-261123-00412"


@pytest.fixture
def office(office: Office) -> Office:
    """The counter of a ward that can be telephoned."""
    return replace(office, ward=replace(office.ward, phone="0234 3822 155"))


@pytest.fixture
def view(office: Office) -> DossierView:
    """A birth to be filed online for a mother without a phone of her own."""
    return received(office, birth(office))


def now(office: Office, view: DossierView) -> SubmissionView:
    filing = dossiers.get(office, str(view.id)).submission
    assert filing is not None
    return filing


def stand(office: Office, view: DossierView, **changes: object) -> SubmissionView:
    """The person is here, with their own e-identity."""
    draft = StandingDraft(
        operation=f"stand-{view.id}",
        dossier_id=view.id,
        version=now(office, view).version,
        submitter=Submitter.SELF,
        way=FilingWay.OWN,
    )
    return submission_standing.stand(office, but(draft, **changes))


def consent(office: Office, view: DossierView, kind: ConsentKind, **changes: object) -> SubmissionView:
    if now(office, view).standing_at is None:
        stand(office, view, operation=f"stand-{now(office, view).id}")
    draft = ConsentDraft(
        operation="consent",
        dossier_id=view.id,
        version=now(office, view).version,
        kind=kind,
        text_version=submissions.consent_text(office, view.id).version,
    )
    return submissions.record_consent(office, but(draft, **changes))


def carried(office: Office, view: DossierView) -> SubmissionView:
    """Everything before "Nộp" is pressed on the portal."""
    consent(office, view, ConsentKind.SIGNATURE)
    version = now(office, view).version
    submissions.verify_identity(office, view.id, operation="identity", version=version)
    for field in submissions.fields(office, view.id):
        if not field.look_only:
            submissions.copied(office, view.id, field.key, operation=f"copy-{field.key}")
    return read_back(office, view)


def read_back(office: Office, view: DossierView, operation: str = "read") -> SubmissionView:
    digest = submissions.digest(submissions.fields(office, view.id))
    version = now(office, view).version
    return submissions.read_back(office, view.id, digest, operation=operation, version=version)


def pressed(office: Office, view: DossierView, outcome: SendOutcome, **changes: object) -> SentDraft:
    draft = SentDraft(
        operation="sent", dossier_id=view.id, version=now(office, view).version, outcome=outcome
    )
    if outcome is SendOutcome.CODE:
        draft = replace(draft, portal_code=CODE)
    return but(draft, **changes)


# -- the journey ----------------------------------------------------------------------------


def test_a_birth_is_filed_for_a_mother_without_a_phone(
    office: Office, people: People, view: DossierView
) -> None:
    helper = replace(office, actor=people[Role.VOLUNTEER])
    assert now(office, view).state is SyncState.PREPARED
    assert consent(helper, view, ConsentKind.SIGNATURE).state is SyncState.WAITING
    submissions.verify_identity(office, view.id, operation="identity", version=now(office, view).version)
    for field in submissions.fields(helper, view.id):
        if not field.look_only:
            submissions.copied(helper, view.id, field.key, operation=f"copy-{field.key}")
    assert now(office, view).state is SyncState.SENDING
    read_back(helper, view)
    filed = submissions.sent(office, pressed(office, view, SendOutcome.CODE, portal_code=CODE.lower()))
    assert (filed.state, filed.portal_code) == (SyncState.FILED, CODE)
    after = dossiers.get(office, CODE)
    assert after.id == view.id
    assert (after.sync, after.channel) == (SyncState.FILED, Channel.ONLINE)
    names = (after.applicant.full_name, filed.typed_by, filed.decided_by)
    assert names == ("Nguyễn Thị Mơ", "Đỗ Tình Nguyện", "Nguyễn Thị Tiếp")
    assert [entry.event for entry in after.timeline] == [
        "dossier.event.accepted",
        "submission.event.standing",
        "submission.event.consent.signature",
        "submission.event.identity",
        "submission.event.read_back",
        "submission.event.filed",
    ]


def test_every_event_has_words_in_both_languages(office: Office, view: DossierView) -> None:
    carried(office, view)
    submissions.sent(office, pressed(office, view, SendOutcome.CODE))
    for lang in i18n.LANGUAGES:
        for entry in dossiers.get(office, str(view.id)).timeline:
            said = i18n.t_in(lang, entry.event, **entry.detail)
            assert said != entry.event and "{" not in said


def test_a_volunteer_neither_checks_identity_nor_sends(
    office: Office, people: People, view: DossierView
) -> None:
    carried(office, view)
    helper = replace(office, actor=people[Role.VOLUNTEER])
    version = now(office, view).version
    with pytest.raises(Forbidden):
        submissions.sent(helper, pressed(office, view, SendOutcome.CODE))
    with pytest.raises(Forbidden):
        submissions.looked_up(helper, view.id, operation="x", version=version)
    with pytest.raises(Forbidden):
        submissions.verify_identity(helper, view.id, operation="x", version=version)


# -- the fields -----------------------------------------------------------------------------


def test_fields_come_in_the_portals_order(office: Office, view: DossierView) -> None:
    fields = submissions.fields(office, view.id)
    assert [f.key for f in fields if f.look_only] == [
        "nguoi_nop_ho_ten",
        "nguoi_nop_so_dinh_danh",
        "nguoi_nop_ngay_sinh",
        "nguoi_nop_gioi_tinh",
    ]
    assert [f.key for f in fields if not f.look_only][:3] == [
        "nguoi_di_dang_ky",
        "tre_ho_ten",
        "tre_ngay_sinh",
    ]
    chosen = {f.key for f in fields if f.choose}
    assert {"tre_gioi_tinh", "dan_toc"} <= chosen
    assert "tre_ho_ten" not in chosen
    assert all(f.value for f in fields)


def test_without_an_order_the_applicant_comes_first(office: Office) -> None:
    view = received(office, ready(office, "2.000635", MO, EXTRACT, channel=Channel.ONLINE))
    keys = [f.key for f in submissions.fields(office, view.id)]
    assert keys[: keys.index("nguoi_yeu_cau_ho_ten")] == [
        "nguoi_nop_ngay_sinh",
        "nguoi_nop_gioi_tinh",
        "nguoi_nop_dia_chi",
        "nguoi_nop_dien_thoai",
    ]
    assert keys.count("nguoi_nop_ho_ten") == 0  # the form asks for it already


EXTRACT = {
    "nguoi_duoc_cap_ho_ten": "Nguyễn Thị Mơ",
    "loai_su_kien": "Khai sinh",
    "noi_dang_ky": "UBND phường Mẫu",
    "quan_he": "bản thân",
    "so_ban_sao": "1",
}


def test_the_place_is_kept_and_a_skip_can_be_taken_back(office: Office, view: DossierView) -> None:
    consent(office, view, ConsentKind.SIGNATURE)
    submissions.copied(office, view.id, "tre_ho_ten", operation="a")
    submissions.copied(office, view.id, "tre_ho_ten", operation="b")  # Enter twice
    submissions.skipped(office, view.id, "que_quan", operation="c")
    found = {f.key: (f.copied, f.skipped) for f in submissions.fields(office, view.id)}
    assert found["tre_ho_ten"] == (True, False)
    assert found["que_quan"] == (False, True)
    assert submissions.unskip(office, view.id, "que_quan", operation="d").skipped == ()
    with pytest.raises(NotFound):
        submissions.copied(office, view.id, "mat_khau", operation="e")


# -- consent --------------------------------------------------------------------------------


def test_nothing_is_carried_before_the_sentence_was_answered(office: Office, view: DossierView) -> None:
    with pytest.raises(Refused) as told:
        submissions.copied(office, view.id, "tre_ho_ten", operation="a")
    assert told.value.message_id == "submission.consent_first"


def test_consent_keeps_how_when_who_and_which_words(
    office: Office, people: People, clock: Clock, view: DossierView
) -> None:
    filing = consent(
        office, view, ConsentKind.WITNESSES, witnesses=("Lê Thị Sáu", "Hồ Văn Nam"), read_by="Đỗ Tình Nguyện"
    )
    assert (filing.consent_kind, filing.consent_text_version) == ("witnesses", "2026-11")
    assert (filing.consent_at, filing.consent_by) == (clock.at, "Đỗ Tình Nguyện")
    assert filing.witnesses == ("Lê Thị Sáu", "Hồ Văn Nam")


@pytest.mark.parametrize(
    ("kind", "changes", "reason"),
    [
        (ConsentKind.WITNESSES, {}, "submission.two_witnesses"),
        (ConsentKind.WITNESSES, {"witnesses": ("Sáu", "sáu")}, "submission.two_witnesses"),
        (ConsentKind.SIGNATURE, {"text_version": "2019-01"}, "submission.consent_text_unknown"),
        (ConsentKind.FINGERPRINT, {"read_by": "mã OTP 482913"}, "secret.refused"),
    ],
)
def test_consent_that_proves_nothing_is_refused(
    office: Office, view: DossierView, kind: ConsentKind, changes: dict[str, object], reason: str
) -> None:
    with pytest.raises(Refused) as told:
        consent(office, view, kind, **changes)
    assert reason in {p.message_id for p in told.value.problems}
    assert now(office, view).consent_kind == ""
    assert consent(office, view, ConsentKind.SIGNATURE).consent_kind == "signature"


def test_an_answer_is_given_once(office: Office, view: DossierView) -> None:
    consent(office, view, ConsentKind.FINGERPRINT)
    with pytest.raises(Refused) as told:
        consent(office, view, ConsentKind.SIGNATURE, operation="again")
    assert told.value.message_id == "submission.consent_given"


def test_who_wants_to_type_alone_is_guided(office: Office, view: DossierView) -> None:
    filing = consent(office, view, ConsentKind.SELF)
    assert filing.typed_by == ""
    with pytest.raises(Refused) as told:
        submissions.copied(office, view.id, "tre_ho_ten", operation="a")
    assert told.value.message_id == "submission.resident_types"
    assert submissions.sent(office, pressed(office, view, SendOutcome.CODE)).state is SyncState.FILED


def test_no_means_paper_and_nothing_is_lost(office: Office, view: DossierView) -> None:
    filing = consent(office, view, ConsentKind.REFUSED)
    after = dossiers.get(office, str(view.id))
    assert filing.state is SyncState.NONE
    assert (after.sync, after.channel) == (SyncState.NONE, Channel.DIRECT)
    assert (after.answers, after.papers, after.code) == (view.answers, view.papers, view.code)


def test_the_sentence_names_procedure_data_and_keeper(office: Office, view: DossierView) -> None:
    said = submissions.consent_text(office, view.id)
    assert "{" not in said.text
    for part in (view.procedure_name, "số định danh", "Trung tâm Phục vụ hành chính công", "dừng lúc nào"):
        assert part in said.text
    assert submissions.consent_text(office, view.id, version=said.version) == said
    with pytest.raises(NotFound):
        submissions.consent_text(office, view.id, version="2019-01")


# -- stopping -------------------------------------------------------------------------------


def test_the_resident_may_stop_at_any_time(office: Office, people: People, view: DossierView) -> None:
    carried(office, view)
    helper = replace(office, actor=people[Role.VOLUNTEER])
    version = now(office, view).version
    submissions.stop(helper, view.id, operation="stop", version=version, reason="đổi ý")
    after = dossiers.get(office, str(view.id))
    assert (after.sync, after.channel) == (SyncState.NONE, Channel.DIRECT)
    again = submissions.begin(office, view.id, operation="begin", version=after.version)
    assert (again.state, again.consent_kind, again.copied) == (SyncState.PREPARED, "", ())


def test_the_fee_follows_the_channel_while_it_is_open(office: Office) -> None:
    """A digital citizen pays nothing online and 8.000đ on paper."""
    draft = replace(
        ready(office, "2.000635", MO, EXTRACT, channel=Channel.ONLINE), fee_inputs={"digital_citizen": "true"}
    )
    view = received(office, draft)
    assert (view.quote.total, view.money) == (0, MoneyState.EXEMPT)
    submissions.stop(office, view.id, operation="stop", version=now(office, view).version)
    paper = dossiers.get(office, str(view.id))
    assert (paper.quote.total, paper.money) == (8_000, MoneyState.DUE)
    payments.take(with_drawer(office), cash(paper, 8_000))
    paid = dossiers.get(office, str(view.id))
    submissions.begin(office, view.id, operation="b", version=paid.version)
    carried(office, view)
    submissions.sent(office, pressed(office, view, SendOutcome.CODE))
    filed = dossiers.get(office, str(view.id))
    assert (filed.quote.total, filed.money) == (8_000, MoneyState.PAID)  # what was taken stays
    assert filed.timeline[-1].detail["fee_now"] == "0"


def test_a_paper_dossier_is_never_called_online_before_its_code(office: Office) -> None:
    view = received(office, birth(office, Channel.DIRECT))
    submissions.begin(office, view.id, operation="begin", version=view.version)
    carried(office, view)
    assert dossiers.get(office, str(view.id)).channel is Channel.DIRECT
    submissions.sent(office, pressed(office, view, SendOutcome.UNKNOWN))
    assert dossiers.get(office, str(view.id)).channel is Channel.DIRECT


# -- beginning ------------------------------------------------------------------------------


def test_what_cannot_be_filed_does_not_begin(office: Office, store: Store) -> None:
    view = received(office, certified_copy(office))
    before = contents(store)
    with pytest.raises(Refused) as told:
        submissions.begin(office, view.id, operation="begin", version=view.version)
    assert told.value.message_id == "submission.no_online"
    assert contents(store) == before


def test_beginning_twice_is_the_same_filing(office: Office, store: Store, view: DossierView) -> None:
    before = contents(store)
    assert submissions.begin(office, view.id, operation="begin", version=view.version) == view.submission
    assert contents(store) == before


def test_a_dossier_without_a_filing_has_no_steps(office: Office) -> None:
    view = received(office, birth(office, Channel.DIRECT))
    with pytest.raises(NotFound) as told:
        submissions.copied(office, view.id, "tre_ho_ten", operation="a")
    assert told.value.message_id == "submission.none"


# -- reading back ---------------------------------------------------------------------------


def test_a_value_changed_after_reading_is_read_again(office: Office, view: DossierView) -> None:
    carried(office, view)
    after = submissions.correct(
        office,
        view.id,
        "tre_ho_ten",
        "Nguyễn Minh Anh",
        operation="mend",
        version=now(office, view).version,
    )
    assert "tre_ho_ten" not in after.copied
    with pytest.raises(Refused) as told:
        submissions.sent(office, pressed(office, view, SendOutcome.CODE))
    assert {p.message_id for p in told.value.problems} == {"submission.read_again"}
    assert [f.key for f in submissions.fields(office, view.id) if f.changed] == ["tre_ho_ten"]
    read_back(office, view, "read-2")
    assert not [f for f in submissions.fields(office, view.id) if f.changed]
    assert submissions.sent(office, pressed(office, view, SendOutcome.CODE)).state is SyncState.FILED


def hard(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Without the papers that only have no file here: they may be put on the portal from elsewhere."""
    return tuple(problem for problem in problems if problem.message_id != NO_FILE)


def test_what_would_bounce_is_told_at_once_before_the_portals_button(
    office: Office, store: Store, view: DossierView
) -> None:
    consent(office, view, ConsentKind.SIGNATURE)
    assert hard(submissions.before_sending(office, view.id)) == ()
    silent = replace(office, ward=replace(office.ward, phone=""))
    with store.write(office.now()) as transaction:
        connection = transaction.connection
        connection.execute("UPDATE dossier_paper SET state = 'missing' WHERE dossier_id = ?", (view.id,))
        connection.execute("UPDATE dossier_answer SET value = '' WHERE key = 'tre_ho_ten'")
        transaction.record(office.actor, "test.changed", subject=("dossier", view.id), operation="t")
    found = hard(submissions.before_sending(silent, view.id))
    assert {"submission.sending.paper", "submission.sending.ward_phone", "form.required"} == {
        p.message_id for p in found
    }
    assert {p.params["label"] for p in found if p.field == "tre_ho_ten"} != set()
    with pytest.raises(Refused) as told:
        read_back(silent, view)
    assert told.value.problems == found


def test_what_was_read_must_be_what_is_there(office: Office, view: DossierView) -> None:
    consent(office, view, ConsentKind.SIGNATURE)
    stale = submissions.digest(submissions.fields(office, view.id))
    version = now(office, view).version
    submissions.correct(office, view.id, "que_quan", "Huế", operation="m", version=version)
    with pytest.raises(Conflict) as told:
        version = now(office, view).version
        submissions.read_back(office, view.id, stale, operation="r", version=version)
    assert told.value.message_id == "submission.values_changed"


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("tre_ngay_sinh", "13/11/2026", "submission.fee_depends"),
        ("so_ban_sao", "5", "submission.fee_depends"),
        ("tre_gioi_tinh", "khác", "form.choice"),
        ("tre_ho_ten", "", "form.required"),
    ],
)
def test_a_correction_obeys_the_form_and_never_the_fee(
    office: Office, view: DossierView, key: str, value: str, reason: str
) -> None:
    version = now(office, view).version
    with pytest.raises(Refused) as told:
        submissions.correct(office, view.id, key, value, operation="m", version=version)
    assert told.value.message_id == reason


def test_everything_missing_before_sending_is_told_at_once(office: Office, view: DossierView) -> None:
    consent(office, view, ConsentKind.SIGNATURE)
    with pytest.raises(Refused) as told:
        submissions.sent(office, pressed(office, view, SendOutcome.CODE, portal_code="?"))
    assert {p.message_id for p in told.value.problems} == {
        "submission.identity_first",
        "submission.read_back_first",
        "submission.code_shape",
    }


# -- what the portal said ---------------------------------------------------------------------

Change = Callable[[SentDraft], SentDraft]
WRONG: dict[str, tuple[Change, str]] = {
    "no code": (lambda d: replace(d, portal_code=" "), "submission.code_missing"),
    "the practice portal's": (
        lambda d: replace(d, portal_code="TAP.H57-261123-00412"),
        "submission.code_practice",
    ),
    "a practice dossier's": (lambda d: replace(d, portal_code="TẬP-261123-0001"), "submission.code_practice"),
    "six digits": (lambda d: replace(d, portal_code="482913"), "submission.code_shape"),
    "our own code": (lambda d: replace(d, portal_code="TAM-261123-0001"), "submission.code_ours"),
    "a day that is none": (lambda d: replace(d, portal_code="H57.15-261332-0001"), "submission.code_shape"),
    "tomorrow": (lambda d: replace(d, at=d.at), "submission.at_future"),
    "a one-time code in the note": (lambda d: replace(d, note="OTP là 482913"), "secret.refused"),
}


def test_a_practice_store_takes_the_practice_portals_code(office: Office, view: DossierView) -> None:
    practice = replace(office, practice=True)
    carried(practice, view)
    code = "TAP.H57-261123-00412"
    filed = submissions.sent(practice, pressed(practice, view, SendOutcome.CODE, portal_code=code))
    assert filed.portal_code == code


@pytest.mark.parametrize("name", list(WRONG))
def test_an_answer_of_the_portal_that_cannot_be_is_refused(
    office: Office, store: Store, clock: Clock, view: DossierView, name: str
) -> None:
    carried(office, view)
    draft = pressed(office, view, SendOutcome.CODE)
    change, reason = WRONG[name]
    wrong = change(replace(draft, at=clock.at + timedelta(days=1)) if name == "tomorrow" else draft)
    before = contents(store)
    with pytest.raises(Refused) as told:
        submissions.sent(office, wrong)
    assert reason in {p.message_id for p in told.value.problems}
    assert contents(store) == before
    assert submissions.sent(office, draft).state is SyncState.FILED  # the twin without the fault


def test_a_code_belongs_to_one_dossier(office: Office, view: DossierView) -> None:
    carried(office, view)
    submissions.sent(office, pressed(office, view, SendOutcome.CODE))
    other = received(office, ready(office, "2.000635", MO, EXTRACT, channel=Channel.ONLINE))
    consent(office, other, ConsentKind.SIGNATURE, operation="c2")
    version = now(office, other).version
    submissions.verify_identity(office, other.id, operation="i2", version=version)
    read_back(office, other, "r2")
    with pytest.raises(Refused) as told:
        submissions.sent(office, pressed(office, other, SendOutcome.CODE, operation="s2"))
    assert told.value.message_id == "submission.code_used"
    assert told.value.params["code"] == view.code


def test_nothing_more_is_carried_once_the_resident_withdrew(office: Office, view: DossierView) -> None:
    """What was pressed on the portal before that is told all the same, and the filing can be stopped."""
    carried(office, view)
    dossier = dossiers.get(office, str(view.id))
    draft = DecisionDraft(operation="out", dossier_id=view.id, version=dossier.version, reason="thôi")
    decisions.withdraw(office, draft)
    assert "submission.not_open" in {p.message_id for p in submissions.before_sending(office, view.id)}
    key = submissions.fields(office, view.id)[-1].key
    with pytest.raises(Refused, match=r"submission\.not_open"):
        submissions.copied(office, view.id, key, operation="c2")
    with pytest.raises(Refused, match=r"submission\.not_open"):
        read_back(office, view, operation="r2")
    version = now(office, view).version
    with pytest.raises(Refused, match=r"submission\.not_open"):
        submissions.correct(office, view.id, "dan_toc", "Tày", operation="k2", version=version)
    unknown = submissions.sent(office, pressed(office, view, SendOutcome.UNKNOWN))
    assert unknown.state is SyncState.UNKNOWN
    found = submissions.looked_up(office, view.id, operation="l", version=unknown.version)
    stopped = submissions.stop(office, view.id, operation="s", version=found.version)
    assert stopped.state is SyncState.NONE


def test_a_code_that_the_counter_gave_another_dossier_is_not_the_portals(
    office: Office, view: DossierView
) -> None:
    """Its steps would be told under the number of somebody else's dossier."""
    other, code = received(office, replace(birth(office), duplicate_reason="sinh đôi")), "H57.15-261123-0042"
    with office.store.write(office.now()) as transaction:
        transaction.connection.execute(
            "UPDATE dossier SET code = ?, code_reversed = ? WHERE id = ?", (code, code[::-1], other.id)
        )
        transaction.record(None, "test.code", subject=("dossier", other.id), operation="")
    carried(office, view)
    with pytest.raises(Refused, match=r"submission\.code_used"):
        submissions.sent(office, pressed(office, view, SendOutcome.CODE, portal_code=code))
    assert now(office, view).state is SyncState.SENDING


def test_an_unknown_outcome_locks_until_somebody_looked(office: Office, view: DossierView) -> None:
    carried(office, view)
    assert submissions.sent(office, pressed(office, view, SendOutcome.UNKNOWN)).state is SyncState.UNKNOWN
    version = now(office, view).version
    locked: list[Callable[[], object]] = [
        lambda: submissions.sent(office, pressed(office, view, SendOutcome.CODE, operation="s2")),
        lambda: submissions.copied(office, view.id, "tre_ho_ten", operation="a"),
        lambda: submissions.stop(office, view.id, operation="st", version=version),
        lambda: read_back(office, view, "r2"),
    ]
    for step in locked:
        with pytest.raises(Refused) as told:
            step()
        assert "submission.look_up_first" in {p.message_id for p in told.value.problems}
    again = submissions.looked_up(office, view.id, operation="look", version=version)
    assert again.state is SyncState.SENDING
    done = submissions.sent(office, pressed(office, view, SendOutcome.CODE, operation="s3"))
    assert done.state is SyncState.FILED


def test_what_was_found_on_the_portal_is_filed(office: Office, view: DossierView) -> None:
    carried(office, view)
    submissions.sent(office, pressed(office, view, SendOutcome.UNKNOWN))
    version = now(office, view).version
    with pytest.raises(Refused):
        submissions.looked_up(office, view.id, operation="l0", version=version, portal_code="482913")
    found = submissions.looked_up(office, view.id, operation="l", version=version, portal_code=CODE)
    assert (found.state, found.portal_code) == (SyncState.FILED, CODE)
    with pytest.raises(Refused) as told:
        submissions.looked_up(office, view.id, operation="l2", version=found.version)
    assert told.value.message_id == "submission.not_unknown"


def test_a_refusal_of_the_portal_keeps_what_was_carried(office: Office, view: DossierView) -> None:
    before = carried(office, view)
    draft = pressed(office, view, SendOutcome.NOT_FILED, note="Cổng báo lỗi 500")
    after = submissions.sent(office, draft)
    assert (after.state, after.copied, after.note) == (SyncState.SENDING, before.copied, "Cổng báo lỗi 500")
    assert submissions.sent(office, draft) == after  # the second press
    assert (
        submissions.sent(office, pressed(office, view, SendOutcome.CODE, operation="s2")).portal_code == CODE
    )


def test_what_is_filed_is_not_touched_any_more(office: Office, view: DossierView) -> None:
    carried(office, view)
    filed = submissions.sent(office, pressed(office, view, SendOutcome.CODE))
    steps: list[Callable[[], object]] = [
        lambda: submissions.copied(office, view.id, "tre_ho_ten", operation="a"),
        lambda: submissions.stop(office, view.id, operation="st", version=filed.version),
        lambda: submissions.sent(office, pressed(office, view, SendOutcome.CODE, operation="s2")),
        lambda: submissions.correct(office, view.id, "que_quan", "Huế", operation="m", version=filed.version),
    ]
    for step in steps:
        with pytest.raises(Refused) as told:
            step()
        assert told.value.message_id == "submission.already_filed"


def test_the_outbox_says_what_is_so(office: Office, store: Store, view: DossierView) -> None:
    def outbox() -> list[tuple[object, ...]]:
        with store.query() as connection:
            return list(connection.execute("SELECT state, attempts, done_at IS NULL FROM outbox"))

    assert outbox() == [("waiting", 0, 1)]
    carried(office, view)
    assert outbox() == [("sending", 0, 1)]
    submissions.sent(office, pressed(office, view, SendOutcome.UNKNOWN))
    assert outbox() == [("unknown", 1, 1)]
    version = now(office, view).version
    submissions.looked_up(office, view.id, operation="l", version=version, portal_code=CODE)
    assert outbox() == [("confirmed", 1, 0)]


# -- versions, and all or nothing -------------------------------------------------------------


def test_two_people_at_one_filing_do_not_overwrite_each_other(office: Office, view: DossierView) -> None:
    stale = now(office, view).version
    consent(office, view, ConsentKind.SIGNATURE)
    with pytest.raises(Conflict) as told:
        submissions.verify_identity(office, view.id, operation="i", version=stale)
    assert told.value.message_id == "submission.changed"


TABLES = [("submission", "UPDATE"), ("dossier", "UPDATE"), ("outbox", "UPDATE"), ("operation", "INSERT")]


@pytest.mark.parametrize(("table", "what"), TABLES)
def test_a_failure_at_any_write_files_nothing(
    office: Office, store: Store, view: DossierView, table: str, what: str
) -> None:
    carried(office, view)
    draft = pressed(office, view, SendOutcome.CODE)
    break_at(store, table, what)
    before = contents(store)
    with pytest.raises(Exception, match="injected"):
        submissions.sent(office, draft)
    assert contents(store) == before


def test_a_failure_at_the_event_files_nothing(office: Office, store: Store, view: DossierView) -> None:
    carried(office, view)
    draft = pressed(office, view, SendOutcome.CODE)
    break_event(store, "submission.event.filed")
    before = contents(store)
    with pytest.raises(Exception, match="injected"):
        submissions.sent(office, draft)
    assert contents(store) == before


def test_no_column_of_the_store_could_hold_a_secret(store: Store) -> None:
    words = ("password", "passwd", "otp", "secret", "pin ")
    with store.query() as connection:
        sql = " ".join(
            str(row[0]).lower()
            for row in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
        )
    assert not [word for word in words if word in sql]
