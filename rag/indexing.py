"""Volumes + vectors -> what is kept of them in one folder: texts, vectors, Chroma's index, words.

A folder holds `lock` and `chroma-N` (rag.store), `catalogue.db` (rag.catalogue), `vectors-N` (rag.vectors)
and `words` (rag.lexical). A volume is there once its row is in the catalogue; what a kill leaves besides is
taken away or made anew on opening. Nothing is embedded again while the vector file is sound.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from rag.collection import Metadata
from rag.embedding import Embedder
from rag.errors import IndexClosed
from rag.lexical import Lexical, Segments
from rag.locking import ReadWriteLock
from rag.mending import forget, mend, open_catalogue
from rag.names import Names
from rag.progress import Progress
from rag.settings import Settings
from rag.splitting import SPLITTER_VERSION
from rag.store import PassageStore, Store
from rag.types import Document, Sentence
from rag.vectors import Floats, Rows, Vectors, rows_of
from rag.volume import Header, Volume

_STEP_TEXTS = 32  # embedded between two calls of a Progress: a batch of the model
_BULK_STEP_TEXTS = 256  # the same of an engine for large amounts
_SPARE_TEXTS = 512  # of one volume, whose vectors are worth keeping before it is whole
_EXACT_PASSAGES = 5_000  # of some documents: fewer are compared one by one in about 5 ms
_MOST_ASKED = 1_000  # of Chroma's neighbours, to find some in a part of all; all are compared before more are


class Index:
    """What is kept of one corpus in one folder, owned until `close`; a `rag.shelf.Source`.

    Read it within `reading`, and one thread at a time may change it.
    """

    def __init__(
        self,
        folder: Path,
        embedder: Embedder,
        background: Sequence[Sentence] = (),
        settings: Settings | None = None,
    ) -> None:
        """Open what is in `folder`; raises what `rag.store.Store` raises, or `rag.shared.SharedStore`.

        `background` are sentences whose vectors are there beside those of the volumes. Passages are searched
        on the Chroma server that `settings` name, if they do.
        """
        self._folder, self._embedder = folder, embedder
        self.closed = False
        self._access = ReadWriteLock()
        self._dimension = len(embedder.embed_query(""))
        kind: Metadata = {"model": embedder.name, "dimension": self._dimension, "splitter": SPLITTER_VERSION}
        self._store = _store(folder, kind, settings)
        try:
            self._catalogue = open_catalogue(folder, repr(sorted(kind.items())))
            self._segments = Segments(folder / "words")
            self._file = mend(folder, self._catalogue, self._store, self._segments, self._dimension)
            self._background = self._rows_of_background(background)
        except BaseException:
            self._store.close()
            raise

    def headers(self) -> list[Header]:
        """What is there."""
        return self._catalogue.headers()

    def volume(self, key: str) -> Volume:
        """The volume of that key; raises UnknownDocument where it is gone."""
        return self._catalogue.volume(key)

    def lexical(self, headers: Sequence[Header]) -> Lexical:
        """The words of the passages of these volumes."""
        return self._segments.lexical(headers, self.volume)

    def names(self) -> Names:
        """The names in all volumes, as they were when `settle` was called."""
        return Names(self._catalogue.words)

    def put(
        self,
        volumes: Sequence[tuple[Volume, str]],
        progress: Progress | None = None,
        *,
        engine: Embedder | None = None,
    ) -> int:
        """Embed and keep volumes, each with the stamp of its file; returns how many texts were embedded.

        `engine` embeds them in place of the index's own model, whose vectors it must have. What is there
        under the name of one is stale from then on. What ends this leaves all as it was, once `settle` is
        called.
        """
        fetched = [self._store.fetch(volume) for volume, _ in volumes]
        new = [volume for (volume, _), there in zip(volumes, fetched, strict=True) if there is None]
        with self.reading():
            known = self._known([volume.document.name for volume in new])
        own, embedded = self._embed(
            [text for volume in new for text in volume.texts()],
            known,
            progress or (lambda done, total: None),
            engine or self._embedder,
        )
        parts = iter(np.split(own, np.cumsum([len(volume.texts()) for volume in new])))
        vectors = [next(parts) if there is None else there for there in fetched]
        with self.reading():  # nobody closes meanwhile; rows that come disturb nobody
            self._catalogue.pend([volume.key for volume, _ in volumes])
            self._store.write(
                [volume for (volume, _), there in zip(volumes, fetched, strict=True) if there is None],
                [part for part, there in zip(vectors, fetched, strict=True) if there is None],
            )
            first = self._file.append(np.concatenate(vectors)) if vectors else 0
            starts = np.cumsum([first, *map(len, vectors)]).tolist()
            self._catalogue.put([(*each, row) for each, row in zip(volumes, starts, strict=False)])
        return embedded

    def adopt(self, document: Document, key: str, stamp: str) -> bool:
        """Whether the volume of that key is there: if so, it is that of `document` from now on.

        So a file that was moved, or written anew with the same text, costs no embedding.
        """
        if not self._catalogue.adopt(document, key, stamp):
            return False
        self._store.update(self.volume(key))
        return True

    def remove(self, name: str) -> None:
        """A document is stale from now on."""
        self._catalogue.remove(name)

    def settle(self) -> None:
        """Delete what is stale or half written, and count the words of what came, once nobody reads."""
        if not self._catalogue.is_settled():
            with self._access.writing():
                self.check_open()
                forget(self._catalogue, self._store)
                self._catalogue.count_words()
        self._segments.settle(self.headers(), self.volume)

    def vectors(self, headers: Sequence[Header], *, whole: bool = True) -> Vectors:
        """The vectors of these volumes; `whole` where they are all that is there."""
        first = np.array([header.first_row for header in headers], dtype=np.int64)
        passages = np.array([len(header.counts) for header in headers], dtype=np.int64)
        sentences = np.array([header.sentence_count for header in headers], dtype=np.int64)
        own = Rows(self._file, rows_of(first, passages))
        positions = dict(zip([h.key for h in headers], np.cumsum([0, *passages]).tolist(), strict=False))
        others = 0
        if not whole and len(own) > _EXACT_PASSAGES:
            others = max(1, sum(len(header.counts) for header in self.headers()) - len(own))

        def nearest(vector: Floats, n: int) -> dict[int, float]:
            n = min(n, len(own))
            asked = n + 2 * n * others // max(len(own), 1)  # so many that twice n should be among them
            if not whole and (len(own) <= _EXACT_PASSAGES or asked > _MOST_ASKED):
                return own.exact(vector, n)
            found: dict[int, float] = {}
            for id, cosine in self._store.nearest(vector, asked) if n else ():
                key, _, ordinal = id.partition(".")
                if key in positions and len(found) < n:  # a row that is coming or going has no position here
                    found[positions[key] + int(ordinal)] = cosine
            if len(found) < n and (not whole or len(own) <= _EXACT_PASSAGES):
                return own.exact(vector, n)
            return found

        return Vectors(
            passages=own,
            sentences=Rows(self._file, rows_of(first + passages, sentences)),
            contexts=Rows(self._file, rows_of(first + passages + sentences, sentences)),
            background=self._background,
            nearest=nearest,
        )

    @contextmanager
    def reading(self) -> Iterator[None]:
        """While this lasts no row goes and nobody closes; raises IndexClosed where it is closed."""
        with self._access.reading():
            self.check_open()
            yield

    def check_open(self) -> None:
        """Raises IndexClosed where the index is closed."""
        if self.closed:
            raise IndexClosed

    def close(self) -> None:
        """Give the folder back once nobody reads; it cannot be used after. A second call does nothing."""
        with self._access.writing():
            if not self.closed:
                self.closed = True
                self._catalogue.close()
                self._store.close()

    def _embed(
        self, texts: Sequence[str], known: Mapping[str, int], progress: Progress, engine: Embedder
    ) -> tuple[Floats, int]:
        """The vectors of texts (n, dimension), and how many were embedded: none twice, none of `known`."""
        unique = {text: at for at, text in enumerate(dict.fromkeys(texts))}
        vectors = np.zeros((len(unique), self._dimension), dtype=np.float32)
        hashes = {text: _hash(text) for text in unique} if known else {}
        old = [text for text in unique if hashes.get(text) in known]
        vectors[[unique[text] for text in old]] = self._file.rows(
            np.array([known[hashes[text]] for text in old], dtype=np.int64)
        )
        # Texts of like length fill a batch best.
        missing = sorted(unique.keys() - set(old), key=lambda text: (len(text), text))
        unsaved: list[str] = []
        size = _STEP_TEXTS if engine is self._embedder else _BULK_STEP_TEXTS
        for at in range(0, len(missing), size):
            progress(at, len(missing))
            step = missing[at : at + size]
            vectors[[unique[text] for text in step]] = engine.embed_documents(step)
            unsaved += step
            if len(unsaved) >= _SPARE_TEXTS:
                first = self._file.append(vectors[[unique[text] for text in unsaved]])
                self._catalogue.keep_spare((_hash(text), first + n) for n, text in enumerate(unsaved))
                unsaved = []
        if missing:
            progress(len(missing), len(missing))
        return vectors[[unique[text] for text in texts]], len(missing)

    def _known(self, names: Sequence[str]) -> dict[str, int]:
        """The rows of texts that need no embedding: those of the documents of these names as they are."""
        known = self._catalogue.spare()
        for name in names:
            if header := self._catalogue.header(name):
                volume = self.volume(header.key)
                known |= {_hash(text): header.first_row + at for at, text in enumerate(volume.texts())}
        return known

    def _rows_of_background(self, background: Sequence[Sentence]) -> Rows:
        texts = [line.text for line in background]
        key = _hash("\n".join(texts))
        first = self._catalogue.background(key)
        if first is None or not self._file.is_sound(np.arange(first, first + len(texts))):
            vectors, _ = self._embed(texts, {}, lambda done, total: None, self._embedder)
            first = self._file.append(vectors)
            self._catalogue.keep_background(key, first)
        return Rows(self._file, np.arange(first, first + len(texts)))


def _store(folder: Path, kind: Metadata, settings: Settings | None) -> PassageStore:
    if settings is None or not settings.chroma_url:
        return Store(folder, kind)
    from rag.shared import SharedStore  # and Chroma's client for HTTP

    return SharedStore(folder, kind, settings)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
