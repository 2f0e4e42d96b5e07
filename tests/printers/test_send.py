"""Printers as they are: a socket that listens or has no paper, a serial line, a queue, a folder."""

import os
import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.i18n import t
from counter.models.printer import Printer, Use, Way
from counter.papers import typeset
from counter.papers.bitmap import ink, one_bit
from counter.papers.escpos import bytes_of
from counter.papers.slip import slip_data
from counter.printers import send
from counter.printers.send import PrintError, deliver
from counter.rules.printers import address, problems
from tests.papers.factory import WARD, dossier
from tests.papers.reading import picture

PAPER = b"%PDF-1.7 made up"
STATUS = b"\x10\x04\x04"


def roll(way: Way, target: str, **changes: int) -> Printer:
    return Printer(use=Use.ROLL, way=way, target=target, **changes)  # type: ignore[arg-type]  # numbers only


@contextmanager
def listening(answer: bytes = b"", *, read: bool = True) -> Iterator[tuple[str, list[bytes]]]:
    """A printer on a port of this machine: its address, and what it was sent."""
    taken: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)

        def serve() -> None:
            line, _ = server.accept()
            with line:
                line.settimeout(5)
                first = line.recv(3)
                taken.append(first)
                if answer:
                    line.sendall(answer)
                while read and (part := line.recv(65536)):
                    taken.append(part)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}", taken
        thread.join(5)


def test_a_printer_on_the_network_gets_every_byte() -> None:
    whole = bytes(range(256)) * 300
    with listening() as (where, taken):
        deliver(roll(Way.NETWORK, where), whole, "Giấy hẹn")
    assert b"".join(taken) == STATUS + whole


def test_a_printer_that_says_it_has_paper_prints() -> None:
    with listening(b"\x12") as (where, taken):
        deliver(roll(Way.NETWORK, where), b"abc", "")
    assert b"".join(taken) == STATUS + b"abc"


def test_a_printer_without_paper_is_told_and_gets_nothing() -> None:
    with (
        listening(b"\x72") as (where, taken),
        pytest.raises(PrintError) as caught,
    ):
        deliver(roll(Way.NETWORK, where), b"abc", "")
    assert caught.value.message_id == "printer.no_paper"
    assert taken == [STATUS]


def test_nobody_there_is_said_in_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(PrintError) as caught:
        deliver(roll(Way.NETWORK, f"127.0.0.1:{port}"), b"abc", "")
    assert caught.value.message_id == "printer.not_listening"
    assert str(port) in t(caught.value.message_id, **caught.value.params)


def test_a_serial_line_gets_raw_bytes_at_its_speed() -> None:
    leader, follower = os.openpty()
    try:
        whole = b"\x1b@\n\r\x03\x11\xff" * 200
        found: list[bytes] = []

        def read() -> None:
            while sum(map(len, found)) < len(whole):
                found.append(os.read(leader, 4096))

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        deliver(roll(Way.DEVICE, os.ttyname(follower), baud=115200), whole, "")
        reader.join(5)
        assert b"".join(found) == whole
    finally:
        os.close(leader)
        os.close(follower)


def test_a_serial_line_that_takes_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(send, "PATIENCE", 0.2)
    leader, follower = os.openpty()
    try:
        with pytest.raises(PrintError) as caught:
            deliver(roll(Way.DEVICE, os.ttyname(follower)), b"x" * 1_000_000, "")
        assert caught.value.message_id == "printer.silent"
    finally:
        os.close(leader)
        os.close(follower)


@pytest.mark.parametrize("target", ["/dev/khong-co", "/etc/hostname"])
def test_what_is_no_device_is_not_written_to(target: str) -> None:
    with pytest.raises(PrintError) as caught:
        deliver(roll(Way.DEVICE, target), b"abc", "")
    assert caught.value.message_id in ("printer.no_device", "printer.device_denied")


def test_a_plain_file_is_never_overwritten_as_a_device(tmp_path: Path) -> None:
    victim = tmp_path / "so-sach.txt"
    victim.write_text("sổ", "utf-8")
    with pytest.raises(PrintError):
        deliver(roll(Way.DEVICE, str(victim)), b"abc", "")
    assert victim.read_text("utf-8") == "sổ"


def test_a_folder_gets_a_file_of_each_job(tmp_path: Path) -> None:
    for _ in range(2):
        deliver(Printer(use=Use.PAGES, way=Way.FOLDER, target=str(tmp_path)), PAPER, "x")
    made = list(tmp_path.iterdir())
    assert len(made) == 2 and all(path.suffix == ".pdf" and path.read_bytes() == PAPER for path in made)
    with pytest.raises(PrintError) as caught:
        deliver(Printer(use=Use.PAGES, way=Way.FOLDER, target=str(tmp_path / "x")), PAPER, "x")
    assert caught.value.message_id == "printer.no_folder"


def spooler(folder: Path, code: int = 0, said: str = "") -> Path:
    """A program in the place of `lp`, that keeps how it was called and what it was given."""
    path = folder / "lp"
    path.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$@" > {folder}/args\ncat > {folder}/given\n'
        f'echo "lp: {said}" >&2\nexit {code}\n',
        "utf-8",
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_a_queue_gets_the_page_and_its_title(tmp_path: Path) -> None:
    title = "Mẫu 02 'x'; rm -rf / $HOME"
    lp = spooler(tmp_path)
    deliver(Printer(use=Use.PAGES, way=Way.QUEUE, target="Quay-1"), PAPER, title, lp=lp)
    assert (tmp_path / "given").read_bytes() == PAPER
    args = (tmp_path / "args").read_text("utf-8").splitlines()
    assert args == ["-d", "Quay-1", "-t", title, "--", "-"]


