"""Question -> ranked passages, by meaning (Chroma) and by words (bm25s) in one score.

The score of a passage is (1 - w) * minmax((its cosine + its best sentence's cosine) / 2) + w * minmax(BM25),
where w = coverage / 2, and coverage is the idf share of the question's words that the passage with the best
BM25 has: about 0.7 where question and text share a language, about 0 where they share no script, so no
language has to be recognised.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, overload

import numpy as np

from rag.lexical import Lexical
from rag.types import Attribution, Passage, Sentence
from rag.vectors import Floats, Vectors
from rag.volume import Header, Volume
from rag.words import stems

Piece = TypeVar("Piece")

_CANDIDATE_PASSAGES = 100  # per source (meaning, words): the tenth best passage is found among far fewer
_LEXICAL_SHARE = (
    0.5  # of the score at full coverage; measured best on same-language and cross-language sets alike
)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The passages of one question, best first: positions in `Corpus.passages` and their scores in 0..1.

    `cosines` maps these passages, and `sentences` positions in `Corpus.sentences` within them, to the cosine
    with the question. `coverage` is in 0..1 (see above).
    """

    passages: tuple[int, ...]
    scores: tuple[float, ...]
    cosines: dict[int, float]
    sentences: dict[int, float]
    coverage: float


class Pieces(Sequence[Piece], Generic[Piece]):
    """The pieces of all volumes by position, each cut from its volume when it is asked for."""

    def __init__(self, first: list[int], piece: Callable[[int, int], Piece]) -> None:
        """`first` are the positions at which volumes begin, and the end; `piece` cuts one of a volume."""
        self.first, self._piece = first, piece

    def __len__(self) -> int:
        return self.first[-1]

    @overload
    def __getitem__(self, at: int) -> Piece: ...
    @overload
    def __getitem__(self, at: slice) -> list[Piece]: ...
    def __getitem__(self, at: int | slice) -> Piece | list[Piece]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        if not 0 <= at < len(self):
            raise IndexError(at)
        volume = bisect_right(self.first, at) - 1
        return self._piece(volume, int(at) - self.first[volume])


class Corpus:
    """All pieces of some volumes by position, and the BM25 of their words; volumes are read when needed.

    `document_sentences` maps a document to the range of its sentences, `languages` to its language.
    """

    def __init__(self, headers: Sequence[Header], read: Callable[[str], Volume], lexical: Lexical) -> None:
        self.lexical = lexical
        self._keys, self._read = [header.key for header in headers], read
        counts = np.concatenate([np.zeros(0, dtype=np.int32), *(header.counts for header in headers)])
        passages = np.cumsum([0, *(len(header.counts) for header in headers)]).tolist()
        self._first_sentence = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])
        sentences = self._first_sentence[passages].tolist()
        self.passages = Pieces[Passage](passages, lambda volume, at: self._volume(volume).passage(at))
        self.sentences = Pieces[Sentence](sentences, lambda volume, at: self._volume(volume).sentence(at))
        self.attributions = Pieces[Attribution | None](
            sentences, lambda volume, at: self._volume(volume).attribution(at)
        )
        self.languages = {header.name: header.language for header in headers}
        self.all_languages = frozenset(self.languages.values())
        self._passages = dict(zip(self.languages, map(range, passages, passages[1:]), strict=True))
        self.document_sentences = dict(zip(self.languages, map(range, sentences, sentences[1:]), strict=True))

    def sentences_of(self, passage: int) -> range:
        """The positions of the sentences in a passage."""
        first, stop = self._first_sentence[passage : passage + 2].tolist()
        return range(first, stop)

    def passage_of(self, sentence: int) -> int:
        """The position of the passage that holds a sentence."""
        return int(np.searchsorted(self._first_sentence, sentence, side="right")) - 1

    def within(self, document: str, start: int, end: int) -> range:
        """The positions of the sentences of a document that begin in `start:end` of its text."""
        own = self.document_sentences[document]
        places = self._volume(bisect_right(self.sentences.first, own.start) - 1).sentence_places[:, 1]
        first, stop = np.searchsorted(places, [start, end]).tolist()
        return own[first:stop]

    def passage_at(self, document: str, start: int) -> Passage:
        """The passage of a document that holds that place of its text, or the one before it."""
        own = self._passages[document]
        places = self._volume(bisect_right(self.passages.first, own.start) - 1).passage_places[:, 1]
        return self.passages[own.start + max(0, int(np.searchsorted(places, start, side="right")) - 1)]

    def is_title(self, position: int) -> bool:
        """Whether it is its document's title: near to all questions, and the text says it at length."""
        sentence = self.sentences[position]
        return sentence.paragraph == 0 and len(self.document_sentences[sentence.document]) > 1

    def _volume(self, at: int) -> Volume:
        return self._read(self._keys[at])


def rank(corpus: Corpus, vectors: Vectors, *, vector: Floats, question: Sequence[str]) -> Ranking:
    """Rank the passages for a question given as its vector and its stems."""
    bm25 = corpus.lexical.bm25(question)
    candidates = sorted({*vectors.nearest(vector, _CANDIDATE_PASSAGES), *_best(bm25, _CANDIDATE_PASSAGES)})
    if not candidates:
        return Ranking((), (), {}, {}, 0.0)
    passages = vectors.passages.similarities(vector, candidates)
    sentences = vectors.sentences.similarities(
        vector, [s for p in candidates for s in corpus.sentences_of(p)]
    )
    best_sentence = [max((sentences[s] for s in corpus.sentences_of(p)), default=-1.0) for p in candidates]
    dense = (np.array([passages[p] for p in candidates]) + np.array(best_sentence)) / 2
    best = int(bm25.argmax())
    coverage = corpus.lexical.coverage(question, stems(corpus.passages[best].text)) if bm25[best] > 0 else 0.0
    weight = _LEXICAL_SHARE * coverage
    scores = (1 - weight) * _minmax(dense) + weight * _minmax(bm25[candidates])
    order = np.argsort(-scores, kind="stable")
    return Ranking(
        passages=tuple(candidates[at] for at in order),
        scores=tuple(float(scores[at]) for at in order),
        cosines=passages,
        sentences=sentences,
        coverage=coverage,
    )


def _best(scores: Floats, n: int) -> list[int]:
    """The positions of the `n` highest scores, of those that are not 0; none is below it."""
    found = np.flatnonzero(scores)
    own = scores[found]  # numpy takes long to part an array that is mostly zeros
    if n < len(own):
        near = own >= np.partition(own, -n)[-n]
        found, own = found[near], own[near]
    best: list[int] = found[np.argsort(-own, kind="stable")[:n]].tolist()
    return best


def _minmax(values: Floats) -> Floats:
    spread = values.max() - values.min()
    return (values - values.min()) / spread if spread > 0 else np.full_like(values, 0.5)
