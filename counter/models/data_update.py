"""A data update (gói dữ liệu): new fees, law and calendar, signed by who maintains them for many wards."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleFile:
    """One file of a bundle: where it belongs under the data, its size in bytes, its SHA-256 in hex."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a bundle says of itself; the signature is over this. `version` only grows: 2026120101."""

    version: int
    made_at: datetime  # aware UTC
    valid_from: date  # the first day it counts, in the ward's zone
    about: str  # what it brings, in words
    signer: str  # the fingerprint of the key, 30 digits
    files: tuple[BundleFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A bundle taken apart, every file as the manifest names it; whose signature it has was not asked."""

    manifest: Manifest
    signed: bytes  # what the signature is over
    signature: bytes
    texts: dict[str, bytes]  # by path


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedKey:
    """A public key (khoá công khai) whose bundles are taken. `shipped`: it came with the program."""

    name: str
    public: bytes
    fingerprint: str  # 30 digits
    shipped: bool = False
    trusted_by: str = ""
    trusted_on: str = ""  # YYYY-MM-DD


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeChange:
    """A fee of a procedure that is another. Amounts in đồng; None: not known, or not there."""

    code: str
    procedure: str
    fee: str
    old: int | None = None
    new: int | None = None
    since: date | None = None
    source: str = ""
    added: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureChange:
    """A procedure that is new, gone, or says something else; `parts` are names of its fields."""

    code: str
    procedure: str
    kind: str  # "new", "gone", "changed"
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChange:
    """A day that is another in the official calendar. "" where it is an ordinary day."""

    day: date
    old: str = ""
    new: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataChanges:
    """What an update changes against the data that counts now."""

    fees: tuple[FeeChange, ...] = ()
    procedures: tuple[ProcedureChange, ...] = ()
    days: tuple[DayChange, ...] = ()
    files: tuple[tuple[str, str], ...] = ()  # path, "new", "changed" or "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateLook:
    """What is known of a bundle before it is taken, or of what was just taken (`dry` False)."""

    version: int
    made_at: datetime
    valid_from: date
    about: str
    signer: str
    fingerprint: str
    before: int  # the version that counts now
    changes: DataChanges
    dry: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledUpdate:
    """A data update that was taken. `counts`: it is the one that lies over the shipped data today."""

    version: int
    valid_from: date
    about: str
    signer: str
    taken_on: str  # YYYY-MM-DD
    files: int
    counts: bool = False
    whole: bool = True  # its files are those that were signed


@dataclass(frozen=True, slots=True, kw_only=True)
class DataVersions:
    """The data this program works with."""

    shipped: int
    counts: int
    running: int  # what this process began with
    signer: str  # of the one that counts; "" for the shipped data
    updates: tuple[InstalledUpdate, ...] = ()
