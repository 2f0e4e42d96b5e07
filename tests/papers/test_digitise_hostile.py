"""What must not come in: every kind of bad file ends with its reason, and nothing of it is opened here."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from counter.i18n import t, use_language
from counter.models.attachment import FileFault, FileLimits, Prepared
from counter.papers.digitise import prepare as preparing
from counter.papers.digitise import sources
from counter.papers.digitise.prepare import prepare
from counter.papers.digitise.reasons import HOSTILE, REFUSED, NotTaken
from counter.papers.digitise.workshop import Task, Workshop
from tests.papers import brought

ROOT = Path(__file__).parents[2]
VECTORS = json.loads((ROOT / "tests/vectors/hostile_inputs.json").read_text(encoding="utf-8"))["inputs"]
LIMITS = FileLimits()
RECIPES: dict[str, Callable[[dict[str, Any]], tuple[str, bytes]]] = {
    "pdf_bomb": lambda recipe: ("bomb.pdf", brought.flate_bomb(210 << 20, 2)),
    "file": lambda recipe: (
        recipe["name"],
        bytes(recipe["bytes"], "latin-1") if "bytes" in recipe else brought.macro(),
    ),
    "zip_bomb": lambda recipe: ("b.zip", brought.archive("a", inside=bytes(recipe["unpacked"]))),
    "zip": lambda recipe: ("z.zip", brought.archive(*recipe["entries"])),
    "zip_nested": lambda recipe: ("n.zip", brought.nested(recipe["depth"])),
}


def refused(path: Path) -> FileFault:
    """The one reason why a file is not taken."""
    faults = prepare([path], "x.pdf", LIMITS)
    assert not isinstance(faults, Prepared), "it was taken"
    assert len(faults) == 1
    return faults[0]


@pytest.mark.parametrize(
    "entry", [e for e in VECTORS if e["category"] in ("file", "zip")], ids=lambda entry: str(entry["id"])
)
def test_every_vector_of_files_ends_as_it_says(entry: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    name, content = RECIPES[entry["recipe"]["kind"]](entry["recipe"])
    (tmp_path / name).write_bytes(content)
    fault = refused(tmp_path / name)
    assert fault.hostile == (entry["expect"]["decision"] == "quarantine")


@pytest.mark.parametrize("kind", brought.BAD)
def test_a_bad_file_ends_with_its_reason(kind: str, tmp_path: Path) -> None:
    name, make, reason, hostile = brought.BAD[kind]
    path = tmp_path / name
    path.write_bytes(make())
    if not reason:  # heavy work, but sound: it may also be taken
        assert isinstance(prepare([path], "x.pdf", LIMITS), Prepared)
        return
    fault = refused(path)
    assert (fault.reason, fault.hostile) == (reason, hostile)
    assert fault.size == path.stat().st_size


def test_the_program_stays_small_and_quick_beside_a_bomb(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pdf"
    path.write_bytes(brought.flate_bomb(210 << 20, 2))
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    assert refused(path).reason == "bomb"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # KiB
    assert time.monotonic() - begun < 20


# -- what is no plain file -------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="links, pipes and devices of POSIX")
def test_links_pipes_devices_and_folders_are_never_opened(tmp_path: Path) -> None:
    sound = tmp_path / "sound.pdf"
    sound.write_bytes(brought.page())
    (tmp_path / "link.pdf").symlink_to(sound)
    (tmp_path / "gone.pdf").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.pdf")
    ends = {
        tmp_path / "link.pdf": "symlink",
        tmp_path / "gone.pdf": "symlink",
        tmp_path / "pipe.pdf": "not_file",
        tmp_path: "not_file",
        Path("/dev/zero"): "not_file",
        Path("/dev/tty"): "not_file",
        Path("/proc/self/mem"): "not_readable",
        tmp_path / "none.pdf": "missing",
        tmp_path / ("x" * 300): "missing",
        sound / "under": "missing",
        Path("nul\0.pdf"): "missing",
    }
    assert {path: refused(path).reason for path in ends} == ends


@pytest.mark.parametrize(
    "name", ["a\x1b]0;pwn\x07.pdf", "\x1b[2J\x1b[31m.pdf", "a\u202efdp.pdf", "[red]x[-].pdf", "a\nb.pdf"]
)
def test_a_hostile_name_is_text_only(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(brought.page())
    made = prepare([path], "x.pdf", LIMITS)
    assert isinstance(made, Prepared)
    assert made.source.isprintable() and made.name == "x.pdf"
    path.write_bytes(b"")
    assert refused(path).source.isprintable()


@pytest.mark.skipif(os.name != "posix", reason="names of bytes")
def test_a_name_that_is_no_text_is_read_too(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/gi\xe1\xba\xa5y-\xff.pdf"))
    path.write_bytes(brought.page())
    made = prepare([path], "x.pdf", LIMITS)
    assert isinstance(made, Prepared) and made.source.isprintable()


def test_a_file_that_is_too_large_is_not_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST_BYTES", 1000)
    (tmp_path / "a.pdf").write_bytes(bytes(1001))
    assert refused(tmp_path / "a.pdf").reason == "too_big"
    monkeypatch.setattr(sources, "MOST_BYTES", 5000)
    monkeypatch.setattr(preparing, "MOST_TOGETHER", 1500)
    (tmp_path / "b.pdf").write_bytes(brought.page() + bytes(1000))
    faults = prepare([tmp_path / "b.pdf"] * 2, "x.pdf", LIMITS)
    assert not isinstance(faults, Prepared) and {fault.reason for fault in faults} >= {"too_big"}


# -- the walls -------------------------------------------------------------------------------------

INSIDE = """
import os, socket, subprocess
from counter.papers.digitise import bench, cage
cage.limit_resources(); bench.get_ready(); cage.shut()
try:
    {attempt}
