"""Answers of the practice portal, as values; and the ways in which an answer is spoiled."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from counter.portal import strict
from counter.portal.practice.faults import Fault
from counter.portal.strict import Json

JSON: Final = "application/json; charset=utf-8"
HTML: Final = "text/html; charset=utf-8"
TEXT: Final = "text/plain; charset=utf-8"
# In every answer, so that no program and nobody at a browser can take it for the real portal.
MARK: Final = ("X-Practice-Portal", "TAP")
DRIP_LENGTH: Final = 100  # bytes; an answer that drips is padded, so that it outlasts a deadline
_UNPACKED: Final = 800_000_000
_BLOCK: Final = 8 * 2**20
HUGE_BLOCKS: Final = 8


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `repeats`: so many blocks of blanks stand before the body (not kept in memory)."""

    status: int
    body: bytes
    type: str = JSON
    headers: Mapping[str, str] | None = None
    repeats: int = 0


def json_reply(value: Json, status: int = 200) -> Reply:
    """An answer in JSON."""
    return Reply(status, strict.write(value))


def said(code: int | str, message: str, status: int = 200) -> Reply:
    """The shape of most answers of the gateway: `error_code` and `message` (national-sync 6)."""
    return json_reply({"error_code": code, "message": message}, status)


def spoiled(reply: Reply, fault: Fault | None) -> Reply:
    """The answer as a fault leaves it; unchanged for a fault that is none of the content."""
    if fault is Fault.HUGE:
        return replace(reply, repeats=HUGE_BLOCKS)
    if fault is Fault.GZIP_BOMB:
        packed = {**(reply.headers or {}), "Content-Encoding": "gzip"}
        return replace(reply, body=bomb(reply.body), headers=packed)
    if fault is Fault.ERROR_AFTER:
        return Reply(500, b"<html><h1>500 Internal Server Error</h1></html>", HTML)
    if fault is Fault.WRONG_TYPE:
        return replace(reply, type="image/png")
    if fault in (Fault.DRIP, Fault.DRIP_HEADERS):
        return replace(reply, body=reply.body.rjust(DRIP_LENGTH))
    body = _spoiled_body(reply.body, fault)
    return reply if body is None else replace(reply, body=body)


def _spoiled_body(body: bytes, fault: Fault | None) -> bytes | None:
    if fault is Fault.EMPTY:
        return b""
    if fault is Fault.NOT_JSON:
        return "Hệ thống đang bận".encode()  # what a proxy in between might say
    if fault is Fault.BROKEN_JSON:
        return body[:-1]
    if fault is Fault.DOUBLED_KEYS:
        return b'{"error_code":"0","message":"th\xc3\xa0nh c\xc3\xb4ng","error_code":"-9","result":[]}'
    if fault is Fault.NAN:
        return b'{"error_code":0,"message":"","result":[{"fee":NaN,"x":1e999}]}'
    if fault is Fault.DEEP:
        return b"[" * 200_000
    return b'\xff\xfe{"error_code":"0"}' if fault is Fault.NOT_UTF8 else None


@lru_cache(maxsize=8)
def bomb(body: bytes, unpacked: int = _UNPACKED) -> bytes:
    """A gzip stream below 1 MB that unpacks to about 800 MB of blanks and then the true answer.

    One block is packed and repeated: after a full flush the packer begins anew, so that the same bytes
    stand for the same block.
    """
    block = b" " * _BLOCK
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    blocks = unpacked // _BLOCK
    end = packer.compress(body) + packer.flush(zlib.Z_FINISH)
    check = 0
    for _ in range(blocks):
        check = zlib.crc32(block, check)
    check = zlib.crc32(body, check)
    length = (blocks * _BLOCK + len(body)) % 2**32
    head = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
    return head + packed * blocks + end + check.to_bytes(4, "little") + length.to_bytes(4, "little")
