"""Commands that touch people's data: who may, what is masked, what is written where."""

from pathlib import Path

import pypdf
import pytest

from counter.models.staff import Role
from counter.services import setup
from counter.services.office import Office
from counter.services.staff import staff
from counter.services.store.store import Store
from counter.settings import WardSettings
from tests.cli.running import Outcome, counter, program
from tests.conftest import START
from tests.services.made_up import copy_of, made_up_ward, small_ward

PIN = "482915"


@pytest.fixture(autouse=True)
def nobody_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """No name or PIN of whoever runs the tests."""
    for name in ("COUNTER_AS", "COUNTER_PIN", "COUNTER_LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def real(store: Store) -> Path:
    """A real store with one supervisor."""
    setup.set_up(
        store, WardSettings(), name="Lê Lan", role=Role.SUPERVISOR, pin=PIN, operation="set-up", now=START
    )
    store.close()
    return store.path


def on(path: Path, *words: str, **env: str) -> Outcome:
    return counter(*words, "--store", str(path), env=env)


# -- who may ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [("find", "mo"), ("show", "1"), ("slip", "1", "-o", "x.pdf")])
def test_a_store_that_is_not_there_is_refused_and_not_made(words: tuple[str, ...], tmp_path: Path) -> None:
    done = on(tmp_path / "none.db", *words)
    assert done.code == 1
    assert "none.db" in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_store_where_nobody_works_is_refused(store: Store) -> None:
    store.close()
    done = on(store.path, "find", "mo", "--json")
    assert done.code == 1
    assert done.json["error"]["id"] == "cli.not_set_up"


def test_a_real_store_asks_for_the_pin(real: Path) -> None:
    refused = on(real, "find", "mo", "--json")
    assert refused.code == 1
    assert refused.json["error"]["id"] == "cli.pin_needed"
    wrong = on(real, "find", "mo", "--json", COUNTER_PIN="000000")
    assert wrong.code == 1
    assert wrong.json["error"]["field"] == "pin"
    assert on(real, "find", "mo", "--json", COUNTER_PIN=PIN).code == 0


@pytest.mark.parametrize("name", ["Lê Lan", "le lan"])
def test_the_name_may_be_said_before_after_or_by_the_environment(real: Path, name: str) -> None:
    assert on(real, "--as", name, "find", "mo", COUNTER_PIN=PIN).code == 0
    assert on(real, "find", "mo", "--as", name, COUNTER_PIN=PIN).code == 0
    assert on(real, "find", "mo", COUNTER_PIN=PIN, COUNTER_AS=name).code == 0
    stranger = on(real, "find", "mo", "--as", "Ai Khác", COUNTER_PIN=PIN)
    assert stranger.code == 1
    assert "Ai Khác" in stranger.err


def test_with_several_people_a_name_is_needed(real: Path) -> None:
    with Store.open(real) as store:
        leader = staff.names(store)[0]
        office = Office(store=store, actor=leader, ward=WardSettings(), now=lambda: START)
        staff.add(office, "Hoa", Role.CLERK, "135790", "add-hoa")
    done = on(real, "find", "mo", "--json", COUNTER_PIN=PIN)
    assert done.code == 2
    assert done.json["needs"] == ["--as"]
    assert on(real, "find", "mo", "--as", "Hoa", COUNTER_PIN="135790").code == 0


def test_a_pin_is_never_shown(real: Path) -> None:
    for words in (("find", "mo"), ("show", "nothing"), ("find", "mo", "--json")):
        done = on(real, *words, COUNTER_PIN=PIN)
        assert PIN not in done.out + done.err


def test_numbers_alone_need_no_pin(real: Path) -> None:
    assert on(real, "verify", "--json").json["failed"] == 0


# -- a practice store ---------------------------------------------------------------------------------


def first_dossier() -> tuple[str, str]:
    with Store.open(made_up_ward(), practice=True) as store, store.query() as connection:
        row = connection.execute("SELECT code, short_code FROM dossier ORDER BY id DESC LIMIT 1").fetchone()
    assert row is not None
    return row[0], row[1]


def test_finding_lists_kind_id_and_label_and_the_id_opens_it() -> None:
    hits = on(made_up_ward(), "find", "nguyen", "--json").json
    assert hits
    assert all({"kind", "id", "label"} <= set(hit) for hit in hits)
    assert {"resident", "dossier"} <= {hit["kind"] for hit in hits}
    dossier = next(hit for hit in hits if hit["kind"] == "dossier")
    assert on(made_up_ward(), "show", dossier["id"], "--json").json["code"] == dossier["id"]


def test_finding_nothing_is_no_fault() -> None:
    done = on(made_up_ward(), "find", "zzqq")
    assert done.code == 0
    assert "zzqq" in done.out
    assert on(made_up_ward(), "find", "zzqq", "--json").json == []


def test_a_dossier_is_shown_by_code_short_code_and_id() -> None:
    code, short = first_dossier()
    for ref in (code, code.lower(), short, short.replace("-", "").lower()):
        view = on(made_up_ward(), "show", ref, "--json").json
        assert (view["code"], view["short_code"]) == (code, short)
    assert {"state", "money", "sync", "applicant", "papers", "quote", "timeline", "appointment"} <= set(view)


def test_a_dossier_for_people_is_in_words() -> None:
    code, _ = first_dossier()
    for lang in ("vi", "en"):
        done = on(made_up_ward(), "show", code, "--lang", lang)
        assert done.code == 0
        for part in ("cli.", "wording.", ".event.", "{"):
            assert part not in done.out


def test_every_event_of_the_made_up_ward_has_words() -> None:
    with Store.open(made_up_ward(), practice=True) as store, store.query() as connection:
        ids = [
            row[0]
            for row in connection.execute(
                "SELECT min(id) FROM dossier GROUP BY state, sync, money, exempt_group <> ''"
            )
        ]
    for ident in ids:
        done = on(made_up_ward(), "show", str(ident))
        assert done.code == 0
        assert ".event." not in done.out, done.out
        assert "{" not in done.out, done.out


@pytest.mark.parametrize("ref", ["nothing", "999999", "22222-9", "H57.15-261123-0254", "", "' OR 1=1 --"])
def test_an_unknown_dossier_is_refused(ref: str) -> None:
    done = on(made_up_ward(), "show", ref, "--json")
    assert done.code == 1
    assert done.json["error"]["text"] in done.err


def test_a_slip_is_written_as_a_page_and_as_a_picture(tmp_path: Path) -> None:
    code, short = first_dossier()
    store = copy_of(made_up_ward(), tmp_path)
    page, picture = tmp_path / "slip.pdf", tmp_path / "slip.png"
    assert on(store, "slip", short, "-o", str(page), "--json").json["file"] == str(page)
    assert on(store, "slip", code, "--output", str(picture)).code == 0
    text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(page).pages)
    assert code in text
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_slip_is_counted_and_a_second_one_is_marked(tmp_path: Path) -> None:
    store = copy_of(small_ward(), tmp_path)
    with Store.open(store, practice=True) as opened, opened.query() as connection:
        row = connection.execute("SELECT id FROM dossier WHERE channel = 'online' LIMIT 1").fetchone()
    assert row is not None
    copies = [
        on(store, "slip", str(row[0]), "-o", str(tmp_path / f"{n}.pdf"), "--json").json["copy"]
        for n in (1, 2)
    ]
    assert copies == [1, 2]
    texts = ["".join(s.extract_text() for s in pypdf.PdfReader(tmp_path / f"{n}.pdf").pages) for n in (1, 2)]
    assert "BẢN SAO" not in texts[0]
    assert "BẢN SAO 2" in texts[1]


