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
    ) -> dict[str, Any]:
        """Answer with the article's own sentences: text, status, language and citations with their places."""
        check(request)
        library = await asyncio.wrap_future(opened)
        asked = partial(library.ask, question, history=history or (), document=document)
        try:
            return asdict(await asyncio.to_thread(asked))
        except RagError as error:
            raise gr.Error(str(error), print_exception=False) from error

    async def retrieve(
        request: gr.Request, question: str, k: int = 5, document: str | None = None
    ) -> list[dict[str, Any]]:
        """The k passages nearest to the question, best first."""
        check(request)
        library = await asyncio.wrap_future(opened)
        asked = partial(library.retrieve, question, k=k, document=document)
        try:
            return [asdict(passage) for passage in await asyncio.to_thread(asked)]
        except RagError as error:
            raise gr.Error(str(error), print_exception=False) from error

    api(ask, api_name="ask")
    api(retrieve, api_name="retrieve")


def client_of(request: gr.Request) -> str:
    """Who asks, as far as limits go."""
    return str(request.client.host) if request.client else ""
