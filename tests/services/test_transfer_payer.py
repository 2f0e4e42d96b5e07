"""Who pays a transfer may be said while it waits; the code that was given stays the same."""

from dataclasses import replace

import pytest

from counter.errors import Conflict, Refused
from counter.models.money import Payer
from counter.models.staff import Role, StaffView
from counter.models.transfers import RequestDraft
from counter.services.bank import accounts, transfers
from counter.services.office import Office
from tests.services.journeys import certified_copy, received


def test_the_payer_is_named_once_and_the_code_stays(office: Office, people: dict[Role, StaffView]) -> None:
    chief = replace(office, actor=people[Role.SUPERVISOR])
    account = accounts.add(chief, "970436", "113366668888", "UBND PHUONG MAU", "VCB", operation="account")
    view = received(office, certified_copy(office))
    shares = ((view.id, view.version, None),)
    asked = transfers.ask(office, RequestDraft(operation="ask", shares=shares, account_id=account.id))
    assert (asked.payer, asked.payer_name) == (Payer.SELF, view.applicant.full_name)
    with pytest.raises(Refused):
        transfers.name_payer(office, asked.id, Payer.CHILD, " ", operation="no", version=asked.version)
    for _ in range(2):  # a second press finds the first
        named = transfers.name_payer(
            office, asked.id, Payer.CHILD, "Trần Văn Con", operation="payer", version=asked.version
        )
        assert (named.payer, named.payer_name) == (Payer.CHILD, "Trần Văn Con")
        assert (named.memo, named.payload, named.version) == (asked.memo, asked.payload, asked.version + 1)
    with pytest.raises(Conflict):
        transfers.name_payer(office, asked.id, Payer.SELF, "", operation="late", version=asked.version)
