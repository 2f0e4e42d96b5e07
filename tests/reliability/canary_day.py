"""Writes canaries through the services, and stays: `python -m tests.reliability.canary_day STORE`.

Every text and number of a resident that a form asks for is one that occurs nowhere else, so that it can be
looked for. `WORDS` says which stands for what.
"""

import hashlib
import sys
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from counter.hardening import harden
from counter.models.attachment import Prepared
from counter.models.breach import BreachDraft, BreachFacts
from counter.models.data_request import AskerKind, RequestDraft, RequestKind
from counter.models.dossier import Contact, ContactKind, DossierView, IntakeDraft, PaperState
from counter.models.identity import Card
from counter.models.life import Certified, GuidanceWay
from counter.models.life_records import CertificationDraft, DemandDraft, GuidanceDraft, LendDraft
from counter.models.life_views import LackingPaper, SupplementDraft
from counter.models.money import PaymentMeans
from counter.models.staff import Role
from counter.screens.intake.accepted_slip import make
from counter.services import setup
from counter.services.attachments import attachments
from counter.services.intake import drafts
from counter.services.key import key_file, opening
from counter.services.life import certifications, records, supplements
from counter.services.money import payments
from counter.services.office import Office
from counter.services.personal import breaches, data_requests
from counter.services.staff import pins, staff
from counter.services.store.store import Store
from counter.settings import MachineSettings, WardSettings
from tests.bank.hands import BEGUN, CHEAP
from tests.services.journeys import BIRTH, applicant, cash, paying, ready, received, with_drawer

SAID: Final = "thuyen nan xuoi dong an cuu"
PIN: Final = "2468"
NUMBERS: Final = {
    "card": "046195774401",
    "old card": "191774404",
    "other card": "046195774405",
    "other old card": "191774408",
    "mother": "046195774402",
    "phone": "0914774403",
    "other phone": "0905774406",
    "bank's code": "FT26774407",
}
_TEXTS: Final = (
    *(
        "leader",
        "volunteer",
        "counter",
        "name",
        "address",
        "child",
        "birthplace",
        "home",
        "relative",
        "paper",
    ),
    *("other name", "other address", "draft name", "draft note", "behalf", "behalf paper", "file", "source"),
    *("lent paper", "lent to", "purpose", "body", "demanded", "ground", "said", "guided", "requester"),
    *("certified", "signer", "register note", "lacking", "reason"),
    *("asker", "shown", "about", "breach", "measures"),
)
WORDS: Final = NUMBERS | {
    use: f"Kanari{chr(97 + n // 4)}{'aeio'[n % 4]}" for n, use in enumerate(_TEXTS)
}  # syllables, for a name is letters
_LATER: Final = timedelta(minutes=3)


def furnish(path: Path, *, plain: bool = False) -> str:
    """A store with its first person, and the raw key in hex; `plain`: without a key, for the twin."""
    ward = WardSettings(counter_name=WORDS["counter"])
    before = pins.COST, key_file.COST
    pins.COST, key_file.COST = CHEAP, key_file.PassphraseCost(passes=1, memory_kib=8)
    try:
        if plain:
            with Store.open(path) as store:
                setup.set_up(
                    store, ward, name=_name("leader"), role=Role.SUPERVISOR, pin=PIN, operation="a", now=BEGUN
                )
            return ""
        keys = key_file.make(SAID)
        raw = bytes(keys.key).hex()
        opening.set_up_counter(
            MachineSettings(store=path), ward, _name("leader"), Role.SUPERVISOR, PIN, "a", BEGUN, keys
        ).store.close()
        return raw
    finally:
        pins.COST, key_file.COST = before


def write(office: Office) -> None:
    """Every canary through the form it belongs to."""
    staff.add(office, _name("volunteer"), Role.VOLUNTEER, PIN, "v")
    with_drawer(office)
    view = received(office, _birth(office))
    money = paying(cash(view, 0), means=PaymentMeans.TRANSFER, tendered=None, reference=WORDS["bank's code"])
    payments.take(office, money)
    _file(office, view)
    make(view, office.ward, "slip", 1, practice=False, store=office.store.path)
    other = received(office, _copies(office))
    _records(office, other)
    _register(office, other)
    _supplement(office, other)
    _personal(office)
    draft = applicant(_copies(office), full_name=_name("draft name"), citizen_id="", old_cmnd="")
    drafts.save(
        office,
        replace(
            draft, id="a-draft", note=WORDS["draft note"], behalf_of=_name("behalf"),
            behalf_paper=WORDS["behalf paper"],
        ),
    )  # fmt: skip


