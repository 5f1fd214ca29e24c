"""rag.web: what is fetched and what is refused; a server of this machine stands in for the web."""

import gzip
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from files import FIRST, PAGE, TITLE, pdf

import rag
from rag.settings import MAX_DOCUMENT_BYTES, Settings
from rag.web import anywhere, fetch, is_public

LONG = b"x" * 100_000
LATIN = PAGE.replace('<meta charset="utf-8">', "").encode("cp1252")


class _Web(BaseHTTPRequestHandler):
    hosts: list[str]  # that were asked

    def do_GET(self) -> None:
        self.hosts.append(self.headers["Host"])
        port = self.server.server_address[1]
        redirects = {
            "/private": f"http://localhost:{port}/page",
            "/file": "file:///etc/passwd",
            "/user": f"http://user:secret@127.0.0.1:{port}/page",
            "/again": "/again",
            "/moved": "/news/L%27%C3%A9t%C3%A9.html?x=1#here",
        }
        bodies = {
            "/bomb": (gzip.compress(b"x" * (MAX_DOCUMENT_BYTES + 1)), "text/plain", "gzip"),
            "/packed": (gzip.compress(PAGE.encode()), "text/html", "gzip"),
            "/odd": (b"x", "text/html", "br"),
            "/latin": (LATIN, "text/html; charset=windows-1252", ""),
            "/paper.pdf": (pdf([[TITLE, FIRST]]), "application/octet-stream", ""),
            "/photo": (b"GIF89a", "image/gif", ""),
        }
        if self.path in redirects:
            self.answer(302, b"", location=redirects[self.path])
        elif self.path in bodies:
            body, kind, packed = bodies[self.path]
            self.answer(200, body, kind=kind, packed=packed)
        elif self.path == "/slow":
            self.answer(200, b"", kind="text/html", length=10)
            for _ in range(50):
                self.wfile.write(b" ")
                time.sleep(0.1)
        elif self.path == "/endless":
            self.answer(200, b"", kind="text/plain", length=None)
            while True:
                self.wfile.write(LONG)
        elif self.path == "/gone":
            self.answer(404, b"")
        else:
            self.answer(200, PAGE.encode(), kind="text/html")

    def answer(
        self,
        status: int,
        body: bytes,
        *,
        kind: str = "",
        location: str = "",
        packed: str = "",
        length: int | None = -1,
    ) -> None:
        self.send_response(status)
        fields = {"Content-Type": kind, "Location": location, "Content-Encoding": packed}
        if length is not None:
            fields["Content-Length"] = str(len(body) if length < 0 else length)
        for name, value in fields.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever is refused in the middle of an answer hangs up."""


@pytest.fixture(scope="module")
def web() -> Iterator[str]:
    _Web.hosts = []
    with _Server(("127.0.0.1", 0), _Web) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def loopback_alone(address: str) -> bool:
    """As if 127.0.0.1 were public and everything else were not."""
    return address == "127.0.0.1"


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1"),
        *("::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1"),
    ],
)
def test_an_address_of_a_machine_or_a_network_of_its_own_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::6810:84e5", "::ffff:8.8.8.8"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_this_machine_is_refused_however_it_is_written_before_anything_is_sent(web: str, host: str) -> None:
    _Web.hosts.clear()
    port = web.rpartition(":")[2]
    with pytest.raises(rag.CorpusError, match=r"from which nothing is fetched.*RAG_PRIVATE_ADDRESSES=on"):
        fetch(f"http://{host}:{port}/page")
    assert not _Web.hosts


def test_a_redirect_from_an_allowed_to_a_private_host_is_refused_and_not_followed(web: str) -> None:
    _Web.hosts.clear()

    def first_alone(address: str) -> bool:
        return not _Web.hosts  # the second time it is looked at, it is private

    with pytest.raises(rag.CorpusError, match="localhost is on this machine") as refused:
        fetch(f"{web}/private", allows=first_alone)
    assert refused.value.reason == "private"
    assert len(_Web.hosts) == 1


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/file", "is no address to fetch"),
        ("/user", "is no address to fetch"),
        ("/again", "is behind more than 5 redirects"),
        ("/photo", r"is of a kind that is not read \(image/gif\)"),
        ("/gone", "was answered with 404"),
        ("/endless", "10,000,000 are read at most"),
        ("/bomb", "unpacked, has 10,000,001 bytes"),
        ("/odd", r"is packed in a way that was not asked for \(br\)"),
    ],
)
def test_what_is_no_article_of_bounded_size_is_refused(web: str, path: str, message: str) -> None:
    with pytest.raises(rag.CorpusError, match=message):
        fetch(f"{web}{path}", allows=loopback_alone)


@pytest.mark.parametrize(
    "address", ["ftp://a.org/", "http://u@127.0.0.1/", "http://u:p@127.0.0.1/", "a.html", "http://"]
)
def test_what_is_no_plain_web_address_is_refused(address: str) -> None:
    with pytest.raises(rag.CorpusError, match="begins with http:// or https://, without a user"):
        fetch(address, allows=anywhere)


def test_a_server_that_sends_a_byte_at_a_time_is_left_when_the_time_is_over(web: str) -> None:
    started = time.monotonic()
    with pytest.raises(rag.CorpusError, match=r"did not come within 0\.5 seconds"):
        fetch(f"{web}/slow", allows=loopback_alone, max_seconds=0.5)
    assert time.monotonic() - started < 3


def test_a_page_is_fetched_in_the_name_of_its_host_and_called_after_its_path(web: str) -> None:
    _Web.hosts.clear()
    port = web.rpartition(":")[2]
    fetched = fetch(f"http://localhost:{port}/moved", allows=anywhere)
    assert fetched.name == "L-été.html"
    assert fetched.address == f"http://localhost:{port}/news/L%27%C3%A9t%C3%A9.html?x=1"
    assert fetched.content == PAGE.encode()
    assert _Web.hosts == [f"localhost:{port}"] * 2
    assert fetch(f"{web}/packed", allows=loopback_alone).content == PAGE.encode()
    assert fetch(f"{web}/", allows=loopback_alone).name == "127-0-0-1.html"


def test_a_page_at_an_address_becomes_a_document_that_links_to_it(web: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Un titre\nLe chat dort.\n", encoding="utf-8")
    with (
        rag.Library(Settings(corpus=tmp_path)) as closed,
        pytest.raises(rag.CorpusError, match="nothing is fetched"),
    ):
        closed.add_address(f"{web}/page")
    with rag.Library(Settings(corpus=tmp_path, private_addresses=True)) as library:
        page = library.add_address(f"{web}/latin")
        assert (page.name, page.title, page.source) == ("latin.html", TITLE, f"{web}/latin")
        assert FIRST in page.text
        assert library.add_address(f"{web}/paper.pdf").pages == (0,)
        with pytest.raises(rag.CorpusError, match=r"is in the corpus already, as latin\.html"):
            library.add_address(f"{web}/page")
    assert (tmp_path / "latin.source").read_text(encoding="utf-8") == f"{web}/latin\n"
    with rag.Library(Settings(corpus=tmp_path)) as library:
        assert library.embedded == 0
        assert library.document("latin.html") == page
