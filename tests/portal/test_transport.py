"""One call to a portal that may do anything: it ends in time, and says what is known and what is not."""

import gzip
import socket
import ssl
import subprocess
import sys
import threading
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest

from counter.errors import Refused
from counter.i18n import known
from counter.models.sync import Unknown, Unreachable
from counter.portal.transport import Answer, Transport, address_problem
from tests.portal.server import (
    Asked,
    Behaviour,
    Server,
    always,
    cut,
    drip,
    hang,
    head,
    raw,
    reply,
    reset,
    serving,
)

GOOD = b'{"error_code":0,"message":""}'
LIMIT = 2 * 1024 * 1024
SOON = 0.3  # seconds: the deadline where it is what ends a call
LONG = 10.0


def post(server: Server | str, *, deadline: float = LONG, ca: Path | None = None) -> object:
    url = server if isinstance(server, str) else server.url
    transport = Transport(url, deadline=deadline, ca_file=ca)
    try:
        return transport.post("/x", b"{}", {"dstcode": "A"})
    finally:
        transport.close()


def lost(behaviour: Behaviour, deadline: float = LONG) -> str:
    """The reason why a call that went out has no answer."""
    with serving(always(behaviour)) as server:
        started = time.monotonic()
        told = post(server, deadline=deadline)
        assert time.monotonic() - started < deadline + 0.5
    assert isinstance(told, Unknown), told
    assert known(told.reason.message_id)
    return told.reason.message_id


def test_a_good_answer_comes_whole() -> None:
    with serving(always(reply(GOOD))) as server:
        assert post(server) == Answer(status=200, body=GOOD)
        asked = server.asked[0]
    assert (asked.path, asked.body, asked.headers["dstcode"]) == ("/x", b"{}", "A")
    assert asked.headers["accept-encoding"] == "identity"


def test_a_second_answer_on_a_line_is_never_taken_for_the_next_calls_own() -> None:
    """A portal that answers twice would otherwise say "done" to what it has not seen."""
    stale = reply(b'{"error_code":0,"message":"stale"}')
    answers = [stale, stale, reply(GOOD)]

    def answering(asked: Asked) -> Behaviour:
        def twice(one: socket.socket, asked: Asked) -> None:
            answers.pop(0)(one, asked)
            if len(answers) == 2:
                answers.pop(0)(one, asked)

        return twice

    with serving(answering) as server:
        transport = Transport(server.url, deadline=LONG)
        transport.post("/x", b"{}")
        time.sleep(0.05)
        assert transport.post("/x", b"{}") == Answer(status=200, body=GOOD)
        assert server.connections == len(server.asked) == 2
        assert all(asked.headers["connection"] == "close" for asked in server.asked)
        transport.close()


