"""The functions of the package: a library's methods on the default library, opened at the first call."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from rag.library import Library
from rag.scope import Scope
from rag.types import Answer, CitationCheck, Document, Event, History, Passage, Verdict, Writer

if TYPE_CHECKING:
    from langchain_core.tools import StructuredTool

    from rag.retriever import LibraryRetriever

_default_lock = threading.Lock()
_default: list[Library] = []


def default_library() -> Library:
    """The library of the module functions, opened with the RAG_* environment at the first call."""
    with _default_lock:
        if not _default:
            _default.append(Library.open())
        return _default[0]


def ask(
    question: str,
    *,
    history: History = (),
    explain: bool = False,
    document: str | Scope | None = None,
    writer: Writer | None = None,
) -> Answer:
    """`Library.ask` on the default library."""
    return default_library().ask(question, history=history, explain=explain, document=document, writer=writer)


async def astream(
    question: str,
    *,
    history: History = (),
    document: str | Scope | None = None,
    writer: Writer | None = None,
) -> AsyncGenerator[Event]:
    """`Library.astream` on the default library."""
    library = await asyncio.to_thread(default_library)  # the first time it is opened, which takes long
    events = library.astream(question, history=history, document=document, writer=writer)
    async with aclosing(events):
        async for event in events:
            yield event


def retrieve(question: str, *, k: int = 5, document: str | Scope | None = None) -> list[Passage]:
    """`Library.retrieve` on the default library."""
    return default_library().retrieve(question, k=k, document=document)


def document(name: str) -> Document:
    """`Library.document` on the default library."""
    return default_library().document(name)


def verify(
    text: str, *, document: str | Scope | None = None, sources: Sequence[Passage] | None = None
) -> list[Verdict]:
    """`Library.verify` on the default library."""
    return default_library().verify(text, document=document, sources=sources)


def verify_receipt(receipt: str | bytes | Mapping[str, object]) -> tuple[CitationCheck, ...]:
    """`Library.verify_receipt` on the default library."""
    return default_library().verify_receipt(receipt)


def as_tool() -> "StructuredTool":
    """`Library.as_tool` on the default library."""
    return default_library().as_tool()


def as_retriever(*, k: int = 5) -> "LibraryRetriever":
    """`Library.as_retriever` on the default library."""
    return default_library().as_retriever(k=k)
