"""The typesetter is a program of its own: it may crash, hang or be killed, and the counter goes on."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.errors import DataFault
from counter.papers.pressroom import PRESS, Job, Pressroom, TemplateFault

GOOD = "#set page(width: 100pt, height: 100pt)\n#json(bytes(sys.inputs.data)).name"


@pytest.fixture
def room() -> Iterator[Pressroom]:
    opened = Pressroom()
    yield opened
    opened.close()


def job(folder: Path, source: str = GOOD, name: str = "a.typ") -> Job:
    (folder / name).write_text(source, "utf-8")
    return Job(template=folder / name, format="pdf", ppi=None, time=0, inputs={"data": '{"name": "x"}'})


def child_of(room: Pressroom) -> int:
    assert room._child is not None
    return room._child.pid


def test_one_typesetter_serves_all_jobs(room: Pressroom, tmp_path: Path) -> None:
    pages = [room.run(job(tmp_path, name=f"{n}.typ")) for n in range(3)]
    first = child_of(room)
    assert all(isinstance(made, tuple) and made[0].startswith(b"%PDF") for made in pages)
    room.run(job(tmp_path))
    assert child_of(room) == first


def test_many_pages_come_back_apart(room: Pressroom, tmp_path: Path) -> None:
    made = room.run(
        Job(
            template=job(tmp_path, "#set page(width: 9pt, height: 9pt)\n#pagebreak()#pagebreak()").template,
            format="png",
            ppi=72,
            time=0,
            inputs={},
        )
    )
    assert isinstance(made, tuple) and len(made) == 3
    assert all(page.startswith(b"\x89PNG") for page in made)


def test_a_typesetter_that_was_killed_is_replaced_unseen(room: Pressroom, tmp_path: Path) -> None:
    room.run(job(tmp_path))
    before = child_of(room)
    os.kill(before, 9)
    assert isinstance(room.run(job(tmp_path)), tuple)
    assert child_of(room) != before


def test_a_template_that_never_ends_is_stopped_and_named(tmp_path: Path) -> None:
    room = Pressroom(patience=1.0)
    try:
        begun = time.monotonic()
        with pytest.raises(DataFault) as caught:
            room.run(job(tmp_path, "#for a in range(100000) { for b in range(100000) { let c = a * b } }"))
        assert (caught.value.message_id, caught.value.params["file"]) == ("paper.too_slow", "a.typ")
        assert time.monotonic() - begun < 15
        assert isinstance(room.run(job(tmp_path)), tuple), "the next paper prints"
    finally:
        room.close()


def test_a_fault_of_a_template_leaves_the_typesetter_at_work(room: Pressroom, tmp_path: Path) -> None:
    room.run(job(tmp_path))
    before = child_of(room)
    assert isinstance(room.run(job(tmp_path, "#let")), TemplateFault)
    assert isinstance(room.run(job(tmp_path)), tuple)
    assert child_of(room) == before


def test_a_typesetter_that_cannot_live_is_told_after_the_second_try(tmp_path: Path) -> None:
    (tmp_path / "dead.py").write_text("raise SystemExit(3)", "utf-8")
    room = Pressroom(press=tmp_path / "dead.py")
    try:
        with pytest.raises(DataFault) as caught:
            room.run(job(tmp_path))
        assert caught.value.message_id == "paper.press_died"
    finally:
        room.close()


def test_warming_starts_it_before_the_first_paper(room: Pressroom, tmp_path: Path) -> None:
    room.warm()
    before = child_of(room)
    room.run(job(tmp_path))
    assert child_of(room) == before


def test_closing_ends_it(tmp_path: Path) -> None:
    room = Pressroom()
    room.run(job(tmp_path))
    child = room._child
    room.close()
    assert child is not None and child.poll() is not None


def test_the_typesetter_knows_nothing_of_the_counter() -> None:
    assert "counter" not in {
        line.split()[1].split(".")[0]
        for line in PRESS.read_text("utf-8").splitlines()
        if line.startswith(("import ", "from "))
    }


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_it_ends_when_the_counter_is_killed(tmp_path: Path) -> None:
    """A closed window kills the counter without a word; no typesetter may stay behind."""
    import subprocess

    job(tmp_path)
    code = (
        "import sys, time; from pathlib import Path\n"
        "from counter.papers.pressroom import ROOM, Job\n"
        f"ROOM.run(Job(template=Path({str(tmp_path / 'a.typ')!r}), format='pdf', ppi=None, time=0,"
        " inputs={'data': '{\"name\": 1}'}))\n"
        "print(ROOM._child.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as counter:
        assert counter.stdout is not None
        typesetter = int(counter.stdout.readline())
        counter.kill()
    for _ in range(100):
        if not Path(f"/proc/{typesetter}").exists() or _is_gone(typesetter):
            return
        time.sleep(0.05)
    pytest.fail("the typesetter outlived the counter")


def _is_gone(pid: int) -> bool:
    """Whether the process has ended and only waits to be collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True
