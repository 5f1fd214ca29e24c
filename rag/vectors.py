"""Pieces -> their rows in Chroma's collections, and similarities by position; opened by rag.store."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from rag.types import Passage, Sentence

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api.types import Where

Vector = npt.NDArray[np.float32]
Piece = Passage | Sentence
Metadata = dict[str, str | int]

_READ_ROWS = 4_096  # ids per read: below SQLite's limit of variables in one statement


@dataclass(frozen=True, slots=True)
class Vectors:
    """The rows of one corpus, or of some documents of it, by position in the sequences they were made of.

    `contexts` are the sentences after what their reader knows already.
    """

    passages: "Rows"
    sentences: "Rows"
    contexts: "Rows"
    background: "Rows"


@dataclass(frozen=True, slots=True)
class Difference:
    """What a collection lacks of some pieces, has at another place of their document, and has besides."""

    missing: list[tuple[str, Piece]]
    moved: dict[str, Metadata]
    others: list[str]


class Rows:
    """The rows of some pieces in one Chroma collection, which may hold others' rows too; never changed."""

    def __init__(self, collection: "Collection", pieces: Sequence[Piece], *, dimension: int) -> None:
        self._collection = collection
        self._dimension = dimension
        self._documents = list(dict.fromkeys(piece.document for piece in pieces))
        self._ids = _ids(pieces)
        self._positions = {id: position for position, id in enumerate(self._ids)}

    def difference(self, pieces: Sequence[Piece]) -> Difference:
        """What would have to change for the collection to hold exactly these pieces, those of this object."""
        stored = self._collection.get(include=["metadatas"])
        places = dict(zip(stored["ids"], stored["metadatas"] or [], strict=True))
        own = list(zip(self._ids, pieces, strict=True))
        kept = ((id, _metadata(piece)) for id, piece in own if id in places)
        return Difference(
            missing=[(id, piece) for id, piece in own if id not in places],
            moved={id: place for id, place in kept if dict(places[id]) != place},
            others=[id for id in places if id not in self._positions],
        )

    def write(self, rows: Sequence[tuple[str, Piece, list[float]]]) -> None:
        """Store pieces with their vectors."""
        if rows:
            self._collection.upsert(
                ids=[id for id, _, _ in rows],
                embeddings=np.asarray([vector for _, _, vector in rows], dtype=np.float32),
                metadatas=[_metadata(piece) for _, piece, _ in rows],
            )

    def settle(self, difference: Difference) -> None:
        """Update the places of rows that moved, and delete the rows of others."""
        for ids in _batches(list(difference.moved)):
            self._collection.update(ids=ids, metadatas=[difference.moved[id] for id in ids])
        for ids in _batches(difference.others):
            self._collection.delete(ids=ids)

    def nearest(self, vector: Vector, n: int) -> dict[int, float]:
        """Position -> cosine similarity of about the `n` most similar pieces, best first."""
        n = min(n, len(self._ids))
        if not n:
            return {}
        found = self._query(vector, n)
        if len(found) < n:  # rows of other documents are among the nearest; asked like this, Chroma is slower
            found = self._query(vector, n, where=cast("Where", {"document": {"$in": self._documents}}))
        return found

    def similarities(self, vector: Vector, positions: Iterable[int]) -> dict[int, float]:
        """Position -> cosine similarity of these pieces, exact."""
        found, vectors = self._vectors(positions)
        return dict(zip(found, (vectors @ vector).tolist(), strict=True)) if found else {}

    def mean(self, positions: Iterable[int]) -> Vector:
        """The mean of the vectors of these pieces, not normalised; zeros where there are none."""
        found, vectors = self._vectors(positions)
        return np.asarray(vectors.mean(axis=0)) if found else np.zeros(vectors.shape[1], dtype=np.float32)

    def _query(self, vector: Vector, n: int, *, where: "Where | None" = None) -> dict[int, float]:
        found = self._collection.query(
            query_embeddings=vector[np.newaxis], n_results=n, where=where, include=["distances"]
        )
        pairs = zip(found["ids"][0], (found["distances"] or [[]])[0], strict=True)
        # Chroma's cosine distance is 1 - cosine. A row of another document, or of another opening of this
        # folder, has no position here.
        return {self._positions[id]: 1.0 - float(distance) for id, distance in pairs if id in self._positions}

    def _vectors(self, positions: Iterable[int]) -> tuple[list[int], Vector]:
        """Stored vectors (n, dimension), each with its position; a row that is gone is left out."""
        found: list[int] = []
        parts = [np.zeros((0, self._dimension), dtype=np.float32)]
        for ids in _batches([self._ids[position] for position in positions]):
            rows = self._collection.get(ids=ids, include=["embeddings"])
            if rows["ids"] and rows["embeddings"] is not None:
                found += [self._positions[id] for id in rows["ids"]]
                parts.append(np.asarray(rows["embeddings"], dtype=np.float32))
        return found, np.concatenate(parts)


def _ids(pieces: Sequence[Piece]) -> list[str]:
    """An id per piece from its document, its text and which of its equals there it is: always the same."""
    seen: Counter[tuple[str, str]] = Counter()
    ids = []
    for piece in pieces:
        key = (piece.document, piece.text)
        seen[key] += 1
        content = "\0".join((*key, str(seen[key]))).encode("utf-8", "surrogatepass")
        ids.append(hashlib.sha256(content).hexdigest()[:32])
    return ids


def _metadata(piece: Piece) -> Metadata:
    return {"document": piece.document, "paragraph": piece.paragraph, "start": piece.start, "end": piece.end}


def _batches(ids: list[str]) -> Iterable[list[str]]:
    return (ids[start : start + _READ_ROWS] for start in range(0, len(ids), _READ_ROWS))
