"""From a made-up case and its life to the rows of one dossier."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from counter.models.canonical import canonical
from counter.models.catalogue import Channel
from counter.models.dossier import (
    Appointment,
    ContactKind,
    IdentityCheck,
    ResultWay,
)
from counter.models.instant import micros_or_none, to_micros
from counter.models.staff import StaffView
from counter.models.submission import SyncState
from counter.rules import dossier_code, visit_code
from counter.services.office import shipped_catalogue
from counter.services.practice import practice_papers
from counter.services.practice.practice_cases import Case
from counter.services.practice.practice_data import Habits
from counter.services.practice.practice_filing import Filing
from counter.services.practice.practice_life import Event, Life
from counter.services.practice.practice_people import Person, Shares
from counter.services.practice.practice_rows import Journal, Rows
from counter.services.practice.practice_till import Till
from counter.services.store.connection import SqlValue
from counter.text import fold

Values = dict[str, SqlValue]
MARK = "TẬP-"  # every code of a practice store begins with it
_WAYS = {
    Channel.DIRECT: Shares({ResultWay.COUNTER.value: 94, ResultWay.POST.value: 6}),
    Channel.ONLINE: Shares(
        {ResultWay.COUNTER.value: 60, ResultWay.ONLINE.value: 30, ResultWay.POST.value: 10}
    ),
    Channel.POST: Shares({ResultWay.POST.value: 90, ResultWay.COUNTER.value: 10}),
}
_WITHOUT_PHONE = Shares({"relative": 35, "neighbour": 10, "group_head": 15, "none": 40})
_HOUSEHOLDS, _TOGETHER = 24, 3  # every so many dossiers a household comes, for so many of them
_FOR_ANOTHER = 8  # of a hundred dossiers
_PORTAL_UNIT = "TAP.H57"
_OUTBOX = {
    SyncState.PREPARED: "waiting",
    SyncState.FILED: "confirmed",
}  # other states are the outbox's own

_OUTCOMES = {SyncState.UNKNOWN: "unknown"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One dossier as it was taken."""

    id: int
    sequence: int  # of its day
    received: datetime
    resident_id: int
    person: Person
    case: Case
    due: Appointment
    life: Life
    clerk: StaffView
    consent_version: str


@dataclass(frozen=True, slots=True)
class _Contact:
    kind: ContactKind
    phone: str
    whose: str


