"""A folder -> Chroma's collection of passages in it, sound or made anew.

A folder holds `lock`, which the one process that owns it has locked, and `chroma-N`, Chroma's own files;
what else is in it is rag.indexing's.
"""

import errno
import hashlib
import logging
import os
import shutil
import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError
from filelock import FileLock, Timeout

from rag.collection import Collection, Metadata
from rag.errors import IndexFolderError, IndexLocked
from rag.vectors import Floats
from rag.volume import Header, Volume

_log = logging.getLogger(__name__)
_opening = threading.Lock()  # one thread at a time decides whether a store is whole

# Chosen by recall@10 among 102,216 passages of manual pages (see benchmarks/README.md).
CONFIGURATION: CreateCollectionConfiguration = {
    "hnsw": {"space": "cosine", "max_neighbors": 48, "ef_construction": 400, "ef_search": 1_600}
}
_COLLECTION = "passages"
_SEAL = "vectors.sha256"  # in a store, while it is closed
_PROBE_ROWS = 10  # neighbours asked for on opening: a vector file that is damaged or gone gives fewer


class PassageStore(ABC):
    """The passages of one archive in Chroma, and a folder of this process alone, until `close`."""

    is_shared: bool  # whether other processes write there too
    _passages: Collection
    _lock: FileLock

    @property
    def is_alone(self) -> bool:
        """Whether this process has the folder open only once."""
        return bool(self._lock.lock_counter == 1)

    def nearest(self, vector: Floats, n: int) -> list[tuple[str, float]]:
        """The ids of about the `n` passages most similar to a vector, with their cosine, best first."""
        return self._passages.nearest(vector, n)

    def update(self, volume: Volume) -> None:
        """Change what is known of the passages of a volume."""
        self._passages.update(volume.ids(), volume.metadata())

    @abstractmethod
    def write(self, volumes: Sequence[Volume], vectors: Sequence[Floats]) -> None:
        """Store volumes, each with its vectors in the order of `rag.volume.Header`."""

    @abstractmethod
    def fetch(self, volume: Volume) -> Floats | None:
        """The vectors of a volume as `write` was given them; None where they are not all there."""

    @abstractmethod
    def delete(self, keys: Sequence[str]) -> None:
        """Delete the rows of these volumes."""

    @abstractmethod
    def missing(self, headers: Sequence[Header]) -> Sequence[Header]:
        """The volumes that must be written again."""

    @abstractmethod
    def close(self) -> None:
        """Give the folder back; nothing here can be used after."""


