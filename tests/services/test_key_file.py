"""The key file: two wraps of one key, bound to their store; wrong ones are refused in plain words."""

import json
import stat
from pathlib import Path

import pytest

from counter import sealing
from counter.errors import CounterError, Refused, StoreError
from counter.models.keys import DataKey
from counter.models.staff import Role
from counter.paths import key_path, key_spare
from counter.services.key import key_file, keys, opening
from counter.services.office import Office
from counter.services.store.store import Store
from counter.settings import MachineSettings, WardSettings
from tests.conftest import START

SAID, OTHER = "thuyền nan xuôi dòng An Cựu", "cây bàng già trước cổng trường"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "counter.db"


@pytest.fixture
def words(path: Path) -> tuple[str, ...]:
    """An encrypted store with its key file; the words of its paper."""
    made = key_file.make(SAID)
    Store.open(path, key=made.key.copy()).close()
    key_file.write(path, made.file)
    return made.words


def opens(path: Path, key: DataKey) -> bool:
    with Store.open(path, key=key) as store, store.query() as connection:
        return connection.execute("SELECT count(*) FROM staff").fetchone() == (0,)


def test_passphrase_and_paper_open_the_same_store(path: Path, words: tuple[str, ...]) -> None:
    assert opens(path, key_file.unlock(path, f"  {SAID} "))
    assert opens(path, key_file.recover(path, " ".join(words).upper()))
    assert stat.S_IMODE(key_path(path).stat().st_mode) == 0o600
    told = key_path(path).read_text()
    assert SAID not in told and bytes(key_file.unlock(path, SAID)).hex() not in told
    assert not any(f" {word} " in told for word in words)


def test_capitals_do_not_keep_the_offered_passphrase_out(path: Path) -> None:
    """Caps Lock, or a first letter that a habit makes big; not the other way round."""
    offered = key_file.new_passphrase()
    made = key_file.make(offered)
    key_file.write(path, made.file)
    for typed in (offered.upper(), offered.capitalize()):
        assert bytes(key_file.unlock(path, typed)) == bytes(made.key)
    key_file.write(path, key_file.make(SAID).file)
    with pytest.raises(Refused):
        key_file.unlock(path, SAID.lower())


def test_a_wrong_or_missing_key_is_refused(path: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as wrong:
        key_file.unlock(path, OTHER)
    assert wrong.value.message_id == "key.wrong_passphrase"
    stranger = key_file.make(OTHER)
    with pytest.raises(Refused) as paper:
        key_file.recover(path, " ".join(stranger.words))
    assert paper.value.message_id == "key.wrong_recovery"
    with pytest.raises(StoreError) as other:
        Store.open(path, key=stranger.key)
    assert other.value.message_id == "store.wrong_key"
    with pytest.raises(StoreError) as none:
        Store.open(path)
    assert none.value.message_id == "store.not_a_store"


def test_another_passphrase_wraps_the_same_key_anew(path: Path, words: tuple[str, ...]) -> None:
    before = path.read_bytes()
    key = key_file.unlock(path, SAID)
    key_file.rewrap(path, key, OTHER)
    assert path.read_bytes() == before
    with pytest.raises(Refused):
        key_file.unlock(path, SAID)
    assert opens(path, key_file.unlock(path, OTHER))
    assert opens(path, key_file.recover(path, " ".join(words)))
    with pytest.raises(Refused) as short:
        key_file.rewrap(path, key_file.unlock(path, OTHER), "ngắn")
    assert short.value.message_id == "key.passphrase_short"


def test_a_new_paper_ends_the_old_one(path: Path, words: tuple[str, ...]) -> None:
    fresh, before, text = key_file.new_recovery(path, key_file.unlock(path, SAID))
    assert opens(path, key_file.recover(path, " ".join(words)))  # until it is written
    key_file.replace(path, before, text)
    with pytest.raises(Refused):
        key_file.recover(path, " ".join(words))
    assert opens(path, key_file.recover(path, " ".join(fresh)))


def spoil(file: Path, change: str) -> None:
    if change == "gone":
        file.unlink()
    elif change == "cut":
        file.write_bytes(file.read_bytes()[:-40])
    elif change == "noise":
        file.write_bytes(b"\xff\x00" * 100)
    elif change == "huge":
        file.write_bytes(b"[" * 100_000)
    else:
        whole = json.loads(file.read_text())
        if change == "newer":
            whole["version"] = 2
        elif change == "hungry":
            whole["wraps"]["passphrase"]["memory_kib"] = 1 << 40
        elif change == "patient":
            whole["wraps"]["passphrase"]["passes"] = 17
        elif change == "both":
            whole["wraps"]["passphrase"] |= {"passes": 16, "memory_kib": (1 << 18) + 1}
        elif change == "cheap":
            whole["wraps"]["passphrase"]["passes"] += 1
        elif change == "swapped":
            whole["wraps"]["passphrase"] = whole["wraps"]["recovery"]
        elif change == "other store":
            whole["store"] = "00" * 16
        elif change == "no wrap":
            whole["wraps"] = {"passphrase": 7}
        file.write_text(json.dumps(whole))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("gone", "key.file_missing"),
        ("cut", "key.file_damaged"),
        ("noise", "key.file_damaged"),
        ("huge", "key.file_damaged"),
        ("newer", "key.file_newer"),
        ("hungry", "key.file_damaged"),
        ("patient", "key.file_damaged"),
        ("both", "key.file_damaged"),
        ("no wrap", "key.file_damaged"),
        ("cheap", "key.wrong_passphrase"),
        ("swapped", "key.wrong_passphrase"),
        ("other store", "key.file_foreign"),
    ],
)
def test_a_spoiled_key_file_opens_nothing(path: Path, words: tuple[str, ...], change: str, told: str) -> None:
    for file in (key_path(path), key_spare(path)):
        spoil(file, change)
    with pytest.raises(CounterError) as refused:
        key_file.unlock(path, SAID)
    assert refused.value.message_id == told


