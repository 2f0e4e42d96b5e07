"""The gateway that the ward's settings name, with the account of the environment or the keyring.

Importing this loads no network: httpx comes with the first call.
"""

from pathlib import Path

from counter.errors import Problem, Refused
from counter.portal import credentials
from counter.portal.credentials import Credentials
from counter.portal.gateway import (
    AdapterGateway,
    AdapterSettings,
    Gateway,
    ProvincialGateway,
    ProvincialSettings,
)
from counter.portal.transport import Transport
from counter.rules.ward import sending_problems
from counter.settings import WardSettings


def gateway(ward: WardSettings, *, practice: bool, account: Credentials | None = None) -> Gateway:
    """The gateway of the settings. `account` None: looked for (the provincial gateway needs none).

    Refused with every reason: sending is not over HTTP, a setting is missing or wrong, there is no account,
    or practice would go to another machine.
    """
    if ward.sending != "gateway":
        raise Refused((Problem("sending", "outbox.not_gateway"),))
    if problems := sending_problems(ward):
        raise Refused(problems)
    transport = Transport(ward.sync_address, ca_file=Path(ward.sync_ca_file) if ward.sync_ca_file else None)
    if ward.sync_variant == "provincial":
        paths = ProvincialSettings(
            add_path=ward.sync_add_path, update_path=ward.sync_update_path, steps_path=ward.sync_steps_path
        )
        return ProvincialGateway(transport, paths, practice=practice)
    known = account or credentials.find()
    if known is None:
        names = {"user": credentials.USER, "word": credentials.PASSWORD, "service": credentials.SERVICE}
        raise Refused((Problem("login", "outbox.no_account", names),))
    settings = AdapterSettings(
        auth_path=ward.sync_auth_path,
        data_path=ward.sync_data_path,
        share_path=ward.sync_share_path,
        destination=ward.sync_destination,
        unit=ward.sync_unit,
    )
    return AdapterGateway(transport, settings, known, practice=practice)
