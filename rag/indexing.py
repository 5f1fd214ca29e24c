"""Passages and sentences + vectors -> Chroma; the only module that imports chromadb.

A folder holds `lock`, which the one process that owns it has locked, and `chroma-N`, Chroma's own files.
"""

import hashlib
import logging
import os
import shutil
import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import chromadb
import numpy as np
import numpy.typing as npt
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError
from filelock import FileLock, Timeout
from tqdm import tqdm

from rag.embedding import Embedder
from rag.errors import IndexFolderError, IndexLocked
from rag.splitting import SPLITTER_VERSION
from rag.types import Passage, Sentence

_log = logging.getLogger(__name__)
_opening = threading.Lock()  # one thread at a time decides whether a store is whole

_Vector = npt.NDArray[np.float32]
_Piece = Passage | Sentence
_Metadata = dict[str, str | int]

# Chroma's defaults find 60 % of the true neighbours of isotropic vectors, these 96 %.
_CONFIGURATION: CreateCollectionConfiguration = {
    "hnsw": {"space": "cosine", "max_neighbors": 32, "ef_construction": 200, "ef_search": 200}
}
_WRITE_ROWS = 256  # rows embedded and written at a time: what a kill can cost; Chroma takes 5,461
_READ_ROWS = 4_096  # ids per read: below SQLite's limit of variables in one statement
_SEAL = "vectors.sha256"  # in a store, while it is closed
_PROBE_ROWS = 10  # neighbours asked for on opening: a vector file that is damaged or gone gives fewer


