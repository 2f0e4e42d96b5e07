"""Sound files spoiled at random: each is taken or refused with a reason, and nothing else ever comes out."""

import io
import logging
import warnings
from collections.abc import Iterator

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from counter.papers.digitise import bench
from counter.papers.digitise.bench import Job
from counter.papers.digitise.reasons import HOSTILE, REFUSED, NotTaken
from tests.papers import brought

SOUND = {
    "a.pdf": brought.page(
        brought.stream(b"x\x9c\x03\x00\x00\x00\x00\x01", b"/FlateDecode"),
        root=b"/Lang(vi)/Outlines<</Count 0>>",
        of_page=b"/Annots[<</Subtype/Widget/Rect[0 0 9 9]/AP<</N 4 0 R>>>>]/Resources<</Font<<>>>>",
    ),
    "b.pdf": brought.many_pages(3),
    "c.jpg": brought.picture(size=(90, 120), turn=6),
    "d.png": brought.picture("PNG", size=(90, 120)),
    "e.png": brought.picture("PNG", size=(90, 120), mode="P"),
    "f.tif": brought.frames(2),
    "g.tif": brought.picture("TIFF", size=(90, 120), mode="1"),
}
PIECES = st.one_of(
    st.binary(max_size=6),
    st.sampled_from(
        [b"\xff" * 4, b"\0" * 4, b"<<", b">>", b"[", b"/JS", b"4 0 R", b"99999999", b"-1", b"%PDF-"]
    ),
)


@pytest.fixture(scope="module", autouse=True)
def as_in_the_child() -> Iterator[None]:
    """The child counts the points itself, and shows neither warnings nor logs."""
    most, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.disable()
        yield
        logging.disable(logging.NOTSET)
    Image.MAX_IMAGE_PIXELS = most


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[str, bytes]:
    """A sound file with a few places overwritten, pushed in or cut off."""
    name = draw(st.sampled_from(sorted(SOUND)))
    data = SOUND[name]
    for _ in range(draw(st.integers(1, 4))):
        place, piece = draw(st.integers(0, len(data))), draw(PIECES)
        way = draw(st.sampled_from(("over", "in", "cut")))
        end = {"over": place + len(piece), "in": place, "cut": place + draw(st.integers(0, 40))}[way]
        data = data[:place] + (b"" if way == "cut" else piece) + data[end:]
    return name, data


def job(name: str) -> Job:
    return Job(do="pages", name=name, sizes=[], dpi=72, budget=500_000, most_pages=5, alone=True, page=0)


@settings(max_examples=250, deadline=None)
@given(spoiled())
def test_a_spoiled_file_is_taken_or_refused_with_a_reason(file: tuple[str, bytes]) -> None:
    name, data = file
    try:
        made, pages = bench.do(job(name), [data])
    except NotTaken as no:
        assert no.reason in REFUSED | HOSTILE
    except (MemoryError, RecursionError):
        pass  # `child` says bomb
    else:
        assert made.startswith(b"%PDF-") and pages == len(pypdf.PdfReader(io.BytesIO(made)).pages)


@pytest.mark.parametrize("name", SOUND)
def test_the_files_are_sound_before(name: str) -> None:
    assert bench.do(job(name), [SOUND[name]])[1] in (1, 2, 3)
