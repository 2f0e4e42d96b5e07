"""A plain store becomes an encrypted one: all of it, and nothing lost wherever the way is cut off."""

import itertools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from counter import sealing
from counter.errors import Conflict, CounterError, Forbidden, Refused, StoreError
from counter.models.keys import NewKeys
from counter.models.staff import Role
from counter.services import setup
from counter.services.key import conversion, key_file, opening
from counter.services.key.opening import Lies, what_lies
from counter.services.office import Office
from counter.services.staff import staff
from counter.services.store.store import Store
from counter.services.store.write_queue import queue_path
from counter.settings import MachineSettings, WardSettings
from tests.conftest import START

KEPT = {"counter.db", "counter.db-key", "counter.db-key-2"}
SAID, HEAD, PIN = "thuyền nan xuôi dòng An Cựu", "Nguyễn Thị Canary", "2468"
LATER = START + timedelta(minutes=5)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "counter.db"


@pytest.fixture
def plain(path: Path, made_store: Path) -> Path:
    """A plain store of an earlier version with two people in it."""
    path.write_bytes(made_store.read_bytes())
    with Store.open(path) as store:
        head = setup.set_up(
            store, WardSettings(), name=HEAD, role=Role.SUPERVISOR, pin=PIN, operation="a", now=START
        )
        office = Office(store=store, actor=head, ward=WardSettings(), now=lambda: START)
        staff.add(office, "Lê Minh Khôi", Role.VOLUNTEER, PIN, "b")
    return path


@pytest.fixture
def keys() -> NewKeys:
    return key_file.make(SAID)


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.query() as connection:
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        names = [str(name) for (name,) in tables.fetchall()]
        return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}  # noqa: S608


def readable(folder: Path, text: str = "Canary") -> list[str]:
    """The files that hold a text in clear."""
    return [p.name for p in folder.rglob("*") if p.is_file() and text.encode() in p.read_bytes()]


def test_all_of_a_plain_store_comes_over_and_nothing_stays_readable(
    plain: Path, keys: NewKeys, tmp_path: Path
) -> None:
    with Store.open(plain) as store:
        before = rows(store)
    assert readable(tmp_path) == ["counter.db"] and what_lies(plain) is Lies.PLAIN
    conversion.convert(plain, keys)
    assert readable(tmp_path) == [] and what_lies(plain) is Lies.SEALED
    assert {p.name for p in tmp_path.iterdir()} - {queue_path(plain).name} == KEPT
    with opening.open_store(plain, key_file.unlock(plain, SAID)) as store:
        assert rows(store) == before
        with store.write(LATER) as transaction:
            transaction.record(None, "staff.added", subject=("staff", 0), operation="")
    assert readable(tmp_path) == []


def test_only_a_leader_converts_and_is_signed_in_then(plain: Path, keys: NewKeys) -> None:
    machine = MachineSettings(store=plain)
    with pytest.raises(Refused):
        opening.convert_counter(machine, HEAD, "9999", keys, START)
    with pytest.raises(Forbidden):
        opening.convert_counter(machine, "Lê Minh Khôi", PIN, keys, LATER)
    assert what_lies(plain) is Lies.PLAIN
    opened = opening.convert_counter(machine, HEAD, PIN, keys, LATER)
    with opened.store as store, store.query() as connection:
        assert opened.actor is not None and opened.actor.name == HEAD
        assert connection.execute(
            "SELECT count(*) FROM audit_event WHERE event = 'key.event.converted'"
        ).fetchone() == (1,)


