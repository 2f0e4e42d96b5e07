"""One paper from the files of it: each opened in a child of its own, then joined, in the order given."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from counter.models.attachment import MIB, FileFault, FileLimits, Prepared
from counter.papers.digitise import sources
from counter.papers.digitise.reasons import HOSTILE, NotTaken
from counter.papers.digitise.sources import Source
from counter.papers.digitise.workshop import Task, Workshop

MOST_SOURCES = 40
_SLACK = 0.97  # what joining adds is small

MOST_TOGETHER = 150 * MIB
_PDF = b"%PDF-"

Progress = Callable[[int, int], None]
Made = tuple[bytes, int]  # a PDF and its pages


def prepare(
    paths: Sequence[Path],
    name: str,
    limits: FileLimits,
    *,
    progress: Progress | None = None,
    workshop: Workshop | None = None,
) -> Prepared | tuple[FileFault, ...]:
    """The paper as one PDF, or every file that stands against it with its reason; then nothing is made.

    `name` is the portal's. `progress(done, of)` is called from this thread. Blocks for as long as the
    children work: not on a screen's thread.
    """
    shop = workshop or Workshop()
    if not 0 < len(paths) <= MOST_SOURCES:
        reason = "many_sources" if paths else "no_files"
        return (FileFault(reason=reason, source="–", params={"most": MOST_SOURCES}),)
    shown = ", ".join(sources.shown(path) for path in paths)[:200]
    found, faults = _all_read(paths)
    made, more = _all_made(found, limits, len(paths), shop, progress or _silent)
    faults += more
    if faults:
        return tuple(faults)
    try:
        content, pages = made[0] if len(made) == 1 else _joined([data for data, _ in made], limits, shop)
    except NotTaken as no:
        return (_fault(no, shown),)
    digest = hashlib.sha256(content).hexdigest()
    return Prepared(name=name, content=content, digest=digest, pages=pages, source=shown)


def _silent(_done: int, _of: int) -> None:
    """Nobody watches."""


def _all_read(paths: Sequence[Path]) -> tuple[dict[int, Source], list[FileFault]]:
    found: dict[int, Source] = {}
    faults: list[FileFault] = []
    for place, path in enumerate(paths):
        try:
            found[place] = sources.read(path)
            if sum(len(source.data) for source in found.values()) > MOST_TOGETHER:
                raise NotTaken("too_big", most=MOST_TOGETHER // MIB)
        except NotTaken as no:
            faults.append(_fault(no, sources.shown(path), found.pop(place, None)))
    return found, faults


def _all_made(
    found: dict[int, Source], limits: FileLimits, of: int, shop: Workshop, progress: Progress
) -> tuple[list[Made], list[FileFault]]:
    """PDF files first: they cannot be made lighter. What they leave is shared by the pictures."""
    made: dict[int, Made] = {}
    faults: list[FileFault] = []
    room = limits.max_bytes if of == 1 else int(limits.max_bytes * _SLACK)
    waiting = sorted(found, key=lambda place: not found[place].data.startswith(_PDF))
    for done, place in enumerate(waiting):
        progress(done, len(waiting))
        source = found[place]
        share = room if source.data.startswith(_PDF) else max(room // (len(waiting) - done), 1)
        task = Task(
            do="pages",
            name=source.name[-12:],
            dpi=limits.dpi,
            budget=share,
            most_pages=limits.max_pages,
            alone=of == 1,
        )
        try:
            made[place] = _run(task, source, shop)
            room = max(room - len(made[place][0]), 1)
        except NotTaken as no:
            faults.append(_fault(no, source.name, source))
    return [made[place] for place in sorted(made)], faults


def _run(task: Task, source: Source, shop: Workshop) -> Made:
    """The pages of a file; each page of a scanned PDF that is too heavy is made lighter in a child."""
    try:
        return shop.run(task, [source.data])
    except NotTaken as no:
        pages = no.params.get("pages", 0)
        if no.reason != "heavy" or not isinstance(pages, int) or not pages:
            raise
    share = int(task.budget * _SLACK) // pages
    light = [
        shop.run(replace(task, do="lighter", page=number, budget=share), [source.data])[0]
        for number in range(pages)
    ]
    return shop.run(replace(task, do="join"), light)


def _joined(made: list[bytes], limits: FileLimits, shop: Workshop) -> Made:
    task = Task(do="join", dpi=limits.dpi, budget=limits.max_bytes, most_pages=limits.max_pages)
    return shop.run(task, made)


def _fault(no: NotTaken, shown: str, source: Source | None = None) -> FileFault:
    return FileFault(
        reason=no.reason,
        source=shown,
        hostile=no.reason in HOSTILE,
        digest=source.digest if source else "",
        size=len(source.data) if source else 0,
        params=no.params,
    )
