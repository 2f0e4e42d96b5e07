"""Which file is opened as which store, how an older one grows, and that the tables are the schema."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import Inspector
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2
from sqlmodel import SQLModel

from counter.errors import StoreError
from counter.models.catalogue import SupplementPolicy
from counter.models.dossier import ContactKind, PapersHeld, PaperState, ResultWay, Step, SyncState
from counter.models.life import (
    AskedBy,
    Certified,
    DecisionKind,
    Direction,
    GuidanceWay,
    MoneyAfter,
    MoveName,
    NoticeWay,
    Outcome,
    Signed,
    Stage,
)
from counter.models.money import MoneyState, Payer, PaymentKind, PaymentMeans
from counter.models.numbers import NumberKind
from counter.models.staff import Role
from counter.models.states import (
    AttemptOutcome,
    BankStep,
    CollectorKind,
    FilingWay,
    OutboxTarget,
    ReceiptStatus,
    RequestState,
    Submitter,
)
from counter.models.tables import Staff
from counter.services.chain import chain
from counter.services.migrations import HEAD, run
from counter.services.migrations.script import statements
from counter.services.store import place
from counter.services.store.connection import connect
from counter.services.store.store import Store
from counter.services.verify import verify_chain

ROOT = Path(__file__).parents[2]
KEY = "7f" * 32
OUTSIDE_THE_MODELS = {"alembic_version"}


@pytest.fixture
def inspector(store: Store) -> Iterator[Inspector]:
    with store.query() as connection:
        engine = create_engine(
            "sqlite://", creator=lambda: connection, module=dbapi2, poolclass=StaticPool,
            pool_reset_on_return=None,
        )  # fmt: skip
        yield inspect(engine)


def message_of(path: Path, **how: str | bool) -> str:
    with pytest.raises(StoreError) as fault:
        Store.open(path, **how)  # type: ignore[arg-type]
    return fault.value.message_id


def beside(path: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in path.parent.iterdir()}


# -- the tables are the schema -------------------------------------------------------------


def test_every_model_is_its_table_column_by_column(inspector: Inspector) -> None:
    wrong = []
    for table in SQLModel.metadata.sorted_tables:
        stored = {column["name"]: column for column in inspector.get_columns(table.name)}
        if list(stored) != [column.name for column in table.columns]:
            wrong.append(f"{table.name}: {list(stored)} in the file")
            continue
        key = inspector.get_pk_constraint(table.name)["constrained_columns"]
        for column in table.columns:
            there = stored[column.name]
            said = (str(column.type.compile(inspector.dialect)), column.nullable, column.primary_key)
            found = (str(there["type"]), there["nullable"], column.name in key)
            said = ("TEXT" if said[0] == "VARCHAR" else said[0], *said[1:])
            if said != found:
                wrong.append(f"{table.name}.{column.name}: model {said}, file {found}")
    assert not wrong, "\n".join(wrong)


def test_no_table_is_without_its_model(inspector: Inspector) -> None:
    shadows = ("find_resident", "find_dossier")
    tables = {name for name in inspector.get_table_names() if not name.startswith(shadows)}
    assert tables - OUTSIDE_THE_MODELS == set(SQLModel.metadata.tables)


def test_every_reference_and_index_of_the_models_is_there(inspector: Inspector) -> None:
    for table in SQLModel.metadata.sorted_tables:
        said = {
            (next(iter(k.columns)).name, k.elements[0].target_fullname) for k in table.foreign_key_constraints
        }
        found = {
            (key["constrained_columns"][0], f"{key['referred_table']}.{key['referred_columns'][0]}")
            for key in inspector.get_foreign_keys(table.name)
        }
        assert found == said, table.name
        indexed = {tuple(index["column_names"]) for index in inspector.get_indexes(table.name)}
        unique = {tuple(key["column_names"]) for key in inspector.get_unique_constraints(table.name)}
        for index in table.indexes:
            columns = tuple(column.name for column in index.columns)
            assert columns in (unique if index.unique else indexed), f"{table.name} {columns}"


def test_every_table_is_strict(store: Store) -> None:
    with store.query() as connection:
        rows = connection.execute(
            "SELECT name, strict FROM pragma_table_list WHERE type = 'table'"
        ).fetchall()
    loose = {name for name, strict in rows if not strict and not name.startswith("sqlite_")}
    assert {row[0] for row in rows} > {"dossier", "alembic_version"}
    assert loose == set()


WORDS = [
    ("staff", "role", Role),
    ("draft", "step", Step),
    ("resident_number", "kind", NumberKind),
    ("resident_contact", "kind", ContactKind),
    ("dossier", "contact_kind", ContactKind),
    ("dossier", "money", MoneyState),
    ("dossier", "papers_held", PapersHeld),
    ("dossier", "sync", SyncState),
    ("dossier", "result_way", ResultWay),
    ("dossier_paper", "state", PaperState),
    ("payment", "kind", PaymentKind),
    ("payment", "payer_relation", Payer),
    ("payment_means", "means", PaymentMeans),
    ("receipt", "status", ReceiptStatus),
    ("transfer_request", "state", RequestState),
    ("bank_line_step", "step", BankStep),
    ("submission", "way", FilingWay),
    ("submission", "submitter", Submitter),
    ("outbox", "target", OutboxTarget),
    ("outbox_attempt", "outcome", AttemptOutcome),
    ("submission", "state", SyncState),
    ("dossier_move", "name", MoveName),
    ("dossier_move", "held_before", PapersHeld),
    ("dossier_move", "held_after", PapersHeld),
    ("supplement", "stage", Stage),
    ("supplement", "policy", SupplementPolicy),
    ("decision", "kind", DecisionKind),
    ("decision", "asked_by", AskedBy),
    ("decision", "money", MoneyAfter),
    ("handing", "direction", Direction),
    ("handing_item", "outcome", Outcome),
    ("collected", "collector", CollectorKind),
    ("collected", "signed", Signed),
    ("guidance", "way", GuidanceWay),
    ("certification", "kind", Certified),
    ("notice", "way", NoticeWay),
]


@pytest.mark.parametrize(("table", "column", "words"), WORDS)
def test_a_check_lists_the_words_of_its_enumeration(
    store: Store, table: str, column: str, words: type[Role]
) -> None:
    with store.query() as connection:
        row = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    assert row is not None
    listed = row[0].split(f"{column} IN (")[1].split(")")[0]
    assert [word.strip(" '\n") for word in listed.split(",")] == [word.value for word in words]


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("INSERT INTO procedure VALUES ('1.1', 'a', 'b', 'c', 'today')", "cannot store TEXT"),
        ("INSERT INTO staff VALUES (9, 'Út', 'ut', 'boss', '$argon2id$', 1, 0, NULL, 0, 1)", "CHECK"),
        ("INSERT INTO staff VALUES (9, 'Út', 'ut', 'clerk', '4711', 1, 0, NULL, 0, 1)", "CHECK"),
        ("INSERT INTO setting VALUES ('phone', '1', 0, 77)", "FOREIGN KEY"),
        ("INSERT INTO setting VALUES ('phone', 'not json', 0, NULL)", "CHECK"),
        ("INSERT INTO resident VALUES (1, 'Út', 'ut', '1.1.60', '', '', NULL, '[]', 0, 0, 1, NULL)", "CHECK"),
        ("INSERT INTO resident VALUES (1, 'Út', 'ut', NULL, 'x', '', NULL, '[]', 0, 0, 1, NULL)", "CHECK"),
        ("INSERT INTO resident_contact VALUES (1, 1, 'own_phone', '09 05', '50 90', '', 1, 0, '')", "CHECK"),
    ],
)
def test_what_makes_no_sense_is_refused_by_the_file(store: Store, statement: str, why: str) -> None:
    with pytest.raises(dbapi2.IntegrityError, match=why), store.write() as transaction:
        transaction.connection.execute(statement)


def test_no_column_could_hold_a_password_or_a_code(inspector: Inspector) -> None:
    forbidden = ("password", "passwd", "mat_khau", "otp", "token", "secret")
    columns = [c["name"] for table in inspector.get_table_names() for c in inspector.get_columns(table)]
    assert not [name for name in columns if any(word in name for word in forbidden)]


# -- which file ----------------------------------------------------------------------------


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "counter.db"
    with Store.open(path) as store, store.write() as transaction:
        transaction.record(None, "test.happened", subject=("test", 1), operation="")
        modes = {p.name: p.stat().st_mode & 0o777 for p in path.parent.iterdir()}
    if os.name == "posix":
        beside = ("counter.db", "counter.db-wal", "counter.db-shm", "counter.db-queue")
        assert modes == dict.fromkeys(beside, 0o600)
        assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_an_empty_file_that_becomes_a_store_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "counter.db"
    path.touch(0o644)
    with Store.open(path) as store, store.write() as transaction:
        transaction.record(None, "test.happened", subject=("test", 1), operation="")
        assert {p.stat().st_mode & 0o777 for p in tmp_path.iterdir()} == {0o600}


@pytest.mark.parametrize("clean", [True, False])
def test_a_newer_file_is_left_byte_for_byte(store: Store, tmp_path: Path, clean: bool) -> None:
    newer = tmp_path / "newer" / "counter.db"
    newer.parent.mkdir()
    with store.write() as transaction:
        transaction.connection.execute(f"PRAGMA user_version = {HEAD + 1}")
        transaction.record(None, "test.happened", subject=("test", 1), operation="")
    if clean:
        store.close()
        shutil.copy(store.path, newer)
    else:  # the newer program died: what is new is still in the WAL
        for end in ("", "-wal"):
            shutil.copy(f"{store.path}{end}", f"{newer}{end}")
    before = beside(newer)
    assert message_of(newer) == "store.newer"
    after = beside(newer)
    assert {name: after[name] for name in before} == before
    if clean:
        assert after == before


def test_a_file_that_is_no_store_is_left_byte_for_byte(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    connection = dbapi2.connect(str(other))
    connection.execute("CREATE TABLE recipe (name TEXT)")
    connection.commit()
    connection.close()
    text = tmp_path / "notes.txt"
    text.write_text("Sổ tay\n" * 200, encoding="utf-8")
    before = beside(other)
    assert message_of(other) == "store.not_a_store"
    assert message_of(text) == "store.not_a_store"
    assert message_of(tmp_path) == "store.not_a_store"
    assert beside(other) == before


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    path = tmp_path / "counter.db"
    path.touch()
    Store.open(path).close()
    Store.open(path).close()


def test_practice_and_real_are_never_taken_for_each_other(tmp_path: Path) -> None:
    real, practice = tmp_path / "a.db", tmp_path / "b.db"
    Store.open(real).close()
    Store.open(practice, practice=True).close()
    assert message_of(real, practice=True) == "store.real_not_practice"
    assert message_of(practice) == "store.practice_not_real"
    shutil.move(practice, real)  # the mark is inside the file, whatever it is called
    assert message_of(real) == "store.practice_not_real"
    with Store.open(real, practice=True) as store:
        assert store.practice


def test_a_folder_nobody_may_write_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert message_of(tmp_path / "file" / "counter.db") == "store.cannot_open"


# -- the key -------------------------------------------------------------------------------


def test_with_a_key_nothing_can_be_read(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "counter.db"
    with Store.open(path, key=KEY) as store, store.write() as transaction:
        transaction.record(None, "canary.event", subject=("canary", 1), operation="")
        assert not [n for n, data in beside(path).items() if b"canary" in data or data[:6] == b"SQLite"]
    assert message_of(path) == "store.not_a_store"
    assert message_of(path, key="8e" * 32) == "store.wrong_key"
    assert message_of(path, key="a passphrase's quote") == "store.wrong_key"
    with Store.open(path, key=KEY) as store, store.read() as session:
        assert session.get(Staff, 1) is None
    assert capfd.readouterr() == ("", "")  # SQLCipher would write over the screen


def test_without_a_key_the_canary_is_found(tmp_path: Path) -> None:
    """The twin: the search above can fail."""
    path = tmp_path / "counter.db"
    with Store.open(path) as store, store.write() as transaction:
        transaction.record(None, "canary.event", subject=("canary", 1), operation="")
    assert [name for name, data in beside(path).items() if b"canary" in data]


def test_a_passphrase_opens_too(tmp_path: Path) -> None:
    path = tmp_path / "counter.db"
    Store.open(path, key="mật khẩu 'dài'").close()
    Store.open(path, key="mật khẩu 'dài'").close()
    assert message_of(path, key="mật khẩu") == "store.wrong_key"
    assert message_of(path, key="a\0b") == "store.key_unusable"


# -- growing -------------------------------------------------------------------------------


def test_the_event_of_a_migration_stands_with_it(store: Store) -> None:
    with store.query() as connection:
        rows = connection.execute("SELECT seq, event, detail FROM audit_event").fetchall()
        version = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    assert rows == [(1, "store.migrated", f'{{"after":{HEAD},"before":0}}')]
    assert version == [(f"{HEAD:04}",)]


@pytest.fixture
def next_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The migrations with one more revision, as the next release would have them."""
    scripts = tmp_path / "migrations"
    shutil.copytree(run.SCRIPTS, scripts)
    revision = scripts / "versions" / "r_next.py"
    revision.write_text(
        f'revision = "{HEAD + 1:04}"\ndown_revision = "{HEAD:04}"\n'
        "from alembic import op\n"
        "def upgrade():\n"
        '    op.execute("CREATE TABLE queue_ticket (id INTEGER PRIMARY KEY) STRICT")\n'
        '    op.execute("ALTER TABLE staff ADD COLUMN desk TEXT")\n'
    )
    monkeypatch.setattr(run, "SCRIPTS", scripts)
    monkeypatch.setattr("counter.services.store.store_file.HEAD", HEAD + 1)
    monkeypatch.setattr(run.migrate, "__kwdefaults__", {"target": HEAD + 1})
    return revision