def test_a_store_in_use_is_not_converted(plain: Path, keys: NewKeys) -> None:
    code = (
        "import sys; from pathlib import Path; from counter.services.store.store import Store;"
        "s = Store.open(Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(plain)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout is not None
    assert other.stdout.readline() == b"open\n"
    with pytest.raises(StoreError) as refused:
        conversion.convert(plain, keys)
    assert refused.value.message_id == "key.in_use"
    other.communicate()
    assert not key_file.is_sealed(plain) and not conversion.aside_of(plain).exists()
    conversion.convert(plain, keys)


def test_practice_and_other_files_are_not_converted(tmp_path: Path, keys: NewKeys) -> None:
    practice, other = tmp_path / "practice.db", tmp_path / "letter.db"
    Store.open(practice, practice=True).close()
    other.write_bytes(b"no store at all, only a letter" * 40)
    for path, told in ((practice, "store.practice_not_real"), (other, "store.not_a_store")):
        kept = path.read_bytes()
        with pytest.raises(StoreError) as refused:
            conversion.convert(path, keys)
        assert refused.value.message_id == told and path.read_bytes() == kept
        assert not key_file.is_sealed(path)


# -- cut off -----------------------------------------------------------------------------------

STEPS = [
    *((conversion, name) for name in ("_export", "_compare", "_must_be_whole", "_into_place")),
    (conversion, "destroy"),
    (sealing, "destroy"),
    (key_file, "write"),
]


def cut_at(path: Path, wanted: int, spoil: Callable[[], None] = lambda: None) -> bool:
    """Convert in a process of its own that dies before a step; whether it did."""
    if child := os.fork():
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) in (0, 9)
        return os.waitstatus_to_exitcode(status) == 9
    code = 1
    try:
        _die_at(wanted)
        spoil()
        conversion.convert(path, key_file.make(SAID))
        code = 0
    finally:
        os._exit(code)


def _die_at(wanted: int) -> None:
    count = itertools.count(1)

    def counted(done: Callable[..., object]) -> Callable[..., object]:
        def step(*args: object, **kwargs: object) -> object:
            if next(count) == wanted:
                os._exit(9)
            return done(*args, **kwargs)

        return step

    for module, name in STEPS:
        setattr(module, name, counted(getattr(module, name)))


def carried_on(path: Path) -> Iterator[Store]:
    """The store as the next start opens it, whichever of the two it is."""
    if key_file.is_sealed(path):
        yield opening.open_store(path, key_file.unlock(path, SAID))
    else:
        yield opening.open_store(path, None)


def test_wherever_it_is_cut_off_the_next_start_has_every_row(plain: Path, tmp_path: Path) -> None:
    with Store.open(plain) as store:
        before = rows(store)
    kept = plain.read_bytes()
    step, kinds = 1, set()
    while True:
        for file in tmp_path.iterdir():
            file.unlink()
        plain.write_bytes(kept)
        died = cut_at(plain, step)
        kinds.add(what_lies(plain))
        for store in carried_on(plain):
            with store:
                assert rows(store) == before, step
        if what_lies(plain) is Lies.SEALED:
            assert readable(tmp_path) == [], step
        elif step % 5 == 1:
            conversion.convert(plain, key_file.make(SAID))  # it begins anew
            assert readable(tmp_path) == [], step
        if not died:
            break
        step += 1
    assert step > 7 and kinds == {Lies.PLAIN, Lies.SEALED}


def test_the_cutting_off_can_find_a_loss(plain: Path) -> None:
    """The twin: a way that destroys the plain file before its copy has its place loses the store."""

    def spoil() -> None:
        def too_early(store: Path) -> None:
            store.unlink()
            os._exit(9)

        conversion._export = lambda connection, store, key: None
        conversion._swap = too_early

    assert cut_at(plain, 10_000, spoil)
    with pytest.raises(CounterError):
        for store in carried_on(plain):
            store.close()


def test_a_plain_store_changed_behind_an_interrupted_conversion_is_not_taken(
    plain: Path, keys: NewKeys
) -> None:
    with conversion._alone(plain) as connection:
        conversion._export(connection, plain, keys.key)
    key_file.write(plain, keys.file)
    with Store.open(plain) as store, store.write(LATER) as transaction:
        transaction.record(None, "staff.added", subject=("staff", 0), operation="")
    with pytest.raises(StoreError) as refused:
        opening.open_store(plain, key_file.unlock(plain, SAID))
    assert refused.value.message_id == "key.copy_differs"
    assert plain.exists() and conversion.aside_of(plain).exists()