# -- sent, and no answer ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (hang, "late"),
        (drip(head(200, len(GOOD)) + GOOD, 0.02), "late"),
        (drip(head(200, None, "Transfer-Encoding: chunked") + b"1\r\nx\r\n" * 900, 0.02), "late"),
        (drip(b"HTTP/1.1 100 Continue\r\n\r\n" * 900, 0.002), "late"),
        (cut, "cut"),
        (reset, "cut"),
        (raw(head(200, 900) + GOOD), "cut"),
        (raw(head(200, None, "Transfer-Encoding: chunked") + b"5\r\nab"), "cut"),
        (raw(b"SSH-2.0-OpenSSH\r\n"), "cut"),
        (raw(b"HTTP/1.1 200 X\r\n" + b"X: y\r\n" * 90000 + b"\r\n"), "cut"),
        (reply(b""), "empty"),
        (reply(b" \n"), "empty"),
        (reply(GOOD, 204), "empty"),
        (reply(GOOD, 500), "status"),
        (reply(GOOD, 503, "Retry-After: 1"), "status"),
        (reply(GOOD, 404), "status"),
        (reply(GOOD, 429), "status"),
        (raw(head(101, None, "Upgrade: x", "Connection: upgrade")), "cut"),
        (reply(b"x" * (LIMIT + 1)), "big"),
        (raw(head(200, None) + b"x" * (LIMIT + 1)), "big"),
        (reply(gzip.compress(b"x" * (LIMIT + 1)), 200, "Content-Encoding: gzip"), "big"),
        (reply(gzip.compress(GOOD)[:-9], 200, "Content-Encoding: gzip"), "broken"),
        (reply(gzip.compress(GOOD) + b"more", 200, "Content-Encoding: gzip"), "broken"),
        (reply(GOOD, 200, "Content-Encoding: gzip"), "broken"),
        (reply(GOOD, 200, "Content-Encoding: br"), "packing"),
        (reply(gzip.compress(gzip.compress(GOOD)), 200, "Content-Encoding: gzip, gzip"), "packing"),
    ],
)
def test_what_was_sent_without_an_answer_is_not_known(behaviour: Behaviour, reason: str) -> None:
    assert lost(behaviour, SOON if reason == "late" else LONG) == f"portal.answer.{reason}"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_takes_nothing_along(status: int) -> None:
    with serving(always(reply(GOOD))) as other:
        assert lost(reply(b"", status, f"Location: {other.url}/there")) == "portal.answer.redirect"
        assert other.asked == [] and other.connections == 0


def test_an_answer_of_just_the_limit_is_read() -> None:
    body = b"x" * LIMIT
    for packed, more in (
        (body, "X: y"),
        (gzip.compress(body), "Content-Encoding: gzip"),
        (zlib.compress(body), "Content-Encoding: deflate"),
    ):
        with serving(always(reply(packed, 200, more))) as server:
            told = post(server)
        assert isinstance(told, Answer) and told.body == body


def test_a_bomb_takes_no_memory() -> None:
    """160 MB in 160 kB; httpx alone would hold it all."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(8_000_000)) for _ in range(20)) + packer.flush()
    with serving(always(reply(bomb, 200, "Content-Encoding: gzip"))) as server:
        tracemalloc.start()
        told = post(server)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert isinstance(told, Unknown) and told.reason.message_id == "portal.answer.big"
    assert peak < 30 * 1024 * 1024


def test_a_server_that_does_not_read_cannot_hold_a_call() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=1) as deaf:
        transport = Transport(f"http://127.0.0.1:{deaf.getsockname()[1]}", deadline=SOON)
        started = time.monotonic()
        told = transport.post("/x", b"x" * 20_000_000)
        assert time.monotonic() - started < SOON + 0.5
        transport.close()
    assert isinstance(told, Unknown) and told.reason.message_id == "portal.answer.late"


def test_cookies_of_the_portal_are_not_kept() -> None:
    with serving(always(reply(GOOD, 200, "Set-Cookie: a=b; Path=/"))) as server:
        transport = Transport(server.url, deadline=LONG)
        transport.post("/x", b"{}")
        transport.post("/x", b"{}")
        transport.close()
        assert all("cookie" not in asked.headers for asked in server.asked)


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(always(reply(GOOD))) as server, serving(always(reply(GOOD))) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        assert isinstance(post(server), Answer)
        assert proxy.connections == 0


# -- nothing was sent -------------------------------------------------------------------------


def test_a_closed_door_means_that_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    told = post(f"http://127.0.0.1:{port}")
    assert isinstance(told, Unreachable) and told.reason.message_id == "portal.net.shut"
    assert not told.needs_person


def test_a_name_that_is_not_known_means_that_nothing_was_sent() -> None:
    told = post("https://cong.vi-du.invalid")
    assert isinstance(told, Unreachable) and not told.needs_person


def test_a_name_look_up_that_hangs_ends_with_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    woken = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: woken.wait(5) and [])
    started = time.monotonic()
    told = post("https://cong.vi-du.invalid", deadline=SOON)
    assert time.monotonic() - started < SOON + 0.3
    woken.set()
    assert isinstance(told, Unreachable) and told.reason.message_id == "portal.net.late"


# -- TLS --------------------------------------------------------------------------------------


def _openssl(folder: Path, *args: str) -> None:
    subprocess.run(["openssl", *args], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority and a server's certificate, made for this run."""
    if which("openssl") is None:
        pytest.skip("openssl is not installed: no certificate to test with")
    folder = tmp_path_factory.mktemp("tls")
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    _openssl(
        folder,
        "req",
        "-x509",
        *key,
        "-keyout",
        "ca.key",
        "-out",
        "ca.pem",
        "-days",
        "2",
        "-subj",
        "/CN=Test CA",
    )
    _openssl(folder, "req", *key, "-keyout", "key.pem", "-out", "server.csr", "-subj", "/CN=portal")
    for name, alt in (("good", "IP:127.0.0.1"), ("other", "DNS:khac.vi-du.invalid")):
        (folder / "alt.txt").write_text(f"subjectAltName={alt}\n")
        issue = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "alt.txt", "-days", "2"]
        _openssl(folder, "x509", "-req", "-in", "server.csr", *issue, "-out", f"{name}.pem")
    return folder