def test_a_key_shows_itself_to_nobody_and_is_gone_with_its_store(path: Path, words: tuple[str, ...]) -> None:
    key = key_file.unlock(path, SAID)
    assert bytes(key).hex() not in repr(key) + str([key]) + f"{key!s}"
    store = Store.open(path, key=key)
    sealed = sealing.seal(path, b"paper")
    assert sealing.unseal(path, sealed, "x") == b"paper" and b"paper" not in sealed
    store.close()
    assert key.forgotten
    with pytest.raises(StoreError) as closed:
        sealing.unseal(path, sealed, "x")
    assert closed.value.message_id == "key.not_open"


def test_a_changed_or_foreign_paper_is_refused(path: Path, words: tuple[str, ...]) -> None:
    with Store.open(path, key=key_file.unlock(path, SAID)):
        sealed = sealing.seal(path, b"paper")
        assert sealing.seal(path, b"paper") != sealed
        for place in range(0, len(sealed), 5):
            changed = bytearray(sealed)
            changed[place] ^= 1
            with pytest.raises(StoreError) as refused:
                sealing.unseal(path, bytes(changed), "x")
            assert refused.value.message_id == "key.paper_damaged"
        with pytest.raises(StoreError):
            sealing.unseal(path, sealed[:20], "x")


@pytest.mark.parametrize("said", ["Thành phố Huế 2026", "nguyen thi hoa 1985", OTHER])
def test_a_name_that_everybody_at_the_counter_knows_is_no_new_passphrase(tmp_path: Path, said: str) -> None:
    ward = WardSettings(city_name="thành phố Huế")
    made = opening.set_up_counter(
        MachineSettings(store=tmp_path / "counter.db"), ward, "Nguyễn Thị Hoa", Role.SUPERVISOR, "2468", "a",
        START, key_file.make(SAID),
    )  # fmt: skip
    with made.store as store:
        office = Office(store=store, actor=made.actor, ward=made.ward, now=lambda: START)
        if said == OTHER:
            keys.change(office, SAID, said)
        else:
            with pytest.raises(Refused) as refused:
                keys.change(office, SAID, said)
            assert [problem.message_id for problem in refused.value.problems] == ["key.passphrase_obvious"]
        assert key_file.unlock(store.path, OTHER if said == OTHER else SAID)
