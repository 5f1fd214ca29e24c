"""One question of a set and what a system shows for it -> its figures, pure functions.

The figures that ask for a meaning the question has not (say, the recall of evidence where there is none) are
left out of its dictionary.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Span = tuple[int, int]
Figures = dict[str, float]

_WORTH = {"answered": 1.0, "closest": 0.5, "unanswered": 0.0}
_LIMITS = (250, 500)  # characters: what is read at a glance, and a short paragraph


@dataclass(frozen=True, slots=True)
class Shown:
    """What a system shows: the outcome, all its words, and the places it quotes, in order.

    `speakers` names the speaker of each place, "" for none.
    """

    status: str
    text: str
    spans: Sequence[Span]
    speakers: Sequence[str] = ()


def figures(item: dict[str, Any], shown: Shown, text: str) -> Figures:
    """The figures of one question about `text`.

    right: for an answerable question the worth of the outcome (1, .5, 0) where the expected key stands in the
    answer and half of some evidence is cited; for another 1 - worth, or 1 for a false premise corrected by
    evidence alone. evidence_recall: share of the evidence cited (for an open question: whether any is).
    citation_precision: share of the citations that touch evidence, where answered. character_precision: share
    of the cited characters that are evidence, where answered. first_citation_precision: whether the first
    citation touches evidence. recall_250, recall_500: share of the evidence of which half stands in the first
    characters quoted. wrong_speaker: whether a citation of evidence names another than the item's `speaker`.
    """
    evidence = find_spans(text, item["evidence"])
    allowed = evidence + find_spans(text, item.get("alt_evidence", []))
    touching = [any(overlap(span, other) for other in allowed) for span in shown.spans]
    group = "answerable" if item["answerable"] else "unanswerable"
    answered, worth = shown.status == "answered", _WORTH[shown.status]
    found: Figures = {
        "answered": answered,
        f"answered_when_{group}": answered,
        f"closest_when_{group}": shown.status == "closest",
    }
    if shown.spans:
        found["characters_shown"] = sum(end - start for start, end in shown.spans)
    if item.get("speaker"):
        names = [name for name, touches in zip(shown.speakers, touching, strict=True) if touches and name]
        found["wrong_speaker"] = any(name not in item["speaker"] for name in names)
    if not item["answerable"]:
        corrected = item["kind"] == "false_premise" and bool(touching) and all(touching)
        return found | {"right": 1.0 if corrected else 1 - worth}
    keys = all(re.search(key, shown.text, re.IGNORECASE | re.MULTILINE) for key in item["answer_keys"])
    any_cited = any(covered(span, shown.spans) for span in allowed)
    is_open = item["kind"] == "vague" or str(item.get("note", "")).startswith("open")
    found["right"] = worth * (keys and any_cited)
    found["evidence_recall"] = any_cited if is_open else share_covered(evidence, shown.spans)
    if answered:
        found["citation_precision"] = sum(touching) / len(touching) if touching else 0.0
        cited = _characters(shown.spans)
        found["character_precision"] = len(cited & _characters(allowed)) / len(cited) if cited else 0.0
    if not item.get("history"):
        found["first_citation_precision"] = bool(touching) and touching[0]
        for limit in _LIMITS:
            found[f"recall_{limit}"] = share_covered(evidence, first_characters(shown.spans, limit))
    return found


def first_characters(spans: Sequence[Span], limit: int) -> list[Span]:
    """The first `limit` characters of the spans, in their order.

    >>> first_characters([(10, 20), (0, 8), (30, 40)], 15)
    [(10, 20), (0, 5)]
    """
    cut = []
    for start, end in spans:
        if limit > 0:
            cut.append((start, min(end, start + limit)))
        limit -= end - start
    return cut


def share_covered(spans: Sequence[Span], others: Sequence[Span]) -> float:
    """The share of `spans` of which at least half lies in `others`."""
    return sum(covered(span, others) for span in spans) / len(spans)


def covered(span: Span, others: Sequence[Span]) -> bool:
    """Whether at least half of `span` lies in `others`."""
    return 2 * sum(overlap(span, other) for other in others) >= span[1] - span[0]


def overlap(one: Span, other: Span) -> int:
    """The number of characters that two spans share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def find_spans(text: str, quotes: Sequence[str]) -> list[Span]:
    """Where each quote stands in the text, any white space taken for another."""
    spans = []
    for quote in quotes:
        place = re.search(re.escape(quote), text) or re.search(
            r"\s+".join(map(re.escape, quote.split())), text
        )
        if not place:
            raise SystemExit(f"The evidence {quote!r} is not in the article: correct the question set.")
        spans.append(place.span())
    return spans


def _characters(spans: Sequence[Span]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}
