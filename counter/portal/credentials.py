"""The ward's user name and password of the gateway: of the environment or the system's keyring, nowhere else.

They are the ward's own account of the exchange, never a resident's. They are in no store, no log, no repr.
"""

import os
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Final, NoReturn, Protocol, runtime_checkable

from counter.portal.strict import Json

USER: Final = "COUNTER_PORTAL_USER"
PASSWORD: Final = "COUNTER_PORTAL_PASSWORD"  # noqa: S105  the name of a variable
SERVICE: Final = "counter-portal"  # under which the keyring keeps it


@runtime_checkable
class Keyring(Protocol):
    """What is used of the library `keyring`, where it is installed."""

    def get_password(self, service_name: str, username: str) -> str | None:
        """The password kept for a user of a service, or None."""


class Credentials:
    """A user name and a password. Shows neither, and cannot be pickled or copied into a store."""

    __slots__ = ("_password", "_user")

    def __init__(self, user: str, password: str) -> None:
        self._user = user
        self._password = password

    def login(self) -> dict[str, Json]:
        """The body of the log-in call (national-sync 8.1)."""
        return {"username": self._user, "password": self._password}

    def __repr__(self) -> str:
        return "<Credentials>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("credentials stay in memory")


def find(
    environment: Mapping[str, str] | None = None, *, user: str = "", keyring: Keyring | None = None
) -> Credentials | None:
    """The credentials, or None: user and password of the environment, else the keyring's for this user.

    `user`: the name in the settings, where the environment has none. `keyring` None: the library, if there.
    """
    given = os.environ if environment is None else environment
    name = given.get(USER, "") or user
    if not name:
        return None
    password = given.get(PASSWORD, "") or _kept(name, keyring or _library())
    return Credentials(name, password) if password else None


def _library() -> Keyring | None:
    if find_spec("keyring") is None:
        return None
    module = import_module("keyring")
    return module if isinstance(module, Keyring) else None


def _kept(name: str, keyring: Keyring | None) -> str:
    if keyring is None:
        return ""
    faults: tuple[type[Exception], ...] = (RuntimeError, OSError, *_library_faults())
    try:
        return keyring.get_password(SERVICE, name) or ""
    except faults:  # no keyring runs, or it stays locked
        return ""


def _library_faults() -> tuple[type[Exception], ...]:
    if find_spec("keyring") is None:
        return ()
    fault: object = getattr(import_module("keyring.errors"), "KeyringError", None)
    return (fault,) if isinstance(fault, type) and issubclass(fault, Exception) else ()
