"""A document -> what it calls the people in it; and whom a description of a claim is most like.

A description names somebody in other words, and often in another language, than the text: "Meta's CEO", "le
PDG de Meta, Mark Zuckerberg". The nearest description by embedding was the right one for 18 of 20 tried by
hand in four languages.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rag.attribution.people import given_gender
from rag.types import Document
from rag.vectors import Floats
from rag.verification.speech import is_person, is_somebody, last_word, nouns
from rag.words import fold

_CAPITAL = r"(?:[A-ZÀ-ÖØ-Þ]\.|[A-ZÀ-ÖØ-Þ][^\W\d_]*(?:[-.][^\W\d_]+|['’][A-ZÀ-ÖØ-Þ][^\W\d_]*)*)"
FULL_NAME = re.compile(rf"\b{_CAPITAL}(?:[ -](?:d[eu] |v[ao]n )?{_CAPITAL})+")
ARTICLE = (
    r"(?:the|an?|its|their|his|her|our|l[ae]s?|une?|s[aou]s?|son|leur|notre|d[ie]e|der|das|eine?|seine?|ihre?|"
    r"el|una?|il|lo|suo|seu|sua|o|het|een|zijn)\b|l['’]"
)
_BEHIND = re.compile(r"\s?[,(]\s?([^,.;:()«»“”\"]{4,80})[,.;:)]")
_IS = re.compile(rf"\s(?:was|is|est|était|ist|war|es|era|è|fut)\s((?:{ARTICLE})[^,.;:()«»“”\"]{{4,60}})")
_BEFORE = re.compile(r"([^\n,.;:()«»“”\"]{1,80})(?:,|,?[^\S\n])$")
_STARTS = re.compile(rf"(?:^|\s)(?=(?i:{ARTICLE})|[A-ZÀ-ÖØ-Þ][\w-]*['’]s\s)")  # the chairman, IBM's chairman
_OPEN = re.compile(r"^(?:and|et|und|y|e)\s|\s(?:\w{1,3}|with|avec|from|chez|entre|between|pour)$")
_NAME_WORD = re.compile(rf"(?!(?i:{ARTICLE})$)[A-ZÀ-ÖØ-Þ]\w\w")
_OPENS = re.compile(rf"{ARTICLE}\s", re.IGNORECASE)
_COMPLEMENT = re.compile(r"\s(?:of|de|du|des|d['’]|von|di)\b")
_BEFORE_CHARS = 90
_MAX_WORDS = 9  # of a description
MAX_TEXT_CHARS = 200_000  # of a document, read for who is who in it
_DESCRIBED_CHARS = 50_000  # of a document, in which people are introduced
_MAX_PEOPLE = 40
_MAX_COMMON = 80  # words that are compared with one of another language
_CLEARLY = 0.03  # nearer to another one than to whom the text names

Embed = Callable[[str], Floats]


@lru_cache(maxsize=16)
def descriptions(document: Document, single: frozenset[str] = frozenset()) -> Mapping[str, frozenset[str]]:
    """Full name, or a name of one word of `single`, folded -> what the document calls its bearer.

    Keys are in the order of the text, at most 40.
    """
    text = document.text[:_DESCRIBED_CHARS]
    found: dict[str, set[str]] = {}
    lasts = {last_word(name) for name in full_names(document)}
    names = "|".join(map(re.escape, sorted(single - lasts)))
    for name in re.finditer(rf"{FULL_NAME.pattern}|\b(?:{names})\b" if names else FULL_NAME.pattern, text):
        known = fold(name.group()) in found
        if (len(found) >= _MAX_PEOPLE and not known) or not is_person(name.group()):  # PDG de Meta
            continue
        if _OPENS.match(name.group()):  # Le Monde
            continue
        told = set()
        for pattern in (_BEHIND, _IS):
            if match := pattern.match(text, name.end()):
                told.add(match[1].strip())
        begin = name.start()
        for _ in range(2):  # "the other chairman, the Briton Alastair Morton"
            before = _BEFORE.search(text, max(0, begin - _BEFORE_CHARS), begin)
            if not before:
                break
            told |= {before[1][start.end() :].strip() for start in _STARTS.finditer(before[1])}
            begin = before.start()
        short = {one for one in told if 1 < len(one.split()) <= _MAX_WORDS}
        short = {one for one in short if not (_OPEN.search(one) or _has_name(one))}
        if short:
            found.setdefault(fold(name.group()), set()).update(short)
    return {name: frozenset(told) for name, told in found.items()}


def _has_name(description: str) -> bool:
    """Whether it names a person itself, before its complement: "the premier of New South Wales" does not."""
    head = _COMPLEMENT.split(_OPENS.sub("", description), maxsplit=1)[0]
    return any(map(is_person, FULL_NAME.findall(head)))


@lru_cache(maxsize=16)
def full_names(document: Document) -> frozenset[str]:
    """The names of several words in a document."""
    return frozenset(FULL_NAME.findall(document.text[:MAX_TEXT_CHARS]))


@lru_cache(maxsize=16)
def names_of_people(document: Document) -> frozenset[str]:
    """The folded words of those full names that have a known first name, or somebody who is described."""
    whole = (name.split() for name in full_names(document))
    described = descriptions(document)
    named = (
        words
        for words in whole
        if fold(" ".join(words)) in described or any(given_gender(word.lower()) for word in words[:-1])
    )
    return frozenset(fold(word) for words in named for word in words if _NAME_WORD.match(word))


@lru_cache(maxsize=16)
def common_names(document: Document) -> str:
    """The most frequent words with a capital letter that a document has, in one text."""
    words = Counter(re.findall(r"\b[A-ZÀ-ÖØ-Þ][\w-]{2,}", document.text[:MAX_TEXT_CHARS]))
    return " ".join(word for word, _ in words.most_common(_MAX_COMMON))


@dataclass(frozen=True, slots=True)
class Bearer:
    """How like a description the one asked about is, and another one the most (cosines, 0 for none)."""

    other: str
    likeness: float
    own: float

    @property
    def is_another(self) -> bool:
        """Whether it is clearly of the other one; where nothing is known of the own, it is not."""
        return bool(self.own) and self.likeness >= self.own + _CLEARLY


def bearer_of(
    description: str,
    person: str,
    documents: Collection[Document],
    others: Collection[str],
    embed: Embed,
    single: frozenset[str] = frozenset(),
    among: Collection[str] = (),
) -> Bearer:
    """Whom the texts call so, `person` or another one.

    `person` is a name or itself a description; `others` are more descriptions, of whom has no name; `single`
    are names of one word. With `among` only those are read whose last name, folded, is in it.
    """
    last = last_word(fold(person)) if person.split() else ""
    vector = embed(description)
    own, best, found = 0.0, 0.0, ""
    for document in documents:
        for name, told in descriptions(document, single).items():
            own_name = last_word(name) == last
            definite = [one for one in told if own_name or not (among and is_somebody(one))]  # "the champion"
            likeness = max((float(vector @ embed(one)) for one in definite), default=0.0)
            if own_name:
                own = max(own, likeness, float(vector @ embed(person)))
            elif likeness > best and (not among or last_word(name) in among):
                best, found = likeness, name
    for other in {*others, person}:
        likeness = float(vector @ embed(other))
        if other == person and len(person.split()) > 1 and not FULL_NAME.fullmatch(person):
            own = max(own, likeness)
        elif likeness > best and not nouns(other) <= nouns(person) and not nouns(person) <= nouns(other):
            best, found = likeness, other
    return Bearer(found, best, own)
