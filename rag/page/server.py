"""A library that is being opened -> the page over HTTP: Gradio's chat and our reading room around it."""

import json
import logging
import socket
import threading
import time
import webbrowser
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Self

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request
from jinja2 import Environment, FileSystemLoader
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import RedirectResponse
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.errors import RagError
from rag.library import Library
from rag.page.guard import Guard
from rag.page.layout import build
from rag.page.limiter import Limiter
from rag.page.routes import add_routes
from rag.page.words import PAGE_LANGUAGES, WORDS, preferred_language
from rag.settings import Settings

_FOLDER = Path(__file__).parent
_SYSTEM_FONTS = ["system-ui", "sans-serif"]  # Gradio's own themes ask a font host of the outside
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_IDLE_SECONDS = 75  # of a connection: longer than clients and proxies keep one, so they are who ends it
_CLOSING_SECONDS = 1  # what running answers get; an open page keeps its connection for ever


def serve(opened: "Future[Library]", settings: Settings, *, open_browser: bool = False) -> "Served":
    """Serve the page and return at once; it answers when `opened` has its library.

    Raises RagError where the port is taken.
    """
    taken = _bind(settings.host, settings.port)
    config = uvicorn.Config(
        application(opened, settings),
        log_level="warning",
        timeout_graceful_shutdown=_CLOSING_SECONDS,
        timeout_keep_alive=_IDLE_SECONDS,
    )
    served = Served(uvicorn.Server(config), taken)
    if open_browser:
        webbrowser.open(served.local_url)
    return served


class Served:
    """A page that is being served, until `close`."""

    def __init__(self, server: uvicorn.Server, listening: socket.socket) -> None:
        host, port = listening.getsockname()[:2]
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
        self.local_url = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
        self._server = server
        self._thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        self._thread.start()
        while not server.started and self._thread.is_alive():
            self._thread.join(0.01)

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until the server ends, or Ctrl-C; returns whether it is still serving."""
        last = time.monotonic() + seconds
        while self._thread.is_alive() and time.monotonic() < last:
            self._thread.join(1.0)
        return self._thread.is_alive()

    def close(self) -> None:
        """End the server, without a word about the pages that are still open."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        self._server.should_exit = True
        self._thread.join(5 * _CLOSING_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def application(opened: "Future[Library]", settings: Settings) -> FastAPI:
    """The whole page as an ASGI application."""
    alone = settings.host in _LOOPBACK and not settings.allowed_hosts  # and no server in front
    adding = alone if settings.adding is None else settings.adding
    app = FastAPI(title="article-chat", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(_Leading)
    app.add_middleware(
        Guard,
        login=(settings.user, settings.password) if settings.password else None,
        questions_per_minute=settings.questions_per_minute,
        adding=adding,
        furnish=_furnished,
    )
    app.add_middleware(
        TrustedHostMiddleware, allowed_hosts=_hosts(settings), www_redirect=False
    )  # added last: asked first
    app.mount("/page", StaticFiles(directory=_FOLDER / "static"))
    add_routes(
        app,
        opened,
        adding=adding,
        feedback=settings.corpus / ".feedback.jsonl",
        limiter=Limiter(settings.questions_per_minute),
    )
    limiter = Limiter(settings.questions_per_minute)
    theme = gr.themes.Default(
        primary_hue="indigo", font=_SYSTEM_FONTS, font_mono=["ui-monospace", "monospace"]
    )
    for language in reversed(PAGE_LANGUAGES):  # the first is mounted last: its address is that of all others
        gr.mount_gradio_app(
            app,
            build(opened, language=language, limiter=limiter, strike=settings.unsupported == "strike"),
            path=_path(language),
            server_name=settings.host,
            server_port=settings.port,
            footer_links=[],
            run_history=False,
            ssr_mode=False,
            max_file_size=1,  # the upload route is closed; should it open, it takes nothing
            enable_monitoring=False,
            pwa=False,
            mcp_server=False,
            theme=theme,
        )
    return app


def _path(language: str) -> str:
    return "/" if language == PAGE_LANGUAGES[0] else f"/{language}"


def _bind(host: str, port: int) -> socket.socket:
    """A socket that has the port; raises RagError where it cannot be had."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen()
    except OSError as error:
        listening.close()
        raise RagError(
            f"The page cannot be served on {host}:{port} ({error.strerror}): choose another port with --port."
        ) from error
    return listening


def _hosts(settings: Settings) -> list[str]:
    """The names that a browser may know this server by; another one is a trick to reach it from a page."""
    names = [*_LOOPBACK, settings.host, socket.gethostname(), *settings.allowed_hosts]
    return [*names, *(f"[{name}]" for name in names if ":" in name)]  # an IPv6 address, as browsers write it


class _Leading:
    """ASGI middleware: leads who opens the page to the language chosen before, else to the browser's."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        path = scope["path"] if scope["type"] == "http" and scope["method"] == "GET" else ""
        if path in map(_path, PAGE_LANGUAGES[1:]):
            app = RedirectResponse(f"{path}/", 307)
        elif path == "/":
            request = Request(scope)
            language = request.cookies.get("language", "")
            if language not in PAGE_LANGUAGES:
                language = preferred_language(request.headers.get("accept-language", ""))
            if language != PAGE_LANGUAGES[0]:
                query = f"?{request.url.query}" if request.url.query else ""
                app = RedirectResponse(f"{_path(language)}/{query}", 307, {"Vary": "Cookie, Accept-Language"})
        await app(scope, receive, send)


_templates = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True)


def _furnished(path: str, html: bytes) -> bytes:
    """Gradio's page with its language told, our style and scripts, and the reading room around the chat."""
    language = next(
        (other for other in PAGE_LANGUAGES[1:] if path.startswith(f"/{other}/")), PAGE_LANGUAGES[0]
    )
    other = next(name for name in PAGE_LANGUAGES if name != language)
    words = WORDS[language]
    values = {
        "words": words,
        "language": language,
        "other": other,
        "other_path": f"{_path(other).rstrip('/')}/",
        "other_name": WORDS[other]["language_name"],
        "script_words": json.dumps(words, ensure_ascii=False).replace("<", "\\u003c"),
    }
    room = _templates.get_template("room.html")
    head = '<link rel="stylesheet" href="/page/style.css"><script type="module" src="/page/page.js"></script>'
    page = html.decode("utf-8").replace('lang="en"', f'lang="{language}"', 1)
    page = page.replace("</head>", f"{head}</head>", 1)
    page = page.replace("<gradio-app", f"{room.render(part='before', **values)}<gradio-app", 1)
    page = page.replace("</gradio-app>", f"</gradio-app>{room.render(part='after', **values)}", 1)
    return page.encode("utf-8")
