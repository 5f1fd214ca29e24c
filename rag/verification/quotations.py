"""A sentence -> its quotations; a quotation and a text -> where it stands there word for word."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from rag.attribution.tokens import tokens

_MARKS = '«»“”„‟‹›"＂「」『』'
_APOSTROPHES = "'’‘ʼ‛′`´"
_DASHES = "-‐‑‒–—―−"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_EDGES = " .,;:!?…-。、，！？؟"  # around a quotation these are the writer's


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words in quotation marks: `sentence[start:end]`, the marks included; `text` is without them."""

    text: str
    start: int
    end: int


def quotations(sentence: str) -> list[Quotation]:
    """What stands in quotation marks of any kind, in order; a mark that is never closed quotes to the end.

    >>> [quotation.text for quotation in quotations("He's “sure”, but « pas prêt » and 'not so fast'.")]
    ['sure', 'pas prêt', 'not so fast']
    """
    found = [token for token in tokens(sentence, "")[0] if token.kind == "quotation"]
    return [
        Quotation(token.text.strip(_MARKS + _APOSTROPHES + " \u00a0\u202f"), token.start, token.end)
        for token in found
        if re.search(r"\w", token.text)
    ]


def unquoted(sentence: str) -> str:
    """The sentence with spaces for its quotations, so that places stay."""
    characters = list(sentence)
    for quotation in quotations(sentence):
        characters[quotation.start : quotation.end] = " " * (quotation.end - quotation.start)
    return "".join(characters)


def locate(quotation: str, text: str) -> tuple[int, int] | None:
    """Where the words stand in `text`, one after the other, as (start, end); None where they do not.

    Case, kinds of quotation marks, apostrophes, dashes and spaces make no difference, nor does the
    punctuation around the quotation; any other character does.

    >>> locate("NOUS n'avons  rien vu !", "« Nous n’avons rien vu, dit-il. »")
    (2, 22)
    >>> locate("avons vu", "Nous n'avons rien vu.") is None
    True
    """
    wanted, _ = _normal(quotation)
    wanted = wanted.strip(_EDGES)
    there, places = _normal(text)
    at = there.find(wanted) if wanted else -1
    while at >= 0:
        stop = at + len(wanted)
        if not (_joined(there, at) or _joined(there, stop)):
            return places[at], places[stop - 1] + 1
        at = there.find(wanted, at + 1)
    return None


def _joined(text: str, at: int) -> bool:
    """Whether a word goes on at this place."""
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _normal(text: str) -> tuple[str, list[int]]:
    """The text without what makes no difference, and for each character its place in `text`."""
    result: list[str] = []
    places: list[int] = []
    for character, place in _plain(text):
        if character == " " and (not result or result[-1] == " "):
            continue
        if character in ",;:!?." and result and result[-1] == " ":  # French sets a space there
            result.pop()
            places.pop()
        result.append(character)
        places.append(place)
    return "".join(result), places


def _plain(text: str) -> Iterator[tuple[str, int]]:
    for place, character in enumerate(text):
        if character in _MARKS or character in _INVISIBLE:
            continue
        if character in _APOSTROPHES:
            inside = text[place - 1 : place].isalnum() and place > 0
            if inside and text[place + 1 : place + 2].isalnum():
                yield "'", place
        elif character in _DASHES:
            yield "-", place
        elif character.isspace():
            yield " ", place
        else:
            for part in unicodedata.normalize("NFKC", character).casefold():
                yield part, place
