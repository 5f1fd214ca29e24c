"""Passages and sentences + vectors -> the rows of a store, which keep up with the corpus."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from rag.embedding import Embedder
from rag.errors import IndexFolderError
from rag.locking import ReadWriteLock
from rag.store import Store
from rag.types import Passage, Sentence
from rag.vectors import Piece, Rows, Vectors

Progress = Callable[[int, int], None]  # called with the texts embedded so far and those to embed in all

_WRITE_ROWS = 256  # rows embedded and written at a time: what a kill can cost; Chroma takes 5,461
_STEP_TEXTS = 32  # texts embedded between two calls of a Progress: a batch of the model


class Index:
    """The vectors of one corpus in one folder, owned until `close`; `vectors` are those of the last `sync`.

    Read them within `reading`, and one thread at a time may `sync`.
    """

    vectors: Vectors

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        """Open the store in `folder`; raises what `rag.store.Store` raises."""
        self._embedder = embedder
        self.closed = False
        self._access = ReadWriteLock()
        self._store = Store(folder, embedder)

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
        pieces = {**_by_collection(passages, sentences), "background": background}
        rows = self._rows(pieces)
        with self.reading():
            differences = [(rows[name], rows[name].difference(own)) for name, own in pieces.items()]
        embedded = self._write(
            [(own, id, piece) for own, difference in differences for id, piece in difference.missing],
            progress or (lambda done, total: None),
        )
        with self._writing():
            for own, difference in differences:
                own.settle(difference)
        self.vectors = Vectors(**rows)
        return embedded

    def view(self, passages: Sequence[Passage], sentences: Sequence[Sentence]) -> Vectors:
        """The vectors of some documents of those that are stored, given as all pieces of theirs."""
        return Vectors(**self._rows(_by_collection(passages, sentences)), background=self.vectors.background)

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
                self._store.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._access.writing():
            self.check_open()
            yield

    def _rows(self, pieces: Mapping[str, Sequence[Piece]]) -> dict[str, Rows]:
        return {name: self._store.rows(name, own) for name, own in pieces.items()}

    def _write(self, missing: list[tuple[Rows, str, Piece]], progress: Progress) -> int:
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


class ProgressBar:
    """A `Progress` that draws a bar on stderr."""

    def __call__(self, done: int, total: int) -> None:
        """Draw how far it is."""
        if not done:
            self._bar = tqdm(total=total, desc="Indexing", unit="text")
        self._bar.update(done - self._bar.n)
        if done == total:
            self._bar.close()


def _by_collection(passages: Sequence[Passage], sentences: Sequence[Sentence]) -> dict[str, Sequence[Piece]]:
    """All that is stored of some documents; `contexts` are the sentences, each with its context before it."""
    contexts = [replace(s, text=f"{s.context} {s.text}") if s.context else s for s in sentences]
    return {"passages": passages, "sentences": sentences, "contexts": contexts}