def test_a_slip_of_another_kind_is_wrong_usage_and_nothing_is_written(tmp_path: Path) -> None:
    code, _ = first_dossier()
    store, folder = copy_of(made_up_ward(), tmp_path), tmp_path / "out"
    folder.mkdir()
    assert on(store, "slip", code, "-o", str(folder / "slip.doc")).code == 2
    assert on(store, "slip", code, "-o", str(folder / "none" / "slip.pdf")).code == 1
    assert on(store, "slip", "nothing", "-o", str(folder / "slip.pdf")).code == 1
    assert list(folder.iterdir()) == []


def test_in_practice_anybody_may_be_named() -> None:
    assert on(made_up_ward(), "find", "mo", "--as", "Minh (tập)").code == 0
    assert on(made_up_ward(), "find", "mo", "--as", "minh (tap)").code == 0
    assert on(made_up_ward(), "find", "mo", "--as", "Ai Khác").code == 1


def test_practice_opens_a_store_of_its_own(tmp_path: Path) -> None:
    done = counter("find", "nguyen", "--practice", "--json", env={"COUNTER_HOME": str(tmp_path)})
    assert done.code == 0
    assert done.json
    assert {path.name for path in tmp_path.glob("*.db")} == {"practice.db"}


# -- practice fill and verify -----------------------------------------------------------------------


