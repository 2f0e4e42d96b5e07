"""`counter portal practice` as the program that a newcomer starts."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from counter.portal.practice import gateways
from tests.cli.running import ROOT, counter
from tests.portal.practice_portal_calls import BIRTH, Caller, hoso


@contextmanager
def running(*options: str) -> Iterator[tuple[Caller, dict[str, Any], "subprocess.Popen[bytes]"]]:
    """The program with a portal that answers; ended by SIGTERM unless it has ended."""
    words = [sys.executable, "-m", "counter", "portal", "practice", "--port", "0", "--json", *options]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, cwd=ROOT)
    with process:
        try:
            said = _first_object(process)
            caller = Caller(said["url"])
            yield caller, said, process
            caller.close()
        finally:
            process.terminate()


def _first_object(process: "subprocess.Popen[bytes]") -> dict[str, Any]:
    assert process.stdout is not None
    whole = b""
    while True:
        assert select.select([process.stdout], [], [], 30)[0], "nothing was said"
        piece = os.read(process.stdout.fileno(), 65536)
        assert piece, process.stderr and process.stderr.read()
        whole += piece
        try:
            found: dict[str, Any] = json.loads(whole)
        except ValueError:
            continue
        return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_until_it_is_told_to_stop(number: int, tmp_path: Path) -> None:
    with running("--keep", str(tmp_path / "cong.json")) as (caller, said, process):
        assert urlsplit(said["url"]).hostname == "127.0.0.1"
        assert caller.page("/")[0] == 200
        caller.page("/dang-nhap", {})
        assert caller.page(f"/thu-tuc/{BIRTH}")[0] == 200
        assert caller.post(said["paths"]["add"], [hoso()])[1]["error_code"] == "0"
        assert caller.post(gateways.ADD, [hoso("H57.99-261123-0008")])[1]["error_code"] == "-3"
        process.send_signal(number)
        assert process.wait(10) == 0
    with running("--keep", str(tmp_path / "cong.json")) as (caller, _, _):
        assert caller.post(gateways.ADD, [hoso()])[1]["error_code"] == "3"


def test_the_seed_and_the_faults_are_the_files(tmp_path: Path) -> None:
    path = tmp_path / "loi.yaml"
    path.write_text("lỗi:\n  - làm: bận\n    ở: thêm mới\n", encoding="utf-8")
    with running("--faults", str(path), "--seed", "9") as (caller, said, _):
        assert said["seed"] == 9
        assert caller.post(gateways.ADD, [hoso()])[0] == 503


def test_a_faults_file_that_is_wrong_is_told_before_anything_starts(tmp_path: Path) -> None:
    path = tmp_path / "loi.yaml"
    path.write_text("lỗi:\n  - làm: bay\n  - làm: chậm\n    giây: x\n", encoding="utf-8")
    done = counter("portal", "practice", "--port", "0", "--faults", str(path))
    assert done.code == 1
    assert "loi.yaml, dòng 2" in done.err
    assert "loi.yaml, dòng 4" in done.err
    missing = counter("portal", "practice", "--port", "0", "--faults", str(tmp_path / "none.yaml"))
    assert (missing.code, "none.yaml" in missing.err) == (1, True)


@pytest.mark.parametrize("name", ["/dev/zero", "/dev"])
def test_a_faults_file_that_is_none_is_told_and_never_read(name: str) -> None:
    assert counter("portal", "practice", "--faults", name).code == 1


def test_a_place_that_cannot_be_kept_in_is_told_before_anything_starts(tmp_path: Path) -> None:
    told = counter("portal", "practice", "--port", "0", "--keep", str(tmp_path / "none" / "kept.json"))
    assert (told.code, told.out) == (1, "") and "Không có thư mục" in told.err


def test_the_help_names_every_option() -> None:
    page = counter("portal", "practice", "--help").out
    for option in ("--port", "--faults", "--seed", "--keep", "--minutes"):
        assert option in page
    assert counter("portal", "practice", "--port", "70000").code == 2


def test_a_field_that_is_chosen_on_the_portal_is_a_list_here() -> None:
    """Nothing is pasted into a list: the mark beside the field says so, and the page must agree."""
    with running() as (caller, _, _):
        caller.page("/dang-nhap", {"tiep": "/thu-tuc"})
        _, text, _ = caller.page(f"/thu-tuc/{BIRTH}")
    box = text.partition('name="o.dan_toc"')[0].rpartition("<")[2]
    assert box.startswith("select")
    assert ">Kinh</option>" in text and ">Cơ Tu</option>" in text
