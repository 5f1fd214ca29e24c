"""A folder of documents -> the desk where they are asked about, replaced when some come or go."""

import threading
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from rag.bulk import bulk_embedder
from rag.changes import Added, Changes, changes
from rag.citation import cite
from rag.desk import Desk
from rag.embedding import open_embedder
from rag.errors import CorpusError
from rag.filing import accept, filed, free_name, set_aside
from rag.gathering import gather
from rag.loading import find_files, stamp_of
from rag.opening import open_index
from rag.progress import Progress, ProgressBar
from rag.settings import Settings
from rag.shelf import Shelf
from rag.status import Status, status
from rag.syncing import LeftOut, read_folder, volume_for
from rag.types import Citation, Document, Sentence, Skipped
from rag.volume import Header


class Holdings:
    """Documents of one folder, indexed, that come and go; given back by `close` or a `with` block."""

    def __init__(self, settings: Settings, *, progress: bool = False) -> None:
        """Read and index what is new or changed in the corpus folder; `progress` shows a bar on stderr.

        Raises CorpusError, IndexFolderError or EmbeddingError.
        """
        find_files(settings.corpus)  # says what is wrong with the folder before anything is loaded
        self._settings, self._folder = settings, settings.corpus
        self._left_out: LeftOut = {}
        self._changing = threading.Lock()  # documents come or go one change at a time
        self._embedder = open_embedder(settings.embedding)
        self._index = open_index(settings, self._embedder)
        try:
            self.embedded = self._read_folder(ProgressBar() if progress else None)
            self._desk = self._prepared(self._shelf())  # replaced whole: nobody sees half a change
            self._index.settle()
        except BaseException:
            self._index.close()
            raise

    skipped: list[Skipped]  # files of the corpus folder that could not be read
    embedded: int  # texts that were embedded on opening

    @property
    def documents(self) -> tuple[Document, ...]:
        """All documents, by name; of an archive better take `contents`."""
        return tuple(self._desk.shelf.documents.values())

    @property
    def contents(self) -> tuple[Header, ...]:
        """What is known of all documents without reading them, by name."""
        return self._desk.shelf.headers

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
        shelf.header(name)
        if not (positions := shelf.corpus.within(name, start, start + 1)):
            return None
        at = positions.start
        (found,) = cite([(shelf.corpus.sentences[at], shelf.attributions[at])], shelf.documents)
        return found if (found.start, found.end) == (start, end) else None

    def add(self, name: str, text: str, *, source: str = "", progress: Progress | None = None) -> Document:
        """Write `text` into the corpus folder as the file `name` (.txt or .md), index it, and return it.

        `source` is the web address it was published at. `progress` is called with the number of texts
        embedded so far and in all; what it raises ends the adding. Whatever ends it leaves the library and
        its folder as they were.
        Raises CorpusError where the name is no plain file name or taken, the text is empty, too large, no
        text or in the library already, the address is none, or the folder cannot be written.
        """
        if not isinstance(text, str):
            raise CorpusError("The name, the text and the address of a document are text (str).")
        return self._add(name, text, source, progress)

    def add_file(
        self, name: str, content: bytes, *, source: str = "", progress: Progress | None = None
    ) -> Document:
        """Like `add`, with the bytes of a file of any format that is read; its name tells which."""
        if not isinstance(content, bytes):
            raise CorpusError("The content of a file is given as bytes.")
        return self._add(name, content, source, progress)

    def add_all(
        self, given: Iterable[str | Path], *, progress: Progress | None = None
    ) -> tuple[list[Added], Changes]:
        """Copy files, those in folders, and pages at web addresses into the corpus folder, then `update`.

        One that is refused keeps no other out.
        """
        with self._changing:
            self._index.check_open()
            known = self._desk.shelf.headers
            added = gather(given, corpus=self._folder, known=known, private=self._settings.private_addresses)
            return added, self._update(progress)

    def add_address(self, address: str, *, progress: Progress | None = None) -> Document:
        """Like `add_file`, with what is at that web address, to which each quote then links.

        Addresses of this machine and its networks are refused, unless RAG_PRIVATE_ADDRESSES is on. Raises
        CorpusError where it is refused or cannot be fetched.
        """
        from rag.web import anywhere, fetch  # a third of a second, for whoever gives an address

        fetched = fetch(address, allows=anywhere if self._settings.private_addresses else None)
        name = free_name(fetched.name, corpus=self._folder)
        return self.add_file(name, fetched.content, source=fetched.address, progress=progress)

    def update(self, *, progress: Progress | None = None) -> Changes:
        """Read the corpus folder again and index what changed; `progress` is called with bytes read, and all.

        Raises CorpusError where nothing in it can be read any more.
        """
        with self._changing:
            self._index.check_open()
            return self._update(progress)

    def status(self) -> Status:
        """What the index holds, and which files of the corpus folder are not in it yet."""
        return status(self._settings, owned=True)

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
            self._index.remove(name)
            self._index.settle()  # deletes rows once nobody reads them

    def close(self) -> None:
        """Give the index folder back to other processes."""
        self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _add(self, name: str, content: str | bytes, source: str, progress: Progress | None) -> Document:
        with self._changing:
            self._index.check_open()
            known = self._desk.shelf.headers
            document, data = accept(name, content, source, corpus=self._folder, known=known)
            volume = volume_for(document, self._embedder)
            engine = bulk_embedder(self._embedder, len(document.text), self._settings)
            with filed(document, data, corpus=self._folder):
                try:
                    self._index.put([(volume, stamp_of(self._folder / name))], progress, engine=engine)
                except BaseException:
                    if not self._index.closed:
                        self._index.settle()
                    raise
                self._desk = self._prepared(self._shelf())
            self._index.settle()
            return document

    def _update(self, progress: Progress | None) -> Changes:
        before = {header.name: header.sha256 for header in self._desk.shelf.headers}
        try:
            embedded = self._read_folder(progress)
        finally:  # what was read before an error is there
            if not self._index.closed:
                if _state(self._index.headers()) != _state(self._desk.shelf.headers):
                    self._desk = self._prepared(self._shelf())
                self._index.settle()
        after = {header.name: header.sha256 for header in self._desk.shelf.headers}
        return changes(before, after, skipped=self.skipped, embedded=embedded)

    def _read_folder(self, progress: Progress | None) -> int:
        embedded, self.skipped = read_folder(
            self._settings, self._index, self._embedder, progress, self._left_out
        )
        return embedded

    def _prepared(self, shelf: Shelf) -> Desk:
        return Desk(shelf, self._index, self._embedder)

    def _shelf(self) -> Shelf:
        return Shelf(self._index.headers(), self._index)


def _state(headers: Iterable[Header]) -> set[tuple[str, str, str]]:
    return {(header.name, header.key, header.stamp) for header in headers}
