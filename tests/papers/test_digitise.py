"""Photos and scans as one PDF of each paper: upright, in order, light enough, the same every time."""

import io
from pathlib import Path

import pypdf
import pytest
from PIL import Image

from counter.models.attachment import FileLimits, Prepared
from counter.papers.digitise.prepare import prepare
from tests.papers import brought

LIMITS = FileLimits()


def made_of(folder: Path, limits: FileLimits = LIMITS, **files: bytes) -> Prepared:
    """Files prepared in the order given; "_" in a name stands for the dot of its ending."""
    paths = [folder / name.replace("_", ".") for name in files]
    for path, content in zip(paths, files.values(), strict=True):
        path.write_bytes(content)
    made = prepare(paths, "x.pdf", limits)
    assert isinstance(made, Prepared), made
    return made


def seen(made: Prepared, page: int = 0) -> Image.Image:
    """The picture of a page."""
    reader = pypdf.PdfReader(io.BytesIO(made.content))
    return Image.open(io.BytesIO(reader.pages[page].images[0].data)).convert("L")


def tone(picture: Image.Image, x: int, y: int) -> int:
    """How light a point is, 0 to 255."""
    return picture.crop((x, y, x + 1, y + 1)).tobytes()[0]


@pytest.mark.parametrize("turn", [1, 3, 6, 8])
def test_a_photo_is_turned_upright(turn: int, tmp_path: Path) -> None:
    picture = seen(made_of(tmp_path, a_jpg=brought.picture(turn=turn)))
    width, height = picture.size
    assert height > width
    corners = ((9, 9), (width - 9, 9), (9, height - 9), (width - 9, height - 9))
    assert [tone(picture, *corner) < 60 for corner in corners] == [True, False, False, False]


@pytest.mark.parametrize(
    ("name", "kind", "mode"),
    [("a_png", "PNG", "RGB"), ("a_png", "PNG", "L"), ("a_png", "PNG", "1"), ("a_png", "PNG", "P"),
     ("a_tif", "TIFF", "RGB"), ("a_tiff", "TIFF", "1"), ("a_jpeg", "JPEG", "L"), ("a_jpg", "JPEG", "CMYK"),
     ("a_png", "PNG", "LA"), ("a_png", "PNG", "RGBA"), ("a_png", "PNG", "I;16")],
)  # fmt: skip
def test_every_kind_of_picture_shows_what_it_showed(name: str, kind: str, mode: str, tmp_path: Path) -> None:
    content = brought.picture(kind, mode="L" if mode == "I;16" else mode)
    if mode == "I;16":
        buffer = io.BytesIO()
        deep = Image.open(io.BytesIO(content)).convert("I").point(lambda value: value * 257)
        deep.convert("I;16").save(buffer, "PNG")
        content = buffer.getvalue()
    picture = seen(made_of(tmp_path, LIMITS, **{name: content}))
    width, height = picture.size
    assert tone(picture, 9, 9) < 40 and tone(picture, width - 9, height - 9) > 215


def test_the_pages_are_in_the_order_given(tmp_path: Path) -> None:
    made = made_of(
        tmp_path, z_jpg=brought.picture(size=(600, 800)), a_pdf=brought.page(), m_tif=brought.frames(3)
    )
    assert made.pages == 5
    pages = pypdf.PdfReader(io.BytesIO(made.content)).pages
    assert [len(page.images) for page in pages] == [1, 0, 1, 1, 1]
    assert made.source == "z.jpg, a.pdf, m.tif"


def test_no_page_is_larger_than_a4_and_no_picture_than_it_needs(tmp_path: Path) -> None:
    made = made_of(tmp_path, a_jpg=brought.picture(size=(3000, 4000)))
    page = pypdf.PdfReader(io.BytesIO(made.content)).pages[0]
    assert page.mediabox.width <= 596 and page.mediabox.height <= 842
    assert max(seen(made).size) <= 2340


def test_pictures_are_made_as_light_as_the_portal_wants(tmp_path: Path) -> None:
    limits = FileLimits(max_bytes=900_000)
    photo = brought.noise()
    usual = made_of(tmp_path, a_jpg=photo)
    assert len(usual.content) > limits.max_bytes
    assert len(made_of(tmp_path, limits, a_jpg=photo).content) <= limits.max_bytes
    faults = prepare([tmp_path / "a.jpg"], "x.pdf", FileLimits(max_bytes=50_000))
    assert not isinstance(faults, Prepared) and faults[0].reason == "heavy"


