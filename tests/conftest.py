"""What the tests share: the bundled model, the article, and processes of their own."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import rag
from rag.embedding import BundledEmbeddings
from rag.loading import read_document
from rag.splitting import SplitDocument, split_document
from rag.types import Document

ROOT = Path(__file__).resolve().parent.parent

RunPython = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def embedder() -> BundledEmbeddings:
    """The bundled model, loaded once for all tests."""
    return BundledEmbeddings()


@pytest.fixture(scope="session")
def article() -> Document:
    """The article of corpus/."""
    return read_document(ROOT / "corpus" / "openai-meta.txt", "openai-meta.txt")


@pytest.fixture(scope="session")
def split_article(article: Document, embedder: BundledEmbeddings) -> SplitDocument:
    """The article in pieces that the bundled model reads."""
    return split_document(article, count_tokens=embedder.count_tokens, max_tokens=embedder.max_tokens)


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[rag.Library]:
    """The library of corpus/, in an index of its own."""
    with rag.Library.open(ROOT / "corpus", tmp_path_factory.mktemp("index")) as opened:
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
