"""Question + ranked passages -> a score per sentence, and how sure it is that none answers: the seam.

Whatever reads evidence better (a trained reader, a chat model) implements `EvidenceReader`; the rest of the
package sees nothing else of it.

`CosineReader` scores a sentence .5 of its cosine with the question + .2 of the mean cosine of it and its
neighbours + .3 of its passage's cosine + .1 of the idf share of the question's words it has. A sentence's
cosine is the mean of its own and of that after its context (title, speaker): with the title the first
sentence was the right one for .638 instead of .626 of the questions of piaf-fr, .812 instead of .808 of SQuAD
2.0, .715 instead of .699 of XQuAD in English.

E5's cosines say little by themselves: they are higher within a language than across two, and high for
anything. So differences are taken. Relevance: the best sentence over sentences on everyday matters in the
document's language (`background.tsv`). Contrast: the cosine of question and best sentence once the mean of
the document's sentences is taken from the one and the mean of everyday questions from the other
(mean-centring, Mu & Viswanath 2018), which leaves what they ask and say beyond their subject. Unknown:
whether the question has a name or number the corpus never has. A logistic regression over the three, fitted
by benchmarks/confidence.py, gives the confidence; its weights are in confidence.json.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np

from rag.retrieval import Corpus, Ranking
from rag.types import Sentence
from rag.vectors import Floats, Vectors
from rag.words import stems

_WEIGHTS = {"sentence": 0.5, "window": 0.2, "passage": 0.3, "words": 0.1}
_READ_PASSAGES = 20  # the best passages whose sentences are scored: enough for any answer, and quick
_MIN_WORDS = 2  # one word (a name below a text, a source) answers nothing by itself
_MIN_DOCUMENT_SENTENCES = 10  # a shorter document is compared with the whole corpus
_MAX_MEAN_SENTENCES = 200  # evenly taken; more would not move the mean


@dataclass(frozen=True, slots=True)
class Query:
    """A question as the readers take it.

    `vector` is its vector (dimension,); `unknown` are names and numbers of it that the corpus never has.
    """

    text: str
    vector: Floats
    stems: Sequence[str]
    unknown: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """`scores`: position in `Corpus.sentences` -> score, higher is better, compared within one question only.

    `not_here`: 0..1, that no sentence answers. `parts` says what each score is made of, `signals` what
    `not_here` is; they explain and decide nothing.
    """

    scores: Mapping[int, float]
    not_here: float
    parts: Mapping[int, Mapping[str, float]]
    signals: Mapping[str, float]


class EvidenceReader(Protocol):
    """Reads passages for a question; called from several threads."""

    def read(self, query: Query, ranking: Ranking) -> Evidence:
        """Score the sentences of the ranked passages."""


class CosineReader:
    """Evidence by the embedding's cosines and shared words.

    Means are read from the index when first needed.
    """

    def __init__(self, corpus: Corpus, vectors: Vectors) -> None:
        self._corpus = corpus
        self._vectors = vectors
        self._background: dict[tuple[str, str], Floats] = {}
        self._documents: dict[str, Floats] = {}

    def read(self, query: Query, ranking: Ranking) -> Evidence:
        """Score the sentences of the best passages; none is worth reading where the corpus has none."""
        parts = self._parts(query, ranking)
        scores = {
            position: sum(_WEIGHTS[name] * value for name, value in own.items())
            for position, own in parts.items()
        }
        if not scores:
            return Evidence({}, 1.0, {}, {})
        signals = self._signals(query, ranking, scores)
        return Evidence(scores, 1 - confidence(signals), parts, signals)

    def _signals(self, query: Query, ranking: Ranking, scores: Mapping[int, float]) -> dict[str, float]:
        """What the confidence is made of; cosines in hundredths."""
        best = max(scores, key=lambda position: scores[position])
        document = self._corpus.sentences[best].document
        beyond = self._vectors.sentences.mean([best]) - self._document_mean(document)
        everyday = self._background_mean("question", "")
        cosine = ranking.sentences[best]
        statements = self._background_mean("statement", self._corpus.languages[document])
        return {
            "relevance": 100 * (cosine - float(query.vector @ statements)),
            "contrast": 100 * _cosine(beyond, query.vector - everyday),
            "unknown": float(bool(query.unknown)),
        }

    def _parts(self, query: Query, ranking: Ranking) -> dict[int, dict[str, float]]:
        parts: dict[int, dict[str, float]] = {}
        passages = ranking.passages[:_READ_PASSAGES]
        in_context = self._vectors.contexts.similarities(
            query.vector, [s for passage in passages for s in self._corpus.sentences_of(passage)]
        )
        for passage in passages:
            own = self._corpus.sentences_of(passage)
            cosines = {s: (ranking.sentences[s] + in_context[s]) / 2 for s in own}
            for position, cosine in cosines.items():
                words = stems(self._corpus.sentences[position].text)
                if len(words) < _MIN_WORDS or self._corpus.is_title(position):
                    continue
                window = [cosines[near] for near in (position - 1, position, position + 1) if near in cosines]
                parts[position] = {
                    "sentence": cosine,
                    "window": sum(window) / len(window),
                    "passage": ranking.cosines[passage],
                    "words": self._corpus.lexical.coverage(query.stems, words),
                }
        return parts

    def _background_mean(self, kind: str, language: str) -> Floats:
        """Of the background's statements in `language`, or of all where it has none in it."""
        if (kind, language) not in self._background:
            lines = background()
            of_kind = [at for at, line in enumerate(lines) if line.document.startswith(f"{kind} ")]
            own = [at for at in of_kind if lines[at].document == f"{kind} {language}"]
            self._background[kind, language] = self._vectors.background.mean(own or of_kind)
        return self._background[kind, language]

    def _document_mean(self, name: str) -> Floats:
        sentences = self._corpus.document_sentences[name]
        if len(sentences) < _MIN_DOCUMENT_SENTENCES:
            name, sentences = "", range(len(self._corpus.sentences))
        if name not in self._documents:
            self._documents[name] = self._vectors.sentences.mean(
                sentences[:: 1 + len(sentences) // _MAX_MEAN_SENTENCES]
            )
        return self._documents[name]


def confidence(signals: Mapping[str, float]) -> float:
    """0..1 that the corpus answers, by the weights of confidence.json."""
    fitted = _fitted()
    logit = fitted["intercept"] + sum(fitted[name] * value for name, value in signals.items())
    return 1 / (1 + math.exp(-logit))


@cache
def background() -> tuple[Sentence, ...]:
    """Everyday statements and questions, written for this project; `document` is kind and language."""
    lines = (Path(__file__).parent / "background.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return tuple(
        Sentence(text, f"{kind} {language}", at, 0, len(text))
        for at, (kind, language, text) in enumerate(rows)
    )


@cache
def _fitted() -> dict[str, float]:
    weights: dict[str, float] = json.loads(
        (Path(__file__).parent / "confidence.json").read_text(encoding="utf-8")
    )["weights"]
    return weights


def _cosine(one: Floats, other: Floats) -> float:
    norm = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(one @ other) / norm if norm > 0 else 0.0
