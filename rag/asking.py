"""Question and history -> how it is understood, its parts, and the sentences chosen for them."""

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from rag.answering import PERHAPS, SURE, Choice, Extent, choose, merge, summarize, with_attributions
from rag.embedding import Embedder
from rag.evidence import Evidence, EvidenceReader, Query
from rag.names import Names
from rag.numbers import NUMBER_LANGUAGES, number_asked
from rag.question import (
    asked_speaker,
    asks_for_list,
    asks_for_summary,
    asks_nothing_else,
    asks_who,
    leans_on_history,
    parts,
)
from rag.retrieval import Corpus, rank
from rag.types import Attribution, Candidate, Explanation
from rag.vectors import Floats, Vectors
from rag.words import stems

_WHOLE_SHARE = 0.4  # of a part's vector is the whole question's, which names what the part leaves out
# Of a question's vector is that of the question without names: every sentence has the names, few what is
# asked of them. The first sentence is then right more often: piaf-fr .626 -> .638, XQuAD .775 -> .795 in
# Spanish and .682 -> .702 from other Latin-script languages to it; SQuAD .808 -> .804.
_NAMELESS_SHARE = 0.4
_MAX_TURNS = 3  # questions of the history that one question can lean on
_MAX_TURN_CHARS = 300  # of each; more would drown the question
_SUMMARY_DOCUMENTS = 3  # more would be a list, not a summary


@dataclass(frozen=True, slots=True)
class Found:
    """The choice, the question as understood ("" where as asked), and what was read for which parts of it.

    `unknown` are its names that no document has. `silent` is whose words were asked for where the corpus has
    none of theirs.
    """

    choice: Choice
    parts: tuple[str, ...]
    readings: tuple[Evidence, ...] = ()
    understood: str = ""
    unknown: tuple[str, ...] = ()
    silent: str = ""