class DossierRows:
    """Writes dossiers into the waiting rows and their events into the journal."""

    def __init__(self, rng: random.Random, habits: Habits, rows: Rows, journal: Journal, till: Till) -> None:
        self._rng, self._habits, self._rows = rng, habits, rows
        self._journal, self._till = journal, till
        self._names: list[str] = [""]
        self._household: tuple[int, date] | None = None  # the visit of the last one, and its day
        self._kinds = shipped_catalogue().kinds

    def write(self, taken: Taken) -> None:
        """All rows of one dossier; its events wait in the journal for their time."""
        behalf = self._behalf(taken)
        self._dossier(taken, behalf)
        self._parts(taken)
        if taken.life.began == "dossier.event.accepted":
            self._seen(taken, for_another=bool(behalf[0]))
        events = list(taken.life.events)
        if taken.life.filing is not None:
            events += self._filing(taken, taken.life.filing)
        self._journal.expect(taken.id, (event for event in events if event.money is None))
        code = dossier_code.short_code(taken.id)
        for event in events:
            if event.money is not None:
                self._till.expect(taken.id, code, event, taken.received)
        if taken.life.awaited is not None:
            asked_at = taken.received + timedelta(minutes=6)
            self._till.waits_for(taken.id, code, taken.life.awaited, asked_at)
        self._names = [*self._names[-50:], taken.person.full_name]

    def _behalf(self, taken: Taken) -> tuple[str, str]:
        """For whom, by which paper; the parties themselves where the law says so."""
        if taken.case.procedure.no_proxy or self._rng.randrange(100) >= _FOR_ANOTHER or not self._names[-1]:
            return "", ""
        return self._rng.choice(self._names) or self._names[-1], self._rng.choice(
            self._habits.texts["behalf_papers"]
        )

    def _dossier(self, taken: Taken, behalf: tuple[str, str]) -> None:
        """The visit, the dossier itself, and the event that made it."""
        visit = self._visit(taken)
        code = MARK + str(dossier_code.build("", taken.received.date(), taken.sequence))
        operation = f"practice-draft-{taken.id}"
        parts = (
            _named(taken, code) | _asked(taken, behalf) | self._ways(taken) | _times(taken) | _money(taken)
        )
        last: Values = {"operation": operation, "note": "", "version": 1 + len(taken.life.events)}
        last["visit_id"] = visit
        self._rows.add_named("dossier", parts | last)
        case = taken.case
        fee = case.quote.total
        detail: dict[str, str | int] = {
            "code": code,
            "procedure": case.procedure.code,
            "channel": case.channel.value,
            "fee": "?" if fee is None else fee,
        }
        result: dict[str, str | int] = {"dossier_id": taken.id, "code": code}
        subject, began = ("dossier", taken.id), taken.life.began
        self._journal.note(taken.received, taken.clerk, subject, began, operation, detail, result)

    def _visit(self, taken: Taken) -> int:
        """The visit of a dossier: now and then several people of a household come together."""
        ident, day = taken.id, taken.received.date()
        if ident % _HOUSEHOLDS < _TOGETHER - 1 and self._household is not None and self._household[1] == day:
            return self._household[0]
        at, clerk = to_micros(taken.received), taken.clerk.id
        self._rows.add("visit", ident, taken.resident_id, clerk, at - 240_000_000, at + 60_000_000, "")
        self._household = None
        if ident % _HOUSEHOLDS == _HOUSEHOLDS - 1:
            self._household = ident, day
            code, operation = visit_code.build(ident), f"practice-visit-{ident}"
            self._rows.add("household_visit", ident, code, operation)
            told: dict[str, str | int] = {"code": code}
            begun: dict[str, str | int] = {"visit_id": ident}
            subject = ("visit", ident)
            self._journal.note(
                taken.received, taken.clerk, subject, "visit.event.begun", operation, told, begun
            )
        return ident

    def _ways(self, taken: Taken) -> Values:
        """How it was filed, how the result is collected, how the resident is reached."""
        contact = self._contact(taken.person)
        unreached = contact.kind is ContactKind.NONE and taken.due.due is not None
        return {
            "channel": taken.case.channel.value,
            "result_way": _WAYS[taken.case.channel].draw(self._rng),
            "contact_kind": contact.kind.value,
            "contact_phone": contact.phone,
            "contact_phone_reversed": contact.phone[::-1],
            "contact_whose": contact.whose,
            "comes_back_on": taken.due.due.date().isoformat() if unreached and taken.due.due else None,
        }

    def _parts(self, taken: Taken) -> None:
        add, ident = self._rows.add, taken.id
        practice_papers.write(self._rows, ident, taken.case, taken.person)
        for place, line in enumerate(taken.life.quote.lines):
            amounts = line.quantity, line.unit_amount, line.amount, line.waived
            add("fee_line", ident, place, line.fee_id, line.label, *amounts, line.source, line.kind)

    def _seen(self, taken: Taken, *, for_another: bool) -> None:
        """What the acceptance saw of papers that are known again."""
        practice_papers.write_seen(
            self._rows,
            self._kinds,
            practice_papers.Seen(taken.id, taken.resident_id, taken.clerk.id, taken.received),
            taken.case,
            taken.person,
            for_another=for_another,
        )

    def _contact(self, person: Person) -> _Contact:
        if person.phone:
            return _Contact(ContactKind.OWN_PHONE, person.phone, "")
        kind = ContactKind(_WITHOUT_PHONE.draw(self._rng))
        if kind is ContactKind.NONE:
            return _Contact(kind, "", "")
        phone = f"0895{self._rng.randrange(1_000_000):06}"
        return _Contact(kind, phone, self._rng.choice(self._habits.texts["neighbours"]))

    def _filing(self, taken: Taken, filing: Filing) -> list[Event]:
        """The rows of a filing; the events it left."""
        clerk, ident, begun = taken.clerk.id, taken.id, to_micros(filing.begun_at)
        self._rows.add_named("submission", _submission(taken, filing))
        ended = filing.filed_at is not None or filing.state is SyncState.REFUSED
        done = to_micros(filing.since) if ended else None
        state = _OUTBOX.get(filing.state, filing.state.value)
        tries = 1 if filing.state is SyncState.UNKNOWN else 0
        sent = "type_along", canonical({"submission": ident}), state, tries, "", begun, done
        self._rows.add("outbox", f"practice-{ident}", ident, ident, 1, *sent)
        if filing.state is SyncState.SENDING:
            self._rows.add("submission_field", ident, "nguoi_nop_dia_chi", to_micros(filing.since), clerk)
        return _told(filing, _portal_code(taken, filing))