def test_an_older_file_grows_and_keeps_its_rows(store: Store, next_release: Path) -> None:
    with store.write() as transaction:
        transaction.connection.execute("INSERT INTO procedure VALUES ('1.1', 'a', 'b', 'c', 0)")
        transaction.record(None, "test.happened", subject=("test", 1), operation="")
    store.close()
    with Store.open(store.path) as grown, grown.query() as connection:
        assert connection.execute("SELECT code FROM procedure").fetchall() == [("1.1",)]
        assert connection.execute("SELECT count(*) FROM queue_ticket").fetchone() == (0,)
        last = connection.execute("SELECT event, detail FROM audit_event ORDER BY seq DESC").fetchone()
        assert connection.execute("PRAGMA user_version").fetchone() == (HEAD + 1,)
    assert last == ("store.migrated", f'{{"after":{HEAD + 1},"before":{HEAD}}}')


def chain_names(path: Path) -> list[str]:
    with Store.open(path) as store, store.query() as connection:
        return [row for _, row in (*verify_chain.seals(connection), *verify_chain.rows(connection))]


def test_the_chain_goes_on_over_a_migration(store: Store, next_release: Path) -> None:
    steps = (
        "UPDATE procedure SET name = 'new'",
        "ALTER TABLE setting RENAME TO setting_before",
        "CREATE TABLE setting (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL, more TEXT)",
        "INSERT INTO setting SELECT key, value || '2', 'x' FROM setting_before",
        "DROP TABLE setting_before",
    )
    lines = "".join(f"    op.execute({step!r})\n" for step in steps)
    next_release.write_text(next_release.read_text() + lines)
    with store.write() as transaction:
        transaction.connection.execute("INSERT INTO procedure VALUES ('1.1', 'a', 'b', 'c', 0)")
        transaction.connection.execute("INSERT INTO setting VALUES ('a', '1', 0, NULL)")
        transaction.record(None, "test.happened", subject=("test", 1), operation="")
    store.close()
    assert chain_names(store.path) == []


