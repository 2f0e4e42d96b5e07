"""Files as people bring them, good and bad, made by recipe."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pypdf
from PIL import Image, ImageDraw

A4 = b"[0 0 595 842]"
EMPTY = b"<</Length 0>>stream\n\nendstream"


def pdf(objects: list[bytes]) -> bytes:
    """A PDF of these objects, the first of which is its root."""
    out, places = b"%PDF-1.7\n", []
    for number, written in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + written + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size + table
    return out + head + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))


def page(
    content: bytes = EMPTY, root: bytes = b"", of_page: bytes = b"", more: tuple[bytes, ...] = ()
) -> bytes:
    """A PDF of one page; objects of `more` are numbered from 5."""
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R" + root + b">>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox" + A4 + b"/Contents 4 0 R" + of_page + b">>",
            content,
            *more,
        ]
    )


def stream(data: bytes, names: bytes) -> bytes:
    """A stream with filters."""
    return b"<</Length %d/Filter[%s]>>stream\n" % (len(data), names) + data + b"\nendstream"


def flate_bomb(size: int, layers: int) -> bytes:
    """So many bytes of nothing, packed so many times."""
    machine = zlib.compressobj(9)
    data = b"".join(machine.compress(bytes(1 << 20)) for _ in range(size >> 20)) + machine.flush()
    for _ in range(layers - 1):
        data = zlib.compress(data, 9)
    return page(stream(data, b"/FlateDecode" * layers))


def bomb_in_objects(size: int) -> bytes:
    """A bomb where a reader looks first: in the stream that holds the objects."""
    data = zlib.compress(b" " * size, 9)
    packed = b"<</Type/ObjStm/N 1/First 4/Length %d/Filter/FlateDecode>>stream\n" % len(data) + data
    return page(root=b"/X 5 0 R", more=(packed + b"\nendstream",))


def many_pages(number: int) -> bytes:
    """One page, named many times."""
    kids = b"3 0 R " * number
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count %d/Kids[%s]>>" % (number, kids),
            b"<</Type/Page/Parent 2 0 R/MediaBox" + A4 + b">>",
        ]
    )


def locked(password: str) -> bytes:
    """A PDF with a password."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(595, 842)
    writer.encrypt(password)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def archive(*names: str, inside: bytes = b"x") -> bytes:
    """A zip with these entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, inside)
    return buffer.getvalue()


def nested(depth: int) -> bytes:
    """A zip in a zip."""
    data = b"x"
    for _ in range(depth):
        data = archive("in.zip", inside=data)
    return data


def macro() -> bytes:
    """A Word document with macros (.docm)."""
    return archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (600, 800), turn: int = 1, mode: str = "RGB"
) -> bytes:
    """A sheet with a black mark in its upper left corner as it is held upright."""
    sheet = Image.new("RGB", size, "white")
    ImageDraw.Draw(sheet).rectangle((0, 0, size[0] // 3, size[1] // 5), fill="black")
    turned = {
        1: None,
        3: Image.Transpose.ROTATE_180,
        6: Image.Transpose.ROTATE_90,
        8: Image.Transpose.ROTATE_270,
    }
    if (way := turned[turn]) is not None:
        sheet = sheet.transpose(way)
    exif = Image.Exif()
    exif[0x0112] = turn
    buffer = io.BytesIO()
    made = sheet if mode == "RGB" else sheet.convert("L").convert(mode)
    made.save(buffer, kind, **({} if mode == "1" else {"exif": exif}))
    return buffer.getvalue()


def frames(number: int) -> bytes:
    """A TIFF of several pages."""
    buffer = io.BytesIO()
    sheets = [Image.new("L", (300, 400), 255) for _ in range(number)]
    sheets[0].save(buffer, "TIFF", save_all=True, append_images=sheets[1:])
    return buffer.getvalue()


def png_of(width: int, height: int, rows: bytes) -> bytes:
    """A PNG that says it is so large."""

    def part(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")


def jpeg_that_lies() -> bytes:
    """A small JPEG that says it is 65,000 by 65,000."""
    return picture(size=(48, 50)).replace(struct.pack(">HH", 50, 48), struct.pack(">HH", 65_000, 65_000), 1)


def noise(size: tuple[int, int] = (1700, 2300)) -> bytes:
    """A photo that cannot be packed well."""
    buffer = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


JS = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
LAUNCH = b"<</Type/Action/S/Launch/F(calc.exe)>>"

Recipe = tuple[str, Callable[[], bytes], str, bool]

BAD: dict[str, Recipe] = {
    # name of the file, its content, the reason, whether it is kept aside
    "empty": ("rong.pdf", lambda: b"", "empty", False),
    "blank": ("trang.pdf", lambda: b"\n\n\n", "damaged", False),
    "cut off": ("cut.pdf", lambda: page()[:-60], "damaged", False),
    "cut off photo": ("cut.jpg", lambda: noise((400, 400))[:9_000], "damaged", False),
    "only a head": ("head.pdf", lambda: b"%PDF-1.7\n%%EOF", "damaged", False),
    "pages without end": (
        "loop.pdf",
        lambda: pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 1>>"]),
        "damaged", False,
    ),
    "deep": ("deep.pdf", lambda: page(root=b"/X" + b"[" * 50_000 + b"]" * 50_000), "damaged", False),
    "no pages": (
        "none.pdf", lambda: pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]),
        "damaged", False,
    ),
    "too many pages": ("many.pdf", lambda: many_pages(70), "many_pages", False),
    "pages without number": ("more.pdf", lambda: many_pages(30_000), "many_pages", False),
    "too many frames": ("many.tif", lambda: frames(61), "many_pages", False),
    "password": ("khoa.pdf", lambda: locked("a"), "encrypted", False),
    "only the owner's password": ("khoa2.pdf", lambda: locked(""), "encrypted", False),
    "photo called pdf": ("anh.pdf", picture, "mislabelled", False),
    "pdf called photo": ("giay.jpg", page, "mislabelled", False),
    "pdf called program": ("giay.exe", page, "mislabelled", False),
    "png called jpg": ("anh.jpg", lambda: picture("PNG"), "mislabelled", False),
    "text": ("ghi-chu.txt", lambda: "Xin chào".encode(), "kind", False),
    "text called pdf": ("ghi-chu.pdf", lambda: "Xin chào".encode(), "damaged", False),
    "document": ("don.docx", lambda: archive("[Content_Types].xml", "word/document.xml"), "office", False),
    "archive": ("z.zip", lambda: archive("../../etc/cron.d/x", "/abs.txt", "C:\\x"), "archive", False),
    "nested archive": ("n.zip", lambda: nested(5), "archive", False),
    "archive called pdf": ("n.pdf", lambda: nested(2), "archive", False),
    "picture of an iphone": ("IMG_1.HEIC", lambda: b"\0\0\0\x18ftypheic" + bytes(99), "heic", False),
    "flate bomb": ("bomb.pdf", lambda: flate_bomb(210 << 20, 2), "bomb", True),
    "bomb of one layer": ("bomb1.pdf", lambda: flate_bomb(400 << 20, 1), "bomb", True),
    "bomb of many layers": ("bomb9.pdf", lambda: flate_bomb(1 << 20, 9), "bomb", True),
    "bomb in the objects": ("bombo.pdf", lambda: bomb_in_objects(200 << 20), "bomb", True),
    "script": ("js.pdf", lambda: page(root=b"/OpenAction" + JS), "active", True),
    "script in a name tree": (
        "js2.pdf", lambda: page(root=b"/Names<</JavaScript<</Names[(a)" + JS + b"]>>>>"), "active", True,
    ),
    "launch": ("launch.pdf", lambda: page(root=b"/OpenAction" + LAUNCH), "active", True),
    "launch on a page": ("launch2.pdf", lambda: page(of_page=b"/AA<</O" + LAUNCH + b">>"), "active", True),
    "launch on a link": (
        "launch3.pdf",
        lambda: page(of_page=b"/Annots[<</Subtype/Link/Rect[0 0 9 9]/A" + LAUNCH + b">>]"),
        "active", True,
    ),
    "script with its name in hex": (
        "js3.pdf", lambda: page(root=b"/OpenAction<</S/Java#53cript/#4a#53(x)>>"), "active", True,
    ),
    "form that a program draws": ("xfa.pdf", lambda: page(root=b"/AcroForm<</XFA 4 0 R>>"), "active", True),
    "film": (
        "film.pdf", lambda: page(of_page=b"/Annots[<</Subtype/RichMedia/Rect[0 0 9 9]>>]"), "active", True,
    ),
    "files inside": (
        "emb.pdf",
        lambda: page(root=b"/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/EF<</F 4 0 R>>>>]>>>>"),
        "embedded", True,
    ),
    "file on a page": (
        "emb2.pdf",
        lambda: page(of_page=b"/Annots[<</Subtype/FileAttachment/Rect[0 0 9 9]/FS<</EF<</F 4 0 R>>>>>>]"),
        "embedded", True,
    ),
    "macros": ("don.docm", macro, "macro", True),
    "macros called pdf": ("don.pdf", macro, "macro", True),
    "old macros": ("cu.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"V\0B\0A\0" * 9, "macro", True),
    "program": ("giay.pdf", lambda: b"MZ" + bytes(500), "program", True),
    "program of Linux": ("giay2.jpg", lambda: b"\x7fELF" + bytes(500), "program", True),
    "web page": ("trang.html", lambda: b"<html><script>x</script>", "program", True),
    "picture with scripts": ("a.svg", lambda: b"<svg onload=x>", "program", True),
    "pdf and zip": ("hai.pdf", lambda: page() + archive("x"), "polyglot", True),
    "photo and zip": ("hai.jpg", lambda: picture() + archive("x"), "polyglot", True),
    "photo and pdf": (
        "hai2.jpg", lambda: picture()[:2] + b"\xff\xfe\0\x10%PDF-1.7  \n  " + picture()[2:], "polyglot", True,
    ),
    "pdf after something": ("hai3.pdf", lambda: b"GIF89a" + page(), "polyglot", True),
    "huge picture": ("to.png", lambda: png_of(100_000, 100_000, zlib.compress(bytes(999))), "huge", True),
    "picture that fills the memory": (
        "to2.png", lambda: png_of(7_700, 7_700, zlib.compress(bytes(7_700 * 23_101), 9)), "", False,
    ),
    "photo that lies": ("to.jpg", jpeg_that_lies, "huge", True),
    "huge picture in a pdf": (
        "to.pdf",
        lambda: page(
            of_page=b"/Resources<</XObject<</I 5 0 R>>>>",
            more=(b"<</Subtype/Image/Width 90000/Height 90000/Length 0>>stream\n\nendstream",),
        ),
        "huge", True,
    ),
}  # fmt: skip