def test_a_scanned_pdf_that_is_too_heavy_is_made_lighter_page_by_page(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    sheets = [Image.open(io.BytesIO(brought.noise((1200, 1700)))) for _ in range(3)]
    sheets[0].save(buffer, "PDF", save_all=True, append_images=sheets[1:], quality=95)
    limits = FileLimits(max_bytes=1_800_000)
    assert len(buffer.getvalue()) > 2 * limits.max_bytes
    made = made_of(tmp_path, limits, a_pdf=buffer.getvalue())
    assert made.pages == 3 and len(made.content) <= limits.max_bytes
    assert min(seen(made, 2).size) > 500
    faults = prepare([tmp_path / "a.pdf"], "x.pdf", FileLimits(max_bytes=60_000))
    assert not isinstance(faults, Prepared) and faults[0].reason == "heavy"


def test_what_pdf_files_leave_is_shared_by_the_pictures(tmp_path: Path) -> None:
    limits = FileLimits(max_bytes=1_400_000)
    whole = made_of(tmp_path, b_jpg=brought.noise())
    (tmp_path / "c.pdf").write_bytes(
        made_of(tmp_path, FileLimits(max_bytes=900_000), b_jpg=brought.noise()).content
    )
    made = prepare([tmp_path / "b.jpg", tmp_path / "c.pdf"], "x.pdf", limits)
    assert isinstance(made, Prepared), made
    assert len(made.content) <= limits.max_bytes < len(whole.content) * 2


def test_the_same_files_make_the_same_bytes(tmp_path: Path) -> None:
    """So that the same content is stored once."""
    one = made_of(tmp_path, a_jpg=brought.picture(), b_pdf=brought.page())
    two = made_of(tmp_path, a_jpg=brought.picture(), b_pdf=brought.page())
    assert one.digest == two.digest


def test_nothing_of_where_and_when_a_photo_was_taken_is_kept(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F], exif[0x9003] = "SECRET-PHONE", "2026:11:23 09:00:00"
    Image.new("RGB", (300, 400), "white").save(buffer, "JPEG", exif=exif, comment=b"SECRET-COMMENT")
    content = made_of(tmp_path, a_jpg=buffer.getvalue()).content
    assert b"SECRET" not in content and b"2026:11:23" not in content


def test_links_are_taken_off_and_filled_fields_stay_visible(tmp_path: Path) -> None:
    marks = (
        b"/Annots[<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(http://x.vn)>>>>"
        b"<</Subtype/Widget/FT/Tx/Rect[0 0 9 9]/V(Mo)/AP<</N 5 0 R>>>>]"
    )
    shown = b"<</Subtype/Form/BBox[0 0 9 9]/Length 11>>stream\n0 0 9 9 re f\nendstream"
    made = made_of(tmp_path, a_pdf=brought.page(of_page=marks, more=(shown,)))
    assert b"http://x.vn" not in made.content
    annotations = pypdf.PdfReader(io.BytesIO(made.content)).pages[0]["/Annots"]
    assert [mark.get_object()["/Subtype"] for mark in annotations] == ["/Widget"]  # type: ignore[attr-defined]  # an array


def test_a_signed_file_stays_as_it_is_and_only_alone(tmp_path: Path) -> None:
    signed = brought.page(
        root=b"/AcroForm<</SigFlags 3/Fields[5 0 R]>>",
        more=(b"<</FT/Sig/T(a)/V<</Type/Sig/ByteRange[0 1 2 3]/Contents<00>>>>>",),
    )
    assert made_of(tmp_path, a_pdf=signed).content == signed
    faults = prepare([tmp_path / "a.pdf", tmp_path / "a.pdf"], "x.pdf", LIMITS)
    assert not isinstance(faults, Prepared) and {fault.reason for fault in faults} == {"signed"}


def test_every_bad_file_of_a_paper_is_named_and_progress_is_told(tmp_path: Path) -> None:
    for name, content in {"a.jpg": brought.picture(), "b.pdf": b"", "c.pdf": brought.locked("x")}.items():
        (tmp_path / name).write_bytes(content)
    told: list[tuple[int, int]] = []
    faults = prepare(
        [tmp_path / name for name in ("a.jpg", "b.pdf", "c.pdf")], "x.pdf", LIMITS,
        progress=lambda done, of: told.append((done, of)),
    )  # fmt: skip
    assert not isinstance(faults, Prepared)
    assert {(fault.source, fault.reason) for fault in faults} == {("b.pdf", "empty"), ("c.pdf", "encrypted")}
    assert told == [(0, 2), (1, 2)]
    none = prepare([], "x.pdf", LIMITS)
    assert not isinstance(none, Prepared) and none[0].reason == "no_files"


def test_a_photo_with_spoiled_notes_of_its_camera_is_still_a_photo(tmp_path: Path) -> None:
    content = brought.picture(turn=6)
    place = content.index(b"Exif")
    for cut in (10, 14, 20, 24):
        spoiled = content[: place + cut] + b"\xff" * 8 + content[place + cut + 8 :]
        assert made_of(tmp_path, a_jpg=spoiled).pages == 1


def test_titles_in_every_script_do_no_harm(tmp_path: Path) -> None:
    for number, title in enumerate((b"(\xfe\xff\x1e\xd3)", b"<FEFF1ED3>", b"(\xff\xfea\x00)", b"(\x80\x81)")):
        content = brought.page(root=b"/Lang" + title + b"/PageLabels<</Nums[0<</P" + title + b">>]>>")
        assert made_of(tmp_path, LIMITS, **{f"t{number}_pdf": content}).pages == 1
