"""Jobs wait, print, are done or failed; nobody waits for them, and none is lost."""

import threading
from dataclasses import replace

import pytest

from counter.errors import Forbidden, Refused
from counter.models.printer import JobState, Printer, Use, Way
from counter.models.staff import Role, StaffView
from counter.printers import jobs
from counter.printers.jobs import Jobs
from counter.printers.send import PrintError
from counter.services.office import Office
from counter.services.papers import printers
from counter.services.store.audit import device

ROLL = Printer(use=Use.ROLL, way=Way.NETWORK, target="192.168.1.50")


def test_jobs_go_out_in_their_order_by_one_thread() -> None:
    sent: list[str] = []
    line = Jobs(send=lambda _printer, _content, title: sent.append(title))
    numbers = [line.submit(ROLL, b"x", f"n{n}") for n in range(20)]
    for number in numbers:
        job = line.wait(number, 5)
        assert job is not None and job.state is JobState.DONE
    assert sent == [f"n{n}" for n in range(20)]
    assert [job.title for job in line.listing()] == [f"n{n}" for n in range(19, -1, -1)]


def test_a_failed_job_stays_with_what_to_do_and_goes_again() -> None:
    paper = threading.Event()

    def send(printer: Printer, content: bytes, title: str) -> None:
        if not paper.is_set():
            raise PrintError("printer.no_paper", name=printer.target)

    line = Jobs(send=send)
    number = line.submit(ROLL, b"x", "Giấy hẹn")
    job = line.wait(number, 5)
    assert job is not None
    assert (job.state, job.problem, dict(job.params)) == (
        JobState.FAILED,
        "printer.no_paper",
        {"name": "192.168.1.50"},
    )
    paper.set()
    assert line.again(number)
    done = line.wait(number, 5)
    assert done is not None and (done.state, done.problem) == (JobState.DONE, "")
    assert not line.again(number) and line.drop(number) and not line.drop(number)
    assert line.wait(number, 0) is None and line.listing() == ()


def test_a_job_behind_a_slow_one_waits_and_nobody_is_held() -> None:
    go = threading.Event()
    line = Jobs(send=lambda *_: (go.wait(5), None)[1])
    first, second = line.submit(ROLL, b"x", "a"), line.submit(ROLL, b"x", "b")
    waiting = line.wait(second, 0.05)
    assert waiting is not None and waiting.state is JobState.WAITING
    assert not line.drop(second), "one on its way cannot be forgotten"
    go.set()
    for number in (first, second):
        job = line.wait(number, 5)
        assert job is not None and job.state is JobState.DONE


def test_a_fault_without_words_still_ends_the_job() -> None:
    def send(*_: object) -> None:
        raise OSError(5, "EIO")

    line = Jobs(send=send)
    job = line.wait(line.submit(ROLL, b"x", "a"), 5)
    assert job is not None and (job.state, job.problem) == (JobState.FAILED, "printer.cut_off")


def test_the_list_forgets_done_jobs_and_never_a_failed_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "KEPT", 3)

    def send(_printer: Printer, _content: bytes, title: str) -> None:
        if title == "bad":
            raise PrintError("printer.no_paper", name="x")

    line = Jobs(send=send)
    line.wait(line.submit(ROLL, b"x", "bad"), 5)
    for n in range(9):
        line.wait(line.submit(ROLL, b"x", f"n{n}"), 5)
    assert [job.title for job in line.listing()] == ["n8", "n7", "bad"]


# -- which printers this machine has ---------------------------------------------------------------


def head(office: Office, people: dict[Role, StaffView]) -> Office:
    return replace(office, actor=people[Role.SUPERVISOR])


def test_a_printer_is_set_for_this_machine_and_found_again(
    office: Office, people: dict[Role, StaffView], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert printers.chosen(office) == (Printer(use=Use.PAGES), Printer(use=Use.ROLL))
    chosen = replace(ROLL, roll_mm=58, cut=False)
    printers.save(head(office, people), chosen, operation="a")
    printers.save(head(office, people), ROLL, operation="a")  # a second press
    assert printers.printer_for(office, Use.ROLL) == chosen
    assert printers.printer_for(office, Use.PAGES).way is Way.NONE
    monkeypatch.setattr("counter.services.papers.printers.device", lambda: "may-khac")
    assert printers.printer_for(office, Use.ROLL).way is Way.NONE


def test_wrong_settings_and_a_clerk_are_refused(office: Office, people: dict[Role, StaffView]) -> None:
    with pytest.raises(Refused):
        printers.save(head(office, people), replace(ROLL, target="a b"), operation="b")
    with pytest.raises(Forbidden):
        printers.save(office, ROLL, operation="c")


@pytest.mark.parametrize("kept", ['"x"', "{", '{"way":"fax"}', '{"way":"network","target":"a b"}'])
def test_settings_that_cannot_be_read_are_as_never_set(office: Office, kept: str) -> None:
    with office.store.write() as transaction:
        transaction.connection.execute(
            "INSERT INTO setting (key, value, updated_at) VALUES (?, ?, 0)",
            (f"printer.roll.{device()}", kept if kept != "{" else "[]"),
        )
        transaction.record(None, "test.set", subject=("test", ""), operation="")
    assert printers.printer_for(office, Use.ROLL) == Printer(use=Use.ROLL)
