"""Passages and sentences + vectors -> Chroma; with rag.vectors the only module that knows chromadb.

A folder holds `lock`, which the one process that owns it has locked, and `chroma-N`, Chroma's own files.
"""

import hashlib
import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError
from filelock import FileLock, Timeout
from tqdm import tqdm

from rag.embedding import Embedder
from rag.errors import IndexFolderError, IndexLocked
from rag.locking import ReadWriteLock
from rag.splitting import SPLITTER_VERSION
from rag.types import Passage, Sentence
from rag.vectors import Metadata, Rows, Vectors

_log = logging.getLogger(__name__)
_opening = threading.Lock()  # one thread at a time decides whether a store is whole

Progress = Callable[[int, int], None]  # called with the texts embedded so far and those to embed in all

# Chroma's defaults find 60 % of the true neighbours of isotropic vectors, these 96 %.
_CONFIGURATION: CreateCollectionConfiguration = {
    "hnsw": {"space": "cosine", "max_neighbors": 32, "ef_construction": 200, "ef_search": 200}
}
_COLLECTIONS = ("passages", "sentences", "contexts", "background")
_WRITE_ROWS = 256  # rows embedded and written at a time: what a kill can cost; Chroma takes 5,461
_STEP_TEXTS = 32  # texts embedded between two calls of a Progress: a batch of the model
_SEAL = "vectors.sha256"  # in a store, while it is closed
_PROBE_ROWS = 10  # neighbours asked for on opening: a vector file that is damaged or gone gives fewer


class Index:
    """The vectors of one corpus in one folder, owned until `close`; `vectors` are those of the last `sync`.

    Read them within `reading`, and one thread at a time may `sync`.
    """

    vectors: Vectors

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        """Lock and open `folder`, made where it is missing; a damaged store or another model's is rebuilt.

        Raises IndexLocked where another process owns the folder, IndexFolderError where it cannot be written.
        """
        self._embedder = embedder
        self.closed = False
        self._access = ReadWriteLock()
        with _opening:
            self._lock = _lock(folder)
            try:
                self._open(folder)
            except BaseException:
                self._lock.release()
                raise

    def sync(
        self,
        passages: Sequence[Passage],
        sentences: Sequence[Sentence],
        background: Sequence[Sentence] = (),
        *,
        progress: Progress | None = None,
    ) -> int:
        """Make the store hold exactly these pieces; returns how many texts were embedded for that.

        Pieces are known by document and text: what moved within its document keeps its vector. What is new is
        written first, a few hundred rows at a time, and what is left over deleted last, each once nobody
        reads.
        """
        contexts = _in_context(sentences)
        vectors = Vectors(
            self._rows("passages", passages),
            self._rows("sentences", sentences),
            self._rows("contexts", contexts),
            self._rows("background", background),
        )
        with self.reading():
            differences = [
                (vectors.passages, vectors.passages.difference(passages)),
                (vectors.sentences, vectors.sentences.difference(sentences)),
                (vectors.contexts, vectors.contexts.difference(contexts)),
                (vectors.background, vectors.background.difference(background)),
            ]
        embedded = self._write(
            [(rows, id, piece) for rows, difference in differences for id, piece in difference.missing],
            progress or (lambda done, total: None),
        )
        with self._writing():
            for rows, difference in differences:
                rows.settle(difference)
        self.vectors = vectors
        return embedded

    def view(self, passages: Sequence[Passage], sentences: Sequence[Sentence]) -> Vectors:
        """The vectors of some documents of those that are stored, given as all pieces of theirs."""
        return Vectors(
            self._rows("passages", passages),
            self._rows("sentences", sentences),
            self._rows("contexts", _in_context(sentences)),
            self.vectors.background,
        )

    @contextmanager
    def reading(self) -> Iterator[None]:
        """While this lasts no row changes and nobody closes; raises IndexFolderError where it is closed."""
        with self._access.reading():
            self.check_open()
            yield

    def check_open(self) -> None:
        """Raises IndexFolderError where the index is closed."""
        if self.closed:
            raise IndexFolderError("This library is closed: open it again.")

    def close(self) -> None:
        """Give the folder back once nobody reads; it cannot be used after. A second call does nothing."""
        with self._access.writing():
            if not self.closed:
                self.closed = True
                self._client.close()
                if self._lock.lock_counter == 1 and self._store.is_dir():  # no vector file changes after this
                    (self._store / _SEAL).write_text(_digest(self._store), encoding="ascii")
                self._lock.release()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._access.writing():
            self.check_open()
            yield

    def _write(self, missing: list[tuple[Rows, str, Passage | Sentence]], progress: Progress) -> int:
        """Embed and store pieces, each with its rows and its id; returns the number of texts embedded."""
        # Texts of like length fill a batch best; equal texts (a paragraph of one sentence) are embedded once.
        missing.sort(key=lambda row: (len(row[2].text), row[2].text))
        done, total = 0, len({piece.text for _, _, piece in missing})
        vectors: dict[str, list[float]] = {}
        for start in range(0, len(missing), _WRITE_ROWS):
            batch = missing[start : start + _WRITE_ROWS]
            texts = {piece.text for _, _, piece in batch}
            vectors = {text: vector for text, vector in vectors.items() if text in texts}
            new = sorted(texts - vectors.keys(), key=len)
            for at in range(0, len(new), _STEP_TEXTS):
                progress(done, total)
                step = new[at : at + _STEP_TEXTS]
                vectors.update(zip(step, self._embedder.embed_documents(step), strict=True))
                done += len(step)
            with self._writing():
                for rows in dict.fromkeys(rows for rows, _, _ in batch):
                    rows.write([(id, piece, vectors[piece.text]) for own, id, piece in batch if own is rows])
        if total:
            progress(done, total)
        return total

    def _rows(self, name: str, pieces: Sequence[Passage | Sentence]) -> Rows:
        return Rows(self._collections[name], pieces, dimension=int(self._kind["dimension"]))

    def _open(self, folder: Path) -> None:
        dimension = len(self._embedder.embed_query(""))
        self._kind: Metadata = {
            "model": self._embedder.name,
            "dimension": dimension,
            "splitter": SPLITTER_VERSION,
        }
        number = max(
            (int(path.name[7:]) for path in folder.glob("chroma-*") if path.name[7:].isdigit()), default=1
        )
        store = folder / f"chroma-{number}"
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
            _log.warning("The index in %s is rebuilt: %s.", folder, fault)
            shutil.rmtree(store, ignore_errors=True)
            store = folder / f"chroma-{number + 1}"  # chromadb keeps the old one's state under its path
        if fault or not store.exists():
            self._client = _client(store)
        self._store = store
        self._collections = {
            name: self._client.get_or_create_collection(
                name, embedding_function=None, metadata=dict(self._kind), configuration=_CONFIGURATION
            )
            for name in _COLLECTIONS
        }


