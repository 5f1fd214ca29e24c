"""Library: a folder of documents one can ask."""

import asyncio
import threading
from bisect import bisect_left
from collections.abc import AsyncGenerator, Collection, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rag.citation import cite
from rag.desk import Desk, checked, checked_text, user_turns
from rag.embedding import open_embedder
from rag.errors import CorpusError, ModelError, QuestionError, UnknownDocument
from rag.evidence import background
from rag.filing import accept, filed, set_aside
from rag.indexing import Index, Progress, ProgressBar
from rag.loading import load_folder
from rag.models import ChatModel
from rag.receipt import verify_receipt as check_receipt
from rag.settings import Settings
from rag.shelf import Shelf, read_volume
from rag.suggestions import suggestions
from rag.types import (
    Answer,
    Citation,
    CitationCheck,
    Document,
    Event,
    Finished,
    History,
    Passage,
    Sentence,
    Skipped,
    Verdict,
    Writer,
)
from rag.verification import draft_sentences
from rag.written import Asked, ModelAnswerer

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.tools import StructuredTool

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
        chat_model: "BaseChatModel | None" = None,
        progress: bool = False,
    ) -> Self:
        """Read the folder `corpus` and index in the folder `index` what is new or changed there.

        What is not given is taken from the RAG_* environment (see `rag.settings.Settings`); an index folder
        that is named nowhere is `.index` inside the corpus folder. `chat_model` is LangChain's, made by
        yourself; it is called on an event loop of this package. `progress` shows a bar on stderr while
        texts are embedded. Raises CorpusError, IndexFolderError or EmbeddingError.
        """
        settings = Settings.from_environment()
        if corpus is not None:
            settings = replace(settings, corpus=Path(corpus), index=None)
        if index is not None:
            settings = replace(settings, index=Path(index))
        if embedding is not None:
            settings = replace(settings, embedding=embedding)
        return cls(settings, chat_model=chat_model, progress=progress)

    def __init__(
        self, settings: Settings, *, chat_model: "BaseChatModel | None" = None, progress: bool = False
    ) -> None:
        """Like `open`, with every other option in `settings`."""
        documents, self.skipped = load_folder(settings.corpus)
        self._folder = settings.corpus
        self._struck = settings.unsupported == "strike"
        written = settings.chat_model or chat_model is not None
        self._chat_model = ChatModel(settings, chat_model) if written else None
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

    @property
    def writes_with(self) -> str:
        """The name of the chat model that writes answers, "" where none is configured."""
        return self._chat_model.name if self._chat_model else ""

    def ask(
        self,
        question: str,
        *,
        history: History = (),
        explain: bool = False,
        document: str | None = None,
        writer: Writer | None = None,
    ) -> Answer:
        """Answer with the documents' own sentences, or with those of the one named `document` alone.

        `history` holds the turns before, oldest first, as {"role": "user" or "assistant", "content": str}.
        With `explain` the answer has an `explanation` of every sentence that was read. With `document` it is
        as if the corpus held nothing else. `writer` "model" has the chat model write the answer, of which
        only what the documents support is kept, "quotes" keeps it out; without, it writes where there is one.
        Raises QuestionError where the question is empty, no text, or longer than 4,000 characters,
        UnknownDocument, and ModelError for a "model" where there is none. Whatever else is wrong with the
        model leads to the documents' own sentences, and `Answer.notice` says so.
        """
        asked = Asked(checked(question), history, user_turns(history), explain)
        desk = self._desk_for(document)
        if (model := self._writing(writer)) is None:
            with self._index.reading():
                return desk.ask(asked.question, asked.turns, explain=explain)
        return self._answerer(model, desk).ask(asked)

    async def astream(
        self,
        question: str,
        *,
        history: History = (),
        document: str | None = None,
        writer: Writer | None = None,
    ) -> AsyncGenerator[Event]:
        """Like `ask`, with what there is to show meanwhile, each sentence once it is checked.

        Understood at most once, Written for each sentence of the chat model's draft, then one Finished.
        Closing this, or cancelling whoever waits for it, ends the request to the chat model. Raises what
        `ask` raises.
        """
        asked = Asked(checked(question), history, user_turns(history))
        desk = self._desk_for(document)
        if (model := self._writing(writer)) is None:
            asking = partial(self.ask, question, history=history, document=document, writer="quotes")
            yield Finished(await asyncio.to_thread(asking))
            return
        async with aclosing(self._answerer(model, desk).stream(asked)) as events:
            async for event in events:
                yield event

    def retrieve(self, question: str, *, k: int = 5, document: str | None = None) -> list[Passage]:
        """The `k` passages (1..1000) nearest to the question, best first; fewer where the corpus has fewer.

        With `document` only passages of the document of that name. Raises QuestionError as `ask` does, and
        where `k` is out of range, and UnknownDocument.
        """
        if isinstance(k, bool) or not isinstance(k, int) or not 1 <= k <= _MAX_PASSAGES:
            raise QuestionError(f"k must be a whole number from 1 to {_MAX_PASSAGES}, but is {k!r}.")
        with self._index.reading():
            return self._desk_for(document).retrieve(checked(question), k=k)

    def verify(
        self, text: str, *, document: str | None = None, sources: Sequence[Passage] | None = None
    ) -> list[Verdict]:
        """What the documents, or the one of that name, say of each sentence of a text that somebody wrote.

        In the order of the text. With `sources`, passages as `retrieve` gives them, a sentence is held to
        those that it cites as [1], [2], ...; without, to what is nearest to it, and no [n] is needed.
        Raises VerifyError where the text is empty, no text, or longer than 100,000 characters, and
        UnknownDocument.
        """
        desk = self._desk_for(document)
        for source in sources or ():
            _named(desk.shelf, source.document)
        gate, verdicts = desk.gate(sources), []
        for sentence in draft_sentences(checked_text(text)):
            with self._index.reading():  # for one at a time: a long text keeps nobody from adding one
                verdicts.append(gate.check(sentence))
        return verdicts

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
            if self.ask(question, document=document, writer="quotes").answered:
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

    def as_tool(self) -> "StructuredTool":
        """A LangChain tool over `ask`, for agents: a question -> JSON with text, status and citations."""
        from rag.tool import library_tool

        return library_tool(self.ask)

    def close(self) -> None:
        """Give the index folder back to other processes."""
        self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _writing(self, writer: str | None) -> ChatModel | None:
        """The chat model that writes where `writer` is asked for; None where nobody does."""
        if writer not in (None, "quotes", "model"):
            raise QuestionError(f'writer must be "quotes" or "model", but is {writer!r}.')
        if writer == "model" and self._chat_model is None:
            raise ModelError(
                "There is no chat model to write the answer: set RAG_CHAT_MODEL to provider:model, such as "
                'ollama:llama3.2, or ask with writer="quotes".',
                reason="unset",
            )
        return None if writer == "quotes" else self._chat_model

    def _answerer(self, model: ChatModel, desk: Desk) -> ModelAnswerer:
        return ModelAnswerer(model, desk, self._index.reading, struck=self._struck)

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
