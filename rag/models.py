"""Settings -> a chat model that writes text; the only module that imports LangChain's chat models."""

import importlib.util
import os
import threading
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag.errors import ModelError
from rag.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_MAX_CHARS = 20_000  # of one reply: ten times the longest answer that is asked for
_MAX_THOUGHT_CHARS = 100_000  # before it; a model that thinks for longer is stopped
_NO_KEY = "none"  # for servers of one's own, which ask for none, where the client insists on one
_THINKING, _THOUGHT = "<think>", "</think>"  # around what some models think before they write


@dataclass(frozen=True, slots=True)
class _Provider:
    """The module that LangChain needs, our extra that installs it, the variable of the key ("" for none)."""

    module: str
    extra: str
    key: str = ""


_PROVIDERS = {
    "openai": _Provider("langchain_openai", "openai", "OPENAI_API_KEY"),
    "anthropic": _Provider("langchain_anthropic", "anthropic", "ANTHROPIC_API_KEY"),
    "mistralai": _Provider("langchain_mistralai", "mistral", "MISTRAL_API_KEY"),
    "ollama": _Provider("langchain_ollama", "ollama"),
}
_FAULTS = {
    "unreachable": "cannot be reached{at}: start its server, or set RAG_CHAT_BASE_URL to where it is.",
    "denied": "is refused by its server{at}: set {key} to a key that holds.",
    "unknown": "is not known to its server{at}: correct its name in RAG_CHAT_MODEL.",
    "busy": "is asked more than its server{at} allows: wait a while, or raise the limits of the account.",
    "slow": "did not finish within {seconds} seconds: set RAG_CHAT_TIMEOUT higher, or take a faster one.",
    "cut": "broke off: ask again, and look at its server's log if it goes on.",
    "empty": "said nothing: ask again, or take another one.",
    "unreadable": "sent what is no reply{at}: set RAG_CHAT_BASE_URL to where its dialect is spoken.",
    "failed": "failed{at}{detail}: look at its server's log.",
}


class ChatModel:
    """The chat model of the settings, or one that is given; it is made, and imported, when it is first asked.

    Its coroutines belong on the loop of `rag.loop`. A given one is asked there too.
    """

    def __init__(self, settings: Settings, given: "BaseChatModel | None" = None) -> None:
        self.name = settings.chat_model if given is None else _name_of(given)
        self.timeout_seconds = settings.chat_timeout_seconds
        self._settings = settings
        self._model = given
        self._opening = threading.Lock()

    async def stream(self, system: str, user: str) -> AsyncGenerator[str]:
        """What the model says, piece by piece, 20,000 characters at most; raises ModelError."""
        size = 0
        async with aclosing(_without_thoughts(self._pieces(system, user))) as pieces:
            async for piece in pieces:
                size += len(piece)
                yield piece
                if size > _MAX_CHARS:
                    return

    async def say(self, system: str, user: str) -> str:
        """The whole of what the model says, in one piece; raises ModelError."""
        try:
            said = await self.opened().ainvoke([("system", system), ("user", user)])
            return (_after_thoughts(str(said.text)[:_MAX_THOUGHT_CHARS]) or "")[:_MAX_CHARS]
        except ModelError:
            raise
        except Exception as error:  # of any client's own kind
            raise self._failure(error) from error

    def opened(self) -> "BaseChatModel":
        """LangChain's own object; raises ModelError where a package or a key is missing."""
        with self._opening:
            if self._model is None:
                self._model = _open(self._settings)
            return self._model

    def error(self, reason: str, detail: str = "") -> ModelError:
        """What is wrong with it, and what to do, in a sentence; see `ModelError.reason`."""
        settings = self._settings
        address = urlsplit(settings.chat_base_url)
        provider = _PROVIDERS.get(settings.chat_model.partition(":")[0])
        fault = _FAULTS[reason].format(
            at=f" at {address.scheme}://{address.netloc.rpartition('@')[2]}"
            if settings.chat_base_url
            else "",
            key=provider.key if provider and provider.key else "its key",
            seconds=self.timeout_seconds,
            detail=f" ({detail})" if detail else "",
        )
        return ModelError(f"The chat model {self.name} {fault}", reason=reason)

    async def _pieces(self, system: str, user: str) -> AsyncGenerator[str]:
        began = False
        try:
            async for chunk in self.opened().astream([("system", system), ("user", user)]):
                if piece := str(chunk.text):
                    began = True
                    yield piece
        except ModelError:
            raise
        except Exception as error:  # of any client's own kind
            raise self._failure(error, began=began) from error

    def _failure(self, error: Exception, *, began: bool = False) -> ModelError:
        reason = reason_of(error, began=began)
        lines = str(error).splitlines() or [""]
        return self.error(reason, f"{type(error).__name__}: {lines[0][:200]}")


