"""Library: a folder of documents one can ask."""

import threading
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rag.citation import cite
from rag.desk import Desk, checked, user_turns
from rag.embedding import open_embedder
from rag.errors import CorpusError, QuestionError, UnknownDocument
from rag.evidence import background
from rag.filing import accept, filed, set_aside
from rag.indexing import Index, Progress, ProgressBar
from rag.loading import load_folder
from rag.receipt import verify_receipt as check_receipt
from rag.settings import Settings
from rag.shelf import Shelf, read_volume
from rag.suggestions import suggestions
from rag.types import Answer, Citation, CitationCheck, Document, History, Passage, Sentence, Skipped

if TYPE_CHECKING:
    from rag.retriever import LibraryRetriever

_MAX_SUGGESTIONS_TRIED = 12  # of which most are answered: more would keep the processor busy for long
_MAX_PASSAGES = 1_000  # k beyond this is a mistake


class Library:
    """Documents of one folder, indexed; made by `open`, given back by `close` or a `with` block.

    All methods may be called from several threads at once: a question is answered from the documents as they
    are when it comes, whatever is added or removed meanwhile.
    """

    @classmethod
    def open(
        cls,
        corpus: str | Path | None = None,
        index: str | Path | None = None,
        *,
        embedding: str | None = None,
        progress: bool = False,
    ) -> Self:
        """Read the folder `corpus` and index in the folder `index` what is new or changed there.

        What is not given is taken from the RAG_* environment (see `rag.settings.Settings`); an index folder
        that is named nowhere is `.index` inside the corpus folder. `progress` shows a bar on stderr while
        texts are embedded. Raises CorpusError, IndexFolderError or EmbeddingError.
        """
        settings = Settings.from_environment()
        if corpus is not None:
            settings = replace(settings, corpus=Path(corpus), index=None)
        if index is not None:
            settings = replace(settings, index=Path(index))
        if embedding is not None:
            settings = replace(settings, embedding=embedding)
        return cls(settings, progress=progress)

    def __init__(self, settings: Settings, *, progress: bool = False) -> None:
        """Like `open`, with every option in `settings`."""
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
        return _named(self._desk.shelf, name)

    def sentences(self, name: str) -> tuple[Sentence, ...]:
        """The sentences of the document of that name, in order; raises UnknownDocument."""
        shelf = self._desk.shelf
        positions = shelf.corpus.document_sentences[_named(shelf, name).name]
        return tuple(shelf.corpus.sentences[positions.start : positions.stop])

    def citation(self, name: str, start: int, end: int) -> Citation | None:
        """The citation, numbered 1, of the sentence that stands at that very place; None without one.

        Raises UnknownDocument.
        """
        shelf = self._desk.shelf
        positions = shelf.corpus.document_sentences[_named(shelf, name).name]
        sentences = shelf.corpus.sentences
        at = bisect_left(sentences, start, positions.start, positions.stop, key=lambda each: each.start)
        if at == positions.stop:
            return None
        (found,) = cite([(sentences[at], shelf.attributions[at])], shelf.documents)
        return found if (found.start, found.end) == (start, end) else None

    def ask(
        self, question: str, *, history: History = (), explain: bool = False, document: str | None = None
    ) -> Answer:
        """Answer with the documents' own sentences, or with those of the one named `document` alone.

        `history` holds the turns before, oldest first, as {"role": "user" or "assistant", "content": str}.
        With `explain` the answer has an `explanation` of every sentence that was read. With `document` it is
        as if the corpus held nothing else.
        Raises QuestionError where the question is empty, no text, or longer than 4,000 characters, and
        UnknownDocument.
        """
        question = checked(question)
        turns = user_turns(history)
        with self._index.reading():
            return self._desk_for(document).ask(question, turns, explain=explain)

    def retrieve(self, question: str, *, k: int = 5, document: str | None = None) -> list[Passage]:
        """The `k` passages (1..1000) nearest to the question, best first; fewer where the corpus has fewer.

        With `document` only passages of the document of that name. Raises QuestionError as `ask` does, and
        where `k` is out of range, and UnknownDocument.
        """
        if isinstance(k, bool) or not isinstance(k, int) or not 1 <= k <= _MAX_PASSAGES:
            raise QuestionError(f"k must be a whole number from 1 to {_MAX_PASSAGES}, but is {k!r}.")
        with self._index.reading():
            return self._desk_for(document).retrieve(checked(question), k=k)

    def suggestions(
        self,
        *,
        language: str,
        cited: Collection[tuple[str, int]] = (),
        asked: Collection[str] = (),
        document: str | None = None,
    ) -> Iterator[str]:
        """Questions to ask next, in `language`, best first: each is about words of the text, and answered.

        `cited` are the places (document, start) that were shown already, `asked` the questions that were
        asked; with `document` only those about it. Each one costs an `ask` or more, so take few. Raises
        UnknownDocument.
        """
        desk = self._desk_for(document)
        in_turn = suggestions(
            desk.shelf.corpus.sentences, desk.shelf.attributions, language=language, cited=cited, asked=asked
        )
        for question in islice(in_turn, _MAX_SUGGESTIONS_TRIED):
            if self.ask(question, document=document).answered:
                yield question

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
            _named(shelf, name)
            if len(shelf.documents) == 1:
                raise CorpusError(
                    f"{name} is the only document: add another one before you remove it.", reason="last"
                )
            smaller = self._prepared(shelf.without(name))
            set_aside(name, corpus=self._folder)
            self._desk = smaller
            self._sync(smaller.shelf)  # deletes rows once nobody reads them

    def verify_receipt(self, receipt: str | bytes | Mapping[str, object]) -> tuple[CitationCheck, ...]:
        """Whether each citation of an `Answer.receipt()` still holds in the texts as the library has them.

        Raises ReceiptError where `receipt` is none.
        """
        return check_receipt(receipt, document=self.document)

    def as_retriever(self, *, k: int = 5) -> "LibraryRetriever":
        """A LangChain retriever over `retrieve`; metadata: document, paragraph, start, end, score."""
        from rag.retriever import LibraryRetriever

        return LibraryRetriever(retrieve=self.retrieve, k=k)

    def close(self) -> None:
        """Give the index folder back to other processes."""
        self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _desk_for(self, document: str | None) -> Desk:
        desk = self._desk
        return desk if document is None else desk.only(_named(desk.shelf, document).name)

    def _prepared(self, shelf: Shelf) -> Desk:
        return Desk(shelf, self._index, self._embedder)

    def _sync(self, shelf: Shelf, progress: Progress | None = None) -> int:
        corpus = shelf.corpus
        return self._index.sync(corpus.passages, corpus.sentences, background(), progress=progress)


def _named(shelf: Shelf, name: str) -> Document:
    try:
        return shelf.documents[name]
    except KeyError:
        known = ", ".join(list(shelf.documents)[:5])
        raise UnknownDocument(
            f"There is no document {name!r} in the corpus: its documents are {known}."
        ) from None
