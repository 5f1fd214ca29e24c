"""Texts -> two plain rankings of them to compare with, by e5's cosine and by BM25; neither ever refuses."""

from collections.abc import Callable

import bm25s
import numpy as np
from answers import Shown

from rag.embedding import Embedder
from rag.splitting import split_document
from rag.types import Document
from rag.vectors import Floats
from rag.words import stems

_QUOTED_SENTENCES = 2
_QUOTED_PARAGRAPHS = 1


class PlainRanking:
    """Texts, ranked for a question by one signal alone; both orders are positions in `texts`, best first."""

    def __init__(self, texts: list[str], embedder: Embedder) -> None:
        """Embed the texts whole (the model reads the first 512 tokens) and index their stems."""
        self._embedder = embedder
        self._vectors = np.asarray(embedder.embed_documents(texts), dtype=np.float32)
        words = [stems(text) for text in texts]
        self._known = {stem for text in words for stem in text}
        self._bm25 = bm25s.BM25(method="lucene")
        self._bm25.index([text or [""] for text in words], show_progress=False)

    def by_meaning(self, question: str) -> list[int]:
        """By cosine with the question."""
        vector = np.asarray(self._embedder.embed_query(question), dtype=np.float32)
        return _best_first(self._vectors @ vector)

    def by_words(self, question: str) -> list[int]:
        """By BM25; texts that share no word with the question keep their order."""
        known = [stem for stem in stems(question) if stem in self._known]
        if not known:
            return list(range(len(self._vectors)))
        return _best_first(self._bm25.get_scores(known))


def answer_controls(document: Document, embedder: Embedder) -> dict[str, Callable[[str], Shown]]:
    """By name: a control that quotes the best pieces of the document, title included, for a question."""
    pieces = split_document(document, count_tokens=embedder.count_tokens, max_tokens=embedder.max_tokens)
    sentences = PlainRanking([sentence.text for sentence in pieces.sentences], embedder)
    paragraphs = PlainRanking([passage.text for passage in pieces.passages], embedder)
    sentence_spans = [(sentence.start, sentence.end) for sentence in pieces.sentences]
    paragraph_spans = [(passage.start, passage.end) for passage in pieces.passages]

    def quoting(
        order: Callable[[str], list[int]], spans: list[tuple[int, int]], most: int
    ) -> Callable[[str], Shown]:
        def show(question: str) -> Shown:
            quoted = [spans[at] for at in order(question)[:most]]
            text = "\n".join(document.text[start:end] for start, end in quoted)
            return Shown("answered", text, quoted, [""] * len(quoted))

        return show

    return {
        "e5 sentences": quoting(sentences.by_meaning, sentence_spans, _QUOTED_SENTENCES),
        "BM25 sentences": quoting(sentences.by_words, sentence_spans, _QUOTED_SENTENCES),
        "e5 paragraphs": quoting(paragraphs.by_meaning, paragraph_spans, _QUOTED_PARAGRAPHS),
    }


def _best_first(scores: Floats) -> list[int]:
    return [int(at) for at in np.argsort(-scores, kind="stable")]
