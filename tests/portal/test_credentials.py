"""The ward's account comes from the environment or the keyring, and is shown nowhere."""

import copy
import pickle
from dataclasses import dataclass, field

import pytest

from counter.portal import credentials
from counter.portal.credentials import PASSWORD, USER, Credentials, Keyring, find

BOTH = {USER: "h57_motcua", PASSWORD: "Rat-Bi-Mat"}


@dataclass
class Kept:
    """A keyring of a test; it may be locked."""

    kept: dict[tuple[str, str], str] = field(default_factory=dict)
    locked: bool = False

    def get_password(self, service_name: str, username: str) -> str | None:
        if self.locked:
            raise RuntimeError("locked")
        return self.kept.get((service_name, username))


def test_both_come_from_the_environment() -> None:
    found = find(BOTH)
    assert found is not None
    assert found.login() == {"username": "h57_motcua", "password": "Rat-Bi-Mat"}


def test_the_keyring_is_asked_for_the_user_of_the_settings() -> None:
    keyring = Kept({(credentials.SERVICE, "h57"): "tu-khoa"})
    found = find({}, user="h57", keyring=keyring)
    assert found is not None and "tu-khoa" in found.login().values()
    assert find({}, user="another", keyring=keyring) is None
    assert find({}, user="h57", keyring=Kept(locked=True)) is None
    first = find(BOTH, user="h57", keyring=keyring)
    assert first is not None and first.login()["username"] == "h57_motcua"


@pytest.mark.parametrize("environment", [{}, {PASSWORD: "x"}, {USER: "a"}, {USER: "a", PASSWORD: ""}])
def test_half_an_account_is_none(environment: dict[str, str]) -> None:
    assert find(environment, keyring=Kept()) is None


def test_without_the_library_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(credentials, "find_spec", lambda name: None)
    assert find({USER: "a"}) is None


def test_an_account_shows_nothing_and_is_kept_nowhere() -> None:
    made = Credentials("h57_motcua", "Rat-Bi-Mat")
    assert repr(made) == str(made) == f"{made}" == "<Credentials>"
    assert not hasattr(made, "__dict__")
    for keep in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            keep(made)
    assert isinstance(Kept(), Keyring)