def test_an_older_store_is_sealed_as_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "counter.db"
    path.touch()
    connection = connect(path, None)
    run.migrate(connection, path, practice=False, target=run.CHAINED - 1)
    for code in range(50):
        connection.execute("INSERT INTO procedure VALUES (?, 'a', 'b', 'c', 0)", (str(code),))
    connection.close()
    monkeypatch.setattr(chain, "ROWS_AT_ONCE", 20)
    assert chain_names(path) == []
    with Store.open(path) as store, store.query() as reading:
        marks = reading.execute("SELECT detail FROM audit_event WHERE event = ?", (chain.BEGUN,)).fetchall()
    assert marks[0] == ('{"rows":20}',)
    assert len(marks) > 2
    connection = connect(path, None)
    connection.execute("UPDATE procedure SET name = 'x' WHERE code = '7'")
    connection.close()
    assert chain_names(path) == ["procedure 7"]


def test_a_migration_that_fails_changes_nothing(store: Store, next_release: Path) -> None:
    broken = next_release.read_text() + '    op.execute("ALTER TABLE nothing_there ADD COLUMN x TEXT")\n'
    next_release.write_text(broken)
    with store.query() as connection:
        before = connection.execute("SELECT name, sql FROM sqlite_schema").fetchall()
    store.close()
    with pytest.raises(Exception, match="nothing_there"):
        Store.open(store.path)
    connection = dbapi2.connect(str(store.path))
    try:
        assert connection.execute("SELECT name, sql FROM sqlite_schema").fetchall() == before
        assert connection.execute("PRAGMA user_version").fetchone() == (HEAD,)
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(f"{HEAD:04}",)]
    finally:
        connection.close()


