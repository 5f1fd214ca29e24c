"""A text that somebody wrote, whole or piece by piece -> its sentences, each with the [n] that it cites."""

import re
from dataclasses import dataclass

from rag.splitting import paragraph_spans, sentence_spans

# [1], [1, 2], [1-3], [1][2], 【1】, and what models put in them: [¶1], [source 1], [^1].
_MARK = r"[\[【]\s*(?:[¶^#]|(?:source|passage|extrait)s?\s+)?\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*[\]】]"
_MARKS = re.compile(rf"\s*{_MARK}")
_RUN_OF_MARKS = re.compile(rf"(?:\s*{_MARK})+")
_RANGE = re.compile(r"(\d{1,3})\s*[–-]\s*(\d{1,3})")
_MAX_RANGE = 20  # sources in [a-b]; more is no citation
_OPEN_MARK = re.compile(r"\s*[\[【][^\]】\n]{0,24}\Z")  # may become a mark with what comes next
_QUOTES = (("«", "»"), ("“„", "”"))
_MAX_QUOTE_CHARS = 800  # as in rag.splitting: a longer quotation is cut at its own sentence ends
_BULLET = re.compile(r"^(?:[-*•–—+]|\d{1,2}[.)]|#{1,6})\s+|\*\*|__")


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence at `start:end` of its text, [n] included; `text` is without them, `cited` their numbers.

    `line` is that of the text in which it begins, from 0.
    """

    text: str
    cited: tuple[int, ...]
    start: int
    end: int
    line: int = 0


class Draft:
    """A text that comes in pieces, as a chat model sends it."""

    def __init__(self) -> None:
        self._text = ""
        self._done = 0  # characters whose sentences were given

    def feed(self, piece: str) -> list[DraftSentence]:
        """The sentences that are whole with this piece: something else has begun behind them."""
        self._text += piece
        certain = _OPEN_MARK.sub("", self._text)  # what may become a mark belongs to what is before it
        found = draft_sentences(certain, self._done)
        ended = bool(found) and "\n" in certain[found[-1].end :].rstrip(" ") and certain == self._text
        whole = found if ended else found[:-1]
        if _is_open(certain[self._done :]):
            whole = [sentence for sentence in whole if not _is_open(certain[self._done : sentence.end])]
        if whole:
            self._done = whole[-1].end
        return whole

    def end(self) -> list[DraftSentence]:
        """What is left when nothing more comes."""
        rest = draft_sentences(self._text, self._done)
        self._done = len(self._text)
        return rest


def draft_sentences(text: str, start: int = 0) -> list[DraftSentence]:
    """The sentences of `text[start:]`, in order; marks behind a full stop belong to the sentence before it.

    >>> [(s.text, s.cited) for s in draft_sentences("He left [2]. She stayed. [1][3] Why?")]
    [('He left.', (2,)), ('She stayed.', (1, 3)), ('Why?', ())]
    """
    blank = _blanked(text)
    spans: list[tuple[int, int]] = []
    for first, last in paragraph_spans(blank[start:]):
        spans += sentence_spans(blank, start + first, start + last)
    found = []
    for at, (first, last) in enumerate(spans):
        stop = spans[at + 1][0] if at + 1 < len(spans) else len(text)
        behind = _RUN_OF_MARKS.match(text, last, stop)
        end = behind.end() if behind else last
        marked = text[first:end]
        words = " ".join(_BULLET.sub("", _MARKS.sub("", marked)).split())
        if re.search(r"\w", words):
            found.append(DraftSentence(words, cited_numbers(marked), first, end, text.count("\n", 0, first)))
    return found


def cited_numbers(text: str) -> tuple[int, ...]:
    """The numbers in the marks of a text, each once, in order.

    >>> cited_numbers("So [2, 3], and so [3][5-7].")
    (2, 3, 5, 6, 7)
    """
    numbers: list[int] = []
    for mark in re.findall(_MARK, text):
        for first, last in _RANGE.findall(mark):
            if 0 < int(last) - int(first) <= _MAX_RANGE:
                numbers += range(int(first), int(last) + 1)
        numbers += [int(number) for number in re.findall(r"\d+", _RANGE.sub("", mark))]
        numbers += [int(n) for pair in _RANGE.findall(mark) for n in pair]
    return tuple(dict.fromkeys(numbers))


def _is_open(text: str) -> bool:
    """Whether a quotation is open at the end: what it holds is one sentence, once it is closed."""
    line = text.rsplit("\n", 1)[-1][-_MAX_QUOTE_CHARS:]
    opened = any(
        sum(line.count(mark) for mark in opening) > sum(line.count(mark) for mark in closing)
        for opening, closing in _QUOTES
    )
    return opened or line.count('"') % 2 == 1


def _blanked(text: str) -> str:
    """The text with spaces for its marks, so that they neither end sentences nor are words."""
    return re.sub(_MARK, lambda mark: " " * len(mark.group()), text)
