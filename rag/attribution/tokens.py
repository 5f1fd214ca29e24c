"""A sentence -> its words, marks and whole quotations, with their places in it."""

import re
from dataclasses import dataclass

_CLOSERS = {"«": "»", "“": "”", "„": "“”", '"': '"', "‘": "’", "'": "'", "»": "«"}
_MAY_GO_ON = "«“„"  # an opening mark of these may be closed in a later sentence
_TOKEN = re.compile(
    r"(?:[^\W\d_]|Dr|Mr|Mrs|Ms|Mme|Mlle|Prof|Sr|Sra|St|Gen|Gov|Sen|Rep)\.(?=\s)|"
    r"\d+(?:[.,]\d+)+|\w+(?:[-’'&.]\w+)*['’]?|\S"
)
_ELISION = re.compile(
    r"(?:[ldnmtscj]|qu|jusqu|lorsqu|puisqu|dell|nell|all|sull|dall|quest|un)['’](?=\w)", re.I
)
_PRONOUN_SUFFIX = re.compile(r"(?:-t)?-(?=(?:ils?|elles?|on)$)", re.I)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a mark or a whole quotation; `start` and `end` count in the sentence, `low` is lower case."""

    text: str
    low: str
    start: int
    end: int
    kind: str  # "word", "mark" or "quotation"

    @property
    def capital(self) -> bool:
        """Whether it is a word that begins with a capital letter."""
        return self.kind == "word" and self.text[0].isupper()


def tokens(text: str, open_mark: str) -> tuple[list[Token], str]:
    """The tokens of a sentence and the mark that it leaves open; `open_mark` is that of the one before."""
    result: list[Token] = []
    at, begin = 0, 0
    unclosed: set[str] = set()  # looked for once: a text may be full of them
    if open_mark:
        end = _closing(text, 0, open_mark)
        if end < 0:
            return [Token(text, text.lower(), 0, len(text), "quotation")], open_mark
        result.append(Token(text[:end], text[:end].lower(), 0, end, "quotation"))
        at = begin = end
    for found in re.finditer(r"[«»“„\"‘']", text):
        mark, start = found.group(), found.start()
        if start < at or mark in unclosed or not _opens(text, start, mark):
            continue
        end = _closing(text, start + 1, mark)
        if end < 0 and mark not in _MAY_GO_ON:
            unclosed.add(mark)
            continue
        result += words_of(text, begin, start)
        at = begin = end if end > 0 else len(text)
        result.append(Token(text[start:at], text[start:at].lower(), start, at, "quotation"))
        if end < 0:
            return result, mark
    return result + words_of(text, begin, len(text)), ""


def _opens(text: str, at: int, mark: str) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if mark in "»'‘":
        return (not before or before.isspace() or before in "([—–") and after.isalnum()
    return mark != '"' or bool(after) or at == 0


def _closing(text: str, at: int, mark: str) -> int:
    """Where the quotation ends that is open at `at`, -1 where it does not."""
    for position in range(at, len(text)):
        if text[position] in _CLOSERS[mark] and (
            mark not in "'‘" or not text[position + 1 : position + 2].isalnum()
        ):
            return position + 1
    return -1


def words_of(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words and marks of `text[start:end]`, elided and inverted pronouns apart: l'|ancien, dit|il."""
    result = []
    for found in _TOKEN.finditer(text, start, len(text) if end is None else end):
        begin, stop = found.span()
        while elided := _ELISION.match(text, begin, stop):
            result.append(_word(text, begin, elided.end()))
            begin = elided.end()
        suffix = _PRONOUN_SUFFIX.search(text[begin:stop])
        if suffix:
            result.append(_word(text, begin, begin + suffix.start()))
            begin += suffix.end()
        result.append(_word(text, begin, stop))
    return result


def _word(text: str, start: int, end: int) -> Token:
    low = text[start:end].lower().replace("’", "'")
    return Token(text[start:end], low, start, end, "word" if text[start].isalnum() else "mark")


def word_set(words: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(words.split())