class Asker:
    """Finds the sentences for questions over one corpus; `attributions` are by position of the sentence."""

    def __init__(
        self,
        corpus: Corpus,
        vectors: Vectors,
        embedder: Embedder,
        reader: EvidenceReader,
        names: Names,
        attributions: Sequence[Attribution | None],
    ) -> None:
        self._corpus, self._vectors, self._embedder, self._reader = corpus, vectors, embedder, reader
        self._attributions = attributions
        self._numbers_known = NUMBER_LANGUAGES.issuperset(corpus.all_languages)
        self._names = names
        self._beside = ThreadPoolExecutor(1)  # two short texts are embedded faster at once than in turn

    def ask(self, question: str, turns: Sequence[str], *, language: str) -> Found:
        """What is found for a question after the user's `turns`, oldest first."""
        question = self._names.corrected(question)
        known = self._names.known(question)
        unknown = self._unknown(question, language)
        if asks_for_summary(question, known, unknown):
            return self._summary(question)
        own = self._query(question, unknown)
        context = self._context(question, turns) if not own.unknown else []
        if not context:
            return self._found(question, own)
        alone = self._found(question, own)
        if leans_on_history(question, known) == "perhaps" and alone.choice.status == "answered":
            return alone
        joined = self._query(" ".join([*context, question]), unknown)
        query = replace(joined, vector=_unit(own.vector + joined.vector))
        # The turn before alone finds its own answer again: as sure as both are on the average.
        return self._found(question, query, sure=alone.choice.confidence)

    def vector(self, text: str) -> Floats:
        """The vector of a question, (dimension,)."""
        return np.asarray(self._embedder.embed_query(text), dtype=np.float32)

    def _context(self, question: str, turns: Sequence[str]) -> list[str]:
        """The earlier questions that this one cannot be understood without, oldest first."""
        context: list[str] = []
        for turn in reversed(turns[-_MAX_TURNS:]):
            last = context[0] if context else question
            if leans_on_history(last, self._names.known(last)) == "well":
                break
            context.insert(0, turn[:_MAX_TURN_CHARS])
        return context

    def _found(self, question: str, query: Query, *, sure: float | None = None) -> Found:
        """Read and choose for a query; `sure` is the confidence without the turns before it."""
        joined = query.text if query.text != question else ""
        asked = (query.text,) if joined else parts(question)
        known = self._names.known(query.text)
        asked_name = asked_speaker(question, known) if len(asked) == 1 else ""
        only = self._names.called(asked_name)
        silent = self._names.written(asked_name) if asked_name and not only else ""
        all_words = bool(only) and asks_nothing_else(question, known)
        read = [self._read(query)]
        for part in asked if len(asked) > 1 else ():
            vector = _unit((1 - _WHOLE_SHARE) * self.vector(part) + _WHOLE_SHARE * query.vector)
            read.append(self._read(replace(query, text=part, vector=vector, stems=stems(part))))
        if sure is not None:
            read[0] = replace(read[0], not_here=1 - _between(1 - read[0].not_here, sure))
        choices = []
        for part, evidence in zip((query.text, *asked) if len(asked) > 1 else asked, read, strict=True):
            part = question if joined else part  # what kind of question it is, the turns before do not tell
            extent: Extent = (
                "list" if all_words or asks_for_list(part) else "part" if len(asked) > 1 else "one"
            )
            if all_words:
                evidence = replace(evidence, not_here=min(evidence.not_here, 1 - SURE))
            number = number_asked(part) if self._numbers_known else ""
            choice = choose(
                self._corpus,
                evidence,
                self._speaker,
                extent=extent,
                only=only,
                silent=bool(silent),
                everything=all_words,
                number=number,
            )
            if asks_who(part):
                choice = replace(
                    choice, sentences=with_attributions(self._corpus, choice.sentences, self._speaker)
                )
            choices.append(choice)
        return Found(merge(choices), asked, tuple(read), joined, tuple(query.unknown), silent)

    def evidence(self, question: str, *, language: str) -> Evidence:
        """What is read for one question, in that language, taken as it is."""
        return self._read(self._query(question, self._unknown(question, language)))

    def _query(self, text: str, unknown: Sequence[str]) -> Query:
        rest = self._names.without(text)
        nameless = self._beside.submit(self.vector, rest) if rest != text else None
        full = self.vector(text)
        vector = (
            full
            if nameless is None
            else _unit((1 - _NAMELESS_SHARE) * full + _NAMELESS_SHARE * nameless.result())
        )
        return Query(text, vector, stems(text), unknown)

    def _unknown(self, text: str, language: str) -> list[str]:
        same = language in self._corpus.all_languages
        return self._names.unknown(text, language=language, same_language=same)

    def _read(self, query: Query) -> Evidence:
        return self._reader.read(
            query, rank(self._corpus, self._vectors, vector=query.vector, question=query.stems)
        )

    def _speaker(self, position: int) -> Attribution | None:
        return self._attributions[position]

    def _summary(self, question: str) -> Found:
        """The lead and key quotations of the first documents."""
        names = list(self._corpus.document_sentences)
        sentences: list[int] = []
        for name in names[:_SUMMARY_DOCUMENTS]:
            positions = self._corpus.document_sentences[name]
            centre = self._vectors.sentences.mean(positions)
            sentences += summarize(
                self._corpus, name, self._speaker, self._vectors.sentences.similarities(centre, positions)
            )
        return Found(
            Choice("answered", tuple(sentences), 1.0, {}, dict.fromkeys(sentences, "kept")), (question,)
        )

    def explain(self, found: Found) -> Explanation:
        """How that was found."""
        choice, readings = found.choice, found.readings
        own: dict[int, Mapping[str, float]] = {}
        signals: dict[str, float] = {}
        for evidence in readings:
            own |= evidence.parts
            for name, value in evidence.signals.items():
                signals[name] = signals.get(name, 0.0) + value / len(readings)
        candidates = []
        for at in sorted(choice.reasons, key=lambda at: -choice.scores.get(at, 0.0)):
            s, said = self._corpus.sentences[at], self._speaker(at)
            candidates.append(
                Candidate(
                    s.text,
                    s.document,
                    s.paragraph,
                    s.start,
                    s.end,
                    said.speaker if said else "",
                    choice.scores.get(at, 0.0),
                    own.get(at, {}),
                    choice.reasons[at],
                )
            )
        request = "summary" if not readings else "follow-up" if found.understood else "question"
        return Explanation(
            found.parts, request, found.unknown, signals, choice.confidence, SURE, PERHAPS, tuple(candidates)
        )


def _between(one: float, other: float) -> float:
    """The probability whose logit is the mean of those of two."""
    odds = math.sqrt(one / (1 - one + 1e-9) * other / (1 - other + 1e-9))
    return odds / (1 + odds)


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), dtype=np.float32)
