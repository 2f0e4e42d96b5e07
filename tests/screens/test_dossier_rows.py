"""The money of a dossier on its page: exemptions, parts, several dossiers in one, what was given back."""

from pathlib import Path

from counter.models.money import Approval, PaymentKind, ReversalDraft, ShareDraft
from counter.models.staff import Role
from counter.models.submission import ConsentKind
from counter.screens.dossier.dossier_rows import lines
from counter.services.dossier import dossiers
from counter.services.filing import submissions
from counter.services.money import payments, reversals
from counter.services.office import Office
from counter.services.staff import staff
from tests.screens.conftest import PIN
from tests.screens.on_dossiers import counter_of, received
from tests.services import journeys
from tests.services.test_submissions import consent


def told(office: Office, dossier_id: int) -> list[tuple[str, str, str]]:
    """Mark, amount and words of the rows below the total."""
    rows = lines(dossiers.get(office, str(dossier_id)), "money")
    at = next(n for n, row in enumerate(rows) if row.key == "total")
    return [(row.mark, row.cells[0], row.cells[1]) for row in rows[at + 1 :]]


def test_a_part_says_what_is_left_and_a_void_that_it_is_void(practice_path: Path) -> None:
    with counter_of(practice_path) as office:
        journeys.with_drawer(office)
        staff.add(office, "Trần Thị Duyệt", Role.SUPERVISOR, PIN, "second")
        staff.sign_in(office.store, "Trần Thị Duyệt", PIN, office.now())  # their PIN is known to them alone
        view = received(office, journeys.certified_copy(office))
        share = ShareDraft(dossier_id=view.id, version=view.version, amount=10_000)
        part = payments.take(office, journeys.but(journeys.cash(view, 10_000), shares=(share,)))
        assert told(office, view.id) == [
            ("√", "10.000đ", "Tiền mặt · EBL01 26E 0001873"),
            ("$", "11.000đ", "Còn phải thu"),
        ]
        reversals.give_back(
            office,
            ReversalDraft(
                operation="void",
                payment_id=part.id,
                kind=PaymentKind.VOID,
                reason="thu sai",
                approval=Approval(name="Trần Thị Duyệt", pin=PIN),
            ),
        )
        paid, void, left = told(office, view.id)
        assert paid[0] == "×" and paid[2].startswith("ĐÃ HUỶ · ")
        assert "10.000đ" in void[1] and void[2] == "Huỷ khoản thu: thu sai"
        assert left == ("$", "21.000đ", "Còn phải thu")


def test_one_payment_for_two_dossiers_shows_what_was_for_this_one(practice_path: Path) -> None:
    with counter_of(practice_path) as office:
        journeys.with_drawer(office)
        first = received(office, journeys.certified_copy(office))
        second = received(office, journeys.certified_copy(office, journeys.MO))
        shares = tuple(ShareDraft(dossier_id=view.id, version=view.version) for view in (first, second))
        payments.take(office, journeys.but(journeys.cash(first, 50_000), shares=shares))
        for view in (first, second):
            assert told(office, view.id) == [
                ("√", "21.000đ", "Tiền mặt · chung với 1 hồ sơ khác · EBL01 26E 0001873")
            ]


def test_an_exemption_names_the_paper_that_was_seen(practice_path: Path) -> None:
    with counter_of(practice_path) as office:
        journeys.with_drawer(office)
        view = received(office, journeys.late_birth(office))
        payments.exempt(office, journeys.free(view, "nguoi_thuoc_ho_ngheo"))
        found = told(office, view.id)
        assert found[0][2] == "Miễn · giấy đã xem: sổ hộ nghèo 0215"
        assert found[-1] == ("$", "8.000đ", "Còn phải thu")


def test_a_filing_that_the_resident_stopped_says_so(practice_path: Path) -> None:
    with counter_of(practice_path) as office:
        view = received(office, journeys.birth(office))
        given = consent(office, view, ConsentKind.SIGNATURE)
        submissions.stop(office, view.id, operation="stop", version=given.version)
        rows = lines(dossiers.get(office, str(view.id)), "filing")
        assert next(row.cells[1] for row in rows if row.key == "consent").startswith("Đã dừng, nộp giấy")
