"""The jobs of this program: one thread sends them one after the other, so that no screen waits for paper.

A job that failed stays with what to do about it until somebody sends it again or drops it. What a job carries
is also a file in the folder of the slips: nothing is lost when the program ends before it was printed.
"""

import errno
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from counter.i18n import utc_now
from counter.models.printer import JobState, Printer, PrintJob
from counter.printers.send import PrintError, deliver

KEPT = 50  # jobs that are remembered; done ones go first

Deliver = Callable[[Printer, bytes, str], None]


@dataclass(slots=True)
class _Entry:
    job: PrintJob
    content: bytes


class Jobs:
    """Safe to call from any thread; the sending thread starts with the first job and is never waited for."""

    def __init__(self, send: Deliver = deliver, now: Callable[[], datetime] = utc_now) -> None:
        self._send = send
        self._now = now
        self._changed = threading.Condition()
        self._entries: dict[int, _Entry] = {}
        self._last = 0
        self._thread: threading.Thread | None = None

    def submit(self, printer: Printer, content: bytes, title: str) -> int:
        """Put a paper in the line; its number."""
        with self._changed:
            self._last += 1
            job = PrintJob(
                id=self._last, title=title, printer=printer, state=JobState.WAITING, made_at=self._now()
            )
            self._entries[job.id] = _Entry(job, content)
            self._forget()
            self._work()
            return job.id

    def again(self, number: int) -> bool:
        """Send a failed job once more; False when there is no such job."""
        with self._changed:
            entry = self._entries.get(number)
            if entry is None or entry.job.state is not JobState.FAILED:
                return False
            self._set(number, JobState.WAITING)
            self._work()
            return True

    def drop(self, number: int) -> bool:
        """Forget a job that failed or is done; False for one that is on its way."""
        with self._changed:
            entry = self._entries.get(number)
            if entry is None or entry.job.state not in (JobState.FAILED, JobState.DONE):
                return False
            del self._entries[number]
            return True

    def listing(self) -> tuple[PrintJob, ...]:
        """Every job, the newest first."""
        with self._changed:
            return tuple(entry.job for entry in reversed(self._entries.values()))

    def wait(self, number: int, seconds: float) -> PrintJob | None:
        """The job once it is done or failed, or as it stands after so many seconds; None: dropped."""
        with self._changed:
            self._changed.wait_for(lambda: self._settled(number), timeout=seconds)
            entry = self._entries.get(number)
            return entry.job if entry else None

    def rest(self, seconds: float) -> bool:
        """Wait until nothing is on its way, at most so many seconds; whether that is so."""
        with self._changed:
            return self._changed.wait_for(lambda: all(map(self._settled, self._entries)), timeout=seconds)

    def _settled(self, number: int) -> bool:
        entry = self._entries.get(number)
        return entry is None or entry.job.state in (JobState.DONE, JobState.FAILED)

    def _work(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="printing", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        """Until no job waits; a new one starts a new thread."""
        while True:
            with self._changed:
                entry = next((e for e in self._entries.values() if e.job.state is JobState.WAITING), None)
                if entry is None:
                    self._thread = None
                    return
                number, printer, title = entry.job.id, entry.job.printer, entry.job.title
                self._set(number, JobState.PRINTING)
            try:
                self._send(printer, entry.content, title)
            except PrintError as error:
                with self._changed:
                    self._set(number, JobState.FAILED, error)
            except OSError as error:  # what `send` has no words for
                reason = errno.errorcode.get(error.errno or 0, type(error).__name__)
                with self._changed:
                    unsaid = PrintError("printer.cut_off", name=printer.target, reason=reason)
                    self._set(number, JobState.FAILED, unsaid)
            else:
                with self._changed:
                    self._set(number, JobState.DONE)
                    entry.content = b""

    def _set(self, number: int, state: JobState, error: PrintError | None = None) -> None:
        entry = self._entries[number]
        said = (error.message_id, error.params) if error else ("", {})
        entry.job = replace(entry.job, state=state, problem=said[0], params=dict(said[1]))
        self._changed.notify_all()

    def _forget(self) -> None:
        """Keep the list short: the oldest done jobs go, what still needs somebody never does."""
        done = [number for number, entry in self._entries.items() if entry.job.state is JobState.DONE]
        for number in done[: max(0, len(self._entries) - KEPT)]:
            del self._entries[number]


JOBS = Jobs()
"""The jobs of this program."""
