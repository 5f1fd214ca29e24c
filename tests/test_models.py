"""rag.models: from the settings to a chat model that speaks, through the real client of an OpenAI dialect."""

import asyncio
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from chat_server import ChatServer, Reply
from langchain_core.language_models import FakeListChatModel
from test_network import NO_NETWORK

import rag
from rag.loop import relay, run
from rag.models import ChatModel, reason_of
from rag.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "MISTRAL_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE")


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server(running: ChatServer) -> ChatServer:
    running.script = Reply(text="Hello", brief="ok")
    running.forget()
    return running


@pytest.fixture
def settings(server: ChatServer) -> Settings:
    return Settings(
        corpus=ROOT / "corpus",
        chat_model="openai:scripted",
        chat_base_url=server.url,
        chat_retries=0,
        chat_timeout_seconds=5,
        chat_max_tokens=77,
    )


def streamed(model: ChatModel) -> str:
    async def collected() -> str:
        return "".join([piece async for piece in model.stream("Be brief.", "Hello {you}?")])

    return run(collected())


def test_the_model_is_asked_in_the_chat_dialect_with_the_settings(
    settings: Settings, server: ChatServer
) -> None:
    assert streamed(ChatModel(settings)) == "Hello"
    (request,) = server.requests
    assert request.body["model"] == "scripted"
    assert request.body["temperature"] == 0
    assert request.body["max_completion_tokens"] == 77
    assert request.body["stream"] is True
    assert request.body["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Hello {you}?"},
    ]


def test_a_server_of_ones_own_needs_no_key_and_gets_the_one_there_is(
    settings: Settings, server: ChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    streamed(ChatModel(settings))
    monkeypatch.setenv("OPENAI_API_KEY", "sk-mine")
    streamed(ChatModel(settings))
    assert [request.key for request in server.requests] == ["none", "sk-mine"]


def test_a_name_may_have_colons(settings: Settings, server: ChatServer) -> None:
    streamed(ChatModel(replace(settings, chat_model="openai:llama3.2:3b")))
    assert server.requests[0].body["model"] == "llama3.2:3b"


@pytest.mark.parametrize(
    ("chat_model", "message"),
    [
        ("openai:x", "needs a key: set OPENAI_API_KEY to it"),
        ("ollama:x", r"needs the package langchain_ollama: pip install 'article-chat\[ollama\]'"),
        ("anthropic:x", r"needs the package langchain_anthropic: pip install 'article-chat\[anthropic\]'"),
        ("mistralai:x", r"needs the package langchain_mistralai: pip install 'article-chat\[mistral\]'"),
        ("groq:x", "cannot be set up .*langchain-groq"),
        ("nobody:x", "cannot be set up .*nobody"),
    ],
)
def test_what_is_missing_is_named(settings: Settings, chat_model: str, message: str) -> None:
    model = ChatModel(replace(settings, chat_model=chat_model, chat_base_url=""))
    with pytest.raises(rag.ModelError, match=message) as raised:
        model.opened()
    assert raised.value.reason == "setup"


@pytest.mark.parametrize(
    ("script", "reason", "message"),
    [
        (Reply(status=401), "denied", "set OPENAI_API_KEY to a key that holds"),
        (Reply(status=403), "denied", "is refused by its server at http://127.0.0.1:"),
        (Reply(status=404), "unknown", "correct its name in RAG_CHAT_MODEL"),
        (Reply(status=429), "busy", "wait a while"),
        (Reply(status=500), "failed", "scripted 500"),
        (Reply(status=400), "failed", "scripted 400"),
        (Reply(cut_after=12), "cut", "broke off"),
        (Reply(body="<html>"), "unreadable", "sent what is no reply"),
        (Reply(body="[]"), "unreadable", "sent what is no reply"),
    ],
)
def test_a_fault_is_told_with_what_to_do(
    settings: Settings, server: ChatServer, script: Reply, reason: str, message: str
) -> None:
    server.script = script
    with pytest.raises(rag.ModelError, match=message) as raised:
        streamed(ChatModel(settings))
    assert raised.value.reason == reason


def test_a_server_that_is_not_there_is_told_by_its_address_without_a_password(settings: Settings) -> None:
    model = ChatModel(replace(settings, chat_base_url="http://me:secret@127.0.0.1:9/v1"))
    with pytest.raises(rag.ModelError, match=r"cannot be reached at http://127\.0\.0\.1:9: start") as raised:
        streamed(model)
    assert raised.value.reason == "unreachable"
    assert "secret" not in str(raised.value)


def test_a_request_that_fails_is_made_again_as_often_as_set(settings: Settings, server: ChatServer) -> None:
    server.script = Reply(status=500)
    with pytest.raises(rag.ModelError):
        streamed(ChatModel(replace(settings, chat_retries=1)))
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ConnectionRefusedError(), "unreachable"),
        (TimeoutError(), "slow"),
        (KeyError("choices"), "unreadable"),
        (RuntimeError("?"), "failed"),
    ],
)
def test_errors_of_other_clients_are_told_apart_by_their_kinds(error: Exception, reason: str) -> None:
    assert reason_of(error) == reason


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("<think>Hm. [1]</think>Hello", "Hello"),
        ("\n<think>\nHm.\n</think>\n\nHello", "\n\nHello"),
        ("<think>for ever", ""),
        ("<b>Hello", "<b>Hello"),
        ("<", "<"),
        ("", ""),
    ],
)
def test_what_a_model_thinks_before_it_writes_is_dropped(
    settings: Settings, server: ChatServer, said: str, written: str
) -> None:
    for piece_chars in (1, 5, 1_000):
        server.script = Reply(said, piece_chars=piece_chars)
        assert streamed(ChatModel(settings)) == written


