"""A web address -> the file there, fetched from addresses of the public internet alone.

Whoever gives an address must not reach with it what only this machine can: each host, that of a redirect too,
is resolved first, every address it has is checked, and the connection goes to a checked one, whatever the
name resolves to by then. No proxy is used, which would resolve it anew.
"""

import asyncio
import ipaddress
import re
import socket
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

import httpx

from rag.errors import CorpusError
from rag.formats import most_bytes, suffix_of
from rag.formats.extract import checked_size
from rag.loading import web_address
from rag.loop import run

_MAX_REDIRECTS = 5
_MAX_SECONDS = 30.0  # for everything, redirects included
_REDIRECTS = (301, 302, 303, 307, 308)
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
_BY_NAME = ("", "application/octet-stream", "binary/octet-stream")  # types that say nothing
_TEXTS = (".html", ".txt", ".md")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in its last 32 bits
_HEADERS = {"User-Agent": "article-chat", "Accept-Encoding": "gzip"}
_MAX_STEM_CHARS = 60

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file from the web: where it was in the end, a plain name made of that, and its bytes."""

    address: str
    name: str
    content: bytes


def fetch(
    address: str, *, allows: Callable[[str], bool] | None = None, max_seconds: float = _MAX_SECONDS
) -> Fetched:
    """Fetch a file of a format that is read, from IP addresses that `allows` allows: public ones, without.

    Raises CorpusError where it is refused or cannot be had.
    """
    return run(_within(address, allows or is_public, max_seconds))


def anywhere(address: str) -> bool:
    """Allows addresses of this machine and its networks too."""
    return True


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, and so does any that is wrapped in it.

    >>> is_public("93.184.216.34"), is_public("10.0.0.1"), is_public("::ffff:127.0.0.1")
    (True, False, False)
    """
    found: _Address = ipaddress.ip_address(address.partition("%")[0])
    wrapped: list[_Address | None] = []
    if isinstance(found, ipaddress.IPv6Address):
        wrapped = [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
        if found in _NAT64:
            wrapped.append(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF))
    inside = [each for each in wrapped if each is not None]
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        return is_public(str(found.ipv4_mapped))
    return (
        found.is_global
        and not (found.is_multicast or found.is_reserved or found.is_unspecified)
        and all(is_public(str(each)) for each in inside)
    )


async def _within(address: str, allows: Callable[[str], bool], max_seconds: float) -> Fetched:
    try:
        async with asyncio.timeout(max_seconds):
            return await _fetched(address, allows)
    except TimeoutError as error:
        raise _failed(address, f"did not come within {max_seconds:g} seconds") from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise _failed(address, f"cannot be fetched ({error or type(error).__name__})") from error


async def _fetched(address: str, allows: Callable[[str], bool]) -> Fetched:
    async with httpx.AsyncClient(trust_env=False, headers=_HEADERS, timeout=None) as client:
        for _ in range(_MAX_REDIRECTS + 1):
            request = await _pinned(client, address, allows)
            response = await client.send(request, stream=True)
            try:
                if response.status_code in _REDIRECTS and (to := response.headers.get("location")):
                    address = urljoin(address, to)
                    continue
                if response.status_code != 200:
                    raise _failed(address, f"was answered with {response.status_code}")
                return await _read(response, address)
            finally:
                await response.aclose()
    raise _failed(address, f"is behind more than {_MAX_REDIRECTS} redirects")


async def _pinned(client: httpx.AsyncClient, address: str, allows: Callable[[str], bool]) -> httpx.Request:
    """A request that goes to a checked IP address, in the name of the host."""
    parts = urlsplit(address)
    if not web_address(address) or parts.username is not None or parts.password is not None:
        raise CorpusError(
            f"{address[:100]!r} is no address to fetch: give one that begins with http:// or https://, "
            "without a user's name, of at most 2,000 characters.",
            reason="source",
        )
    url = httpx.URL(address)
    host = url.raw_host.decode("ascii")
    port = url.port or (443 if url.scheme == "https" else 80)
    found = await asyncio.get_running_loop().getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in found]
    if not all(map(allows, addresses)):
        raise CorpusError(
            f"{host} is on this machine or in a network of its own ({addresses[0]}), from which nothing is "
            "fetched: save the page as a file and add that, or set RAG_PRIVATE_ADDRESSES=on.",
            reason="private",
        )
    return client.build_request(
        "GET",
        url.copy_with(host=addresses[0].partition("%")[0]),
        headers={"Host": url.netloc.decode("ascii")},
        extensions={"sni_hostname": host},
    )


async def _read(response: httpx.Response, address: str) -> Fetched:
    kind, _, options = response.headers.get("content-type", "").partition(";")
    path = unquote(urlsplit(address).path)
    kind = kind.strip().lower()
    suffix = suffix_of(path) if kind in _BY_NAME else _SUFFIXES.get(kind, "")
    if not suffix:
        raise _failed(address, f"is of a kind that is not read ({kind or 'unknown'})")
    most = most_bytes(suffix)
    parts, size = [], 0
    async for part in response.aiter_raw():
        size += len(part)
        checked_size(size, address, most)
        parts.append(part)
    content = _unpacked(b"".join(parts), response.headers.get("content-encoding", ""), address, most)
    if suffix in _TEXTS:
        content = _in_utf_8(content, options)
    return Fetched(address.partition("#")[0], f"{_stem(path, address)}{suffix}", content)


def _unpacked(content: bytes, encoding: str, address: str, most: int) -> bytes:
    if encoding.strip().lower() in ("", "identity"):
        return content
    if encoding.strip().lower() not in ("gzip", "x-gzip"):
        raise _failed(address, f"is packed in a way that was not asked for ({encoding[:20]})")
    try:
        unpacked = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(content, most + 1)
    except zlib.error as error:
        raise _failed(address, "is packed, and damaged") from error
    checked_size(len(unpacked), f"{address}, unpacked,", most)
    return unpacked


def _in_utf_8(content: bytes, options: str) -> bytes:
    """Text in the encoding that the server names, in UTF-8 with a mark: the file does not name it."""
    named = re.search(r"""charset\s*=\s*["']?([\w.:-]+)""", options, re.IGNORECASE)
    if not named or named[1].lower() in ("utf-8", "utf8"):
        return content
    try:
        return content.decode(named[1]).encode("utf-8-sig")
    except (UnicodeError, LookupError):
        return content


def _stem(path: str, address: str) -> str:
    last = next((part for part in reversed(path.split("/")) if part), "")
    stem = last.removesuffix(last[-len(suffix_of(last)) :]) if suffix_of(last) else last
    plain = re.sub(r"[\W_]+", "-", stem).strip("-")[:_MAX_STEM_CHARS].strip("-")
    return plain or re.sub(r"[\W_]+", "-", urlsplit(address).hostname or "page").strip("-")


def _failed(address: str, how: str) -> CorpusError:
    return CorpusError(
        f"{address[:200]} {how}: try it in a browser, save the page as a file and add that.",
        reason="unreachable",
    )
