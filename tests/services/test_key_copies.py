"""The key file is gone, cut or another ward's: the second copy opens, or a back-up brings it back."""

import json
import shutil
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from counter import on_disk
from counter.errors import Conflict, CounterError, Refused, StoreError
from counter.models.keys import DataKey
from counter.models.staff import Role
from counter.paths import key_path, key_spare
from counter.services.backup import backup, restore
from counter.services.key import conversion, key_copies, key_file, key_restore, keys, opening
from counter.services.office import Office
from counter.services.staff import staff
from counter.services.store.store import Store
from counter.services.store.write_queue import queue_path
from counter.settings import MachineSettings, WardSettings
from tests.conftest import START

SAID, OTHER = "thuyền nan xuôi dòng An Cựu", "cây bàng già trước cổng trường"


def ward_at(home: Path, said: str) -> tuple[Path, str]:
    """An encrypted store with its first person; the words of its paper."""
    home.mkdir()
    made, path = key_file.make(said), home / "counter.db"
    opening.set_up_counter(
        MachineSettings(store=path),
        WardSettings(),
        "Nguyễn Thị Hoa",
        Role.SUPERVISOR,
        "2468",
        "a",
        START,
        made,
    ).store.close()
    return path, " ".join(made.words)


@pytest.fixture
def ward(tmp_path: Path) -> tuple[Path, str]:
    return ward_at(tmp_path / "home", SAID)


@pytest.fixture
def others(tmp_path: Path) -> Path:
    """The key file of another ward, whose passphrase is known here."""
    return key_path(ward_at(tmp_path / "other", OTHER)[0])


def put_back_noted(path: Path, key: DataKey) -> int:
    with opening.open_store(path, key) as store, store.query() as connection:
        return len(
            connection.execute("SELECT 1 FROM audit_event WHERE event = 'key.event.put_back'").fetchall()
        )


def files_of(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.parent.iterdir() if file.is_file()}


def deleted(file: Path, _: Path) -> None:
    file.unlink()


def cut(file: Path, _: Path) -> None:
    file.write_bytes(file.read_bytes()[:100])


def emptied(file: Path, _: Path) -> None:
    file.write_bytes(b"")


def swapped(file: Path, others: Path) -> None:
    shutil.copy(others, file)