except BaseException as error:
    print(type(error).__name__)
else:
    print("out")
"""


@pytest.mark.parametrize(
    "attempt",
    [
        "open('/etc/hostname').read()",
        "open('here', 'w')",
        "socket.socket()",
        "socket.create_connection(('127.0.0.1', 9))",
        "subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
        "import os; os.remove('x')",
        "import os; os.dup(0)",
        "x = bytearray(500 * 1024 * 1024)",
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
def test_nothing_gets_out_of_the_child(attempt: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INSIDE.format(attempt=attempt)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.stdout.decode().strip() in {"Walled", "MemoryError", "OSError"}, done


def test_the_probe_of_the_walls_can_fail() -> None:
    program = INSIDE.replace("cage.shut()", "pass").format(attempt="open('/etc/hostname').read()")
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.stdout.decode().strip() == "out"


TASK = Task(do="pages", dpi=200, budget=1000, most_pages=5)


@pytest.mark.parametrize(
    ("acts", "reason"),
    [
        ("import os; os.abort()", "crashed"),
        ("import sys; sys.exit(0)", "crashed"),
        ("import time; time.sleep(60)", "costly"),
        ("import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 2))\nwhile True: pass", "costly"),
        ("print('x' * 100)", "crashed"),
        ("import sys, struct; sys.stdout.buffer.write(struct.pack('>I', 2**31))", "crashed"),
        ("say({'pages': 1, 'size': 2**40})", "heavy"),
        ("say({'pages': 99, 'size': 10}, bytes(10))", "crashed"),
        ("say({'pages': 1, 'size': 900}, bytes(10))", "crashed"),
        ("say({'fault': 'rm -rf', 'params': {}})", "crashed"),
        ("say([])", "crashed"),
    ],
)
@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")
def test_a_child_that_fails_or_lies_is_ended_and_named(
    acts: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "bad_child.py"
    package.write_text(
        "import json, struct, sys\n"
        "def say(told, content=b''):\n"
        "    body = json.dumps(told).encode()\n"
        "    sys.stdout.buffer.write(struct.pack('>I', len(body)) + body + content)\n" + acts
    )
    monkeypatch.setattr("counter.papers.digitise.workshop._ROOT", tmp_path)
    with pytest.raises(NotTaken) as no:
        Workshop(module="bad_child", patience=4).run(TASK, [b"x" * 3_000_000])
    assert no.value.reason == reason


def test_every_reason_has_its_words_in_both_languages() -> None:
    for language in ("vi", "en"):
        use_language(language)
        for reason in REFUSED | HOSTILE:
            words = t(f"attachment.file.{reason}", file="a.pdf", most=1, pages=2, named=".pdf", really="PNG")
            assert not words.startswith("attachment.")
    use_language("vi")
