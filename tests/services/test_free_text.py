"""No text of a dossier's life is kept with a character that a terminal obeys, or that is none."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from counter.errors import Refused
from counter.models.breach import BreachDraft, BreachFacts
from counter.models.calls import CallDraft, CallOutcome
from counter.models.data_request import RequestDraft, RequestKind
from counter.models.dossier import DossierView
from counter.models.life import Certified, GuidanceWay, NoticeWay
from counter.models.life_records import CertificationDraft, DemandDraft, GuidanceDraft, LendDraft
from counter.models.life_views import DecisionDraft, MoveDraft, NoticeDraft
from counter.models.money import Approval
from counter.models.printer import Printer, Use, Way
from counter.models.staff import Role, StaffView
from counter.services.calls import calls
from counter.services.life import certifications, decisions, handings, life, records, supplements
from counter.services.office import Office
from counter.services.papers import printers
from counter.services.personal import breaches, data_requests
from counter.services.staff import pins
from tests.conftest import Clock
from tests.services.journeys import but, certified_copy, contents, received
from tests.services.test_life import lacking, out

HOSTILE = ("A\x1b[2JB", "A\x9b2JB", "A\x00B", "A\udc80B", "A\u202eB")
Act = Callable[[Office, DossierView, str], object]


def _lend(office: Office, view: DossierView, text: str) -> object:
    draft = LendDraft(
        operation="x", dossier_id=view.id, paper="Sổ", lent_to="Bà Mơ", due_back=date(2026, 12, 1)
    )
    return records.lend(office, replace(draft, purpose=text))


def _guide(office: Office, view: DossierView, text: str) -> object:
    return records.guide(office, GuidanceDraft(operation="x", said=text, way=next(iter(GuidanceWay))))


def _certify(office: Office, view: DossierView, text: str) -> object:
    kind = next(iter(Certified))
    draft = CertificationDraft(
        operation="x", kind=kind, requester="Mơ", paper="Bằng", signer="Hoa", note=text
    )
    return certifications.enter(office, draft)


def _end(office: Office, view: DossierView, text: str) -> object:
    draft = DecisionDraft(
        operation="x", dossier_id=view.id, version=view.version, reason="không đủ", ground=text,
        approval=Approval(name="Lê Lãnh Đạo", pin=""),
    )  # fmt: skip
    return decisions.refuse(replace(office, practice=True), draft)


def _duty(office: Office, view: DossierView, text: str) -> object:
    draft = MoveDraft(operation="x", dossier_id=view.id, version=view.version, reason=text)
    return life.begin(office, draft)


def _tell(office: Office, view: DossierView, text: str) -> object:
    draft = NoticeDraft(
        operation="x", dossier_id=view.id, move_id=None, way=NoticeWay.PHONE, whom="Mơ", note=text
    )
    return life.tell(office, draft)


def _ask_for_data(office: Office, view: DossierView, text: str) -> object:
    draft = RequestDraft(operation="x", resident_id=1, kind=RequestKind.SEE, about=text)
    return data_requests.add(office, draft)


def _breach(office: Office, view: DossierView, text: str) -> object:
    leader = StaffView(2, "Lê Lãnh Đạo", Role.SUPERVISOR)
    draft = BreachDraft(operation="x", facts=BreachFacts(act="Mất máy", measures=text))
    return breaches.record(replace(office, actor=leader), draft)


ACTS: dict[str, Act] = {
    "what a data request is about": _ask_for_data,
    "measures of a breach": _breach,
    "reason of a request": lambda office, view, text: supplements.ask(office, lacking(view, reason=text)),
    "basis of a request": lambda office, view, text: supplements.ask(office, lacking(view, legal_basis=text)),
    "note of a list": lambda office, view, text: handings.hand(office, but(out(view), note=text)),
    "body that demands": lambda office, view, text: records.log_demand(
        office,
        DemandDraft(operation="x", procedure_code=view.procedure_code, body="B", paper="C", ground=text),
    ),
    "purpose of a loan": _lend,
    "guidance": _guide,
    "note of a register": _certify,
    "ground of a refusal": _end,
    "reason of a move": _duty,
    "note of a notice": _tell,
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_a_text_with_such_a_character_is_refused_with_its_name(office: Office, act: Act) -> None:
    view = received(office, certified_copy(office))
    before = contents(office.store)
    for text in HOSTILE:
        with pytest.raises(Refused) as fault:
            act(office, view, text)
        (problem,) = fault.value.problems
        assert (problem.message_id, problem.params) == (
            "form.text.character", {"character": f"U+{ord(text[1]):04X}"},
        )  # fmt: skip
    assert contents(office.store) == before
    act(office, view, "[/] '); DROP TABLE dossier;--")
    assert contents(office.store) != before


def test_so_is_the_note_of_a_call(office: Office, clock: Clock) -> None:
    view = received(office, certified_copy(office))
    clock.at += timedelta(days=30)
    one = calls.standing(office, view.id)
    assert one is not None
    draft = CallDraft(
        operation="x", dossier_id=view.id, why=one.why, about=one.about, outcome=CallOutcome.NO_ANSWER
    )
    for text in HOSTILE:
        with pytest.raises(Refused):
            calls.record(office, replace(draft, note=text))
    calls.record(office, replace(draft, note="[/]"))


@pytest.mark.parametrize("way", list(Way))
def test_so_is_where_a_printer_is(office: Office, people: dict[Role, StaffView], way: Way) -> None:
    leader = replace(office, actor=people[Role.SUPERVISOR])
    for text in HOSTILE:
        with pytest.raises(Refused):
            printers.save(leader, Printer(use=Use.ROLL, way=way, target=f"/{text}"), operation="x")


def test_a_pin_that_is_no_text_fits_nothing() -> None:
    assert not pins.fits(pins.hash_pin("482915"), "48\udc80")
