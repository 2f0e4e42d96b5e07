"""The typesetter: a program of its own that `pressroom` starts. It speaks over its standard streams only.

Apart from the counter on purpose: Typst keeps 60 MB, and a template with an endless loop or a crash
inside Typst must never take the counter with it. It imports nothing of `counter` and ends when its
input does.

A message is 4 bytes of length and that many of JSON. A job: `template` (path), `format`, `ppi`, `time`
(Unix seconds), `inputs`. The answer: `sizes` and then that many pages, or `fault` (`reason`,
`diagnostic`).
"""

import json
import struct
import sys
from pathlib import Path
from typing import BinaryIO

import fontpkg_be_vietnam_pro
import typst

LENGTH = struct.Struct(">I")


def fonts() -> typst.Fonts:
    """Be Vietnam Pro, then what Typst carries inside; nothing of the machine's."""
    folder = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])


def serve(jobs: BinaryIO, answers: BinaryIO) -> None:
    """Do the jobs one after the other until there are no more."""
    cases = fonts()
    kept: dict[str, typst.Compiler] = {}
    while len(head := jobs.read(LENGTH.size)) == LENGTH.size:
        job = json.loads(jobs.read(LENGTH.unpack(head)[0]))
        template = Path(job["template"])
        try:
            if str(template) not in kept:
                kept[str(template)] = typst.Compiler(
                    str(template), root=str(template.parent), font_paths=cases, ignore_system_fonts=True
                )
            made = kept[str(template)].compile(
                format=job["format"],
                ppi=job["ppi"],
                sys_inputs=job["inputs"],
                timestamp=job["time"],
                pdf_tags=False,  # 12 kB of the 60 that a form may weigh, for a page that is printed
            )
        except typst.TypstError as error:
            reason = "; ".join([error.message, *error.hints])
            _answer(answers, {"fault": {"reason": reason, "diagnostic": error.diagnostic}}, [])
            continue
        pages = made if isinstance(made, list) else [made or b""]
        _answer(answers, {"sizes": [len(page) for page in pages]}, pages)


def _answer(answers: BinaryIO, told: dict[str, object], pages: list[bytes]) -> None:
    body = json.dumps(told).encode()
    answers.write(LENGTH.pack(len(body)) + body)
    answers.writelines(pages)
    answers.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
