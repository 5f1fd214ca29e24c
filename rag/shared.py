"""A Chroma server -> the rows of one archive there, which many processes share.

The server keeps what is costly: the vectors of passages, to be searched, those of sentences, to be fetched.
What a process knows of the texts is in a folder of its own; it embeds nothing that the server has. Rows are
known by their text: two processes that write the same document write the same rows.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import chromadb
import httpx
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.config import DEFAULT_DATABASE, DEFAULT_TENANT
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError, InternalError, RateLimitError
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_random_exponential

from rag.collection import Collection, Metadata, T
from rag.errors import IndexUnreachable
from rag.settings import Settings
from rag.store import CONFIGURATION, PassageStore, lock_folder
from rag.vectors import Floats
from rag.volume import Header, Volume

# Sentences are fetched by id, never searched: the least graph is enough.
_FETCHED: CreateCollectionConfiguration = {
    "hnsw": {"space": "cosine", "max_neighbors": 4, "ef_construction": 8, "ef_search": 8}
}
_TIMEOUT_SECONDS = 30.0  # of one request; Chroma's client would wait forever
# A server that is written to by many fails a reader now and then ("Error creating hnsw segment reader") and
# answers the next; every call here may be made twice.
_PATIENCE = Retrying(
    retry=retry_if_exception_type((InternalError, RateLimitError)),
    wait=wait_random_exponential(multiplier=0.05, max=2),
    stop=stop_after_delay(10),
    reraise=True,
)


class SharedStore(PassageStore):
    """The passages on a Chroma server, with the sentences in a collection beside them."""

    is_shared = True

    def __init__(self, folder: Path, kind: Metadata, settings: Settings) -> None:
        """Lock `folder` and connect; raises IndexLocked, IndexFolderError or IndexUnreachable."""
        self._lock = lock_folder(folder)
        try:
            server = Server(settings)
            name = f"{settings.chroma_collection}-{kind['dimension']}"
            self._passages = Collection(server.client, f"{name}-passages", kind, CONFIGURATION, server.call)
            self._sentences = Collection(server.client, f"{name}-sentences", kind, _FETCHED, server.call)
            if self._passages.kind != kind:
                raise IndexUnreachable(
                    f"The collection {name}-passages on {settings.chroma_url} was made with another model or "
                    "splitter: give this archive a name of its own with RAG_CHROMA_COLLECTION, or delete it."
                )
        except BaseException:
            self._lock.release()
            raise

    def write(self, volumes: Sequence[Volume], vectors: Sequence[Floats]) -> None:
        """Store volumes, each with its vectors in the order of `Header`; passages, which are found, last."""
        for volume, own in zip(volumes, vectors, strict=True):
            passages, rest = len(volume.counts), own[len(volume.counts) :]
            self._sentences.write(
                _rest(volume.key, len(rest)), rest, [{"volume": volume.key} for _ in range(len(rest))]
            )
            self._passages.write(volume.ids(), own[:passages], volume.metadata())

    def fetch(self, volume: Volume) -> Floats | None:
        """The vectors of a volume as `write` was given them; None where they are not all there."""
        passages = self._passages.vectors(volume.ids())
        if passages is None:
            return None
        rest = self._sentences.vectors(_rest(volume.key, 2 * len(volume.sentence_places)))
        return None if rest is None else np.concatenate([passages, rest])

    def delete(self, keys: Sequence[str]) -> None:
        """Delete the rows of these volumes."""
        self._passages.delete(keys)
        self._sentences.delete(keys)

    def missing(self, headers: Sequence[Header]) -> list[Header]:
        """The volumes that are not there, or not whole."""
        last = {f"{header.key}.{len(header.counts) - 1}": header for header in headers if len(header.counts)}
        known = self._passages.known(list(last))
        return [header for id, header in last.items() if id not in known]

    def close(self) -> None:
        """Give the folder back; nothing here can be used after."""
        self._lock.release()


class Server:
    """A Chroma server, called with patience."""

    def __init__(self, settings: Settings) -> None:
        """Connect to the one that the settings name; raises IndexUnreachable."""
        self._url, token = settings.chroma_url, settings.chroma_token
        parts = urlsplit(self._url)
        secure = parts.scheme == "https"
        self.client: ClientAPI = self.call(
            lambda: chromadb.HttpClient(
                host=parts.hostname or "",
                port=parts.port or (443 if secure else 80),
                ssl=secure,
                headers={"x-chroma-token": token, "Authorization": f"Bearer {token}"} if token else {},
                settings=ChromaSettings(anonymized_telemetry=False),
                tenant=settings.chroma_tenant or DEFAULT_TENANT,
                database=settings.chroma_database or DEFAULT_DATABASE,
            )
        )
        self.client._server._session.timeout = httpx.Timeout(_TIMEOUT_SECONDS)  # type: ignore[attr-defined]

    def call(self, call: Callable[[], T], /) -> T:
        """What it answers, asked again where it stumbled; raises IndexUnreachable where it does not."""
        try:
            return _PATIENCE(call)
        except (httpx.HTTPError, ChromaError, ValueError, OSError) as error:
            said = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise IndexUnreachable(
                f"The Chroma server at {self._url} does not answer ({said}): start it, or see RAG_CHROMA_URL "
                "and RAG_CHROMA_TOKEN. Nothing is lost: ask again once it is there."
            ) from error


def passages_there(settings: Settings) -> int:
    """How many passages of the archive, by whichever model, the server has; raises IndexUnreachable."""
    server = Server(settings)
    return sum(
        server.call(collection.count)
        for collection in server.call(server.client.list_collections)
        if re.fullmatch(rf"{re.escape(settings.chroma_collection)}-\d+-passages", collection.name)
    )


def _rest(key: str, rows: int) -> list[str]:
    return [f"{key}:{at}" for at in range(rows)]