def test_a_plain_copy_that_cannot_be_deleted_stops_nobody_and_is_told(
    plain: Path, keys: NewKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(path: Path) -> None:
        raise PermissionError(path)

    with monkeypatch.context() as patch:
        patch.setattr(sealing, "destroy", denied)
        with pytest.raises(StoreError) as left:
            conversion.convert(plain, keys)
        assert left.value.message_id == "key.plain_left"
        opening.open_store(plain, key_file.unlock(plain, SAID)).close()
        assert conversion.plain_of(plain).exists()
    opening.open_store(plain, key_file.unlock(plain, SAID)).close()
    assert not conversion.plain_of(plain).exists()


# -- a new store -------------------------------------------------------------------------------


def begin(path: Path, keys: NewKeys) -> opening.Opened:
    return opening.set_up_counter(
        MachineSettings(store=path), WardSettings(), HEAD, Role.SUPERVISOR, PIN, "op", START, keys
    )


def test_a_real_store_is_encrypted_from_its_first_moment(path: Path, tmp_path: Path) -> None:
    keys = key_file.make(SAID)
    opened = begin(path, keys)
    assert sealing.is_sealed(path)
    assert readable(tmp_path) == []
    opened.store.close()
    assert not sealing.is_sealed(path)
    assert {p.name for p in tmp_path.iterdir()} - {queue_path(path).name} == KEPT
    with pytest.raises(StoreError) as needed:
        opening.open_counter(MachineSettings(store=path), LATER)
    assert needed.value.message_id == "key.needed"
    again = opening.open_counter(MachineSettings(store=path), LATER, key=key_file.unlock(path, SAID))
    assert [person.name for person in again.staff] == [HEAD]
    again.store.close()


def test_setting_up_never_writes_over_a_store_or_a_key(path: Path, plain: Path) -> None:
    kept = plain.read_bytes()
    with pytest.raises(Conflict):
        begin(path, key_file.make(SAID))
    assert plain.read_bytes() == kept
    plain.unlink()
    with Store.open(path), pytest.raises(StoreError) as used:  # an empty one that somebody looks at
        begin(path, key_file.make(SAID))
    assert used.value.message_id == "key.in_use" and not key_file.is_sealed(path)
    begin(path, key_file.make(SAID)).store.close()
    path.unlink()
    key_file.write(path, b"the key of a store that was carried elsewhere")
    with pytest.raises(StoreError) as sealed:
        begin(path, key_file.make(SAID))
    assert sealed.value.message_id == "key.sealed_already"


def test_setting_up_cut_off_before_the_last_step_goes_on(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def power_cut(source: Path, target: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(conversion, "_into_place", power_cut)
        begin(path, key_file.make(SAID))
    assert not path.exists() and what_lies(path) is Lies.SEALED
    with opening.open_store(path, key_file.unlock(path, SAID)) as store:
        assert [person.name for person in staff.names(store)] == [HEAD]


def test_a_key_without_its_store_and_a_store_of_another_key_are_told(path: Path) -> None:
    begin(path, key_file.make(SAID)).store.close()
    away = path.with_name("away.db")
    path.rename(away)
    with pytest.raises(StoreError) as gone:
        opening.open_store(path, key_file.unlock(path, SAID))
    assert gone.value.message_id == "key.store_gone" and not path.exists()
    Store.open(path, key=key_file.make(SAID).key).close()
    with pytest.raises(StoreError) as other:
        opening.open_store(path, key_file.unlock(path, SAID))
    assert other.value.message_id == "key.file_foreign"
    away.replace(path)
    opening.open_store(path, key_file.unlock(path, SAID)).close()
