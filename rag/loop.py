"""Work -> one event loop of the process: what clients of chat models keep open belongs to one loop."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")

_starting = threading.Lock()
_loops: list[asyncio.AbstractEventLoop] = []  # none until it is needed, then one


def run(work: Coroutine[Any, Any, T]) -> T:
    """Wait for `work`; whoever is interrupted meanwhile cancels it."""
    future = asyncio.run_coroutine_threadsafe(work, _shared())
    try:
        return future.result()
    finally:
        future.cancel()  # does nothing once it is done


async def relay(work: Callable[[Callable[[T], None]], Coroutine[Any, Any, None]]) -> AsyncGenerator[T]:
    """What `work` emits with the function it is given, on the caller's own loop; what it raises is raised.

    Whoever closes this generator, or is cancelled in it, cancels the work.
    """
    here = asyncio.get_running_loop()
    arrived: asyncio.Queue[tuple[T] | None] = asyncio.Queue()

    def put(item: tuple[T] | None) -> None:
        with suppress(RuntimeError):  # the caller's loop is closed: nobody waits any more
            here.call_soon_threadsafe(arrived.put_nowait, item)

    future = asyncio.run_coroutine_threadsafe(work(lambda item: put((item,))), _shared())
    future.add_done_callback(lambda _: put(None))
    try:
        while (item := await arrived.get()) is not None:
            yield item[0]
        future.result()
    finally:
        future.cancel()


def _shared() -> asyncio.AbstractEventLoop:
    with _starting:
        if not _loops:
            loop = asyncio.new_event_loop()
            threading.Thread(target=loop.run_forever, name="chat models", daemon=True).start()
            _loops.append(loop)
        return _loops[0]