def _named(taken: Taken, code: str) -> Values:
    """What the dossier is called, and its four lines of state."""
    life, filing = taken.life, taken.life.filing
    return {
        "id": taken.id,
        "code": code,
        "code_reversed": code[::-1],
        "short_code": dossier_code.short_code(taken.id),
        "provisional": 1,
        "day": taken.received.date().isoformat(),
        "sequence": taken.sequence,
        "state": int(life.state),
        "money": life.money.value,
        "papers_held": life.held.value,
        "sync": (filing.state if filing else SyncState.NONE).value,
        "sync_since": to_micros(filing.since) if filing else None,
    }


def _asked(taken: Taken, behalf: tuple[str, str]) -> Values:
    """What is asked for, by whom, for whom."""
    person, procedure = taken.person, taken.case.procedure
    identity = IdentityCheck.FOR_ANOTHER if behalf[0] else IdentityCheck.SAME_PERSON
    return {
        "procedure_code": procedure.code,
        "procedure_name": procedure.name,
        "resident_id": taken.resident_id,
        "applicant": practice_papers.applicant_text(person, taken.resident_id),
        "applicant_name": person.full_name,
        "folded": fold(f"{person.full_name} {behalf[0]}") if behalf[0] else person.folded,
        "identity": identity.value,
        "behalf_of": behalf[0],
        "behalf_paper": behalf[1],
    }


def _times(taken: Taken) -> Values:
    """When it came, is due, was ready and was handed over, and to whom."""
    life, due, clerk = taken.life, taken.due, taken.clerk.id
    returned = life.returned_at is not None
    return {
        "received_at": to_micros(taken.received),
        "received_by": clerk,
        "due_at": micros_or_none(due.due),
        "due_reason": due.reason,
        "due_warnings": canonical(list(due.warnings)),
        "ready_at": micros_or_none(life.ready_at),
        "returned_at": micros_or_none(life.returned_at),
        "returned_by": clerk if returned else None,
        "returned_to": taken.person.full_name if returned else "",
    }


def _money(taken: Taken) -> Values:
    """The quote as it was told."""
    quote = taken.life.quote
    return {
        "fee_total": quote.total,
        "fee_waived": quote.waived,
        "fee_unknown": canonical(list(quote.unknown)),
        "fee_sources": canonical(list(quote.waiver_sources)),
        "fee_inputs": canonical(dict(taken.case.fee_inputs)),
        "exempt_group": taken.case.exempt_group,
    }


def _submission(taken: Taken, filing: Filing) -> Values:
    """The filing's own row; the portal's code belongs to nobody."""
    clerk, consent = taken.clerk, micros_or_none(filing.consent_at)
    read, by = micros_or_none(filing.read_back_at), taken.clerk.id if filing.read_back_at else None
    code = _portal_code(taken, filing)
    return {
        "id": taken.id,
        "dossier_id": taken.id,
        "state": filing.state.value,
        "since": to_micros(filing.since),
        "consent_kind": filing.consent.value if filing.consent else "",
        "consent_text_version": taken.consent_version if consent else "",
        "consent_at": consent,
        "consent_by": clerk.id if consent else None,
        "consent_read_by": clerk.name if consent else "",
        "identity_at": read,
        "identity_by": by,
        "read_back_at": read,
        "read_back_by": by,
        "filed_at": micros_or_none(filing.filed_at),
        "portal_code": code,
        "portal_code_reversed": code[::-1],
        "typed_by": clerk.id,
        "decided_by": by,
        "note": "",
        "created_at": to_micros(filing.begun_at),
        "version": 1,
    }


def _told(filing: Filing, code: str) -> list[Event]:
    """The events of a filing, under the names and with the details that the steps themselves record."""
    events: list[Event] = []
    if filing.consent_at and filing.consent:
        detail = {"kind": filing.consent.value}
        events.append(Event(filing.consent_at, f"submission.event.consent.{filing.consent}", detail=detail))
    if filing.read_back_at:
        before = filing.read_back_at - timedelta(seconds=20)
        events.append(Event(before, "submission.event.identity"))
        events.append(Event(filing.read_back_at, "submission.event.read_back"))
        outcome = "filed" if filing.filed_at else _OUTCOMES.get(filing.state, "not_filed")
        said: dict[str, str | int] = {"code": code} if code else {"note": ""}
        events.append(Event(filing.since, f"submission.event.{outcome}", detail=said))
    return events


def _portal_code(taken: Taken, filing: Filing) -> str:
    """A code in the portal's grammar that belongs to nobody; "" while there is none."""
    return f"{_PORTAL_UNIT}-{taken.received:%y%m%d}-{taken.sequence:05}" if filing.filed_at else ""