class ProgressBar:
    """A `Progress` that draws a bar on stderr."""

    def __call__(self, done: int, total: int) -> None:
        """Draw how far it is."""
        if not done:
            self._bar = tqdm(total=total, desc="Indexing", unit="text")
        self._bar.update(done - self._bar.n)
        if done == total:
            self._bar.close()


def _in_context(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences with their context as one text."""
    return [replace(s, text=f"{s.context} {s.text}") if s.context else s for s in sentences]


def _lock(folder: Path) -> FileLock:
    """Own `folder`: again and again within one process, never in two at a time."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock", timeout=0, is_singleton=True, thread_local=False)
        lock.acquire()
    except Timeout as error:
        raise IndexLocked(
            f"Another process is using the index in {folder}: close it (is the page open in another "
            "terminal?), or give this one a folder of its own with --index or RAG_INDEX."
        ) from error
    except OSError as error:
        raise _not_writable(folder, error.strerror or str(error)) from error
    if not os.access(folder, os.W_OK):
        lock.release()
        raise _not_writable(folder, "Permission denied")
    return lock


def _not_writable(folder: Path, reason: str) -> IndexFolderError:
    return IndexFolderError(
        f"The index folder {folder} cannot be written ({reason}): "
        "name a folder that can with --index or RAG_INDEX."
    )


def _client(store: Path) -> Client:
    client = chromadb.PersistentClient(str(store), settings=ChromaSettings(anonymized_telemetry=False))
    assert isinstance(client, Client)  # the declared type has no close()
    return client


def _fault(client: Client, kind: Metadata) -> str:
    """Why a store is no good for vectors of this `kind`, or ""; raises ChromaError where it is damaged."""
    names = {collection.name for collection in client.list_collections()}
    for name in names.intersection(_COLLECTIONS):
        collection = client.get_collection(name, embedding_function=None)
        stored = dict(collection.metadata or {})
        if stored != kind:
            changed = sorted(key for key in kind | stored if kind.get(key) != stored.get(key))
            return f"it was made with another {' and '.join(changed)}"
        rows = min(_PROBE_ROWS, collection.count())
        if rows:
            probe = np.full((1, int(kind["dimension"])), 1.0, dtype=np.float32)
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