def _name(use: str) -> str:
    return f"Nguyễn Thị {WORDS[use]}"


def _card(which: str) -> Card:
    return Card(
        citizen_id=WORDS[f"{which}card"],
        old_cmnd=WORDS[f"{which}old card"],
        full_name=_name(f"{which}name"),
        dob=date(1995, 3, 15),
        gender="Nữ",
        address=f"Tổ {WORDS[f'{which}address']}, phường Mẫu, thành phố Huế",
        issue_date=date(2021, 5, 5),
    )


def _birth(office: Office) -> IntakeDraft:
    values = {
        "tre_ho_ten": _name("child"),
        "noi_sinh": WORDS["birthplace"],
        "que_quan": WORDS["home"],
        "me_so_dinh_danh": f"{WORDS['mother']} Nguyễn Thị Mơ",
    }
    mine = ready(office, "ks", _card(""), BIRTH | values)
    contact = Contact(kind=ContactKind.RELATIVE, phone=WORDS["phone"], whose=_name("relative"))
    return replace(mine, contact=contact, id="a-birth")


def _copies(office: Office) -> IntakeDraft:
    mine = ready(office, "ct", _card("other "), {"ten_giay_to": WORDS["paper"]}, quantities="3x5")
    return replace(mine, contact=Contact(kind=ContactKind.OWN_PHONE, phone=WORDS["other phone"]))


def _file(office: Office, view: DossierView) -> None:
    paper = next(paper.key for paper in view.papers if paper.state is PaperState.SUBMITTED)
    content = f"%PDF-1.4\n{WORDS['file']}\n%%EOF".encode()
    digest = hashlib.sha256(content).hexdigest()
    prepared = Prepared(
        name=f"{WORDS['source']}.pdf",
        content=content,
        digest=digest,
        pages=1,
        source=f"{WORDS['source']}.jpg",
    )
    attachments.add(office, view.id, paper, prepared, operation="file")


def _records(office: Office, view: DossierView) -> None:
    day = BEGUN.date()
    lent = LendDraft(
        operation="lend", dossier_id=view.id, paper=WORDS["lent paper"], lent_to=WORDS["lent to"],
        purpose=WORDS["purpose"], due_back=day + timedelta(days=9),
    )  # fmt: skip
    records.lend(office, lent)
    demand = DemandDraft(
        operation="demand", procedure_code=view.procedure_code, dossier_id=view.id, body=WORDS["body"],
        paper=WORDS["demanded"], ground=WORDS["ground"],
    )  # fmt: skip
    records.log_demand(office, demand)
    guided = GuidanceDraft(
        operation="guide", said=WORDS["said"], way=GuidanceWay.COUNTER, person=_name("guided")
    )
    records.guide(office, guided)


def _register(office: Office, view: DossierView) -> None:
    entry = CertificationDraft(
        operation="certify", kind=Certified.COPY, dossier_id=view.id, requester=_name("requester"),
        paper=WORDS["certified"], signer=_name("signer"), note=WORDS["register note"],
    )  # fmt: skip
    certifications.enter(office, entry)


def _supplement(office: Office, view: DossierView) -> None:
    paper = view.papers[0]
    lacking = LackingPaper(name=paper.name, paper_key=paper.key, lacking=WORDS["lacking"])
    draft = SupplementDraft(
        operation="ask", dossier_id=view.id, version=view.version, items=(lacking,), reason=WORDS["reason"]
    )
    supplements.ask(office, draft)


def _personal(office: Office) -> None:
    asked = RequestDraft(
        operation="data", resident_id=1, kind=RequestKind.SEE, asked_by=AskerKind.AUTHORISED,
        asker=_name("asker"), paper=WORDS["shown"], about=WORDS["about"],
    )  # fmt: skip
    data_requests.add(office, asked)
    facts = BreachFacts(act=WORDS["breach"], measures=WORDS["measures"])
    breaches.record(office, BreachDraft(operation="breach", facts=facts))


def main() -> None:
    """Write every canary, say so, and stay with the store open until killed."""
    harden()
    path = Path(sys.argv[1])
    key = key_file.unlock(path, SAID) if key_file.is_sealed(path) else None
    pins.COST = CHEAP
    with opening.open_store(path, key) as store:
        leader = staff.names(store)[0]
        office = Office(store=store, actor=leader, ward=setup.load_ward(store), now=lambda: BEGUN + _LATER)
        write(office)
        print("written", flush=True)
        time.sleep(120)


if __name__ == "__main__":
    main()
