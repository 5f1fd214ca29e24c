"""The corpus's words and names -> which names a question has, and which of its names the corpus never has.

Names in another script are compared by their Latin transcription, and a misspelling or a case ending makes no
name unknown. anyascii (ISC) transcribes.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from difflib import get_close_matches

import numpy as np
from anyascii import anyascii

from rag.types import Sentence
from rag.vocabulary import BEGINS_SENTENCE, WORD, Words, text_words
from rag.words import fold

_CLOSE = 0.8  # of difflib's ratio: "zuckerburg" and "Tsukerberg" against "Zuckerberg"
_LONGER = 2  # letters, that a name spelt nearly alike may be, or shorter
_MIN_FUZZY_LETTERS = 4  # shorter words are near to too many others
_PREFIX_LETTERS = 4  # a word that begins like one of the corpus is a form of it, or its like elsewhere
_LAST_LATIN = "\u024f"
_MIN_DIGITS = 2  # a single digit is often written as a word
_MAX_ACRONYM_LETTERS = 4
_BUCKETS = 32  # of letters: keeps those of one alphabet apart
_MOST_CAPITALS = 0.75  # of a question's words: beyond, it is a headline or shouted


class Names:
    """Names and words of a corpus."""

    def __init__(self, words: Words, here: Callable[[str], bool] = lambda folded: True) -> None:
        """Only those words that are `here`, of which a folded one tells."""
        self._words, self._here = words, here

    @classmethod
    def of(cls, sentences: Iterable[Sentence], speakers: Collection[str]) -> "Names":
        """The names in these sentences, which `speakers` say."""
        return cls(text_words(sentences, speakers))

    @property
    def speakers(self) -> frozenset[str]:
        """Whom the texts name as speakers of sentences."""
        return self._words.speakers()

    def where(self, here: Callable[[str], bool]) -> "Names":
        """Only those that are `here`."""
        return Names(self._words, here)

    def known(self, question: str) -> dict[str, str]:
        """Folded word of the question -> the folded name of the corpus that it is or comes near to."""
        found: dict[str, str] = {}
        for word in WORD.findall(question):
            folded = fold(word)
            if self._words.name(folded) and self._here(folded):
                found[folded] = folded
            elif not self._has_word(folded) and (close := self._spelt(fold(anyascii(word)))):
                found[folded] = close
        return found

    def called(self, name: str) -> frozenset[str]:
        """The speakers who are called by that folded name, not described with it ("a source at OpenAI")."""
        return frozenset(who for who in self._words.called(name) if self._is_name_here(who))

    def written(self, name: str) -> str:
        """A folded name as the corpus writes it."""
        return self._words.name(name)

    def corrected(self, question: str) -> str:
        """The question with misspelt names as the corpus writes them, and in lower case where it shouts."""
        shouted = question.isupper() and len(WORD.findall(question)) > 1
        known = self.known(question)

        def word(match: re.Match[str]) -> str:
            name = known.get(fold(match.group()), "")
            if name and (shouted or name != fold(match.group())):
                return self._words.name(name)
            return match.group().lower() if shouted else match.group()

        return WORD.sub(word, question)

    def without(self, question: str) -> str:
        """The question without names of the corpus; as it is where nothing else would be left."""
        known = self.known(question)
        rest = WORD.sub(lambda word: "" if fold(word.group()) in known else word.group(), question)
        return " ".join(rest.split()) if known and WORD.search(rest) else question

    def unknown(self, question: str, *, language: str, same_language: bool) -> list[str]:
        """Names and numbers of the question of which no document has anything alike."""
        words = capitalised(question, language=language, same_language=same_language)
        return list(dict.fromkeys(word for word in words if not self._has(fold(word))))

    def _has(self, folded: str) -> bool:
        if self._has_word(folded) or folded[0].isdigit():
            return self._has_word(folded)
        return self._begins_like(folded) or bool(self._spelt(folded))

    def _begins_like(self, folded: str) -> bool:
        if len(folded) <= _PREFIX_LETTERS:
            return False
        return any(map(self._here, self._words.beginning(folded[:_PREFIX_LETTERS])))

    def _has_word(self, folded: str) -> bool:
        return self._words.has(folded) and self._here(folded)

    def _is_name_here(self, speaker: str) -> bool:
        words = [fold(word) for word in WORD.findall(speaker)]
        return bool(words and self._words.name(words[0])) and all(map(self._here, words))

    def _spelt(self, word: str) -> str:
        """The name that is spelt nearly alike, "" where there is none."""
        if len(word) < _MIN_FUZZY_LETTERS:
            return ""
        names = filter(self._here, _of_letters(word, self._words.alike(word, _LONGER)))
        return next(iter(get_close_matches(word, list(names), 1, _CLOSE)), "")


def _of_letters(word: str, names: Sequence[str]) -> list[str]:
    """The names whose letters, in any order, allow the ratio: difflib is slow.

    Counted in buckets, they cannot be fewer than the letters in common.
    """
    lengths = np.array([len(name) for name in names], dtype=np.int64)
    at = np.repeat(np.arange(len(names)) * _BUCKETS, lengths) + _buckets("".join(names))
    letters = np.bincount(at, minlength=len(names) * _BUCKETS).reshape(-1, _BUCKETS)
    common = np.minimum(letters, np.bincount(_buckets(word), minlength=_BUCKETS)).sum(axis=1)
    allowed = 2 * common >= _CLOSE * (lengths + len(word))
    return [names[at] for at in np.flatnonzero(allowed).tolist()]


def _buckets(text: str) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """For each character one of `_BUCKETS` numbers."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return codes.astype(np.int64) % _BUCKETS


def capitalised(text: str, *, language: str, same_language: bool) -> Iterator[str]:
    """The words of a text that are names or numbers, as far as they tell it by themselves.

    Only where a capital letter tells: Latin script, no German nouns, not the first word. Short acronyms
    differ between languages (AI and IA), so they count only in the `same_language` as the documents'.
    """
    words = list(WORD.finditer(text))
    capitals = sum(match.group()[0].isupper() for match in words)
    if language == "de" or (len(words) > 1 and capitals > _MOST_CAPITALS * len(words)):
        return
    for match in words:
        first = bool(BEGINS_SENTENCE.search(text[: match.start()]))
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