def child(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )


def test_two_first_starts_make_one_store(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from counter.services.store.store import Store;"
        "store = Store.open(Path(sys.argv[1])); store.close(); print('ok')"
    )
    both = [child(code, str(tmp_path / "counter.db")) for _ in range(2)]
    assert [process.communicate(timeout=60)[0] for process in both] == ["ok\n", "ok\n"]
    with Store.open(tmp_path / "counter.db") as store, store.query() as connection:
        assert connection.execute("SELECT count(*) FROM audit_event").fetchone() == (1,)


LOADED = (
    "import sys; from pathlib import Path; from counter.services.store.store import Store;"
    "store = Store.open(Path(sys.argv[1]));"
    "ward = __import__('counter.services.setup', fromlist=['x']);"
    "ward.needs_setup(store); ward.load_ward(store); %s"
    "print(sorted({'sqlalchemy', 'sqlmodel', 'alembic', 'pydantic'} & set(sys.modules)))"
)


def test_opening_an_up_to_date_store_imports_no_orm(store: Store) -> None:
    assert child(LOADED % "", str(store.path)).communicate(timeout=60)[0] == "[]\n"


def test_the_look_at_the_imports_can_fail(store: Store) -> None:
    session = "store.read().__enter__();"
    loaded = child(LOADED % session, str(store.path)).communicate(timeout=60)[0]
    assert "sqlalchemy" in loaded


