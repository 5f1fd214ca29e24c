"""Question -> ranked passages, by meaning (Chroma) and by words (bm25s) in one score.

The score of a passage is (1 - w) * minmax((its cosine + its best sentence's cosine) / 2) + w * minmax(BM25),
where w = coverage / 2, and coverage is the idf share of the question's words that the passage with the best
BM25 has: about 0.7 where question and text share a language, about 0 where they share no script, so no
language has to be recognised.
"""

import logging
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum

import bm25s
import numpy as np
import numpy.typing as npt

from rag.splitting import SplitDocument
from rag.types import Passage, Sentence
from rag.vectors import Vectors

logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG on import

Floats = npt.NDArray[np.float32]

_CANDIDATE_PASSAGES = 100  # per source (meaning, words): the tenth best passage is found among far fewer
_CANDIDATE_SENTENCES = 200
_STEM_LETTERS = 5  # words cut to five letters: close to a stemmer in European languages, and asks for none
_LEXICAL_SHARE = (
    0.5  # of the score at full coverage; measured best on same-language and cross-language sets alike
)
# Vowel signs of Indian scripts are no letters to \w, but no word ends at them.
_LETTER = r"(?:[^\W_]|[\u0900-\u0963\u0966-\u0dff])"
_WORD = re.compile(rf"{_LETTER}+(?:\.{_LETTER}+)*")
# Accents, and the points of Hebrew and Arabic, which most texts leave out.
_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]"
)
# Scripts written without spaces between words are matched by pairs of characters.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
)
_ELISION = re.compile(
    r"\b(?:[cdjlmnstyz]|qu|jusqu|lorsqu|puisqu|quoiqu|all|dall|dell|nell|sull|un|gl)['’ʼ](?=\w)"
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


class Corpus:
    """All pieces of all documents by position, and the BM25 weights of their words.

    `sentences_of[p]` is the range of positions in `sentences` that passage `p` holds,
    `document_sentences[name]` the range of a document; `languages` maps documents to their language.
    """

    def __init__(self, documents: Sequence[SplitDocument]) -> None:
        self.passages: list[Passage] = []
        self.sentences: list[Sentence] = []
        self.passage_of: list[int] = []
        self.document_sentences: dict[str, range] = {}
        self.languages = {document.name: document.language for document in documents}
        for document in documents:
            self.passage_of += [len(self.passages) + position for position in document.sentence_passage]
            self.passages += document.passages
            first = len(self.sentences)
            self.sentences += document.sentences
            self.document_sentences[document.name] = range(first, len(self.sentences))
        starts = np.searchsorted(self.passage_of, np.arange(len(self.passages) + 1))
        self.sentences_of = [range(start, stop) for start, stop in pairwise(starts.tolist())]
        self.words = [stems(passage.text) for passage in self.passages]
        self._idf = _idf(self.words)
        self._unknown_idf = float(np.log(1 + 2 * len(self.passages) + 1))
        # Without any word bm25s cannot build an index; one that no text has keeps the scores at zero.
        self._bm25 = bm25s.BM25(method="lucene")
        self._bm25.index([words or [""] for words in self.words], show_progress=False)

    def bm25(self, question: Sequence[str]) -> Floats:
        """BM25 of each passage for the stems of a question, (passages,), 0 where they share no word."""
        known = [stem for stem in question if stem in self._idf]
        if not known:
            return np.zeros(len(self.passages), dtype=np.float32)
        return np.asarray(self._bm25.get_scores(known), dtype=np.float32)

    def coverage(self, question: Sequence[str], text: Sequence[str]) -> float:
        """The idf share of the question's stems that `text` has, 0..1."""
        wanted = set(question)
        weights = {stem: self.idf(stem) for stem in wanted}
        total = fsum(weights.values())  # sum would depend on the order of a set, and with it an answer
        return fsum(weights[stem] for stem in wanted.intersection(text)) / total if total else 0.0

    def is_title(self, position: int) -> bool:
        """Whether it is its document's title: near to all questions, and the text says it at length."""
        sentence = self.sentences[position]
        return sentence.paragraph == 0 and len(self.document_sentences[sentence.document]) > 1

    def idf(self, stem: str) -> float:
        """log(1 + (N - n + .5) / (n + .5)), of N passages n with the stem."""
        return self._idf.get(stem, self._unknown_idf)


def rank(corpus: Corpus, vectors: Vectors, *, vector: Floats, question: Sequence[str]) -> Ranking:
    """Rank the passages for a question given as its vector and its stems."""
    passages = vectors.passages.nearest(vector, _CANDIDATE_PASSAGES)
    sentences = vectors.sentences.nearest(vector, _CANDIDATE_SENTENCES)
    bm25 = corpus.bm25(question)
    lexical = np.argsort(-bm25, kind="stable")[:_CANDIDATE_PASSAGES]
    candidates = sorted(
        passages.keys()
        | {corpus.passage_of[sentence] for sentence in sentences}
        | {int(p) for p in lexical if bm25[p] > 0}
    )
    passages |= vectors.passages.similarities(vector, [p for p in candidates if p not in passages])
    wanted = [sentence for p in candidates for sentence in corpus.sentences_of[p]]
    sentences |= vectors.sentences.similarities(
        vector, [sentence for sentence in wanted if sentence not in sentences]
    )
    candidates = [p for p in candidates if p in passages]
    if not candidates:
        return Ranking((), (), {}, {}, 0.0)
    best_sentence = [
        max((sentences.get(s, -1.0) for s in corpus.sentences_of[p]), default=-1.0) for p in candidates
    ]
    dense = (np.array([passages[p] for p in candidates]) + np.array(best_sentence)) / 2
    coverage = corpus.coverage(question, corpus.words[int(bm25.argmax())]) if bm25.any() else 0.0
    weight = _LEXICAL_SHARE * coverage
    scores = (1 - weight) * _minmax(dense) + weight * _minmax(bm25[candidates])
    order = np.argsort(-scores, kind="stable")
    return Ranking(
        passages=tuple(candidates[at] for at in order),
        scores=tuple(float(scores[at]) for at in order),
        cosines={p: passages[p] for p in candidates},
        sentences={s: sentences[s] for s in wanted if s in sentences},
        coverage=coverage,
    )


def stems(text: str) -> list[str]:
    """Words folded to lower case without accents, French and Italian elisions split off, cut to five letters.

    >>> stems("L'équité, d'après Chen : 3.5 %")
    ['l', 'equit', 'd', 'apres', 'chen', '3.5']
    >>> stems("公司文化")
    ['公司', '司文', '文化']
    """
    folded = fold(text)
    folded = _ELISION.sub(lambda found: found.group()[:-1] + " ", folded)
    result = []
    for word in _WORD.findall(folded):
        if unspaced := _UNSPACED.findall(word):
            for run in unspaced:
                result += [run[at : at + 2] for at in range(max(1, len(run) - 1))]
            word = _UNSPACED.sub(" ", word)
            result += [part[:_STEM_LETTERS] for part in word.split()]
        else:
            result.append(word if word[0].isdigit() else word[:_STEM_LETTERS])
    return result


def fold(text: str) -> str:
    """Lower case, compatibility forms unified, accents and vowel points dropped."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", decomposed))


def _idf(texts: Sequence[Sequence[str]]) -> dict[str, float]:
    counts: dict[str, int] = {}
    for words in texts:
        for word in set(words):
            counts[word] = counts.get(word, 0) + 1
    return {word: float(np.log(1 + (len(texts) - n + 0.5) / (n + 0.5))) for word, n in counts.items()}


def _minmax(values: Floats) -> Floats:
    spread = values.max() - values.min()
    return (values - values.min()) / spread if spread > 0 else np.full_like(values, 0.5)
