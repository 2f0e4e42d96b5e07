"""Made-up filings on the portal: most have their code, some of the last days are on their way or in doubt."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from counter.models.submission import ConsentKind, SyncState

_LATELY = timedelta(days=9)  # older filings are settled one way or the other
_OPEN = {
    SyncState.PREPARED: 10,
    SyncState.WAITING: 8,
    SyncState.SENDING: 2,
    SyncState.UNKNOWN: 3,
    SyncState.HELD: 2,
}
_OPEN_SHARE = 95  # of a hundred filings of the last days
_REFUSED = 1  # of a hundred
_CONFIRMED_AFTER = timedelta(days=20)  # the portal's late confirmation
_KINDS = {ConsentKind.SIGNATURE: 80, ConsentKind.FINGERPRINT: 15, ConsentKind.WITNESSES: 5}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """One filing. Times are None for what has not happened."""

    state: SyncState
    since: datetime
    begun_at: datetime
    consent: ConsentKind | None = None
    consent_at: datetime | None = None
    read_back_at: datetime | None = None
    filed_at: datetime | None = None


def filing(rng: random.Random, begun: datetime, end: datetime, *, settled: bool) -> Filing:
    """A filing begun at a moment, as it stands at the end; one of a settled dossier was filed."""
    state = SyncState.FILED
    if not settled and end - begun < _LATELY and rng.randrange(100) < _OPEN_SHARE:
        state = rng.choices(list(_OPEN), list(_OPEN.values()))[0]
    elif not settled and rng.randrange(100) < _REFUSED:
        state = SyncState.REFUSED
    elif end - begun > _CONFIRMED_AFTER and rng.randrange(100) < 80:
        state = SyncState.CONFIRMED
    if state is SyncState.PREPARED:
        return Filing(state=state, since=begun, begun_at=begun)
    consent_at = begun + timedelta(seconds=rng.randrange(40, 200))
    kind = rng.choices(list(_KINDS), list(_KINDS.values()))[0]
    if state is SyncState.WAITING:
        return Filing(state=state, since=consent_at, begun_at=begun, consent=kind, consent_at=consent_at)
    read_at = consent_at + timedelta(seconds=rng.randrange(60, 400))
    done_at = read_at + timedelta(seconds=rng.randrange(30, 300))
    filed = state in (SyncState.FILED, SyncState.CONFIRMED)
    return Filing(
        state=state,
        since=done_at,
        begun_at=begun,
        consent=kind,
        consent_at=consent_at,
        read_back_at=read_at,
        filed_at=done_at if filed else None,
    )
