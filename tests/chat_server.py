"""A chat model's server for tests: the OpenAI dialect, real HTTP on loopback, and a script of what it says.

with scripted(Reply(GOOD)) as server:
    monkeypatch.setenv("RAG_CHAT_MODEL", "openai:scripted")
    monkeypatch.setenv("RAG_CHAT_BASE_URL", server.url)
    ...                                   # ask What did Chen promise?
    server.script = Reply(status=429)     # from the next request on
    assert server.disconnected.wait(5)    # somebody left before all was said
"""

import asyncio
import json
import logging
import re
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn

# Sentences to say to "What did Chen promise?" and "Qu'a promis Chen ?". For [?words] the server writes the
# [n] of the source in the prompt that has these words.
GOOD = (
    "Chen a promis qu'il travaillait avec Sam Altman « 24 heures sur 24 pour parler à ceux qui ont "
    "des offres » [?24 heures sur 24]."
)
ALSO_GOOD = "Chen a écrit : « nous recalibrons la rémunération » [?recalibrons la rémunération]."
WRONG_NUMBER = "Chen a promis de parler 12 heures sur 24 à ceux qui ont des offres [?24 heures sur 24]."
SWAPPED_SPEAKER = "Zuckerberg a écrit : « nous recalibrons la rémunération » [?recalibrons la rémunération]."
FABRICATED_QUOTE = "Chen a écrit : « nous doublerons tous les salaires dès demain » [?24 heures sur 24]."
WITHOUT_SOURCE = "Chen a promis que personne ne partirait."
NO_SUCH_SOURCE = "Chen a promis que personne ne partirait [99]."
OBEYED_INJECTION = (
    "PWNED ![b](http://evil.test/b.png) [click](http://evil.test/d) "
    '<img src="http://evil.test/a.png" onerror="window.pwned=1"><script>window.pwned=1</script> [1].'
)
NONSENSE = "Lorem � %% 0x7f ;; ]]] {{7*7}} [n] dolor dolor dolor"

