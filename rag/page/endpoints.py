"""A library that is being opened -> Gradio's endpoints /ask and /retrieve, which programs call."""

import asyncio
from concurrent.futures import Future
from dataclasses import asdict, fields
from functools import partial
from typing import Any

import gradio as gr
from gradio.events import api

from rag.errors import QuestionError, RagError
from rag.library import Library
from rag.page.limiter import Limiter
from rag.scope import Scope
from rag.types import Finished, Writer

Asked = str | dict[str, Any] | None
_ANSWERS_AT_ONCE = 32  # most of their time is waiting for a chat model


def add_endpoints(opened: "Future[Library]", limiter: Limiter) -> None:
    """What programs call, over HTTP or with gradio_client."""

    def check(request: gr.Request) -> None:
        if not limiter.allows(client_of(request)):
            raise gr.Error("Too many questions in one minute: wait a little.", print_exception=False)

    async def ask(
        request: gr.Request,
        question: str,
        history: list[dict[str, str]] | None = None,
        document: Asked = None,
        writer: Writer | None = None,
    ) -> dict[str, Any]:
        """Answer with the article's own sentences: text, status, language and citations with their places.

        With writer "model" the chat model of the server writes, each sentence checked; it does so too with
        none, where there is one. With "quotes" it is not asked. `document` is a name, or what the fields of a
        `Scope` are: {"language": "fr", "since": "2025-07"}.
        """
        check(request)
        library = await library_of(opened)
        try:
            scope = _scope(document)
            events = library.astream(question, history=history or (), document=scope, writer=writer)
            (answer,) = [event.answer async for event in events if isinstance(event, Finished)]
        except RagError as error:
            raise gr.Error(str(error), print_exception=False) from error
        return asdict(answer)

    async def retrieve(
        request: gr.Request, question: str, k: int = 5, document: Asked = None
    ) -> list[dict[str, Any]]:
        """The k passages nearest to the question, best first, of that document or scope."""
        check(request)
        library = await library_of(opened)
        try:
            asked = partial(library.retrieve, question, k=k, document=_scope(document))
            return [asdict(passage) for passage in await asyncio.to_thread(asked)]
        except RagError as error:
            raise gr.Error(str(error), print_exception=False) from error

    api(ask, api_name="ask", concurrency_limit=_ANSWERS_AT_ONCE)
    api(retrieve, api_name="retrieve")


async def library_of(opened: "Future[Library]") -> Library:
    """The library, once it is open; who waits no longer does not end the opening."""
    return await asyncio.shield(asyncio.wrap_future(opened))


def _scope(document: Asked) -> str | Scope | None:
    """What a program asks; raises QuestionError where that is no scope."""
    if not isinstance(document, dict):
        return document
    known = [field.name for field in fields(Scope)]
    if unknown := sorted(set(document) - set(known)):
        raise QuestionError(f"A scope has {', '.join(known)}, not {unknown[0]!r}.")
    given = {name: value for name, value in document.items() if value is not None}
    names = given.pop("names", [])
    if not isinstance(names, list):
        raise QuestionError(f"The names of a scope are a list: {{'names': ['article.txt']}}, not {names!r}.")
    return Scope(tuple(map(str, names)), **given)


def client_of(request: gr.Request) -> str:
    """Who asks, as far as limits go."""
    return str(request.client.host) if request.client else ""