def test_a_script_is_cut_where_statements_end() -> None:
    script = "CREATE TABLE a (x);\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\n  SELECT 1;\nEND;\n"
    assert [s.split()[1] for s in statements(script)] == ["TABLE", "TRIGGER"]
    with pytest.raises(ValueError, match="inside"):
        list(statements("CREATE TABLE a (x)"))


# -- where it may lie ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folders", "service"),
    [
        ("OneDrive", "OneDrive"),
        ("OneDrive - UBND phường", "OneDrive"),
        ("Dropbox", "Dropbox"),
        ("Dropbox (Cá nhân)/sâu", "Dropbox"),
        ("Google Drive/My Drive", "Google Drive"),
        ("iCloudDrive", "iCloud"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud"),
        ("Library/CloudStorage/GoogleDrive-a@b.vn", "CloudStorage"),
    ],
)
def test_a_synchronised_folder_is_refused_by_its_name(tmp_path: Path, folders: str, service: str) -> None:
    with pytest.raises(StoreError) as fault:
        Store.open(tmp_path / folders / "counter.db")
    assert (fault.value.message_id, fault.value.params["service"]) == ("store.sync_folder", service)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("mark", "service"), [(".stfolder", "Syncthing"), (".dropbox", "Dropbox")])
def test_a_synchronised_folder_is_refused_by_its_mark(tmp_path: Path, mark: str, service: str) -> None:
    (tmp_path / mark).mkdir()
    with pytest.raises(StoreError) as fault:
        Store.open(tmp_path / "sâu" / "counter.db")
    assert fault.value.params["service"] == service


