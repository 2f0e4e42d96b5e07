"""The program that opens what people bring: `python -m counter.papers.digitise.child`, one job, then gone.

It reads 4 bytes of length, a JSON job, then the files one after the other; it answers with 4 bytes of length,
JSON (`fault` or `pages` and `size`), and the PDF. It never sees a path, a store or a name.
"""

import json
import struct
import sys
from typing import BinaryIO

from counter.papers.digitise import cage, reasons

LENGTH = struct.Struct(">I")


def main() -> None:
    """Walls first, then the libraries, then the job."""
    cage.limit_resources()
    from counter.papers.digitise import bench  # Pillow and pypdf, inside the walls

    bench.get_ready()
    cage.shut()
    jobs, answers = sys.stdin.buffer, sys.stdout.buffer
    job = json.loads(jobs.read(LENGTH.unpack(jobs.read(LENGTH.size))[0]))
    files = [jobs.read(size) for size in job["sizes"]]
    try:
        content, pages = bench.do(job, files)
    except reasons.NotTaken as no:
        _answer(answers, {"fault": no.reason, "params": no.params}, b"")
    except (MemoryError, RecursionError):
        _answer(answers, {"fault": "bomb", "params": {}}, b"")
    else:
        _answer(answers, {"pages": pages, "size": len(content)}, content)


def _answer(answers: BinaryIO, told: dict[str, object], content: bytes) -> None:
    body = json.dumps(told).encode()
    answers.write(LENGTH.pack(len(body)) + body + content)
    answers.flush()


if __name__ == "__main__":
    main()
