"""Settings: what this ward and this machine are. No side effect at import.

`WardSettings` live in the store (they are the ward's, every change is audited); `MachineSettings` come
from the environment and the command line.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class WardSettings:
    """What the ward is; prefilled for Phú Xuân with what is publicly known."""

    ward_name: str = "phường Phú Xuân"
    city_name: str = "thành phố Huế"
    centre_name: str = "Trung tâm Phục vụ hành chính công phường Phú Xuân"
    authority_name: str = "UBND phường Phú Xuân"
    address: str = "394 Đinh Tiên Hoàng, phường Phú Xuân, thành phố Huế"  # one-stop-law 1.1
    phone: str = ""  # the counter's own number: the ward must say
    counter_name: str = "Quầy 1"
    unit_code: str = "H57.??"  # the ward's suffix under H57 is not known: codes are provisional until set
    hours: str = "07:30-11:30 13:00-17:00"  # one-stop-law 6.1, unconfirmed after 2025
    receives_saturday: bool = False  # open for reception only: no Saturday counts as a working day by it
    keeps_hour: bool = False  # a limit in working days ends at the hour of receipt, not at closing time
    receipt_form: str = ""  # last used form symbol of the official receipt
    receipt_serial: str = ""
    language: str = "vi"
    lock_minutes: int = 5
    key_minutes: int = 60  # without a hand on the keys, until the store closes and its passphrase is asked
    lookups_per_day: int = 40  # people a volunteer may look up without their card; the ward's own choice
    newcomer_dossiers: int = 0  # of a new clerk, that wait for a second look; a new ward begins with 20
    backup_folder: str = ""  # where the program backs up by itself: a stick, another disk; "" nowhere
    backup_hours: int = 24  # how old the last back-up may be; 0: nobody is reminded
    drawer_tolerance: int = 5_000  # đồng a count may differ without the supervisor; the ward's own choice
    # the ways out to the portal; the account of the exchange is in the environment or the keyring, never here
    sending: str = "none"  # "gateway" over HTTP, "file" for a provincial system to take
    sync_variant: str = "adapter"  # or "provincial" (national-sync 1.1, 1.2)
    sync_address: str = ""
    sync_auth_path: str = ""  # of the adapter
    sync_data_path: str = ""
    sync_share_path: str = ""
    sync_destination: str = ""  # dstcode
    sync_unit: str = ""  # madonvi
    sync_add_path: str = ""  # of the provincial gateway
    sync_update_path: str = ""
    sync_steps_path: str = ""
    sync_ca_file: str = ""  # the only authority that is trusted, where one is given
    sync_per_second: int = 2  # at most so many dossiers a second

    def with_texts(self, texts: Mapping[str, str]) -> "WardSettings":
        """These settings with some of the texts replaced, as a form gives them."""
        known = {f.name for f in fields(self) if isinstance(getattr(self, f.name), str)}
        return replace(self, **{name: text for name, text in texts.items() if name in known})  # type: ignore[arg-type]  # all str by `known`

    @property
    def unit_code_known(self) -> bool:
        """Whether dossier codes may be shown as official."""
        return "?" not in self.unit_code


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineSettings:
    """How the program was started on this machine."""

    store: Path
    practice: bool = False
    rehearsal: str = ""  # the day that a copy which is looked into shows: of practice, but about real people
    band: str = ""  # the id of what the band over that copy says
    language: str | None = None  # None: the ward's setting
    as_name: str | None = None
    converts: bool = False  # a plain store of an earlier version is to be encrypted at the start

    @property
    def asks_who(self) -> bool:
        """Whether people sign in by PIN and the counter locks: wherever something is about real people."""
        return not self.practice or bool(self.rehearsal)
