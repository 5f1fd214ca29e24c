"""Environment -> Settings: every option, its unit and its RAG_* variable."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from rag.errors import RagError

MAX_QUESTION_CHARS = (
    4_000  # two windows of the embedding model in most languages; more would only dilute the vector
)
MAX_VERIFIED_CHARS = 100_000  # a long article; each sentence costs some 0.1 s
MAX_DOCUMENT_BYTES = 10_000_000  # five thick novels; past it a file is more likely not an article
MAX_FILE_BYTES = 50_000_000  # of a file in which pictures and fonts surround the text, such as a PDF


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the corpus and the index are, which models embed and write, where the page is served, to whom."""

    corpus: Path  # RAG_CORPUS: folder of the articles' files
    index: Path | None = None  # RAG_INDEX: folder of the index; without it, .index inside the corpus folder
    chroma_url: str = ""  # RAG_CHROMA_URL: of a Chroma server that keeps the vectors; "" is the index folder
    chroma_token: str = ""  # RAG_CHROMA_TOKEN: its key, if it wants one
    chroma_tenant: str = ""  # RAG_CHROMA_TENANT: "" is Chroma's default, or the token's on Chroma Cloud
    chroma_database: str = ""  # RAG_CHROMA_DATABASE: the same
    chroma_collection: str = "article-chat"  # RAG_CHROMA_COLLECTION: begins the names of its collections
    private_addresses: bool = False  # RAG_PRIVATE_ADDRESSES, on or off: pages of the own network may be added
    embedding: str = (
        ""  # RAG_EMBEDDING: name or folder of a sentence-transformers model; "" is the bundled one
    )
    bulk: bool = True  # RAG_BULK, on or off: whether torch embeds large amounts of text with that model
    cache: Path | None = None  # RAG_CACHE: folder for its weights; without it, in the user's cache folder
    host: str = "127.0.0.1"  # RAG_HOST: the address the page is served on
    port: int = 7860  # RAG_PORT: its port, 1..65535
    allowed_hosts: tuple[str, ...] = ()  # RAG_ALLOWED_HOSTS: more names of this server, between commas
    user: str = "reader"  # RAG_USER: who may open the page, where there is a password
    password: str = ""  # RAG_PASSWORD: without one the page asks for none
    questions_per_minute: int = 60  # RAG_QUESTIONS_PER_MINUTE: of one client, 1..
    adding: bool | None = (
        None  # RAG_ADDING, on or off: whether the page adds articles; without it, on loopback alone
    )
    chat_model: str = ""  # RAG_CHAT_MODEL: provider:model, as LangChain calls them; "" is none
    chat_base_url: str = ""  # RAG_CHAT_BASE_URL: of its server; "" is the provider's own
    chat_timeout_seconds: int = 60  # RAG_CHAT_TIMEOUT: of the model, for a whole answer, retries included
    chat_retries: int = 2  # RAG_CHAT_RETRIES: of a request that fails before anything came, 0..
    chat_max_tokens: int = 800  # RAG_CHAT_MAX_TOKENS: of an answer that it writes
    unsupported: Literal["remove", "strike"] = (
        "remove"  # RAG_UNSUPPORTED: what becomes of its sentences that the texts do not support
    )

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read the RAG_* variables; raises RagError where one has no such value."""
        adding = os.environ.get("RAG_ADDING") or None
        if adding not in (None, "on", "off"):
            raise RagError(f"RAG_ADDING must be on or off, but is {adding!r}.")
        private = os.environ.get("RAG_PRIVATE_ADDRESSES") or "off"
        if private not in ("on", "off"):
            raise RagError(f"RAG_PRIVATE_ADDRESSES must be on or off, but is {private!r}.")
        user = os.environ.get("RAG_USER") or "reader"
        if ":" in user:
            raise RagError(f"RAG_USER must have no colon, which ends it in a login, but is {user!r}.")
        unsupported = os.environ.get("RAG_UNSUPPORTED") or "remove"
        if unsupported not in ("remove", "strike"):
            raise RagError(f"RAG_UNSUPPORTED must be remove or strike, but is {unsupported!r}.")
        bulk = os.environ.get("RAG_BULK") or "on"
        if bulk not in ("on", "off"):
            raise RagError(f"RAG_BULK must be on or off, but is {bulk!r}.")
        index, cache = os.environ.get("RAG_INDEX"), os.environ.get("RAG_CACHE")
        return cls(
            corpus=Path(os.environ.get("RAG_CORPUS") or _default_corpus()),
            index=Path(index) if index else None,
            chroma_url=_address("RAG_CHROMA_URL", "http://127.0.0.1:8000"),
            chroma_token=os.environ.get("RAG_CHROMA_TOKEN", ""),
            chroma_tenant=os.environ.get("RAG_CHROMA_TENANT", ""),
            chroma_database=os.environ.get("RAG_CHROMA_DATABASE", ""),
            chroma_collection=os.environ.get("RAG_CHROMA_COLLECTION") or "article-chat",
            private_addresses=private == "on",
            embedding=os.environ.get("RAG_EMBEDDING", ""),
            bulk=bulk == "on",
            cache=Path(cache) if cache else None,
            host=os.environ.get("RAG_HOST") or "127.0.0.1",
            port=_number("RAG_PORT", 7860, 65535),
            allowed_hosts=tuple(
                name.strip() for name in os.environ.get("RAG_ALLOWED_HOSTS", "").split(",") if name.strip()
            ),
            user=user,
            password=os.environ.get("RAG_PASSWORD", ""),
            questions_per_minute=_number("RAG_QUESTIONS_PER_MINUTE", 60, 100_000),
            adding=None if adding is None else adding == "on",
            chat_model=_chat_model(),
            chat_base_url=_address("RAG_CHAT_BASE_URL", "http://127.0.0.1:8080/v1"),
            chat_timeout_seconds=_number("RAG_CHAT_TIMEOUT", 60, 3_600),
            chat_retries=_number("RAG_CHAT_RETRIES", 2, 10, least=0),
            chat_max_tokens=_number("RAG_CHAT_MAX_TOKENS", 800, 100_000),
            unsupported=cast("Literal['remove', 'strike']", unsupported),
        )


def _number(variable: str, otherwise: int, most: int, *, least: int = 1) -> int:
    given = os.environ.get(variable) or str(otherwise)
    if not given.isascii() or not given.isdigit() or not least <= int(given) <= most:
        raise RagError(
            f"{variable} must be a number from {least} to {most}, but is {given!r}: set it to such a one."
        )
    return int(given)


def _chat_model() -> str:
    given = os.environ.get("RAG_CHAT_MODEL", "").strip()
    if given and not all(part.strip() for part in given.partition(":")):
        raise RagError(
            f"RAG_CHAT_MODEL must be provider:model, such as ollama:llama3.2 or openai:gpt-4.1-mini, "
            f"but is {given!r}."
        )
    return given


def _address(variable: str, example: str) -> str:
    given = os.environ.get(variable, "").strip()
    if given and not given.startswith(("http://", "https://")):
        raise RagError(f"{variable} must be an address such as {example}, but is {given!r}.")
    return given


def _default_corpus() -> Path:
    """`corpus/` beside the package in a checkout, else in the current folder."""
    beside = Path(__file__).resolve().parent.parent / "corpus"
    return beside if beside.is_dir() else Path("corpus")
