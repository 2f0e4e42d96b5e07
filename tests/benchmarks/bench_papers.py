"""What paper costs: `uv run python -m tests.benchmarks.bench_papers`. Prints figures, judges nothing.

Each "first" is taken in a process of its own, so that it includes every import. Targets: a form as PDF
in 30 ms in a warm program, the first one in 300 ms, at most 60 kB.
"""

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from counter.papers import preview, typeset
from counter.papers.consent import consent_data
from counter.papers.slip import slip_data
from counter.papers.thermal import Roll, thermal
from tests.benchmarks.machine import machine_line, resident_mb
from tests.papers.factory import RECEIVED, WARD, dossier
from tests.papers.samples import long_dossier

FIRST = """
import time
begun = time.perf_counter()
from tests.papers.factory import WARD, dossier
values = time.perf_counter()
from counter.papers import typeset
from counter.papers.slip import slip_data
made = typeset.pdf(typeset.MAU_01, slip_data(dossier(), WARD))
print((time.perf_counter() - values) * 1000)
"""


def _cases() -> dict[str, Callable[[int], bytes]]:
    """One function per paper; the number makes each call's data new, so that nothing is remembered."""
    short, long = dossier(), long_dossier()

    def slip(template: str, base: object) -> Callable[[int], bytes]:
        view = short if base == "short" else long
        return lambda n: typeset.pdf(template, slip_data(replace(view, code=f"H57.15-261120-{n:04}"), WARD))

    def roll(size: Roll) -> Callable[[int], bytes]:
        return lambda n: thermal(slip_data(replace(short, code=f"H57.15-261120-{n:04}"), WARD), size)

    def sheet(n: int) -> bytes:
        view = replace(short, code=f"H57.15-261120-{n:04}")
        text = "Cháu sẽ gõ và nộp hồ sơ này lên Cổng Dịch vụ công thay cô.\n\nCô có thể dừng bất cứ lúc nào."
        return typeset.pdf(
            typeset.CONSENT,
            consent_data(view, WARD, text=text, version="1", reader="Lê Thị Bình", at=RECEIVED),
        )

    def screen(n: int) -> bytes:
        view = replace(short, code=f"H57.15-261120-{n:04}")
        return "\n".join(preview.lines(slip_data(view, WARD))).encode()

    return {
        "form, 4 papers (PDF)": slip(typeset.MAU_01, "short"),
        "form, 14 papers, 2 pages (PDF)": slip(typeset.MAU_01, "long"),
        "large print (PDF)": slip(typeset.LARGE_PRINT, "short"),
        "consent sheet (PDF)": sheet,
        "thermal 58 mm (1-bit PNG)": roll(Roll.MM58),
        "thermal 80 mm (1-bit PNG)": roll(Roll.MM80),
        "preview on the screen (text)": screen,
    }


def _first(times: int) -> list[float]:
    """Milliseconds of the first form of a program, imports of typesetter, font and QR maker included."""
    took = []
    for _ in range(times):
        done = subprocess.run([sys.executable, "-c", FIRST], capture_output=True, text=True, check=True)
        took.append(float(done.stdout))
    return took


def _row(name: str, took: list[float], size: int | None) -> str:
    took = sorted(took)
    p95 = took[min(len(took) - 1, round(0.95 * (len(took) - 1)))]
    weight = f"{size / 1000:8.1f}" if size is not None else f"{'':8}"
    return f"{name:36}{len(took):5}{statistics.median(took):9.1f}{p95:9.1f}{took[-1]:9.1f}{weight}"


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("-n", type=int, default=100, help="papers of each kind")
    options.add_argument("--first", type=int, default=7, help="new processes for the first form")
    chosen = options.parse_args()
    print(machine_line())
    print(f"{'paper':36}{'n':>5}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}{'kB':>8}")
    print(_row("first form of a program (PDF)", _first(chosen.first), None))
    before = resident_mb()
    for name, make in _cases().items():
        size = len(make(9999))
        took = []
        for n in range(chosen.n):
            begun = time.perf_counter()
            make(n)
            took.append((time.perf_counter() - begun) * 1000)
        print(_row(name, took, size))
    print(f"memory: {before:.0f} MB before the first paper, {resident_mb():.0f} MB after {7 * chosen.n}")


if __name__ == "__main__":
    main()
