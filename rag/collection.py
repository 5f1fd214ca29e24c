"""Vectors by id <-> a collection of Chroma, in a folder (rag.store) or on a server (rag.shared)."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Protocol, TypeVar, cast

import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.api.types import Metadata as ChromaMetadata
from chromadb.api.types import Where

from rag.vectors import Floats

Metadata = dict[str, str | int]
T = TypeVar("T")


class Calling(Protocol):
    """How Chroma is called: at once, or with patience where it is far away."""

    def __call__(self, call: Callable[[], T], /) -> T:
        """What `call` returns."""


def at_once(call: Callable[[], T], /) -> T:
    """What `call` returns."""
    return call()


_WRITE_ROWS = 2_048  # at a time; Chroma takes 5,461
_READ_ROWS = 1_000
_DELETED_VOLUMES = 100  # the same


class Collection:
    """One collection of Chroma."""

    def __init__(
        self,
        client: ClientAPI,
        name: str,
        kind: Metadata,
        configuration: CreateCollectionConfiguration,
        calling: Calling = at_once,
    ) -> None:
        """Open the collection, made where it is missing."""
        self._calling = calling
        self._collection = calling(
            lambda: client.get_or_create_collection(
                name, embedding_function=None, metadata=dict(kind), configuration=configuration
            )
        )

    def __len__(self) -> int:
        return self._calling(self._collection.count)

    @property
    def kind(self) -> Metadata:
        """What the collection was made for."""
        return cast(Metadata, dict(self._collection.metadata or {}))

    def nearest(self, vector: Floats, n: int) -> list[tuple[str, float]]:
        """The ids of about the `n` rows most similar to a vector, with their cosine, best first."""
        found = self._calling(
            lambda: self._collection.query(
                query_embeddings=vector[np.newaxis], n_results=n, include=["distances"]
            )
        )
        # Chroma's cosine distance is 1 - cosine.
        pairs = zip(found["ids"][0], (found["distances"] or [[]])[0], strict=True)
        return [(id, 1.0 - float(distance)) for id, distance in pairs]

    def write(self, ids: Sequence[str], vectors: Floats, metadata: Sequence[Metadata]) -> None:
        """Store rows, each in place of one of the same id."""
        for part in _parts(ids, _WRITE_ROWS):
            self._calling(
                partial(self._collection.upsert, list(ids[part]), vectors[part], _metadata(metadata[part]))
            )

    def update(self, ids: Sequence[str], metadata: Sequence[Metadata]) -> None:
        """Change what is known of rows."""
        for part in _parts(ids, _WRITE_ROWS):
            self._calling(
                partial(self._collection.update, list(ids[part]), metadatas=_metadata(metadata[part]))
            )

    def delete(self, volumes: Sequence[str]) -> None:
        """Delete the rows of these volumes, as their metadata says."""
        for part in _parts(volumes, _DELETED_VOLUMES):
            where = cast(Where, {"volume": {"$in": list(volumes[part])}})
            self._calling(partial(self._collection.delete, where=where))

    def known(self, ids: Sequence[str]) -> set[str]:
        """Those of the ids that there are rows of."""
        found: set[str] = set()
        for part in _parts(ids, _READ_ROWS):
            found.update(self._calling(partial(self._collection.get, list(ids[part]), include=[]))["ids"])
        return found

    def vectors(self, ids: Sequence[str]) -> Floats | None:
        """The vectors of these rows, in order; None where one is missing."""
        found: dict[str, Sequence[float]] = {}
        for part in _parts(ids, _READ_ROWS):
            rows = self._calling(partial(self._collection.get, list(ids[part]), include=["embeddings"]))
            vectors = rows["embeddings"]
            found |= zip(
                rows["ids"], cast("list[Sequence[float]]", [] if vectors is None else vectors), strict=True
            )
        if len(found) < len(ids):
            return None
        return np.asarray([found[id] for id in ids], dtype=np.float32)


def _parts(ids: Sequence[str], size: int) -> Iterable[slice]:
    return (slice(start, start + size) for start in range(0, len(ids), size))


def _metadata(rows: Sequence[Metadata]) -> list[ChromaMetadata]:
    return cast("list[ChromaMetadata]", list(rows))