def reason_of(error: Exception, *, began: bool = False) -> str:
    """A `ModelError.reason` for what a client raised; clients share no kinds of errors, only habits.

    `began`: after some of the reply had come.
    """
    response = getattr(error, "response", None)
    status = getattr(error, "status_code", None) or getattr(response, "status_code", None)
    if isinstance(status, int) and status >= 400:
        known = {401: "denied", 403: "denied", 404: "unknown", 429: "busy", 408: "slow", 504: "slow"}
        return known.get(status, "failed")
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if kinds & {"TimeoutError", "APITimeoutError", "TimeoutException"}:
        return "slow"
    if began:
        return "cut"
    if kinds & {"ConnectionError", "APIConnectionError", "TransportError"}:
        return "unreachable"
    return (
        "unreadable" if isinstance(error, ValueError | TypeError | LookupError | AttributeError) else "failed"
    )


def _open(settings: Settings) -> "BaseChatModel":
    kind, _, name = settings.chat_model.partition(":")
    kind, provider = kind.strip(), _PROVIDERS.get(kind.strip())
    if provider and importlib.util.find_spec(provider.module) is None:
        raise _not_set_up(
            settings, f"needs the package {provider.module}: pip install 'article-chat[{provider.extra}]'"
        )
    if provider and provider.key and not settings.chat_base_url and not os.environ.get(provider.key):
        raise _not_set_up(settings, f"needs a key: set {provider.key} to it")
    from langchain.chat_models import init_chat_model

    try:
        model: BaseChatModel = init_chat_model(
            name.strip(), model_provider=kind, **_options(kind, provider, settings)
        )
    except Exception as error:  # of any client's own kind
        raise _not_set_up(
            settings, f"cannot be set up ({(str(error).splitlines() or [''])[0]}): correct its name"
        ) from error
    return model


def _options(kind: str, provider: _Provider | None, settings: Settings) -> dict[str, Any]:
    """What the providers call our settings."""
    options: dict[str, Any] = {"temperature": 0}
    if settings.chat_base_url:
        options["base_url"] = settings.chat_base_url
        if provider and provider.key and not os.environ.get(provider.key):
            options["api_key"] = _NO_KEY
    if kind == "ollama":  # retries nothing
        return options | {
            "num_predict": settings.chat_max_tokens,
            "client_kwargs": {"timeout": settings.chat_timeout_seconds},
        }
    if kind == "openai" and settings.chat_base_url:  # servers of one's own speak the older dialect
        options["use_responses_api"] = False
    return options | {
        "max_tokens": settings.chat_max_tokens,
        "timeout": settings.chat_timeout_seconds,
        "max_retries": settings.chat_retries,
    }


def _not_set_up(settings: Settings, what: str) -> ModelError:
    return ModelError(
        f"The chat model {settings.chat_model} {what}, or unset RAG_CHAT_MODEL.", reason="setup"
    )


def _name_of(model: "BaseChatModel") -> str:
    """What a model that is given calls itself."""
    return str(getattr(model, "model_name", "") or getattr(model, "model", "") or type(model).__name__)


async def _without_thoughts(pieces: AsyncGenerator[str]) -> AsyncGenerator[str]:
    """The pieces, less what the model thinks before it writes."""
    held, writing = "", False
    async with aclosing(pieces):
        async for piece in pieces:
            if writing:
                yield piece
                continue
            held += piece
            if len(held) > _MAX_THOUGHT_CHARS:
                return
            rest = _after_thoughts(held)
            writing = rest is not None
            if rest:
                yield rest
    if not writing and not held.lstrip().startswith(_THINKING):
        yield held


def _after_thoughts(text: str) -> str | None:
    """What is written after the thoughts that a reply begins with; None where they may still go on."""
    begun = text.lstrip()
    if begun.startswith(_THINKING):
        return begun.partition(_THOUGHT)[2] if _THOUGHT in begun else None
    return None if _THINKING.startswith(begun) else text
