"""Backing up and coming back from the command line, as on the day the laptop is gone."""

from pathlib import Path

from counter.models.staff import Role
from counter.services.key import key_file, opening
from counter.settings import MachineSettings, WardSettings
from tests.conftest import START

from .running import counter

SAID, PIN, NAME = "thuyền nan xuôi dòng An Cựu", "2468", "Nguyễn Thị Hoa"
WHO = {"COUNTER_PASSPHRASE": SAID, "COUNTER_PIN": PIN}


def test_the_laptop_is_gone_and_the_stick_is_there(tmp_path: Path) -> None:
    path, stick, other = tmp_path / "counter.db", tmp_path / "stick", tmp_path / "new" / "counter.db"
    stick.mkdir()
    opening.set_up_counter(
        MachineSettings(store=path),
        WardSettings(),
        NAME,
        Role.SUPERVISOR,
        PIN,
        "a",
        START,
        key_file.make(SAID),
    ).store.close()
    made = counter("--store", str(path), "--json", "backup", str(stick), env=WHO)
    assert made.code == 0, made.err
    code = made.json["code"]
    rehearsed = counter("--store", str(path), "--json", "restore", str(stick), "--rehearse", env=WHO)
    assert (rehearsed.code, rehearsed.json["missing"]) == (0, 0)
    said = counter("--store", str(path), "restore", str(stick), "--rehearse", env=WHO).out
    assert "Kho đang dùng: 0 hồ sơ" in said and "không hồ sơ, không lần thu nào" in said
    wrong = counter(
        "--store", str(path), "restore", str(stick), "--rehearse", env={**WHO, "COUNTER_PIN": "1357"}
    )
    assert wrong.code == 1, "who rehearses is noted, so somebody signs in"
    assert counter("--store", str(path), "--json", "restore", str(stick), "--look", env=WHO).code == 2
    with opening.open_store(path, key_file.unlock(path, SAID)) as store, store.query() as connection:
        noted = connection.execute("SELECT event, staff_id FROM audit_event WHERE event LIKE 'backup.%'")
        assert noted.fetchall() == [("backup.event.made", 1)] + [("backup.event.rehearsed", 1)] * 2
    assert {found.name for found in tmp_path.iterdir()} >= {"counter.db", "stick"}
    assert not list(tmp_path.glob(".tap-*"))
    path.unlink()
    assert counter("--store", str(other), "restore", str(stick), env={**WHO, "COUNTER_PIN": "1357"}).code == 1
    assert not other.exists()
    back = counter("--store", str(other), "restore", str(stick), env=WHO)
    assert back.code == 0, back.err
    checked = counter("--store", str(other), "verify", "--anchor", code, env=WHO)
    assert checked.code == 0, checked.err
    assert "Mốc niêm" in checked.err
    other_code = code[:-1] + ("A" if code[-1] != "A" else "B")
    assert counter("--store", str(other), "verify", "--anchor", other_code, env=WHO).code == 2
    breach = counter("--store", str(other), "breach", env=WHO)
    assert breach.code == 0 and "đã mã hoá" in breach.out


def test_what_is_no_backup_changes_nothing(tmp_path: Path) -> None:
    told = counter("--store", str(tmp_path / "counter.db"), "restore", str(tmp_path), env=WHO)
    assert told.code == 1 and "Chưa đổi gì" in told.err
    assert list(tmp_path.iterdir()) == []
