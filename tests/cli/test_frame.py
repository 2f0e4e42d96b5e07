"""The frame of the command line: shared options anywhere, exit codes, help, and no traceback ever."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter import __main__, i18n
from counter.cli import helping
from counter.cli.options import Shared, UsageProblem, split
from counter.cli.output import jsonable
from counter.cli.tree import build
from counter.models.catalogue import Channel
from counter.settings import MachineSettings
from tests.cli.running import ROOT, counter, program

# -- shared options -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("--store", "a.db", "--json", "--as", "Hoa", "find", "mo"),
        ("find", "mo", "--store", "a.db", "--json", "--as", "Hoa"),
        ("find", "--json", "--store=a.db", "mo", "--as=Hoa"),
        ("--json", "find", "--as", "Hoa", "mo", "--store", "a.db"),
    ],
)
def test_shared_options_are_taken_before_between_and_after(words: tuple[str, ...]) -> None:
    shared, rest = split(words)
    assert shared == Shared(store=Path("a.db"), json=True, as_name="Hoa")
    assert rest == ["find", "mo"]


def test_nothing_is_taken_after_two_dashes() -> None:
    assert split(("words", "--", "-5", "--json")) == (Shared(), ["words", "--", "-5", "--json"])


@pytest.mark.parametrize(
    "words", [("--store",), ("--lang", "fr", "words", "1"), ("--as=", "x"), ("--store", "--")]
)
def test_a_shared_option_without_its_value_is_wrong_usage(words: tuple[str, ...]) -> None:
    with pytest.raises(UsageProblem):
        split(words)
    done = counter(*words)
    assert done.code == 2
    assert done.out == ""
    assert done.err


WORDS = st.sampled_from(["--json", "--practice", "--store", "--lang", "--as", "vi", "x", "--", "-5", ""])


@given(st.lists(WORDS, max_size=6))
@settings(max_examples=200)
def test_splitting_leaves_no_shared_option_before_two_dashes(words: list[str]) -> None:
    try:
        _, rest = split(words)
    except UsageProblem:
        return
    before = rest[: rest.index("--")] if "--" in rest else rest
    assert not set(before) & {"--json", "--practice", "--store", "--lang", "--as"}
    if "--" in words:
        assert rest[len(before) :] == words[words.index("--") :]


# -- where a call goes --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "practice", "store", "as_name"),
    [
        ((), False, "home/counter.db", None),
        (("--practice",), True, "home/practice.db", None),
        (("--store", "x.db"), False, "x.db", None),
        (("--as", "Hoa", "--lang", "en"), False, "home/counter.db", "Hoa"),
    ],
)
def test_a_call_without_a_command_opens_the_screens(
    words: tuple[str, ...],
    practice: bool,
    store: str,
    as_name: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import counter.app

    seen: list[MachineSettings] = []

    def run(machine: MachineSettings) -> int:
        seen.append(machine)
        return 0

    monkeypatch.setenv("COUNTER_HOME", "home")
    monkeypatch.setattr(counter.app, "run", run)
    monkeypatch.setattr("gc.disable", lambda: None)
    assert __main__.main(list(words)) == 0
    (machine,) = seen
    assert (machine.practice, machine.store, machine.as_name) == (practice, Path(store), as_name)


def test_the_way_to_the_screens_imports_no_typer() -> None:
    code = (
        "import sys, types; app = types.ModuleType('counter.app'); app.run = lambda m: 0;"
        "sys.modules['counter.app'] = app; import counter.__main__ as main;"
        "main.main(['--practice', '--lang', 'en']);"
        "print('typer' in sys.modules, 'json' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.split() == ["False", "False"]


# -- help -----------------------------------------------------------------------------------------


def test_the_first_page_knows_every_command_without_typer() -> None:
    assert set(helping.COMMANDS) == set(build().commands)
    code = "import sys, counter.cli; counter.cli.main(['--help']); print('typer' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.splitlines()[-1] == "False"


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_every_page_of_help_is_in_words(lang: str) -> None:
    pages = [("--help",), *((name, "--help") for name in helping.COMMANDS)]
    pages += [("procedures", word, "--help") for word in ("list", "show", "check")] + [
        ("practice", "fill", "-h")
    ]
    for page in pages:
        done = counter(*page, "--lang", lang)
        assert done.code == 0
        assert done.err == ""
        assert "cli." not in done.out, page
        assert "None" not in done.out


def test_help_wins_over_what_is_missing() -> None:
    assert counter("quote", "--help").code == 0
    assert "--set NAME=VALUE" in counter("quote", "--help", "--lang", "en").out


# -- wrong usage ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("nothing",),
        ("procedures",),
        ("procedures", "nothing"),
        ("words",),
        ("words", "5", "6"),
        ("words", "--nothing", "5"),
        ("words", "-5"),
        ("find",),
        ("find", "x", "--limit", "many"),
        ("find", "x", "--limit"),
        ("slip", "x"),
        ("practice", "fill", "--residents", "0"),
        ("--json",),
    ],
)
@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_wrong_usage_is_two_and_says_so_in_words(words: tuple[str, ...], lang: str) -> None:
    done = counter(*words, "--lang", lang)
    assert done.code == 2
    assert done.err.strip()
    assert "cli." not in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (("find", "x", "--limit", "many"), "cli.usage.no_whole_number"),
        (("find", "x", "--limit", "1.5"), "cli.usage.no_whole_number"),
        (("find", "x", "--limit", "0"), "cli.usage.too_small"),
        (("find", "x", "--limit", "201"), "cli.usage.too_large"),
        (("practice", "fill", "--seed", "9" * 5000), "cli.usage.no_whole_number"),
    ],
)
def test_a_number_that_does_not_fit_is_told_in_our_words(given: tuple[str, ...], problem: str) -> None:
    done = counter(*given, "--json")
    assert (done.code, done.json["error"]["id"]) == (2, problem)
    assert "Input" not in done.err


def test_wrong_usage_is_an_object_for_programs() -> None:
    done = counter("words", "--json")
    assert done.code == 2
    assert done.json["error"]["id"] == "cli.usage.missing"
    assert done.json["needs"] == ["N"]
    assert done.err


def test_a_refusal_is_one_and_an_object_for_programs() -> None:
    done = counter("procedures", "show", "9.999999", "--json")
    assert done.code == 1
    error = done.json["error"]
    assert error["id"] == "procedure.not_found"
    assert "9.999999" in error["text"]
    assert {"field", "params", "problems"} <= set(error)
    assert error["text"] in done.err


# -- nothing but words leaves -------------------------------------------------------------------------


def test_the_unforeseen_is_a_number_to_read_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(amount: int) -> str:
        raise RuntimeError(f"secret of a resident: {amount}")

    monkeypatch.setattr("counter.rules.words.money_words", broken)
    done = counter("words", "7", "--json", env={"COUNTER_HOME": str(tmp_path)})
    assert done.code == 1
    assert done.json["error"]["id"] == "cli.incident"
    number = done.json["error"]["params"]["number"]
    assert number in done.err
    log = (tmp_path / "incidents.log").read_text("utf-8")
    assert number in log
    for text in (done.out, done.err, log):
        assert "secret of a resident" not in text
        assert "Traceback" not in text


def test_a_reader_that_leaves_ends_it_quietly() -> None:
    command = f"{sys.executable} -m counter procedures list --json | head -c 20; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.splitlines()[-1].endswith("0")
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a Linux device")
@pytest.mark.parametrize("more", ["", " --json"])
@pytest.mark.parametrize("words", ["words 7", "procedures list", "scan x"])
def test_a_full_disk_behind_the_output_is_told_in_words(words: str, more: str) -> None:
    command = f"{sys.executable} -m counter {words}{more} > /dev/full; echo $?"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout == "1\n"
    assert "Traceback" not in done.stderr and "chưa lường trước" not in done.stderr
    assert done.stderr.strip()


@pytest.mark.parametrize("closed", ["0<&-", "1>&-", "0<&- 1>&-", "2>&-"])
def test_a_closed_stream_is_no_fault(closed: str, tmp_path: Path) -> None:
    for words, code in (("doctor --quick", 0), ("words 7", 0), ("scan -", 1)):
        command = f"COUNTER_HOME={tmp_path} {sys.executable} -m counter {words} {closed} || exit $?"
        done = subprocess.run(["bash", "-c", command], input="", capture_output=True, text=True, cwd=ROOT)
        assert done.returncode == code
        assert "chưa lường trước" not in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1"])
def test_output_is_utf8_whatever_the_locale(locale: str) -> None:
    env = {"LANG": locale, "LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert program("words", "21000", env=env).out == "Hai mươi mốt nghìn đồng\n"


def test_letters_stay_letters_in_json() -> None:
    assert "đồng" in counter("words", "5", "--json").out


def test_hostile_text_reaches_no_terminal() -> None:
    done = counter("procedures", "show", "\x1b]0;title\x07\x9b31m\u202e")
    assert done.code == 1
    assert not any(ord(c) < 32 and c != "\n" for c in done.err)
    assert "\x9b" not in done.err
    assert "\u202e" not in done.err


def test_values_become_plain_json() -> None:
    from datetime import date

    value = {"a": (date(2026, 11, 25), Channel.ONLINE), "b": None, "c": Shared(json=True)}
    assert jsonable(value) == {
        "a": ["2026-11-25", "online"],
        "b": None,
        "c": {"store": None, "language": None, "as_name": None, "json": True, "practice": False},
    }
