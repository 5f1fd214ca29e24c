"""A library that is being opened -> Gradio's endpoints /ask and /retrieve, which programs call."""

import asyncio
from concurrent.futures import Future
from dataclasses import asdict
from functools import partial
from typing import Any

import gradio as gr
from gradio.events import api

from rag.errors import RagError
from rag.library import Library
from rag.page.limiter import Limiter
from rag.types import Finished, Writer

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
        document: str | None = None,
        writer: Writer | None = None,
    ) -> dict[str, Any]:
        """Answer with the article's own sentences: text, status, language and citations with their places.

        With writer "model" the chat model of the server writes, each sentence checked; it does so too with
        none, where there is one. With "quotes" it is not asked.
        """
        check(request)
        library = await library_of(opened)
        events = library.astream(question, history=history or (), document=document, writer=writer)
        try:
            (answer,) = [event.answer async for event in events if isinstance(event, Finished)]
        except RagError as error:
            raise gr.Error(str(error), print_exception=False) from error
        return asdict(answer)

    async def retrieve(
        request: gr.Request, question: str, k: int = 5, document: str | None = None
    ) -> list[dict[str, Any]]:
        """The k passages nearest to the question, best first."""
        check(request)
        library = await library_of(opened)
        asked = partial(library.retrieve, question, k=k, document=document)
        try:
            return [asdict(passage) for passage in await asyncio.to_thread(asked)]
        except RagError as error:
            raise gr.Error(str(error), print_exception=False) from error

    api(ask, api_name="ask", concurrency_limit=_ANSWERS_AT_ONCE)
    api(retrieve, api_name="retrieve")


async def library_of(opened: "Future[Library]") -> Library:
    """The library, once it is open; who waits no longer does not end the opening."""
    return await asyncio.shield(asyncio.wrap_future(opened))


def client_of(request: gr.Request) -> str:
    """Who asks, as far as limits go."""
    return str(request.client.host) if request.client else ""