def test_a_queue_that_refuses_says_why(tmp_path: Path) -> None:
    lp = spooler(tmp_path, 1, "The printer or class does not exist.")
    with pytest.raises(PrintError) as caught:
        deliver(Printer(use=Use.PAGES, way=Way.QUEUE, target="Quay-9"), PAPER, "x", lp=lp)
    assert caught.value.message_id == "printer.queue_refused"
    assert "does not exist" in t(caught.value.message_id, **caught.value.params)
    with pytest.raises(PrintError) as caught:
        deliver(Printer(use=Use.PAGES, way=Way.QUEUE, target="Q"), PAPER, "x", lp=tmp_path / "no")
    assert caught.value.message_id == "printer.no_system"


def status(folder: Path, said: str) -> None:
    """A program in the place of `lpstat` that says this."""
    path = folder / "lpstat"
    path.write_text(f"#!/bin/sh\ncat <<'END'\n{said}\nEND\n", "utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_a_queue_that_is_stopped_is_given_nothing(tmp_path: Path) -> None:
    lp = spooler(tmp_path)
    status(tmp_path, "printer Quay-1 disabled since Thu 26 Nov 2026 09:00:00 -\n\tOut of paper")
    with pytest.raises(PrintError) as caught:
        deliver(Printer(use=Use.PAGES, way=Way.QUEUE, target="Quay-1"), PAPER, "x", lp=lp)
    assert caught.value.message_id == "printer.queue_stopped"
    assert "Out of paper" in t(caught.value.message_id, **caught.value.params)
    assert not (tmp_path / "given").exists()
    status(tmp_path, "printer Quay-1 is idle.  enabled since Thu 26 Nov 2026 09:00:00")
    deliver(Printer(use=Use.PAGES, way=Way.QUEUE, target="Quay-1"), PAPER, "x", lp=lp)
    assert (tmp_path / "given").read_bytes() == PAPER


def test_the_queues_of_the_system_are_listed(tmp_path: Path) -> None:
    assert send.queues(lp=tmp_path / "lp") == ()
    status(tmp_path, "Quay-1\nQuay-2")
    assert send.queues(lp=tmp_path / "lp") == ("Quay-1", "Quay-2")


@pytest.mark.parametrize(
    ("printer", "ids"),
    [
        (roll(Way.NONE, ""), set()),
        (roll(Way.NETWORK, "192.168.1.50"), set()),
        (roll(Way.NETWORK, "may-in.phuxuan:9101"), set()),
        (roll(Way.NETWORK, "may in"), {"printer.target.network"}),
        (roll(Way.NETWORK, "x:0"), {"printer.target.network"}),
        (roll(Way.NETWORK, "x:99999"), {"printer.target.network"}),
        (roll(Way.QUEUE, "-o"), {"printer.target.queue"}),
        (roll(Way.QUEUE, "a b"), {"printer.target.queue"}),
        (roll(Way.DEVICE, "/dev/usb/lp0"), set()),
        (roll(Way.DEVICE, "ttyUSB0"), {"printer.target.device"}),
        (roll(Way.FOLDER, ""), {"printer.missing.folder"}),
        (roll(Way.FOLDER, "giay"), {"printer.target.folder"}),
        (roll(Way.QUEUE, ""), {"printer.missing.queue"}),
        (roll(Way.DEVICE, "/dev/ttyS0", roll_mm=57, baud=1), {"printer.roll", "printer.baud"}),
        (Printer(use=Use.PAGES, way=Way.NETWORK, target="10.0.0.1"), {"printer.pages_by_queue"}),
    ],
)
def test_what_a_target_may_be(printer: Printer, ids: set[str]) -> None:
    found = problems(printer)
    assert {problem.message_id for problem in found} == ids
    for problem in found:
        assert t(problem.message_id, **problem.params) != problem.message_id
        with pytest.raises(PrintError):
            deliver(printer, b"x", "x")


@given(st.text(max_size=30))
def test_an_address_is_read_or_is_none(text: str) -> None:
    found = address(text)
    assert found is None or (found[0] and not found[0].startswith("-") and 0 < found[1] < 65536)


def test_a_slip_as_raster_lines_is_the_picture_dot_by_dot() -> None:
    png = typeset.png(typeset.THERMAL, slip_data(dossier(), WARD), ppi=72, inputs={"dots": "576"})
    width, rows = ink(png)
    page = picture(one_bit(png))
    assert (width, len(rows)) == page.size
    for y in range(0, len(rows), 97):
        bits = "".join(f"{byte:08b}" for byte in rows[y])[:width]
        assert bits == "".join("0" if page.getpixel((x, y)) else "1" for x in range(width))
    assert ink(one_bit(png)) == (width, rows)
    job = bytes_of(png)
    assert job.startswith(b"\x1b@\x1dv0\x00") and job.endswith(b"\x1bd\x04\x1dV\x01")
    assert not bytes_of(png, cut=False).endswith(b"\x1dV\x01")
    at, seen = 2, []
    while job[at : at + 4] == b"\x1dv0\x00":
        across, down = (int.from_bytes(job[at + n : at + n + 2], "little") for n in (4, 6))
        assert (across, down <= 256) == (72, True)
        seen += [job[at + 8 + n * across : at + 8 + (n + 1) * across] for n in range(down)]
        at += 8 + across * down
    assert seen == rows
