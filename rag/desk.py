"""A question from outside -> one that can be asked; a shelf and its vectors -> answers and passages."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.asking import Asker, Found
from rag.citation import cite
from rag.embedding import Embedder
from rag.errors import QuestionError
from rag.evidence import CosineReader
from rag.indexing import Index
from rag.language import detect_language, encodable
from rag.prompts import FRAME_LANGUAGES, frame, source_line
from rag.retrieval import rank, stems
from rag.settings import MAX_QUESTION_CHARS
from rag.shelf import Shelf
from rag.types import Answer, Citation, History, Passage


class Desk:
    """All that one question is read from; never changed, so that a question sees one state of the library."""

    def __init__(self, shelf: Shelf, index: Index, embedder: Embedder) -> None:
        """`index` holds the pieces of `shelf`, and may hold those of other documents."""
        self.shelf = shelf
        self._index, self._embedder = index, embedder
        self._vectors = index.view(shelf.corpus.passages, shelf.corpus.sentences)
        reader = CosineReader(shelf.corpus, self._vectors)
        self._asker = Asker(shelf.corpus, self._vectors, embedder, reader, shelf.attributions)
        self._scopes: dict[str, Desk] = {}

    def only(self, name: str) -> "Desk":
        """A desk as if the shelf held only that document; made at the first call, without copying vectors."""
        if len(self.shelf.documents) == 1:
            return self
        if name not in self._scopes:  # two threads at once make the same one
            self._scopes[name] = Desk(self.shelf.only(name), self._index, self._embedder)
        return self._scopes[name]

    def ask(self, question: str, turns: list[str], *, explain: bool) -> Answer:
        """The answer to a question after the user's `turns`, oldest first."""
        before = detect_language(turns[-1], otherwise="en") if turns else ""
        language = detect_language(question, otherwise=before or "en", likely=before)
        found = self._asker.ask(question, turns, language=language)
        answer = self._answer(found, language if language in FRAME_LANGUAGES else "en")
        return replace(answer, question=question, explanation=self._asker.explain(found) if explain else None)

    def retrieve(self, question: str, *, k: int) -> list[Passage]:
        """The `k` passages nearest to the question, best first."""
        corpus = self.shelf.corpus
        ranking = rank(corpus, self._vectors, vector=self._asker.vector(question), question=stems(question))
        best = zip(ranking.passages[:k], ranking.scores[:k], strict=True)
        return [replace(corpus.passages[position], score=score) for position, score in best]

    def _answer(self, found: Found, language: str) -> Answer:
        choice, shelf = found.choice, self.shelf
        citations = cite(
            [(shelf.corpus.sentences[at], shelf.attributions[at]) for at in choice.sentences], shelf.documents
        )
        languages = {shelf.documents[citation.document].language for citation in citations}
        lines = [
            frame(
                choice.status,
                language=language,
                quoted=languages.pop() if len(languages) == 1 else "",
                many=len(shelf.documents) > 1,
                understood=found.understood,
                missing=found.unknown if choice.status != "answered" else (),
                silent=found.silent,
                nearest=choice.status == "unanswered" and bool(citations),
            )
        ]
        lines += [self._line(citation) for citation in citations]
        return Answer("\n\n".join(lines), choice.status, language, citations, understood=found.understood)

    def _line(self, citation: Citation) -> str:
        documents = self.shelf.documents
        return source_line(
            citation.number,
            citation.quote,
            speaker=citation.speaker,
            paragraph=citation.paragraph,
            title=documents[citation.document].title if len(documents) > 1 else "",
        )


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
