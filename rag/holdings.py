"""A folder of documents -> the desk where they are asked about, replaced when one comes or goes."""

import threading
from bisect import bisect_left
from types import TracebackType
from typing import Self

from rag.citation import cite
from rag.desk import Desk
from rag.embedding import open_embedder
from rag.errors import CorpusError
from rag.evidence import background
from rag.filing import accept, filed, set_aside
from rag.indexing import Index, Progress, ProgressBar
from rag.loading import load_folder
from rag.settings import Settings
from rag.shelf import Shelf, read_volume
from rag.types import Citation, Document, Sentence, Skipped


class Holdings:
    """Documents of one folder, indexed, that come and go; given back by `close` or a `with` block."""

    def __init__(self, settings: Settings, *, progress: bool = False) -> None:
        """Read the corpus folder and index what is new or changed there; `progress` shows a bar on stderr.

        Raises CorpusError, IndexFolderError or EmbeddingError.
        """
        documents, self.skipped = load_folder(settings.corpus)
        self._folder = settings.corpus
        self._changing = threading.Lock()  # one document comes or goes at a time
        self._embedder = open_embedder(settings.embedding)
        self._index = Index(settings.index or settings.corpus / ".index", self._embedder)
        try:
            shelf = Shelf([read_volume(document, self._embedder) for document in documents])
            self.embedded = self._sync(shelf, ProgressBar() if progress else None)
            self._desk = self._prepared(shelf)  # replaced as a whole, so that nobody sees half a change
        except BaseException:
            self._index.close()
            raise

    skipped: list[Skipped]  # files of the corpus folder that could not be read
    embedded: int  # texts that were embedded on opening

    @property
    def documents(self) -> tuple[Document, ...]:
        """All documents, by name."""
        return tuple(self._desk.shelf.documents.values())

    def document(self, name: str) -> Document:
        """The document of that name; raises UnknownDocument."""
        return self._desk.shelf.document(name)

    def sentences(self, name: str) -> tuple[Sentence, ...]:
        """The sentences of the document of that name, in order; raises UnknownDocument."""
        shelf = self._desk.shelf
        positions = shelf.positions(name)
        return tuple(shelf.corpus.sentences[positions.start : positions.stop])

    def citation(self, name: str, start: int, end: int) -> Citation | None:
        """The citation, numbered 1, of the sentence that stands at that very place; None without one.

        Raises UnknownDocument.
        """
        shelf = self._desk.shelf
        positions = shelf.positions(name)
        sentences = shelf.corpus.sentences
        at = bisect_left(sentences, start, positions.start, positions.stop, key=lambda each: each.start)
        if at == positions.stop:
            return None
        (found,) = cite([(sentences[at], shelf.attributions[at])], shelf.documents)
        return found if (found.start, found.end) == (start, end) else None

    def add(self, name: str, text: str, *, source: str = "", progress: Progress | None = None) -> Document:
        """Write `text` into the corpus folder as the file `name` (.txt or .md), index it, and return it.

        `source` is the web address it was published at. `progress` is called with the number of texts
        embedded so far and in all; what it raises ends the adding. Whatever ends it leaves the library and
        its folder as they were.
        Raises CorpusError where the name is no plain file name or taken, the text is empty, too large, no
        text or in the library already, the address is none, or the folder cannot be written.
        """
        with self._changing:
            self._index.check_open()
            shelf = self._desk.shelf
            document = accept(name, text, source, corpus=self._folder, known=shelf.documents.values())
            volume = read_volume(document, self._embedder)
            with filed(document, corpus=self._folder):
                larger = shelf.including(volume)
                try:
                    self._sync(larger, progress)
                    self._desk = self._prepared(larger)
                except BaseException:
                    self._sync(shelf)
                    raise
            return document

    def remove(self, name: str) -> None:
        """Take a document out of the library: its file, and those beside it, go to `.removed` in the folder.

        Returns once the questions asked before are answered. Raises UnknownDocument, and CorpusError for the
        last document or where its file cannot be moved.
        """
        with self._changing:
            self._index.check_open()
            shelf = self._desk.shelf
            shelf.document(name)
            if len(shelf.documents) == 1:
                raise CorpusError(
                    f"{name} is the only document: add another one before you remove it.", reason="last"
                )
            smaller = self._prepared(shelf.without(name))
            set_aside(name, corpus=self._folder)
            self._desk = smaller
            self._sync(smaller.shelf)  # deletes rows once nobody reads them

    def close(self) -> None:
        """Give the index folder back to other processes."""
        self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _prepared(self, shelf: Shelf) -> Desk:
        return Desk(shelf, self._index, self._embedder)

    def _sync(self, shelf: Shelf, progress: Progress | None = None) -> int:
        corpus = shelf.corpus
        return self._index.sync(corpus.passages, corpus.sentences, background(), progress=progress)
