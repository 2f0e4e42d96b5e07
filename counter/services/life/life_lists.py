"""The lists beside the dossiers: results not collected by age, originals out, registers of a month."""

from dataclasses import replace
from datetime import date

from counter.i18n import local
from counter.models.instant import from_micros
from counter.models.life import Certified
from counter.models.life_lists import LifeList, LifeLists, Uncollected
from counter.models.numbers import mask_phone
from counter.rules.rights import Act
from counter.services.life import certifications, records
from counter.services.office import Office, act

MOST = 2000
_UNCOLLECTED = (
    "SELECT id, short_code, applicant_name, procedure_name, ready_at, contact_phone FROM dossier"
    " WHERE state = 9 ORDER BY ready_at, id LIMIT ?"
)


@act(Act.READ, writes=False)
def read(office: Office, which: LifeList, first: date, last: date) -> LifeLists:
    """One list. Results and originals are as they stand now, oldest first; a register of certifications is of
    the year of `last`; the others are of the days `first` to `last`, both in it."""
    found = LifeLists(which=which, first=first, last=last)
    match which:
        case LifeList.UNCOLLECTED:
            return replace(found, uncollected=uncollected(office))
        case LifeList.LENT:
            return replace(found, lent=records.lent(office, out_only=True))
        case LifeList.DEMANDS:
            return replace(found, demands=records.demands(office, first, last))
        case LifeList.GUIDANCE:
            return replace(found, guidances=records.guidances(office, first, last))
    year = last.year
    whole = LifeLists(which=which, first=date(year, 1, 1), last=date(year, 12, 31))
    return replace(whole, certifications=certifications.register(office, Certified(which), year))


def uncollected(office: Office) -> tuple[Uncollected, ...]:
    """Results that wait to be collected, the oldest first: one range of one index."""
    today = local(office.now()).date()
    with office.store.query() as connection:
        return tuple(
            Uncollected(
                dossier_id=ident,
                short_code=short,
                applicant=name,
                procedure=procedure,
                ready_at=(at := from_micros(ready)),
                days=(today - local(at).date()).days,
                phone=mask_phone(phone) if phone else "",
            )
            for ident, short, name, procedure, ready, phone in connection.execute(_UNCOLLECTED, (MOST,))
        )
