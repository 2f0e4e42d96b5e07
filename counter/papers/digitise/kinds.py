"""What a file is by its first bytes, and whether its name says the same. Nothing of it is unpacked."""

import re

from counter.papers.digitise.reasons import NotTaken

_HEAD = 1024
_TAIL = 66_000  # a zip's end record lies in the last 64 KiB
_ZIP_END, _ZIP = b"PK\x05\x06", (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVES = (*_ZIP, b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xfe\xed\xfa",
    b"L\0\0\0\x01\x14\x02",
)
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|script|svg|\?xml|\?php|hta)", re.IGNORECASE)
_MACROS = (b"vbaProject.bin", b"V\0B\0A\0", b"_\0V\0B\0A\0_\0", b"M\0a\0c\0r\0o\0s\0")
_OFFICE_IN_ZIP = (b"[Content_Types].xml", b"mimetypeapplication/vnd.oasis")
_HEIC = re.compile(rb"....ftyp(?:hei[cxms]|hev[cxms]|mif1|msf1|avif)", re.DOTALL)

SUFFIXES = {
    ".pdf": "pdf", ".jpg": "jpeg", ".jpeg": "jpeg", ".jpe": "jpeg", ".jfif": "jpeg", ".png": "png",
    ".tif": "tiff", ".tiff": "tiff", ".heic": "heic", ".heif": "heic",
}  # fmt: skip
_OTHERS = re.compile(
    r"\.(docx?|docm|dotm|xlsx?|xlsm|pptx?|pptm|odt|ods|rtf|txt|csv|html?|svg|xml|json|zip|rar|7z|gz|exe|dll|scr"
    r"|bat|cmd|com|pif|lnk|js|vbs|jar|apk|msi|ps1|sh|py|iso|gif|bmp|webp|mp[34]|mov)",
    re.IGNORECASE,
)


def kind_of(data: bytes, name: str) -> str:
    """ "pdf", "jpeg", "png", "tiff" or "heic". NotTaken for anything else, or when the name says another."""
    if not data:
        raise NotTaken("empty")
    found = _by_content(data)
    suffix = _suffix(name)
    told = SUFFIXES.get(suffix, "")
    if not found:
        _refuse_unknown(data, told)
    if _is_two(data, found):
        raise NotTaken("polyglot")
    if (told and told != found) or (not told and _OTHERS.fullmatch(suffix)):
        raise NotTaken("mislabelled", named=suffix[:8], really=found.upper())
    return found


def _suffix(name: str) -> str:
    dot = name.rstrip(" .").rfind(".")
    return "" if dot < 0 else name.rstrip(" .")[dot:].lower()


def _by_content(data: bytes) -> str:
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith((b"II*\0", b"MM\0*")):
        return "tiff"
    return "heic" if _HEIC.match(data) else ""


def _refuse_unknown(data: bytes, told: str) -> None:
    """Say what it is where that can be seen without opening it."""
    head = data[:_HEAD]
    if data.startswith(_PROGRAMS) or _MARKUP.match(head):
        raise NotTaken("program")
    if data.startswith(_OLE) or data.startswith(_ZIP):
        if any(mark in data for mark in _MACROS):
            raise NotTaken("macro")
        if data.startswith(_OLE) or any(mark in data for mark in _OFFICE_IN_ZIP):
            raise NotTaken("office")
    if data.startswith(b"{\\rtf"):
        raise NotTaken("office")
    if b"%PDF-" in head:  # a reader would take it, whatever stands before
        raise NotTaken("polyglot")
    if data.startswith(_ARCHIVES):
        raise NotTaken("archive")
    raise NotTaken("damaged" if told else "kind")


def _is_two(data: bytes, found: str) -> bool:
    """Whether another kind of program would take the same bytes for its own."""
    if _ZIP_END in data[-_TAIL:] and b"PK\x01\x02" in data:
        return True
    if found == "pdf":
        return data[-4096:].rstrip().endswith(b"</html>")
    return b"%PDF-" in data[:_HEAD]