def test_a_reply_in_one_piece_has_no_thoughts_either(settings: Settings, server: ChatServer) -> None:
    server.script = Reply(brief="<think>Hm.</think>ok")
    assert run(ChatModel(settings).say("Be brief.", "Hello?")) == "ok"


def test_a_reply_without_end_is_ended(settings: Settings, server: ChatServer) -> None:
    server.script = Reply("a" * 1_000_000, piece_chars=1_000, hangs=True)
    assert 20_000 <= len(streamed(ChatModel(settings))) <= 21_000
    assert server.disconnected.wait(5)


def test_a_model_that_is_given_has_its_own_name(settings: Settings) -> None:
    model = ChatModel(settings, FakeListChatModel(responses=["Hello"]))
    assert model.name == "FakeListChatModel"
    assert streamed(model) == "Hello"


def test_work_on_the_loop_ends_with_whoever_waits_for_it() -> None:
    ended = threading.Event()

    async def endless(emit: Callable[[str], None]) -> None:
        try:
            emit("begun")
            await asyncio.sleep(3_600)
        finally:
            ended.set()

    async def impatient() -> list[str]:
        got = []
        with suppress(TimeoutError):
            async with asyncio.timeout(0.1):
                async for item in relay(endless):
                    got.append(item)
        return got

    assert asyncio.run(impatient()) == ["begun"]
    assert ended.wait(5)


def test_what_work_on_the_loop_raises_is_raised_here() -> None:
    async def failing(emit: Callable[[str], None]) -> None:
        emit("begun")
        raise LookupError("gone")

    async def listen() -> None:
        async for item in relay(failing):
            assert item == "begun"

    with pytest.raises(LookupError, match="gone"):
        asyncio.run(listen())


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("RAG_CHAT_MODEL", "gpt", "RAG_CHAT_MODEL must be provider:model"),
        ("RAG_CHAT_MODEL", "openai:", "RAG_CHAT_MODEL must be provider:model"),
        ("RAG_CHAT_BASE_URL", "localhost:80", "RAG_CHAT_BASE_URL must be an address"),
        ("RAG_CHAT_TIMEOUT", "0", "RAG_CHAT_TIMEOUT must be a number from 1"),
        ("RAG_CHAT_RETRIES", "-1", "RAG_CHAT_RETRIES must be a number from 0 to 10"),
        ("RAG_CHAT_MAX_TOKENS", "many", "RAG_CHAT_MAX_TOKENS must be a number"),
        ("RAG_UNSUPPORTED", "keep", "RAG_UNSUPPORTED must be remove or strike"),
    ],
)
def test_a_setting_that_is_none_is_refused(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, message: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(rag.RagError, match=message):
        Settings.from_environment()


def test_the_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_CHAT_MODEL", " ollama:llama3.2:3b ")
    monkeypatch.setenv("RAG_CHAT_RETRIES", "0")
    monkeypatch.setenv("RAG_UNSUPPORTED", "strike")
    settings = Settings.from_environment()
    assert (settings.chat_model, settings.chat_retries) == ("ollama:llama3.2:3b", 0)
    assert (settings.chat_timeout_seconds, settings.chat_max_tokens) == (60, 800)
    assert settings.unsupported == "strike"


def test_a_chat_model_that_is_configured_is_neither_imported_nor_contacted_until_it_writes(
    tmp_path: Path, indexed: Path
) -> None:
    index = str(shutil.copytree(indexed, tmp_path / "index"))
    program = NO_NETWORK + (
        "import os, threading\n"
        "os.environ['RAG_CHAT_MODEL'] = 'openai:x'\n"
        "import rag\n"
        "with rag.Library.open('corpus', sys.argv[1]) as library:\n"
        "    print(library.writes_with, library.ask('What did Chen promise?', writer='quotes').status)\n"
        "    library.retrieve('Chen')\n"
        "print(sorted({'langchain', 'langchain_openai', 'openai'} & set(sys.modules)))\n"
        "print([thread.name for thread in threading.enumerate() if thread.name == 'chat models'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, index], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines() == ["openai:x answered", "[]", "[]"], done.stderr
