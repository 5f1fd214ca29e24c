"""A request -> the app behind, or a refusal: who may ask, how much and how often; what a browser may load."""

import base64
import hashlib
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.page.limiter import Limiter, client_of
from rag.settings import MAX_DOCUMENT_BYTES

_MAX_BODY_BYTES = MAX_DOCUMENT_BYTES  # an article, or all that a browser keeps, restored at once
_POSTS_PER_QUESTION = 4  # asking is one, stopping, voting and restoring are some more
_MAX_WRONG_PASSWORDS = 10  # a minute and client
# What the page and programs need of Gradio; its other routes take files, fetch addresses or edit code.
_GRADIO = re.compile(
    r"/fr|(/fr)?/(|config/?|theme\.css|favicon\.ico|robots\.txt|manifest\.json|(assets|static|svelte)/.+"
    r"|gradio_api/(info/?|startup-events|openapi\.json|theme\.css|queue/(join|data)/?|cancel|reset/?"
    r"|heartbeat/.+|(call|run|api)/.+))"
)
_OWN = re.compile(r"/(page/.+|library|article/.+|articles|articles/.+|suggestions|feedback)")
_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


class Guard:
    """ASGI middleware around the whole page."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        login: tuple[str, str] | None,
        questions_per_minute: int,
        adding: bool,
        furnish: Callable[[str, bytes], bytes],
    ) -> None:
        """`furnish(path, html)` completes each page of HTML before its scripts are counted in the policy."""
        self._app = app
        self._login = login
        self._posts = Limiter(questions_per_minute * _POSTS_PER_QUESTION)
        self._wrong_passwords = Limiter(_MAX_WRONG_PASSWORDS)
        self._adding = adding
        self._furnish = furnish

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with what is wrong."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal:
            await refusal(scope, receive, _with_headers(send, _policy(())))
            return
        body = _Bounded(receive)
        page = _Page(send, scope, self._furnish)

        async def answer(message: Message) -> None:
            if not body.too_large or page.started:  # what the app makes of half a body is not its answer
                await page.send(message)

        with suppress(_TooLarge):
            await self._app(scope, body.receive, answer)
        if body.too_large and not page.started:
            await _too_large()(scope, receive, _with_headers(send, _policy(())))

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers, client = Headers(scope=scope), client_of(scope)
        path = scope["path"]
        if self._login and not self._logged_in(headers, client):
            if self._wrong_passwords.exhausted(client):
                return PlainTextResponse(
                    "Too many wrong passwords: wait a minute.", 429, {"Retry-After": "60"}
                )
            return PlainTextResponse(
                "Give the user name and the password of this page.",
                401,
                {"WWW-Authenticate": 'Basic realm="article-chat", charset="UTF-8"'},
            )
        if not (_OWN.fullmatch(path) or _GRADIO.fullmatch(path)):
            return PlainTextResponse("There is nothing at this address.", 404)
        if path.startswith("/articles") and not self._adding:
            return PlainTextResponse("Adding and removing articles is switched off (RAG_ADDING).", 403)
        if scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return None
        if not _same_origin(headers):
            return PlainTextResponse("This request comes from another site's page.", 403)
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > _MAX_BODY_BYTES:
            return _too_large()
        if not self._posts.allows(client):
            return PlainTextResponse("Too many requests: wait a minute.", 429, {"Retry-After": "60"})
        return None

    def _logged_in(self, headers: Headers, client: str) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic" or self._login is None:
            return False
        if self._wrong_passwords.exhausted(client):  # not even the right one: guessing would go on until it
            return False
        try:
            user, _, password = base64.b64decode(given, validate=True).decode("utf-8").partition(":")
        except ValueError:  # not base64, or not UTF-8
            return False
        right = [
            secrets.compare_digest(one.encode(), other.encode())
            for one, other in zip((user, password), self._login, strict=True)
        ]
        if not all(right):
            self._wrong_passwords.allows(client)
        return all(right)


class _TooLarge(Exception):
    """A body has more bytes than it may."""


class _Bounded:
    """The body of a request, cut off where it is too large: its length may not be announced."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._got = 0

    @property
    def too_large(self) -> bool:
        return self._got > _MAX_BODY_BYTES

    async def receive(self) -> Message:
        message = await self._receive()
        self._got += len(message.get("body", b""))
        if self.too_large:
            raise _TooLarge
        return message


class _Page:
    """What is sent back: HTML is held until it is whole, so that the policy can name its scripts."""

    def __init__(self, send: Send, scope: Scope, furnish: Callable[[str, bytes], bytes]) -> None:
        self._send = send
        self._path = scope["path"]
        self._whole = scope["method"] == "GET"
        self._furnish = furnish
        self._start: Message = {}
        self._html = b""
        self.started = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            kind = Headers(scope={"headers": message["headers"]}).get("content-type", "")
            if self._whole and kind.startswith("text/html") and _GRADIO.fullmatch(self._path):
                self._start = message
                return
            await _with_headers(self._send, _policy(()))(message)
        elif not self._start:
            await self._send(message)
        else:
            self._html += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_html(self._furnish(self._path, self._html))

    async def _send_html(self, html: bytes) -> None:
        headers = MutableHeaders(scope=self._start)
        headers["content-length"] = str(len(html))
        headers["cache-control"] = "no-store"
        await _with_headers(self._send, _policy(_script_hashes(html)))(self._start)
        await self._send({"type": "http.response.body", "body": html})


def _with_headers(send: Send, policy: str) -> Send:
    """`send`, adding the headers of safety to the start of the response."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            del headers["Access-Control-Allow-Origin"]  # Gradio lets every site read, unless on loopback
            headers["Content-Security-Policy"] = policy
            for name, value in _HEADERS.items():
                headers[name] = value
        await send(message)

    return sending


def _policy(scripts: Iterable[str]) -> str:
    """A policy that lets a page load from its own server alone, and run `scripts` (their hashes) inline.

    Gradio sets style attributes and adds style elements, hence 'unsafe-inline' for styles alone.
    """
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *scripts)),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'self'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def _script_hashes(html: bytes) -> Iterator[str]:
    for script in _INLINE_SCRIPT.findall(html):
        yield f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"


def _same_origin(headers: Headers) -> bool:
    """Whether a request that changes something comes from a page of this server, or from no page at all."""
    origin, host = headers.get("origin"), headers.get("host")
    return origin is None or origin in (f"http://{host}", f"https://{host}")


def _too_large() -> PlainTextResponse:
    return PlainTextResponse(f"The request has more than {_MAX_BODY_BYTES:,} bytes: send less.", 413)
