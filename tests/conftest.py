"""What the tests share: the bundled model, the article, and processes of their own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from chat_server import ChatServer, scripted
from chroma_server import Server
from chromium import ARGUMENTS, executable
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from room import DESKTOP, PHONE, Room, copy_corpus, entering, serving, visiting

import rag
from rag.embedding import BundledEmbeddings, bundled_file
from rag.loading import read_document
from rag.model_folder import model_folder
from rag.splitting import SplitDocument, split_document
from rag.types import Document

os.environ["RAG_BULK"] = "off"  # or a large corpus of a test would leave half a GB in the user's cache folder

ROOT = Path(__file__).resolve().parent.parent

RunPython = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def embedder() -> BundledEmbeddings:
    """The bundled model, loaded once for all tests."""
    return BundledEmbeddings()


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The bundled model as a folder for sentence-transformers, in a cache; half a GB, so not kept."""
    cache = tmp_path_factory.mktemp("cache")
    yield model_folder(bundled_file(), cache)
    shutil.rmtree(cache)


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Chroma server; a test that kills it starts it again."""
    running = Server(tmp_path_factory.mktemp("server"))
    yield running
    running.kill()


@pytest.fixture(scope="session")
def article() -> Document:
    """The article of corpus/."""
    return read_document(ROOT / "corpus" / "openai-meta.txt", "openai-meta.txt")


@pytest.fixture(scope="session")
def split_article(article: Document, embedder: BundledEmbeddings) -> SplitDocument:
    """The article in pieces that the bundled model reads."""
    return split_document(article, count_tokens=embedder.count_tokens, max_tokens=embedder.max_tokens)


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished index of corpus/, to be copied: embedding it anew takes seconds."""
    folder = tmp_path_factory.mktemp("indexed")
    rag.Library.open(ROOT / "corpus", folder).close()
    return folder


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, indexed: Path) -> Iterator[rag.Library]:
    """The library of a copy of corpus/, in an index of its own."""
    folder = tmp_path_factory.mktemp("library")
    index = shutil.copytree(indexed, folder / "index")
    with rag.Library.open(copy_corpus(folder / "corpus"), index) as opened:
        yield opened


@pytest.fixture(scope="session")
def python_command() -> Callable[..., list[str]]:
    """The command line of a program in a process of its own, to be run in the repository's root."""

    def command(program: str, *arguments: object) -> list[str]:
        start = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        return [sys.executable, "-c", start + program, *map(str, arguments)]

    return command


@pytest.fixture(scope="session")
def run_python(python_command: Callable[..., list[str]]) -> RunPython:
    """Run a program in a process of its own, to its end."""

    def run(program: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            python_command(program, *arguments), capture_output=True, text=True, timeout=120, check=False
        )

    return run


@pytest.fixture(scope="module")
def running() -> Iterator[ChatServer]:
    """A chat model's server, whose script the tests change."""
    with scripted() as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def url(library: rag.Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page over the article, for tests that change nothing in the library."""
    with serving(library, tmp_path_factory.mktemp("served"), questions_per_minute=10_000) as address:
        yield address


@pytest.fixture
def own_url(tmp_path: Path, indexed: Path) -> Iterator[str]:
    """The page over a library of the test's own: the article, which it may add to."""
    corpus = copy_corpus(tmp_path / "corpus")
    index = shutil.copytree(indexed, tmp_path / "index")
    with (
        rag.Library.open(corpus, index) as library,
        serving(library, corpus) as address,
    ):
        yield address


@pytest.fixture(scope="session")
def desktop(browser: Browser) -> Iterator[BrowserContext]:
    """A wide window in English; what it has loaded of the page serves the next test too."""
    context = browser.new_context(viewport=DESKTOP, locale="en-US", accept_downloads=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context
    context.close()


@pytest.fixture(scope="session")
def open_room(desktop: BrowserContext, url: str) -> Iterator[Room]:
    """The page on a wide screen, in English, opened once: loading Gradio takes longer than most tests."""
    with entering(desktop, url) as opened:
        yield opened


@pytest.fixture
def room(open_room: Room) -> Iterator[Room]:
    """The same with an empty chat and nothing kept, as somebody new would find it."""
    open_room.begin_anew()
    yield open_room
    open_room.check()


@pytest.fixture
def own_room(desktop: BrowserContext, own_url: str) -> Iterator[Room]:
    """The same, over a library of the test's own."""
    with entering(desktop, own_url) as opened:
        yield opened


@pytest.fixture
def phone(browser: Browser, url: str) -> Iterator[Room]:
    """The page on a phone, in English."""
    with visiting(browser, url, size=PHONE, has_touch=True) as opened:
        yield opened
