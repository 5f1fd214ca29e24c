"""Volumes, or a few sentences -> their words, which of them are names, and who speaks there.

A name is a word with a capital letter inside a sentence that stands nowhere without one. In an archive the
words are counted in two tables of the catalogue: what a volume brings or takes away is noted in two more, and
costs as many words as it has, however many there are.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from rag.types import Sentence
from rag.volume import Volume
from rag.words import fold

WORD = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*")
BEGINS_SENTENCE = re.compile(r"(?:\A|[.!?:¿¡«“„\"…]|[—–]\s)[\s'‘(]*\Z")
_NAME = "named > 0 and plain = 0"  # as in the indexes of rag.records
_COUNT = """
insert into words
    select word, sum(volumes), sum(plain), sum(named), max(name) from word_changes where true group by word
    on conflict (word) do update set
        volumes = volumes + excluded.volumes, plain = plain + excluded.plain, named = named + excluded.named,
        name = iif(name = '', excluded.name, name);
insert into speakers
    select speaker, sum(volumes), last from speaker_changes where true group by speaker
    on conflict (speaker) do update set volumes = volumes + excluded.volumes;
delete from word_changes;
delete from speaker_changes
"""


class Words(Protocol):
    """The words of some texts, folded, and who speaks there; asked from several threads."""

    def has(self, word: str) -> bool:
        """Whether it is one of them."""

    def name(self, word: str) -> str:
        """How the texts write a name; "" where the word is none."""

    def beginning(self, prefix: str) -> Iterable[str]:
        """The words that begin so."""

    def alike(self, word: str, longer: int) -> Sequence[str]:
        """The names that begin or end as a word does, and are `longer` or shorter by so much at most."""

    def called(self, last: str) -> Iterable[str]:
        """The speakers whose last word it is."""

    def speakers(self) -> frozenset[str]:
        """Whom the texts name as speakers of sentences."""


def text_words(sentences: Iterable[Sentence], speakers: Iterable[str]) -> Words:
    """The words of a few texts."""
    return _TextWords(sentences, frozenset(speakers))


def counted_words(rows: Callable[..., list[Any]]) -> Words:
    """The words of all volumes, as they were counted last; `rows` are those of a statement and its values."""
    return _CountedWords(rows)


def note_words(run: sqlite3.Cursor, volume: Volume, by: int) -> None:
    """A volume comes (1) or goes (-1): its words and speakers are to be counted."""
    words = _written(volume.sentences(), volume.speakers())
    run.executemany(
        "insert into word_changes values (?, ?, ?, ?, ?)",
        [(word, by, by * each.plain, by * bool(each.name), each.name) for word, each in words.items()],
    )
    run.executemany(
        "insert into speaker_changes values (?, ?, ?)",
        [(speaker, by, _last_word(speaker)) for speaker in sorted(volume.speakers())],
    )


def count_words(run: sqlite3.Cursor) -> None:
    """Count what was noted."""
    for statement in _COUNT.split(";"):
        run.execute(statement)


@dataclass(frozen=True, slots=True)
class _Written:
    """How some texts write a word: as a `name`, or ""; `plain` where it begins with a small letter."""

    plain: bool
    name: str


def _written(sentences: Iterable[Sentence], speakers: Iterable[str]) -> dict[str, _Written]:
    """Each word of the sentences, folded, and how it is written there and in the speakers' names."""
    plain: set[str] = set()
    names: dict[str, str] = {}
    words: dict[str, _Written] = {}
    for word, first in _words_in(sentences, speakers):
        folded = fold(word)
        words.setdefault(folded, _Written(False, ""))
        if word[0].islower():
            plain.add(folded)
        elif not first and word[0].isupper() and len(word) > 1:
            names.setdefault(folded, word)
    return {word: _Written(word in plain, names.get(word, "")) for word in words}


def _words_in(sentences: Iterable[Sentence], speakers: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Each word, and whether it begins a sentence; the words of a speaker never do."""
    for sentence in sentences:
        for match in WORD.finditer(sentence.text):
            begins = BEGINS_SENTENCE.search(sentence.text[: match.start()], max(0, match.start() - 4))
            yield match.group(), bool(begins)
    for speaker in speakers:
        for word in WORD.findall(speaker):
            yield word, False


def _last_word(speaker: str) -> str:
    """The last word of a speaker's name or description, folded; "" where there is no word."""
    return fold(next(iter(WORD.findall(speaker)[-1:]), ""))


class _TextWords:
    """The words of a few texts."""

    def __init__(self, sentences: Iterable[Sentence], speakers: frozenset[str]) -> None:
        self._words, self._speakers = _written(sentences, speakers), speakers
        self._names = {word: each.name for word, each in self._words.items() if each.name and not each.plain}

    def has(self, word: str) -> bool:
        return word in self._words

    def name(self, word: str) -> str:
        return self._names.get(word, "")

    def beginning(self, prefix: str) -> Iterable[str]:
        return (word for word in self._words if word.startswith(prefix))

    def alike(self, word: str, longer: int) -> Sequence[str]:
        near = (name for name in self._names if abs(len(name) - len(word)) <= longer)
        return [name for name in near if name[0] == word[0] or name[-1] == word[-1]]

    def called(self, last: str) -> Iterable[str]:
        return (who for who in self._speakers if _last_word(who) == last)

    def speakers(self) -> frozenset[str]:
        return self._speakers


class _CountedWords:
    """The words of all volumes."""

    def __init__(self, rows: Callable[..., list[Any]]) -> None:
        self._rows = rows

    def has(self, word: str) -> bool:
        return bool(self._rows("select 1 from words where word = ? and volumes > 0", word))

    def name(self, word: str) -> str:
        rows = self._rows(f"select name from words where word = ? and {_NAME}", word)
        return str(rows[0][0]) if rows else ""

    def beginning(self, prefix: str) -> Iterable[str]:
        last = prefix + "\U0010ffff"
        rows = self._rows("select word from words where word between ? and ? and volumes > 0", prefix, last)
        return (word for (word,) in rows)

    def alike(self, word: str, longer: int) -> Sequence[str]:
        names = f"select word from words where {_NAME} and length(word) between ?2 and ?3 and"
        lengths = len(word) - longer, len(word) + longer
        first = self._rows(f"{names} substr(word, 1, 1) = ?1", word[0], *lengths)
        last = self._rows(f"{names} substr(word, -1) = ?1", word[-1], *lengths)
        return [name for (name,) in dict.fromkeys([*first, *last])]

    def called(self, last: str) -> Iterable[str]:
        rows = self._rows("select speaker from speakers where last = ? and volumes > 0", last)
        return (speaker for (speaker,) in rows)

    def speakers(self) -> frozenset[str]:
        return frozenset(
            speaker for (speaker,) in self._rows("select speaker from speakers where volumes > 0")
        )