WAYS = (deleted, cut, emptied, swapped)
LOST: dict[Callable[[Path, Path], None], str] = {
    deleted: "key.file_missing",
    cut: "key.file_damaged",
    emptied: "key.file_damaged",
    swapped: "key.file_foreign",
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("by_paper", [False, True])
def test_the_second_copy_opens_and_puts_the_first_back(
    ward: tuple[Path, str], others: Path, way: Callable[[Path, Path], None], by_paper: bool
) -> None:
    path, words = ward
    was = key_path(path).read_bytes()
    assert key_spare(path).read_bytes() == was
    way(key_path(path), others)
    spoiled = key_path(path).read_bytes() if key_path(path).exists() else None
    assert key_file.is_sealed(path)
    key = key_file.recover(path, words) if by_paper else key_file.unlock(path, SAID)
    assert put_back_noted(path, key) == 1
    assert key_path(path).read_bytes() == key_spare(path).read_bytes() == was
    aside = [file.read_bytes() for file in path.parent.glob(f"*{key_copies.ASIDE}*")]
    assert aside == ([] if spoiled is None else [spoiled])  # another ward's key is not destroyed
    assert put_back_noted(path, key_file.unlock(path, SAID)) == 1


@pytest.mark.parametrize("way", WAYS)
def test_a_spoiled_second_copy_is_made_anew_by_the_first(
    ward: tuple[Path, str], others: Path, way: Callable[[Path, Path], None]
) -> None:
    path, _ = ward
    way(key_spare(path), others)
    assert put_back_noted(path, key_file.unlock(path, SAID)) == 0
    assert key_path(path).read_bytes() == key_spare(path).read_bytes()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("by_paper", [False, True])
def test_with_both_gone_the_words_say_what_to_do_and_a_backup_brings_it_back(
    ward: tuple[Path, str], others: Path, tmp_path: Path, way: Callable[[Path, Path], None], by_paper: bool
) -> None:
    path, words = ward
    stick = tmp_path / "stick"
    stick.mkdir()
    with opening.open_store(path, key_file.unlock(path, SAID)) as store:
        backup.back_up(Office(store=store, actor=staff.names(store)[0], ward=WardSettings()), stick)
    for file in (key_path(path), key_spare(path)):
        way(file, others)
    with pytest.raises(StoreError) as told:
        key_file.unlock(path, SAID)
    assert told.value.message_id == LOST[way]
    if way is deleted:
        with pytest.raises(StoreError) as told:
            opening.open_store(path, None)
        assert told.value.message_id == "key.file_lost"
    content = key_restore.kept_in(stick)

    def unlock(given: key_copies.KeyText) -> DataKey:
        if by_paper:
            return key_file.recover(path, words, given=given)
        return key_file.unlock(path, SAID, given=given)

    def wrong(given: key_copies.KeyText) -> DataKey:
        return key_file.unlock(path, OTHER, given=given)

    with pytest.raises(Refused):
        key_restore.put_back(path, content, wrong, START + timedelta(hours=1))
    key_restore.put_back(path, content, unlock, START + timedelta(hours=1))
    assert put_back_noted(path, key_file.unlock(path, SAID)) == 1


def test_a_key_file_of_another_ward_is_not_put_beside_this_store(
    ward: tuple[Path, str], others: Path
) -> None:
    path, _ = ward
    for file in (key_path(path), key_spare(path)):
        file.unlink()
    content = key_restore.kept_in(others)

    def unlock(given: key_copies.KeyText) -> DataKey:
        return key_file.unlock(path, OTHER, given=given)

    with pytest.raises(StoreError) as told:
        key_restore.put_back(path, content, unlock, START)
    assert told.value.message_id == "key.of_another"
    assert not key_file.is_sealed(path)


def test_a_good_key_file_is_not_replaced(ward: tuple[Path, str], tmp_path: Path) -> None:
    path, _ = ward
    copied = tmp_path / "copied-key"
    shutil.copy(key_path(path), copied)

    def unlock(given: key_copies.KeyText) -> DataKey:
        return key_file.unlock(path, SAID, given=given)

    with pytest.raises(Refused) as told:
        key_restore.put_back(path, key_restore.kept_in(copied), unlock, START)
    assert told.value.message_id == "key.file_works"


@pytest.mark.parametrize("broken", ["first", "second"])
def test_the_old_passphrase_opens_no_copy_wherever_the_change_is_cut_off(
    ward: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    """Killed, or on a full disk: either nothing was changed, or the old one opens nothing."""
    path, _ = ward
    real, writes = on_disk.write, 0

    def write(place: Path, content: bytes) -> None:
        nonlocal writes
        writes += 1
        if writes == (1 if broken == "first" else 2):
            raise OSError(28, "No space left on device")
        real(place, content)

    key = key_file.unlock(path, SAID)
    with monkeypatch.context() as patch:
        patch.setattr(on_disk, "write", write)
        try:
            key_file.rewrap(path, key, OTHER)
        except CounterError as fault:
            assert (broken, fault.message_id) == ("first", "key.not_written")
    opens, opens_not = (SAID, OTHER) if broken == "first" else (OTHER, SAID)
    for _ in range(2):  # the first of them makes the second copy anew
        assert bytes(key_file.unlock(path, opens)) == bytes(key)
        with pytest.raises(Refused):
            key_file.unlock(path, opens_not)
    assert key_path(path).read_bytes() == key_spare(path).read_bytes()


def test_a_backup_has_the_key_file_when_the_first_was_deleted_meanwhile(
    ward: tuple[Path, str], tmp_path: Path
) -> None:
    path, _ = ward
    stick = tmp_path / "stick"
    stick.mkdir()
    with opening.open_store(path, key_file.unlock(path, SAID)) as store:
        office = Office(store=store, actor=staff.names(store)[0], ward=WardSettings(), now=lambda: START)
        key_path(path).unlink()
        made = backup.back_up(office, stick)
        assert (made.folder / "counter.db-key").is_file() and key_path(path).is_file()
        key_path(path).unlink()
        key_spare(path).unlink()
        with pytest.raises(StoreError) as told:
            backup.back_up(replace(office, now=lambda: START + timedelta(hours=1)), stick)
        assert told.value.message_id == "key.file_missing"
    assert [folder.name for folder in stick.iterdir()] == [made.folder.name]


def test_a_restore_leaves_no_second_copy_of_the_store_before(ward: tuple[Path, str], tmp_path: Path) -> None:
    path, _ = ward
    stick = tmp_path / "stick"
    stick.mkdir()
    with opening.open_store(path, key_file.unlock(path, SAID)) as store:
        backup.back_up(Office(store=store, actor=staff.names(store)[0], ward=WardSettings()), stick)
    key_file.rewrap(path, key_file.unlock(path, SAID), OTHER)
    found = restore.restore(
        restore.source_of(stick),
        path,
        lambda place: key_file.unlock(place, SAID),
        lambda copy: staff.names(copy)[0],
        START + timedelta(hours=2),
    )
    aside = path.with_name(found.aside)
    assert key_path(aside).is_file() and key_spare(aside).is_file()
    with pytest.raises(Refused):
        key_file.unlock(path, OTHER)
    with Store.open(path, key=key_file.unlock(path, SAID)):
        assert key_spare(path).read_bytes() == key_path(path).read_bytes()


def test_an_emptied_store_beside_its_key_file_is_not_made_anew(
    ward: tuple[Path, str], tmp_path: Path
) -> None:
    path, _ = ward
    stick, key, other = tmp_path / "stick", key_file.unlock(path, SAID), key_file.unlock(path, SAID)
    stick.mkdir()
    with opening.open_store(path, key_file.unlock(path, SAID)) as store:
        backup.back_up(Office(store=store, actor=staff.names(store)[0], ward=WardSettings()), stick)
    path.write_bytes(b"")
    conversion.aside_of(path).write_bytes(b"the copy of a conversion that was cut off")
    queue_path(path).unlink()
    before = files_of(path)
    ways: tuple[Callable[[], Store], ...] = (
        lambda: opening.open_store(path, key),
        lambda: Store.open(path, key=other),
    )
    for open_it in ways:
        with pytest.raises(StoreError) as told:
            open_it()
        assert told.value.message_id == "key.store_empty"
    assert files_of(path) == before
    conversion.clear_aside(path)
    restore.restore(
        restore.source_of(stick),
        path,
        lambda place: key_file.unlock(place, SAID),
        lambda copy: staff.names(copy)[0],
        START + timedelta(hours=2),
    )
    with opening.open_store(path, key_file.unlock(path, SAID)) as store:
        assert staff.names(store)


def test_an_empty_file_without_a_key_file_may_become_a_store(tmp_path: Path) -> None:
    path = tmp_path / "counter.db"
    path.write_bytes(b"")
    with opening.open_store(path, None) as store:
        assert not staff.names(store)


@pytest.fixture
def windows(ward: tuple[Path, str]) -> Iterator[tuple[Office, Office]]:
    """Two programs of one store, a leader in each."""
    path, _ = ward
    with (
        opening.open_store(path, key_file.unlock(path, SAID)) as one,
        opening.open_store(path, key_file.unlock(path, SAID)) as two,
    ):
        first, second = (
            Office(store=store, actor=staff.names(store)[0], ward=WardSettings(), now=lambda: START)
            for store in (one, two)
        )
        yield first, second


def test_a_paper_made_before_the_passphrase_was_changed_does_not_bring_the_old_one_back(
    ward: tuple[Path, str], windows: tuple[Office, Office]
) -> None:
    path, words = ward
    paper = keys.prepare_paper(windows[0], SAID)
    keys.change(windows[1], SAID, OTHER)
    with pytest.raises(Conflict) as told:
        keys.replace_paper(windows[0], paper)
    assert told.value.message_id == "key.paper_void"
    with pytest.raises(Refused):
        key_file.unlock(path, SAID)
    assert bytes(key_file.unlock(path, OTHER)) == bytes(key_file.recover(path, words))
    again = keys.prepare_paper(windows[0], OTHER)
    keys.replace_paper(windows[0], again)
    assert bytes(key_file.unlock(path, OTHER)) == bytes(key_file.recover(path, " ".join(again.words)))


def test_of_two_papers_made_at_once_the_one_said_to_be_good_is(
    ward: tuple[Path, str], windows: tuple[Office, Office]
) -> None:
    path, _ = ward
    first, second = (keys.prepare_paper(office, SAID) for office in windows)
    keys.replace_paper(windows[1], second)
    with pytest.raises(Conflict):
        keys.replace_paper(windows[0], first)
    key_file.recover(path, " ".join(second.words))
    with pytest.raises(Refused):
        key_file.recover(path, " ".join(first.words))


def test_a_change_by_a_passphrase_that_was_changed_meanwhile_is_refused(
    ward: tuple[Path, str], windows: tuple[Office, Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one comes between the passphrase and the new key file."""
    path, third = ward[0], "con đò ngang qua bến vắng chiều mưa"
    real = key_file.check_passphrase

    def check(text: str, known: tuple[str, ...] = ()) -> None:
        if text == OTHER:
            keys.change(windows[1], SAID, third)
        real(text, known)

    monkeypatch.setattr(key_file, "check_passphrase", check)
    with pytest.raises(Conflict) as told:
        keys.change(windows[0], SAID, OTHER)
    assert told.value.message_id == "key.changed_meanwhile"
    key_file.unlock(path, third)


def test_a_file_given_to_be_put_back_is_named_as_it_was_given(ward: tuple[Path, str], tmp_path: Path) -> None:
    path, _ = ward
    whole = json.loads(key_path(path).read_bytes())
    for file in (key_path(path), key_spare(path)):
        file.unlink()
    bad = tmp_path / "found on a stick"
    for content in (b"noise", json.dumps(whole | {"wraps": {}}).encode()):
        bad.write_bytes(content)
        with pytest.raises(StoreError) as told:
            given = key_restore.kept_in(bad)
            key_restore.put_back(path, given, lambda one: key_file.unlock(path, SAID, given=one), START)
        assert (told.value.message_id, told.value.params["file"]) == ("key.file_damaged", bad.name)


def test_of_a_file_given_no_more_is_read_than_a_key_file_has(tmp_path: Path) -> None:
    huge = tmp_path / "huge"
    with huge.open("wb") as file:
        file.truncate(300 << 20)
    tracemalloc.start()
    try:
        with pytest.raises(StoreError) as told:
            key_restore.kept_in(huge)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert told.value.params["file"] == "huge" and most < 4 << 20