def test_a_link_into_a_synchronised_folder_is_seen_through(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "plain").symlink_to(tmp_path / "Dropbox")
    assert message_of(tmp_path / "plain" / "counter.db") == "store.sync_folder"


def test_onedrive_elsewhere_is_known_by_its_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path / "Tài liệu"))
    assert message_of(tmp_path / "Tài liệu" / "counter.db") == "store.sync_folder"


@pytest.mark.parametrize("name", ["Dropboxes", "my onedrive notes", "syncthings", "box"])
def test_a_folder_that_only_sounds_alike_is_taken(tmp_path: Path, name: str) -> None:
    assert place.refuse_shared_place(tmp_path / name / "counter.db").name == "counter.db"


@pytest.mark.parametrize("path", ["//server/share/counter.db", r"\\server\share\counter.db"])
def test_a_path_to_a_server_is_refused(path: str) -> None:
    assert message_of(Path(path)) == "store.network_folder"


@pytest.mark.skipif(os.name == "nt", reason="paths of Linux")
def test_a_path_that_leads_nowhere_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "ring").symlink_to(tmp_path / "gnir")
    (tmp_path / "gnir").symlink_to(tmp_path / "ring")
    for path in (tmp_path / "ring", tmp_path / ("a" * 300), tmp_path / "a\0b"):
        assert message_of(path) == "store.cannot_open"


@pytest.mark.skipif(os.name == "nt", reason="mounts are Linux's")
@pytest.mark.parametrize(
    ("type_", "refused"),
    [("nfs4", True), ("cifs", True), ("smb3", True), ("fuse.sshfs", True), ("ext4", False), ("tmpfs", False)],
)
def test_a_network_mount_is_refused_with_its_kind(tmp_path: Path, type_: str, refused: bool) -> None:
    folder = tmp_path / "hồ sơ"
    mounts = tmp_path / "mounts"
    written = str(folder).replace(" ", r"\040")
    mounts.write_text(
        f"/dev/vda / ext4 rw 0 0\nserver:/x {written} {type_} rw 0 0\nnone {written}x nfs rw 0 0\n"
    )
    path = folder / "counter.db"
    if not refused:
        assert place.refuse_shared_place(path, mounts=mounts) == path
        return
    with pytest.raises(StoreError) as fault:
        place.refuse_shared_place(path, mounts=mounts)
    assert (fault.value.message_id, fault.value.params["kind"]) == ("store.network_folder", type_)


def test_a_local_disk_under_a_network_mount_is_taken(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"server:/ {tmp_path} nfs rw 0 0\n/dev/sdb1 {tmp_path}/disk ext4 rw 0 0\n")
    assert place.refuse_shared_place(tmp_path / "disk" / "counter.db", mounts=mounts)
