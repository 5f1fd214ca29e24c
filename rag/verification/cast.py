"""Whom a claim credits and who speaks in a text -> whether they can be one, by what it calls people."""

import re
from collections.abc import Collection, Iterator

from rag.attribution.tokens import word_set
from rag.verification.crediting import Credits
from rag.verification.identity import MAX_TEXT_CHARS, Bearer, bearer_of, descriptions
from rag.verification.lines import Line
from rag.verification.speech import (
    heads,
    is_person,
    is_somebody,
    last_name,
    last_word,
    may_be_same,
    names_of,
    near,
    nouns,
)
from rag.verification.voices import words_of
from rag.words import fold

_SAME_ROLE = 0.9  # cosine of two descriptions that are one in two languages
_LIKE_ROLE = 0.85  # of two that may be
_DEFINITE = re.compile(r"(?:the|l[ae]|el|il|lo|d[ie]r?|das|o|het)\s|l['’]", re.IGNORECASE)
_ANYBODY = word_set(
    "homme femme man woman girl boy fille garcon mann frau hombre mujer uomo donna homem mulher"
)
_STEM_LETTERS = 5  # minister, ministre
_THEM = re.compile(  # who stands before: "one of them", "the former"
    r"\b(?:them|eux|elles|ihnen|ellos|ellas|loro|eles|elas|hen|former|latter|first|second|premi(?:er|ère)|"
    r"autres?|others?|another|otr[oa]s?|andere[rnms]?|derni(?:er|ère)|seconde?|erster?e|letztere?|primer[oa]|últim[oa])$",
    re.IGNORECASE,
)


class Cast(Credits):
    """What the texts call the people in them."""

    def may_be_same(self, claimed: str, shown: str, said: str, before: Collection[str] = ()) -> bool:
        """Whether the two can be one, by their names and by what the texts call people.

        `before` are the words up to where a description stands, which means nobody who is named later.
        """
        texts = [document.text[:MAX_TEXT_CHARS] for document in self.documents]
        names = {fold(name) for name in self.claim.names}
        if not is_person(claimed) and is_person(shown) and last_name(shown) in names:
            return True  # "the engineer John Stevens": it names him as well
        if not is_person(shown) and fold(shown) in fold(self.claim.own):
            return True
        if not is_person(claimed) and is_person(shown) and self._holds_another_office(claimed, shown):
            return False
        if re.fullmatch(r"\w+", shown) and any(re.search(rf"\b{shown.lower()}\b", text) for text in texts):
            shown = shown.lower()  # "la Première", of a minister
        if not is_person(claimed) and not is_somebody(claimed) and not is_somebody(shown):
            one = self._bearers(claimed)
            other = {last_name(shown)} if is_person(shown) else self._bearers(shown)
            if one and other and one.isdisjoint(other):
                return False  # the premier and the minister
        bearer = self._bearer(claimed, shown, before if is_person(claimed) else ())
        is_described = bearer and is_person(shown) and bearer.own >= bearer.likeness
        if not may_be_same(claimed, shown, texts, said) and not (is_described and not is_somebody(claimed)):
            return False
        if bearer is None or not bearer.is_another:
            return True
        nameless = bearer.other in self.nameless()
        two = is_somebody(claimed) == is_somebody(shown)  # both one of many, or both the one
        if two and not (nameless or is_person(shown) or is_person(claimed)):
            return True  # "the captain" may be "the convict"
        return not nameless and last_word(bearer.other) in fold(said)

    def _holds_another_office(self, claimed: str, person: str) -> bool:
        """Whether the texts give the person the office of the claimed one, but another part of it.

        As "le ministre de l'Intérieur" of "le ministre de la Justice".
        """
        plain = claimed[:1].lower() + claimed[1:]
        parts, last = {name[:_STEM_LETTERS] for name in names_of(plain) if len(name) > 2}, last_name(person)
        office = {word for word in nouns(plain) if word[:_STEM_LETTERS] not in parts}
        held = [
            each
            for name, those in self._described()
            if name == last
            for each in those
            if names_of(each) and office & nouns(each)
        ]
        own = any(fold(name).startswith(tuple(parts)) for each in held for name in names_of(each))
        texts = [fold(document.text[:MAX_TEXT_CHARS]) for document in self.documents]
        return (
            bool(parts and held) and not own and not any(near(part, last, t) for part in parts for t in texts)
        )

    def is_mentioned_apart(self, described: str, person: str) -> bool:
        """Whether a sentence of the sources speaks of one who is so described, and it is not this person.

        "The mayor" is not Lang, whom nothing around "le maire" names.
        """
        if not is_person(person) or is_somebody(described) or len(described.split()) < 2:
            return False
        vector, last = self.claim.embed(described), last_name(person)
        for line in self.lines:
            other = line.speaker or self.actor(line)
            if not other or is_person(other) or is_somebody(other):
                continue
            named = last in words_of(line.sentence.text) or last in self.named_before(line)
            if not named and float(vector @ self.claim.embed(other)) >= _SAME_ROLE:
                return not any(
                    float(vector @ self.claim.embed(told)) >= _SAME_ROLE
                    for name, those in self._described()
                    if name == last
                    for told in those
                )
        return False

    def is_out_of_sight(self, claimed: str, described: str, line: Line) -> bool:
        """Whether nothing near names the claimed one, whom the texts call nothing like that either."""
        last = last_name(claimed)
        there = fold(described) in fold(line.sentence.text)  # and is not whom "she" means
        anybody = fold(described).split()[-1] in _ANYBODY
        if not there or anybody or not _DEFINITE.match(described) or last in self.named_at(line):
            return False
        vector = self.claim.embed(described)
        told = [each for name, those in self._described() if name == last for each in those]
        return all(float(vector @ self.claim.embed(each)) < _LIKE_ROLE for each in told)

    def is_called(self, described: str, words: set[str], claimed: str, before: set[str]) -> bool:
        """Whether the texts call somebody else so, or one of these like it, and not the claimed one."""
        bearer = bearer_of(described, claimed, self.documents, (), self.claim.embed, among=words)
        called = self._bearers(described) & before
        return bearer.is_another or (bool(called) and last_name(claimed) not in called)

    def _bearers(self, described: str) -> set[str]:
        """The last names of those whom the texts call by the same word: the champion, the world champion."""
        told = heads(described)
        return {
            name
            for name, those in self._described()
            if any(not told.isdisjoint(heads(each)) for each in those if not is_somebody(each))
        }

    def _described(self) -> Iterator[tuple[str, Collection[str]]]:
        """The last names of people, folded, and what the texts call them."""
        for document in self.documents:
            for name, those in descriptions(document).items():
                yield last_word(name), those

    def _bearer(self, claimed: str, shown: str, among: Collection[str]) -> Bearer | None:
        """Whom the texts call by the description, if one of the two is none, and of some length."""
        described, other = (shown, claimed) if is_person(claimed) else (claimed, shown)
        if fold(described).split()[-1:] and fold(described).split()[-1] in _ANYBODY:  # "the old man"
            return None
        if is_person(described) or len(re.findall(r"\w+", described)) < 2 or _THEM.search(shown):
            return None
        single = frozenset(name for name in self.known.values() if name.isalpha())
        others = self.nameless() - {described}
        return bearer_of(described, other, self.documents, others, self.claim.embed, single, among)