class Store(PassageStore):
    """Chroma's collection of passages in one folder."""

    is_shared = False

    def __init__(self, folder: Path, kind: Metadata) -> None:
        """Lock and open `folder`, made where it is missing; a damaged store or another kind's is made anew.

        `kind` says which vectors are stored; with another one they cannot be compared.
        Raises IndexLocked where another process owns the folder, IndexFolderError where it cannot be written.
        """
        with _opening:
            self._folder, self._kind = folder, kind
            self._lock = lock_folder(folder)
            try:
                self._open()
            except BaseException:
                self._lock.release()
                raise

    def write(self, volumes: Sequence[Volume], vectors: Sequence[Floats]) -> None:
        """Store the passages of volumes, whose vectors are the first of each volume's."""
        ids = [id for volume in volumes for id in volume.ids()]
        own = [part[: len(volume.counts)] for volume, part in zip(volumes, vectors, strict=True)]
        if ids:
            rows = [row for volume in volumes for row in volume.metadata()]
            self._passages.write(ids, np.concatenate(own), rows)

    def fetch(self, volume: Volume) -> Floats | None:
        """None: the vectors of a volume are kept elsewhere."""
        return None

    def delete(self, keys: Sequence[str]) -> None:
        """Delete the rows of these volumes."""
        self._passages.delete(keys)

    def missing(self, headers: Sequence[Header]) -> Sequence[Header]:
        """The volumes that must be written again: none, or all once something is missing or too many."""
        if len(self._passages) == sum(len(header.counts) for header in headers):
            return []
        self._client.delete_collection(_COLLECTION)
        self._passages = self._opened(self._client)
        return headers

    def close(self) -> None:
        """Give the folder back; nothing here can be used after."""
        self._client.close()
        if self.is_alone and self._path.is_dir():  # no vector file changes after this
            (self._path / _SEAL).write_text(_digest(self._path), encoding="ascii")
        self._lock.release()

    def _open(self) -> None:
        number = max(
            (int(path.name[7:]) for path in self._folder.glob("chroma-*") if path.name[7:].isdigit()),
            default=1,
        )
        store = self._folder / f"chroma-{number}"
        fault = ""
        seal = store / _SEAL
        if seal.is_file():  # Chroma dies of damaged vector files, or gives wrong vectors: look before it does
            if seal.read_text(encoding="ascii", errors="replace") != _digest(store):
                fault = "its vector files are damaged"
            seal.unlink()  # a store that is killed before it closes is opened unsealed: Chroma survives that
        if store.exists() and not fault:
            try:
                self._client = _client(store)
                fault = _fault(self._client, self._kind)
                if fault:
                    self._client.close()
            except ChromaError as error:
                fault = f"it is damaged ({error})"
        if fault:
            _log.warning("The index in %s is rebuilt: %s.", self._folder, fault)
            shutil.rmtree(store, ignore_errors=True)
            store = self._folder / f"chroma-{number + 1}"  # chromadb keeps the old one's state under its path
        if fault or not store.exists():
            self._client = _client(store)
        self._path = store
        self._passages = self._opened(self._client)

    def _opened(self, client: Client) -> Collection:
        return Collection(client, _COLLECTION, self._kind, CONFIGURATION)


def lock_folder(folder: Path) -> FileLock:
    """Own `folder`: again and again within one process, never in two at a time."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock", timeout=0, is_singleton=True, thread_local=False)
        lock.acquire()
        if not os.access(folder, os.W_OK):
            lock.release()
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except Timeout as error:
        raise IndexLocked(
            f"Another process is using the index in {folder}: close it (is the page open in another "
            "terminal?), or give this one a folder of its own with --index or RAG_INDEX."
        ) from error
    except OSError as error:
        raise IndexFolderError(
            f"The index folder {folder} cannot be written ({error.strerror or error}): "
            "name a folder that can with --index or RAG_INDEX."
        ) from error
    return lock


def _client(store: Path) -> Client:
    client = chromadb.PersistentClient(str(store), settings=ChromaSettings(anonymized_telemetry=False))
    assert isinstance(client, Client)  # the declared type has no close()
    return client


def _fault(client: Client, kind: Metadata) -> str:
    """Why a store is no good for vectors of this `kind`, or ""; raises ChromaError where it is damaged."""
    names = {collection.name for collection in client.list_collections()}
    if names - {_COLLECTION}:
        return "it was made by an earlier version"
    if not names:
        return ""
    collection = client.get_collection(_COLLECTION, embedding_function=None)
    stored = dict(collection.metadata or {})
    if stored != kind:
        changed = sorted(key for key in kind | stored if kind.get(key) != stored.get(key))
        return f"it was made with another {' and '.join(changed)}"
    if rows := min(_PROBE_ROWS, collection.count()):
        probe = np.ones((1, int(kind["dimension"])), dtype=np.float32)
        if len(collection.query(query_embeddings=probe, n_results=rows, include=[])["ids"][0]) < rows:
            return "vectors are missing from it"
    return ""


def _digest(store: Path) -> str:
    """SHA-256 of the names and the contents of the vector files."""
    digest = hashlib.sha256()
    for path in sorted(store.glob("*/*")):
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        digest.update(f"{path.relative_to(store).as_posix()} {content}\n".encode())
    return digest.hexdigest()