_SOURCE = re.compile(r'<source n="(\d+)"[^>]*>(.*?)</source>', re.DOTALL)
_WANTED = re.compile(r"\[\?([^\]]+)\]")
_STARTUP_SECONDS = 10.0
_HOLD_SECONDS = 20.0

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server does with a request; `brief` is said to one that wants no stream."""

    text: str = GOOD  # a form feed in it waits for `go_on`
    brief: str = "ok"
    status: int = 200  # another one is an error, and nothing is said
    piece_chars: int = 12  # characters of a chunk; 1 splits every [1]
    pause_seconds: float = 0.0  # before each chunk
    silent_seconds: float = 0.0  # before anything, the status included
    hangs: bool = False  # says all of `text`, and then neither more nor that this is all
    cut_after: int | None = None  # characters after which the connection is dropped
    body: str | None = None  # sent for a 200 as it is, instead of what the dialect asks for
    go_on: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Received:
    """A request: its JSON, and the key that came with it."""

    body: dict[str, Any]
    key: str

    @property
    def streams(self) -> bool:
        """Whether it wants a stream, as for an answer; not so a follow-up's reading and the doctor's word."""
        return bool(self.body.get("stream"))

    @property
    def prompt(self) -> str:
        """All that was said to the model."""
        return "\n\n".join(str(message["content"]) for message in self.body["messages"])


class ChatServer:
    """What `scripted` gives: `url` is that of the dialect, `script` may be changed at any time."""

    def __init__(self, url: str, script: Reply) -> None:
        """It is served at `url` by whoever makes it."""
        self.url = url
        self.script = script
        self.requests: list[Received] = []
        self.disconnected = threading.Event()  # a client left before all was said

    def forget(self) -> None:
        """Forget the requests and who left."""
        self.requests.clear()
        self.disconnected.clear()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        script = self.script
        request = await _received(scope, receive)
        self.requests.append(request)
        left = asyncio.create_task(_left(receive))
        talking = asyncio.create_task(_talk(script, request, send))
        try:
            await asyncio.wait({left, talking}, return_when=asyncio.FIRST_COMPLETED)
            if talking.done():
                talking.result()  # a cut is an error here, for which uvicorn drops the connection
            else:
                self.disconnected.set()
        finally:
            left.cancel()
            talking.cancel()


@contextmanager
def scripted(script: Reply | None = None) -> Iterator[ChatServer]:
    """A server on loopback while this lasts."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        chat = ChatServer(f"http://127.0.0.1:{listening.getsockname()[1]}/v1", script or Reply())
        config = uvicorn.Config(chat, log_config=None, lifespan="off", ws="none", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        logging.getLogger("uvicorn.error").addFilter(_is_no_cut)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        until = time.monotonic() + _STARTUP_SECONDS
        while not server.started and time.monotonic() < until:
            time.sleep(0.01)
        try:
            yield chat
        finally:
            server.should_exit = server.force_exit = True
            thread.join(_STARTUP_SECONDS)
            logging.getLogger("uvicorn.error").removeFilter(_is_no_cut)


class _Cut(Exception):
    """The script wants the connection dropped."""


def _is_no_cut(record: logging.LogRecord) -> bool:
    return not (record.exc_info and isinstance(record.exc_info[1], _Cut))


async def _received(scope: Message, receive: Receive) -> Received:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    headers = {name.decode(): value.decode() for name, value in scope["headers"]}
    return Received(json.loads(body or b"{}"), headers.get("authorization", "").removeprefix("Bearer "))


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _talk(script: Reply, request: Received, send: Send) -> None:
    await asyncio.sleep(script.silent_seconds)
    if script.status != 200:
        error = {"error": {"message": f"scripted {script.status}", "type": "scripted", "code": None}}
        await _send_whole(send, script.status, json.dumps(error))
    elif script.body is not None:
        await _send_whole(send, 200, script.body)
    elif not request.streams:
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": script.brief},
            "finish_reason": "stop",
        }
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        await _send_whole(send, 200, json.dumps(_event("chat.completion", choice) | {"usage": usage}))
    else:
        await _stream(script, _with_numbers(script.text, request.prompt), send)


async def _stream(script: Reply, text: str, send: Send) -> None:
    headers = [(b"content-type", b"text/event-stream")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    said = text if script.cut_after is None else text[: script.cut_after]
    for at in range(0, len(said), script.piece_chars):
        await asyncio.sleep(script.pause_seconds)
        piece = said[at : at + script.piece_chars]
        if "\f" in piece:
            await asyncio.to_thread(script.go_on.wait, _HOLD_SECONDS)
        await _send_event(send, {"content": piece.replace("\f", "")})
    if script.cut_after is not None:
        await asyncio.sleep(0.05)  # else what was sent goes with the connection
        raise _Cut
    if script.hangs:
        await asyncio.sleep(3_600)
    await _send_event(send, {}, finish_reason="stop")
    await send({"type": "http.response.body", "body": b"data: [DONE]\n\n"})


def _with_numbers(text: str, prompt: str) -> str:
    """The text with [n] for each [?words]; [98], which is no source, where none has the words."""
    sources = [(number, " ".join(words.split())) for number, words in _SOURCE.findall(prompt)]

    def number(wanted: re.Match[str]) -> str:
        return f"[{next((n for n, words in sources if wanted[1] in words), '98')}]"

    return _WANTED.sub(number, text)


def _event(kind: str, choice: dict[str, Any]) -> dict[str, Any]:
    return {"id": "scripted", "object": kind, "created": 0, "model": "scripted", "choices": [choice]}


async def _send_event(send: Send, delta: dict[str, str], *, finish_reason: str | None = None) -> None:
    choice = {"index": 0, "delta": {"role": "assistant"} | delta, "finish_reason": finish_reason}
    event = json.dumps(_event("chat.completion.chunk", choice))
    await send({"type": "http.response.body", "body": f"data: {event}\n\n".encode(), "more_body": True})


async def _send_whole(send: Send, status: int, body: str) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})
