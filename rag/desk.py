"""A question from outside -> one that can be asked; a shelf and its vectors -> answers and passages."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rag.asking import Asker, Found
from rag.citation import cite
from rag.embedding import Embedder
from rag.errors import QuestionError, VerifyError
from rag.evidence import CosineReader
from rag.indexing import Index
from rag.language import detect_language, encodable
from rag.prompts import FRAME_LANGUAGES, frame, source_line
from rag.retrieval import rank
from rag.scope import Scope
from rag.settings import MAX_QUESTION_CHARS, MAX_VERIFIED_CHARS
from rag.shelf import Shelf
from rag.types import Answer, Citation, History, Passage
from rag.verification import Gate
from rag.words import stems
from rag.writing import Source

_MAX_SCOPES = 100  # that are ready to be asked
_MAX_SCOPED_PASSAGES = 1_000_000  # in all of them; each takes some 170 bytes
_MAX_SOURCES = 6  # passages that a chat model is given; more would cost it time, and the reader certainty


class Desk:
    """All that one question is read from; never changed, so that a question sees one state of the library."""

    def __init__(self, shelf: Shelf, index: Index, embedder: Embedder, *, whole: bool = True) -> None:
        """`index` holds the volumes of `shelf`, and others where that is not the `whole`."""
        self.shelf = shelf
        self._index, self._embedder = index, embedder
        self._vectors = index.vectors(shelf.headers, whole=whole)
        reader = CosineReader(shelf.corpus, self._vectors)
        self._asker = Asker(shelf.corpus, self._vectors, embedder, reader, shelf.names, shelf.attributions)
        self._scopes: dict[Scope, Desk] = {}

    def only(self, about: str | Scope | None) -> "Desk":
        """A desk as if the shelf held only the document of that name, or those of a scope; for None itself.

        Made at the first call, without copying vectors. Raises UnknownDocument.
        """
        if about is None:
            return self
        scope = about if isinstance(about, Scope) else Scope(names=(self.shelf.header(about).name,))
        desk = self._scopes.get(scope)
        if desk is None:  # two threads at once make the same one
            headers = scope.select(self.shelf.headers)
            if len(headers) == len(self.shelf.headers):
                return self
            desk = Desk(self.shelf.of(headers), self._index, self._embedder, whole=False)
            ready = sum(len(each.shelf.corpus.passages) for each in list(self._scopes.values()))
            if len(self._scopes) >= _MAX_SCOPES or ready > _MAX_SCOPED_PASSAGES:
                self._scopes = {}
            self._scopes[scope] = desk
        return desk

    def ask(self, question: str, turns: list[str], *, explain: bool, reading: str = "") -> Answer:
        """The answer to a question after the user's `turns`, oldest first.

        `reading` is the question as somebody understood it who read the turns: it is answered without them.
        """
        language = self.language(question, turns)
        if reading:
            found = replace(self._asker.ask(reading, [], language=language), understood=reading)
        else:
            found = self._asker.ask(question, turns, language=language)
        answer = self._answer(found, language if language in FRAME_LANGUAGES else "en")
        return replace(answer, question=question, explanation=self._asker.explain(found) if explain else None)

    def language(self, question: str, turns: list[str]) -> str:
        """The ISO 639 code of a question's language, which that of the turn before makes likelier."""
        before = detect_language(turns[-1], otherwise="en") if turns else ""
        return detect_language(question, otherwise=before or "en", likely=before)

    def sources(self, answer: Answer) -> tuple[Source, ...]:
        """What a chat model may answer from: the passages of the answer's quotes, then the nearest ones."""
        cited = [
            self.shelf.corpus.passage_at(citation.document, citation.start) for citation in answer.citations
        ]
        nearest = self.retrieve(answer.understood or answer.question, k=_MAX_SOURCES)
        passages = {(p.document, p.start): p for p in [*nearest, *cited]}
        wanted = dict.fromkeys((p.document, p.start) for p in [*cited, *nearest])
        return tuple(self._source(passages[place]) for place in list(wanted)[:_MAX_SOURCES])

    def unsure(self, answer: Answer) -> Answer:
        """The same quotes, called the closest passages where they were called an answer."""
        if not answer.answered:
            return answer
        line = frame(
            "closest",
            language=answer.language,
            quoted=self._language_of(answer.citations),
            many=len(self.shelf.documents) > 1,
            understood=answer.understood,
        )
        text = "\n\n".join([line, *self.lines(answer.citations)])
        return replace(answer, text=text, status="closest")

    def count_tokens(self, text: str) -> int:
        """How long a text is for the embedding model."""
        return self._embedder.count_tokens(text)

    def retrieve(self, question: str, *, k: int) -> list[Passage]:
        """The `k` passages nearest to the question, best first."""
        corpus = self.shelf.corpus
        ranking = rank(corpus, self._vectors, vector=self._asker.vector(question), question=stems(question))
        best = zip(ranking.passages[:k], ranking.scores[:k], strict=True)
        return [replace(corpus.passages[position], score=score) for position, score in best]

    def gate(self, sources: Sequence[Passage] | None = None) -> Gate:
        """What checks the sentences of one draft that cites `sources` as [1], [2], ..., or nothing."""
        return Gate(self.shelf, self._vectors, self._embedder, sources)

    def _answer(self, found: Found, language: str) -> Answer:
        choice, shelf = found.choice, self.shelf
        citations = cite(
            [(shelf.corpus.sentences[at], shelf.attributions[at]) for at in choice.sentences], shelf.documents
        )
        lines = [
            frame(
                choice.status,
                language=language,
                quoted=self._language_of(citations),
                many=len(shelf.documents) > 1,
                understood=found.understood,
                missing=found.unknown if choice.status != "answered" else (),
                silent=found.silent,
                nearest=choice.status == "unanswered" and bool(citations),
            )
        ]
        lines += self.lines(citations)
        return Answer("\n\n".join(lines), choice.status, language, citations, understood=found.understood)

    def lines(self, citations: Iterable[Citation]) -> list[str]:
        """A line of text per citation."""
        documents = self.shelf.documents
        return [
            source_line(
                citation.number,
                citation.quote,
                speaker=citation.speaker,
                paragraph=citation.paragraph,
                title=documents[citation.document].title if len(documents) > 1 else "",
                page=citation.page,
            )
            for citation in citations
        ]

    def _language_of(self, citations: Iterable[Citation]) -> str:
        """The language that all cited documents are in, "" where they are in several."""
        languages = {self.shelf.header(citation.document).language for citation in citations}
        return languages.pop() if len(languages) == 1 else ""

    def _source(self, passage: Passage) -> Source:
        corpus = self.shelf.corpus
        inside = corpus.within(passage.document, passage.start, passage.end)
        spoken = (
            said.speaker
            for said in corpus.attributions[inside.start : inside.stop]
            if said and not passage.start <= said.start < passage.end
        )
        return Source(passage, self.shelf.documents[passage.document].title, next(spoken, ""))


def checked(question: str) -> str:
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


def checked_text(text: str) -> str:
    """A text that can be verified; raises VerifyError where it cannot."""
    if not isinstance(text, str):
        raise VerifyError(f"What is verified is text (str), not {type(text).__name__}.")
    if not text.strip():
        raise VerifyError("The text is empty: give one with sentences to verify.")
    if len(text) > MAX_VERIFIED_CHARS:
        raise VerifyError(
            f"The text has {len(text):,} characters and {MAX_VERIFIED_CHARS:,} are verified at most: "
            "give it in parts."
        )
    return encodable(text)


def user_turns(history: History) -> list[str]:
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
