"""The corpus's words and names -> which names a question has, and which of its names the corpus never has.

A name is a word with a capital letter inside a sentence that stands nowhere without one. Names in another
script are compared by their Latin transcription, and a misspelling or a case ending makes no name unknown.
anyascii (ISC) transcribes.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from functools import cached_property

from anyascii import anyascii

from rag.retrieval import fold
from rag.types import Sentence

_WORD = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*")
_BEGINS_SENTENCE = re.compile(r"(?:\A|[.!?:¿¡«“„\"…]|[—–]\s)[\s'‘(]*\Z")
_CLOSE = 0.8  # of difflib's ratio: "zuckerburg" and "Tsukerberg" against "Zuckerberg"
_MIN_FUZZY_LETTERS = 4  # shorter words are near to too many others
_PREFIX_LETTERS = 4  # a word that begins like one of the corpus is a form of it, or its like elsewhere
_LAST_LATIN = "\u024f"
_MIN_DIGITS = 2  # a single digit is often written as a word
_MAX_ACRONYM_LETTERS = 4
_MOST_CAPITALS = 0.75  # of a question's words: beyond, it is a headline or shouted


class Names:
    """Names and words of a corpus."""

    def __init__(self, sentences: Sequence[Sentence], speakers: Iterable[str]) -> None:
        """`speakers` are whom the texts name as speakers of sentences."""
        self._sentences = sentences
        self._speakers = frozenset(speakers)

    def known(self, question: str) -> dict[str, str]:
        """Folded word of the question -> the folded name of the corpus that it is or comes near to."""
        found: dict[str, str] = {}
        for word in _WORD.findall(question):
            folded = fold(word)
            if folded in self._names:
                found[folded] = folded
            elif folded not in self._words and (close := self._near(fold(anyascii(word)), self._names)):
                found[folded] = close
        return found

    def called(self, name: str) -> frozenset[str]:
        """The speakers who are called by that folded name, not described with it ("a source at OpenAI")."""
        found = set()
        for speaker in self._speakers:
            words = [fold(word) for word in _WORD.findall(speaker)]
            if words and words[-1] == name and words[0] in self._names:
                found.add(speaker)
        return frozenset(found)

    def written(self, name: str) -> str:
        """A folded name as the corpus writes it."""
        return self._names[name]

    def corrected(self, question: str) -> str:
        """The question with misspelt names as the corpus writes them, and in lower case where it shouts."""
        shouted = question.isupper() and len(_WORD.findall(question)) > 1
        known = self.known(question)

        def word(match: re.Match[str]) -> str:
            name = known.get(fold(match.group()), "")
            if name and (shouted or name != fold(match.group())):
                return self._names[name]
            return match.group().lower() if shouted else match.group()

        return _WORD.sub(word, question)

    def without(self, question: str) -> str:
        """The question without names of the corpus; as it is where nothing else would be left."""
        known = self.known(question)
        rest = _WORD.sub(lambda word: "" if fold(word.group()) in known else word.group(), question)
        return " ".join(rest.split()) if known and _WORD.search(rest) else question

    def unknown(self, question: str, *, language: str, same_language: bool) -> list[str]:
        """Names and numbers of the question of which no document has anything alike."""
        words = capitalised(question, language=language, same_language=same_language)
        return list(dict.fromkeys(word for word in words if not self._has(fold(word))))

    def _has(self, folded: str) -> bool:
        if folded in self._words or folded[0].isdigit():
            return folded in self._words
        like = len(folded) > _PREFIX_LETTERS and folded[:_PREFIX_LETTERS] in self._prefixes
        return like or bool(self._near(folded, self._names))

    @staticmethod
    def _near(folded: str, words: Iterable[str]) -> str:
        """The word that is spelt nearly alike, "" where there is none."""
        if len(folded) < _MIN_FUZZY_LETTERS:
            return ""
        alike = (  # difflib is slow: only words of about the length that begin or end alike
            word
            for word in words
            if abs(len(word) - len(folded)) <= 2 and (word[0] == folded[0] or word[-1] == folded[-1])
        )
        return next(iter(get_close_matches(folded, alike, 1, _CLOSE)), "")

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(fold(word) for s in self._sentences for word in _WORD.findall(s.text))

    @cached_property
    def _prefixes(self) -> frozenset[str]:
        return frozenset(word[:_PREFIX_LETTERS] for word in self._words)

    @cached_property
    def _names(self) -> dict[str, str]:
        """Folded name -> as the corpus writes it."""
        plain: set[str] = set()
        names: dict[str, str] = {}
        for word, first in self._written():
            if word[0].islower():
                plain.add(fold(word))
            elif not first and word[0].isupper() and len(word) > 1:
                names.setdefault(fold(word), word)
        return {folded: word for folded, word in names.items() if folded not in plain}

    def _written(self) -> Iterator[tuple[str, bool]]:
        """Each word, and whether it begins a sentence; the words of a speaker never do."""
        for sentence in self._sentences:
            for match in _WORD.finditer(sentence.text):
                begins = _BEGINS_SENTENCE.search(sentence.text[: match.start()], max(0, match.start() - 4))
                yield match.group(), bool(begins)
        for speaker in self._speakers:
            for word in _WORD.findall(speaker):
                yield word, False


def capitalised(text: str, *, language: str, same_language: bool) -> Iterator[str]:
    """The words of a text that are names or numbers, as far as they tell it by themselves.

    Only where a capital letter tells: Latin script, no German nouns, not the first word. Short acronyms
    differ between languages (AI and IA), so they count only in the `same_language` as the documents'.
    """
    words = list(_WORD.finditer(text))
    capitals = sum(match.group()[0].isupper() for match in words)
    if language == "de" or (len(words) > 1 and capitals > _MOST_CAPITALS * len(words)):
        return
    for match in words:
        first = bool(_BEGINS_SENTENCE.search(text[: match.start()]))
        readable = max(match.group()) <= _LAST_LATIN and (same_language or not _is_acronym(match.group()))
        if readable and _is_name(match.group(), first=first):
            yield match.group()


def _is_acronym(word: str) -> bool:
    return word.isupper() and len(word) <= _MAX_ACRONYM_LETTERS


def _is_name(word: str, *, first: bool) -> bool:
    digits = sum(map(str.isdigit, word))
    if digits:
        return digits >= _MIN_DIGITS
    inner_capital = any(letter.isupper() for letter in word[1:])
    return len(word) > 1 and (inner_capital or (word[0].isupper() and not first))
