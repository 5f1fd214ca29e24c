"""What the tests of the page share: serving it, opening it in Chromium, asking in it."""

import shutil
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

import rag
from rag.page import serve
from rag.settings import Settings

expect.set_options(timeout=20_000)  # on a busy machine

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
HENS = "On hens\nHens lay one egg a day in spring.\nThe red fox said good morning to the hen.\n"
HOSTILE = (
    '<img src="http://evil.test/a.png" onerror="window.pwned=1"> ![b](http://evil.test/b.png) '
    "[link](javascript:window.pwned=1) [out](http://evil.test/d) "
    "<form action=http://evil.test><button>go</button></form> <script>window.pwned=1</script> "
    "<svg onload=window.pwned=1> http://evil.test/c $$x$$ **bold** ${7*7} {{7*7}}"
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def copy_corpus(folder: Path) -> Path:
    """The project's own corpus, where tests may change it."""
    shutil.copytree(CORPUS, folder, ignore=shutil.ignore_patterns(".*"))
    return folder


@contextmanager
def serving(library: rag.Library, corpus: Path, **settings: Any) -> Iterator[str]:
    """The address of the page over an open library."""
    opened: Future[rag.Library] = Future()
    opened.set_result(library)
    settings = {"port": free_port()} | settings
    with serve(opened, Settings(corpus=corpus, **settings)) as page:
        yield page.local_url


@dataclass
class Room:
    """The page in a browser, and what it has asked of other hosts, complained of, or been refused."""

    page: Page
    url: str
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def ask(self, question: str) -> Locator:
        """Ask by the keyboard; the whole answer."""
        ended = self.page.locator("#chat .answer.ended")
        count = ended.count()
        box = self.page.locator("#question textarea")
        self.enter(question, lambda: expect(box).to_have_value("", timeout=500))
        expect(self.page.locator("#chat .actions")).to_have_count(count + 1)
        expect(self.page.locator("#send")).to_be_visible()
        return ended.nth(count)

    def enter(self, question: str, taken: Callable[[], None]) -> None:
        """Press Enter behind a question, again until it is taken: right after an answer Gradio takes none."""
        box = self.page.locator("#question textarea")
        box.fill(question)
        for _ in range(10 if self.page.locator("#chat .answer").count() else 1):
            box.press("Enter")
            with suppress(AssertionError):
                taken()
                break

    def ready(self) -> None:
        """Wait until the page can be used."""
        self.page.locator("html[data-ready]").wait_for(timeout=20_000)

    def begin_anew(self) -> None:
        """Forget all that was asked and kept, without loading the page again."""
        if not self.page.url.startswith(self.url):
            self.page.goto(self.url)
            self.ready()
        self.page.mouse.move(5, 5)
        self.page.evaluate(
            """() => {
            for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
            getSelection().removeAllRanges();
            history.replaceState(null, "", location.pathname);
            document.querySelector("#reading-scroll").scrollTop = 0;
        }"""
        )
        self.page.fill("#question textarea", "")
        self.page.click("#new-chat")
        expect(self.page.locator("#chat .answer")).to_have_count(0)
        expect(self.page.locator("#chat .welcome")).to_be_visible()
        expect(self.page.locator("#notice p")).to_have_count(0)
        self.page.evaluate("localStorage.clear()")

    def check(self) -> None:
        """Nothing may have been asked of another host, and no script may have failed."""
        assert self.outside == []
        assert self.errors == []

    def reload(self) -> None:
        """As a reader reloads it."""
        self.page.reload()
        self.ready()

    def focused(self) -> Locator:
        """What has the focus."""
        return self.page.locator(":focus")


@contextmanager
def entering(context: BrowserContext, url: str, path: str = "") -> Iterator[Room]:
    """The page in a browser that keeps nothing of it afterwards; nothing may be asked of another host."""
    context.set_default_timeout(10_000)
    room = Room(context.new_page(), url)
    room.page.on(
        "request",
        lambda request: (
            None if request.url.startswith((url, "data:", "blob:")) else room.outside.append(request.url)
        ),
    )
    room.page.on("pageerror", lambda error: room.errors.append(str(error)))
    room.page.goto(url + path)
    room.ready()
    yield room
    room.page.goto(f"{url}robots.txt")  # on the page itself a conversation could be kept once more
    room.page.evaluate("localStorage.clear()")
    room.page.close()
    context.clear_cookies()
    room.check()


@contextmanager
def visiting(
    browser: Browser,
    url: str,
    *,
    size: dict[str, int] | None = None,
    locale: str = "en-US",
    path: str = "",
    **options: Any,
) -> Iterator[Room]:
    """The page in a browser of its own: another size, language or user."""
    context = browser.new_context(viewport=size or DESKTOP, locale=locale, **options)  # type: ignore[arg-type]
    with entering(context, url, path) as room:
        yield room
    context.close()
