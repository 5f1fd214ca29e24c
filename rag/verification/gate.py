"""A sentence of a draft and the passages that it may cite -> a Verdict: the gate that no model is part of.

What can be looked up is: quotations, who says them, numbers and dates, names, denials. What is left is how
near the sentence is to the best one that it cites: that tells a sentence on something else, not every false
one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from rag.attribution import actors, attribute
from rag.citation import cite
from rag.embedding import Embedder
from rag.language import detect_language
from rag.retrieval import rank
from rag.shelf import Shelf
from rag.types import Citation, Passage, Sentence, Verdict
from rag.vectors import Floats, Vectors
from rag.verification.claim import Claim, Outcome
from rag.verification.draft import DraftSentence
from rag.verification.lines import Line, Whole
from rag.verification.quotations import locate, quotations, unquoted
from rag.verification.speech import is_person, last_name
from rag.words import fold, stems

_CONTEXT_SENTENCES = 12  # of the draft, in which "he" may have been named
_NEAR_SENTENCES = 2  # of them, in which two people leave open who "he" is
_READ_PASSAGES = 20  # for a sentence without [n]
_FOUND_PASSAGES = 3  # of them it is compared with
_NOTHING: Outcome = ("no_source", "Nothing like it was found.", ())
_MEASURED = "multilingual-e5-small"  # in the name of an embedding whose cosines rag.verification.claim knows
_MIN_LETTERS = 3  # of a claim beside its quotations, to be more than their frame


class Gate:
    """Checks the sentences of one draft, in order."""

    def __init__(
        self, shelf: Shelf, vectors: Vectors, embedder: Embedder, sources: Sequence[Passage] | None
    ) -> None:
        """`sources` are the passages that [1], [2], ... cite; None where the text cites nothing."""
        self._shelf, self._vectors, self._embedder, self._sources = shelf, vectors, embedder, sources
        self._draft: list[Sentence] = []
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._language = ""

    def check(self, sentence: DraftSentence) -> Verdict:
        """The verdict on the next sentence.

        Citations are numbered in order of their first use in the draft.
        """
        claim = self._claim(sentence.text)
        verdict, reason, carrying = self._judge(claim, sentence.cited)
        cited = self._cite(carrying) if verdict == "supported" else ()
        return Verdict(sentence.text, verdict, reason, cited, sentence.start, sentence.end, sentence.line)

    def _judge(self, claim: Claim, cited: tuple[int, ...]) -> Outcome:
        if self._sources is None:
            return self._judge_anywhere(claim)
        if not cited:
            return "no_source", "It cites no source.", ()
        lines: list[Line] = []
        for number in cited:
            if not 1 <= number <= len(self._sources):
                return "no_source", f"There is no source [{number}].", ()
            lines += self._lines_of(self._sources[number - 1], claim)
        return claim.judge(lines, self._whole(claim, lines)) if lines else _NOTHING

    def _judge_anywhere(self, claim: Claim) -> Outcome:
        """Against each of the nearest passages by itself; the first says what is wrong."""
        found = self._found(claim)
        first: Outcome = _NOTHING
        for at, lines in enumerate(found):
            outcome = claim.judge(lines, self._whole(claim, lines))
            if outcome[0] == "supported":
                return outcome
            first = first if at else outcome
        return first

    def _claim(self, text: str) -> Claim:
        """The sentence, and who speaks in it as far as the draft so far tells."""
        own = unquoted(text)
        spoken = own if len(re.findall(r"[^\W\d_]", own)) > _MIN_LETTERS else text
        self._language = detect_language(spoken, otherwise=self._language or "en", likely=self._language)
        begin = self._draft[-1].end + 1 if self._draft else 0
        self._draft.append(Sentence(_hushed(text), "", 1, begin, begin + len(text)))
        self._draft = self._draft[-_CONTEXT_SENTENCES:]
        said, acts = attribute(self._draft)[-1], actors(self._draft)[-1]
        return Claim(
            text=text,
            language=self._language,
            quotations=tuple(quotations(text)),
            speaker=said.speaker if said and self._is_plain(said.speaker) else "",
            actor=acts if self._is_plain(acts) else "",
            vector=self._embed(text),
            shelf=self._shelf,
            embed=self._embed,
            measured=_MEASURED in self._embedder.name,
        )

    def _is_plain(self, speaker: str) -> bool:
        """Whether the sentence names its speaker, or "he" can be nobody else in the sentences before it."""
        *before, last = [sentence.text for sentence in self._draft[-1 - _NEAR_SENTENCES :]]
        if last_name(speaker) in fold(last):
            return True
        known = {last_name(each) for each in self._shelf.names.speakers if is_person(each)}
        return len(known & set(re.findall(r"\w+", fold(" ".join(before))))) < 2

    def _embed(self, text: str) -> Floats:
        embedder: Any = self._embedder  # hashable, as what has no equals is
        return _vector(embedder, text)

    def _lines_of(self, passage: Passage, claim: Claim) -> list[Line]:
        """The sentences of a passage, with their likeness to the claim."""
        corpus = self._shelf.corpus
        positions = corpus.within(passage.document, passage.start, passage.end)
        likeness = self._vectors.sentences.similarities(claim.vector, positions)
        return [self._line(at, likeness[at]) for at in positions]

    def _line(self, position: int, likeness: float) -> Line:
        sentence = self._shelf.corpus.sentences[position]
        said = self._shelf.attributions[position]
        language = self._shelf.header(sentence.document).language
        return Line(position, sentence, said.speaker if said else "", language, likeness)

    def _found(self, claim: Claim) -> list[list[Line]]:
        """The passages nearest to the claim, those with its quotations first, each as its sentences."""
        corpus = self._shelf.corpus
        best = rank(corpus, self._vectors, vector=claim.vector, question=stems(claim.text)).passages
        lines = [self._lines_of(corpus.passages[at], claim) for at in best[:_READ_PASSAGES]]
        lines = [those for those in lines if those]

        def order(those: list[Line]) -> tuple[int, float]:
            text = " ".join(line.sentence.text for line in those)
            quoted = sum(locate(quotation.text, text) is not None for quotation in claim.quotations)
            return -quoted, -max(map(claim.score, those))

        return sorted(lines, key=order)[:_FOUND_PASSAGES]

    def _whole(self, claim: Claim, lines: Sequence[Line]) -> Whole:
        vectors, corpus = self._vectors, self._shelf.corpus
        cited = vectors.passages.similarities(
            claim.vector, {corpus.passage_of(line.position) for line in lines}
        )
        nearest = vectors.nearest(claim.vector, _READ_PASSAGES)
        sentences = vectors.sentences.similarities(
            claim.vector, [at for passage in nearest for at in corpus.sentences_of(passage)]
        )
        return Whole(
            max(cited.values(), default=0.0),
            best_passage=max(nearest.values(), default=0.0),
            best_sentence=max(sentences.values(), default=0.0),
        )

    def _cite(self, lines: Iterable[Line]) -> tuple[Citation, ...]:
        shelf = self._shelf
        pairs = [(line.sentence, shelf.attributions[line.position]) for line in lines]
        result = []
        for citation in cite(pairs, shelf.documents):
            key = (citation.document, citation.start, citation.end)
            number = self._numbers.setdefault(key, len(self._numbers) + 1)
            result.append(replace(citation, number=number))
        return tuple(sorted(result, key=lambda citation: citation.number))


@lru_cache(maxsize=4096)  # 6 MB; the voices of a text are compared with every sentence about it
def _vector(embedder: Embedder, text: str) -> Floats:
    return np.asarray(embedder.embed_query(text), dtype=np.float32)


def _hushed(text: str) -> str:
    """The text with letters that say nothing in its quotations, which may be in another language."""
    characters = list(text)
    for quotation in quotations(text):
        inside = re.sub(r"[^\W\d_]", "x", text[quotation.start : quotation.end])
        inside = re.sub("x", "X", inside, count=1)
        characters[quotation.start : quotation.end] = inside
    return "".join(characters)
