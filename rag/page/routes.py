"""A library that is being opened -> what the page's script asks for: articles, changes of them, votes."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import Future
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

from fastapi import Body, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse
from starlette.exceptions import HTTPException

from rag.errors import CorpusError, RagError, UnknownDocument
from rag.library import Library
from rag.page.article import article_html
from rag.page.limiter import Limiter, client_of
from rag.settings import MAX_DOCUMENT_BYTES

_MAX_SUGGESTIONS = 3
_MAX_CITED = 5_000  # places and questions of one conversation
_MAX_FEEDBACK_BYTES = 10_000_000  # of the file: past it votes are refused, not the disk filled
_MAX_VOTE_CHARS = 100_000  # of one vote: an answer with its citations


def add_routes(
    app: FastAPI, opened: "Future[Library]", *, adding: bool, feedback: Path, limiter: Limiter
) -> None:
    """GET /library and /article/NAME; POST /suggestions, /articles, /articles/remove and /feedback.

    The body of /articles is a file's content. Votes become lines of JSON in the file `feedback`. `limiter`
    bounds /suggestions, each of which asks several questions.
    """
    _add_votes(app, feedback)

    @app.exception_handler(RequestValidationError)
    async def unusable(_: Request, error: RequestValidationError) -> JSONResponse:
        # FastAPI's own answer repeats what was sent, which is not always JSON: NaN, half a character.
        wrong = [
            {"field": ".".join(map(str, each["loc"])), "message": each["msg"]} for each in error.errors()
        ]
        return JSONResponse({"detail": wrong}, 422)

    async def library() -> Library:
        return await asyncio.wrap_future(opened)

    @app.get("/library")
    async def about_library() -> JSONResponse:
        known = await library()
        articles = [
            {
                "name": document.name,
                "title": document.title,
                "language": document.language,
                "source": document.source,
            }
            for document in known.contents
        ]
        return JSONResponse(
            {
                "articles": articles,
                "adding": adding,
                "most_bytes": MAX_DOCUMENT_BYTES,
                "writes_with": known.writes_with,
            }
        )

    @app.get("/article/{name:path}")
    async def article(name: str) -> HTMLResponse:
        known = await library()
        try:
            return HTMLResponse(await asyncio.to_thread(article_html, known, name))
        except UnknownDocument as error:
            raise HTTPException(404, str(error)) from error

    @app.post("/suggestions")
    async def suggestions(
        request: Request,
        language: Annotated[str, Body()],
        cited: Annotated[list[tuple[str, int]], Body(max_length=_MAX_CITED)],
        asked: Annotated[list[str], Body(max_length=_MAX_CITED)],
        document: Annotated[str, Body()],
    ) -> list[str]:
        if not limiter.allows(client_of(request.scope)):
            return []
        known = await library()
        named = document or next((name for name, _ in reversed(cited)), "")  # of many, the one in view
        about = named if named in {each.name for each in known.contents} else None
        offered = known.suggestions(language=language, cited=cited, asked=asked, document=about)
        return await asyncio.to_thread(lambda: list(islice(offered, _MAX_SUGGESTIONS)))

    @app.post("/articles")
    async def add(request: Request, name: str, source: str = "") -> StreamingResponse:
        known, content = await library(), await request.body()
        return StreamingResponse(_adding(known, name, content, source), media_type="application/x-ndjson")

    @app.post("/articles/remove")
    async def remove(name: Annotated[str, Body(embed=True)]) -> JSONResponse:
        known = await library()
        try:
            await asyncio.to_thread(known.remove, name)
        except RagError as error:
            return JSONResponse(_refused(error), 409)
        return JSONResponse({"removed": name})


def _add_votes(app: FastAPI, feedback: Path) -> None:
    writing = threading.Lock()

    def write(line: str) -> None:
        with writing:
            if feedback.exists() and feedback.stat().st_size > _MAX_FEEDBACK_BYTES:
                raise HTTPException(507, f"{feedback.name} is full: move it away.")
            with feedback.open("a", encoding="utf-8", errors="replace") as file:
                file.write(line)

    @app.post("/feedback")
    async def vote(
        helpful: Annotated[bool, Body()], answer: Annotated[dict[str, Any], Body()]
    ) -> JSONResponse:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        try:
            line = _line({"time": now, "helpful": helpful, "answer": answer})
        except ValueError as error:
            raise HTTPException(422, "A vote is JSON, which has no such number as NaN.") from error
        if len(line) > _MAX_VOTE_CHARS:
            raise HTTPException(413, f"A vote has at most {_MAX_VOTE_CHARS:,} characters.")
        try:
            await asyncio.to_thread(write, line)
        except OSError as error:
            raise HTTPException(507, f"{feedback.name} cannot be written ({error.strerror}).") from error
        return JSONResponse({"written": True})


async def _adding(library: Library, name: str, content: bytes, source: str) -> AsyncIterator[str]:
    """Lines of JSON: {"done", "total"} as texts are embedded, at last {"added"} or {"refused", "message"}."""
    loop, steps = asyncio.get_running_loop(), asyncio.Queue[Mapping[str, object] | None]()

    def progress(done: int, total: int) -> None:
        loop.call_soon_threadsafe(steps.put_nowait, {"done": done, "total": total})

    def add() -> Mapping[str, object]:
        try:
            return {"added": library.add_file(name, content, source=source, progress=progress).name}
        except RagError as error:
            return _refused(error)

    running = asyncio.create_task(asyncio.to_thread(add))
    running.add_done_callback(lambda _: steps.put_nowait(None))
    while (step := await steps.get()) is not None:
        yield _line(step)
    yield _line(await running)


def _line(step: Mapping[str, object]) -> str:
    return json.dumps(step, ensure_ascii=False, allow_nan=False) + "\n"


def _refused(error: RagError) -> dict[str, str]:
    return {"refused": error.reason if isinstance(error, CorpusError) else "", "message": str(error)}
