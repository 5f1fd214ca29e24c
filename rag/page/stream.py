"""A question that is asked of a library -> its turn, again and again as it grows."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

from rag.library import Library
from rag.page.turn import Turn, after
from rag.types import Event, History, Writer

_SECONDS_PER_STEP = 0.06  # the browser draws at most this often without falling behind
_PATIENCE_SECONDS = 0.15  # an answer that takes longer is announced


class Stream:
    """A question on its way: asked when this is made, within an event loop, until its answer is there."""

    def __init__(
        self, library: Library, question: str, *, history: History, document: str, writer: Writer
    ) -> None:
        """`document` is the name of the one that is asked, "" for all."""
        self._turn = Turn(question, model=library.writes_with if writer == "model" else "")
        self._events = asyncio.Queue[Event | None]()  # None is the end
        coming = library.astream(question, history=history, document=document or None, writer=writer)
        self._asking = asyncio.create_task(self._ask(coming))
        self._asking.add_done_callback(lambda _: self._events.put_nowait(None))

    async def turns(self) -> AsyncIterator[Turn]:
        """The turn: without an answer where that takes long, then as it grows, at last finished."""
        turn = self._turn
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                event = await self._events.get()
        except TimeoutError:
            yield turn
            event = await self._events.get()
        while event is not None:
            turn = after(turn, event)
            for stage in _stages(turn):
                yield stage
                if not stage.finished:
                    await asyncio.sleep(_SECONDS_PER_STEP)
            event = await self._events.get()

    @property
    def error(self) -> BaseException | None:
        """What went wrong instead of an answer, once `turns` has come to its end."""
        return None if self._asking.cancelled() else self._asking.exception()

    def cancel(self) -> None:
        """Ask no longer: a request to a chat model is broken off."""
        self._asking.cancel()

    async def _ask(self, coming: AsyncIterator[Event]) -> None:
        async for event in coming:
            self._events.put_nowait(event)


def _stages(turn: Turn) -> Iterator[Turn]:
    """What is shown of a turn that has grown: the quotes of an answer in quotes come one by one."""
    if turn.finished and turn.answer and turn.answer.writer == "quotes":
        for shown in range(min(1, turn.shown), turn.shown + 1):
            yield replace(turn, shown=shown, finished=False)
    yield turn
