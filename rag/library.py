"""Library: a folder of documents one can ask."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Self

from rag.desk import Desk, checked, checked_text, user_turns
from rag.errors import ModelError, QuestionError
from rag.holdings import Holdings
from rag.models import ChatModel
from rag.receipt import verify_receipt as check_receipt
from rag.scope import Scope
from rag.settings import Settings
from rag.suggestions import suggestions
from rag.types import Answer, CitationCheck, Event, Finished, History, Passage, Verdict, Writer
from rag.verification import draft_sentences
from rag.written import Asked, ModelAnswerer

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.tools import StructuredTool

    from rag.retriever import LibraryRetriever

_MAX_SUGGESTIONS_TRIED = 12  # of which most are answered: more would keep the processor busy for long
_MAX_SUGGESTION_SENTENCES = 2_000  # read for suggestions: the first of an archive, in about a second
_MAX_PASSAGES = 1_000  # k beyond this is a mistake


class Library(Holdings):
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
        written = settings.chat_model or chat_model is not None
        self._chat_model = ChatModel(settings, chat_model) if written else None
        self._struck = settings.unsupported == "strike"
        super().__init__(settings, progress=progress)

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
        document: str | Scope | None = None,
        writer: Writer | None = None,
    ) -> Answer:
        """Answer with the documents' own sentences, or with those of one `document`, or of some, alone.

        `history` holds the turns before, oldest first, as {"role": "user" or "assistant", "content": str}.
        With `explain` the answer has an `explanation` of every sentence that was read. With `document`, a
        name or a `Scope` of several, it is as if the corpus held nothing else. `writer` "model" has the chat
        model write the answer, of which only what the documents support is kept, "quotes" keeps it out;
        without, it writes where there is one.
        Raises QuestionError where the question is empty, no text, or longer than 4,000 characters,
        UnknownDocument, and ModelError for a "model" where there is none. Whatever else is wrong with the
        model leads to the documents' own sentences, and `Answer.notice` says so.
        """
        asked = Asked(checked(question), history, user_turns(history), explain)
        desk = self._desk.only(document)
        if (answerer := self._answerer(writer, desk)) is None:
            with self._index.reading():
                return desk.ask(asked.question, asked.turns, explain=explain)
        return answerer.ask(asked)

    async def astream(
        self,
        question: str,
        *,
        history: History = (),
        document: str | Scope | None = None,
        writer: Writer | None = None,
    ) -> AsyncGenerator[Event]:
        """Like `ask`, with what there is to show meanwhile, each sentence once it is checked.

        Understood at most once, Written for each sentence of the chat model's draft, then one Finished.
        Closing this, or cancelling whoever waits for it, ends the request to the chat model. Raises what
        `ask` raises.
        """
        asked = Asked(checked(question), history, user_turns(history))
        desk = self._desk.only(document)
        if (answerer := self._answerer(writer, desk)) is None:
            asking = partial(self.ask, question, history=history, document=document, writer="quotes")
            yield Finished(await asyncio.to_thread(asking))
            return
        async with aclosing(answerer.stream(asked)) as events:
            async for event in events:
                yield event

    def retrieve(self, question: str, *, k: int = 5, document: str | Scope | None = None) -> list[Passage]:
        """The `k` passages (1..1000) nearest to the question, best first; fewer where the corpus has fewer.

        With `document` only passages of the document of that name, or of those in a `Scope`. Raises
        QuestionError as `ask` does, and where `k` is out of range, and UnknownDocument.
        """
        if isinstance(k, bool) or not isinstance(k, int) or not 1 <= k <= _MAX_PASSAGES:
            raise QuestionError(f"k must be a whole number from 1 to {_MAX_PASSAGES}, but is {k!r}.")
        with self._index.reading():
            return self._desk.only(document).retrieve(checked(question), k=k)

    def verify(
        self, text: str, *, document: str | Scope | None = None, sources: Sequence[Passage] | None = None
    ) -> list[Verdict]:
        """What the documents, or that one, or those in a `Scope`, say of each sentence that somebody wrote.

        In the order of the text. With `sources`, passages as `retrieve` gives them, a sentence is held to
        those that it cites as [1], [2], ...; without, to what is nearest to it, and no [n] is needed.
        Raises VerifyError where the text is empty, no text, or longer than 100,000 characters, and
        UnknownDocument.
        """
        desk = self._desk.only(document)
        for source in sources or ():
            desk.shelf.document(source.document)
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
        document: str | Scope | None = None,
    ) -> Iterator[str]:
        """Questions to ask next, in `language`, best first: each is about words of the text, and answered.

        `cited` are the places (document, start) that were shown already, `asked` the questions that were
        asked; with `document` only those about it, or a `Scope`. Each one costs an `ask` or more, so take
        few. Raises UnknownDocument.
        """
        desk = self._desk.only(document)
        corpus = desk.shelf.corpus
        in_turn = suggestions(
            corpus.sentences[:_MAX_SUGGESTION_SENTENCES],
            corpus.attributions[:_MAX_SUGGESTION_SENTENCES],
            language=language,
            cited=cited,
            asked=asked,
        )
        for question in islice(in_turn, _MAX_SUGGESTIONS_TRIED):
            if self.ask(question, document=document, writer="quotes").answered:
                yield question

    def verify_receipt(self, receipt: str | bytes | Mapping[str, object]) -> tuple[CitationCheck, ...]:
        """Whether each citation of an `Answer.receipt()` still holds in the texts as the library has them.

        A text whose file was moved is found by its SHA-256. Raises ReceiptError where `receipt` is none.
        """
        headers = self._desk.shelf.headers
        names = {header.sha256: header.name for header in headers}
        return check_receipt(receipt, document=self.document, names=names)

    def as_retriever(self, *, k: int = 5) -> "LibraryRetriever":
        """A LangChain retriever over `retrieve`; metadata: document, paragraph, start, end, score."""
        from rag.retriever import LibraryRetriever

        return LibraryRetriever(retrieve=self.retrieve, k=k)

    def as_tool(self) -> "StructuredTool":
        """A LangChain tool over `ask`, for agents: a question -> JSON with text, status and citations."""
        from rag.tool import library_tool

        return library_tool(self.ask)

    def _answerer(self, writer: str | None, desk: Desk) -> ModelAnswerer | None:
        """What answers with the chat model where `writer` asks for it; None where the documents alone do."""
        if writer not in (None, "quotes", "model"):
            raise QuestionError(f'writer must be "quotes" or "model", but is {writer!r}.')
        if writer == "model" and self._chat_model is None:
            raise ModelError(
                "There is no chat model to write the answer: set RAG_CHAT_MODEL to provider:model, such as "
                'ollama:llama3.2, or ask with writer="quotes".',
                reason="unset",
            )
        if writer == "quotes" or self._chat_model is None:
            return None
        return ModelAnswerer(self._chat_model, desk, self._index.reading, struck=self._struck)
