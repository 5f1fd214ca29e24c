"""The corpus's words and names -> which names a question has, and which of its names the corpus never has.

A name is a word with a capital letter inside a sentence that stands nowhere without one. Names in another
script are compared by their Latin transcription, and a misspelling or a case ending makes no name unknown.
anyascii (ISC) transcribes.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from itertools import takewhile

import numpy as np
from anyascii import anyascii

from rag.types import Sentence
from rag.words import fold

_WORD = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*")
_BEGINS_SENTENCE = re.compile(r"(?:\A|[.!?:¿¡«“„\"…]|[—–]\s)[\s'‘(]*\Z")
_CLOSE = 0.8  # of difflib's ratio: "zuckerburg" and "Tsukerberg" against "Zuckerberg"
_MIN_FUZZY_LETTERS = 4  # shorter words are near to too many others
_PREFIX_LETTERS = 4  # a word that begins like one of the corpus is a form of it, or its like elsewhere
_LAST_LATIN = "\u024f"
_MIN_DIGITS = 2  # a single digit is often written as a word
_MAX_ACRONYM_LETTERS = 4
_BUCKETS = 32  # of letters: keeps those of one alphabet apart
_SPELT_WORDS = 50_000  # counted at a time
_MOST_CAPITALS = 0.75  # of a question's words: beyond, it is a headline or shouted


@dataclass(frozen=True, slots=True)
class Written:
    """How some texts write a word: as a `name`, or ""; `plain` where it begins with a small letter."""

    plain: bool
    name: str


class Names:
    """Names and words of a corpus."""

    def __init__(self, words: Collection[str], names: Mapping[str, str], speakers: Iterable[str]) -> None:
        """`words` are folded; `names` are folded too, each with how the corpus writes it.

        `speakers` are whom the texts name as speakers of sentences.
        """
        self._words, self._names = words, names
        self._here: Callable[[str], bool] = lambda folded: True
        self.speakers = frozenset(speakers)

    @classmethod
    def of(cls, sentences: Iterable[Sentence], speakers: Collection[str]) -> "Names":
        """The names in these sentences, which `speakers` say."""
        words = written(sentences, speakers)
        names = {word: each.name for word, each in words.items() if each.name and not each.plain}
        return cls(words, names, speakers)

    def where(self, here: Callable[[str], bool]) -> "Names":
        """Only those that are `here`, of which a folded word tells."""
        _ = self._in_order, self._spelt_names, self._called  # a second in an archive, and shared from here on
        fewer = copy(self)
        fewer._here = here
        return fewer

    def known(self, question: str) -> dict[str, str]:
        """Folded word of the question -> the folded name of the corpus that it is or comes near to."""
        found: dict[str, str] = {}
        for word in _WORD.findall(question):
            folded = fold(word)
            if folded in self._names and self._here(folded):
                found[folded] = folded
            elif not self._has_word(folded) and (close := self._spelt(fold(anyascii(word)))):
                found[folded] = close
        return found

    def called(self, name: str) -> frozenset[str]:
        """The speakers who are called by that folded name, not described with it ("a source at OpenAI")."""
        return frozenset(who for who in self._called.get(name, ()) if self._here_all(who))

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
        if self._has_word(folded) or folded[0].isdigit():
            return self._has_word(folded)
        return self._begins_like(folded) or bool(self._spelt(folded))

    def _begins_like(self, folded: str) -> bool:
        if len(folded) <= _PREFIX_LETTERS:
            return False
        prefix = folded[:_PREFIX_LETTERS]
        ordered = self._in_order
        like = (ordered[at] for at in range(bisect_left(ordered, prefix), len(ordered)))
        return any(map(self._here, takewhile(lambda word: word.startswith(prefix), like)))

    def _has_word(self, folded: str) -> bool:
        return folded in self._words and self._here(folded)

    def _here_all(self, speaker: str) -> bool:
        return all(self._here(fold(word)) for word in _WORD.findall(speaker))

    def _spelt(self, word: str) -> str:
        """The name that is spelt nearly alike, "" where there is none."""
        return self._spelt_names.near(word, self._here)

    @cached_property
    def _called(self) -> dict[str, list[str]]:
        """Folded last name -> the speakers who are called by it."""
        called: dict[str, list[str]] = {}
        for speaker in self.speakers:
            words = [fold(word) for word in _WORD.findall(speaker)]
            if words and words[0] in self._names:
                called.setdefault(words[-1], []).append(speaker)
        return called

    @cached_property
    def _in_order(self) -> list[str]:
        return sorted(self._words)

    @cached_property
    def _spelt_names(self) -> "_Spellings":
        return _Spellings(list(self._names))


class _Spellings:
    """Words, to find those that are spelt nearly alike.

    difflib is slow. It compares only words of about the length that begin or end alike and whose letters, in
    any order, allow the ratio: counted in buckets, they cannot be fewer than the letters in common.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._lengths = np.array([len(word) for word in words], dtype=np.int32)
        self._ends = np.array([(ord(word[0]), ord(word[-1])) for word in words]).reshape(-1, 2)
        self._letters = np.zeros((len(words), _BUCKETS), dtype=np.uint8)
        for start in range(0, len(words), _SPELT_WORDS):
            part = words[start : start + _SPELT_WORDS]
            at = np.repeat(np.arange(len(part)), self._lengths[start : start + _SPELT_WORDS])
            counts = np.bincount(at * _BUCKETS + _buckets("".join(part)), minlength=len(part) * _BUCKETS)
            self._letters[start : start + len(part)] = np.minimum(counts, 255).reshape(-1, _BUCKETS)

    def near(self, word: str, here: Callable[[str], bool]) -> str:
        """The word that is `here` and spelt nearly alike, "" where there is none."""
        if len(word) < _MIN_FUZZY_LETTERS or not self._words:
            return ""
        letters = np.minimum(np.bincount(_buckets(word), minlength=_BUCKETS), 255).astype(np.uint8)
        common = np.minimum(self._letters, letters).sum(axis=1, dtype=np.int32)
        alike = (
            (2 * common >= _CLOSE * (self._lengths + len(word)))
            & (np.abs(self._lengths - len(word)) <= 2)
            & (self._ends == (ord(word[0]), ord(word[-1]))).any(axis=1)
        )
        candidates = [name for at in np.flatnonzero(alike).tolist() if here(name := self._words[at])]
        return next(iter(get_close_matches(word, candidates, 1, _CLOSE)), "")


def _buckets(text: str) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """For each character one of `_BUCKETS` numbers."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return codes.astype(np.int64) % _BUCKETS


def written(sentences: Iterable[Sentence], speakers: Iterable[str]) -> dict[str, Written]:
    """Each word of the sentences, folded, and how it is written there and in the speakers' names."""
    plain: set[str] = set()
    names: dict[str, str] = {}
    words: dict[str, Written] = {}
    for word, first in _words_in(sentences, speakers):
        folded = fold(word)
        words.setdefault(folded, Written(False, ""))
        if word[0].islower():
            plain.add(folded)
        elif not first and word[0].isupper() and len(word) > 1:
            names.setdefault(folded, word)
    return {word: Written(word in plain, names.get(word, "")) for word in words}


def _words_in(sentences: Iterable[Sentence], speakers: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Each word, and whether it begins a sentence; the words of a speaker never do."""
    for sentence in sentences:
        for match in _WORD.finditer(sentence.text):
            begins = _BEGINS_SENTENCE.search(sentence.text[: match.start()], max(0, match.start() - 4))
            yield match.group(), bool(begins)
    for speaker in speakers:
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