def test_filling_counts_and_a_second_time_finds_it_done(tmp_path: Path) -> None:
    sizes = ("--residents", "40", "--dossiers", "60", "--seed", "5", "--until", "2026-11-25")
    first = on(tmp_path / "p.db", "practice", "fill", *sizes, "--json")
    assert first.code == 0
    assert (first.json["residents"], first.json["dossiers"], first.json["seed"]) == (
        42,
        60,
        5,
    )  # two people are there twice, to be merged
    assert "60/60" in first.err
    again = on(tmp_path / "p.db", "practice", "fill", *sizes, "--json")
    assert again.json == first.json
    assert on(tmp_path / "p.db", "verify").code == 0


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_was_filled_is_said_in_words(tmp_path: Path, lang: str) -> None:
    done = on(tmp_path / "p.db", "practice", "fill", "--residents", "2", "--dossiers", "1", "--lang", lang)
    assert done.code == 0
    assert "practice." not in done.out.replace("p.db", "")


def test_filling_keeps_what_is_there(tmp_path: Path) -> None:
    path = copy_of(small_ward(), tmp_path)
    refused = on(path, "practice", "fill", "--residents", "5", "--dossiers", "5", "--json")
    assert refused.code == 1
    assert refused.json["error"]["id"] == "practice.not_empty"
    done = on(path, "practice", "fill", "--residents", "5", "--dossiers", "5", "--again", "--json")
    assert (done.code, done.json["residents"]) == (0, 7)  # two of them twice, to be merged


def test_a_real_store_is_never_filled(real: Path) -> None:
    for more in ((), ("--again",)):
        done = on(real, "practice", "fill", "--residents", "5", "--dossiers", "5", *more, COUNTER_PIN=PIN)
        assert done.code == 1
    assert on(real, "find", "nguyen", "--json", COUNTER_PIN=PIN).json == []


def test_verify_says_what_it_looked_at_and_fails_on_a_fault(tmp_path: Path) -> None:
    from counter.services.store.connection import connect

    sound = on(small_ward(), "verify", "--json")
    assert sound.code == 0
    assert all({"name", "tried", "failed"} <= set(check) for check in sound.json["checks"])
    path = copy_of(small_ward(), tmp_path)
    connection = connect(path, None)
    connection.execute("UPDATE dossier SET sequence = sequence + 1 WHERE id = 7")
    connection.close()
    spoiled = on(path, "verify", "--json")
    assert spoiled.code == 1
    (codes,) = [check for check in spoiled.json["checks"] if check["name"] == "codes"]
    assert (codes["failed"], codes["examples"]) == (1, ["7"])
    assert on(path, "verify").code == 1


def test_a_file_that_is_no_store_is_told_and_left(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_bytes(b"not a store at all" * 100)
    for words in (("verify",), ("find", "x"), ("practice", "fill", "--residents", "1", "--dossiers", "0")):
        assert on(path, *words).code == 1
    assert path.read_bytes() == b"not a store at all" * 100


def test_an_interrupted_filling_ends_without_a_trace_and_can_be_repeated(tmp_path: Path) -> None:
    """Ctrl+C as a terminal sends it, in a program of its own."""
    import os
    import signal
    import subprocess
    import sys

    from tests.cli.running import ROOT

    words = ["practice", "fill", "--residents", "3000", "--dossiers", "30000", "--seed", "5"]
    command = [sys.executable, "-m", "counter", *words, "--store", str(tmp_path / "p.db")]
    with subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ}
    ) as run:
        assert run.stderr is not None
        run.stderr.readline()
        run.send_signal(signal.SIGINT)
        _, err = run.communicate(timeout=60)
    assert run.returncode == 130
    assert b"Traceback" not in err
    small = ("--residents", "20", "--dossiers", "20", "--seed", "5", "--again")
    assert on(tmp_path / "p.db", "practice", "fill", *small).code == 0


def test_the_program_says_the_same_as_the_function() -> None:
    done = program("find", "nguyen", "--json", "--store", str(small_ward()))
    assert done.json == on(small_ward(), "find", "nguyen", "--json").json
