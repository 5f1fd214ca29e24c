"""Evidence -> the sentences to show and the outcome; no language model.

How many sentences follows from the shape of the scores: those that stand out from the rest of the document
nearly as far as the best one does.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Literal

from rag.evidence import Evidence
from rag.numbers import Kind, has_number
from rag.retrieval import Corpus
from rag.types import Attribution, Status
from rag.words import stems

Extent = Literal["one", "part", "list"]

SURE, PERHAPS = 0.45, 0.2  # confidence from which the outcome is "answered", "closest"
_ON_SUBJECT = 0.1  # confidence from which the nearest sentence of an "unanswered" is worth showing
_MOST = {"one": 3, "part": 2, "list": 6}  # sentences shown
_LEAST_SHARE = {"one": 0.8, "part": 0.9, "list": 0.6}  # of the best sentence's lead over the mean sentence
_SAME_WORDS = 0.8  # share of all words of two sentences that both have: they say the same
_LEAD_SENTENCES, _KEY_QUOTES = 2, 3  # of a summary

Speaker = Callable[[int], Attribution | None]


@dataclass(frozen=True, slots=True)
class Choice:
    """The outcome, and the positions in `Corpus.sentences` of the sentences to show, best first.

    `reasons` says of each sentence read why it was kept or dropped.
    """

    status: Status
    sentences: tuple[int, ...]
    confidence: float
    scores: Mapping[int, float] = field(default_factory=dict)
    reasons: Mapping[int, str] = field(default_factory=dict)


def choose(
    corpus: Corpus,
    evidence: Evidence,
    speaker: Speaker,
    *,
    extent: Extent = "one",
    only: Collection[str] = (),
    silent: bool = False,
    everything: bool = False,
    number: Kind = "",
) -> Choice:
    """Choose the sentences to show, and say how sure it is that they answer.

    `only` are the names of the speaker whose words are asked for: nobody else's are shown. `silent`: words
    are asked for of somebody who has none here, so that nothing can be more than close. `everything`: all
    that speaker's words are asked for. `number`: one is asked for, and where none is shown, that can be no
    more than close.
    """
    scores = dict(evidence.scores)
    reasons: dict[int, str] = {}
    for position in evidence.scores:
        said = speaker(position)
        who = said.speaker if said else ""
        if only and who not in only and (who or everything):
            del scores[position]
            reasons[position] = f"dropped: said by {who or 'nobody named'}"
    confidence = 1 - evidence.not_here
    if silent or (only and not any((said := speaker(at)) and said.speaker in only for at in scores)):
        confidence = min(confidence, (SURE + PERHAPS) / 2)
    if not scores:
        return Choice("unanswered", (), 0.0, scores, reasons)
    status = _status(confidence)
    ordered = sorted(scores, key=lambda position: -scores[position])
    mean = sum(scores.values()) / len(scores)
    least = mean + _LEAST_SHARE[extent] * (scores[ordered[0]] - mean)
    most = _MOST[extent] if status != "unanswered" else int(confidence >= _ON_SUBJECT)
    shown: list[int] = []
    for position in ordered:
        if scores[position] < least and not everything:
            reasons[position] = "dropped: too far below the best"
        elif len(shown) == most:
            reasons[position] = "dropped: enough shown"
        elif any(_says_the_same(corpus, position, other) for other in shown):
            reasons[position] = "dropped: says the same as one shown"
        else:
            reasons[position] = "kept"
            shown.append(position)
    if number and not any(has_number(corpus.sentences[at].text, number) for at in shown):
        confidence = min(confidence, (SURE + PERHAPS) / 2)
        status = _status(confidence)
    return Choice(status, tuple(shown), confidence, scores, reasons)


def summarize(
    corpus: Corpus, document: str, speaker: Speaker, centrality: Mapping[int, float]
) -> tuple[int, ...]:
    """A document's first sentences, and the quotations of its speakers that are nearest to its centre."""
    body = [at for at in corpus.document_sentences[document] if not corpus.is_title(at)]
    body = [at for at in body if len(stems(corpus.sentences[at].text)) > 1] or list(
        corpus.document_sentences[document]
    )
    lead = body[:_LEAD_SENTENCES]
    best: dict[str, int] = {}
    for at in sorted(body[_LEAD_SENTENCES:], key=lambda at: -centrality.get(at, 0.0)):
        said = speaker(at)
        if said and any(mark in corpus.sentences[at].text for mark in '«“„"'):
            best.setdefault(said.speaker, at)
    quotes = sorted(list(best.values())[:_KEY_QUOTES])
    return (*lead, *quotes)


def with_attributions(corpus: Corpus, sentences: Sequence[int], speaker: Speaker) -> tuple[int, ...]:
    """The sentences, each followed by the one that names its speaker where that is another one."""
    result: list[int] = []
    for position in sentences:
        result.append(position)
        said, own = speaker(position), corpus.sentences[position]
        if said and not own.start <= said.start < own.end:
            result += [
                at
                for at in corpus.document_sentences[own.document]
                if corpus.sentences[at].start <= said.start < corpus.sentences[at].end
            ]
    return tuple(dict.fromkeys(result))


def merge(choices: Sequence[Choice]) -> Choice:
    """One choice of the whole question's and its parts', which give the sentences, in their order.

    As sure as the whole is, or the parts on average, whichever is surer: a part alone leaves out what it is
    about.
    """
    whole, *parts = choices
    if not parts:
        return whole
    confidence = max(whole.confidence, sum(part.confidence for part in parts) / len(parts))
    status = _status(confidence)
    # The best of each part comes first.
    turns = zip_longest(*(part.sentences for part in parts))
    sentences = tuple(dict.fromkeys(at for turn in turns for at in turn if at is not None))
    scores: dict[int, float] = {}
    reasons: dict[int, str] = {}
    for part in parts:
        scores |= {at: max(score, scores.get(at, score)) for at, score in part.scores.items()}
        reasons |= {at: why for at, why in part.reasons.items() if reasons.get(at) != "kept"}
    return Choice(status, sentences if status != "unanswered" else sentences[:1], confidence, scores, reasons)


def _status(confidence: float) -> Status:
    return "answered" if confidence >= SURE else "closest" if confidence >= PERHAPS else "unanswered"


def _says_the_same(corpus: Corpus, one: int, other: int) -> bool:
    words, others = (set(stems(corpus.sentences[at].text)) for at in (one, other))
    return len(words & others) >= _SAME_WORDS * len(words | others)