@pytest.fixture(params=["good", "other"])
def secure(request: pytest.FixtureRequest, certificates: Path) -> Iterator[tuple[str, Server]]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / f"{request.param}.pem", certificates / "key.pem")
    with serving(always(reply(GOOD)), context) as server:
        yield request.param, server


def test_only_the_wards_own_authority_is_trusted(secure: tuple[str, Server], certificates: Path) -> None:
    name, server = secure
    told = post(server, ca=certificates / "ca.pem")
    if name == "good":
        assert isinstance(told, Answer)
    else:
        assert isinstance(told, Unreachable) and told.needs_person
        assert told.reason.message_id == "portal.net.untrusted"
        assert server.asked == []


def test_an_unknown_authority_gets_nothing(secure: tuple[str, Server]) -> None:
    _, server = secure
    told = post(server)
    assert isinstance(told, Unreachable) and told.needs_person
    assert told.reason.message_id == "portal.net.untrusted"
    assert server.asked == []


def test_a_handshake_that_hangs_means_that_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        started = time.monotonic()
        told = post(f"https://127.0.0.1:{deaf.getsockname()[1]}", deadline=SOON)
        assert time.monotonic() - started < SOON + 0.5
    assert isinstance(told, Unreachable) and told.reason.message_id == "portal.net.late"


def test_an_authority_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "broken.pem").write_text("x")
    for name in ("broken.pem", "missing.pem"):
        told = post("https://127.0.0.1:1", ca=tmp_path / name)
        assert isinstance(told, Unreachable) and told.needs_person
        assert told.reason.message_id == "portal.net.ca"


# -- addresses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url", ["https://cong.vi-du.invalid", "https://[::1]:8/a", "http://127.0.0.1:8080/a", "http://localhost"]
)
def test_addresses_that_are_safe(url: str) -> None:
    assert address_problem(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://cong.vi-du.invalid",
        "http://127.0.0.1.vi-du.invalid",
        "http://10.0.0.1",
        "ftp://127.0.0.1",
        "https://ten:matkhau@cong.vi-du.invalid",
        "https://cong.vi-du.invalid/?a=b",
        "https://cong.vi-du.invalid:99999",
        "https://[::1",
        "file:///etc/passwd",
        "cong.vi-du.invalid",
    ],
)
def test_addresses_that_nothing_is_sent_to(url: str) -> None:
    problem = address_problem(url)
    assert problem is not None and known(problem.message_id)
    with pytest.raises(Refused):
        Transport(url)


def test_nothing_of_the_network_is_loaded_before_the_first_call() -> None:
    code = (
        "import counter.portal.gateway, counter.portal.handover, counter.portal.credentials as c, sys;"
        "print([m for m in ('httpx', 'httpcore', 'ssl', 'socket', 'keyring') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
