"""Ranked passages -> the sentences that answer, or none, and how sure that is; no language model.

A sentence scores .5 of its cosine with the question + .2 of the mean cosine of it and its neighbours + .3 of
its passage's cosine + .1 of the idf share of the question's words it has (see `rag.retrieval`). Of 500
French, 250 English and 2,600 cross-lingual questions (piaf, SQuAD 2.0, XQuAD) the first sentence is the right
one for 64-82 %, one of the first three for 86-95 %.

E5's cosines say little by themselves: they are higher within a language than across two, and high for
anything. So two differences are taken, in hundredths of cosine. Relevance: the best sentence over sentences
on everyday matters in the document's language (`background.tsv`). Contrast: the best sentence over the
document's other sentences. A logistic regression over both gives the confidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from rag.indexing import Index
from rag.retrieval import Corpus, Floats, Ranking, stems
from rag.types import Sentence, Status

_WEIGHT_SENTENCE, _WEIGHT_WINDOW, _WEIGHT_PASSAGE, _WEIGHT_WORDS = 0.5, 0.2, 0.3, 0.1
_READ_PASSAGES = (
    20  # the best passages whose sentences are scored; enough for any answer, few enough for a quick one
)
_MAX_SENTENCES = 3
_MAX_GAP = 0.02  # of score below the best: 1.4 sentences a question in one language, 2.2 across two

# Fitted by benchmarks/confidence.py on XQuAD and SQuAD 2.0: the passage with the answer there, taken out, or
# another article.
_RELEVANCE, _CONTRAST, _INTERCEPT = 0.160, 0.438, -3.71
_SURE, _PERHAPS = 0.5, 0.2  # confidence from which the outcome is "answered", "closest"
_MIN_WORDS = 2  # one word (a name below a text, a source) answers nothing by itself
_MIN_DOCUMENT_SENTENCES = 10  # a shorter document is compared with the whole corpus
_MAX_MEAN_SENTENCES = 200  # evenly taken; more would not move the mean


@dataclass(frozen=True, slots=True)
class Choice:
    """The outcome, and the positions in `Corpus.sentences` of the sentences to show, best first."""

    status: Status
    sentences: tuple[int, ...]
    confidence: float


def choose(
    corpus: Corpus, baselines: "Baselines", ranking: Ranking, *, vector: Floats, question: Sequence[str]
) -> Choice:
    """Choose the sentences to show for a question, given as vector and stems, and say how sure that is."""
    scores = _sentence_scores(corpus, ranking, question)
    if not scores:
        return Choice("unanswered", (), 0.0)
    relevance, contrast = baselines.signals(
        {position: ranking.sentences[position] for position in scores}, vector
    )
    confidence = 1 / (1 + float(np.exp(-(_RELEVANCE * relevance + _CONTRAST * contrast + _INTERCEPT))))
    if confidence < _PERHAPS:
        return Choice("unanswered", (), confidence)
    best = sorted(scores, key=lambda position: -scores[position])[:_MAX_SENTENCES]
    shown = tuple(position for position in best if scores[position] >= scores[best[0]] - _MAX_GAP)
    return Choice("answered" if confidence >= _SURE else "closest", shown, confidence)


class Baselines:
    """Mean vectors to compare the best sentence with; each is read from the index when first needed."""

    def __init__(self, corpus: Corpus, index: Index) -> None:
        self._corpus = corpus
        self._index = index
        self._background: dict[str, Floats] = {}
        self._documents: dict[str, Floats] = {}

    def signals(self, cosines: Mapping[int, float], vector: Floats) -> tuple[float, float]:
        """Relevance and contrast, in hundredths of cosine, from a question's cosines with sentences."""
        best = max(cosines, key=lambda position: cosines[position])
        document = self._corpus.sentences[best].document
        cosine = cosines[best]
        relevance = cosine - float(vector @ self._background_mean(self._corpus.languages[document]))
        contrast = cosine - float(vector @ self._document_mean(document))
        return 100 * relevance, 100 * contrast

    def _background_mean(self, language: str) -> Floats:
        if language not in self._background:
            lines = background()
            own = [at for at, line in enumerate(lines) if line.document == language]
            self._background[language] = self._index.background.mean(own or range(len(lines)))
        return self._background[language]

    def _document_mean(self, name: str) -> Floats:
        if name not in self._documents:
            sentences: Sequence[int] = self._corpus.document_sentences[name]
            if len(sentences) < _MIN_DOCUMENT_SENTENCES:
                sentences = range(len(self._corpus.sentences))
            self._documents[name] = self._index.sentences.mean(
                sentences[:: 1 + len(sentences) // _MAX_MEAN_SENTENCES]
            )
        return self._documents[name]


@cache
def background() -> tuple[Sentence, ...]:
    """Sentences on everyday matters, written for this project; `document` holds the language."""
    lines = (Path(__file__).parent / "background.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t", 1) for line in lines)
    return tuple(Sentence(text, language, at, 0, len(text)) for at, (language, text) in enumerate(pairs))


def _sentence_scores(corpus: Corpus, ranking: Ranking, question: Sequence[str]) -> dict[int, float]:
    scores: dict[int, float] = {}
    for passage in ranking.passages[:_READ_PASSAGES]:
        cosines = {s: ranking.sentences[s] for s in corpus.sentences_of[passage] if s in ranking.sentences}
        for position, cosine in cosines.items():
            own_words = stems(corpus.sentences[position].text)
            if len(own_words) < _MIN_WORDS or _is_title(corpus, position):
                continue
            window = [cosines[near] for near in (position - 1, position, position + 1) if near in cosines]
            scores[position] = (
                _WEIGHT_SENTENCE * cosine
                + _WEIGHT_WINDOW * sum(window) / len(window)
                + _WEIGHT_PASSAGE * ranking.cosines[passage]
                + _WEIGHT_WORDS * corpus.coverage(question, own_words)
            )
    return scores


def _is_title(corpus: Corpus, position: int) -> bool:
    """A title is near to every question about its article, and the article says the same at length."""
    sentence = corpus.sentences[position]
    return sentence.paragraph == 0 and len(corpus.document_sentences[sentence.document]) > 1
