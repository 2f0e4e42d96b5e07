"""Signed bundles of fees, law and calendar: made, looked at, taken, gone back from; no forgery gets in."""

import hashlib
import json
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter import on_disk, paths
from counter.errors import DataFault, Forbidden, Refused, StoreError
from counter.models.canonical import canonical
from counter.models.data_update import Manifest, TrustedKey
from counter.models.staff import Role, StaffView
from counter.rules import data_bundle, data_changes
from counter.rules.calendar import WorkCalendar
from counter.services.catalogue.calendar_data import load
from counter.services.catalogue.catalogue import Catalogue
from counter.services.office import Office
from counter.services.store.audit import timeline
from counter.services.store.transaction import Transaction
from counter.services.updates import data_keys, data_signing, data_updates, data_version
from counter.services.verify.verify import verify

PASSPHRASE = "một câu dài dễ nhớ"  # noqa: S105  of a key of this test
CENTRE = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
PUBLIC = CENTRE.public_key().public_bytes_raw()
KEY = TrustedKey(name="Trung tâm dữ liệu", public=PUBLIC, fingerprint=data_bundle.fingerprint(PUBLIC))
TET_2028 = """năm: 2028
đã có thông báo: có
nguồn: Thông báo 100/TB-BNV
các ngày:
  - ngày: 26/01/2028
    loại: nghỉ lễ
    tên: Tết Nguyên đán
"""
NO_DAY = '{"versions":[{"folder":"2026120101-0badc0de","from":"x","about":"","signer":"","taken_on":""}]}'
People = dict[Role, StaffView]


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Updates lie in a folder of this test; the key costs little."""
    monkeypatch.setenv("COUNTER_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(data_signing, "COST", data_signing.KeyCost(passes=1, memory_kib=8))
    paths.update.cache_clear()
    yield tmp_path / "home"
    paths.update.cache_clear()


@pytest.fixture
def admin(office: Office, people: People) -> Office:
    found = replace(office, actor=people[Role.ADMINISTRATOR])
    data_keys.trust(found, KEY, KEY.fingerprint, operation="t" * 32)
    return found


def manifest(texts: dict[str, bytes], version: int = 2026120101, **more: Any) -> Manifest:
    said = Manifest(
        version=version,
        made_at=datetime(2026, 11, 26, 1, 2, 3, tzinfo=UTC),
        valid_from=date(2026, 11, 1),
        about="Lịch nghỉ 2028",
        signer=KEY.fingerprint,
        files=data_bundle.files_of(texts),
    )
    return replace(said, **more)


def made(texts: dict[str, bytes], **more: Any) -> bytes:
    whole = manifest(texts, **more)
    signature = CENTRE.sign(data_bundle.signed(data_bundle.manifest_of(whole)))
    return data_bundle.written(whole, texts, signature)


def calendar(**more: Any) -> bytes:
    return made({"calendar/2028.yaml": TET_2028.encode()}, **more)


def filed(tmp_path: Path, data: bytes) -> str:
    path = tmp_path / "gói.json"
    path.write_bytes(data)
    return str(path)


def restarted() -> None:
    """What a program that starts now works with."""
    paths.update.cache_clear()


def why(action: Callable[[], object]) -> str:
    with pytest.raises((Refused, DataFault)) as fault:
        action()
    return fault.value.message_id


def lost(_self: Transaction) -> None:
    """The end of a write that the disk does not take."""
    raise StoreError("store.disk_full", file="counter.db")


def events(office: Office) -> list[str]:
    """What the store says of bundles, in its order."""
    with office.store.query() as connection:
        rows = connection.execute("SELECT event FROM audit_event WHERE subject_kind = 'data' ORDER BY seq")
        return [row[0] for row in rows]


# -- the way of a bundle ---------------------------------------------------------------------------


def test_new_days_off_are_looked_at_taken_and_gone_back_from(admin: Office, tmp_path: Path) -> None:
    file = filed(tmp_path, calendar())
    look = data_updates.look(admin, file)
    assert [(str(one.day), one.old, one.new) for one in look.changes.days] == [
        ("2028-01-26", "", "holiday Tết Nguyên đán")
    ]
    assert (look.changes.fees, look.changes.procedures, look.signer) == ((), (), KEY.name)
    assert not data_version.root().exists()
    data_updates.take(admin, file, operation="a" * 32)
    shipped = paths.data_dir()
    assert 2028 not in load(shipped).years, "a running program goes on with what it began with"
    restarted()
    assert load(shipped).noticed >= {2026, 2028}
    versions = data_updates.versions()
    assert (versions.counts, versions.running, versions.signer) == (2026120101, 2026120101, KEY.name)
    assert [(one.counts, one.whole) for one in versions.updates] == [(True, True)]
    data_updates.back(admin, operation="b" * 32)
    restarted()
    assert 2028 not in load(shipped).years
    assert data_updates.versions().counts == paths.shipped_version()
    with admin.store.query() as connection:
        told = [one.event for one in timeline(connection, ("data", 2026120101))]
    assert told == ["data.updated", "data.gone_back"]
    assert all(check.failed == 0 for check in verify(admin))


def dearer() -> dict[str, bytes]:
    """The file of civil status in which the first fee of 8.000 is 12.345."""
    text = (paths.data_dir() / "procedures/ho-tich.yaml").read_text(encoding="utf-8")
    return {"procedures/ho-tich.yaml": text.replace("số tiền: 8.000", "số tiền: 12.345", 1).encode()}


def known_amounts() -> set[int | None]:
    return {fee.amount for one in Catalogue(paths.data_dir()).all() for fee in one.fees}


def test_a_fee_is_told_old_and_new_and_the_next_update_keeps_it(admin: Office, tmp_path: Path) -> None:
    before = known_amounts()
    look = data_updates.take(admin, filed(tmp_path, made(dearer())), operation="a" * 32)
    (change,) = look.changes.fees
    assert (change.old, change.new, change.added, change.gone) == (8_000, 12_345, False, False)
    assert look.changes.files == (("procedures/ho-tich.yaml", "changed"),)
    restarted()
    assert known_amounts() - before == {12_345}
    data_updates.take(admin, filed(tmp_path, calendar(version=2026120102)), operation="b" * 32)
    restarted()
    assert known_amounts() - before == {12_345}
    assert 2028 in load(paths.data_dir()).years


def test_a_fee_that_follows_another_is_told_from_its_day() -> None:
    one = next(one for one in Catalogue(paths.data_dir()).all() if any(fee.amount for fee in one.fees))
    fee = next(fee for fee in one.fees if fee.amount)
    ends = replace(fee, valid_to=date(2026, 12, 31))
    follows = replace(fee, id="follows", amount=99_000, valid_from=date(2027, 1, 1))
    later = replace(one, fees=(*(ends if f is fee else f for f in one.fees), follows))
    calendar_ = WorkCalendar()
    (change,) = data_changes.changes(((one,), calendar_), ((later,), calendar_), {}).fees
    assert (change.old, change.new, change.since) == (fee.amount, 99_000, date(2027, 1, 1))


def test_an_update_counts_from_its_first_day_and_not_over_newer_data(admin: Office, tmp_path: Path) -> None:
    data_updates.take(admin, filed(tmp_path, calendar(valid_from=date(2999, 1, 1))), operation="a" * 32)
    assert data_updates.versions().counts == paths.shipped_version()
    folder = data_version.entries()[0].folder
    assert (paths.counting("2998-12-31"), paths.counting("2999-01-01")) == ("", folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "shipped_version", lambda: 2026120101)
        assert paths.counting("2999-01-01") == "", "the program ships newer data by now"


def test_old_and_repeated_bundles_are_refused(admin: Office, tmp_path: Path) -> None:
    file = filed(tmp_path, calendar())
    data_updates.take(admin, file, operation="a" * 32)
    assert why(lambda: data_updates.take(admin, file, operation="b" * 32)) == "data.again"
    for version in (2026120100, 1, paths.shipped_version()):
        older = filed(tmp_path, calendar(version=version))
        assert why(partial(data_updates.look, admin, older)) == "data.older"
    data_updates.back(admin, operation="c" * 32)
    assert why(lambda: data_updates.back(admin, operation="d" * 32)) == "data.nothing_before"
    data_updates.take(admin, filed(tmp_path, calendar()), operation="e" * 32)


def test_data_with_a_fault_is_named_and_not_taken(admin: Office, tmp_path: Path) -> None:
    bad = made({"calendar/2028.yaml": TET_2028.replace("26/01/2028", "26/01/2031").encode()})
    assert why(lambda: data_updates.take(admin, filed(tmp_path, bad), operation="a" * 32)) == (
        "procedure.fault.not_in_year"
    )
    assert not data_version.root().exists()


def test_a_disk_that_is_full_leaves_the_data_before(
    admin: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_updates.take(admin, filed(tmp_path, calendar()), operation="a" * 32)
    before = data_version.entries()

    def full(_path: Path, _content: bytes) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(on_disk, "write_new", full)
    with pytest.raises(StoreError):
        data_updates.take(admin, filed(tmp_path, calendar(version=2026120102)), operation="b" * 32)
    assert data_version.entries() == before
    with admin.store.query() as connection:
        row = connection.execute("SELECT count(*) FROM audit_event WHERE event = 'data.updated'").fetchone()
    assert row == (1,)


def test_a_store_that_does_not_take_it_leaves_the_data_before(
    admin: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Transaction, "finish", lost)
    with pytest.raises(StoreError):
        data_updates.take(admin, filed(tmp_path, calendar()), operation="a" * 32)
    assert data_version.entries() == ()


def test_files_that_were_changed_on_the_disk_are_told(admin: Office, tmp_path: Path) -> None:
    data_updates.take(admin, filed(tmp_path, calendar()), operation="a" * 32)
    (entry,) = data_version.entries()
    (data_version.root() / entry.folder / "calendar/2028.yaml").write_text(TET_2028 + "\n", encoding="utf-8")
    assert [one.whole for one in data_updates.versions().updates] == [False]


def test_a_program_killed_before_the_store_has_it_leaves_what_a_repeat_finishes(
    admin: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = filed(tmp_path, calendar())
    with monkeypatch.context() as patch:
        patch.setattr(data_updates, "ExitStack", _Killed)
        patch.setattr(Transaction, "finish", lost)
        with pytest.raises(StoreError):
            data_updates.take(admin, file, operation="a" * 32)
    (entry,) = data_version.entries()
    assert events(admin) == []
    other = filed(tmp_path, calendar(about="Gói khác cùng số"))
    assert why(lambda: data_updates.take(admin, other, operation="x" * 32)) == "data.again"
    file = filed(tmp_path, calendar())
    for _ in range(2):  # the second is a second press of the same act
        assert data_updates.take(admin, file, operation="b" * 32).version == entry.version
    assert (data_version.entries(), events(admin)) == ((entry,), ["data.updated"])
    assert why(lambda: data_updates.take(admin, file, operation="c" * 32)) == "data.again"
    assert all(check.failed == 0 for check in verify(admin))


def test_going_back_that_was_killed_before_the_store_has_it_goes_one_step_only(
    admin: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in (1, 2):
        data_updates.take(admin, filed(tmp_path, calendar(version=2026120100 + n)), operation=f"{n}" * 32)
    with monkeypatch.context() as patch:
        patch.setattr(data_updates, "ExitStack", _Killed)
        patch.setattr(Transaction, "finish", lost)
        with pytest.raises(StoreError):
            data_updates.back(admin, operation="a" * 32)
    assert events(admin) == ["data.updated", "data.updated"]
    for _ in range(2):  # the second is a second press of the same act
        data_updates.back(admin, operation="b" * 32)
    assert [one.version for one in data_version.entries()] == [2026120101]
    assert events(admin)[2:] == ["data.gone_back"]
    with monkeypatch.context() as patch:  # the last one too
        patch.setattr(data_updates, "ExitStack", _Killed)
        patch.setattr(Transaction, "finish", lost)
        with pytest.raises(StoreError):
            data_updates.back(admin, operation="c" * 32)
    assert data_version.entries() == () and len(events(admin)) == 3
    data_updates.back(admin, operation="d" * 32)
    assert why(lambda: data_updates.back(admin, operation="e" * 32)) == "data.nothing_before"
    assert events(admin)[2:] == ["data.gone_back", "data.gone_back"]
    assert all(check.failed == 0 for check in verify(admin))


class _Killed(ExitStack):
    """What is to be undone when a program is killed: nothing."""

    def __exit__(self, *details: Any) -> None:
        self.pop_all()


def test_going_back_that_the_store_does_not_take_leaves_the_update(
    admin: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_updates.take(admin, filed(tmp_path, calendar()), operation="a" * 32)
    monkeypatch.setattr(Transaction, "finish", lost)
    with pytest.raises(StoreError):
        data_updates.back(admin, operation="b" * 32)
    assert [one.version for one in data_version.entries()] == [2026120101]


def test_only_folders_of_updates_are_let_go(admin: Office, tmp_path: Path) -> None:
    root = data_version.root()
    left, theirs = root / ".2026110101-0badc0de", root / "ảnh của tôi"
    for folder in (left, theirs):
        folder.mkdir(parents=True)
    (root / "2026110102-0badc0de").symlink_to(theirs)
    (theirs / "một.txt").write_text("giữ", encoding="utf-8")
    data_updates.take(admin, filed(tmp_path, calendar()), operation="a" * 32)
    assert (theirs / "một.txt").exists() and not left.exists()


def test_what_was_changed_on_the_disk_is_not_carried_into_the_next(admin: Office, tmp_path: Path) -> None:
    data_updates.take(admin, filed(tmp_path, calendar()), operation="a" * 32)
    (entry,) = data_version.entries()
    (data_version.root() / entry.folder / "calendar/2028.yaml").unlink()
    after = filed(tmp_path, calendar(version=2026120102))
    assert why(lambda: data_updates.take(admin, after, operation="b" * 32)) == "data.last_damaged"
    data_updates.back(admin, operation="c" * 32)
    assert data_updates.take(admin, after, operation="d" * 32).version == 2026120102


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "[" * 100_000,
        NO_DAY,
        '{"versions":[{}]}',
        '{"versions":[{"folder":"../x","from":"2000-01-01"}]}',
    ],
)
def test_a_damaged_list_of_updates_is_as_good_as_none(own_home: Path, text: str) -> None:
    (own_home / "data").mkdir(parents=True)
    (own_home / "data/current.json").write_text(text, encoding="utf-8")
    assert paths.update() is None
    assert data_updates.versions().counts == paths.shipped_version()


# -- who may, and whom to trust --------------------------------------------------------------------


def test_only_leaders_update_and_only_the_administrator_trusts(
    office: Office, people: People, tmp_path: Path
) -> None:
    file = filed(tmp_path, calendar())
    with pytest.raises(Forbidden):
        data_updates.look(office, file)
    with pytest.raises(Forbidden):
        data_keys.trust(
            replace(office, actor=people[Role.SUPERVISOR]), KEY, KEY.fingerprint, operation="a" * 32
        )


def test_a_key_is_trusted_by_what_was_heard_and_dropped_again(
    office: Office, people: People, tmp_path: Path
) -> None:
    admin = replace(office, actor=people[Role.ADMINISTRATOR])
    file = filed(tmp_path, calendar())
    assert why(lambda: data_updates.look(admin, file)) == "data.signer_unknown"
    wrong = KEY.fingerprint[:-1] + str((int(KEY.fingerprint[-1]) + 1) % 10)
    assert why(lambda: data_keys.trust(admin, KEY, wrong, operation="a" * 32)) == "data.fingerprint_differs"
    data_keys.trust(admin, KEY, data_bundle.spoken(KEY.fingerprint), operation="b" * 32)
    (listed,) = data_keys.listing(office)
    assert (listed.name, listed.trusted_by, listed.shipped) == (KEY.name, "Trần Quản Trị", False)
    data_updates.look(admin, file)
    data_keys.drop(admin, KEY.name, operation="c" * 32)
    assert why(lambda: data_updates.look(admin, file)) == "data.signer_unknown"


def test_practice_changes_nothing_of_the_machine(admin: Office, tmp_path: Path) -> None:
    practice = replace(admin, practice=True)
    file = filed(tmp_path, calendar())
    assert why(lambda: data_updates.take(practice, file, operation="a" * 32)) == "data.practice"
    assert why(lambda: data_updates.back(practice, operation="a" * 32)) == "data.practice"
    assert why(lambda: data_keys.drop(practice, KEY.name, operation="a" * 32)) == "data.practice"


def test_the_centre_makes_a_key_and_signs_a_folder(admin: Office, tmp_path: Path) -> None:
    key = data_signing.make_key("Sở Nội vụ", PASSPHRASE)
    assert PASSPHRASE.encode() not in key.secret
    public = data_keys.public_of(key.public.decode())
    assert isinstance(public, TrustedKey)
    assert public.fingerprint == key.fingerprint
    folder = tmp_path / "mới"
    (folder / "calendar").mkdir(parents=True)
    (folder / "calendar/2028.yaml").write_text(TET_2028, encoding="utf-8")

    def sign(passphrase: str = PASSPHRASE, secret: bytes = key.secret) -> bytes:
        return data_signing.make_bundle(
            folder, secret, passphrase, version=2026120101, valid_from=date(2026, 12, 1), about="Tết 2028",
            now=admin.now(),
        )[0]  # fmt: skip

    data_keys.trust(admin, public, key.fingerprint, operation="k" * 32)
    assert data_updates.look(admin, filed(tmp_path, sign())).signer == "Sở Nội vụ"
    assert why(lambda: sign("một câu dài khác hẳn")) == "data.passphrase_wrong"
    assert why(lambda: sign(secret=key.secret.replace(b"argon2id", b"argon2xx"))) == "data.key_damaged"
    renamed = key.secret.replace("Sở Nội vụ".encode(), "Sở Khác".encode())
    assert why(lambda: sign(secret=renamed)) == "data.passphrase_wrong", (
        "what the file says is bound to the key"
    )
    (folder / "papers").mkdir()
    (folder / "papers/mau-01.typ").write_text('#read("/etc/passwd")', encoding="utf-8")
    assert why(sign) == "data.path_unknown"


# -- forged bundles --------------------------------------------------------------------------------

PATHS = [
    "../counter/app.py", "calendar/../../x.yaml", "/etc/passwd", "C:\\x.yaml", "calendar\\2028.yaml",
    "locale/vi/counter.mo", "papers/mau-01.typ", "trust/khoa-du-lieu.yaml", "keys/tu.txt",
    "practice/ten.yaml", "calendar/2028.yml", "calendar/.yaml", "calendar/2028.yaml/x.yaml",
    "Calendar/2028.yaml", "calendar/con.yaml", "calendar/2028.yaml\n", "calendar/２０２８.yaml",
    "calendar//2028.yaml", "calendar/a\x00.yaml", "",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_anywhere_else_though_a_trusted_key_signed_it(path: str) -> None:
    data = made({path: b"x: 1\n"})
    assert why(lambda: data_updates.checked(data, (KEY,))) == "data.bundle_malformed"


def test_too_much_is_refused_though_a_trusted_key_signed_it() -> None:
    large = made({"calendar/2028.yaml": b"#" * (data_bundle.MAX_FILE + 1)})
    many = made({f"calendar/n{n}.yaml": b"" for n in range(data_bundle.MAX_FILES + 1)})
    for data in (large, many):
        assert why(partial(data_updates.checked, data, (KEY,))) == "data.bundle_malformed"
    assert (
        why(lambda: data_updates.checked(b" " * (data_bundle.MAX_BYTES + 1), (KEY,))) == "data.bundle_large"
    )


def test_a_signature_made_for_another_use_is_not_one_for_this() -> None:
    texts = {"calendar/2028.yaml": TET_2028.encode()}
    whole = manifest(texts)
    untagged = CENTRE.sign(canonical(data_bundle.manifest_of(whole)).encode())
    data = data_bundle.written(whole, texts, untagged)
    assert why(lambda: data_updates.checked(data, (KEY,))) == "data.signature_wrong"


def mutations(data: bytes, count: int) -> Iterator[bytes]:
    """Bytes changed, and the parts of the bundle changed and written anew as a forger would."""
    rng = random.Random(20261126)
    for number in range(count):
        yield _bytes_changed(data, rng) if number % 2 else _parts_changed(data, rng)


def _bytes_changed(data: bytes, rng: random.Random) -> bytes:
    at, length = rng.randrange(len(data)), rng.randrange(1, 9)
    piece = data[at : at + length]
    return data[:at] + rng.choice(
        [
            bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :],
            bytes([rng.randrange(256)]) + data[at:],
            rng.choice(b" \n\t0a").to_bytes(1, "big") + data[at + 1 :],
            data[at + length :],
            piece + piece + data[at + length :],
            piece[::-1] + data[at + length :],
        ]
    )


def _parts_changed(data: bytes, rng: random.Random) -> bytes:
    said = json.loads(data)
    manifest_, (path,) = said["manifest"], said["files"]
    text = said["files"][path].replace("26/01", f"{rng.randrange(1, 28):02}/02")
    match rng.randrange(8):
        case 0:
            said["files"][path] = text
        case 1:  # the digest too
            said["files"][path] = text
            digest = hashlib.sha256(text.encode()).hexdigest()
            manifest_["files"] = [{"path": path, "size": len(text.encode()), "sha256": digest}]
        case 2:
            manifest_["version"] += rng.randrange(1, 1000)
        case 3:
            manifest_["valid_from"] = f"2026-11-{rng.randrange(10, 30)}"
            manifest_["about"] += rng.choice("ab")
        case 4:
            manifest_["signer"] = f"{rng.randrange(10**30):030}"
        case 5:
            said["signature"] = rng.randbytes(64).hex()
        case 6:
            said["signature"] = Ed25519PrivateKey.generate().sign(data_bundle.signed(manifest_)).hex()
            manifest_["made_at"] = "2026-11-27T00:00:00Z"
        case _:
            said["files"][f"calendar/{rng.randrange(1000, 9999)}.yaml"] = text
    return canonical(said).encode()


def accepted(data: bytes, count: int) -> int:
    found = 0
    for mutated in mutations(data, count):
        if mutated == data:
            continue
        try:
            data_updates.checked(mutated, (KEY,))
        except Refused:
            continue
        found += 1
    return found


def test_no_mutated_bundle_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    data = calendar()
    data_updates.checked(data, (KEY,))
    assert accepted(data, 600) == 0
    monkeypatch.setattr(data_keys, "signature_fits", lambda *_: True)
    assert accepted(data, 600) > 20, "without the signature, forgers get through: the test can fail"