class Index:
    """The vectors of one corpus in one folder, owned until `close`.

    `passages`, `sentences`, `contexts` and `background` give similarities by position in the sequences that
    `sync` was given; `contexts` are the sentences after what their reader knows already.
    """

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        """Lock and open `folder`, made where it is missing; a damaged store or another model's is rebuilt.

        Raises IndexLocked where another process owns the folder, IndexFolderError where it cannot be written.
        """
        self._embedder = embedder
        self.closed = False
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
        progress: bool = False,
    ) -> int:
        """Make the store hold exactly these pieces; returns how many texts were embedded for that.

        Pieces are known by document and text: what moved within its document keeps its vector.
        """
        self.passages = _Rows(self._client, "passages", self._kind)
        self.sentences = _Rows(self._client, "sentences", self._kind)
        self.background = _Rows(self._client, "background", self._kind)
        self.contexts = _Rows(self._client, "contexts", self._kind)
        contexts = [replace(s, text=f"{s.context} {s.text}") if s.context else s for s in sentences]
        missing = [
            *self.passages.sync(passages),
            *self.sentences.sync(sentences),
            *self.contexts.sync(contexts),
            *self.background.sync(background),
        ]
        # Texts of like length fill a batch best; equal texts (a paragraph of one sentence) are embedded once.
        missing.sort(key=lambda row: (len(row[2].text), row[2].text))
        vectors: dict[str, list[float]] = {}
        with tqdm(
            total=len(missing), desc="Indexing", unit="text", disable=not progress or not missing
        ) as bar:
            for start in range(0, len(missing), _WRITE_ROWS):
                batch = missing[start : start + _WRITE_ROWS]
                new = sorted({piece.text for _, _, piece in batch} - vectors.keys(), key=len)
                vectors = {text: vectors[text] for _, _, piece in batch if (text := piece.text) in vectors}
                vectors.update(zip(new, self._embedder.embed_documents(new), strict=True))
                for rows in (self.passages, self.sentences, self.contexts, self.background):
                    rows.write(
                        [(id, piece, vectors[piece.text]) for owner, id, piece in batch if owner is rows]
                    )
                bar.update(len(batch))
        return len({row[2].text for row in missing})

    def close(self) -> None:
        """Give the folder back; the index cannot be used after. A second call does nothing."""
        if not self.closed:
            self.closed = True
            self._client.close()
            if self._lock.lock_counter == 1 and self._store.is_dir():  # no vector file changes after this
                (self._store / _SEAL).write_text(_digest(self._store), encoding="ascii")
            self._lock.release()

    def _open(self, folder: Path) -> None:
        dimension = len(self._embedder.embed_query(""))
        self._kind: _Metadata = {
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


class _Rows:
    """One Chroma collection, and the position of each of its rows in the sequence it was synced with."""

    def __init__(self, client: Client, name: str, kind: _Metadata) -> None:
        self._collection = client.get_or_create_collection(
            name, embedding_function=None, metadata=dict(kind), configuration=_CONFIGURATION
        )
        self._dimension = int(kind["dimension"])
        self._ids: list[str] = []
        self._positions: dict[str, int] = {}

    def sync(self, pieces: Sequence[_Piece]) -> list[tuple["_Rows", str, _Piece]]:
        """Remove rows that are not among `pieces`, update those that moved, return those to write."""
        self._ids = _ids(pieces)
        self._positions = {id: position for position, id in enumerate(self._ids)}
        stored = self._collection.get(include=["metadatas"])
        places = dict(zip(stored["ids"], stored["metadatas"] or [], strict=True))
        for ids in _batches([id for id in places if id not in self._positions]):
            self._collection.delete(ids=ids)
        kept = [(id, piece) for id, piece in zip(self._ids, pieces, strict=True) if id in places]
        moved = {id: _metadata(piece) for id, piece in kept if dict(places[id]) != _metadata(piece)}
        for ids in _batches(list(moved)):
            self._collection.update(ids=ids, metadatas=[moved[id] for id in ids])
        return [(self, id, piece) for id, piece in zip(self._ids, pieces, strict=True) if id not in places]

    def write(self, rows: Sequence[tuple[str, _Piece, list[float]]]) -> None:
        """Store pieces with their vectors."""
        if rows:
            self._collection.upsert(
                ids=[id for id, _, _ in rows],
                embeddings=np.asarray([vector for _, _, vector in rows], dtype=np.float32),
                metadatas=[_metadata(piece) for _, piece, _ in rows],
            )

    def nearest(self, vector: _Vector, n: int) -> dict[int, float]:
        """Position -> cosine similarity of about the `n` most similar pieces."""
        if not self._ids:
            return {}
        found = self._collection.query(
            query_embeddings=vector[np.newaxis], n_results=min(n, len(self._ids)), include=["distances"]
        )
        distances = (found["distances"] or [[]])[0]
        pairs = zip(found["ids"][0], distances, strict=True)
        # Chroma's cosine distance is 1 - cosine. A row of another opening of this folder has no position
        # here.
        return {self._positions[id]: 1.0 - float(distance) for id, distance in pairs if id in self._positions}

    def similarities(self, vector: _Vector, positions: Iterable[int]) -> dict[int, float]:
        """Position -> cosine similarity of these pieces, exact."""
        found, vectors = self._vectors(positions)
        return dict(zip(found, (vectors @ vector).tolist(), strict=True)) if found else {}

    def mean(self, positions: Iterable[int]) -> _Vector:
        """The mean of the vectors of these pieces, not normalised; zeros where there are none."""
        found, vectors = self._vectors(positions)
        return np.asarray(vectors.mean(axis=0)) if found else np.zeros(vectors.shape[1], dtype=np.float32)

    def _vectors(self, positions: Iterable[int]) -> tuple[list[int], _Vector]:
        """Stored vectors (n, dimension), each with its position; a row that is gone is left out."""
        found: list[int] = []
        parts = [np.zeros((0, self._dimension), dtype=np.float32)]
        for ids in _batches([self._ids[position] for position in positions]):
            rows = self._collection.get(ids=ids, include=["embeddings"])
            if rows["ids"] and rows["embeddings"] is not None:
                found += [self._positions[id] for id in rows["ids"]]
                parts.append(np.asarray(rows["embeddings"], dtype=np.float32))
        return found, np.concatenate(parts)


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


def _fault(client: Client, kind: _Metadata) -> str:
    """Why a store is no good for vectors of this `kind`, or ""; raises ChromaError where it is damaged."""
    names = {collection.name for collection in client.list_collections()}
    for name in {"passages", "sentences", "contexts", "background"} & names:
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


def _ids(pieces: Sequence[_Piece]) -> list[str]:
    """An id per piece from its document, its text and which of its equals it is: the same on every run."""
    seen: Counter[tuple[str, str]] = Counter()
    ids = []
    for piece in pieces:
        key = (piece.document, piece.text)
        seen[key] += 1
        content = "\0".join((*key, str(seen[key]))).encode("utf-8", "surrogatepass")
        ids.append(hashlib.sha256(content).hexdigest()[:32])
    return ids


def _metadata(piece: _Piece) -> _Metadata:
    return {"document": piece.document, "paragraph": piece.paragraph, "start": piece.start, "end": piece.end}


def _batches(ids: list[str]) -> Iterable[list[str]]:
    return (ids[start : start + _READ_ROWS] for start in range(0, len(ids), _READ_ROWS))
