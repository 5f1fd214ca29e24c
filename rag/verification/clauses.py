"""A sentence -> its clauses that each have a voice of their own: "X saw a gift, while Y held that it …"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.attribution import actors, attribute
from rag.types import Sentence
from rag.verification.quotations import quotations
from rag.verification.speech import is_person, last_name

# Where a clause may begin: behind a semicolon; where it is set against the one before, or says more of
# whoever was named; or behind a comma, if somebody says something there.
_BEGINS = re.compile(
    r"(?P<apart>;\s)|"
    r"(?P<against>,?\s(?:while|whereas|tandis que?|alors que?|während|mientras|mentre|enquanto|"
    r"terwijl)[\s'’]|"
    r",\s(?:quand|when|lorsque?)[\s'’])|"
    r"(?P<of>,\s(?:whose|dont|deren|dessen|cuy[oa]s?)\s)|"
    r"(?P<joined>,\s(?:and|but|though|although|et|mais|bien que?|und|aber|y|pero|e|ma|mas|en|maar)[\s'’])",
    re.IGNORECASE,
)
_OPENS = re.compile(  # "While Petrone warned, …, Aldrich found"
    r"(?:while|whereas|tandis que?|alors que?|während|mientras|mentre|enquanto|terwijl)[\s'’]",
    re.IGNORECASE,
)
_COMMA = re.compile(r"(?P<against>,\s)")
_LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence, who speaks in it, and who speaks or else acts."""

    sentence: Sentence
    speaker: str
    actor: str


def clauses_of(sentence: Sentence, before: Sequence[Sentence]) -> list[Clause]:
    """The clauses of a sentence with voices of their own, none where it is one; `before` leads to it."""
    text = sentence.text
    quoted = [range(each.start, each.end) for each in quotations(text)]
    opening = _OPENS.match(text)
    marks = [
        mark
        for mark in (_COMMA if opening else _BEGINS).finditer(text)
        if not any(mark.start() in place for place in quoted)
    ]
    starts = [(opening.end() if opening else 0, ""), *((mark.end(), mark.lastgroup or "") for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(text)]
    if len(starts) == 1:
        return []
    parts: list[tuple[int, int]] = []
    for (start, kind), end in zip(starts, ends, strict=True):
        if parts and not _stands_alone(_cut(sentence, start, end, kind), kind, sentence, parts, before):
            parts[-1] = (parts[-1][0], end)
        else:
            parts.append((start, end))
    if len(parts) == 1 or any(len(text[start:end].split()) < _LEAST_WORDS for start, end in parts):
        return []
    read: list[Clause] = []
    kinds = dict(starts)
    for start, end in parts:
        clause = _read(_cut(sentence, start, end, kinds[start]), [*before, *(each.sentence for each in read)])
        read.append(replace(clause, sentence=_cut(sentence, start, end, "")))
    return read


def _cut(sentence: Sentence, start: int, end: int, kind: str) -> Sentence:
    """A part of it; of "whose director, Ron James, wanted" as a sentence of its own."""
    text, begin = sentence.text[start:end], sentence.start + start
    owner = "his " if kind == "of" and sentence.text[:start].lower().endswith("whose ") else ""
    return replace(sentence, text=owner + text, start=begin, end=begin + len(text))


def _read(sentence: Sentence, before: Sequence[Sentence]) -> Clause:
    said, acts = attribute([*before, sentence])[-1], actors([*before, sentence])[-1]
    return Clause(sentence, said.speaker if said else "", acts)


def _stands_alone(
    part: Sentence, kind: str, whole: Sentence, parts: Sequence[tuple[int, int]], before: Sequence[Sentence]
) -> bool:
    if kind == "apart":
        return True
    led = [_cut(whole, start, end, "") for start, end in parts]
    clause, earlier = _read(part, [*before, *led]), _read(led[-1], before)
    voice = (
        clause.speaker if kind == "joined" else clause.speaker or (is_person(clause.actor) and clause.actor)
    )
    other = earlier.speaker or earlier.actor
    return bool(voice) and last_name(voice or "") != last_name(other) and voice != other
