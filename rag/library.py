"""Library: a folder of documents one can ask."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rag.asking import Asker, Found
from rag.attribution import attribute
from rag.citation import cite
from rag.embedding import open_embedder
from rag.errors import IndexFolderError, QuestionError, UnknownDocument
from rag.evidence import CosineReader, background
from rag.indexing import Index
from rag.language import detect_language, encodable
from rag.loading import load_folder
from rag.prompts import FRAME_LANGUAGES, frame, source_line
from rag.receipt import verify_receipt as check_receipt
from rag.retrieval import Corpus, rank, stems
from rag.settings import MAX_QUESTION_CHARS, Settings
from rag.splitting import split_document
from rag.types import (
    Answer,
    Attribution,
    Citation,
    CitationCheck,
    Document,
    History,
    Passage,
    Sentence,
    Skipped,
)

if TYPE_CHECKING:
    from rag.retriever import LibraryRetriever

_MAX_TITLE_CHARS = 200  # of a title before each of its sentences
_MAX_PASSAGES = 1_000  # k beyond this is a mistake


class Library:
    """Documents of one folder, indexed; made by `open`, given back by `close` or a `with` block.

    All methods may be called from several threads at once.
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
        self._documents = {document.name: document for document in documents}
        self._embedder = open_embedder(settings.embedding)
        self._index = Index(settings.index or settings.corpus / ".index", self._embedder)
        try:
            pieces = [
                split_document(
                    document, count_tokens=self._embedder.count_tokens, max_tokens=self._embedder.max_tokens
                )
                for document in documents
            ]
            spoken = [attribute(piece.sentences) for piece in pieces]
            self._attributions = [said for in_document in spoken for said in in_document]
            self._corpus = Corpus(
                [
                    replace(piece, sentences=_in_context(document, piece.sentences, said))
                    for document, piece, said in zip(documents, pieces, spoken, strict=True)
                ]
            )
            self.embedded = self._index.sync(
                self._corpus.passages, self._corpus.sentences, background(), progress=progress
            )
        except BaseException:
            self._index.close()
            raise
        reader = CosineReader(self._corpus, self._index)
        self._asker = Asker(self._corpus, self._index, self._embedder, reader, self._attributions)

    skipped: list[Skipped]  # files of the corpus folder that could not be read
    embedded: int  # texts that were embedded on opening

    @property
    def documents(self) -> tuple[Document, ...]:
        """All documents, by name."""
        return tuple(self._documents.values())

    def document(self, name: str) -> Document:
        """The document of that name; raises UnknownDocument."""
        try:
            return self._documents[name]
        except KeyError:
            known = ", ".join(list(self._documents)[:5])
            raise UnknownDocument(
                f"There is no document {name!r} in the corpus: its documents are {known}."
            ) from None

    def sentences(self, name: str) -> tuple[Sentence, ...]:
        """The sentences of the document of that name, in order; raises UnknownDocument."""
        positions = self._corpus.document_sentences[self.document(name).name]
        return tuple(self._corpus.sentences[positions.start : positions.stop])

    def ask(self, question: str, *, history: History = (), explain: bool = False) -> Answer:
        """Answer with the documents' own sentences.

        `history` holds the turns before, oldest first, as {"role": "user" or "assistant", "content": str}.
        With `explain` the answer has an `explanation` of every sentence that was read.
        Raises QuestionError where the question is empty, no text, or longer than 4,000 characters.
        """
        question = _checked(question)
        turns = _user_turns(history)
        self._check_open()
        language = detect_language(question, otherwise=detect_language(" ".join(turns[-1:]), otherwise="en"))
        found = self._asker.ask(question, turns, language=language)
        answer = self._answer(found, language if language in FRAME_LANGUAGES else "en")
        return replace(answer, question=question, explanation=self._asker.explain(found) if explain else None)

    def retrieve(self, question: str, *, k: int = 5) -> list[Passage]:
        """The `k` passages (1..1000) nearest to the question, best first; fewer where the corpus has fewer.

        Raises QuestionError as `ask` does, and where `k` is out of range.
        """
        if isinstance(k, bool) or not isinstance(k, int) or not 1 <= k <= _MAX_PASSAGES:
            raise QuestionError(f"k must be a whole number from 1 to {_MAX_PASSAGES}, but is {k!r}.")
        self._check_open()
        question = _checked(question)
        ranking = rank(
            self._corpus, self._index, vector=self._asker.vector(question), question=stems(question)
        )
        best = zip(ranking.passages[:k], ranking.scores[:k], strict=True)
        return [replace(self._corpus.passages[position], score=score) for position, score in best]

    def verify_receipt(self, receipt: str | bytes | Mapping[str, object]) -> tuple[CitationCheck, ...]:
        """Whether each citation of an `Answer.receipt()` still holds in the texts as they were on opening.

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

    def _check_open(self) -> None:
        if self._index.closed:
            raise IndexFolderError("This library is closed: open it again.")

    def _answer(self, found: Found, language: str) -> Answer:
        choice = found.choice
        citations = cite(
            [(self._corpus.sentences[at], self._attributions[at]) for at in choice.sentences], self._documents
        )
        languages = {self._documents[citation.document].language for citation in citations}
        many = len(self._documents) > 1
        lines = [
            frame(
                choice.status,
                language=language,
                quoted=languages.pop() if len(languages) == 1 else "",
                many=many,
                understood=found.understood,
                missing=found.unknown if choice.status != "answered" else (),
                silent=found.silent,
                nearest=choice.status == "unanswered" and bool(citations),
            )
        ]
        lines += [self._line(citation, many=many) for citation in citations]
        return Answer("\n\n".join(lines), choice.status, language, citations, understood=found.understood)

    def _line(self, citation: Citation, *, many: bool) -> str:
        return source_line(
            citation.number,
            citation.quote,
            speaker=citation.speaker,
            paragraph=citation.paragraph,
            title=self._documents[citation.document].title if many else "",
        )


def _in_context(
    document: Document, sentences: Sequence[Sentence], spoken: Sequence[Attribution | None]
) -> tuple[Sentence, ...]:
    """The sentences with what their reader knows already: the title, and who goes on speaking."""
    title = f"{document.title[:_MAX_TITLE_CHARS]}."
    result = []
    for sentence, said in zip(sentences, spoken, strict=True):
        elsewhere = said is not None and not sentence.start <= said.start < sentence.end
        context = f"{title} {said.speaker} :" if said and elsewhere else title
        result.append(replace(sentence, context=context if sentence.paragraph else ""))
    return tuple(result)


def _checked(question: str) -> str:
    """The question without white space around; raises QuestionError where nothing can be asked with it."""
    if not isinstance(question, str):
        raise QuestionError(f"A question is text (str), not {type(question).__name__}.")
    question = encodable(question).strip()
    if not question:
        raise QuestionError("The question is empty: write what you want to know about the article.")
    size = len(unicodedata.normalize("NFKC", question))  # some characters unfold to many for the model
    if size > MAX_QUESTION_CHARS:
        raise QuestionError(
            f"The question has {size:,} characters and {MAX_QUESTION_CHARS:,} are read at most: shorten it."
        )
    return question


def _user_turns(history: History) -> list[str]:
    """What the user said before, oldest first; turns without text are left out."""
    if (
        not isinstance(history, Sequence)
        or isinstance(history, str)
        or not all(isinstance(turn, Mapping) for turn in history)
    ):
        raise QuestionError('history is a list of turns such as {"role": "user", "content": "..."}.')
    said = (turn.get("content") for turn in history if turn.get("role") == "user")
    return [
        encodable(text).strip()[:MAX_QUESTION_CHARS]
        for text in said
        if isinstance(text, str) and text.strip()
    ]
